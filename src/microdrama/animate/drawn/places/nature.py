"""Parks, woods, shores, fields, mountains and caves."""

from __future__ import annotations

import functools
import math
import random

import numpy as np

from microdrama.animate.drawn.cels import Sheet
from microdrama.animate.drawn.light import Rgb
from microdrama.animate.drawn.places import raster, skyline
from microdrama.animate.drawn.places.city import ground, night_falls, outdoors
from microdrama.animate.drawn.places.colours import INK, WHITE, Palette, mix, rgb, times
from microdrama.animate.drawn.places.drawing import Drawing, Point
from microdrama.animate.drawn.places.foliage import (
    Tones, crown, hills, meadow, mountain, pine, ridge, rock, tones, track, tree, tufts,
)  # fmt: skip
from microdrama.animate.drawn.places.foreground import leaves, palm
from microdrama.animate.drawn.places.perspective import Block, Eye
from microdrama.animate.drawn.places.raster import Lamp, View
from microdrama.animate.drawn.places.scenery import Plane, Scenery, Setting
from microdrama.animate.drawn.places.sky import BOTTOM, LEFT, RIGHT, heaven


def mist(view: View, *, seed: int, colour: Rgb, top: float, bottom: float, strength: float) -> Sheet:
    """A bank of fog between two heights."""
    wide = raster.noise(seed, 320, 180, (10, 2.2), 4)
    ys = (np.arange(320, dtype=np.float32)[:, None] / 320 * 2 - 0.5) * raster.FRAME[1]
    inside = np.clip(1 - np.abs((ys - (top + bottom) / 2) / ((bottom - top) / 2)), 0, 1)
    alpha = np.clip((wide * 1.5 - 0.2) * inside * strength, 0, 1)[..., None]
    rgba = np.concatenate([np.array(colour, np.float32) * alpha, alpha], axis=2).astype(np.float32)
    return np.clip(raster.seen_through(view, rgba) * 255, 0, 255).astype(np.uint8)


def fog_bank(setting: Setting, *, depth: float, top: float, bottom: float, strength: float = 0.7) -> Plane:
    """A plane of mist in the colour of the distance."""
    colour = mix(setting.colours.haze, setting.colours.sky[3], 0.3)
    more = strength * (1.5 if setting.weather == "fog" else 1.0)
    return Plane(
        depth,
        painted=functools.partial(
            mist, seed=setting.seed % 9973 + int(top), colour=colour, top=top, bottom=bottom, strength=more
        ),
    )


def beams(setting: Setting, *, start: tuple[float, float], strength: float, spread: float = 0.5) -> Plane:
    """Rays that fan out from the sun through whatever stands before it."""
    dice, d = setting.dice(31), Drawing()
    colour = setting.colours.sun if setting.colours.dark < 0.8 else mix(setting.colours.sun, setting.colours.glow, 0.4)
    for n in range(7):
        turn = math.pi / 2 + (n - 3) * spread / 3 + dice.uniform(-0.06, 0.06)
        wide = dice.uniform(0.02, 0.06)
        ends = [
            (start[0] + 1250 * math.cos(turn + side * wide), start[1] + 1250 * math.sin(turn + side * wide))
            for side in (-1, 1)
        ]
        d.poly(
            [start, *ends],
            d.gradient(start, ends[0], [(0, colour, strength), (0.4, colour, strength * 0.5), (0.8, colour, 0.0)]),
        )
    return Plane(1.0, drawing=d, blur=10, adds=True, fine=False)


def fireflies(setting: Setting, *, low: float, high: float, count: int = 26) -> Plane:
    """Small lights that float."""
    dice, d = setting.dice(32), Drawing()
    for _ in range(count):
        x, y, r = dice.uniform(0, 720), dice.uniform(high, low), dice.uniform(1.6, 3.4)
        d.glow(x, y, r * 6, setting.colours.lamp, 0.7)
        d.circle(x, y, r, mix(setting.colours.lamp, WHITE, 0.5))
    return Plane(1.05, drawing=d, adds=True)


