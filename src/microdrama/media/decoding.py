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

from microdrama.media.probe import Film

_STEPS_BACK_S = (0, 2, 10, 60)  # an index that lies costs one more seek; only then is all decoded from the start

Timed = Iterator[tuple[Fraction, Any]]
"""Frames with their moments on the film's clock, in seconds."""


class PictureClock:
    """Tells when a decoded picture is shown, on the film's clock.

    AVI keeps no such times, only the order in which pictures arrive; what is derived from that as their time
    is wrong where pictures are stored out of order, so there the arrival counts.
    """

    def __init__(self, film: Film) -> None:
        self._film = film
        self._by_arrival = film.demuxer == "avi"
        self._step = 1 / film.rate.exact
        self._next = Fraction(0)

    def moment(self, frame: Any) -> Fraction:
        """When the picture is shown; one without a time follows the one before."""
        ticks: int | None = frame.dts if self._by_arrival else frame.pts
        moment = self._next
        if ticks is not None:
            base = frame.time_base
            moment = Fraction(ticks * base.numerator, base.denominator) - self._film.origin
        self._next = moment + self._step
        return moment


def decoded(container: Any, stream: Any, *, from_key: bool = False) -> Iterator[Any]:
    """The frames of one stream from where the container stands; `from_key` drops what comes before a keyframe.

    MPEG-TS needs that after a seek, which may land anywhere. Packets that cannot be decoded are passed over. Raises av.error.FFmpegError where the container breaks.
    """
    waiting = from_key
    for packet in container.demux(stream):
        if waiting and packet.size and not packet.is_keyframe:
            continue
        waiting = False
        try:
            frames: list[Any] = packet.decode()
        except av.error.FFmpegError:
            continue
        yield from frames


def pictures(container: Any, film: Film, *, since: Fraction = Fraction(0)) -> Timed:
    """The film's pictures in order, from the one shown at `since` or an earlier one."""
    stream = container.streams[film.video]

    def timed(*, aligned: bool) -> Timed:
        clock = PictureClock(film)
        for frame in decoded(container, stream, from_key=not aligned):
            yield clock.moment(frame), frame

    return _since(container, stream, since + film.origin, timed, origin=film.origin)


def sounds(container: Any, film: Film, *, since: Fraction = Fraction(0)) -> Timed:
    """The film's sound in order, from the block that is heard at `since` or an earlier one."""
    stream = container.streams[film.audio]

    def timed(*, aligned: bool) -> Timed:
        base = Fraction(stream.time_base.numerator, stream.time_base.denominator)
        following = Fraction(0)
        for frame in decoded(container, stream, from_key=not aligned):
            moment = following if frame.pts is None else frame.pts * base - film.sound_origin
            following = moment + Fraction(frame.samples, frame.sample_rate)
            yield moment, frame

    return _since(container, stream, since + film.sound_origin, timed, origin=film.sound_origin)


def _since(
    container: Any, stream: Any, wanted: Fraction, timed: Callable[..., Timed], *, origin: Fraction
) -> Timed:
    """Seek so that the first frame is not after `wanted`, further and further back where the file misleads us."""
    base = Fraction(stream.time_base.numerator, stream.time_base.denominator)
    for back in _STEPS_BACK_S:
        if wanted - back <= origin:
            break
        try:
            container.seek(int((wanted - back) / base), stream=stream)
        except (av.error.FFmpegError, OverflowError):
            continue
        frames = timed(aligned=False)
        first = next(frames, None)
        if first is not None and first[0] + origin <= wanted:
            return itertools.chain([first], frames)
    with contextlib.suppress(av.error.FFmpegError):  # it stands at its start where it has nowhere to go
        container.seek(min(0, stream.start_time or 0), stream=stream)
    return timed(aligned=True)


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
        return [*before, *self._inner.resample(frame)]

    def _rest(self) -> list[Any]:
        inner, self._inner = self._inner, None
        self._given = None
        rest: list[Any] = [] if inner is None else inner.resample(None)
        return [frame for frame in rest if frame is not None]
