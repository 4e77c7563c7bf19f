"""Inside a car, inside a train, and the field of light for what has no place."""

from __future__ import annotations

import math

from microdrama.animate.drawn.light import Rgb
from microdrama.animate.drawn.places import skyline
from microdrama.animate.drawn.places.city import outdoors
from microdrama.animate.drawn.places.colours import INK, WHITE, mix, rgb, times
from microdrama.animate.drawn.places.drawing import Drawing
from microdrama.animate.drawn.places.furniture import cushion
from microdrama.animate.drawn.places.indoors import dusk, floor, mood, walls, within
from microdrama.animate.drawn.places.perspective import Block, Eye, shell
from microdrama.animate.drawn.places.raster import Lamp
from microdrama.animate.drawn.places.scenery import Mirror, Plane, Scenery, Setting
from microdrama.animate.drawn.places.sky import BOTTOM, LEFT, RIGHT, heaven


def _passing(setting: Setting, line: float) -> list[Plane]:
    """The city behind glass with lights that pass, out of focus."""
    dice, colours = setting.dice(6), setting.colours
    planes = heaven(setting, horizon=line, sun=(dice.uniform(230, 480), 250), size=54)
    planes += skyline.city_view(setting, base=line + 40, depth=0.3, spread=1.0)
    d = Drawing()
    d.rect(
        LEFT,
        line + 30,
        RIGHT - LEFT,
        500,
        d.down(line + 30, 800, mix(colours.haze, INK, 0.35), mix(INK, colours.near, 0.4)),
    )
    if colours.dark > 0.2:
        hues = (colours.lamp, colours.glow, colours.second, mix(colours.lamp, colours.glow, 0.5))
        for _ in range(34):
            x, y, r = (
                dice.uniform(LEFT, RIGHT),
                line + 40 - abs(dice.gauss(0, 90)) + dice.uniform(0, 70),
                dice.uniform(10, 34),
            )
            own = dice.choice(hues)
            d.circle(x, y, r, own, opacity=0.2)
            d.path(
                f"M{x - r:.1f} {y:.1f}a{r:.1f} {r:.1f} 0 1 0 {2 * r:.1f} 0a{r:.1f} {r:.1f} 0 1 0 {-2 * r:.1f} 0z",
                "none",
                stroke=own,
                width=2,
                opacity=0.4,
            )
    planes.append(Plane(0.45, drawing=d, blur=2.2))
    return planes


_WINDOWS = (8.6, 6.7, 4.9, 3.3, 1.9)  # metres ahead, of a carriage


