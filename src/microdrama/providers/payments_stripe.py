"""Stripe: checkouts of its own, signed webhooks, refunds, and subscriptions that end with their period.

`reference` is the PaymentIntent of what is bought once, and the invoice of every period of a subscription. Stripe
repeats our metadata on sessions, charges and subscriptions; disputes have none, and are found by their reference.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar, cast

import msgspec
import stripe

from microdrama.ports.payments import (
    FRESH,
    Checkout,
    NoticeError,
    NoticeKind,
    OrderToPay,
    PaymentNotice,
    ProviderError,
    RefundToMake,
)
from microdrama.providers.minor_units import decimals, rescaled

Object = dict[str, Any]
T = TypeVar("T")

_NO_DECIMALS = frozenset(
    ["BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "VND", "VUV", "XAF", "XOF", "XPF"]
)
_THREE_DECIMALS = frozenset(["BHD", "JOD", "KWD", "OMR", "TND"])
_TRIES = 2
_SIGNATURES: Any = stripe.WebhookSignature  # the library's own types are half known


def _is_paid(session: Object) -> bool:
    """A session may be complete while its money is still under way."""
    return session.get("payment_status") == "paid"


def _is_claim(dispute: Object) -> bool:
    """A bank that only asks has moved no money."""
    return not str(dispute.get("status") or "").startswith("warning_")


def _is_won(dispute: Object) -> bool:
    return dispute.get("status") == "won"


def _is_renewal(invoice: Object) -> bool:
    """The first invoice of a subscription is told by its checkout session."""
    return invoice.get("billing_reason") == "subscription_cycle"


def _is_ending(subscription: Object) -> bool:
    return subscription.get("cancel_at_period_end") is True


def _always(_thing: Object) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class _Reading:
    """How one type of event is read: what it means, where its sum, payment and metadata are, and when it counts."""

    kind: NoticeKind
    amount: str
    reference: tuple[str, ...]
    counts: Callable[[Object], bool] = _always
    metadata: tuple[str, ...] = ("metadata",)


_SESSION = ("payment_intent", "invoice", "id")
_EVENTS = {
    "checkout.session.completed": _Reading("paid", "amount_total", _SESSION, _is_paid),
    "checkout.session.async_payment_succeeded": _Reading("paid", "amount_total", _SESSION),
    "checkout.session.async_payment_failed": _Reading("failed", "amount_total", _SESSION),
    "checkout.session.expired": _Reading("failed", "amount_total", _SESSION),
    "charge.refunded": _Reading("refunded", "amount_refunded", ("payment_intent",)),
    "charge.dispute.created": _Reading("disputed", "amount", ("payment_intent",), _is_claim),
    "charge.dispute.funds_withdrawn": _Reading("disputed", "amount", ("payment_intent",), _is_claim),
    "charge.dispute.closed": _Reading("dispute_won", "amount", ("payment_intent",), _is_won),
    "invoice.paid": _Reading(
        "renewed", "amount_paid", ("id",), _is_renewal, ("parent", "subscription_details", "metadata")
    ),
    "customer.subscription.deleted": _Reading("cancelled", "", ("id",)),
    "customer.subscription.updated": _Reading("cancelled", "", ("id",), _is_ending),
}


class StripePayments:
    """Stripe with one account's keys; test keys take test money alone, live keys real money alone."""

    provider = "stripe"

    def __init__(self, *, secret_key: str, webhook_secret: str, api: str | None = None) -> None:
        self.live = secret_key.startswith(("sk_live_", "rk_live_"))
        self._webhook_secret = webhook_secret
        addresses: Any = {"api": api} if api else {}
        self._http = stripe.RequestsClient()
        self._client = stripe.StripeClient(
            secret_key, base_addresses=addresses, max_network_retries=_TRIES, http_client=self._http
        )

    def close(self) -> None:
        """Let go of the connections to Stripe."""
        self._http.close()

    def start(self, order: OrderToPay) -> Checkout:
        """A Checkout Session; Stripe answers with the same one when the same order is sent again."""
        told = {"order": order.order, "account": order.account, "product": order.product}
        price: Object = {
            "currency": order.currency.lower(),
            "unit_amount": rescaled(order.minor, have=decimals(order.currency), want=_stripe_decimals(order.currency)),
            "product_data": {"name": order.title},
        }
        params: Object = {
            "mode": "subscription" if order.days else "payment",
            "line_items": [{"quantity": 1, "price_data": price}],
            "client_reference_id": order.order,
            "metadata": told,
            "success_url": order.back,
            "cancel_url": order.back,
        }
        if order.days:
            # by days, so that periods are as long as ours: a month of Stripe's has 28 to 31
            price["recurring"] = {"interval": "day", "interval_count": order.days}
            params["subscription_data"] = {"metadata": told}
        else:
            params["payment_intent_data"] = {"metadata": told}
        session: Any = _asked(
            lambda: self._client.v1.checkout.sessions.create(
                params=params,  # type: ignore[arg-type] (the library's own types want its own dictionaries)
                options={"idempotency_key": f"order-{order.order}"},
            )
        )
        return Checkout(address=str(session.url), reference=str(session.id))

    def read_notice(self, body: bytes, headers: Mapping[str, str], *, at: datetime) -> PaymentNotice | None:
        """What a webhook says; other events than those of payments, and payments that are still under way, are None."""
        signature = headers.get("stripe-signature", "")
        try:
            # the library would ask the clock; the age is looked at below
            _SIGNATURES.verify_header(body, signature, self._webhook_secret, tolerance=None)
            event = msgspec.json.decode(body, type=Object)
            stamp = int(next(part for part in signature.split(",") if part.startswith("t="))[2:])
        except (stripe.SignatureVerificationError, msgspec.MsgspecError, ValueError, StopIteration) as error:
            raise NoticeError("This notice is not signed by Stripe.") from error
        if abs(at.timestamp() - stamp) > FRESH.total_seconds():
            raise NoticeError("This notice of Stripe is older than 300 seconds.")
        if event.get("livemode") is not self.live:
            raise NoticeError("This notice of Stripe is of test money where money is real, or the other way round.")
        return self._told(event)

    def read_receipt(self, receipt: str, *, at: datetime) -> PaymentNotice:  # noqa: ARG002 (the port's signature)
        """Stripe gives no receipts that a viewer could bring."""
        raise NoticeError("Stripe gives no receipts.")

    def confirm(self, notice: PaymentNotice) -> None:
        """Nothing to do: to Stripe, the answer to its webhook says so."""

    def refund(self, refund: RefundToMake) -> PaymentNotice | None:
        """Ask for it; the webhook `charge.refunded` says when it is done."""
        intent = self._intent_of(refund.reference)
        amount = rescaled(refund.minor, have=decimals(refund.currency), want=_stripe_decimals(refund.currency))
        _asked(
            lambda: self._client.v1.refunds.create(
                params={"payment_intent": intent, "amount": amount, "metadata": {"order": refund.order}},
                options={"idempotency_key": f"refund-{refund.key}"},
            )
        )

    def stop(self, *, reference: str) -> None:
        """End the subscription with the period that is paid."""
        invoice = _asked(lambda: self._client.v1.invoices.retrieve(reference)).to_dict()
        subscription = _at(invoice, "parent", "subscription_details", "subscription")
        _asked(
            lambda: self._client.v1.subscriptions.update(
                subscription,
                params={"cancel_at_period_end": True},
                options={"idempotency_key": f"stop-{subscription}"},
            )
        )

    def _told(self, event: Object) -> PaymentNotice | None:
        thing: Object = _at(event, "data", "object") or {}
        read = _EVENTS.get(str(event.get("type")))
        if read is None or not read.counts(thing):
            return None
        metadata: Object = _at(thing, *read.metadata) or {}
        currency = str(thing.get("currency") or "").upper()
        reference = next((str(thing[name]) for name in read.reference if thing.get(name)), "")
        if reference.startswith("pi_") and not metadata.get("order"):
            reference = self._payment_of(reference)
        return PaymentNotice(
            provider=self.provider,
            event_id=str(event.get("id")),
            kind=read.kind,
            order=str(metadata.get("order") or ""),
            reference=reference,
            minor=_ours(thing.get(read.amount), currency) if read.amount else 0,
            currency=currency,
            at=datetime.fromtimestamp(int(event.get("created") or 0), UTC),
            live=self.live,
            account=str(metadata.get("account") or ""),
            product=str(metadata.get("product") or ""),
            until=_period_end(thing) if read.kind == "renewed" else None,
        )

    def _payment_of(self, intent: str) -> str:
        """The invoice that a PaymentIntent paid, or itself."""
        found: Object = _asked(
            lambda: self._client.v1.invoice_payments.list(
                params={"payment": {"type": "payment_intent", "payment_intent": intent}, "limit": 1}
            )
        ).to_dict()
        payments: list[Object] = found.get("data") or []
        return str(payments[0]["invoice"]) if payments else intent

    def _intent_of(self, reference: str) -> str:
        """The PaymentIntent behind a payment's reference."""
        if not reference.startswith("in_"):
            return reference
        found: Object = _asked(
            lambda: self._client.v1.invoice_payments.list(params={"invoice": reference, "limit": 1})
        ).to_dict()
        return str(_at(found["data"][0], "payment", "payment_intent"))


def _asked(ask: Callable[[], T]) -> T:
    try:
        return ask()
    except stripe.StripeError as error:
        # only the kind of the error: its words may repeat what was sent
        raise ProviderError(f"Stripe did not do what was asked ({type(error).__name__}); try again.") from error


def _ours(amount: Any, currency: str) -> int:
    if not isinstance(amount, int) or isinstance(amount, bool) or amount < 0:
        raise NoticeError("This notice of Stripe holds no sum.")
    return rescaled(amount, have=_stripe_decimals(currency), want=decimals(currency)) if amount else 0


def _stripe_decimals(currency: str) -> int:
    if currency in _NO_DECIMALS:
        return 0
    return 3 if currency in _THREE_DECIMALS else 2


def _period_end(invoice: Object) -> datetime | None:
    lines: list[Object] = _at(invoice, "lines", "data") or []
    ends = [int(end) for line in lines if isinstance(end := _at(line, "period", "end"), int)]
    return datetime.fromtimestamp(max(ends), UTC) if ends else None


def _at(thing: Object, *names: str) -> Any:
    value: Any = thing
    for name in names:
        value = cast("Object", value).get(name) if isinstance(value, dict) else None
    return value
