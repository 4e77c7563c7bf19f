"""When writers are told that what they wrote is on the disk."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from microdrama.platform.wallet.turns import _Disk


def _until(there: Callable[[], bool]) -> None:
    while not there():
        time.sleep(0.001)


def _joined(threads: list[threading.Thread]) -> None:
    for thread in threads:
        thread.join(10)


def test_nobody_is_told_that_a_flush_which_failed_has_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    disk = _Disk(tmp_path / "library.db")
    state: Any = disk._state
    go_on, flushes, told = threading.Event(), [], []

    def flush() -> None:
        flushes.append(len(flushes) + 1)
        if len(flushes) == 1:
            go_on.wait(10)
        if len(flushes) == 2:
            raise OSError("the disk is broken")

    def write() -> None:
        try:
            disk.wait()
            told.append(("flushed", len(flushes)))
        except OSError:
            told.append(("failed", len(flushes)))

    monkeypatch.setattr(disk, "_flush", flush)
    writers = [threading.Thread(target=write) for _ in range(3)]
    writers[0].start()
    _until(lambda: len(flushes) == 1)
    for writer in writers[1:]:
        writer.start()
    _until(lambda: len(state._waiters) == 2)  # both want the second flush, and one of them will make it
    go_on.set()
    _joined(writers)
    assert len(flushes) == 3
    assert sorted(one for one, _ in told) == ["failed", "flushed", "flushed"]
    assert ("flushed", 3) in told