def park(setting: Setting) -> Scenery:
    """A path under trees, lamps and a bench, towers beyond the leaves."""
    dice, colours = setting.dice(5), setting.colours
    eye = Eye(y=560, focal=640, height=1.5)
    line = eye.floor(22)
    planes = heaven(setting, horizon=line - 20, sun=(dice.uniform(250, 470), 190), size=50)
    planes += skyline.city_view(setting, base=line + 6, depth=0.3, spread=0.85)[:2]
    far = Drawing()
    blossom = rgb("#e88fb0") if dice.random() < 0.34 else None
    for x in range(-150, 900, 62):
        crown(
            far,
            dice,
            (x + dice.uniform(-20, 20), line - dice.uniform(40, 120)),
            (dice.uniform(50, 80), dice.uniform(50, 70)),
            tones(colours, 0.5, hue=blossom),
        )
    planes.append(Plane(0.55, drawing=far))
    planes.append(fog_bank(setting, depth=0.6, top=line - 170, bottom=line + 40, strength=0.6))
    floor, near = Drawing(), mix(INK, colours.leaf, 0.24)
    meadow(floor, dice, eye, line, tones(colours, 0.15), near=near)
    stone = mix(colours.ground, colours.haze, 0.25)
    track(floor, eye, 20, mix(stone, INK, 0.25), mix(stone, colours.haze, 0.4), bend=1.3, wide=0.95)
    night_falls(floor, 760, 0.6)
    planes.append(Plane(1.0, drawing=floor))
    things, lamps = Drawing(), []
    leaf = tones(colours, 0.12, hue=blossom)
    bark = mix(INK, rgb("#6a4a4a"), 0.55)
    for x, z in ((-4.4, 13), (4.2, 11), (-3.0, 7.4), (3.3, 6.3)):
        foot = eye.at(x + dice.uniform(-0.3, 0.3), 0, z)
        things.glow(foot[0], foot[1], eye.scale(z) * 1.5, INK, 0.4, tall=0.16)
        tree(
            things,
            dice,
            foot,
            tall=eye.scale(z) * dice.uniform(5.0, 6.2),
            leaf=leaf,
            bark=mix(bark, colours.haze, z / 40),
            sun=-1 if x > 0 else 1,
            edge=colours.sun,
        )
    lamps += park_lamps(things, eye, colours, ((-1.75, 11.0), (1.9, 8.0), (-1.8, 5.4)))
    bench(things, eye, (1.35, 5.0), mix(INK, rgb("#8a5a44"), 0.7), colours.lamp)
    planes.append(Plane(1.0, drawing=things, ambient=mix(colours.ambient, WHITE, 0.5), lamps=tuple(lamps), bloom=0.5))
    if colours.dark < 0.9:
        planes.append(beams(setting, start=(430, -120), strength=0.2))
    else:
        planes.append(fireflies(setting, low=800, high=520))
    planes.append(leaves(setting, side="right", colour=mix(INK, leaf[0], 0.7)))
    return outdoors(setting, planes, reflective=0.25 if setting.wet else 0.0)


def park_lamps(d: Drawing, eye: Eye, colours: Palette, spots: tuple[Point, ...]) -> list[Lamp]:
    """Old lamps on posts; the light that they throw."""
    lamps: list[Lamp] = []
    for x, z in spots:
        foot, head = eye.at(x, 0, z), eye.at(x, 2.9, z)
        unit = eye.scale(z)
        shade = mix(INK, colours.near, 0.4)
        d.line([foot, head], shade, unit * 0.06)
        d.line([(foot[0] - unit * 0.1, foot[1]), (foot[0] + unit * 0.1, foot[1])], shade, unit * 0.1)
        lit = colours.dark > 0.2
        if lit:
            d.glow(head[0], head[1] - unit * 0.15, unit * 1.6, colours.lamp, 0.7)
            d.glow(foot[0], foot[1], unit * 1.4, colours.lamp, 0.35, tall=0.22)
            lamps.append(Lamp(head[0], head[1], unit * 2.4, colours.lamp, 0.5))
        globe = mix(colours.lamp, WHITE, 0.6) if lit else mix(colours.haze, WHITE, 0.3)
        d.path(
            f"M{head[0] - unit * 0.13:.1f} {head[1] - unit * 0.34:.1f}h{unit * 0.26:.1f}l{-unit * 0.05:.1f} {unit * 0.34:.1f}h{-unit * 0.16:.1f}z",
            globe,
        )
        d.path(
            f"M{head[0] - unit * 0.18:.1f} {head[1] - unit * 0.34:.1f}L{head[0]:.1f} {head[1] - unit * 0.52:.1f}L{head[0] + unit * 0.18:.1f} {head[1] - unit * 0.34:.1f}z",
            shade,
        )
    return lamps


