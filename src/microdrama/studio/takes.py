"""The store of takes: what was asked for, what was bought, and what is known of both, kept for ever.

    root/ab/<digest>/     a finished take: request.json, the made file, made.json, journal.jsonl
    root/open/<digest>/   one that is being bought: request.json, journal.jsonl, and aside/ for what was put away
    root/locks/<digest>   held by the one process that buys it
    root/inbox/           answers of providers that answer at once, until they are collected

A digest is that of the whole request (`domain.takes.request_digest`). The journal of a take says, a line each, what
was about to be asked, what was accepted under which number, and what was refused; a line is on the disk before the
next step is taken, so that after a kill at any moment it is known whether something may have been bought. Nothing here
is ever deleted: artefacts can be made again, takes were paid for.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import shutil
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, cast

import msgspec

from microdrama.domain import documents
from microdrama.domain.errors import MicrodramaError
from microdrama.domain.money import Money
from microdrama.domain.takes import Digest, Made, Request, SpokenFacts, StillRequest, Ticket, Usage, request_digest
from microdrama.studio.files import is_full, write_document

_ROOM_BYTES = 64 << 10  # kept free on the disk while somebody is asked, so that the answer's number can be written
_LOCK_EVERY_S = 0.05
Wait = Callable[[float], None]
"""Sleeps some seconds; raises where the user stops the work."""


class TakeError(MicrodramaError):
    """A take did not come, and asking again would not help."""


class NoKeyError(TakeError):
    """Nobody can be asked, because a key is not set; it is the person at the desk who has to do something."""


class PassingError(TakeError):
    """What may pass: nothing was accepted, or a job was only looked at; `after_s` is when to come back, if told."""

    def __init__(self, sentence: str, *, after_s: float | None = None) -> None:
        super().__init__(sentence)
        self.after_s = after_s


class UncertainError(PassingError):
    """The request went out and no answer came back: the provider may or may not have accepted it."""


class DoubtError(TakeError):
    """A job may have been bought and nobody can tell; a person has to decide."""


class RejectedError(TakeError):
    """A take was bought and is not what was asked for; it is kept, and it is not bought again by itself."""


class RefusedError(TakeError):
    """The provider will not make it, or tried and failed, and says why."""


class Purse(Protocol):
    """Whoever keeps the money. Keys are those of purchases: a request's digest, with -2, -3 for buying it again.

    Every call may come again with the same key, after a kill, and then changes nothing. What was released may be
    reserved again; what was settled stays settled. Called from many threads.
    """

    def reserve(self, key: str, estimate: Usage, request: Request, /) -> object:
        """Set money aside before anything is asked for; raises MicrodramaError where there is none."""
        ...

    def settle(self, key: str, usage: Usage, /) -> Money | None:
        """It was bought and this is what it counted; what it cost, where that is known."""
        ...

    def release(self, key: str, reason: str, /) -> object:
        """Nothing was bought: the money is free again."""
        ...


class OpenPurse:
    """Keeps no account: whatever is asked for may be bought. For generators that cost nothing."""

    def reserve(self, key: str, estimate: Usage, request: Request, /) -> None:
        """Nothing."""

    def settle(self, key: str, usage: Usage, /) -> None:  # noqa: ARG002 (the protocol's signature)
        """No price."""
        return

    def release(self, key: str, reason: str, /) -> None:
        """Nothing."""


# --- what a journal says


class Asked(msgspec.Struct, frozen=True, kw_only=True, tag="asked"):
    """Somebody is about to be asked, at `at` (seconds since 1970), under a key of this attempt's own."""

    key: str
    provider: str
    at: float


class Accepted(msgspec.Struct, frozen=True, kw_only=True, tag="accepted"):
    """The provider took it under this number."""

    ticket: Ticket


class Denied(msgspec.Struct, frozen=True, kw_only=True, tag="denied"):
    """It came to nothing and was not paid for."""

    reason: str


class TurnedAway(msgspec.Struct, frozen=True, kw_only=True, tag="turned_away"):
    """Nothing was accepted, and the same may be asked again under the same key."""

    reason: str


class Forgotten(msgspec.Struct, frozen=True, kw_only=True, tag="forgotten"):
    """A person decided that the attempt counts no longer."""


