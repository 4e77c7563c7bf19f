"""What there is to watch: lists of series, and each with its episodes."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation.trans_real import parse_accept_lang_header
from ninja import Query, Router, Schema
from ninja.errors import HttpError

from microdrama.domain.time import as_number
from microdrama.platform.catalogue.queries import (
    EpisodeDetail,
    SeriesCard,
    list_series,
    read_series,
)
from microdrama.platform.playback.tokens import poster_address

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


class Captions(Schema):
    """A WebVTT file."""

    language: str
    kind: str
    url: str


class EpisodeOut(Schema):
    """An installment; `hook` and `cliffhanger` say why it begins and ends where it does."""

    number: int
    title: str
    duration_s: float
    width: int
    height: int
    poster: str
    hls: str
    master: str
    captions: list[Captions]
    hook: str | None
    cliffhanger: str | None


class SeriesOut(Card):
    """A series with its episodes; `credits` must be shown."""

    genres: list[str]
    credits: list[str]
    ai_generated: bool
    episodes: list[EpisodeOut]


Limit = Annotated[int, Query(ge=1, le=100)]


@router.get("/series", response=CardPage)
def series_list(
    request: HttpRequest,
    response: HttpResponse,
    limit: Limit = 24,
    after: str | None = None,
    language: str | None = None,
) -> CardPage:
    """The series that may be watched, newest first."""
    _depends_on_language(response)
    page = list_series(
        limit=limit,
        after=after,
        languages=_languages(request, language),
        territory=settings.TERRITORY,
        at=timezone.now(),
    )
    return CardPage(items=[Card(**_card(card)) for card in page.cards], next=page.next_cursor)


@router.get("/series/{slug}", response=SeriesOut)
def series_detail(request: HttpRequest, response: HttpResponse, slug: str, language: str | None = None) -> SeriesOut:
    """One series with all its episodes."""
    _depends_on_language(response)
    found = read_series(
        slug=slug,
        languages=_languages(request, language),
        territory=settings.TERRITORY,
        at=timezone.now(),
    )
    if found is None:
        raise HttpError(404, f"There is no series '{slug}'.")
    return SeriesOut(
        **_card(found.card),
        genres=found.genres,
        credits=found.credits,
        ai_generated=found.ai_generated,
        episodes=[_episode(episode) for episode in found.episodes],
    )


def _languages(request: HttpRequest, asked: str | None) -> list[str]:
    """The languages that the viewer reads, best first; what the address says beats the browser's settings."""
    if asked:
        return [asked]
    accepted = parse_accept_lang_header(request.headers.get("Accept-Language", ""))
    return [tag for tag, weight in accepted if weight > 0 and tag != "*"]


def _depends_on_language(response: HttpResponse) -> None:
    response.headers["Vary"] = "Accept-Language"
    response.headers["Cache-Control"] = "no-cache"


def _card(card: SeriesCard) -> dict[str, Any]:
    return {
        "slug": card.slug,
        "title": card.title,
        "synopsis": card.synopsis,
        "language": card.language,
        "poster": poster_address(path=card.poster, at=timezone.now()),
        "episode_count": card.episode_count,
        "duration_s": as_number(card.duration),
    }


def _episode(episode: EpisodeDetail) -> EpisodeOut:
    return EpisodeOut(
        number=episode.number,
        title=episode.title,
        duration_s=as_number(episode.duration),
        width=episode.width,
        height=episode.height,
        poster=poster_address(path=episode.poster, at=timezone.now()),
        hls=_address(episode.hls),
        master=_address(episode.master),
        captions=[
            Captions(language=caption.language, kind=caption.kind, url=_address(caption.path))
            for caption in episode.captions
        ],
        hook=episode.hook,
        cliffhanger=episode.cliffhanger,
    )


def _address(path: str) -> str:
    return f"{settings.MEDIA_URL}{quote(path)}"
