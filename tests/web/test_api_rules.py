"""What every endpoint has in common: problem documents, tags, tokens, a description that is true."""

import json
from typing import Any

import pytest
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import HttpResponse
from django.test import Client

from microdrama.domain.errors import MicrodramaError, UsageError
from microdrama.platform.catalogue.operations import PublishedSeries
from microdrama.platform.catalogue.queries import CursorError
from microdrama.web.api import problems

FIELDS = {"type", "title", "status", "detail", "code"}


def assert_problem(response: HttpResponse, status: int) -> dict[str, Any]:
    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"
    assert response["Cache-Control"] == "no-store"
    found: dict[str, Any] = json.loads(response.content)
    assert set(found) == FIELDS
    assert found["status"] == status
    assert found["detail"].endswith(".")
    return found


@pytest.mark.parametrize(
    "path", ["/api/", "/api/nothing", "/api/v1/", "/api/v1/nothing", "/api/v1/series/a/b", "/api/v1/docs"]
)
def test_other_addresses_are_a_problem_too(client: Client, path: str) -> None:
    assert assert_problem(client.get(path), 404)["code"] == "not-found"


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_a_wrong_method_is_a_problem_that_names_the_right_ones(client: Client, method: str) -> None:
    response = getattr(client, method)("/api/v1/series")
    assert assert_problem(response, 405)["code"] == "method-not-allowed"
    assert response["Allow"] == "GET"


@pytest.mark.django_db
def test_a_wrong_value_is_a_problem(client: Client) -> None:
    found = assert_problem(client.get("/api/v1/series?limit=x"), 422)
    assert found["code"] == "invalid"
    assert found["detail"].startswith("limit: ")
    assert assert_problem(client.get("/api/v1/series?after=x"), 422)["code"] == "invalid"


class _DebtError(UsageError):
    """An error that no table knows, below one that it does."""


class _SlowDownError(MicrodramaError):
    retry_after_s = 30


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (CursorError("No."), 422, "cursor"),
        (_DebtError("No."), 422, "_debt"),
        (MicrodramaError("No."), 400, "microdrama"),
        (RequestDataTooBig("big"), 413, "too-large"),
        (SuspiciousOperation("odd"), 400, "bad-request"),
        (RecursionError(), 400, "bad-request"),
        (ZeroDivisionError("secret"), 500, "internal-server-error"),
    ],
)
def test_every_error_has_its_status(
    client: Client, monkeypatch: pytest.MonkeyPatch, error: Exception, status: int, code: str
) -> None:
    def fail(**_options: object) -> None:
        raise error

    monkeypatch.setattr("microdrama.web.api.catalogue.list_series", fail)
    response = client.get("/api/v1/series")
    assert assert_problem(response, status)["code"] == code
    assert b"secret" not in response.content


def test_who_asks_too_often_is_told_when_to_come_back(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**_options: object) -> None:
        raise _SlowDownError("Wait a little.")

    monkeypatch.setattr("microdrama.web.api.catalogue.list_series", fail)
    monkeypatch.setattr(problems, "STATUS_OF", {**problems.STATUS_OF, _SlowDownError: 429})
    response = client.get("/api/v1/series")
    assert_problem(response, 429)
    assert response["Retry-After"] == "30"


@pytest.mark.parametrize("path", ["/api/v1/series", "/api/v1/series/tale"])
def test_what_did_not_change_is_not_sent_again(client: Client, published: PublishedSeries, path: str) -> None:
    first = client.get(path)
    assert first["ETag"].startswith('W/"')
    again = client.get(path, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == first["ETag"]
    assert client.get(path, headers={"If-None-Match": 'W/"other"'}).status_code == 200
    spanish = client.get(f"{path}?language=es", headers={"If-None-Match": first["ETag"]})
    assert spanish.status_code == 200


def test_the_description_promises_problems(client: Client) -> None:
    described = client.get("/api/v1/openapi.json").json()
    assert {"/api/v1/series", "/api/v1/series/{slug}"} <= set(described["paths"])
    assert set(described["components"]["schemas"]["Problem"]["properties"]) == FIELDS
    for methods in described["paths"].values():
        for operation in methods.values():
            assert list(operation["responses"]["default"]["content"]) == ["application/problem+json"]


@pytest.mark.parametrize("path", ["/api/v1/series", "/api/nothing", "/"])
def test_an_unknown_name_of_the_server_is_refused_in_the_form_of_the_address(path: str) -> None:
    answer = Client().get(path, headers={"Host": "evil.example"})
    if path.startswith("/api/"):
        assert "MICRODRAMA_HOSTS" in assert_problem(answer, 400)["detail"]
    else:
        assert (answer.status_code, answer.headers["Content-Type"]) == (400, "text/plain; charset=utf-8")
