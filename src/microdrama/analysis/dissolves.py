"""Where one shot dissolves into the next.

While two shots are mixed, every part of the picture runs from its value in the one to its value in the other along
the same ramp: x(t) = a + (b - a) w(t). Movement, zooms and light do not fit one ramp in all parts at once, or end
in a picture with the same forms. So a ramp is fitted at every picture and for every length (least squares, all
parts of the picture together), and kept where it leaves little of the difference between a and b unexplained and
the pictures take no longer way from a to b than they must.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from threadpoolctl import threadpool_limits

Floats = npt.NDArray[np.float32]

_SHORTEST_S, _LONGEST_S = 0.28, 2.6
_FEWEST = 5  # pictures of the shortest ramp that is told from a cut
_LENGTH_RATIO = 1.11  # between the lengths that are tried
_MARGIN = 6  # pictures on each side that must stand still
_CHUNK = 64  # pictures at which all ramps are tried in one matrix product
_HIGHEST_RATE = 36.0  # of pictures that are looked at, per second: every second one where a film has 60
_LEAST_CHANGE = 14.0  # root mean square difference of the two shots, of 255
_UNEXPLAINED = 0.045  # mean square residual as a share of the squared change
_ALIKE = 0.8  # correlation of two pictures that show the same forms
_LOCAL_SHARE, _LOCAL_CHANGE = 0.53, 4  # of the fields, by how much of 255: less is a title over a shot that goes on
_NOISE = 1.0  # mean square that no ramp can explain
_FINE_MARGIN = 5
_FINE_LENGTHS = (0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.2, 1.35)


_CERTAINTY = {"change": 4.8, "unexplained": -1.3, "detour": -1.0}
_CERTAIN = 24.0
"""Weights of three logarithms and the sum that a dissolve reaches: a logistic regression over spliced films."""


@dataclass(frozen=True, slots=True)
class Dissolve:
    """A mix of two shots: its middle, in pictures and halves of one, and how many pictures hold both shots."""

    middle: float
    length: int


@dataclass(frozen=True, slots=True)
class _Ramp:
    """A dissolve as fitted: `change` is the difference of its ends (root mean square), `unexplained` a share of it."""

    middle: float
    length: int
    change: float
    unexplained: float


def find_dissolves(
    looks: Floats,
    prints: npt.NDArray[np.uint8],
    changes: Floats,
    *,
    rate: float,
    cuts: Sequence[int],
    blank: npt.NDArray[np.bool_],
) -> list[Dissolve]:
    """The dissolves of a film, in order; none overlaps another.

    `looks`: (pictures, parts), every part scaled so that the root of all squares added is a root mean square.
    `prints`: (pictures, rows, columns) uint8 luma. `changes`: (pictures,), difference to the picture before.
    `rate`: pictures a second. `cuts`: pictures that begin a shot. `blank`: (pictures,), whether nothing is seen.
    """
    step = max(1, round(rate / _HIGHEST_RATE + 0.2))
    lengths = _lengths(rate / step)
    seen = np.ascontiguousarray(looks[::step])
    if len(seen) < lengths[0] + 2 * _MARGIN:
        return []
    taken = np.zeros(len(looks) + 1, bool)
    found: list[Dissolve] = []
    for middle, length in _distinct(_left_over(seen, lengths), lengths):
        ramp = _refined(seen, middle, length)
        dissolve = Dissolve(ramp.middle * step, ramp.length * step)
        first, last = _ends(dissolve, len(looks))
        if taken[first : last + 1].any() or any(first < cut <= last for cut in cuts) or blank[first : last + 1].any():
            continue
        detour = float(changes[first + 1 : last + 1].sum()) / max(_apart(prints[first], prints[last]), 1.0)
        same = _alike(prints[first], prints[last]) or _is_local(prints[first], prints[last])
        if ramp.length >= lengths[0] and not same and _is_certain(ramp, detour):
            taken[first : last + 1] = True
            found.append(dissolve)
    return sorted(found, key=lambda dissolve: dissolve.middle)


def _is_certain(ramp: _Ramp, detour: float) -> bool:
    """`detour`: all that changed on the way, by what is different at its end; a camera that moves makes a long one."""
    signs = {"change": ramp.change, "unexplained": ramp.unexplained, "detour": detour}
    return sum(weight * math.log(max(signs[name], 1e-6)) for name, weight in _CERTAINTY.items()) >= _CERTAIN


def _lengths(rate: float) -> tuple[int, ...]:
    """The lengths of ramps to try, in pictures, ascending."""
    shortest, longest = max(_FEWEST, round(_SHORTEST_S * rate)), max(_FEWEST + 1, round(_LONGEST_S * rate))
    steps = int(math.log(longest / shortest) / math.log(_LENGTH_RATIO)) + 2
    return tuple(sorted({round(shortest * _LENGTH_RATIO**n) for n in range(steps)}))


def _ends(dissolve: Dissolve, count: int) -> tuple[int, int]:
    """The last picture of the old shot and the first of the new one."""
    half = (dissolve.length + 1) / 2
    return max(0, int(np.floor(dissolve.middle - half))), min(count - 1, int(np.ceil(dissolve.middle + half)))


def _apart(one: npt.NDArray[np.uint8], other: npt.NDArray[np.uint8]) -> float:
    return float(np.abs(one.astype(np.int16) - other).mean())


def _alike(one: npt.NDArray[np.uint8], other: npt.NDArray[np.uint8]) -> bool:
    """Whether two pictures show the same forms, in whatever light."""
    old, new = (picture.astype(np.float64).ravel() - picture.mean() for picture in (one, other))
    norm = math.sqrt(float(old @ old) * float(new @ new))
    return norm == 0 or float(old @ new) / norm > _ALIKE


def _is_local(one: npt.NDArray[np.uint8], other: npt.NDArray[np.uint8]) -> bool:
    """Whether most of two pictures is the same: large letters that fade in or out run along one ramp, too."""
    return float((np.abs(one.astype(np.int16) - other) > _LOCAL_CHANGE).mean()) < _LOCAL_SHARE


@functools.lru_cache(maxsize=4)
def _kernels(lengths: tuple[int, ...]) -> tuple[Floats, int]:
    """Each length's ramp at each of 64 neighbouring middles, and how many pictures lie before the first middle.

    (lengths * 64, 64 + reach) float32: weights that give b - a when they are multiplied with pictures.
    """
    before = lengths[-1] // 2 + _MARGIN + 1
    weights = np.zeros((len(lengths), _CHUNK, _CHUNK + 2 * before), np.float32)
    for which, length in enumerate(lengths):
        ramp = _ramp(length, _MARGIN)
        for at in range(_CHUNK):
            first = at + before - (len(ramp) - 1) // 2
            weights[which, at, first : first + len(ramp)] = ramp / (ramp @ ramp)
    return weights.reshape(len(lengths) * _CHUNK, -1), before


def _ramp(length: int, margin: int) -> npt.NDArray[np.float64]:
    """A ramp of mean 0 with still pictures on both sides, which rises by 1."""
    at = np.arange(length + 2 * margin) - margin
    ramp = np.clip((at + 1) / (length + 1), 0, 1)
    return ramp - ramp.mean()


def _left_over(seen: Floats, lengths: tuple[int, ...]) -> Floats:
    """What the ramp of each length and middle leaves unexplained, as a share of the squared change.

    (lengths, pictures) float32, infinite where nothing changes; of two pictures in the middle it is the first.
    """
    kernels, before = _kernels(lengths)
    count = len(seen)
    padded = np.pad(seen, [(before, before + _CHUNK), (0, 0)], mode="edge")
    squared = np.zeros((len(lengths), -(-count // _CHUNK) * _CHUNK), np.float32)
    with threadpool_limits(1, user_api="blas"):  # for products this small, threads cost up to ten times what they save
        for start in range(0, count, _CHUNK):
            near = padded[start : start + _CHUNK + 2 * before]
            change = kernels @ (near - near.mean(axis=0))
            squared[:, start : start + _CHUNK] = np.einsum("ij,ij->i", change, change).reshape(len(lengths), _CHUNK)
    power = np.concatenate([[0.0], np.cumsum(np.einsum("ij,ij->i", seen, seen, dtype=np.float64))])
    sums = np.concatenate([np.zeros((1, seen.shape[1])), np.cumsum(seen, axis=0, dtype=np.float64)])
    left = np.full((len(lengths), count), np.inf, np.float32)
    for which, length in enumerate(lengths):
        span = length + 2 * _MARGIN
        middles = np.flatnonzero(squared[which, :count] >= _LEAST_CHANGE**2)
        firsts = middles - (span - 1) // 2
        inside = (firsts >= 0) & (firsts + span <= count)
        middles, firsts = middles[inside], firsts[inside]
        mean = (sums[firsts + span] - sums[firsts]) / span
        spread = power[firsts + span] - power[firsts] - span * np.einsum("ij,ij->i", mean, mean)
        ramp, change = _ramp(length, _MARGIN), squared[which, middles]
        left[which, middles] = ((spread - change * (ramp @ ramp)) / span + _NOISE) / change
    return left


def _distinct(left: Floats, lengths: tuple[int, ...]) -> list[tuple[float, int]]:
    """(middle, length) of the ramps that leave least, none with its middle within another."""
    best = left.argmin(axis=0)
    least = left.min(axis=0)
    taken = np.zeros(left.shape[1], bool)
    found: list[tuple[float, int]] = []
    order = np.argsort(least, kind="stable")[: int((least < _UNEXPLAINED).sum())]
    for middle in (int(each) for each in order):
        length = lengths[int(best[middle])]
        reach = length // 2 + 1
        if not taken[middle]:
            found.append((middle + (length + 1) % 2 / 2, length))
            taken[max(0, middle - reach) : middle + reach + 1] = True
    return found


@functools.lru_cache(maxsize=64)
def _fine_kernels(length: int) -> tuple[Floats, tuple[tuple[float, int, float], ...]]:
    """(ramps, pictures) float32: ramps of norm 1 about as long, with middles near the middle picture.

    And of each: how far its middle lies from that, in pictures, its length, and by how much it rises.
    """
    reach = length // 2 + 1 + _FINE_MARGIN
    pictures = np.arange(-reach, reach + 1)
    kinds: list[tuple[float, int, float]] = []
    rows: list[Any] = []
    for share in _FINE_LENGTHS:
        wide = max(3, round(share * length))
        for off in (half / 2 for half in range(-min(12, length), min(12, length) + 1)):
            if abs(off) + wide / 2 <= reach - 1:
                ramp: npt.NDArray[np.float64] = np.clip((pictures - off + (wide + 1) / 2) / (wide + 1), 0, 1)
                ramp -= ramp.mean()
                norm = math.sqrt(float(ramp @ ramp))
                kinds.append((off, wide, 1 / norm))
                rows.append(ramp / norm)
    return np.array(rows, np.float32), tuple(kinds)


def _refined(seen: Floats, middle: float, length: int) -> _Ramp:
    """The ramp that explains most of the pictures around a middle, tried twice."""
    ramp = _Ramp(middle, length, 0.0, 1.0)
    for _ in range(2):
        centre = int(ramp.middle)
        kernels, kinds = _fine_kernels(ramp.length)
        reach = kernels.shape[1] // 2
        near = seen[[min(max(at, 0), len(seen) - 1) for at in range(centre - reach, centre + reach + 1)]]
        near = near - near.mean(axis=0)
        along = kernels @ near
        explained = np.einsum("ij,ij->i", along, along)
        best = int(explained.argmax())
        off, length, rise = kinds[best]
        squared = max(float(explained[best]) * rise**2, 1e-6)
        left = max(float(np.square(near, dtype=np.float64).sum() - explained[best]), 0.0) / len(near)
        ramp = _Ramp(centre + off, length, math.sqrt(squared), left / squared)
    return ramp
