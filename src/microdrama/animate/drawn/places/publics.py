"""Where people meet: restaurants, cafes, bars, shops, stages, courts."""

from __future__ import annotations

import random
from dataclasses import replace

from microdrama.animate.drawn.light import Rgb
from microdrama.animate.drawn.places import signs
from microdrama.animate.drawn.places.colours import INK, WHITE, mix, rgb, times
from microdrama.animate.drawn.places.drawing import Drawing
from microdrama.animate.drawn.places.foreground import palm, posts
from microdrama.animate.drawn.places.furniture import chair, cushion, plant, shadow, table
from microdrama.animate.drawn.places.indoors import curtain, floor, mood, pendant, table_shade, walls, within
from microdrama.animate.drawn.places.perspective import Block, Eye, shell
from microdrama.animate.drawn.places.raster import Lamp
from microdrama.animate.drawn.places.rooms import Room, cup, furnished, mouldings, open_room, shell_planes
from microdrama.animate.drawn.places.scenery import Plane, Scenery, Setting

GOLD = rgb("#d8a04a")


def _laid(d: Drawing, room: Room, x: float, z: float, cloth: Rgb, *, candle: bool = True) -> None:
    """A round table with a cloth, glasses and a candle, between two chairs."""
    eye = room.eye
    for side in (-1, 1):
        chair(d, eye, (x - 0.21 + side * 0.62, z + 0.18), colour=mix(rgb("#7a3a4a"), room.wall, 0.2), edge=room.edge)
    px, py = eye.at(x, 0.75, z)
    u = eye.scale(z)
    shadow(d, eye, (x, z), 0.8)
    d.path(
        f"M{px - u * 0.5:.1f} {py:.1f}Q{px - u * 0.54:.1f} {py + u * 0.4:.1f} {px - u * 0.44:.1f} {py + u * 0.66:.1f}Q{px:.1f} {py + u * 0.78:.1f} {px + u * 0.44:.1f} {py + u * 0.66:.1f}Q{px + u * 0.54:.1f} {py + u * 0.4:.1f} {px + u * 0.5:.1f} {py:.1f}z",
        d.gradient(
            (px - u * 0.5, 0), (px + u * 0.5, 0), [(0, times(cloth, 0.6)), (0.4, cloth), (1, times(cloth, 0.5))]
        ),
    )
    d.lines(
        [[(px + k * u * 0.17, py + u * 0.1), (px + k * u * 0.15, py + u * 0.7)] for k in (-2, -1, 1, 2)],
        times(cloth, 0.5),
        2,
        opacity=0.5,
    )
    d.ellipse(px, py, u * 0.5, u * 0.11, mix(cloth, WHITE, 0.25))
    glass = mix(room.light.lamp, WHITE, 0.6)
    for k in (-0.26, 0.26):
        gx = px + k * u
        d.line([(gx, py), (gx, py - u * 0.12)], glass, 1.8, opacity=0.8)
        d.path(
            f"M{gx - u * 0.045:.1f} {py - u * 0.25:.1f}q0 {u * 0.13:.1f} {u * 0.045:.1f} {u * 0.13:.1f}t{u * 0.045:.1f} {-u * 0.13:.1f}z",
            mix(rgb("#a02440"), glass, 0.25),
            opacity=0.85,
        )
    if candle:
        d.line([(px, py), (px, py - u * 0.14)], mix(WHITE, GOLD, 0.2), u * 0.05)
        d.glow(px, py - u * 0.2, u * 0.8, room.light.lamp, 0.65)
        d.ellipse(px, py - u * 0.19, u * 0.018, u * 0.05, mix(room.light.lamp, WHITE, 0.6))
        room.lamps.append(Lamp(px, py - u * 0.1, u * 1.1, room.light.lamp, 0.16 + 0.1 * room.light.lamps))


