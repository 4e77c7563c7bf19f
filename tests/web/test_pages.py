import gzip
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from pytest_django import Settings

from microdrama.web import pages
from microdrama.web.headers import KnownHost

INDEX = b"<!doctype html><title>viewer</title>" + b" " * 300


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "app"
    for path, data in {
        "index.html": INDEX,
        "assets/index-abc123.js": b"console.log('viewer');" * 50,
        "assets/index-abc123.css": b"body{}",
        "manifest.webmanifest": b"{}",
        "sw.js": b"self",
        "icon-192.png": b"\x89PNG",
        "notes.md": b"not for viewers",
    }.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    monkeypatch.setattr(pages, "APP", folder)
    return folder


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/series/tale", "/watch/tale/1", "/watch/tale/999"])
@pytest.mark.usefixtures("app")
def test_the_viewer_answers_at_its_addresses(client: Client, path: str) -> None:
    response = client.get(path)
    assert (response.status_code, response.content) == (200, INDEX)
    assert response["Content-Type"] == "text/html; charset=utf-8"
    assert response["Cache-Control"] == "no-cache"


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/series/tale"])
def test_an_unbuilt_viewer_says_so(client: Client, app: Path, path: str) -> None:
    (app / "index.html").unlink()
    response = client.get(path)
    assert response.status_code == 503
    assert "make install" in response.content.decode()


@pytest.mark.parametrize(
    ("path", "content_type", "cache"),
    [
        ("/assets/index-abc123.js", "text/javascript; charset=utf-8", "public, max-age=31536000, immutable"),
        ("/assets/index-abc123.css", "text/css; charset=utf-8", "public, max-age=31536000, immutable"),
        ("/manifest.webmanifest", "application/manifest+json", "no-cache"),
        ("/sw.js", "text/javascript; charset=utf-8", "no-cache"),
        ("/icon-192.png", "image/png", "no-cache"),
    ],
)
def test_the_viewers_files_have_their_types_and_lifetimes(
    client: Client, app: Path, path: str, content_type: str, cache: str
) -> None:
    response = client.get(path)
    assert (response.status_code, response.content) == (200, (app / path[1:]).read_bytes())
    assert (response["Content-Type"], response["Cache-Control"]) == (content_type, cache)
    assert response.get("Service-Worker-Allowed") == ("/" if path == "/sw.js" else None)


def test_scripts_travel_compressed(client: Client, app: Path) -> None:
    response = client.get("/assets/index-abc123.js", headers={"Accept-Encoding": "gzip"})
    assert response["Content-Encoding"] == "gzip"
    assert gzip.decompress(response.content) == (app / "assets/index-abc123.js").read_bytes()


@pytest.mark.parametrize(
    "path",
    [
        "/assets/gone.js",
        "/gone.png",
        "/notes.md",
        "/assets",
        "/assets/",
        "/watch/tale/x",
        "/watch/tale",
        "/foo",
    ],
)
@pytest.mark.usefixtures("app")
def test_anything_else_is_not_there_and_is_not_the_viewer(client: Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 404
    assert response["Content-Type"].startswith("text/plain")
    assert b"viewer" not in response.content


def test_a_person_is_told_so_by_the_viewer(client: Client, app: Path) -> None:
    response = client.get("/foo", headers={"Accept": "text/html,*/*;q=0.8"})
    assert (response.status_code, response.content) == (404, (app / "index.html").read_bytes())
    assert client.get("/api/v1/foo", headers={"Accept": "text/html"})["Content-Type"] == "application/problem+json"


def test_the_viewers_folder_has_no_way_out(client: Client, app: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("SECRET")
    (app / "link.txt").symlink_to(tmp_path / "secret.txt")
    for path in (
        "/link.txt",
        "/../secret.txt",
        "/..%2fsecret.txt",
        "/assets/..%2f..%2fsecret.txt",
        "/%00.txt",
    ):
        response = client.get(path)
        assert response.status_code == 404
        assert b"SECRET" not in response.content


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["/", "/sw.js", "/api/v1/series", "/api/v1/series/x", "/healthz", "/m/a/b/c.mp4", "/nothing"]
)
@pytest.mark.usefixtures("app")
def test_every_answer_carries_the_browsers_rules(client: Client, path: str) -> None:
    response = client.get(path)
    rules = dict(rule.split(" ", 1) for rule in response["Content-Security-Policy"].split("; "))
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == "'self'"
    assert rules["style-src"] == "'self'"
    assert rules["connect-src"] == "'self'"
    assert rules["media-src"] == "'self' blob:"
    assert rules["worker-src"] == "'self' blob:"
    assert rules["img-src"] == "'self' data:"
    assert rules["frame-ancestors"] == "'none'"
    assert "unsafe" not in response["Content-Security-Policy"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["X-Frame-Options"] == "DENY"


@pytest.mark.django_db
def test_a_failure_is_told_without_its_details(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**_: Any) -> None:
        raise RuntimeError("secret detail")

    client.raise_request_exception = False
    monkeypatch.setattr("microdrama.web.api.catalogue.list_series", fail)
    response = client.get("/api/v1/series")
    assert (response.status_code, b"secret" in response.content) == (500, False)
    assert response["Content-Type"] == "application/problem+json"
    assert "Content-Security-Policy" in response


@pytest.mark.django_db
def test_health_needs_the_database(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert client.get("/healthz").content == b"ok\n"
    client.raise_request_exception = False

    def gone() -> None:
        raise OSError("no database")

    monkeypatch.setattr(pages.connection, "cursor", gone)
    assert client.get("/healthz").status_code == 500


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost", 200),
        ("LOCALHOST:8000", 200),
        ("127.0.0.1:8000", 200),
        ("[::1]:8000", 200),
        ("192.168.1.20:8000", 200),  # the phone on the same network types the address
        ("drama.example", 200),  # named by the operator
        ("evil.example", 400),  # a foreign page that points its own name at us
        ("drama.example.evil.example", 400),
        ("localhost.evil.example", 400),
        ("127.0.0.1.evil.example", 400),
        ("", 400),
        ("a b", 400),
        ("127.0.0.1@evil.example", 400),
    ],
)
def test_only_our_names_and_bare_addresses_are_answered(settings: Settings, host: str, status: int) -> None:
    settings.HOST_NAMES = ("localhost", "drama.example")
    request = RequestFactory().get("/", headers={"Host": host})
    assert KnownHost(lambda _: HttpResponse("hello"))(request).status_code == status
