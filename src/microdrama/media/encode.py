"""Pictures and sound in, one episode out: the HLS ladder, the master and the poster, in one run of ffmpeg.

The largest rung and the master are the same encoded pictures in two containers, so they cost one encoding.
x264 gives the same bits only with one thread: with more, how far the others are decides what is left of a bit rate.
The rungs are encoded side by side, so that two cores are busy all the same.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Literal, Self

import numpy as np

from microdrama.domain.time import FrameRate
from microdrama.media import hls
from microdrama.media.ass import burn
from microdrama.media.audio import RATE_HZ, Sound
from microdrama.media.child import Child, ChildError, run
from microdrama.media.frames import Picture, Plane
from microdrama.media.probe import Transfer

Quality = Literal["draft", "standard", "high"]

_PRESETS: dict[Quality, tuple[str, int]] = {
    "draft": ("ultrafast", 30),
    "standard": ("veryfast", 23),
    "high": ("medium", 20),
}
_THREADS = 1
_REORDERED = "0"
"""B pictures in a row: they would save a tenth of the size, but segments of HLS cannot tell a player to skip the two
pictures by which they delay the first one, and the sound would come 80 ms early."""
_AUDIO_KBPS = 128
_BYTES_A_SAMPLE = 8
_TAIL_S = 0.05  # what AAC adds at the ends; a last segment of a few milliseconds makes players wait for ever
_AUDIO_DELAY = 1024
"""Samples of silence that the AAC encoder puts first. Segments of HLS cannot tell a player to skip them, so they
take the place of the first 21 ms of sound: everything after is in step with the pictures, to the sample."""
_POSTER_WIDTH = 720
_LEAST_FREE_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class PictureFormat:
    """The cropped pictures that an encoder is fed: their size in stored pixels, and how to read their numbers."""

    width: int
    height: int
    rate: FrameRate
    high_dynamic_range: Transfer | None
    full_range: bool
    matrix: str

    @property
    def bytes_each(self) -> int:
        """Size of one raw 4:2:0 picture."""
        return self.width * self.height * 3 // 2 * (2 if self.high_dynamic_range else 1)


@dataclass(frozen=True, slots=True)
class Burned:
    """Captions to draw into the pictures: an ASS file (see `media.ass`) and a folder with nothing but its fonts."""

    ass: Path
    fonts: Path


@dataclass(frozen=True, slots=True)
class EpisodeFiles:
    """The files of one episode, under its own folder."""

    folder: Path

    @property
    def master(self) -> Path:
        """The whole episode as one faststart MP4."""
        return self.folder / "master.mp4"

    @property
    def hls(self) -> Path:
        """The folder of the ladder."""
        return self.folder / "hls"

    @property
    def poster(self) -> Path:
        """One still, 720 pixels wide."""
        return self.folder / "poster.jpg"


class EpisodeEncoder:
    """Takes the pictures of an episode one by one; `finish` makes the files of `EpisodeFiles` complete.

    `width` x `height` may be any even size: each of the `rungs` scales from it. Captions that are `burned` in are
    drawn at the size of the largest rung. The poster is the picture at `poster_s`, or the last one, and has none of
    them: it stands under a title of its own. Use as a context; leaving it by an error ends ffmpeg and leaves a folder
    that nobody has been told about.
    """

    def __init__(  # noqa: PLR0913 (what an episode is made of, most of it by name)
        self,
        folder: Path,
        pictures: PictureFormat,
        sound: Sound,
        *,
        quality: Quality,
        burned: Burned | None = None,
        rungs: Sequence[hls.Rung] = hls.LADDER,
        poster_s: Fraction = Fraction(0),
    ) -> None:
        self.files = EpisodeFiles(folder)
        self._rungs = rungs
        self._pictures = pictures
        self._written = 0
        self._poster = pictures.rate.nearest_frame(poster_s)
        self._still: tuple[Plane, ...] = ()
        self.files.hls.mkdir(parents=True, exist_ok=True)
        self._sound_file = folder / "sound.f32"
        self._sound_file.write_bytes(np.ascontiguousarray(sound[_AUDIO_DELAY:], "<f4").data)
        arguments = _arguments(self.files.hls, pictures, self._sound_file, quality, _Graph(rungs, burned))
        self._child = Child(arguments, doing="encoding an episode")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if error is not None:
            self._child.kill()

    def write(self, picture: Picture, *, left: int = 0, top: int = 0) -> None:
        """Encode a picture, or the part of it whose upper left corner is (left, top): even numbers, inside it."""
        width, height = self._pictures.width, self._pictures.height
        luma = picture.luma[top : top + height, left : left + width]
        half = np.s_[top // 2 : (top + height) // 2, left // 2 : (left + width) // 2]
        planes = (luma, picture.cb[half], picture.cr[half])
        for plane in planes:
            self._child.write(np.ascontiguousarray(plane).data)
        if self._written <= self._poster:
            self._still = planes
        self._written += 1

    def finish(self) -> EpisodeFiles:
        """End the encoding, write the master playlist, the master and the poster."""
        self._child.finish()
        self._sound_file.unlink()
        self._refuse_unsound()
        folder = self.files.hls
        streams = [hls.stream_of(folder, rung) for rung in self._rungs]
        sizes = hls.playlist_segments(folder / hls.AUDIO_PLAYLIST)
        audio_rate = max(round(8 * size / seconds) for seconds, size in sizes if seconds > 0)
        text = hls.master_playlist(streams, audio_rate=audio_rate, frame_rate=float(self._pictures.rate.exact))
        (folder / hls.MASTER_PLAYLIST).write_text(text, "utf-8")
        _write_master(self.files, self._rungs[-1])
        _write_poster(self.files.poster, self._still, self._pictures, self._rungs[-1])
        return self.files

    def _refuse_unsound(self) -> None:
        """The writer of segments loses what a full disk does not take, and says nothing."""
        duration_s = float(self._pictures.rate.moment(self._written))
        for playlist in [*(rung.playlist for rung in self._rungs), hls.AUDIO_PLAYLIST]:
            if told := hls.rendition_faults(self.files.hls / playlist, duration_s=duration_s):
                if shutil.disk_usage(self.files.hls).free < _LEAST_FREE_BYTES:
                    raise ChildError(
                        "The disk became full encoding an episode. Make room and run the same command again."
                    )
                raise ChildError(f"ffmpeg left an episode that is not whole: {told[0]}")


@dataclass(frozen=True, slots=True)
class _Graph:
    """What ffmpeg makes of the pictures: the rungs from the smallest to the largest, and letters drawn into all."""

    rungs: Sequence[hls.Rung]
    burned: Burned | None


def _arguments(folder: Path, pictures: PictureFormat, sound: Path, quality: Quality, graph: _Graph) -> list[str]:
    arguments = [
        *_raw_input(pictures),
        "-f", "f32le", "-ar", str(RATE_HZ), "-ac", "2", "-i", str(sound),
        "-filter_complex_threads", "2", "-filter_complex", _filters(pictures, graph),
        "-bitexact",
    ]  # fmt: skip
    preset, quantiser = _PRESETS[quality]
    for rung in graph.rungs:
        arguments += [
            "-map", f"[{rung.name}]", "-c:v", "libx264", "-preset", preset, "-crf", str(quantiser),
            "-maxrate", f"{rung.most_kbps}k", "-bufsize", f"{2 * rung.most_kbps}k",
            "-profile:v", "high", "-level", rung.level, "-threads", str(_THREADS), "-bf", _REORDERED,
            "-sc_threshold", "0", "-g", "600", "-force_key_frames", hls.keyframe_expression(),
            "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709", "-color_range", "tv",
            # with keyframes at 0, 1, 3, 5, ... and a segment due every second, each keyframe begins a segment
            *_segmenting(folder / rung.playlist, hls.FIRST_SEGMENT_S),
        ]  # fmt: skip
    sound_s = sound.stat().st_size / _BYTES_A_SAMPLE / RATE_HZ
    pieces = max(1, round(sound_s / hls.SEGMENT_S))
    each_s = (sound_s + _TAIL_S) / pieces
    audio = ["-map", "1:a", "-c:a", "aac", "-b:a", f"{_AUDIO_KBPS}k", *_segmenting(folder / hls.AUDIO_PLAYLIST, each_s)]
    return [*arguments, *audio]


def _segmenting(playlist: Path, seconds: float) -> Sequence[str]:
    return [
        "-f", "hls", "-hls_time", f"{seconds:.6f}", "-hls_list_size", "0", "-hls_playlist_type", "vod",
        "-hls_segment_type", "fmp4", "-hls_flags", "single_file+independent_segments", str(playlist),
    ]  # fmt: skip


def _filters(pictures: PictureFormat, graph: _Graph) -> str:
    """Bring the pictures to BT.709, limited range, then to each size; tone-map where the film has HDR.

    Captions are drawn at the largest size, once, before the pictures go their ways.
    """
    rungs, burned = graph.rungs, graph.burned
    outs = "".join(f"[raw{rung.name}]" for rung in rungs)
    source, span = _numbers_of(pictures)
    drawn = ""
    if burned is not None:
        drawn = f"{_scaled(rungs[-1], source, span)},{burn(burned.ass, burned.fonts)},"
        source, span = "bt709", "tv"
    chains = [f"[0:v]{_to_standard_range(pictures)}{drawn}split={len(rungs)}{outs}"]
    chains += [f"[raw{rung.name}]{_scaled(rung, source, span)}[{rung.name}]" for rung in rungs]
    return ";".join(chains)


def _numbers_of(pictures: PictureFormat) -> tuple[str, str]:
    """Matrix and range of pictures in standard range, as scale names them."""
    if pictures.high_dynamic_range:
        return "bt709", "tv"
    return pictures.matrix.replace("nc", ""), "pc" if pictures.full_range else "tv"


def _scaled(rung: hls.Rung, source: str, span: str) -> str:
    return (
        f"scale={rung.width}:{rung.height}:flags=bicubic:in_color_matrix={source}:in_range={span}"
        f":out_color_matrix=bt709:out_range=tv,format=yuv420p,setsar=1"
    )


def _to_standard_range(pictures: PictureFormat) -> str:
    if pictures.high_dynamic_range is None:
        return ""
    transfer = {"pq": "smpte2084", "hlg": "arib-std-b67"}[pictures.high_dynamic_range]
    return (
        f"setparams=color_primaries=bt2020:color_trc={transfer}:colorspace=bt2020nc:range=tv,"
        "zscale=transfer=linear:npl=203,format=gbrpf32le,zscale=primaries=bt709,tonemap=tonemap=hable:desat=0,"
        "zscale=transfer=bt709:matrix=bt709:range=tv,format=yuv420p,"
    )


def _write_master(files: EpisodeFiles, largest: hls.Rung) -> None:
    arguments = [
        "-f", "mov", "-i", str(files.hls / largest.segments),
        "-f", "mov", "-i", str(files.hls / hls.AUDIO_SEGMENTS),
        "-map", "0:v", "-map", "1:a", "-c", "copy", "-bitexact", "-movflags", "+faststart",
        "-f", "mp4", "-y", str(files.master),
    ]  # fmt: skip
    run(arguments, doing="writing the master of an episode")


def _write_poster(poster: Path, still: Sequence[Plane], pictures: PictureFormat, rung: hls.Rung) -> None:
    """The still as a JPEG, which means BT.601 and full range to whoever shows it."""
    source, span = _numbers_of(pictures)
    size = f"{_POSTER_WIDTH}:{_POSTER_WIDTH * rung.height // rung.width}"
    colours = f"in_color_matrix={source}:in_range={span}:out_color_matrix=bt601:out_range=pc"
    arguments = [
        *_raw_input(pictures),
        "-vf", f"{_to_standard_range(pictures)}scale={size}:flags=bicubic:{colours},format=yuvj420p,setsar=1",
        "-frames:v", "1", "-q:v", "3", "-bitexact", "-f", "image2", "-update", "1", "-y", str(poster),
    ]  # fmt: skip
    with Child(arguments, doing="writing the poster of an episode") as child:
        for plane in still:
            child.write(np.ascontiguousarray(plane).data)


def _raw_input(pictures: PictureFormat) -> list[str]:
    pixels = "yuv420p10le" if pictures.high_dynamic_range else "yuv420p"
    return [
        "-f", "rawvideo", "-pix_fmt", pixels, "-video_size", f"{pictures.width}x{pictures.height}",
        "-framerate", str(pictures.rate), "-i", "pipe:0",
    ]  # fmt: skip
