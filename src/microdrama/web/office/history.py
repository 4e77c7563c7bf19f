"""What the log of staff says of one row: by its table and key, and by the names that commands and operations use."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Model, Q
from django.http import HttpRequest

from microdrama.platform.accounts.models import StaffAction
from microdrama.platform.catalogue.models import Series
from microdrama.platform.wallet.models import Order
from microdrama.web.office.named import name_of

MAY_READ = "accounts.view_staffaction"
_A_PAGE = 100
_LONGEST = 400


@dataclass(frozen=True, slots=True)
class Told:
    """One line of the log, with what it changed in words."""

    row: StaffAction
    changes: tuple[str, ...]


def history_of(row: Model, *, request: HttpRequest) -> Page[Told]:
    """What the staff, studios and commands did to a row, the newest first; nothing for who may not read the log."""
    found = StaffAction.objects.none()
    if request.user.has_perm(MAY_READ):
        found = StaffAction.objects.filter(_about(row)).select_related("actor").order_by("-pk")
    pages = Paginator(found, _A_PAGE)
    page: Page[Any] = pages.get_page(request.GET.get("p", "1"))
    page.object_list = [Told(one, tuple(_changes(one.details))) for one in page.object_list]
    return page


def _about(row: Model) -> Q:
    label = row._meta.label  # noqa: SLF001 - Django means it to be read
    names = [name_of(row)]
    if isinstance(row, Series):
        names += row.former_slugs.values_list("slug", flat=True)
    if isinstance(row, Order):
        names = [str(row.public_id)]
    said = Q(subject__startswith=f"{label} {row.pk}: ")
    for name in names:
        # alone ("the-slug"), after its kind ("studio north"), or in the name of a row that belongs to it
        said |= Q(subject=name) | Q(subject__endswith=f" {name}") | Q(subject__contains=f": {name} in ")
        if isinstance(row, Series):
            said |= Q(subject__startswith=f"{name}/")
    return said


def _changes(details: Mapping[str, Any]) -> Iterator[str]:
    before, after = details.get("before"), details.get("after")
    if isinstance(before, dict) or isinstance(after, dict):
        was, now = _dict(before), _dict(after)
        for name in {**was, **now}:
            yield f"{name}: {_word(was.get(name))} → {_word(now.get(name))}"
    elif before is not None or after is not None:
        yield f"{_word(before)} → {_word(after)}"
    else:
        for name, value in details.items():
            if value and name != "message":
                yield f"{name}: {_word(value)}"


def _dict(told: object) -> dict[str, Any]:
    return told if isinstance(told, dict) else {}


def _word(value: object) -> str:
    if value is None or value == "":
        return "-"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
