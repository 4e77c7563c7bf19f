"""Decoded frames with their moments, from any place of a film, through damage and changes of format.

One bad packet costs a picture or 20 ms of sound, not the film. A broadcast may change its sound from stereo to
surround half-way; nobody downstream hears of it.
"""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

import av
import av.audio.resampler
import av.error

from microdrama.media.probe import Film, packets

_STEPS_BACK_S = (0, 2, 10, 60)  # where an index lies; only then from the start
_GRID_FINENESS = 4
_MOST_ROUNDING_S = Fraction(1, 500)

Timed = Iterator[tuple[Fraction, Any]]
"""Frames with their moments on the film's clock, in seconds."""


class PictureClock:
    """Tells when a decoded picture is shown, on the film's clock.

    AVI keeps no such times, only the order in which pictures arrive; what is derived from that as their time
    is wrong where pictures are stored out of order, so there the arrival counts. Most containers round: Matroska
    to a millisecond, MPEG-TS to 1/90,000 s. A picture that lies beside the grid of the film's rate (or of up to
    four times that, for fast films) by no more than such rounding lies on it.
    """

    def __init__(self, film: Film) -> None:
        self._film = film
        self._by_arrival = film.demuxer == "avi"
        self._grid = _GRID_FINENESS * film.rate.exact
        self._step = 1 / film.rate.exact
        self._next = Fraction(0)
        self._base: Fraction | None = None

    def _learn(self, base: Fraction) -> None:
        self._base = base
        self._first = round(self._film.origin / base)
        self._tick_share = base.numerator * self._grid.numerator  # a tick is this many ...
        self._grid_share = base.denominator * self._grid.denominator  # ... and a step of the grid that many parts
        bearable = min(2 * base, _MOST_ROUNDING_S)
        self._bearable = int(bearable * self._grid * self._grid_share)

    def moment(self, frame: Any) -> Fraction:
        """When the picture is shown; one without a time follows the one before."""
        if self._base is None:
            self._learn(Fraction(frame.time_base.numerator, frame.time_base.denominator))
        assert self._base is not None  # noqa: S101 (just learnt)
        ticks: int | None = frame.dts if self._by_arrival else frame.pts
        moment = self._next
        if ticks is not None:
            since = (ticks - self._first) * self._tick_share
            step = (2 * since + self._grid_share) // (2 * self._grid_share)
            if abs(since - step * self._grid_share) <= self._bearable:
                moment = Fraction(step * self._grid.denominator, self._grid.numerator)
            else:
                moment = Fraction((ticks - self._first) * self._base.numerator, self._base.denominator)
        self._next = moment + self._step
        return moment


def decoded(container: Any, stream: Any) -> Iterator[Any]:
    """The frames of one stream from where the container stands; packets that cannot be decoded are passed over.

    Raises av.error.FFmpegError where the container breaks.
    """
    for packet in packets(container, stream):
        try:
            frames: list[Any] = packet.decode()
        except av.error.FFmpegError:
            continue
        yield from frames


def pictures(container: Any, film: Film, *, since: Fraction = Fraction(0)) -> Timed:
    """The film's pictures in order, from the one shown at `since` or an earlier one."""
    stream = container.streams[film.video]

    def timed() -> Timed:
        clock = PictureClock(film)
        for frame in decoded(container, stream):
            yield clock.moment(frame), frame

    return _since(container, stream, since + film.origin, timed, origin=film.origin)


def sounds(container: Any, film: Film, *, since: Fraction = Fraction(0)) -> Timed:
    """The film's sound in order, from the block that is heard at `since` or an earlier one."""
    stream = container.streams[film.audio]

    def timed() -> Timed:
        base = Fraction(stream.time_base.numerator, stream.time_base.denominator)
        following = Fraction(0)
        for frame in decoded(container, stream):
            moment = following if frame.pts is None else frame.pts * base - film.sound_origin
            following = moment + Fraction(frame.samples, frame.sample_rate)
            yield moment, frame

    return _since(container, stream, since + film.sound_origin, timed, origin=film.sound_origin)


def _since(container: Any, stream: Any, wanted: Fraction, timed: Callable[[], Timed], *, origin: Fraction) -> Timed:
    """Seek so that the first frame is not after `wanted`, further and further back where the file misleads us."""
    base = Fraction(stream.time_base.numerator, stream.time_base.denominator)
    for back in _STEPS_BACK_S:
        if wanted - back <= origin:
            break
        try:
            container.seek(int((wanted - back) / base), stream=stream)
        except (av.error.FFmpegError, OverflowError):
            continue
        frames = timed()
        first = next(frames, None)
        if first is not None and first[0] + origin <= wanted:
            return itertools.chain([first], frames)
    with contextlib.suppress(av.error.FFmpegError):  # it stands at its start where it has nowhere to go
        container.seek(min(0, stream.start_time or 0), stream=stream)
    return timed()


class Resampler:
    """Brings sound to one layout and rate, whatever it changes to on the way; samples are packed float32."""

    def __init__(self, layout: str, rate_hz: int) -> None:
        self._wanted = (layout, rate_hz)
        self._given: tuple[str, str, int] | None = None
        self._inner: Any = None

    def resample(self, frame: Any) -> list[Any]:
        """What is ready after one more decoded frame; None for a frame ends the sound and gives the rest."""
        if frame is None:
            return self._rest()
        given = (frame.format.name, frame.layout.name, frame.sample_rate)
        before: list[Any] = []
        if given != self._given:
            before = self._rest()
            self._inner = av.audio.resampler.AudioResampler("flt", *self._wanted)
            self._given = given
        try:
            return [*before, *self._inner.resample(frame)]
        except av.error.FFmpegError:  # damage can claim a layout that no sound has
            self._given = self._inner = None
            return before

    def _rest(self) -> list[Any]:
        inner, self._inner = self._inner, None
        self._given = None
        rest: list[Any] = [] if inner is None else inner.resample(None)
        return [frame for frame in rest if frame is not None]
