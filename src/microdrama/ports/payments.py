"""Somebody who takes money: sends a viewer to a checkout, and swears later, in notices, what became of an order."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Literal, Protocol

import msgspec

from microdrama.domain.errors import MicrodramaError

FRESH = timedelta(seconds=300)
"""How far the time of a signed notice may lie from ours before it counts as an old one sent again."""

NoticeKind = Literal["paid", "failed", "refunded", "refund_undone", "disputed", "dispute_won", "renewed", "cancelled"]
"""A refund is the seller's or its store's, and a store may undo it; a dispute is the bank's, and may be won."""


class NoticeError(MicrodramaError):
    """A notice or receipt is forged, altered, stale, or of test money where money is real; nothing was changed."""


class ProviderError(MicrodramaError):
    """A provider of payments refused, or did not answer; nothing was charged that we know of, asking again is safe."""


class OrderToPay(msgspec.Struct, frozen=True, kw_only=True):
    """What a provider must know of an order; the provider never learns anything else about a viewer.

    `days` is 0 for what is bought once, else the days after which it renews. `back` is the page to return to.
    """

    order: str
    account: str
    product: str
    title: str
    minor: int
    currency: str
    days: int
    back: str


class Checkout(msgspec.Struct, frozen=True, kw_only=True):
    """Where to send the viewer (empty: the app pays through its store), and the provider's name for what was begun."""

    address: str
    reference: str


class PaymentNotice(msgspec.Struct, frozen=True, kw_only=True):
    """What a provider swears about one payment; `at` is when it says that it happened.

    `order` is our public id of the order, of the first one where a subscription renews; empty where the provider does
    not know it any more. `reference` is its name of the payment, which later refunds and disputes repeat. `minor` is
    what was paid, or all that has been given back or is disputed of the payment so far: sums since the beginning and
    never steps, so that notices may come twice and in any order. `account` and `product` are what the provider was
    told of the order, where it repeats them. `until` is the end of the period that was paid, where it renews.
    `confirmation` is what the provider waits to have sent back, which only its own adapter reads; empty for nothing.
    """

    provider: str
    event_id: str
    kind: NoticeKind
    order: str
    reference: str
    minor: int
    currency: str
    at: datetime
    live: bool
    account: str = ""
    product: str = ""
    until: datetime | None = None
    confirmation: str = ""


class RefundToMake(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be given back: `minor` now, which makes `total_minor` of the payment; `key` makes it happen once."""

    order: str
    reference: str
    minor: int
    total_minor: int
    currency: str
    key: str
    at: datetime


class Payments(Protocol):
    """Takes money. Every method may raise ProviderError; what reads something from outside may raise NoticeError."""

    @property
    def provider(self) -> str:
        """Its name in orders, notices and the ledger, at most 20 letters."""
        ...

    @property
    def live(self) -> bool:
        """Whether its money is real."""
        ...

    def start(self, order: OrderToPay) -> Checkout:
        """Begin a checkout; asked again with the same order it begins no second one."""
        ...

    def read_notice(self, body: bytes, headers: Mapping[str, str], *, at: datetime) -> PaymentNotice | None:
        """What a notice says, once its signature, age and mode are right; None where it does not concern us.

        `headers` have lower-case names.
        """
        ...

    def read_receipt(self, receipt: str, *, at: datetime) -> PaymentNotice:
        """What a store's receipt says, once the store itself vouches for it."""
        ...

    def confirm(self, notice: PaymentNotice) -> None:
        """Say that a notice was taken in, to a provider that gives the money back of what nobody confirms.

        Only what fitted our order is confirmed; again, nothing changes.
        """
        ...

    def refund(self, refund: RefundToMake) -> PaymentNotice | None:
        """Give a part of a payment back; that it was done says a notice, at once or (None) one that comes later."""
        ...

    def stop(self, *, reference: str) -> None:
        """Charge a subscription no more, `reference` being that of its first payment; what is paid stays."""
        ...


class FakePayments:
    """Sends everybody to one address, and believes notices that are the JSON of a PaymentNotice; keeps what it did."""

    def __init__(self, *, provider: str = "fake", live: bool = False) -> None:
        self.provider = provider
        self.live = live
        self.started: list[OrderToPay] = []
        self.confirmed: list[str] = []
        self.refunds: dict[str, RefundToMake] = {}
        self.stopped: list[str] = []

    def start(self, order: OrderToPay) -> Checkout:
        """An address that names the order."""
        self.started.append(order)
        return Checkout(address=f"https://pay.example/{order.order}", reference=f"fake-{order.order}")

    def read_notice(self, body: bytes, headers: Mapping[str, str], *, at: datetime) -> PaymentNotice | None:
        """The notice that the body is, if it is fresh and of our mode."""
        if headers.get("fake-signature") != "valid":
            raise NoticeError("This notice is not signed.")
        notice = msgspec.json.decode(body, type=PaymentNotice)
        if abs(at - notice.at) > FRESH or notice.live != self.live:
            raise NoticeError("This notice is stale, or of the other mode.")
        return notice

    def read_receipt(self, receipt: str, *, at: datetime) -> PaymentNotice:
        """The notice that the receipt is."""
        return self.read_notice(receipt.encode(), {"fake-signature": "valid"}, at=at) or _nothing()

    def confirm(self, notice: PaymentNotice) -> None:
        """Remember which notice was confirmed."""
        self.confirmed.append(notice.event_id)

    def refund(self, refund: RefundToMake) -> PaymentNotice | None:
        """Remember the refund by its key; its notice comes later, from the test."""
        self.refunds[refund.key] = refund
        return None

    def stop(self, *, reference: str) -> None:
        """Remember that the subscription was stopped."""
        self.stopped.append(reference)


def _nothing() -> PaymentNotice:
    raise NoticeError("This receipt says nothing.")
