"""What a shot's effects draw: lines of speed, a flash, tears, blood in the cheeks, sweat, the dark, a glow.

Sheets for the whole picture come in a few drawings that take turns on twos; what belongs to a face is drawn onto the
head and moves with it.
"""

from __future__ import annotations

import colorsys
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np

from microdrama.animate.drawn.cels import Cel, Mask, Picture, Sheet
from microdrama.animate.drawn.finish import INK
from microdrama.animate.drawn.light import Light

Rgb8 = tuple[int, int, int]

_FINE = 4  # fractional bits of a polygon's points
_WHITE: Rgb8 = (255, 250, 252)
_BLUSH: Rgb8 = (226, 52, 84)
_TEAR: Rgb8 = (206, 226, 250)
_TEAR_DRAWINGS = 18
_FLASH = (0.85, 0.6, 0.38, 0.22, 0.12, 0.05)  # how white each picture of a flash is
_LINE_DRAWINGS = 3
_GREY, _FULL, _BRIGHT, _HARSH = 0.1, 0.74, 0.78, 0.5
_CRIMSON = (0.80, 0.16, 0.28)


def tinted(mask: Mask, colour: Rgb8, strength: float = 1.0) -> Sheet:
    """One colour through a mask, premultiplied."""
    alpha = cv2.convertScaleAbs(mask, alpha=strength)
    layers = [cv2.convertScaleAbs(alpha, alpha=part / 255) for part in colour]
    return np.asarray(cv2.merge([*layers, alpha]), np.uint8)


def speed_lines(
    width: int, height: int, *, focus: tuple[float, float], clear: tuple[float, float], seed: int
) -> tuple[Sheet, ...]:
    """Three drawings of lines that run at a point from all sides, white and ink; none inside the ellipse `clear`.

    `clear` is half its width and half its height, in pixels.
    """
    rng = np.random.default_rng(seed)
    return tuple(_radial(rng, width, height, focus, clear) for _ in range(_LINE_DRAWINGS))


def _radial(
    rng: np.random.Generator, width: int, height: int, focus: tuple[float, float], clear: tuple[float, float]
) -> Sheet:
    light, dark = np.zeros((height, width), np.uint8), np.zeros((height, width), np.uint8)
    reach = math.hypot(width, height)
    count = 150
    for n in range(count):
        angle = 2 * math.pi * (n + rng.uniform(-0.45, 0.45)) / count
        edge = math.hypot(clear[0] * math.cos(angle), clear[1] * math.sin(angle))
        start = edge * rng.uniform(1.0, 1.5)
        half = rng.uniform(0.0012, 0.0055) * (1.6 if rng.uniform() < 0.15 else 1.0)
        into = light if rng.uniform() < 0.5 else dark
        points = [
            (focus[0] + distance * math.cos(angle + turn), focus[1] + distance * math.sin(angle + turn))
            for distance, turn in ((start, 0.0), (reach, -half), (reach, half))
        ]
        _polygon(into, points)
    black = tinted(dark, INK, 0.8)
    white = tinted(light, _WHITE, 0.5)
    rest = cv2.multiply(black, cv2.merge([cv2.bitwise_not(white[..., 3])] * 4), scale=1 / 255)
    return np.asarray(cv2.add(rest, white), np.uint8)


def _polygon(mask: Mask, points: Sequence[tuple[float, float]]) -> None:
    fixed = np.round(np.array(points) * (1 << _FINE)).astype(np.int32)
    cv2.fillPoly(mask, [fixed.reshape(-1, 1, 2)], 255, cv2.LINE_AA, _FINE)


def vivid(colour: tuple[float, float, float]) -> tuple[float, float, float]:
    """A colour at its fullest: its hue, bright and hardly mixed with grey; what has no hue becomes crimson."""
    hue, full, value = colorsys.rgb_to_hsv(*colour)
    if full < _GREY:
        return _CRIMSON
    return colorsys.hsv_to_rgb(hue, max(full, _FULL), max(value, _BRIGHT))


def harsh(light: Light, accent: tuple[float, float, float]) -> Light:
    """The light of a shock: the accent falls on people from one side, and nearly white on their other edge."""
    full = vivid(accent)
    red, green, blue = (0.45 * part + 0.55 for part in full)
    return replace(light, key=full, key_strength=max(light.key_strength, _HARSH), rim=(red, green, blue),
                   rim_px=1.5 * light.rim_px)  # fmt: skip


