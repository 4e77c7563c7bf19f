"""Back lanes between brick walls."""

from __future__ import annotations

import random

from microdrama.animate.drawn.places import signs, skyline
from microdrama.animate.drawn.places.city import ground, night_falls, outdoors, wetness
from microdrama.animate.drawn.places.colours import INK, WHITE, Palette, mix, rgb, times
from microdrama.animate.drawn.places.drawing import Drawing
from microdrama.animate.drawn.places.perspective import Block, Eye
from microdrama.animate.drawn.places.raster import Lamp
from microdrama.animate.drawn.places.scenery import Plane, Scenery, Setting
from microdrama.animate.drawn.places.sky import heaven


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
