"""Pictures of a film at exact moments, upright, as planes.

A picture is shown from its own time until the next one's, whatever the spacing: that is the whole treatment of
variable frame rates. The picture at moment t is the latest whose time is not after t.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import av
import numpy as np
import numpy.typing as npt

from microdrama.media.container import NotAFilmError
from microdrama.media.probe import Film, opened

Plane = npt.NDArray[np.uint8] | npt.NDArray[np.uint16]

_ROUNDING = Fraction(1, 4)  # of a picture: Matroska and FLV keep times in whole milliseconds
_SEEK_WORTH_S = Fraction(
    4
)  # decoding through a shorter gap costs less than a seek to a keyframe before its end
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
    """The picture shown at each of the ascending moments (seconds on the film's clock).

    Holds two decoded pictures at a time and seeks over gaps. Raises NotAFilmError where the film breaks off
    more than a second before a moment asked for; up to a second the last picture stands.
    """
    with opened(film.path, film.demuxer) as container:
        reader = _Reader(container, film)
        for moment in moments:
            yield _as_picture(reader.at(moment), film)


class _Reader:
    """Walks forward through the decoded pictures with one of look-ahead."""

    def __init__(self, container: Any, film: Film) -> None:
        self._container = container
        self._film = film
        self._stream = container.streams[film.video]
        self._stream.thread_type = "AUTO"
        self._tolerance = _ROUNDING / film.rate.exact
        self._frames: Iterator[Any] = container.decode(self._stream)
        self._shown: Any = None
        self._next: Any = next(self._frames, None)

    def at(self, moment: Fraction) -> Any:
        here = self._time(self._next) if self._next is not None else None
        if here is not None and moment - here > _SEEK_WORTH_S:
            self._seek(moment)
        while self._next is not None and self._time(self._next) <= moment + self._tolerance:
            self._shown, self._next = self._next, self._advance()
        if self._shown is None:  # the moment lies before the first picture by a rounding error
            self._shown = self._next
        if self._shown is None or (self._next is None and moment - self._time(self._shown) > _MISSING_END_S):
            raise NotAFilmError(
                f"{self._film.path} breaks off before {float(moment):.1f} s although it says that it lasts "
                f"{float(self._film.duration):.1f} s: it is damaged or was not copied to its end."
            )
        return self._shown

    def _advance(self) -> Any:
        try:
            return next(self._frames, None)
        except av.error.EOFError:
            return None
        except av.error.FFmpegError as error:
            raise NotAFilmError(f"{self._film.path} is damaged: {error.strerror}.") from error

    def _time(self, frame: Any) -> Fraction:
        base = Fraction(self._stream.time_base.numerator, self._stream.time_base.denominator)
        return Fraction(frame.pts or 0) * base - self._film.origin

    def _seek(self, moment: Fraction) -> None:
        base = Fraction(self._stream.time_base.numerator, self._stream.time_base.denominator)
        target = int((moment + self._film.origin) / base)
        self._container.seek(target, stream=self._stream, backward=True, any_frame=False)
        self._frames = self._container.decode(self._stream)
        self._next = self._advance()
        if self._next is not None and self._time(self._next) > moment + self._tolerance:
            self._rewind(moment)

    def _rewind(self, moment: Fraction) -> None:
        """An index that lies (some TS and AVI files) put us behind the moment: walk there from the start."""
        self._container.seek(0, stream=self._stream, backward=True, any_frame=False)
        self._frames = self._container.decode(self._stream)
        self._next = self._advance()
        while self._next is not None and self._time(self._next) <= moment + self._tolerance:
            self._shown, self._next = self._next, self._advance()


def _as_picture(frame: Any, film: Film) -> Picture:
    if film.high_dynamic_range:
        if frame.format.name != "yuv420p10le":
            frame = frame.reformat(format="yuv420p10le")
        kind: Any = np.uint16
    else:
        if frame.format.name not in EIGHT_BIT_420:
            frame = frame.reformat(format="yuv420p")
        kind = np.uint8
    turn = film.rotation // 90
    luma, cb, cr = (plane_array(plane, kind, turn) for plane in frame.planes[:3])
    return Picture(luma, cb, cr)


def plane_array(plane: Any, kind: Any, turn: int = 0) -> Plane:
    """A view of one plane of a decoded frame, (height, width), turned `turn` quarters anticlockwise.

    The view lives as long as the frame's memory does, which numpy keeps alive.
    """
    rows = np.frombuffer(plane, kind).reshape(plane.height, -1)[:, : plane.width]
    return np.rot90(rows, turn) if turn else rows
