"""What a bundle must hold to be published, and the digest that names its content."""

from __future__ import annotations

import hashlib
import json
import os
import posixpath
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from microdrama.domain.documents import decode
from microdrama.domain.errors import MicrodramaError
from microdrama.domain.series import Series, SeriesEpisode
from microdrama.domain.time import MICROSECOND
from microdrama.platform.catalogue.viewable import FOLDER, content_type_of
from microdrama.studio.bundle import SERIES_FILE

_QUOTED_URI = re.compile(r'\bURI="([^"]*)"')
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*", re.ASCII)

_HIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e]")
_ISOLATING = re.compile(r"[\u2066-\u2068]")


class PublishError(MicrodramaError):
    """A bundle cannot be published; the catalogue and the files of what it holds are as before."""


@dataclass(frozen=True, slots=True)
class BundleFile:
    """A file to publish: where it lies, and what it held when it was read."""

    source: Path
    size: int
    modified_ns: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundle that may be published; `files` are by path relative to it, `version` is a digest of it all."""

    series: Series
    files: dict[str, BundleFile]
    version: str


def read_bundle(*, bundle: Path) -> Bundle:
    """Read and check a bundle, every byte of it; raises PublishError or DocumentError."""
    document = bundle / SERIES_FILE
    _refuse_link(document)
    try:
        text = document.read_bytes()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise PublishError(f"{bundle} has no {SERIES_FILE}, so it is no series bundle to publish.") from error
    series = decode(text, Series, source=str(document))
    for complaint in (*_complaints(series), *_hidden_signs(json.loads(text))):
        raise PublishError(f"{document}: {complaint}; nothing was published.")
    paths = {SERIES_FILE: document, **_viewable_files(bundle)}
    for episode in series.episodes:
        _check_files(episode, paths=paths, bundle=bundle)
    files = {path: _read_file(source) for path, source in sorted(paths.items())}
    return Bundle(series=series, files=files, version=_digest(files))


def _complaints(series: Series) -> Iterator[str]:
    if not 1 <= len(series.id) <= 200:
        yield "the id is 1 to 200 characters long"
    if not series.title:
        yield "the series has no title in any language"
    if not series.episodes:
        yield "the series has no episodes"
    if not _is_language(series.language):
        yield f"{series.language!r} is no language tag"
    for episode in series.episodes:
        for complaint in _episode_complaints(episode):
            yield f"episode {episode.number} {complaint}"


def _hidden_signs(value: object) -> Iterator[str]:
    """Words that would turn the words beside them around, or cannot be kept: where viewers pay, nothing reads wrong."""
    if isinstance(value, str):
        if _HIDDEN.search(value) or len(_ISOLATING.findall(value)) != value.count("\u2069"):
            yield f"{value!r} holds signs that control what stands beside it"
    elif isinstance(value, dict):
        for part in value.values():
            yield from _hidden_signs(part)
    elif isinstance(value, list):
        for part in value:
            yield from _hidden_signs(part)


def _episode_complaints(episode: SeriesEpisode) -> Iterator[str]:
    if not MICROSECOND <= episode.duration_s < 24 * 3600:
        yield f"lasts {float(episode.duration_s):g} s"
    if max(episode.width, episode.height) > 16384:
        yield f"has pictures of {episode.width}x{episode.height}"
    for caption in episode.captions:
        if not _is_language(caption.language):
            yield f"has captions in {caption.language!r}, which is no language tag"


def _is_language(tag: str) -> bool:
    return len(tag) <= 35 and _LANGUAGE.fullmatch(tag) is not None


def _viewable_files(bundle: Path) -> dict[str, Path]:
    """The files below episodes/ that viewers need; a link anywhere there is refused, wherever it leads."""
    top = bundle / FOLDER
    _refuse_link(top)
    found: dict[str, Path] = {}
    for folder, folders, names in os.walk(top, onerror=_fail, followlinks=False):
        for name in (*folders, *names):
            _refuse_link(Path(folder, name))
        for name in names:
            path = Path(folder, name)
            relative = path.relative_to(bundle).as_posix()
            if content_type_of(relative) and stat.S_ISREG(path.stat().st_mode):
                found[relative] = path
    return found


def _fail(error: OSError) -> None:
    if not isinstance(error, FileNotFoundError):  # a bundle without the folder lacks files, and is told which
        raise error


def _refuse_link(path: Path) -> None:
    if path.is_symlink():
        raise PublishError(
            f"{path} is a symbolic link, and a bundle holds its own files; "
            "put the file itself in its place. Nothing was published."
        )


def _check_files(episode: SeriesEpisode, *, paths: dict[str, Path], bundle: Path) -> None:
    named = [episode.master, episode.hls, episode.poster, *(caption.path for caption in episode.captions)]
    for path in named:
        if path not in paths or path == SERIES_FILE:
            raise PublishError(
                f"Episode {episode.number} names {path}, which is not among the files that viewers can be "
                f"shown in {bundle / FOLDER}; nothing was published."
            )
        _refuse_elsewhere(path, episode=episode)
    waiting, seen = [episode.hls], set[str]()
    while waiting:
        playlist = waiting.pop()
        seen.add(playlist)
        for path in _named_in(playlist, source=paths[playlist]):
            if path not in paths:
                raise PublishError(f"{bundle / playlist} names {path}, which is missing; nothing was published.")
            _refuse_elsewhere(path, episode=episode)
            if path.endswith(".m3u8") and path not in seen:
                waiting.append(path)


def _refuse_elsewhere(path: str, *, episode: SeriesEpisode) -> None:
    """An address opens one episode's folder and nothing else, so an episode with files elsewhere could not start."""
    own = f"{FOLDER}/{episode.number:03}/"
    if not path.startswith(own):
        raise PublishError(f"Episode {episode.number} names {path}, outside of its {own}; nothing was published.")


def _named_in(playlist: str, *, source: Path) -> Iterator[str]:
    """The files that an HLS playlist names, relative to the bundle, in the order that it names them."""
    for line in source.read_text("utf-8", errors="replace").splitlines():
        tag = line.strip()
        uris = _QUOTED_URI.findall(tag) if tag.startswith("#") else [tag] if tag else []
        for uri in uris:
            yield posixpath.normpath(posixpath.join(posixpath.dirname(playlist), unquote(uri)))


def _read_file(source: Path) -> BundleFile:
    with source.open("rb") as file:
        status = os.fstat(file.fileno())
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    return BundleFile(source=source, size=status.st_size, modified_ns=status.st_mtime_ns, sha256=sha256)


def _digest(files: dict[str, BundleFile]) -> str:
    listing = [[path, file.size, file.sha256] for path, file in files.items()]
    return hashlib.sha256(json.dumps(listing).encode()).hexdigest()[:32]
