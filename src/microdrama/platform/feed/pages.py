"""Answers that many viewers share, kept for so short a time that nobody notices.

A page of the feed depends on territory, age and languages, not on who asks, so thousands of viewers get the same one.
It is made anew every `KEPT_FOR_S` at most: a change of rights, a window that opens or closes, a new series are there
within that time on every process, and no process has to tell another.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

KEPT_FOR_S = 0.5
"""How long an answer may be old: half of the second within which a change of rights has to show."""

_MOST_KEPT = 2048

T = TypeVar("T")


@dataclass
class _Kept(Generic[T]):
    """One answer, or the promise of one: whoever comes second waits for the first instead of asking as well."""

    made: threading.Lock = field(default_factory=threading.Lock)
    answer: T | None = None
    made_at_s: float = float("-inf")


class KeptPages(Generic[T]):
    """The newest answers by what they depend on; safe for threads, and at most so many of them."""

    def __init__(self, *, clock: Callable[[], float], kept_for_s: float = KEPT_FOR_S, most: int = _MOST_KEPT) -> None:
        """`clock` gives seconds that only go forward."""
        self._clock, self._kept_for_s, self._most = clock, kept_for_s, most
        self._pages: OrderedDict[Hashable, _Kept[T]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """The answer for a key, at most `kept_for_s` old, counted from before it was made.

        What `make` raises is raised and not kept.
        """
        kept = self._place(key)
        with kept.made:
            now_s = self._clock()
            if kept.answer is None or now_s - kept.made_at_s >= self._kept_for_s:
                kept.answer = None  # a failure must not leave an old answer behind
                kept.answer, kept.made_at_s = make(), now_s
            return kept.answer

    def _place(self, key: Hashable) -> _Kept[T]:
        with self._lock:
            kept = self._pages.setdefault(key, _Kept[T]())
            self._pages.move_to_end(key)
            while len(self._pages) > self._most:
                self._pages.popitem(last=False)
            return kept
