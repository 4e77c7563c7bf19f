"""`microdrama statements`: what studios earned in a month, signed, and how a studio checks it by itself."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer
from rich.table import Table

from microdrama import wiring
from microdrama.cli.console import answer, counted, say, stderr
from microdrama.domain.documents import decode
from microdrama.domain.errors import MicrodramaError
from microdrama.domain.statement import SignedStatement, Statement, as_csv, canonical, differences, read_lines
from microdrama.platform.wallet.signing import is_signed
from microdrama.studio.files import write_file
from microdrama.studio.places import places


class NotVerifiedError(MicrodramaError):
    """A statement is not what it says that it is."""

    exit_code = 3


class _Shown(msgspec.Struct, frozen=True):
    """What `show --json` prints."""

    statements: list[SignedStatement]
    so_far: list[Statement] = []


app = typer.Typer(no_args_is_help=True, help="Statements: what studios earned in a month, from the ledger alone.")

_Month = Annotated[str, typer.Option(help="The month, like 2026-11.", metavar="MONTH")]
_Studio = Annotated[str | None, typer.Option(help="The studio's slug; without it, every studio.", metavar="STUDIO")]
_Json = Annotated[bool, typer.Option("--json", help="Print the result as one JSON object on stdout.")]


@app.command()
def make(month: _Month, studio: _Studio = None, as_json: _Json = False) -> None:
    """Close a month: make, sign and book the statements of one studio, or of all. Again, nothing changes.

    Example: microdrama statements make --month 2026-11
    """
    shop, here = wiring.platform("wallet.statements"), places()
    at = datetime.fromtimestamp(time.time(), UTC)
    close = wiring.platform("playback.closing").close_month
    studios = shop.studios(slug=studio)
    made: list[SignedStatement] = close(studios=studios, month=shop.month_of(month), key=shop.key_of(here), at=at)
    _tell(made, as_json=as_json)
    say(f"{counted(len(made), 'statement')}; studios check them with the public key {shop.public_key(here)}")


@app.command()
def show(month: _Month, studio: _Studio = None, as_json: _Json = False) -> None:
    """Show the statements that were made for a month; with --json, whole and signed, one studio's as its own file.

    Of a month that is not closed it shows what was earned so far, by the ledger as it is now; that is not signed.

    Example: microdrama statements show --month 2026-11 --studio house --json
    """
    shop, closing = wiring.platform("wallet.statements"), wiring.platform("playback.closing")
    at = datetime.fromtimestamp(time.time(), UTC)
    found: list[SignedStatement] = []
    so_far: list[Statement] = []
    for one in shop.studios(slug=studio):
        found += shop.show(studio=one, month=shop.month_of(month))
        so_far += closing.so_far(studio=one, month=shop.month_of(month), at=at)
    _tell(found, so_far=so_far, as_json=as_json)
    if so_far:
        say(f"{month} is not closed: {counted(len(so_far), 'statement')} so far, not signed, and may change.")


@app.command()
def pay(
    studio: Annotated[str, typer.Argument(help="The studio's slug.", metavar="STUDIO")],
    reference: Annotated[str, typer.Option(help="What the transfer is called at the bank; once for each payout.")],
    month: Annotated[str | None, typer.Option(help="The month whose statement is paid.", metavar="MONTH")] = None,
    currency: Annotated[str | None, typer.Option(help="Which currency, where there are several.")] = None,
    amount: Annotated[
        str | None, typer.Option("--sum", help="The sum, like 12.50; without it, all that is payable.")
    ] = None,
    bank: Annotated[str, typer.Option(help="The account of the ledger that it left from.")] = "bank",
    as_json: _Json = False,
) -> None:
    """Book that a studio was paid; the money itself leaves by your bank. Never more than is payable is booked.

    The same reference again changes nothing, and another payout under it is refused.

    Example: microdrama statements pay north --month 2026-11 --reference "SEPA 4711"
    """
    shop, payouts = wiring.platform("wallet.statements"), wiring.platform("wallet.payouts")
    paid = payouts.pay_out(
        studio=shop.studios(slug=studio)[0],
        reference=reference,
        month=shop.month_of(month) if month else None,
        currency=currency,
        typed_sum=amount,
        source=bank,
        by=None,
        at=datetime.fromtimestamp(time.time(), UTC),
    )
    told = payouts.told(paid.payout)
    answer({**told, "fresh": paid.fresh}, as_json=as_json)
    say(
        f"{told['written']} to {studio}, '{reference}': {'booked' if paid.fresh else 'booked before, nothing changed'}."
    )


@app.command()
def paid(studio: _Studio = None, as_json: _Json = False) -> None:
    """List what studios were paid, and what is to be paid to them now.

    Example: microdrama statements paid --studio north
    """
    shop, payouts = wiring.platform("wallet.statements"), wiring.platform("wallet.payouts")
    table = Table("studio", "paid at", "sum", "month", "reference", box=None)
    result: list[dict[str, Any]] = []
    for one in shop.studios(slug=studio):
        done = [payouts.told(payout) for payout in payouts.list_payouts(studio=one)]
        for row in done:
            table.add_row(one.slug, row["at"][:10], row["written"], row["month"] or "", row["reference"])
        owed = payouts.payable(studio=one)
        result.append({"studio": one.slug, "payable": owed, "payouts": done})
        for unit, minor in owed.items():
            table.add_row(one.slug, "", payouts.written(minor=minor, currency=unit), "", "to be paid")
    stderr.print(table)
    answer({"studios": result}, as_json=as_json)


@app.command()
def export(
    month: _Month,
    studio: Annotated[str, typer.Option(help="The studio's slug.", metavar="STUDIO")],
    out: Annotated[Path, typer.Option(help="The file to write; .csv is a table, everything else JSON.")],
) -> None:
    """Write the ledger lines that a studio's statements are computed from; they say nothing about who paid.

    Example: microdrama statements export --month 2026-11 --studio house --out lines.csv
    """
    shop = wiring.platform("wallet.statements")
    lines = shop.export_lines(studio=shop.studios(slug=studio)[0], month=shop.month_of(month))
    content = as_csv(lines).encode() if out.suffix.lower() == ".csv" else canonical(lines)
    write_file(out, content)
    say(f"{counted(len(lines), 'line')} in {out}.")


@app.command()
def verify(
    file: Annotated[Path, typer.Argument(help="A signed statement, as `show --json` gives it.", metavar="FILE")],
    key: Annotated[str, typer.Option(help="The platform's public key, 64 digits.", metavar="KEY")],
    lines: Annotated[
        Path | None, typer.Option(help="The exported ledger lines, JSON or CSV, to compute it anew.", metavar="LINES")
    ] = None,
    as_json: _Json = False,
) -> None:
    """Check a statement anywhere, without the platform: its signature and, with --lines, every sum in it.

    Example: microdrama statements verify november.json --key 1f0c... --lines lines.csv
    """
    content = file.read_bytes()
    signed = _read(content, source=str(file))
    if not signed:
        raise NotVerifiedError(f"{file} holds no signed statement: its month is not closed yet.")
    faults: list[str] = []
    for one in signed:
        if not is_signed(one, public_key=key):
            faults.append(f"the statement in {one.statement.currency} was not signed with this key, or altered")
        if lines is not None:
            every = read_lines(lines.read_bytes(), source=str(lines))
            said = one.statement
            mine = [line for line in every if line.currency == said.currency and line.at.startswith(said.month)]
            faults += differences(said, mine)
    answer({"statements": len(signed), "faults": faults}, as_json=as_json)
    if faults:
        raise NotVerifiedError(f"{file} is not right: {'; '.join(faults)}.")
    checked = "signed" if lines is None else "signed, and every sum follows from the lines"
    say(f"{counted(len(signed), 'statement')}: {checked}.")


def _read(content: bytes, *, source: str) -> list[SignedStatement]:
    """One statement, or what `show --json` prints."""
    if b'"statements"' in content:
        return decode(content, _Shown, source=source).statements
    return [decode(content, SignedStatement, source=source)]


def _tell(statements: list[SignedStatement], *, so_far: Sequence[Statement] = (), as_json: bool) -> None:
    pricing = wiring.platform("catalogue.pricing")
    table = Table("studio", "month", "currency", "earned", "carried back", "net", "share", box=None)
    for said, mark in [*((one.statement, "") for one in statements), *((one, " so far") for one in so_far)]:
        sums = (said.earned_minor, said.carried_back_minor, said.net_minor, said.share_minor)
        written = (pricing.written(minor=minor, currency=said.currency) for minor in sums)
        table.add_row(said.studio_name, f"{said.month}{mark}", said.currency, *written)
    stderr.print(table)
    built: dict[str, Any] = {"statements": msgspec.to_builtins(statements)}
    if so_far:
        built["so_far"] = msgspec.to_builtins(so_far)
    answer(built, as_json=as_json)
