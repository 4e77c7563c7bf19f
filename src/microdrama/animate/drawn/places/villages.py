"""Villages: cottages on a slope, smoke, lit windows."""

from __future__ import annotations

import random

from microdrama.animate.drawn.places.air import fog_bank
from microdrama.animate.drawn.places.city import night_falls, outdoors
from microdrama.animate.drawn.places.colours import INK, WHITE, Palette, mix, rgb, times
from microdrama.animate.drawn.places.drawing import Drawing, Point
from microdrama.animate.drawn.places.foliage import crown, hills, meadow, tones, track, tree
from microdrama.animate.drawn.places.nature import park_lamps
from microdrama.animate.drawn.places.perspective import Eye
from microdrama.animate.drawn.places.raster import Lamp
from microdrama.animate.drawn.places.scenery import Plane, Scenery, Setting
from microdrama.animate.drawn.places.sky import LEFT, RIGHT, heaven


def village(setting: Setting) -> Scenery:
    """Cottages on a slope with warm windows and smoke, a lane, hills beyond."""
    dice, colours = setting.dice(5), setting.colours
    eye = Eye(y=560, focal=640, height=1.5)
    line = 640.0
    sun = (dice.uniform(230, 490), 240)
    planes = heaven(setting, horizon=line - 90, sun=sun, size=54)
    for n in range(2):
        d = Drawing()
        top = hills(dice, line - 120 + 60 * n, 180 - 50 * n)
        leaf = tones(colours, 0.55 - 0.2 * n)
        d.poly([(LEFT, line + 100), *top, (RIGHT, line + 100)], d.down(line - 260, line + 40, leaf[2], leaf[0]))
        for x, y in top[::2]:
            crown(d, dice, (x + dice.uniform(-16, 16), y), (26 + 8 * n, 20 + 6 * n), tones(colours, 0.5 - 0.2 * n))
        planes += [
            Plane(0.2 + 0.2 * n, drawing=d),
            fog_bank(setting, depth=0.25 + 0.2 * n, top=line - 230 + 60 * n, bottom=line + 20, strength=0.55),
        ]
    d = Drawing()
    lamps: list[Lamp] = []
    spots = [(x, line - 50 + dice.uniform(-16, 20), 96) for x in (20, 150, 330, 500, 650)]
    spots += [(-30, line + 42, 190), (205, line + 14, 140), (560, line + 20, 150), (735, line + 50, 200)]
    for x, foot, size in spots:
        lamp = _cottage(d, dice, (x + dice.uniform(-16, 16), foot), size, colours, veil=0.34 if size < 100 else 0.1)
        lamps.append(lamp)
    ambient = mix(colours.ambient, WHITE, 0.4)
    planes.append(Plane(0.85, drawing=d, ambient=ambient, lamps=tuple(lamps), bloom=0.5))
    floor = Drawing()
    near = mix(INK, colours.leaf, 0.22)
    meadow(floor, dice, eye, line + 40, tones(colours, 0.08), near=near)
    earth = mix(mix(colours.ground, rgb("#9a7050"), 0.5), INK, 0.12)
    track(floor, eye, 11, mix(earth, INK, 0.3), mix(earth, colours.haze, 0.3), bend=0.8, wide=0.8)
    night_falls(floor, 780, 0.62)
    planes.append(Plane(1.0, drawing=floor))
    things = Drawing()
    side = -1 if sun[0] > 360 else 1
    tree(
        things,
        dice,
        (360 + side * 330, 800),
        tall=600,
        leaf=tones(colours, 0.03),
        bark=mix(INK, rgb("#6a4a44"), 0.55),
        sun=-side,
        edge=colours.sun,
    )
    lamps += park_lamps(things, eye, colours, ((-side * 1.5, 6.2),))
    planes.append(Plane(1.0, drawing=things, ambient=mix(ambient, WHITE, 0.3), lamps=tuple(lamps), bloom=0.5))
    return outdoors(setting, planes, reflective=0.25 if setting.wet else 0.0, key_side="right" if side < 0 else "left")


