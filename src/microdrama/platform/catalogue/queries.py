"""What viewers are shown of the catalogue, in the language that they read: only what is visible to them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from microdrama.domain.errors import UsageError
from microdrama.domain.time import MICROSECOND
from microdrama.platform.catalogue.availability import listed, visible
from microdrama.platform.catalogue.languages import ANY_LANGUAGE, canonical_tag, pick_text
from microdrama.platform.catalogue.models import Episode, FormerSlug, Label, Series, Term
from microdrama.platform.catalogue.terms import asked_words

_CURSOR = re.compile(r"[0-9]{1,18}", re.ASCII)  # 18 digits always fit the database's 64 bits
_MOST_COUNTED = 2_000
_FOUND_CURSOR = re.compile(r"([01])-([0-9]{1,18})", re.ASCII)


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
    free_episodes: int
    episodes: list[EpisodeDetail]


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for: words, a genre, a trope; up to `limit` of what has all of them, after a cursor."""

    words: str = ""
    genre: str | None = None
    trope: str | None = None
    limit: int = 24
    after: str | None = None


@dataclass(frozen=True, slots=True)
class Facet:
    """A genre or trope, and how many visible series have it."""

    kind: str
    name: str
    count: int


def list_series(
    *,
    limit: int,
    after: str | None,
    languages: Sequence[str],
    territory: str,
    at: datetime,
    age: int | None = None,
) -> SeriesPage:
    """Up to `limit` series that are visible to a viewer, those first published last coming first.

    Each is on exactly one page. Raises CursorError where `after` is not the `next_cursor` of a page.
    """
    rows = _carded(listed(territory=territory, at=at, age=age).order_by("-pk"))
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


def search(
    *, asked: Search, languages: Sequence[str], territory: str, at: datetime, age: int | None = None
) -> SeriesPage:
    """Visible series that have words beginning like each that is asked for: in title, synopsis, genres or tropes.

    Words count in the viewer's languages and in the series' own. Those with all of them in the title come first, then
    the newest. Where neither words nor a genre nor a trope are asked for, nothing is found. Raises CursorError.
    """
    words = asked_words(asked.words)
    titled, after = True, None
    if asked.after is not None:
        place = _FOUND_CURSOR.fullmatch(asked.after)
        if not place:
            raise CursorError("The cursor is not one that this search gave out; begin again without it.")
        titled, after = place[1] == "1", int(place[2])
    if not words and asked.genre is None and asked.trope is None:
        return SeriesPage(cards=[], next_cursor=None)
    shown = _narrowed(visible(territory=territory, at=at, age=age), genre=asked.genre, trope=asked.trope)
    in_title, elsewhere = _matching(shown, words=words, languages=languages)
    # one after the other, each by key: a word that every series has is then no more to look through than a page
    found = [(1, row) for row in _page(in_title, after=after, most=asked.limit + 1)] if titled else []
    if len(found) <= asked.limit:
        rest = _page(elsewhere, after=None if titled else after, most=asked.limit + 1 - len(found))
        found += [(0, row) for row in rest]
    page = found[: asked.limit]
    return SeriesPage(
        cards=[_card(row, languages=languages) for _, row in page],
        next_cursor=f"{page[-1][0]}-{page[-1][1].pk}" if len(found) > asked.limit else None,
    )


def _matching(
    shown: QuerySet[Series], *, words: Sequence[str], languages: Sequence[str]
) -> tuple[QuerySet[Series], QuerySet[Series]]:
    """Of what is shown, what has all the words in its title, and what has them but not all there."""
    if not words:
        return shown.none(), shown
    read = _in_languages({tag for wish in languages for tag in _of_same_language(wish)})
    anywhere, in_title = Q(), Q()
    for word in words:
        found = Term.objects.filter(read, series=OuterRef("pk"), word__startswith=word)
        anywhere &= Q(Exists(found))
        in_title &= Q(Exists(found.filter(title=True)))
    return shown.filter(in_title), shown.filter(anywhere, ~in_title)


def _page(rows: QuerySet[Series], *, after: int | None, most: int) -> list[Any]:
    later = rows if after is None else rows.filter(pk__lt=after)
    return list(_carded(later.order_by("-pk"))[:most])


