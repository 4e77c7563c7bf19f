"""What is not shown to somebody is not there for them, however it is asked for."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from microdrama.platform.catalogue.models import AgeRating, Episode, Right
from microdrama.platform.catalogue.operations import PublishedSeries
from microdrama.platform.playback.facts import forget_rights


def without_rights() -> None:
    Right.objects.all().delete()


def not_released_yet() -> None:
    Right.objects.update(starts_at=timezone.now() + timedelta(days=1))


def for_adults() -> None:
    AgeRating.objects.create(series_id=Right.objects.get().series_id, territory="*", least_age=18, label="18")


def withdrawn() -> None:
    Episode.objects.update(withdrawn=True)


@pytest.mark.parametrize("hide", [without_rights, not_released_yet, for_adults, withdrawn])
@pytest.mark.parametrize("number", [1, 2])
def test_a_start_does_not_tell_what_is_hidden_from_what_is_not_there(
    published: PublishedSeries, client: Client, hide: Callable[[], None], number: int
) -> None:
    assert client.post(f"/api/v1/play/{published.slug}/{number}").status_code in (200, 402)
    hide()
    forget_rights()
    hidden, missing = (client.post(f"/api/v1/play/{slug}/{number}") for slug in (published.slug, "other"))
    assert hidden.status_code == missing.status_code == 404
    assert json.loads(hidden.content) | {"detail": ""} == json.loads(missing.content) | {"detail": ""}
    assert hidden.json()["detail"].replace(published.slug, "other") == missing.json()["detail"]
    assert set(hidden.headers) == set(missing.headers)
