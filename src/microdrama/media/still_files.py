"""Stills as files: PNG, JPEG and WebP, told by their first bytes, opened without following anything they point at."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import av
import av.error
import numpy as np
import numpy.typing as npt

from microdrama.domain.errors import MicrodramaError
from microdrama.media.probe import opened

_LARGEST_SIDE_PX = 8192
_TAIL_BYTES = 4096
_KINDS = ((b"\x89PNG\r\n\x1a\n", "png"), (b"\xff\xd8\xff", "jpeg"))


class StillFileError(MicrodramaError):
    """A file cannot serve as a still; nothing was written."""


def kind_of_still(head: bytes) -> str | None:
    """Whether a file is "png", "jpeg" or "webp", by its first 12 bytes; None for anything else."""
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "webp"
    return next((kind for magic, kind in _KINDS if head.startswith(magic)), None)


def read_still(path: Path) -> npt.NDArray[np.uint8]:
    """The picture as (height, width, 3) RGB, 0 to 255; raises StillFileError for whatever cannot be shown."""
    try:
        with path.open("rb") as file:
            kind = kind_of_still(file.read(12))
            file.seek(max(0, path.stat().st_size - _TAIL_BYTES))
            ends = kind != "jpeg" or b"\xff\xd9" in file.read()  # decoders fill the rest of a torn one with grey
    except OSError as error:
        raise StillFileError(f"{path} cannot be read: {error.strerror}.") from error
    if kind is None:
        raise StillFileError(f"{path} is no picture that microdrama reads (PNG, JPEG, WebP).")
    if not ends:
        raise StillFileError(f"{path} is damaged or incomplete.")
    try:
        with opened(path, f"{kind}_pipe") as container:
            context = container.streams.video[0].codec_context
            if max(context.width, context.height) > _LARGEST_SIDE_PX:
                raise StillFileError(f"{path} is larger than {_LARGEST_SIDE_PX} pixels.")
            frame: Any = next(iter(container.decode(video=0)), None)
    except (av.error.FFmpegError, IndexError, ValueError, MicrodramaError) as error:
        raise StillFileError(f"{path} is damaged or incomplete.") from error
    if frame is None or max(frame.width, frame.height) > _LARGEST_SIDE_PX:
        raise StillFileError(f"{path} is damaged or incomplete.")
    return frame.to_ndarray(format="rgb24")
