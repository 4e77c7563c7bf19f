"""The artefact store: what stages make, under a digest of everything that went into it.

An artefact is a folder. It is made beside its place and renamed there, so it is whole or absent, whatever
happens in between; two processes that want the same one make it once.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import shutil
import uuid
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass
from pathlib import Path

from microdrama.domain.errors import MicrodramaError
from microdrama.studio.files import is_full

_BLOCK_BYTES = 1 << 20


class StoreError(MicrodramaError):
    """The store cannot be written; artefacts that were finished are safe."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """What decides an artefact: the stage and its version, the digests of its inputs, its options.

    The version of a stage is raised whenever its code would give something else for the same inputs.
    """

    stage: str
    version: int
    inputs: Mapping[str, str]
    options: Mapping[str, str | int | float | bool | None]

    @property
    def digest(self) -> str:
        """64 hexadecimal digits; the same for the same recipe on every machine."""
        whole = [self.stage, self.version, dict(self.inputs), dict(self.options)]
        return hashlib.sha256(json.dumps(whole, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


class ArtefactStore:
    """Artefacts under one folder, which is made when first needed and may be deleted at any time."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def find(self, recipe: Recipe) -> Path | None:
        """The finished artefact, or None."""
        path = self._place(recipe.digest)
        return path if path.is_dir() else None

    def make(self, recipe: Recipe, build: Callable[[Path], None]) -> Path:
        """The artefact, built if it is not there: `build` fills an empty folder that it is given.

        If `build` raises, nothing is kept and the error goes on. Raises StoreError where the disk refuses.
        """
        place = self._place(recipe.digest)
        with self._locked(recipe.digest):
            if place.is_dir():
                return place
            scratch = self._scratch(recipe.digest)
            try:
                build(scratch)
                _protect(scratch)
                place.parent.mkdir(parents=True, exist_ok=True)
                scratch.rename(place)
            except OSError as error:
                raise _refused(error, self.root) from error
            finally:
                shutil.rmtree(scratch, ignore_errors=True)
        return place

    def _place(self, digest: str) -> Path:
        return self.root / digest[:2] / digest

    def _scratch(self, digest: str) -> Path:
        """An empty folder; what a killed process left of the same artefact goes first (we hold the lock)."""
        unfinished = self.root / "unfinished"
        try:
            unfinished.mkdir(parents=True, exist_ok=True)
            for left in unfinished.glob(f"{digest}-*"):
                shutil.rmtree(left, ignore_errors=True)
            scratch = unfinished / f"{digest}-{uuid.uuid4().hex[:8]}"
            scratch.mkdir()
        except OSError as error:
            raise _refused(error, self.root) from error
        return scratch

    @contextlib.contextmanager
    def _locked(self, digest: str) -> Generator[None]:
        """Held by one process at a time, and let go by the system when that process dies."""
        locks = self.root / "locks"
        try:
            locks.mkdir(parents=True, exist_ok=True)
            file = (locks / digest).open("w")
        except OSError as error:
            raise _refused(error, self.root) from error
        with file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


def _protect(folder: Path) -> None:
    """Make the files read-only: bundles and the library share them by hard links."""
    for path in folder.rglob("*"):
        if path.is_file():
            path.chmod(0o444)


def _refused(error: OSError, root: Path) -> StoreError:
    if is_full(error):
        return StoreError(
            f"The disk that holds {root} is full. What was finished is kept; "
            f"make room and run the same command again to go on from there."
        )
    return StoreError(f"{error.filename or root} cannot be written: {error.strerror}.")


def file_digest(path: Path, store: ArtefactStore) -> str:
    """SHA-256 of a file, remembered in the store until the file's size or time of change is another."""
    stat = path.stat()
    known = Recipe(
        stage="file-digest",
        version=1,
        inputs={},
        options={
            "path": str(path.resolve()),
            "size": stat.st_size,
            "changed_ns": stat.st_mtime_ns,
            "inode": stat.st_ino,
        },
    )

    def build(folder: Path) -> None:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        (folder / "sha256").write_text(digest, "ascii")

    return (store.make(known, build) / "sha256").read_text("ascii")


def link_or_copy(source: str | os.PathLike[str], target: str | os.PathLike[str]) -> None:
    """Give a file a second name, or copy it where the file system cannot (another disk)."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
