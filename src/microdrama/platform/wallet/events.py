"""How notices of providers are taken in: each once, whatever their order, and never beyond what our own order says.

Notices give sums since the beginning, so that what an order comes to depends on the set of its notices alone: the last
refund is the largest of those that were not undone, and a dispute stands until it is won. A notice that comes before
the payment which it is about is kept and counts when that is there.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max

from microdrama.domain.errors import MicrodramaError
from microdrama.platform.accounts.models import Account
from microdrama.platform.wallet import fulfilment, ledger, subscriptions
from microdrama.platform.wallet.models import MOST, Order, PaymentEvent, Quote
from microdrama.platform.wallet.turns import booked
from microdrama.ports.payments import PaymentNotice

_BACK = ("refunded", "refund_undone", "disputed", "dispute_won")
_SETTLED = (Order.State.PAID, Order.State.PART_REFUNDED, Order.State.REFUNDED, Order.State.CHARGED_BACK)
_WAITS = "waits for its payment"


class RefusedNoticeError(MicrodramaError):
    """A signed notice does not fit our own order; it was noted, and had no effect."""


class _Misfit(Exception):  # noqa: N818 (not for a person, and caught below)
    """What does not fit, in words."""


def take_in(*, event: PaymentNotice, at: datetime) -> str:
    """Note a notice and let it have its effect, in one transaction; the same again has none. Returns what came of it.

    Raises RefusedNoticeError where it does not fit our order: in sum, currency, account, product, or mode.
    """
    with booked():
        row = _note(event, at)
        if row is None:
            known = PaymentEvent.objects.get(provider=event.provider, event_id=event.event_id)
            refused, outcome = known.refused, known.outcome
        else:
            refused, outcome = _judge(row, event, at)
    if refused:
        raise RefusedNoticeError(f"This notice was noted and had no effect: {outcome}.")
    return outcome


def _note(event: PaymentNotice, at: datetime) -> PaymentEvent | None:
    """The row of a notice that is new; None for one that is known."""
    if not event.event_id or len(event.event_id) > 200 or not 0 <= event.minor <= MOST:
        raise RefusedNoticeError("This notice has no id, or a sum that is none.")
    try:
        with transaction.atomic():
            return PaymentEvent.objects.create(
                provider=event.provider,
                event_id=event.event_id,
                kind=event.kind,
                named_order=event.order[:40],
                reference=event.reference[:200],
                minor=event.minor,
                currency=event.currency,
                told_at=event.at,
                until=event.until,
                outcome="",
                at=at,
            )
    except IntegrityError:
        return None


def _judge(row: PaymentEvent, event: PaymentNotice, at: datetime) -> tuple[bool, str]:
    refused = False
    order = _held(_order_of(event))
    try:
        if order is not None:
            _compare(order, event)
        outcome = _apply(row, order, event, at)
    except _Misfit as misfit:
        refused, outcome = True, str(misfit)
    waits = outcome == _WAITS
    PaymentEvent.objects.filter(pk=row.pk).update(order=order, refused=refused, waits=waits, outcome=outcome)
    return refused, outcome


def _order_of(event: PaymentNotice) -> Order | None:
    """The order of the payment that a notice is about; for a renewal, the one that began it."""
    orders = Order.objects.filter(provider=event.provider)
    named = orders.filter(public_id=event.order).first() if _is_id(event.order) else None
    if event.kind in _BACK and event.reference:
        paid = orders.filter(reference=event.reference).first()
        elsewhere = named is not None and bool(named.days) and named.state in _SETTLED
        return paid or (None if elsewhere else named)
    return named or (orders.filter(reference=event.reference).first() if event.reference else None)


def _held(order: Order | None) -> Order | None:
    """The order, locked after the accounts of its viewer: joining accounts locks in that order, too."""
    while order is not None:
        ledger.hold(accounts=[order.account])
        locked = Order.objects.select_for_update(of=("self",)).select_related("quote", "account").get(pk=order.pk)
        if locked.account_id == order.account_id:
            return locked
        order = locked
    return None


def _compare(order: Order, event: PaymentNotice) -> None:
    """Hold a notice against our own order."""
    price, currency = order.quote.price_minor, order.quote.currency
    if event.live is not order.live:
        raise _Misfit("it is of test money where money is real, or the other way")
    if event.account and not _is_whose(order, event.account):
        raise _Misfit("it is about another account")
    if event.product and event.product != order.quote.product:
        raise _Misfit("it is about another product")
    if event.kind in ("paid", "renewed", *_BACK) and event.currency != currency:
        raise _Misfit(f"it is in {event.currency or 'no currency'}, and the order in {currency}")
    if event.kind in ("paid", "renewed") and event.minor != price:
        raise _Misfit(f"it is about {event.minor} {currency} in minor units, and the order about {price}")


def _apply(row: PaymentEvent, order: Order | None, event: PaymentNotice, at: datetime) -> str:
    if order is None:
        if event.kind in (*_BACK, "renewed"):
            return _WAITS
        raise _Misfit("there is no such order")
    match event.kind:
        case "paid":
            return _pay(order, event.reference, event.until, at)
        case "failed":
            done = Order.objects.filter(pk=order.pk, state=Order.State.OPEN).update(state=Order.State.FAILED)
        case "cancelled":
            done = subscriptions.end_renewing(order=order, at=at)
        case _:
            return _follow(row, order, at) if order.state in _SETTLED else _WAITS
    return event.kind if done else "nothing to do"


def _follow(row: PaymentEvent, order: Order, at: datetime) -> str:
    """What comes after a payment that is there."""
    if row.kind == "renewed":
        return _renew(order, row, at)
    PaymentEvent.objects.filter(pk=row.pk).update(order=order)
    return _settle(order, event=row.pk, at=at)


def _pay(order: Order, reference: str, until: datetime | None, at: datetime) -> str:
    """Give what was bought, then let what came before its time count."""
    if order.state in _SETTLED:
        if order.reference == reference:
            return "paid already"
        raise _Misfit("the order was paid already, by another payment")
    if Order.objects.filter(provider=order.provider, reference=reference).exclude(pk=order.pk).exists():
        raise _Misfit("this payment has paid another order")
    Order.objects.filter(pk=order.pk).update(state=Order.State.PAID, reference=reference, paid_at=at)
    order.state, order.reference, order.paid_at = Order.State.PAID, reference, at
    fulfilment.give(order=order, until=until, at=at)
    _catch_up(order, at)
    return "paid"


def _catch_up(order: Order, at: datetime) -> None:
    """Let the notices count that waited for a payment: its refunds and disputes, and renewals of what it began."""
    waiting = PaymentEvent.objects.filter(provider=order.provider, waits=True, refused=False)
    own = waiting.filter(kind__in=_BACK, reference=order.reference)
    if order.renewal_of_id is None and not order.days:
        own = own | waiting.filter(kind__in=_BACK, named_order=str(order.public_id))
    numbers = list(own.order_by("pk").values_list("pk", flat=True))
    misfits = PaymentEvent.objects.filter(pk__in=numbers).exclude(currency=order.quote.currency)
    misfits.update(waits=False, refused=True, outcome="it is in another currency than the order")
    if PaymentEvent.objects.filter(pk__in=numbers, refused=False).update(order=order, waits=False, outcome="counted"):
        _settle(order, event=numbers[-1], at=at)
    for row in waiting.filter(kind="renewed", named_order=str(order.public_id)).order_by("told_at", "pk"):
        fits = (row.minor, row.currency) == (order.quote.price_minor, order.quote.currency)
        outcome = _renew(order, row, at) if fits else "it is about another sum than the order"
        PaymentEvent.objects.filter(pk=row.pk).update(order=order, waits=False, refused=not fits, outcome=outcome)


def _settle(order: Order, *, event: int, at: datetime) -> str:
    """What an order's notices come to, as a set; then the ledger follows."""
    price = order.quote.price_minor or 0
    told = PaymentEvent.objects.filter(order=order, refused=False)
    given = told.filter(kind="refunded")
    undone = told.filter(kind="refund_undone").aggregate(last=Max("told_at"))["last"]
    if undone is not None:
        given = given.filter(told_at__gt=undone)
    refunded = min(price, given.aggregate(most=Max("minor"))["most"] or 0)
    # of two at the same moment the won one comes second: "disputed" is after "dispute_won" in the alphabet
    last = told.filter(kind__in=["disputed", "dispute_won"]).order_by("-told_at", "kind").first()
    disputed = min(price, last.minor) if last is not None and last.kind == "disputed" else 0
    state = Order.State.PAID
    if disputed:
        state = Order.State.CHARGED_BACK
    elif refunded:
        state = Order.State.REFUNDED if refunded >= price else Order.State.PART_REFUNDED
    Order.objects.filter(pk=order.pk).update(state=state, refunded_minor=refunded, disputed_minor=disputed)
    cause: fulfilment.Cause = "chargeback" if disputed != order.disputed_minor else "refund"
    order.refresh_from_db()
    fulfilment.settle(order=order, event=event, cause=cause, at=at)
    return str(state.label).lower()


def _renew(first: Order, row: PaymentEvent, at: datetime) -> str:
    """One more period of a subscription: an order of its own, at the price that was agreed on."""
    if Order.objects.filter(provider=first.provider, reference=row.reference).exists():
        return "renewed already"
    told = row.told_at or at
    quote = Quote.objects.create(
        account=first.account,
        kind=first.quote.kind,
        product=first.quote.product,
        territory=first.quote.territory,
        tier=first.quote.tier,
        price_minor=first.quote.price_minor,
        currency=first.quote.currency,
        days=first.days,
        created_at=told,
        expires_at=told + timedelta(seconds=1),
        used_at=at,
    )
    order = Order.objects.create(
        account=first.account,
        quote=quote,
        provider=first.provider,
        live=first.live,
        days=first.days,
        renewal_of=first,
        created_at=at,
    )
    _pay(order, row.reference, row.until, at)
    return "renewed"


def _is_whose(order: Order, public_id: str) -> bool:
    """Whether an order belongs to that account, or to the one that it was joined into since."""
    account = Account.objects.filter(public_id=public_id).first() if _is_id(public_id) else None
    while account is not None and account.pk != order.account_id:
        account = account.joined_into
    return account is not None


def _is_id(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False
