"""Paints: colours as "#rrggbb" mixed, shaded towards plum, and lightened."""

from __future__ import annotations

import colorsys

from microdrama.animate.drawn.light import Rgb


def rgb(colour: str) -> Rgb:
    """Red, green and blue, each 0 to 1."""
    return int(colour[1:3], 16) / 255, int(colour[3:5], 16) / 255, int(colour[5:7], 16) / 255


def written(colour: Rgb) -> str:
    """As "#rrggbb"."""
    return "#" + "".join(f"{round(min(max(one, 0.0), 1.0) * 255):02x}" for one in colour)


def mix(one: str, other: str, share: float) -> str:
    """From one colour to another: 0 is the first."""
    a, b = rgb(one), rgb(other)
    return written((a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share, a[2] + (b[2] - a[2]) * share))


def shaded(colour: str, by: float = 1.0) -> str:
    """The colour in the shade: darker, and a little towards plum, as one light leaves it."""
    r, g, b = rgb(colour)
    return written((r * (1 - 0.36 * by), g * (1 - 0.46 * by), b * (1 - 0.33 * by)))


def skin_shade(colour: str) -> str:
    """Skin in the shade: rosy violet where it is light, red brown where it is dark."""
    r, g, b = rgb(colour)
    return written((r * 0.82, g * 0.66, b * 0.72))


def lit(colour: str, by: float) -> str:
    """Lighter without going chalky: 0 leaves it, 1 is nearly white."""
    hue, light, strength = colorsys.rgb_to_hls(*rgb(colour))
    return written(colorsys.hls_to_rgb(hue, light + (1 - light) * by, min(strength * (1 + 0.2 * by), 1.0)))


def lightness(colour: str) -> float:
    """How light it looks, 0 to 1 (Rec. 709 weights on sRGB values)."""
    r, g, b = rgb(colour)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
