"""The city seen whole, and its roofs."""

from __future__ import annotations

import math
import random

from microdrama.animate.drawn.light import Rgb
from microdrama.animate.drawn.places import signs, skyline
from microdrama.animate.drawn.places.air import fog_bank
from microdrama.animate.drawn.places.city import ground, night_falls, outdoors, wetness
from microdrama.animate.drawn.places.colours import INK, WHITE, Palette, mix, rgb, times
from microdrama.animate.drawn.places.drawing import Drawing, Point
from microdrama.animate.drawn.places.foliage import mountain, ridge
from microdrama.animate.drawn.places.foreground import leaves, railing
from microdrama.animate.drawn.places.perspective import Block, Eye
from microdrama.animate.drawn.places.raster import Lamp
from microdrama.animate.drawn.places.scenery import Plane, Scenery, Setting
from microdrama.animate.drawn.places.sky import LEFT, RIGHT, heaven


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
