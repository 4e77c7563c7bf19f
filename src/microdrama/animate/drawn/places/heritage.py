"""Old places: courtyards, temples, villages, churches, throne rooms."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence

from microdrama.animate.drawn.light import Rgb
from microdrama.animate.drawn.places.air import beams, fog_bank
from microdrama.animate.drawn.places.city import ground, night_falls, outdoors, wetness
from microdrama.animate.drawn.places.colours import INK, WHITE, Palette, mix, rgb, times
from microdrama.animate.drawn.places.drawing import Drawing, Point
from microdrama.animate.drawn.places.foliage import mountain, pine, ridge, tones, tree
from microdrama.animate.drawn.places.foreground import leaves
from microdrama.animate.drawn.places.perspective import Eye, tiles
from microdrama.animate.drawn.places.raster import Lamp
from microdrama.animate.drawn.places.scenery import Plane, Scenery, Setting
from microdrama.animate.drawn.places.sky import LEFT, RIGHT, heaven

RED = rgb("#a02c3a")


def eaves(d: Drawing, middle: float, y: float, wide: float, high: float, tile: Rgb, light: Rgb) -> None:
    """A roof that sweeps up at its corners, with rows of tiles and a lit ridge."""
    half = wide / 2
    lift = high * 0.34
    d.path(
        f"M{middle - half * 0.56:.1f} {y - high:.1f}H{middle + half * 0.56:.1f}Q{middle + half * 0.66:.1f} {y - high * 0.3:.1f} "
        f"{middle + half:.1f} {y - lift:.1f}Q{middle + half * 0.94:.1f} {y + high * 0.06:.1f} {middle + half * 0.8:.1f} {y:.1f}"
        f"H{middle - half * 0.8:.1f}Q{middle - half * 0.94:.1f} {y + high * 0.06:.1f} {middle - half:.1f} {y - lift:.1f}"
        f"Q{middle - half * 0.66:.1f} {y - high * 0.3:.1f} {middle - half * 0.56:.1f} {y - high:.1f}z",
        d.down(y - high, y, mix(tile, light, 0.28), tile, times(tile, 0.55)),
    )
    count = max(7, int(wide / 22))
    rows: list[Sequence[Point]] = []
    for n in range(count + 1):
        share = n / count * 2 - 1
        x0, x1 = middle + half * 0.55 * share, middle + half * 0.84 * share
        rows.append(
            [
                (x0, y - high + 3),
                ((x0 + x1) / 2 + half * 0.012 * share, y - high * 0.42),
                (x1, y - 2 - lift * 0.25 * abs(share) ** 6),
            ]
        )
    d.lines(rows, times(tile, 0.5), max(1.4, high * 0.022), opacity=0.6)
    d.rect(middle - half * 0.6, y - high - high * 0.09, half * 1.2, high * 0.11, times(tile, 0.7), round_=3)
    d.line(
        [(middle - half * 0.6, y - high - high * 0.09), (middle + half * 0.6, y - high - high * 0.09)],
        light,
        2.4,
        opacity=0.8,
    )
    for side in (-1, 1):
        d.path(
            f"M{middle + side * half * 0.6:.1f} {y - high:.1f}q{side * high * 0.05:.1f} {-high * 0.16:.1f} {side * high * 0.18:.1f} {-high * 0.2:.1f}",
            "none",
            stroke=times(tile, 0.75),
            width=high * 0.06,
        )
        d.path(
            f"M{middle + side * half * 0.8:.1f} {y:.1f}Q{middle + side * half * 0.94:.1f} {y + high * 0.06:.1f} {middle + side * half:.1f} {y - lift:.1f}",
            "none",
            stroke=light,
            width=2,
            opacity=0.6,
        )


def lantern(d: Drawing, at: Point, size: float, colours: Palette, *, on: bool) -> Lamp:
    """A round red lantern with a tassel."""
    x, y = at
    red = rgb("#d8323e")
    if on:
        d.glow(x, y, size * 4.2, mix(rgb("#ff7a3a"), colours.lamp, 0.3), 0.6)
    d.line([(x, y - size * 1.9), (x, y - size)], times(INK, 1.6), 2)
    shine = mix(rgb("#ff9a4a"), WHITE, 0.3) if on else times(red, 1.1)
    d.ellipse(
        x,
        y,
        size,
        size * 0.86,
        d.gradient((x - size, 0), (x + size, 0), [(0, times(red, 0.6)), (0.5, shine), (1, times(red, 0.6))]),
    )
    ribs = [
        [
            (x + size * k, y - size * 0.8 * math.sqrt(1 - k * k)),
            (x + size * k * 1.1, y),
            (x + size * k, y + size * 0.8 * math.sqrt(1 - k * k)),
        ]
        for k in (-0.6, -0.2, 0.2, 0.6)
    ]
    d.lines(ribs, times(red, 0.7), 1.5, opacity=0.6)
    for dy in (-0.88, 0.72):
        d.rect(x - size * 0.4, y + size * dy, size * 0.8, size * 0.18, rgb("#c8963c"), round_=2)
    d.line([(x, y + size * 0.9), (x, y + size * 1.7)], rgb("#d8a040"), 2.4)
    return Lamp(x, y, size * 6, rgb("#ff9450"), 0.5 if on else 0.0)


def hall_front(
    d: Drawing,
    colours: Palette,
    box: tuple[float, float, float],
    *,
    bays: int,
    tall: float,
    red: Rgb,
    tile: Rgb,
    light: Rgb,
) -> list[Lamp]:
    """A timber hall: columns, lattice doors that glow, a beam with painted ends, a swept roof, lanterns."""
    x0, x1, foot = box
    top = foot - tall
    on = colours.dark > 0.2
    d.rect(x0, top, x1 - x0, tall, d.down(top, foot, times(red, 0.34), times(red, 0.5)))
    step = (x1 - x0) / bays
    paper = mix(colours.lamp, rgb("#ffb45a"), 0.4) if on else mix(colours.haze, red, 0.45)
    for n in range(bays):
        a, b = x0 + n * step + step * 0.14, x0 + (n + 1) * step - step * 0.14
        d.rect(
            a,
            top + tall * 0.28,
            b - a,
            tall * 0.68,
            d.down(top, foot, mix(paper, WHITE, 0.12), times(paper, 0.72 if on else 0.6)),
        )
        cell = (b - a) / 5
        grid = [[(a + k * cell, top + tall * 0.28), (a + k * cell, foot - tall * 0.3)] for k in range(6)]
        rows = int(tall * 0.4 / cell) + 1
        grid += [[(a, top + tall * 0.28 + k * cell), (b, top + tall * 0.28 + k * cell)] for k in range(rows)]
        d.lines(grid, times(red, 0.42), max(1.6, cell * 0.12))
        d.rect(a, foot - tall * 0.3, b - a, tall * 0.27, times(red, 0.6))
        d.rect((a + b) / 2 - 1.5, top + tall * 0.28, 3, tall * 0.68, times(red, 0.4))
    beam = mix(rgb("#2a6a78"), INK, 0.3)
    d.rect(x0 - 6, top + tall * 0.1, x1 - x0 + 12, tall * 0.12, beam)
    d.rects(
        [(x0 + n * step / 3, top + tall * 0.12, step / 6, tall * 0.08) for n in range(bays * 3)],
        mix(rgb("#c8963c"), beam, 0.25),
    )
    for n in range(bays + 1):
        x, w = x0 + n * step, step * 0.075
        d.rect(
            x - w,
            top,
            2 * w,
            tall,
            d.gradient((x - w, 0), (x + w, 0), [(0, times(red, 0.55)), (0.35, times(red, 1.25)), (1, times(red, 0.5))]),
        )
        d.rect(x - w * 1.5, foot - 12, w * 3, 13, mix(colours.ground, WHITE, 0.25))
    eaves(d, (x0 + x1) / 2, top + tall * 0.06, (x1 - x0) * 1.3, tall * 0.62, tile, light)
    return [lantern(d, (x0 + (n + 0.5) * step, top + tall * 0.27), step * 0.13, colours, on=on) for n in range(bays)]


def courtyard(setting: Setting) -> Scenery:
    """An old court: a hall with lanterns at its end, side galleries, a tree in blossom, flagstones."""
    dice, colours = setting.dice(5), setting.colours
    eye = Eye(y=540, focal=640, height=1.5)
    line = eye.floor(9.5)
    planes = heaven(setting, horizon=line - 60, sun=(dice.uniform(230, 500), 130), size=54)
    far = Drawing()
    mountain(far, ridge(dice, line - 40, 190), line, mix(colours.far, colours.haze, 0.4), colours.haze)
    _pagoda(
        far,
        (dice.choice((150, 570)), line - 20),
        300,
        mix(colours.mid, colours.haze, 0.35),
        mix(colours.sky[3], WHITE, 0.2),
        colours,
    )
    planes.append(Plane(0.25, drawing=far, bloom=0.3))
    planes.append(fog_bank(setting, depth=0.4, top=line - 300, bottom=line, strength=0.5))
    d = Drawing()
    red = mix(RED, colours.near, 0.2)
    tile = mix(rgb("#3a4a5a"), colours.near, 0.45)
    light = mix(colours.sky[3], colours.sun, 0.5)
    lamps = hall_front(d, colours, (126, 594, line), bays=5, tall=205, red=red, tile=tile, light=light)
    for side in (-1, 1):
        _gallery(d, eye, side * 3.5, (2.4, 9.3), colours, red, tile)
    ambient = mix(colours.ambient, WHITE, 0.34)
    planes.append(Plane(1.0, drawing=d, ambient=ambient, lamps=tuple(lamps), bloom=0.55))
    floor = Drawing()
    stone = mix(colours.ground, colours.haze, 0.2)
    tiles(floor, eye, half=6, deep=9.5, step=0.85, dark=times(stone, 0.55), light=times(stone, 0.9), opacity=0.32)
    night_falls(floor, 740, 0.64)
    planes.append(ground(setting, line=line, wet=0.7 * wetness(setting), drawing=floor, dark=mix(stone, INK, 0.3)))
    things = Drawing()
    side = -1 if dice.random() < 0.5 else 1
    blossom = rgb("#f0a0bc") if dice.random() < 0.6 else None
    foot = eye.at(side * 2.0, 0, 5.6)
    things.glow(foot[0], foot[1], 160, INK, 0.5, tall=0.16)
    tree(
        things,
        dice,
        foot,
        tall=540,
        leaf=tones(colours, 0.05, hue=blossom),
        bark=mix(INK, rgb("#5a4048"), 0.6),
        sun=-side,
        edge=colours.sun,
    )
    _petals(things, dice, blossom or colours.leaf)
    planes.append(Plane(1.0, drawing=things, ambient=mix(ambient, WHITE, 0.3), lamps=tuple(lamps)))
    planes.append(beams(setting, start=(360 - side * 200, -140), strength=0.05 + 0.08 * (1 - colours.dark)))
    front = Drawing()
    for x, y, size in ((60 if side > 0 else 660, 60, 62), (170 if side > 0 else 560, -60, 46)):
        lantern(front, (x, y), size, colours, on=colours.dark > 0.2)
    planes.append(Plane(1.3, drawing=front, blur=4, fine=False))
    return outdoors(
        setting,
        planes,
        reflective=0.3 * wetness(setting) + (0.3 if setting.wet else 0),
        key_side="left" if side > 0 else "right",
    )


def _petals(d: Drawing, dice: random.Random, colour: Rgb) -> None:
    marks: list[Sequence[Point]] = []
    for _ in range(46):
        x, y, r, a = dice.uniform(0, 720), dice.uniform(250, 900), dice.uniform(2.5, 5.5), dice.uniform(0, 3.1)
        marks.append(
            [
                (x - r * math.cos(a), y - r * math.sin(a)),
                (x + r * 0.4 * math.sin(a), y - r * 0.4 * math.cos(a)),
                (x + r * math.cos(a), y + r * math.sin(a)),
                (x - r * 0.4 * math.sin(a), y + r * 0.4 * math.cos(a)),
            ]
        )
    d.polys(marks, mix(colour, WHITE, 0.2), opacity=0.8)


def _gallery(d: Drawing, eye: Eye, x: float, z: tuple[float, float], colours: Palette, red: Rgb, tile: Rgb) -> None:
    """A covered walk along one side: wall, roof edge, columns, lit lattice."""
    z0, z1 = z
    d.poly(
        eye.side(x, 0, 2.9, z0, z1),
        d.gradient(eye.at(x, 0, z0), eye.at(x, 0, z1), [(0, times(red, 0.22)), (1, times(red, 0.5))]),
    )
    on = colours.dark > 0.2
    glow = mix(colours.lamp, red, 0.25) if on else mix(colours.haze, red, 0.6)
    bays = 5
    for n in range(bays):
        a = z0 + (z1 - z0) * (n + 0.2) / bays
        b = z0 + (z1 - z0) * (n + 0.8) / bays
        d.poly(eye.side(x, 0.8, 2.3, a, b), glow, opacity=0.75)
        bars = [[eye.at(x, 0.8, a + (b - a) * k / 4), eye.at(x, 2.3, a + (b - a) * k / 4)] for k in range(5)]
        bars += [[eye.at(x, y, a), eye.at(x, y, b)] for y in (0.8, 1.2, 1.6, 2.0, 2.3)]
        d.lines(bars, times(red, 0.35), 2.2)
    out = x + (0.55 if x < 0 else -0.55)
    top = x - (1.2 if x < 0 else -1.2)
    d.poly(
        [eye.at(out, 2.75, z0), eye.at(out, 2.75, z1), eye.at(top, 4.1, z1), eye.at(top, 4.1, z0)],
        d.down(eye.at(0, 4.1, z0)[1], eye.at(0, 2.75, z0)[1], mix(tile, colours.sky[3], 0.2), times(tile, 0.6)),
    )
    for n in range(22):
        zz = z0 * (z1 / z0) ** (n / 21)
        d.line([eye.at(out, 2.75, zz), eye.at(top, 4.1, zz)], times(tile, 0.5), 1.8, opacity=0.6)
    d.line([eye.at(out, 2.75, z0), eye.at(out, 2.75, z1)], mix(tile, colours.sun, 0.5), 2.4, opacity=0.7)
    for n in range(bays + 1):
        zz = z0 + (z1 - z0) * n / bays
        d.line([eye.at(out, 0, zz), eye.at(out, 2.7, zz)], times(red, 0.9), eye.scale(zz) * 0.16)
        d.line(
            [eye.at(out - 0.03, 0, zz), eye.at(out - 0.03, 2.7, zz)],
            mix(red, colours.lamp, 0.4),
            eye.scale(zz) * 0.03,
            opacity=0.6,
        )


def _pagoda(d: Drawing, foot: Point, tall: float, colour: Rgb, light: Rgb, colours: Palette) -> None:
    x, y = foot
    levels = 6
    for n in range(levels):
        wide = tall * (0.42 - 0.045 * n)
        base = y - tall * n / levels * 0.86
        high = tall / levels * 0.62
        d.rect(x - wide * 0.3, base - high, wide * 0.6, high, times(colour, 0.8))
        if colours.dark > 0.2:
            d.rects(
                [(x - wide * 0.2 + k * wide * 0.16, base - high * 0.7, wide * 0.08, high * 0.5) for k in range(3)],
                colours.lamp,
                opacity=0.9,
            )
        eaves(d, x, base - high * 0.8, wide * 1.1, high * 0.8, colour, light)
    d.line([(x, y - tall * 0.98), (x, y - tall * 1.14)], colour, 4)


def temple(setting: Setting) -> Scenery:
    """Steps up to a hall in the mountains, stone lamps beside them, firs and mist."""
    dice, colours = setting.dice(5), setting.colours
    eye = Eye(y=560, focal=640, height=1.5)
    line = 690.0
    planes = heaven(setting, horizon=line - 120, sun=(dice.uniform(230, 490), 130), size=58)
    for n in range(2):
        d = Drawing()
        mountain(
            d,
            ridge(dice, line - 70 + 40 * n, 330 - 90 * n),
            line,
            mix(mix(colours.far, colours.mid, 0.5 * n), colours.haze, 0.2),
            colours.haze,
            light=mix(colours.sun, colours.haze, 0.3) if n == 0 else None,
        )
        planes += [
            Plane(0.12 + 0.16 * n, drawing=d),
            fog_bank(setting, depth=0.16 + 0.16 * n, top=line - 330 + 90 * n, bottom=line, strength=0.75),
        ]
    woods = _far_woods(setting, dice, line)
    planes.append(Plane(0.5, drawing=woods, bloom=0.3))
    planes.append(fog_bank(setting, depth=0.6, top=line - 220, bottom=line, strength=0.6))
    d = Drawing()
    red, tile = mix(RED, colours.near, 0.15), mix(rgb("#38506a"), colours.near, 0.4)
    light = mix(colours.sky[3], colours.sun, 0.5)
    lamps = hall_front(d, colours, (190, 530, 560), bays=3, tall=190, red=red, tile=tile, light=light)
    eaves(d, 360, 318, 300, 86, tile, light)
    _steps(d, colours, (360, 560), line)
    ambient = mix(colours.ambient, WHITE, 0.36)
    planes.append(Plane(1.0, drawing=d, ambient=ambient, lamps=tuple(lamps), bloom=0.5))
    floor = Drawing()
    stone = mix(colours.ground, colours.haze, 0.22)
    tiles(
        floor,
        eye,
        half=6,
        deep=1.5 * 640 / (line - 560),
        step=0.9,
        dark=times(stone, 0.55),
        light=times(stone, 0.85),
        opacity=0.3,
    )
    night_falls(floor, 760, 0.62)
    planes.append(ground(setting, line=line, wet=0.6 * wetness(setting), drawing=floor, dark=mix(stone, INK, 0.3)))
    sides = Drawing()
    for x, tall in ((-50, 640), (60, 420), (672, 460), (775, 660)):
        pine(sides, dice, (x, 770), tall=tall, leaf=tones(colours, 0.04), sun=1 if x < 360 else -1)
    for x in (150, 570):
        lamps.append(_stone_lamp(sides, (x, 780), 130, mix(stone, INK, 0.1), colours))
    planes.append(Plane(1.0, drawing=sides, ambient=mix(ambient, WHITE, 0.2), lamps=tuple(lamps), bloom=0.4))
    planes.append(
        leaves(
            setting,
            side="left" if dice.random() < 0.5 else "right",
            colour=mix(INK, rgb("#c04a3a") if setting.seed % 2 else colours.leaf, 0.5),
        )
    )
    return outdoors(setting, planes, reflective=0.35 if setting.wet else 0.1)


def _far_woods(setting: Setting, dice: random.Random, line: float) -> Drawing:
    """Firs behind the hall, and a pagoda among them."""
    colours = setting.colours
    woods = Drawing()
    for _ in range(24):
        pine(
            woods,
            dice,
            (dice.uniform(LEFT, RIGHT), line - dice.uniform(20, 70)),
            tall=dice.uniform(90, 220),
            leaf=tones(colours, 0.36),
        )
    _pagoda(
        woods,
        (dice.choice((96, 630)), line - 60),
        330,
        mix(colours.mid, colours.haze, 0.2),
        mix(colours.sky[3], WHITE, 0.2),
        colours,
    )
    return woods


def _steps(d: Drawing, colours: Palette, top: Point, foot: float) -> None:
    """A broad flight of stairs between low walls."""
    x, y = top
    stone = mix(colours.ground, colours.haze, 0.3)
    count = 12
    for n in range(count):
        a, b = y + (foot - y) * (n / count) ** 1.25, y + (foot - y) * ((n + 1) / count) ** 1.25
        half = 120 + 76 * n / count
        d.rect(x - half, a, 2 * half, b - a + 1, times(stone, 0.62 + 0.02 * n))
        d.rect(x - half, a, 2 * half, (b - a) * 0.42, mix(stone, colours.sun, 0.2), opacity=0.75)
    for side in (-1, 1):
        d.poly(
            [(x + side * 120, y - 12), (x + side * 150, y - 12), (x + side * 238, foot), (x + side * 196, foot)],
            times(stone, 0.8),
        )
        d.line([(x + side * 120, y - 12), (x + side * 196, foot)], mix(stone, colours.sun, 0.5), 2.4, opacity=0.7)
        d.poly(
            [
                (x + side * 150, y - 10),
                (RIGHT if side > 0 else LEFT, y + 30),
                (RIGHT if side > 0 else LEFT, foot),
                (x + side * 238, foot),
            ],
            d.down(y, foot, times(stone, 0.6), times(stone, 0.42)),
        )


def _stone_lamp(d: Drawing, foot: Point, tall: float, stone: Rgb, colours: Palette) -> Lamp:
    x, y = foot
    w = tall * 0.2
    on = colours.dark > 0.2
    d.poly([(x - w, y), (x + w, y), (x + w * 0.7, y - tall * 0.12), (x - w * 0.7, y - tall * 0.12)], stone)
    d.rect(
        x - w * 0.36,
        y - tall * 0.6,
        w * 0.72,
        tall * 0.5,
        d.gradient((x - w, 0), (x + w, 0), [(0, times(stone, 0.6)), (1, times(stone, 1.3))]),
    )
    d.poly(
        [
            (x - w, y - tall * 0.6),
            (x + w, y - tall * 0.6),
            (x + w * 0.7, y - tall * 0.54),
            (x - w * 0.7, y - tall * 0.54),
        ],
        times(stone, 1.1),
    )
    if on:
        d.glow(x, y - tall * 0.7, tall * 0.9, colours.lamp, 0.6)
    d.rect(
        x - w * 0.66, y - tall * 0.8, w * 1.32, tall * 0.2, mix(colours.lamp, WHITE, 0.3) if on else times(stone, 0.4)
    )
    d.lines(
        [
            [(x - w * 0.66, y - tall * 0.8), (x - w * 0.66, y - tall * 0.6)],
            [(x, y - tall * 0.8), (x, y - tall * 0.6)],
            [(x + w * 0.66, y - tall * 0.8), (x + w * 0.66, y - tall * 0.6)],
        ],
        times(stone, 0.8),
        5,
    )
    d.path(
        f"M{x - w * 1.4:.1f} {y - tall * 0.78:.1f}Q{x - w * 0.4:.1f} {y - tall * 0.86:.1f} {x:.1f} {y - tall:.1f}Q{x + w * 0.4:.1f} {y - tall * 0.86:.1f} {x + w * 1.4:.1f} {y - tall * 0.78:.1f}z",
        times(stone, 0.9),
    )
    return Lamp(x, y - tall * 0.7, tall * 1.4, colours.lamp, 0.6 if on else 0.0)
