"""Where one is watched by many: stages and courts."""

from __future__ import annotations

from dataclasses import replace

from microdrama.animate.drawn.light import Rgb
from microdrama.animate.drawn.places.colours import INK, WHITE, mix, rgb, times
from microdrama.animate.drawn.places.drawing import Drawing
from microdrama.animate.drawn.places.indoors import curtain, dusk, mood, table_shade, within
from microdrama.animate.drawn.places.perspective import Block, Eye
from microdrama.animate.drawn.places.raster import Lamp
from microdrama.animate.drawn.places.rooms import Room, furnished, open_room, shell_planes
from microdrama.animate.drawn.places.scenery import Mirror, Plane, Scenery, Setting

GOLD = rgb("#d8a04a")


def stage(setting: Setting) -> Scenery:
    """A stage between curtains, in cones of light, before a painted glow."""
    colours, dice = setting.colours, setting.dice(5)
    light = mood(setting, bright=0.7)
    eye = Eye(y=500, focal=700, height=1.4)
    line = eye.floor(6.0)
    back = Drawing()
    glow = colours.glow
    back.rect(-140, -220, 1000, 1720, back.down(-100, line, times(mix(glow, INK, 0.72), 0.9), mix(glow, INK, 0.4)))
    back.glow(360, line - 120, 460, mix(glow, colours.second, 0.35), 0.6)
    for n in range(9):
        x = -120 + n * 120
        back.poly([(x, -220), (x + 60, -220), (x + 50, line), (x + 8, line)], INK, opacity=0.16)
    for n in range(-4, 5):
        x = 360 + n * 84
        back.glow(x, line - 8, 60, (glow, colours.second, light.lamp)[n % 3], 0.8)
    planes = [Plane(0.7, drawing=back)]
    d = Drawing()
    cloth = mix(rgb("#9a1734"), colours.glow, 0.15 * (setting.seed % 3))
    d.rect(-140, -230, 1000, 250, d.down(-200, 20, times(cloth, 0.35), times(cloth, 0.7)))
    edge = mix(light.lamp, cloth, 0.3)
    for n in range(8):
        x = -140 + n * 125
        d.path(
            f"M{x} 0Q{x + 62} {150 + 20 * (n % 2)} {x + 125} 0V-120H{x}z",
            d.gradient(
                (x, 0), (x + 125, 0), [(0, times(cloth, 0.5)), (0.5, times(cloth, 1.1)), (1, times(cloth, 0.5))]
            ),
        )
        d.path(f"M{x} 0Q{x + 62} {150 + 20 * (n % 2)} {x + 125} 0", "none", stroke=GOLD, width=5, opacity=0.8)
    curtain(d, setting, (-160, -60, 118, line + 60), cloth, edge, lean=-46)
    curtain(d, setting, (602, -60, 880, line + 60), cloth, edge, lean=46)
    planes.append(Plane(1.0, drawing=d))
    ground = Drawing()
    ground.lines(
        [[eye.at(n * 0.35, 0, 6.0), eye.at(n * 0.35, 0, 0.8)] for n in range(-14, 15)],
        times(INK, 1.2),
        1.8,
        opacity=0.6,
    )
    ground.glow(360, 820, 330, light.lamp, 0.55, tall=0.26)
    dusk(ground, line + 120, 0.6)
    planes.append(
        Plane(
            1.0,
            drawing=ground,
            mirror=Mirror(line=line, dark=mix(rgb("#5a3430"), INK, 0.45), strength=0.6, blur=34, ripple=6),
        )
    )
    cones = Drawing()
    for x0, x1, own in ((90, 300, colours.second), (630, 420, glow), (360, 360, light.lamp)):
        cones.poly(
            [(x0 - 12, -210), (x0 + 12, -210), (x1 + 190, 850), (x1 - 190, 850)],
            cones.gradient((x0, -210), (x1, 850), [(0, own, 0.5), (0.5, own, 0.22), (1, own, 0.05)]),
        )
    planes.append(Plane(1.0, drawing=cones, blur=12, adds=True, fine=False))
    heads = Drawing()
    for n in range(11):
        x = -90 + n * 90 + dice.uniform(-18, 18)
        heads.path(
            f"M{x - 62:.0f} 1500V1360q4 -50 40 -58q-24 -20 -22 -52q4 -40 44 -40t44 40q2 32 -22 52q36 8 40 58V1500z",
            times(INK, 0.9),
        )
    planes.append(Plane(1.3, drawing=heads, blur=4, fine=False))
    return within(setting, planes, light, accent=glow, key=light.lamp, reflective=0.4, key_side="left")


