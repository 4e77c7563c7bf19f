"""What a studio earned, for those of its people who may know: the signed statements, and the lines behind them."""

from __future__ import annotations

import msgspec
from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from ninja.errors import HttpError

from microdrama.domain.statement import SignedStatement, as_csv
from microdrama.platform.accounts.models import Studio
from microdrama.platform.accounts.studios import studio_of
from microdrama.platform.wallet import statements
from microdrama.web.api.askers import known
from microdrama.web.limits import limited

router = Router(tags=["statements"])

_MAY_READ = ("owner", "accountant")


class SeriesShareOut(Schema):
    """One series: earned_minor - carried_back_minor = net_minor, of which share_minor is the studio's."""

    series: str
    slug: str
    legs: int
    first_transfer: int
    last_transfer: int
    earned_minor: int
    carried_back_minor: int
    net_minor: int
    share_minor: int


class StatementOut(Schema):
    """A month in one currency, in its minor units."""

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


class SignedOut(Schema):
    """A statement with the platform's signature (Ed25519), in hex; the file to keep is at /{month}/{currency}."""

    statement: StatementOut
    signature: str
    public_key: str


class Statements(Schema):
    """All statements of a studio, newest month first."""

    items: list[SignedOut]


@router.get("/studios/{slug}/statements", response=Statements)
def listed(request: HttpRequest, slug: str) -> Statements:
    """What a studio of one's own earned, month by month."""
    return Statements(items=[_out(one) for one in statements.list_statements(studio=_studio(request, slug))])


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


def _out(one: SignedStatement) -> SignedOut:
    built = msgspec.to_builtins(one.statement)
    built["schema_name"] = built.pop("schema")
    return SignedOut(statement=StatementOut.model_validate(built), signature=one.signature, public_key=one.public_key)


def _file(content: bytes, *, kind: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return HttpResponse(content, content_type=kind, headers=headers)
