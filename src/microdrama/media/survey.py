"""One decoding pass over a film: small pictures, sound for the voice detector, and the loudness curve.

Decoding runs in a thread of its own and making pictures small in another, both a little ahead, so that whoever looks
at the pictures works beside them. Decoders skip the loop filter here: it smooths block edges, which nobody sees at
thumbnail size.
"""

from __future__ import annotations

import contextlib
import itertools
import queue
import threading
from collections.abc import Generator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, TypeVar

import av
import av.error
import numpy as np
import numpy.typing as npt

from microdrama.media.audio import RATE_HZ
from microdrama.media.container import NotAFilmError
from microdrama.media.decoding import PictureClock, Resampler
from microdrama.media.frames import EIGHT_BIT_420, Plane, like_the_first, plane_array
from microdrama.media.loudness import LoudnessMeter
from microdrama.media.probe import Film, opened, packets, plain

VOICE_RATE_HZ = 16_000
_THUMB_SIDE_PX = 160
_STILL_SIDE_PX = 192
_LOOK_SIDE_PX = 480
_STILLS_EVERY_S = Fraction(1, 2)
_BLOCK_PICTURES = 48
_BLOCKS_AHEAD = 8  # what a decoder does while the models load
_HANDFUL = 8
_FRAMES_AHEAD = 1  # handfuls: decoded pictures are large
_DECODING_THREADS = 4
_LATEST_SOUND_S = 600  # after the pictures
_LONGEST_GAP = VOICE_RATE_HZ // 20
_MISSING_SHARE = Fraction(1, 50)
_ONE_LENGTH_FOR_ALL = ("matroska", "flv")


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Still:
    """A picture for finding faces and writing, at `moment`, upright.

    `rgb`: (height, width, 3) uint8, longer side 192 pixels. `luma`: (height, width) uint8, longer side near 480
    stored elements, on which small writing can still be told from a pattern.
    """

    moment: Fraction
    rgb: npt.NDArray[np.uint8]
    luma: npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Block:
    """What was decoded since the last block.

    `moments`: seconds of each picture. `luma` (pictures, height, width) and `cb`, `cr` (half of that each way):
    uint8, upright, longer side near 160 elements. `voice`: mono float32 at 16 kHz, contiguous from the film's zero.
    """

    moments: list[Fraction]
    luma: npt.NDArray[np.uint8]
    cb: npt.NDArray[np.uint8]
    cr: npt.NDArray[np.uint8]
    stills: list[Still]
    voice: npt.NDArray[np.float32]


@dataclass(slots=True)
class Survey:
    """A pass in progress: iterate `blocks` to its end, then `duration` and `meter` are those of the whole film."""

    film: Film
    meter: LoudnessMeter = field(default_factory=LoudnessMeter)
    duration: Fraction = Fraction(0)

    def blocks(self) -> Generator[Block]:
        """The film, block by block. Raises NotAFilmError for damage, or where it ends far before its stated end."""
        return _ahead(_decode(self), most=_BLOCKS_AHEAD, name="thinning")


def _ahead(items: Generator[T], *, most: int, name: str) -> Generator[T]:
    """What `items` gives, made by a thread of its own that is ahead by `most` of them; it ends with this."""
    made: queue.Queue[tuple[T] | BaseException | None] = queue.Queue(most)
    stop = threading.Event()

    def run() -> None:
        try:
            with contextlib.closing(items):
                for item in items:
                    if stop.is_set():
                        return
                    made.put((item,))
            made.put(None)
        except BaseException as error:  # noqa: BLE001 (handed to the thread that iterates, which raises it)
            made.put(error)

    thread = threading.Thread(target=run, daemon=True, name=name)
    thread.start()
    try:
        while (item := made.get()) is not None:
            if isinstance(item, BaseException):
                raise item
            yield item[0]
    finally:
        stop.set()
        while thread.is_alive():
            with contextlib.suppress(queue.Empty):
                made.get(timeout=0.05)
        thread.join()


