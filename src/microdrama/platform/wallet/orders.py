"""Purchases for money: an order out of a quote, its way to a checkout, and giving it back by the staff."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Q

from microdrama.domain.errors import MicrodramaError
from microdrama.platform.accounts.models import Account
from microdrama.platform.wallet import events, refund_notes, subscriptions
from microdrama.platform.wallet.models import Order, Quote
from microdrama.platform.wallet.turns import booked
from microdrama.ports.payments import Checkout, OrderToPay, PaymentNotice, Payments, RefundToMake


class NoOrderError(MicrodramaError):
    """There is no such order, or it is somebody else's."""


class QuoteGoneError(MicrodramaError):
    """The price does not hold any more, or is for something else; nothing was ordered: ask for a new one."""


class PaidAlreadyError(MicrodramaError):
    """The order was paid before, and nobody is sent to pay it again; nothing was changed."""


class NotRefundableError(MicrodramaError):
    """So much cannot be given back of this order; nothing was changed."""


def open_order(*, account: Account, quote_id: UUID, provider: str, live: bool, at: datetime) -> Order:
    """The order of a quote in money; the same again tells the same order. Raises QuoteGoneError."""
    with booked():
        sells = Q(coins__gt=0) | Q(days__gt=0)
        quotes = Quote.objects.filter(sells, public_id=quote_id, account=account, price_minor__isnull=False)
        mine = quotes.filter(used_at=None, expires_at__gt=at).update(used_at=at)
        if not mine:
            return _opened_before(account, quote_id, provider)
        quote = quotes.get()
        return Order.objects.create(
            account=account,
            quote=quote,
            provider=provider,
            live=live,
            coins=quote.coins,
            bonus_coins=quote.bonus_coins,
            days=quote.days,
            created_at=at,
        )


def start_checkout(*, order: Order, payments: Payments, back: str) -> Checkout:
    """Where the viewer pays; `back` is the page to return to. Again, the same checkout.

    Raises ProviderError, and PaidAlreadyError: a provider that has forgotten the first checkout would begin another.
    """
    if order.state not in {Order.State.OPEN, Order.State.FAILED}:
        raise PaidAlreadyError("This order was paid already.")
    checkout = payments.start(order_to_pay(order=order, back=back))
    # unless the notice was quicker, which names the payment itself
    Order.objects.filter(pk=order.pk, reference=None).update(reference=checkout.reference)
    return checkout


def order_to_pay(*, order: Order, back: str = "") -> OrderToPay:
    """What a provider is told."""
    quote = order.quote
    title = f"VIP, {order.days} days" if order.days else f"{order.coins + order.bonus_coins} coins"
    return OrderToPay(
        order=str(order.public_id),
        account=str(order.account.public_id),
        product=quote.product,
        title=title,
        minor=quote.price_minor or 0,
        currency=quote.currency,
        days=order.days,
        back=back,
    )


def read_order(*, account: Account, order_id: UUID) -> Order:
    """A viewer's own order. Raises NoOrderError."""
    found = Order.objects.select_related("quote", "account").filter(account=account, public_id=order_id).first()
    if found is None:
        raise NoOrderError("There is no such order.")
    return found


def take_receipt(*, account: Account, notice: PaymentNotice, at: datetime) -> Order:
    """What a store vouched for in a receipt that a viewer brought, who must be the one who ordered it.

    Raises NoOrderError where it is somebody else's, RefusedNoticeError where it does not fit the order.
    """
    named = _id(notice.order)
    orders = Order.objects.filter(account=account, provider=notice.provider)
    own = orders.filter(public_id=named).first() if named else None
    if own is None:
        raise NoOrderError("This receipt is for no order of yours.")
    events.take_in(event=notice, at=at)
    own.refresh_from_db()
    return own


def left_of(order: Order) -> int:
    """What of an order's price can go back still, in minor units."""
    paid = order.state in {Order.State.PAID, Order.State.PART_REFUNDED}
    return (order.quote.price_minor or 0) - order.refunded_minor if paid else 0


def refund(*, order_id: UUID, minor: int, by: Account, payments: Payments, at: datetime) -> Order:
    """Give a part of an order's price back, or all of it, by the hand of the staff; it is written into their log.

    The provider is asked first, with a key that the same sum of refunds has always: asked twice, it gives back once.
    Its notice, now or later, has the coins taken back. VIP of which all is given back renews no more: the provider is
    told before the money goes, so that nobody is charged again for what was given back. Raises NotRefundableError,
    NoOrderError, ProviderError.
    """
    order = (
        Order.objects.select_related("quote", "renewal_of")
        .filter(public_id=order_id, provider=payments.provider)
        .first()
    )
    if order is None:
        raise NoOrderError("There is no such order.")
    total, left = order.refunded_minor + minor, left_of(order)
    if type(minor) is not int or not 1 <= minor <= left:
        raise NotRefundableError(f"Of this order, {left} can be given back.")
    if order.days and minor == left:
        subscriptions.stop(order=order, payments=payments, at=at)
    notice = payments.refund(
        RefundToMake(
            order=str(order.public_id),
            reference=order.reference or "",
            minor=minor,
            total_minor=total,
            currency=order.quote.currency,
            key=f"{order.public_id}-{total}",
            at=at,
        )
    )
    refund_notes.note(order=order, minor=minor, total=total, by=by)
    if notice is not None:
        events.take_in(event=notice, at=at)
    order.refresh_from_db()
    return order


def _opened_before(account: Account, quote_id: UUID, provider: str) -> Order:
    found = Order.objects.filter(quote__public_id=quote_id, account=account, provider=provider).first()
    if found is None:
        raise QuoteGoneError("This price does not hold any more; ask for a new one.")
    return found


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
