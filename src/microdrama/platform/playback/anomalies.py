"""What in the watching of some days no person does: an operator's first look at farms of viewers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from django.db.models import Count, Sum

from microdrama.platform.playback.models import WatchCredit, WatchSession
from microdrama.platform.wallet import vip

TIRELESS_MS = 16 * 60 * 60 * 1000
"""From how much watching a day on, an account is reported: a person sleeps."""

SHARED_BY = 5
"""From how many accounts on, a device is reported: a family may share one."""


@dataclass(frozen=True, slots=True)
class TirelessAccount:
    """An account (its public id) that watched all of a day that nobody needs for sleep, and what it watched of it."""

    account: str
    day: date
    watched_ms: int


@dataclass(frozen=True, slots=True)
class SharedDevice:
    """A device (the digest of its session) on which many accounts watched."""

    device: str
    accounts: int
    watched_ms: int


@dataclass(frozen=True, slots=True)
class Anomalies:
    """The report: the worst first, at most as many of each kind as were asked for."""

    tireless: list[TirelessAccount]
    shared: list[SharedDevice]


def of_month(*, month: date) -> Anomalies:
    """What stands out in a month, named by its first day."""
    return find_anomalies(since=month, until=vip.after(month))


def find_anomalies(*, since: date, until: date, limit: int = 100) -> Anomalies:
    """What stands out in the days from `since` up to but not including `until`, in UTC."""
    days = WatchCredit.objects.filter(day__gte=since, day__lt=until).order_by()
    sums = days.values("account__public_id", "day").annotate(ms=Sum("watched_ms")).filter(ms__gt=TIRELESS_MS)
    window = (datetime.combine(since, time(), UTC), datetime.combine(until, time(), UTC))
    sessions = WatchSession.objects.filter(last_at__gte=window[0], last_at__lt=window[1]).exclude(device="").order_by()
    devices = sessions.values("device").annotate(accounts=Count("account", distinct=True), ms=Sum("watched_ms"))
    return Anomalies(
        tireless=[
            TirelessAccount(account=str(row["account__public_id"]), day=row["day"], watched_ms=row["ms"])
            for row in sums.order_by("-ms", "account__public_id", "day")[:limit]
        ],
        shared=[
            SharedDevice(device=row["device"], accounts=row["accounts"], watched_ms=row["ms"])
            for row in devices.filter(accounts__gte=SHARED_BY).order_by("-accounts", "device")[:limit]
        ],
    )
