"""How transactions of the ledger wait for each other, and when they are on the disk.

PostgreSQL looks after both by itself. SQLite has one writer at a time: whoever finds it busy sleeps and tries again,
so that somebody may wait for half a second behind dozens that came later, and each commit waits for the disk alone.
Here writers stand in line, and those who have committed wait for the disk together: a transaction is written in its
turn, and told as done only once a flush of the log that began after it has ended. What is acknowledged survives a
power cut exactly as with `synchronous=FULL`; one flush does for all who wait.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection, transaction

try:
    import fcntl
except ImportError:  # pragma: no cover (Windows: writers there wait as SQLite has them wait, and flush one by one)
    fcntl = None  # type: ignore[assignment]


@contextmanager
def booked() -> Iterator[None]:
    """One transaction that writes into the ledger; within another it is a part of that, and undone alone."""
    if connection.in_atomic_block or connection.vendor != "sqlite" or fcntl is None:
        with transaction.atomic():
            yield
        return
    connection.ensure_connection()  # opening one reads the file, which needs no turn
    file = Path(str(connection.settings_dict["NAME"]))
    with _line(file).turn():
        _flush_at_commit(wanted=False)
        try:
            with transaction.atomic():
                yield
        finally:
            _flush_at_commit(wanted=True)
    _disk(file).wait()


def _flush_at_commit(*, wanted: bool) -> None:
    """Whether SQLite itself flushes at each commit of this connection; cannot change within a transaction."""
    if connection.connection is not None:
        connection.connection.execute(f"PRAGMA synchronous={'FULL' if wanted else 'NORMAL'}")


class _Line:
    """Who writes next: threads first among themselves, then one of each process by a lock that dies with it."""

    def __init__(self, file: Path) -> None:
        self._threads = threading.Lock()
        self._file = file.with_name(file.name + "-turn")

    @contextmanager
    def turn(self) -> Iterator[None]:
        with self._threads, self._file.open("ab") as lock:  # opened anew: a forked process must not share the lock
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


class _Disk:
    """Flushes the log for everybody who waits: who comes while one flush runs is served by the next."""

    def __init__(self, file: Path) -> None:
        self._log = file.with_name(file.name + "-wal")
        self._state = threading.Condition()
        self._begun = self._ended = 0
        self._busy = False

    def wait(self) -> None:
        """Return once a flush that began after this call has ended."""
        with self._state:
            wanted = self._begun + 1
            while self._busy and self._ended < wanted:
                self._state.wait()
            if self._ended >= wanted:
                return
            self._busy = True
            self._begun += 1
            number = self._begun
        flushed = False
        try:
            self._flush()
            flushed = True
        finally:
            with self._state:
                self._busy = False
                if flushed:  # else those who wait try for themselves: nobody is told what is not on the disk
                    self._ended = number
                self._state.notify_all()

    def _flush(self) -> None:
        try:
            number = os.open(self._log, os.O_RDWR)
        except FileNotFoundError:
            return  # the last connection went and took the log into the database, flushed
        try:
            getattr(os, "fdatasync", os.fsync)(number)
        finally:
            os.close(number)


_lines: dict[tuple[int, str], _Line] = {}
_disks: dict[tuple[int, str], _Disk] = {}


def _line(file: Path) -> _Line:
    """Of this process: a fork would inherit a line with nobody at its head."""
    key = (os.getpid(), str(file))
    return _lines.get(key) or _lines.setdefault(key, _Line(file))


def _disk(file: Path) -> _Disk:
    key = (os.getpid(), str(file))
    return _disks.get(key) or _disks.setdefault(key, _Disk(file))
