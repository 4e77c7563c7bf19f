"""One shot without sound as a clip: pictures in, H.264 in MP4 out, so fine that it may be encoded once more.

With a fixed number of threads and no bound on the bit rate, x264 gives the same file for the same pictures.
"""

from __future__ import annotations

import contextlib
from fractions import Fraction
from pathlib import Path
from typing import Literal, Self

import cv2
import numpy as np
import numpy.typing as npt

from microdrama.domain.time import FrameRate
from microdrama.media.child import Child
from microdrama.media.frames import pictures_at
from microdrama.media.probe import Film

Picture = npt.NDArray[np.uint8]
"""(height, width, 3) RGB."""
Planes = npt.NDArray[np.uint8]
"""(height * 3 / 2, width) I420: luma, then both colours at half the size, BT.709, limited range."""
Preset = Literal["ultrafast", "superfast", "veryfast", "faster", "medium"]

_RATE = FrameRate(24)
_THREADS = 1
"""Shots are drawn side by side, each beside its encoder: more threads would only wait for one another."""
_KEYFRAME_EVERY = 24
_AS_IT_IS = "setparams=range=tv:colorspace=bt709:color_primaries=bt709:color_trc=bt709"
"""Raw pictures do not say what their numbers mean; untold, ffmpeg takes them for BT.601 and converts them."""
_RED, _BLUE = 0.2126, 0.0722  # what red and blue weigh in the luma of ITU-R BT.709
_GREEN = 1 - _RED - _BLUE
_LUMA = np.array([_RED, _GREEN, _BLUE])
_MATRIX = np.array(
    [
        [*(_LUMA * 219 / 255), 16],
        [*((np.array([0, 0, 1]) - _LUMA) / (2 * (1 - _BLUE)) * 224 / 255), 128],
        [*((np.array([1, 0, 0]) - _LUMA) / (2 * (1 - _RED)) * 224 / 255), 128],
    ]
)


def i420(picture: Picture) -> Planes:
    """A picture of even width and height as planes; a colour is the mean of its four pixels."""
    height, width = picture.shape[:2]
    luma, blue, red = cv2.split(cv2.transform(picture, _MATRIX))
    half = (width // 2, height // 2)
    planes = np.empty((height * 3 // 2, width), np.uint8)
    planes[:height] = luma
    colours = planes[height:].reshape(2, height // 2, width // 2)
    for plane, colour in zip((blue, red), colours, strict=True):
        cv2.resize(plane, half, dst=colour, interpolation=cv2.INTER_AREA)
    return planes


def _encoding(crf: int, preset: Preset, threads: int) -> list[str]:
    """How the clip itself is encoded, as arguments for ffmpeg but for its path."""
    return [
        "-bitexact", "-c:v", "libx264", "-preset", preset, "-crf", str(crf), "-threads", str(threads),
        "-g", str(_KEYFRAME_EVERY), "-pix_fmt", "yuv420p",
        "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709", "-color_range", "tv",
        "-movflags", "+faststart", "-f", "mp4", "-y",
    ]  # fmt: skip


class ClipEncoder:
    """Takes the pictures of a shot one by one; leaving the context makes the file complete.

    `size` is (width, height), both even. `crf` is x264's: 14 lies 46 dB from the drawing. The quickest preset is
    the usual one, as a clip is read once more and thrown away: time counts, not its size. Written beside `path` and
    put there when it is whole; leaving by an error ends ffmpeg and leaves nothing. Raises ChildError.
    """

    def __init__(
        self,
        path: Path,
        *,
        size: tuple[int, int] = (720, 1280),
        rate: FrameRate = _RATE,
        crf: int = 14,
        preset: Preset = "ultrafast",
        threads: int = _THREADS,
    ) -> None:
        self._size = size
        self._path = path
        self._beside = path.with_name(f".{path.stem}.part.mp4")
        arguments = [
            "-f", "rawvideo", "-pix_fmt", "yuv420p", "-video_size", f"{size[0]}x{size[1]}",
            "-framerate", str(rate), "-i", "pipe:0", "-map", "0:v", "-bitexact",
            "-vf", _AS_IT_IS,
            "-c:v", "libx264", "-preset", preset, "-crf", str(crf), "-threads", str(threads),
            "-g", str(_KEYFRAME_EVERY), "-pix_fmt", "yuv420p",
            "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709", "-color_range", "tv",
            "-movflags", "+faststart", "-f", "mp4", "-y", str(self._beside),
        ]  # fmt: skip
        self._child = Child(arguments, doing="encoding a shot")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        try:
            if error is not None:
                self._child.kill()
                return
            self._child.finish()
            self._beside.replace(self._path)
        finally:
            self._beside.unlink(missing_ok=True)

    def write(self, picture: Picture) -> None:
        """Encode one picture; raises ValueError where it is of another size."""
        if picture.shape != (self._size[1], self._size[0], 3):
            raise ValueError(f"a picture of {self._size[0]}x{self._size[1]} was due, not {picture.shape}")
        self._child.write(i420(picture).data)


def refit(film: Film, path: Path, *, pictures: int, size: tuple[int, int], rate: FrameRate = _RATE) -> None:
    """Make a foreign clip one of ours: so many pictures at our rate, filling `size`, what does not fit cut off evenly.

    A clip that is too long is cut; one that is too short stands on its last picture. ffmpeg sees raw pictures only.
    Raises NotAFilmError for a clip that cannot be decoded, and ChildError.
    """
    width, height = size
    beside = path.with_name(f".{path.stem}.part.mp4")
    last = max(Fraction(0), film.duration - 1 / film.rate.exact)
    moments = [min(rate.moment(number), last) for number in range(pictures)]
    span = "pc" if film.full_range else "tv"
    fill = (
        f"scale={width}:{height}:force_original_aspect_ratio=increase:flags=bicubic"
        f":in_color_matrix={film.matrix.replace('nc', '')}:in_range={span}:out_color_matrix=bt709:out_range=tv,"
        f"crop={width}:{height},setsar=1,format=yuv420p"
    )
    with contextlib.ExitStack() as stack:
        stack.callback(lambda: beside.unlink(missing_ok=True))
        child: Child | None = None
        for picture in pictures_at(film, moments):
            if child is None:
                high, wide = picture.luma.shape
                pixels = "yuv420p" if picture.luma.dtype == np.uint8 else "yuv420p10le"
                source = [
                    "-f", "rawvideo", "-pix_fmt", pixels, "-video_size", f"{wide}x{high}",
                    "-framerate", str(rate), "-i", "pipe:0", "-map", "0:v", "-vf", fill,
                ]  # fmt: skip
                child = stack.enter_context(
                    Child([*source, *_encoding(14, "superfast", _THREADS), str(beside)], doing="fitting a clip")
                )
            for plane in (picture.luma, picture.cb, picture.cr):
                child.write(np.ascontiguousarray(plane).data)
        if child is not None:
            child.finish()
            beside.replace(path)