def _decode(survey: Survey) -> Generator[Block]:
    film = survey.film
    with opened(film.path, film.demuxer) as container:
        video: Any = container.streams[film.video]
        video.thread_type = "AUTO"
        video.codec_context.thread_count = _DECODING_THREADS
        video.codec_context.options = {"skip_loop_filter": "all"}
        streams: list[Any] = [video]
        if film.audio is not None:
            streams.append(container.streams[film.audio])
        pictures, voice = _Pictures(film), _Voice(film, survey.meter)
        with contextlib.closing(
            _ahead(_frames(container, streams, film), most=_FRAMES_AHEAD, name="decoding")
        ) as frames:
            for frame in itertools.chain.from_iterable(frames):
                if isinstance(frame, av.VideoFrame):
                    pictures.take(frame)
                else:
                    voice.take(frame)
                if pictures.full:
                    yield pictures.block(voice.drain())
        voice.end()
        yield pictures.block(voice.drain())
    survey.meter.end()
    survey.duration = pictures.end
    _refuse_truncated(film, pictures_end=pictures.end, sound_end=voice.at)


def _frames(container: Any, streams: list[Any], film: Film) -> Generator[list[Any]]:
    """Decoded pictures and sound, a handful at a time: each way between threads costs as much as a small picture."""
    frames: list[Any] = []
    try:
        for packet in packets(container, streams):
            try:
                frames += packet.decode()
            except av.error.FFmpegError:
                continue  # one bad packet costs a picture or 20 ms of sound, not the film
            if len(frames) >= _HANDFUL:
                yield frames
                frames = []
    except av.error.FFmpegError as error:
        raise NotAFilmError(f"{film.path} is damaged: {plain(error)}.") from error
    yield frames


def _refuse_truncated(film: Film, *, pictures_end: Fraction, sound_end: Fraction) -> None:
    """Some containers state one length for all: there, sound that goes on after the pictures is no damage."""
    end = max(pictures_end, sound_end) if film.demuxer in _ONE_LENGTH_FOR_ALL else pictures_end
    if film.duration - end > max(Fraction(1), film.duration * _MISSING_SHARE):
        raise NotAFilmError(
            f"{film.path} breaks off at {float(end):.1f} s although it says that it lasts "
            f"{float(film.duration):.1f} s: it is damaged or was not copied to its end."
        )


