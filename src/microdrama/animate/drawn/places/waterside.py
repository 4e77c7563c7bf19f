"""Roofs over the city, back lanes, bridges and harbours."""

from __future__ import annotations

import math
import random

from microdrama.animate.drawn.light import Rgb
from microdrama.animate.drawn.places import signs, skyline
from microdrama.animate.drawn.places.city import ground, night_falls, outdoors, wetness
from microdrama.animate.drawn.places.colours import INK, WHITE, Palette, mix, rgb, times
from microdrama.animate.drawn.places.drawing import Drawing, Point
from microdrama.animate.drawn.places.foliage import mountain, ridge
from microdrama.animate.drawn.places.foreground import leaves, railing
from microdrama.animate.drawn.places.nature import fog_bank
from microdrama.animate.drawn.places.perspective import Block, Eye
from microdrama.animate.drawn.places.raster import Lamp
from microdrama.animate.drawn.places.scenery import Plane, Scenery, Setting
from microdrama.animate.drawn.places.sky import BOTTOM, LEFT, RIGHT, heaven


def city(setting: Setting) -> Scenery:
    """A whole city across the water that mirrors it."""
    dice, colours = setting.dice(5), setting.colours
    line = 650.0
    planes = heaven(setting, horizon=line - 60, sun=(dice.uniform(220, 500), 190), size=66)
    hills_ = Drawing()
    mountain(hills_, ridge(dice, line - 20, 210), line, mix(colours.far, colours.haze, 0.55), colours.haze)
    planes.append(Plane(0.1, drawing=hills_))
    planes += skyline.city_view(setting, base=line, depth=0.45, spread=1.25)
    shore = Drawing()
    _landmark(shore, dice, line, colours)
    shore.rect(LEFT, line - 16, RIGHT - LEFT, 20, mix(INK, colours.near, 0.6))
    lights = [(x, line - 18) for x in range(-130, 860, 26)]
    if colours.dark > 0.2:
        for x, y in lights:
            shore.glow(x, y, 15, colours.lamp, 0.7)
        shore.discs([(x, y, 2.2) for x, y in lights], mix(colours.lamp, WHITE, 0.5))
    planes.append(Plane(0.6, drawing=shore, bloom=0.4))
    water = Drawing()
    glints = [
        (dice.uniform(LEFT, RIGHT), line + 12 + 420 * (d := dice.random() ** 1.6), 14 + 60 * d, 1.2 + 1.6 * d)
        for _ in range(150)
    ]
    water.rects(glints, mix(colours.haze, WHITE, 0.2), opacity=0.2)
    _boat(water, (dice.uniform(170, 520), line + 66), 70, colours)
    night_falls(water, 800, 0.62)
    planes.append(ground(setting, line=line, wet=0.86, drawing=water, dark=mix(colours.sky[1], INK, 0.4)))
    planes.append(railing(top=1120, colour=mix(INK, colours.near, 0.3), edge=mix(colours.glow, colours.lamp, 0.4)))
    planes.append(leaves(setting, side="left" if dice.random() < 0.5 else "right", colour=mix(INK, colours.near, 0.4)))
    return outdoors(setting, planes, reflective=0.4)


def _landmark(d: Drawing, dice: random.Random, line: float, colours: Palette) -> None:
    """A tower that stands out: a needle with rings of light."""
    x, tall = dice.choice((170.0, 540.0)), dice.uniform(420, 520)
    body = mix(colours.near, colours.haze, 0.22)
    d.path(
        f"M{x - 26:.0f} {line:.0f}Q{x - 5:.0f} {line - tall * 0.5:.0f} {x - 3:.0f} {line - tall:.0f}h6Q{x + 5:.0f} {line - tall * 0.5:.0f} {x + 26:.0f} {line:.0f}z",
        d.down(line - tall, line, body, mix(body, colours.haze, 0.4)),
    )
    for share, r in ((0.62, 24), (0.72, 15)):
        y = line - tall * share
        d.ellipse(x, y, r, r * 0.8, body)
        if colours.dark > 0.2:
            d.glow(x, y, r * 3, colours.glow, 0.5)
        d.ellipse(x, y, r, r * 0.24, mix(colours.glow, WHITE, 0.3) if colours.dark > 0.2 else mix(body, WHITE, 0.3))
    d.line([(x, line - tall), (x, line - tall - 60)], body, 2.4)
    d.circle(x, line - tall - 60, 3, colours.glow)


