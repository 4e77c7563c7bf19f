"""VIP money: earned day by day over the time that it was paid for, and shared once a month by what was watched.

By a moment, a payment has earned its sum, less what went back of it until then, in proportion to how much of its period
has passed, in whole minor units. What all payments in a currency have earned by the end of a month, less what was
shared before, is spread over series by the time that VIP viewers watched of them, and is their revenue of that month.
Where nobody watched anything, or more went back than was earned, it is the next month's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from django.db import IntegrityError
from django.db.models import Min, QuerySet, Sum

from microdrama.domain.statement import VIP_KIND, VipShare, apportion, vip_share
from microdrama.platform.wallet import ledger
from microdrama.platform.wallet.models import LedgerAccount, Leg, Statement, Subscription, VipMonth
from microdrama.platform.wallet.subscriptions import GRACE
from microdrama.platform.wallet.turns import booked

Watched = Callable[[str, date, date], Mapping[str, int]]
"""How long VIP viewers of a currency watched each series, in milliseconds by asset, from a day until before another."""

_ORDER = slice(len("order:"), len("order:") + 36)


@dataclass(frozen=True, slots=True)
class Pool:
    """VIP money of a month in one currency, and what it is shared by."""

    minor: int
    watched: Mapping[str, int]

    def parts(self) -> dict[str, int]:
        """What each series gets, by asset."""
        return apportion(self.watched, whole=self.minor)

    def told(self, *, mine: set[str]) -> VipShare:
        """What the statement of a studio with these series says of it."""
        return vip_share(self.watched, minor=self.minor, mine=mine)


def currencies() -> list[str]:
    """Those in which VIP was ever sold."""
    names = LedgerAccount.objects.filter(name__startswith="vip:").values_list("unit", flat=True)
    return sorted(names)


def earned(*, currency: str, until: datetime) -> int:
    """What VIP payments in a currency have earned by a moment, of the money that was there by then.

    That is all that came and stayed, less what periods that still run have not earned: of those that are over nothing
    but their sum is read, however many there were.
    """
    stayed = _legs(currency).filter(transfer__at__lt=until).exclude(transfer__kind=VIP_KIND)
    return (stayed.aggregate(all=Sum("amount"))["all"] or 0) - _not_yet_earned(currency=currency, until=until)


def shared(*, currency: str, until: datetime) -> int:
    """What of it was shared by a moment."""
    sums = _legs(currency).filter(transfer__kind=VIP_KIND, transfer__at__lt=until).aggregate(all=Sum("amount"))
    return -(sums["all"] or 0)


def share(*, month: date, watched: Watched) -> None:
    """Share the VIP money of a month, and of those before it that were not; again, nothing changes.

    A month of which a statement was made already is left as it is: its VIP money is the next one's.
    """
    for currency in currencies():
        first: datetime | None = _legs(currency).aggregate(first=Min("transfer__at"))["first"]
        each = first.astimezone(UTC).date().replace(day=1) if first else after(month)
        while each <= month:
            if not VipMonth.objects.filter(month=each, currency=currency).exists():
                _share(each, currency, watched)
            each = after(each)


def waits(*, month: date) -> bool:
    """Whether there is VIP money of a month that has to be shared before its first statement is made."""
    done = VipMonth.objects.filter(month=month).values("currency")
    until = begin(after(month))
    paid = Leg.objects.filter(account__name__startswith="vip:", transfer__at__lt=until).exclude(account__unit__in=done)
    return paid.exists() and not Statement.objects.filter(month=month).exists()


def told(*, month: date, currency: str, mine: set[str]) -> VipShare | None:
    """What a statement says of how VIP money was shared; None where none came to its series."""
    row = VipMonth.objects.filter(month=month, currency=currency).first()
    if row is None or not row.minor or not mine & row.watched.keys():
        return None
    return Pool(row.minor, row.watched).told(mine=mine)


def so_far(*, month: date, at: datetime, watched: Watched) -> dict[str, Pool]:
    """What would be shared of a month that is not closed if it ended now, by currency; nothing is booked."""
    until = min(at, begin(after(month)))
    pools: dict[str, Pool] = {}
    for currency in currencies():
        if VipMonth.objects.filter(month=month, currency=currency).exists():
            continue
        base = shared(currency=currency, until=begin(month))
        if not VipMonth.objects.filter(month=before(month), currency=currency).exists():
            # what the months before have earned will be theirs, once they are closed
            base = max(base, earned(currency=currency, until=begin(month)))
        minor = max(0, earned(currency=currency, until=until) - base)
        pools[currency] = Pool(minor, watched(currency, month, (until + timedelta(days=1)).date()))
    return pools


def begin(month: date) -> datetime:
    """The first moment of a month."""
    return datetime(month.year, month.month, 1, tzinfo=UTC)


def after(month: date) -> date:
    """The first day of the month after it."""
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def before(month: date) -> date:
    """The first day of the month before it."""
    return (month - timedelta(days=1)).replace(day=1)


def _share(month: date, currency: str, watched: Watched) -> None:
    if Statement.objects.filter(month=month).exists():
        return
    until = begin(after(month))
    pool = Pool(
        max(0, earned(currency=currency, until=until) - shared(currency=currency, until=until)),
        watched(currency, month, after(month)),
    )
    legs = {f"revenue:{asset}:{currency}": part for asset, part in pool.parts().items() if part}
    minor = sum(legs.values())
    try:
        with booked():
            transfer = None
            if minor:
                legs[f"vip:{currency}"] = -minor
                key = f"{VIP_KIND}:{month:%Y-%m}:{currency}"
                at = until - timedelta(microseconds=1)  # it is money of the month, whenever that is closed
                transfer = ledger.post(key=key, kind=VIP_KIND, legs=legs, at=at)
            VipMonth.objects.create(
                month=month, currency=currency, minor=minor, watched=dict(pool.watched), transfer=transfer
            )
    except IntegrityError:
        # somebody closes the same month at the same time, and was faster
        if not VipMonth.objects.filter(month=month, currency=currency).exists():
            raise


def _not_yet_earned(*, currency: str, until: datetime) -> int:
    """What payments whose periods are not over at a moment have still to earn, of the money that was there by then."""
    paid = Subscription.objects.filter(order__quote__currency=currency, order__paid_at__lt=until)
    running = paid.filter(ends_at__gt=until + GRACE)
    first = running.aggregate(first=Min("order__paid_at"))["first"]
    if first is None:
        return 0
    went: dict[UUID, int] = defaultdict(int)
    moved = _legs(currency).filter(transfer__at__gte=first, transfer__at__lt=until)
    for key, minor in moved.exclude(transfer__kind__in=[VIP_KIND, "vip"]).values_list("transfer__key", "amount"):
        went[UUID(key[_ORDER])] += minor
    rows = running.values_list("order__public_id", "order__quote__price_minor", "starts_at", "ends_at")
    left = 0
    for order, price, starts_at, ends_at in rows.iterator(chunk_size=5000):
        minor = (price or 0) + went[order]
        left += minor - _passed(minor, starts_at=starts_at, ends_at=ends_at - GRACE, until=until)
    return left


def _passed(minor: int, *, starts_at: datetime, ends_at: datetime, until: datetime) -> int:
    period = max(1, (ends_at - starts_at) // timedelta(seconds=1))
    gone = (until - starts_at) // timedelta(seconds=1)
    return minor if gone >= period else max(0, minor * gone // period)


def _legs(currency: str) -> QuerySet[Leg]:
    return Leg.objects.filter(account__name=f"vip:{currency}")
