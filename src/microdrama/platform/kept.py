"""Answers that many share, kept for so short a time that nobody notices: each is made once, however many ask at once.

They are kept in this process only. What they depend on may change within the time that they are kept, and shows when
it is over; no process has to tell another.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass
class _Place(Generic[T]):
    """One answer, or the promise of one: whoever comes second waits for the first instead of asking as well."""

    made: threading.Lock = field(default_factory=threading.Lock)
    answer: T | None = None
    made_at_s: float = float("-inf")


class Kept(Generic[T]):
    """The newest answers by what they depend on; safe for threads, and at most so many of them."""

    def __init__(self, *, kept_for_s: float, most: int) -> None:
        self._kept_for_s, self._most = kept_for_s, most
        self._places: OrderedDict[Hashable, _Place[T]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], T], *, clock: Callable[[], float]) -> T:
        """The answer for a key, less than `kept_for_s` from now by `clock`, counted from before it was made.

        A clock that went back makes it anew only where it went further than that: of those who come together, one has
        read it a little earlier than who makes the answer. What `make` raises is raised and not kept.
        """
        place = self._place(key)
        with place.made:
            now_s = clock()
            if place.answer is None or abs(now_s - place.made_at_s) >= self._kept_for_s:
                place.answer = None  # a failure must not leave an old answer behind
                place.answer, place.made_at_s = make(), now_s
            return place.answer

    def forget(self) -> None:
        """Make every answer anew from now on."""
        with self._lock:
            self._places.clear()

    def _place(self, key: Hashable) -> _Place[T]:
        with self._lock:
            place = self._places.setdefault(key, _Place[T]())
            self._places.move_to_end(key)
            while len(self._places) > self._most:
                self._places.popitem(last=False)
            return place