def _boat(d: Drawing, at: Point, size: float, colours: Palette) -> None:
    x, y = at
    dark = mix(INK, colours.near, 0.4)
    d.path(
        f"M{x - size:.0f} {y - size * 0.2:.0f}H{x + size:.0f}Q{x + size * 0.8:.0f} {y:.0f} {x + size * 0.6:.0f} {y:.0f}H{x - size * 0.7:.0f}z",
        dark,
    )
    d.rect(x - size * 0.4, y - size * 0.45, size * 0.7, size * 0.27, times(dark, 1.5))
    if colours.dark > 0.2:
        d.rects(
            [(x - size * 0.33 + n * size * 0.16, y - size * 0.38, size * 0.1, size * 0.12) for n in range(4)],
            colours.lamp,
        )
        d.glow(x, y - size * 0.3, size * 0.9, colours.lamp, 0.4)
    d.line([(x + size * 0.1, y - size * 0.45), (x + size * 0.1, y - size)], dark, 2)


def rooftop(setting: Setting) -> Scenery:
    """A flat roof high over the city: a parapet, a tank, pipes, a chain of bulbs."""
    dice, colours = setting.dice(5), setting.colours
    eye = Eye(y=540, focal=640, height=1.6)
    line = eye.floor(7.4)
    planes = heaven(setting, horizon=line - 80, sun=(dice.uniform(220, 500), 190), size=64)
    planes += skyline.city_view(setting, base=line - 8, depth=0.4, spread=1.05)
    planes.append(fog_bank(setting, depth=0.45, top=line - 260, bottom=line, strength=0.4))
    d = Drawing()
    edge = mix(colours.sky[3], colours.lamp, 0.4)
    wall = mix(mix(colours.near, colours.ground, 0.4), INK, 0.18)
    d.poly(eye.front(-9, 9, 0, 0.95, 7.4), d.down(line - 90, line, mix(wall, colours.haze, 0.18), wall))
    d.poly(eye.flat(-9, 9, 7.2, 7.6, 0.97), mix(wall, edge, 0.5))
    side = -1 if dice.random() < 0.5 else 1
    lamps = _stairhead(d, eye, side, wall, colours)
    _tank(d, eye, -side * 2.6, wall, edge)
    Block((-side * 1.2 - 0.5, -side * 1.2 + 0.4), (0, 0.7), (6.2, 6.9)).draw(d, eye, times(wall, 1.25), edge=edge)
    fan = eye.at(-side * 1.2 - 0.05, 0.36, 6.2)
    d.circle(fan[0], fan[1], 24, times(wall, 0.5))
    d.lines(
        [[(fan[0] - 20, fan[1]), (fan[0] + 20, fan[1])], [(fan[0], fan[1] - 20), (fan[0], fan[1] + 20)]],
        times(wall, 1.1),
        3,
    )
    lamps += _bulbs(d, dice, colours, line)
    planes.append(Plane(1.0, drawing=d, ambient=mix(colours.ambient, WHITE, 0.45), lamps=tuple(lamps), bloom=0.5))
    floor = Drawing()
    seams = [[eye.at(n * 1.3, 0, 7.4), eye.at(n * 1.3, 0, 0.8)] for n in range(-8, 9)]
    seams += [[eye.at(-9, 0, z), eye.at(9, 0, z)] for z in (6.2, 5.0, 4.0, 3.2, 2.5, 1.9)]
    floor.lines(seams, times(wall, 0.5), 1.8, opacity=0.5)
    night_falls(floor, 760, 0.62)
    planes.append(ground(setting, line=line, wet=0.85 * wetness(setting), drawing=floor, dark=mix(wall, INK, 0.25)))
    return outdoors(setting, planes, key_side="left" if side < 0 else "right", reflective=0.6 * wetness(setting))


def _stairhead(d: Drawing, eye: Eye, side: int, wall: Rgb, colours: Palette) -> list[Lamp]:
    """The hut over the stairs, with a sign on its roof."""
    x0, x1 = (1.5, 4.2) if side > 0 else (-4.2, -1.5)
    Block((x0, x1), (0, 2.5), (5.2, 7.2)).draw(
        d, eye, mix(wall, colours.mid, 0.25), edge=mix(colours.sky[3], wall, 0.3)
    )
    door = (x0 + 0.5, x0 + 1.4) if side > 0 else (x1 - 1.4, x1 - 0.5)
    d.poly(eye.front(*door, 0, 2.05, 5.2), times(wall, 0.5))
    lamp = eye.at(sum(door) / 2, 2.25, 5.18)
    on = colours.dark > 0.2
    text = "CLUB" if on else "BAR"
    left, top = eye.at(x0 + 0.1 if side > 0 else x1 - 2.3, 3.6, 5.6)
    size = 52.0
    for dx in (20, signs.length(text, size)):
        d.line([(left + dx, top + 80), (left + dx, top + 150)], times(wall, 0.6), 5)
    middle = signs.board(d, text, (left, top), size, colours.glow, upright=False, on=on)
    if on:
        d.glow(lamp[0], lamp[1], 120, colours.lamp, 0.7)
        d.ellipse(lamp[0], lamp[1], 13, 7, mix(colours.lamp, WHITE, 0.5))
    return [
        Lamp(lamp[0], lamp[1] + 50, 170, colours.lamp, 0.7 * on),
        Lamp(middle[0], middle[1] + 60, 240, colours.glow, 0.6 * on),
    ]


