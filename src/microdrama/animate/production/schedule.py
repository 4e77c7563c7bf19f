"""When a production will be done: the work that is left, in queues that each take so many jobs at once.

List scheduling (Graham 1966): each queue takes its jobs in order as soon as a place is free and what they wait for is
done. What a job takes comes from what the ledger measured of its like, else from an estimate.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median


@dataclass(frozen=True, slots=True)
class Work:
    """A job that is left: its name, its row in a chart, its queue, its expected seconds, and what it waits for."""

    name: str
    row: str
    queue: str
    seconds: float
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Bar:
    """A job with its times, in seconds from now."""

    work: Work
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class Schedule:
    """All jobs with their times, when the last one ends, and the chain of jobs that decides that."""

    bars: tuple[Bar, ...]
    seconds: float
    critical: tuple[str, ...]

    def finish(self, now: datetime) -> datetime:
        """When everything is done."""
        return now + timedelta(seconds=self.seconds)


def expected_seconds(measured: Sequence[float], estimate: float) -> float:
    """What the next job of a kind will take: the median of those that were measured, else an estimate."""
    return median(measured) if measured else estimate


def schedule(works: Sequence[Work], at_once: Mapping[str, int]) -> Schedule:
    """Lay all jobs out, each as early as its queue and what it waits for allow; `at_once` is one where not told.

    Raises ValueError for a job that waits for one that comes later or is not there.
    """
    free: dict[str, list[float]] = {}
    ends: dict[str, float] = {}
    reason: dict[str, str | None] = {}
    last: dict[tuple[str, float], str] = {}
    bars: list[Bar] = []
    for work in works:
        places = free.setdefault(work.queue, [0.0] * max(1, at_once.get(work.queue, 1)))
        missing = [name for name in work.after if name not in ends]
        if missing:
            raise ValueError(f"{work.name} waits for {missing[0]}, which does not come before it")
        waited = max(work.after, key=lambda name: ends[name], default=None)
        ready = ends[waited] if waited else 0.0
        place = heapq.heappop(places)
        start = max(ready, place)
        end = start + work.seconds
        heapq.heappush(places, end)
        reason[work.name] = waited if ready >= place else last.get((work.queue, place))
        ends[work.name] = end
        last[work.queue, end] = work.name
        bars.append(Bar(work, start, end))
    return Schedule(tuple(bars), max(ends.values(), default=0.0), tuple(_chain(ends, reason)))


def _chain(ends: Mapping[str, float], reason: Mapping[str, str | None]) -> list[str]:
    """From the job that ends last back through what each had to wait for, in order of time."""
    at = max(ends, key=lambda name: ends[name], default=None)
    found: list[str] = []
    while at is not None:
        found.append(at)
        at = reason[at]
    return found[::-1]