def restaurant(setting: Setting) -> Scenery:
    """Tables with cloths and candles before a window over the city, lamps above."""
    hue = setting.dice(1).choice((rgb("#8a4456"), rgb("#4f6a80"), rgb("#9a7050")))
    room = open_room(setting, hue, window=(-1.9, 3.3, 1.9, 0.6), tall=4.0, bright=0.9)
    d, eye = room.things, room.eye
    cloth = mix(rgb("#efe2dc"), room.wall, 0.12)
    for x in (-2.3, 2.3):
        at = eye.at(x, 2.2, room.deep)
        table_shade(d, room.light, at, 22, rgb("#e8c49a"))
        room.lamps.append(Lamp(at[0], at[1], 210, room.light.lamp, 0.9 * room.light.lamps))
    x0, y0, x1, _ = room.hole
    curtain(d, setting, (x0 - 40, y0 - 22, x0 + 34, room.line - 2), mix(hue, rgb("#701830"), 0.6), room.edge, lean=-8)
    curtain(d, setting, (x1 - 34, y0 - 22, x1 + 40, room.line - 2), mix(hue, rgb("#701830"), 0.6), room.edge, lean=8)
    _laid(d, room, -0.2, 4.6, cloth)
    for x in (-1.55, 1.4):
        _laid(d, room, x, 3.9, cloth)
    for x, z in ((-1.5, 3.8), (0, 4.3), (1.5, 3.8)):
        room.lamps.append(pendant(d, eye, room.light, (x, 2.6, z), cord=2.4, shade=mix(GOLD, INK, 0.45), wide=0.2))
    room.lamps = [replace(lamp, strength=lamp.strength * 0.7) for lamp in room.lamps]
    plant(d, setting, eye, (-2.25, 4.6), colour=mix(setting.colours.leaf, INK, 0.2), tall=1.5)
    planes = shell_planes(room, across=4, dado=times(room.wall, 0.66))
    return furnished(
        room,
        planes,
        accent=mix(room.light.lamp, setting.colours.glow, 0.3),
        front=palm(setting, side="right", low=1400),
    )


