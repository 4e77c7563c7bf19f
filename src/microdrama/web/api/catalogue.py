"""What there is to watch: lists of series, and each with its episodes."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router, Schema
from ninja.errors import HttpError

from microdrama.domain.time import as_number
from microdrama.platform.accounts.queries import age_of
from microdrama.platform.catalogue.queries import (
    EpisodeDetail,
    Search,
    SeriesCard,
    facets,
    list_series,
    read_series,
    search,
)
from microdrama.platform.feed.pages import KeptPages
from microdrama.platform.playback.tokens import poster_address
from microdrama.web.limits import limited
from microdrama.web.visitor import visitor

router = Router(tags=["catalogue"])


class Card(Schema):
    """A series in a list; durations in seconds."""

    slug: str
    title: str
    synopsis: str
    language: str
    poster: str
    episode_count: int
    duration_s: float


class CardPage(Schema):
    """Cards, newest series first; `next` goes into `after` to read on, and is null on the last page."""

    items: list[Card]
    next: str | None


class EpisodeOut(Schema):
    """An installment; `hook` and `cliffhanger` say why it begins and ends where it does.

    Its picture is for everybody; what moves is told by POST /play/{slug}/{number}, to those who may watch it.
    """

    number: int
    title: str
    duration_s: float
    width: int
    height: int
    poster: str
    hook: str | None
    cliffhanger: str | None


class SeriesOut(Card):
    """A series with its episodes; `credits` must be shown. Episodes up to `free_episodes` cost nothing."""

    genres: list[str]
    credits: list[str]
    ai_generated: bool
    free_episodes: int
    episodes: list[EpisodeOut]


class FacetOut(Schema):
    """A genre or trope to narrow a search by, and how many of the newest 2,000 series have it."""

    kind: Literal["genre", "trope"]
    name: str
    count: int


Limit = Annotated[int, Query(ge=1, le=100)]
After = Annotated[str | None, Query(pattern=r"^[0-9]{1,18}$", description="`next` of the page before")]


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a page of the feed depends on; whoever asks the same is sent the same."""

    limit: int
    after: str | None
    languages: tuple[str, ...]
    territory: str
    age: int | None


_feed = KeptPages[bytes](clock=time.monotonic)
_facets = KeptPages[bytes](clock=time.monotonic)


@router.get("/series", response=CardPage)
@limited("feed")
def series_list(
    request: HttpRequest,
    limit: Limit = 24,
    after: After = None,
    language: str | None = None,
) -> HttpResponse:
    """The series that may be watched, newest first."""
    who, at = visitor(request), timezone.now()
    asked = _Asked(
        limit=limit,
        after=after,
        languages=(language,) if language else who.languages,
        territory=who.territory,
        age=age_of(account=who.account, at=at),
    )
    response = HttpResponse(_feed.get(asked, partial(_feed_page, asked, at=at)), content_type="application/json")
    _depends_on_visitor(response)
    return response


@router.get("/search", response=CardPage)
@limited("search")
def search_series(  # noqa: PLR0913, PLR0917 - what may be asked for
    request: HttpRequest,
    response: HttpResponse,
    q: Annotated[str, Query(max_length=200, description="Words, or how they begin")] = "",
    genre: Annotated[str | None, Query(max_length=80)] = None,
    trope: Annotated[str | None, Query(max_length=80)] = None,
    limit: Limit = 24,
    after: Annotated[str | None, Query(pattern=r"^[01]-[0-9]{1,18}$", description="`next` of the page before")] = None,
) -> CardPage:
    """The series that may be watched and have all the words asked for, those with all of them in the title first."""
    _depends_on_visitor(response)
    who, at = visitor(request), timezone.now()
    page = search(
        asked=Search(words=q, genre=genre, trope=trope, limit=limit, after=after),
        languages=who.languages,
        territory=who.territory,
        at=at,
        age=age_of(account=who.account, at=at),
    )
    return CardPage(items=[Card(**_card(card, at=at)) for card in page.cards], next=page.next_cursor)


@router.get("/facets", response=list[FacetOut])
@limited("feed")
def facet_list(request: HttpRequest) -> HttpResponse:
    """The genres and tropes of the series that may be watched, genres first, each kind by how many have it."""
    who, at = visitor(request), timezone.now()
    age = age_of(account=who.account, at=at)
    body = _facets.get((who.territory, age), partial(_facets_body, who.territory, at=at, age=age))
    response = HttpResponse(body, content_type="application/json")
    _depends_on_visitor(response)
    return response


@router.get("/series/{slug}", response=SeriesOut)
@limited("feed")
def series_detail(request: HttpRequest, response: HttpResponse, slug: str, language: str | None = None) -> SeriesOut:
    """One series with all its episodes; by a name that it had before, with the `slug` that it has now."""
    _depends_on_visitor(response)
    who, at = visitor(request), timezone.now()
    found = read_series(
        slug=slug,
        languages=[language] if language else who.languages,
        territory=who.territory,
        at=at,
        age=age_of(account=who.account, at=at),
    )
    if found is None:
        raise HttpError(404, f"There is no series '{slug}'.")
    return SeriesOut(
        **_card(found.card, at=at),
        genres=found.genres,
        credits=found.credits,
        ai_generated=found.ai_generated,
        free_episodes=found.free_episodes,
        episodes=[_episode(episode, at=at) for episode in found.episodes],
    )


def _feed_page(asked: _Asked, *, at: datetime) -> bytes:
    page = list_series(
        limit=asked.limit,
        after=asked.after,
        languages=asked.languages,
        territory=asked.territory,
        at=at,
        age=asked.age,
    )
    cards = [Card(**_card(card, at=at)) for card in page.cards]
    return CardPage(items=cards, next=page.next_cursor).model_dump_json().encode()


def _facets_body(territory: str, *, at: datetime, age: int | None) -> bytes:
    found = facets(territory=territory, at=at, age=age)
    return json.dumps([{"kind": one.kind, "name": one.name, "count": one.count} for one in found]).encode()


def _depends_on_visitor(response: HttpResponse) -> None:
    """Territory, age and language decide what is shown, and a shared cache knows none of them."""
    response.headers["Vary"] = "Accept-Language, Cookie"
    response.headers["Cache-Control"] = "private, no-cache"


def _card(card: SeriesCard, *, at: datetime) -> dict[str, Any]:
    return {
        "slug": card.slug,
        "title": card.title,
        "synopsis": card.synopsis,
        "language": card.language,
        "poster": poster_address(path=card.poster, at=at),
        "episode_count": card.episode_count,
        "duration_s": as_number(card.duration),
    }


def _episode(episode: EpisodeDetail, *, at: datetime) -> EpisodeOut:
    return EpisodeOut(
        number=episode.number,
        title=episode.title,
        duration_s=as_number(episode.duration),
        width=episode.width,
        height=episode.height,
        poster=poster_address(path=episode.poster, at=at),
        hook=episode.hook,
        cliffhanger=episode.cliffhanger,
    )
