"""What the camera does over a shot, and where each depth of the scene goes when it does.

A view says how far the camera has gone from where the shot was composed. Everything lies at a depth: 0 is the
horizon, 1 where people stand, above 1 in front of them. What is near moves more, in proportion.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from microdrama.domain.storyboard import Angle, Move

Floats = npt.NDArray[np.float64]
Matrix = npt.NDArray[np.float64]
"""(2, 3): takes a point of a sheet to a point of the picture."""

RATE = 24
DUTCH_DEGREES = 4.5
STRIKES_AT = 2
"""The picture in which an impact jumps."""
NEAREST = 1.7
"""The greatest depth that is told apart; what lies nearer moves as this does."""
_FAR = 0.4  # of the camera's way that the horizon goes; 0 would be true, and would tear places apart
_PAN = 0.055  # of the width to each side
_TILT = 0.05  # of the height
_PUSH_A_SECOND, _LEAST_PUSH, _MOST_PUSH = 0.028, 0.03, 0.12


@dataclass(frozen=True, slots=True)
class View:
    """How far the camera has gone right and down, in pixels at depth 1; how much nearer; its roll in degrees."""

    x: float = 0.0
    y: float = 0.0
    zoom: float = 1.0
    roll: float = 0.0


@dataclass(frozen=True, slots=True)
class Frame:
    """What the camera looks at: the picture's size, the point that a zoom keeps in its place, and the free room.

    `room` is how many pixels whatever must be seen may move left, right, up and down before it is cut; `nearest` is
    the zoom that would cut it.
    """

    size: tuple[int, int]
    focus: tuple[float, float]
    room: tuple[float, float, float, float] = (1e9, 1e9, 1e9, 1e9)
    nearest: float = 10.0


def views(move: Move, angle: Angle, *, frame: Frame, pictures: int, seed: int) -> tuple[View, ...]:
    """One view for each picture of a shot. Every one keeps sheets with a margin of 0.15 over the whole picture."""
    roll = DUTCH_DEGREES * (1 if seed % 2 else -1) if angle == "dutch" else 0.0
    rng = np.random.default_rng(seed)
    phases = rng.uniform(0, 2 * math.pi, 8)
    moments = (_Moment(frame, n, pictures, phases) for n in range(pictures))
    return tuple(replace(view, roll=view.roll + roll) for view in map(_MOVES[move], moments))


@dataclass(frozen=True, slots=True)
class _Moment:
    """One picture of a shot, and what chance has decided for all of them."""

    frame: Frame
    number: int
    pictures: int
    phases: Floats

    @property
    def share(self) -> float:
        """How much of the shot is over, 0 to 1."""
        return self.number / max(1, self.pictures - 1)

    @property
    def seconds(self) -> float:
        """Since the shot began."""
        return self.number / RATE

    @property
    def scale(self) -> float:
        """Pixels for what is one pixel where the picture is 1280 high."""
        return self.frame.size[1] / 1280


def _push(moment: _Moment) -> View:
    most = min(_MOST_PUSH, max(_LEAST_PUSH, _PUSH_A_SECOND * moment.pictures / RATE), moment.frame.nearest - 1)
    return View(zoom=1 + most * _eased(moment.share))


def _pull(moment: _Moment) -> View:
    return _push(replace(moment, number=moment.pictures - 1 - moment.number))


def _pan_left(moment: _Moment) -> View:
    left, right, _, _ = moment.frame.room
    reach = min(_PAN * moment.frame.size[0], left, right)
    return View(x=reach * (1 - 2 * _eased(moment.share)), zoom=min(1.02, moment.frame.nearest))


def _pan_right(moment: _Moment) -> View:
    view = _pan_left(moment)
    return replace(view, x=-view.x)


def _tilt_up(moment: _Moment) -> View:
    reach = min(_TILT * moment.frame.size[1], moment.frame.room[2])
    return View(y=reach * (1 - _eased(moment.share)), zoom=min(1.01, moment.frame.nearest))


def _tilt_down(moment: _Moment) -> View:
    reach = min(_TILT * moment.frame.size[1], moment.frame.room[3])
    return View(y=-reach * (1 - _eased(moment.share)), zoom=min(1.01, moment.frame.nearest))


def _shake(moment: _Moment) -> View:
    strength = (0.45 + 0.55 * math.exp(-moment.seconds / 0.9)) * moment.scale
    x, y = _trembling(moment.seconds, moment.phases)
    return View(6 * x * strength, 5 * y * strength, 1.03, 0.35 * x * y)


def _eased(share: float) -> float:
    """0 to 1, slow at both ends: a smooth step half way to an even move, so that long moves do not stand."""
    return 0.35 * share + 0.65 * share * share * (3 - 2 * share)


def _drift(moment: _Moment) -> View:
    x, y, zoom = (
        math.sin(2 * math.pi * moment.seconds / period + phase)
        for period, phase in zip((7.3, 5.9, 9.1), moment.phases, strict=False)
    )
    return View(11 * x * moment.scale, 7 * y * moment.scale, 1.025 + 0.01 * zoom)


def _trembling(seconds: float, phases: Floats) -> tuple[float, float]:
    x = 0.6 * math.sin(2 * math.pi * 5.3 * seconds + phases[0]) + 0.4 * math.sin(
        2 * math.pi * 8.1 * seconds + phases[1]
    )
    y = 0.6 * math.sin(2 * math.pi * 6.1 * seconds + phases[2]) + 0.4 * math.sin(
        2 * math.pi * 9.7 * seconds + phases[3]
    )
    return x, y


def _impact(moment: _Moment) -> View:
    """Two pictures of calm, one jump nearer, a trembling that dies away, then hardly a push."""
    if moment.number < STRIKES_AT:
        return View()
    since = moment.seconds - STRIKES_AT / RATE
    left = math.exp(-since / 0.2)
    x, y = _trembling(since, moment.phases)
    reach = 16 * left * moment.scale
    return View(x * reach, y * reach, 1.06 + 0.06 * left + 0.006 * min(since, 4))


def _hold(_: _Moment) -> View:
    return View()


_MOVES: dict[Move, Callable[[_Moment], View]] = {
    "hold": _hold, "push": _push, "pull": _pull, "pan_left": _pan_left, "pan_right": _pan_right, "tilt_up": _tilt_up,
    "tilt_down": _tilt_down, "drift": _drift, "shake": _shake, "impact": _impact,
}  # fmt: skip


def nearness(depth: float) -> float:
    """How much of the camera's way a depth goes: 1 for people, 0.4 for the horizon."""
    return _FAR + (1 - _FAR) * min(max(depth, 0.0), NEAREST)


