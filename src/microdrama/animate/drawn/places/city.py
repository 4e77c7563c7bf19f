"""Streets and roofs: towers in haze, facades that vanish into the distance, neon on wet ground."""

from __future__ import annotations

import random
from itertools import pairwise

from microdrama.animate.drawn.light import Rgb
from microdrama.animate.drawn.places import signs, skyline
from microdrama.animate.drawn.places.colours import INK, WHITE, Palette, mix, times
from microdrama.animate.drawn.places.drawing import Drawing, Point
from microdrama.animate.drawn.places.foreground import leaves
from microdrama.animate.drawn.places.perspective import Eye
from microdrama.animate.drawn.places.raster import Lamp
from microdrama.animate.drawn.places.scenery import Mirror, Plane, Scenery, Setting
from microdrama.animate.drawn.places.sky import BOTTOM, LEFT, RIGHT, heaven


def outdoors(
    setting: Setting, planes: list[Plane], *, key_side: str = "right", reflective: float = 0.0, **more: object
) -> Scenery:
    """A place under the open sky: people stand in the light of its hour."""
    colours = setting.colours
    dark = colours.dark
    night = dark > 0.5
    return Scenery(
        planes=tuple(planes), accent=colours.glow, key=colours.glow if night else mix(colours.sun, colours.lamp, 0.5),
        ambient=mix(colours.ambient, WHITE, 0.22), haze=colours.haze, key_side="left" if key_side == "left" else "right",
        key_strength=0.34 if night else 0.26, rim=colours.second if night else mix(colours.sun, WHITE, 0.4),
        reflective=reflective, **more,  # type: ignore[arg-type]
    )  # fmt: skip


def ground(
    setting: Setting, *, line: float, wet: float, drawing: Drawing | None = None, dark: Rgb | None = None
) -> Plane:
    """A floor under the open sky from a line down; `wet` 0 to 1 is how much it mirrors."""
    colours = setting.colours
    own = dark or mix(colours.ground, INK, 0.4 if colours.dark > 0.5 else 0.3)
    return Plane(1.0, drawing=drawing, mirror=Mirror(line=line, dark=own, strength=wet, blur=34, ripple=26))


def night_falls(d: Drawing, top: float, strength: float) -> None:
    """The dark that lies over the foot of every frame, where captions are read."""
    stops = [(0.0, INK, 0.0), (0.3, INK, strength * 0.5), (1.0, INK, strength)]
    d.rect(LEFT, top, RIGHT - LEFT, BOTTOM - top, d.gradient((0, top), (0, 1400), stops))


def wetness(setting: Setting) -> float:
    """How much the street mirrors: most in rain, somewhat at night, hardly by day."""
    if setting.wet:
        return 0.85
    return {"night": 0.66, "dusk": 0.46, "dawn": 0.36, "day": 0.26}[setting.time]


def street(setting: Setting) -> Scenery:
    """A street between facades, signs over it, lights at its end."""
    dice, colours = setting.dice(5), setting.colours
    eye = Eye(y=548, focal=640, height=1.6)
    line = eye.floor(26)
    planes = heaven(setting, horizon=line - 10, sun=(430 - 150 * dice.random(), 150), size=46)
    planes += skyline.city_view(setting, base=line + 6, depth=0.42, spread=1.05)[:2]
    walls = Drawing()
    lamps: list[Lamp] = []
    _glow_at_end(walls, colours, eye, line)
    for side in (-1, 1):
        lamps += _row_of_houses(walls, setting.dice(6 + side), eye, colours, side * 3.9, (2.6, 26))
    lamps += _signs(walls, setting, eye)
    _lamp_posts(walls, eye, colours)
    ambient = mix(WHITE, colours.ambient, 0.5)
    planes.append(
        Plane(1.0, drawing=walls, ambient=ambient, lamps=tuple(lamps), bloom=0.55 if colours.dark > 0.4 else 0.2)
    )
    marks = Drawing()
    _road(marks, eye, colours)
    planes.append(ground(setting, line=line, wet=wetness(setting), drawing=marks))
    if colours.dark > 0.2:
        planes.append(Plane(1.0, drawing=_bokeh(setting.dice(9), colours, line), adds=True, fine=False))
    planes.append(leaves(setting, side="left" if dice.random() < 0.5 else "right", colour=mix(INK, colours.near, 0.5)))
    return outdoors(setting, planes, key_side="left", reflective=min(0.7, wetness(setting)))


def _glow_at_end(d: Drawing, colours: Palette, eye: Eye, line: float) -> None:
    d.glow(eye.x, line - 40, 420, mix(colours.haze, colours.sky[3], 0.5), 0.55, tall=0.7)
    if colours.dark > 0.3:
        for x in (-26, -12, 14, 27):
            d.glow(eye.x + x, line - 9, 26, colours.lamp, 0.95)
            d.circle(eye.x + x, line - 9, 3.4, mix(colours.lamp, WHITE, 0.7))


