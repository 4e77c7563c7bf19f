"""A frame to lay drawings on: units of 720 x 1280 to pixels, shadows, masks, several cels made one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from microdrama.animate.drawn.cels import Cel, Mask, Sheet, paint
from microdrama.animate.drawn.places import raster
from microdrama.animate.drawn.places.colours import INK
from microdrama.animate.drawn.places.drawing import Drawing
from microdrama.animate.drawn.places.raster import FRAME

Box = tuple[float, float, float, float]
"""Left, top, width and height in units of the frame."""


@dataclass(frozen=True, slots=True)
class Board:
    """A frame of so many pixels; drawings in units lie in its middle, as large as fits."""

    width: int
    height: int

    @property
    def unit(self) -> float:
        """Pixels a unit."""
        return min(self.width / FRAME[0], self.height / FRAME[1])

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Where a point lies, in pixels of the frame."""
        unit = self.unit
        return (self.width - FRAME[0] * unit) / 2 + x * unit, (self.height - FRAME[1] * unit) / 2 + y * unit

    def painted(
        self, d: Drawing, box: Box, *, fonts: Sequence[Path] = (), shadow: float = 0.0, bloom: float = 0.0
    ) -> Cel:
        """The part of a drawing inside a box, with a soft shadow (units) or a shine where wanted."""
        left, top = (round(side) for side in self.at(box[0], box[1]))
        wide, tall = max(1, round(box[2] * self.unit)), max(1, round(box[3] * self.unit))
        exact = (box[0], box[1], wide / self.unit, tall / self.unit)
        sheet = paint(d.svg(exact, width=wide, height=tall), width=wide, height=tall, fonts=fonts)
        if bloom:
            sheet = raster.bloomed(sheet, bloom, 22 * self.unit)
        if shadow:
            sheet = raster.flattened(_shadow(sheet, shadow * self.unit), sheet)
        return Cel(sheet, left, top)

    def flat(self, cels: Sequence[Cel]) -> Cel:
        """Several cels as one, which reaches as far as all of them."""
        left, top = min(cel.left for cel in cels), min(cel.top for cel in cels)
        right = max(cel.left + cel.sheet.shape[1] for cel in cels)
        bottom = max(cel.top + cel.sheet.shape[0] for cel in cels)
        whole = np.zeros((bottom - top, right - left, 4), np.uint8)
        for cel in cels:
            y, x = cel.top - top, cel.left - left
            part = whole[y : y + cel.sheet.shape[0], x : x + cel.sheet.shape[1]]
            part[...] = raster.flattened(part, cel.sheet)
        return Cel(whole, left, top)

    def mask(self, d: Drawing) -> Mask:
        """Where a drawing is opaque, over the whole frame."""
        cel = self.painted(d, (0, 0, *FRAME))
        out = np.zeros((self.height, self.width), np.uint8)
        tall, wide = min(self.height - cel.top, cel.sheet.shape[0]), min(self.width - cel.left, cel.sheet.shape[1])
        out[cel.top : cel.top + tall, cel.left : cel.left + wide] = cel.sheet[:tall, :wide, 3]
        return out

    def within(self, cel: Cel, mask: Mask) -> Cel:
        """A cel cut out by a mask over the whole frame; the rest of it is gone."""
        height, width = cel.sheet.shape[:2]
        top, left = max(0, cel.top), max(0, cel.left)
        bottom, right = min(self.height, cel.top + height), min(self.width, cel.left + width)
        if bottom <= top or right <= left:
            return Cel(np.zeros((1, 1, 4), np.uint8))
        part = cel.sheet[top - cel.top : bottom - cel.top, left - cel.left : right - cel.left]
        cut = cv2.multiply(part, cv2.merge([mask[top:bottom, left:right]] * 4), scale=1 / 255)
        return Cel(np.asarray(cut, np.uint8), left, top)

    def fitted(self, cel: Cel, box: Box) -> Cel:
        """What is seen in a cel made as large as fits into a box, in its middle and at its foot."""
        seen = cv2.boundingRect(cel.sheet[..., 3])
        x, y, wide, tall = seen
        if wide == 0 or tall == 0:
            return Cel(np.zeros((1, 1, 4), np.uint8))
        scale = min(box[2] * self.unit / wide, box[3] * self.unit / tall)
        size = (max(1, round(wide * scale)), max(1, round(tall * scale)))
        way = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
        sheet: Sheet = np.asarray(cv2.resize(cel.sheet[y : y + tall, x : x + wide], size, interpolation=way), np.uint8)
        left, top = self.at(box[0] + box[2] / 2, box[1] + box[3])
        return Cel(sheet, round(left - size[0] / 2), round(top - size[1]))


def _shadow(sheet: Sheet, reach: float) -> Sheet:
    """A soft dark below and beside what a sheet shows."""
    alpha = raster.blurred(sheet[..., 3].astype(np.float32), max(0.6, reach))
    height, width = alpha.shape
    moved = cv2.warpAffine(alpha, np.array([[1, 0, reach * 0.3], [0, 1, reach * 0.8]], np.float64), (width, height))
    share = np.asarray(moved, np.float32)[..., None] / 255 * 0.7
    return np.concatenate([np.array(INK, np.float32) * share * 255, share * 255], axis=2).astype(np.uint8)
