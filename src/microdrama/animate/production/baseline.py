"""What a series cost beside what others pay for a minute: the ledger's sum and hours, against dated baselines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from microdrama.animate.production.prices import PriceList
from microdrama.domain.money import MICROS, Money, rounded_up
from microdrama.domain.production import Baseline


@dataclass(frozen=True, slots=True)
class Compared:
    """One baseline in the ledger's currency, per finished minute, and our cost as a share of it, low and high.

    `share_of_low` is against the cheapest figure of the baseline, which is the harder comparison.
    """

    baseline: Baseline
    low: Money
    high: Money
    share_of_low: Fraction
    share_of_high: Fraction


def cost_a_minute(
    spent: Money, minutes: Fraction, *, hours: Fraction = Fraction(0), wage: Money | None = None
) -> Money:
    """What a finished minute cost: what was bought, and people's hours at a wage where both are told."""
    paid = Fraction(spent.micros)
    if wage is not None:
        paid += hours * (wage - Money(0, spent.currency)).micros
    return Money(rounded_up(paid / max(minutes, Fraction(1, 60))), spent.currency)


def compared(each: Money, prices: PriceList) -> list[Compared]:
    """Our cost of a minute beside every baseline that can be converted, the dearest first."""
    found = [_against(each, baseline, prices) for baseline in _convertible(prices, each.currency)]
    return sorted(found, key=lambda one: -one.high.micros)


def _convertible(prices: PriceList, currency: str) -> Sequence[Baseline]:
    known = {rate.currency for rate in prices.rates if rate.into == currency} | {currency}
    return [baseline for baseline in prices.baselines if baseline.currency in known]


def _against(each: Money, baseline: Baseline, prices: PriceList) -> Compared:
    low = prices.converted(Money(baseline.low * MICROS, baseline.currency), each.currency)
    high = prices.converted(Money(baseline.high * MICROS, baseline.currency), each.currency)
    return Compared(
        baseline,
        low,
        high,
        Fraction(each.micros, max(1, low.micros)),
        Fraction(each.micros, max(1, high.micros)),
    )
