from datetime import UTC, datetime

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from pytest_django import Settings

from microdrama.platform.accounts.models import Account, Device
from microdrama.platform.accounts.operations import open_guest, revoke_device
from microdrama.platform.settings import Network, SettingsError, read_environment
from microdrama.web.proxies import TrustedProxy, address_of, territory_of
from microdrama.web.visitor import remember_device, visitor

NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)
REQUESTS = RequestFactory()


def networks(*told: str) -> tuple[Network, ...]:
    import ipaddress

    return tuple(ipaddress.ip_network(one) for one in told)


def settled(**environ: str) -> HttpRequest:
    request = REQUESTS.get("/", **environ)  # type: ignore[arg-type]
    TrustedProxy(lambda _: HttpResponse())(request)
    return request


@pytest.fixture
def behind_a_proxy(settings: Settings) -> None:
    settings.PROXIES = networks("10.0.0.0/8", "::1/128")
    settings.TERRITORY_HEADER = "CF-IPCountry"


@pytest.mark.usefixtures("behind_a_proxy")
def test_the_territory_comes_from_the_operators_proxy() -> None:
    request = settled(REMOTE_ADDR="10.1.2.3", HTTP_CF_IPCOUNTRY="jp", HTTP_X_FORWARDED_FOR="203.0.113.9")
    assert territory_of(request) == "JP"
    assert address_of(request) == "203.0.113.9"


@pytest.mark.usefixtures("behind_a_proxy")
def test_a_stranger_names_neither_territory_nor_address_nor_scheme() -> None:
    request = settled(
        REMOTE_ADDR="198.51.100.7",
        HTTP_CF_IPCOUNTRY="IN",
        HTTP_X_FORWARDED_FOR="203.0.113.9",
        HTTP_X_FORWARDED_PROTO="https",
    )
    assert territory_of(request) == "US"
    assert address_of(request) == "198.51.100.7"
    assert not request.is_secure()


@pytest.mark.usefixtures("behind_a_proxy")
@pytest.mark.parametrize("code", ["XX", "T1", "", "USA", "U", "日本", "1A"])
def test_a_territory_that_is_none_leaves_the_operators_own(code: str) -> None:
    assert territory_of(settled(REMOTE_ADDR="10.1.2.3", HTTP_CF_IPCOUNTRY=code)) == "US"


@pytest.mark.usefixtures("behind_a_proxy")
def test_invented_addresses_before_the_last_stranger_do_not_count() -> None:
    request = settled(REMOTE_ADDR="10.1.2.3", HTTP_X_FORWARDED_FOR="1.1.1.1, 2.2.2.2,198.51.100.7, 10.9.9.9")
    assert address_of(request) == "198.51.100.7"
    assert address_of(settled(REMOTE_ADDR="10.1.2.3", HTTP_X_FORWARDED_FOR="1.1.1.1, junk")) == "10.1.2.3"


def test_addresses_of_one_ipv6_customer_count_as_one() -> None:
    one, other = settled(REMOTE_ADDR="2001:db8:1:2::1"), settled(REMOTE_ADDR="2001:db8:1:2:ffff::9")
    assert address_of(one) == address_of(other) == "2001:db8:1:2::"
    assert address_of(settled(REMOTE_ADDR="::ffff:198.51.100.7")) == "198.51.100.7"


@pytest.mark.usefixtures("behind_a_proxy")
def test_cookies_are_secure_where_they_travel_over_tls() -> None:
    def answer(_: HttpRequest) -> HttpResponse:
        response = HttpResponse()
        remember_device(response, secret="s")  # noqa: S106 - of a test
        return response

    plain = TrustedProxy(answer)(REQUESTS.get("/"))
    safe = TrustedProxy(answer)(REQUESTS.get("/", REMOTE_ADDR="::1", HTTP_X_FORWARDED_PROTO="https"))
    assert plain.cookies["device"]["secure"] == ""
    assert safe.cookies["device"]["secure"] is True
    assert safe.cookies["device"]["httponly"] is True
    assert safe.cookies["device"]["samesite"] == "Lax"


def asking(secret: str | None) -> HttpRequest:
    request = settled(HTTP_ACCEPT_LANGUAGE="es-MX, en;q=0.5, *;q=0.1, fr;q=0")
    request.COOKIES = {"device": secret} if secret else {}
    return request


@pytest.mark.django_db
def test_a_device_is_its_guest_until_it_is_revoked() -> None:
    account, secret = open_guest(label="Pixel 9", at=NOW)
    found = visitor(asking(secret))
    assert found.account == account
    assert found.languages == ("es-mx", "en")
    assert not found.is_signed_in
    assert not found.is_staff
    revoke_device(secret=secret, at=NOW)
    assert visitor(asking(secret)).account is None


@pytest.mark.django_db
def test_the_secret_of_a_device_is_not_kept() -> None:
    _, secret = open_guest(label="", at=NOW)
    device = Device.objects.get()
    assert secret not in device.secret_sha256
    assert visitor(asking(device.secret_sha256)).account is None
    assert visitor(asking("x" * 5000)).device is None


@pytest.mark.django_db
def test_a_device_opens_no_account_that_has_a_name_or_is_closed() -> None:
    account, secret = open_guest(label="", at=NOW)
    Account.objects.update(is_guest=False, email="mara@example.com")
    assert visitor(asking(secret)).account is None
    Account.objects.update(is_guest=True, email=None, is_active=False)
    assert visitor(asking(secret)).account is None
    assert Account.objects.get() == account


def test_settings_refuse_what_cannot_be_meant(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MICRODRAMA_PROXIES", "10.0.0.0/8, the-balancer")
    with pytest.raises(SettingsError, match="the-balancer"):
        read_environment()
    monkeypatch.setenv("MICRODRAMA_PROXIES", "10.0.0.0/8, ::1")
    monkeypatch.setenv("MICRODRAMA_TERRITORY", "Japan")
    with pytest.raises(SettingsError, match="JAPAN"):
        read_environment()
