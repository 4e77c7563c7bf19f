"""What hangs in the air: mist, beams of light, fireflies."""

from __future__ import annotations

import functools
import math

import numpy as np

from microdrama.animate.drawn.cels import Sheet
from microdrama.animate.drawn.light import Rgb
from microdrama.animate.drawn.places import raster
from microdrama.animate.drawn.places.colours import WHITE, mix
from microdrama.animate.drawn.places.drawing import Drawing
from microdrama.animate.drawn.places.raster import View
from microdrama.animate.drawn.places.scenery import Plane, Setting


def mist(view: View, *, seed: int, colour: Rgb, top: float, bottom: float, strength: float) -> Sheet:
    """A bank of fog between two heights."""
    wide = raster.noise(seed, 320, 180, (10, 2.2), 4)
    ys = (np.arange(320, dtype=np.float32)[:, None] / 320 * 2 - 0.5) * raster.FRAME[1]
    inside = np.clip(1 - np.abs((ys - (top + bottom) / 2) / ((bottom - top) / 2)), 0, 1)
    alpha = np.clip((wide * 1.5 - 0.2) * inside * strength, 0, 1)[..., None]
    rgba = np.concatenate([np.array(colour, np.float32) * alpha, alpha], axis=2).astype(np.float32)
    return np.clip(raster.seen_through(view, rgba) * 255, 0, 255).astype(np.uint8)


def fog_bank(setting: Setting, *, depth: float, top: float, bottom: float, strength: float = 0.7) -> Plane:
    """A plane of mist in the colour of the distance."""
    colour = mix(setting.colours.haze, setting.colours.sky[3], 0.3)
    more = strength * (1.5 if setting.weather == "fog" else 1.0)
    return Plane(
        round(depth, 3),
        painted=functools.partial(
            mist, seed=setting.seed % 9973 + int(top), colour=colour, top=top, bottom=bottom, strength=more
        ),
    )


def beams(setting: Setting, *, start: tuple[float, float], strength: float, spread: float = 0.5) -> Plane:
    """Rays that fan out from the sun through whatever stands before it."""
    dice, d = setting.dice(31), Drawing()
    colour = setting.colours.sun if setting.colours.dark < 0.8 else mix(setting.colours.sun, setting.colours.glow, 0.4)
    for n in range(7):
        turn = math.pi / 2 + (n - 3) * spread / 3 + dice.uniform(-0.06, 0.06)
        wide = dice.uniform(0.02, 0.06)
        ends = [
            (start[0] + 1250 * math.cos(turn + side * wide), start[1] + 1250 * math.sin(turn + side * wide))
            for side in (-1, 1)
        ]
        d.poly(
            [start, *ends],
            d.gradient(start, ends[0], [(0, colour, strength), (0.4, colour, strength * 0.5), (0.8, colour, 0.0)]),
        )
    return Plane(1.0, drawing=d, blur=10, adds=True, fine=False)


def fireflies(setting: Setting, *, low: float, high: float, count: int = 26) -> Plane:
    """Small lights that float."""
    dice, d = setting.dice(32), Drawing()
    for _ in range(count):
        x, y, r = dice.uniform(0, 720), dice.uniform(high, low), dice.uniform(1.6, 3.4)
        d.glow(x, y, r * 6, setting.colours.lamp, 0.7)
        d.circle(x, y, r, mix(setting.colours.lamp, WHITE, 0.5))
    return Plane(1.05, drawing=d, adds=True)