def bench(d: Drawing, eye: Eye, at: Point, colour: Rgb, edge: Rgb) -> None:
    """A bench with a back of slats."""
    x, z = at
    for x0 in (x + 0.1, x + 1.3):
        Block((x0, x0 + 0.06), (0, 0.85), (z + 0.3, z + 0.36)).draw(d, eye, times(colour, 0.6))
        Block((x0, x0 + 0.06), (0, 0.42), (z, z + 0.05)).draw(d, eye, times(colour, 0.6))
    for n in range(3):
        Block((x, x + 1.5), (0.52 + n * 0.13, 0.61 + n * 0.13), (z + 0.32, z + 0.36)).draw(d, eye, colour, edge=edge)
    Block((x, x + 1.5), (0.41, 0.46), (z, z + 0.34)).draw(d, eye, times(colour, 1.1), edge=edge)


def forest(setting: Setting) -> Scenery:
    """Ranks of trunks that fade into a lit mist, ferns, a path, rays between them."""
    dice, colours = setting.dice(5), setting.colours
    eye = Eye(y=560, focal=640, height=1.5)
    line = eye.floor(20)
    sun = (dice.uniform(270, 450), 300)
    planes = heaven(setting, horizon=line, sun=sun, size=56)
    for rank, (count, veil, depth) in enumerate(((26, 0.72, 0.2), (17, 0.48, 0.4), (11, 0.24, 0.65))):
        d = Drawing()
        leaf = tones(colours, veil)
        for n in range(count):
            _trunk(
                d,
                dice,
                LEFT + (n + dice.random()) * (RIGHT - LEFT) / count,
                line + 12 + rank * 14,
                6 + rank * 8,
                mix(mix(colours.near, INK, 0.2), colours.haze, veil),
                mix(colours.haze, colours.sun, 0.4),
                sun[0],
            )
        for _ in range(count):
            crown(
                d,
                dice,
                (dice.uniform(LEFT, RIGHT), dice.uniform(-200, 60 + 120 * (2 - rank))),
                (90 + rank * 30, 70),
                leaf,
                sun=1,
            )
        for _ in range(count):
            crown(d, dice, (dice.uniform(LEFT, RIGHT), line + 16 + rank * 12), (56, 26), leaf, fine=1.3)
        planes.append(Plane(depth, drawing=d))
        planes.append(
            fog_bank(
                setting, depth=depth + 0.05, top=line - 330 + rank * 90, bottom=line + 70, strength=0.5 - 0.1 * rank
            )
        )
    planes.append(Plane(0.7, drawing=_haze_glow(colours, sun, line), adds=True, fine=False))
    floor = Drawing()
    near = mix(INK, colours.leaf, 0.2)
    meadow(floor, dice, eye, line + 10, tones(colours, 0.1), near=near)
    earth = mix(mix(colours.ground, rgb("#7a5a4a"), 0.4), INK, 0.2)
    track(floor, eye, 18, mix(earth, INK, 0.3), mix(earth, colours.haze, 0.35), bend=-1.1, wide=0.75)
    night_falls(floor, 760, 0.62)
    planes.append(Plane(1.0, drawing=floor))
    big = Drawing()
    leaf = tones(colours, 0.04)
    for x, wide in ((-30, 92), (105, 46), (640, 60), (760, 110)):
        _trunk(
            big,
            dice,
            x + dice.uniform(-16, 16),
            770 + abs(x - 360) * 0.12,
            wide,
            mix(colours.near, INK, 0.45),
            mix(colours.sun, colours.haze, 0.4),
            sun[0],
        )
    for x in (-60, 70, 620, 780):
        _fern(big, dice, (x, 800), 120, leaf)
    for _ in range(9):
        x = dice.choice((dice.uniform(-120, 170), dice.uniform(560, 850)))
        crown(big, dice, (x, dice.uniform(-180, 70)), (120, 74), leaf, sun=1 if x < 360 else -1)
    planes.append(Plane(1.0, drawing=big))
    planes.append(beams(setting, start=(sun[0], -160), strength=0.10 + 0.2 * (1 - colours.dark), spread=0.62))
    if colours.dark > 0.5:
        planes.append(fireflies(setting, low=840, high=420, count=34))
    front = Drawing()
    for x in (-40, 90, 640, 760):
        _fern(front, dice, (x, 1330), 300, (mix(INK, leaf[0], 0.4),) * 3)
    planes.append(Plane(1.3, drawing=front, blur=6, fine=False))
    return outdoors(setting, planes, reflective=0.0)


