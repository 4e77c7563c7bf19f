"""What refunds carry back from series, what viewers owe for it, and where the coins go that pay it.

A refund of spent coins carries their money back from the series that had it; a chargeback carries nothing back, since
the house bears it. Coins that pay a debt earn what they cost for whoever its refund or chargeback had taken money from:
the series, in the proportion in which they lost it, and `losses` for the rest.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from django.db.models import F, Q

from microdrama.domain.statement import apportion, spread_whole
from microdrama.platform.accounts.models import Account
from microdrama.platform.wallet import ledger
from microdrama.platform.wallet.models import CoinLot, Debt, Leg, Spending, Transfer

CARRIED = "carried-back"
"""The kind of the transfers that take a refund's money out of the revenue of series."""

_REVENUE, _LOSSES = "revenue:", "losses:"


def note(*, account: Account, transfer: Transfer, lot: CoinLot, coins: int) -> Debt:
    """Note that an account owes coins of a lot since a refund or chargeback; the ledger has booked it."""
    return Debt.objects.create(account=account, transfer=transfer, lot=lot, coins=coins, left=coins)


def unpaid(*, account: Account) -> list[Debt]:
    """What an account owes, the oldest first."""
    return list(Debt.objects.filter(account=account, left__gt=0).select_related("transfer").order_by("pk"))


def pay(*, debt: Debt, coins: int) -> bool:
    """Note that coins of a debt were paid; False, and nothing changed, where so much is not owed."""
    return Debt.objects.filter(pk=debt.pk, left__gte=coins).update(left=F("left") - coins) == 1


def carry_back(*, lot: CoinLot, key: str, minor: int, at: datetime) -> None:
    """Book the money of spent coins that a refund gave back out of the revenue of the series that had it."""
    earned = _earned_by_series(lot)
    back = min(minor, sum(earned.values()))
    if back < 1:
        return
    parts = spread_whole(earned, whole=back)
    legs = {f"{_REVENUE}{asset}:{lot.currency}": -part for asset, part in parts.items() if part}
    legs[f"{_LOSSES}{lot.currency}"] = back
    ledger.post(key=_carried_key(key), kind=CARRIED, legs=legs, at=at, reverses=lot.source)


def given_back(*, debt: Debt, minor: int, currency: str) -> dict[str, int]:
    """The legs by which money that paid a debt goes on from `losses` to the series that it is owed to."""
    keys = (debt.transfer.key, _carried_key(debt.transfer.key))
    taken: dict[str, int] = defaultdict(int)
    moved = Leg.objects.filter(Q(account__name__startswith=_REVENUE) | Q(account__name__startswith=_LOSSES))
    for name, amount in moved.filter(transfer__key__in=keys).values_list("account__name", "amount"):
        taken[name.rpartition(":")[0]] -= amount
    parts = apportion({name: sum_ for name, sum_ in taken.items() if sum_ > 0}, whole=minor)
    legs = {f"{name}:{currency}": part for name, part in parts.items() if part and name.startswith(_REVENUE)}
    return legs | ({f"{_LOSSES}{currency}": -sum(legs.values())} if legs else {})


def _earned_by_series(lot: CoinLot) -> dict[str, int]:
    """What spending a lot has earned each series, by asset, less what was carried back of it already."""
    earned: dict[str, int] = defaultdict(int)
    spent = Spending.objects.filter(lot=lot)
    opening = spent.filter(earned_minor__gt=0, transfer__series__isnull=False)
    for asset, minor in opening.values_list("transfer__series__asset", "earned_minor"):
        earned[asset] += minor
    paying = Q(transfer__in=spent.filter(transfer__kind="debt").values("transfer"))
    carried = Q(transfer__kind=CARRIED, transfer__reverses=lot.source_id)
    legs = Leg.objects.filter(paying | carried, account__name__startswith=_REVENUE)
    for name, minor in legs.values_list("account__name", "amount"):
        earned[name.split(":")[1]] += minor
    return {asset: minor for asset, minor in earned.items() if minor > 0}


def _carried_key(key: str) -> str:
    return f"{key}:carried"
