"""Where a published file lies and what it is; every other file on the machine stays out of reach."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from microdrama.platform.catalogue.queries import is_published
from microdrama.platform.catalogue.viewable import FOLDER, content_type_of


@dataclass(frozen=True, slots=True)
class MediaFile:
    """An open file: whoever gets it closes `file`. `size` is in bytes, `etag` is strong and quoted."""

    file: BinaryIO
    size: int
    content_type: str
    etag: str


def open_media(*, media_root: Path, asset: str, version: str, path: str) -> MediaFile | None:
    """Open a file of a published version, `path` being relative to it; None where there is no such file.

    None, too, for what only looks like one: other suffixes, `..`, links, folders, retired versions.
    """
    content_type = content_type_of(path)
    parts = path.split("/")
    if content_type is None or parts[0] != FOLDER or not all(map(_is_plain, parts)):
        return None
    if not is_published(asset=asset, version=version):
        return None
    place = media_root.resolve() / asset / version / path
    try:
        if place.resolve(strict=True) != place or not place.is_file():
            return None
        file = place.open("rb", buffering=0)
    except (OSError, ValueError, RuntimeError):  # nothing there, a name no disk can hold, links in a circle
        return None
    status = os.fstat(file.fileno())
    # a version's files never change, but a link to a file that somebody rewrites would: size and time tell
    etag = f'"{status.st_size:x}-{status.st_mtime_ns:x}"'
    return MediaFile(file=file, size=status.st_size, content_type=content_type, etag=etag)


def _is_plain(part: str) -> bool:
    return part not in {"", ".", ".."} and "\\" not in part and "\0" not in part and not part.startswith(".")