def matrix(view: View, depth: float, frame: Frame) -> Matrix:
    """Takes points as they were composed, in pixels of the picture, to where the view shows them."""
    near = nearness(depth)
    zoom = 1 + (view.zoom - 1) * near
    (width, height), (focus_x, focus_y) = frame.size, frame.focus
    shift_x, shift_y = focus_x * (1 - zoom) - view.x * near, focus_y * (1 - zoom) - view.y * near
    cos, sin = math.cos(math.radians(view.roll)), math.sin(math.radians(view.roll))
    middle_x, middle_y = width / 2, height / 2
    from_x, from_y = shift_x - middle_x, shift_y - middle_y
    return np.array(
        [
            [cos * zoom, -sin * zoom, cos * from_x - sin * from_y + middle_x],
            [sin * zoom, cos * zoom, sin * from_x + cos * from_y + middle_y],
        ]
    )


def after(second: Matrix, first: Matrix) -> Matrix:
    """One matrix for the first and then the second."""
    turned = second[:, :2] @ first
    turned[:, 2] += second[:, 2]
    return turned


def shifted(x: float, y: float) -> Matrix:
    """Moves by so many pixels."""
    return np.array([[1.0, 0.0, x], [0.0, 1.0, y]])


def turned(degrees: float, scale: tuple[float, float], about: tuple[float, float], by: tuple[float, float]) -> Matrix:
    """Scales by (x, y) and turns about a point, then moves."""
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    wide, high = scale
    linear = np.array([[cos * wide, -sin * high], [sin * wide, cos * high]])
    point = np.array(about)
    return np.hstack([linear, (point + np.array(by) - linear @ point)[:, None]])
