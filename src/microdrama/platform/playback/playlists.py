"""The playlists of an episode as text, ready to be sent along with the start of a session.

A player that has them fetches nothing but the first bytes of picture and sound. Media playlists go out as they lie on
disk: what they name is relative to their own address. The master playlist names full addresses, because a player gets
it from memory and not from an address.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote, unquote

from microdrama.domain.errors import MicrodramaError

_ATTRIBUTE = re.compile(r'([A-Z0-9-]+)=("[^"]*"|[^",]*)')
_URI = re.compile(r'\bURI="([^"]*)"')
_BASE = "\0"
_MOST_BYTES = 512 * 1024
_WORDED = frozenset({"AUDIO", "SUBTITLES"})


class PlaylistError(MicrodramaError):
    """An episode's playlists cannot be read, so it cannot be started; what is published is untouched."""


@dataclass(frozen=True, slots=True)
class AudioRendition:
    """One language's sound; `path` is that of its playlist, relative to the version's folder."""

    language: str
    name: str
    path: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the master playlist, the file that it names, and the language of sound or captions that it announces.

    `path` is relative to the version's folder; `language` is "" where one is due and not said.
    """

    text: str
    path: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Playlists:
    """A master playlist, and all media playlists that it names, by path relative to the version's folder."""

    master: tuple[Line, ...]
    media: dict[str, str]
    audio: tuple[AudioRendition, ...]

    def permitted(self, permits: Callable[[str], bool]) -> list[Line]:
        """The lines of the master playlist that announce no language, or one that is permitted."""
        return [line for line in self.master if line.language is None or permits(line.language)]

    def master_text(self, *, base: str, permits: Callable[[str], bool]) -> str:
        """The master playlist with full addresses below `base`, without the languages that are not permitted."""
        return "".join(f"{line.text}\n" for line in self.permitted(permits)).replace(_BASE, base)

    def heard(self, *, languages: Sequence[str], permits: Callable[[str], bool]) -> list[AudioRendition]:
        """The sound that is permitted, in the order of `languages`."""
        allowed = [one for one in self.audio if permits(one.language)]
        return sorted(allowed, key=lambda one: languages.index(one.language) if one.language in languages else 0)

    def named_by(self, path: str) -> Iterator[str]:
        """The files that a media playlist names, by path relative to the version's folder."""
        for line in self.media.get(path, "").splitlines():
            uri = _uri_of(line.strip())
            if uri:
                yield _target(path, uri)


@lru_cache(maxsize=512)
def read_playlists(*, version_folder: Path, path: str) -> Playlists:
    """The playlists below a master playlist, `path` being relative to the folder of a published version.

    A version's files never change, so each is read once. Raises PlaylistError where one is missing, or is named that
    lies outside the episode's folder.
    """
    folder = posixpath.join(*path.split("/")[:2]) + "/"
    lines: list[Line] = []
    media: dict[str, str] = {}
    audio: list[AudioRendition] = []
    for raw in _read(version_folder, path, folder=folder).splitlines():
        line = raw.strip()
        if not line:
            continue
        uri = _uri_of(line)
        if uri is None:
            lines.append(Line(line))
            continue
        target = _target(path, uri)
        if target.endswith(".m3u8") and target not in media:
            media[target] = _read(version_folder, target, folder=folder)
        said = _attributes(line)
        language = said.get("LANGUAGE", "") if said.get("TYPE") in _WORDED else None
        if language is not None and said["TYPE"] == "AUDIO":
            audio.append(AudioRendition(language, said.get("NAME", ""), target))
        lines.append(Line(line.replace(uri, _BASE + quote(target)), target, language))
    return Playlists(tuple(lines), media, tuple(audio))


def _read(version_folder: Path, path: str, *, folder: str) -> str:
    if not path.startswith(folder) or "/../" in path:
        raise PlaylistError(f"The playlist {path} lies outside its episode; publish a whole bundle again.")
    try:
        with (version_folder / path).open("rb") as file:
            content = file.read(_MOST_BYTES + 1)
    except OSError as error:
        raise PlaylistError(f"The playlist {path} cannot be read; publish the series again.") from error
    if len(content) > _MOST_BYTES:
        raise PlaylistError(f"The playlist {path} is longer than {_MOST_BYTES} bytes, which no episode needs.")
    return content.decode("utf-8", errors="replace").replace(_BASE, "")


def _target(playlist: str, uri: str) -> str:
    """What a playlist names, by path relative to the version's folder."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(playlist), unquote(uri)))


def _uri_of(line: str) -> str | None:
    if not line.startswith("#"):
        return line
    found = _URI.search(line)
    return found[1] if found else None


def _attributes(line: str) -> dict[str, str]:
    if not line.startswith("#EXT-X-MEDIA:"):
        return {}
    return {name: value.strip('"') for name, value in _ATTRIBUTE.findall(line.partition(":")[2])}
