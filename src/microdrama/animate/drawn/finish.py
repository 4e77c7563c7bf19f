"""The last coat on a shot: grade, bloom, halftone, vignette and grain, baked into its sheets wherever they allow it.

A grade is linear, so that grading a sheet and laying it down is the same as laying it down and grading the picture.
Lengths are for a picture 1280 high and follow its height.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
import numpy.typing as npt

from microdrama.animate.drawn.cels import Cel, Picture, Sheet
from microdrama.domain.storyboard import TimeOfDay

Floats = npt.NDArray[np.float32]

INK = (25, 13, 28)
"""Plum, the darkest colour there is, in place of black."""
_LUMA = np.array([0.2126, 0.7152, 0.0722])
_DOT_PITCH = 5.0  # pixels from dot to dot
_DOTS = 0.10  # how much darker a dot makes the dark around it
_GRAIN = 3.2  # standard deviation
_MOODS: dict[str, tuple[tuple[float, float, float], float, float]] = {
    "tense": ((1.0, 0.96, 1.0), 1.04, 1.08),
    "tender": ((1.03, 0.99, 0.97), 1.04, 1.0),
    "dark": ((0.9, 0.9, 0.98), 0.95, 1.06),
    "bright": ((1.03, 1.02, 1.0), 1.06, 1.02),
    "sad": ((0.93, 0.97, 1.03), 0.86, 1.0),
    "grand": ((1.04, 1.0, 0.95), 1.06, 1.05),
    "calm": ((1.0, 1.0, 1.0), 1.0, 1.0),
}


@dataclass(frozen=True, slots=True)
class Grade:
    """`matrix` (4, 4) takes premultiplied RGBA, 0 to 255, to the same, graded."""

    matrix: npt.NDArray[np.float64]


def grade(mood: str, time: TimeOfDay) -> Grade:
    """A place's look: what white becomes, how full colours are, how far apart light and dark; blacks become ink."""
    gain, saturation, contrast = _MOODS.get(mood, _MOODS["calm"])
    lift = np.array(INK) / 255 * (0.55 if time == "night" else 0.4)
    colours = saturation * np.eye(3) + (1 - saturation) * np.tile(_LUMA, (3, 1))
    colours = np.diag(gain) @ colours * contrast
    pivot = 0.42 * (1 - contrast)
    matrix = np.eye(4)
    matrix[:3, :3] = np.diag(1 - lift) @ colours
    matrix[:3, 3] = lift + (1 - lift) * pivot
    return Grade(matrix)


def graded(sheet: Sheet, look: Grade) -> Sheet:
    """A sheet or an opaque one in a grade; no colour grows beyond its alpha."""
    made = np.asarray(cv2.transform(sheet, look.matrix), np.uint8)
    alpha = sheet[..., 3:]
    np.minimum(made, alpha, out=made)
    made[..., 3:] = alpha
    return made


