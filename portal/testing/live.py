"""A portal in a process of its own, for tests that come from outside."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

_PATIENCE = 120.0  # a machine may be busy with other tests
_GRACE = 10.0


class NotServing(Exception):
    """The portal did not come up; the message is what it printed."""


@dataclass(frozen=True)
class LiveServer:
    """Where a portal runs: its address, its database, and the file it prints to."""

    url: str
    database_url: str
    log: Path


@contextmanager
def serving(database_url: str, folder: Path) -> Iterator[LiveServer]:
    """Run `portal serve` on a free port with its data in `folder`, and stop it afterwards.

    Raises `NotServing` when `/healthz` does not answer within two minutes.
    """
    port = _free_port()
    server = LiveServer(f"http://127.0.0.1:{port}", database_url, folder / "server.log")
    portal = [sys.executable, "-c", "from portal.cli import main; main()"]  # also where no script is installed
    command = [*portal, "serve", "--host", "127.0.0.1", "--port", str(port)]
    settings = {
        "PORTAL_DATABASE_URL": database_url,
        "PORTAL_DATA_DIR": str(folder / "data"),
        "PORTAL_SECRET_KEY": "only for tests",
        "PORTAL_BASE_URL": server.url,
    }
    with server.log.open("wb") as log:
        process = subprocess.Popen(command, env=os.environ | settings, stdout=log, stderr=log, start_new_session=True)
    try:
        _wait(process, server)
        yield server
    finally:
        _stop(process)


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait(process: subprocess.Popen[bytes], server: LiveServer) -> None:
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(URLError, ConnectionError), urlopen(f"{server.url}/healthz", timeout=_PATIENCE):
            return
        time.sleep(0.05)
    raise NotServing(server.log.read_text("utf-8", "replace"))


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(_GRACE)
    except subprocess.TimeoutExpired:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)  # with the workers it started
        process.wait()
