"""The light of a shot: what falls on everybody in it, so that people and places look lit by the same lamps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Rgb = tuple[float, float, float]
"""Red, green, blue, each 0 to 1, as sRGB writes them."""


@dataclass(frozen=True, slots=True)
class Light:
    """One coloured light and what it leaves in the dark.

    `ambient` is multiplied onto everything. `key` comes from `key_side` and is screened there by `key_strength`, 0 to
    1. `rim` is a line of light along the edge that faces away from the key, `rim_px` wide where the picture is 1280
    high. `wrap` is how much of the blurred background bleeds onto edges, 0 to 1. `haze` is what distance fades into.
    """

    ambient: Rgb
    key: Rgb
    key_side: Literal["left", "right"]
    key_strength: float
    rim: Rgb
    rim_px: float
    wrap: float
    haze: Rgb
