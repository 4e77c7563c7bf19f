"""Which files of an episode may be had where rights name languages: sound and captions in these, and in no others.

The whole file (`master.mp4`) holds the original sound, and so does a rendition that says no language of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from microdrama.platform.catalogue.availability import LanguageRights
from microdrama.platform.catalogue.languages import covers
from microdrama.platform.catalogue.models import Episode
from microdrama.platform.playback.playlists import Playlists, read_playlists

_WITHOUT_WORDS = "zxx"
_NOT_SAID = frozenset({"", "und", "mul"})


@dataclass(frozen=True, slots=True)
class Permitted:
    """What may be had of an episode whose series was made in the language `own`."""

    own: str
    rights: LanguageRights

    def allows(self, language: str) -> bool:
        """Whether sound or captions that say this of their language may be had."""
        if self.rights.everything or language == _WITHOUT_WORDS:
            return True
        # the original may be tagged more widely than its series (en for en-GB), or not at all
        is_own = language in _NOT_SAID or covers(language, self.own)
        return self.rights.allow(self.own if is_own else language)

    @property
    def whole_file(self) -> bool:
        """Whether the file that holds the original sound may be had."""
        return self.allows(self.own)

    def has_sound(self, playlists: Playlists) -> bool:
        """Whether any of an episode's sound may be heard; without renditions of sound there is only the original."""
        return self.whole_file or any(self.allows(one.language) for one in playlists.audio)


@dataclass(frozen=True, slots=True)
class Opened:
    """What may be had of a folder: nothing, all, or `only` some files, by path relative to the version's folder.

    `shortened` has the text of a master playlist that is sent in place of the file, which names more.
    """

    anything: bool
    only: frozenset[str] | None = None
    shortened: tuple[str, str] | None = None


NOTHING, ALL = Opened(anything=False), Opened(anything=True)


def permitted_files(*, episode: Episode, version_folder: Path, permitted: Permitted) -> Opened:
    """What may be had of an episode. Raises PlaylistError where the files are not what was published."""
    if permitted.rights.everything:
        return ALL
    playlists = read_playlists(version_folder=version_folder, path=episode.hls)
    if not permitted.has_sound(playlists):
        return NOTHING
    only = frozenset(_files(episode, playlists=playlists, permitted=permitted))
    if episode.hls in only:
        return Opened(anything=True, only=only)
    up = "../" * episode.hls.count("/")
    text = playlists.master_text(base=up, permits=permitted.allows)
    return Opened(anything=True, only=only, shortened=(episode.hls, text))


def _files(episode: Episode, *, playlists: Playlists, permitted: Permitted) -> Iterator[str]:
    yield episode.poster
    if permitted.whole_file:
        yield episode.master
    lines = playlists.permitted(permitted.allows)
    if len(lines) == len(playlists.master):
        yield episode.hls
    for line in lines:
        if line.path is not None:
            yield line.path
            yield from playlists.named_by(line.path)
    yield from (track["path"] for track in episode.captions if permitted.allows(track["language"]))
