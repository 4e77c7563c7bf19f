"""Pictures of a film at exact moments, upright, as planes.

A picture is shown from its own time until the next one's, whatever the spacing: that is the whole treatment of
variable frame rates. Times are rounded to the nearest picture of the film's rate, exactly as `FrameRate.snap`
rounds a cut: so a span that begins with a picture shows that picture first, and never the one before it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import av.error
import numpy as np
import numpy.typing as npt

from microdrama.media.container import NotAFilmError
from microdrama.media.decoding import pictures
from microdrama.media.probe import Film, opened, plain

Plane = npt.NDArray[np.uint8] | npt.NDArray[np.uint16]

_EARLY = Fraction(1, 2)  # of a picture, as FrameRate.snap rounds
_SEEK_WORTH_S = Fraction(4)  # decoding through a shorter gap costs less than a seek to a keyframe before it
_FIRST_SEEK_WORTH_S = Fraction(1, 2)  # where only one picture is wanted, most of the work is the way to it
_MISSING_END_S = Fraction(1)
EIGHT_BIT_420 = frozenset({"yuv420p", "yuvj420p"})


@dataclass(frozen=True, slots=True)
class Picture:
    """One upright picture, 4:2:0: luma (height, width), cb and cr half of that each way, rounded up.

    uint8, or uint16 holding ten bits for a film with high dynamic range; in the film's own matrix and range.
    Sizes are as stored (turned upright), so pixels need not be square.
    """

    luma: Plane
    cb: Plane
    cr: Plane


def pictures_at(film: Film, moments: Iterable[Fraction]) -> Iterator[Picture]:
    """The picture shown at each moment (seconds on the film's clock); moments ascend but for a jump back at times.

    Holds two decoded pictures at a time and seeks over gaps and backwards. Raises NotAFilmError where the film breaks
    off more than a second before a moment asked for; up to a second the last picture stands.
    """
    with opened(film.path, film.demuxer) as container:
        reader = _Reader(container, film)
        for moment in moments:
            yield _as_picture(reader.at(moment), film)


class _Reader:
    """Walks through the decoded pictures with one of look-ahead."""

    def __init__(self, container: Any, film: Film) -> None:
        self._container = container
        self._film = film
        container.streams[film.video].thread_type = "AUTO"
        self._early = _EARLY / film.rate.exact
        self._frames = pictures(container, film)
        self._shown: tuple[Fraction, Any] | None = None
        self._next = self._advance()

    def at(self, moment: Fraction) -> Any:
        goes_back = self._shown is not None and moment + self._early < self._shown[0]
        worth = _FIRST_SEEK_WORTH_S if self._shown is None else _SEEK_WORTH_S
        if goes_back or (self._next is not None and moment - self._next[0] > worth):
            self._frames = pictures(self._container, self._film, since=moment)
            self._shown, self._next = None, self._advance()
        while self._next is not None and self._next[0] < moment + self._early:
            self._shown, self._next = self._next, self._advance()
        if self._shown is None:  # the moment lies before the first picture by a rounding error
            self._shown = self._next
        if self._shown is None or (self._next is None and moment - self._shown[0] > _MISSING_END_S):
            raise NotAFilmError(
                f"{self._film.path} breaks off before {float(moment):.1f} s although it says that it lasts "
                f"{float(self._film.duration):.1f} s: it is damaged or was not copied to its end."
            )
        return self._shown[1]

    def _advance(self) -> tuple[Fraction, Any] | None:
        try:
            return next(self._frames, None)
        except av.error.FFmpegError as error:
            raise NotAFilmError(f"{self._film.path} is damaged: {plain(error)}.") from error


def _as_picture(frame: Any, film: Film) -> Picture:
    deep = film.high_dynamic_range is not None
    kind: Any = np.uint16 if deep else np.uint8
    frame = like_the_first(frame, film, {"yuv420p10le"} if deep else EIGHT_BIT_420)
    luma, cb, cr = (plane_array(plane, kind, film.rotation // 90) for plane in frame.planes[:3])
    return Picture(luma, cb, cr)


def like_the_first(frame: Any, film: Film, formats: Collection[str]) -> Any:
    """A decoded picture in one of the 4:2:0 `formats` and in the film's size, which may change on the way."""
    if frame.format.name in formats and (frame.width, frame.height) == (film.stored_width, film.stored_height):
        return frame
    form = frame.format.name if frame.format.name in formats else min(formats)
    return frame.reformat(film.stored_width, film.stored_height, form)


def plane_array(plane: Any, kind: Any, turn: int = 0) -> Plane:
    """A view of one plane of a decoded frame, (height, width), turned `turn` quarters anticlockwise.

    The view lives as long as the frame's memory does, which numpy keeps alive.
    """
    rows: Any = np.frombuffer(plane, kind).reshape(plane.height, -1)[:, : plane.width]
    return np.rot90(rows, turn) if turn else rows
