"""The episodes of a plan, rendered: one job each, found again when film, cut, layouts and look are the same."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import msgspec

from microdrama.domain import documents
from microdrama.domain.captions import Cue
from microdrama.domain.plan import PlannedEpisode
from microdrama.edit import cut
from microdrama.edit.caption_files import prepare_burn
from microdrama.edit.end_card import EndCard
from microdrama.edit.layout import Framing
from microdrama.edit.poster import poster_moment
from microdrama.edit.render import render_episode
from microdrama.media.encode import Quality
from microdrama.media.probe import Film
from microdrama.studio.flow import Job, Report
from microdrama.studio.source import Source
from microdrama.studio.store import Recipe

_VERSION = 6
_CARD_VERSION = 1  # of the look of end cards: it makes only episodes with one anew
FACTS = "episode.json"


class EpisodeFacts(msgspec.Struct, frozen=True):
    """What an episode's artefact says of itself."""

    duration_s: Fraction
    loudness_lufs: float


@dataclass(frozen=True, slots=True)
class Drawn:
    """Letters to be drawn into the pictures of an episode, and the fonts for them, the preferred one first.

    Captions where they were asked for, and what the end card says where there is one.
    """

    cues: Sequence[Cue]
    fonts: Sequence[Path]
    card: EndCard | None = None


@dataclass(frozen=True, slots=True)
class _Order:
    """All that a worker process needs to render one episode; `poster` is seconds into it."""

    film: Film
    episode: PlannedEpisode
    framings: list[Framing]
    poster: Fraction
    quality: Quality
    drawn: Drawn | None


def render_job(
    source: Source, episode: PlannedEpisode, framings: Sequence[Framing], *, quality: Quality, drawn: Drawn | None
) -> Job:
    """The job that renders one episode of a plan; its artefact is a folder for `EpisodeFiles`."""
    rate = source.film.rate
    spans = cut.shown(episode, rate)
    seen = [framing for framing in framings if any(framing.span.overlaps(span) for span in spans)]
    poster = poster_moment(source.findings, source.attention, seen, spans)
    heard = cut.parts_of(episode, rate=rate)
    letters = (drawn.cues, [font.name for font in drawn.fonts]) if drawn else None
    card = (drawn.card, _CARD_VERSION) if drawn and drawn.card else ()
    decided = repr((spans, heard, seen, poster, letters, *card)).encode()
    recipe = Recipe(
        stage="render",
        version=_VERSION,
        inputs={"film": source.sha256, "cut": hashlib.sha256(decided).hexdigest()},
        options={"quality": quality, "audio": source.film.audio},
    )
    work = functools.partial(_render, _Order(source.film, episode, seen, poster, quality, drawn))
    weight = float(cut.whole_length(episode, rate)) / 2
    return Job(recipe, work, task=f"Rendering episode {episode.number}", weight=weight)


def _render(order: _Order, folder: Path, tell: Report) -> None:
    film = order.film
    pictures = max(1, round(cut.whole_length(order.episode, film.rate) * film.rate.exact))
    drawn = order.drawn
    made = render_episode(
        film,
        order.episode,
        order.framings,
        folder=folder,
        poster=order.poster,
        quality=order.quality,
        burned=prepare_burn(drawn.cues, drawn.fonts, folder / "drawn", card=drawn.card) if drawn else None,
        progress=lambda done: tell(done / pictures),
    )
    (folder / FACTS).write_bytes(documents.encode(EpisodeFacts(made.duration, made.loudness_lufs)))


def facts_of(folder: Path) -> EpisodeFacts:
    """What a rendered episode says of itself."""
    return documents.decode((folder / FACTS).read_bytes(), EpisodeFacts, source=FACTS)
