"""What a production cost, by the entries of its ledger: sums by episode and provider, what is left, what was kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from microdrama.animate.labels import FilingTier, filing_tier
from microdrama.animate.production.baseline import Compared, compared, cost_a_minute
from microdrama.animate.production.prices import PriceError, PriceList, price_list
from microdrama.domain.money import Money, rounded_up
from microdrama.domain.production import Budget, Entry
from microdrama.domain.series import Series
from microdrama.domain.takes import Digest

Scope = Literal["series", "episode", "shot"]


@dataclass(frozen=True, slots=True)
class Account:
    """The money of a series: its ledger's entries in one currency, prices, caps, and people's hours where told.

    `used` are the jobs whose takes are in the series; None counts one take a shot as used. `special` is a subject
    that China's administration wants to see whatever it costs.
    """

    entries: Sequence[Entry] = ()
    prices: PriceList = field(default_factory=price_list)
    budget: Budget = field(default_factory=Budget)
    currency: str = "USD"
    used: frozenset[Digest] | None = None
    hours: Fraction = Fraction(0)
    wage: Money | None = None
    special: bool = False


@dataclass(frozen=True, slots=True)
class Cap:
    """One cap of the budget, and the most that is spent or reserved where it holds: in which episode or shot."""

    scope: Scope
    cap: Money
    committed: Money
    where: str = ""

    @property
    def left(self) -> Money:
        """What may still be spent there; nothing where a provider billed beyond it."""
        return Money(max(0, self.cap.micros - self.committed.micros), self.cap.currency)


@dataclass(frozen=True, slots=True)
class Figures:
    """The sums of a production. `by_episode` holds micros by episode (None: of the whole series) and provider."""

    spent: Money
    reserved: Money
    minutes: Fraction
    a_minute: Money
    by_episode: Mapping[int | None, Mapping[str, int]]
    compared: Sequence[Compared]
    caps: Sequence[Cap]
    bought: int
    used: int
    tier: FilingTier | None

    @property
    def providers(self) -> list[str]:
        """Everybody who was paid, the most first."""
        sums: dict[str, int] = {}
        for row in self.by_episode.values():
            for provider, micros in row.items():
                sums[provider] = sums.get(provider, 0) + micros
        return sorted(sums, key=lambda name: (-sums[name], name))

    @property
    def keep_rate(self) -> Fraction | None:
        """Which share of the takes that were bought is in the series; None where none were."""
        return Fraction(self.used, self.bought) if self.bought else None


def figures_of(series: Series, account: Account) -> Figures:
    """Reckon everything from the entries alone."""
    own = [entry for entry in account.entries if entry.currency == account.currency]
    settled = [entry for entry in own if entry.kind == "settle"]
    ended = {(entry.job, entry.attempt) for entry in own if entry.kind != "reserve"}
    still = [e for e in own if e.kind == "reserve" and (e.job, e.attempt) not in ended]
    spent = _sum(settled, account.currency)
    minutes = sum((episode.duration_s for episode in series.episodes), Fraction(0)) / 60
    each = cost_a_minute(spent, minutes, hours=account.hours, wage=account.wage)
    bought = [entry for entry in settled if entry.where.shot is not None]
    kept = {entry.job for entry in bought} & account.used if account.used is not None else {_place(e) for e in bought}
    return Figures(
        spent=spent,
        reserved=_sum(still, account.currency),
        minutes=minutes,
        a_minute=each,
        by_episode=_by_episode(settled),
        compared=compared(each, account.prices),
        caps=list(_caps([*settled, *still], account)),
        bought=len(bought),
        used=len(kept),
        tier=_tier(spent, account),
    )


def _sum(entries: Iterable[Entry], currency: str) -> Money:
    return Money(sum(entry.micros for entry in entries), currency)


def _by_episode(settled: Iterable[Entry]) -> dict[int | None, dict[str, int]]:
    found: dict[int | None, dict[str, int]] = {}
    for entry in settled:
        row = found.setdefault(entry.where.episode, {})
        row[entry.provider] = row.get(entry.provider, 0) + entry.micros
    return found


def _place(entry: Entry) -> tuple[int | None, str | None, str]:
    """A shot needs one take of each kind that it is made of."""
    return entry.where.episode, entry.where.shot, entry.unit


def _caps(committed: Sequence[Entry], account: Account) -> Iterable[Cap]:
    budget, currency = account.budget, account.currency
    if budget.series is not None and budget.series.currency == currency:
        yield Cap("series", budget.series, _sum(committed, currency))
    if budget.episode is not None and budget.episode.currency == currency:
        yield _dearest(
            "episode", budget.episode, ((f"episode {e.where.episode}", e) for e in committed if e.where.episode)
        )
    if budget.shot is not None and budget.shot.currency == currency:
        yield _dearest("shot", budget.shot, ((f"shot {e.where.shot}", e) for e in committed if e.where.shot))


def _dearest(scope: Scope, cap: Money, placed: Iterable[tuple[str, Entry]]) -> Cap:
    sums: dict[str, int] = {}
    for where, entry in placed:
        sums[where] = sums.get(where, 0) + entry.micros
    where = max(sums, key=lambda name: sums[name], default="")
    return Cap(scope, cap, Money(sums.get(where, 0), cap.currency), where)


def _tier(spent: Money, account: Account) -> FilingTier | None:
    """The tier by all that was invested, people's hours with it; None where no rate leads there."""
    hours = rounded_up(account.hours * account.wage.micros) if account.wage else 0
    try:
        return filing_tier(Money(spent.micros + hours, spent.currency), account.prices.rates, special=account.special)
    except PriceError:
        return None
