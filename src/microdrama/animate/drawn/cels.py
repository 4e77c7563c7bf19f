"""Painted sheets: SVG in, pixels out, and one sheet laid over another.

Everything is drawn as SVG by resvg, which is the same on every machine and needs no system library, and moved about
with OpenCV. A sheet is RGBA, 8 bits, its colours premultiplied by alpha; a picture is RGB, 8 bits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Generic, TypeVar

import cv2
import numpy as np
import numpy.typing as npt
import resvg_py

Sheet = npt.NDArray[np.uint8]
"""(height, width, 4) RGBA, colours premultiplied."""
Picture = npt.NDArray[np.uint8]
"""(height, width, 3) RGB."""
Mask = npt.NDArray[np.uint8]
"""(height, width), 0 to 255."""
Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Cel:
    """A sheet and where its upper left corner lies, in pixels of whatever it is laid on; may reach over its edges."""

    sheet: Sheet
    left: int = 0
    top: int = 0

    def moved(self, x: int, y: int) -> Cel:
        """The same sheet elsewhere."""
        return replace(self, left=self.left + x, top=self.top + y)


class Cels(Mapping[Key, Cel], Generic[Key]):
    """Cels that are drawn when they are first asked for, and kept: a shot shows few of all the faces somebody has."""

    def __init__(self, keys: Sequence[Key], draw: Callable[[Key], Cel]) -> None:
        self._draw = draw
        self._cels: dict[Key, Cel | None] = dict.fromkeys(keys)

    def __getitem__(self, key: Key) -> Cel:
        cel = self._cels[key]
        if cel is None:
            cel = self._cels[key] = self._draw(key)
        return cel

    def __contains__(self, key: object) -> bool:
        return key in self._cels

    def __iter__(self) -> Iterator[Key]:
        return iter(self._cels)

    def __len__(self) -> int:
        return len(self._cels)


def paint(svg: str, *, width: int, height: int, fonts: Sequence[Path] = ()) -> Sheet:
    """Draw an SVG document at a size in pixels; letters only with the given font files, never with the system's.

    Raises ValueError where the document is none.
    """
    png = resvg_py.svg_to_bytes(
        svg_string=svg, width=width, height=height, skip_system_fonts=True, font_files=[str(font) for font in fonts]
    )
    bgra = cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_UNCHANGED)
    if bgra is None:
        raise ValueError("the drawing could not be read back")
    return premultiplied(np.asarray(cv2.cvtColor(bgra, cv2.COLOR_BGRA2RGBA), np.uint8))


def premultiplied(rgba: Sheet) -> Sheet:
    """A sheet of straight RGBA."""
    alpha = rgba[..., 3:].astype(np.uint16)
    colours = (rgba[..., :3].astype(np.uint16) * alpha + 127) // 255
    return np.concatenate([colours.astype(np.uint8), rgba[..., 3:]], axis=2)


def lay(picture: Picture, cel: Cel) -> None:
    """Lay a cel over a picture in place; what reaches over the edges is cut off."""
    height, width = picture.shape[:2]
    top, left = max(0, cel.top), max(0, cel.left)
    bottom = min(height, cel.top + cel.sheet.shape[0])
    right = min(width, cel.left + cel.sheet.shape[1])
    if top >= bottom or left >= right:
        return
    part = cel.sheet[top - cel.top : bottom - cel.top, left - cel.left : right - cel.left]
    under = picture[top:bottom, left:right]
    clear = cv2.cvtColor(255 - part[..., 3], cv2.COLOR_GRAY2RGB)
    picture[top:bottom, left:right] = cv2.add(cv2.multiply(under, clear, scale=1 / 255), part[..., :3])
