"""Where a window of a given width goes so that something stays in it: it stands, makes one move, or follows.

A path that follows is the L1-optimal one: of all paths that keep the subject inside, the one with the least sum of
absolute first, second and third differences, which a linear programme finds. Such a path is made of stands, even
moves and gentle changes between them, as a camera's on a tripod is (Grundmann, Kwatra and Essa, "Auto-directed video
stabilization with robust L1 optimal camera paths", 2011).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from microdrama.domain.time import Span
from microdrama.edit.layout import Knot

Floats = npt.NDArray[np.float64]

ENOUGH = 0.97
"""The share of a subject's finds that a window that stands, or makes one move, has to hold."""
LONGEST_ABSENCE_S = 1.6  # between two finds of one face: further apart nobody knows where it was
_STEP_S = 0.1
_LONGEST_PIECE = 400  # steps that one programme solves
_OVERLAP = 100  # steps of the next piece that it looks ahead
_LEAST_MOVE_S = 1.0
_LEAST_STAND_S = 0.5  # before and after a move, where the shot is long enough
_FASTEST = 0.25  # widths of the picture a second for one move
_MOVES_S = (1.0, 1.5, 2.0, 3.0, 4.5, 7.0)
_MOMENTS_TRIED = 48


@dataclass(frozen=True, slots=True)
class Track:
    """What has to be in the window: at `times` (seconds, ascending) from `lows` to `highs` of the picture's width."""

    times: Floats
    lows: Floats
    highs: Floats

    def __len__(self) -> int:
        return len(self.times)

    def fitting(self, width: float) -> float:
        """The share of finds that are no wider than a window."""
        return float(np.mean(self.highs - self.lows <= width + 1e-9))

    def narrowed(self, most: float) -> Track:
        """The same with only the middle `most` of whatever is wider: of a close-up, eyes and mouth."""
        middles, halves = (self.lows + self.highs) / 2, np.minimum(self.highs - self.lows, most) / 2
        return Track(self.times, middles - halves, middles + halves)

    def allowed(self, width: float) -> tuple[Floats, Floats]:
        """The left edges, from and to, with which a window holds each find; what is wider than it, it lies within."""
        most = max(0.0, 1 - width)
        one, other = np.clip(self.highs - width, 0, most), np.clip(self.lows, 0, most)
        return np.minimum(one, other), np.maximum(one, other)


def stand(track: Track, width: float) -> tuple[float, float]:
    """The left edge of the window that holds most finds, and the share it holds.

    Among those as good, the one with the finds' middles nearest to its own.
    """
    first, last = track.allowed(width)
    wanted = float(np.median(track.lows + track.highs)) / 2 - width / 2
    if first.max() <= last.min() + 1e-12:
        return _clamped(wanted, float(first.max()), float(last.min())), 1.0
    places = np.unique(np.concatenate([first, last]))
    held = np.searchsorted(np.sort(first), places + 1e-12, side="right")
    held = held - np.searchsorted(np.sort(last), places - 1e-12, side="left")
    best = places[held == held.max()]
    nearest = int(np.abs(best - wanted).argmin())
    return float(best[nearest]), float(held.max()) / len(track)


def _clamped(wanted: float, low: float, high: float) -> float:
    return min(max(wanted, low), high) if low <= high else (low + high) / 2


def one_move(track: Track, width: float, span: Span) -> tuple[tuple[Knot, ...], float] | None:
    """Stand, move once, stand: the knots that hold most finds, and the share they hold; None for a short shot.

    The move lasts at least a second and is no faster than a quarter of the picture in one.
    """
    start, end = float(span.start_s), float(span.end_s)
    best: tuple[tuple[float, float], tuple[Knot, ...]] | None = None
    for lasts in _MOVES_S:
        free = end - start - lasts - 2 * _LEAST_STAND_S
        if free < 0:
            break
        for begins in start + _LEAST_STAND_S + np.linspace(0, free, min(_MOMENTS_TRIED, 2 + int(free * 4))):
            knots = _two_stands(track, width, span, (float(begins), lasts))
            if knots is None:
                continue
            share = held_share(track, knots, width)
            score = (round(share, 3), -abs(knots[-1][1] - knots[0][1]) / lasts)
            if best is None or score > best[0]:
                best = score, knots
    return (best[1], best[0][0]) if best else None


