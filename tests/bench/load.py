"""A client that costs little: threads that each keep one connection and ask for the same again and again."""

import socket
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

CONNECTIONS = 4


class Refused(Exception):
    """A server answered something else than what is measured; the message begins with its first line."""


@dataclass(frozen=True)
class Request:
    """What is asked for; with a `body` it is posted, and the answer to expect is a redirect."""

    path: str
    headers: Mapping[str, str]
    body: str = ""

    def written(self) -> bytes:
        """Return it as it goes over the wire."""
        lines = ["Host: 127.0.0.1", "Accept-Language: zh-CN,zh;q=0.9", *(f"{k}: {v}" for k, v in self.headers.items())]
        body = self.body.encode()
        if body:
            lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
        return "\r\n".join([f"{'POST' if body else 'GET'} {self.path} HTTP/1.1", *lines, "", ""]).encode() + body


@dataclass(frozen=True)
class Answer:
    """One answer: its headers as they came, and the number of bytes after them."""

    head: str
    text: bytes

    @property
    def cookies(self) -> str:
        """Return the cookies it set, as a browser sends them back."""
        return "; ".join(
            line.partition(":")[2].strip().partition(";")[0]
            for line in self.head.splitlines()
            if line.lower().startswith("set-cookie:")
        )


def ask(port: int, request: Request) -> Answer:
    """Return one answer. Raises `Refused` or `OSError`."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        return _exchange(connection, request)


def load(port: int, request: Request, *, seconds: float) -> list[float]:
    """Ask through `CONNECTIONS` connections for so many seconds; return how long each answer took, in seconds."""
    until = time.monotonic() + seconds
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        asking = [pool.submit(_keep_asking, port, request, until) for _ in range(CONNECTIONS)]
        return [took for asked in asking for took in asked.result()]


def _keep_asking(port: int, request: Request, until: float) -> list[float]:
    took = []
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while (begun := time.monotonic()) < until:
            _exchange(connection, request)
            took.append(time.monotonic() - begun)
    return took


def _exchange(connection: socket.socket, request: Request) -> Answer:
    connection.sendall(request.written())
    received = b""
    while (end := received.find(b"\r\n\r\n")) < 0:
        received += _more(connection)
    head = received[:end].decode("latin-1")
    if not head.startswith(("HTTP/1.1 302", "HTTP/1.1 303") if request.body else "HTTP/1.1 200"):
        raise Refused(f"{head.splitlines()[0]} for {request.path}")
    length = next(int(line[15:]) for line in head.splitlines() if line.lower().startswith("content-length:"))
    text = received[end + 4 :]
    while len(text) < length:
        text += _more(connection)
    return Answer(head, text)


def _more(connection: socket.socket) -> bytes:
    part = connection.recv(1 << 16)
    if not part:
        raise Refused("the connection was closed")
    return part