def _row_of_houses(
    d: Drawing, dice: random.Random, eye: Eye, colours: Palette, x: float, z: tuple[float, float]
) -> list[Lamp]:
    """Facades along one side, from far to near; the lamps in their shops are returned."""
    lamps: list[Lamp] = []
    bounds = [z[1]]
    while bounds[-1] > z[0]:
        bounds.append(max(z[0], bounds[-1] - dice.uniform(2.6, 5.2) * (0.6 + bounds[-1] / 26)))
    for z1, z0 in pairwise(bounds):
        veil = min(0.82, (z0 - 2) / 24)
        tall = dice.uniform(7, 21)
        own = mix(mix(colours.near, colours.mid, dice.uniform(0.05, 0.8)), colours.haze, veil)
        jut = dice.uniform(0, 0.5) * (1 if x < 0 else -1)
        _facade(d, dice, eye, colours, (x + jut, tall, z0, z1), own, veil)
        lamp = _shop(d, dice, eye, colours, (x + jut, z0, z1), veil)
        if lamp is not None:
            lamps.append(lamp)
    return lamps


def _facade(
    d: Drawing,
    dice: random.Random,
    eye: Eye,
    colours: Palette,
    at: tuple[float, float, float, float],
    own: Rgb,
    veil: float,
) -> None:
    x, tall, z0, z1 = at
    near_x, far_x = eye.at(x, 0, z0)[0], eye.at(x, 0, z1)[0]
    shade = d.gradient((near_x, 0), (far_x, 0), [(0, times(own, 0.78)), (1, mix(own, colours.haze, 0.28))])
    d.poly(eye.side(x, 0, tall, z0, z1), shade)
    end = x + (-3 if x < 0 else 3)
    d.poly(eye.front(min(x, end), max(x, end), 0, tall, z0), times(own, 0.62))
    d.line([eye.at(x, tall, z0), eye.at(x, tall, z1)], mix(own, colours.sky[3], 0.55), 1.6, opacity=0.8)
    lights = skyline.window_lights(colours, veil * 0.7)
    chosen: list[list[list[Point]]] = [[] for _ in lights]
    dark: list[list[Point]] = []
    step_y, step_z = dice.uniform(2.3, 3.1), dice.uniform(1.0, 1.7)
    busy = dice.uniform(0.22, 0.5)
    y = 3.6
    while y + 1.6 < tall:
        pos = z0 + 0.3
        while pos + step_z * 0.62 < z1:
            pane = eye.side(x, y, y + step_y * 0.62, pos, pos + step_z * 0.6)
            if dice.random() < busy:
                chosen[0 if dice.random() < 0.62 else dice.randrange(len(lights))].append(pane)
            else:
                dark.append(pane)
            pos += step_z
        d.line([eye.at(x, y - 0.4, z0), eye.at(x, y - 0.4, z1)], times(own, 1.25), 1.2, opacity=0.5)
        y += step_y
    d.polys(dark, times(own, 0.55), opacity=0.75)
    strength = 0.78 if colours.dark > 0.5 else 0.6
    for panes, light in zip(chosen, lights, strict=True):
        d.polys(panes, times(light, 0.92), opacity=strength * (1 - 0.35 * veil))


def _shop(
    d: Drawing, dice: random.Random, eye: Eye, colours: Palette, at: tuple[float, float, float], veil: float
) -> Lamp | None:
    """A ground floor: a lit front under an awning, or a shutter."""
    x, z0, z1 = at
    if z1 - z0 < 1.0:
        return None
    open_ = dice.random() < (0.8 if colours.dark > 0.2 else 0.55)
    light = mix(colours.lamp if dice.random() < 0.7 else colours.glow, colours.haze, veil * 0.5)
    own = mix(colours.near, colours.haze, veil * 0.7)
    d.poly(eye.side(x, 0, 3.3, z0, z1), times(own, 0.8))
    glass = eye.side(x, 0.35, 2.5, z0 + 0.2, z1 - 0.2)
    if not open_:
        d.poly(glass, times(own, 1.3))
        rungs = [[eye.at(x, 0.35 + n * 0.2, z0 + 0.2), eye.at(x, 0.35 + n * 0.2, z1 - 0.2)] for n in range(11)]
        d.lines(rungs, times(own, 0.9), 1.2)
        return None
    top, foot = eye.at(x, 2.5, z0)[1], eye.at(x, 0.35, z0)[1]
    shine = 0.95 if colours.dark > 0.2 else 0.4
    d.poly(glass, d.down(top, foot, mix(own, light, 0.82 * shine), mix(own, light, 0.38 * shine)))
    goods: list[list[Point]] = []
    for n in range(int((z1 - z0) / 0.5)):
        high = dice.uniform(0.5, 1.5)
        goods.append(eye.side(x, 0.35, high, z0 + 0.3 + n * 0.5, z0 + 0.58 + n * 0.5))
    d.polys(goods, mix(own, light, 0.16), opacity=0.85)
    posts_ = [
        [eye.at(x, 0.35, z0 + 0.2 + n * 0.9), eye.at(x, 2.5, z0 + 0.2 + n * 0.9)]
        for n in range(int((z1 - z0) / 0.9) + 1)
    ]
    d.lines(posts_, times(own, 0.6), 2)
    out = x + (0.9 if x < 0 else -0.9)
    awning = mix(colours.glow if dice.random() < 0.5 else colours.second, own, 0.55)
    d.poly([eye.at(x, 3.1, z0), eye.at(x, 3.1, z1), eye.at(out, 2.5, z1), eye.at(out, 2.5, z0)], awning)
    d.line([eye.at(out, 2.5, z0), eye.at(out, 2.5, z1)], mix(awning, light, 0.6), 2)
    middle = eye.at(x, 1.4, (z0 + z1) / 2)
    return Lamp(middle[0], middle[1], 700 / z0 + 40, times(light, 0.9), 0.32 * shine)


