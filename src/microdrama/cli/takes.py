"""`microdrama takes`: what was bought, what is still being bought, and what a person has to decide."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

import typer
from rich.table import Table

from microdrama import wiring
from microdrama.cli.console import answer, counted, say, stderr
from microdrama.domain.errors import MicrodramaError
from microdrama.domain.takes import Request, SpeechRequest
from microdrama.studio.ledger import faults, spent_of
from microdrama.studio.places import places
from microdrama.studio.takes import Accepted, Asked, Denied, Entry, TakeStore, TurnedAway


class LedgerFaultError(MicrodramaError):
    """Somebody wrote into the ledger by other means."""

    exit_code = 3


app = typer.Typer(no_args_is_help=True, help="Takes: generated stills, clips and lines, each bought once and kept.")
_Json = Annotated[bool, typer.Option("--json", help="Print the result as one JSON object on stdout.")]
_Take = Annotated[str, typer.Argument(metavar="TAKE", help="The take's digest, or as much of its start as is unique.")]
_SHOWN_LETTERS = 48


def _store() -> TakeStore:
    return TakeStore(places().takes)


@app.command("list")
def list_takes(
    everything: Annotated[bool, typer.Option("--all", help="Also those that are finished and good.")] = False,
    as_json: _Json = False,
) -> None:
    """Show takes that are being bought, that are in doubt, or that are no good."""
    store = _store()
    rows = [_row(store, digest, open_=True) for digest in store.open()]
    rows += [_row(store, digest, open_=False) for digest in store.finished()]
    shown = [row for row in rows if everything or row["state"] != "kept"]
    table = Table("take", "provider", "model", "what", "state", "job", box=None)
    for row in shown:
        table.add_row(row["digest"][:12], row["provider"], row["model"], row["what"], row["state"], row["job"])
    stderr.print(table)
    kept = sum(row["state"] == "kept" for row in rows)
    say(f"{counted(kept, 'good take')} of {len(rows)} in {store.root}.")
    answer({"takes": shown, "kept": kept}, as_json=as_json)


@app.command()
def show(take: _Take, as_json: _Json = False) -> None:
    """Show all that is known of a take: the request, what was asked when, what came of it."""
    store = _store()
    digest = store.named(take)
    row = _row(store, digest, open_=digest in set(store.open()))
    journal = [_told(entry) for entry in store.journal(digest)]
    for name, value in row.items():
        say(f"{name}: {value}")
    for line in journal:
        say(f"  {line}")
    answer({**row, "journal": journal}, as_json=as_json)


@app.command()
def forget(take: _Take) -> None:
    """Let the next run buy a take again: nothing was bought, or it is lost or no good. What is there is kept aside."""
    store = _store()
    digest = store.named(take)
    store.forget(digest)
    say(f"The next run buys {digest[:12]} again.")


@app.command()
def adopt(
    take: _Take, job: Annotated[str, typer.Argument(metavar="JOB", help="The job's number at the provider.")]
) -> None:
    """Go on with a job that you found in the provider's own list, where nobody could tell whether it was accepted."""
    store = _store()
    digest = store.named(take)
    store.adopt(digest, job)
    say(f"The next run collects {job} as {digest[:12]}.")


@app.command()
def accept(take: _Take) -> None:
    """Use a take all the same that was found to be no good."""
    store = _store()
    digest = store.named(take)
    store.accept(digest)
    say(f"{digest[:12]} is used from now on.")


def _row(store: TakeStore, digest: str, *, open_: bool) -> dict[str, Any]:
    request = store.request(digest)
    state, job = _open_state(store, digest) if open_ else _state(store, digest)
    return {
        "digest": digest,
        "provider": request.provider,
        "model": request.model,
        "what": _what(request)[:_SHOWN_LETTERS],
        "state": state,
        "job": job,
    }


def _what(request: Request) -> str:
    return request.text if isinstance(request, SpeechRequest) else request.prompt


def _state(store: TakeStore, digest: str) -> tuple[str, str]:
    record = store.record(digest)
    return ("kept" if record.rejected is None else f"no good: {record.rejected}"), record.ticket.remote_id


def _open_state(store: TakeStore, digest: str) -> tuple[str, str]:
    standing = store.standing(digest)
    if standing.ticket is not None:
        return "being made", standing.ticket.remote_id
    return ("not asked for" if standing.asked is None else "perhaps bought"), ""


def _told(entry: Entry) -> str:
    if isinstance(entry, Asked):
        when = datetime.fromtimestamp(entry.at, UTC).strftime("%Y-%m-%d %H:%M:%S")
        return f"{when} UTC: {entry.provider} asked under {entry.key}"
    if isinstance(entry, Accepted):
        return f"accepted as {entry.ticket.remote_id}"
    if isinstance(entry, TurnedAway):
        return f"turned away: {entry.reason}"
    return f"not made: {entry.reason}" if isinstance(entry, Denied) else "forgotten"


@app.command()
def ledger(as_json: _Json = False) -> None:
    """Show what was reserved and paid, series by series, and reckon the whole ledger anew; exit 3 where it is wrong."""
    book = wiring.ledger(places())
    entries = book.entries()
    table = Table("series", "paid", "reserved", "bought", "given back", box=None)
    sums: list[dict[str, Any]] = []
    for series, currency in sorted({(entry.where.series, entry.currency) for entry in entries}):
        spent = spent_of([entry for entry in entries if entry.where.series == series], currency)
        row = {"series": series, "settled": str(spent.settled), "reserved": str(spent.reserved)}
        sums.append({**row, "settled_micros": spent.settled.micros, "currency": currency})
        table.add_row(series[:12], str(spent.settled), str(spent.reserved), str(spent.bought), str(spent.released))
    stderr.print(table)
    wrong = list(faults(entries))
    for sentence in wrong:
        say(sentence)
    answer({"entries": len(entries), "series": sums, "faults": wrong}, as_json=as_json)
    if wrong:
        raise LedgerFaultError(f"The ledger {places().ledger} does not add up in {counted(len(wrong), 'place')}.")
    say(f"{counted(len(entries), 'entry', 'entries')}, all in order.")
