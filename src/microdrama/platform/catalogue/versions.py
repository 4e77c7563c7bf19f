"""How the files of a published version lie on disk: whole under their final name, or not there at all.

`<media root>/<asset>/<version>/episodes/...`; what is still being gathered or about to go lies in `.staging`.
"""

from __future__ import annotations

import os
import secrets
import shutil
import time
from contextlib import suppress
from pathlib import Path

from microdrama.platform.catalogue.bundles import Bundle, BundleFile, PublishError
from microdrama.studio.files import is_full

_ABANDONED_AFTER_S = 24 * 3600.0


def version_folder(*, media_root: Path, asset: str, version: str) -> Path:
    """Where a version's files lie once it is published."""
    return media_root / asset / version


def stage_version(*, media_root: Path, bundle: Bundle) -> Path:
    """Gather a bundle's files in a folder of their own under `.staging`, safe on disk; returns the folder.

    Files are linked where the disk allows, so a bundle's files may be replaced afterwards but not rewritten
    in place. Raises OSError or PublishError, and then leaves nothing there.
    """
    _sweep(media_root)
    staged = media_root / ".staging" / secrets.token_hex(16)
    try:
        folders = {staged, *((staged / path).parent for path in bundle.files)}
        for folder in folders:
            folder.mkdir(parents=True, exist_ok=True)
        for path, file in bundle.files.items():
            _place(file, at=staged / path)
        for folder in folders:
            _flush(folder)
    except BaseException:
        discard(staged)
        raise
    return staged


def settle_version(*, staged: Path, place: Path) -> bool:
    """Give a staged folder its final name in one step; False where that version lay there already."""
    place.parent.mkdir(parents=True, exist_ok=True)
    if place.is_dir():
        return False
    staged.rename(place)
    _flush(place.parent)
    return True


def take_away(*, media_root: Path, place: Path) -> Path:
    """Move a version out of reach in one step, returning where it waits to be discarded."""
    aside = media_root / ".staging" / secrets.token_hex(16)
    aside.parent.mkdir(parents=True, exist_ok=True)
    with suppress(FileNotFoundError):
        place.rename(aside)
    with suppress(OSError):  # other versions of the asset keep its folder
        place.parent.rmdir()
    return aside


def discard(folder: Path) -> None:
    """Remove a folder of `.staging` as far as possible; what stays is swept a day later."""
    shutil.rmtree(folder, ignore_errors=True)


def _place(file: BundleFile, *, at: Path) -> None:
    try:
        os.link(file.source, at)
    except OSError as error:
        if is_full(error):
            raise
        shutil.copy2(file.source, at)  # another disk, or one without links
    _flush(at)
    status = at.stat()
    if (status.st_size, status.st_mtime_ns) != (file.size, file.modified_ns):
        raise PublishError(
            f"{file.source} changed while it was being published; nothing was published, "
            "so publish again once the bundle is finished."
        )


def _flush(path: Path) -> None:
    """Have the disk keep a file, or a folder's list of names, through a power cut."""
    if path.is_dir() and not hasattr(os, "O_DIRECTORY"):
        return  # a system that cannot open folders writes their names by itself
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sweep(media_root: Path) -> None:
    """Discard what killed runs left in `.staging`."""
    oldest = time.time() - _ABANDONED_AFTER_S
    with suppress(FileNotFoundError):
        for folder in (media_root / ".staging").iterdir():
            if folder.stat().st_mtime < oldest:
                discard(folder)
