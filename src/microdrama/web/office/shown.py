"""How the office shows what tables hold in other units: sums, shares, times and texts as people write them.

What is stored stays as it is. Each function makes a column for lists, forms and inlines.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from operator import attrgetter
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Field, Model
from django.http import HttpRequest

from microdrama.platform.catalogue.languages import pick_text
from microdrama.platform.catalogue.models import WORLDWIDE
from microdrama.platform.catalogue.pricing import written
from microdrama.platform.wallet.models import COIN

Column = Callable[[Any], str | None]

_MILLION = 1_000_000


def money(name: str, label: str, *, currency: str = "currency") -> Column:
    """A sum that is kept in minor units, in the currency that stands elsewhere in the row or beside it."""

    def sum_(row: Model) -> str | None:
        unit = attrgetter(currency)(row)
        minor = attrgetter(name)(row)
        return amount(minor, unit=unit) if unit and minor is not None else None

    return _column(sum_, name, label)


def percent(name: str, label: str) -> Column:
    """A part that is kept in hundredths of a percent."""

    def part(row: Model) -> str:
        return as_percent(getattr(row, name))

    return _column(part, name, label)


def length(name: str, label: str) -> Column:
    """A time that is kept in microseconds, as minutes and seconds."""

    def lasts(row: Model) -> str:
        minutes, seconds = divmod((getattr(row, name) + _MILLION // 2) // _MILLION, 60)
        return f"{minutes}:{seconds:02}"

    return _column(lasts, name, label)


def title(label: str = "Title", *, series: str = "") -> Column:
    """A title in the series' own language."""

    def own(row: Any) -> str:
        of = getattr(row, series) if series else row
        return pick_text(row.title, preferred=[of.language])

    return _column(own, "title", label, ordered=False)


def joined(name: str, label: str) -> Column:
    """A list of words."""

    def words(row: Model) -> str:
        return ", ".join(str(word) for word in getattr(row, name)) or "-"

    return _column(words, name, label, ordered=False)


def everywhere(name: str, label: str, *, all_: str) -> Column:
    """A place or a language, where one sign stands for all of them."""

    def place(row: Model) -> str:
        told: str = getattr(row, name)
        return f"{WORLDWIDE} ({all_})" if told == WORLDWIDE else told

    return _column(place, name, label)


def sign(name: str, label: str, *, yes: str) -> Column:
    """A word where something is so, and nothing where it is not: a red cross would say that something is wrong."""

    def said(row: Model) -> str:
        return yes if getattr(row, name) else "-"

    return _column(said, name, label)


def amount(minor: int, *, unit: str) -> str:
    """An amount of the ledger: coins, or a sum of money."""
    return f"{minor:,} coins" if unit == COIN else written(minor=minor, currency=unit)


def as_percent(stored: int) -> str:
    """A part that is kept in hundredths of a percent: 45%, 45.5%."""
    whole, rest = divmod(stored, 100)
    return f"{whole}.{rest:02}".rstrip("0") + "%" if rest else f"{whole}%"


def _column(function: Column, name: str, label: str, *, ordered: bool = True) -> Column:
    function.__name__ = name.replace(".", "_")
    shown: Column = admin.display(description=label, ordering=name.replace(".", "__") if ordered else None)(function)
    return shown


class Worded:
    """Forms whose fields are called as people call them, each with what it means."""

    words: ClassVar[Mapping[str, tuple[str, str]]] = {}

    def formfield_for_dbfield(self, db_field: Field[Any, Any], request: HttpRequest, **more: Any) -> Any:
        """The field, with its label and help."""
        field = super().formfield_for_dbfield(db_field, request, **more)  # type: ignore[misc]  # a page's, beside it
        if field is not None and db_field.name in self.words:
            field.label, field.help_text = self.words[db_field.name]
        return field