def _two_stands(track: Track, width: float, span: Span, move: tuple[float, float]) -> tuple[Knot, ...] | None:
    begins, lasts = move
    before = _part(track, track.times <= begins + lasts / 4)
    after = _part(track, track.times >= begins + lasts * 3 / 4)
    if not len(before) or not len(after):
        return None
    left, right = stand(before, width)[0], stand(after, width)[0]
    if abs(right - left) > _FASTEST * lasts:
        return None
    at, until = Fraction(round(begins * 1000), 1000), Fraction(round((begins + lasts) * 1000), 1000)
    return (
        (span.start_s, left),
        (max(at, span.start_s + Fraction(1, 1000)), left),
        (until, right),
        (span.end_s, right),
    )


def _part(track: Track, chosen: npt.NDArray[np.bool_]) -> Track:
    return Track(track.times[chosen], track.lows[chosen], track.highs[chosen])


def places(knots: tuple[Knot, ...], times: Floats) -> Floats:
    """The left edge at each of many times: `layout.Moving.at` to within a hair of a smooth step."""
    at = np.array([float(moment) for moment, _ in knots])
    lefts = np.array([left for _, left in knots])
    index = np.clip(np.searchsorted(at, times, side="right"), 1, max(1, len(at) - 1))
    if len(at) == 1:
        return np.full(len(times), lefts[0])
    done = np.clip((times - at[index - 1]) / (at[index] - at[index - 1]), 0, 1)
    eased = done * done * (3 - 2 * done)
    return lefts[index - 1] + (lefts[index] - lefts[index - 1]) * eased


def held_share(track: Track, knots: tuple[Knot, ...], width: float) -> float:
    """The share of finds that a window with these few knots holds."""
    first, last = track.allowed(width)
    left = places(knots, track.times)
    return float(np.mean((left >= first - 1e-6) & (left <= last + 1e-6)))


def follow(track: Track, width: float, span: Span) -> tuple[Knot, ...]:
    """The L1-optimal path over a shot. The subject is inside wherever that is possible at half a picture a second."""
    start, lasts = float(span.start_s), float(span.duration_s)
    count = max(4, round(lasts / _STEP_S) + 1)
    times = start + np.linspace(0, lasts, count)
    first, last = _between_finds(track, times, width)
    lefts = np.concatenate(list(_solved(first, last, lasts / (count - 1))))
    lefts = np.clip(np.round(lefts, 6), 0, max(0.0, 1 - width))
    moments = [span.start_s + span.duration_s * n / (count - 1) for n in range(count)]
    return _without_straight(list(zip(moments, lefts.tolist(), strict=True)))


def _between_finds(track: Track, times: Floats, width: float) -> tuple[Floats, Floats]:
    """The left edges allowed at each time: between two finds in proportion, any where there is no find near."""
    first, last = track.allowed(width)
    low, high = np.interp(times, track.times, first), np.interp(times, track.times, last)
    after = np.searchsorted(track.times, times)
    before = np.clip(after - 1, 0, len(track) - 1)
    after = np.clip(after, 0, len(track) - 1)
    apart = track.times[after] - track.times[before]
    unknown = (apart > LONGEST_ABSENCE_S) & (times > track.times[before]) & (times < track.times[after])
    return np.where(unknown, 0.0, low), np.where(unknown, max(0.0, 1 - width), high)


def _solved(first: Floats, last: Floats, step_s: float) -> Iterator[Floats]:
    """A long path in pieces: each is solved with a look ahead and takes up the three steps before it."""
    from microdrama.edit.programme import shortest  # noqa: PLC0415 (a third of a second, for shots that move only)

    done, tail = 0, np.zeros(0)
    while done < len(first):
        until = min(len(first), done + _LONGEST_PIECE + _OVERLAP)
        kept = until if until == len(first) else done + _LONGEST_PIECE
        since = done - len(tail)
        piece = shortest(first[since:until], last[since:until], tail, step_s)
        yield piece[len(tail) : kept - since]
        tail = piece[kept - since - 3 : kept - since]
        done = kept


def _without_straight(knots: list[Knot]) -> tuple[Knot, ...]:
    """Without the knots inside a stand or an even move, through which the curve runs straight anyway."""
    kept = [knots[0]]
    for before, (here, after) in zip(knots, pairwise(knots[1:]), strict=False):
        if abs((here[1] - before[1]) - (after[1] - here[1])) > 2e-6:
            kept.append(here)
    return (*kept, knots[-1])
