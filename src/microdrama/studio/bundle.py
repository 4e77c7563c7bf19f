"""Putting a series bundle together: made whole beside its place, then put there in one step."""

from __future__ import annotations

import contextlib
import hashlib
import re
import shutil
import unicodedata
import uuid
from collections.abc import Generator
from pathlib import Path

from microdrama.domain import documents
from microdrama.domain.errors import MicrodramaError, UsageError
from microdrama.domain.series import Series
from microdrama.studio.files import is_full

SERIES_FILE = "series.json"


class BundleError(MicrodramaError):
    """A bundle cannot be read or written."""


def read_series(bundle: Path) -> Series:
    """The series of a bundle; raises BundleError or DocumentError, in one sentence, where there is none."""
    path = bundle / SERIES_FILE
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise BundleError(f"{bundle} is not a series bundle: it has no {SERIES_FILE}.") from None
    except OSError as error:
        raise BundleError(f"{path} cannot be read: {error.strerror}.") from error
    return documents.decode(data, Series, source=str(path))


def check_target(target: Path) -> None:
    """Make sure that a bundle may go to `target`: nothing, an empty folder, or an older bundle lies there.

    Raises UsageError for anything else, so that nobody's files are ever replaced. A replacement that was
    killed between its two renames is put right first.
    """
    _recover(target)
    if not target.exists():
        return
    if not target.is_dir():
        raise UsageError(f"{target} is a file; name a folder for the bundle.")
    if any(target.iterdir()) and not (target / SERIES_FILE).is_file():
        raise UsageError(f"{target} holds other files and no series; name an empty or a new folder for the bundle.")


@contextlib.contextmanager
def replacing(target: Path) -> Generator[Path]:
    """An empty folder beside `target`; when the block ends well it becomes `target`, else it disappears.

    What lay at `target` stays as it was until that moment.
    """
    check_target(target)
    fresh = target.with_name(f".{target.name}.new-{uuid.uuid4().hex[:8]}")
    try:
        for left in target.parent.glob(f".{target.name}.new-*"):
            shutil.rmtree(left, ignore_errors=True)
        fresh.mkdir(parents=True)
        yield fresh
        _swap(fresh, target)
    except OSError as error:
        if is_full(error):
            raise BundleError(
                f"The disk became full while {target} was written; nothing was changed there. "
                f"Make room and run the same command again: what was rendered is kept."
            ) from error
        raise BundleError(f"{target} cannot be written: {error.strerror}.") from error
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _old(target: Path) -> Path:
    return target.with_name(f".{target.name}.old")


def _swap(fresh: Path, target: Path) -> None:
    old = _old(target)
    shutil.rmtree(old, ignore_errors=True)
    if target.exists():
        target.rename(old)
    fresh.rename(target)
    shutil.rmtree(old, ignore_errors=True)


def _recover(target: Path) -> None:
    if _old(target).is_dir() and not target.exists():
        _old(target).rename(target)


def slug_of(title: str) -> str:
    """A title as part of an address: lower-case ASCII words and numbers joined by hyphens.

    A title that has none, as in Chinese, gets a name from its digest, so that two such titles stay two series.
    """
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:100].strip("-")
    return words or f"series-{hashlib.sha256(title.encode()).hexdigest()[:8]}"


def title_of(path: Path) -> str:
    """A file's name as a title: separators become spaces, words begin with a capital."""
    words = re.sub(r"[._\-\s]+", " ", path.stem).strip()
    return words[:1].upper() + words[1:] if words else "Series"
