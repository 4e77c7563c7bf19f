"""What rooms have in common: the light of an hour indoors, windows with the world behind them, curtains, lamps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from microdrama.animate.drawn.light import Rgb
from microdrama.animate.drawn.places import skyline
from microdrama.animate.drawn.places.colours import INK, WHITE, Palette, mix, rgb, times, turned, under
from microdrama.animate.drawn.places.drawing import Drawing, Point
from microdrama.animate.drawn.places.perspective import NEAREST, Eye
from microdrama.animate.drawn.places.raster import Lamp
from microdrama.animate.drawn.places.scenery import Mirror, Plane, Scenery, Setting
from microdrama.animate.drawn.places.sky import BOTTOM, LEFT, RIGHT, heaven
from microdrama.domain.storyboard import TimeOfDay

_AMBIENT: dict[TimeOfDay, Rgb] = {
    "night": (0.40, 0.34, 0.56),
    "dusk": (0.66, 0.50, 0.60),
    "dawn": (0.76, 0.70, 0.76),
    "day": (1.02, 1.0, 0.98),
}
WARM = rgb("#ffc47a")


@dataclass(frozen=True, slots=True)
class Mood:
    """The light of a room: what falls everywhere, what comes in through windows, what lamps give (0 by day)."""

    ambient: Rgb
    outside: Rgb
    lamp: Rgb
    lamps: float
    rays: float


def mood(setting: Setting, *, lamp: Rgb = WARM, bright: float = 1.0) -> Mood:
    """The light indoors at an hour; `bright` is for rooms lit better or worse than a home."""
    colours = setting.colours
    ambient = _AMBIENT[setting.time]
    outside = mix(colours.sky[2], colours.sun, 0.5) if colours.dark < 0.5 else mix(colours.sky[2], colours.glow, 0.3)
    rays = {"night": 0.16, "dusk": 0.42, "dawn": 0.5, "day": 0.42}[setting.time]
    if setting.weather not in ("clear", "snow"):
        ambient, rays = under(ambient, (0.84, 0.88, 0.94)), rays * 0.4
    return Mood(
        ambient=times(ambient, bright), outside=outside, lamp=turned(lamp, (setting.seed % 5 - 2) * 0.008),
        lamps={"night": 1.0, "dusk": 0.85, "dawn": 0.45, "day": 0.15}[setting.time], rays=rays,
    )  # fmt: skip


def within(
    setting: Setting, planes: Sequence[Plane], light: Mood, *, accent: Rgb, key_side: str = "right", reflective: float = 0.1,
    focus: Point = (360.0, 520.0), key: Rgb | None = None,
) -> Scenery:  # fmt: skip
    """A room: people stand in the light of its lamps and windows."""
    dark = setting.colours.dark
    return Scenery(
        planes=tuple(planes), accent=accent, key=key or (mix(light.lamp, accent, 0.25) if dark > 0.5 else light.outside),
        ambient=mix(light.ambient, WHITE, 0.3), haze=mix(setting.colours.haze, accent, 0.3),
        key_side="left" if key_side == "left" else "right", key_strength=0.32, rim=mix(accent, WHITE, 0.25),
        reflective=reflective, focus=focus,
    )  # fmt: skip


def outlook(setting: Setting, *, horizon: float, spread: float = 1.0, town: bool = True) -> list[Plane]:
    """What is seen through windows: the sky and, in towns, three skylines."""
    dice = setting.dice(41)
    sun = (dice.uniform(200, 330) if dice.random() < 0.5 else dice.uniform(420, 520), 236)
    planes = heaven(setting, horizon=horizon - 40, sun=sun)
    if town:
        planes += skyline.city_view(setting, base=horizon, depth=0.5, spread=spread)
    return planes


def glazing(
    d: Drawing, box: tuple[float, float, float, float], frame: Rgb, edge: Rgb, *, across: int, rail: float = 0.38
) -> None:
    """The bars of a large window over (left, top, right, bottom), with light on one side of each."""
    x0, y0, x1, y1 = box
    wide = 11.0
    for n in range(across + 1):
        x = x0 + (x1 - x0) * n / across
        d.rect(x - wide / 2, y0, wide, y1 - y0, frame)
        d.rect(x + wide / 2 - 1, y0, 2.4, y1 - y0, d.gradient((0, y0), (0, y1), [(0, edge, 0.3), (1, edge, 0.95)]))
    d.rect(x0, y0 + (y1 - y0) * rail, x1 - x0, 7, frame)
    d.rect(x0, y0 + (y1 - y0) * rail + 6, x1 - x0, 1.6, edge, opacity=0.4)
    d.rect(x0 - wide / 2, y0 - 8, x1 - x0 + wide, 12, frame)
    d.rect(x0 - wide / 2, y1 - 5, x1 - x0 + wide, 12, frame)
    d.rect(x0, y1 - 6, x1 - x0, 2.4, edge, opacity=0.7)


def wall_around(
    d: Drawing, eye: Eye, hole: tuple[float, float, float, float], *, half: float, deep: float, tall: float, wall: Rgb
) -> None:
    """A back wall with a rectangle (left, top, right, bottom, in units) left open."""
    left, top = eye.at(-half, tall, deep)
    right, line = eye.at(half, 0, deep)
    x0, y0, x1, y1 = hole
    paint = d.down(top, line, times(wall, 0.9), wall)
    d.path(
        f"M{left:.1f} {top:.1f}H{right:.1f}V{line:.1f}H{left:.1f}zM{x0:.1f} {y0:.1f}V{y1:.1f}H{x1:.1f}V{y0:.1f}z", paint
    )


def curtain(
    d: Drawing, setting: Setting, box: tuple[float, float, float, float], colour: Rgb, edge: Rgb, *, lean: float
) -> None:
    """Heavy cloth in uneven folds, gathered towards one side: `lean` units at its foot."""
    x0, y0, x1, y1 = box
    dice = setting.dice(round(x0) % 97 + 43)

    def foot(x: float) -> float:
        return x + lean * (1 - abs((x - x0) / max(1.0, x1 - x0) - 0.5))

    d.path(
        f"M{x0:.0f} {y0:.0f}H{x1:.0f}C{x1 + 6:.0f} {(y0 + y1) / 2:.0f} {x1 - 14:.0f} {y1 - 160:.0f} {foot(x1):.0f} {y1:.0f}"
        f"Q{(x0 + x1) / 2:.0f} {y1 + 26:.0f} {foot(x0):.0f} {y1 + 10:.0f}z",
        d.gradient((x0, 0), (x1, 0), [(0, times(colour, 0.6)), (0.6, colour), (1, times(colour, 0.7))]),
    )
    x = x0
    while x < x1 - 8:
        wide = dice.uniform(7, 20)
        mid, low = min(x1 - 5, x + wide), y1 + dice.uniform(-4, 8)
        d.path(
            f"M{x:.1f} {y0:.0f}C{x + 3:.1f} {y0 + 200:.0f} {x - 6:.1f} {y1 - 180:.0f} {foot(x):.1f} {low:.0f}L{foot(mid) - 3:.1f} {low:.0f}"
            f"C{mid - 8:.1f} {y1 - 180:.0f} {mid:.1f} {y0 + 200:.0f} {mid:.1f} {y0:.0f}z",
            d.gradient((x, 0), (mid, 0), [(0, times(colour, 0.38)), (0.55, mix(colour, edge, 0.22)), (1, times(colour, 0.66))]),
            opacity=0.85,
        )  # fmt: skip
        x += wide + dice.uniform(3, 9)
    d.path(
        f"M{x1:.0f} {y0:.0f}C{x1 + 6:.0f} {(y0 + y1) / 2:.0f} {x1 - 14:.0f} {y1 - 160:.0f} {foot(x1):.0f} {y1:.0f}",
        "none",
        stroke=edge,
        width=2,
        opacity=0.6,
    )


def floor(
    eye: Eye, *, half: float, deep: float, colour: Rgb, light: Mood, shine: float, step: float = 0.8,
    lamps: Sequence[Lamp] = (),
) -> Plane:  # fmt: skip
    """Polished boards that mirror the room, darker towards the foot of the frame."""
    d = Drawing()
    line = eye.floor(deep)
    count = int(half * 1.6 / step)
    d.lines(
        [[eye.at(n * step, 0, deep), eye.at(n * step, 0, NEAREST)] for n in range(-count, count + 1)],
        times(under(colour, light.ambient), 0.35), 1.7, opacity=0.5,
    )  # fmt: skip
    for lamp in lamps:
        d.glow(lamp.x, line + 60, lamp.radius, lamp.colour, 0.16 * lamp.strength, tall=0.4)
    d.rect(LEFT, line, RIGHT - LEFT, 26, d.gradient((0, line), (0, line + 26), [(0, INK, 0.35), (1, INK, 0.0)]))
    dusk(d, line + 60, 0.66)
    seen = under(colour, light.ambient)
    return Plane(1.0, drawing=d, mirror=Mirror(line=line, dark=seen, strength=shine, blur=30, ripple=9))


def dusk(d: Drawing, top: float, strength: float) -> None:
    """The dark over the foot of a room, where captions are read."""
    stops = [(0.0, INK, 0.0), (0.35, INK, strength * 0.5), (1.0, INK, strength)]
    d.rect(LEFT, top, RIGHT - LEFT, BOTTOM - top, d.gradient((0, top), (0, 1420), stops))


def rays(
    box: tuple[float, float, float, float], colour: Rgb, strength: float, *, lean: float, reach: float, count: int = 3
) -> Plane:
    """Beams that fall from a window (left, top, right, bottom) into the room, leaning to one side."""
    x0, y0, x1, y1 = box
    d = Drawing()
    step = (x1 - x0) / count
    for n in range(count):
        a, b = x0 + n * step + 8, x0 + (n + 1) * step - 8
        beam = d.gradient(
            (a, y0), (a + lean, reach), [(0, colour, strength), (0.5, colour, strength * 0.5), (1, colour, 0.0)]
        )
        d.poly([(a, y0), (b, y0 + 8), (b + lean * 1.25, reach), (a + lean, reach)], beam)
    del y1
    return Plane(1.0, drawing=d, blur=13, adds=True, fine=False)


def pendant(
    d: Drawing, eye: Eye, light: Mood, at: tuple[float, float, float], *, cord: float, shade: Rgb, wide: float = 0.28
) -> Lamp:
    """A lamp that hangs from the ceiling; the light that it throws is returned."""
    x, y, z = at
    px, py = eye.at(x, y, z)
    unit = eye.scale(z)
    d.line([(px, eye.at(x, y + cord, z)[1]), (px, py - 0.2 * unit)], times(shade, 0.6), 2)
    if light.lamps > 0.2:
        d.glow(px, py, unit * 1.2, light.lamp, 0.55 * light.lamps)
    w = wide * unit
    d.path(f"M{px - w:.1f} {py:.1f}C{px - w * 0.9:.1f} {py - w:.1f} {px - w * 0.3:.1f} {py - w * 0.9:.1f} {px:.1f} {py - w:.1f}"
           f"C{px + w * 0.3:.1f} {py - w * 0.9:.1f} {px + w * 0.9:.1f} {py - w:.1f} {px + w:.1f} {py:.1f}z",
           d.gradient((px - w, 0), (px + w, 0), [(0, times(shade, 1.2)), (1, times(shade, 0.6))]))  # fmt: skip
    d.ellipse(px, py, w, w * 0.2, mix(light.lamp, WHITE, 0.5 * light.lamps) if light.lamps > 0.2 else times(shade, 0.5))
    return Lamp(px, py + 30, unit * 1.9, light.lamp, 0.55 * light.lamps)


def standing_lamp(
    d: Drawing, eye: Eye, light: Mood, at: tuple[float, float], *, shade: Rgb, tall: float = 1.65
) -> Lamp:
    """A floor lamp with a cloth shade."""
    x, z = at
    unit = eye.scale(z)
    foot, head = eye.at(x, 0, z), eye.at(x, tall, z)
    d.ellipse(foot[0], foot[1], unit * 0.17, unit * 0.04, times(INK, 1.4))
    d.line([foot, head], times(INK, 1.8), max(2.0, unit * 0.03))
    table_shade(d, light, head, unit * 0.24, shade)
    return Lamp(head[0], head[1], unit * 2.1, light.lamp, 1.25 * light.lamps)


def table_shade(d: Drawing, light: Mood, at: Point, size: float, shade: Rgb) -> None:
    """A lampshade about a point, glowing where lamps are lit."""
    x, y = at
    on = light.lamps > 0.2
    if on:
        d.glow(x, y, size * 5.2, light.lamp, 0.5 * light.lamps)
    body = [
        (x - size * 0.62, y - size),
        (x + size * 0.62, y - size),
        (x + size, y + size * 0.6),
        (x - size, y + size * 0.6),
    ]
    glow = mix(mix(shade, light.lamp, 0.75), WHITE, 0.35)
    d.poly(
        body,
        d.down(y - size, y + size * 0.6, mix(shade, light.lamp, 0.4), glow)
        if on
        else d.down(y - size, y + size * 0.6, shade, times(shade, 0.75)),
    )


def picture(
    d: Drawing, setting: Setting, box: tuple[float, float, float, float], frame: Rgb, ground: Rgb, *, number: int = 0
) -> None:
    """A framed landscape in a few strokes."""
    x0, y0, x1, y1 = box
    dice = setting.dice(50 + number)
    d.rect(x0 - 5, y0 - 5, x1 - x0 + 10, y1 - y0 + 10, frame)
    d.rect(x0, y0, x1 - x0, y1 - y0, d.down(y0, y1, mix(ground, WHITE, 0.4), ground))
    for n in range(3):
        y = y0 + (y1 - y0) * (0.45 + 0.17 * n)
        bend = dice.uniform(-0.2, 0.2) * (y1 - y0)
        d.path(f"M{x0:.0f} {y:.0f}Q{(x0 + x1) / 2 + dice.uniform(-30, 30):.0f} {y + bend:.0f} {x1:.0f} {y - bend / 2:.0f}V{y1:.0f}H{x0:.0f}z",
               times(ground, 0.8 - 0.18 * n))  # fmt: skip
    d.circle(
        x0 + (x1 - x0) * dice.uniform(0.25, 0.75), y0 + (y1 - y0) * 0.28, (x1 - x0) * 0.09, mix(ground, WHITE, 0.75)
    )
    d.line([(x0, y0), (x1, y0)], WHITE, 1.5, opacity=0.3)


def walls(colours: Palette, hue: Rgb, seed: int) -> tuple[Rgb, Rgb, Rgb]:
    """The colours of walls, floor and ceiling of a room in a hue, turned a little by the seed."""
    own = turned(hue, ((seed // 3) % 7 - 3) * 0.012)
    return own, mix(times(own, 0.55), colours.haze, 0.08), times(mix(own, INK, 0.35), 0.8)
