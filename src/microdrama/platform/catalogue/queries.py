"""What viewers are shown of the catalogue, in the language that they read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from microdrama.domain.errors import UsageError
from microdrama.domain.time import MICROSECOND
from microdrama.platform.catalogue.languages import pick_text
from microdrama.platform.catalogue.models import Episode, Series

_CURSOR = re.compile(r"[0-9]{1,18}", re.ASCII)  # 18 digits always fit the database's 64 bits


class CursorError(UsageError):
    """A cursor that no page of ours ended with."""


@dataclass(frozen=True, slots=True)
class SeriesCard:
    """What a list shows of a series; `poster` is relative to the media root."""

    slug: str
    title: str
    synopsis: str
    language: str
    poster: str
    episode_count: int
    duration: Fraction


@dataclass(frozen=True, slots=True)
class SeriesPage:
    """Some cards, newest series first, and the cursor that the next page begins after."""

    cards: list[SeriesCard]
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class CaptionFile:
    """One language's captions; `path` is relative to the media root."""

    language: str
    kind: str
    path: str


@dataclass(frozen=True, slots=True)
class EpisodeDetail:
    """One installment; paths are relative to the media root, `hook` and `cliffhanger` are reasons."""

    number: int
    title: str
    duration: Fraction
    width: int
    height: int
    poster: str
    hls: str
    master: str
    captions: list[CaptionFile]
    hook: str | None
    cliffhanger: str | None


@dataclass(frozen=True, slots=True)
class SeriesDetail:
    """A whole series, its episodes in the order that they are watched."""

    card: SeriesCard
    genres: list[str]
    credits: list[str]
    ai_generated: bool
    episodes: list[EpisodeDetail]


def list_series(*, limit: int, after: str | None, languages: Sequence[str]) -> SeriesPage:
    """Up to `limit` series, those first published last coming first; each is on exactly one page.

    Raises CursorError where `after` is not the `next_cursor` of a page.
    """
    rows = _carded(Series.objects.order_by("-pk"))
    if after is not None:
        if not _CURSOR.fullmatch(after):
            raise CursorError("The cursor is not one that this list gave out; begin again without it.")
        rows = rows.filter(pk__lt=int(after))
    found = list(rows[: limit + 1])
    shown = found[:limit]
    return SeriesPage(
        cards=[_card(row, languages=languages) for row in shown],
        next_cursor=str(shown[-1].pk) if len(found) > limit else None,
    )


def read_series(*, slug: str, languages: Sequence[str]) -> SeriesDetail | None:
    """A series with its episodes, or None where none of that name is published."""
    row = None if "\0" in slug else _carded(Series.objects.filter(slug=slug)).first()
    if row is None:
        return None
    wishes = (*languages, row.language)
    return SeriesDetail(
        card=_card(row, languages=languages),
        genres=row.genres,
        credits=row.credits,
        ai_generated=row.ai_generated,
        episodes=[_episode(episode, series=row, languages=wishes) for episode in row.episodes.filter(withdrawn=False)],
    )


def is_published(*, asset: str, version: str) -> bool:
    """Whether a version of an asset may be played: the current one, or the one that it replaced."""
    if not version or "\0" in asset or "\0" in version:
        return False
    versions = Q(version=version) | Q(previous_version=version)
    return Series.objects.filter(versions, asset=asset).exists()


def _carded(rows: QuerySet[Series]) -> QuerySet[Any]:
    first = Episode.objects.filter(series=OuterRef("pk"), withdrawn=False).order_by("number")
    # subqueries rather than a join: the list then reads the episodes of one page only
    totals = Episode.objects.filter(series=OuterRef("pk"), withdrawn=False).order_by().values("series")
    return rows.annotate(
        first_poster=Subquery(first.values("poster")[:1]),
        episode_count=Coalesce(Subquery(totals.annotate(n=Count("pk")).values("n")), 0),
        duration_us=Coalesce(Subquery(totals.annotate(us=Sum("duration_us")).values("us")), 0),
    )


def _card(row: Any, *, languages: Sequence[str]) -> SeriesCard:
    wishes = (*languages, row.language)
    return SeriesCard(
        slug=row.slug,
        title=pick_text(row.title, preferred=wishes),
        synopsis=pick_text(row.synopsis, preferred=wishes),
        language=row.language,
        poster=_published_path(row, row.first_poster),
        episode_count=row.episode_count,
        duration=row.duration_us * MICROSECOND,
    )


def _episode(episode: Episode, *, series: Series, languages: Sequence[str]) -> EpisodeDetail:
    return EpisodeDetail(
        number=episode.number,
        title=pick_text(episode.title, preferred=languages),
        duration=episode.duration_us * MICROSECOND,
        width=episode.width,
        height=episode.height,
        poster=_published_path(series, episode.poster),
        hls=_published_path(series, episode.hls),
        master=_published_path(series, episode.master),
        captions=[
            CaptionFile(
                language=caption["language"],
                kind=caption["kind"],
                path=_published_path(series, caption["path"]),
            )
            for caption in episode.captions
        ],
        hook=episode.hook,
        cliffhanger=episode.cliffhanger,
    )


def _published_path(series: Series, path: str) -> str:
    return f"{series.asset}/{series.version}/{path}"
