"""A shop on this machine that speaks the documented protocols of the services we buy from, and counts what it sold.

It can be told to fail: `shop.fault("submit", "silent")` lets the next request for a job be accepted, and billed,
without an answer. Steps are "submit", "look" (at a job) and "result"; faults are listed at `FAULTS`.
"""

from __future__ import annotations

import json
import threading
import time
import urllib.parse
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

from providers.made_media import made

FAULTS = ("429", "400", "500", "502", "page", "malformed", "silent", "unheard", "slow", "truncated", "lost", "private")
SLOW_S = 1.0


@dataclass
class Asked:
    """One HTTP request."""

    method: str
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    content: bytes

    @property
    def body(self) -> dict[str, Any]:
        return json.loads(self.content)


@dataclass
class Answer:
    """One HTTP answer."""

    status: int = 200
    content: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    kind: str = "application/json"


def said(value: object, status: int = 200, **headers: str) -> Answer:
    return Answer(status, json.dumps(value).encode(), {name.replace("_", "-"): text for name, text in headers.items()})


@dataclass
class Job:
    """Something sold. `inputs` is what decides the result, `label` what the customer calls it."""

    number: str
    inputs: Any
    label: str
    made_at: float
    looks_left: int
    outcome: str


Protocol = Callable[["Shop", Asked], Answer | None]


@dataclass
class Shop:
    """What all protocols share: jobs, what was sold, what is to go wrong."""

    protocols: list[Protocol] = field(default_factory=list)
    jobs: dict[str, Job] = field(default_factory=dict)
    looks: int = 1
    """How often a job is looked at before it is ready."""
    outcome: str = "made"
    """made, failed, or billed (failed, and billed all the same)."""
    flavour: str = "good"
    """good, black, short, small or torn: what the made file is."""
    before_s: float = 0.0
    """How long a request waits before it is accepted."""
    after_s: float = 0.0
    """How long the answer takes after that."""
    size: tuple[int, int] = (144, 256)
    seconds: float = 2.0
    repeats: bool = False
    """Whether the same key buys nothing twice."""
    secretive: bool = False
    """Whether it tells less of its jobs than it might."""
    text: str = "{}"
    """What its language model writes."""
    address: str = ""
    faults: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    asked: list[Asked] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def fault(self, step: str, *kinds: str) -> None:
        assert set(kinds) <= set(FAULTS)
        self.faults[step] += kinds

    def sell(self, inputs: Any, label: str = "") -> Job:
        time.sleep(self.before_s)
        with self.lock:
            number = f"job-{len(self.jobs) + 1}"
            self.jobs[number] = Job(number, inputs, label, time.time(), self.looks, self.outcome)
        time.sleep(self.after_s)
        return self.jobs[number]

    def look(self, number: str) -> Job | None:
        """A job as it stands after one more look."""
        with self.lock:
            job = self.jobs.get(number)
            if job is not None:
                job.looks_left -= 1
            return job

    @property
    def sold(self) -> Counter[str]:
        """How often each distinct thing was sold."""
        return Counter(json.dumps(job.inputs, sort_keys=True) for job in self.jobs.values())

    def file(self, kind: str) -> str:
        """The address of a made file."""
        if self.faults["private"]:
            self.faults["private"].pop()
            return "http://169.254.169.254/latest/meta-data"
        return f"{self.address}/files/{kind}"

    def made(self, kind: str) -> bytes:
        return made(kind, self.flavour, self.size, self.seconds)

    def answer(self, asked: Asked) -> Answer:
        if asked.path.startswith("/files/"):
            return Answer(200, self.made(asked.path.removeprefix("/files/")), kind="application/octet-stream")
        for protocol in self.protocols:
            found = protocol(self, asked)
            if found is not None:
                return found
        return said({"error": {"message": f"nothing at {asked.path}"}}, 404)


def step_of(asked: Asked) -> str:
    if asked.path.startswith("/files/") or asked.path.endswith("/view"):
        return "result"
    return "submit" if asked.method == "POST" and "/upload/" not in asked.path else "look"


class Handler(BaseHTTPRequestHandler):
    """Answers, or fails as it was told."""

    protocol_version = "HTTP/1.1"
    shop: Shop

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def _serve(self) -> None:
        parts = urllib.parse.urlsplit(self.path)
        content = self.rfile.read(int(self.headers.get("content-length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        asked = Asked(
            self.command, urllib.parse.unquote(parts.path), urllib.parse.parse_qs(parts.query), headers, content
        )
        with self.shop.lock:
            self.shop.asked.append(asked)
            waiting = self.shop.faults[step_of(asked)]
            fault = waiting.pop(0) if waiting else ""
        try:
            self._send(asked, fault)
        except (BrokenPipeError, ConnectionResetError):  # the customer is dead
            self.close_connection = True

    def _send(self, asked: Asked, fault: str) -> None:
        early = {
            "429": said({"error": {"message": "too many"}}, 429, Retry_After="0"),
            "400": said({"error": {"message": "not with me"}}, 400),
            "500": said({"error": {"message": "out of order"}}, 500),
            "502": Answer(502, b"<html>bad gateway</html>", kind="text/html"),
            "page": Answer(200, b"<!doctype html><title>Hello</title>", kind="text/html"),
            "lost": said({"error": {"message": "no such job"}}, 404),
        }
        if fault == "unheard":
            self.close_connection = True
            return
        answer = early[fault] if fault in early else self.shop.answer(asked)
        if fault == "slow":
            time.sleep(SLOW_S)
        if fault in {"silent", "slow"}:
            self.close_connection = True
            return
        if fault == "malformed":
            answer = Answer(answer.status, answer.content[: len(answer.content) // 2])
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.kind)
        self.send_header("Content-Length", str(len(answer.content)))
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer.content[: len(answer.content) // 2] if fault == "truncated" else answer.content)
        if fault == "truncated":
            self.close_connection = True

    def log_message(self, *_: object) -> None:
        pass


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, *_: Any) -> None:
        """A customer that is killed breaks off; that is the test."""


class LocalServer:
    """The shop behind a port of this machine, while the context is open."""

    def __init__(self, *protocols: Protocol) -> None:
        self.shop = Shop(list(protocols))
        handler = type("OurHandler", (Handler,), {"shop": self.shop})
        self._server = _Server(("127.0.0.1", 0), handler)
        self.shop.address = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
