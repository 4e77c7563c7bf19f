"""Trees, grass, rocks and ridges, painted in three tones towards the light."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from itertools import pairwise

from microdrama.animate.drawn.light import Rgb
from microdrama.animate.drawn.places.colours import INK, Palette, mix, times
from microdrama.animate.drawn.places.drawing import Drawing, Point
from microdrama.animate.drawn.places.perspective import NEAREST, Eye
from microdrama.animate.drawn.places.sky import BOTTOM, LEFT, RIGHT

Tones = tuple[Rgb, Rgb, Rgb]
"""Shade, body and light of a crown."""


def tones(colours: Palette, veil: float, *, hue: Rgb | None = None) -> Tones:
    """The three tones of leaves behind so much haze, 0 to 1, in the light of the hour."""
    leaf = hue or colours.leaf
    night = colours.dark > 0.5
    shade = mix(mix(leaf, INK, 0.62 if night else 0.46), colours.near, 0.25)
    body = mix(leaf, colours.near, 0.3 if night else 0.05)
    light = mix(times(leaf, 1.15), colours.glow if night else colours.sun, 0.28 if night else 0.42)
    return mix(shade, colours.haze, veil), mix(body, colours.haze, veil), mix(light, colours.haze, veil)


def crown(
    d: Drawing,
    dice: random.Random,
    at: Point,
    size: tuple[float, float],
    leaf: Tones,
    *,
    sun: int = 1,
    fine: float = 1.0,
) -> None:
    """A crown of leaves about a point: clumps in the shade, smaller ones in the light, leaves along the rim."""
    x, y = at
    wide, tall = size
    clumps = [
        (x + wide * r * math.cos(a), y + tall * r * math.sin(a), wide * dice.uniform(0.24, 0.42))
        for a, r in ((dice.uniform(0, 2 * math.pi), math.sqrt(dice.random()) * 0.72) for _ in range(11))
    ]
    d.discs(clumps, leaf[0])
    rim: list[Sequence[Point]] = []
    for cx, cy, r in clumps:
        rim += [
            _leaf(dice, cx + r * math.cos(a), cy + r * math.sin(a), wide * 0.066 * fine, a)
            for a in (dice.uniform(0, 6.3) for _ in range(14))
        ]
    d.polys(rim, leaf[0])
    for tone, share, shift, count in ((1, 0.7, 0.12, 15), (2, 0.44, 0.24, 10)):
        marks: list[tuple[float, float, float]] = []
        dabs: list[Sequence[Point]] = []
        for cx, cy, r in clumps:
            mx, my, mr = cx + sun * r * shift * 1.6, cy - r * shift * 2.2, r * share
            marks.append((mx, my, mr * 0.8))
            for _ in range(count):
                a = dice.uniform(0, 6.3)
                dabs.append(
                    _leaf(dice, mx + mr * 0.85 * math.cos(a), my + mr * 0.85 * math.sin(a), wide * 0.052 * fine, a)
                )
        d.discs(marks, leaf[tone], opacity=0.9 if tone == 1 else 0.5)
        d.polys(dabs, leaf[tone], opacity=0.95)


def _leaf(dice: random.Random, x: float, y: float, long: float, turn: float) -> list[Point]:
    a = turn + dice.uniform(-0.7, 0.7)
    long *= dice.uniform(0.7, 1.3)
    dx, dy = long * math.cos(a), long * math.sin(a)
    return [(x - dx, y - dy), (x - dy * 0.42, y + dx * 0.42), (x + dx, y + dy), (x + dy * 0.42, y - dx * 0.42)]


def tree(
    d: Drawing,
    dice: random.Random,
    foot: Point,
    *,
    tall: float,
    leaf: Tones,
    bark: Rgb,
    sun: int = 1,
    edge: Rgb | None = None,
) -> None:
    """A broad tree: a bent trunk, three boughs, a crown of several parts."""
    x, y = foot
    bend = dice.uniform(-0.08, 0.08) * tall
    top = (x + bend, y - tall * 0.5)
    w = tall * 0.05
    trunk = (
        f"M{x - w * 1.7:.1f} {y:.1f}Q{x - w * 0.7:.1f} {y - tall * 0.14:.1f} {top[0] - w * 0.6:.1f} {top[1]:.1f}H{top[0] + w * 0.6:.1f}"
        f"Q{x + w * 0.9:.1f} {y - tall * 0.14:.1f} {x + w * 1.9:.1f} {y:.1f}z"
    )
    d.path(
        trunk,
        d.gradient(
            (x - w * 1.5, 0),
            (x + w * 1.5, 0),
            [(0, times(bark, 0.75 if sun > 0 else 1.35)), (1, times(bark, 1.35 if sun > 0 else 0.75))],
        ),
    )
    if edge is not None:
        d.line(
            [
                (x + sun * w * 1.2, y - 4),
                (x + sun * w * 0.75 + bend * 0.3, y - tall * 0.2),
                (top[0] + sun * w * 0.5, top[1]),
            ],
            edge,
            2,
            opacity=0.6,
        )
    for side in (-1, 0, 1):
        end = (top[0] + side * tall * 0.2, top[1] - tall * 0.16)
        d.line([(x + bend * 0.7, y - tall * 0.36), end], bark, w * 0.7)
    for cx, cy, wide in ((-0.24, -0.58, 0.24), (0.25, -0.6, 0.23), (0.0, -0.78, 0.27), (0.03, -0.56, 0.2)):
        crown(d, dice, (x + bend + cx * tall, y + cy * tall), (wide * tall, wide * tall * 0.72), leaf, sun=sun)


def pine(d: Drawing, dice: random.Random, foot: Point, *, tall: float, leaf: Tones, sun: int = 1) -> None:
    """A fir in tiers, ragged at every edge."""
    x, y = foot
    d.line([(x, y), (x, y - tall * 0.9)], mix(INK, leaf[0], 0.5), tall * 0.03)
    tiers = 7
    for n in range(tiers):
        base = y - tall * (0.08 + 0.8 * n / tiers)
        wide = tall * 0.24 * (1 - n / tiers) + tall * 0.03
        high = tall * 0.24
        points: list[Point] = [(x, base - high)]
        for side in (1, -1):
            steps = range(5) if side == 1 else range(4, -1, -1)
            for k in steps:
                reach = wide * (k + 1) / 5
                points.append(
                    (
                        x + side * reach * dice.uniform(0.86, 1.08),
                        base - high * (1 - (k + 1) / 5) + dice.uniform(0, tall * 0.02),
                    )
                )
        d.poly(points, leaf[0])
        lit = [
            (x, base - high),
            (x + sun * wide * 0.8, base - high * 0.08),
            (x + sun * wide * 0.3, base - high * 0.16),
            (x + sun * wide * 0.1, base - high * 0.3),
        ]
        d.poly(lit, leaf[1], opacity=0.8)


def ridge(dice: random.Random, base: float, high: float, *, rough: float = 0.55, steps: int = 7) -> list[Point]:
    """The line of a mountain from left to right, broken again and again at its middles."""
    line = [
        dice.uniform(0.2, 0.6),
        dice.uniform(0.6, 1.0),
        dice.uniform(0.2, 0.7),
        dice.uniform(0.4, 1.0),
        dice.uniform(0.1, 0.5),
    ]
    spread = 0.22
    for _ in range(steps - 2):
        finer: list[float] = []
        for one, after in pairwise(line):
            finer += [one, (one + after) / 2 + dice.uniform(-spread, spread)]
        line = [*finer, line[-1]]
        spread *= rough
    step = (RIGHT - LEFT) / (len(line) - 1)
    return [(LEFT + n * step, base - high * max(0.02, value)) for n, value in enumerate(line)]


def mountain(
    d: Drawing, line: Sequence[Point], foot: float, colour: Rgb, haze: Rgb, *, light: Rgb | None = None, sun: int = 1
) -> None:
    """A range under its line, fading into haze at its foot; `light` lies on the slopes that face the sun."""
    top = min(y for _, y in line)
    shape = [(LEFT, foot), *line, (RIGHT, foot)]
    d.poly(shape, d.gradient((0, top), (0, foot), [(0, colour), (0.55, mix(colour, haze, 0.45)), (1, haze)]))
    if light is None:
        return
    lit: list[Sequence[Point]] = []
    for before, here, after in zip(line, line[1:], line[2:], strict=False):
        falls = (after[1] - here[1]) * sun if sun > 0 else (before[1] - here[1])
        if falls > 1.5:
            other = after if sun > 0 else before
            drop = min(90.0, (foot - here[1]) * 0.3)
            lit.append(
                [
                    here,
                    other,
                    (other[0] + sun * drop * 0.25, other[1] + drop * 0.85),
                    (here[0] + sun * drop * 0.1, here[1] + drop),
                ]
            )
    d.polys(lit, d.gradient((0, top), (0, top + (foot - top) * 0.6), [(0, light, 0.85), (1, light, 0.0)]))


def hills(dice: random.Random, base: float, high: float) -> list[Point]:
    """A gently rolling line."""
    waves = [(dice.uniform(0.6, 2.6), dice.uniform(0, 6.3), dice.uniform(0.2, 0.6)) for _ in range(3)]
    return [
        (
            LEFT + n * 25,
            base - high * (0.5 + 0.4 * sum(share * math.sin(turns * n / 6.3 + phase) for turns, phase, share in waves)),
        )
        for n in range(41)
    ]


def meadow(d: Drawing, dice: random.Random, eye: Eye, line: float, leaf: Tones, *, near: Rgb) -> None:
    """Ground that is grown over: lighter far away, blades that are larger and darker near the eye."""
    d.rect(
        LEFT,
        line,
        RIGHT - LEFT,
        BOTTOM - line,
        d.gradient((0, line), (0, 1330), [(0, leaf[2]), (0.12, leaf[1]), (0.5, mix(leaf[0], near, 0.4)), (1, near)]),
    )
    groups: dict[int, list[Sequence[Point]]] = {0: [], 1: [], 2: []}
    for _ in range(620):
        z = 1.5 + 24 * dice.random() ** 2.2
        x, y = eye.at(dice.uniform(-0.62, 0.62) * z, 0, z)
        if y < line + 2:
            continue
        high, lean = eye.scale(z) * dice.uniform(0.05, 0.16), dice.uniform(-0.4, 0.4)
        tone = 2 if dice.random() < 0.3 else 1 if dice.random() < 0.6 else 0
        groups[tone].append([(x - high * 0.1, y), (x + high * lean, y - high), (x + high * 0.1, y)])
    for tone, blades in groups.items():
        d.polys(blades, leaf[tone], opacity=(0.7, 0.5, 0.28)[tone])


def tufts(d: Drawing, dice: random.Random, y: float, colour: Rgb, *, tall: float, count: int = 60) -> None:
    """Long grass along the foot of the frame, before everything."""
    blades: list[list[Point]] = []
    for _ in range(count):
        x, high, lean = dice.uniform(LEFT, RIGHT), tall * dice.uniform(0.4, 1.0), dice.uniform(-0.35, 0.35)
        blades.append(
            [
                (x - 7, BOTTOM),
                (x - 4 + high * lean * 0.4, y - high * 0.5),
                (x + high * lean, y - high),
                (x + 5 + high * lean * 0.4, y - high * 0.5),
                (x + 7, BOTTOM),
            ]
        )
    d.polys(blades, colour)


def track(d: Drawing, eye: Eye, far: float, colour: Rgb, edge: Rgb, *, bend: float = 0.0, wide: float = 0.8) -> None:
    """A path that winds from the far ground to the eye."""
    left: list[Point] = []
    right: list[Point] = []
    z = far
    while z > NEAREST:
        middle = bend * math.sin(z * 0.42) * (z / far)
        left.append(eye.at(middle - wide, 0, z))
        right.append(eye.at(middle + wide, 0, z))
        z *= 0.9
    shape = [*left, *reversed(right)]
    d.poly(shape, d.gradient((0, left[0][1]), (0, 1300), [(0, edge), (0.4, colour), (1, times(colour, 0.5))]))
    d.line(left, edge, 2, opacity=0.35)


def rock(d: Drawing, dice: random.Random, at: Point, size: float, colour: Rgb, light: Rgb, *, sun: int = 1) -> None:
    """A stone with a lit side."""
    x, y = at
    outer = [
        (
            x + size * dice.uniform(0.85, 1.1) * math.cos(a),
            y - size * 0.62 * dice.uniform(0.85, 1.1) * max(0.0, math.sin(a)),
        )
        for a in (math.pi * n / 7 for n in range(8))
    ]
    d.poly(outer, colour)
    inner = (x - sun * size * 0.1, y - size * 0.2)
    half = outer[:5] if sun > 0 else outer[3:]
    d.poly([*half, inner], mix(colour, light, 0.42))
    d.poly([*(outer[1:4] if sun > 0 else outer[4:7]), inner], mix(colour, light, 0.66), opacity=0.7)
