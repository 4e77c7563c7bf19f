"""Attack 10: every endpoint of the API and every form of the office, asked by those whom it is not for.

The rows come from the API's own description: an endpoint that is not in the table fails the test.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from allauth.socialaccount.models import SocialAccount
from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from microdrama import wiring
from microdrama.platform.accounts.exporting import export_data
from microdrama.platform.accounts.models import Account, Member, Studio
from microdrama.platform.accounts.operations import open_guest
from microdrama.platform.accounts.roles import PERMISSIONS
from microdrama.platform.accounts.staff import add_operator
from microdrama.platform.catalogue.operations import launch, publish_bundle, set_offer
from microdrama.platform.wallet import lots, orders, quoting, statements, unlocking
from microdrama.platform.wallet.signing import read_or_make_key
from microdrama.providers.payments_sandbox import SandboxPayments
from microdrama.web.api import api
from microdrama.web.office.site import office

pytestmark = pytest.mark.django_db

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
PASSWORD = "correct-horse-battery"  # noqa: S105 - of a test
NORTH = "/studios/{slug}"


@dataclass(frozen=True)
class Victim:
    """Somebody who has an open order, an unlocked episode, a price for another, and a studio of their own."""

    account: Account
    order: str
    quote: str
    pack: str
    connection: int

    def everything(self) -> tuple[object, ...]:
        """All that is theirs, as the database has it."""
        members = Member.objects.filter(studio__slug="north").order_by("pk").values_list("account_id", "role")
        return export_data(account=self.account), list(members)

    def fill(self, value: Any) -> Any:
        """A body in which the words of the table stand for what is the victim's."""
        words = {"QUOTE": self.quote, "PACK": self.pack}
        return {name: words.get(told, told) for name, told in value.items()} if isinstance(value, dict) else value