def car(setting: Setting) -> Scenery:
    """The back seats of a car: side windows and the rear one with the city in them, a seam of light along the doors."""
    dice, colours = setting.dice(5), setting.colours
    light = mood(setting, bright=0.8)
    hide = mix(dice.choice((rgb("#7a3c48"), rgb("#4c4668"), rgb("#86644e"))), colours.near, 0.2)
    glow = colours.glow
    planes = _passing(setting, 470)
    d = Drawing()
    roof = mix(INK, hide, 0.4)
    rear = "M176 214Q360 178 544 214L600 470Q360 436 120 470z"
    left = "M-300 250Q-60 196 96 226L44 500Q-120 520 -300 560z"
    right = "M1020 250Q780 196 624 226L676 500Q840 520 1020 560z"
    d.path(
        f"M{LEFT} -230H{RIGHT}V{BOTTOM}H{LEFT}z{rear}{left}{right}",
        d.down(-200, 1100, times(roof, 0.75), roof, times(hide, 0.7), times(INK, 0.9)),
    )
    edge = mix(colours.sky[3], colours.lamp, 0.4)
    for shape in (rear, left, right):
        d.path(shape, "none", stroke=times(INK, 0.8), width=13)
        d.path(shape, "none", stroke=edge, width=2.2, opacity=0.6)
    d.path("M-140 150Q360 60 860 150", "none", stroke=mix(roof, edge, 0.3), width=3, opacity=0.5)
    d.poly([(200, 216), (262, 206), (200, 456), (140, 462)], WHITE, opacity=0.07)
    d.lines(
        [[(150 + n * 4, 300 + n * 18), (570 - n * 4, 296 + n * 18)] for n in range(9)],
        mix(edge, INK, 0.4),
        1.2,
        opacity=0.28,
    )
    _back_seats(d, hide, edge)
    dusk(d, 700, 0.6)
    lamps = (
        Lamp(40, 520, 430, glow, 0.8),
        Lamp(680, 520, 430, colours.second, 0.66),
        Lamp(360, 440, 360, light.outside, 0.45),
    )
    planes.append(Plane(1.0, drawing=d, ambient=mix(light.ambient, WHITE, 0.62), lamps=lamps))
    trim = Drawing()
    trim.neon(
        [[(-140, 640), (20, 604), (44, 560)], [(860, 640), (700, 604), (676, 560)]], glow, 3.4, on=colours.dark > 0.2
    )
    planes.append(Plane(1.0, drawing=trim, bloom=0.6))
    front = Drawing()
    for x in (-120, 560):
        front.path(
            f"M{x} 1500V1250Q{x + 10} 1170 {x + 90} 1160H{x + 210}Q{x + 286} 1170 {x + 290} 1250V1500z",
            mix(INK, hide, 0.2),
        )
        front.path(
            f"M{x + 4} 1240Q{x + 14} 1172 {x + 90} 1162H{x + 210}Q{x + 284} 1172 {x + 288} 1240",
            "none",
            stroke=edge,
            width=4,
            opacity=0.5,
        )
    planes.append(Plane(1.3, drawing=front, blur=6, fine=False))
    return within(
        setting, planes, light, accent=glow, key=glow if colours.dark > 0.5 else light.outside, reflective=0.0
    )


def _back_seats(d: Drawing, hide: Rgb, edge: Rgb) -> None:
    """Two seats with seams and head rests, an arm rest between them."""
    cushion(d, (-170, 520, 330, 1040), hide)
    cushion(d, (390, 520, 890, 1040), hide)
    for x0 in (-150, 410):
        for n in range(6):
            x = x0 + 22 + n * 74
            d.path(
                f"M{x} 560Q{x + 32} 550 {x + 64} 560V980Q{x + 32} 992 {x} 980z",
                d.gradient(
                    (x, 0), (x + 64, 0), [(0, times(hide, 0.62)), (0.4, times(hide, 1.16)), (1, times(hide, 0.6))]
                ),
            )
    for x0, x1 in ((62, 262), (458, 658)):
        cushion(d, (x0, 430, x1, 560), times(hide, 1.06), edge=edge)
        d.lines([[(x0 + 60, 560), (x0 + 60, 590)], [(x1 - 60, 560), (x1 - 60, 590)]], times(INK, 1.8), 9)
    cushion(d, (318, 560, 402, 980), times(hide, 0.82), edge=edge)
    d.path("M-140 1010Q360 960 860 1010V1500H-140z", d.down(980, 1400, times(hide, 1.05), times(INK, 0.8)))


