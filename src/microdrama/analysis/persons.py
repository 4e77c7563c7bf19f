"""The same face again in another shot: what a face, its hair and its clothes look like, grouped into P1, P2, ...

There is no network behind it, only appearance: the pattern of light on the face and the colours of skin, hair and
clothes. It finds the same person again in the same clothes and similar light, and takes a change of clothes for a new
person rather than two people for one. Pictures are small here (a face of 12 to 60 elements), so do not
expect more.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Sequence
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from microdrama.analysis.clusters import grouped, in_order
from microdrama.ports.face_finder import Face

Look = npt.NDArray[np.float16]
"""(size,) float16, of length 1: what one face looked like at one moment."""

_SMALLEST_PX = 12.0
_GRID = 12
_STEPS = (np.arange(_GRID, dtype=np.float32) + 0.5) / _GRID
_FINE_STEPS = (np.arange(2 * _GRID, dtype=np.float32) + 0.5) / (2 * _GRID)
_LUMAS, _CHROMAS = 5, 7
_CHROMA_REACH = 0.3
_DARK = 30  # added to a colour's sum: the tint of what is nearly black means little
_ALIKE = 0.64
# skin, hair and clothes: left, width, top and height in shares of the face's box
_PARTS = ((0.15, 0.7, 0.15, 0.8), (0.1, 0.8, -0.35, 0.27), (-0.25, 1.5, 1.3, 0.7))
_WEIGHTS = (0.6, 0.45, 0.45, 0.5)  # of the pattern of the face, then of these; their squares weigh the likeness


def look(rgb: npt.NDArray[np.uint8], face: Face) -> Look | None:
    """What a face looks like in a picture, (height, width, 3) uint8 RGB; None where it is too small to tell."""
    if face.height * rgb.shape[0] < _SMALLEST_PX or face.width * rgb.shape[1] < _SMALLEST_PX / 2:
        return None
    samples = [_sampled(rgb, face, part) for part in _PARTS]
    codes = _codes(np.concatenate(samples))
    ends = np.cumsum([len(pixels) for pixels in samples])
    parts = [_pattern(rgb, face), *(_colours(part) for part in np.split(codes, ends[:-1]))]
    whole = np.concatenate([weight * part for weight, part in zip(_WEIGHTS, parts, strict=True)])
    return (whole / max(1e-6, float(np.linalg.norm(whole)))).astype(np.float16)


def _sampled(rgb: npt.NDArray[np.uint8], face: Face, part: tuple[float, float, float, float]) -> npt.NDArray[np.uint8]:
    """(samples, 3): a grid of 12 each way over a part of a face; what lies outside the picture is left out."""
    height, width = rgb.shape[:2]
    left, wide, top, high = part
    columns = ((face.x + face.width * (left + wide * _STEPS)) * width).astype(np.int64)
    rows = ((face.y + face.height * (top + high * _STEPS)) * height).astype(np.int64)
    columns, rows = columns[(columns >= 0) & (columns < width)], rows[(rows >= 0) & (rows < height)]
    return rgb[rows[:, None], columns].reshape(-1, 3)


def _pattern(rgb: npt.NDArray[np.uint8], face: Face) -> npt.NDArray[np.float32]:
    """(144,) of length 1: the light on the face without its mean and its slope, on a grid of 12 each way."""
    height, width = rgb.shape[:2]
    columns = np.clip((face.x + face.width * _FINE_STEPS) * width, 0, width - 1).astype(np.int64)
    rows = np.clip((face.y + face.height * _FINE_STEPS) * height, 0, height - 1).astype(np.int64)
    light = rgb[rows[:, None], columns].reshape(_GRID, 2, _GRID, 2, 3).sum(axis=(1, 3, 4), dtype=np.float32)
    light -= light.mean()
    slope = _STEPS - 0.5
    even = float(np.square(slope).sum()) * _GRID
    light -= np.outer(slope, slope @ light.sum(axis=1) / even * np.ones(_GRID))
    light -= np.outer(np.ones(_GRID), slope) * float(light.sum(axis=0) @ slope) / even
    return (light / max(1e-3, float(np.linalg.norm(light)))).reshape(-1)


def _colours(codes: npt.NDArray[np.int64]) -> npt.NDArray[np.float32]:
    """(245,) of length 1 or 0: the square root of a soft histogram, 5 steps of light by 7 x 7 of colour."""
    if not len(codes):
        return np.zeros(_LUMAS * _CHROMAS * _CHROMAS, np.float32)
    return np.sqrt(_shares()[codes].astype(np.float32).mean(axis=0))


def _codes(pixels: npt.NDArray[np.uint8]) -> npt.NDArray[np.int64]:
    """(samples, 3) uint8 to (samples,): each colour as one number, five bits of red, green and blue."""
    return (pixels >> 3).astype(np.int64) @ np.array([1024, 32, 1])


@functools.cache
def _shares() -> npt.NDArray[np.float16]:
    """(32768, 245): how each colour is shared out over the bins; 16 MB, made once."""
    codes = np.arange(1 << 15)
    red, green, blue = (((codes >> shift & 31) * 8 + 4).astype(np.float32) for shift in (10, 5, 0))
    total = red + green + blue + _DARK
    light = _soft((red + green + blue) / 765, _LUMAS)
    warm = _soft(((red - green) / total / _CHROMA_REACH + 1) / 2, _CHROMAS)
    cold = _soft(((blue - (red + green) / 2) / total / _CHROMA_REACH + 1) / 2, _CHROMAS)
    shares = light[:, :, None, None] * warm[:, None, :, None] * cold[:, None, None, :]
    return shares.reshape(len(codes), -1).astype(np.float16)


def _soft(values: npt.NDArray[np.floating], bins: int) -> npt.NDArray[np.float32]:
    """(count,) 0 to 1 to (count, bins): each value shared out between the two nearest bins."""
    away = np.abs(np.clip(values, 0, 1)[:, None] * (bins - 1) - np.arange(bins, dtype=np.float32))
    return np.maximum(0, 1 - away).astype(np.float32)


def find_persons(tracks: Sequence[Sequence[tuple[Fraction, Look | None]]]) -> list[str | None]:
    """The person of each track, P1, P2, ... in order of appearance; None where a face was too small to tell.

    `tracks`: for each, when it was seen and what it looked like, in order of time. Two tracks that are seen at the
    same moment are never one person. The order of the tracks does not matter but for the names' order.
    """
    means: list[npt.NDArray[np.float32]] = []
    sizes: list[float] = []
    known: list[int] = []
    for number, track in enumerate(tracks):
        looks = [seen.astype(np.float32) for _, seen in track if seen is not None]
        if looks:
            known.append(number)
            means.append(np.mean(looks, axis=0))
            sizes.append(float(min(len(looks), 8)))
    if not known:
        return [None] * len(tracks)
    apart = _together([[moment for moment, _ in tracks[number]] for number in known])
    labels = grouped(np.stack(means), alike=_ALIKE, weights=np.array(sizes), apart=apart)
    first_seen = np.argsort([float(tracks[number][0][0]) for number in known], kind="stable")
    ranks = np.empty(len(known), np.int64)
    ranks[first_seen] = in_order(labels[first_seen])
    persons: list[str | None] = [None] * len(tracks)
    for number, rank in zip(known, ranks, strict=True):
        persons[number] = f"P{rank + 1}"
    return persons


def _together(moments: list[list[Fraction]]) -> set[tuple[int, int]]:
    """Pairs of tracks that are seen at the same moment."""
    at: dict[Fraction, list[int]] = {}
    for number, times in enumerate(moments):
        for moment in times:
            at.setdefault(moment, []).append(number)
    return {pair for numbers in at.values() for pair in itertools.combinations(sorted(set(numbers)), 2)}
