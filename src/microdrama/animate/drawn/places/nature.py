"""Parks, woods, shores, fields, mountains and caves."""

from __future__ import annotations

import math
import random

from microdrama.animate.drawn.light import Rgb
from microdrama.animate.drawn.places import skyline
from microdrama.animate.drawn.places.air import beams, fireflies, fog_bank
from microdrama.animate.drawn.places.city import night_falls, outdoors
from microdrama.animate.drawn.places.colours import INK, WHITE, Palette, mix, rgb, times
from microdrama.animate.drawn.places.drawing import Drawing, Point
from microdrama.animate.drawn.places.foliage import (
    Tones,
    crown,
    hills,
    meadow,
    mountain,
    pine,
    ridge,
    rock,
    tones,
    track,
    tree,
    tufts,
)  # fmt: skip
from microdrama.animate.drawn.places.foreground import leaves
from microdrama.animate.drawn.places.perspective import Block, Eye
from microdrama.animate.drawn.places.raster import Lamp
from microdrama.animate.drawn.places.scenery import Plane, Scenery, Setting
from microdrama.animate.drawn.places.sky import BOTTOM, LEFT, RIGHT, heaven


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
    things = Drawing()
    lamps: list[Lamp] = []
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
    sun = (dice.uniform(270, 450), 300.0)
    planes = heaven(setting, horizon=line, sun=sun, size=56)
    for rank, (count, veil, depth) in enumerate(((26, 0.72, 0.2), (17, 0.48, 0.4), (11, 0.24, 0.65))):
        d = _rank(colours, dice, line, sun, (rank, count, veil))
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
    big, leaf = _near_trunks(colours, dice, sun), tones(colours, 0.04)
    planes.append(Plane(1.0, drawing=big))
    planes.append(beams(setting, start=(sun[0], -160), strength=0.10 + 0.2 * (1 - colours.dark), spread=0.62))
    if colours.dark > 0.5:
        planes.append(fireflies(setting, low=840, high=420, count=34))
    front = Drawing()
    for x in (-40, 90, 640, 760):
        _fern(front, dice, (x, 1330), 300, (dark := mix(INK, leaf[0], 0.4), dark, dark))
    planes.append(Plane(1.3, drawing=front, blur=6, fine=False))
    return outdoors(setting, planes, reflective=0.0)


def _near_trunks(colours: Palette, dice: random.Random, sun: Point) -> Drawing:
    """The trunks close by, ferns at their feet, leaves that hang into the frame."""
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
    return big


def _rank(colours: Palette, dice: random.Random, line: float, sun: Point, at: tuple[int, int, float]) -> Drawing:
    """One rank of trunks with their crowns and the brush at their feet: its number, its trunks, its haze."""
    rank, count, veil = at
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
    return d


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
    planes += _acres(colours, dice, line, grain)
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


def _acres(colours: Palette, dice: random.Random, line: float, grain: Rgb) -> list[Plane]:
    """Three rolling fields behind one another, hedges on each."""
    planes: list[Plane] = []
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
    return planes


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
