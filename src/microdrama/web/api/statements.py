"""What a studio earned, for those of its people who may know: the signed statements, and the lines behind them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Literal

import msgspec
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router, Schema
from ninja.errors import HttpError

from microdrama.domain.statement import SignedStatement, Statement, as_csv
from microdrama.platform.accounts.models import Studio
from microdrama.platform.accounts.studios import studio_of
from microdrama.platform.catalogue.queries import titles_of
from microdrama.platform.playback.closing import so_far
from microdrama.platform.wallet import payouts, statements
from microdrama.web.api.askers import known
from microdrama.web.limits import limited
from microdrama.web.visitor import visitor

router = Router(tags=["statements"])

_MAY_READ = ("owner", "accountant")


class SeriesShareOut(Schema):
    """One series: earned_minor - carried_back_minor = net_minor, of which share_minor is the studio's.

    `title` is what it is called now, for people; the signed file has only what does not change.
    """

    series: str
    slug: str
    title: str
    legs: int
    first_transfer: int
    last_transfer: int
    earned_minor: int
    carried_back_minor: int
    net_minor: int
    share_minor: int


class VipSeriesOut(Schema):
    """How long VIP viewers watched a series in the month."""

    series: str
    watched_ms: int


class VipShareOut(Schema):
    """VIP money of the month, `minor` in all, as it was spread over all studios' series by `watched_ms`."""

    minor: int
    watched_ms: int
    cut: int
    last: str
    series: list[VipSeriesOut]


class StatementOut(Schema):
    """A month in one currency, in its minor units; `vip` is null where no VIP money came to its series."""

    schema_name: str
    studio: str
    studio_name: str
    month: str
    currency: str
    share_bp: int
    series: list[SeriesShareOut]
    earned_minor: int
    carried_back_minor: int
    net_minor: int
    share_minor: int
    platform_minor: int
    lines_sha256: str
    vip: VipShareOut | None


class SignedOut(Schema):
    """A statement with the platform's signature (Ed25519), in hex; the file to keep is at /{month}/{currency}."""

    statement: StatementOut
    signature: str
    public_key: str


class Running(Schema):
    """What statements of months that are not closed come to by the ledger `at` a moment; not signed, and not final."""

    at: datetime
    provisional: Literal[True]
    items: list[StatementOut]


class Statements(Schema):
    """All statements of a studio, newest month first."""

    items: list[SignedOut]


class PayoutOut(Schema):
    """Money that went to the studio: `month` where it paid a statement, `reference` as the bank has it."""

    at: datetime
    currency: str
    minor: int
    month: str | None
    reference: str


class Sum(Schema):
    """Minor units of a currency."""

    currency: str
    minor: int


class Payouts(Schema):
    """What a studio was paid, newest first, and what is to be paid to it now."""

    items: list[PayoutOut]
    payable: list[Sum]


@router.get("/studios/{slug}/payouts", response=Payouts)
@limited("look")
def paid(request: HttpRequest, slug: str) -> Payouts:
    """What a studio of one's own was paid."""
    studio = _studio(request, slug)
    done = [PayoutOut.model_validate(payouts.told(one)) for one in payouts.list_payouts(studio=studio)]
    owed = payouts.payable(studio=studio)
    return Payouts(items=done, payable=[Sum(currency=unit, minor=minor) for unit, minor in owed.items()])


@router.get("/studios/{slug}/statements", response=Statements)
@limited("look")
def listed(request: HttpRequest, slug: str) -> Statements:
    """What a studio of one's own earned, month by month."""
    made = statements.list_statements(studio=_studio(request, slug))
    titles = _titles(request, [one.statement for one in made])
    return Statements(
        items=[
            SignedOut(statement=_out(one.statement, titles=titles), signature=one.signature, public_key=one.public_key)
            for one in made
        ]
    )


@router.get("/studios/{slug}/statements/running", response=Running)
@limited("account")
def running(request: HttpRequest, response: HttpResponse, slug: str) -> Running:
    """What the month that runs, and one that is over and not closed, would come to if they ended now."""
    response.headers["Cache-Control"] = "private, no-store"
    at = timezone.now()
    found = so_far(studio=_studio(request, slug), at=at)
    titles = _titles(request, found)
    return Running(at=at, provisional=True, items=[_out(one, titles=titles) for one in found])


@router.get("/studios/{slug}/statements/{month}/{currency}", response=dict[str, object])
@limited("export")
def signed(request: HttpRequest, slug: str, month: str, currency: str) -> HttpResponse:
    """One signed statement as the file that `microdrama statements verify` reads."""
    found = _found(_studio(request, slug), month, currency)
    return _file(msgspec.json.encode(found), kind="application/json", name=f"{slug}-{month}-{currency}.json")


@router.get("/studios/{slug}/statements/{month}/{currency}/lines", response=str)
@limited("export")
def lines(request: HttpRequest, slug: str, month: str, currency: str) -> HttpResponse:
    """The ledger lines of a statement, as CSV; they say nothing about who paid."""
    studio = _studio(request, slug)
    _found(studio, month, currency)
    every = statements.export_lines(studio=studio, month=statements.month_of(month))
    table = as_csv(line for line in every if line.currency == currency)
    return _file(table.encode(), kind="text/csv; charset=utf-8", name=f"{slug}-{month}-{currency}.csv")


def _studio(request: HttpRequest, slug: str) -> Studio:
    return studio_of(slug=slug, asker=known(request), roles=_MAY_READ)


def _found(studio: Studio, month: str, currency: str) -> SignedStatement:
    made = statements.show(studio=studio, month=statements.month_of(month))
    found = next((one for one in made if one.statement.currency == currency), None)
    if found is None:
        raise HttpError(404, "There is no such statement.")
    return found


def _titles(request: HttpRequest, found: Iterable[Statement]) -> dict[str, str]:
    """What the series of statements are called now, by asset, in the reader's language."""
    return titles_of(assets={line.series for one in found for line in one.series}, languages=visitor(request).languages)


def _out(one: Statement, *, titles: Mapping[str, str]) -> StatementOut:
    built = {"vip": None, **msgspec.to_builtins(one)}
    built["schema_name"] = built.pop("schema")
    for line in built["series"]:
        line["title"] = titles.get(line["series"], line["slug"])
    return StatementOut.model_validate(built)


def _file(content: bytes, *, kind: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return HttpResponse(content, content_type=kind, headers=headers)
