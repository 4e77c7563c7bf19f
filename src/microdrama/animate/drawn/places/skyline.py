"""Buildings: skylines that fade into haze, facades with lit windows."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from microdrama.animate.drawn.light import Rgb
from microdrama.animate.drawn.places.colours import Palette, mix, times
from microdrama.animate.drawn.places.drawing import Drawing
from microdrama.animate.drawn.places.scenery import Plane, Setting
from microdrama.animate.drawn.places.sky import LEFT, RIGHT

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Rank:
    """One row of towers: where they stand, how high and wide they are, their colours, and the share of lit windows."""

    base: float
    high: tuple[float, float]
    wide: tuple[float, float]
    colour: Rgb
    foot: Rgb
    lit: float
    cell: tuple[float, float] = (11.0, 15.0)
    edge: Rgb | None = None
    gap: float = 0.1


def rank(d: Drawing, dice: random.Random, row: Rank, lights: Sequence[Rgb]) -> None:
    """Draw a row of towers from left to right; far ones first are the caller's business."""
    x = LEFT - dice.uniform(0, 40)
    while x < RIGHT:
        wide = dice.uniform(*row.wide)
        high = row.high[0] + (row.high[1] - row.high[0]) * dice.random() ** 1.6
        _tower(d, dice, row, (x, row.base - high, wide, high + 30), lights)
        x += wide * (1 + (dice.uniform(-0.12, row.gap)))


def _tower(d: Drawing, dice: random.Random, row: Rank, box: Box, lights: Sequence[Rgb]) -> None:
    x, y, wide, high = box
    kind = dice.randrange(6)
    side = wide * dice.uniform(0.14, 0.26)
    left = dice.random() < 0.6
    colour = times(row.colour, dice.uniform(0.88, 1.14))
    body = d.gradient((0, y), (0, row.base), [(0, colour), (0.45, mix(colour, row.foot, 0.22)), (1, row.foot)])
    if kind == 0:
        d.rect(x + wide * 0.2, y - high * 0.1, wide * 0.6, high * 0.2, body)
    elif kind == 1:
        slope = dice.uniform(14, 34)
        d.poly([(x, y + 1), (x + wide, y + 1), (x + (0 if left else wide), y - slope)], body)
    elif kind == 2:
        top = dice.uniform(30, 80)
        d.line([(x + wide / 2, y), (x + wide / 2, y - top)], colour, 3)
        d.line([(x + wide / 2, y), (x + wide / 2, y - top * 0.55)], colour, 6)
        d.circle(x + wide / 2, y - top, 2.4, lights[-1])
    elif kind == 3:
        d.rect(x + wide * 0.1, y - 9, wide * 0.3, 10, body)
        d.rect(x + wide * 0.62, y - 16, wide * 0.2, 17, body)
    d.rect(x, y, wide, high, body)
    shade_x = x if left else x + wide - side
    lighter = mix(colour, row.foot, 0.42)
    d.rect(shade_x, y, side, high, d.gradient((0, y), (0, row.base), [(0, lighter), (1, row.foot)]), opacity=0.75)
    if row.edge is not None:
        edge = x + wide - 1.2 if left else x
        d.rect(edge, y, 1.6, high, d.gradient((0, y), (0, row.base), [(0, row.edge, 0.9), (0.7, row.edge, 0.1)]))
    front = (x + side + 4, x + wide - 4) if left else (x + 4, x + wide - side - 4)
    _windows(d, dice, row, (front[0], y + 12, front[1], row.base - 6), lights)


def _windows(d: Drawing, dice: random.Random, row: Rank, area: Box, lights: Sequence[Rgb]) -> None:
    """Rows of windows: some floors are lit in runs, most are dark, a few glow in another colour."""
    x0, y0, x1, y1 = area
    across, down = row.cell
    dark: list[Box] = []
    shining: list[list[Box]] = [[] for _ in lights]
    wide, high = across * 0.5, down * 0.46
    y = y0
    while y < y1 - high:
        busy = row.lit * dice.choice((0.2, 0.5, 1.0, 1.0, 2.4))
        own = 0 if dice.random() < 0.72 else dice.randrange(len(lights))
        x = x0 + (x1 - x0) % across / 2
        while x < x1 - wide:
            if dice.random() < busy:
                shining[own if dice.random() < 0.85 else dice.randrange(len(lights))].append((x, y, wide, high))
            elif dice.random() < 0.5:
                dark.append((x, y, wide, high))
            x += across
        y += down
    d.rects(dark, mix(row.colour, row.foot, 0.55), opacity=0.5)
    for boxes, light in zip(shining, lights, strict=True):
        d.rects(boxes, light, opacity=0.95)


def window_lights(colours: Palette, veil: float) -> list[Rgb]:
    """The colours of lit windows behind so much haze; by day glass that mirrors the sky."""
    if colours.dark < 0.2:
        return [
            mix(mix(one, colours.haze, 0.3), colours.haze, veil)
            for one in (colours.sky[3], colours.sky[2], colours.sun)
        ]
    return [
        mix(one, colours.haze, veil) for one in (colours.lamp, mix(colours.lamp, colours.glow, 0.55), colours.second)
    ]


def city_view(setting: Setting, *, base: float, depth: float = 0.3, spread: float = 1.0) -> list[Plane]:
    """Three skylines behind one another with haze between them, standing at `base`; the last is nearest."""
    colours = setting.colours
    planes: list[Plane] = []
    lit = (0.10, 0.17, 0.24) if colours.dark > 0.5 else (0.16, 0.2, 0.22)
    heights = ((190, 400), (120, 380), (50, 240))
    for number, (shade, veil) in enumerate(((colours.far, 0.42), (colours.mid, 0.2), (colours.near, 0.05))):
        d = Drawing()
        if number:
            mist = d.gradient((0, base - 360), (0, base), [(0, colours.haze, 0.0), (1, colours.haze, 0.5)])
            d.rect(LEFT, base - 360, RIGHT - LEFT, 400, mist)
        row = Rank(
            base=base, high=(heights[number][0] * spread, heights[number][1] * spread),
            wide=((36, 66), (50, 92), (64, 120))[number],
            colour=mix(shade, colours.haze, veil * 0.4), foot=mix(shade, colours.haze, 0.9 - 0.33 * number),
            lit=lit[number], cell=((8, 11), (10.5, 14), (13, 17))[number],
            edge=mix(colours.sky[3], colours.sun, 0.3) if number else None, gap=(0.15, 0.3, 0.5)[number],
        )  # fmt: skip
        rank(d, setting.dice(20 + number), row, window_lights(colours, veil))
        planes.append(Plane(depth * (0.4 + 0.3 * number), drawing=d, bloom=0.5 if colours.dark > 0.5 else 0.0))
    return planes