def _tank(d: Drawing, eye: Eye, x: float, wall: Rgb, edge: Rgb) -> None:
    """A wooden water tank on legs."""
    unit = eye.scale(6.6)
    px, foot = eye.at(x, 0, 6.6)
    w = unit * 0.75
    for dx in (-0.8, -0.25, 0.25, 0.8):
        d.line([(px + dx * w, foot), (px + dx * w * 0.9, foot - unit * 1.3)], times(wall, 0.55), 6)
    d.line([(px - 0.8 * w, foot), (px + 0.8 * w, foot - unit * 1.3)], times(wall, 0.5), 3)
    wood = mix(rgb("#7a5040"), wall, 0.45)
    top = foot - unit * 2.7
    d.rect(
        px - w,
        top,
        2 * w,
        unit * 1.45,
        d.gradient((px - w, 0), (px + w, 0), [(0, times(wood, 0.55)), (0.7, times(wood, 1.2)), (1, times(wood, 0.8))]),
    )
    d.lines(
        [[(px - w + n * w / 5, top), (px - w + n * w / 5, top + unit * 1.45)] for n in range(1, 10)],
        times(wood, 0.5),
        1.6,
        opacity=0.6,
    )
    d.rects([(px - w - 2, top + unit * share, 2 * w + 4, 5) for share in (0.2, 0.7, 1.2)], times(wall, 0.6))
    d.poly(
        [(px - w * 1.12, top), (px, top - unit * 0.55), (px + w * 1.12, top)],
        d.gradient((px - w, 0), (px + w, 0), [(0, times(wood, 0.5)), (1, mix(wood, edge, 0.4))]),
    )
    d.line([(px + w, top), (px + w, top + unit * 1.45)], edge, 2, opacity=0.6)


def _bulbs(d: Drawing, dice: random.Random, colours: Palette, line: float) -> list[Lamp]:
    """Bulbs on a wire that hangs across."""
    lamps: list[Lamp] = []
    on = colours.dark > 0.2
    for y0, y1, sag in ((line - 330, line - 270, 70), (line - 250, line - 350, 90)):
        points = [
            (LEFT + n * 40, y0 + (y1 - y0) * n / 25 + sag * math.sin(math.pi * (n % 12.5) / 12.5)) for n in range(26)
        ]
        d.line(points, times(INK, 1.3), 2.2)
        for x, y in points[1:]:
            if on:
                d.glow(x, y + 10, 40, colours.lamp, 0.6)
            d.ellipse(x, y + 9, 5.4, 7.4, mix(colours.lamp, WHITE, 0.5) if on else mix(colours.haze, INK, 0.3))
        if on:
            lamps += [Lamp(x, y, 150, colours.lamp, 0.16) for x, y in points[::5]]
    del dice
    return lamps


def alley(setting: Setting) -> Scenery:
    """A narrow lane: brick, pipes, lit windows, wires, lanterns and one sign at its end."""
    dice, colours = setting.dice(5), setting.colours
    eye = Eye(x=360 + dice.uniform(-30, 30), y=560, focal=640, height=1.6)
    line = eye.floor(15)
    planes = heaven(setting, horizon=line - 30, sun=(eye.x + dice.uniform(-40, 40), 130), size=40)
    planes += skyline.city_view(setting, base=line + 4, depth=0.4, spread=1.1)[1:]
    d = Drawing()
    glow = mix(colours.haze, colours.glow, 0.4)
    d.glow(eye.x, line - 60, 260, glow, 0.7, tall=1.1)
    lamps = [Lamp(eye.x, line - 50, 260, glow, 0.3)]
    for side in (-1, 1):
        lamps += _brick_side(d, setting.dice(8 + side), eye, side * 1.75, colours)
    _wires(d, dice, eye)
    lamps += _lane_signs(d, setting, eye)
    planes.append(Plane(1.0, drawing=d, ambient=mix(WHITE, colours.ambient, 0.6), lamps=tuple(lamps), bloom=0.55))
    floor = Drawing()
    gutter = mix(INK, colours.near, 0.4)
    floor.poly(eye.flat(-0.14, 0.14, 0.8, 15), gutter, opacity=0.5)
    slabs = [[eye.at(-1.75, 0, z), eye.at(1.75, 0, z)] for z in (13, 10.5, 8.5, 7, 5.7, 4.7, 3.9, 3.2, 2.6, 2.1)]
    floor.lines(slabs, gutter, 1.6, opacity=0.4)
    night_falls(floor, 740, 0.66)
    planes.append(ground(setting, line=line, wet=wetness(setting), drawing=floor))
    clutter = Drawing()
    _crates(clutter, eye, colours, dice.choice((-1, 1)))
    planes.append(Plane(1.0, drawing=clutter, ambient=mix(WHITE, colours.ambient, 0.6), lamps=tuple(lamps)))
    planes.append(Plane(1.0, drawing=_steam(setting, eye, colours), blur=16, adds=True, fine=False))
    return outdoors(setting, planes, reflective=min(0.7, wetness(setting)), key_side="left")


