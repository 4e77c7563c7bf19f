"""VIP by time: one row for each period that was paid, the next one at the end of the last; ended by the viewer at will.

A subscription lasts to the end of what is paid, whoever cancels it; only money that went back takes it away, and then
what else was paid for comes forward.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db.models import Max

from microdrama.domain.errors import MicrodramaError
from microdrama.platform.accounts.models import Account
from microdrama.platform.wallet.models import Order, Subscription
from microdrama.platform.wallet.turns import booked
from microdrama.ports.payments import Payments, ProviderError

GRACE = timedelta(hours=2)
"""How much longer a period lasts than it was paid for: a provider charges for the next one a little after its end."""

_UNEVEN = timedelta(days=3)
"""How much longer than an order's days the same period may be at a store, whose months have 28 to 31 days."""


class NoSubscriptionError(MicrodramaError):
    """There is no subscription that would renew; nothing was changed."""


class ProviderGoneError(ProviderError):
    """A provider that charges for a subscription has no keys here any more; nothing was changed."""


def start(*, order: Order, until: datetime | None, at: datetime) -> Subscription:
    """The period that an order paid for; it begins where the last one ends, or now. The same order again, the same.

    `until` is the period's end where the provider knows it, else it follows from the order's days. A period that begins
    after another one is as long as it was paid for: the provider's end is reckoned from the payment.
    """
    found = Subscription.objects.filter(order=order).first()
    if found is not None:
        return found
    kept = Subscription.objects.filter(account_id=order.account_id, revoked_at=None, ends_at__gt=at)
    last = kept.order_by("-ends_at").first()
    starts_at = at if last is None else max(at, last.ends_at - GRACE)
    renewing = order.renewal_of_id is None or not _is_ended(order.renewal_of)
    return Subscription.objects.create(
        account_id=order.account_id,
        plan=order.quote.product,
        order=order,
        starts_at=starts_at,
        ends_at=_end(order, starts_at=starts_at, until=until, pushed_back=starts_at > at) + GRACE,
        renews=renewing,
        cancelled_at=None if renewing else at,
    )


def revoke(*, order: Order, at: datetime) -> None:
    """Take away the period that an order paid for, because its money went back; those behind it come forward."""
    for period in Subscription.objects.filter(order=order, revoked_at=None):
        Subscription.objects.filter(pk=period.pk).update(revoked_at=at)
        line_up(account_id=period.account_id, at=at)


def restore(*, order: Order, at: datetime) -> None:
    """Give back what was left of the period that an order paid for, because its money came back."""
    for period in Subscription.objects.filter(order=order).exclude(revoked_at=None):
        revoked_at = period.revoked_at or at
        away = max(timedelta(0), at - max(period.starts_at, revoked_at))
        begun = period.starts_at <= revoked_at
        Subscription.objects.filter(pk=period.pk).update(
            starts_at=period.starts_at if begun else period.starts_at + away,
            ends_at=period.ends_at + away,
            revoked_at=None,
        )
        line_up(account_id=period.account_id, at=at)


def line_up(*, account_id: int, at: datetime) -> None:
    """Put what is left of an account's periods one behind the other from now on, in the order of their beginnings.

    None gets longer or shorter. The one that runs stays where it is, so that days of VIP that have passed remain such.
    The account must be locked.
    """
    free: datetime | None = None
    lasting = Subscription.objects.filter(account=account_id, revoked_at=None, ends_at__gt=at + GRACE)
    for period in lasting.order_by("starts_at", "pk"):
        left = period.ends_at - max(period.starts_at, at)
        starts_at = period.starts_at if free is None and period.starts_at <= at else free or at
        ends_at = max(starts_at, at) + left
        if (starts_at, ends_at) != (period.starts_at, period.ends_at):
            Subscription.objects.filter(pk=period.pk).update(starts_at=starts_at, ends_at=ends_at)
        free = ends_at - GRACE


def end_renewing(*, order: Order, at: datetime) -> int:
    """Note that the subscription which an order began renews no more; returns how many periods say so now."""
    first = order.renewal_of_id or order.pk
    periods = Subscription.objects.filter(order__in=[first, *_renewals(first)], renews=True)
    return periods.update(renews=False, cancelled_at=at)


def renewing(*, account: Account) -> list[Order]:
    """The first orders of a viewer's subscriptions that renew."""
    rows = Subscription.objects.filter(account=account, renews=True).exclude(order=None)
    firsts = {row.order.renewal_of_id or row.order.pk for row in rows.select_related("order") if row.order}
    return list(Order.objects.filter(pk__in=firsts).order_by("pk"))


def cancel(*, account: Account, payments: Mapping[str, Payments], at: datetime) -> datetime:
    """Have a viewer's subscriptions renew no more; what is paid stays. Returns until when it lasts.

    The provider is told first: where it cannot be reached, or this server has no keys for it, nothing is changed: it
    would charge on. Raises NoSubscriptionError, ProviderGoneError, ProviderError.
    """
    orders = renewing(account=account)
    if not orders:
        raise NoSubscriptionError("There is no subscription that would renew.")
    for gone in (order.provider for order in orders if order.provider not in payments):
        raise ProviderGoneError(f"{gone} has no keys here and would charge on; nothing was changed.")
    for order in orders:
        payments[order.provider].stop(reference=order.reference or "")
    with booked():
        for order in orders:
            end_renewing(order=order, at=at)
    kept = Subscription.objects.filter(account=account, revoked_at=None)
    return max(at, kept.aggregate(last=Max("ends_at"))["last"] or at)


def stop(*, order: Order, payments: Payments, at: datetime) -> None:
    """Have the subscription of an order renew no more; where it does not anyway, nobody is told.

    Raises ProviderError, and nothing is changed.
    """
    first = order.renewal_of or order
    if Subscription.objects.filter(order__in=[first.pk, *_renewals(first.pk)], renews=True).exists():
        payments.stop(reference=first.reference or "")
        with booked():
            end_renewing(order=first, at=at)


def _end(order: Order, *, starts_at: datetime, until: datetime | None, pushed_back: bool) -> datetime:
    own = starts_at + timedelta(days=order.days)
    if until is None or until <= starts_at:
        return own
    if not pushed_back and order.renewal_of_id is None:
        return until
    if until > own + _UNEVEN:
        return own  # the renewal before this one is still to be told, and will have its own time
    # a renewal is often charged before the period ends that it follows, and its own may be a long month
    return max(until, own) if pushed_back else until


def _renewals(first: int) -> list[int]:
    return list(Order.objects.filter(renewal_of=first).values_list("pk", flat=True))


def _is_ended(first: Order | None) -> bool:
    """Whether the viewer has cancelled what is now paid once more; the charge had been under way."""
    return Subscription.objects.filter(order=first, renews=False).exclude(cancelled_at=None).exists()
