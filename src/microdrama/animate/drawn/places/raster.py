"""Pixels of places: clouds out of noise, light that falls from lamps, bloom, the blur of a lens, wet floors.

A sheet may hold more colour than its alpha allows: laid over a picture, such pixels add light to it, as a lamp does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from microdrama.animate.drawn.cels import Picture, Sheet
from microdrama.animate.drawn.light import Rgb

FRAME = (720.0, 1280.0)
"""What places are drawn in: the units of a frame, whatever its size in pixels."""
Floats = npt.NDArray[np.float32]
_CV: Any = cv2  # its types know less than it takes


@dataclass(frozen=True, slots=True)
class View:
    """What of a place is painted, and how large: the box (left, top, width, height) in the units of a frame."""

    box: tuple[float, float, float, float]
    width: int
    height: int

    @property
    def scale(self) -> float:
        """Pixels a unit."""
        return self.height / self.box[3]

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Where a point of the drawing lies, in pixels."""
        return (x - self.box[0]) * self.width / self.box[2], (y - self.box[1]) * self.height / self.box[3]

    def smaller(self, factor: int) -> View:
        """The same box in fewer pixels."""
        return View(self.box, max(8, self.width // factor), max(8, self.height // factor))

    def grid(self) -> tuple[Floats, Floats]:
        """The x (1, width) and the y (height, 1) of every pixel's middle, in units."""
        left, top, wide, tall = self.box
        xs = left + (np.arange(self.width, dtype=np.float32) + 0.5) * (wide / self.width)
        ys = top + (np.arange(self.height, dtype=np.float32) + 0.5) * (tall / self.height)
        return xs[None, :], ys[:, None]


@dataclass(frozen=True, slots=True)
class Lamp:
    """A light that falls on what is near it: where, how far it reaches, its colour and strength; `tall` stretches."""

    x: float
    y: float
    radius: float
    colour: Rgb
    strength: float = 1.0
    tall: float = 1.0


def resized(pixels: Any, width: int, height: int) -> Any:
    """Pixels at another size, smoothly."""
    return _CV.resize(pixels, (width, height), interpolation=cv2.INTER_CUBIC if height < 64 else cv2.INTER_LINEAR)


def noise(seed: int, height: int, width: int, cells: tuple[float, float], octaves: int = 5) -> Floats:
    """Smooth noise, (height, width) float32 from about 0 to 1; `cells` are the coarsest bumps down and across."""
    rng = np.random.default_rng(seed)
    total = np.zeros((height, width), np.float32)
    weight, whole = 1.0, 0.0
    for octave in range(octaves):
        rows, columns = max(2, round(cells[0] * 2**octave)) + 3, max(2, round(cells[1] * 2**octave)) + 3
        if rows > height or columns > width:
            break
        coarse = rng.random((rows, columns), dtype=np.float32)
        total += weight * np.asarray(cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC), np.float32)
        whole += weight
        weight *= 0.5
    return total / max(whole, 1e-6)


def seen_through(view: View, wide: Any) -> Any:
    """Pixels that cover the whole drawing (FRAME with a half of it beyond each side) as the view shows them."""
    rows, columns = wide.shape[:2]
    left, top, width, height = view.box
    per_x, per_y = columns / (FRAME[0] * 2), rows / (FRAME[1] * 2)
    step_x, step_y = width / view.width * per_x, height / view.height * per_y
    from_x, from_y = (left + FRAME[0] / 2) * per_x, (top + FRAME[1] / 2) * per_y
    matrix = np.array([[step_x, 0, from_x + step_x / 2 - 0.5], [0, step_y, from_y + step_y / 2 - 0.5]], np.float64)
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return _CV.warpAffine(wide, matrix, (view.width, view.height), flags=flags, borderMode=cv2.BORDER_REPLICATE)


def ramp(view: View, stops: Sequence[tuple[float, Rgb]], *, seed: int) -> Sheet:
    """An opaque field of light from top to bottom through colours at heights in units, without visible steps."""
    _, ys = view.grid()
    at = [stop[0] for stop in stops]
    columns = np.stack([np.interp(ys[:, 0], at, [stop[1][part] for stop in stops]) for part in range(3)], axis=1)
    grain = np.random.default_rng(seed).random((view.height, 64, 1), dtype=np.float32)
    grain = np.tile(grain, (1, -(-view.width // 64), 1))[:, : view.width]
    sheet = np.full((view.height, view.width, 4), 255, np.uint8)
    sheet[..., :3] = np.clip(columns.astype(np.float32)[:, None] * 255 + grain, 0, 255)
    return sheet


def clouds(
    view: View, *, seed: int, shade: Rgb, light: Rgb, cover: float, top: float, bottom: float, sun: tuple[float, float]
) -> Sheet:
    """Clouds between two heights, lit from the side of the sun; `cover` 0 to 1."""
    rows, columns = 320, 180
    density = noise(seed, rows, columns, (9, 3.2), 6)
    density += 0.18 * (noise(seed + 1, rows, columns, (26, 9), 4) - 0.5)
    ys = (np.arange(rows, dtype=np.float32)[:, None] / rows * 2 - 0.5) * FRAME[1]
    inside = np.clip((ys - top) / 160, 0, 1) * np.clip((bottom - ys) / 260, 0, 1)
    density = np.clip((density * (0.4 + 0.6 * inside) - (0.66 - 0.3 * cover)) * 5.2, 0, 1)
    alpha = density * density * (3 - 2 * density) * np.clip(inside * 3, 0, 1)
    toward = (sun[0] - 360) / 900
    shifted = cv2.warpAffine(
        density,
        np.array([[1, 0, -4 * toward], [0, 1, 5.0]], np.float64),
        (columns, rows),
        borderMode=cv2.BORDER_REPLICATE,
    )
    lit = np.clip(0.5 + 1.3 * (density - np.asarray(shifted)), 0, 1)[..., None]
    colour = np.array(shade, np.float32) * (1 - lit) + np.array(light, np.float32) * lit
    rgba = np.concatenate([colour * alpha[..., None], alpha[..., None]], axis=2).astype(np.float32)
    return np.clip(seen_through(view, rgba) * 255 + 0.5, 0, 255).astype(np.uint8)


def lamplight(view: View, ambient: Rgb, lamps: Sequence[Lamp]) -> Floats:
    """How much light of each colour falls where, (height / 8, width / 8, 3) float32, 1 leaving colours as they are."""
    small = view.smaller(8)
    xs, ys = small.grid()
    light = np.empty((small.height, small.width, 3), np.float32)
    light[:] = ambient
    for lamp in lamps:
        far = ((xs - lamp.x) ** 2 + ((ys - lamp.y) / lamp.tall) ** 2) / np.float32(lamp.radius**2)
        falls = lamp.strength / (1 + 3.2 * far) * np.clip(1.35 - 0.45 * far, 0, 1)
        light += falls[..., None] * np.array(lamp.colour, np.float32)
    return light


def lit(sheet: Sheet, view: View, ambient: Rgb, lamps: Sequence[Lamp], *, seed: int) -> Sheet:
    """A sheet in coloured light, with the uneven touch of a brush."""
    light = np.clip(lamplight(view, ambient, lamps), 0, 1.99)
    touch = 0.93 + 0.14 * noise(seed, light.shape[0], light.shape[1], (14, 9), 4)
    map_ = np.clip(light * touch[..., None] * 128, 0, 255).astype(np.uint8)
    full = cv2.resize(map_, (view.width, view.height), interpolation=cv2.INTER_LINEAR)
    out = sheet.copy()
    out[..., :3] = np.minimum(cv2.multiply(sheet[..., :3], full, scale=1 / 128), sheet[..., 3:])
    return out


def blurred(pixels: Any, sigma: float) -> Any:
    """A Gaussian blur; a wide one is done on a small copy."""
    if sigma <= 0.3:
        return pixels
    factor = 1
    while sigma / factor > 5 and min(pixels.shape[:2]) // (factor * 2) > 24:
        factor *= 2
    height, width = pixels.shape[:2]
    small = pixels
    if factor > 1:
        size = (max(1, width // factor), max(1, height // factor))
        small = _CV.resize(pixels, size, interpolation=cv2.INTER_AREA)
    small = _CV.GaussianBlur(small, (0, 0), sigma / factor, borderType=cv2.BORDER_REPLICATE)
    return small if factor == 1 else _CV.resize(small, (width, height), interpolation=cv2.INTER_LINEAR)


def bloomed(sheet: Sheet, strength: float, sigma: float, *, above: int = 150) -> Sheet:
    """A sheet whose bright parts shine over their edges."""
    height, width = sheet.shape[:2]
    small = cv2.resize(sheet[..., :3], (max(1, width // 4), max(1, height // 4)), interpolation=cv2.INTER_AREA)
    peak = small.max(axis=2, keepdims=True).astype(np.float32)
    bright = small * np.clip((peak - above) / (255 - above + 1e-3), 0, 1)
    near: Any = _CV.GaussianBlur(bright, (0, 0), max(0.6, sigma / 4))
    far: Any = _CV.GaussianBlur(bright, (0, 0), max(1.2, sigma / 1.4))
    glow: Any = np.clip(strength * (0.65 * near + 0.5 * far), 0, 255).astype(np.uint8)
    out = sheet.copy()
    full: Any = _CV.resize(glow, (width, height), interpolation=cv2.INTER_LINEAR)
    out[..., :3] = cv2.add(out[..., :3], cv2.multiply(full, 255 - out[..., :3], scale=1 / 255))
    return out


def flattened(under: Sheet, over: Sheet) -> Sheet:
    """One sheet over another of the same size."""
    clear = cv2.merge([255 - over[..., 3]] * 4)
    return np.asarray(cv2.add(cv2.multiply(under, clear, scale=1 / 255), over), np.uint8)


def mirrored(scene: Sheet, line: float, *, strength: float, blur: float, ripple: float, dark: Rgb, seed: int) -> Sheet:
    """The floor under `line` (a row of pixels) as it mirrors what stands above; `dark` is the floor's own colour.

    What is far down is seen blurred and torn sideways, and fades into the floor.
    """
    height, width = scene.shape[:2]
    start = int(np.clip(round(line), 1, height - 2))
    deep = height - start
    factor = 2
    size = (max(8, width // factor), max(8, deep // factor))
    rows = np.clip(2 * start - 1 - np.arange(start, height, dtype=np.int64), 0, start - 1)
    picture = cv2.resize(scene[rows, :, :3], size, interpolation=cv2.INTER_AREA)
    tall = size[1]
    down = np.linspace(0, 1, tall, dtype=np.float32)[:, None]
    sharp = cv2.blur(picture, (1, max(1, int(blur * 0.6 / factor) | 1)), borderType=cv2.BORDER_REFLECT)
    smear = cv2.blur(picture, (3, max(1, int(blur * 3.2 / factor) | 1)), borderType=cv2.BORDER_REFLECT)
    share = np.clip(down * 2.4 + 0.15, 0, 1)[..., None]
    image = sharp * (1 - share) + smear * share
    wave = noise(seed, tall, size[0], (max(8, tall / 9), 4), 2) - 0.5
    xs = np.arange(size[0], dtype=np.float32)[None, :] + wave * (ripple / factor) * (0.25 + 1.1 * down)
    ys = np.arange(tall, dtype=np.float32)[:, None] + np.zeros((1, size[0]), np.float32)
    image = cv2.remap(
        image.astype(np.float32), xs.astype(np.float32), ys, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    shown = strength * np.clip(1.08 - 1.0 * down, 0.16, 1)[..., None]
    floor = np.array(dark, np.float32) * 255 * (1 - 0.55 * down[..., None])
    mixed = np.clip(floor * (1 - 0.45 * shown) + image * shown, 0, 255).astype(np.uint8)
    out = np.zeros((height, width, 4), np.uint8)
    out[start:, :, :3] = cv2.resize(mixed, (width, deep), interpolation=cv2.INTER_LINEAR)
    out[start:, :, 3] = 255
    return out


def lens(picture: Picture, radius: float) -> Picture:
    """A picture out of focus: every bright point becomes a disc of light, as behind an open lens."""
    if radius < 0.8:
        return picture
    factor = max(1, int(radius // 6))
    height, width = picture.shape[:2]
    size = (max(8, width // factor), max(8, height // factor))
    small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA).astype(np.float32) / 255
    r = radius / factor
    reach = int(np.ceil(r))
    ys, xs = np.mgrid[-reach : reach + 1, -reach : reach + 1].astype(np.float32)
    kernel = np.clip(r + 0.5 - np.hypot(xs, ys), 0, 1)
    bright = cv2.filter2D(small**4, -1, kernel / kernel.sum(), borderType=cv2.BORDER_REFLECT)
    even = cv2.GaussianBlur(small, (0, 0), r * 0.75, borderType=cv2.BORDER_REFLECT)
    mixed = np.maximum(even, 0.45 * even + 0.55 * np.clip(bright, 0, None) ** 0.25)
    mixed = cv2.GaussianBlur(mixed, (0, 0), max(0.4, r * 0.12))
    return np.asarray(cv2.resize((np.clip(mixed, 0, 1) * 255).astype(np.uint8), (width, height)), np.uint8)


def graded(sheet: Sheet, matrix: npt.NDArray[np.float32]) -> Sheet:
    """A sheet with its colours mixed anew by a (3, 3) matrix."""
    out = sheet.copy()
    out[..., :3] = cv2.transform(sheet[..., :3], matrix)
    return out
