from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from fixtures.browsers import AUTH, PASSWORD, Browser, code_in, guest_with_coins, log_in, sign_up
from microdrama.platform.accounts.models import Account, Device, Member, Report, Session, StaffAction, Studio
from microdrama.platform.accounts.operations import end_sessions, open_guest
from microdrama.platform.accounts.staff import add_operator
from microdrama.platform.catalogue.operations import PublishedSeries
from microdrama.platform.playback.checking import forget_answers
from microdrama.platform.playback.models import Revocation
from microdrama.platform.wallet import queries

NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh(settings: Settings) -> Iterator[None]:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # scrypt is slow on purpose
    cache.clear()
    yield
    cache.clear()


def test_nobody_becomes_an_account_by_asking_and_a_guest_by_wanting_to() -> None:
    browser = Browser()
    assert browser.get("/api/v1/session").json()["id"] is None
    assert not Account.objects.exists()
    first = browser.send("/session", {"label": "Pixel"}).json()
    assert first["guest"] is True
    assert first["territory"] == "US"
    assert browser.send("/session", {}).json()["id"] == first["id"]
    Device.objects.update(seen_at=NOW)
    browser.send("/session", {})
    assert Device.objects.get().seen_at > NOW, "a device that comes again is seen again"
    assert Account.objects.count() == 1
    assert browser.cookies["device"]["httponly"]


def test_a_viewer_signs_up_logs_out_and_logs_in_without_a_username() -> None:
    browser = Browser()
    account = sign_up(browser)
    assert not account.is_guest
    assert browser.get("/api/v1/session").json()["email"] == "mara@example.com"
    assert browser.send("/logout").status_code == 204
    assert browser.get("/api/v1/session").json()["id"] is None
    assert log_in(browser, "MARA@example.com") == 200


def test_a_new_password_takes_a_code_that_works_once() -> None:
    sign_up(Browser())
    browser = Browser()
    browser.send(f"{AUTH}/password/request", {"email": "mara@example.com"})
    code = code_in(mail.outbox[-1])
    fresh = "an-entirely-new-secret"
    assert browser.send(f"{AUTH}/password/reset", {"key": code, "password": fresh}).status_code in {200, 401}
    assert browser.send(f"{AUTH}/password/reset", {"key": code, "password": "yet-another-secret"}).status_code >= 400
    assert log_in(Browser(), password=PASSWORD) == 400
    assert log_in(Browser(), password=fresh) == 200


def test_a9_a_new_password_ends_every_other_log_in_at_once() -> None:
    first = Browser()
    account = sign_up(first)
    second = Browser()
    assert log_in(second) == 200
    change = {"current_password": PASSWORD, "new_password": "an-entirely-new-secret"}
    assert second.send("/_allauth/browser/v1/account/password/change", change).status_code in {200, 401}
    assert second.get("/api/v1/session").json()["email"] == "mara@example.com", "whoever changed it stays"
    assert first.get("/api/v1/session").json()["id"] is None
    assert Session.objects.filter(account=account).count() == 1
    forgetful = Browser()
    forgetful.send(f"{AUTH}/password/request", {"email": "mara@example.com"})
    reset = {"key": code_in(mail.outbox[-1]), "password": "another-new-secret"}
    forgetful.send(f"{AUTH}/password/reset", reset)
    assert second.get("/api/v1/session").json()["id"] is None


def test_a18_a_guest_is_joined_where_both_prove_themselves() -> None:
    browser = Browser()
    guest = guest_with_coins(browser)
    account = sign_up(browser)
    assert queries.balance_of(account=account, at=NOW).bonus == 0, "logging in alone moves nothing"
    assert browser.get("/api/v1/me").json()["mergeable"] is True
    assert browser.send("/me/join").json()["bonus"] == 100
    assert queries.balance_of(account=account, at=NOW).bonus == 100
    assert browser.send("/me/join").status_code == 409
    guest.refresh_from_db()
    assert guest.joined_into == account
    assert Device.objects.get().revoked_at is not None


