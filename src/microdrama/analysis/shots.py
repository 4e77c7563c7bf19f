"""Where shots begin: cuts and fades, told from flashes and fast movement.

A cut is a change that is large and stands out from its neighbours (the idea of PySceneDetect's adaptive detector:
movement raises a whole stretch of the curve, a cut one point of it). A change that is undone within a few
pictures was a flash or a passing object.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from microdrama.domain.findings import Shot

_NEIGHBOURS = 3  # pictures on each side that tell what is usual here
_STANDS_OUT = 3.0  # times the usual change
_SMALLEST_CHANGE = 9.0  # mean absolute difference, of 255, luma and chroma added
_FLASH_PICTURES, _FLASH_S = 4, Fraction(1, 6)  # how long a flash lasts at most: the longer of the two
_FLASH_RETURN = 0.4  # a flash comes back to within this share of its own jump
_SHORTEST_SHOT_S = Fraction(1, 4)
_BLACK_LUMA = 24.0
_BLACK_SPOT_LUMA = 48  # a night scene or credits have a brighter spot somewhere; the black of a fade has none
_GRID = (9, 16)


@dataclass(slots=True)
class ShotSigns:
    """What a pass collects for each picture: 150 bytes, so that a three-hour film takes 40 MB.

    `changes`: difference to the picture before. `prints`: (pictures, 9, 16) uint8, the picture as a coarse grid.
    """

    moments: list[Fraction] = field(default_factory=list[Fraction])
    _changes: list[npt.NDArray[np.float32]] = field(default_factory=list[Any])
    _prints: list[npt.NDArray[np.uint8]] = field(default_factory=list[Any])
    _last: Any = None

    def see(self, moments: list[Fraction], luma: Any, cb: Any, cr: Any) -> npt.NDArray[np.int16]:
        """Take in the next pictures, (pictures, height, width) uint8 each.

        Returns the luma's difference to the picture before, (pictures, height, width) int16, absolute, for
        whoever follows movement.
        """
        planes = tuple(plane.astype(np.int16) for plane in (luma, cb, cr))
        before = self._last or tuple(plane[:1] for plane in planes)
        moved = [np.abs(np.diff(np.concatenate([old, new]), axis=0)) for old, new in zip(before, planes, strict=True)]
        self._changes.append(sum(m.mean(axis=(1, 2), dtype=np.float32) for m in moved))  # type: ignore[arg-type]
        self._prints.append(_coarse(luma))
        self._last = tuple(plane[-1:] for plane in planes)
        self.moments += moments
        return moved[0]

    @property
    def changes(self) -> npt.NDArray[np.float32]:
        """(pictures,): how much each picture differs from the one before; 0 for the first."""
        return np.concatenate(self._changes) if self._changes else np.zeros(0, np.float32)

    @property
    def prints(self) -> npt.NDArray[np.uint8]:
        """(pictures, 9, 16) uint8: coarse luma."""
        return np.concatenate(self._prints) if self._prints else np.zeros((0, *_GRID), np.uint8)


def _coarse(luma: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """The mean luma of each field of a 9 x 16 grid (16 x 9 for an upright film would only turn it)."""
    count, height, width = luma.shape
    rows, row_sizes = parts(height, _GRID[0])
    columns, column_sizes = parts(width, _GRID[1])
    sums = np.add.reduceat(np.add.reduceat(luma, rows, axis=1, dtype=np.uint32), columns, axis=2)
    sizes = np.outer(row_sizes, column_sizes)
    return (sums / sizes).astype(np.uint8).reshape(count, *_GRID)


def parts(length: int, count: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Where each of `count` even parts of a length begins, for `np.add.reduceat`, and how long each is, 1 at least.

    Where the length is smaller than the count, neighbours share an element.
    """
    edges = np.arange(count + 1, dtype=np.int64) * length // count
    return edges[:-1], np.maximum(np.diff(edges), 1)


