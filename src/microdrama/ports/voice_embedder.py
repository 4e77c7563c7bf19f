"""Telling voices apart: a short piece of speech in, a direction that is the same for the same voice out."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from typing import Any, Protocol

WINDOW_SAMPLES = 13_152
RATE_HZ = 16_000
WINDOW_S = WINDOW_SAMPLES / RATE_HZ
"""0.822 s: what every embedder hears at a time."""


class VoiceEmbedder(Protocol):
    """Turns windows of speech into directions; windows of one voice point the same way."""

    @property
    def alike(self) -> float:
        """The mean cosine between the windows of two groups (-1 to 1) from which on they are one voice."""
        ...

    def embed(self, windows: Any) -> Any:
        """One vector of length 1 for each window: (windows, size) float32.

        `windows`: (windows, 13152) float32 mono at 16 kHz, at any level. Silence gives some vector, never nan.
        """
        ...


class FakeVoiceEmbedder:
    """Hears the pitch alone: the windows of one steady tone point one way, of tones a fifth apart at right angles."""

    alike = 0.5

    def embed(self, windows: Sequence[Sequence[float]]) -> list[list[float]]:
        """Two numbers a window, from how often it crosses zero."""
        return [self._direction(window) for window in windows]

    @staticmethod
    def _direction(window: Sequence[float]) -> list[float]:
        crossings = sum((one < 0) != (other < 0) for one, other in itertools.pairwise(window))
        angle = math.pi / 2 * math.log(max(1, crossings)) / math.log(1.5)
        return [math.cos(angle), math.sin(angle)]
