"""Sums in the units of each provider, against ours: whole minor units with the decimals that CLDR gives a currency."""

from __future__ import annotations

from babel.numbers import get_currency_precision

from microdrama.ports.payments import NoticeError


def decimals(currency: str) -> int:
    """How many decimals our sums of a currency have."""
    return get_currency_precision(currency)


def rescaled(amount: int, *, have: int, want: int) -> int:
    """A sum of `have` decimals with `want` of them; raises NoticeError where that would lose something."""
    if want >= have:
        return amount * 10 ** (want - have)
    whole, rest = divmod(amount, 10 ** (have - want))
    if rest:
        raise NoticeError("This sum is finer than the smallest unit of its currency.")
    return whole