def find_shots(signs: ShotSigns, *, duration: Fraction) -> list[Shot]:
    """The shots of a film, in order and without gaps from 0 to `duration`; one at least."""
    starts: list[tuple[Fraction, bool]] = [(Fraction(0), False)]
    for picture, faded in _boundaries(signs.changes, signs.prints, _flash_pictures(signs.moments)):
        moment = signs.moments[picture]
        if moment - starts[-1][0] >= _SHORTEST_SHOT_S and duration - moment >= _SHORTEST_SHOT_S:
            starts.append((moment, faded))
    ends = [moment for moment, _ in starts[1:]] + [duration]
    return [
        Shot(start_s=start, end_s=end, transition="fade" if faded else "cut")
        for (start, faded), end in zip(starts, ends, strict=True)
    ]


def _flash_pictures(moments: list[Fraction]) -> int:
    """How many pictures a flash lasts at most at the film's own rate."""
    seconds = moments[-1] - moments[0] if moments else Fraction(0)
    return max(_FLASH_PICTURES, round(_FLASH_S * len(moments) / seconds)) if seconds else _FLASH_PICTURES


def _boundaries(changes: npt.NDArray[np.float32], prints: npt.NDArray[np.uint8], flash: int) -> list[tuple[int, bool]]:
    """(picture, whether it was a fade), ascending: the pictures that begin a shot; `flash` in pictures."""
    if len(changes) < 2:  # one picture has no change
        return []
    usual = _usual(changes)
    candidates = np.flatnonzero((changes >= _SMALLEST_CHANGE) & (changes >= _STANDS_OUT * usual))
    cuts = [(int(at), False) for at in candidates if not _is_flash(int(at), prints, flash)]
    fades = [(at, True) for at in _fades(prints, flash)]
    clear = [fade for fade in fades if all(abs(fade[0] - cut[0]) > 2 * flash for cut in cuts)]
    return sorted(cuts + clear)


def _usual(changes: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """The mean change of the neighbours on both sides, the picture itself left out."""
    padded = np.pad(changes, _NEIGHBOURS, mode="edge")
    windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * _NEIGHBOURS + 1)
    sums = windows.sum(axis=1) - changes
    return np.maximum(sums / (2 * _NEIGHBOURS), 0.5).astype(np.float32)


def _is_flash(at: int, prints: npt.NDArray[np.uint8], flash: int) -> bool:
    """Whether the change into picture `at` is undone within `flash` pictures, or undoes one itself."""
    jump = _distance(prints[at - 1], prints[at])
    after = [_distance(prints[at - 1], prints[k]) for k in range(at + 1, min(at + 1 + flash, len(prints)))]
    earlier = [_distance(prints[k], prints[at]) for k in range(max(0, at - 1 - flash), at - 1)]
    return any(distance < _FLASH_RETURN * jump for distance in after + earlier)


def _distance(one: npt.NDArray[np.uint8], other: npt.NDArray[np.uint8]) -> float:
    return float(np.abs(one.astype(np.int16) - other).mean())


def _fades(prints: npt.NDArray[np.uint8], flash: int) -> list[int]:
    """The middle of each stretch of black that has pictures on both sides and is no blink."""
    black = (prints.mean(axis=(1, 2)) < _BLACK_LUMA) & (prints.max(axis=(1, 2)) < _BLACK_SPOT_LUMA)
    edges = np.flatnonzero(np.diff(np.concatenate([[False], black, [False]]).astype(np.int8)))
    stretches = [(int(start), int(end)) for start, end in zip(edges[::2], edges[1::2], strict=True)]
    inside = [(start, end) for start, end in stretches if start > 0 and end < len(prints)]
    return [(start + end) // 2 for start, end in inside if not _is_blink(start, prints, flash)]


def _is_blink(start: int, prints: npt.NDArray[np.uint8], flash: int) -> bool:
    """Whether the black comes at once and the same picture follows it: a light that fails, not a fade."""
    sudden = _distance(prints[start - 1], prints[start]) >= _SMALLEST_CHANGE
    return sudden and _is_flash(start, prints, flash)