def train(setting: Setting) -> Scenery:
    """A carriage: seats on both sides, straps, wide windows with the land going by, a door at the end."""
    dice, colours = setting.dice(5), setting.colours
    light = mood(setting, lamp=rgb("#fff0d0"), bright=0.94)
    eye = Eye(y=505, focal=640, height=1.5)
    wall, boards, ceiling = walls(colours, dice.choice((rgb("#8f9aa8"), rgb("#a0907a"), rgb("#86a094"))), setting.seed)
    half, deep, tall = 1.5, 10.5, 2.75
    d, shine, sky = Drawing(), Drawing(), colours.sky
    shell(d, eye, half=half, deep=deep, tall=tall, wall=wall, floor=boards, ceiling=ceiling)
    lamps: list[Lamp] = []
    for side in (-1, 1):
        x = side * half
        _panes(d, shine, eye, x, wall, setting)
        lamps += [Lamp(*eye.at(x * 0.8, 1.4, z), eye.scale(z) * 1.1, light.outside, 0.22) for z in _WINDOWS]
        rail = [eye.at(side * 0.95, 2.15, 1.2), eye.at(side * 0.95, 2.15, deep)]
        shine.line(rail, mix(rgb("#c0c8d4"), wall, 0.2), 5)
        for z in (9.4, 8.2, 7.1, 6.1, 5.2, 4.4, 3.7, 3.1, 2.6):
            px, py = eye.at(side * 0.95, 2.15, z)
            u = eye.scale(z)
            shine.line([(px, py), (px, py + u * 0.16)], mix(INK, wall, 0.5), max(2, u * 0.03))
            shine.path(
                f"M{px - u * 0.07:.1f} {py + u * 0.23:.1f}a{u * 0.07:.1f} {u * 0.075:.1f} 0 1 0 {u * 0.14:.1f} 0a{u * 0.07:.1f} {u * 0.075:.1f} 0 1 0 {-u * 0.14:.1f} 0z",
                "none",
                stroke=mix(WHITE, wall, 0.15),
                width=max(2, u * 0.03),
            )
        shine.poly(
            [
                eye.at(side * 0.62, tall - 0.03, 1.2),
                eye.at(side * 0.62, tall - 0.03, deep),
                eye.at(side * 0.46, tall - 0.03, deep),
                eye.at(side * 0.46, tall - 0.03, 1.2),
            ],
            mix(light.lamp, WHITE, 0.5),
        )
    on = 0.3 * max(0.35, light.lamps)
    lamps += [Lamp(*eye.at(0, 2.1, z), eye.scale(z) * 1.5, light.lamp, on) for z in (8.5, 5.6, 3.4)]
    d.poly(eye.front(-0.5, 0.5, 0, 2.15, deep), times(wall, 0.6))
    shine.poly(eye.front(-0.34, 0.34, 1.0, 2.0, deep), mix(sky[3], light.lamp, 0.5))
    things = Drawing()
    cloth = mix(dice.choice((rgb("#8a2440"), rgb("#27508a"), rgb("#2f7a68"))), wall, 0.12)
    for z in (8.6, 7.0, 5.5, 4.1, 2.9):
        for side in (-1, 1):
            x0, x1 = (0.72, 1.46) if side > 0 else (-1.46, -0.72)
            Block((x0, x1), (0.2, 0.5), (z, z + 0.9)).draw(things, eye, cloth, edge=mix(cloth, light.lamp, 0.6))
            Block((x0, x1), (0.45, 1.15), (z + 0.9, z + 1.02)).draw(
                things, eye, times(cloth, 0.85), edge=mix(cloth, light.lamp, 0.6)
            )
    pole = [eye.at(0.7, 0, 3.6), eye.at(0.7, tall, 3.6)]
    things.line(pole, rgb("#c8ccd8"), 11)
    things.line([(px - 3, py) for px, py in pole], WHITE, 2.6, opacity=0.7)
    planes = [
        Plane(1.0, drawing=d, ambient=light.ambient, lamps=tuple(lamps)), Plane(1.0, drawing=shine, bloom=0.4),
        floor(eye, half=half, deep=deep, colour=boards, light=light, shine=0.5, step=0.5),
        Plane(1.0, drawing=things, ambient=mix(light.ambient, WHITE, 0.1), lamps=tuple(lamps)),
    ]  # fmt: skip
    return within(
        setting,
        planes,
        light,
        accent=colours.glow,
        key=light.lamp if colours.dark > 0.5 else light.outside,
        reflective=0.25,
    )