def _brick_side(d: Drawing, dice: random.Random, eye: Eye, x: float, colours: Palette) -> list[Lamp]:
    z0, z1, tall = 1.2, 15.0, 11.0
    brick = mix(mix(rgb("#7a4450"), colours.near, 0.45), INK, 0.08)
    far, near = eye.at(x, 0, z1)[0], eye.at(x, 0, 2.0)[0]
    d.poly(
        eye.side(x, 0, tall, z0, z1),
        d.gradient((far, 0), (near, 0), [(0, mix(brick, colours.haze, 0.5)), (0.3, brick), (1, times(brick, 0.55))]),
    )
    rows = [[eye.at(x, y * 0.28, z0), eye.at(x, y * 0.28, z1)] for y in range(1, 38)]
    d.lines(rows, times(brick, 0.55), 1.1, opacity=0.5)
    for _ in range(60):
        y, z = 0.28 * dice.randrange(1, 26), dice.uniform(2.2, 9)
        d.poly(eye.side(x, y, y + 0.26, z, z + 0.45), times(brick, dice.choice((0.7, 1.3))), opacity=0.5)
    lamps: list[Lamp] = []
    on = colours.dark > 0.2
    for row in range(3):
        for n in range(4):
            z = 2.6 + n * 2.6 + dice.uniform(-0.2, 0.2)
            y = 2.9 + row * 2.4
            lit = on and dice.random() < 0.5
            light = colours.lamp if dice.random() < 0.7 else colours.second
            d.poly(eye.side(x, y - 0.1, y + 1.5, z - 0.1, z + 1.0), times(brick, 0.5))
            d.poly(
                eye.side(x, y, y + 1.4, z, z + 0.9),
                times(light, 0.9) if lit else mix(times(brick, 0.4), colours.sky[2], 0.2),
            )
            d.lines(
                [
                    [eye.at(x, y + 0.7, z), eye.at(x, y + 0.7, z + 0.9)],
                    [eye.at(x, y, z + 0.45), eye.at(x, y + 1.4, z + 0.45)],
                ],
                times(brick, 0.4),
                2,
            )
            ledge = x + (0.2 if x < 0 else -0.2)
            d.poly(
                [
                    eye.at(x, y - 0.1, z - 0.15),
                    eye.at(x, y - 0.1, z + 1.05),
                    eye.at(ledge, y - 0.1, z + 1.05),
                    eye.at(ledge, y - 0.1, z - 0.15),
                ],
                times(brick, 1.4),
            )
            if lit:
                at = eye.at(x, y + 0.7, z + 0.45)
                lamps.append(Lamp(at[0], at[1], 460 / z, light, 0.4))
    pipe = x + (0.1 if x < 0 else -0.1)
    for z in (4.4, 9.2):
        d.line([eye.at(pipe, 0, z), eye.at(pipe, tall, z)], times(brick, 0.6), eye.scale(z) * 0.1)
        d.line(
            [eye.at(pipe, 0, z - 0.05), eye.at(pipe, tall, z - 0.05)],
            mix(brick, colours.glow, 0.4),
            eye.scale(z) * 0.025,
            opacity=0.7,
        )
    d.poly(eye.side(x, 0, 2.15, 5.4, 6.4), times(brick, 0.38))
    d.poly(eye.side(x, 0, 2.05, 5.5, 6.3), mix(times(brick, 0.6), colours.second, 0.18))
    return lamps


def _wires(d: Drawing, dice: random.Random, eye: Eye) -> None:
    for _ in range(7):
        z, y = dice.uniform(3.5, 11), dice.uniform(4.0, 8.0)
        a, b = eye.at(-1.75, y, z), eye.at(1.75, y + dice.uniform(-0.8, 0.8), z + dice.uniform(-0.6, 0.6))
        d.path(
            f"M{a[0]:.1f} {a[1]:.1f}Q{(a[0] + b[0]) / 2:.1f} {(a[1] + b[1]) / 2 + 46:.1f} {b[0]:.1f} {b[1]:.1f}",
            "none",
            stroke=INK,
            width=2,
            opacity=0.8,
        )


