"""`microdrama coupons`: codes for bonus coins, made, counted, and ended before their time."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from microdrama import wiring
from microdrama.cli.console import answer, counted, say, stderr

_SHOWN = 20
"""So many codes are shown in the terminal; more go into a file."""

app = typer.Typer(
    no_args_is_help=True,
    help="Codes for bonus coins: coupons that many viewers use, and gift codes that one uses. Only a code's SHA-256 is "
    "kept, so it is told when it is made and never again.",
)

_Json = Annotated[bool, typer.Option("--json", help="Print the result as one JSON object on stdout.")]


@app.command()
def make(
    coins: Annotated[int, typer.Option(help="The bonus coins that each use gives.", min=1)],
    days: Annotated[int, typer.Option(help="For how many days the codes work, from now on.", min=1)],
    uses: Annotated[int, typer.Option(help="How many viewers may use the code, each of them once.", min=1)] = 1,
    count: Annotated[int, typer.Option(help="How many gift codes of one use each.", min=1)] = 1,
    code: Annotated[
        str | None, typer.Option(help="A code of your own, of 6 letters and digits or more.", metavar="CODE")
    ] = None,
    label: Annotated[
        str | None, typer.Option(help="What the codes are for; they are listed and ended by it.", metavar="LABEL")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Write the codes into this CSV file.", metavar="FILE")] = None,
    as_json: _Json = False,
) -> None:
    """Make a coupon, or many gift codes, and tell the codes this once.

    Coins of a code last 30 days from the day on which it is used.

    Example: microdrama coupons make --coins 100 --uses 1000 --days 30 --label spring

    Example: microdrama coupons make --coins 50 --count 200 --days 90 --label press --out press.csv
    """
    if count > _SHOWN and out is None and not as_json:
        raise typer.BadParameter(f"more than {_SHOWN} codes need --out or --json", param_hint="--count")
    at = datetime.fromtimestamp(time.time(), UTC)
    make_codes = wiring.platform("wallet.coupons").make_codes
    wish = {"coins": coins, "uses": uses, "days": days, "count": count, "code": code, "by": None, "at": at}
    wish["label"] = label or f"codes of {at:%Y-%m-%d %H:%M:%S.%f}"
    made = make_codes(**wish) if out is None else _into(out, lambda: make_codes(**wish))
    _tell(made, out=out)
    told = {"label": made.label, "codes": made.codes, "coins": made.coins, "uses": made.uses}
    answer({**told, "ends_at": made.ends_at.isoformat()}, as_json=as_json)


@app.command("list")
def list_(as_json: _Json = False) -> None:
    """List what codes were made, how often they were used, and until when they work.

    Example: microdrama coupons list
    """
    at = datetime.fromtimestamp(time.time(), UTC)
    batches = wiring.platform("wallet.coupons").list_coupons(at=at)
    table = Table("label", "codes", "coins", "used", "works until", box=None)
    for one in batches:
        until = f"{one.ends_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC{'' if one.runs else ', over'}"
        table.add_row(one.label, str(one.codes), str(one.coins), f"{one.uses} of {one.most_uses}", until)
    if batches:
        stderr.print(table)
    else:
        say("No codes were made yet.")
    answer({"coupons": [_row(one) for one in batches]}, as_json=as_json)


@app.command()
def end(
    code_or_label: Annotated[str, typer.Argument(help="A code, or the label of all that are to end.")],
    as_json: _Json = False,
) -> None:
    """End codes before their time; the coins that they gave stay.

    Example: microdrama coupons end spring
    """
    at = datetime.fromtimestamp(time.time(), UTC)
    ended = wiring.platform("wallet.coupons").end_coupons(code_or_label=code_or_label, by=None, at=at)
    answer({"ended": ended}, as_json=as_json)
    say(f"{counted(ended, 'code')} ended; what was given stays.")


def _into(out: Path, make_codes: Callable[[], Any]) -> Any:
    """Make codes and write them; the file is opened first, so that what can be written nowhere is not made."""
    if not out.parent.is_dir():
        raise typer.BadParameter(f"there is no folder {out.parent}", param_hint="--out")
    fresh = out.with_name(f".{out.name}.part")
    try:
        # nobody else may read what is worth coins
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", newline="") as file:
            made = make_codes()
            file.write(made.as_csv())
        fresh.replace(out)
    finally:
        fresh.unlink(missing_ok=True)
    return made


def _tell(made: Any, *, out: Path | None) -> None:
    if out is None:
        for code in made.codes[:_SHOWN]:
            say(code)
    else:
        say(f"{counted(len(made.codes), 'code')} in {out}; they are kept nowhere else.")
    each = f"{counted(made.uses, 'viewer')} may use" if len(made.codes) == 1 else "one viewer each may use"
    until = f"{made.ends_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    say(f"'{made.label}': {each} it until {until}, for {counted(made.coins, 'bonus coin')}.")


def _row(one: Any) -> dict[str, Any]:
    return {
        "label": one.label,
        "codes": one.codes,
        "coins": one.coins,
        "uses": one.uses,
        "most_uses": one.most_uses,
        "starts_at": one.starts_at.isoformat(),
        "ends_at": one.ends_at.isoformat(),
        "runs": one.runs,
    }
