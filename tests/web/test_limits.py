import ipaddress
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from pytest_django import Settings

from microdrama.platform.accounts.operations import open_guest
from microdrama.web import limits
from microdrama.web.limits import LIMITS, Limit, TooManyError, check, limited
from microdrama.web.proxies import TrustedProxy

NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)
FEW = Limit(seconds=60, account=3, address=5)


class Clock:
    """A clock that the tests set."""

    def __init__(self) -> None:
        self.at = NOW

    def now(self) -> datetime:
        return self.at

    def pass_s(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[Clock]:
    cache.clear()
    clock = Clock()
    monkeypatch.setattr(limits, "timezone", clock)
    yield clock
    cache.clear()


def asked(secret: str | None = None, **environ: str) -> HttpRequest:
    request = RequestFactory().get("/", **environ)  # type: ignore[arg-type]
    if secret:
        request.COOKIES["device"] = secret
    TrustedProxy(lambda _: HttpResponse())(request)
    return request


def passed(times: int, *, secret: str | None = None, **environ: str) -> int:
    for done in range(times):
        try:
            check(asked(secret, **environ), name="few", limit=FEW)
        except TooManyError:
            return done
    return times


def test_an_address_gets_so_many_and_then_waits(clock: Clock) -> None:
    assert passed(9) == 5
    with pytest.raises(TooManyError, match="60 s") as refused:
        check(asked(), name="few", limit=FEW)
    assert refused.value.retry_after_s == 60
    assert passed(9, REMOTE_ADDR="198.51.100.7") == 5, "another address is another's"


def test_a_window_slides(clock: Clock) -> None:
    assert passed(9) == 5
    clock.pass_s(61)
    assert passed(9) == 0, "nearly all of the last window still lies within the last minute"
    clock.pass_s(29)
    assert passed(9) == 2
    clock.pass_s(60)
    assert passed(9) >= 3


def test_who_waits_as_told_is_let_in(clock: Clock) -> None:
    assert passed(9) == 5
    for _ in range(20):
        with pytest.raises(TooManyError) as refused:
            check(asked(), name="few", limit=FEW)
        clock.pass_s(refused.value.retry_after_s)
        try:
            check(asked(), name="few", limit=FEW)
        except TooManyError:
            continue
        return
    pytest.fail("never let in again")


@pytest.mark.django_db
def test_a19_an_account_is_held_wherever_it_comes_from() -> None:
    _, secret = open_guest(label="", at=NOW)
    assert sum(passed(1, secret=secret, REMOTE_ADDR=f"198.51.100.{last}") for last in range(9)) == 3
    _, other = open_guest(label="", at=NOW)
    assert passed(1, secret=other, REMOTE_ADDR="198.51.100.200") == 1


@pytest.mark.django_db
def test_a19_made_up_devices_do_not_help() -> None:
    assert sum(passed(1, secret=f"made up {number}") for number in range(9)) == 5


@pytest.mark.parametrize("header", ["HTTP_X_FORWARDED_FOR", "HTTP_X_REAL_IP", "HTTP_FORWARDED", "HTTP_CLIENT_IP"])
def test_a19_made_up_headers_do_not_help(header: str) -> None:
    assert sum(passed(1, **{header: f"203.0.113.{number}"}) for number in range(9)) == 5


def test_a19_invented_addresses_before_the_proxys_own_do_not_help(settings: Settings) -> None:
    settings.PROXIES = (ipaddress.ip_network("10.0.0.0/8"),)
    environ: dict[str, Any] = {"REMOTE_ADDR": "10.0.0.1"}
    tries = [passed(1, HTTP_X_FORWARDED_FOR=f"203.0.113.{n}, 198.51.100.7", **environ) for n in range(9)]
    assert sum(tries) == 5


def test_a19_addresses_of_one_ipv6_customer_do_not_help() -> None:
    assert sum(passed(1, REMOTE_ADDR=f"2001:db8:1:2::{number}") for number in range(9)) == 5


def test_a_decorated_view_is_not_run_once_it_is_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    ran = []

    @limited("coupon")
    def view(request: HttpRequest, number: int) -> int:
        ran.append(number)
        return number

    for number in range(LIMITS["coupon"].address):
        assert view(asked(), number) == number
    with pytest.raises(TooManyError):
        view(asked(), 999)
    assert 999 not in ran


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/_allauth/browser/v1/auth/login", "login"),
        ("/_allauth/browser/v1/auth/signup", "sign-up"),
        ("/_allauth/browser/v1/auth/password/request", "login"),
        ("/_allauth/browser/v1/auth/email/verify", "code"),
        ("/office/login/", "office"),
    ],
)
def test_a19_log_in_sign_up_and_codes_are_held_and_say_when_to_return(path: str, name: str) -> None:
    client = Client()
    statuses = []
    for number in range(LIMITS[name].address + 1):
        answer = client.post(
            path, "{}", content_type="application/json", headers={"X-Forwarded-For": f"1.2.3.{number}"}
        )
        statuses.append(answer.status_code)
    assert statuses[-1] == 429
    assert 0 < int(answer.headers["Retry-After"]) <= LIMITS[name].seconds
    assert answer.json()["code"] == "too-many"


@pytest.mark.django_db
def test_a19_the_api_says_when_to_return(monkeypatch: pytest.MonkeyPatch) -> None:
    client = Client()
    for _ in range(LIMITS["guest"].address):
        client.post("/api/v1/session", "{}", content_type="application/json")
        client.cookies.clear()
    answer = client.post("/api/v1/session", "{}", content_type="application/json")
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_every_limit_is_in_the_guide() -> None:
    from pathlib import Path

    guide = (Path(__file__).parents[2] / "docs/guides/accounts.md").read_text("utf-8")
    rows = [
        f"| {name} | {limit.account} | {limit.address} | {limit.seconds} s |" for name, limit in sorted(LIMITS.items())
    ]
    assert [row for row in rows if row not in guide] == []
