"""What is measured: each subject on its own port, served by two worker processes of four threads."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.bench.load import Refused, Request, ask

WORKERS, THREADS = 2, 4
PATIENCE = 60.0
GUNICORN = (
    *("--worker-class", "gthread", "--workers", str(WORKERS), "--threads", str(THREADS)),
    *("--log-level", "warning", "--no-control-socket"),
)
GRANIAN = ("--interface", "wsgi", "--workers", str(WORKERS), "--blocking-threads", str(THREADS), "--no-ws", "--factory")


class NotServing(Exception):
    """A server did not come up; the message is what it printed."""


@dataclass(frozen=True)
class Subject:
    """A server under measurement. `pages` are its requests, by case; `started` is seconds to the first answer."""

    name: str
    port: int
    process: psutil.Process
    pages: Mapping[str, Request]
    started: float

    def cpu(self) -> float:
        """Return the CPU seconds its processes have used."""
        return sum(sum(process.cpu_times()[:2]) for process in self._all())

    def memory(self) -> float:
        """Return the megabytes of a worker, what it shares with others counted by its share (PSS)."""
        workers = [process.memory_full_info().pss for process in self._all()[1:] if _is_worker(process)]
        return sum(workers) / len(workers) / 1e6

    def _all(self) -> list[psutil.Process]:
        return [self.process, *self.process.children(recursive=True)]


def portal_command(port: int) -> list[str]:
    """Return how the portal is served out of the box."""
    run = [sys.executable, "-c", "from portal.cli import main; main()"]
    return [*run, "serve", "--port", str(port), "--workers", str(WORKERS)]


def gunicorn_command(factory: str, port: int) -> list[str]:
    """Return how an application is served by gunicorn the way the portal is."""
    return [sys.executable, "-m", "gunicorn", *GUNICORN, "--bind", f"127.0.0.1:{port}", f"{factory}()"]


def granian_command(factory: str, port: int) -> list[str]:
    """Return how an application is served by granian."""
    return [sys.executable, "-m", "granian", *GRANIAN, "--host", "127.0.0.1", "--port", str(port), factory]


@contextmanager
def subject(
    name: str,
    port: int,
    command: Sequence[str],
    environment: Mapping[str, str],
    pages: Mapping[str, Request],
    log: Path,
) -> Iterator[Subject]:
    """Serve a subject, and stop it afterwards. Raises `NotServing`."""
    begun = time.monotonic()
    with log.open("wb") as said:
        process = subprocess.Popen(
            command, env=os.environ | environment, stdout=said, stderr=said, start_new_session=True
        )
    try:
        _wait(process, port, next(iter(pages.values())), log)
        yield Subject(name, port, psutil.Process(process.pid), pages, time.monotonic() - begun)
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _wait(process: "subprocess.Popen[bytes]", port: int, first: Request, log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        try:
            ask(port, first)
        except ConnectionRefusedError:
            time.sleep(0.005)
        except Refused as refused:
            raise NotServing(f"{refused}\n{log.read_text('utf-8', 'replace')}") from refused
        else:
            return
    raise NotServing(log.read_text("utf-8", "replace"))


def _is_worker(process: psutil.Process) -> bool:
    """Tell a worker from helpers such as multiprocessing's resource tracker."""
    return "tracker" not in " ".join(process.cmdline())
