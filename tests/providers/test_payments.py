"""Notices of providers: what is forged, altered, stale or of the other mode is refused; the rest says what it means."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from microdrama.domain.errors import UsageError
from microdrama.ports.payments import NoticeError, OrderToPay, ProviderError
from microdrama.providers.minor_units import rescaled
from microdrama.providers.payment_services import ad_networks, payments
from microdrama.providers.payments_sandbox import SIGNATURE, SandboxPayments
from microdrama.providers.payments_stripe import StripePayments
from providers.local_server import Answer, Asked, LocalServer, Shop, said

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
ORDER = "5f0c4d60-1111-4000-8000-000000000000"
ACCOUNT = "5f0c4d60-2222-4000-8000-000000000000"
TO_PAY = OrderToPay(
    order=ORDER,
    account=ACCOUNT,
    product="coins-500",
    title="500 coins",
    minor=499,
    currency="USD",
    days=0,
    back="https://x.example/watch/tale/11?a=1",
)


# --- sandbox


def test_the_sandbox_believes_what_it_sealed_itself_and_nothing_else() -> None:
    bank = SandboxPayments(secret="one")  # noqa: S106
    body, headers = bank.decided(TO_PAY, "pay", at=NOW)
    told = bank.read_notice(body, headers, at=NOW + timedelta(seconds=300))
    assert told is not None
    assert (told.kind, told.order, told.minor, told.currency) == ("paid", ORDER, 499, "USD")
    wrong: list[tuple[bytes, dict[str, str], datetime]] = [
        (body, headers, NOW + timedelta(seconds=301)),
        (body, headers, NOW - timedelta(seconds=301)),
        (body.replace(b"499", b"999"), headers, NOW),
        (body, {}, NOW),
        (body, {SIGNATURE: ""}, NOW),
        (body, {SIGNATURE: "٣.ab"}, NOW),
        (body, {SIGNATURE: f"{headers[SIGNATURE].split('.')[0]}.é"}, NOW),
        (body + b" " * 20_000, headers, NOW),
    ]
    for content, signed, at in wrong:
        with pytest.raises(NoticeError):
            bank.read_notice(content, signed, at=at)
    with pytest.raises(NoticeError):
        SandboxPayments(secret="two").read_notice(body, headers, at=NOW)  # noqa: S106


def test_the_sandboxs_page_leads_back_to_this_site_alone() -> None:
    address = SandboxPayments(secret="s").start(TO_PAY).address  # noqa: S106
    assert address == f"/checkout/sandbox/{ORDER}?back=%2Fwatch%2Ftale%2F11%3Fa%3D1"


# --- Stripe

WHSEC = "whsec_test"
METADATA = {"order": ORDER, "account": ACCOUNT, "product": "coins-500"}


def stripe_signed(event: dict[str, Any], *, at: datetime = NOW, secret: str = WHSEC) -> tuple[bytes, dict[str, str]]:
    body = json.dumps(event).encode()
    stamp = int(at.timestamp())
    mac = hmac.new(secret.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
    return body, {"stripe-signature": f"t={stamp},v1={mac}"}


def stripe_event(kind: str, thing: dict[str, Any], **fields: Any) -> dict[str, Any]:
    event = {"id": "evt_1", "object": "event", "type": kind, "created": int(NOW.timestamp()), "livemode": False}
    return event | {"data": {"object": thing}} | fields


SESSION = {
    "id": "cs_1",
    "payment_intent": "pi_1",
    "amount_total": 499,
    "currency": "usd",
    "payment_status": "paid",
    "metadata": METADATA,
}


@pytest.fixture
def stripe_payments() -> StripePayments:
    return StripePayments(secret_key="sk_test_1", webhook_secret=WHSEC, api="http://127.0.0.1:9")  # noqa: S106


def test_a_webhook_of_stripe_is_believed_when_it_is_signed_fresh_whole_and_of_our_mode(
    stripe_payments: StripePayments,
) -> None:
    event = stripe_event("checkout.session.completed", SESSION)
    body, headers = stripe_signed(event)
    told = stripe_payments.read_notice(body, headers, at=NOW + timedelta(seconds=300))
    assert told is not None
    assert (told.event_id, told.kind, told.order, told.reference) == ("evt_1", "paid", ORDER, "pi_1")
    assert (told.minor, told.currency, told.account, told.product) == (499, "USD", ACCOUNT, "coins-500")
    live = stripe_signed(stripe_event("checkout.session.completed", SESSION, livemode=True))
    wrong = [
        (body, headers, NOW + timedelta(seconds=301)),
        (body, headers, NOW - timedelta(seconds=301)),
        (body.replace(b"499", b"500"), headers, NOW),
        (body, {"stripe-signature": headers["stripe-signature"].replace("t=", "t=1")}, NOW),
        (body, {}, NOW),
        (*stripe_signed(event, secret="whsec_other"), NOW),  # noqa: S106
        (*live, NOW),
        (b"\xff", headers, NOW),
    ]
    for content, signed, at in wrong:
        with pytest.raises(NoticeError):
            stripe_payments.read_notice(content, signed, at=at)


@pytest.mark.parametrize(
    ("kind", "thing", "expected"),
    [
        ("checkout.session.completed", SESSION | {"payment_status": "unpaid"}, None),
        ("checkout.session.async_payment_succeeded", SESSION, ("paid", "pi_1", 499)),
        ("checkout.session.async_payment_failed", SESSION, ("failed", "pi_1", 499)),
        ("checkout.session.completed", SESSION | {"payment_intent": None, "invoice": "in_1"}, ("paid", "in_1", 499)),
        (
            "charge.refunded",
            {"payment_intent": "pi_1", "amount_refunded": 100, "currency": "usd", "metadata": METADATA},
            ("refunded", "pi_1", 100),
        ),
        (
            "invoice.paid",
            {
                "id": "in_2",
                "billing_reason": "subscription_cycle",
                "amount_paid": 1999,
                "currency": "usd",
                "parent": {"subscription_details": {"metadata": METADATA}},
                "lines": {"data": [{"period": {"end": 1798718400}}]},
            },
            ("renewed", "in_2", 1999),
        ),
        ("invoice.paid", {"id": "in_1", "billing_reason": "subscription_create"}, None),
        ("customer.subscription.deleted", {"id": "sub_1", "metadata": METADATA}, ("cancelled", "sub_1", 0)),
        ("customer.subscription.updated", {"id": "sub_1", "cancel_at_period_end": False}, None),
        ("charge.dispute.created", {"payment_intent": "pi_1", "status": "warning_needs_response"}, None),
        ("charge.dispute.closed", {"payment_intent": "pi_1", "status": "lost"}, None),
        ("payment_intent.created", {}, None),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_each_event_of_stripe_means_what_it_says(
    stripe_payments: StripePayments, kind: str, thing: dict[str, Any], expected: tuple[str, str, int] | None
) -> None:
    told = stripe_payments.read_notice(*stripe_signed(stripe_event(kind, thing)), at=NOW)
    assert (told and (told.kind, told.reference, told.minor)) == expected


def stripe_api(shop: Shop, asked: Asked) -> Answer | None:
    if asked.path == "/v1/checkout/sessions":
        return said({"id": "cs_1", "object": "checkout.session", "url": "https://pay.example/cs_1"})
    if asked.path == "/v1/invoice_payments":
        known = asked.query.get("payment[payment_intent]") == ["pi_9"]
        found = [{"object": "invoice_payment", "invoice": "in_9"}] if known else []
        return said({"object": "list", "data": found, "has_more": False, "url": "/v1/invoice_payments"})
    if asked.path == "/v1/refunds":
        return said({"id": "re_1", "object": "refund"})
    return None


def opened(server: LocalServer) -> StripePayments:
    return StripePayments(secret_key="sk_test_1", webhook_secret=WHSEC, api=server.shop.address)  # noqa: S106


def test_stripe_is_asked_for_a_checkout_with_a_key_that_makes_it_one() -> None:
    with LocalServer(stripe_api) as server:
        stripe_payments = opened(server)
        started = [stripe_payments.start(TO_PAY) for _ in range(2)]
        asked = [one for one in server.shop.asked if one.path == "/v1/checkout/sessions"]
        stripe_payments.close()
    assert {one.address for one in started} == {"https://pay.example/cs_1"}
    assert {one.headers["idempotency-key"] for one in asked} == {f"order-{ORDER}"}
    assert b"unit_amount%5D=499" in asked[0].content or b"unit_amount]=499" in asked[0].content


def test_a_dispute_of_stripe_is_found_by_its_payment_or_the_invoice_behind_it() -> None:
    with LocalServer(stripe_api) as server:
        stripe_payments = opened(server)
        thing = {"payment_intent": "pi_9", "status": "needs_response", "amount": 1999, "currency": "usd"}
        told = stripe_payments.read_notice(*stripe_signed(stripe_event("charge.dispute.created", thing)), at=NOW)
        stripe_payments.close()
    assert told is not None
    assert (told.kind, told.reference, told.order, told.minor) == ("disputed", "in_9", "", 1999)


def test_what_stripe_refuses_is_told_without_its_words() -> None:
    def refusing(shop: Shop, asked: Asked) -> Answer | None:
        return said({"error": {"message": "No such key: sk_test_1", "type": "invalid_request_error"}}, 400)

    with LocalServer(refusing) as server:
        stripe_payments = opened(server)
        with pytest.raises(ProviderError) as told:
            stripe_payments.start(TO_PAY)
        stripe_payments.close()
    assert "sk_test_1" not in str(told.value)


def test_sums_keep_their_worth_in_other_units() -> None:
    assert rescaled(499, have=2, want=3) == 4990
    assert rescaled(4_990_000_000, have=9, want=2) == 499
    with pytest.raises(NoticeError):
        rescaled(4995, have=3, want=2)


# --- which are offered


def test_play_money_is_offered_where_it_is_asked_for_alone_and_keys_of_the_other_mode_are_refused() -> None:
    secret = lambda: "s"  # noqa: E731
    assert payments({}, sandbox_secret=secret) == {}
    assert set(payments({"MICRODRAMA_PAYMENTS": "sandbox"}, sandbox_secret=secret)) == {"sandbox"}
    keys = {"STRIPE_WEBHOOK_SECRET": WHSEC}
    assert set(payments(keys | {"STRIPE_SECRET_KEY": "sk_live_1"}, sandbox_secret=secret)) == {"stripe"}
    for wrong in (
        keys | {"STRIPE_SECRET_KEY": "sk_test_1"},
        keys | {"STRIPE_SECRET_KEY": "sk_live_1", "MICRODRAMA_PAYMENTS": "sandbox"},
        {"STRIPE_SECRET_KEY": "sk_live_1"},
        {"MICRODRAMA_PAYMENTS": "both"},
    ):
        with pytest.raises(UsageError) as told:
            payments(wrong, sandbox_secret=secret)
        assert "sk_" not in str(told.value)
    assert ad_networks({}) == {}