def _lane_signs(d: Drawing, setting: Setting, eye: Eye) -> list[Lamp]:
    dice, colours = setting.dice(12), setting.colours
    on = colours.dark > 0.2
    lamps: list[Lamp] = []
    for number, text in enumerate(signs.some(dice, 3)):
        z = (3.6, 5.8, 9.5)[number]
        side = 1 if number % 2 else -1
        size = eye.scale(z) * 0.27
        upright = number != 1
        wide = size * 1.5 if upright else signs.length(text, size) + size * 0.84
        x = eye.at(side * 1.7, 0, z)[0]
        top = eye.at(0, 4.4 + 0.7 * number, z)[1]
        colour = (colours.glow, colours.second, colours.lamp)[number]
        middle = signs.board(d, text, (x if side < 0 else x - wide, top), size, colour, upright=upright, on=on)
        if on:
            lamps.append(Lamp(middle[0], middle[1], 210 - 10 * z, colour, 0.8))
    return lamps


def _crates(d: Drawing, eye: Eye, colours: Palette, side: int) -> None:
    wood = mix(rgb("#8a6048"), colours.near, 0.4)
    edge = mix(wood, colours.glow, 0.5)
    for x, y, z in ((1.05, 0, 5.0), (1.1, 0.5, 5.0), (1.0, 0, 4.2)):
        x0 = x if side > 0 else -x - 0.55
        Block((x0, x0 + 0.55), (y, y + 0.48), (z, z + 0.5)).draw(d, eye, wood, edge=edge)
        for n in range(3):
            a = eye.at(x0, y + 0.1 + 0.15 * n, z)
            d.line([a, eye.at(x0 + 0.55, y + 0.1 + 0.15 * n, z)], times(wood, 0.55), 2)
    bx = -side * 1.3
    px, foot = eye.at(bx, 0, 4.6)
    unit = eye.scale(4.6)
    steel = mix(colours.mid, INK, 0.4)
    d.path(
        f"M{px - unit * 0.3:.1f} {foot - unit * 0.85:.1f}h{unit * 0.6:.1f}l{-unit * 0.05:.1f} {unit * 0.85:.1f}h{-unit * 0.5:.1f}z",
        d.gradient(
            (px - unit * 0.3, 0),
            (px + unit * 0.3, 0),
            [(0, times(steel, 0.6)), (0.3, times(steel, 1.5)), (1, times(steel, 0.6))],
        ),
    )
    d.ellipse(px, foot - unit * 0.87, unit * 0.34, unit * 0.09, times(steel, 1.6))


def _steam(setting: Setting, eye: Eye, colours: Palette) -> Drawing:
    dice, d = setting.dice(33), Drawing()
    for _ in range(12):
        x, y = eye.x + dice.gauss(40, 60), 700 - 280 * dice.random()
        d.glow(x, y, dice.uniform(50, 120), times(mix(colours.haze, colours.glow, 0.3), 0.7), 0.14)
    return d


