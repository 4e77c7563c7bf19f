"""The client of all paid services: it keeps keys secret, sizes bounded, and goes only where it has business."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from microdrama.providers import remote
from microdrama.providers.remote import Remote, bearer, number_at, object_at, objects_at, text_at
from microdrama.studio.takes import PassingError, TakeError, UncertainError

KEY = "sk-not-to-be-seen-by-anybody"


class Site:
    """Answers every request with what it was given: status, headers and content by path."""

    def __init__(self) -> None:
        self.answers: dict[str, tuple[int, dict[str, str], bytes]] = {}
        self.seen: list[tuple[str, dict[str, str]]] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.rfile.read(int(self.headers.get("content-length") or 0))
                site.seen.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
                status, headers, content = site.answers.get(self.path.partition("?")[0], (404, {}, b"{}"))
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def do_POST(self) -> None:
                self.do_GET()

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    monkeypatch.setenv("THE_KEY", KEY)
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    made = Site()
    thread = threading.Thread(target=made.server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield made
    made.server.shutdown()
    thread.join()
    made.server.server_close()


def service(site: Site, **options: bool) -> Remote:
    return Remote("The shop", site.url, bearer("THE_KEY", "The shop"), **options)


def test_the_key_goes_to_the_service_and_nowhere_else(
    site: Site, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    site.answers = {
        "/a": (200, {}, b'{"x": 1}'),
        "/file": (200, {}, b"made"),
        "/no": (400, {}, f'{{"error": {{"message": "Incorrect key {KEY} given"}}}}'.encode()),
    }
    shop = service(site)
    assert shop.get("/a") == {"x": 1}
    shop.download(f"{site.url}/file", tmp_path / "file")
    with pytest.raises(TakeError) as caught:
        shop.post("/no", {})
    assert "Incorrect key *** given" in str(caught.value)
    seen = {path: headers.get("authorization") for path, headers in site.seen}
    assert seen == {"/a": f"Bearer {KEY}", "/no": f"Bearer {KEY}", "/file": None}
    assert KEY not in caplog.text + repr(shop) + str(caught.value) + repr(caught.value.__cause__)


def test_a_redirect_never_takes_the_key_along(site: Site) -> None:
    site.answers["/a"] = (302, {"Location": "http://127.0.0.1:9/steal"}, b"")
    for ask in (lambda: service(site).get("/a"), lambda: service(site).post("/a", {})):
        with pytest.raises(TakeError, match="sends us elsewhere, where no key is taken"):
            ask()


@pytest.mark.parametrize(
    "address",
    [
        "http://169.254.169.254/latest/meta-data",
        "https://127.0.0.1:1/x",
        "https://[::1]/x",
        "https://localhost/x",
        "https://10.0.0.1/x",
        "https://printer.local/x",
        "file:///etc/passwd",
        "ftp://example.com/x",
        "https://user:word@example.com/x",
        "http://example.com/x",
        "data:text/plain,hello",
        "",
        None,
        7,
    ],
)
def test_only_addresses_on_the_open_web_are_fetched(site: Site, tmp_path: Path, address: object) -> None:
    with pytest.raises(TakeError):
        service(site).download(address, tmp_path / "x")
    site.answers["/there"] = (302, {"Location": str(address)}, b"")
    if address not in ("", None, 7):
        with pytest.raises(TakeError):
            service(site).download(f"{site.url}/there", tmp_path / "x")
    assert not (tmp_path / "x").exists()


def test_a_result_may_move_but_not_for_ever(site: Site, tmp_path: Path) -> None:
    site.answers = {
        "/a": (302, {"Location": "/b"}, b""),
        "/b": (200, {}, b"made"),
        "/c": (302, {"Location": "/c"}, b""),
    }
    service(site).download(f"{site.url}/a", tmp_path / "x")
    assert (tmp_path / "x").read_bytes() == b"made"
    with pytest.raises(TakeError, match="from one address to the next"):
        service(site).download(f"{site.url}/c", tmp_path / "y")


def test_a_name_that_points_into_the_house_the_second_time_is_not_read(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first look-up is passed over here; what counts then is whom we are connected to."""
    site.answers["/x"] = (200, {}, b"made")
    monkeypatch.setattr(Remote, "_checked", lambda _self, url: url)
    elsewhere = Remote("The shop", "https://api.example.com", dict)
    with pytest.raises(TakeError, match="private address"):
        elsewhere.download(f"{site.url}/x", tmp_path / "x")
    assert not (tmp_path / "x").exists()
    Remote("Ours", "https://api.example.com", dict, private_results=True).download(f"{site.url}/x", tmp_path / "x")


