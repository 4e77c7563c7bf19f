"""All that the database holds about one account, as values for JSON, whatever table names it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from allauth.account.models import EmailConfirmation
from django.apps import apps
from django.db.models import ForeignKey, Model

from microdrama.platform.accounts.models import Account

_WITHHELD = frozenset({"password", "secret_sha256", "session_key", "session_data", "token", "token_secret"})
"""What proves who somebody is: an export that lies about must not be a key."""

_OWNED_BY = frozenset({"account", "user", "reporter"})
"""Columns that say whose a row is; others say who decided it, which is about the decision."""

_PARTS_OF = frozenset({"transfer", "order", "account", "email_address", "session"})


def export_data(*, account: Account) -> dict[str, Any]:
    """The account's own row and every row that is its own, by table; keys and secrets are withheld."""
    whose = [account.pk, *Account.objects.filter(joined_into=account).values_list("pk", flat=True)]
    tables: dict[str, list[dict[str, Any]]] = {}
    for model in apps.get_models():
        for column in _owning_columns(model) or _owning_parents(model):
            rows = model._default_manager.filter(**{f"{column}__in": whose}).order_by("pk")
            tables[model._meta.db_table] = [_written(row) for row in rows.iterator()]
    return {"account": _written(Account.objects.get(pk=account.pk)), "tables": dict(sorted(tables.items()))}


def _owning_columns(model: type[Model]) -> list[str]:
    return [
        field.name
        for field in model._meta.concrete_fields
        if isinstance(field, ForeignKey) and field.related_model is Account and field.name in _OWNED_BY
    ]


def _owning_parents(model: type[Model]) -> list[str]:
    """What a row is a part of, for parts of rows that are somebody's: a transfer's legs, an order's events."""
    if model is EmailConfirmation:  # its key is all that it is
        return []
    return [
        f"{field.name}__{column}"
        for field in model._meta.concrete_fields
        if isinstance(field, ForeignKey) and field.name in _PARTS_OF
        for column in _owning_columns(field.related_model)
    ]


def _written(row: Model) -> dict[str, Any]:
    fields = [field for field in row._meta.concrete_fields if field.name not in _WITHHELD]
    return {field.attname: _value(field.value_from_object(row)) for field in fields}


def _value(value: object) -> object:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, Mapping | list | str | int | bool | float | None):
        return value
    return str(value)