def _haze_glow(colours: Palette, sun: Point, line: float) -> Drawing:
    d = Drawing()
    d.glow(
        sun[0], line - 120, 420, times(mix(colours.haze, colours.sun, 0.5), 0.8), 0.22 + 0.14 * colours.dark, tall=1.0
    )
    return d


def _trunk(
    d: Drawing, dice: random.Random, x: float, foot: float, wide: float, colour: Rgb, light: Rgb, sun_x: float
) -> None:
    lean = dice.uniform(-22, 22)
    left = f"M{x - wide * 0.9:.1f} {foot:.1f}Q{x - wide * 0.5:.1f} {foot - wide:.1f} {x - wide * 0.45 + lean * 0.4:.1f} {foot - 340:.1f}L{x - wide * 0.34 + lean:.1f} -230"
    right = f"H{x + wide * 0.34 + lean:.1f}L{x + wide * 0.45 + lean * 0.4:.1f} {foot - 340:.1f}Q{x + wide * 0.5:.1f} {foot - wide:.1f} {x + wide * 0.95:.1f} {foot:.1f}z"
    way = 1 if sun_x > x else -1
    d.path(
        left + right,
        d.gradient(
            (x - way * wide * 0.5, 0),
            (x + way * wide * 0.5, 0),
            [(0, times(colour, 0.72)), (0.7, colour), (1, mix(colour, light, 0.5))],
        ),
    )
    if wide > 30:
        for _ in range(9):
            bx, by = x + dice.uniform(-0.35, 0.35) * wide, dice.uniform(-150, foot - 60)
            d.line(
                [(bx, by), (bx + dice.uniform(-4, 4), by + dice.uniform(30, 90))], times(colour, 0.6), 2.2, opacity=0.6
            )


def _fern(d: Drawing, dice: random.Random, at: Point, size: float, leaf: Tones) -> None:
    for n in range(7):
        turn = math.radians(90 + (n - 3) * 24 + dice.uniform(-7, 7))
        tip = (at[0] + size * math.cos(turn), at[1] - size * 0.8 * math.sin(turn) + size * 0.12)
        blades: list[list[Point]] = []
        for k in range(2, 12):
            share = k / 12
            px = at[0] + (tip[0] - at[0]) * share
            py = at[1] + (tip[1] - at[1]) * share - size * 0.16 * math.sin(math.pi * share)
            long = size * 0.17 * (1 - share) + 3
            for side in (-1, 1):
                a = turn + side * 1.1
                blades.append(
                    [
                        (px, py),
                        (px + long * math.cos(a) - 2, py - long * math.sin(a) + 2),
                        (px + long * math.cos(a - side * 0.3), py - long * math.sin(a - side * 0.3)),
                    ]
                )
        d.polys(blades, leaf[n % 3])


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
    _shore(sand, dice, colours, 690)
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


