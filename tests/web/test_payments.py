"""Buying over HTTP: a checkout with play money, notices that must be signed, and nobody else's orders."""

from __future__ import annotations

import json
import re
import runpy
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from microdrama import wiring
from microdrama.platform.accounts.models import Account, Member, Studio
from microdrama.platform.wallet import statements
from microdrama.platform.wallet.models import Order, PaymentEvent, Subscription
from microdrama.platform.wallet.orders import order_to_pay
from microdrama.platform.wallet.queries import balance_of, vip_until
from microdrama.platform.wallet.signing import read_or_make_key
from microdrama.ports.payments import FakePayments, PaymentNotice, ProviderError
from microdrama.providers.payments_sandbox import SIGNATURE, SandboxPayments

sys.path.insert(0, str(Path(__file__).parents[1] / "platform"))
ROWS = runpy.run_path(str(Path(__file__).parents[1] / "platform/checkout_rows.py"))
sys.path.pop(0)
sys.modules.pop("shop_rows", None)

pytestmark = pytest.mark.django_db

SANDBOX = SandboxPayments(secret="of a test")  # noqa: S106


@pytest.fixture(autouse=True)
def _play_money(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    cache.clear()
    monkeypatch.setattr(wiring, "payments", lambda _places: {"sandbox": SANDBOX})
    monkeypatch.setattr(wiring, "sandbox", lambda _places: SANDBOX)
    yield
    cache.clear()


class Browser(Client):
    """A guest's browser, which sends the token of the site as it must."""

    def __init__(self) -> None:
        super().__init__(enforce_csrf_checks=True)
        self.get("/api/v1/session")
        self.guest = self.send("/session", {"label": "phone"})

    def send(self, path: str, body: object = None) -> Any:
        token = self.cookies["csrftoken"].value if "csrftoken" in self.cookies else ""
        return self.post(
            f"/api/v1{path}", json.dumps(body or {}), content_type="application/json", headers={"X-CSRFToken": token}
        )

    @property
    def account(self) -> Account:
        return Account.objects.latest("pk")

    def order(self, code: str = "coins-500", back: str = "/watch/tale/11") -> dict[str, Any]:
        quote = ROWS["ask_price"](self.account, code, at=timezone.now())
        found = self.send("/orders", {"quote": str(quote.public_id), "provider": "sandbox", "back": back})
        assert found.status_code == 200, found.content
        return found.json()


def press(browser: Browser, address: str, choice: str) -> Any:
    page = browser.get(address).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token
    return browser.post(address, {"csrfmiddlewaretoken": token[1], "choice": choice})


def paid(account: Account) -> int:
    return balance_of(account=account, at=timezone.now()).paid


def test_a_guest_buys_coins_at_the_checkout_and_comes_back() -> None:
    browser = Browser()
    order = browser.order()
    assert order["state"] == "open"
    page = browser.get(order["address"])
    assert page.status_code == 200
    text = page.content.decode()
    assert "$4.99" in text
    assert "<script" not in text
    assert "style=" not in text
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    later = press(browser, order["address"], "later")
    assert (later.status_code, paid(browser.account)) == (302, 0)
    done = press(browser, order["address"], "pay")
    assert done.headers["Location"] == f"/watch/tale/11?order={order['id']}"
    assert paid(browser.account) == 500
    assert browser.get(f"/api/v1/orders/{order['id']}").json()["state"] == "paid"
    assert "This order is paid" in browser.get(order["address"]).content.decode()


def test_pressing_pay_a_second_time_or_declining_afterwards_changes_nothing() -> None:
    browser = Browser()
    order = browser.order()
    token = re.search(r'value="([^"]+)"', browser.get(order["address"]).content.decode())
    assert token
    for choice in ("decline", "pay", "pay", "decline", "nonsense"):
        browser.post(order["address"], {"csrfmiddlewaretoken": token[1], "choice": choice})
    assert paid(browser.account) == 500
    assert Order.objects.get().state == "paid"


def test_the_checkout_is_shown_to_whoever_ordered_alone_and_wants_the_sites_token() -> None:
    browser = Browser()
    order = browser.order()
    assert Client().get(order["address"]).status_code == 404
    other = Browser()
    assert other.get(order["address"]).status_code == 404
    assert other.get(f"/api/v1/orders/{order['id']}").status_code == 404
    forged = browser.post(order["address"], {"choice": "pay"})
    assert forged.status_code == 403
    assert Order.objects.get().state == "open"


@pytest.mark.parametrize(
    "back", ["//evil.example", "https://evil.example", "/\\evil", "javascript:alert(1)", "", "/a\nb", "/ x"]
)
def test_nobody_is_sent_to_another_site_after_paying(back: str) -> None:
    browser = Browser()
    quote = ROWS["ask_price"](browser.account, at=timezone.now())
    wish = {"quote": str(quote.public_id), "provider": "sandbox", "back": back}
    assert browser.send("/orders", wish).status_code == 422
    order = browser.order()
    page = order["address"].partition("?")[0]
    for query in ({"back": back}, {}):
        found = browser.get(page, query)
        assert "evil" not in found.content.decode()


def test_vip_is_bought_and_cancelled_and_lasts() -> None:
    browser = Browser()
    press(browser, browser.order("vip-week")["address"], "pay")
    until = vip_until(account=browser.account, at=timezone.now())
    assert until is not None
    found = browser.send("/vip/cancel")
    assert datetime.fromisoformat(found.json()["until"]) == until.replace(microsecond=until.microsecond // 1000 * 1000)
    assert vip_until(account=browser.account, at=timezone.now()) == until
    assert browser.send("/vip/cancel").status_code == 409


def test_who_erases_an_account_is_not_charged_any_more(monkeypatch: pytest.MonkeyPatch) -> None:
    browser = Browser()
    press(browser, browser.order("vip-week")["address"], "pay")
    account, stopped = browser.account, []

    def erase() -> int:
        headers = {"X-CSRFToken": browser.cookies["csrftoken"].value}
        body = json.dumps({"confirm": "erase"})
        return browser.delete("/api/v1/me", body, content_type="application/json", headers=headers).status_code

    def silent(*, reference: str) -> None:
        raise ProviderError(f"{reference} cannot be stopped now; try again.")

    monkeypatch.setattr(SANDBOX, "stop", silent)
    assert erase() == 503
    account.refresh_from_db()
    assert account.is_active
    monkeypatch.setattr(SANDBOX, "stop", lambda *, reference: stopped.append(reference))
    assert erase() == 204
    assert len(stopped) == 1
    assert not Subscription.objects.filter(renews=True).exists()
    account.refresh_from_db()
    assert account.erased_at is not None


def test_a_notice_needs_no_token_but_a_signature_that_is_fresh_and_fits() -> None:
    browser, bank = Browser(), Client(enforce_csrf_checks=True)
    order = Order.objects.get(public_id=browser.order()["id"])
    at = timezone.now()
    body, headers = SANDBOX.decided(order_to_pay(order=order), "pay", at=at)
    old, old_headers = SANDBOX.decided(order_to_pay(order=order), "pay", at=at - timedelta(seconds=301))
    wrong = [
        (body, {}),
        (body.replace(b"499", b"498"), headers),
        (body + b" ", headers),
        (body, {SIGNATURE: headers[SIGNATURE][:-1] + "0"}),
        (body, {SIGNATURE: "1." + headers[SIGNATURE].partition(".")[2]}),
        (old, old_headers),
    ]
    for content, told in wrong:
        found = bank.post("/api/v1/notices/sandbox", content, content_type="application/json", headers=told)
        assert found.status_code == 400, found.content
        assert found.headers["Content-Type"] == "application/problem+json"
    assert not PaymentEvent.objects.exists()
    for _ in range(5):
        found = bank.post("/api/v1/notices/sandbox", body, content_type="application/json", headers=headers)
        assert (found.status_code, found.json()) == (200, {"outcome": "paid"})
    assert paid(browser.account) == 500


def test_long_notices_and_unknown_providers_are_refused() -> None:
    bank = Client()
    assert bank.post("/api/v1/notices/sandbox", b"x" * 70_000, content_type="text/plain").status_code == 413
    assert bank.post("/api/v1/notices/stripe", b"{}", content_type="text/plain").status_code == 404
    assert bank.post("/api/v1/notices/..%2f", b"{}", content_type="text/plain").status_code in (404, 405, 422)
    assert Browser().send("/receipts/sandbox", {"receipt": "anything"}).status_code == 400


def test_a_store_is_told_that_a_payment_was_taken_in_only_where_it_fits_the_order(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A store gives the money of what nobody confirms back, so what was refused must not be confirmed."""
    store = FakePayments(provider="store")
    monkeypatch.setattr(wiring, "payments", lambda _places: {"store": store})
    browser = Browser()
    quote = ROWS["ask_price"](browser.account, "coins-500", at=timezone.now())
    order = browser.send("/orders", {"quote": str(quote.public_id), "provider": "store"}).json()
    bought = PaymentNotice(
        provider="store",
        event_id="cheap",
        kind="paid",
        order=order["id"],
        reference="store-1",
        minor=order["minor"] - 1,
        currency=order["currency"],
        at=timezone.now(),
        live=False,
    )
    receipt = {"receipt": msgspec.json.encode(bought).decode()}
    assert browser.send("/receipts/store", receipt).status_code == 400
    assert PaymentEvent.objects.get().refused
    sent = browser.post(
        "/api/v1/notices/store",
        receipt["receipt"],
        content_type="application/json",
        headers={"Fake-Signature": "valid"},
    )
    assert (sent.status_code, store.confirmed, paid(browser.account)) == (400, [], 0)
    whole = msgspec.structs.replace(bought, event_id="whole", minor=order["minor"])
    receipt = {"receipt": msgspec.json.encode(whole).decode()}
    assert browser.send("/receipts/store", receipt).json()["state"] == "paid"
    assert (store.confirmed, paid(browser.account)) == (["whole"], 500)


def test_strangers_order_nothing() -> None:
    browser = Client()
    wish = {"quote": "5f0c4d60-0000-4000-8000-000000000000", "provider": "sandbox"}
    assert browser.post("/api/v1/orders", json.dumps(wish), content_type="application/json").status_code == 401
    assert Browser().send("/orders", wish).status_code == 409


def test_a_studio_reads_its_own_statements_and_nobody_elses(tmp_path: Path) -> None:
    owner, editor, other = Browser(), Browser(), Browser()
    accounts = list(Account.objects.order_by("-pk")[:3])[::-1]
    studio = Studio.objects.create(slug="north", name="North")
    Member.objects.create(studio=studio, account=accounts[0], role="owner")
    Member.objects.create(studio=studio, account=accounts[1], role="editor")
    key = read_or_make_key(path=tmp_path / "key.pem")
    statements.make(studio=studio, month=statements.month_of("2026-10"), key=key, at=datetime(2026, 11, 2, tzinfo=UTC))
    assert owner.get("/api/v1/studios/north/statements").json() == {"items": []}
    assert owner.get("/api/v1/studios/north/statements/running").json()["items"] == []
    assert editor.get("/api/v1/studios/north/statements/running").status_code == 403
    assert editor.get("/api/v1/studios/north/statements").status_code == 403
    assert other.get("/api/v1/studios/north/statements").status_code == 404
    assert Client().get("/api/v1/studios/north/statements").status_code == 401
    assert owner.get("/api/v1/studios/north/statements/2026-10/USD").status_code == 404
    assert owner.get("/api/v1/studios/north/statements/2026-99/USD").status_code == 422
