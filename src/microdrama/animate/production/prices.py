"""What a job will cost at most: price cards and exchange rates with their days and sources, and quotes by them."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase
from fractions import Fraction
from importlib import resources
from pathlib import Path

import msgspec

from microdrama.domain.errors import MicrodramaError
from microdrama.domain.money import MICROS, Money, Rate, rounded_up
from microdrama.domain.production import Baseline, PriceCard, Quote
from microdrama.domain.takes import Usage

_ANY = "*"
_STALE_DAYS = 90
_MOST_BYTES = 1 << 20


class PriceError(MicrodramaError):
    """Nobody knows what something costs; nothing was asked for."""


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    card: list[PriceCard] = []
    rate: list[Rate] = []
    baseline: list[Baseline] = []


@dataclass(frozen=True, slots=True)
class PriceList:
    """Cards, rates and baselines in the order in which they count: the first that fits does."""

    cards: Sequence[PriceCard]
    rates: Sequence[Rate]
    baselines: Sequence[Baseline]

    def card(self, provider: str, model: str, unit: str) -> PriceCard:
        """The card for a unit of a model; raises PriceError, which says what to write where."""
        for card in self.cards:
            if card.provider == provider and fnmatchcase(model, card.model) and card.unit in {unit, _ANY}:
                return card
        raise PriceError(
            f"Nobody knows what a {unit} of {model} costs at {provider}: write a card for it into a file like "
            f"animate/production/prices.toml and name the file in MICRODRAMA_PRICES. Nothing was bought."
        )

    def rate(self, currency: str, into: str) -> Rate:
        """The rate between two currencies, one for the same; raises PriceError where there is none."""
        if currency == into:
            return Rate(currency=currency, into=into, value="1", date="", source="")
        for rate in self.rates:
            if (rate.currency, rate.into) == (currency, into):
                return rate
        raise PriceError(
            f"There is no exchange rate from {currency} into {into}: write one into the file that MICRODRAMA_PRICES "
            f"names. Nothing was bought."
        )

    def quote(self, provider: str, model: str, usage: Usage, *, currency: str, attempts: int = 1) -> Quote:
        """The most that a job may cost in a currency: usage by its card, times what may come on top, rounded up.

        `attempts` is how often it may be billed. Raises PriceError.
        """
        card = self.card(provider, model, usage.unit)
        rate = self.rate(card.currency, currency)
        whole = Fraction(usage.amount) * Fraction(card.price) * Fraction(card.most) * Fraction(rate.value) * attempts
        return Quote(micros=rounded_up(whole * MICROS), currency=currency, card=card, rate=rate.value)

    def converted(self, amount: Money, currency: str) -> Money:
        """An amount in another currency, rounded up. Raises PriceError where there is no rate."""
        return self.rate(amount.currency, currency).convert(amount)

    def remarks(self, used: Sequence[PriceCard], today: date) -> list[str]:
        """A sentence for each card that is older than 90 days."""
        old = [card for card in used if (today - date.fromisoformat(card.date)).days > _STALE_DAYS]
        return [
            f"The price of {card.model} at {card.provider} is of {card.date}: look whether it still holds."
            for card in dict.fromkeys(old)
        ]


def billed(usage: Usage, quote: Quote) -> int:
    """What a job cost in micros, by the card and rate of its reservation, rounded up."""
    whole = Fraction(usage.amount) * Fraction(quote.card.price) * Fraction(quote.rate)
    return rounded_up(whole * MICROS)


def price_list(own: Path | None = None) -> PriceList:
    """What this package knows, behind what the user's own file says. Raises PriceError where that cannot be read."""
    known = _known()
    if own is None:
        return known
    try:
        size = own.stat().st_size
        given = _read(own.read_bytes() if size <= _MOST_BYTES else b"too long", str(own))
    except OSError as error:
        raise PriceError(f"The prices in {own} cannot be read: {error.strerror}. Nothing was bought.") from error
    return PriceList(
        cards=[*given.card, *known.cards],
        rates=[*given.rate, *known.rates],
        baselines=[*given.baseline, *known.baselines],
    )


@functools.cache
def _known() -> PriceList:
    folder = resources.files("microdrama.animate.production")
    files = [_read((folder / name).read_bytes(), name) for name in ("prices.toml", "rates.toml", "baselines.toml")]
    return PriceList(
        cards=[card for file in files for card in file.card],
        rates=[rate for file in files for rate in file.rate],
        baselines=[baseline for file in files for baseline in file.baseline],
    )


def _read(data: bytes, name: str) -> _File:
    try:
        return msgspec.toml.decode(data, type=_File)
    except (msgspec.MsgspecError, ValueError, UnicodeDecodeError) as error:
        raise PriceError(f"The prices in {name} cannot be read: {error}. Nothing was bought.") from error