def _shore(d: Drawing, dice: random.Random, colours: Palette, y: float) -> None:
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


def field(setting: Setting) -> Scenery:
    """Rolling fields, a lone tree, a fence, long grass with flowers."""
    dice, colours = setting.dice(5), setting.colours
    eye = Eye(y=560, focal=640, height=1.4)
    line = 600.0
    sun = (dice.uniform(230, 490), 330)
    planes = heaven(setting, horizon=line - 40, sun=sun, size=60)
    far = Drawing()
    mountain(
        far,
        ridge(dice, line - 20, 170, rough=0.5),
        line,
        mix(colours.far, colours.haze, 0.2),
        colours.haze,
        light=mix(colours.sun, colours.haze, 0.4),
    )
    planes.append(Plane(0.1, drawing=far))
    grain = mix(colours.leaf, colours.lamp, dice.choice((0.0, 0.45)))
    for n in range(3):
        d = Drawing()
        leaf = tones(colours, 0.5 - 0.17 * n, hue=grain)
        top = hills(dice, line - 20 + n * 26, 74 - n * 14)
        d.poly(
            [(LEFT, line + 240), *top, (RIGHT, line + 240)], d.down(min(y for _, y in top), line + 90, leaf[2], leaf[0])
        )
        for x, y in top[:: 5 - n]:
            crown(
                d, dice, (x + dice.uniform(-30, 30), y - 4), (20 + n * 8, 14 + n * 5), tones(colours, 0.42 - 0.15 * n)
            )
        rows = [[(px, py + k * 9) for px, py in top] for k in range(1, 6)]
        d.lines(rows, leaf[0], 1.6, opacity=0.24)
        planes.append(Plane(0.25 + 0.15 * n, drawing=d))
    planes.append(fog_bank(setting, depth=0.58, top=line - 90, bottom=line + 60, strength=0.5))
    floor = Drawing()
    leaf = tones(colours, 0.06, hue=grain)
    meadow(floor, dice, eye, line + 34, leaf, near=mix(INK, grain, 0.22))
    track(
        floor,
        eye,
        15,
        mix(mix(grain, rgb("#a07850"), 0.6), INK, 0.4),
        mix(leaf[2], rgb("#c0a070"), 0.5),
        bend=0.9,
        wide=0.5,
    )
    night_falls(floor, 800, 0.6)
    planes.append(Plane(1.0, drawing=floor))
    things = Drawing()
    side = -1 if sun[0] > 360 else 1
    foot = (360 + side * 220, 715)
    things.glow(foot[0], foot[1], 200, INK, 0.5, tall=0.14)
    tree(
        things,
        dice,
        foot,
        tall=520,
        leaf=tones(colours, 0.04),
        bark=mix(INK, rgb("#6a4a44"), 0.5),
        sun=-side,
        edge=colours.sun,
    )
    _fence(things, eye, -side, mix(INK, rgb("#8a6a54"), 0.5), colours.sun)
    planes.append(Plane(1.0, drawing=things))
    planes.append(beams(setting, start=(sun[0], 60), strength=0.07 + 0.08 * (1 - colours.dark), spread=0.9))
    if colours.dark > 0.8:
        planes.append(fireflies(setting, low=860, high=620))
    front = Drawing()
    tufts(front, dice, 1290, mix(INK, grain, 0.22), tall=210, count=70)
    front.discs(
        [(dice.uniform(LEFT, RIGHT), dice.uniform(1130, 1260), dice.uniform(7, 13)) for _ in range(16)],
        mix(colours.glow, INK, 0.25),
        opacity=0.85,
    )
    planes.append(Plane(1.25, drawing=front, blur=5, fine=False))
    return outdoors(setting, planes, key_side="right" if side < 0 else "left")