def line_field(width: int, height: int, *, focus: tuple[float, float], accent: tuple[float, float, float]) -> Sheet:
    """What lies behind lines of speed: the accent at its fullest, in rays, light at the point; opaque."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    far = np.hypot((x - focus[0]) / width, (y - focus[1]) / height)
    turn = np.arctan2(y - focus[1], x - focus[0])
    rays = np.sin(turn * 23) + 0.6 * np.sin(turn * 57 + 1.3)
    share = np.clip(far / 0.72 + 0.07 * rays * np.clip(far * 3 - 0.3, 0, 1), 0, 1)[..., None]
    full = np.array(vivid(accent))
    near = np.clip(full * 0.86 + 0.12, 0, 1) * 255
    away = full * 255 * 0.24 + np.array(INK) * 0.7
    colours = near + (away - near) * share**0.8
    return np.concatenate([colours.astype(np.uint8), np.full((height, width, 1), 255, np.uint8)], axis=2)


def flash(picture: Picture, number: int) -> None:
    """Whiten a picture in place; `number` counts from where the flash begins, and others stay as they are."""
    if 0 <= number < len(_FLASH):
        left = 1 - _FLASH[number]
        white = np.full_like(picture, round(254 * (1 - left)))
        cv2.addWeighted(picture, left, white, 1, 0, dst=picture)


def darkness(width: int, height: int, *, focus: tuple[float, float]) -> Picture:
    """What to multiply a picture by where everything sinks into the dark but one point."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    far = np.hypot((x - focus[0]) / (0.62 * width), (y - focus[1]) / (0.36 * height))
    light = 1 - 0.72 * np.clip((far - 0.45) / 0.9, 0, 1) ** 1.2
    return (255 * light[..., None] * np.array([0.96, 0.92, 1.0])).clip(0, 255).astype(np.uint8)


def glow(width: int, height: int, *, focus: tuple[float, float], colour: tuple[float, float, float]) -> Picture:
    """Light to add around a point, as of a lamp behind somebody."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    far = np.hypot((x - focus[0]) / (0.75 * width), (y - focus[1]) / (0.42 * height))
    light = 0.2 * np.clip(1 - far, 0, 1) ** 1.6
    return (255 * light[..., None] * np.array(colour)).clip(0, 255).astype(np.uint8)


@dataclass(frozen=True, slots=True)
class Eye:
    """One eye of a drawn head, in the figure's pixels: its middle, half its width and half its height."""

    x: float
    y: float
    half_width: float
    half_height: float


def eyes_of(cel: Cel) -> tuple[Eye, ...]:
    """The two largest spots of a cel of eyes, from left to right."""
    count, _, stats, _ = cv2.connectedComponentsWithStats((cel.sheet[..., 3] > 60).astype(np.uint8))
    found = sorted((stats[n] for n in range(1, count)), key=lambda one: -int(one[cv2.CC_STAT_AREA]))[:2]
    eyes = [
        Eye(cel.left + x + wide / 2, cel.top + y + high / 2, wide / 2, high / 2)
        for x, y, wide, high in ((float(v) for v in one[:4]) for one in found)
    ]
    return tuple(sorted(eyes, key=lambda eye: eye.x))


def tears(eyes: Sequence[Eye], head_px: float) -> tuple[tuple[Cel, ...], ...]:
    """Drawings of tears that well up and run down the cheeks, in turn; the second eye comes later than the first."""
    drawings: list[tuple[Cel, ...]] = []
    for n in range(_TEAR_DRAWINGS):
        cels: list[Cel] = []
        for number, eye in enumerate(eyes):
            share = ((n / _TEAR_DRAWINGS) + 0.45 * number) % 1.0
            cels.append(_tear(eye, head_px, share))
        drawings.append(tuple(cels))
    return tuple(drawings)


