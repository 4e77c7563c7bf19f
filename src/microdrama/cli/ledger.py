"""`microdrama ledger`: whether the shop's books are sound."""

from __future__ import annotations

from typing import Annotated

import typer

from microdrama import wiring
from microdrama.cli.console import answer, counted, say
from microdrama.domain.errors import MicrodramaError


class UnsoundLedgerError(MicrodramaError):
    """The books do not agree with themselves: somebody wrote into the database by other means, or we erred."""

    exit_code = 3


app = typer.Typer(no_args_is_help=True, help="The ledger of coins and money: reckon it anew.")


@app.command()
def verify(
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as one JSON object on stdout.")] = False,
) -> None:
    """Reckon every balance, lot and unlock anew from what was only ever added; changes nothing.

    Leaves with 3, and a sentence for each fault, where something does not agree.

    Example: microdrama ledger verify
    """
    faults = wiring.platform("wallet.verification").verify()
    for fault in faults:
        say(fault)
    answer({"faults": faults}, as_json=as_json)
    if faults:
        raise UnsoundLedgerError(f"The ledger is not sound: {counted(len(faults), 'fault')}; nothing was changed.")
    say("The ledger is sound: every balance, lot and unlock agrees with its transfers.")
