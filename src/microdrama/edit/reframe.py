"""Where the upright window lies over a wide picture: one still place a shot, a hard reset at every cut.

Faces decide where there are any, movement where there are none; a window never travels within a shot.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from microdrama.domain.attention import COLUMNS, Attention
from microdrama.domain.findings import FaceTrack, Findings, Shot
from microdrama.domain.time import Span

TARGET_ASPECT = Fraction(9, 16)
_FINE = 256  # places tried across the picture
_CENTRE_PULL = 0.12  # so that a tie, or next to nothing moving, gives the middle
_FACE_HEIGHT = 0.42  # of the window: where a face's middle goes when the picture is taller than the window
_HEADROOM = 1.6  # how much wider than the face alone a viewer wants to see


@dataclass(frozen=True, slots=True)
class Window:
    """The part of the picture that is shown: fractions of the whole, upper left corner, width and height."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Framing:
    """One window and how long it stands."""

    span: Span
    window: Window


def window_size(picture: Fraction) -> tuple[float, float]:
    """Width and height, in fractions, of the largest 9:16 window in a picture of this width-to-height ratio."""
    if picture >= TARGET_ASPECT:
        return float(TARGET_ASPECT / picture), 1.0
    return 1.0, float(picture / TARGET_ASPECT)


def frame_shots(findings: Findings, attention: Attention | None) -> list[Framing]:
    """A window for each shot of a film, in order and without gaps; never outside the picture."""
    media = findings.media
    aspect = Fraction(media.width, media.height)
    shots = findings.shots or [Shot(start_s=Fraction(0), end_s=media.duration_s)]
    columns = {shot.start_s: shot.columns for shot in attention.shots} if attention else {}
    framings: list[Framing] = []
    for shot in shots:
        boxes = _boxes(findings.faces, shot)
        framings.append(Framing(shot.span, _window(aspect, boxes, columns.get(shot.start_s))))
    return framings


def _boxes(faces: Sequence[FaceTrack], shot: Shot) -> list[tuple[float, float, float, float]]:
    """(x, y, width, height) of every find of a face during the shot."""
    start, end = float(shot.start_s), float(shot.end_s)
    return [box[1:] for track in faces for box in track.boxes if start <= box[0] < end]


def _window(aspect: Fraction, boxes: list[tuple[float, float, float, float]], columns: list[float] | None) -> Window:
    width, height = window_size(aspect)
    left, x = _best_place(_interest(boxes, columns), width)
    x = _holding([(box[0], box[0] + box[2]) for box in boxes], x, length=width, best=left)
    y = min(max(_mean_height(boxes) - _FACE_HEIGHT * height, 0.0), 1 - height)
    y = _holding([(box[1], box[1] + box[3]) for box in boxes], y, length=height, best=y)
    return Window(x, y, width, height)


def _holding(sides: list[tuple[float, float]], start: float, *, length: float, best: float) -> float:
    """Move a window as little as it takes to hold the faces that fit into it, each from side to side.

    Those are all where all fit together, else those that a window at `best` holds.
    """
    inside = [(max(0.0, low), min(1.0, high)) for low, high in sides]
    if inside and max(high for _, high in inside) - min(low for low, _ in inside) > length:
        inside = [(low, high) for low, high in inside if low >= best and high <= best + length]
    if not inside:
        return start
    least, most = max(high for _, high in inside) - length, min(low for low, _ in inside)
    return min(max(start, least, 0.0), most, 1 - length)


def _interest(boxes: list[tuple[float, float, float, float]], columns: list[float] | None) -> npt.NDArray[np.float64]:
    """How much a viewer wants to see each of 256 columns; sums to 1."""
    places = (np.arange(_FINE) + 0.5) / _FINE
    interest = np.zeros(_FINE)
    for x, _, width, height in boxes:
        reach = width * _HEADROOM / 2
        interest += np.where(np.abs(places - (x + width / 2)) <= reach, height**1.5 / max(reach, 1e-3), 0)
    if not interest.any() and columns is not None:
        interest = np.repeat(np.asarray(columns, float), _FINE // COLUMNS)
    if not interest.any():
        interest = np.ones(_FINE)
    return interest / interest.sum()


def _best_place(interest: npt.NDArray[np.float64], width: float) -> tuple[float, float]:
    """The left edge of the window that holds the most interest, the one nearest the middle among equals.

    And the left edge once the interest held is centred, as far as the picture's edge allows.
    """
    count = max(1, min(_FINE, round(width * _FINE)))
    held = np.convolve(interest, np.ones(count), mode="valid")
    centres = (np.arange(len(held)) + count / 2) / _FINE
    score = held - _CENTRE_PULL * np.abs(centres - 0.5)
    left = int(np.argmax(score))
    part = interest[left : left + count]
    middle = (
        (left + float(np.average(np.arange(count) + 0.5, weights=part))) / _FINE if part.sum() > 0 else centres[left]
    )
    return left / _FINE, min(max(middle - width / 2, 0.0), 1 - width)


def _mean_height(boxes: list[tuple[float, float, float, float]]) -> float:
    if not boxes:
        return 0.5
    weights = [height for _, _, _, height in boxes]
    return float(np.average([y + height / 2 for _, y, _, height in boxes], weights=weights))


def window_at(framings: Sequence[Framing], moment: Fraction, *, start: int = 0) -> int:
    """The index of the framing that stands at a moment, looking from `start` on; the last one holds for ever."""
    index = start
    while index + 1 < len(framings) and framings[index].span.end_s <= moment:
        index += 1
    return index
