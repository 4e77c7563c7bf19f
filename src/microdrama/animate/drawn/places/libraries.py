"""Libraries: walls of books with ladders and galleries."""

from __future__ import annotations

from microdrama.animate.drawn.light import Rgb
from microdrama.animate.drawn.places.colours import INK, mix, rgb, times
from microdrama.animate.drawn.places.drawing import Drawing, Point
from microdrama.animate.drawn.places.foreground import posts
from microdrama.animate.drawn.places.furniture import shelf
from microdrama.animate.drawn.places.naves import GOLD, Nave, chandelier, finish, front_arch, nave
from microdrama.animate.drawn.places.perspective import Block
from microdrama.animate.drawn.places.raster import Lamp
from microdrama.animate.drawn.places.rooms import BOOKS
from microdrama.animate.drawn.places.scenery import Scenery, Setting


def library(setting: Setting) -> Scenery:
    """Walls of books with ladders and galleries, green lamps on long tables, a tall window."""
    room = nave(setting, rgb("#9a7058"), half=2.7, deep=10.5, tall=6.4)
    eye, d, s = room.eye, room.d, room.shine
    wood = rgb("#6a4030")
    for side in (-1, 1):
        _book_wall(room, side * 2.7, wood)
    pane = front_arch(eye, (-0.95, 0.95), (0.9, 5.4), 10.5)
    for x0, x1 in ((-2.6, -1.25), (1.25, 2.6)):
        a, b = eye.at(x0, 5.2, 10.4), eye.at(x1, 0, 10.4)
        shelf(d, setting, (a[0], a[1], b[0], b[1]), wood, rows=9, hues=BOOKS)
    d.poly(front_arch(eye, (-1.1, 1.1), (0.8, 5.6), 10.5), times(wood, 1.3))
    sky = setting.colours.sky
    s.poly(
        pane, s.down(pane[6][1], pane[0][1], mix(sky[1], room.light.outside, 0.4), mix(sky[3], room.light.outside, 0.5))
    )
    s.lines(
        [[eye.at(x, 0.9, 10.5), eye.at(x, 5.2, 10.5)] for x in (-0.32, 0.32)]
        + [[eye.at(-0.95, y, 10.5), eye.at(0.95, y, 10.5)] for y in (1.8, 2.7, 3.6, 4.5)],
        mix(INK, wood, 0.4),
        2.6,
    )
    at = eye.at(0, 3, 10.5)
    s.glow(at[0], at[1], 230, room.light.outside, 0.35)
    room.lamps.append(Lamp(at[0], at[1], 240, room.light.outside, 0.6))
    chandelier(room, z=6.6, y=4.3, size=0.6)
    things = Drawing()
    green = rgb("#2f8f6a")
    for x0 in (-1.9, 0.95):
        for z in (6.4, 4.4):
            Block((x0, x0 + 0.95), (0.7, 0.77), (z, z + 1.5)).draw(
                things, eye, times(wood, 1.2), edge=mix(wood, room.light.lamp, 0.6)
            )
            Block((x0 + 0.05, x0 + 0.13), (0, 0.7), (z, z + 0.08)).draw(things, eye, times(wood, 0.7))
            Block((x0 + 0.82, x0 + 0.9), (0, 0.7), (z, z + 0.08)).draw(things, eye, times(wood, 0.7))
            lx, ly = eye.at(x0 + 0.47, 0.77, z + 0.6)
            u = eye.scale(z + 0.6)
            things.line([(lx, ly), (lx, ly - u * 0.3)], GOLD, max(2, u * 0.03))
            things.glow(lx, ly - u * 0.2, u * 0.9, room.light.lamp, 0.55 * max(0.3, room.light.lamps))
            things.path(
                f"M{lx - u * 0.2:.1f} {ly - u * 0.28:.1f}q{u * 0.02:.1f} {-u * 0.13:.1f} {u * 0.2:.1f} {-u * 0.13:.1f}t{u * 0.2:.1f} {u * 0.13:.1f}z",
                green,
            )
            room.lamps.append(Lamp(lx, ly, u * 1.1, room.light.lamp, 0.6 * max(0.2, room.light.lamps)))
    front = posts(setting, side="left", colour=mix(INK, wood, 0.3), edge=mix(wood, room.light.lamp, 0.5))
    return finish(
        room,
        accent=mix(room.light.lamp, green, 0.25),
        shine=0.45,
        step=0.0,
        runner=rgb("#5a2a3a"),
        things=things,
        front=front,
    )


def _book_wall(room: Nave, x: float, wood: Rgb) -> None:
    """Shelves along a side wall, shelf by shelf, with posts, a gallery rail and a ladder."""
    eye, d, dice = room.eye, room.d, room.setting.dice(60 + (x > 0))
    d.poly(eye.side(x, 0, 5.6, 1.2, 10.4), times(wood, 0.4))
    by_hue: dict[Rgb, list[list[Point]]] = {}
    for row in range(12):
        y = 0.15 + row * 0.45
        z = 1.7
        while z < 10.3:
            wide = dice.uniform(0.05, 0.13) * (1 + z / 16)
            if dice.random() > 0.06:
                hue = times(dice.choice(BOOKS), dice.choice((0.55, 0.8, 1.0)))
                by_hue.setdefault(hue, []).append(eye.side(x, y, y + dice.uniform(0.26, 0.38), z, z + wide))
            z += wide + 0.015
    for hue, shapes in by_hue.items():
        d.polys(shapes, hue)
    d.lines([[eye.at(x, 0.13 + row * 0.45, 1.4), eye.at(x, 0.13 + row * 0.45, 10.4)] for row in range(13)], wood, 3.4)
    for z in (2.1, 3.3, 4.7, 6.4, 8.3, 10.3):
        d.line([eye.at(x, 0, z), eye.at(x, 5.6, z)], times(wood, 1.25), max(3.0, eye.scale(z) * 0.07))
    d.poly(eye.side(x, 5.45, 5.75, 1.2, 10.4), times(wood, 1.4))
    out = x + (0.55 if x < 0 else -0.55)
    for dz in (0.0, 0.45):
        d.line([eye.at(out, 0, 5.2 + dz), eye.at(x, 4.2, 5.2 + dz)], mix(wood, room.light.lamp, 0.35), 4)
    d.lines(
        [
            [eye.at(out + (x - out) * k / 9, 4.2 * k / 9, 5.2), eye.at(out + (x - out) * k / 9, 4.2 * k / 9, 5.65)]
            for k in range(1, 9)
        ],
        mix(wood, room.light.lamp, 0.35),
        3,
    )
