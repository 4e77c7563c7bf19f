"""One eye looking straight ahead: rooms, streets and furniture are measured in metres and projected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from microdrama.animate.drawn.light import Rgb
from microdrama.animate.drawn.places.colours import mix, times
from microdrama.animate.drawn.places.drawing import Drawing, Point

NEAREST = 0.8
"""Metres: nothing is drawn nearer to the eye."""


@dataclass(frozen=True, slots=True)
class Eye:
    """Where things vanish (units of the frame), how long the lens is, and how high above the floor the eye is (m)."""

    x: float = 360.0
    y: float = 500.0
    focal: float = 700.0
    height: float = 1.5

    def at(self, x: float, y: float, z: float) -> Point:
        """A point x metres to the right, y above the floor, z ahead."""
        scale = self.focal / max(NEAREST, z)
        return self.x + x * scale, self.y + (self.height - y) * scale

    def scale(self, z: float) -> float:
        """Units a metre at a distance."""
        return self.focal / max(NEAREST, z)

    def floor(self, z: float) -> float:
        """How far down the frame the floor is seen at a distance."""
        return self.at(0, 0, z)[1]

    def flat(self, x0: float, x1: float, z0: float, z1: float, y: float = 0.0) -> list[Point]:
        """A rectangle that lies at a height."""
        return [self.at(x0, y, z1), self.at(x1, y, z1), self.at(x1, y, z0), self.at(x0, y, z0)]

    def side(self, x: float, y0: float, y1: float, z0: float, z1: float) -> list[Point]:
        """A rectangle that stands along the line of sight."""
        return [self.at(x, y1, z0), self.at(x, y1, z1), self.at(x, y0, z1), self.at(x, y0, z0)]

    def front(self, x0: float, x1: float, y0: float, y1: float, z: float) -> list[Point]:
        """A rectangle that faces the eye."""
        return [self.at(x0, y1, z), self.at(x1, y1, z), self.at(x1, y0, z), self.at(x0, y0, z)]


@dataclass(frozen=True, slots=True)
class Block:
    """A box in metres: from and to in x, y (up) and z (ahead)."""

    x: tuple[float, float]
    y: tuple[float, float]
    z: tuple[float, float]

    def draw(
        self, d: Drawing, eye: Eye, colour: Rgb, *, top: Rgb | None = None, edge: Rgb | None = None, side: float = 0.6
    ) -> None:
        """Its seen faces: the front darkening downwards, a lighter top, a darker side, an edge of light on top."""
        (x0, x1), (y0, y1), (z0, z1) = self.x, self.y, self.z
        if x0 > 0:
            d.poly(eye.side(x0, y0, y1, z0, z1), times(colour, side))
        elif x1 < 0:
            d.poly(eye.side(x1, y0, y1, z0, z1), times(colour, side))
        upper, lower = eye.at(0, y1, z0)[1], eye.at(0, y0, z0)[1]
        d.poly(eye.front(x0, x1, y0, y1, z0), d.down(upper, lower, colour, times(colour, 0.66)))
        if y1 < eye.height:
            d.poly(eye.flat(x0, x1, z0, z1, y1), top or times(colour, 1.3))
        elif y0 > eye.height:
            d.poly(eye.flat(x0, x1, z0, z1, y0), times(colour, 0.5))
        if edge is not None:
            d.line([eye.at(x0, y1, z0), eye.at(x1, y1, z0)], edge, max(1.0, eye.scale(z0) * 0.012), opacity=0.8)


def shell(
    d: Drawing, eye: Eye, *, half: float, deep: float, tall: float, wall: Rgb, floor: Rgb, ceiling: Rgb,
    trim: Rgb | None = None, back: bool = True,
) -> None:  # fmt: skip
    """A room's walls, ceiling and floor, darker towards the eye; `trim` is the line where walls meet the rest."""
    near = NEAREST
    for x in (-half, half):
        points = eye.side(x, 0, tall, near, deep)
        far_x, near_x = eye.at(x, 0, deep)[0], eye.at(x, 0, near * 2.2)[0]
        d.poly(points, d.gradient((far_x, 0), (near_x, 0), [(0, times(wall, 0.86)), (1, times(wall, 0.42))]))
    top, line = eye.at(0, tall, deep)[1], eye.floor(deep)
    d.poly(eye.flat(-half, half, near, deep, tall), d.down(top, -192, ceiling, times(ceiling, 0.5)))
    d.poly(eye.flat(-half, half, near, deep), d.down(line, 1472, floor, times(floor, 0.55)))
    if back:
        d.poly(eye.front(-half, half, 0, tall, deep), d.down(top, line, times(wall, 0.94), wall))
    if trim is not None:
        skirting(d, eye, half=half, deep=deep, colour=trim, back=back)


def skirting(d: Drawing, eye: Eye, *, half: float, deep: float, colour: Rgb, back: bool = True) -> None:
    """The board along the foot of the walls."""
    for x in (-half, half):
        d.poly(eye.side(x, 0, 0.12, NEAREST, deep), times(colour, 0.7))
    if back:
        d.poly(eye.front(-half, half, 0, 0.12, deep), colour)


def boards(
    d: Drawing, eye: Eye, *, half: float, deep: float, colour: Rgb, step: float = 0.8, opacity: float = 0.5
) -> None:
    """Lines that run from the far wall to the eye."""
    count = int(half / step)
    d.lines(
        [[eye.at(n * step, 0, deep), eye.at(n * step, 0, NEAREST)] for n in range(-count, count + 1)],
        colour, 1.4, opacity=opacity,
    )  # fmt: skip


def tiles(
    d: Drawing,
    eye: Eye,
    *,
    half: float,
    deep: float,
    step: float,
    dark: Rgb,
    light: Rgb,
    opacity: float = 0.5,
    y: float = 0,
) -> None:
    """A chequered floor or ceiling."""
    across, along = int(half / step) + 1, int(deep / step) + 1
    dark_ones: list[Sequence[Point]] = []
    light_ones: list[Sequence[Point]] = []
    for row in range(along):
        z0, z1 = max(NEAREST, deep - (row + 1) * step), deep - row * step
        if z1 <= NEAREST:
            break
        for column in range(-across, across):
            x0, x1 = max(-half, column * step), min(half, (column + 1) * step)
            if x1 > x0:
                (dark_ones if (row + column) % 2 else light_ones).append(eye.flat(x0, x1, z0, z1, y))
    d.polys(dark_ones, dark, opacity=opacity)
    d.polys(light_ones, light, opacity=opacity)


def wall_panels(
    d: Drawing, eye: Eye, x: float, spans: Sequence[tuple[float, float]], y: tuple[float, float], colour: Rgb, far: Rgb
) -> None:
    """Rectangles on a side wall, from z to z, that fade into a colour with distance."""
    last = max((z1 for _, z1 in spans), default=1.0)
    for z0, z1 in spans:
        d.poly(eye.side(x, y[0], y[1], z0, z1), mix(colour, far, min(0.7, z0 / last * 0.7)))
