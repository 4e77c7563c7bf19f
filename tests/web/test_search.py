"""Search at its address: what may be watched, a page at a time, and not too often."""

import pytest
from django.core.cache import cache
from django.test import Client

from fixtures.catalogue import add_series
from microdrama.platform.catalogue.models import Series
from microdrama.platform.catalogue.operations import set_tropes
from microdrama.web.limits import LIMITS

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def shelf() -> None:
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
    cache.clear()  # of what was asked by other tests
    most = LIMITS["search"].address
    for _ in range(most):
        assert client.get("/api/v1/search").status_code == 200
    refused = client.get("/api/v1/search?q=letter")
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) >= 1
