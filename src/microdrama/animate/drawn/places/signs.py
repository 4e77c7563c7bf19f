"""Neon: words out of bent glass tubes, frames and figures of light."""

from __future__ import annotations

import random
from collections.abc import Sequence

from microdrama.animate.drawn.light import Rgb
from microdrama.animate.drawn.places.colours import INK, mix
from microdrama.animate.drawn.places.drawing import Drawing, Point, arc

_LETTERS = {
    "A": "0626,06 20 46,14 34", "B": "06 00 30 41 42 33 03,33 44 45 36 06", "C": "41 30 10 01 05 16 36 45",
    "D": "06 00 20 42 44 26 06", "E": "40 00 06 46,03 33", "F": "40 00 06,03 33", "G": "41 30 10 01 05 16 36 45 43 23",
    "H": "00 06,40 46,03 43", "I": "20 26", "J": "40 45 36 16 05", "K": "00 06,40 03 46", "L": "00 06 46",
    "M": "06 00 23 40 46", "N": "06 00 46 40", "O": "10 30 41 45 36 16 05 01 10", "P": "06 00 30 41 42 33 03",
    "R": "06 00 30 41 42 33 03,23 46", "S": "41 30 10 01 02 13 33 44 45 36 16 05", "T": "00 40,20 26",
    "U": "00 05 16 36 45 40", "V": "00 26 40", "W": "00 16 23 36 40", "X": "00 46,40 06", "Y": "00 23 40,23 26",
    "Z": "00 40 06 46", "2": "01 10 30 41 42 06 46", "4": "36 30 04 44", "7": "00 40 16", " ": "",
}  # fmt: skip
_LETTERS["A"] = "06 20 46,14 34"
WORDS = ("HOTEL", "BAR", "KTV", "CAFE", "CLUB", "NOODLE", "MOON", "24H", "CINEMA", "LOTUS", "STAR", "TEA", "VELVET")


def word(text: str, x: float, y: float, size: float, *, upright: bool = False) -> list[list[Point]]:
    """The tubes of a word whose first letter begins at a point; `size` is a letter's height; `upright` stacks them."""
    strokes: list[list[Point]] = []
    unit = size / 6
    for letter in text:
        strokes += [
            [(x + int(pair[0]) * unit * 0.9, y + int(pair[1]) * unit) for pair in stroke.split()]
            for stroke in filter(None, _LETTERS.get(letter, "").split(","))
        ]
        if upright:
            y += size * 1.28
        else:
            x += size * 0.86 if letter not in "I " else size * 0.6
    return strokes


def length(text: str, size: float) -> float:
    """How wide a word is, or how high when upright with 1.28 for every letter instead."""
    return sum(size * (0.86 if letter not in "I " else 0.6) for letter in text) - size * 0.26


def board(d: Drawing, text: str, at: Point, size: float, colour: Rgb, *, upright: bool, on: bool = True) -> Point:
    """A sign with a tube round it, its upper left corner at a point; the middle of it is returned."""
    pad = size * 0.42
    wide = size * 0.62 + 2 * pad if upright else length(text, size) + 2 * pad
    high = (len(text) - 1) * size * 1.28 + size + 2 * pad if upright else size + 2 * pad
    x, y = at
    d.rect(x - 3, y - 3, wide + 6, high + 6, mix(INK, colour, 0.10), round_=size * 0.24, opacity=0.94)
    if on:
        d.glow(x + wide / 2, y + high / 2, max(wide, high) * 0.95, colour, 0.34, tall=1.0)
    d.neon([_frame(x + 2, y + 2, wide - 4, high - 4, size * 0.2)], colour, size * 0.07, on=on)
    d.neon(word(text, x + pad + (size * 0.01), y + pad, size, upright=upright), colour, size * 0.1, on=on)
    return x + wide / 2, y + high / 2


def _frame(x: float, y: float, wide: float, high: float, round_: float) -> list[Point]:
    corners = [
        *arc(x + wide - round_, y + round_, round_, 90, 0, steps=4), *arc(x + wide - round_, y + high - round_, round_, 0, -90, steps=4),
        *arc(x + round_, y + high - round_, round_, -90, -180, steps=4), *arc(x + round_, y + round_, round_, 180, 90, steps=4),
    ]  # fmt: skip
    return [*corners, corners[0]]


def figure(kind: str, x: float, y: float, size: float) -> list[list[Point]]:
    """A figure of tubes about a point: a cocktail glass, a heart, a bowl, a moon."""
    s = size
    if kind == "glass":
        return [
            [(x - s, y - s), (x + s, y - s), (x, y + 0.1 * s), (x - s, y - s)], [(x, y + 0.1 * s), (x, y + s)],
            [(x - 0.5 * s, y + s), (x + 0.5 * s, y + s)], [(x + 0.1 * s, y - 0.7 * s), (x + 0.9 * s, y - 1.6 * s)],
        ]  # fmt: skip
    if kind == "heart":
        return [
            [*arc(x - 0.5 * s, y - 0.3 * s, 0.5 * s, 200, 0), *arc(x + 0.5 * s, y - 0.3 * s, 0.5 * s, 180, -20), (x, y + s),
             (x - 0.97 * s, y - 0.13 * s)]
        ]  # fmt: skip
    if kind == "bowl":
        steam = [
            [(x + n * 0.5 * s, y - 0.3 * s), (x + n * 0.5 * s + 0.16 * s, y - 0.7 * s), (x + n * 0.5 * s, y - 1.1 * s)]
            for n in (-1, 0, 1)
        ]
        return [[*arc(x, y, s, 180, 360), (x - s, y)], *steam]
    return [
        [
            *arc(x, y, s, 60, 300, steps=16),
            *arc(x + 0.55 * s, y, 0.86 * s, 250, 110, steps=14),
            *arc(x, y, s, 60, 62, steps=1),
        ]
    ]


def some(dice: random.Random, count: int) -> Sequence[str]:
    """Different words for signs."""
    return dice.sample(WORDS, count)