class _Pictures:
    """Collects thumbnails until a block is full."""

    def __init__(self, film: Film) -> None:
        self._film = film
        self._turn = film.rotation // 90
        step = round(max(film.stored_width, film.stored_height) / _THUMB_SIDE_PX / 2) * 2
        step = max(2, min(step, min(film.stored_width, film.stored_height) // 4 * 2))  # colour keeps a row
        self._steps = (step, step, step)
        self._still_size = _fitted(film, _STILL_SIDE_PX)
        self._look_step = max(1, round(max(film.stored_width, film.stored_height) / _LOOK_SIDE_PX))
        self._clock = PictureClock(film)
        self._next_still = self._latest = Fraction(0)
        self.end = Fraction(0)
        self._clear()

    def _clear(self) -> None:
        self._moments: list[Fraction] = []
        self._planes: tuple[list[Any], list[Any], list[Any]] = ([], [], [])
        self._stills: list[Still] = []

    @property
    def full(self) -> bool:
        return len(self._moments) >= _BLOCK_PICTURES

    def take(self, frame: Any) -> None:
        moment = max(self._clock.moment(frame), self._latest)  # a damaged time may lie before the last one
        self._latest = moment
        whole = like_the_first(frame, self._film, EIGHT_BIT_420)
        for kept, plane, step in zip(self._planes, whole.planes, self._steps, strict=True):
            kept.append(_thinned(plane_array(plane, np.uint8, self._turn), step))
        if moment >= self._next_still:
            look = _thinned(plane_array(whole.planes[0], np.uint8, self._turn), self._look_step)
            self._stills.append(Still(moment, self._still(frame), look))
            self._next_still = moment + _STILLS_EVERY_S
        self._moments.append(moment)
        self.end = moment + 1 / self._film.rate.exact

    def _still(self, frame: Any) -> npt.NDArray[np.uint8]:
        width, height = self._still_size
        rgb = frame.reformat(width, height, "rgb24", interpolation="AREA").to_ndarray()
        return np.ascontiguousarray(np.rot90(rgb, self._turn))

    def block(self, voice: npt.NDArray[np.float32]) -> Block:
        empty = np.zeros((0, 2, 2), np.uint8)
        luma, cb, cr = (np.stack(planes) if planes else empty for planes in self._planes)
        made = Block(self._moments, luma, cb, cr, self._stills, voice)
        self._clear()
        return made


def _thinned(plane: Plane, step: int) -> npt.NDArray[np.uint8]:
    """Every `step`-th picture element each way, as the mean of four around it: a tenth of a scaler's time."""
    if step == 1:
        return plane.astype(np.uint8)
    high, wide = (side // step * step for side in plane.shape)
    near, far = step // 4, step // 4 + step // 2
    total = np.zeros((high // step, wide // step), np.uint16)
    for row, column in itertools.product((near, far), repeat=2):
        total += plane[row:high:step, column:wide:step].astype(np.uint16)  # numpy adds two types three times as slowly
    total >>= 2
    return total.astype(np.uint8)


def _fitted(film: Film, side: int) -> tuple[int, int]:
    """Stored size (before turning) with square pixels and the longer side given, both sides even."""
    wide, high = (film.height, film.width) if film.rotation in (90, 270) else (film.width, film.height)
    scale = side / max(wide, high)
    return max(2, round(wide * scale / 2) * 2), max(2, round(high * scale / 2) * 2)


class _Voice:
    """Makes the sound mono at 16 kHz, contiguous on the film's clock, and lets the meter hear it."""

    def __init__(self, film: Film, meter: LoudnessMeter) -> None:
        self._film = film
        self._meter = meter
        self._mono = Resampler("mono", VOICE_RATE_HZ)
        self._stereo = Resampler("stereo", RATE_HZ)
        self._blocks: list[npt.NDArray[np.float32]] = []
        self._at: int | None = None  # the sample that comes next on the film's clock; below zero at first

    @property
    def at(self) -> Fraction:
        """Where the sound has come to, on the film's clock."""
        return Fraction(self._at or 0, VOICE_RATE_HZ)

    def take(self, frame: Any) -> None:
        stated = self._at or 0
        if frame.pts is not None:
            base = frame.time_base
            moment = Fraction(frame.pts * base.numerator, base.denominator) - self._film.sound_origin
            if moment < self._film.duration + _LATEST_SOUND_S:  # a damaged time may lie years ahead
                stated = round(moment * VOICE_RATE_HZ)
        bearable = _LONGEST_GAP
        if self._at is None:
            self._at, bearable = min(stated, 0), 0
        if stated - self._at > bearable:
            self._meter.silent_until(stated / VOICE_RATE_HZ)
            self._add(np.zeros(stated - self._at, np.float32))
        for block in self._stereo.resample(frame):
            self._meter.hear(block)
        for block in self._mono.resample(frame):
            self._add(block.to_ndarray().reshape(-1))

    def _add(self, samples: npt.NDArray[np.float32]) -> None:
        early = max(0, -(self._at or 0))
        self._at = (self._at or 0) + len(samples)
        self._blocks.append(samples[early:])

    def end(self) -> None:
        for block in self._stereo.resample(None):
            self._meter.hear(block)
        for block in self._mono.resample(None):
            self._add(block.to_ndarray().reshape(-1))

    def drain(self) -> npt.NDArray[np.float32]:
        sound = np.concatenate(self._blocks) if self._blocks else np.zeros(0, np.float32)
        self._blocks = []
        return sound
