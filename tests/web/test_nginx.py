"""What nginx says by itself, and what it tells the server, with the configuration that is shipped."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, cast

import pytest

from fixtures.served import Running, nginx_before

STRICT = {"rate=50r/s": "rate=1r/m", "rate=200r/s": "rate=1r/m", "burst=100": "burst=4", "burst=400": "burst=4"}
MEDIA = f"/m/{'A' * 100}/{'0' * 32}/{'1' * 32}/episodes/001/master.mp4"


class Behind(ThreadingHTTPServer):
    """Stands in for the server: it approves of everything, and remembers what it was asked."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        self.asked: list[tuple[str, Message]] = []
        super().__init__(("127.0.0.1", 0), _Answer)


class _Answer(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        cast("Behind", self.server).asked.append((self.path, self.headers))
        self.send_response(204 if self.path.startswith("/media-check/") else 200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        pass


@contextmanager
def behind() -> Iterator[Behind]:
    with Behind() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def nginx(tmp_path: Path, **more: Any) -> Iterator[tuple[Running, Behind]]:
    with behind() as server:
        upstream = Running(cast("Any", None), server.server_address[1])
        with nginx_before(upstream, home=tmp_path, folder=tmp_path / "nginx", **more) as running:
            yield running, server


def checked(answer: tuple[int, dict[str, str], bytes], *, status: int, path: str, retry: str | None) -> None:
    """That a refusal says itself in the form which its address promises."""
    code, headers, body = answer
    assert (code, headers.get("retry-after")) == (status, retry)
    assert headers["strict-transport-security"]
    assert headers["cache-control"] == "no-store"
    if path.startswith("/api/"):
        assert headers["content-type"] == "application/problem+json"
        said = json.loads(body)
        assert said["status"] == status
        assert set(said) == {"type", "title", "status", "detail", "code"}
    else:
        assert headers["content-type"] == "text/plain; charset=utf-8"
        assert body.endswith(b".\n")
        assert b"<" not in body


@pytest.mark.parametrize("path", ["/api/v1/series", "/api/v1/x.html", "/", MEDIA, "/m/x"])
def test_a19_who_asks_nginx_too_often_is_told_when_to_return(tmp_path: Path, path: str) -> None:
    with nginx(tmp_path, changes=STRICT) as (running, _):
        answers = [running.ask(path) for _ in range(6)]
    checked(answers[-1], status=429, path=path, retry="1")


@pytest.mark.parametrize("path", ["/api/v1/reports", "/office/login/"])
def test_what_is_too_large_for_nginx_is_refused_in_the_form_of_its_address(tmp_path: Path, path: str) -> None:
    with nginx(tmp_path) as (running, _):
        checked(running.ask(path, method="POST", Content_Length="1048577"), status=413, path=path, retry=None)


@pytest.mark.parametrize("path", ["/api/v1/series", "/", MEDIA])
def test_a_server_that_is_away_is_told_in_the_form_of_the_address(tmp_path: Path, path: str) -> None:
    with nginx(tmp_path) as (running, server):
        server.shutdown()
        server.server_close()
        checked(running.ask(path), status=502, path=path, retry="5")


def test_a9_what_viewers_say_of_themselves_gets_to_no_question_about_a_token(tmp_path: Path) -> None:
    told = {"X_Forwarded_For": "203.0.113.9", "X_Territory": "BR", "Forwarded": "for=203.0.113.9"}
    with nginx(tmp_path) as (running, server):
        running.ask(MEDIA, **told, X_Forwarded_Proto="http", X_Forwarded_Host="evil.example")
    asked = [headers for path, headers in server.asked if path.startswith("/media-check/")]
    assert len(asked) == 1
    assert (asked[0]["X-Forwarded-For"], asked[0]["X-Forwarded-Proto"]) == ("127.0.0.1", "https")
    assert [asked[0][name] for name in ("X-Territory", "Forwarded", "X-Forwarded-Host")] == [None, None, None]


@pytest.mark.parametrize("before", ["/m/", "/%6d/", "/./m/", "/x/../m/", "//m/", "/M/", "/m/%41", "/media-check/"])
def test_a24_no_spelling_of_an_address_writes_its_token_into_the_log(tmp_path: Path, before: str) -> None:
    with nginx(tmp_path) as (running, _):
        running.ask(f"{before}{MEDIA.removeprefix('/m/')}?x=1")
        wait_until(lambda: logged(tmp_path).count("\n") > 0)
    assert "A" * 20 not in logged(tmp_path)
    assert "/episodes/001/master.mp4" in logged(tmp_path)


def logged(folder: Path) -> str:
    return "".join(file.read_text() for file in (folder / "nginx").rglob("*.log"))


def wait_until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not true() and time.monotonic() < deadline:
        time.sleep(0.02)
