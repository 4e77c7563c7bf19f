"""Where water meets rock and sand: shores and caves."""

from __future__ import annotations

import math
import random

from microdrama.animate.drawn.light import Rgb
from microdrama.animate.drawn.places.air import beams
from microdrama.animate.drawn.places.city import ground, night_falls, outdoors
from microdrama.animate.drawn.places.colours import INK, WHITE, Palette, mix, rgb, times
from microdrama.animate.drawn.places.drawing import Drawing, Point
from microdrama.animate.drawn.places.foliage import (
    mountain,
    ridge,
    rock,
)  # fmt: skip
from microdrama.animate.drawn.places.foreground import palm
from microdrama.animate.drawn.places.raster import Lamp
from microdrama.animate.drawn.places.scenery import Plane, Scenery, Setting
from microdrama.animate.drawn.places.sky import BOTTOM, LEFT, RIGHT, heaven


def beach(setting: Setting) -> Scenery:
    """The sea under a low sun, foam, wet sand that mirrors, palms at one side."""
    dice, colours = setting.dice(5), setting.colours
    horizon = 520.0
    sun = (dice.uniform(240, 480), horizon - (90 if setting.time in ("dusk", "dawn") else 300))
    planes = heaven(setting, horizon=horizon, sun=sun, size=70)
    isles = Drawing()
    mountain(isles, ridge(dice, horizon, 90, rough=0.5), horizon, mix(colours.far, colours.haze, 0.3), colours.haze)
    planes.append(Plane(0.12, drawing=isles))
    sea = Drawing()
    deep = mix(mix(colours.sky[1], rgb("#145a78"), 0.45), INK, 0.16)
    sea.rect(
        LEFT,
        horizon,
        RIGHT - LEFT,
        240,
        sea.gradient(
            (0, horizon),
            (0, 740),
            [(0, mix(deep, colours.sky[3], 0.55)), (0.25, mix(deep, colours.sky[2], 0.3)), (1, deep)],
        ),
    )
    _glitter(sea, dice, sun[0], horizon, 215, colours)
    planes.append(Plane(0.5, drawing=sea, bloom=0.4))
    sand = Drawing()
    _shore(sand, colours, 690)
    night_falls(sand, 800, 0.6)
    wet = ground(
        setting, line=700, wet=0.5, drawing=sand, dark=mix(mix(colours.ground, rgb("#b08a68"), 0.4), INK, 0.34)
    )
    planes.append(wet)
    trees = Drawing()
    side = -1 if sun[0] > 360 else 1
    for n in range(2):
        _coconut(trees, dice, (360 + side * (290 + n * 60), 730 + n * 60), 560 - n * 90, -side, colours)
    planes.append(Plane(1.0, drawing=trees))
    planes.append(palm(setting, side="left" if side < 0 else "right", colour=mix(INK, colours.near, 0.35), low=1380))
    return outdoors(setting, planes, key_side="right" if side < 0 else "left", reflective=0.4)


def _glitter(d: Drawing, dice: random.Random, x: float, top: float, tall: float, colours: Palette) -> None:
    """Light on waves: broad and dense under the sun, sparse beside it."""
    marks: list[tuple[float, float, float, float]] = []
    dim: list[tuple[float, float, float, float]] = []
    for _ in range(420):
        down = dice.random() ** 1.3
        y = top + down * tall
        wide = 4 + 46 * down
        spread = 26 + 120 * down
        px = x + dice.gauss(0, spread)
        (marks if dice.random() < 0.6 else dim).append(
            (px - wide / 2, y, wide * dice.uniform(0.4, 1.0), 1.2 + 2.2 * down)
        )
    for _ in range(240):
        down = dice.random() ** 1.2
        wide = 8 + 80 * down
        dim.append((dice.uniform(LEFT, RIGHT), top + down * tall, wide, 1 + 1.8 * down))
    d.rects(dim, mix(colours.sky[3], colours.sky[2], 0.4), opacity=0.35)
    d.rects(marks, mix(colours.sun, WHITE, 0.2), opacity=0.75)


