"""The ledger of the shop on both databases: random operations with kills, and unlocks a second.

Programs, databases and servers are those of the tests. PostgreSQL waits for its disk here, as SQLite does.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.measure import ROOT, Figure

sys.path.insert(0, str(ROOT / "tests/platform"))  # the programs that storm and load a ledger are the tests' own

from databases import KINDS, databases

_OPERATIONS, _WORKERS, _KILLS = 100_000, 8, 200
_CLIENTS, _PROCESSES, _UNLOCKS = 32, 2, 16_000
_LEAST_A_SECOND, _MOST_P99_MS = 600, 150


def figures(*, short: bool) -> list[Figure]:
    """What the storm breaks (nothing), milliseconds for an unlock in the mean, and the slowest of a hundred."""
    operations, kills, unlocks = (4_000, 20, 3_200) if short else (_OPERATIONS, _KILLS, _UNLOCKS)
    found: list[Figure] = []
    for kind in KINDS:
        with tempfile.TemporaryDirectory() as folder, databases(kind, folder=Path(folder), durable=True) as fresh:
            storm = fresh.fresh().call("ledger_storm.py", operations, _WORKERS, kills, 1, timeout=7200)
            load = fresh.fresh().call("ledger_load.py", _CLIENTS, _PROCESSES, unlocks, timeout=1800)
        found += [_storm(kind, storm), *_load(kind, load)]
    return found


def _storm(kind: str, told: dict[str, Any]) -> Figure:
    broken = len(told["faults"]) + len(told["lost"]) + len(told["strange"])
    detail = (
        f"{told['operations']:,} random operations from {_WORKERS} processes in {told['seconds']:.0f} s, "
        f"{told['killed']} of them killed (-9), {told['unlocks']:,} episodes open at the end; legs, balances, lots, "
        "unlocks and quotes reckoned anew, and no acknowledged transfer is missing"
    )
    return Figure(f"what a storm breaks in the ledger, {kind}", broken, 0, "faults", detail)


def _load(kind: str, told: dict[str, Any]) -> list[Figure]:
    detail = (
        f"{told['a_second']:.0f} a second, median {told['median_ms']:.1f} ms, p99 {told['p99_ms']:.1f} ms; "
        f"{_CLIENTS} clients in {_PROCESSES} processes, each commit flushed to the disk, {len(told['faults'])} faults"
    )
    slowness = 1000 / told["a_second"]
    return [
        Figure(f"time of the machine for an unlock, {kind}", slowness, 1000 / _LEAST_A_SECOND, "ms", detail),
        Figure(f"an unlock at {_CLIENTS} clients, p99, {kind}", told["p99_ms"], _MOST_P99_MS, "ms", detail),
    ]
