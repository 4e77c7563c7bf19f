"""Which bonus coins a viewer loses when, if they are not spent before; and booking off all whose time is over."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet, Sum

from microdrama.platform.accounts.models import Account
from microdrama.platform.wallet import lots
from microdrama.platform.wallet.models import CoinLot
from microdrama.platform.wallet.turns import booked

Told = Callable[[int, int], None]
"""Is told how many of how many gifts are booked off."""

_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Expiring:
    """Coins that are gone at a moment."""

    coins: int
    at: datetime


@dataclass(frozen=True, slots=True)
class BookedOff:
    """How many gifts were over and are booked off now, and the coins that were left of them."""

    gifts: int
    coins: int


def expire_bonus(*, at: datetime, told: Told = lambda _done, _all: None, at_once: int = _AT_ONCE) -> BookedOff:
    """Take bonus coins off whose time is over, so that balances say what is there; one transaction a gift.

    They could not be spent any more before, either. The same again finds nothing, two at once share the work, and a
    kill leaves the rest for the next run. `told` hears how far it is after each `at_once` gifts.
    """
    every, gifts, coins = _over(at).count(), 0, 0
    while some := list(_over(at).select_related("account").order_by("expires_at", "pk")[:at_once]):
        gone = [_expire(lot, at=at) for lot in some]
        gifts, coins = gifts + sum(went > 0 for went in gone), coins + sum(gone)
        told(gifts, max(every, gifts))
    return BookedOff(gifts, coins)


def expiring(*, account: Account, at: datetime, most: int = 3) -> list[Expiring]:
    """The next expiries of a viewer's bonus coins, soonest first."""
    kept = CoinLot.objects.filter(account=account, left__gt=0, paid=False, expires_at__gt=at)
    sums = kept.values("expires_at").annotate(coins=Sum("left")).order_by("expires_at")[:most]
    return [Expiring(row["coins"], row["expires_at"]) for row in sums if row["expires_at"]]


def _over(at: datetime) -> QuerySet[CoinLot]:
    return CoinLot.objects.filter(left__gt=0, paid=False, expires_at__lte=at)


def _expire(lot: CoinLot, *, at: datetime) -> int:
    with booked():
        owner, held = lots.hold_owner_of(lot)
        now = lots.purse_of(CoinLot.objects.get(pk=lot.pk))
        if now.left:
            lots.spend(
                key=f"expire:{lot.pk}",
                kind="expiry",
                account=owner,
                held=held,
                drawn=lots.draws([now], coins=now.left),
                to="expired",
                earning="losses",  # of money there is none in a bonus lot
                at=at,
            )
    return now.left
