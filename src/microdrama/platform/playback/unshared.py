"""Keeps a series while VIP money of it is in no statement: its rows say which studio is owed what.

The catalogue knows nothing of what was watched, so it cannot ask; Django tells here that a series is about to go.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Max, Min, Sum
from django.db.models.signals import pre_delete

from microdrama.domain.errors import MicrodramaError
from microdrama.platform.catalogue.models import Series
from microdrama.platform.playback.closing import watched_with_vip
from microdrama.platform.playback.models import WatchCredit
from microdrama.platform.wallet import vip
from microdrama.platform.wallet.models import Leg, Statement, VipMonth

_INSTEAD = "or take the series' rights away, and nobody sees it any more."


class UnsharedMinutesError(MicrodramaError):
    """A series that VIP viewers watched and whose studio has no statement of that; it stays as it is."""


def watch_over_series() -> None:
    """Refuse from now on to delete a series whose VIP money is in no statement yet."""
    pre_delete.connect(_keep, sender=Series, dispatch_uid="unshared minutes")


def _keep(instance: Series, **_told: Any) -> None:
    for month in unshared_months(series=instance):
        raise UnsharedMinutesError(
            f"What VIP viewers watched of '{instance.slug}' in {month:%Y-%m} is not shared yet, so its rows stay; "
            f"close that month first, {_INSTEAD}"
        )
    if _earned_more_than_was_told(instance):
        raise UnsharedMinutesError(
            f"What '{instance.slug}' earned is in no statement yet, so its rows stay; make that first, {_INSTEAD}"
        )


def _earned_more_than_was_told(series: Series) -> bool:
    """Whether something lies in the series' accounts: a share of VIP money names no series but by them."""
    legs = Leg.objects.filter(account__name__startswith=f"revenue:{series.asset}:").order_by()
    return legs.values("account").annotate(all=Sum("amount")).exclude(all=0).exists()


def unshared_months(*, series: Series) -> list[date]:
    """The months whose VIP money a series may have a part of that was not booked yet."""
    watched = WatchCredit.objects.filter(episode__series=series, watched_ms__gt=0)
    days = watched.aggregate(first=Min("day"), last=Max("day"))
    if days["first"] is None:
        return []
    months = [days["first"].replace(day=1)]
    while vip.after(months[-1]) <= days["last"]:
        months.append(vip.after(months[-1]))
    return [month for month in months if any(_waits(series, month, currency) for currency in vip.currencies())]


def _waits(series: Series, month: date, currency: str) -> bool:
    if (
        VipMonth.objects.filter(month=month, currency=currency).exists()
        or Statement.objects.filter(month=month).exists()
    ):
        return False
    return bool(watched_with_vip(currency, month, vip.after(month)).get(series.asset))
