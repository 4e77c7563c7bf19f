"""Fields of forms for what tables hold in other units: parts and sums, typed as people write them.

What is stored stays as it is; `shown` writes the same for lists.
"""

from __future__ import annotations

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.forms import Field
from unfold.widgets import UnfoldAdminTextInputWidget

from microdrama.domain.errors import MicrodramaError
from microdrama.platform.wallet.sums import read_sum, typed
from microdrama.web.office.shown import as_percent

_PERCENT = re.compile(r"([0-9]{1,4})(?:[.,]([0-9]{1,2}))?\s?%?", re.ASCII)


class _Typed(Field):
    """A line of text that stands for a whole number of other units."""

    def __init__(self, *, label: str, help_text: str, initial: int | None = None) -> None:
        """A required field; its help says how it is written."""
        widget = UnfoldAdminTextInputWidget(attrs={"autocomplete": "off", "inputmode": "decimal"})
        super().__init__(label=label, help_text=help_text, initial=initial, widget=widget)

    def to_python(self, value: Any) -> int | None:
        """What is stored. Raises ValidationError."""
        text = str(value or "").strip()
        return self.read(text) if text else None

    def prepare_value(self, value: Any) -> Any:
        """What is stored, as it is typed; what was typed stays as it is."""
        return self.write(value) if isinstance(value, int) else value

    def read(self, text: str) -> int:
        """What a text stands for. Raises ValidationError."""
        raise NotImplementedError

    def write(self, stored: int) -> str:
        """The text that stands for it."""
        raise NotImplementedError


class PercentField(_Typed):
    """A part, kept in hundredths of a percent."""

    def read(self, text: str) -> int:
        """45, 45.5% or 45,5 %."""
        found = _PERCENT.fullmatch(text)
        if found is None:
            raise ValidationError("A part is written like 45% or 45.5%, with two digits after the point at most.")
        return int(found[1]) * 100 + int((found[2] or "").ljust(2, "0"))

    def write(self, stored: int) -> str:
        """As lists show it."""
        return as_percent(stored)


class SumField(_Typed):
    """A sum of money, kept in minor units of `currency`; empty where that is not known yet."""

    def __init__(self, *, label: str, help_text: str, currency: str = "") -> None:
        """Sums of a currency."""
        super().__init__(label=label, help_text=help_text)
        self.currency = currency

    def read(self, text: str) -> int:
        """4.99 or 4,99; 750 where there are no smaller units."""
        if not self.currency:
            raise ValidationError("Say where it is sold first: the currency is that territory's.")
        try:
            return read_sum(text, currency=self.currency)
        except MicrodramaError as error:
            raise ValidationError(str(error)) from error

    def write(self, stored: int) -> str:
        """As it is read."""
        return typed(stored, currency=self.currency) if self.currency else str(stored)
