"""What a price in US dollars becomes elsewhere: the tier of a place, its currency, and a sum that people expect there.

Two dated cards in this package, `territories.toml` and `currencies.toml`, say which tier and rate. Which currency a
territory pays in, and how many decimals that has, comes from CLDR through Babel. Sums are integers of minor units.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from importlib import resources
from typing import Annotated, Literal

import msgspec
from babel.core import get_global
from babel.numbers import get_currency_precision, get_territory_currencies

from microdrama.domain.money import DecimalText

FALLBACK = "USD"
"""What is paid in where the currency of a place is not on the card."""


class TierOfPlaces(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The territories of one tier; `factor` is its part of the price in US dollars."""

    number: Annotated[int, msgspec.Meta(ge=1, le=9)]
    factor: DecimalText
    territories: list[Annotated[str, msgspec.Meta(pattern=r"^[A-Z]{2}$(?!\n)")]]

    @property
    def factor_bp(self) -> int:
        """The factor in hundredths of a percent."""
        return round(Fraction(self.factor) * 10_000)


class Writing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A currency's rate, and how prices are written in it; see `currencies.toml`."""

    per_usd: DecimalText
    ending: Literal["nine", "round"]
    tick: DecimalText


class _Places(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    date: str
    source: str
    tier: list[TierOfPlaces]


class _Currencies(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    date: str
    source: str
    currency: dict[str, Writing]


@functools.cache
def tiers() -> tuple[TierOfPlaces, ...]:
    """The tiers of the card, the dearest first."""
    return tuple(msgspec.toml.decode(_card("territories.toml"), type=_Places).tier)


@functools.cache
def tier_of() -> Mapping[str, int]:
    """The tier of every territory of the card."""
    return {code: tier.number for tier in tiers() for code in tier.territories}


@functools.cache
def currencies() -> Mapping[str, Writing]:
    """The currencies of the card."""
    return msgspec.toml.decode(_card("currencies.toml"), type=_Currencies).currency


@functools.cache
def territory_codes() -> frozenset[str]:
    """Every two-letter code of CLDR that has had a currency of its own: the territories that rights may name."""
    return frozenset(code for code in get_global("territory_currencies") if len(code) == 2)


def currency_of(territory: str, *, on: date) -> str:
    """What a territory pays in on a day: CLDR's first tender that is on the card, or else US dollars."""
    for currency in get_territory_currencies(territory, start_date=on, end_date=on):
        if currency in currencies():
            return currency
    return FALLBACK


def minor_price(*, usd_cents: int, factor_bp: int, currency: str, at_most: Fraction | None = None) -> int:
    """A price in minor units of a currency, as people expect it there; at least the smallest such price.

    Where there is a bound (in minor units), the largest such price that is within it.
    """
    writing = currencies()[currency]
    unit = Fraction(10 ** get_currency_precision(currency))
    exact = Fraction(usd_cents, 100) * Fraction(factor_bp, 10_000) * Fraction(writing.per_usd)
    price = expected_price(exact, tick=Fraction(writing.tick), ending=writing.ending)
    if at_most is not None and price * unit > at_most:
        price = expected_price(at_most / unit, tick=Fraction(writing.tick), ending=writing.ending, within=True)
    minor = price * unit
    if minor.denominator != 1:
        raise ValueError(f"a price of {price} {currency} has no whole number of minor units")
    return int(minor)


def minor_prices(packs: Sequence[tuple[int, int]], *, factor_bp: int, currency: str) -> list[int]:
    """The prices of packs, given as (coins, cents) from small to large; a larger one is never worth less a coin."""
    prices: list[int] = []
    for number, (coins, usd_cents) in enumerate(packs):
        bound = Fraction(prices[-1] * coins, packs[number - 1][0]) if prices else None
        prices.append(minor_price(usd_cents=usd_cents, factor_bp=factor_bp, currency=currency, at_most=bound))
    return prices


def expected_price(
    exact: Fraction, *, tick: Fraction, ending: Literal["nine", "round"], within: bool = False
) -> Fraction:
    """The nearest sum of two figures and, where a price ends in nine, one tick less than that: 4.99, 16,900, 750.

    With `within`, the largest that is not above `exact`.
    """
    step = max(10 * tick if ending == "nine" else tick, _second_figure(exact))
    below = tick if ending == "nine" else Fraction(0)
    steps = (exact + below) / step
    return max(1, steps.__floor__() if within else _nearest(steps)) * step - below


def _second_figure(value: Fraction) -> Fraction:
    """What one more in the second figure of a number adds to it: 0.1 of 4.99, 1000 of 16,900."""
    step = Fraction(1, 10)
    while value >= step * 100:
        step *= 10
    while value < step * 10:
        step /= 10
    return step


def _nearest(value: Fraction) -> int:
    return (value + Fraction(1, 2)).__floor__()


def _card(name: str) -> bytes:
    return (resources.files("microdrama.platform.catalogue") / name).read_bytes()
