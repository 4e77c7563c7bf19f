"""A provider of play money for demos and tests: its checkout is a page of ours, its notices bear a secret's seal."""

from __future__ import annotations

import hashlib
import hmac
import urllib.parse
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Literal

import msgspec

from microdrama.ports.payments import (
    FRESH,
    Checkout,
    NoticeError,
    NoticeKind,
    OrderToPay,
    PaymentNotice,
    RefundToMake,
)

SANDBOX = "sandbox"
SIGNATURE = "sandbox-signature"
"""The header "<seconds since 1970>.<HMAC-SHA256 of those, a dot and the body>"."""

_MOST_BYTES = 16_384

Choice = Literal["pay", "decline"]


class SandboxPayments:
    """Play money: `secret` seals notices; the checkout page lies at `page` + the order's id."""

    provider = SANDBOX
    live = False

    def __init__(self, *, secret: str, page: str = "/checkout/sandbox/") -> None:
        self._secret = secret.encode()
        self._page = page

    def start(self, order: OrderToPay) -> Checkout:
        """The page of ours where the viewer decides what a bank would."""
        parts = urllib.parse.urlsplit(order.back)
        back = urllib.parse.urlunsplit(("", "", parts.path or "/", parts.query, ""))
        query = urllib.parse.urlencode({"back": back})
        return Checkout(address=f"{self._page}{order.order}?{query}", reference=_reference(order.order))

    def decided(self, order: OrderToPay, choice: Choice, *, at: datetime) -> tuple[bytes, dict[str, str]]:
        """The notice, body and headers, that follows from what the viewer chose."""
        kind: NoticeKind = "paid" if choice == "pay" else "failed"
        return self.notice(self._told(order, kind, minor=order.minor, at=at), at=at)

    def renewed(self, order: OrderToPay, *, period: int, at: datetime) -> tuple[bytes, dict[str, str]]:
        """The notice that a subscription was paid for once more, `period` counting from 1."""
        notice = self._told(order, "renewed", minor=order.minor, at=at)
        again = msgspec.structs.replace(
            notice, event_id=f"{notice.event_id}-{period}", reference=f"{notice.reference}-{period}"
        )
        return self.notice(again, at=at)

    def notice(self, notice: PaymentNotice, *, at: datetime) -> tuple[bytes, dict[str, str]]:
        """Any notice, sealed at a time."""
        body = msgspec.json.encode(notice)
        stamp = int(at.timestamp())
        return body, {SIGNATURE: f"{stamp}.{self._mac(b'%d.' % stamp + body)}"}

    def read_notice(self, body: bytes, headers: Mapping[str, str], *, at: datetime) -> PaymentNotice | None:
        """What a sealed notice says."""
        stamp, _, mac = headers.get(SIGNATURE, "").partition(".")
        if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 12) or len(body) > _MOST_BYTES:
            raise NoticeError("This notice of the sandbox is not signed.")
        if not hmac.compare_digest(self._mac(f"{stamp}.".encode() + body).encode(), mac.encode()):
            raise NoticeError("The signature of this notice of the sandbox is wrong.")
        if abs(at.timestamp() - int(stamp)) > FRESH.total_seconds():
            raise NoticeError("This notice of the sandbox is older than 300 seconds.")
        try:
            notice = msgspec.json.decode(body, type=PaymentNotice)
        except msgspec.MsgspecError as error:
            raise NoticeError("This notice of the sandbox cannot be read.") from error
        if notice.provider != self.provider or notice.live:
            raise NoticeError("The sandbox knows no other provider, and no real money.")
        return notice

    def read_receipt(self, receipt: str, *, at: datetime) -> PaymentNotice:  # noqa: ARG002 (the port's signature)
        """The sandbox gives no receipts."""
        raise NoticeError("The sandbox gives no receipts.")

    def confirm(self, notice: PaymentNotice) -> None:
        """Nothing to do: the sandbox waits for nobody."""

    def refund(self, refund: RefundToMake) -> PaymentNotice | None:
        """Done at once: the notice says so."""
        return PaymentNotice(
            provider=self.provider,
            event_id=f"refund-{refund.key}",
            kind="refunded",
            order=refund.order,
            reference=refund.reference,
            minor=refund.total_minor,
            currency=refund.currency,
            at=refund.at,
            live=False,
        )

    def stop(self, *, reference: str) -> None:
        """Nothing to do: the sandbox charges nobody by itself."""

    def _told(self, order: OrderToPay, kind: NoticeKind, *, minor: int, at: datetime) -> PaymentNotice:
        return PaymentNotice(
            provider=self.provider,
            event_id=f"{kind}-{order.order}",
            kind=kind,
            order=order.order,
            reference=_reference(order.order),
            minor=minor,
            currency=order.currency,
            at=at.astimezone(UTC).replace(microsecond=0),
            live=False,
            account=order.account,
            product=order.product,
        )

    def _mac(self, message: bytes) -> str:
        return hmac.new(self._secret, message, hashlib.sha256).hexdigest()


def _reference(order: str) -> str:
    return f"sandbox-{order}"
