"""What a film file is: its pictures, its sound, its clock. Here av's values become our own."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import av.container
import av.video.frame

from microdrama.domain.time import FrameRate
from microdrama.media.container import NotAFilmError, demuxer_of

_ATTACHED_PICTURE = 0x400  # AV_DISPOSITION_ATTACHED_PIC: the cover of an album, not a film
_DEFAULT_TRACK = 0x1
_PQ, _HLG = 16, 18  # AVCOL_TRC_SMPTE2084, AVCOL_TRC_ARIB_STD_B67
_BT709, _BT601, _UNSPECIFIED = 1, 6, 2
_FULL_RANGE = 2
_LARGEST_SIDE_PX, _SMALLEST_SIDE_PX = 8192, 16
_FASTEST_RATE = 240
_HD_HEIGHT_PX = 576  # BT.601 up to here where a file does not say, as players assume


@dataclass(frozen=True, slots=True)
class Film:
    """A film that can be opened: sizes are as stored, `width` and `height` as a viewer sees them.

    The film's clock starts with its first picture: `origin` is that moment on the file's own clock, in seconds.
    `rotation` is how far the stored picture must turn anticlockwise to stand upright: 0, 90, 180 or 270 degrees.
    """

    path: Path
    demuxer: str
    video: int
    audio: int | None
    origin: Fraction
    duration: Fraction
    rate: FrameRate
    stored_width: int
    stored_height: int
    pixel_aspect: Fraction
    rotation: int
    high_dynamic_range: bool
    full_range: bool
    matrix: str

    @property
    def width(self) -> int:
        """Upright width in square pixels."""
        wide, high = self._square()
        return high if self.rotation in (90, 270) else wide

    @property
    def height(self) -> int:
        """Upright height in square pixels."""
        wide, high = self._square()
        return wide if self.rotation in (90, 270) else high

    def _square(self) -> tuple[int, int]:
        return round(self.stored_width * self.pixel_aspect), self.stored_height


@contextlib.contextmanager
def opened(path: Path, demuxer: str) -> Iterator[av.container.InputContainer]:
    """The file, opened with one demuxer and no protocol but the local file; errors become NotAFilmError."""
    options = {"protocol_whitelist": "file", "format_whitelist": _whitelist(demuxer)}
    try:
        container = av.open(str(path), format=demuxer, options=options, metadata_errors="replace")
    except (av.error.FFmpegError, ValueError) as error:
        raise NotAFilmError(f"{path} is damaged or incomplete: {_plain(error)}.") from error
    with container:
        yield container


def _whitelist(demuxer: str) -> str:
    return {"mov": "mov,mp4,m4a,3gp,3g2,mj2", "matroska": "matroska,webm"}.get(demuxer, demuxer)


def _plain(error: Exception) -> str:
    text = getattr(error, "strerror", None) or str(error)
    return text[:1].lower() + text[1:].rstrip(".")


def probe(path: Path, *, language: str | None = None) -> Film:
    """Look at a film, far enough to decode its first picture.

    The sound is the track in `language` (a BCP 47 tag) where there is one, else the default one, else the first.
    Raises NotAFilmError, in one sentence, for whatever cannot be shown: no pictures, no length, damage.
    """
    demuxer = demuxer_of(path)
    with opened(path, demuxer) as container:
        streams = [s for s in container.streams.video if not int(s.disposition) & _ATTACHED_PICTURE]
        if not streams:
            raise NotAFilmError(f"{path} has no pictures: it is a sound file.")
        stream = max(streams, key=lambda s: (s.codec_context.width or 0) * (s.codec_context.height or 0))
        first = _first_picture(container, stream, path)
        origin = Fraction(first.pts or 0) * _fraction(first.time_base)
        duration = _duration(container, stream, origin)
        rate = _rate(stream)
        context = stream.codec_context
        _refuse_odd_sizes(path, context.width, context.height)
        if duration < 1 / rate.exact:
            raise NotAFilmError(f"{path} has no length: it holds less than one picture's time.")
        aspect = _fraction(stream.sample_aspect_ratio)
        return Film(
            path=path,
            demuxer=demuxer,
            video=stream.index,
            audio=_audio_track(container, language),
            origin=origin,
            duration=duration,
            rate=rate,
            stored_width=context.width,
            stored_height=context.height,
            pixel_aspect=aspect if Fraction(1, 4) < aspect < 4 else Fraction(1),
            rotation=round(first.rotation / 90) * 90 % 360,
            high_dynamic_range=int(first.color_trc or 0) in (_PQ, _HLG),
            full_range=int(first.color_range or 0) == _FULL_RANGE,
            matrix=_matrix(int(first.colorspace or _UNSPECIFIED), context.height),
        )


def _first_picture(
    container: av.container.InputContainer, stream: av.VideoStream, path: Path
) -> av.video.frame.VideoFrame:
    try:
        for frame in container.decode(stream):
            return frame
    except av.error.FFmpegError as error:
        raise NotAFilmError(f"{path} has pictures that cannot be decoded: {_plain(error)}.") from error
    raise NotAFilmError(f"{path} is empty: it promises pictures but holds none.")


def _fraction(value: object) -> Fraction:
    """av hands out Fraction, None or (from 19 on) its own rational; we keep one kind."""
    if not value:
        return Fraction(1)
    numerator = getattr(value, "numerator", 1)
    denominator = getattr(value, "denominator", 1) or 1
    return Fraction(numerator, denominator)


def _rate(stream: av.VideoStream) -> FrameRate:
    """The rate at which episodes of this film play: its own, exact; above 30 every second picture (60 -> 30)."""
    value = _fraction(stream.average_rate or stream.guessed_rate or 25)
    guessed = _fraction(stream.guessed_rate or value)
    if abs(guessed - value) / guessed < Fraction(1, 200):
        value = guessed  # an average over few pictures misses 24000/1001 by a hair
    value = max(Fraction(1), min(value, Fraction(_FASTEST_RATE))).limit_denominator(1001)
    while value > Fraction(61, 2):
        value /= 2
    return FrameRate(value.numerator, value.denominator)


def _duration(container: av.container.InputContainer, stream: av.VideoStream, origin: Fraction) -> Fraction:
    """Seconds from the first picture to the end of the last, as far as the file tells without decoding it."""
    base = _fraction(stream.time_base)
    if stream.duration:
        begin = Fraction(stream.start_time or 0) * base
        return max(Fraction(0), begin + stream.duration * base - origin)
    if container.duration:
        begin = Fraction(container.start_time or 0, av.time_base)
        return max(Fraction(0), begin + Fraction(container.duration, av.time_base) - origin)
    return Fraction(0)


def _audio_track(container: av.container.InputContainer, language: str | None) -> int | None:
    tracks = [s for s in container.streams.audio if s.codec_context.sample_rate]
    if not tracks:
        return None

    def rank(track: av.AudioStream) -> tuple[bool, bool]:
        spoken = bool(language) and _same_language(track.language or "", language or "")
        return spoken, bool(int(track.disposition) & _DEFAULT_TRACK)

    return max(tracks, key=rank).index


_THREE_LETTERS = {
    "en": "eng",
    "es": "spa",
    "fr": "fra fre",
    "de": "deu ger",
    "it": "ita",
    "pt": "por",
    "zh": "zho chi",
    "ja": "jpn",
    "ko": "kor",
    "ru": "rus",
    "ar": "ara",
    "hi": "hin",
    "th": "tha",
    "tr": "tur",
    "vi": "vie",
    "id": "ind",
    "pl": "pol",
    "nl": "nld dut",
}


def _same_language(track: str, tag: str) -> bool:
    """Whether a container's three-letter code and a BCP 47 tag name one language."""
    primary = tag.split("-")[0].lower()
    return track.lower() in (primary, *_THREE_LETTERS.get(primary, "").split())


def _matrix(colorspace: int, height: int) -> str:
    if colorspace == _BT709:
        return "bt709"
    if colorspace in (5, _BT601):
        return "bt601"
    if colorspace in (9, 10):
        return "bt2020nc"
    return "bt709" if height > _HD_HEIGHT_PX else "bt601"


def _refuse_odd_sizes(path: Path, width: int, height: int) -> None:
    if not (
        _SMALLEST_SIDE_PX <= width <= _LARGEST_SIDE_PX and _SMALLEST_SIDE_PX <= height <= _LARGEST_SIDE_PX
    ):
        raise NotAFilmError(
            f"{path} has pictures of {width}x{height} pixels; "
            f"microdrama takes sides from {_SMALLEST_SIDE_PX} to {_LARGEST_SIDE_PX}."
        )
