"""The production ledger: what was reserved, settled and released, for ever, in one SQLite file.

What it promises is written in docs/guarantees/production.md. Every call is one IMMEDIATE transaction, flushed to the
disk before it returns, so that several processes and threads may share the file.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from microdrama.animate.production.budget import Committed, refusal
from microdrama.animate.production.prices import PriceList, billed
from microdrama.domain.errors import MicrodramaError
from microdrama.domain.money import Money
from microdrama.domain.production import Budget, Entry, EntryKind, PriceCard, Quote, Where
from microdrama.domain.takes import Request, SpeechRequest, Usage

_SCHEMA = """
CREATE TABLE IF NOT EXISTS entries (
    number   INTEGER PRIMARY KEY AUTOINCREMENT,
    at       TEXT NOT NULL,
    kind     TEXT NOT NULL CHECK (kind IN ('reserve', 'settle', 'release')),
    job      TEXT NOT NULL CHECK (length(job) >= 64),
    attempt  INTEGER NOT NULL CHECK (attempt >= 1),
    series   TEXT NOT NULL,
    episode  INTEGER,
    shot     TEXT,
    provider TEXT NOT NULL,
    model    TEXT NOT NULL,
    unit     TEXT NOT NULL,
    amount   TEXT NOT NULL,
    micros   INTEGER NOT NULL CHECK (micros >= 0),
    currency TEXT NOT NULL,
    details  BLOB NOT NULL,
    UNIQUE (job, attempt, kind)
) STRICT;
CREATE INDEX IF NOT EXISTS entries_series ON entries (series, episode, shot);
CREATE TRIGGER IF NOT EXISTS entries_are_kept BEFORE DELETE ON entries
    BEGIN SELECT RAISE(ABORT, 'the ledger keeps every entry'); END;
CREATE TRIGGER IF NOT EXISTS entries_are_final BEFORE UPDATE ON entries
    BEGIN SELECT RAISE(ABORT, 'the ledger changes no entry'); END;
"""
_COLUMNS = (
    "number, at, kind, job, attempt, series, episode, shot, provider, model, unit, amount, micros, currency, details"
)
_OPEN = (
    "SELECT r.* FROM entries r WHERE r.kind = 'reserve' AND NOT EXISTS "
    "(SELECT 1 FROM entries e WHERE e.job = r.job AND e.attempt = r.attempt AND e.kind <> 'reserve')"
)
_COMMITTED = f"""
SELECT coalesce(sum(micros), 0) FROM (
    SELECT micros, series, episode, shot, currency FROM entries WHERE kind = 'settle'
    UNION ALL SELECT micros, series, episode, shot, currency FROM ({_OPEN})
) WHERE series = :series AND currency = :currency
"""  # noqa: S608 (made of constants)
_WAIT_S = 30


class LedgerError(MicrodramaError):
    """The ledger cannot be used, or was told something that cannot be; nothing was booked."""


class BudgetError(MicrodramaError):
    """A budget does not allow a job; it was not asked for."""


class _Details(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What an entry holds beside its columns."""

    card: PriceCard | None = None
    rate: str = "1"
    seconds: float = 0.0
    over: bool = False
    note: str = ""
    grade: str | None = None


@dataclass(frozen=True, slots=True)
class Spent:
    """Sums of the ledger's currency: what was billed, what is still reserved, and how many jobs ended how."""

    settled: Money
    reserved: Money
    bought: int
    released: int