def test_a18_the_device_of_a_joined_guest_opens_nothing_after_logout() -> None:
    browser = Browser()
    guest_with_coins(browser)
    secret = browser.cookies["device"].value
    sign_up(browser)
    browser.send("/me/join")
    thief = Browser()
    thief.cookies["device"] = secret
    assert thief.get("/api/v1/session").json()["id"] is None
    sign_up(thief, "jon@example.com")
    thief.cookies["device"] = secret
    assert thief.send("/me/join").status_code == 409


@pytest.mark.parametrize("proof", ["id", "none", "session alone"])
def test_a18_nobody_joins_a_guest_that_they_cannot_prove(proof: str) -> None:
    victim = Browser()
    guest = guest_with_coins(victim)
    thief = Browser()
    if proof != "session alone":
        thief.cookies["device"] = str(guest.public_id) if proof == "id" else ""
    sign_up(thief, "jon@example.com")
    assert thief.send("/me/join", {"guest": str(guest.public_id)}).status_code == 409
    assert queries.balance_of(account=guest, at=NOW).bonus == 100


def test_a18_a_device_without_a_log_in_joins_nothing() -> None:
    browser = Browser()
    guest_with_coins(browser)
    assert browser.send("/me/join").status_code == 401


def test_a18_log_in_and_sign_up_do_not_tell_who_has_an_account() -> None:
    sign_up(Browser())
    known = Browser().send(f"{AUTH}/login", {"email": "mara@example.com", "password": "wrong-password"})
    unknown = Browser().send(f"{AUTH}/login", {"email": "nobody@example.com", "password": "wrong-password"})
    assert (known.status_code, known.json()) == (unknown.status_code, unknown.json())
    cache.clear()  # a second code within ten seconds is refused, whoever asks
    again = Browser().send(f"{AUTH}/signup", {"email": "mara@example.com", "password": PASSWORD})
    fresh = Browser().send(f"{AUTH}/signup", {"email": "nobody@example.com", "password": PASSWORD})
    assert again.status_code == fresh.status_code
    assert again.json() == fresh.json()
    asked = Browser().send(f"{AUTH}/password/request", {"email": "mara@example.com"})
    wondered = Browser().send(f"{AUTH}/password/request", {"email": "no@example.com"})
    assert (asked.status_code, asked.json()) == (wondered.status_code, wondered.json())


def test_a18_passwords_are_not_tried_by_the_thousand() -> None:
    sign_up(Browser())
    replies = [log_in(Browser(), password=f"guess number {guess}") for guess in range(12)]
    assert set(replies) <= {400, 429}
    assert log_in(Browser()) != 200, "even the right one, from anywhere, while guesses rain"


def test_a18_a_code_dies_after_three_guesses() -> None:
    browser = Browser()
    browser.send(f"{AUTH}/signup", {"email": "mara@example.com", "password": PASSWORD})
    code = code_in(mail.outbox[-1])
    for _ in range(3):
        assert browser.send(f"{AUTH}/email/verify", {"key": "WRONG1"}).status_code >= 400
    assert browser.send(f"{AUTH}/email/verify", {"key": code}).status_code >= 400
    assert log_in(Browser()) != 200, "the address is still unproven"


def test_a18_a_session_from_before_the_log_in_is_not_the_session_after_it() -> None:
    sign_up(Browser())
    browser = Browser()
    browser.send(f"{AUTH}/password/request", {"email": "x@example.com"})  # has a session now
    planted = browser.cookies["session"].value
    assert log_in(browser) == 200
    assert browser.cookies["session"].value != planted
    thief = Browser()
    thief.cookies["session"] = planted
    assert thief.get("/api/v1/session").json()["id"] is None


def test_a18_letters_hold_nothing_of_the_host_header() -> None:
    sign_up(Browser())
    for email in ("mara@example.com", "nobody@example.com"):
        browser = Browser(HTTP_HOST="6.6.6.6")
        browser.send(f"{AUTH}/password/request", {"email": email})
        browser.send(f"{AUTH}/signup", {"email": email, "password": PASSWORD})
    assert len(mail.outbox) >= 4
    assert not [letter for letter in mail.outbox if "6.6.6.6" in letter.subject + str(letter.body)]
    assert Client(HTTP_HOST="evil.example").get("/api/v1/session").status_code == 400


