"""Weather before the camera: rain, snow, fog, storms and dust, baked once as tiles that are rolled over pictures.

Every tile goes on at its edges and every motion comes round after PERIOD_S, so that weather never jumps. A storm's
lightning is two fading flashes in a period, far below the three a second at which flashes harm.
"""

from __future__ import annotations

import math
import random
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from microdrama.animate.drawn.cels import Picture
from microdrama.animate.drawn.light import Rgb
from microdrama.domain.storyboard import Weather

PERIOD_S = 8.0
"""Seconds after which a sky looks the same again."""
_RINGS = 8  # states of the rings that drops leave on the ground
_RINGS_A_SECOND = 12
_STRIKES = ((2.6, 0.5), (2.86, 1.0))  # when lightning flashes, and how bright
_FADES_S = 0.32
_COLD: Rgb = (0.80, 0.88, 1.0)
_CV: Any = cv2  # takes slices as its destination, which its types do not say


@dataclass(frozen=True, slots=True)
class Drift:
    """A tile of light and how it moves: whole tiles across and down in a period, and how far it sways, in pixels."""

    tile: Picture
    across: int
    down: int
    sway: float = 0.0
    phase: float = 0.0

    def shift(self, t: float) -> tuple[int, int]:
        """How far right and down the tile has gone at a time, in pixels, within one tile."""
        height, width = self.tile.shape[:2]
        share = (t / PERIOD_S) % 1.0
        sway = self.sway * math.sin(2 * math.pi * (2 * share + self.phase))
        return round(share * self.across * width + sway) % width, round(share * self.down * height) % height


@dataclass(frozen=True, slots=True)
class Sky:
    """What falls or floats before the camera; `rings` are drops on the ground in turn, from `rings_top` down."""

    drifts: tuple[Drift, ...]
    rings: tuple[Picture, ...] = ()
    rings_top: int = 0
    lightning: bool = False

    def over(self, picture: Picture, t: float) -> None:
        """Lay it over a picture of the size it was drawn for, in place, as it is at `t` seconds."""
        for drift in self.drifts:
            _add_rolled(picture, drift.tile, *drift.shift(t))
        if self.rings:
            part = picture[self.rings_top :]
            _CV.add(part, self.rings[int((t % PERIOD_S) * _RINGS_A_SECOND) % len(self.rings)], dst=part)
        if self.lightning:
            flash = _flash(t)
            if flash > 0.01:
                _CV.addWeighted(picture, 1 + 0.35 * flash, picture, 0, 58 * flash, dst=picture)


def _flash(t: float) -> float:
    share = t % PERIOD_S
    return sum(bright * max(0.0, 1 - (share - at) / _FADES_S) ** 2 for at, bright in _STRIKES if share >= at)


def _add_rolled(picture: Picture, tile: Picture, right: int, down: int) -> None:
    """Add a tile to a picture of its size, rolled round its edges."""
    height, width = tile.shape[:2]
    for rows, from_rows in (((0, down), (height - down, height)), ((down, height), (0, height - down))):
        for columns, from_columns in (((0, right), (width - right, width)), ((right, width), (0, width - right))):
            if rows[0] < rows[1] and columns[0] < columns[1]:
                part = picture[rows[0] : rows[1], columns[0] : columns[1]]
                _CV.add(part, tile[from_rows[0] : from_rows[1], from_columns[0] : from_columns[1]], dst=part)


@lru_cache(maxsize=4)
def draw_weather(kind: Weather, *, width: int, height: int, seed: int) -> Sky:
    """Bake the weather for pictures of width x height pixels; clear air has a little dust in its light."""
    dice = random.Random(seed * 31 + len(kind))
    size = (width, height)
    if kind in ("rain", "storm"):
        heavy = 1.5 if kind == "storm" else 1.0
        far = _streaks(dice, size, count=int(240 * heavy), long=(16, 34), thick=1, light=(30, 62), slant=0.10 * heavy)
        near = _streaks(dice, size, count=int(64 * heavy), long=(46, 104), thick=2, light=(46, 96), slant=0.13 * heavy)
        top = int(height * 0.6)
        rings = tuple(
            _rings(seed + 3, (width, height - top), number, count=int(34 * heavy)) for number in range(_RINGS)
        )
        drifts = (Drift(far, -1, 7), Drift(near, -2, 11))
        return Sky(drifts=drifts, rings=rings, rings_top=top, lightning=kind == "storm")
    if kind == "snow":
        far = _flakes(dice, size, count=260, radius=(0.9, 2.1), light=(90, 170), soft=0.8)
        near = _flakes(dice, size, count=46, radius=(3.0, 7.0), light=(60, 120), soft=2.6)
        return Sky(drifts=(Drift(far, 0, 1, sway=16), Drift(near, 0, 2, sway=34, phase=0.3)))
    if kind == "fog":
        far = _mist(seed, size, strength=46, low=0.25)
        near = _mist(seed + 1, size, strength=34, low=0.55)
        return Sky(drifts=(Drift(far, 1, 0), Drift(near, -1, 0)))
    motes = _flakes(dice, size, count=46, radius=(0.8, 2.4), light=(16, 54), soft=1.0, colour=(1.0, 0.92, 0.78))
    return Sky(drifts=(Drift(motes, 0, -1, sway=12),))