def cafe(setting: Setting) -> Scenery:
    """A counter with a machine and cakes, a board, bulbs, small tables by the window."""
    hue = setting.dice(1).choice((rgb("#a87a58"), rgb("#6f9088"), rgb("#a07080")))
    room = open_room(setting, hue, window=(-2.3, 3.1, -0.35, 0.7), tall=3.8)
    d, eye = room.things, room.eye
    a, b = eye.at(0.15, 3.2, room.deep), eye.at(2.35, 2.05, room.deep)
    d.rect(a[0] - 6, a[1] - 6, b[0] - a[0] + 12, b[1] - a[1] + 12, rgb("#6a4834"), round_=4)
    d.rect(a[0], a[1], b[0] - a[0], b[1] - a[1], rgb("#2c3038"), round_=2)
    dice = setting.dice(6)
    chalk = [
        [
            (a[0] + 20 + 96 * (n % 3), a[1] + 44 + 24 * (n // 3)),
            (a[0] + 20 + 96 * (n % 3) + dice.uniform(40, 74), a[1] + 44 + 24 * (n // 3)),
        ]
        for n in range(12)
    ]
    d.lines(chalk, mix(WHITE, room.wall, 0.2), 3.4, opacity=0.6)
    d.neon(signs.word("CAFE", a[0] + 80, a[1] + 8, 24), mix(setting.colours.glow, WHITE, 0.1), 3.0, on=True)
    for row in (1.55, 1.95):
        Block((0.15, 2.4), (row, row + 0.05), (4.75, 5.0)).draw(d, eye, rgb("#7a5238"))
        for n in range(9):
            px, py = eye.at(0.3 + n * 0.25, row + 0.05, 4.8)
            hue_ = dice.choice((rgb("#e8e0d8"), rgb("#b86a50"), rgb("#5a8a8a"), rgb("#d8a85a")))
            d.rect(px - 9, py - dice.uniform(16, 30), 18, 31, hue_, round_=3, opacity=0.95)
    _counter(d, room)
    for x, z in ((-1.75, 4.1), (-0.7, 3.7)):
        table(d, eye, (x - 0.3, z), wide=0.62, deep=0.55, tall=0.72, colour=rgb("#8a5a3e"), edge=room.edge)
        cup(d, eye, (x, 0.72, z + 0.2), room.edge)
        chair(d, eye, (x - 0.72, z + 0.1), colour=mix(rgb("#5a3a34"), room.wall, 0.2), edge=room.edge)
    for n in range(6):
        room.lamps.append(
            pendant(
                d,
                eye,
                room.light,
                (-2.0 + n * 0.8, 2.75 - 0.14 * (n % 2), 4.0),
                cord=2.0,
                shade=rgb("#3a2a30"),
                wide=0.15,
            )
        )
    plant(d, setting, eye, (-2.3, 4.7), colour=mix(setting.colours.leaf, INK, 0.1), tall=1.5)
    planes = shell_planes(room, across=2, dado=times(room.wall, 0.68))
    return furnished(
        room, planes, accent=room.light.lamp, front=palm(setting, side="left", low=1400), lean=140, key_side="left"
    )


def _counter(d: Drawing, room: Room) -> None:
    """A counter with a glass case and a coffee machine."""
    eye = room.eye
    front = mix(room.wall, rgb("#4a2f38"), 0.6)
    Block((0.1, 2.6), (0, 1.02), (4.0, 4.6)).draw(d, eye, front)
    for n in range(6):
        a, b = eye.at(0.16 + n * 0.41, 0.94, 4.0), eye.at(0.5 + n * 0.41, 0.1, 4.0)
        d.rect(a[0], a[1], b[0] - a[0], b[1] - a[1], times(front, 0.84), round_=3)
    Block((0.05, 2.65), (1.02, 1.09), (3.95, 4.65)).draw(d, eye, rgb("#a87850"), edge=room.edge)
    a, b = eye.at(0.3, 1.55, 4.0), eye.at(1.3, 1.09, 4.0)
    d.rect(a[0], a[1], b[0] - a[0], b[1] - a[1], mix(room.light.lamp, WHITE, 0.3), round_=6, opacity=0.4)
    for n in range(4):
        cx = a[0] + 26 + n * 36
        d.path(
            f"M{cx - 14:.0f} {b[1] - 6:.0f}v-16q14 -14 28 0v16z",
            (rgb("#d88a6a"), rgb("#f0d8b8"), rgb("#a85a6a"), rgb("#e8b86a"))[n],
        )
    d.rect(a[0], a[1], b[0] - a[0], 4, WHITE, opacity=0.6)
    mx, my = eye.at(1.75, 1.09, 4.2)
    steel = mix(rgb("#b8bcc8"), room.wall, 0.2)
    d.rect(mx, my - 84, 112, 60, d.down(my - 84, my - 24, mix(steel, WHITE, 0.4), times(steel, 0.6)), round_=8)
    d.rect(mx + 6, my - 24, 100, 24, times(steel, 0.4))
    d.lines([[(mx + 30, my - 26), (mx + 30, my - 14)], [(mx + 80, my - 26), (mx + 80, my - 14)]], times(INK, 1.4), 7)
    d.circle(mx + 18, my - 66, 5, rgb("#ff5a4a"))


def bar(setting: Setting) -> Scenery:
    """Bottles on lit shelves, neon, a long counter with stools."""
    hue = setting.dice(1).choice((rgb("#5a3a70"), rgb("#2f5a70"), rgb("#70344a")))
    colours = setting.colours
    light = mood(setting, bright=0.72)
    eye = Eye(y=490, focal=700, height=1.35)
    wall, boards, ceiling = walls(colours, hue, setting.seed)
    d, shine, dice = Drawing(), Drawing(), setting.dice(5)
    shell(d, eye, half=2.7, deep=5.0, tall=3.9, wall=wall, floor=boards, ceiling=ceiling)
    glow = (colours.glow, colours.second)
    lamps: list[Lamp] = []
    for bay, x0 in enumerate((-2.35, -0.75, 0.85)):
        own = glow[bay % 2]
        a, b = eye.at(x0, 3.1, 4.9), eye.at(x0 + 1.5, 1.25, 4.9)
        d.rect(a[0] - 6, a[1] - 6, b[0] - a[0] + 12, b[1] - a[1] + 12, times(wall, 1.3))
        shine.rect(
            a[0],
            a[1],
            b[0] - a[0],
            b[1] - a[1],
            shine.down(a[1], b[1], times(own, 0.36), times(mix(own, INK, 0.3), 0.5)),
        )
        for row in range(4):
            base = a[1] + (b[1] - a[1]) * (row + 1) / 4 - 4
            shine.glow((a[0] + b[0]) / 2, base, 130, own, 0.55, tall=0.32)
            shine.rect(a[0], base, b[0] - a[0], 4, mix(own, WHITE, 0.5))
            _bottles(shine, dice, (a[0] + 6, b[0] - 6, base), (b[1] - a[1]) / 4, own, light.lamp)
        lamps.append(Lamp((a[0] + b[0]) / 2, (a[1] + b[1]) / 2, 210, own, 0.7))
    kind = dice.choice(("glass", "heart", "moon"))
    at = eye.at(0.05, 3.55, 4.9)
    shine.glow(at[0], at[1], 150, glow[0], 0.5)
    shine.neon(signs.figure(kind, at[0] - 120, at[1], 24), glow[0], 4.5)
    shine.neon(signs.word(dice.choice(("BAR", "CLUB", "MOON")), at[0] - 60, at[1] - 24, 46), glow[1], 5)
    lamps.append(Lamp(at[0], at[1], 260, glow[0], 0.6))
    planes = [Plane(1.0, drawing=d, ambient=light.ambient, lamps=tuple(lamps)), Plane(1.0, drawing=shine, bloom=0.7)]
    planes.append(floor(eye, half=2.7, deep=5.0, colour=boards, light=light, shine=0.6, step=0.5))
    things = Drawing()
    wood, edge = rgb("#5a3038"), mix(glow[0], WHITE, 0.3)
    Block((-2.8, 2.8), (0, 1.04), (3.9, 4.4)).draw(things, eye, wood)
    for n in range(9):
        a, b = eye.at(-2.6 + n * 0.6, 0.92, 3.9), eye.at(-2.12 + n * 0.6, 0.14, 3.9)
        things.rect(a[0], a[1], b[0] - a[0], b[1] - a[1], times(wood, 0.78), round_=4)
        things.line([(a[0], a[1]), (b[0], a[1])], times(wood, 1.5), 2)
    Block((-2.85, 2.85), (1.04, 1.12), (3.78, 4.5)).draw(things, eye, times(wood, 1.3), edge=edge)
    foot = eye.at(0, 0.08, 3.88)[1]
    things.glow(360, foot, 420, glow[0], 0.5, tall=0.12)
    for n in range(5):
        _stool(things, eye, (-1.7 + n * 0.85, 3.35), mix(wood, glow[1], 0.12), edge)
    shade = mix(GOLD, INK, 0.5)
    lamps += [pendant(things, eye, light, (x, 2.5, 3.9), cord=2.4, shade=shade, wide=0.2) for x in (-1.6, 0.0, 1.6)]
    planes.append(Plane(1.0, drawing=things, ambient=mix(light.ambient, WHITE, 0.2), lamps=tuple(lamps), bloom=0.4))
    planes.append(posts(setting, side="right", colour=mix(INK, wall, 0.12), edge=edge))
    return within(setting, planes, light, accent=glow[0], key=glow[0], reflective=0.35)


def _bottles(
    d: Drawing, dice: random.Random, span: tuple[float, float, float], high: float, glow: Rgb, lamp: Rgb
) -> None:
    x0, x1, base = span
    roll = dice.uniform
    x = x0
    hues = (rgb("#c87838"), rgb("#3a8a5a"), rgb("#d8c070"), rgb("#8a3048"), mix(glow, WHITE, 0.4), lamp)
    while x < x1 - 12:
        wide, tall = roll(10, 17), high * roll(0.5, 0.82)
        hue = hues[int(roll(0, 5.99))]
        d.rect(
            x,
            base - tall * 0.62,
            wide,
            tall * 0.62,
            d.gradient((x, 0), (x + wide, 0), [(0, times(hue, 0.5)), (0.4, hue), (1, times(hue, 0.42))]),
            round_=3,
        )
        d.rect(x + wide * 0.33, base - tall, wide * 0.34, tall * 0.45, times(hue, 0.7))
        d.rect(x + 1, base - tall * 0.42, wide - 2, tall * 0.2, mix(hue, WHITE, 0.6), opacity=0.7)
        x += wide + roll(3, 9)


def _stool(d: Drawing, eye: Eye, at: tuple[float, float], colour: Rgb, edge: Rgb) -> None:
    x, y = eye.at(at[0], 0.74, at[1])
    foot = eye.at(at[0], 0, at[1])[1]
    u = eye.scale(at[1])
    d.line([(x, y), (x, foot)], times(INK, 2), u * 0.04)
    d.ellipse(x, foot, u * 0.17, u * 0.04, times(INK, 1.8))
    d.ellipse(x, y + (foot - y) * 0.62, u * 0.13, u * 0.03, mix(edge, INK, 0.4))
    cushion(d, (x - u * 0.19, y - u * 0.08, x + u * 0.19, y + u * 0.03), colour, edge=edge)


def shop(setting: Setting) -> Scenery:
    """Rails and shelves of goods along the walls, a counter, a bright window to the street."""
    hue = setting.dice(1).choice((rgb("#b08a94"), rgb("#7f98a8"), rgb("#a89a7a")))
    room = open_room(setting, hue, window=(-0.95, 3.0, 0.95, 0.5), tall=3.8)
    d, eye, dice = room.things, room.eye, setting.dice(6)
    mouldings(d, room, low=3.1, count=3)
    for x0, x1 in ((-2.5, -1.2), (1.2, 2.5)):
        for y in (2.85, 1.55):
            a, b = eye.at(x0, y, 4.8), eye.at(x1, y, 4.8)
            d.glow((a[0] + b[0]) / 2, a[1] + 20, 130, room.light.lamp, 0.4 * max(0.3, room.light.lamps), tall=0.5)
            d.line([a, b], GOLD, 5)
            x = a[0] + 10
            while x < b[0] - 18:
                cloth = times(
                    dice.choice((setting.colours.glow, rgb("#d8c8c0"), rgb("#4a5a80"), rgb("#a85068"), rgb("#6a8a80"))),
                    dice.uniform(0.7, 1.0),
                )
                wide, tall = dice.uniform(17, 27), dice.uniform(90, 128)
                d.path(
                    f"M{x + wide / 2:.1f} {a[1]:.1f}l{-wide * 0.5:.1f} 16l{-wide * 0.12:.1f} {tall:.1f}q{wide * 0.6:.1f} 10 {wide * 1.24:.1f} 0l{-wide * 0.12:.1f} {-tall:.1f}z",
                    d.gradient((x, 0), (x + wide, 0), [(0, times(cloth, 1.15)), (1, times(cloth, 0.55))]),
                )
                x += wide * 0.72
        room.lamps.append(
            Lamp(
                eye.at((x0 + x1) / 2, 2.2, 4.8)[0],
                eye.at(0, 2.2, 4.8)[1],
                220,
                room.light.lamp,
                0.5 * max(0.3, room.light.lamps),
            )
        )
    Block((-0.75, 0.75), (0, 0.95), (4.1, 4.5)).draw(d, eye, mix(room.wall, rgb("#6a4448"), 0.6))
    Block((-0.82, 0.82), (0.95, 1.0), (4.05, 4.55)).draw(d, eye, mix(WHITE, GOLD, 0.4), edge=room.edge)
    for n, x in enumerate((-0.5, -0.1, 0.4)):
        px, py = eye.at(x, 1.0, 4.2)
        d.path(
            f"M{px - 18} {py}v-{30 + 9 * n}h36v{30 + 9 * n}z", (setting.colours.glow, rgb("#e8d8c8"), rgb("#3a3050"))[n]
        )
        d.path(f"M{px - 9} {py - 30 - 9 * n}q9 -18 18 0", "none", stroke=GOLD, width=2.4)
    _dummy(d, room, -1.1)
    _dummy(d, room, 1.0)
    for x in (-1.7, 0.0, 1.7):
        room.lamps.append(pendant(d, eye, room.light, (x, 2.95, 3.8), cord=2.2, shade=mix(GOLD, WHITE, 0.2), wide=0.2))
    planes = shell_planes(room, across=2, rail=0.2)
    return furnished(room, planes, accent=setting.colours.glow, front=palm(setting, side="left", low=1410))


def _dummy(d: Drawing, room: Room, x: float) -> None:
    """A dressmaker's figure in a dress."""
    px, foot = room.eye.at(x, 0, 4.0)
    u = room.eye.scale(4.0)
    dress = mix(room.setting.colours.glow if x < 0 else room.setting.colours.second, rgb("#5a2040"), 0.35)
    d.line([(px, foot), (px, foot - u * 0.6)], GOLD, 5)
    d.ellipse(px, foot, u * 0.18, u * 0.04, times(GOLD, 0.6))
    d.path(
        f"M{px - u * 0.17:.1f} {foot - u * 1.42:.1f}Q{px:.1f} {foot - u * 1.34:.1f} {px + u * 0.17:.1f} {foot - u * 1.42:.1f}Q{px + u * 0.2:.1f} {foot - u * 1.2:.1f} {px + u * 0.11:.1f} {foot - u * 1.0:.1f}Q{px + u * 0.34:.1f} {foot - u * 0.6:.1f} {px + u * 0.4:.1f} {foot - u * 0.28:.1f}Q{px:.1f} {foot - u * 0.18:.1f} {px - u * 0.4:.1f} {foot - u * 0.28:.1f}Q{px - u * 0.34:.1f} {foot - u * 0.6:.1f} {px - u * 0.11:.1f} {foot - u * 1.0:.1f}Q{px - u * 0.2:.1f} {foot - u * 1.2:.1f} {px - u * 0.17:.1f} {foot - u * 1.42:.1f}z",
        d.gradient(
            (px - u * 0.3, 0), (px + u * 0.3, 0), [(0, times(dress, 1.2)), (0.5, dress), (1, times(dress, 0.5))]
        ),
    )
    d.rect(px - u * 0.035, foot - u * 1.58, u * 0.07, u * 0.18, mix(rgb("#d8b8a0"), room.wall, 0.2))
    d.line([(px - u * 0.1, foot - u * 1.0), (px + u * 0.1, foot - u * 1.0)], GOLD, 4)
