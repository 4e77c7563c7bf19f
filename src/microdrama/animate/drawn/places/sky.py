"""The sky: light down to the horizon, clouds, stars, and the sun or the moon."""

from __future__ import annotations

import functools
import math
import random

from microdrama.animate.drawn.light import Rgb
from microdrama.animate.drawn.places import raster
from microdrama.animate.drawn.places.colours import WHITE, mix, times
from microdrama.animate.drawn.places.drawing import Drawing
from microdrama.animate.drawn.places.scenery import Plane, Setting

LEFT, RIGHT, TOP, BOTTOM = -140.0, 860.0, -220.0, 1500.0
"""What is painted beyond the frame, in its units."""


def heaven(setting: Setting, *, horizon: float, sun: tuple[float, float], size: float = 62.0) -> list[Plane]:
    """The planes of the sky, infinitely far: `sun` is where the sun or the moon stands, `size` its radius."""
    colours = setting.colours
    high = -160.0
    stops: list[tuple[float, Rgb]] = [
        (high, colours.sky[0]),
        (high + (horizon - high) * 0.42, colours.sky[1]),
        (high + (horizon - high) * 0.78, colours.sky[2]),
        (horizon, colours.sky[3]),
        (horizon + 160, mix(colours.sky[3], colours.haze, 0.6)),
    ]
    planes = [Plane(0.0, painted=functools.partial(raster.ramp, stops=stops, seed=setting.seed))]
    lights = Drawing()
    if setting.weather in ("clear", "snow"):
        if colours.dark > 0.5:
            _stars(lights, setting.dice(1), horizon, strength=(colours.dark - 0.4) * 1.5)
        _disc(lights, setting, sun, size)
    elif setting.weather == "fog":
        lights.glow(*sun, size * 4, colours.sun, 0.4)
    planes.append(Plane(0.0, drawing=lights, fine=True))
    cover = {"clear": 0.34, "rain": 0.8, "storm": 0.9, "snow": 0.7, "fog": 0.5}[setting.weather]
    cover += 0.16 * (setting.dice(2).random() - 0.4)
    shade = mix(colours.sky[1], colours.sky[2], 0.35 if colours.dark > 0.5 else 0.55)
    bright = mix(colours.sky[3], WHITE, 0.15 if colours.dark > 0.5 else 0.35)
    if setting.weather in ("rain", "storm"):
        shade, bright = times(colours.sky[1], 0.8), mix(colours.sky[2], colours.sky[3], 0.4)
    planes.append(
        Plane(
            0.06, painted=functools.partial(raster.clouds, seed=setting.seed % 99991 + 5, shade=shade, light=bright,
            cover=cover, top=-260, bottom=horizon + 30, sun=sun),
        )
    )  # fmt: skip
    return planes


def _stars(d: Drawing, dice: random.Random, horizon: float, *, strength: float) -> None:
    marks = [
        (dice.uniform(LEFT, RIGHT), TOP + (horizon - 120 - TOP) * dice.random() ** 1.4, dice.random())
        for _ in range(170)
    ]
    for share, opacity, radius in ((0.0, 0.35, 0.9), (0.6, 0.6, 1.3), (0.9, 0.95, 1.9)):
        d.discs([(x, y, radius) for x, y, size in marks if share <= size], WHITE, opacity=min(1.0, opacity * strength))


def _disc(d: Drawing, setting: Setting, at: tuple[float, float], size: float) -> None:
    colours = setting.colours
    x, y = at
    dark = colours.dark
    warm = mix(colours.sun, colours.glow, 0.45)
    d.glow(x, y, size * 6.5, warm, 0.34 if dark > 0.5 else 0.5)
    d.glow(x, y, size * 2.6, colours.sun, 0.5)
    d.circle(
        x,
        y,
        size,
        d.gradient((x - size, y - size), (x + size, y + size), [(0, mix(colours.sun, WHITE, 0.5)), (1, colours.sun)]),
    )
    if setting.time != "night":
        return
    dice = setting.dice(3)
    for _ in range(7):
        turn, off = dice.uniform(0, 2 * math.pi), size * 0.72 * math.sqrt(dice.random())
        radius = size * dice.uniform(0.1, 0.26)
        d.ellipse(
            x + off * math.cos(turn), y + off * math.sin(turn), radius, radius * 0.8, mix(colours.sun, warm, 0.5),
            opacity=0.22, turn=dice.uniform(0, 180),
        )  # fmt: skip
