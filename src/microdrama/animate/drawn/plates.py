"""The place of a shot as plates: what lies behind people, in one sheet or two, and what lies before them, finished."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import cv2
import numpy as np

from microdrama.animate.drawn import effects, finish
from microdrama.animate.drawn.canvas import cropped, lay_sheet
from microdrama.animate.drawn.cels import Cel, Sheet
from microdrama.animate.drawn.finish import Grade
from microdrama.animate.drawn.light import Rgb
from microdrama.animate.drawn.place import MARGIN, Layer, Place
from microdrama.domain.storyboard import TimeOfDay

_SPLIT = 0.12  # two depths nearer to each other than this are one plate


@dataclass(frozen=True, slots=True)
class Plate:
    """A sheet in the picture's pixels, at a depth; it comes with the drawing `since`."""

    cel: Cel
    depth: float
    since: int = 0


class _Painted:
    """Layers that are known again by being the very same: a place that was painted once is handed out again."""

    def __init__(self, layers: tuple[Layer, ...]) -> None:
        self.layers = layers

    def __hash__(self) -> int:
        return id(self.layers)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Painted) and other.layers is self.layers


def backdrop(
    place: Place, size: tuple[int, int], *, mood: str, time: TimeOfDay, field: bool
) -> tuple[Plate, tuple[Plate, ...]]:
    """What lies behind people as an opaque plate and, where depths differ enough, one more before it, finished.

    With `field` the place all but vanishes behind its own colour, as it does behind lines of speed.
    """
    return _backdrop(_Painted(place.layers), size, mood, time, place.accent if field else None)


@lru_cache(maxsize=6)
def _backdrop(
    painted: _Painted, size: tuple[int, int], mood: str, time: TimeOfDay, accent: Rgb | None
) -> tuple[Plate, tuple[Plate, ...]]:
    layers, look = painted.layers, finish.grade(mood, time)
    width, height = size
    left, top = -round(width * MARGIN), -round(height * MARGIN)
    behind = [layer for layer in layers if layer.depth <= 1]
    far, near = _parted(behind)
    ground: Sheet = np.zeros((height - 2 * top, width - 2 * left, 4), np.uint8)
    ground[..., 3] = 255
    front = np.zeros_like(ground)
    for layer in far:
        _lay_layer(ground, None, layer, left, top)
    for layer in near:
        _lay_layer(ground, front, layer, left, top)
    if accent is not None:
        focus = (width * 0.5 - left, height * 0.34 - top)
        colour = effects.line_field(ground.shape[1], ground.shape[0], focus=focus, accent=accent)
        ground, near = np.asarray(cv2.addWeighted(ground, 0.14, colour, 0.86, 0), np.uint8), ()
    whole = ground.copy()
    if near:
        lay_sheet(whole, Cel(front))
    light = finish.shine(np.ascontiguousarray(whole[..., :3]))
    lowest = Plate(_finished(finish.lit(ground, light), left, top, look), _mean_depth(far))
    if not near:
        return lowest, ()
    nearer = cropped(_finished(finish.lit(front, light), left, top, look), lights=True)
    return lowest, (Plate(nearer, _mean_depth(near)),)


def _mean_depth(layers: Sequence[Layer]) -> float:
    return float(np.mean([layer.depth for layer in layers])) if layers else 0.3


def _parted(layers: Sequence[Layer]) -> tuple[Sequence[Layer], Sequence[Layer]]:
    """The layers before and after the widest gap between two depths; all in one where they lie close together."""
    steps = [after.depth - before.depth for before, after in pairwise(layers)]
    if not steps or max(steps) < _SPLIT:
        return layers, ()
    cut = steps.index(max(steps)) + 1
    return layers[:cut], layers[cut:]


def _lay_layer(ground: Sheet, front: Sheet | None, layer: Layer, left: int, top: int) -> None:
    """Lay a layer on the plate it belongs to; light and shade fall on both, each by what it shows."""
    cel = layer.cel.moved(-left, -top)
    if layer.blend == "normal":
        lay_sheet(ground if front is None else front, cel)
        return
    for sheet in (ground,) if front is None else (ground, front):
        full = np.zeros_like(sheet)
        if layer.blend == "multiply":
            full[...] = 255
        lay_sheet(full, cel)
        made = finish.lit(sheet, full[..., :3]) if layer.blend == "screen" else finish.dimmed(sheet, full[..., :3])
        np.copyto(sheet, made)


def _finished(sheet: Sheet, left: int, top: int, look: Grade) -> Cel:
    dotted = finish.halftone(finish.graded(sheet, look), left=left, top=top)
    return Cel(dotted, left, top)


def plate(layer: Layer, look: Grade) -> Plate:
    """A layer before people; light alone has no alpha, shade alone no colour."""
    sheet = layer.cel.sheet
    if layer.blend == "screen":
        sheet = sheet.copy()
        sheet[..., 3] = 0
    elif layer.blend == "multiply":
        shade = np.zeros_like(sheet)
        shade[..., 3] = sheet[..., 3] - sheet[..., :3].max(axis=2)
        sheet = shade
    small = cropped(Cel(sheet, layer.cel.left, layer.cel.top), lights=True)
    return Plate(Cel(finish.graded(small.sheet, look), small.left, small.top), layer.depth)