class Ledger:
    """The ledger in a file, in one currency a series. `clock` says what time it is, as ISO 8601 writes it."""

    def __init__(self, path: Path, *, clock: Callable[[], str]) -> None:
        self._path, self._clock = path, clock
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with self._opened() as database:
                database.executescript(_SCHEMA)
        except (OSError, sqlite3.Error) as error:
            raise LedgerError(f"The ledger {path} cannot be opened: {error}. Nothing was bought.") from error

    def reserve(self, job: str, request: Request, usage: Usage, quote: Quote, where: Where, budget: Budget) -> Entry:
        """Put the most that a job may cost aside (P1, P2); raises BudgetError where a cap does not allow it.

        An attempt that is open already, as after a kill, is the answer as it is (P3, P5).
        """
        with self._booking() as database:
            last = self._last(database, job)
            if last is not None and last.kind == "reserve":
                return last
            if last is not None and last.kind == "settle":
                raise LedgerError(f"The take {job[:12]} is paid for already: its files must be somewhere.")
            committed = self._committed(database, where, quote.currency)
            told = refusal(budget, committed, quote.micros)
            if told is not None:
                raise BudgetError(told)
            attempt = last.attempt + 1 if last else 1
            model = request.model
            details = _Details(card=quote.card, rate=quote.rate, grade=where.grade, note=_said(request))
            entry = (self._clock(), "reserve", job, attempt, where.series, where.episode, where.shot)
            amounts = (request.provider, model, usage.unit, usage.amount, quote.micros, quote.currency)
            return self._book(database, (*entry, *amounts, msgspec.json.encode(details)))

    def settle(self, job: str, usage: Usage, *, seconds: float = 0.0) -> Entry:
        """Book what a job was billed, by the card and rate of its reservation (P6, P7). Raises LedgerError."""
        with self._booking() as database:
            last = self._last(database, job)
            if last is not None and last.kind == "settle":
                return last
            if last is None or last.kind != "reserve" or last.card is None:
                raise LedgerError(f"The take {job[:12]} was never reserved, so it cannot be settled.")
            quote = Quote(micros=last.micros, currency=last.currency, card=last.card, rate=last.rate)
            micros = billed(usage, quote)
            over = micros > last.micros
            return self._follow(database, last, "settle", usage, micros, _Details(seconds=seconds, over=over))

    def release(self, job: str, reason: str) -> Entry:
        """Give back what was put aside for a job that is not billed (P3). Raises LedgerError for one never reserved."""
        with self._booking() as database:
            last = self._last(database, job)
            if last is None or last.kind == "settle":
                raise LedgerError(f"The take {job[:12]} has nothing reserved that could be given back.")
            if last.kind == "release":
                return last
            usage = Usage(unit=last.unit, amount="0")
            return self._follow(database, last, "release", usage, 0, _Details(note=reason[:400]))

    def entries(self, series: str | None = None) -> list[Entry]:
        """Every entry in the order of booking, of one series or of all."""
        where, values = ("WHERE series = ?", [series]) if series is not None else ("", [])
        with self._opened() as database:
            rows = database.execute(f"SELECT {_COLUMNS} FROM entries {where} ORDER BY number", values)  # noqa: S608 (constants)
            return [_entry(row) for row in rows]

    def spent(self, series: str, currency: str) -> Spent:
        """The sums of a series."""
        return spent_of(self.entries(series), currency)

    def _committed(self, database: sqlite3.Connection, where: Where, currency: str) -> Committed:
        values = {"series": where.series, "currency": currency, "episode": where.episode, "shot": where.shot}
        narrower = ("", " AND episode IS :episode", " AND episode IS :episode AND shot IS :shot")
        sums = [database.execute(_COMMITTED + more, values).fetchone()[0] for more in narrower]
        return Committed(*sums)

    def _last(self, database: sqlite3.Connection, job: str) -> Entry | None:
        query = f"SELECT {_COLUMNS} FROM entries WHERE job = ? ORDER BY number DESC LIMIT 1"  # noqa: S608 (constants)
        row = database.execute(query, [job]).fetchone()
        return _entry(row) if row else None

    def _follow(
        self, database: sqlite3.Connection, last: Entry, kind: EntryKind, usage: Usage, micros: int, details: _Details
    ) -> Entry:
        where = last.where
        entry = (self._clock(), kind, last.job, last.attempt, where.series, where.episode, where.shot)
        amounts = (last.provider, last.model, usage.unit, usage.amount, micros, last.currency)
        kept = msgspec.structs.replace(details, card=last.card, rate=last.rate, grade=where.grade)
        return self._book(database, (*entry, *amounts, msgspec.json.encode(kept)))

    def _book(self, database: sqlite3.Connection, values: Sequence[object]) -> Entry:
        marks = ", ".join("?" * len(values))
        names = _COLUMNS.removeprefix("number, ")
        done = database.execute(f"INSERT INTO entries ({names}) VALUES ({marks})", values)  # noqa: S608 (constants)
        return _entry((done.lastrowid, *values))

    @contextlib.contextmanager
    def _opened(self) -> Generator[sqlite3.Connection]:
        with contextlib.closing(sqlite3.connect(self._path, timeout=_WAIT_S, isolation_level=None)) as database:
            database.execute("PRAGMA journal_mode = WAL")
            database.execute("PRAGMA synchronous = FULL")
            yield database

    @contextlib.contextmanager
    def _booking(self) -> Generator[sqlite3.Connection]:
        try:
            with self._opened() as database:
                database.execute("BEGIN IMMEDIATE")
                try:
                    yield database
                except BaseException:
                    database.execute("ROLLBACK")
                    raise
                database.execute("COMMIT")
        except sqlite3.Error as error:
            raise LedgerError(f"The ledger {self._path} refused an entry: {error}. Nothing was booked.") from error


