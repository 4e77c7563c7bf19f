"""Pictures made of parts of pictures: cropped between two elements, scaled, stacked, set before a blurred copy, mixed.

Every function takes and gives upright 4:2:0 pictures of either depth, in the numbers of their own matrix and range.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import av
import numpy as np

from microdrama.media.frames import Picture, Plane

_PHASES = 32  # places between two elements at which a crop may begin: finer steps than an eye follows
_BACKDROP_SHARE = 64  # the copy behind a fitted picture is scaled down to this part: that is its blur
_BACKDROP_LIGHT = 0.4
_CARD_SHARE = 26  # a picture behind large letters is blurred less: one still sees what it was
_CARD_LIGHT = 0.34
_BLACK, _COLOURLESS = 0.0625, 0.5  # shares of all that the numbers of luma and of chroma can be
_INK = (0.11, 0.52, 0.52)  # the viewer's ground, nearly black with a breath of violet: luma, cb, cr


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a picture in stored luma elements; `left` may lie between two, the others are even and inside."""

    left: float
    top: int
    width: int
    height: int


def cropped(picture: Picture, part: Part) -> Picture:
    """A part of a picture. On an even `left` these are the stored numbers; else a cubic passes through four of them.

    Without that a slow move would jump by two elements at a time, five on the screen, and stand in between.
    """
    rows, columns = part.top + part.height, part.width
    return Picture(
        _from_between(picture.luma[part.top : rows], part.left, columns),
        _from_between(picture.cb[part.top // 2 : rows // 2], part.left / 2, columns // 2),
        _from_between(picture.cr[part.top // 2 : rows // 2], part.left / 2, columns // 2),
    )


def _from_between(plane: Plane, left: float, width: int) -> Plane:
    """Columns `left`, `left` + 1, ... of a plane; between elements by Catmull and Rom's cubic."""
    whole, phase = divmod(round(left * _PHASES), _PHASES)
    whole = min(max(whole, 0), plane.shape[1] - width)
    if phase == 0:
        return plane[:, whole : whole + width]
    ways = np.clip(np.arange(whole - 1, whole + width + 2), 0, plane.shape[1] - 1)
    wide = plane[:, ways].astype(np.float32)
    total = sum(weight * wide[:, shift : shift + width] for shift, weight in enumerate(_catmull_rom(phase / _PHASES)))
    made: Any = np.clip(np.rint(total), 0, np.iinfo(plane.dtype).max if plane.dtype == np.uint8 else 1023).astype(
        plane.dtype
    )
    return made


def _catmull_rom(at: float) -> tuple[float, float, float, float]:
    square, cube = at**2, at**3
    return (
        (-cube + 2 * square - at) / 2,
        (3 * cube - 5 * square + 2) / 2,
        (-3 * cube + 4 * square + at) / 2,
        (cube - square) / 2,
    )


def stacked(upper: Picture, lower: Picture) -> Picture:
    """One picture above another of the same width; the upper one has an even number of rows."""
    pairs = ((upper.luma, lower.luma), (upper.cb, lower.cb), (upper.cr, lower.cr))
    planes: list[Any] = [np.concatenate(pair) for pair in pairs]
    return Picture(*planes)


def scaled(picture: Picture, width: int, height: int) -> Picture:
    """The whole picture in another even size, bicubic, or by areas where it becomes smaller."""
    if picture.luma.shape == (height, width):
        return picture
    return Picture(
        _plane_scaled(picture.luma, width, height),
        _plane_scaled(picture.cb, width // 2, height // 2),
        _plane_scaled(picture.cr, width // 2, height // 2),
    )


def _plane_scaled(plane: Plane, width: int, height: int) -> Plane:
    form = "gray" if plane.dtype == np.uint8 else "gray10le"
    way = "AREA" if width < plane.shape[1] and height < plane.shape[0] else "BICUBIC"
    wanted: Any = np.ascontiguousarray(plane)
    frame: Any = av.VideoFrame.from_ndarray(wanted, form)
    made: Plane = frame.reformat(width, height, form, interpolation=way).to_ndarray()
    return made


def fitted(picture: Picture, *, width: int, height: int, behind: Picture) -> Picture:
    """A picture in the middle of an upright frame, whole, before a blurred and dimmed enlargement of another.

    `picture` has the frame's width or less height to spare; `behind` has the frame's shape, in any size.
    """
    small = scaled(behind, _even(width / _BACKDROP_SHARE), _even(height / _BACKDROP_SHARE))
    back = scaled(small, width, height)
    top = (height - picture.luma.shape[0]) // 4 * 2
    bottom = top + picture.luma.shape[0]
    luma = _dimmed(back.luma, _BLACK, _BACKDROP_LIGHT)
    cb, cr = (_dimmed(plane, _COLOURLESS, _BACKDROP_LIGHT) for plane in (back.cb, back.cr))
    luma[top:bottom] = picture.luma
    cb[top // 2 : bottom // 2], cr[top // 2 : bottom // 2] = picture.cb, picture.cr
    return Picture(luma, cb, cr)


def card_ground(picture: Picture) -> Picture:
    """What large letters stand on: the picture, softly blurred, dark, with a little of the viewer's own colour."""
    height, width = picture.luma.shape
    small = scaled(picture, _even(width / _CARD_SHARE), _even(height / _CARD_SHARE))
    soft = scaled(small, width, height)
    planes = zip((soft.luma, soft.cb, soft.cr), _INK, strict=True)
    return Picture(*(_dimmed(plane, rest, _CARD_LIGHT) for plane, rest in planes))


def mixed(one: Picture, other: Picture, share: float) -> Picture:
    """`share` (0 to 1) of another picture of the same size over one."""
    planes = zip((one.luma, one.cb, one.cr), (other.luma, other.cb, other.cr), strict=True)
    made: list[Any] = [
        np.rint(a * np.float32(1 - share) + b * np.float32(share)).astype(a.dtype)  # between both: nothing overflows
        for a, b in planes
    ]
    return Picture(*made)


def _dimmed(plane: Plane, rest: float, light: float) -> Plane:
    """`light` of the plane and the rest of `rest`, a share of all that the numbers can be."""
    still = rest * (256 if plane.dtype == np.uint8 else 1024)
    dimmed: Any = (plane * np.float32(light) + np.float32(still * (1 - light))).astype(plane.dtype)
    return dimmed


def _even(value: float) -> int:
    return max(2, round(value / 2) * 2)