def _fence(d: Drawing, eye: Eye, side: int, wood: Rgb, light: Rgb) -> None:
    tops: list[Point] = []
    for n in range(7):
        z = 12 * 0.8**n
        x = side * (3.6 - 0.18 * n)
        foot, head = eye.at(x, 0, z), eye.at(x, 1.0, z)
        d.line([foot, head], wood, eye.scale(z) * 0.09)
        d.line(
            [(head[0] - eye.scale(z) * 0.03, head[1]), (foot[0] - eye.scale(z) * 0.03, foot[1])],
            mix(wood, light, 0.5),
            1.4,
            opacity=0.7,
        )
        tops.append((x, z))
    for high in (0.45, 0.82):
        d.line([eye.at(x, high, z) for x, z in tops], wood, 5)


def mountain_place(setting: Setting) -> Scenery:
    """Ranges behind ranges with mist between them, firs, a ledge of rock."""
    dice, colours = setting.dice(5), setting.colours
    horizon = 640.0
    sun = (dice.uniform(220, 500), 200)
    planes = heaven(setting, horizon=horizon - 120, sun=sun, size=54)
    snow = mix(colours.sun, WHITE, 0.5) if colours.dark < 0.5 else mix(colours.sky[3], WHITE, 0.25)
    for n, (base, high, shade, veil) in enumerate(
        (
            (600, 430, colours.far, 0.35),
            (650, 300, mix(colours.far, colours.mid, 0.6), 0.2),
            (700, 180, colours.mid, 0.08),
        )
    ):
        d = Drawing()
        mountain(
            d,
            ridge(dice, base, high, rough=0.52, steps=8),
            base + 40,
            mix(shade, colours.haze, veil),
            colours.haze,
            light=mix(snow, shade, 0.15 + 0.3 * n),
            sun=1 if sun[0] > 360 else -1,
        )
        planes.append(Plane(0.12 + 0.14 * n, drawing=d))
        planes.append(
            fog_bank(setting, depth=0.15 + 0.14 * n, top=base - 130, bottom=base + 60, strength=0.85 - 0.15 * n)
        )
    woods = Drawing()
    for n in range(34):
        x = LEFT + n * 30 + dice.uniform(-12, 12)
        pine(
            woods,
            dice,
            (x, 730 - 0.1 * abs(x - 360) + dice.uniform(-8, 14)),
            tall=dice.uniform(70, 150),
            leaf=tones(colours, 0.3),
        )
    planes.append(Plane(0.7, drawing=woods))
    ledge = Drawing()
    stone = mix(mix(colours.ground, colours.near, 0.5), INK, 0.15)
    light = mix(snow, stone, 0.3)
    top = [(LEFT + k * 50, 742 + 16 * math.sin(k * 0.9 + setting.seed % 7) + dice.uniform(-9, 9)) for k in range(21)]
    ledge.poly(
        [(LEFT, BOTTOM), *top, (RIGHT, BOTTOM)], ledge.down(730, 1320, mix(stone, light, 0.3), stone, times(stone, 0.4))
    )
    ledge.line(top, light, 3, opacity=0.6)
    cracks = [
        [
            (x, y),
            (x + dice.uniform(-40, 40), y + dice.uniform(20, 60)),
            (x + dice.uniform(-60, 60), y + dice.uniform(70, 130)),
        ]
        for x, y in ((dice.uniform(0, 720), dice.uniform(770, 1100)) for _ in range(9))
    ]
    ledge.lines(cracks, times(stone, 0.5), 2.4, opacity=0.3)
    for x, size in ((40, 84), (660, 100), (150, 40), (590, 46)):
        rock(ledge, dice, (x, 772), size, stone, light, sun=1 if sun[0] > 360 else -1)
    for x, tall in ((-40, 470), (66, 320), (690, 420), (775, 520)):
        pine(ledge, dice, (x, 780), tall=tall, leaf=tones(colours, 0.03), sun=1 if sun[0] > x else -1)
    night_falls(ledge, 800, 0.55)
    planes.append(Plane(1.0, drawing=ledge))
    planes.append(beams(setting, start=(sun[0], -60), strength=0.06 + 0.1 * (1 - colours.dark), spread=0.7))
    return outdoors(setting, planes, key_side="right" if sun[0] > 360 else "left")


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