def bridge(setting: Setting) -> Scenery:
    """A long bridge that runs to the far bank between cables and lamps."""
    dice, colours = setting.dice(5), setting.colours
    eye = Eye(y=560, focal=640, height=1.6)
    line = eye.floor(40)
    planes = heaven(setting, horizon=line - 30, sun=(dice.uniform(200, 520), 220), size=62)
    planes += skyline.city_view(setting, base=line + 6, depth=0.35, spread=0.95)
    d, lamps = Drawing(), []
    water = mix(colours.sky[1], INK, 0.25)
    d.rect(LEFT, line, RIGHT - LEFT, 400, d.down(line, 900, mix(colours.haze, water, 0.35), water))
    d.rects(
        [(dice.uniform(LEFT, RIGHT), line + 4 + 180 * (s := dice.random()), 10 + 50 * s, 1.4 + s) for _ in range(120)],
        mix(colours.sky[3], WHITE, 0.2),
        opacity=0.3,
    )
    steel = mix(mix(rgb("#8a3a48"), colours.near, 0.5), INK, 0.1)
    light = mix(colours.sky[3], colours.lamp, 0.4)
    towers = (24.0, 10.0)
    for z in towers:
        veil = 0.45 if z > 15 else 0.1
        shade = mix(steel, colours.haze, veil)
        for side in (-1, 1):
            x, top = side * 3.4, 9.5
            d.poly(
                eye.front(x - 0.28, x + 0.28, -4, top, z),
                d.gradient(
                    eye.at(x - 0.28, 0, z),
                    eye.at(x + 0.28, 0, z),
                    [(0, times(shade, 0.7)), (1, mix(shade, light, 0.3))],
                ),
            )
        for y in (4.2, 8.6):
            d.poly(eye.front(-3.4, 3.4, y, y + 0.5, z), times(shade, 0.85))
            d.line([eye.at(-3.4, y + 0.5, z), eye.at(3.4, y + 0.5, z)], light, 1.6, opacity=0.6)
    for side in (-1, 1):
        _cables(d, eye, side * 3.4, towers, mix(steel, colours.haze, 0.2), light)
    for z in (30, 20, 14, 8.2, 5.6):
        for side in (-1, 1):
            foot, head = eye.at(side * 2.9, 0, z), eye.at(side * 2.9, 3.4, z)
            d.line(
                [foot, head, (head[0] - side * eye.scale(z) * 0.5, head[1] - 4)],
                mix(steel, INK, 0.3),
                eye.scale(z) * 0.05,
            )
            if colours.dark > 0.2:
                at = (head[0] - side * eye.scale(z) * 0.5, head[1])
                d.glow(at[0], at[1], eye.scale(z) * 1.1, colours.lamp, 0.75)
                d.circle(at[0], at[1], eye.scale(z) * 0.06 + 1.5, mix(colours.lamp, WHITE, 0.6))
                lamps.append(Lamp(at[0], at[1] + 60, eye.scale(z) * 1.4, colours.lamp, 0.3))
    planes.append(Plane(1.0, drawing=d, bloom=0.5 if colours.dark > 0.3 else 0.15))
    deck = Drawing()
    _deck(deck, eye, steel, colours)
    dark = mix(mix(colours.ground, steel, 0.3), INK, 0.3)
    planes.append(_on_deck(setting, eye, dark, deck))
    return outdoors(setting, planes, reflective=0.7 * wetness(setting))


def _cables(d: Drawing, eye: Eye, x: float, towers: tuple[float, float], steel: Rgb, light: Rgb) -> None:
    far, near = towers
    points: list[Point] = []
    for n in range(33):
        z = near * (far / near) ** (n / 32)
        share = (z - near) / (far - near)
        points.append(eye.at(x, 1.9 + 7.4 * (2 * share - 1) ** 2, z))
    approach = [eye.at(x, 9.3 - 7.8 * (n / 16), near - (near - 2.4) * n / 16) for n in range(17)]
    for line in (points, approach):
        d.line(line, steel, 6)
        d.line([(px, py - 2) for px, py in line], light, 1.4, opacity=0.6)
    hangers = [[points[n], eye.at(x, 1.0, near * (far / near) ** (n / 32))] for n in range(2, 32, 2)]
    hangers += [[approach[n], eye.at(x, 1.0, near - (near - 2.4) * n / 16)] for n in range(2, 16, 2)]
    d.lines(hangers, steel, 2, opacity=0.9)


def _deck(d: Drawing, eye: Eye, steel: Rgb, colours: Palette) -> None:
    for side in (-1, 1):
        rails = [[eye.at(side * 3.2, y, 1.6), eye.at(side * 3.2, y, 40)] for y in (0.35, 0.7, 1.1)]
        d.lines(rails, mix(steel, colours.lamp, 0.2), 4)
        d.lines(
            [
                [eye.at(side * 3.2, 0, z), eye.at(side * 3.2, 1.1, z)]
                for z in (2.2, 2.8, 3.6, 4.6, 6, 8, 11, 15, 21, 30)
            ],
            times(steel, 0.8),
            4,
        )
    pale = mix(colours.ground, colours.haze, 0.6)
    for z in (30, 20, 14, 10, 7.2):
        d.poly(eye.flat(-0.07, 0.07, z, z * 1.16), pale, opacity=0.45)
    night_falls(d, 720, 0.64)


def _on_deck(setting: Setting, eye: Eye, dark: Rgb, marks: Drawing) -> Plane:
    """The roadway, which mirrors as wet streets do; water lies left and right of it."""
    return ground(setting, line=eye.floor(34), wet=0.9 * wetness(setting), drawing=marks, dark=dark)


