"""A still that somebody painted, moved: the camera goes over it as if what is low and in the middle were nearer."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import cv2
import numpy as np
import numpy.typing as npt

from microdrama.animate.drawn import finish, moves
from microdrama.animate.drawn.cels import Picture
from microdrama.animate.drawn.finish import Grain
from microdrama.animate.drawn.moves import Frame, View
from microdrama.domain.storyboard import Move

Floats = npt.NDArray[np.float32]

_MARGIN = 0.08  # of the size, on each side, for the camera to go
_BLOOM = 0.3
_DEEP = 0.3  # how much further than the rest what is nearest moves, and less what is farthest


def move_still(
    image: Picture, move: Move, pictures: int, size: tuple[int, int] = (720, 1280), *, seed: str = "still"
) -> Iterator[Picture]:
    """The pictures of a moved still: (height, width, 3) RGB of `size` (width, height), 24 a second.

    The image may be of any size and shape: it fills the picture, and what does not fit is cut off at its sides, or at
    its bottom rather than its top. A hold goes a little nearer all the same: nothing on a screen stands still for
    seconds. Raises ValueError where the image is no RGB picture or empty.
    """
    if image.ndim != 3 or image.shape[2] != 3 or 0 in image.shape:
        raise ValueError(f"a still is (height, width, 3), not {image.shape}")
    cv2.setNumThreads(1)
    width, height = size
    plate = _fitted(image, width, height)
    plate = finish.bloom(plate, strength=_BLOOM)
    frame = Frame(size, (width / 2, 0.4 * height))
    number = int.from_bytes(hashlib.sha256(f"still/{seed}".encode()).digest()[:4])
    shade, grain = finish.vignette(width, height, floor=0.12), Grain(width, height, seed=f"still/{seed}")
    near = _nearness(width, height)
    for n, view in enumerate(
        moves.views("push" if move == "hold" else move, "eye", frame=frame, pictures=pictures, seed=number)
    ):
        across, down = _sources(view, frame, near, plate.shape[1::-1])
        picture = cv2.remap(plate, across, down, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        picture = np.asarray(cv2.multiply(picture, shade, scale=1 / 255), np.uint8)
        grain.over(picture, n // 2)
        yield picture


def _fitted(image: Picture, width: int, height: int) -> Picture:
    """The image as a plate with its margin: filled, centred, and cut at the bottom rather than at the top."""
    wide, high = round(width * (1 + 2 * _MARGIN)), round(height * (1 + 2 * _MARGIN))
    tall, long = image.shape[:2]
    scale = max(wide / long, high / tall)
    part_wide, part_high = min(long, max(1, round(wide / scale))), min(tall, max(1, round(high / scale)))
    left, top = (long - part_wide) // 2, (tall - part_high) // 4
    part = np.ascontiguousarray(image[top : top + part_high, left : left + part_wide])
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(part, (wide, high), interpolation=how), np.uint8)


def _nearness(width: int, height: int) -> Floats:
    """How near each pixel is taken to be, -1 to 1: near in the middle, where faces are, and at the foot."""
    x = np.linspace(-1, 1, width, dtype=np.float32)[None, :]
    y = np.linspace(0, 1, height, dtype=np.float32)[:, None]
    middle = np.exp(-((x / 0.75) ** 2) - ((y - 0.42) / 0.34) ** 2)
    foot = np.clip((y - 0.55) / 0.45, 0, 1) ** 1.5 * np.float32(0.8)
    return np.asarray(2 * np.maximum(middle, foot) - 1, np.float32)


def _sources(view: View, frame: Frame, near: Floats, plate: tuple[int, ...]) -> tuple[Floats, Floats]:
    """Where on the plate each pixel of the picture comes from, in pixels; never outside it."""
    width, height = frame.size
    zoom = 1 + (view.zoom - 1) * (1 + _DEEP * near)
    share = 1 + _DEEP * near
    x = np.arange(width, dtype=np.float32)[None, :]
    y = np.arange(height, dtype=np.float32)[:, None]
    margin_x, margin_y = (plate[0] - width) / 2, (plate[1] - height) / 2
    across = frame.focus[0] + (x - frame.focus[0]) / zoom + view.x * share + margin_x
    down = frame.focus[1] + (y - frame.focus[1]) / zoom + view.y * share + margin_y
    return across.astype(np.float32), down.astype(np.float32)
