"""Roofs over the city, back lanes, bridges and harbours."""

from __future__ import annotations

from microdrama.animate.drawn.light import Rgb
from microdrama.animate.drawn.places import skyline
from microdrama.animate.drawn.places.air import fog_bank
from microdrama.animate.drawn.places.city import ground, night_falls, outdoors, wetness
from microdrama.animate.drawn.places.colours import INK, WHITE, Palette, mix, rgb, times
from microdrama.animate.drawn.places.drawing import Drawing, Point
from microdrama.animate.drawn.places.foliage import mountain, ridge
from microdrama.animate.drawn.places.perspective import Eye
from microdrama.animate.drawn.places.raster import Lamp
from microdrama.animate.drawn.places.scenery import Plane, Scenery, Setting
from microdrama.animate.drawn.places.sky import BOTTOM, LEFT, RIGHT, heaven


def bridge(setting: Setting) -> Scenery:
    """A long bridge that runs to the far bank between cables and lamps."""
    dice, colours = setting.dice(5), setting.colours
    eye = Eye(y=560, focal=640, height=1.6)
    line = eye.floor(40)
    planes = heaven(setting, horizon=line - 30, sun=(dice.uniform(200, 520), 220), size=62)
    planes += skyline.city_view(setting, base=line + 6, depth=0.35, spread=0.95)
    d = Drawing()
    lamps: list[Lamp] = []
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
    quay = Drawing()
    lamps: list[Lamp] = []
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
