"""Many connections that ask a server on this machine, and how soon each answer came; one thread, bare sockets."""

from __future__ import annotations

import selectors
import socket
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

_CONTENT_LENGTH = b"content-length:"


@dataclass(frozen=True)
class Load:
    """What a load brought: answers by status, and the milliseconds of each in ascending order."""

    seconds: float
    statuses: Counter[int]
    times_ms: list[float]

    @property
    def a_second(self) -> float:
        """Answers a second."""
        return len(self.times_ms) / self.seconds

    def percentile(self, share: float) -> float:
        """The time within which `share` of the answers came, in ms."""
        return self.times_ms[min(len(self.times_ms) - 1, int(share * len(self.times_ms)))]


@dataclass
class _Line:
    """One connection, what it waits for, and since when."""

    plug: socket.socket
    asked_at: float = 0.0
    got: bytearray = field(default_factory=bytearray)


def hammer(url: str, request: Callable[[], bytes | None], *, connections: int = 32, seconds: float = 5.0) -> Load:
    """Ask for `seconds` over so many kept connections, each with the next `request` once its answer is whole.

    A `request` is a whole HTTP/1.1 message, and None ends that connection. Answers must say their Content-Length.
    """
    parts = urlsplit(url)
    address = (parts.hostname or "127.0.0.1", parts.port or 80)
    statuses: Counter[int] = Counter()
    times: list[float] = []
    start = time.perf_counter()
    with selectors.DefaultSelector() as selector:
        for _ in range(connections):
            _begin(selector, _Line(socket.create_connection(address)), request)
        while selector.get_map():
            late = time.perf_counter() - start > seconds
            for key, _ in selector.select(timeout=5):
                line: _Line = key.data
                line.got += line.plug.recv(1 << 16)
                status = _whole(line.got)
                if status is None:
                    continue
                times.append((time.perf_counter() - line.asked_at) * 1000)
                statuses[status] += 1
                selector.unregister(line.plug)
                if late:
                    line.plug.close()
                else:
                    _begin(selector, line, request)
    return Load(time.perf_counter() - start, statuses, sorted(times))


def _begin(selector: selectors.BaseSelector, line: _Line, request: Callable[[], bytes | None]) -> None:
    asked = request()
    if asked is None:
        line.plug.close()
        return
    line.got.clear()
    line.asked_at = time.perf_counter()
    line.plug.sendall(asked)
    selector.register(line.plug, selectors.EVENT_READ, line)


def _whole(got: bytearray) -> int | None:
    """The status of an answer that has come to its end; None while it has not. Raises where the server hung up."""
    if not got:
        raise ConnectionError("the server closed a connection without an answer")
    head, found, body = bytes(got).partition(b"\r\n\r\n")
    if not found:
        return None
    length = 0
    for line in head.lower().split(b"\r\n")[1:]:
        if line.startswith(_CONTENT_LENGTH):
            length = int(line[len(_CONTENT_LENGTH) :])
    return int(head[9:12]) if len(body) >= length else None


def message(method: str, path: str, *, headers: dict[str, str] | None = None, body: bytes = b"") -> bytes:
    """One HTTP/1.1 request to this machine."""
    lines = [
        f"{method} {path} HTTP/1.1",
        "Host: localhost",
        *(f"{name}: {text}" for name, text in (headers or {}).items()),
    ]
    if body:
        lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body