def harbour(setting: Setting) -> Scenery:
    """Cranes and masts against the sky, a quay with lamps, water that mirrors them."""
    dice, colours = setting.dice(5), setting.colours
    eye = Eye(y=560, focal=640, height=1.6)
    line = 628.0
    planes = heaven(setting, horizon=line - 20, sun=(dice.uniform(220, 500), 250), size=66)
    far = Drawing()
    mountain(far, ridge(dice, line, 150), line + 4, mix(colours.far, colours.haze, 0.35), colours.haze)
    planes.append(Plane(0.12, drawing=far))
    cranes = Drawing()
    for x, size, veil in ((90, 210, 0.5), (250, 260, 0.4), (600, 300, 0.3)):
        _crane(
            cranes,
            (x + dice.uniform(-30, 30), line),
            size,
            mix(colours.mid, colours.haze, veil),
            colours,
            way=1 if dice.random() < 0.5 else -1,
        )
    _ship(cranes, (430 + dice.uniform(-60, 60), line + 6), 210, mix(colours.near, colours.haze, 0.25), colours)
    planes.append(Plane(0.4, drawing=cranes, bloom=0.4))
    planes.append(fog_bank(setting, depth=0.45, top=line - 170, bottom=line + 50, strength=0.5))
    near = Drawing()
    for x, size in ((60, 190), (210, 130), (655, 210)):
        _sail(near, (x, line + 66), size, mix(INK, colours.near, 0.5), mix(colours.sky[3], colours.sun, 0.4), colours)
    planes.append(Plane(0.75, drawing=near))
    sea = Drawing()
    sea.rects(
        [
            (dice.uniform(LEFT, RIGHT), line + 6 + 130 * (s := dice.random()), 10 + 50 * s, 1.3 + 1.4 * s)
            for _ in range(170)
        ],
        mix(colours.sky[3], WHITE, 0.25),
        opacity=0.32,
    )
    planes.append(ground(setting, line=line, wet=0.82, drawing=sea, dark=mix(colours.sky[1], INK, 0.35)))
    quay, lamps = Drawing(), []
    top = 764.0
    plank = mix(mix(rgb("#6a4a44"), colours.near, 0.4), INK, 0.2)
    quay.rect(
        LEFT,
        top,
        RIGHT - LEFT,
        BOTTOM - top,
        quay.down(top, 1330, mix(plank, colours.haze, 0.22), plank, times(plank, 0.4)),
    )
    quay.rect(LEFT, top, RIGHT - LEFT, 5, mix(plank, colours.sun, 0.5), opacity=0.7)
    depth = eye.height * eye.focal / (top - eye.y)
    quay.lines(
        [[eye.at(n * 0.5, 0, depth), eye.at(n * 0.5, 0, 0.8)] for n in range(-16, 17)],
        times(plank, 0.45),
        2.4,
        opacity=0.6,
    )
    for x in (70, 640):
        quay.path(
            f"M{x - 26} {top + 66}q-4 -44 6 -58q20 -14 40 0q10 14 6 58q-26 14 -52 0z",
            quay.gradient(
                (x - 26, 0), (x + 26, 0), [(0, times(INK, 1.2)), (0.6, times(plank, 1.5)), (1, times(INK, 1.4))]
            ),
        )
        quay.path(f"M{x - 24} {top + 34}q24 14 48 0", "none", stroke=mix(rgb("#c0a078"), plank, 0.3), width=7)
    lamps.append(_quay_lamp(quay, (dice.choice((166, 560)), top + 30), 380, colours))
    night_falls(quay, 790, 0.58)
    planes.append(Plane(1.0, drawing=quay, ambient=mix(WHITE, colours.ambient, 0.4), lamps=tuple(lamps), bloom=0.5))
    return outdoors(setting, planes, reflective=0.3 if setting.wet else 0.1)


def _quay_lamp(d: Drawing, foot: Point, tall: float, colours: Palette) -> Lamp:
    x, y = foot
    dark = mix(INK, colours.near, 0.35)
    d.line([(x, y), (x, y - tall), (x + 46, y - tall - 8)], dark, 9)
    d.line([(x - 3, y), (x - 3, y - tall)], mix(dark, colours.lamp, 0.5), 2, opacity=0.7)
    if colours.dark > 0.2:
        d.glow(x + 46, y - tall + 8, 190, colours.lamp, 0.75)
        d.glow(x + 30, y + 30, 230, colours.lamp, 0.3, tall=0.22)
    d.path(f"M{x + 24:.0f} {y - tall - 4:.0f}h44l10 20h-64z", dark)
    d.ellipse(x + 46, y - tall + 17, 30, 6, mix(colours.lamp, WHITE, 0.5) if colours.dark > 0.2 else times(dark, 1.6))
    return Lamp(x + 46, y - tall + 60, 330, colours.lamp, 0.5 * (colours.dark > 0.2))


