"""The App Store: transactions and notifications that Apple signs, verified with Apple's own library.

The app sets a purchase's `appAccountToken` to the public id of our order, which Apple repeats in every transaction,
also of renewals. Money is given back by Apple alone, and may be taken again (REFUND_REVERSED).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import msgspec
from appstoreserverlibrary.models.Environment import Environment
from appstoreserverlibrary.models.JWSTransactionDecodedPayload import JWSTransactionDecodedPayload
from appstoreserverlibrary.models.NotificationTypeV2 import NotificationTypeV2
from appstoreserverlibrary.models.Subtype import Subtype
from appstoreserverlibrary.signed_data_verifier import SignedDataVerifier, VerificationException, VerificationStatus

from microdrama.ports.payments import (
    Checkout,
    NoticeError,
    NoticeKind,
    OrderToPay,
    PaymentNotice,
    ProviderError,
    RefundToMake,
)
from microdrama.providers.minor_units import decimals, rescaled

T = TypeVar("T")

_MILLIS_DECIMALS = 3  # Apple gives prices in thousandths
_WHOLE = 100_000  # of `revocationPercentage`: thousandths of a percent
_MOST_BYTES = 65_536
_RETRIES_LAST = timedelta(days=5)
"""Apple sends a notification again for three days, with the date of its first signature: ids keep it from counting."""


class SignedPayload(msgspec.Struct, frozen=True):
    """The body of a notification."""

    signedPayload: str  # noqa: N815 (Apple's name)


class AppStorePayments:
    """The App Store for one app. `roots` are Apple's root certificates in DER; `online` asks Apple for revocations."""

    provider = "app_store"

    def __init__(
        self, *, bundle_id: str, app_id: int | None, roots: Sequence[bytes], live: bool, online: bool = True
    ) -> None:
        self.live = live
        environment = Environment.PRODUCTION if live else Environment.SANDBOX
        self._verifier = SignedDataVerifier(list(roots), online, environment, bundle_id, app_id)

    def start(self, order: OrderToPay) -> Checkout:
        """The app pays by itself, with the order's id as its `appAccountToken`."""
        return Checkout(address="", reference=f"app_store-{order.order}")

    def read_notice(self, body: bytes, headers: Mapping[str, str], *, at: datetime) -> PaymentNotice | None:  # noqa: ARG002 (the port's signature)
        """What a notification of version 2 says; kinds that move no money are None."""
        if len(body) > _MOST_BYTES:
            raise NoticeError("This notice of the App Store is too long.")
        try:
            signed = msgspec.json.decode(body, type=SignedPayload).signedPayload
        except msgspec.MsgspecError as error:
            raise NoticeError("This notice is none of the App Store's.") from error
        found = _verified(lambda: self._verifier.verify_and_decode_notification(signed))
        if abs(at - _moment(found.signedDate)) > _RETRIES_LAST:
            raise NoticeError("This notice of the App Store is older than five days.")
        transaction_jws = found.data.signedTransactionInfo if found.data else None
        kind = _kind(found.notificationType, found.subtype)
        if kind is None or not transaction_jws:
            return None
        transaction = _verified(lambda: self._verifier.verify_and_decode_signed_transaction(transaction_jws))
        return self._told(transaction, kind, event_id=str(found.notificationUUID))

    def read_receipt(self, receipt: str, *, at: datetime) -> PaymentNotice:  # noqa: ARG002 (the port's signature)
        """What a signed transaction says that the app brings; one that Apple took back is no payment."""
        if len(receipt) > _MOST_BYTES:
            raise NoticeError("This receipt of the App Store is too long.")
        found = _verified(lambda: self._verifier.verify_and_decode_signed_transaction(receipt))
        if found.revocationDate is not None:
            raise NoticeError("The App Store has taken this purchase back.")
        kind: NoticeKind = "paid" if found.transactionId == found.originalTransactionId else "renewed"
        return self._told(found, kind, event_id=f"receipt-{found.transactionId}")

    def confirm(self, notice: PaymentNotice) -> None:
        """Nothing to do: the app finishes its transaction by itself."""

    def refund(self, refund: RefundToMake) -> PaymentNotice | None:  # noqa: ARG002 (the port's signature)
        """Apple alone gives money back."""
        raise ProviderError("What was bought in the App Store is refunded by Apple alone, at reportaproblem.apple.com.")

    def stop(self, *, reference: str) -> None:  # noqa: ARG002 (the port's signature)
        """The viewer alone ends a subscription of the App Store."""
        raise ProviderError(
            "A subscription of the App Store is cancelled in the phone's settings, under Subscriptions."
        )

    def _told(self, found: JWSTransactionDecodedPayload, kind: NoticeKind, *, event_id: str) -> PaymentNotice:
        if found.price is None or not found.currency or not found.transactionId:
            raise NoticeError("This transaction of the App Store has no price.")
        paid = rescaled(found.price, have=_MILLIS_DECIMALS, want=decimals(found.currency))
        part = found.revocationPercentage if kind == "refunded" and found.revocationPercentage else _WHOLE
        return PaymentNotice(
            provider=self.provider,
            event_id=event_id,
            kind=kind,
            order=(found.appAccountToken or "").lower(),
            reference=found.transactionId,
            minor=paid * part // _WHOLE,
            currency=found.currency,
            at=_moment(_when(found, kind)),
            live=self.live,
            product=found.productId or "",
            until=_moment(found.expiresDate) if found.expiresDate else None,
        )


def _kind(kind: NotificationTypeV2 | None, subtype: Subtype | None) -> NoticeKind | None:
    if kind == NotificationTypeV2.SUBSCRIBED:
        return "renewed" if subtype == Subtype.RESUBSCRIBE else "paid"
    if kind == NotificationTypeV2.DID_CHANGE_RENEWAL_STATUS:
        return "cancelled" if subtype == Subtype.AUTO_RENEW_DISABLED else None
    kinds: dict[NotificationTypeV2 | None, NoticeKind] = {
        NotificationTypeV2.ONE_TIME_CHARGE: "paid",
        NotificationTypeV2.DID_RENEW: "renewed",
        NotificationTypeV2.REFUND: "refunded",
        NotificationTypeV2.REVOKE: "refunded",
        NotificationTypeV2.REFUND_REVERSED: "refund_undone",
        NotificationTypeV2.EXPIRED: "cancelled",
    }
    return kinds.get(kind)


def _when(found: JWSTransactionDecodedPayload, kind: NoticeKind) -> int | None:
    """When it happened; a refund that is undone has no date of its own but that of Apple's signature, after it."""
    if kind == "refund_undone":
        return found.signedDate
    return found.revocationDate if kind == "refunded" else found.purchaseDate


def _verified(read: Callable[[], T]) -> T:
    try:
        return read()
    except VerificationException as error:
        if error.status == VerificationStatus.RETRYABLE_VERIFICATION_FAILURE:
            raise ProviderError("Apple could not be asked about its own certificates; try again.") from error
        if error.status == VerificationStatus.INVALID_ENVIRONMENT:
            raise NoticeError("This is test money of the App Store where money is real, or the other way.") from error
        raise NoticeError("This was not signed by the App Store for this app.") from error
    except (ValueError, TypeError, KeyError, AttributeError) as error:  # signed, and yet not what Apple documents
        raise NoticeError("This cannot be read as the App Store's.") from error


def _moment(milliseconds: int | None) -> datetime:
    return datetime.fromtimestamp((milliseconds or 0) / 1000, UTC)