@dataclass(frozen=True, slots=True)
class Purse:
    """The ledger as a maker of takes sees it: for a series, with its budget, prices and currency.

    `wheres` says what a request is for, by its digest; one that is not there is for `where`. `attempts` is how often
    one request may be billed at the worst; for most providers a failure is free, so 1.
    """

    ledger: Ledger
    where: Where
    budget: Budget
    prices: PriceList
    currency: str
    attempts: int = 1
    wheres: Mapping[str, Where] = field(default_factory=dict[str, Where])

    def reserve(self, digest: str, estimate: Usage, request: Request) -> None:
        """Put the most that the request may cost aside; raises BudgetError or PriceError, and nothing was asked for."""
        quote = self.prices.quote(
            request.provider, request.model, estimate, currency=self.currency, attempts=self.attempts
        )
        where = self.wheres.get(digest[:64], self.where)
        self.ledger.reserve(digest, request, estimate, quote, where, self.budget)

    def settle(self, digest: str, usage: Usage) -> Money:
        """Book what was billed, and say how much that is."""
        entry = self.ledger.settle(digest, usage)
        return Money(entry.micros, entry.currency)

    def release(self, digest: str, reason: str) -> None:
        """Give back what was not billed."""
        self.ledger.release(digest, reason)


def spent_of(entries: Sequence[Entry], currency: str) -> Spent:
    """The sums of entries in a currency."""
    own = [entry for entry in entries if entry.currency == currency]
    ended = {(entry.job, entry.attempt) for entry in own if entry.kind != "reserve"}
    settled = [entry.micros for entry in own if entry.kind == "settle"]
    reserved = [e.micros for e in own if e.kind == "reserve" and (e.job, e.attempt) not in ended]
    released = sum(entry.kind == "release" for entry in own)
    return Spent(Money(sum(settled), currency), Money(sum(reserved), currency), len(settled), released)


def faults(entries: Sequence[Entry], budget: Budget | None = None) -> Iterator[str]:
    """What does not hold (P8), in sentences: the order of an attempt's entries, and every cap at every moment.

    What a provider billed beyond its reservation is in the sums of the ledger and not held against the caps (P6).
    """
    last: dict[str, Entry] = {}
    sums: dict[tuple[object, ...], int] = {}
    for entry in entries:
        before = last.get(entry.job)
        if not _may_follow(before, entry):
            yield f"Entry {entry.number} is a {entry.kind} where none can be."
        held = before.micros if before is not None and before.kind == "reserve" else 0
        if entry.kind == "settle" and (entry.micros > held) != entry.over:
            yield f"Entry {entry.number} was settled above its reservation and not marked, or the other way round."
        last[entry.job] = entry
        change = entry.micros if entry.kind == "reserve" else min(entry.micros, held) - held
        where = entry.where
        for scope in (("series",), ("episode", where.episode), ("shot", where.episode, where.shot)):
            place = (where.series, entry.currency, *scope)
            sums[place] = sums.get(place, 0) + change
            cap = getattr(budget, str(scope[0])) if budget else None
            if cap is not None and cap.currency == entry.currency and sums[place] > cap.micros:
                yield f"With entry {entry.number} the {scope[0]} is {sums[place] - cap.micros} micros over its cap."


def _may_follow(before: Entry | None, entry: Entry) -> bool:
    if before is None:
        return entry.kind == "reserve" and entry.attempt == 1
    if entry.kind == "reserve":
        return before.kind == "release" and entry.attempt == before.attempt + 1
    return before.kind == "reserve" and entry.attempt == before.attempt


def _said(request: Request) -> str:
    """What a person would know a request by."""
    return (request.text if isinstance(request, SpeechRequest) else request.prompt)[:80]


def _entry(row: Sequence[object]) -> Entry:
    names = ("number", "at", "kind", "job", "attempt")
    found = dict(zip(names, row[:5], strict=True))
    details = msgspec.json.decode(bytes(row[14]), type=_Details)  # type: ignore[arg-type]
    found |= {
        "where": {"series": row[5], "episode": row[6], "shot": row[7], "grade": details.grade},
        "provider": row[8],
        "model": row[9],
        "unit": row[10],
        "amount": row[11],
        "micros": row[12],
        "currency": row[13],
    }
    kept = msgspec.structs.asdict(details)
    del kept["grade"]
    return msgspec.convert(found | kept, Entry)
