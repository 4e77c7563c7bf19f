"""The feed is made once for many viewers, and shows a change of rights within a second."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from microdrama.platform.accounts.models import Account
from microdrama.platform.catalogue.models import AgeRating, Right, Series
from microdrama.platform.catalogue.operations import PublishedSeries
from web.conftest import FeedClock

WITHIN_S = 1.0


def slugs(client: Client) -> list[str]:
    return [item["slug"] for item in client.get("/api/v1/series?limit=20").json()["items"]]


def test_what_is_refused_leaves_the_feed_within_a_second(
    client: Client, published: PublishedSeries, feed_clock: FeedClock
) -> None:
    assert slugs(client) == ["tale"]
    Right.objects.create(series=Series.objects.get(), territory="US", allowed=False, starts_at=timezone.now())
    feed_clock.now_s += WITHIN_S
    assert slugs(client) == []


def test_a_window_that_closes_needs_nobody_to_tell(
    client: Client, published: PublishedSeries, feed_clock: FeedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    ends = datetime(2999, 1, 1, tzinfo=UTC)
    Right.objects.update(ends_at=ends)
    assert slugs(client) == ["tale"]
    feed_clock.now_s += WITHIN_S
    monkeypatch.setattr("microdrama.web.api.catalogue.timezone.now", lambda: ends + timedelta(seconds=WITHIN_S))
    assert slugs(client) == []


def test_pages_are_shared_by_those_who_see_the_same(
    client: Client, published: PublishedSeries, django_assert_num_queries: object
) -> None:
    first = client.get("/api/v1/series?limit=20")
    with django_assert_num_queries(0):  # type: ignore[operator]
        again = client.get("/api/v1/series?limit=20")
    assert again.content == first.content
    assert "private" in again.headers["Cache-Control"]


def test_nobody_is_shown_the_page_of_an_older_viewer(client: Client, published: PublishedSeries) -> None:
    AgeRating.objects.create(series=Series.objects.get(), territory="*", least_age=18, label="18")
    grown = Account.objects.create(email="grown@example.com", is_guest=False, birth_year=1970)
    signed_in = Client()
    signed_in.force_login(grown)
    assert slugs(signed_in) == ["tale"]
    assert slugs(client) == []
    assert slugs(signed_in) == ["tale"]