@pytest.fixture(autouse=True)
def _play_money(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # scrypt is slow on purpose
    cache.clear()
    sandbox = SandboxPayments(secret="of a test")  # noqa: S106
    monkeypatch.setattr(wiring, "payments", lambda _places: {"sandbox": sandbox})


@pytest.fixture
def victim(bundle: Path, media_root: Path, tmp_path: Path) -> Victim:
    account = Account.objects.create_user("mara@example.com", PASSWORD)
    north = Studio.objects.create(slug="north", name="North")
    Member.objects.create(studio=north, account=account, role="owner")
    key = read_or_make_key(path=tmp_path / "key.pem")
    statements.make(studio=north, month=statements.month_of("2026-10"), key=key, at=datetime(2026, 11, 2, tzinfo=UTC))
    publish_bundle(bundle=bundle, media_root=media_root)
    at = timezone.now()
    launch(territories={"US"}, at=at)
    set_offer(slug="tale", at=at, free_episodes=1, episode_coins=60)
    expires = at + timedelta(days=3)
    lots.credit_bonus(account=account, coins=500, expires_at=expires, key="gift", kind="bonus", at=at)
    quote = quoting.quote_episode(account=account, slug="tale", number=2, territory="US", at=at)
    pack = quoting.quote_product(account=account, code="coins-500", territory="US", at=at)
    order = orders.open_order(account=account, quote_id=pack.public_id, provider="sandbox", live=False, at=at)
    other = quoting.quote_product(account=account, code="coins-500", territory="US", at=at)
    unlocking.unlock(account=account, quote_id=quote.public_id, at=at)
    connection = SocialAccount.objects.create(user=account, provider="google", uid="1", extra_data={})
    return Victim(account, str(order.public_id), str(quote.public_id), str(other.public_id), connection.pk)


def anonymous() -> Client:
    return Client()


def guest() -> Client:
    client = Client()
    client.cookies["device"] = open_guest(label="", at=timezone.now())[1]
    return client


def owner_of_another_studio() -> Client:
    account = Account.objects.create_user("thief@example.com", PASSWORD)
    south = Studio.objects.create(slug="south", name="South")
    Member.objects.create(studio=south, account=account, role="owner")
    client = Client()
    client.force_login(account, BACKEND)
    return client


def staff_of_support() -> Client:
    return operator("support")


def operator(role: str) -> Client:
    add_operator(email="op@example.com", role=role, password=PASSWORD)
    client = Client()
    client.force_login(Account.objects.get(email="op@example.com"), BACKEND)
    return client


STRANGERS = (guest, owner_of_another_studio, staff_of_support)


@dataclass(frozen=True)
class Row:
    """What an endpoint answers to nobody, and to somebody else than the victim."""

    nobody: int
    another: int | Mapping[str, int]
    body: Any = None

    def expected(self, who: str) -> int:
        if who == "anonymous":
            return self.nobody
        return self.another if isinstance(self.another, int) else self.another.get(who, self.another["others"])


NAMED = {"guest": 401, "others": 200}
"""Whatever takes a log-in; a guest has none."""
HIDDEN = {"guest": 401, "others": 404}
MEMBER = {"email": "thief@example.com", "role": "owner"}
TABLE: dict[tuple[str, str], Row] = {
    # what is everybody's
    ("GET", "/session"): Row(200, 200),
    ("POST", "/session"): Row(200, 200, {}),
    ("POST", "/logout"): Row(204, 204),
    ("GET", "/series"): Row(200, 200),
    ("GET", "/facets"): Row(200, 200),
    ("GET", "/search"): Row(200, 200),
    ("GET", "/series/{slug}"): Row(200, 200),
    ("GET", "/series/{slug}/offer"): Row(200, 200),
    ("GET", "/products"): Row(200, 200),
    ("GET", "/log-ins"): Row(200, 200),
    ("POST", "/log-ins/{service}"): Row(404, {"guest": 404, "others": 409}, {"purpose": "enter"}),
    # what is the asker's own: of the victim's nothing is told and nothing changed
    ("GET", "/wallet"): Row(200, 200),
    ("GET", "/wallet/history"): Row(401, 200),
    ("GET", "/me"): Row(401, 200),
    ("GET", "/me/export"): Row(401, 200),
    ("DELETE", "/me"): Row(401, {"guest": 204, "owner_of_another_studio": 409, "others": 403}, {"confirm": "erase"}),
    ("POST", "/me/birth-year"): Row(401, 200, {"year": 1980}),
    ("POST", "/me/cap"): Row(401, 200, {"coins": 1}),
    ("POST", "/me/join"): Row(401, {"guest": 401, "others": 409}),
    ("GET", "/me/log-ins"): Row(401, NAMED),
    ("DELETE", "/me/log-ins/{connection}"): Row(401, HIDDEN),
    ("GET", "/studios"): Row(401, NAMED),
    ("POST", "/reports"): Row(401, 200, {"slug": "tale", "reason": "other"}),
    ("POST", "/quotes"): Row(401, 200, {"kind": "episode", "slug": "tale", "number": 2}),
    ("POST", "/check-in"): Row(401, 200),
    ("POST", "/coupons"): Row(401, 404, {"code": "GUESSED-CODE"}),
    ("POST", "/waits"): Row(401, 409, {"slug": "tale", "number": 2}),
    ("POST", "/vip/cancel"): Row(401, 409),
    ("POST", "/ads/sandbox"): Row(401, 200, {"slug": "tale", "number": 2}),
    # what is the victim's
    ("POST", "/play/{slug}/{number}"): Row(402, {"staff_of_support": 200, "others": 402}),
    ("POST", "/unlocks"): Row(401, 404, {"quote": "QUOTE"}),
    ("POST", "/orders"): Row(401, 409, {"quote": "PACK", "provider": "sandbox"}),
    ("GET", "/orders/{order_id}"): Row(401, 404),
    ("GET", f"{NORTH}/members"): Row(401, HIDDEN),
    ("PUT", f"{NORTH}/members"): Row(401, HIDDEN, MEMBER),
    ("DELETE", f"{NORTH}/members/{{account}}"): Row(401, HIDDEN),
    ("GET", f"{NORTH}/statements"): Row(401, 404),
    ("GET", f"{NORTH}/statements/running"): Row(401, 404),
    ("GET", f"{NORTH}/payouts"): Row(401, 404),
    ("GET", f"{NORTH}/statements/{{month}}/{{currency}}"): Row(401, 404),
    ("GET", f"{NORTH}/statements/{{month}}/{{currency}}/lines"): Row(401, 404),
    # what others sign
    ("POST", "/receipts/{provider}"): Row(401, 400, {"receipt": "made up"}),
    ("POST", "/notices/{provider}"): Row(400, 400, {"order": "made up"}),
    ("GET", "/ads/{network}"): Row(404, 404),
    ("POST", "/beats"): Row(409, 409, {"beat": "made up", "position_ms": 1}),
}


def described() -> list[tuple[str, str]]:
    paths = api.get_openapi_schema()["paths"]
    return [(method.upper(), path.removeprefix("/api/v1")) for path, methods in paths.items() for method in methods]


def ask(client: Client, method: str, path: str, victim: Victim, body: Any) -> HttpResponse:
    parts = {
        "slug": "north" if path.startswith("/studios/") else "tale",
        "account": str(victim.account.public_id),
        "order_id": victim.order,
        "provider": "sandbox",
        "service": "google",
        "connection": str(victim.connection),
        "network": "admob",
        "number": "2",
        "month": "2026-10",
        "currency": "USD",
    }
    address = "/api/v1" + re.sub(r"{(\w+)}", lambda name: parts[name[1]], path)
    return client.generic(method, address, "" if body is None else json.dumps(victim.fill(body)), "application/json")


def test_the_table_has_every_endpoint_of_the_description() -> None:
    assert sorted(TABLE) == sorted(described())


@pytest.mark.parametrize(("method", "path"), list(TABLE), ids=[f"{method} {path}" for method, path in TABLE])
def test_a10_nobody_reads_or_changes_what_is_anothers(victim: Victim, method: str, path: str) -> None:
    row, before = TABLE[method, path], victim.everything()
    for who in (anonymous, *STRANGERS):
        with transaction.atomic():
            answer = ask(who(), method, path, victim, row.body)
            assert answer.status_code == row.expected(who.__name__), (who.__name__, answer.content)
            told = answer.content.decode()
            for secret in (victim.account.email, victim.account.public_id, victim.order, victim.quote, victim.pack):
                assert str(secret) not in told, who.__name__
            assert victim.everything() == before, who.__name__
            transaction.set_rollback(True)


def test_a10_their_owner_gets_what_strangers_were_refused(victim: Victim) -> None:
    """Else the refusals above would prove nothing."""
    client = Client()
    client.force_login(victim.account, BACKEND)
    for method, path in TABLE:
        if method == "GET" and ("{slug}" in path or "{order_id}" in path) and "{month}" not in path:
            assert ask(client, method, path, victim, None).status_code == 200, path
    assert ask(client, "POST", "/play/{slug}/{number}", victim, None).status_code == 200
    assert ask(client, "POST", "/unlocks", victim, {"quote": "QUOTE"}).status_code == 200
    assert ask(client, "POST", "/orders", victim, {"quote": "PACK", "provider": "sandbox"}).status_code == 200


@pytest.mark.parametrize("role", ["editor", "accountant"])
def test_a10_who_only_works_for_a_studio_names_and_removes_nobody(victim: Victim, role: str) -> None:
    colleague = Account.objects.create_user("thief@example.com", PASSWORD)
    Member.objects.create(studio=Studio.objects.get(slug="north"), account=colleague, role=role)
    client, before = Client(), victim.everything()
    client.force_login(colleague, BACKEND)
    for method in ("PUT", "DELETE"):
        path = f"{NORTH}/members" if method == "PUT" else f"{NORTH}/members/{{account}}"
        assert ask(client, method, path, victim, TABLE[method, path].body).status_code == 403
    assert victim.everything() == before


FORMS = ("add", "change", "delete", "changelist")


def office_form(model: Any, form: str) -> str:
    arguments = ["999999"] if form in {"change", "delete"} else []
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{form}", args=arguments)


@pytest.mark.parametrize("role", list(PERMISSIONS))
def test_a10_no_form_of_the_office_opens_or_takes_anything_without_its_permission(role: str) -> None:
    client, refused = operator(role), 0
    for model in office._registry:
        for form in FORMS:
            acts = "change" if form == "changelist" else form
            name, app = model._meta.model_name, model._meta.app_label
            if f"{app}.{acts}_{name}" in PERMISSIONS[role]:
                continue
            address = office_form(model, form)
            assert form == "changelist" or client.post(address, {"post": "yes"}).status_code == 403, address
            refused += 1
            if form in {"add", "delete"} or f"{app}.view_{name}" not in PERMISSIONS[role]:
                assert client.get(address).status_code == 403, address
    assert refused > len(FORMS)


@pytest.mark.parametrize("who", [anonymous, guest, owner_of_another_studio], ids=lambda who: who.__name__)
def test_a10_no_form_of_the_office_opens_for_who_is_no_operator(who: Any) -> None:
    client = who()
    for model in office._registry:
        for form in FORMS:
            for answer in (client.get(office_form(model, form)), client.post(office_form(model, form), {})):
                assert answer.status_code == 302
                assert answer["Location"].startswith("/office/login/")
