"""Google Play: purchases looked up in its publisher API, and notifications that Pub/Sub pushes with a signed token.

The app sets a purchase's obfuscated account id to the public id of our order. What an app or a notification brings is a
token to look up and nothing to be believed; sums come from Google's own order, without a tax that it added to the
listed price. `reference` is Google's order id, which ends in "..0", "..1" where a subscription renewed.
"""

from __future__ import annotations

import hashlib
import urllib.parse
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Literal, cast

import httpx2
import msgspec

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

API = "https://androidpublisher.googleapis.com"
SCOPE = "https://www.googleapis.com/auth/androidpublisher"

Object = dict[str, Any]
Vouch = Callable[[str], Mapping[str, Any]]
"""The claims of a web token that Google signed for our address; raises ValueError where it did not."""

_MOST_BYTES = 1 << 20
_NANO_DECIMALS = 9
_PURCHASED, _TEST, _ACKNOWLEDGED = 0, 0, 1
_PAYING = frozenset({"SUBSCRIPTION_STATE_ACTIVE", "SUBSCRIPTION_STATE_IN_GRACE_PERIOD", "SUBSCRIPTION_STATE_CANCELED"})
_ENDED = {3: "cancelled", 13: "cancelled"}
_BOUGHT = frozenset({1, 2, 4, 7})
_REVOKED = 12


