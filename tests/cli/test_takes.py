"""`microdrama takes`: what is in doubt is shown, and what a person decides holds."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from microdrama.cli.takes import LedgerFaultError, app
from microdrama.domain.production import Budget, PriceCard, Quote, Where
from microdrama.domain.takes import StillRequest, Usage, request_digest
from microdrama.ports.painter import FakePainter
from microdrama.studio import takes
from microdrama.studio.ledger import Ledger
from microdrama.studio.takes import Asked, OpenPurse, RejectedError, TakeStore
from microdrama.studio.taking import Taker, still
from providers.made_media import made

WANTED = StillRequest(provider="fake", model="m", prompt="a door at night", width=64, height=112)
DIGEST = request_digest(WANTED)


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> TakeStore:
    monkeypatch.setenv("MICRODRAMA_HOME", str(tmp_path))
    return TakeStore(tmp_path / "takes")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def listed(*arguments: str) -> list[dict[str, str]]:
    return json.loads(run("list", "--json", *arguments).stdout.splitlines()[-1])["takes"]


def test_a_take_in_doubt_is_shown_and_decided(store: TakeStore) -> None:
    store.begin(WANTED)
    store.write(DIGEST, Asked(key=DIGEST, provider="fake", at=1_700_000_000.0))
    (row,) = listed()
    assert (row["state"], row["what"], row["provider"]) == ("perhaps bought", "a door at night", "fake")
    assert run("adopt", DIGEST[:8], "job-7").exit_code == 0
    assert (listed()[0]["state"], listed()[0]["job"]) == ("being made", "job-7")
    shown = json.loads(run("show", DIGEST[:8], "--json").stdout.splitlines()[-1])
    assert shown["journal"] == [f"2023-11-14 22:13:20 UTC: fake asked under {DIGEST}", "accepted as job-7"]
    assert run("forget", DIGEST[:8]).exit_code == 0
    assert store.standing(DIGEST) == takes.Standing(2)


def test_a_rejected_take_is_shown_and_accepted(store: TakeStore) -> None:
    with pytest.raises(RejectedError):
        Taker(store, OpenPurse()).take(still(FakePainter(made("png", "black", (64, 112), 1)), WANTED))
    assert listed()[0]["state"] == "no good: it is black"
    assert run("accept", DIGEST[:8]).exit_code == 0
    assert listed() == []
    assert listed("--all")[0]["state"] == "kept"
    assert store.find(WANTED) is not None


def test_what_makes_no_sense_is_a_sentence(store: TakeStore) -> None:
    for arguments in (("show", "abc"), ("forget", "abc"), ("adopt", "abc", "1"), ("accept", "abc")):
        caught = run(*arguments).exception
        assert isinstance(caught, takes.TakeError)
        assert "No take begins with abc" in str(caught)
    assert listed() == []


def test_the_ledger_is_shown_and_reckoned_anew(store: TakeStore, tmp_path: Path) -> None:
    book = Ledger(tmp_path / "takes" / "ledger.sqlite3", clock=lambda: "2026-11-23T00:00:00")
    card = PriceCard(provider="fake", model="m", unit="image", price="2", currency="USD", date="2026-11-01", source="x")
    quote = Quote(micros=2_000_000, currency="USD", card=card)
    book.reserve(DIGEST, WANTED, Usage(unit="image", amount="1"), quote, Where(series="s"), Budget())
    book.settle(DIGEST, Usage(unit="image", amount="1"))
    told = json.loads(run("ledger", "--json").stdout.splitlines()[-1])
    assert told["series"] == [
        {"series": "s", "settled": "2.00 USD", "reserved": "0.00 USD", "settled_micros": 2_000_000, "currency": "USD"}
    ]
    assert (told["entries"], told["faults"]) == (2, [])
    with contextlib.closing(sqlite3.connect(tmp_path / "takes" / "ledger.sqlite3")) as database, database:
        database.execute("DROP TRIGGER entries_are_final")
        database.execute("UPDATE entries SET micros = 3000000 WHERE kind = 'settle'")
    broken = run("ledger")
    assert isinstance(broken.exception, LedgerFaultError)
    assert broken.exception.exit_code == 3
