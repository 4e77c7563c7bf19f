"""Where in the picture something moves, shot by shot, with the camera's own movement taken out."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from microdrama.analysis.shots import apart, parts
from microdrama.domain.attention import COLUMNS, STEP_S, Attention, ShotAttention, Stir
from microdrama.domain.findings import Shot

_NOISE = 3.0  # mean absolute difference below which a column stands still
_DETAIL_SHARE = 0.25
_MOST = 0.6  # of the movement: the rest is a waving branch elsewhere
_ALL_THAT_MOVES = 40.0  # mean absolute difference of a column that is taken for 1
_NEXT_TO_NOTHING = 0.02  # added to every column, so that a stray grain of movement draws nobody's eye


@dataclass(slots=True)
class MovementSigns:
    """What a pass collects for each picture: movement and detail in 32 columns, 128 bytes."""

    moments: list[Fraction] = field(default_factory=list[Fraction])
    _moved: list[npt.NDArray[np.float16]] = field(default_factory=list[Any])
    _detail: list[npt.NDArray[np.float16]] = field(default_factory=list[Any])

    def see(self, moments: list[Fraction], luma: Any, moved: Any) -> None:
        """Take in pictures (pictures, height, width) uint8 and their differences to the ones before, alike."""
        rows = np.ascontiguousarray(luma[:, ::2])
        edges = apart(rows[:, 1:], rows[:, :-1])
        self._moved.append(_columns(moved))
        self._detail.append(_columns(edges))
        self.moments += moments

    def attention(self, shots: list[Shot]) -> Attention:
        """The attention of each shot. The picture after a cut differs everywhere and does not count."""
        moved = np.concatenate(self._moved) if self._moved else np.zeros((0, COLUMNS))
        detail = np.concatenate(self._detail) if self._detail else np.zeros((0, COLUMNS))
        times = np.array([float(m) for m in self.moments])
        found: list[ShotAttention] = []
        for shot in shots:
            first, last = np.searchsorted(times, [float(shot.start_s) - 1e-6, float(shot.end_s) - 1e-6])
            columns = _attention(moved[first + 1 : last], detail[first:last])
            path = _path(times[first + 1 : last] - float(shot.start_s), moved[first + 1 : last], shot)
            found.append(ShotAttention(start_s=shot.start_s, end_s=shot.end_s, columns=columns, path=path))
        return Attention(shots=found)


def _columns(pictures: npt.NDArray[Any]) -> npt.NDArray[np.float16]:
    """(pictures, height, width) to (pictures, 32): the mean of each of 32 columns."""
    starts, sizes = parts(pictures.shape[2], COLUMNS)
    rows = pictures.sum(axis=1, dtype=np.float32)
    sums = np.add.reduceat(rows, starts, axis=1)
    return (sums / sizes / max(1, pictures.shape[1])).astype(np.float16)


def _attention(moved: npt.NDArray[Any], detail: npt.NDArray[Any]) -> list[float]:
    """Shares of attention: movement beyond the median column's (which is the camera's), and some detail."""
    both = (1 - _DETAIL_SHARE) * _shares(moved, _NOISE) + _DETAIL_SHARE * _shares(detail, 0.0)
    return [round(float(share), 5) for share in both / both.sum()]


def _shares(values: npt.NDArray[Any], noise: float) -> npt.NDArray[np.float64]:
    """How much each column has beyond the median one and the noise, as shares of the whole; even for next to none."""
    excess = _excess(values, noise)
    return (excess + _NEXT_TO_NOTHING) / (excess + _NEXT_TO_NOTHING).sum()


def _excess(values: npt.NDArray[Any], noise: float = _NOISE) -> npt.NDArray[np.float64]:
    """What each column has beyond the median one and the noise, the mean of all pictures; none for no pictures."""
    if not len(values):
        return np.zeros(COLUMNS)
    wide = values.astype(np.float32)
    return np.maximum(wide - np.median(wide, axis=1, keepdims=True) - noise, 0).mean(axis=0, dtype=np.float64)


def _path(since: npt.NDArray[np.float64], moved: npt.NDArray[Any], shot: Shot) -> list[Stir]:
    """Where it moves in each half second of a shot; `since` are the pictures' seconds since its start."""
    step = float(STEP_S)
    count = max(1, round(float(shot.end_s - shot.start_s) / step))
    edges = np.searchsorted(since, np.arange(count + 1) * step - 1e-6)
    edges[-1] = len(since)
    return [_stir(moved[first:last]) for first, last in pairwise(edges)]


def _stir(moved: npt.NDArray[Any]) -> Stir:
    """The more of the movement the camera makes, the weaker what moves by itself is taken to be."""
    excess = _excess(moved)
    most, total = float(excess.max()), float(excess.sum())
    camera = float(np.median(moved.astype(np.float32))) if len(moved) else 0.0
    strength = min(1.0, most / _ALL_THAT_MOVES) * most / (most + camera + _NEXT_TO_NOTHING)
    if strength < 1 / 1000:
        return (0.0, 1.0, 0.0)
    sums = np.concatenate([[0.0], np.cumsum(excess)])
    ends = np.searchsorted(sums, sums[:-1] + _MOST * total - 1e-9)
    widths = np.where(ends <= COLUMNS, ends - np.arange(COLUMNS), COLUMNS + 1)
    first = int(np.argmin(widths))
    return (round(first / COLUMNS, 3), round(int(ends[first]) / COLUMNS, 3), round(strength, 3))
