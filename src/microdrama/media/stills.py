"""Small JPEG pictures of a film at chosen moments, for pages that show it."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import av
import av.error
import numpy as np
from av.video.reformatter import ColorRange, Colorspace

from microdrama.domain.errors import MicrodramaError
from microdrama.media.frames import Picture, pictures_at, plane_array
from microdrama.media.probe import Film

_QUANTISERS = (4, 7, 12, 20, 31)  # of MPEG, tried in turn until a picture is small enough
_SPACES = {"bt709": Colorspace.ITU709, "bt601": Colorspace.ITU601, "smpte240m": Colorspace.SMPTE240M}


class StillError(MicrodramaError):
    """A picture could not be made a JPEG; the film is untouched."""


def jpeg_of(film: Film, moments: Sequence[Fraction], width: int, *, most_bytes: int = 24_000) -> list[bytes]:
    """The pictures shown at some moments (seconds, best ascending) as JPEG files `width` pixels wide.

    One pass of the decoder, one picture in memory at a time. Each file has at most `most_bytes` where the coarsest
    quantiser allows it. Pictures with high dynamic range are not tone-mapped. Raises NotAFilmError where the film
    breaks off, StillError where no encoder takes a picture.
    """
    height = max(2, round(width * film.height / film.width / 2) * 2)
    return [_small(_scaled(picture, film, width, height), most_bytes) for picture in pictures_at(film, moments)]


def _scaled(picture: Picture, film: Film, width: int, height: int) -> Any:
    """The picture in JPEG's own terms: BT.601, full range, 4:2:0."""
    deep = picture.luma.dtype != np.uint8
    high, wide = picture.luma.shape
    frame = av.VideoFrame(wide, high, "yuv420p10le" if deep else "yuv420p")
    for plane, values in zip(frame.planes, (picture.luma, picture.cb, picture.cr), strict=True):
        plane_array(plane, values.dtype)[:] = values
    return frame.reformat(
        width,
        height,
        "yuvj420p",
        src_colorspace=_SPACES.get(film.matrix, Colorspace.ITU709),
        dst_colorspace=Colorspace.ITU601,
        src_color_range=ColorRange.JPEG if film.full_range else ColorRange.MPEG,
        dst_color_range=ColorRange.JPEG,
    )


def _small(frame: Any, most_bytes: int) -> bytes:
    made = b""
    for quantiser in _QUANTISERS:
        made = _encoded(frame, quantiser)
        if len(made) <= most_bytes:
            break
    return made


def _encoded(frame: Any, quantiser: int) -> bytes:
    encoder: Any = av.CodecContext.create("mjpeg", "w")
    encoder.width, encoder.height, encoder.pix_fmt = frame.width, frame.height, "yuvj420p"
    encoder.time_base = Fraction(1)
    encoder.thread_count = 1
    encoder.options = {"flags": "+bitexact", "qmin": str(quantiser), "qmax": str(quantiser)}
    frame.pts, frame.time_base = 0, Fraction(1)
    try:
        return b"".join(bytes(packet) for packet in [*encoder.encode(frame), *encoder.encode(None)])
    except av.error.FFmpegError as error:
        raise StillError(f"A picture could not be made a JPEG: {error.strerror}.") from error