class PlayReceipt(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the app brings, as JSON: the product, the purchase's token, and whether it renews."""

    product: str
    token: str
    subscription: bool = False


class PubSubMessage(msgspec.Struct, frozen=True):
    """One message; its data is base64, which msgspec decodes into bytes."""

    data: bytes
    messageId: str  # noqa: N815 (Google's name)


class PubSubPush(msgspec.Struct, frozen=True):
    """The body of a push."""

    message: PubSubMessage


class GooglePlayPayments:
    """Google Play for one app. `token` gives a bearer token for the API; `sender` is the account that pushes."""

    provider = "google_play"

    def __init__(
        self,
        *,
        package: str,
        token: Callable[[], str],
        vouch: Vouch,
        sender: str,
        live: bool,
        api: str = API,
    ) -> None:
        self.live = live
        self._package, self._sender = package, sender
        self._token, self._vouch = token, vouch
        self._base = f"{api}/androidpublisher/v3/applications/{_quoted(package)}"
        alone = httpx2.Limits(max_keepalive_connections=0)  # asked seldom; nothing to be closed later
        self._client = httpx2.Client(timeout=httpx2.Timeout(20, connect=10), limits=alone)

    def start(self, order: OrderToPay) -> Checkout:
        """The app pays by itself, with the order's id as its obfuscated account id."""
        return Checkout(address="", reference=f"google_play-{order.order}")

    def read_receipt(self, receipt: str, *, at: datetime) -> PaymentNotice:  # noqa: ARG002 (the port's signature)
        """What Google says of a purchase whose token the app brings."""
        try:
            found = msgspec.json.decode(receipt, type=PlayReceipt)
        except msgspec.MsgspecError as error:
            raise NoticeError("This is no receipt of Google Play.") from error
        event = f"receipt-{hashlib.sha256(found.token.encode()).hexdigest()}"
        if found.subscription:
            return self._subscription(found.token, event)
        return self._product(found.product, found.token, event)

    def read_notice(self, body: bytes, headers: Mapping[str, str], *, at: datetime) -> PaymentNotice | None:  # noqa: ARG002 (the port's signature)
        """What a real-time developer notification leads to; kinds that move no money are None."""
        self._check_sender(headers.get("authorization", ""))
        try:
            message = msgspec.json.decode(body, type=PubSubPush).message
            told: Object = msgspec.json.decode(message.data, type=Object)
        except msgspec.MsgspecError as error:
            raise NoticeError("This notice is none of Google Play's.") from error
        if told.get("packageName") != self._package:
            raise NoticeError("This notice of Google Play is about another app.")
        event = f"push-{message.messageId}"
        if isinstance(one := told.get("oneTimeProductNotification"), dict):
            return self._of_one_time(cast("Object", one), event)
        if isinstance(subscription := told.get("subscriptionNotification"), dict):
            return self._of_subscription(cast("Object", subscription), event)
        if isinstance(voided := told.get("voidedPurchaseNotification"), dict):
            return self._voided(str(cast("Object", voided).get("orderId")), event)
        return None

    def confirm(self, notice: PaymentNotice) -> None:
        """Acknowledge a purchase: Google gives its money back after three days without that."""
        if not notice.confirmation:
            return
        try:
            self._ask("POST", notice.confirmation)
        except NoticeError as error:  # it was known a moment ago: somebody else was quicker, which the next look tells
            raise ProviderError("Google Play did not take the acknowledgement; try again.") from error

    def refund(self, refund: RefundToMake) -> PaymentNotice | None:
        """Give everything back; Google gives no parts back. A notification says when it is done."""
        order = self._order(refund.reference)
        if _price_paid(order) != (refund.minor, refund.currency):
            raise ProviderError("Google Play gives a payment back as a whole, or not at all.")
        self._ask("POST", f"/orders/{_quoted(refund.reference)}:refund?revoke=true")

    def stop(self, *, reference: str) -> None:
        """Let a subscription end with the period that is paid."""
        order = self._order(reference)
        product, token = _product_of(order), str(order.get("purchaseToken"))
        self._ask("POST", f"/purchases/subscriptions/{_quoted(product)}/tokens/{_quoted(token)}:cancel")

    def _of_one_time(self, told: Object, event: str) -> PaymentNotice | None:
        if told.get("notificationType") != 1:
            return None
        return self._product(str(told.get("sku")), str(told.get("purchaseToken")), event)

    def _of_subscription(self, told: Object, event: str) -> PaymentNotice | None:
        kind, token = told.get("notificationType"), str(told.get("purchaseToken"))
        if kind in _BOUGHT:
            return self._subscription(token, event)
        if kind in _ENDED:
            return msgspec.structs.replace(self._subscription(token, event, paying=False), kind="cancelled")
        if kind == _REVOKED:
            return msgspec.structs.replace(self._subscription(token, event, paying=False), kind="refunded")
        return None

    def _voided(self, reference: str, event: str) -> PaymentNotice:
        order = self._order(reference)
        minor, currency = _price_paid(order)
        moment = datetime.fromisoformat(str(order.get("lastEventTime") or order.get("createTime")))
        return PaymentNotice(
            provider=self.provider,
            event_id=event,
            kind="refunded",
            order="",
            reference=reference,
            minor=minor,
            currency=currency,
            at=moment,
            live=self.live,
        )

    def _product(self, product: str, token: str, event: str) -> PaymentNotice:
        path = f"/purchases/products/{_quoted(product)}/tokens/{_quoted(token)}"
        found = self._ask("GET", path)
        if found.get("purchaseState") != _PURCHASED:
            raise NoticeError("Google Play says that this was not bought, or not yet.")
        self._check_mode(test=found.get("purchaseType") == _TEST)
        notice = self._notice(
            event,
            "paid",
            order=str(found.get("obfuscatedExternalAccountId") or ""),
            account=str(found.get("obfuscatedExternalProfileId") or ""),
            reference=str(found.get("orderId") or ""),
            product=product,
        )
        waits = found.get("acknowledgementState") != _ACKNOWLEDGED
        return msgspec.structs.replace(notice, confirmation=f"{path}:acknowledge" if waits else "")

    def _subscription(self, token: str, event: str, *, paying: bool = True) -> PaymentNotice:
        found = self._ask("GET", f"/purchases/subscriptionsv2/tokens/{_quoted(token)}")
        if paying and found.get("subscriptionState") not in _PAYING:
            raise NoticeError("Google Play says that this subscription is not paid.")
        self._check_mode(test="testPurchase" in found)
        lines: list[Object] = found.get("lineItems") or [{}]
        reference = str(lines[0].get("latestSuccessfulOrderId") or found.get("latestOrderId") or "")
        product = str(lines[0].get("productId") or "")
        whom: Object = found.get("externalAccountIdentifiers") or {}
        notice = self._notice(
            event,
            "renewed" if ".." in reference else "paid",
            order=str(whom.get("obfuscatedExternalAccountId") or ""),
            account=str(whom.get("obfuscatedExternalProfileId") or ""),
            reference=reference,
            product=product,
        )
        if until := lines[0].get("expiryTime"):
            notice = msgspec.structs.replace(notice, until=datetime.fromisoformat(str(until)).astimezone(UTC))
        if paying and found.get("acknowledgementState") == "ACKNOWLEDGEMENT_STATE_PENDING":
            path = f"/purchases/subscriptions/{_quoted(product)}/tokens/{_quoted(token)}:acknowledge"
            notice = msgspec.structs.replace(notice, confirmation=path)
        return notice

    def _notice(
        self, event: str, kind: NoticeKind, *, order: str, account: str, reference: str, product: str
    ) -> PaymentNotice:
        sold = self._order(reference)
        minor, currency = _price_paid(sold)
        return PaymentNotice(
            provider=self.provider,
            event_id=event,
            kind=kind,
            order=order,
            reference=reference,
            minor=minor,
            currency=currency,
            at=datetime.fromisoformat(str(sold.get("createTime"))).astimezone(UTC),
            live=self.live,
            account=account,
            product=product,
        )

    def _order(self, reference: str) -> Object:
        return self._ask("GET", f"/orders/{_quoted(reference)}")

    def _check_mode(self, *, test: bool) -> None:
        if test is self.live:
            raise NoticeError("This is test money of Google Play where money is real, or the other way.")

    def _check_sender(self, authorization: str) -> None:
        scheme, _, token = authorization.partition(" ")
        nobody: Mapping[str, Any] = {}
        try:
            claims = self._vouch(token) if scheme.lower() == "bearer" and token else nobody
        except ValueError as error:
            raise NoticeError("This notice was not pushed by Google.") from error
        if claims.get("email") != self._sender or claims.get("email_verified") is not True:
            raise NoticeError("This notice was not pushed by Google's account for this app.")

    def _ask(self, method: Literal["GET", "POST"], path: str) -> Object:
        try:
            headers = {"Authorization": f"Bearer {self._token()}"}
            answer = self._client.request(method, self._base + path, headers=headers)
        except httpx2.HTTPError as error:
            raise ProviderError("Google Play could not be reached; try again.") from error
        if answer.status_code in (400, 404, 410):
            raise NoticeError("Google Play does not know this purchase.")
        if not answer.is_success or len(answer.content) > _MOST_BYTES:
            raise ProviderError(f"Google Play answered {answer.status_code}; try again.")
        if not answer.content.strip():
            return {}
        try:
            return msgspec.json.decode(answer.content, type=Object)
        except msgspec.MsgspecError as error:
            raise ProviderError("Google Play gave an answer that cannot be read.") from error


def _price_paid(order: Object) -> tuple[int, str]:
    """What was paid for the item itself, and its currency: where a tax was added to its listed price, without that.

    Google's total has taxes in it and discounts off it. Whether a listed price includes tax depends on the country, and
    whether it knows of a discount, on who grants it: it counts only where total and tax bear it out.
    """
    lines: list[Object] = order.get("lineItems") or [{}]
    total, currency = _nanos(order.get("total"))
    untaxed = total - _nanos(order.get("tax"))[0]
    paid = untaxed if _nanos(lines[0].get("listingPrice")) == (untaxed, currency) else total
    return rescaled(paid, have=_NANO_DECIMALS, want=decimals(currency)), currency


def _nanos(money: Object | None) -> tuple[int, str]:
    found = money or {}
    try:
        nanos = int(found.get("units") or 0) * 10**_NANO_DECIMALS + int(found.get("nanos") or 0)
    except ValueError as error:
        raise NoticeError("Google Play gave no sum for this purchase.") from error
    return nanos, str(found.get("currencyCode") or "")


def _product_of(order: Object) -> str:
    lines: list[Object] = order.get("lineItems") or [{}]
    return str(lines[0].get("productId") or "")


def _quoted(part: str) -> str:
    if not part or part in {".", ".."}:
        raise NoticeError("This names no purchase of Google Play.")
    return urllib.parse.quote(part, safe="")
