"""Colours of places: every time of day has its own few, and the seed turns them a little.

A scene has two hues and one coloured light; the darkest dark is a plum ink, never black.
"""

from __future__ import annotations

import colorsys
from dataclasses import dataclass, replace

from microdrama.animate.drawn.light import Rgb
from microdrama.domain.storyboard import TimeOfDay, Weather


def rgb(written: str) -> Rgb:
    """A colour written as "#rrggbb"."""
    return tuple(int(written[at : at + 2], 16) / 255 for at in (1, 3, 5))  # type: ignore[return-value]


INK = rgb("#190d1c")
WHITE: Rgb = (1.0, 1.0, 1.0)


def css(colour: Rgb) -> str:
    """A colour as SVG writes it."""
    return "#" + "".join(f"{round(min(1.0, max(0.0, part)) * 255):02x}" for part in colour)


def mix(one: Rgb, other: Rgb, share: float) -> Rgb:
    """From one colour (share 0) to another (share 1)."""
    return (
        one[0] + (other[0] - one[0]) * share,
        one[1] + (other[1] - one[1]) * share,
        one[2] + (other[2] - one[2]) * share,
    )


def times(colour: Rgb, factor: float) -> Rgb:
    """A colour brighter or darker, at most white."""
    return min(1.0, colour[0] * factor), min(1.0, colour[1] * factor), min(1.0, colour[2] * factor)


def under(colour: Rgb, light: Rgb) -> Rgb:
    """A colour seen in a coloured light."""
    return colour[0] * light[0], colour[1] * light[1], colour[2] * light[2]


def turned(colour: Rgb, turns: float) -> Rgb:
    """A colour with its hue turned round, 1 being the whole circle."""
    hue, saturation, value = colorsys.rgb_to_hsv(*colour)
    return colorsys.hsv_to_rgb((hue + turns) % 1, saturation, value)


def soft(colour: Rgb, saturation: float) -> Rgb:
    """A colour with its saturation multiplied."""
    hue, old, value = colorsys.rgb_to_hsv(*colour)
    return colorsys.hsv_to_rgb(hue, min(1.0, old * saturation), value)


def unlike(colour: Rgb, choices: tuple[Rgb, ...]) -> Rgb:
    """The choice whose hue lies farthest from a colour's on the circle."""

    def apart(choice: Rgb) -> float:
        way = abs(colorsys.rgb_to_hsv(*choice)[0] - colorsys.rgb_to_hsv(*colour)[0])
        return min(way, 1 - way)

    return max(choices, key=apart)


