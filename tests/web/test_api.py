from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from fixtures.catalogue import add_series
from microdrama.platform.catalogue.operations import PublishedSeries, publish_bundle
from microdrama.platform.playback.tokens import poster_address

CARD = {
    "slug": "tale",
    "title": "The tale",
    "synopsis": "A synopsis.",
    "language": "en",
    "episode_count": 2,
    "duration_s": 123.0,
}


def poster(published: PublishedSeries) -> str:
    path = f"{published.asset}/{published.version}/episodes/001/poster.jpg"
    return poster_address(path=path, at=timezone.now())


def test_the_list_has_exactly_the_fields_agreed(client: Client, published: PublishedSeries) -> None:
    response = client.get("/api/v1/series")
    assert response.status_code == 200
    card = {**CARD, "poster": poster(published)}
    assert response.json() == {"items": [card], "next": None}


def test_a_series_has_exactly_the_fields_agreed(client: Client, published: PublishedSeries) -> None:
    found = client.get("/api/v1/series/tale").json()
    first, second = found.pop("episodes")
    assert found == {
        **CARD,
        "poster": poster(published),
        "genres": ["drama"],
        "credits": ["A. Author, CC BY 4.0"],
        "ai_generated": True,
        "free_episodes": 10,
    }
    assert first == {
        "number": 1,
        "title": "Part 1",
        "duration_s": 61.5,
        "width": 1080,
        "height": 1920,
        "poster": poster(published),
        "hook": "opens on a chase",
        "cliffhanger": "a door opens",
    }
    assert (second["number"], second["hook"]) == (2, None)


@pytest.mark.usefixtures("published")
def test_the_catalogue_gives_out_posters_and_no_address_of_what_moves(client: Client) -> None:
    found = client.get("/api/v1/series/tale")
    for episode in found.json()["episodes"]:
        assert client.head(episode["poster"]).status_code == 200
    assert not any(suffix in found.content for suffix in (b".m3u8", b".mp4", b".m4s", b".vtt"))


@pytest.mark.usefixtures("transactional_db")
def test_names_with_accents_are_fetched_too(
    client: Client, make_bundle: Callable[..., Path], media_root: Path, tmp_path: Path
) -> None:
    bundle = make_bundle(tmp_path / "bundle", episodes=1)
    (bundle / "episodes/001/poster.jpg").rename(bundle / "episodes/001/añil+@.jpg")
    document = bundle / "series.json"
    document.write_text(document.read_text().replace("poster.jpg", "añil+@.jpg"))
    publish_bundle(bundle=bundle, media_root=media_root)
    poster = client.get("/api/v1/series/tale").json()["poster"]
    assert poster.isascii()
    assert client.head(poster).status_code == 200


@pytest.mark.parametrize(
    ("query", "header", "title"),
    [
        ("", None, "The tale"),
        ("?language=es-419", None, "El tale"),
        ("?language=es", "en", "El tale"),  # the address beats the browser
        ("?language=ja", None, "The tale"),
        ("?language=", "es", "El tale"),
        ("", "es-MX,es;q=0.9,en;q=0.8", "El tale"),
        ("", "ja;q=0.9, es;q=0.1", "El tale"),
        ("", "es;q=0, en", "The tale"),
        ("", "*", "The tale"),
        ("", ";;;q=,,\x7f", "The tale"),
        ("", "es" * 5000, "The tale"),
    ],
)
@pytest.mark.usefixtures("published")
def test_the_title_is_in_the_viewers_language(client: Client, query: str, header: str | None, title: str) -> None:
    headers = {} if header is None else {"Accept-Language": header}
    for url, read in (
        ("/api/v1/series", lambda found: found["items"][0]),
        ("/api/v1/series/tale", lambda found: found),
    ):
        response = client.get(f"{url}{query}", headers=headers)
        assert read(response.json())["title"] == title
        assert response["Vary"] == "Accept-Language, Cookie"
        assert response["Cache-Control"] == "private, no-cache"


@pytest.mark.django_db
def test_the_pages_cover_every_series_once(client: Client) -> None:
    for number in range(7):
        add_series(number)
    seen, query = [], "?limit=3"
    while query:
        page = client.get(f"/api/v1/series{query}").json()
        seen += [item["slug"] for item in page["items"]]
        query = page["next"] and f"?limit=3&after={page['next']}"
    assert seen == [f"tale-{number}" for number in reversed(range(7))]


@pytest.mark.django_db
def test_an_empty_catalogue_is_an_empty_page(client: Client) -> None:
    assert client.get("/api/v1/series").json() == {"items": [], "next": None}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query",
    [
        *("limit=0", "limit=101", "limit=-1", "limit=x", "limit=", "limit=1.5", "limit=" + "9" * 30),
        *("after=x", "after=", "after=-1", "after=" + "9" * 30, "after=%00", "after=1%20OR%201"),
    ],
)
def test_a_wrong_question_is_answered_with_a_sentence(client: Client, query: str) -> None:
    response = client.get(f"/api/v1/series?{query}")
    assert response.status_code == 422
    detail = response.json()["detail"]
    assert isinstance(detail, str)
    assert detail.endswith(".")


@pytest.mark.django_db
@pytest.mark.parametrize("slug", ["x", "x'--", "%00", "%3Cscript%3E", "Tale", "é"])
def test_a_series_that_is_not_there(client: Client, slug: str) -> None:
    response = client.get(f"/api/v1/series/{slug}")
    assert response.status_code == 404
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["detail"].startswith("There is no series '")


@pytest.mark.django_db
def test_the_sentence_names_the_series(client: Client) -> None:
    assert client.get("/api/v1/series/x").json() == {
        "type": "about:blank",
        "title": "Not Found",
        "status": 404,
        "detail": "There is no series 'x'.",
        "code": "not-found",
    }
