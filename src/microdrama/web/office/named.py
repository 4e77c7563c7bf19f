"""What rows are called in the log of staff: by names that hold outside the database, so that a row says what it was."""

from __future__ import annotations

from typing import Any

from django.db.models import ForeignKey, Model

from microdrama.platform.accounts.models import Account, Member, Studio
from microdrama.platform.catalogue.models import AgeRating, Episode, Right, Series


def name_of(row: Model) -> str:
    """A row in a word or two: series and studios by their slugs, accounts by their public ids, products by codes."""
    if isinstance(row, Series | Studio):
        return row.slug
    if isinstance(row, Account):
        return str(row.public_id)
    if isinstance(row, Right | AgeRating):
        return f"{row.series.slug} in {row.territory}"
    if isinstance(row, Episode):
        return f"{row.series.slug}/{row.number}"
    if isinstance(row, Member):
        return f"{row.account.public_id} at {row.studio.slug}"
    return str(row)


def subject_of(row: Model) -> str:
    """A row as the subject of an action: its table, its key, and what it is called."""
    return f"{row._meta.label} {row.pk}: {name_of(row)}"  # noqa: SLF001 - Django means it to be read


def told(field: Any, value: object) -> str:
    """What a column holds, in words; `value` is a row, or the key of one, where the column names one."""
    if isinstance(field, ForeignKey) and value is not None and not isinstance(value, Model):
        rows: Any = field.related_model
        found = rows.objects.filter(**{field.target_field.attname: value}).first()
        value = found if found is not None else value
    return name_of(value) if isinstance(value, Model) else str(value)


def columns_of(row: Model) -> dict[str, str]:
    """All that a row holds."""
    fields = row._meta.concrete_fields  # noqa: SLF001 - Django means it to be read
    return {field.name: told(field, row.serializable_value(field.name)) for field in fields}
