"""Where shots begin: cuts, dissolves and fades, told from flashes and fast movement.

A cut is a change that is large and stands out from its neighbours (the idea of PySceneDetect's adaptive detector:
movement raises a whole stretch of the curve, a cut one point of it). A change that is undone within a few
pictures was a flash or a passing object. Dissolves have a module of their own.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from microdrama.analysis.dissolves import Dissolve, find_dissolves
from microdrama.domain.findings import Shot
from microdrama.ports.shot_finder import Boundary

_NEIGHBOURS = 3  # pictures on each side that tell what is usual here
_STANDS_OUT = 3.0  # times the usual change
_SMALLEST_CHANGE = 9.0  # mean absolute difference, of 255, luma and chroma added
_SMALL_CHANGE, _SMALL_STANDS_OUT, _SMALL_SHARE = 6.0, 12.0, 0.2  # or this, where all stood still: a set, two people
_LOCAL_SHARE, _LOCAL_CHANGE = 0.53, 4  # of the fields, by how much of 255: less is a thing that moves, not a cut ...
_LOCAL_STANDS_OUT = 6.0  # ... unless all else stands still
_FLASH_PICTURES, _FLASH_S = 4, Fraction(1, 6)  # how long a flash lasts at most: the longer of the two
_FLASH_RETURN = 0.4  # a flash comes back to within this share of its own jump
_AT_ONCE = 0.6  # of the light that a blink takes with its first black picture
_SHORTEST_SHOT_S = Fraction(1, 4)
_BLACK_LUMA = 24.0
_LIT_LUMA, _LIT_WITHIN = 28.0, 6  # mean of a picture; within so many times a flash, which is about a second
_BLACK_SPOT_LUMA = 48  # a night scene or credits have a brighter spot somewhere; the black of a fade has none
_WHITE_LUMA = 212
_DIMMING = 0.7  # by how much a picture of a fade is nearer to black than the one before it, of 255
_LONGEST_DIMMING = 120  # pictures
_GRID = (10, 16)
_COLOUR_GRID = (3, 4)
_COLOUR_WEIGHT = 1.5


@dataclass(slots=True)
class ShotSigns:
    """What a pass collects for each picture: 300 bytes, so that a three-hour film takes 80 MB.

    `changes`: difference to the picture before. `prints`: (pictures, 10, 16) uint8, the picture as a coarse grid.
    `looks`: (pictures, 64) float16, luma in a coarser grid, and the colours.
    """

    moments: list[Fraction] = field(default_factory=list[Fraction])
    _changes: list[npt.NDArray[np.float32]] = field(default_factory=list[Any])
    _prints: list[npt.NDArray[np.uint8]] = field(default_factory=list[Any])
    _looks: list[npt.NDArray[np.float16]] = field(default_factory=list[Any])
    _last: Any = None

    def see(self, moments: list[Fraction], luma: Any, cb: Any, cr: Any) -> npt.NDArray[np.uint8]:
        """Take in the next pictures, (pictures, height, width) uint8 each.

        Returns the luma's difference to the picture before, (pictures, height, width) uint8, absolute, for
        whoever follows movement.
        """
        planes = (luma, cb, cr)
        before = self._last or tuple(plane[:1] for plane in planes)
        moved = [
            apart(whole[1:], whole[:-1])
            for whole in (np.concatenate(both) for both in zip(before, planes, strict=True))
        ]
        self._changes.append(sum(_means(plane) for plane in moved))  # type: ignore[arg-type]
        fields = _coarse(luma, _GRID)
        self._prints.append(fields.astype(np.uint8))
        self._looks.append(_look(fields, cb, cr))
        self._last = tuple(plane[-1:].copy() for plane in planes)  # a view would hold the whole block
        self.moments += moments
        return moved[0]

    @property
    def changes(self) -> npt.NDArray[np.float32]:
        """(pictures,): how much each picture differs from the one before; 0 for the first."""
        return np.concatenate(self._changes) if self._changes else np.zeros(0, np.float32)

    @property
    def prints(self) -> npt.NDArray[np.uint8]:
        """(pictures, 10, 16) uint8: coarse luma."""
        return np.concatenate(self._prints) if self._prints else np.zeros((0, *_GRID), np.uint8)

    @property
    def looks(self) -> npt.NDArray[np.float32]:
        """(pictures, 64) float32: every part scaled so that the root of all squares added is a root mean square."""
        return np.concatenate(self._looks).astype(np.float32) if self._looks else np.zeros((0, 64), np.float32)


def apart(one: npt.NDArray[np.uint8], other: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """The absolute difference, element by element, in bytes throughout: a tenth of the time that a sign costs."""
    return np.maximum(one, other) - np.minimum(one, other)


def _means(planes: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:
    """The mean of each picture."""
    sums = planes.reshape(len(planes), -1).sum(axis=1, dtype=np.uint32)
    return sums.astype(np.float32) / np.float32(max(1, planes[:1].size))


def _coarse(plane: npt.NDArray[np.uint8], grid: tuple[int, int]) -> npt.NDArray[np.float32]:
    """The mean of each field of a grid of rows and columns (an upright film's would only be turned)."""
    count, height, width = plane.shape
    rows, row_sizes = parts(height, grid[0])
    columns, column_sizes = parts(width, grid[1])
    down = _rows_added(plane, rows, row_sizes)
    sums = np.add.reduceat(down, columns, axis=2)
    return (sums / np.outer(row_sizes, column_sizes)).astype(np.float32).reshape(count, *grid)


def _rows_added(
    plane: npt.NDArray[np.uint8], starts: npt.NDArray[np.int64], sizes: npt.NDArray[np.int64]
) -> npt.NDArray[np.uint32]:
    """(pictures, parts, width): each part's rows added; numpy's `reduceat` takes eight times as long over rows."""
    spans = zip(starts.tolist(), sizes.tolist(), strict=True)
    return np.stack([plane[:, first : first + size].sum(axis=1, dtype=np.uint32) for first, size in spans], axis=1)


def _look(fields: npt.NDArray[np.float32], cb: Any, cr: Any) -> npt.NDArray[np.float16]:
    """The luma's fields, four made one, and the colours': what stays the same when something moves a little."""
    count = len(fields)
    quarter = fields.reshape(count, _GRID[0] // 2, 2, _GRID[1] // 2, 2).mean(axis=(2, 4)).reshape(count, -1)
    colours = [_coarse(plane, _COLOUR_GRID).reshape(count, -1) * np.float32(_COLOUR_WEIGHT) for plane in (cb, cr)]
    scaled = [part / np.float32(np.sqrt(part.shape[1])) for part in (quarter, *colours)]
    return np.concatenate(scaled, axis=1).astype(np.float16)


def parts(length: int, count: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Where each of `count` even parts of a length begins, for `np.add.reduceat`, and how long each is, 1 at least.

    Where the length is smaller than the count, neighbours share an element.
    """
    edges = np.arange(count + 1, dtype=np.int64) * length // count
    return edges[:-1], np.maximum(np.diff(edges), 1)


def find_shots(signs: ShotSigns, *, duration: Fraction) -> list[Shot]:
    """The shots of a film, in order and without gaps from 0 to `duration`; one at least."""
    return shots_between(find_boundaries(signs), duration=duration)


def shots_between(boundaries: Sequence[Boundary], *, duration: Fraction) -> list[Shot]:
    """The shots that boundaries separate, in order and without gaps from 0 to `duration`, none too short to be seen."""
    starts = [Boundary(Fraction(0))]
    for boundary in boundaries:
        moment = boundary.moment_s
        if moment - starts[-1].moment_s >= _SHORTEST_SHOT_S and duration - moment >= _SHORTEST_SHOT_S:
            starts.append(boundary)
    ends = [boundary.moment_s for boundary in starts[1:]] + [duration]
    return [
        Shot(start_s=begin.moment_s, end_s=end, transition=begin.transition, transition_s=begin.transition_s)
        for begin, end in zip(starts, ends, strict=True)
    ]


def find_boundaries(signs: ShotSigns) -> list[Boundary]:
    """What separates the shots of all that was seen, in order."""
    changes, prints, moments = signs.changes, signs.prints, signs.moments
    if len(changes) < 2:  # one picture has no change
        return []
    flash = _flash_pictures(moments)
    cuts = _cuts(changes, prints, flash)
    blank = _black(prints) | _white(prints)
    fades = [fade for fade in _fades(prints, blank, flash) if all(abs(fade[0] - cut) > 2 * flash for cut in cuts)]
    dissolves = find_dissolves(signs.looks, prints, changes, rate=_rate(moments), cuts=cuts, blank=blank)
    found = [Boundary(moments[at]) for at in cuts]
    for middle, first, last in fades:
        found.append(Boundary(moments[middle], "fade", moments[min(last, len(moments) - 1)] - moments[max(first, 0)]))
    found += [_between(dissolve, moments) for dissolve in dissolves]
    return sorted(found, key=lambda boundary: boundary.moment_s)


def _between(dissolve: Dissolve, moments: list[Fraction]) -> Boundary:
    first = max(0, round(dissolve.middle - (dissolve.length - 1) / 2))
    last = min(len(moments) - 1, first + dissolve.length)
    return Boundary(moments[math.ceil(dissolve.middle)], "dissolve", moments[last] - moments[first])


def _rate(moments: list[Fraction]) -> float:
    """Pictures a second, as most of them come."""
    seconds = float(moments[-1] - moments[0])
    return (len(moments) - 1) / seconds if seconds > 0 else 0.0


def _flash_pictures(moments: list[Fraction]) -> int:
    """How many pictures a flash lasts at most at the film's own rate."""
    seconds = moments[-1] - moments[0] if moments else Fraction(0)
    return max(_FLASH_PICTURES, round(_FLASH_S * len(moments) / seconds)) if seconds else _FLASH_PICTURES


def _cuts(changes: npt.NDArray[np.float32], prints: npt.NDArray[np.uint8], flash: int) -> list[int]:
    """The pictures that a cut leads to, ascending; `flash` in pictures."""
    usual = _usual(changes)
    large = (changes >= _SMALLEST_CHANGE) & (changes >= _STANDS_OUT * usual)
    small = ~large & (changes >= _SMALL_CHANGE) & (changes >= _SMALL_STANDS_OUT * usual)
    candidates = [at for at in np.flatnonzero(large | small) if large[at] or _changed(int(at), prints) >= _SMALL_SHARE]
    return [
        int(at)
        for at in candidates
        if (changes[at] >= _LOCAL_STANDS_OUT * usual[at] or not _is_local(int(at), prints))
        and not _is_flash(int(at), prints, flash)
    ]


def _is_local(at: int, prints: npt.NDArray[np.uint8]) -> bool:
    """Whether only a part of the picture differs from the one before: something left or entered it fast."""
    return _changed(at, prints) < _LOCAL_SHARE


def _changed(at: int, prints: npt.NDArray[np.uint8]) -> float:
    """The share of the picture that differs from the one before."""
    return float((np.abs(prints[at].astype(np.int16) - prints[at - 1]) > _LOCAL_CHANGE).mean())


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


def _black(prints: npt.NDArray[np.uint8]) -> npt.NDArray[np.bool_]:
    return (prints.mean(axis=(1, 2)) < _BLACK_LUMA) & (prints.max(axis=(1, 2)) < _BLACK_SPOT_LUMA)


def _white(prints: npt.NDArray[np.uint8]) -> npt.NDArray[np.bool_]:
    return prints.min(axis=(1, 2)) >= _WHITE_LUMA


def _fades(prints: npt.NDArray[np.uint8], blank: npt.NDArray[np.bool_], flash: int) -> list[tuple[int, int, int]]:
    """(middle, first dimmed picture, first whole picture) of each stretch of black or white.

    Only of those that have pictures on both sides, lit ones on one side at least (between the lines of rolling credits
    all is black, too), and are no blink.
    """
    light = prints.mean(axis=(1, 2))
    edges = np.flatnonzero(np.diff(np.concatenate([[False], blank, [False]]).astype(np.int8)))
    stretches = [(int(start), int(end)) for start, end in zip(edges[::2], edges[1::2], strict=True)]
    inside = [(start, end) for start, end in stretches if start > 0 and end < len(prints)]
    return [
        ((start + end) // 2, start - _dimmed(prints[start::-1]), end + _dimmed(prints[end - 1 :]))
        for start, end in inside
        if not _is_blink(start, prints, flash) and _is_lit(light, start, end, _LIT_WITHIN * flash)
    ]


def _is_lit(light: npt.NDArray[np.float64], start: int, end: int, reach: int) -> bool:
    """Whether a picture shortly before or after a blank stretch is bright enough for there to be something to fade."""
    near = np.concatenate([light[max(0, start - reach) : start], light[end : end + reach]])
    return float(near.max(initial=0)) >= _LIT_LUMA


def _dimmed(prints: npt.NDArray[np.uint8]) -> int:
    """How many pictures after a blank first one are less and less like it."""
    away = np.abs(prints[:_LONGEST_DIMMING].astype(np.int16) - prints[0]).mean(axis=(1, 2))
    still = np.flatnonzero(np.diff(away) < _DIMMING)
    return int(still[0]) if len(still) else len(away) - 1


def _is_blink(start: int, prints: npt.NDArray[np.uint8], flash: int) -> bool:
    """Whether the black comes at once and the same picture follows it: a light that fails, not a fade."""
    jump = _distance(prints[start - 1], prints[start])
    light_before = _distance(prints[max(0, start - 1 - flash)], prints[start])
    sudden = jump >= max(_SMALLEST_CHANGE, _AT_ONCE * light_before)
    return sudden and _is_flash(start, prints, flash)
