"""What a viewer has: coins, open episodes, VIP, and what became of it all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, Q, Sum

from microdrama.platform.accounts.models import Account
from microdrama.platform.catalogue.models import Series
from microdrama.platform.wallet import rows
from microdrama.platform.wallet.models import CoinLot, Debt, LedgerAccount, Spending, Subscription, Transfer, Unlock


@dataclass(frozen=True, slots=True)
class Balance:
    """Coins that are there now, coins owed, and how many buy something where prices are those of the asked tier."""

    paid: int
    bonus: int
    debt: int
    usable: int


@dataclass(frozen=True, slots=True)
class Opened:
    """How an episode was opened; for good where `expires_at` is None."""

    how: str
    at: datetime
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a viewer's history: coins that came (positive) or went, in one transfer; `cursor` leads further.

    `titles` are those of the series, by language.
    """

    cursor: int
    kind: str
    at: datetime
    paid: int
    bonus: int
    debt: int
    series: str | None
    titles: Mapping[str, str]
    numbers: tuple[int, ...]


def balance_of(*, account: Account, at: datetime, tier: int | None = None) -> Balance:
    """A viewer's coins at a moment; bonus coins that have expired count no more. Without a tier, all are usable."""
    kept = CoinLot.objects.filter(rows.lasting(at), account=account)
    cheap = Q(paid=True, tier__gt=tier) if tier is not None else Q(pk=None)
    sums = kept.aggregate(
        bought=Sum("left", filter=Q(paid=True)),
        given=Sum("left", filter=Q(paid=False)),
        usable=Sum("left", filter=~cheap),
    )
    debt = LedgerAccount.objects.filter(name=f"debt:{account.public_id}").values_list("balance", flat=True).first()
    return Balance(sums["bought"] or 0, sums["given"] or 0, debt or 0, sums["usable"] or 0)


def opened(*, account: Account, series: Series, at: datetime) -> Mapping[int, Opened]:
    """The episodes of a series that are open to a viewer at a moment, by number; free ones are not among them."""
    lasting = Q(expires_at=None) | Q(expires_at__gt=at)
    found = Unlock.objects.filter(lasting, account=account, episode__series=series)
    return {
        number: Opened(how, since, until)
        for number, how, since, until in found.values_list("episode__number", "how", "at", "expires_at")
    }


def vip_until(*, account: Account, at: datetime) -> datetime | None:
    """Until when a viewer's VIP lasts that holds at a moment; None where there is none."""
    holding = Subscription.objects.filter(account=account, starts_at__lte=at, ends_at__gt=at, revoked_at=None)
    until: datetime | None = holding.aggregate(until=Max("ends_at"))["until"]
    return until


def spent_on(*, account: int, series: int) -> int:
    """How many coins an account has paid for episodes of a series, by their ids; what it owes of them is not paid.

    Of a lot that was given back in part, each of the things that it was spent on owes its part.
    """
    coins, owes = rows.spent_on(account=account, series=series)
    if not owes or not coins:
        return coins
    opened_there = Unlock.objects.filter(account=account, episode__series=series).exclude(transfer=None)
    for debt in Debt.objects.filter(account=account, left__gt=0).values("lot").annotate(owed=Sum("left")):
        spent = Spending.objects.filter(lot=debt["lot"], transfer__kind__in=("unlock", "debt"))
        sums = spent.aggregate(
            all=Sum("coins"), here=Sum("coins", filter=Q(transfer__in=opened_there.values("transfer")))
        )
        if sums["here"]:
            coins -= debt["owed"] * sums["here"] // sums["all"]
    return coins


def money_went_back(*, account: Account, since: datetime) -> bool:
    """Whether anything that a viewer paid was given back, or taken back by their bank, since a moment."""
    kinds = ("refund", "chargeback")
    return Transfer.objects.filter(account=account, kind__in=kinds, at__gte=since).exists()


def history(*, account: Account, after: int | None = None, limit: int = 50) -> list[Entry]:
    """A viewer's transfers, newest first, those of guests who were joined into the account among them.

    `after` is the cursor of the last entry of the page before.
    """
    own = [account.pk, *joined_into(account)]
    found = Transfer.objects.filter(account__in=own).select_related("series").order_by("-pk")
    if after is not None:
        found = found.filter(pk__lt=after)
    page = found.prefetch_related("legs__account", "unlocks__episode")[:limit]
    return [_entry(transfer) for transfer in page]


def joined_into(account: Account) -> list[int]:
    """The guests that were joined into an account, and those that had been joined into them."""
    found: list[int] = []
    level = [account.pk]
    while level:
        level = list(Account.objects.filter(joined_into__in=level).values_list("pk", flat=True))
        found += level
    return found


def _entry(transfer: Transfer) -> Entry:
    moved = {"paid": 0, "bonus": 0, "debt": 0}
    for leg in transfer.legs.all():
        kind = leg.account.name.partition(":")[0]
        if kind in moved:
            moved[kind] += leg.amount
    numbers = sorted(unlock.episode.number for unlock in transfer.unlocks.all())
    return Entry(
        cursor=transfer.pk,
        kind=transfer.kind,
        at=transfer.at,
        **moved,
        series=transfer.series.slug if transfer.series else None,
        titles=transfer.series.title if transfer.series else {},
        numbers=tuple(numbers),
    )
