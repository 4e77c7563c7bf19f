"""Attacks 13 and 15 over HTTP: bodies that are huge, deep, packed or full of parts, and addresses to fetch."""

import gzip
import json
import socket
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files import uploadhandler
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from microdrama.platform.accounts.operations import open_guest
from microdrama.web.api import ROUTERS, api
from microdrama.web.bodies import MOST_BYTES
from microdrama.web.limits import limited

pytestmark = pytest.mark.django_db

JSON = "application/json"
UNSAFE = [
    (method.upper(), path)
    for path, methods in api.get_openapi_schema()["paths"].items()
    for method in methods
    if method != "get"
]
IDS = [f"{method} {path}" for method, path in UNSAFE]


@pytest.fixture
def guest() -> Client:
    cache.clear()
    client = Client(enforce_csrf_checks=True)
    client.cookies["device"] = open_guest(label="", at=timezone.now())[1]
    client.get("/api/v1/session")
    return client


def send(client: Client, method: str, path: str, body: bytes, kind: str = JSON, **headers: str) -> HttpResponse:
    for name in ("slug", "provider", "month", "currency"):
        path = path.replace(f"{{{name}}}", "sandbox")
    path = path.replace("{number}", "1").replace("{account}", "5f0c4d60-0000-4000-8000-000000000000")
    token = client.cookies["csrftoken"].value
    return client.generic(method, path, body, kind, headers={"X-CSRFToken": token, **headers})


def refused(answer: HttpResponse, *statuses: int) -> bool:
    return answer.status_code in statuses and answer["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(("method", "path"), UNSAFE, ids=IDS)
def test_a15_no_endpoint_reads_what_is_too_long_packed_or_too_deep(guest: Client, method: str, path: str) -> None:
    whole = b'{"code": "' + b"x" * MOST_BYTES + b'"}'
    assert refused(send(guest, method, path, whole), 413)
    assert refused(send(guest, method, path, gzip.compress(whole), **{"Content-Encoding": "gzip"}), 415)
    takes_no_body = "requestBody" not in api.get_openapi_schema()["paths"][path][method.lower()]
    for deep in (b"[" * 500_000, b'{"a":' * 150_000, b"[" * 90_000 + b"]" * 90_000):
        answer = send(guest, method, path, deep)
        assert answer.status_code < 500
        assert takes_no_body or refused(answer, 400, 404, 422), answer.content
        cache.clear()


def parts(count: int, *, size: int = 1, named: str = "") -> bytes:
    head = f'--b\r\nContent-Disposition: form-data; name="f"{named}\r\n\r\n'.encode()
    return (head + b"x" * size + b"\r\n") * count + b"--b--\r\n"


@pytest.mark.parametrize("path", ["/api/v1/coupons", "/api/v1/notices/sandbox", "/office/login/"])
def test_a15_a_flood_of_parts_is_refused_and_no_file_reaches_the_disk(
    guest: Client, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def written(*_: object, **__: object) -> None:
        pytest.fail("a file was written to the disk")

    monkeypatch.setattr(uploadhandler, "TemporaryUploadedFile", written)
    form = "multipart/form-data; boundary=b"
    for body in (parts(9_000), parts(9_000, named='; filename="a"'), parts(1, size=800_000, named='; filename="a"')):
        assert send(guest, "POST", path, body, form).status_code in {200, 400, 403, 404, 415, 422}
        assert send(guest, "POST", path, body * (MOST_BYTES // len(body) + 1), form).status_code == 413


@pytest.mark.parametrize("length", ["-1", "1e9", "9" * 400, "٣"])
def test_a15_a_length_that_is_none_is_refused(guest: Client, length: str) -> None:
    token = guest.cookies["csrftoken"].value
    answer = guest.post(
        "/api/v1/check-in", b"", content_type=JSON, headers={"X-CSRFToken": token}, CONTENT_LENGTH=length
    )
    assert answer.status_code == 413


@pytest.mark.parametrize("field", ["\u202e", "\ud800", "\0"])
def test_a15_letters_that_are_none_are_no_mistake_of_the_server(guest: Client, field: str) -> None:
    body = json.dumps({"code": field, "slug": field, "number": 1, "reason": "other", "words": field}).encode()
    for method, path in UNSAFE:
        assert send(guest, method, path, body).status_code < 500, path
        cache.clear()


def test_a19_every_endpoint_is_limited() -> None:
    held = limited("guest")(lambda _request: HttpResponse()).__code__
    open_ones = {
        f"{method} {path}"
        for router in ROUTERS
        for path, view in router.path_operations.items()
        for operation in view.operations
        for method in operation.methods
        if operation.view_func.__code__ is not held
    }
    assert open_ones == set()


ADDRESSES = (
    "http://127.0.0.1/",
    "http://[::1]/",
    "http://169.254.169.254/latest/meta-data/",
    "http://0.0.0.0/",
    "http://2130706433/",
    "http://0177.0.0.1/",
    "https://user@localhost/",
    "//evil.example/",
    "file:///etc/passwd",
    "gopher://127.0.0.1:25/",
)


def test_a13_the_api_takes_no_address_to_fetch() -> None:
    """What a client may name, it names by id, slug, code or path of this site: nothing is fetched for anybody."""
    described = api.get_openapi_schema()
    asked = [
        schema
        for methods in described["paths"].values()
        for operation in methods.values()
        for schema in (operation.get("requestBody"), operation.get("parameters"))
    ]
    inward = json.dumps(asked)
    schemas = described["components"]["schemas"]
    names: set[str] = set()
    while found := {name for name in schemas if f'/{name}"' in inward} - names:
        names |= found
        inward += json.dumps([schemas[name] for name in found])
    assert names >= {"OrderIn", "CouponIn", "ReportIn"}
    assert "uri" not in [one for name in names for one in _formats(schemas[name])]
    assert [word for word in ("url", "uri", "href", "webhook", "callback") if f'"{word}"' in inward] == []


def _formats(schema: Any) -> list[str]:
    if isinstance(schema, dict):
        own = [schema["format"]] if isinstance(schema.get("format"), str) else []
        return own + [one for part in schema.values() for one in _formats(part)]
    return [one for part in schema for one in _formats(part)] if isinstance(schema, list) else []


@pytest.mark.parametrize("address", ADDRESSES)
def test_a13_an_address_in_any_field_makes_the_server_connect_nowhere(
    guest: Client, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def connected(*_: object, **__: object) -> None:
        pytest.fail(f"{address} was looked up or connected to")

    monkeypatch.setattr(socket.socket, "connect", connected)
    monkeypatch.setattr(socket, "getaddrinfo", connected)
    fields = ("code", "slug", "words", "label", "back", "provider", "receipt", "beat", "email", "quote", "url")
    body = json.dumps(dict.fromkeys(fields, address) | {"reason": "other", "number": 1, "kind": "product"}).encode()
    for method, path in UNSAFE:
        assert send(guest, method, path, body).status_code < 500, path
        cache.clear()
    assert guest.get("/api/v1/ads/admob", {"url": address}).status_code < 500