def test_a25_an_export_holds_every_table_and_no_key() -> None:
    browser = Browser()
    guest_with_coins(browser)
    secret = browser.cookies["device"].value
    account = sign_up(browser)
    browser.send("/me/join")
    browser.send("/reports", {"slug": "a-series", "reason": "violent", "words": "Too much blood."})
    exported = browser.get("/api/v1/me/export")
    told = exported.json()
    text = exported.content.decode()
    assert told["account"]["email"] == "mara@example.com"
    assert told["tables"]["wallet_coinlot"][0]["coins"] == 100
    assert told["tables"]["wallet_leg"]
    assert told["tables"]["accounts_report"][0]["words"] == "Too much blood."
    assert told["tables"]["account_emailaddress"]
    for hidden in (secret, Device.objects.get().secret_sha256, account.password, browser.cookies["session"].value):
        assert hidden not in text


def test_a25_an_erased_account_is_nobody_and_the_ledger_stays_whole() -> None:
    from microdrama.platform.wallet.verification import verify

    browser = Browser()
    guest_with_coins(browser)
    account = sign_up(browser)
    browser.send("/me/join")
    elsewhere = Browser()
    assert log_in(elsewhere) == 200
    assert browser.send("/me", {"confirm": "yes"}, method="DELETE").status_code == 422
    assert browser.send("/me", {"confirm": "erase"}, method="DELETE").status_code == 204
    account.refresh_from_db()
    assert (account.email, account.is_active, account.has_usable_password()) == (None, False, False)
    assert account.erased_at is not None
    assert not Session.objects.filter(account=account).exists()
    assert not Device.objects.exists()
    assert elsewhere.get("/api/v1/session").json()["id"] is None
    assert log_in(Browser()) == 400
    assert verify() == []
    cache.clear()
    sign_up(Browser())  # the address is free again


def test_a9_leaving_ends_the_addresses_of_media_that_were_given_out() -> None:
    browser = Browser()
    account = sign_up(browser)
    browser.send("/logout")
    assert Revocation.objects.filter(holder__gt="").count() == 1
    assert log_in(browser) == 200
    browser.send("/me", {"confirm": "erase"}, method="DELETE")
    assert Revocation.objects.filter(holder=account.public_id.hex).exists()


DOORS = {
    "api": lambda browser, _: browser.send("/logout"),
    "allauth": lambda browser, _: browser.send(f"{AUTH}/session", method="DELETE"),
    "office": lambda browser, _: browser.send("/office/logout/"),
    "everywhere": lambda _, account: end_sessions(account=account),
    "another role": lambda _, account: add_operator(email=account.email, role="support", password=None),
    "erased": lambda browser, _: browser.send("/me", {"confirm": "erase"}, method="DELETE"),
}


@pytest.mark.parametrize("door", DOORS)
def test_a9_by_whatever_door_somebody_leaves_the_addresses_of_media_end(published: PublishedSeries, door: str) -> None:
    browser = Browser()
    account = sign_up(browser)
    Account.objects.filter(pk=account.pk).update(is_staff=door == "office")
    address = browser.send("/play/tale/1").json()["file"]
    others = Browser().send("/play/tale/1").json()["file"]

    def opens(address: str) -> int:
        with closing(Client().get(address)) as answer:
            return answer.status_code

    assert opens(address) == 200
    DOORS[door](browser, account)
    assert not Session.objects.filter(account=account).exists()
    forget_answers()
    assert (opens(address), opens(others)) == (403, 200)


def test_a25_age_and_cap_are_kept_within_reason() -> None:
    browser = Browser()
    browser.send("/session", {})
    assert browser.send("/me/birth-year", {"year": 2001}).json()["birth_year"] == 2001
    assert browser.send("/me/birth-year", {"year": 1800}).status_code == 422
    assert browser.send("/me/birth-year", {"year": 9998}).status_code == 422
    assert browser.send("/me/cap", {"coins": 500}).json()["monthly_cap_coins"] == 500
    assert browser.send("/me/cap", {"coins": -1}).status_code == 422
    assert browser.send("/me/cap", {"coins": None}).json()["monthly_cap_coins"] is None


