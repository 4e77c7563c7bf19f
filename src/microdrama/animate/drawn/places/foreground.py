"""What stands between people and the camera, out of focus: leaves, posts, rails, cloth."""

from __future__ import annotations

import math
from typing import Literal

from microdrama.animate.drawn.light import Rgb
from microdrama.animate.drawn.places.colours import INK, times
from microdrama.animate.drawn.places.drawing import Drawing
from microdrama.animate.drawn.places.scenery import Plane, Setting
from microdrama.animate.drawn.places.sky import BOTTOM, LEFT, RIGHT

Edge = Literal["left", "right"]


def _x(side: Edge, inwards: float) -> float:
    return inwards if side == "left" else 720 - inwards


def palm(setting: Setting, *, side: Edge, colour: Rgb = INK, low: float = 1330.0) -> Plane:
    """Long leaves that reach into the frame from a lower corner."""
    dice, d = setting.dice(71), Drawing()
    way = 1 if side == "left" else -1
    for number in range(11):
        turn = math.radians(100 - number * 11 + dice.uniform(-5, 5))
        long = dice.uniform(250, 390)
        x0, y0 = _x(side, -70), low
        x1, y1 = x0 + way * long * math.cos(turn), y0 - long * math.sin(turn)
        bend = long * 0.26
        cx, cy = (x0 + x1) / 2 - way * bend * 0.1, (y0 + y1) / 2 - bend
        tip = (x1 + way * 30, y1 + 44)
        wide = dice.uniform(15, 24)
        d.path(
            f"M{x0:.0f} {y0:.0f}Q{cx - wide:.0f} {cy - wide:.0f} {tip[0]:.0f} {tip[1]:.0f}"
            f"Q{cx + wide:.0f} {cy + wide:.0f} {x0 + 16:.0f} {y0 + 16:.0f}z",
            times(colour, dice.uniform(0.8, 1.25)),
        )
    return Plane(1.3, drawing=d, blur=7, fine=False)


def leaves(setting: Setting, *, side: Edge, colour: Rgb) -> Plane:
    """A branch with leaves that hangs in from above."""
    dice, d = setting.dice(72), Drawing()
    way = 1 if side == "left" else -1
    for twig in range(4):
        x, y = _x(side, -90), -150 + twig * 90
        turn = math.radians(dice.uniform(-46, -12))
        for step in range(13):
            x += way * 21 * math.cos(turn)
            y -= 21 * math.sin(turn)
            turn -= math.radians(dice.uniform(-3, 7))
            for _ in range(2):
                angle = dice.uniform(10, 150)
                size = dice.uniform(18, 34) * (1.15 - step / 18)
                tint = times(colour, dice.uniform(0.75, 1.3))
                d.ellipse(
                    x + dice.uniform(-18, 18), y + dice.uniform(-16, 20), size, size * 0.34, tint, turn=angle * way
                )
    return Plane(1.35, drawing=d, blur=6, fine=False)


def posts(setting: Setting, *, side: Edge, colour: Rgb, edge: Rgb) -> Plane:
    """The edge of a door frame or a pillar close by, with a line of light on it."""
    d = Drawing()
    x = _x(side, -150)
    wide = 196 + setting.dice(73).uniform(-20, 20)
    left = x if side == "left" else x - wide
    d.rect(
        left, -230, wide, BOTTOM + 240, d.gradient((left, 0), (left + wide, 0), [(0, colour), (1, times(colour, 0.7))])
    )
    lit = left + wide - 5 if side == "left" else left
    d.rect(
        lit,
        -230,
        5,
        BOTTOM + 240,
        d.gradient((0, -200), (0, 1200), [(0, edge, 0.8), (0.5, edge, 0.45), (1, edge, 0.05)]),
    )
    return Plane(1.3, drawing=d, blur=6, fine=False)


def railing(*, top: float, colour: Rgb, edge: Rgb) -> Plane:
    """A rail across the foot of the frame."""
    d = Drawing()
    d.rect(LEFT, top, RIGHT - LEFT, 22, colour)
    d.rect(LEFT, top, RIGHT - LEFT, 4, edge, opacity=0.6)
    d.rects([(LEFT + 66 * n, top, 12, BOTTOM - top) for n in range(16)], times(colour, 0.85))
    return Plane(1.2, drawing=d, blur=4, fine=False)
