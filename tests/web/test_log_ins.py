"""Log-ins by other services, over a real issuer of OpenID Connect; the viewer's half is in tests/frontend."""

import json
import logging
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self
from unittest.mock import Mock
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialToken
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from fixtures.browsers import AUTH, PASSWORD, Browser, code_in, guest_with_coins, log_in, sign_up
from fixtures.issuer import SECRET, Issuer, issuer
from microdrama.platform.accounts.exporting import export_data
from microdrama.platform.accounts.models import Account
from microdrama.platform.log_ins import for_allauth, read_log_ins
from microdrama.platform.wallet import lots, queries

pytestmark = pytest.mark.django_db

MARA = {"email": "mara@example.com", "email_verified": True}


@pytest.fixture(scope="module")
def running() -> Iterator[Issuer]:
    with issuer() as one:
        yield one


@pytest.fixture
def service(running: Issuer, settings: Settings) -> Iterator[Issuer]:
    """The issuer, configured as an operator configures it, with Mara and whom else a test adds."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # scrypt is slow on purpose
    settings.LOG_INS = read_log_ins({"MICRODRAMA_OPENID": running.variable})
    settings.SOCIALACCOUNT_PROVIDERS = for_allauth(settings.LOG_INS)
    running.people = {"mara": dict(MARA)}
    running.wrong = ""
    cache.clear()
    yield running
    cache.clear()


def begin(browser: Browser, purpose: str = "enter") -> str:
    """The address at the service."""
    answer = browser.send("/log-ins/example", {"purpose": purpose})
    assert answer.status_code == 200, answer.content
    return str(answer.json()["address"])


def go(browser: Browser, service: Issuer, person: str | None = "mara", purpose: str = "enter") -> str:
    """There and back; where the viewer ends up."""
    back = urlsplit(service.decide(service.ask(begin(browser, purpose)), person))
    answer = browser.get(f"{back.path}?{back.query}")
    assert answer.status_code == 302, answer.content
    return str(answer["Location"])


def who(browser: Browser) -> dict[str, Any]:
    told: dict[str, Any] = browser.get("/api/v1/session").json()
    return told


def error_of(address: str) -> str:
    assert urlsplit(address).path == "/account"
    return parse_qs(urlsplit(address).query)["error"][0]


def test_the_viewer_is_told_of_what_is_configured_and_of_nothing_else(service: Issuer, settings: Settings) -> None:
    assert Client().get("/api/v1/log-ins").json() == [{"id": "example", "name": "Example"}]
    settings.LOG_INS = read_log_ins({"MICRODRAMA_LOG_INS": "google=a:b", "MICRODRAMA_OPENID": service.variable})
    assert [one["name"] for one in Client().get("/api/v1/log-ins").json()] == ["Google", "Example"]
    settings.LOG_INS = ()
    settings.SOCIALACCOUNT_PROVIDERS = {}
    browser = Browser()
    assert browser.get("/api/v1/log-ins").json() == []
    assert browser.send("/log-ins/example", {"purpose": "enter"}).status_code == 404
    assert browser.send("/log-ins/google", {"purpose": "enter"}).status_code == 404
    assert not Account.objects.exists()


def test_a18_a_guest_who_goes_on_with_a_service_brings_all_coins_by_both_proofs(service: Issuer) -> None:
    browser = Browser()
    guest = guest_with_coins(browser)
    assert go(browser, service) == "/account"
    assert who(browser)["email"] == "mara@example.com"
    account = Account.objects.get(email="mara@example.com")
    assert queries.balance_of(account=account, at=timezone.now()).bonus == 0, "logging in alone moves nothing"
    assert browser.get("/api/v1/me").json()["mergeable"] is True
    assert browser.send("/me/join").json()["bonus"] == 100
    assert queries.balance_of(account=account, at=timezone.now()).bonus == 100
    guest.refresh_from_db()
    assert guest.joined_into == account

    second = Browser()
    assert go(second, service) == "/account"
    assert second.get("/api/v1/wallet").json()["bonus"] == 100
    assert Account.objects.filter(is_guest=False).count() == 1
    assert not SocialToken.objects.exists(), "no token of the service is kept"


def test_a18_a_log_in_by_a_service_joins_no_guest_that_it_cannot_prove(service: Issuer) -> None:
    guest = guest_with_coins(Browser())
    thief = Browser()
    go(thief, service)
    assert thief.send("/me/join", {"guest": str(guest.public_id)}).status_code == 409
    thief.cookies["device"] = str(guest.public_id)
    assert thief.send("/me/join").status_code == 409
    assert queries.balance_of(account=guest, at=timezone.now()).bonus == 100


def test_a18_a_state_that_this_browser_did_not_get_lets_nobody_in(service: Issuer) -> None:
    attacker, victim = Browser(), Browser()
    guest = guest_with_coins(victim)
    theirs = urlsplit(service.decide(service.ask(begin(attacker)), "mara"))
    for address in (f"{theirs.path}?{theirs.query}", f"{theirs.path}?code=x&state=made-up", f"{theirs.path}?code=x"):
        assert error_of(victim.get(address)["Location"]) == "unknown"
        assert who(victim)["id"] == str(guest.public_id), "whoever was a guest is still the same one"
    assert not Account.objects.filter(is_guest=False).exists()
    assert attacker.get(f"{theirs.path}?{theirs.query}")["Location"] == "/account"
    attacker.send("/logout")
    assert error_of(attacker.get(f"{theirs.path}?{theirs.query}")["Location"]) == "unknown", "a state works once"


def test_who_refuses_at_the_service_stays_who_they_were(service: Issuer) -> None:
    browser = Browser()
    guest = guest_with_coins(browser)
    assert error_of(go(browser, service, None)) == "cancelled"
    assert who(browser)["id"] == str(guest.public_id)
    assert not Account.objects.filter(is_guest=False).exists()


@pytest.mark.parametrize("verified", [False, "false", None, True])
def test_a18_nobody_gets_into_an_account_by_its_address(service: Issuer, verified: object) -> None:
    account = sign_up(Browser())
    letters = len(mail.outbox)
    service.people["eve"] = {"email": "Mara@example.com", "email_verified": verified}
    browser = Browser()
    ended = go(browser, service, "eve")
    if verified is True:
        assert error_of(ended) == "email_taken"
        assert who(browser)["id"] is None
    else:
        assert ended == "/account"
        assert who(browser)["email"] is None, "an account of its own, without the address"
    assert who(browser)["id"] != str(account.public_id)
    assert not SocialAccount.objects.filter(user=account).exists()
    assert len(mail.outbox) == letters, "nobody is written to"


def test_a18_no_account_waits_under_an_address_that_somebody_else_will_prove(service: Issuer) -> None:
    service.people["eve"] = {"email": "mara@example.com", "email_verified": False}
    go(Browser(), service, "eve")
    account = sign_up(Browser())
    assert not SocialAccount.objects.filter(user=account).exists()
    eve = Browser()
    go(eve, service, "eve")
    assert who(eve)["id"] != str(account.public_id)


@pytest.mark.parametrize("wrong", ["audience", "token", "nameless"])
def test_what_a_service_does_wrong_ends_in_the_viewer(
    service: Issuer, wrong: str, caplog: pytest.LogCaptureFixture
) -> None:
    service.wrong = wrong
    browser = Browser()
    with caplog.at_level(logging.DEBUG):
        assert error_of(go(browser, service)) == "unknown"
    assert who(browser)["id"] is None
    assert "failed" in caplog.text, "the operator can see that something is wrong"
    assert SECRET not in caplog.text


def test_a_service_that_does_not_answer_is_a_sentence_in_place(
    service: Issuer, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.LOG_INS = read_log_ins({"MICRODRAMA_OPENID": f"example=http://c:{SECRET}@127.0.0.1:9#Example"})
    settings.SOCIALACCOUNT_PROVIDERS = for_allauth(settings.LOG_INS)
    answer = Browser().send("/log-ins/example", {"purpose": "enter"})
    assert answer.status_code == 503
    assert answer.json()["detail"] == "Example does not answer at the moment; try again later."
    assert SECRET not in caplog.text


def test_who_is_signed_in_connects_a_service_and_enters_by_either(service: Issuer) -> None:
    browser = Browser()
    account = sign_up(browser)
    assert browser.send("/log-ins/example", {"purpose": "enter"}).status_code == 409
    assert go(browser, service, purpose="connect") == "/account"
    assert who(browser)["id"] == str(account.public_id)
    told = browser.get("/api/v1/me/log-ins").json()
    assert [(one["service"], one["name"], one["address"]) for one in told] == [
        ("example", "Example", "mara@example.com")
    ]
    second = Browser()
    go(second, service)
    assert who(second)["id"] == str(account.public_id)
    assert browser.send(f"/me/log-ins/{told[0]['id']}", method="DELETE").status_code == 204
    assert error_of(go(Browser(), service)) == "email_taken"
    assert log_in(Browser()) == 200


def test_a18_a_service_is_connected_to_one_account_only_and_by_nobody_who_is_not_signed_in(service: Issuer) -> None:
    first, other = Browser(), Browser()
    go(first, service)
    sign_up(other, "jon@example.com")
    assert error_of(go(other, service, purpose="connect")) == "connected_other"
    assert other.get("/api/v1/me/log-ins").json() == []
    guest = Browser()
    guest.send("/session", {})
    assert guest.send("/log-ins/example", {"purpose": "connect"}).status_code == 401


def test_the_last_way_into_an_account_stays_until_there_is_another(service: Issuer) -> None:
    browser = Browser()
    go(browser, service)
    assert browser.get("/api/v1/me").json()["password"] is False
    only = browser.get("/api/v1/me/log-ins").json()[0]["id"]
    refused = browser.send(f"/me/log-ins/{only}", method="DELETE")
    assert (refused.status_code, refused.json()["code"]) == (409, "last-way-in")
    change = f"{AUTH.removesuffix('/auth')}/account/password/change"
    assert browser.send(change, {"new_password": PASSWORD}).status_code == 200
    assert browser.get("/api/v1/me").json()["password"] is True
    assert browser.send(f"/me/log-ins/{only}", method="DELETE").status_code == 204
    assert browser.send(f"/me/log-ins/{only}", method="DELETE").status_code == 404
    assert log_in(Browser()) == 200


def test_a_service_that_is_configured_no_more_is_no_way_in(service: Issuer) -> None:
    browser = Browser()
    go(browser, service)
    account = Account.objects.get(email="mara@example.com")
    gone = SocialAccount.objects.create(user=account, provider="closed", uid="mara", extra_data={})
    told = browser.get("/api/v1/me/log-ins").json()
    assert [(one["name"], one["address"]) for one in told] == [("Example", "mara@example.com"), ("closed", "")]
    assert browser.send(f"/me/log-ins/{told[0]['id']}", method="DELETE").status_code == 409
    assert browser.send(f"/me/log-ins/{gone.pk}", method="DELETE").status_code == 204


def test_an_account_without_an_address_adds_one_by_code_and_then_a_password(service: Issuer) -> None:
    service.people = {"jon": {}, "kim": {}}
    browser = Browser()
    go(browser, service, "jon")
    go(Browser(), service, "kim")  # a second one without an address
    assert who(browser)["email"] is None
    account = f"{AUTH.removesuffix('/auth')}/account"
    assert browser.send(f"{account}/email", {"email": "jon@example.com"}).status_code == 200
    assert not EmailAddress.objects.exists(), "an address is written down when it is proved"
    assert browser.send(f"{AUTH}/email/verify", {"key": code_in(mail.outbox[-1])}).status_code == 200
    assert who(browser)["email"] == "jon@example.com"
    assert browser.send(f"{account}/password/change", {"new_password": PASSWORD}).status_code == 200
    assert log_in(Browser(), "jon@example.com") == 200


def test_a18_an_account_that_was_closed_or_erased_is_not_entered_by_its_service(service: Issuer) -> None:
    browser = Browser()
    go(browser, service)
    Account.objects.filter(email="mara@example.com").update(is_active=False)
    assert error_of(go(Browser(), service)) == "unknown"
    Account.objects.filter(email="mara@example.com").update(is_active=True)
    second = Browser()
    go(second, service)
    was = who(second)["id"]
    assert second.send("/me", {"confirm": "erase"}, method="DELETE").status_code == 204
    assert not SocialAccount.objects.exists()
    third = Browser()
    go(third, service)
    assert who(third)["id"] not in {was, None}


def test_a25_an_export_tells_what_a_service_told_and_no_token(service: Issuer) -> None:
    go(Browser(), service)
    told = export_data(account=Account.objects.get(email="mara@example.com"))
    assert told["tables"]["socialaccount_socialaccount"][0]["uid"] == "mara"
    text = json.dumps(told)
    assert not any(token in text for token in (*service.tokens, SECRET))


def test_a13_the_way_back_is_nobodys_to_choose(service: Issuer) -> None:
    browser = Browser()
    answer = browser.send("/log-ins/example", {"purpose": "enter", "callback_url": "https://evil.example/"})
    back = urlsplit(service.decide(service.ask(answer.json()["address"]), "mara"))
    assert browser.get(f"{back.path}?{back.query}")["Location"] == "/account"


def test_a17_no_other_site_begins_a_log_in(service: Issuer) -> None:
    forger = Client(enforce_csrf_checks=True)
    wish = json.dumps({"purpose": "enter"})
    assert forger.post("/api/v1/log-ins/example", wish, content_type="application/json").status_code == 403


def test_the_pages_policy_names_no_service(service: Issuer) -> None:
    """Scripts of ours go there; a form that could be sent elsewhere would be a hole for no gain."""
    policy = Client().get("/account").headers["Content-Security-Policy"]
    assert "form-action 'self';" in policy
    assert "http" not in policy


def test_coins_that_came_are_paid_with_like_any_others(service: Issuer) -> None:
    browser = Browser()
    go(browser, service)
    account = Account.objects.get(email="mara@example.com")
    lots.credit_bonus(account=account, coins=5, expires_at=None, key="k", kind="gift", at=timezone.now())
    assert browser.get("/api/v1/wallet").json()["usable"] == 5


class Apple:
    """What Apple answers to our server: tokens for a code, and its keys."""

    key = ec.generate_private_key(ec.SECP256R1())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing is open."""

    def get(self, url: str) -> Mock:
        assert url == "https://appleid.apple.com/auth/keys"
        key = jwt.algorithms.ECAlgorithm.to_jwk(self.key.public_key(), as_dict=True)
        return Mock(json=lambda: {"keys": [key | {"kid": "apple", "alg": "ES256"}]})

    def request(self, method: str, url: str, *, data: dict[str, str], headers: object) -> Mock:
        assert (method, url, data["code"]) == ("POST", "https://appleid.apple.com/auth/token", "apples-code")
        assert jwt.get_unverified_header(data["client_secret"])["kid"] == "KEY7654321"
        now = int(time.time())
        told = {"iss": "https://appleid.apple.com", "aud": "org.example.viewer", "sub": "001.mara", "exp": now + 60}
        token = jwt.encode(told | MARA, self.key, algorithm="ES256", headers={"kid": "apple"})
        return Mock(status_code=200, json=lambda: {"access_token": "a", "id_token": token})


