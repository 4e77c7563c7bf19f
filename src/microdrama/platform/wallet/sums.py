"""Sums of money as people type them: 4.99, 4,99, 750; always a whole number of minor units in the end."""

from __future__ import annotations

import re

from babel.numbers import get_currency_precision

from microdrama.domain.errors import MicrodramaError
from microdrama.platform.wallet.models import MOST

_TYPED = re.compile(r"([0-9]{1,15})(?:[.,]([0-9]{1,4}))?", re.ASCII)


class SumError(MicrodramaError):
    """What was typed is no sum of the currency; nothing was changed."""


def read_sum(text: str, *, currency: str) -> int:
    """The minor units of a sum. Raises SumError; 1,000.00 is refused, since it may be read in two ways."""
    digits = get_currency_precision(currency)
    found = _TYPED.fullmatch(text.strip())
    part = (found[2] or "") if found else ""
    minor = int(found[1] + part.ljust(digits, "0")) if found and len(part) <= digits else 0
    if not 1 <= minor <= MOST:
        raise SumError(f"A sum in {currency} is written like {_like(digits)}, without signs or blanks, and above 0.")
    return minor


def typed(minor: int, *, currency: str) -> str:
    """A sum as `read_sum` reads it."""
    digits = get_currency_precision(currency)
    whole, part = divmod(minor, 10**digits)
    return f"{whole}.{part:0{digits}}" if digits else str(whole)


def _like(digits: int) -> str:
    return f"12.{'50'.ljust(digits, '0')[:digits]}" if digits else "1250"