def _streaks(
    dice: random.Random, size: tuple[int, int], *, count: int, long: tuple[int, int], thick: int, light: tuple[int, int],
    slant: float,
) -> Picture:  # fmt: skip
    """Falling drops as they smear during one picture."""
    width, height = size
    unit = height / 1280
    grey = np.zeros((height, width), np.uint8)
    for _ in range(count):
        x, y, tall = dice.uniform(0, width), dice.uniform(0, height), dice.uniform(*long) * unit
        shine = dice.uniform(*light)
        for dx in (-width, 0, width):
            for dy in (-height, 0):
                start = (round(x + dx), round(y + dy))
                end = (round(x + dx - slant * tall), round(y + dy + tall))
                cv2.line(grey, start, end, shine, max(1, round(thick * unit)), cv2.LINE_AA)
    return _tinted(_softened(grey, 0.6 * unit), _COLD)


def _rings(seed: int, size: tuple[int, int], state: int, *, count: int) -> Picture:
    """Rings on wet ground, each at its own age; `state` moves all of them on by one."""
    dice = random.Random(seed)
    width, height = size
    unit = height / 512
    grey = np.zeros((height, width), np.uint8)
    for _ in range(count):
        x, down = dice.uniform(0, width), dice.random()
        age = (state / _RINGS + dice.random()) % 1.0
        wide = (5 + 22 * age) * (0.5 + 0.9 * down) * unit
        shine = 74 * (1 - age) ** 1.3
        centre = (round(x), round(down * height))
        cv2.ellipse(grey, centre, (max(1, round(wide)), max(1, round(wide * 0.28))), 0, 0, 360, shine, 1, cv2.LINE_AA)
    return _tinted(grey, _COLD)


def _flakes(
    dice: random.Random, size: tuple[int, int], *, count: int, radius: tuple[float, float], light: tuple[int, int],
    soft: float, colour: Rgb = (0.95, 0.97, 1.0),
) -> Picture:  # fmt: skip
    width, height = size
    unit = height / 1280
    grey = np.zeros((height, width), np.uint8)
    for _ in range(count):
        x, y, r = dice.uniform(0, width), dice.uniform(0, height), dice.uniform(*radius) * unit
        shine = dice.uniform(*light)
        for dx in (-width, 0, width):
            for dy in (-height, 0, height):
                at = (round((x + dx) * 16), round((y + dy) * 16))
                cv2.circle(grey, at, max(8, round(r * 16)), shine, -1, cv2.LINE_AA, 4)
    return _tinted(_softened(grey, soft * unit), colour)


def _softened(grey: npt.NDArray[np.uint8], sigma: float) -> npt.NDArray[np.uint8]:
    """A blur that goes round the edges."""
    if sigma < 0.3:
        return grey
    pad = max(2, math.ceil(sigma * 3))
    wide = cv2.copyMakeBorder(grey, pad, pad, pad, pad, cv2.BORDER_WRAP)
    return np.asarray(cv2.GaussianBlur(wide, (0, 0), sigma)[pad:-pad, pad:-pad], np.uint8)


def _mist(seed: int, size: tuple[int, int], *, strength: float, low: float) -> Picture:
    """Banks of fog that go on at the sides; thick below the share `low` of the height, thin above."""
    width, height = size
    rng = np.random.default_rng(seed)
    rows, columns = max(8, height // 8), max(8, width // 8)
    total = np.zeros((rows, columns), np.float32)
    for octave in range(4):
        down, across = 5 * 2**octave, 2 * 2**octave
        coarse = np.pad(rng.random((down, across), dtype=np.float32), 2, mode="wrap")
        cell_y, cell_x = -(-rows // down), -(-columns // across)
        fine = cv2.resize(coarse, None, fx=cell_x, fy=cell_y, interpolation=cv2.INTER_CUBIC)
        part = np.asarray(fine, np.float32)[
            2 * cell_y : 2 * cell_y + down * cell_y, 2 * cell_x : 2 * cell_x + across * cell_x
        ]
        total += np.asarray(cv2.resize(part, (columns, rows), interpolation=cv2.INTER_AREA), np.float32) / 2**octave
    total = np.clip((total / 1.875 - 0.34) * 2.3, 0, 1)
    ys = np.linspace(0, 1, rows, dtype=np.float32)[:, None]
    total *= np.clip((ys - low + 0.35) / 0.5, 0.12, 1) * np.clip((1.06 - ys) / 0.4, 0.1, 1)
    around = np.pad((total * strength).astype(np.float32), ((0, 0), (1, 1)), mode="wrap")
    cell = width / columns
    full = cv2.resize(around, (width + 2 * round(cell), height), interpolation=cv2.INTER_LINEAR)
    full = np.asarray(full)[:, round(cell) : round(cell) + width]
    return _tinted(np.asarray(full).astype(np.uint8), (0.92, 0.95, 1.0))


def _tinted(grey: npt.NDArray[np.uint8], colour: Rgb) -> Picture:
    """Grey light in a colour."""
    out = (grey[..., None].astype(np.float32) * np.array(colour, np.float32)).astype(np.uint8)
    out.flags.writeable = False
    return out