def shine(picture: Picture, *, strength: float = 0.5, threshold: int = 150) -> Picture:
    """The light that a picture's bright places throw over what is around them."""
    height, width = picture.shape[:2]
    small = cv2.resize(picture, (max(1, width // 4), max(1, height // 4)), interpolation=cv2.INTER_AREA)
    bright = cv2.subtract(small, np.full_like(small, threshold))
    scale = height / 1280
    wide = cv2.GaussianBlur(bright, (0, 0), 14 * scale)
    near = cv2.GaussianBlur(bright, (0, 0), 4 * scale)
    both = cv2.addWeighted(wide, 1.1 * strength, near, 0.9 * strength, 0)
    return np.asarray(cv2.resize(both, (width, height), interpolation=cv2.INTER_LINEAR), np.uint8)


def bloom(picture: Picture, *, strength: float = 0.5) -> Picture:
    """A picture in the light of its own bright places."""
    return screen(picture, shine(picture, strength=strength))


def lit(sheet: Sheet, light: Picture) -> Sheet:
    """A sheet with a light screened onto what it shows: light * alpha + colour * (1 - light)."""
    made = sheet.copy()
    alpha = cv2.cvtColor(np.ascontiguousarray(sheet[..., 3]), cv2.COLOR_GRAY2RGB)
    thrown = cv2.multiply(light, alpha, scale=1 / 255)
    left = cv2.multiply(np.ascontiguousarray(sheet[..., :3]), cv2.bitwise_not(light), scale=1 / 255)
    made[..., :3] = cv2.min(cv2.add(thrown, left), alpha)
    return made


def dimmed(sheet: Sheet, shade: Picture) -> Sheet:
    """A sheet with a shade multiplied onto what it shows."""
    made = sheet.copy()
    made[..., :3] = cv2.multiply(np.ascontiguousarray(sheet[..., :3]), shade, scale=1 / 255)
    return made


def wrapped(body: Cel, head: Cel | None, behind: Cel, *, strength: float) -> tuple[Cel, Cel | None]:
    """A figure with the light behind it spilling over its outline, body and head alike."""
    parts = [body, *([head] if head is not None else [])]
    left, top = min(cel.left for cel in parts), min(cel.top for cel in parts)
    right = max(cel.left + cel.sheet.shape[1] for cel in parts)
    bottom = max(cel.top + cel.sheet.shape[0] for cel in parts)
    outline = np.zeros((bottom - top, right - left), np.uint8)
    for cel in parts:
        where = outline[cel.top - top : cel.top - top + cel.sheet.shape[0]]
        where = where[:, cel.left - left : cel.left - left + cel.sheet.shape[1]]
        np.maximum(where, cel.sheet[..., 3], out=where)
    tall = behind.sheet.shape[0] / (1 + 2 * 0.15)
    sigma = 12 * tall / 1280
    edge = cv2.multiply(outline, cv2.bitwise_not(cv2.GaussianBlur(outline, (0, 0), sigma)), scale=strength * 2 / 255)
    around = _around(behind, left, top, right - left, bottom - top, 3 * sigma)
    light = np.asarray(cv2.multiply(around, cv2.cvtColor(edge, cv2.COLOR_GRAY2RGB), scale=1 / 255), np.uint8)
    made: list[Cel] = []
    for cel in parts:
        x, y = cel.left - left, cel.top - top
        part = np.ascontiguousarray(light[y : y + cel.sheet.shape[0], x : x + cel.sheet.shape[1]])
        made.append(Cel(lit(cel.sheet, part), cel.left, cel.top))
    return made[0], made[1] if head is not None else None


def _around(behind: Cel, left: int, top: int, width: int, height: int, sigma: float) -> Picture:
    """The soft colours of what lies behind a box; its edges go on outside it."""
    tall, wide = behind.sheet.shape[:2]
    small = cv2.resize(behind.sheet, (max(1, wide // 4), max(1, tall // 4)), interpolation=cv2.INTER_AREA)
    soft = cv2.GaussianBlur(small, (0, 0), sigma / 4)
    shift = np.array([[4.0, 0.0, behind.left - left + 1.5], [0.0, 4.0, behind.top - top + 1.5]])
    moved = cv2.warpAffine(soft, shift, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(cv2.cvtColor(moved, cv2.COLOR_RGBA2RGB), np.uint8)


def screen(picture: npt.NDArray[np.uint8], light: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """Both lights together, never beyond white."""
    dark = cv2.multiply(cv2.bitwise_not(picture), cv2.bitwise_not(light), scale=1 / 255)
    return np.asarray(cv2.bitwise_not(dark), np.uint8)


def halftone(sheet: Sheet, *, left: int = 0, top: int = 0, scale: float = 1.0) -> Sheet:
    """Fine dots in the darks of a sheet, in step with every other sheet: (left, top) is where it lies."""
    height, width = sheet.shape[:2]
    turn = np.float32(2 * np.pi / (_DOT_PITCH * scale * np.sqrt(2)))
    x = np.cos(np.arange(left, left + width, dtype=np.float32) * turn)
    y = np.cos(np.arange(top, top + height, dtype=np.float32) * turn)
    dots = np.clip(1.7 * x[None, :] * y[:, None] + 0.1, 0, 1)  # a product of waves is a lattice at 45 degrees
    luma = sheet[..., :3] @ _LUMA.astype(np.float32)
    alpha = sheet[..., 3].astype(np.float32)
    darkness = np.clip((0.5 * alpha - luma) / (0.4 * np.maximum(alpha, 1)), 0, 1)
    darker = (255 * (1 - _DOTS * dots * darkness)).astype(np.uint8)
    made = cv2.multiply(sheet, cv2.cvtColor(darker, cv2.COLOR_GRAY2RGBA), scale=1 / 255)
    made[..., 3] = sheet[..., 3]
    return np.asarray(made, np.uint8)


@lru_cache(maxsize=2)
def vignette(width: int, height: int, *, strength: float = 0.34, floor: float = 0.22) -> Picture:
    """What to multiply a picture by: darker to the corners, and calm at the bottom, where words are set. Read-only."""
    x = (np.linspace(-1, 1, width) ** 2)[None, :]
    y = (np.linspace(-1, 1, height) ** 2)[:, None]
    edge = np.clip((0.55 * x + 0.6 * y - 0.25), 0, 1) ** 1.3
    down = np.clip((np.linspace(0, 1, height) - 0.62) / 0.38, 0, 1)[:, None] ** 1.4
    light = (1 - strength * edge) * (1 - floor * down)
    tint = np.array([1.0, 0.985, 1.0])
    made = np.round(255 * light[..., None] * tint).clip(0, 255).astype(np.uint8)
    made.flags.writeable = False
    return made


class Grain:
    """Film grain: one field of it, laid differently for every drawing."""

    def __init__(self, width: int, height: int, *, seed: str) -> None:
        self._spare = 64
        digest = hashlib.sha256(f"grain/{seed}".encode()).digest()
        self._rng_seed = int.from_bytes(digest[:8])
        rng = np.random.default_rng(self._rng_seed)
        noise = rng.normal(0, _GRAIN, (height + self._spare, width + self._spare)).astype(np.float32)
        noise = cv2.GaussianBlur(noise, (0, 0), 0.6) * np.float32(1.9)
        self._plus = np.asarray(cv2.cvtColor(np.clip(noise, 0, 60).astype(np.uint8), cv2.COLOR_GRAY2RGB), np.uint8)
        self._minus = np.asarray(cv2.cvtColor(np.clip(-noise, 0, 60).astype(np.uint8), cv2.COLOR_GRAY2RGB), np.uint8)
        self._size = (height, width)

    def over(self, picture: Picture, drawing: int) -> None:
        """Lay the grain of a drawing over a picture, in place."""
        height, width = self._size
        x, y = (drawing * 29 + 7 * (drawing // 3)) % self._spare, (drawing * 41 + 11) % self._spare
        cv2.add(picture, self._plus[y : y + height, x : x + width], dst=picture)
        cv2.subtract(picture, self._minus[y : y + height, x : x + width], dst=picture)
