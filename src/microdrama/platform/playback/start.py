"""Starts an episode: whether it may be watched, and in the same answer all that a player needs to begin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import quote

from django.conf import settings

from microdrama.domain.errors import MicrodramaError
from microdrama.platform.catalogue.languages import pick_text
from microdrama.platform.catalogue.models import Episode
from microdrama.platform.playback.entitlement import Because, Decision
from microdrama.platform.playback.facts import Viewer, judge
from microdrama.platform.playback.heartbeats import first_beat
from microdrama.platform.playback.keys import key_ring
from microdrama.platform.playback.playlists import AudioRendition, read_playlists
from microdrama.platform.playback.renditions import Permitted
from microdrama.platform.playback.tokens import (
    GRACE,
    NOBODY,
    Grant,
    folder_of,
    media_base,
    session_digest,
    sign,
)

_NOWHERE = "--"


class UnknownEpisodeError(MicrodramaError):
    """There is no such episode; nothing was begun."""


class RefusedError(MicrodramaError):
    """The episode may not be watched now; `decision` says why, and what would open it. Nothing was begun."""

    def __init__(self, said: str, *, decision: Decision) -> None:
        super().__init__(said)
        self.decision = decision


@dataclass(frozen=True, slots=True)
class CaptionTrack:
    """One language's captions."""

    language: str
    kind: str
    address: str


@dataclass(frozen=True, slots=True)
class AudioTrack:
    """One language's sound; `address` is that of its playlist."""

    language: str
    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Start:
    """All that a player needs: addresses work until `expires_at`, and those of this episode only.

    `master` is the text of the master playlist, `playlists` that of each media playlist by its address; `file` is the
    whole episode for players without HLS, None where its sound, the original, may not be heard. `beat` is None where
    nobody is there to be credited.
    """

    slug: str
    number: int
    title: str
    duration_us: int
    because: Because
    base: str
    master_address: str
    master: str
    playlists: dict[str, str]
    file: str | None
    poster: str
    captions: list[CaptionTrack]
    audio: list[AudioTrack]
    next_number: int | None
    expires_at: datetime
    beat: str | None


def start(*, viewer: Viewer, slug: str, number: int, languages: Sequence[str], at: datetime) -> Start:
    """Begin to watch; nothing is written.

    Raises UnknownEpisodeError, RefusedError, and PlaylistError where the files are not what was published.
    """
    episode = _find(slug, number)
    judged = judge(viewer=viewer, episode=episode, at=at, languages=languages)
    if not judged.decision.allowed:
        raise RefusedError(_SAID[judged.decision.because], decision=judged.decision)
    grant = _grant(viewer, episode, at=at)
    ring = key_ring()
    base = media_base(token=sign(grant=grant, ring=ring), asset=grant.asset, version=grant.version)
    playlists = read_playlists(
        version_folder=Path(settings.MEDIA_ROOT, grant.asset, grant.version), path=_own(episode, episode.hls)
    )
    permitted = Permitted(own=episode.series.language, rights=judged.rights)
    if not permitted.has_sound(playlists):
        refusal = Decision(allowed=False, because=Because.NOT_HERE)
        raise RefusedError(_SAID[refusal.because], decision=refusal)
    account = viewer.account
    return Start(
        slug=slug,
        number=number,
        title=pick_text(episode.title, preferred=(*languages, episode.series.language)),
        duration_us=episode.duration_us,
        because=judged.decision.because,
        base=base,
        master_address=base + quote(episode.hls),
        master=playlists.master_text(base=base, permits=permitted.allows),
        playlists={
            base + quote(line.path): playlists.media[line.path]
            for line in playlists.permitted(permitted.allows)
            if line.path in playlists.media
        },
        file=base + quote(_own(episode, episode.master)) if permitted.whole_file else None,
        poster=base + quote(_own(episode, episode.poster)),
        captions=[
            CaptionTrack(track["language"], track["kind"], base + quote(_own(episode, track["path"])))
            for track in episode.captions
            if permitted.allows(track["language"])
        ],
        audio=[_audio(one, base=base) for one in playlists.heard(languages=judged.languages, permits=permitted.allows)],
        next_number=_next_number(episode),
        expires_at=grant.expires_at,
        beat=None if account is None else first_beat(account=account, episode=episode, grant=grant, ring=ring),
    )


_SAID = {
    Because.WITHDRAWN: "This episode is no longer shown.",
    Because.NOT_HERE: "This series may not be watched where you are, at this time.",
    Because.TOO_YOUNG: "This series is rated for older viewers.",
    Because.LOCKED: "This episode is locked.",
}


def _find(slug: str, number: int) -> Episode:
    rows = Episode.objects.select_related("series")
    found = None if "\0" in slug or number >= 2**31 else rows.filter(series__slug=slug, number=number).first()
    if found is None:
        raise UnknownEpisodeError(f"There is no episode {number} of '{slug}'.")
    return found


def _grant(viewer: Viewer, episode: Episode, *, at: datetime) -> Grant:
    series = episode.series
    return Grant(
        asset=series.asset,
        version=series.version,
        number=episode.number,
        territory=viewer.territory if len(viewer.territory) == 2 else _NOWHERE,
        issued_at=at,
        expires_at=at + timedelta(microseconds=episode.duration_us) + GRACE,
        account=viewer.account.public_id if viewer.account else NOBODY,
        session=session_digest(viewer.session),
    )


def _own(episode: Episode, path: str) -> str:
    """The path, which must lie in the episode's own folder: a token opens nothing else."""
    if not path.startswith(f"{folder_of(episode.number)}/"):
        raise UnknownEpisodeError(
            f"Episode {episode.number} has files outside {folder_of(episode.number)}, so it cannot be protected; "
            "publish a bundle that keeps each episode in its own folder."
        )
    return path


def _audio(one: AudioRendition, *, base: str) -> AudioTrack:
    return AudioTrack(one.language, one.name, base + quote(one.path))


def _next_number(episode: Episode) -> int | None:
    later = Episode.objects.filter(series=episode.series_id, withdrawn=False, number__gt=episode.number)
    return later.order_by("number").values_list("number", flat=True).first()
