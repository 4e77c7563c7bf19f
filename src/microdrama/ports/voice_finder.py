"""Telling voice from everything else in a stream of sound."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

WINDOW_SAMPLES = 512
RATE_HZ = 16_000
WINDOW_S = WINDOW_SAMPLES / RATE_HZ


class VoiceFinder(Protocol):
    """Listens to one film from its start; make a new one for the next."""

    def hear(self, sound: Any) -> list[float]:
        """How probable voice is (0-1) in each whole window of 32 ms that this piece of sound completes.

        `sound`: (samples,) float32 mono at 16 kHz, continuing where the last piece ended. A window begins
        every 512 samples, counted from the film's zero.
        """
        ...


class FakeVoiceFinder:
    """Answers with prepared probabilities, as many as the sound has windows; beyond them with 0."""

    def __init__(self, probabilities: Sequence[float]) -> None:
        self._probabilities = iter(probabilities)
        self._left_over = 0

    def hear(self, sound: Any) -> list[float]:
        """The next prepared probabilities."""
        windows, self._left_over = divmod(self._left_over + len(sound), WINDOW_SAMPLES)
        return [next(self._probabilities, 0.0) for _ in range(windows)]