def _shore(d: Drawing, colours: Palette, y: float) -> None:
    """Foam in two bent lines where the water ends."""
    pale = mix(colours.sky[3], WHITE, 0.55)
    for n, (shift, tall) in enumerate(((0, 26), (52, 20), (96, 10))):
        points = [
            (LEFT + k * 25, y + shift + 13 * math.sin(k * 0.23 + n * 2) + 5 * math.sin(k * 0.61 + n)) for k in range(41)
        ]
        lower = [(px, py + tall * (0.4 + 0.6 * abs(math.sin(px * 0.007 + n)))) for px, py in reversed(points)]
        d.poly([*points, *lower], pale, opacity=0.5 - 0.13 * n)
        d.line(points, WHITE, 2.6 - 0.7 * n, opacity=0.6)


def _coconut(d: Drawing, dice: random.Random, foot: Point, tall: float, lean: int, colours: Palette) -> None:
    x, y = foot
    top = (x + lean * tall * 0.24, y - tall)
    bark = mix(INK, colours.near, 0.4)
    mid = (x + lean * tall * 0.03, y - tall * 0.5)
    d.path(
        f"M{x - 14:.0f} {y:.0f}Q{mid[0] - 12:.0f} {mid[1]:.0f} {top[0] - 7:.0f} {top[1]:.0f}h13Q{mid[0] + 11:.0f} {mid[1]:.0f} {x + 16:.0f} {y:.0f}z",
        bark,
    )
    d.path(
        f"M{x + lean * 13:.0f} {y:.0f}Q{mid[0] + lean * 10:.0f} {mid[1]:.0f} {top[0] + lean * 5:.0f} {top[1]:.0f}",
        "none",
        stroke=mix(bark, colours.sun, 0.5),
        width=2.4,
        opacity=0.7,
    )
    for n in range(11):
        turn = math.radians(n * 360 / 11 + dice.uniform(-10, 10))
        long = tall * dice.uniform(0.34, 0.46)
        tip = (top[0] + long * math.cos(turn), top[1] - long * 0.42 * math.sin(turn) + long * 0.34)
        bend = (top[0] + long * 0.55 * math.cos(turn), top[1] - long * 0.5 * math.sin(turn) - long * 0.22)
        shade = mix(bark, colours.leaf, 0.25 + 0.25 * (n % 3 == 0))
        blades: list[list[Point]] = []
        for k in range(1, 15):
            t = k / 15
            px = (1 - t) ** 2 * top[0] + 2 * t * (1 - t) * bend[0] + t * t * tip[0]
            py = (1 - t) ** 2 * top[1] + 2 * t * (1 - t) * bend[1] + t * t * tip[1]
            drop = long * 0.3 * math.sin(math.pi * min(1.0, t + 0.12))
            blades.append([(px - 3, py), (px + 10 * math.cos(turn), py + drop), (px + 4, py)])
        d.polys(blades, shade)
        d.path(
            f"M{top[0]:.0f} {top[1]:.0f}Q{bend[0]:.0f} {bend[1]:.0f} {tip[0]:.0f} {tip[1]:.0f}",
            "none",
            stroke=mix(shade, colours.sun, 0.3),
            width=3,
        )


def cave(setting: Setting) -> Scenery:
    """Rock that opens on the sky, crystals that glow, a pool that mirrors them."""
    dice, colours = setting.dice(5), setting.colours
    sun = (dice.uniform(300, 420), 300)
    planes = heaven(setting, horizon=600, sun=sun, size=52)
    outside = Drawing()
    mountain(outside, ridge(dice, 610, 170), 640, mix(colours.far, colours.haze, 0.3), colours.haze)
    planes.append(Plane(0.2, drawing=outside))
    glow = mix(colours.glow, colours.second, 0.5) if colours.dark > 0.5 else colours.second
    stone = mix(mix(colours.near, colours.mid, 0.4), INK, 0.25)
    for n, (wide, tall, depth) in enumerate(((190, 300, 0.6), (262, 370, 0.8), (345, 450, 1.0))):
        d = Drawing()
        shade = mix(stone, colours.haze, 0.36 - 0.17 * n)
        _opening(d, dice, (370, 560), wide, tall, shade, mix(shade, colours.sky[3], 0.55 - 0.12 * n))
        _spikes(d, dice, (370, 560), wide, tall, times(shade, 0.8), mix(shade, colours.sky[3], 0.4))
        if n:
            for x in (370 - wide * 0.95, 370 + wide * 0.9):
                _crystals(d, dice, (x, 690 + n * 26), 40 + 28 * n, glow)
        planes.append(
            Plane(
                depth,
                drawing=d,
                ambient=(0.9, 0.9, 0.95),
                lamps=(Lamp(370 - wide, 680, 210, glow, 0.6), Lamp(370 + wide, 680, 210, glow, 0.6)),
                bloom=0.4,
            )
        )
    floor = Drawing()
    edge = [(LEFT + k * 40, 716 + 12 * math.sin(k * 0.8) + dice.uniform(-6, 6)) for k in range(26)]
    floor.line(edge, mix(stone, glow, 0.4), 2.5, opacity=0.5)
    night_falls(floor, 760, 0.66)
    planes.append(ground(setting, line=712, wet=0.75, drawing=floor, dark=mix(stone, INK, 0.5)))
    planes.append(beams(setting, start=(sun[0], 60), strength=0.2 * (1.1 - colours.dark), spread=0.5))
    front = Drawing()
    for x, size in ((-20, 230), (730, 260)):
        rock(front, dice, (x, 1330), size, mix(INK, stone, 0.4), mix(stone, glow, 0.3), sun=1 if x < 360 else -1)
    planes.append(Plane(1.25, drawing=front, blur=5, fine=False))
    return outdoors(setting, planes, reflective=0.5)


