"""Search at its address: what may be watched, a page at a time, and not too often."""

from functools import partial
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree as ET

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from fixtures.catalogue import add_series
from microdrama.platform.catalogue.models import Series
from microdrama.platform.catalogue.operations import set_tropes
from microdrama.web import limits
from microdrama.web.limits import LIMITS
from web.conftest import FeedClock

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def shelf() -> None:
    cache.clear()  # of what was asked by other tests
    for number in range(1, 6):
        series = add_series(number, title={"en": f"Letter {number}"}, genres=["drama"])
        set_tropes(slug=series.slug, tropes=("Secret Baby",))


def found(client: Client, asked: str) -> list[str]:
    return [item["title"] for item in client.get(f"/api/v1/search?{asked}").json()["items"]]


def test_words_genres_and_tropes_are_found_a_page_at_a_time(client: Client) -> None:
    first = client.get("/api/v1/search?q=lett&limit=3").json()
    second = client.get(f"/api/v1/search?q=lett&limit=3&after={first['next']}").json()
    assert [one["title"] for one in first["items"] + second["items"]] == [
        f"Letter {number}" for number in (5, 4, 3, 2, 1)
    ]
    assert second["next"] is None
    assert found(client, "q=letter%202") == ["Letter 2"]
    assert len(found(client, "genre=drama")) == len(found(client, "trope=Secret%20Baby")) == 5
    assert found(client, "") == found(client, "q=%20") == found(client, "q=nothing") == []


def test_what_may_not_be_watched_is_not_found(client: Client) -> None:
    Series.objects.get(title__en="Letter 3").rights.all().delete()
    assert "Letter 3" not in found(client, "q=letter")


@pytest.mark.parametrize("asked", ["after=7", "after=2-1", "limit=0", "limit=101", "q=" + "a" * 201])
def test_what_makes_no_sense_is_refused(client: Client, asked: str) -> None:
    refused = client.get(f"/api/v1/search?{asked}")
    assert (refused.status_code, refused.headers["Content-Type"]) == (422, "application/problem+json")


def test_nobody_searches_all_day_long(client: Client) -> None:
    most = LIMITS["search"].address
    for _ in range(most):
        assert client.get("/api/v1/search").status_code == 200
    refused = client.get("/api/v1/search?q=letter")
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) >= 1


def test_facets_are_those_of_what_may_be_watched(client: Client) -> None:
    set_tropes(slug="tale-3", tropes=("Amnesia",))
    Series.objects.get(slug="tale-4").rights.all().delete()
    answer = client.get("/api/v1/facets")
    assert answer.json() == [
        {"kind": "genre", "name": "drama", "count": 4},
        {"kind": "trope", "name": "Secret Baby", "count": 3},
        {"kind": "trope", "name": "Amnesia", "count": 1},
    ]
    assert answer.headers["Cache-Control"] == "private, no-cache"
    again = client.get("/api/v1/facets", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(("address", "row"), [("/api/v1/facets", "feed"), ("/sitemap.xml", "sitemap")])
def test_facets_and_the_sitemap_are_not_asked_for_all_day_long(
    client: Client, monkeypatch: pytest.MonkeyPatch, address: str, row: str
) -> None:
    assert client.get(address).status_code == 200
    monkeypatch.setattr(limits, "count", partial(refuse, row))
    refused = client.get(address)
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "7")
    assert refused.headers["Content-Type"] == "application/problem+json"


def refuse(row: str, name: str, *_counted: object, **_within: object) -> None:
    assert name == row
    raise limits.TooManyError(retry_after_s=7)


def test_the_sitemap_has_the_pages_of_series_in_the_operators_territory(
    client: Client, settings: Settings, feed_clock: FeedClock
) -> None:
    settings.TERRITORY = "DE"
    hidden = Series.objects.get(slug="tale-2")
    hidden.rights.create(territory="DE", allowed=False, starts_at="2020-01-01T00:00:00Z")
    answer = client.get("/sitemap.xml", headers={"CF-IPCountry": "US"})
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/xml; charset=utf-8")
    urls = ET.fromstring(answer.content)  # noqa: S314 - our own
    places = [url[0].text for url in urls]
    assert places == [f"http://testserver/series/tale-{number}" for number in (5, 4, 3, 1)]
    assert all(url[1].text.endswith("Z") for url in urls)
    again = client.get("/sitemap.xml", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    hidden.rights.filter(allowed=False).delete()
    feed_clock.now_s += 1
    assert b"tale-2" in client.get("/sitemap.xml").content


def test_robots_are_led_to_the_sitemap_and_not_to_the_staff(client: Client, settings: Settings) -> None:
    answer = client.get("/robots.txt")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/plain; charset=utf-8")
    rules = RobotFileParser()
    rules.parse(answer.content.decode().splitlines())
    assert rules.site_maps() == ["http://testserver/sitemap.xml"]
    for path in ("/", "/series/tale-1", "/watch/tale-1/1", "/api/v1/series", "/assets/app.js"):
        assert rules.can_fetch("Googlebot", path), path
    for path in ("/m/token/asset/file.m4s", "/account", "/studio/house", "/checkout/sandbox/1"):
        assert not rules.can_fetch("Googlebot", path), path
    assert settings.OFFICE_PATH.strip("/") not in answer.content.decode()
