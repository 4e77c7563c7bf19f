"""Which files of a bundle a viewer may ask for, and what they are; nothing else is published or served."""

from __future__ import annotations

from pathlib import PurePosixPath

FOLDER = "episodes"

_CONTENT_TYPES = {
    ".m3u8": "application/vnd.apple.mpegurl",
    ".m4s": "video/iso.segment",
    ".mp4": "video/mp4",
    ".m4a": "audio/mp4",
    ".jpg": "image/jpeg",
    ".vtt": "text/vtt; charset=utf-8",
}


def content_type_of(path: str) -> str | None:
    """The media type of a file by its name, or None where no viewer needs such a file."""
    name = PurePosixPath(path).name
    return None if name.startswith(".") else _CONTENT_TYPES.get(PurePosixPath(name).suffix)
