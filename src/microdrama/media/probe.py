"""What a film file is: its pictures, its sound, its clock. Here av's values become our own."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal, cast

import av
import av.container
import av.error

from microdrama.domain.time import FrameRate
from microdrama.media.container import NotAFilmError, demuxer_of

_ATTACHED_PICTURE = 0x400  # AV_DISPOSITION_ATTACHED_PIC: the cover of an album, not a film
_DEFAULT_TRACK = 0x1
Transfer = Literal["pq", "hlg"]
_TRANSFERS: dict[int, Transfer] = {16: "pq", 18: "hlg"}  # AVCOL_TRC_SMPTE2084, AVCOL_TRC_ARIB_STD_B67
_MATRICES = {1: "bt709", 5: "bt601", 6: "bt601", 7: "smpte240m", 9: "bt2020nc", 10: "bt2020nc"}  # AVCOL_SPC_...
_UNSPECIFIED = 2
_FULL_RANGE = 2
_LARGEST_SIDE_PX, _SMALLEST_SIDE_PX = 8192, 16
_FASTEST_SHOWN = Fraction(61, 2)  # pictures a second: of faster films every second one is taken
_LONGEST_LABEL = 16
_FASTEST_RATE = 240
_RATE_ROUNDING = Fraction(1, 20_000)
_LONGEST_S = 12 * 3600
_MOST_PACKETS_WITHOUT_A_PICTURE = 2000
_HD_HEIGHT_PX = 576  # BT.601 up to here where a file does not say, as players assume


@dataclass(frozen=True, slots=True)
class Film:
    """A film that can be opened: sizes are as stored, `width` and `height` as a viewer sees them.

    The film's clock starts with its first picture: `origin` is that moment on the file's own clock, in seconds,
    and `sound_origin` the same moment on the clock of its sound, which differs only in AVI.
    `high_dynamic_range` says which transfer the pictures have, None for standard range.
    `rotation` is how far the stored picture must turn anticlockwise to stand upright: 0, 90, 180 or 270 degrees.
    `start_timecode` is the label of its first picture as the file says it, whatever that is.
    """

    path: Path
    demuxer: str
    video: int
    audio: int | None
    origin: Fraction
    sound_origin: Fraction
    duration: Fraction
    rate: FrameRate
    stored_width: int
    stored_height: int
    pixel_aspect: Fraction
    rotation: int
    high_dynamic_range: Transfer | None
    full_range: bool
    matrix: str
    start_timecode: str | None = None

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
def opened(path: Path, demuxer: str) -> Generator[av.container.InputContainer]:
    """The file, opened with one demuxer and no protocol but the local file; errors become NotAFilmError."""
    options = {"protocol_whitelist": "file", "format_whitelist": _whitelist(demuxer)}
    try:
        # with the protocol named, a colon in a file's own name is nothing but a colon
        container = av.open(f"file:{path}", format=demuxer, options=options, metadata_errors="replace")
    except (av.error.FFmpegError, ValueError) as error:
        raise NotAFilmError(f"{path} is damaged or incomplete: {plain(error)}.") from error
    with container:
        yield container


def packets(container: Any, streams: Any) -> Iterator[Any]:
    """The packets of some streams from where the container stands to the end.

    The library trips at the very end over streams that appeared on the way; ours have come out by then.
    """
    with contextlib.suppress(IndexError):
        yield from container.demux(streams)


def _whitelist(demuxer: str) -> str:
    return {"mov": "mov,mp4,m4a,3gp,3g2,mj2", "matroska": "matroska,webm"}.get(demuxer, demuxer)


def plain(error: Exception) -> str:
    """What a codec library says, as the end of a sentence."""
    text: str = getattr(error, "strerror", None) or str(error)
    if text.startswith("Error number"):  # a code that even the library has no words for
        return "its data makes no sense"
    return text[:1].lower() + text[1:].rstrip(".")


def probe(path: Path, *, language: str | None = None) -> Film:
    """Look at a film, far enough to decode its first picture.

    The sound is the track in `language` (a BCP 47 tag) where there is one, else the default one, else the first.
    Raises NotAFilmError, in one sentence, for whatever cannot be shown: no pictures, no length, damage.
    """
    demuxer = demuxer_of(path)
    with opened(path, demuxer) as container:
        stream = _video_track(container, path)
        _refuse_odd_sizes(path, stream.codec_context.width, stream.codec_context.height)
        first = _first_picture(container, stream, path)
        _refuse_odd_sizes(path, first.width, first.height)
        rate = _rate(stream)
        origin, sound_origin = _origins(first, stream, demuxer)
        duration = _duration(container, stream, sound_origin)
        if duration < 1 / rate.exact:
            raise NotAFilmError(f"{path} has no length: it holds less than one picture's time.")
        if duration > _LONGEST_S:
            raise NotAFilmError(
                f"{path} says that it lasts {float(duration) / 3600:.0f} hours; "
                f"microdrama takes films up to {_LONGEST_S // 3600} hours."
            )
        aspect = _fraction(stream.sample_aspect_ratio)
        return Film(
            path=path,
            demuxer=demuxer,
            video=stream.index,
            audio=_audio_track(container, language),
            origin=origin,
            sound_origin=sound_origin,
            duration=duration,
            rate=rate,
            stored_width=first.width,
            stored_height=first.height,
            pixel_aspect=aspect if Fraction(1, 4) < aspect < 4 else Fraction(1),
            rotation=round(first.rotation / 90) * 90 % 360,
            high_dynamic_range=_TRANSFERS.get(int(first.color_trc or 0)),
            full_range=int(first.color_range or 0) == _FULL_RANGE,
            matrix=_matrix(first),
            start_timecode=_start_timecode(container, stream),
        )


def _video_track(container: av.container.InputContainer, path: Path) -> Any:
    tracks: list[Any] = [s for s in container.streams.video if not int(s.disposition) & _ATTACHED_PICTURE]
    if not tracks:
        raise NotAFilmError(f"{path} has no pictures: it is a sound file.")
    known = [track for track in tracks if track.codec_context is not None]
    if not known:
        raise NotAFilmError(f"{path} has pictures in a format that microdrama cannot decode.")
    return max(known, key=lambda s: (s.codec_context.width or 0) * (s.codec_context.height or 0))


def _first_picture(container: Any, stream: Any, path: Path) -> Any:
    complaint: Exception | None = None
    try:
        for packet in itertools.islice(packets(container, stream), _MOST_PACKETS_WITHOUT_A_PICTURE):
            try:
                for frame in packet.decode():
                    return frame
            except av.error.FFmpegError as error:
                complaint = error  # a recording may begin between two keyframes
    except av.error.FFmpegError as error:
        complaint = error
    if complaint is not None:
        raise NotAFilmError(f"{path} has pictures that cannot be decoded: {plain(complaint)}.") from complaint
    raise NotAFilmError(f"{path} is empty: it promises pictures but holds none.")


def _origins(first: Any, stream: Any, demuxer: str) -> tuple[Fraction, Fraction]:
    """The first picture's time on the clock of the pictures and on that of the sound.

    AVI counts pictures as they are stored, sound as it is heard: both begin together, although a picture that
    waits for a later one leaves the decoder late.
    """
    base = _fraction(first.time_base)
    if demuxer == "avi":
        return (first.dts or 0) * base, (stream.start_time or 0) * base
    return (first.pts or 0) * base, (first.pts or 0) * base


def _fraction(value: object) -> Fraction:
    """What the library hands out as Fraction, None or (from 19 on) its own rational, as one kind."""
    if not value:
        return Fraction(1)
    numerator = getattr(value, "numerator", 1)
    denominator = getattr(value, "denominator", 1) or 1
    return Fraction(numerator, denominator)


def _rate(stream: Any) -> FrameRate:
    """The rate at which episodes of this film play: its own, exact; above 30 every second picture (60 -> 30)."""
    value = _fraction(stream.average_rate or stream.guessed_rate or 25)
    guessed = _fraction(stream.guessed_rate or value)
    if abs(guessed - value) / guessed < Fraction(1, 200):
        value = guessed  # an average over few pictures misses 24000/1001 by a hair
    value = max(Fraction(1), min(value, Fraction(_FASTEST_RATE)))
    usual = (Fraction(round(value)), Fraction(1000 * round(value * Fraction(1001, 1000)), 1001))
    close = [rate for rate in usual if abs(rate - value) < value * _RATE_ROUNDING]
    value = close[0] if close else value.limit_denominator(1001)
    while value > _FASTEST_SHOWN:
        value /= 2
    return FrameRate(value.numerator, value.denominator)


def _start_timecode(container: Any, stream: Any) -> str | None:
    """The label of the first picture, from the pictures' track or the file, where each label is one picture of ours.

    Of a film that is played at half its rate only a label of a whole second is.
    """
    for metadata in (stream.metadata, container.metadata):
        for name, label in metadata.items():
            if name.lower() == "timecode" and len(label) <= _LONGEST_LABEL:
                halved = _fraction(stream.average_rate or stream.guessed_rate or 25) > _FASTEST_SHOWN
                return None if halved and not label.endswith("00") else label
    return None


def _duration(container: av.container.InputContainer, stream: Any, origin: Fraction) -> Fraction:
    """Seconds from the first picture to the end of the last, as far as the file tells without decoding it."""
    base = _fraction(stream.time_base)
    if stream.duration:
        begin = Fraction(stream.start_time or 0) * base
        # of an AVI without its index, which stands last, only what is there would count
        ticks = max(stream.duration, stream.frames if container.format.name == "avi" else 0)
        return max(Fraction(0), begin + ticks * base - origin)
    if container.duration:
        begin = Fraction(container.start_time or 0, av.time_base)
        return max(Fraction(0), begin + Fraction(container.duration, av.time_base) - origin)
    return max(Fraction(0), _last_end(container, stream) - origin)


def _last_end(container: Any, stream: Any) -> Fraction:
    """When the last picture ends on the file's clock, found by reading all: browsers record without a length."""
    end = 0
    with contextlib.suppress(av.error.FFmpegError):
        for packet in packets(container, stream):
            end = max(end, (packet.pts or 0) + (packet.duration or 0))
    return end * _fraction(stream.time_base)


def _audio_track(container: av.container.InputContainer, language: str | None) -> int | None:
    known: list[Any] = [s for s in container.streams.audio if cast("Any", s).codec_context is not None]
    tracks = [track for track in known if track.codec_context.sample_rate]
    if not tracks:
        return None

    def rank(track: Any) -> tuple[bool, bool]:
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
    primary = tag.partition("-")[0].lower()
    return track.lower() in (primary, *_THREE_LETTERS.get(primary, "").split())


def _matrix(picture: Any) -> str:
    if picture.format.is_rgb:
        return "bt601"  # what turning it into 4:2:0 makes of it
    stated = _MATRICES.get(int(picture.colorspace or _UNSPECIFIED))
    return stated or ("bt709" if picture.height > _HD_HEIGHT_PX else "bt601")


def _refuse_odd_sizes(path: Path, width: int, height: int) -> None:
    if not (_SMALLEST_SIDE_PX <= width <= _LARGEST_SIDE_PX and _SMALLEST_SIDE_PX <= height <= _LARGEST_SIDE_PX):
        raise NotAFilmError(
            f"{path} has pictures of {width}x{height} pixels; "
            f"microdrama takes sides from {_SMALLEST_SIDE_PX} to {_LARGEST_SIDE_PX}."
        )