def owner_of(slug: str, browser: Browser, email: str) -> Studio:
    studio, _ = Studio.objects.get_or_create(slug=slug, defaults={"name": slug})
    Member.objects.create(studio=studio, account=sign_up(browser, email), role="owner")
    return studio


def test_owners_name_members_and_the_last_owner_stays() -> None:
    owner, editor = Browser(), Browser()
    owner_of("north", owner, "mara@example.com")
    jon = sign_up(editor, "jon@example.com")
    members = "/studios/north/members"
    assert owner.send(members, {"email": "Jon@example.com", "role": "editor"}, method="PUT").status_code == 200
    assert [one["slug"] for one in editor.get("/api/v1/studios").json()] == ["north"]
    assert editor.send(members, {"email": "jon@example.com", "role": "owner"}, method="PUT").status_code == 403
    assert owner.send(members, {"email": "mara@example.com", "role": "editor"}, method="PUT").status_code == 409
    assert owner.send(f"{members}/{jon.public_id}", method="DELETE").status_code == 204
    mara = Account.objects.get(email="mara@example.com")
    assert owner.send(f"{members}/{mara.public_id}", method="DELETE").status_code == 409
    assert owner.send("/me", {"confirm": "erase"}, method="DELETE").status_code == 409
    assert list(StaffAction.objects.values_list("verb", flat=True)) == ["member.set", "member.removed"]


def test_a10_a_studio_is_invisible_to_who_does_not_work_there() -> None:
    owner, other = Browser(), Browser()
    owner_of("north", owner, "mara@example.com")
    owner_of("south", other, "jon@example.com")
    assert other.get("/api/v1/studios/north/members").status_code == 404
    wish = {"email": "jon@example.com", "role": "owner"}
    assert other.send("/studios/north/members", wish, method="PUT").status_code == 404
    assert Browser().get("/api/v1/studios/north/members").status_code == 401


def test_a17_nothing_changes_without_the_token() -> None:
    account, secret = open_guest(label="", at=NOW)
    forger = Client(enforce_csrf_checks=True)
    forger.cookies["device"] = secret
    for path, body in {"me/cap": '{"coins": 1}', "logout": "", "session": "{}", "me/join": ""}.items():
        refused = forger.post(f"/api/v1/{path}", body, content_type="application/json")
        assert refused.status_code == 403, path
        assert refused.headers["Content-Type"] == "application/problem+json"
    account.refresh_from_db()
    assert account.monthly_cap_coins is None
    login = forger.post(f"{AUTH}/login", "{}", content_type="application/json")
    assert login.status_code == 403, "logging a victim in as the attacker is a forgery as well"
    assert forger.post("/office/login/", {"username": "a", "password": "b"}).status_code == 403


def test_a17_another_origin_is_refused_even_with_a_token() -> None:
    browser = Browser()
    for origin in ("https://evil.example", "null"):
        assert browser.send("/session", {}, Origin=origin).status_code == 403


def test_a17_reading_changes_nothing() -> None:
    browser = Browser()
    for path in ("session", "me", "me/join", "me/cap", "logout", "me/birth-year"):
        assert browser.get(f"/api/v1/{path}").status_code in {200, 401, 405}
    assert not Account.objects.exists()


def test_a17_no_page_may_be_framed() -> None:
    for path in ("/", "/office/login/", "/api/v1/session", "/nothing/here"):
        response = Client().get(path)
        assert "frame-ancestors 'none'" in response.headers["Content-Security-Policy"]
        assert response.headers["X-Frame-Options"] == "DENY"


def test_a_report_waits_once_for_a_decision() -> None:
    browser = Browser()
    browser.send("/session", {})
    wish = {"slug": "a-series", "number": 3, "reason": "violent"}
    first = browser.send("/reports", wish).json()
    assert browser.send("/reports", wish).json() == first
    assert Report.objects.get().subject == "a-series/3"