def _signs(d: Drawing, setting: Setting, eye: Eye) -> list[Lamp]:
    """Signs that hang out over the street, and the light they throw."""
    dice, colours = setting.dice(8), setting.colours
    lamps: list[Lamp] = []
    on = colours.dark > 0.2
    hues = (colours.glow, colours.second, colours.lamp)
    for number, text in enumerate(signs.some(dice, 5)):
        side = -1 if number % 2 == 0 else 1
        z = (4.5, 5.0, 7.5, 9.0, 13)[number]
        upright = number in (0, 3) or len(text) > 5
        size = eye.scale(z) * (0.36 if upright else 0.3)
        wide = size * 1.5 if upright else signs.length(text, size) + size * 0.84
        x = eye.at(side * (3.55 - dice.random() * 0.2), 0, z)[0]
        top = eye.at(0, dice.uniform(4.1, 5.6) + number * 0.25, z)[1]
        colour = hues[number % 3]
        left = x if side < 0 else x - wide
        d.line([(left, top + size * 0.5), (x - side * -40, top + size * 0.5)], times(colours.near, 0.6), 3)
        middle = signs.board(d, text, (left, top), size, colour, upright=upright, on=on)
        if on:
            lamps.append(Lamp(middle[0], middle[1], 190 - 8 * z, colour, 0.6 * min(1.0, colours.dark + 0.2)))
    return lamps


def _lamp_posts(d: Drawing, eye: Eye, colours: Palette) -> None:
    for z in (17, 11, 7.2):
        for side in (-1, 1):
            foot, head = eye.at(side * 2.9, 0, z), eye.at(side * 2.9, 4.0, z)
            arm = eye.at(side * 2.2, 4.15, z)
            shade = mix(mix(INK, colours.near, 0.5), colours.haze, min(0.7, z / 22))
            d.line([foot, head, arm], shade, eye.scale(z) * 0.07)
            if colours.dark > 0.2:
                d.glow(arm[0], arm[1] + 4, eye.scale(z) * 1.1, colours.lamp, 0.7)
                d.ellipse(arm[0], arm[1] + 3, eye.scale(z) * 0.2, eye.scale(z) * 0.06, mix(colours.lamp, WHITE, 0.6))


def _road(d: Drawing, eye: Eye, colours: Palette) -> None:
    """Kerbs, a dashed middle, a crossing, and the dark that captions need."""
    pale = mix(colours.ground, colours.haze, 0.6)
    for side in (-1, 1):
        d.poly(eye.flat(side * 2.45, side * 2.6, 0.8, 26), pale, opacity=0.3)
    for z in (20, 14.5, 10.5, 7.6):
        d.poly(eye.flat(-0.07, 0.07, z, z * 1.14), pale, opacity=0.4)
    for n in range(-5, 6):
        d.poly(eye.flat(n * 0.45 - 0.12, n * 0.45 + 0.12, 2.7, 3.7), pale, opacity=0.16)
    night_falls(d, 700, 0.62)


def _bokeh(dice: random.Random, colours: Palette, line: float) -> Drawing:
    """Discs of light along the end of the street."""
    d = Drawing()
    hues = (colours.lamp, colours.glow, colours.second, mix(colours.glow, colours.second, 0.5))
    for _ in range(26):
        x, radius = dice.gauss(360, 230), dice.uniform(10, 38)
        y = line - 20 - abs(dice.gauss(0, 60)) + radius * 0.4
        colour = times(dice.choice(hues), 0.85)
        d.circle(x, y, radius, colour, opacity=0.13)
        d.path(
            f"M{x - radius:.1f} {y:.1f}a{radius:.1f} {radius:.1f} 0 1 0 {2 * radius:.1f} 0a{radius:.1f} {radius:.1f} 0 1 0 {-2 * radius:.1f} 0z",
            "none", stroke=colour, width=1.6, opacity=0.3,
        )  # fmt: skip
    return d
