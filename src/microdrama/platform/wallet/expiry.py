"""Which bonus coins a viewer loses when, if they are not spent before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Sum

from microdrama.platform.accounts.models import Account
from microdrama.platform.wallet.models import CoinLot


@dataclass(frozen=True, slots=True)
class Expiring:
    """Coins that are gone at a moment."""

    coins: int
    at: datetime


def expiring(*, account: Account, at: datetime, most: int = 3) -> list[Expiring]:
    """The next expiries of a viewer's bonus coins, soonest first."""
    kept = CoinLot.objects.filter(account=account, left__gt=0, paid=False, expires_at__gt=at)
    sums = kept.values("expires_at").annotate(coins=Sum("left")).order_by("expires_at")[:most]
    return [Expiring(row["coins"], row["expires_at"]) for row in sums if row["expires_at"]]
