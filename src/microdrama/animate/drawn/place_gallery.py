"""A sheet of all places at all times, small, to look at: `python -m microdrama.animate.drawn.place_gallery OUT.png`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import get_args

import cv2
import numpy as np

from microdrama.animate.drawn.cels import Picture, lay
from microdrama.animate.drawn.place import draw_place
from microdrama.domain.storyboard import Location, PlaceKind, TimeOfDay

KINDS: tuple[PlaceKind, ...] = get_args(PlaceKind)
TIMES: tuple[TimeOfDay, ...] = get_args(TimeOfDay)
_WIDTH, _HEIGHT = 180, 320
_ROWS = 7


def seen(kind: PlaceKind, time: TimeOfDay, *, seed: int, width: int = _WIDTH, height: int = _HEIGHT) -> Picture:
    """A place as a camera that stands still sees it."""
    location = Location(id="place", name="place", kind=kind, interior=False, seed=seed)
    place = draw_place(location, time=time, weather="clear", mood="calm", width=width, height=height)
    picture = np.zeros((height, width, 3), np.uint8)
    for layer in place.layers:
        lay(picture, layer.cel)
    return picture


def gallery(kinds: Sequence[PlaceKind] = KINDS) -> Picture:
    """All kinds, each at its four times side by side, in columns."""
    blocks = [np.hstack([seen(kind, time, seed=7 * number + 1) for time in TIMES]) for number, kind in enumerate(kinds)]
    while len(blocks) % _ROWS:
        blocks.append(np.zeros_like(blocks[0]))
    columns = [np.vstack(blocks[at : at + _ROWS]) for at in range(0, len(blocks), _ROWS)]
    return np.hstack(columns)


if __name__ == "__main__":
    written = cv2.imencode(".png", cv2.cvtColor(gallery(), cv2.COLOR_RGB2BGR))[1]
    Path(sys.argv[1]).write_bytes(written.tobytes())