def lightness(colour: Rgb) -> float:
    """How bright it looks, 0 to 1 (Rec. 709 weights)."""
    return 0.2126 * colour[0] + 0.7152 * colour[1] + 0.0722 * colour[2]


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours out of doors at one time of day.

    `sky` from the zenith to the horizon; `far`, `mid`, `near` are what stands there in shade; `haze` is what distance
    fades into; `lamp` the warm windows, `glow` the coloured light, `second` its partner; `sun` the sun or the moon.
    `ambient` is what falls on everything, `dark` how much lamps count: 0 by day, 1 at night.
    """

    sky: tuple[Rgb, Rgb, Rgb, Rgb]
    far: Rgb
    mid: Rgb
    near: Rgb
    haze: Rgb
    lamp: Rgb
    glow: Rgb
    second: Rgb
    sun: Rgb
    ambient: Rgb
    leaf: Rgb
    ground: Rgb
    dark: float


def _palette(sky: str, shade: str, lights: str, ambient: Rgb, ground: str, dark: float) -> Palette:
    heaven = [rgb(one) for one in sky.split()]
    far, mid, near, haze = (rgb(one) for one in shade.split())
    lamp, glow, second, sun = (rgb(one) for one in lights.split())
    leaf, floor = (rgb(one) for one in ground.split())
    return Palette(
        sky=(heaven[0], heaven[1], heaven[2], heaven[3]), far=far, mid=mid, near=near, haze=haze,
        lamp=lamp, glow=glow, second=second, sun=sun, ambient=ambient, leaf=leaf, ground=floor, dark=dark,
    )  # fmt: skip


_NIGHTS = (
    _palette(
        "#0d0a2a #24135a #5b2580 #c4529f", "#71407f #3d2262 #1d1134 #a04a92", "#ffd68a #ff4f9a #5fd4ff #ffe9c4",
        (0.42, 0.34, 0.62), "#2b3f63 #1f1638", 1.0,
    ),
    _palette(
        "#071229 #0f2a58 #1d5a86 #49b3b5", "#3a6e8c #1f3f68 #101c3a #3f8fa3", "#ffcf86 #35e0d2 #ff6f91 #e8f6ff",
        (0.32, 0.42, 0.62), "#23536a #12203c", 1.0,
    ),
    _palette(
        "#120a2c #33164f #7a2a63 #ee7a62", "#7d3f6c #472450 #200f2c #b85a6c", "#ffdc96 #ff7a4d #7fb6ff #fff0d2",
        (0.46, 0.34, 0.52), "#3a3a60 #241430", 1.0,
    ),
)  # fmt: skip
_DUSKS = (
    _palette(
        "#2a1d5c #7a3579 #ec6f63 #ffc27a", "#b5607e #6d3a6c #2e1a3d #f0936f", "#ffdf9a #ff6a5e #b98bff #fff1c9",
        (0.78, 0.58, 0.62), "#5a4668 #3c2348", 0.62,
    ),
    _palette(
        "#1d2560 #553a8e #c95a97 #ffb48e", "#9a63a0 #573c80 #241a44 #e38fa0", "#ffe0a6 #ff5f8f #6fc6ff #ffeed6",
        (0.72, 0.58, 0.70), "#4c4c7c #2f2450", 0.66,
    ),
)  # fmt: skip
_DAWNS = (
    _palette(
        "#35467e #8583b8 #f0aaa8 #ffe3b4", "#b59cbc #74699b #383460 #f3c3b4", "#fff0bf #ffa27a #8fb6ff #fff6dd",
        (0.84, 0.76, 0.80), "#66789a #4a4470", 0.30,
    ),
    _palette(
        "#27566f #6aa0a6 #d9cfb4 #fff0c6", "#93b0ac #557f88 #27434f #e6d9bd", "#fff0c2 #ffb86b #7fd6d0 #fffadf",
        (0.80, 0.82, 0.76), "#5f8a80 #3b5560", 0.30,
    ),
)  # fmt: skip
_DAYS = (
    _palette(
        "#2c72b8 #5fb2dc #b8dfe2 #ffd79c", "#8fb9cf #5585ad #2c4672 #ecdcc4", "#fff2cc #ff9a5c #4fd0d8 #fffbe8",
        (0.97, 0.96, 0.94), "#4f9a78 #6d7f95", 0.0,
    ),
    _palette(
        "#4560b4 #8aa3e0 #dccfe8 #ffc9a4", "#a0abd6 #6a73b4 #363f78 #efd6d2", "#fff2d4 #ff8f7f #7fc6ff #fffaec",
        (0.96, 0.94, 0.96), "#6a9a86 #757c9c", 0.0,
    ),
)  # fmt: skip
_ALL: dict[TimeOfDay, tuple[Palette, ...]] = {"night": _NIGHTS, "dusk": _DUSKS, "dawn": _DAWNS, "day": _DAYS}
_CLOUDED: dict[Weather, tuple[float, float, float]] = {  # how grey, how dark, how near the haze comes
    "clear": (0.0, 1.0, 0.0), "rain": (0.38, 0.84, 0.14), "storm": (0.5, 0.66, 0.18), "snow": (0.32, 1.0, 0.26),
    "fog": (0.42, 0.94, 0.5),
}  # fmt: skip

_CITY_IN_CLOUDS = 0.7


def palette(time: TimeOfDay, weather: Weather, seed: int) -> Palette:
    """The colours out of doors at a time of day in a weather; the seed chooses among a few."""
    found = _ALL[time][seed % len(_ALL[time])]
    turn = ((seed // 7) % 9 - 4) * 0.006
    grey, bright, near = _CLOUDED[weather]
    grey *= 1 - _CITY_IN_CLOUDS * found.dark  # clouds over a city at night glow in its lights, and are not grey
    bright += (1 - bright) * _CITY_IN_CLOUDS * found.dark

    def seen(colour: Rgb) -> Rgb:
        veiled = mix(turned(colour, turn), (pale := lightness(colour), pale, pale), grey)
        veiled = mix(veiled, under(found.ambient, (0.7, 0.78, 0.92)), grey * 0.35)
        return times(veiled, bright)

    haze = seen(found.haze)
    sky = found.sky
    return replace(
        found,
        sky=(seen(sky[0]), seen(mix(sky[1], sky[0], grey)), seen(mix(sky[2], sky[1], grey)), seen(sky[3])),
        far=mix(seen(found.far), haze, near), mid=mix(seen(found.mid), haze, near * 0.7),
        near=mix(seen(found.near), haze, near * 0.25), haze=haze,
        lamp=turned(found.lamp, turn / 2), glow=turned(found.glow, turn), second=turned(found.second, turn),
        ambient=times(under(found.ambient, mix(WHITE, (0.86, 0.93, 1.0), grey)), bright), leaf=seen(found.leaf),
        ground=mix(seen(found.ground), (0.86, 0.9, 1.0), 0.35 * (1 - found.dark * 0.7) if weather == "snow" else 0.0),
    )  # fmt: skip