def _opening(d: Drawing, dice: random.Random, at: Point, wide: float, tall: float, colour: Rgb, edge: Rgb) -> None:
    """A wall of rock all round a ragged hole, lit along the hole's rim."""
    x, y = at
    count = 44
    rim = [
        (x + wide * dice.uniform(0.9, 1.12) * math.cos(a), y - tall * dice.uniform(0.92, 1.1) * math.sin(a) + 130)
        for a in (2 * math.pi * n / count for n in range(count))
    ]
    hole = "M" + "L".join(f"{px:.1f} {py:.1f}" for px, py in rim) + "z"
    d.path(
        f"M{LEFT} -230V{BOTTOM}H{RIGHT}V-230z{hole}",
        d.gradient(
            (x, y), (x - wide * 2, y - tall), [(0, mix(colour, edge, 0.25)), (0.5, colour), (1, times(colour, 0.5))]
        ),
    )
    d.path(hole, "none", stroke=edge, width=3.4, opacity=0.7)
    facets: list[list[Point]] = []
    for n in range(count):
        a, b = rim[n], rim[(n + 1) % count]
        out = dice.uniform(1.06, 1.16)
        facets.append([a, b, (x + (b[0] - x) * out, y + (b[1] - y) * out)])
    d.polys(facets[::2], mix(colour, edge, 0.3), opacity=0.4)
    d.polys(facets[1::3], times(colour, 0.62), opacity=0.6)


def _spikes(d: Drawing, dice: random.Random, at: Point, wide: float, tall: float, colour: Rgb, edge: Rgb) -> None:
    x, y = at
    for n in range(9):
        px = x + wide * (n / 4 - 1) * 0.92
        base = y + 130 - tall * math.sqrt(max(0.02, 1 - ((px - x) / wide) ** 2)) - 26
        long, half = dice.uniform(40, 130), dice.uniform(9, 20)
        d.poly([(px - half, base - 10), (px + half, base - 10), (px + dice.uniform(-4, 4), base + long)], colour)
        d.line([(px + half * 0.7, base), (px, base + long)], edge, 1.8, opacity=0.6)


def _crystals(d: Drawing, dice: random.Random, foot: Point, size: float, colour: Rgb) -> None:
    d.glow(foot[0], foot[1] - size * 0.6, size * 2.6, colour, 0.5)
    for n in range(6):
        turn = math.radians(90 + (n - 2.5) * 20 + dice.uniform(-6, 6))
        long, half = size * dice.uniform(0.8, 1.6), size * 0.13
        tip = (foot[0] + long * math.cos(turn), foot[1] - long * math.sin(turn))
        nx, ny = math.sin(turn) * half, math.cos(turn) * half
        base = (foot[0] + (n - 2.5) * half, foot[1])
        waist = (base[0] + (tip[0] - base[0]) * 0.72, base[1] + (tip[1] - base[1]) * 0.72)
        d.poly(
            [(base[0] - nx, base[1] - ny), (waist[0] - nx, waist[1] - ny), tip, waist, base], mix(colour, WHITE, 0.5)
        )
        d.poly([base, waist, tip, (waist[0] + nx, waist[1] + ny), (base[0] + nx, base[1] + ny)], times(colour, 0.75))