def facets(*, territory: str, at: datetime, age: int | None = None) -> list[Facet]:
    """The genres and tropes of what is visible, the most frequent first; never of anything else.

    Counted over the newest 2,000 visible series.
    """
    newest = listed(territory=territory, at=at, age=age).order_by("-pk").values("pk")[:_MOST_COUNTED]
    rows = Label.objects.filter(series__in=newest).values("kind", "name").annotate(n=Count("pk"))
    return [Facet(row["kind"], row["name"], row["n"]) for row in rows.order_by("kind", "-n", "name")]


def sitemap(*, territory: str, at: datetime, most: int = 50_000) -> list[tuple[str, datetime]]:
    """The slugs that search engines may know in a territory, newest first, and when each was changed."""
    rows = listed(territory=territory, at=at).order_by("-pk").values_list("slug", "updated_at")
    return list(rows[:most])


def read_series(
    *, slug: str, languages: Sequence[str], territory: str, at: datetime, age: int | None = None
) -> SeriesDetail | None:
    """A series with its episodes, or None where none is visible to a viewer that has that name, or had it before."""
    shown = visible(territory=territory, at=at, age=age)
    if "\0" in slug:
        return None
    row = _carded(shown.filter(slug=slug)).first() or _carded(shown.filter(former_slugs__slug=slug)).first()
    if row is None:
        return None
    wishes = (*languages, row.language)
    return SeriesDetail(
        card=_card(row, languages=languages),
        genres=row.genres,
        credits=row.credits,
        ai_generated=row.ai_generated,
        free_episodes=row.free_episodes,
        episodes=[_episode(episode, series=row, languages=wishes) for episode in row.episodes.filter(withdrawn=False)],
    )


def is_former(*, slug: str) -> bool:
    """Whether a series had this name, and none has it now."""
    return "\0" not in slug and FormerSlug.objects.filter(slug=slug).exists()


def moved_to(*, slug: str, territory: str, at: datetime, age: int | None = None) -> str | None:
    """The present name of a series that had this one, where a viewer may see it."""
    shown = visible(territory=territory, at=at, age=age).filter(former_slugs__slug=slug)
    return shown.values_list("slug", flat=True).first()


def titles_of(*, assets: Iterable[str], languages: Sequence[str]) -> dict[str, str]:
    """What series are called, by asset, to those who know of them already: visible or not."""
    rows = Series.objects.filter(asset__in=set(assets)).values_list("asset", "title", "language")
    return {asset: pick_text(title, preferred=(*languages, language)) for asset, title, language in rows}


def is_published(*, asset: str, version: str) -> bool:
    """Whether a version of an asset may be played somewhere: the current one, or the one that it replaced."""
    return _of_version(Series.objects.all(), asset=asset, version=version).exists()


def is_playable(*, asset: str, version: str, territory: str, at: datetime, age: int | None = None) -> bool:
    """Whether a version of an asset may be played by a viewer now."""
    shown = visible(territory=territory, at=at, age=age)
    return _of_version(shown, asset=asset, version=version).exists()


def _of_version(rows: QuerySet[Series], *, asset: str, version: str) -> QuerySet[Series]:
    if not version or "\0" in asset or "\0" in version:
        return rows.none()
    return rows.filter(Q(version=version) | Q(previous_version=version), asset=asset)


def _narrowed(rows: QuerySet[Series], *, genre: str | None, trope: str | None) -> QuerySet[Series]:
    for kind, name in ((Label.Kind.GENRE, genre), (Label.Kind.TROPE, trope)):
        if name is not None:
            labels = Label.objects.filter(series=OuterRef("pk"), kind=kind, name=name.replace("\0", ""))
            rows = rows.filter(Exists(labels))
    return rows


def _of_same_language(wish: str) -> tuple[str, str]:
    """A tag and its language without script or region: who reads es-MX reads what is written in es."""
    tag = canonical_tag(wish)
    return tag, tag.partition("-")[0]


def _in_languages(read: set[str]) -> Q:
    within = Q(language__in={ANY_LANGUAGE, *read})
    for tag in sorted(tag for tag in read if tag and "-" not in tag):
        within |= Q(language__startswith=f"{tag}-")
    return within


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
