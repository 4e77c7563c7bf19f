"""How a stretch of a wide film is laid out upright: a window that stands or travels, two stacked, or all of a width.

Places are fractions of the picture, times are seconds on the film's clock.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Literal

from microdrama.domain.time import Span

TARGET_ASPECT = Fraction(9, 16)

Knot = tuple[Fraction, float]
"""(moment, left edge of the window)."""

By = Literal["machine", "hand"]


@dataclass(frozen=True, slots=True)
class Window:
    """The part of the picture that is shown, still: upper left corner, width and height."""

    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> float:
        """Where its middle lies from left to right."""
        return self.x + self.width / 2

    def holds(self, low: float, high: float) -> bool:
        """Whether what reaches from `low` to `high`, left to right, is in it."""
        return self.x - 1e-9 <= low and high <= self.x + self.width + 1e-9


@dataclass(frozen=True, slots=True)
class Moving:
    """A window that travels sideways through its knots; before the first and after the last it stands.

    Between knots runs a monotone cubic (Fritsch and Carlson, 1980): it passes every knot, never goes beyond the
    two around it, and eases in and out of a stand, so that four knots make "stand, move, stand".
    """

    y: float
    width: float
    height: float
    knots: tuple[Knot, ...]

    def __post_init__(self) -> None:
        if not self.knots or any(b[0] <= a[0] for a, b in pairwise(self.knots)):
            raise ValueError("a window travels through at least one knot, and each lies after the one before")

    def at(self, moment: Fraction) -> Window:
        """The window that is shown at a moment."""
        return Window(_eased(self.knots, moment), self.y, self.width, self.height)


@dataclass(frozen=True, slots=True)
class Split:
    """Two windows of 9:8, one above the other."""

    upper: Window
    lower: Window


@dataclass(frozen=True, slots=True)
class Fit:
    """A wide part of the picture, whole across the upright frame, before its own blurred and dimmed enlargement."""

    region: Window


Layout = Window | Moving | Split | Fit


@dataclass(frozen=True, slots=True)
class Framing:
    """How a stretch of the film is laid out, who decided so, and why."""

    span: Span
    layout: Layout
    by: By = "machine"
    reason: str = ""


def window_size(picture: Fraction) -> tuple[float, float]:
    """Width and height, in fractions, of the largest 9:16 window in a picture of this width-to-height ratio."""
    if picture >= TARGET_ASPECT:
        return float(TARGET_ASPECT / picture), 1.0
    return 1.0, float(picture / TARGET_ASPECT)


def windows_at(layout: Layout, moment: Fraction) -> list[Window]:
    """Every part of the picture that a viewer sees at a moment."""
    match layout:
        case Window():
            return [layout]
        case Moving():
            return [layout.at(moment)]
        case Split(upper, lower):
            return [upper, lower]
        case Fit(region):
            return [region]


def framing_at(framings: Sequence[Framing], moment: Fraction, *, start: int = 0) -> int:
    """The index of the framing that stands at a moment, looking from `start` on; the last one holds for ever."""
    index = start if framings[start].span.start_s <= moment else 0  # a recap goes back
    while index + 1 < len(framings) and framings[index].span.end_s <= moment:
        index += 1
    return index


def _eased(knots: tuple[Knot, ...], moment: Fraction) -> float:
    after = bisect_right(knots, moment, key=lambda knot: knot[0])
    if after == 0:
        return knots[0][1]
    if after == len(knots):
        return knots[-1][1]
    (t0, x0), (t1, x1) = knots[after - 1], knots[after]
    length = float(t1 - t0)
    done = float(moment - t0) / length
    left, right = _slope(knots, after - 1) * length, _slope(knots, after) * length
    rest = 1 - done
    eased = x0 * (1 + 2 * done) * rest**2 + x1 * (1 + 2 * rest) * done**2
    value = eased + left * done * rest**2 - right * rest * done**2
    return min(max(value, min(x0, x1)), max(x0, x1))


def _slope(knots: tuple[Knot, ...], index: int) -> float:
    """Speed at a knot: the weighted harmonic mean of those beside it, none where the direction changes."""
    around = knots[max(0, index - 1) : index + 2]
    sides = [(float(t1 - t0), (x1 - x0) / float(t1 - t0)) for (t0, x0), (t1, x1) in pairwise(around)]
    if len(sides) == 1:
        return sides[0][1]
    (before_s, before), (after_s, after) = sides[:2]
    if before * after <= 0:
        return 0.0
    wide, narrow = 2 * after_s + before_s, after_s + 2 * before_s
    return (wide + narrow) / (wide / before + narrow / after)
