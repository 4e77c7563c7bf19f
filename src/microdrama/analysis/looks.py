"""What a shot looks like as a whole: its colours, for telling one place from another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from microdrama.domain.findings import Shot

_EVERY_S = Fraction(1, 2)
_QUARTERS, _STEPS = 4, 8
_CHROMA = (96, 160)  # films hardly leave it; eight steps over all 256 would put everything into two
COLOURS = 3 * _QUARTERS * _STEPS
"""How many numbers describe a picture: a histogram of eight steps of each plane, for each quarter of its height."""

Looks = npt.NDArray[np.float32]
"""(shots, COLOURS) float32: histograms, each row sums to 1; a row of zeros where nothing was seen."""


@dataclass(slots=True)
class LookSigns:
    """What a pass collects: the colours of two pictures a second, 192 bytes each."""

    _moments: list[Fraction] = field(default_factory=list[Fraction])
    _colours: list[npt.NDArray[np.float16]] = field(default_factory=list[Any])
    _next: Fraction = Fraction(0)

    def see(self, moments: list[Fraction], luma: Any, cb: Any, cr: Any) -> None:
        """Take in the next pictures, (pictures, height, width) uint8 each."""
        for number, moment in enumerate(moments):
            if moment >= self._next:
                planes = ((luma[number], 0, 256), (cb[number], *_CHROMA), (cr[number], *_CHROMA))
                self._colours.append(np.concatenate([_histograms(*plane) for plane in planes]))
                self._moments.append(moment)
                self._next = moment + _EVERY_S

    def looks(self, shots: Sequence[Shot]) -> Looks:
        """The mean colours of each shot; a shot between two samples takes the one before it."""
        found = np.zeros((len(shots), COLOURS), np.float32)
        times = np.array([float(moment) for moment in self._moments])
        for number, shot in enumerate(shots if self._moments else ()):
            first, last = np.searchsorted(times, [float(shot.start_s), float(shot.end_s)])
            first = min(int(first), len(times) - 1)
            found[number] = np.mean(self._colours[first : max(int(last), first + 1)], axis=0, dtype=np.float32)
        return found


def _histograms(plane: npt.NDArray[np.uint8], lowest: int, highest: int) -> npt.NDArray[np.float16]:
    """The histogram of each quarter of a picture's height, all together summing to a third."""
    levels = (np.clip(plane, lowest, highest - 1).astype(np.uint16) - lowest) * _STEPS // (highest - lowest)
    quarter = np.arange(plane.shape[0], dtype=np.int64) * _QUARTERS // max(1, plane.shape[0])
    binned = levels + (quarter * _STEPS).astype(np.uint16)[:, None]
    counts = np.bincount(binned.reshape(-1), minlength=_QUARTERS * _STEPS)
    return (counts / max(1, plane.size) / 3).astype(np.float16)


def likeness(one: npt.NDArray[Any], other: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
    """Histogram intersection of every row of one with every row of the other, 0 to 1: (rows of one, rows of other)."""
    return np.minimum(one[:, None, :], other[None, :, :]).sum(axis=2, dtype=np.float64)