def _cottage(d: Drawing, dice: random.Random, foot: Point, size: float, colours: Palette, *, veil: float) -> Lamp:
    """A house with a steep roof, a lit window and a chimney that smokes."""
    x, y = foot
    w, h = size * 0.5, size * 0.42
    wall = mix(
        mix(rgb("#d8bfa8"), dice.choice((rgb("#b87a6a"), rgb("#8a90a8"), rgb("#d8cdb8"))), 0.5), colours.haze, veil
    )
    wall = mix(wall, colours.near, 0.3 + 0.25 * colours.dark)
    roof = mix(
        mix(dice.choice((rgb("#7a3a40"), rgb("#4a4a68"), rgb("#6a4a3a"))), colours.near, 0.3), colours.haze, veil
    )
    lit = mix(colours.sun, colours.sky[3], 0.5)
    d.rect(
        x - w,
        y - h,
        2 * w,
        h + 12,
        d.gradient((x - w, 0), (x + w, 0), [(0, times(wall, 0.68)), (1, times(wall, 1.05))]),
    )
    d.rect(x + w * 0.42, y - h - size * 0.62, size * 0.12, size * 0.34, times(roof, 0.8))
    smoke = "".join(
        f"q{dice.uniform(8, 18):.0f} {-size * 0.12:.0f} {dice.uniform(-4, 10):.0f} {-size * 0.22:.0f}" for _ in range(4)
    )
    d.path(
        f"M{x + w * 0.5:.0f} {y - h - size * 0.64:.0f}{smoke}",
        "none",
        stroke=mix(colours.haze, WHITE, 0.3),
        width=size * 0.07,
        opacity=0.22,
    )
    d.poly(
        [
            (x - w * 1.2, y - h + 8),
            (x - w * 0.7, y - h - size * 0.46),
            (x + w * 0.7, y - h - size * 0.46),
            (x + w * 1.2, y - h + 8),
        ],
        d.down(y - h - size * 0.46, y - h, mix(roof, lit, 0.25), roof),
    )
    d.lines(
        [
            [
                (x - w * (0.74 + 0.12 * n), y - h - size * (0.42 - 0.115 * n)),
                (x + w * (0.74 + 0.12 * n), y - h - size * (0.42 - 0.115 * n)),
            ]
            for n in range(4)
        ],
        times(roof, 0.65),
        1.6,
        opacity=0.6,
    )
    d.line([(x - w * 0.7, y - h - size * 0.46), (x + w * 0.7, y - h - size * 0.46)], lit, 2, opacity=0.7)
    on = colours.dark > 0.2 and dice.random() < 0.85
    pane = mix(colours.lamp, WHITE, 0.1) if on else mix(colours.sky[1], wall, 0.3)
    for dx in (-0.55, 0.35):
        px, py, s = x + w * dx, y - h * 0.78, size * 0.15
        if on:
            d.glow(px + s / 2, py + s / 2, size * 0.5, colours.lamp, 0.5)
        d.rect(px - 3, py - 3, s + 6, s * 1.2 + 6, times(wall, 0.5))
        d.rect(px, py, s, s * 1.2, pane)
        d.lines(
            [[(px + s / 2, py), (px + s / 2, py + s * 1.2)], [(px, py + s * 0.6), (px + s, py + s * 0.6)]],
            times(wall, 0.45),
            1.6,
        )
    d.path(
        f"M{x - w * 0.16:.1f} {y + 8:.1f}v{-h * 0.55:.1f}a{w * 0.16:.1f} {w * 0.16:.1f} 0 0 1 {w * 0.32:.1f} 0v{h * 0.55:.1f}z",
        times(roof, 0.7),
    )
    return Lamp(x, y - h * 0.4, size * 0.9, colours.lamp, 0.5 if on else 0.0)