Entry = Asked | Accepted | TurnedAway | Denied | Forgotten
_ENTRY = msgspec.json.Decoder(Entry)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a take that is not finished stands: its attempt, and how far that came.

    `asked` is None while nobody was asked in this attempt; `ticket` is None while nobody is known to have accepted.
    """

    attempt: int
    asked: Asked | None = None
    ticket: Ticket | None = None

    def key(self, digest: str) -> str:
        """The idempotency key of this attempt, which is also that of its purchase."""
        return digest if self.attempt == 1 else f"{digest}-{self.attempt}"

    def after(self, entry: Entry) -> Standing:
        """How it stands after one more line of its journal."""
        if isinstance(entry, Asked):
            return Standing(self.attempt, entry)
        if isinstance(entry, Accepted):
            return Standing(self.attempt, self.asked, entry.ticket)
        return Standing(self.attempt if isinstance(entry, TurnedAway) else self.attempt + 1)


class Record(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """made.json: a purchase that was paid for. `rejected` says what is wrong with it, where something is.

    `file` is empty where a failed job was billed all the same.
    """

    schema: str = "microdrama.take/1"
    key: str
    ticket: Ticket
    usage: Usage
    file: str = ""
    sha256: Digest | None = None
    cost: Money | None = None
    spoken: SpokenFacts | None = None
    rejected: str | None = None


@dataclass(frozen=True, slots=True)
class Take:
    """A finished take: its file, read-only, and what is known of it."""

    digest: str
    path: Path
    record: Record

    @property
    def made(self) -> Made:
        """As the generator made it."""
        return Made(path=self.path, usage=self.record.usage, spoken=self.record.spoken)


class TakeStore:
    """Takes under one folder, which is made when first needed and must not be deleted."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @property
    def inbox(self) -> Path:
        """Where providers that answer at once leave their answers until they are collected."""
        return self.root / "inbox"

    def find(self, request: Request) -> Take | None:
        """The finished take of a request, or None; raises RejectedError where it was bought and is no good."""
        digest = request_digest(request)
        folder = self._place(digest)
        if not folder.is_dir():
            return None
        record = self.record(digest)
        if record.rejected is not None:
            raise RejectedError(
                f"A take was bought and is no good: {record.rejected}. It is kept in {folder}; ask for another take, "
                f"or decide with `microdrama takes accept {digest[:12]}` or `microdrama takes forget {digest[:12]}`."
            )
        return Take(digest, folder / record.file, record)

    def record(self, digest: str) -> Record:
        """made.json of a finished take; raises DocumentError."""
        path = self._place(digest) / "made.json"
        return documents.decode(_bytes_of(path), Record, source=str(path))

    def request(self, digest: str) -> Request:
        """What a finished or open take was asked for; raises DocumentError, TakeError."""
        folder = self._place(digest) if self._place(digest).is_dir() else self._open(digest)
        path = folder / "request.json"
        union = cast("type[StillRequest]", Request)  # a decoder of tagged unions is a decoder of types all the same
        return documents.decode(_bytes_of(path), union, source=str(path))

    def finished(self) -> Iterator[str]:
        """Digests of all finished takes, in order."""
        return (path.name for path in sorted(self.root.glob("[0-9a-f][0-9a-f]/*")) if len(path.name) == _DIGEST_LETTERS)

    def open(self) -> Iterator[str]:
        """Digests of the takes that are being bought or came to nothing, in order."""
        return (path.name for path in sorted((self.root / "open").glob("*")) if len(path.name) == _DIGEST_LETTERS)

    def standing(self, digest: str) -> Standing:
        """How an open take stands, by its journal."""
        now = Standing(1)
        for entry in self.journal(digest):
            now = now.after(entry)
        return now

    def journal(self, digest: str) -> list[Entry]:
        """All that its journal says; a line that a kill cut off was never relied upon and is left out."""
        for folder in (self._place(digest), self._open(digest)):
            with contextlib.suppress(FileNotFoundError):
                lines = (folder / "journal.jsonl").read_bytes().splitlines()
                return [entry for line in lines if (entry := _entry(line)) is not None]
        return []

    def written_off(self, digest: str) -> list[str]:
        """The keys of attempts that a person decided were not bought."""
        now, keys = Standing(1), list[str]()
        for entry in self.journal(digest):
            if isinstance(entry, Forgotten) and now.ticket is None:
                keys.append(now.key(digest))
            now = now.after(entry)
        return keys

    def tickets(self, provider: str) -> frozenset[str]:
        """The numbers of all jobs that are known to be ours at a provider, finished or not."""
        entries = (entry for digest in [*self.finished(), *self.open()] for entry in self.journal(digest))
        return frozenset(
            entry.ticket.remote_id
            for entry in entries
            if isinstance(entry, Accepted) and entry.ticket.provider == provider
        )

    # --- what only the holder of the lock does

    @contextlib.contextmanager
    def locked(self, digest: str, wait: Wait) -> Generator[None]:
        """Held by one thread of one process at a time, and let go by the system when that process dies."""
        locks = self.root / "locks"
        with _refusals(self.root):
            locks.mkdir(parents=True, exist_ok=True)
            file = (locks / digest).open("w")
        with file:
            while True:
                try:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    wait(_LOCK_EVERY_S)
            yield

    def begin(self, request: Request) -> None:
        """Make the folder of an open take, with its request; what a killed process left half-made there goes."""
        digest = request_digest(request)
        folder = self._open(digest)
        with _refusals(self.root):
            (folder / "aside").mkdir(parents=True, exist_ok=True)
            shutil.rmtree(folder / "scratch", ignore_errors=True)
            if not (folder / "request.json").exists():
                write_document(folder / "request.json", request)
            _sync(folder.parent)

    def write(self, digest: str, entry: Entry) -> None:
        """Add a line to the journal of an open take; it is on the disk when this returns. Raises TakeError."""
        path = self._open(digest) / "journal.jsonl"
        with _refusals(self.root):
            new = not path.exists()
            with path.open("ab") as file:
                file.write(b"\n" + msgspec.json.encode(entry) + b"\n")  # a line end first: the last line may be cut off
                file.flush()
                os.fsync(file.fileno())
            if new:
                _sync(path.parent)

    @contextlib.contextmanager
    def room(self, digest: str) -> Generator[None]:
        """Holds some of the disk while somebody is asked, so that the number they answer with can be written."""
        path = self._open(digest) / "room"
        with _refusals(self.root), path.open("wb") as file:
            file.write(b"\xff" * _ROOM_BYTES)
            file.flush()
            os.fsync(file.fileno())
        try:
            yield
        finally:
            path.unlink(missing_ok=True)

    def scratch(self, digest: str) -> Path:
        """An empty folder to collect into."""
        folder = self._open(digest) / "scratch"
        with _refusals(self.root):
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
        return folder

    def keep(self, digest: str, record: Record, made: Path | None) -> None:
        """Put a bought take in its place, whole; the made file where there is one, read-only. Raises TakeError."""
        folder = self._open(digest)
        with _refusals(self.root):
            if made is not None:
                made.chmod(0o444)
                _sync(made)
                made.rename(folder / record.file)
            shutil.rmtree(folder / "scratch", ignore_errors=True)
            write_document(folder / "made.json", record)
            _sync(folder)
        self.finish(digest)

    def finish(self, digest: str) -> bool:
        """Put an open take in its place if everything about it is known already; whether it was so."""
        folder, place = self._open(digest), self._place(digest)
        if not (folder / "made.json").exists():
            return False
        with _refusals(self.root):
            (folder / "room").unlink(missing_ok=True)
            place.parent.mkdir(parents=True, exist_ok=True)
            folder.rename(place)
            _sync(place.parent)
            _sync(folder.parent)
        return True

    # --- what a person decides

    def forget(self, digest: str) -> None:
        """Let the next run buy it again. Whatever was bought stays, put aside; raises TakeError where nothing is."""
        place, folder = self._place(digest), self._open(digest)
        with _refusals(self.root):
            if place.is_dir():
                folder.parent.mkdir(parents=True, exist_ok=True)
                place.rename(folder)
            if not folder.is_dir():
                raise TakeError(f"There is no take {digest}.")
            attempt = self.standing(digest).attempt
            away = folder / "aside" / str(attempt)
            away.mkdir(parents=True, exist_ok=True)
            for path in folder.iterdir():
                if path.name not in {"aside", "request.json", "journal.jsonl", "scratch"}:
                    path.rename(away / path.name)
        if self.standing(digest).asked is not None:
            self.write(digest, Forgotten())

    def adopt(self, digest: str, job: str) -> None:
        """Go on with a job that a person found at the provider; raises TakeError where none is looked for."""
        asked = self.standing(digest).asked
        if asked is None or not self._open(digest).is_dir():
            raise TakeError(f"Nobody was asked for the take {digest}, so no job can be its own.")
        self.write(digest, Accepted(ticket=Ticket(provider=asked.provider, remote_id=job)))

    def accept(self, digest: str) -> None:
        """Use a rejected take all the same; raises TakeError where there is none with a file."""
        record = self.record(digest) if self._place(digest).is_dir() else None
        if record is None or record.rejected is None or not record.file:
            raise TakeError(f"{digest} is no rejected take with a file that could be used.")
        write_document(self._place(digest) / "made.json", msgspec.structs.replace(record, rejected=None))

    def named(self, start: str) -> str:
        """The one digest that begins so; raises TakeError for none or more than one."""
        found = [digest for digest in [*self.finished(), *self.open()] if digest.startswith(start)]
        if len(found) != 1:
            raise TakeError(f"{'No take begins' if not found else f'{len(found)} takes begin'} with {start}.")
        return found[0]

    def _place(self, digest: str) -> Path:
        return self.root / digest[:2] / digest

    def _open(self, digest: str) -> Path:
        return self.root / "open" / digest


_DIGEST_LETTERS = 64


def _entry(line: bytes) -> Entry | None:
    try:
        return _ENTRY.decode(line)
    except msgspec.MsgspecError:
        return None


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise TakeError(f"{path} cannot be read: {error.strerror}.") from error


def sha256_of(path: Path) -> str:
    """The digest of a file's contents, as references name it."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync(path: Path) -> None:
    """Have a file's contents, or a folder's names, on the disk."""
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


@contextlib.contextmanager
def _refusals(root: Path) -> Generator[None]:
    try:
        yield
    except OSError as error:
        if is_full(error):
            raise TakeError(
                f"The disk that holds {root} is full. What was bought is kept; "
                f"make room and run the same command again to go on from there."
            ) from error
        raise TakeError(f"{error.filename or root} cannot be written: {error.strerror}.") from error
