"""`microdrama ledger`: whether the shop's books are sound, and booking off what has expired."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Annotated

import typer

from microdrama import wiring
from microdrama.cli.console import Bars, answer, counted, say
from microdrama.domain.errors import MicrodramaError


class UnsoundLedgerError(MicrodramaError):
    """The books do not agree with themselves: somebody wrote into the database by other means, or we erred."""

    exit_code = 3


app = typer.Typer(
    no_args_is_help=True, help="The ledger of coins and money: reckon it anew, book off what has expired."
)


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


@app.command()
def expire(
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as one JSON object on stdout.")] = False,
) -> None:
    """Book off bonus coins whose time is over; they could not be spent before, either. Again, it finds nothing.

    Once a day is enough. Stopped, it has booked what it had come to, and the next run does the rest.

    Example: microdrama ledger expire
    """
    expiry = wiring.platform("wallet.expiry")
    with Bars() as bars:
        bars.begin("expire", weight=1, done=False)

        def tell(done: int, every: int) -> None:
            bars.advance("expire", done / every)

        gone = expiry.expire_bonus(at=datetime.fromtimestamp(time.time(), UTC), told=tell)
        bars.advance("expire", 1)
    answer({"gifts": gone.gifts, "coins": gone.coins}, as_json=as_json)
    say(f"{counted(gone.coins, 'bonus coin')} of {counted(gone.gifts, 'gift')} had expired and {_are(gone.coins)} off.")


def _are(count: int) -> str:
    return "is booked" if count == 1 else "are booked"