def courtroom(setting: Setting) -> Scenery:
    """A judge's bench under a seal between flags, panelled walls, rails, high windows."""
    room = open_room(
        setting,
        setting.dice(1).choice((rgb("#8a5a40"), rgb("#7a4a4a"), rgb("#6f6050"))),
        window=(-0.02, 3.22, 0.02, 3.18),
        tall=4.3,
        bright=0.95,
    )
    d, eye = room.things, room.eye
    wood, edge = mix(rgb("#7a4a30"), room.wall, 0.3), mix(GOLD, room.edge, 0.4)
    _court_wall(room, wood)
    Block((-1.5, 1.5), (0, 1.7), (4.3, 4.8)).draw(d, eye, wood)
    Block((-1.62, 1.62), (1.7, 1.8), (4.2, 4.9)).draw(d, eye, times(wood, 1.3), edge=edge)
    for n in range(5):
        a, b = eye.at(-1.4 + n * 0.57, 1.58, 4.3), eye.at(-0.92 + n * 0.57, 0.25, 4.3)
        d.rect(a[0], a[1], b[0] - a[0], b[1] - a[1], times(wood, 0.76), round_=2)
        d.line([(a[0], b[1]), a, (b[0], a[1])], times(wood, 1.5), 2, opacity=0.7)
    for x0, x1 in ((-2.5, -1.3), (1.3, 2.5)):
        Block((x0, x1), (0, 1.05), (3.7, 4.1)).draw(d, eye, times(wood, 0.9), edge=edge)
    lx, ly = eye.at(0.9, 1.8, 4.4)
    table_shade(d, room.light, (lx, ly - 36), 18, rgb("#2f8f6a"))
    d.line([(lx, ly - 26), (lx, ly)], GOLD, 4)
    rail = [eye.at(-2.6, 0.85, 3.0), eye.at(-0.6, 0.85, 3.0)]
    for points in (rail, [(720 - px, py) for px, py in rail]):
        d.line(points, times(wood, 1.5), 13)
        d.line([(px, py - 5) for px, py in points], edge, 3, opacity=0.7)
        step = (points[1][0] - points[0][0]) / 9
        d.lines(
            [
                [(points[0][0] + n * step, points[0][1]), (points[0][0] + n * step, eye.at(0, 0, 3.0)[1])]
                for n in range(10)
            ],
            times(wood, 0.9),
            8,
        )
    room.light = replace(room.light, rays=0.0)
    planes = shell_planes(room, across=1, dado=times(room.wall, 0.7), town=False)
    return furnished(room, planes, accent=GOLD, front=None)


def _court_wall(room: Room, wood: Rgb) -> None:
    """The panelled wall: high windows, the seal with the scales, two flags."""
    d, eye = room.things, room.eye
    for n in range(-3, 4):
        if n:
            a, b = eye.at(n * 0.75 - 0.3, 3.4, 5.0), eye.at(n * 0.75 + 0.3, 0.2, 5.0)
            d.rect(a[0], a[1], b[0] - a[0], b[1] - a[1], d.down(a[1], b[1], times(wood, 1.0), times(wood, 0.6)))
            d.line([(a[0], b[1]), a, (b[0], a[1])], times(wood, 1.7), 2.4, opacity=0.7)
    for side in (-1, 1):
        a, b = eye.at(side * 2.05 - 0.36, 3.9, 4.98), eye.at(side * 2.05 + 0.36, 2.0, 4.98)
        sky = room.setting.colours.sky
        d.rect(a[0] - 6, a[1] - 6, b[0] - a[0] + 12, b[1] - a[1] + 12, times(wood, 0.6))
        d.rect(
            a[0],
            a[1],
            b[0] - a[0],
            b[1] - a[1],
            d.down(a[1], b[1], mix(sky[0], sky[1], 0.6), mix(sky[2], sky[3], 0.4)),
        )
        d.lines(
            [
                [((a[0] + b[0]) / 2, a[1]), ((a[0] + b[0]) / 2, b[1])],
                [(a[0], (a[1] + b[1]) / 2), (b[0], (a[1] + b[1]) / 2)],
            ],
            times(wood, 0.5),
            4,
        )
        room.lamps.append(Lamp((a[0] + b[0]) / 2, b[1], 260, room.light.outside, 0.5))
    x, y = eye.at(0, 3.2, 4.95)
    d.glow(x, y, 190, room.light.lamp, 0.45)
    d.circle(x, y, 74, times(GOLD, 0.6))
    d.circle(
        x, y, 68, d.gradient((x - 60, y - 60), (x + 60, y + 60), [(0, mix(GOLD, WHITE, 0.3)), (1, times(GOLD, 0.6))])
    )
    d.circle(x, y, 54, mix(rgb("#5a2430"), room.wall, 0.2))
    d.lines(
        [
            [(x, y - 36), (x, y + 34)],
            [(x - 34, y - 22), (x + 34, y - 22)],
            [(x - 34, y - 22), (x - 46, y + 8), (x - 22, y + 8), (x - 34, y - 22)],
            [(x + 34, y - 22), (x + 22, y + 8), (x + 46, y + 8), (x + 34, y - 22)],
            [(x - 16, y + 34), (x + 16, y + 34)],
        ],
        GOLD,
        4,
    )
    room.lamps.append(Lamp(x, y, 260, room.light.lamp, 0.8 * max(0.4, room.light.lamps)))
    for side in (-1, 1):
        px, foot = eye.at(side * 1.45, 0.6, 4.8)
        d.line([(px, foot), (px, foot - 330)], GOLD, 6)
        hue = rgb("#8a2038") if side < 0 else rgb("#2a3f78")
        d.path(
            f"M{px:.0f} {foot - 322:.0f}q{side * 46} 30 {side * 40} 120q{-side * 6} 60 {-side * 6} 120q{-side * 26} 6 {-side * 34} -8z",
            d.gradient((px - 50, 0), (px + 50, 0), [(0, times(hue, 1.2)), (0.5, times(hue, 0.6)), (1, hue)]),
        )
        d.circle(px, foot - 334, 8, GOLD)
