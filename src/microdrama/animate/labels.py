"""What law asks of a series that machines helped to make: labels to be seen, labels to be read, the tier of its filing.

The rules stand in `labels.toml`, each with its day and its source, so that a person who knows the law can read them.
"""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Sequence
from fractions import Fraction
from importlib import resources
from typing import Literal

import msgspec

from microdrama.animate.production.prices import PriceError
from microdrama.domain.money import MICROS, Currency, DecimalText, Money, Rate
from microdrama.domain.production import Day
from microdrama.domain.time import Span
from microdrama.media.ass import WIDTH_PX
from microdrama.media.lettering import Label
from microdrama.media.origin import AigcLabel

_LETTER_SHARE = Fraction(22, 25)  # of a font's size: how high a Chinese character is; capitals are lower
_CAPITAL_SHARE = Fraction(7, 10)
_MARGIN_S = Fraction(1, 2)  # what a player may swallow while it fades in
_LICENCE_PX, _LICENCE_S = 40.0, Fraction(4)
_LONGEST_LICENCE = 40
_EVERYWHERE = "*"
_JOINT = " · "


class Policy(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What some territories ask for; see the head of `labels.toml`."""

    name: str
    territories: list[str]
    seconds: DecimalText
    height_share: DecimalText
    metadata: list[str]
    date: Day
    source: str
    words_in: str | None = None
    note: str = ""


class FilingTier(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a series is filed in China, by what was invested in it; `special` subjects are always of that tier."""

    key: Literal["key", "ordinary", "other"]
    title: str
    at_least: int
    currency: Currency
    asks: str
    date: Day
    source: str
    special: bool = False

    @property
    def floor(self) -> Money:
        """From what investment on it is this tier."""
        return Money(self.at_least * MICROS, self.currency)


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    policy: list[Policy]
    words: dict[str, str]
    tier: list[FilingTier]


def policies(territories: Sequence[str]) -> list[Policy]:
    """The policies of some territories (ISO 3166-1 alpha-2 codes, or "EU"), each once; none named: the default's."""
    known = _known().policy
    default = next(policy for policy in known if _EVERYWHERE in policy.territories)
    asked = [code.upper() for code in territories] or [_EVERYWHERE]
    found = [next((one for one in known if code in one.territories), default) for code in asked]
    return list({policy.name: policy for policy in found}.values())


def label_for(language: str, territories: Sequence[str] = ()) -> Label | None:
    """The label that all of the territories accept, None where none of them asks for one to be seen.

    In the language of the series (English where nobody wrote its words down), and in those that a territory wants
    besides. Letters are high enough at every size of the picture; capitals count where they are the highest.
    """
    asking = [policy for policy in policies(territories) if Fraction(policy.seconds) > 0]
    if not asking:
        return None
    texts = [label_words(language), *(label_words(one.words_in) for one in asking if one.words_in)]
    text = _JOINT.join(dict.fromkeys(texts))
    height = max(Fraction(policy.height_share) for policy in asking) * WIDTH_PX
    seconds = max(Fraction(policy.seconds) for policy in asking) + _MARGIN_S
    return Label(text, Span(Fraction(0), seconds), float(-(-height // _share_of(text))))


def _share_of(text: str) -> Fraction:
    """How high the highest letters of a text are, as a share of the font's size."""
    wide = any(unicodedata.east_asian_width(letter) in "WF" for letter in text)
    return _LETTER_SHARE if wide else _CAPITAL_SHARE


def label_words(language: str) -> str:
    """What a label says in a language (BCP 47): of its longest tag that is known, else in English."""
    words = _known().words
    parts = language.split("-")
    for length in range(len(parts), 0, -1):
        found = words.get("-".join(parts[:length])) or words.get("-".join(parts[:length]).lower())
        if found:
            return found
    return words["en"]


def licence_label(number: str) -> Label | None:
    """The licence or registration number of a series, for the head of every episode; None for an empty one."""
    text = " ".join("".join(c if c.isprintable() else " " for c in number).split())[:_LONGEST_LICENCE]
    return Label(text, Span(Fraction(0), _LICENCE_S), _LICENCE_PX) if text else None


def implicit_label(*, producer: str, series: str, episode: int, propagator: str = "") -> AigcLabel:
    """The label that machines read, as GB 45438-2025 has it; who spreads the series fills in or replaces its part."""
    number = f"{series}/{episode:03d}"
    return AigcLabel(
        producer=producer, produce_id=number, propagator=propagator, propagate_id=number if propagator else ""
    )


def filing_tier(invested: Money, rates: Sequence[Rate], *, special: bool = False) -> FilingTier:
    """The tier in China of a series in which so much was invested, or whose subject is a special one.

    Raises PriceError where no rate leads to the currency of the tiers.
    """
    tiers = _known().tier
    if special:
        return next(tier for tier in tiers if tier.special)
    amount = _converted(invested, tiers[0].currency, rates)
    return next(tier for tier in tiers if tier.floor <= amount)


def filing_tiers() -> list[FilingTier]:
    """All tiers, the dearest first."""
    return _known().tier


def _converted(amount: Money, currency: str, rates: Sequence[Rate]) -> Money:
    if amount.currency == currency:
        return amount
    rate = next((rate for rate in rates if (rate.currency, rate.into) == (amount.currency, currency)), None)
    if rate is None:
        raise PriceError(
            f"There is no exchange rate from {amount.currency} into {currency}, so nobody can say how the series is "
            f"filed: write one into the file that MICRODRAMA_PRICES names."
        )
    return rate.convert(amount)


@functools.cache
def _known() -> _File:
    data = resources.files("microdrama.animate").joinpath("labels.toml").read_bytes()
    return msgspec.toml.decode(data, type=_File)
