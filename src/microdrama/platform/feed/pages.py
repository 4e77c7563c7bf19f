"""Pages of the feed, kept for so short a time that nobody notices.

A page of the feed depends on territory, age and languages, not on who asks, so thousands of viewers get the same one.
It is made anew every `KEPT_FOR_S` at most: a change of rights, a window that opens or closes, a new series are there
within that time on every process, and no process has to tell another.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from microdrama.platform.kept import Kept

KEPT_FOR_S = 0.5
"""How long an answer may be old: half of the second within which a change of rights has to show."""

_MOST_KEPT = 2048

T = TypeVar("T")


class KeptPages(Generic[T]):
    """The newest pages by what they depend on; safe for threads, and at most so many of them."""

    def __init__(self, *, clock: Callable[[], float], most: int = _MOST_KEPT) -> None:
        """`clock` gives seconds that only go forward."""
        self._clock, self._kept = clock, Kept[T](kept_for_s=KEPT_FOR_S, most=most)

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """The page for a key, at most `KEPT_FOR_S` old, counted from before it was made.

        What `make` raises is raised and not kept.
        """
        return self._kept.get(key, make, clock=self._clock)