def test_apple_comes_back_by_a_form_of_another_site_without_the_session(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "AuthKey.p8"
    kind, plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    file.write_bytes(Apple.key.private_bytes(serialization.Encoding.PEM, kind, plain))
    settings.LOG_INS = read_log_ins({"MICRODRAMA_APPLE": f"org.example.viewer:TEAM123456:KEY7654321:{file}"})
    settings.SOCIALACCOUNT_PROVIDERS = for_allauth(settings.LOG_INS)
    monkeypatch.setattr(DefaultSocialAccountAdapter, "get_requests_session", lambda _self: Apple())
    browser = Browser()
    address = browser.send("/log-ins/apple", {"purpose": "enter"}).json()["address"]
    asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    assert address.startswith("https://appleid.apple.com/auth/authorize?")
    assert "openid" not in asked["scope"]
    assert asked["response_mode"] == "form_post"

    without_session = Client(enforce_csrf_checks=True)  # cookies do not travel with another site's form
    form = {"code": "apples-code", "state": asked["state"], "id_token": "", "user": ""}
    posted = without_session.post(
        urlsplit(asked["redirect_uri"]).path, form, headers={"Origin": "https://appleid.apple.com"}
    )
    assert posted.status_code == 302
    name = "apple-login-session"
    browser.cookies[name] = without_session.cookies[name].value
    back = urlsplit(posted["Location"])
    assert browser.get(f"{back.path}?{back.query}")["Location"] == "/account"
    assert who(browser)["email"] == "mara@example.com"