def _panes(d: Drawing, shine: Drawing, eye: Eye, x: float, wall: Rgb, setting: Setting) -> None:
    """The windows of one side, with what goes by behind them."""
    colours, dice, sky = setting.colours, setting.dice(13), setting.colours.sky
    for z in _WINDOWS:
        top, foot = eye.at(x, 2.15, z)[1], eye.at(x, 1.02, z)[1]
        d.poly(eye.side(x, 0.94, 2.24, z - 0.08, z + 1.38), times(wall, 1.3))
        pane = eye.side(x, 1.02, 2.15, z, z + 1.3)
        shine.poly(pane, shine.down(top, foot, sky[1], mix(sky[2], sky[3], 0.5), sky[3]))
        for n in range(7):
            a, high = z + 0.02 + n * 0.18, 1.1 + 0.55 * dice.random()
            shine.poly(eye.side(x, 1.02, high, a, a + 0.17), mix(colours.mid, colours.haze, 0.3), opacity=0.85)
            if colours.dark > 0.3:
                shine.polys(
                    [
                        eye.side(x, 1.05 + 0.14 * k, 1.1 + 0.14 * k, a + 0.04, a + 0.09)
                        for k in range(int((high - 1.05) / 0.14))
                    ],
                    colours.lamp,
                    opacity=0.9,
                )
        shine.poly(
            [pane[0], ((pane[0][0] * 2 + pane[1][0]) / 3, (pane[0][1] * 2 + pane[1][1]) / 3), pane[3]],
            WHITE,
            opacity=0.12,
        )


def void(setting: Setting) -> Scenery:
    """A field of light: rays, floating sparks, a mirror for a floor."""
    dice, colours = setting.dice(5), setting.colours
    line = 700.0
    d = Drawing()
    deep = mix(colours.sky[0], INK, 0.3 * colours.dark)
    d.rect(
        LEFT,
        -230,
        RIGHT - LEFT,
        1740,
        d.gradient(
            (0, -200),
            (0, line),
            [(0, deep), (0.55, mix(colours.sky[1], deep, 0.3)), (1, mix(colours.sky[2], deep, 0.35))],
        ),
    )
    x = 360 + dice.uniform(-90, 90)
    d.glow(x, 430, 620, colours.haze, 0.7)
    d.glow(x, 430, 330, mix(colours.glow, colours.sun, 0.4), 0.5)
    planes = [Plane(0.0, drawing=d, fine=False)]
    rays = Drawing()
    for n in range(18):
        turn, wide = math.radians(n * 20 + dice.uniform(-6, 6)), math.radians(dice.uniform(1.2, 4.5))
        ends = [
            (x + 1300 * math.cos(turn + side * wide), 430 + 1300 * math.sin(turn + side * wide)) for side in (-1, 1)
        ]
        own = colours.glow if n % 2 else colours.second
        rays.poly(
            [(x, 430), *ends], rays.gradient((x, 430), ends[0], [(0, own, 0.0), (0.15, own, 0.26), (0.75, own, 0.0)])
        )
    planes.append(Plane(0.15, drawing=rays, blur=8, adds=True, fine=False))
    shards = Drawing()
    for _ in range(22):
        sx, sy, r, a = dice.uniform(-60, 780), dice.uniform(-60, 640), dice.uniform(7, 30), dice.uniform(0, 3.1)
        own = mix(dice.choice((colours.glow, colours.second, colours.sun)), colours.haze, 0.3)
        points = [
            (sx + r * math.cos(a + k * 2.2) * (1.6 if k == 0 else 0.7), sy + r * math.sin(a + k * 2.2))
            for k in range(3)
        ]
        shards.poly(points, own, opacity=dice.uniform(0.15, 0.5))
        shards.line(points[:2], WHITE, 1.5, opacity=0.5)
    for _ in range(46):
        sx, sy, r = dice.uniform(LEFT, RIGHT), dice.uniform(-150, 690), dice.uniform(1.2, 3.2)
        shards.glow(sx, sy, r * 6, colours.sun, 0.5)
        shards.circle(sx, sy, r, mix(colours.sun, WHITE, 0.5))
    planes.append(Plane(0.4, drawing=shards, bloom=0.5))
    floor_ = Drawing()
    floor_.glow(x, line + 6, 420, mix(colours.haze, WHITE, 0.2), 0.5, tall=0.1)
    dusk(floor_, 740, 0.6)
    planes.append(
        Plane(1.0, drawing=floor_, mirror=Mirror(line=line, dark=mix(deep, INK, 0.4), strength=0.8, blur=40, ripple=18))
    )
    return outdoors(setting, planes, reflective=0.7)
