"""The lamp: lays a shot's light on painted sheets, the same on a figure and on the patches that move over it."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from microdrama.animate.drawn.cels import Cel, Mask, Sheet
from microdrama.animate.drawn.light import Light, Rgb

_DIM = 4
"""Soft fields are worked out at a quarter of the size."""


def key_field(alpha: Mask, light: Light) -> npt.NDArray[np.float32]:
    """How strongly the key falls on each pixel of a figure, 0 to 1: broad from its side, stronger along that edge."""
    height, width = alpha.shape
    small = cv2.resize(alpha, (max(width // _DIM, 1), max(height // _DIM, 1)), interpolation=cv2.INTER_AREA)
    columns = np.flatnonzero(small.any(axis=0))
    left, right = (int(columns[0]), int(columns[-1])) if len(columns) else (0, small.shape[1] - 1)
    columns_at = np.arange(small.shape[1], dtype=np.float32)
    across = ((columns_at - np.float32(left)) / np.float32(max(right - left, 1))).clip(0, 1)
    if light.key_side == "left":
        across = 1 - across
    seen = small.astype(np.float32) / 255
    reach = max(small.shape[1] // 14, 2)
    away = reach if light.key_side == "left" else -reach
    moved = cv2.warpAffine(
        seen, np.array([[1, 0, away], [0, 1, reach * 0.6]], np.float64), (small.shape[1], small.shape[0]),
        borderMode=cv2.BORDER_CONSTANT,
    )  # fmt: skip
    edge = cv2.GaussianBlur(np.clip(seen - moved, 0, 1), (0, 0), reach * 0.6)
    field = (np.float32(0.62) * across**2 + np.float32(0.55) * np.asarray(edge, np.float32)).clip(0, 1)
    strong = np.asarray(field * np.float32(light.key_strength), np.float32)
    return np.asarray(cv2.resize(strong, (width, height), interpolation=cv2.INTER_LINEAR), np.float32)


def shine(sheet: Sheet, field: npt.NDArray[np.float32], light: Light) -> Sheet:
    """A sheet under the light: everything times the ambient, the key screened where its field is strong."""
    dim = np.asarray((*light.ambient, 1.0), np.float64).clip(0, 1)
    table = (np.arange(256, dtype=np.float64)[:, None] * dim + 0.5).astype(np.uint8)
    tinted = np.asarray(cv2.LUT(sheet, table[None]), np.uint8)
    return _screened(tinted, field, light.key) if any(light.key) and light.key_strength > 0 else tinted


def _screened(sheet: Sheet, strength: npt.NDArray[np.float32], colour: Rgb) -> Sheet:
    """A sheet whose colours are drawn towards white, each by its part of `colour`, where `strength` is 1."""
    planes = [np.asarray(plane, np.uint8) for plane in cv2.split(sheet)]
    alpha = planes[3].astype(np.float32)
    for channel, part in enumerate(colour):
        if part > 0:
            plane = planes[channel].astype(np.float32)
            plane += (alpha - plane) * (strength * np.float32(part))
            planes[channel] = np.asarray(cv2.min(cv2.convertScaleAbs(plane), planes[3]), np.uint8)
    return np.asarray(cv2.merge(planes), np.uint8)


def rim(
    sheet: Sheet, around: Mask, light: Light, *, scale: float = 1.0, part: tuple[slice, slice] | None = None
) -> Sheet:
    """A sheet with a line of light along the edges that face away from the key, crisp outside and soft inwards.

    `around` is the silhouette of the whole figure, so that a chin over a collar gets no line; `part` is where in it the
    sheet lies. What a sheet cuts off stays dark.
    """
    reach = light.rim_px * scale
    if reach <= 0.3 or not any(light.rim):
        return sheet
    away = -1.0 if light.key_side == "left" else 1.0
    seen = around.astype(np.float32) / 255
    size = (seen.shape[1], seen.shape[0])

    def edge(by: float) -> npt.NDArray[np.float32]:
        shift = np.array([[1, 0, away * by], [0, 1, by * 0.45]], np.float64)
        moved = cv2.warpAffine(seen, shift, size, borderMode=cv2.BORDER_REPLICATE)
        return np.clip(seen - moved, 0, 1).astype(np.float32)

    crisp = edge(reach)
    soft = cv2.GaussianBlur(edge(reach * 2.2), (0, 0), max(reach, 0.6))
    line = np.clip(crisp * 0.92 + soft * 0.55, 0, 1)
    if part is not None:
        line = line[part]
    return _screened(sheet, np.ascontiguousarray(line, np.float32), light.rim)


def trimmed(cel: Cel) -> Cel:
    """A cel without its empty borders; a wholly empty one keeps one pixel."""
    rows = np.flatnonzero(cel.sheet[..., 3].any(axis=1))
    columns = np.flatnonzero(cel.sheet[..., 3].any(axis=0))
    if not len(rows) or not len(columns):
        return Cel(sheet=cel.sheet[:1, :1].copy(), left=cel.left, top=cel.top)
    top, bottom, left, right = int(rows[0]), int(rows[-1]) + 1, int(columns[0]), int(columns[-1]) + 1
    part = np.ascontiguousarray(cel.sheet[top:bottom, left:right])
    return Cel(sheet=part, left=cel.left + left, top=cel.top + top)
