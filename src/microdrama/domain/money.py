"""Money of the studio: whole millionths of a currency's unit, and rates between currencies with their day and source.

Providers bill in fractions of a cent (a line of speech costs 0.0006 USD), so a ledger in cents would either lose money
or invent it. A millionth is small enough for every price that we know of; what a person reads is rounded up to cents.
"""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Annotated

import msgspec

MICROS = 1_000_000
_WRITTEN = re.compile(r"\s*([0-9][0-9_ ]*(?:\.[0-9]{1,6})?)\s*([A-Za-z]{3})\s*")
_MOST_MICROS = 10**18

Currency = Annotated[str, msgspec.Meta(pattern=r"^[A-Z]{3}$(?!\n)")]
"""An ISO 4217 code."""

DecimalText = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{1,12}(\.[0-9]{1,12})?$(?!\n)")]
"""A number that must not become a float: "0.3034"."""


class Money(msgspec.Struct, frozen=True):
    """An amount: `micros` millionths of one unit of `currency`. Money(1_500_000, "USD") is 1.50 USD.

    Amounts of one currency add, subtract and compare; of two, they raise ValueError.
    """

    micros: int
    currency: Currency

    def __add__(self, other: Money) -> Money:
        return Money(self.micros + self._same(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.micros - self._same(other), self.currency)

    def __lt__(self, other: Money) -> bool:
        return self.micros < self._same(other)

    def __le__(self, other: Money) -> bool:
        return self.micros <= self._same(other)

    def __str__(self) -> str:
        """With two decimals, never too small: what is spent is rounded up."""
        cents = -(-self.micros * 100 // MICROS)
        sign, cents = ("-", -cents) if cents < 0 else ("", cents)
        return f"{sign}{cents // 100:,}.{cents % 100:02} {self.currency}"

    def _same(self, other: Money) -> int:
        if other.currency != self.currency:
            raise ValueError(f"{self.currency} and {other.currency} cannot be reckoned together without a rate")
        return other.micros


class Rate(msgspec.Struct, frozen=True, kw_only=True):
    """How many units of `into` one unit of `currency` is worth, on a day, by whom."""

    currency: Currency
    into: Currency
    value: DecimalText
    date: str
    source: str

    def convert(self, amount: Money) -> Money:
        """The amount in the other currency, rounded up to a millionth. Raises ValueError for a third currency."""
        if amount.currency != self.currency:
            raise ValueError(f"a rate from {self.currency} cannot convert {amount.currency}")
        return Money(rounded_up(amount.micros * Fraction(self.value)), self.into)


def rounded_up(value: Fraction) -> int:
    """The smallest whole number that is not below a value."""
    return -(-value.numerator // value.denominator)


def parse_money(text: str) -> Money:
    """Read "100USD" or "12.50 cny". Raises ValueError, in a sentence, for anything else."""
    found = _WRITTEN.fullmatch(text)
    try:
        micros = int(Decimal(re.sub(r"[_ ]", "", found[1])) * MICROS) if found else -1
    except InvalidOperation:  # pragma: no cover (the pattern lets no such number through)
        micros = -1
    if not found or not 0 <= micros <= _MOST_MICROS:
        raise ValueError(f"an amount is written like 100USD or 12.50 CNY, not {text[:40]!r}")
    return Money(micros, found[2].upper())
