"""Hair: the shapes of DiceBear's lorelei (CC0) with a gradient, a jagged gloss and drawn strands."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, cast

import numpy as np

from microdrama.animate.drawn.ink import INK, brush, clipped, fill, line, polygon
from microdrama.animate.drawn.paints import lightness, lit, mix, shaded

_SHIFT = (76.0, 3.0)
"""Where lorelei lays hair on its sheet of 980 by 980 units."""

_SPECK = re.compile(r"m[^Mm]{1,24}$")
"""A last piece of a path so short that it is a slip of the pen; an outline would make it seen."""


@dataclass(frozen=True, slots=True)
class HairShape:
    """Path data of one haircut in head units: what lies behind the head and what lies over it."""

    behind: tuple[str, ...]
    over: tuple[str, ...]


@cache
def _styles() -> dict[str, Any]:
    text = files("dicebear_styles").joinpath("lorelei.json").read_text("utf-8")
    return cast("dict[str, Any]", json.loads(text)["components"]["hair"]["variants"])


def known_hair() -> tuple[str, ...]:
    """The names of all haircuts."""
    return tuple(_styles())


@cache
def hair_shape(variant: str) -> HairShape:
    """One haircut by its name, such as "variant21". Raises KeyError where there is none."""
    behind: list[str] = []
    over: list[str] = []
    into = behind
    for element in _styles()[variant]["elements"]:
        if element["type"] == "component":
            into = over
        elif element["name"] == "path":
            into.append(_SPECK.sub("", str(element["attributes"]["d"])))
    return HairShape(behind=tuple(behind), over=tuple(over))


def paint_hair(paths: tuple[str, ...], colour: str, *, seed: int, name: str, light_x: float, gloss: bool = True) -> str:
    """Hair in its colour, with strands, gloss and outline, in head units. `light_x` is -1 or 1: where light is.

    Without `gloss` it is hair that lies behind the head.
    """
    if not paths:
        return ""
    shape = "".join(paths)
    random = np.random.default_rng(seed)
    dark = mix(colour, INK, 0.42)
    gradient = (
        f'<linearGradient id="{name}-g" gradientUnits="userSpaceOnUse" x1="{450 + 260 * light_x:.0f}" y1="120" '
        f'x2="{450 - 160 * light_x:.0f}" y2="860"><stop offset="0" stop-color="{lit(colour, 0.10)}"/>'
        f'<stop offset="0.42" stop-color="{colour}"/><stop offset="1" stop-color="{dark}"/></linearGradient>'
    )
    inside = _strands(random, colour, count=34 if gloss else 16)
    if gloss:
        inside += _gloss(random, colour, light_x)
    placed = f'<path d="{shape}" transform="translate({_SHIFT[0]} {_SHIFT[1]})"'
    return (
        f'{gradient}<clipPath id="{name}">{placed}/></clipPath>'
        f'{placed} fill="{INK}" stroke="{INK}" stroke-width="14" stroke-linejoin="round"/>'
        f'{placed} fill="url(#{name}-g)"/><g clip-path="url(#{name})">{inside}</g>'
    )


def _strands(random: np.random.Generator, colour: str, *, count: int) -> str:
    dark: list[str] = []
    pale: list[str] = []
    for index in range(count):
        angle = np.pi * (0.02 + 0.96 * (index + random.uniform(0.1, 0.9)) / count)
        reach, sway = random.uniform(330, 640), random.uniform(-25, 25)
        side = float(np.cos(angle))
        start = (470 - side * 50, 165 + random.uniform(-15, 30))
        knee = (470 - side * (230 + sway), 250 + 70 * (1 - abs(side)) + random.uniform(-20, 40))
        end = (470 - side * 300 + sway, 250 + reach)
        way = [start, knee, (knee[0] - side * 45, (knee[1] + end[1]) / 2), end]
        (pale if index % 5 == 2 else dark).append(brush(way, random.uniform(5, 12)))
    # one path each: strands that cross do not darken one another
    return fill("".join(dark), mix(shaded(colour), INK, 0.25), opacity=0.55) + fill(
        "".join(pale), lit(colour, 0.18), opacity=0.4
    )


def _gloss(random: np.random.Generator, colour: str, light_x: float) -> str:
    pale = lit(colour, 0.26 if lightness(colour) < 0.6 else 0.5)
    top: list[tuple[float, float]] = []
    under: list[tuple[float, float]] = []
    angle = 0.06
    while angle < 0.97:
        turn = np.pi * angle
        reach = 300 + random.uniform(-8, 8)
        nearness = np.exp(-(((angle - (0.5 - 0.24 * light_x * -1)) / 0.26) ** 2))
        deep = (26 + 62 * nearness) * random.uniform(0.6, 1.25)
        x, y = 470 - np.cos(turn) * reach * 0.92, 470 - np.sin(turn) * reach * 0.78
        top.append((x, y + random.uniform(-10, 8)))
        under += [(x + 4, y + deep), (x + 13 * np.cos(turn) + 8, y + deep * random.uniform(0.2, 0.5))]
        angle += random.uniform(0.018, 0.05)
    return fill(polygon(top + under[::-1]), pale, opacity=0.62)


def hair_outline(paths: tuple[str, ...], *, shift: tuple[float, float] = (0.0, 0.0), colour: str) -> str:
    """The plain silhouette, shifted: laid on skin it is the shadow that hair throws."""
    if not paths:
        return ""
    x, y = _SHIFT[0] + shift[0], _SHIFT[1] + shift[1]
    return f'<path d="{"".join(paths)}" transform="translate({x:.1f} {y:.1f})" fill="{colour}"/>'


def long_back(colour: str, *, length: float, wide: float, name: str) -> str:
    """The mass of long hair that falls behind the neck and the shoulders, in head units."""
    left, right = 470 - wide, 470 + wide
    bottom = 760 + length
    shape = (
        f"M{left + 60} 380C{left - 40} 620 {left - 50} {bottom - 260} {left + 10} {bottom - 20}"
        f"L{left + 55} {bottom - 70}L{left + 110} {bottom + 20}L{left + 190} {bottom - 55}L{left + 260} {bottom + 34}"
        f"L{470 + 30} {bottom - 40}L{right - 190} {bottom + 26}L{right - 130} {bottom - 60}L{right - 50} {bottom}"
        f"C{right + 50} {bottom - 300} {right + 40} 620 {right - 70} 380Z"
    )
    dark = mix(colour, INK, 0.45)
    strands = "".join(
        fill(
            brush([(left + 60 + k * 2 * wide / 9, 420), (left + 30 + k * 2 * wide / 9, bottom - 60)], 12),
            mix(dark, INK, 0.45),
            opacity=0.7,
        )
        for k in range(1, 9)
    )
    return fill(shape, dark) + clipped(shape, strands, name=name) + line(shape, width=12)
