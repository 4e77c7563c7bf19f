"""`microdrama watching`: what in the watching of a month no person does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import msgspec
import typer
from rich.table import Table

from microdrama import wiring
from microdrama.cli.console import answer, counted, say, stderr


def watching(
    month: Annotated[str, typer.Option(help="The month, like 2026-11.", metavar="MONTH")],
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as one JSON object on stdout.")] = False,
) -> None:
    """Report what in the watching of a month no person does; look at it before you close the month.

    It names accounts that watched more than 16 hours of a day, and devices on which five accounts or more watched, the
    worst first, a hundred of each at most. VIP money is shared by what was watched. Changes nothing.

    Example: microdrama watching --month 2026-11
    """
    found = wiring.platform("playback.anomalies").of_month(month=wiring.platform("wallet.statements").month_of(month))
    _show("account", "day", [(one.account, one.day, one.watched_ms) for one in found.tireless])
    _show("device", "accounts", [(one.device, one.accounts, one.watched_ms) for one in found.shared])
    answer(msgspec.to_builtins(found), as_json=as_json)
    tireless, devices = counted(len(found.tireless), "account-day"), counted(len(found.shared), "device")
    say(f"In {month}, {tireless} of more than 16 hours, and {devices} that many accounts share.")


def _show(who: str, what: str, rows: Sequence[tuple[str, object, int]]) -> None:
    table = Table(who, what, "hours watched", box=None)
    for name, more, watched_ms in rows:
        table.add_row(name, f"{more}", f"{watched_ms / 3_600_000:.1f}")
    if rows:
        stderr.print(table)