def test_answers_have_an_end(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remote, "_ANSWER_BYTES", 1000)
    monkeypatch.setattr(remote, "_RESULT_BYTES", 1000)
    site.answers["/a"] = (200, {}, b'{"x": "' + b"y" * 2000 + b'"}')
    with pytest.raises(TakeError, match="without end"):
        service(site).get("/a")
    with pytest.raises(UncertainError, match="without end"):
        service(site).post("/a", {})
    with pytest.raises(TakeError, match="without end"):
        service(site).download(f"{site.url}/a", tmp_path / "x")


@pytest.mark.parametrize(
    ("status", "content", "asked", "kind"),
    [
        (500, b'{"error": {"message": "broken"}}', True, PassingError),
        (503, b'{"message": "busy"}', True, PassingError),
        (503, b"busy", True, UncertainError),
        (502, b"<html>", True, UncertainError),
        (504, b'{"message": "Endpoint request timed out"}', True, UncertainError),
        (502, b"<html>", False, PassingError),
        (200, b"[1, 2]", True, UncertainError),
        (200, b"[1, 2]", False, PassingError),
        (200, b"[" * 100_000, False, PassingError),
        (200, b"\n <!DOCTYPE html>", True, TakeError),
        (429, b'{"error": {"code": "insufficient_quota", "message": "buy more"}}', True, TakeError),
        (429, b"", True, PassingError),
        (404, b'{"detail": [{"msg": "x"}]}', False, TakeError),
        (422, b"\xff\xfe" * 50_000, True, TakeError),
    ],
)
def test_what_a_failure_means_is_told_by_its_class(
    site: Site, status: int, content: bytes, asked: object, kind: type[TakeError]
) -> None:
    site.answers["/a"] = (status, {"Retry-After": "3"}, content)
    with pytest.raises(TakeError) as caught:
        service(site).post("/a", {}) if asked else service(site).get("/a")
    assert type(caught.value) is kind or (kind is TakeError and not isinstance(caught.value, PassingError))
    assert len(str(caught.value)) < 400
    assert str(caught.value).isprintable()
    if status == 429 and isinstance(caught.value, PassingError):
        assert caught.value.after_s == 3


def test_nobody_there_is_passing_and_buys_nothing(site: Site) -> None:
    with pytest.raises(PassingError, match="could not be reached") as caught:
        Remote("Nobody", "http://127.0.0.1:9", dict).post("/a", {})
    assert not isinstance(caught.value, UncertainError)


@pytest.mark.parametrize("address", ["http://api.example.com", "ftp://x", "https://me:word@x", "nonsense", ""])
def test_keys_go_over_https_or_stay_in_the_house(address: str) -> None:
    with pytest.raises(TakeError):
        Remote("The shop", address, dict)


@pytest.mark.parametrize("value", ["", "  ", "key\nHost: evil", "schlüssel"])
def test_what_is_no_key_is_said_by_the_name_of_its_variable(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("THE_KEY", value)
    with pytest.raises(TakeError, match="THE_KEY") as caught:
        bearer("THE_KEY", "The shop")()
    assert not value.strip() or value not in str(caught.value)


def test_paths_into_answers_never_raise() -> None:
    answer = {"a": [{"b": "x"}, 3], "n": 4.5, "t": True, "o": {"i": {"x": 1}}, "neg": -1, "big": 1e30}
    assert text_at(answer, "a", 0, "b") == "x"
    assert text_at(answer, "a", 9, "b") == text_at(answer, "t") == text_at(None, "a") == text_at(answer, "a") == ""
    assert (number_at(answer, "n"), number_at(answer, "neg"), number_at(answer, "big")) == ("4.5", None, None)
    assert objects_at(answer, "a") == [{"b": "x"}]
    assert objects_at(answer, "n") == []
    assert object_at(answer, "o", "i") == {"x": 1}
    assert object_at(answer, "a", "i") == {}