def _tear(eye: Eye, head_px: float, share: float) -> Cel:
    """One tear: it grows under the eye, runs down leaving a wet line, and fades."""
    width = max(3.0, 0.032 * head_px)
    run = 0.30 * head_px
    grown = min(1.0, share / 0.25)
    down = max(0.0, (share - 0.2) / 0.8) ** 1.5 * run
    fades = 1 - max(0.0, (share - 0.82) / 0.18)
    wide, high = math.ceil(width * 2 + 4), math.ceil(run + 4 * width + 6)
    mask, shine = np.zeros((high, wide), np.uint8), np.zeros((high, wide), np.uint8)
    middle, top = wide / 2, 2.0
    drop_y = top + down + width * 1.3
    radius = width * (0.35 + 0.4 * grown)
    _polygon(mask, [(middle - width * 0.14, top), (middle + width * 0.14, top),
                    (middle + radius, drop_y), (middle - radius, drop_y)])  # fmt: skip
    _dot(mask, (middle, drop_y), radius, radius * 1.35)
    _dot(shine, (middle - radius * 0.3, drop_y - radius * 0.1), radius * 0.28, radius * 0.5)
    body = tinted(mask, _TEAR, 0.66 * fades * grown)
    light = tinted(shine, _WHITE, 0.95 * fades * grown)
    rest = cv2.multiply(body, cv2.merge([cv2.bitwise_not(light[..., 3])] * 4), scale=1 / 255)
    sheet = np.asarray(cv2.add(rest, light), np.uint8)
    return Cel(sheet, round(eye.x - middle), round(eye.y + eye.half_height * 0.62 - top))


def _dot(mask: Mask, middle: tuple[float, float], half_width: float, half_height: float) -> None:
    angles = np.linspace(0, 2 * math.pi, 28, endpoint=False)
    points = [(middle[0] + half_width * math.cos(a), middle[1] + half_height * math.sin(a)) for a in angles]
    _polygon(mask, points)


def blush(eyes: Sequence[Eye], head_px: float) -> tuple[Cel, ...]:
    """Warm cheeks under the eyes, with three small strokes each."""
    cels: list[Cel] = []
    middle = sum(eye.x for eye in eyes) / max(1, len(eyes))
    widest = max((eye.half_width for eye in eyes), default=1.0)
    for eye in eyes:
        near = eye.half_width / widest  # the cheek that is turned away is narrower, and lies further out
        wide, high = math.ceil(0.30 * head_px * near), math.ceil(0.22 * head_px)
        soft = np.zeros((high, wide), np.uint8)
        _dot(soft, (wide / 2, high / 2), 0.26 * wide, 0.2 * high)
        soft = np.asarray(cv2.GaussianBlur(soft, (0, 0), max(0.6, 0.032 * head_px)), np.uint8)
        strokes = np.zeros((high, wide), np.uint8)
        for n in (-1, 0, 1):
            x, y, long = wide / 2 + n * 0.045 * head_px, high / 2, 0.03 * head_px
            _polygon(strokes, [(x + long * 0.45, y - long), (x + long * 0.45 + 0.007 * head_px, y - long),
                               (x - long * 0.2 + 0.004 * head_px, y + long), (x - long * 0.2, y + long)])  # fmt: skip
        sheet = cv2.add(tinted(soft, _BLUSH, 0.34), tinted(strokes, _BLUSH, 0.42))
        middle_y = eye.y + eye.half_height + 0.10 * head_px
        out = math.copysign(0.25 * (1.6 - near) * eye.half_width, eye.x - middle)
        cels.append(Cel(np.asarray(sheet, np.uint8), round(eye.x + out - wide / 2), round(middle_y - high / 2)))
    return tuple(cels)


def sweat(eyes: Sequence[Eye], head_px: float) -> tuple[tuple[Cel, ...], ...]:
    """A drop that runs down beside one eye, in drawings that take turns."""
    if not eyes:
        return ((),)
    eye = max(eyes, key=lambda one: one.half_width)  # of a turned face, the nearer one
    out = math.copysign(1.75 * eye.half_width, eye.x - sum(one.x for one in eyes) / len(eyes) or -1)
    place = Eye(eye.x + out, eye.y - 0.16 * head_px, eye.half_width, 0.0)
    return tuple((_tear(place, head_px * 0.85, n / _TEAR_DRAWINGS),) for n in range(_TEAR_DRAWINGS))


def clipped(cel: Cel, head: Cel) -> Cel:
    """A cel only where a head is under it."""
    height, width = int(cel.sheet.shape[0]), int(cel.sheet.shape[1])
    x, y = cel.left - head.left, cel.top - head.top
    left, top = max(0, -x), max(0, -y)
    part = head.sheet[max(0, y) : max(0, y + height), max(0, x) : max(0, x + width), 3]
    part = part[: height - top, : width - left]
    alpha = np.zeros((height, width), np.uint8)
    alpha[top : top + len(part), left : left + part.shape[1]] = part
    sheet = cv2.multiply(cel.sheet, cv2.merge([alpha] * 4), scale=1 / 255)
    return Cel(np.asarray(sheet, np.uint8), cel.left, cel.top)