def _crane(d: Drawing, foot: Point, tall: float, colour: Rgb, colours: Palette, *, way: int) -> None:
    x, y = foot
    for dx in (-0.16, 0.16):
        d.line([(x + dx * tall, y), (x + dx * 0.5 * tall, y - tall)], colour, 5)
    braces = [
        [
            (x - 0.15 * tall + 0.02 * n * tall, y - 0.25 * n * tall),
            (x + 0.15 * tall - 0.02 * (n + 1) * tall, y - 0.25 * (n + 1) * tall),
        ]
        for n in range(4)
    ]
    d.lines(braces, colour, 2.6)
    d.line([(x - way * tall * 0.4, y - tall), (x + way * tall * 0.9, y - tall - 4)], colour, 7)
    d.line([(x, y - tall), (x, y - tall * 1.26)], colour, 5)
    d.lines(
        [
            [(x, y - tall * 1.26), (x + way * tall * 0.85, y - tall - 4)],
            [(x, y - tall * 1.26), (x - way * tall * 0.38, y - tall)],
        ],
        colour,
        2,
    )
    hook = x + way * tall * 0.7
    d.line([(hook, y - tall), (hook, y - tall * 0.62)], colour, 1.8)
    d.rect(hook - 14, y - tall * 0.62, 28, 16, mix(colours.glow, colour, 0.5))
    if colours.dark > 0.2:
        d.glow(x, y - tall * 1.26, 26, colours.glow, 0.8)
        d.circle(x, y - tall * 1.26, 3, colours.glow)


def _ship(d: Drawing, at: Point, size: float, colour: Rgb, colours: Palette) -> None:
    x, y = at
    d.path(
        f"M{x - size:.0f} {y - size * 0.24:.0f}L{x + size:.0f} {y - size * 0.3:.0f}Q{x + size * 0.9:.0f} {y:.0f} {x + size * 0.8:.0f} {y:.0f}H{x - size * 0.86:.0f}z",
        d.down(y - size * 0.3, y, colour, times(colour, 0.6)),
    )
    d.line([(x - size * 0.97, y - size * 0.13), (x + size * 0.93, y - size * 0.13)], mix(colours.glow, colour, 0.4), 5)
    hues = (mix(rgb("#b0443e"), colour, 0.5), mix(rgb("#3a7a8a"), colour, 0.5), mix(rgb("#c8943e"), colour, 0.5))
    for n in range(7):
        for k in range(1 + (n * 7) % 3):
            d.rect(
                x - size * 0.55 + n * size * 0.17,
                y - size * (0.36 + 0.1 * k),
                size * 0.16,
                size * 0.095,
                hues[(n + k) % 3],
            )
    d.rect(x - size * 0.92, y - size * 0.62, size * 0.26, size * 0.4, times(colour, 1.25))
    if colours.dark > 0.2:
        d.rects(
            [(x - size * 0.89 + n * size * 0.07, y - size * 0.56, size * 0.04, size * 0.05) for n in range(3)],
            colours.lamp,
        )


def _sail(d: Drawing, at: Point, size: float, dark: Rgb, light: Rgb, colours: Palette) -> None:
    """A small boat at its mooring."""
    x, y = at
    d.path(
        f"M{x - size * 0.5:.0f} {y - size * 0.2:.0f}Q{x:.0f} {y - size * 0.1:.0f} {x + size * 0.52:.0f} {y - size * 0.24:.0f}Q{x + size * 0.4:.0f} {y:.0f} {x + size * 0.2:.0f} {y:.0f}H{x - size * 0.26:.0f}Q{x - size * 0.44:.0f} {y - size * 0.04:.0f} {x - size * 0.5:.0f} {y - size * 0.2:.0f}z",
        d.down(y - size * 0.22, y, mix(dark, light, 0.3), dark),
    )
    d.line(
        [(x - size * 0.5, y - size * 0.2), (x, y - size * 0.13), (x + size * 0.52, y - size * 0.24)],
        light,
        2.6,
        opacity=0.8,
    )
    d.line([(x, y - size * 0.12), (x + 4, y - size * 1.25)], dark, 5)
    d.lines(
        [
            [(x + 4, y - size * 1.22), (x + size * 0.5, y - size * 0.24)],
            [(x + 4, y - size * 1.22), (x - size * 0.48, y - size * 0.2)],
            [(x, y - size * 0.36), (x - size * 0.4, y - size * 0.32)],
        ],
        dark,
        2,
    )
    d.path(
        f"M{x:.0f} {y - size * 0.38:.0f}q{-size * 0.2:.0f} {size * 0.07:.0f} {-size * 0.4:.0f} {size * 0.06:.0f}",
        "none",
        stroke=mix(light, dark, 0.35),
        width=9,
    )
    if colours.dark > 0.2:
        d.glow(x + 4, y - size * 1.25, 26, colours.lamp, 0.8)
        d.circle(x + 4, y - size * 1.25, 3, colours.lamp)
