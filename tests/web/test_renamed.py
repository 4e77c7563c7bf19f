"""A series that is published under another name is found by the ones that it had."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from microdrama.platform.catalogue.models import FormerSlug, Right, Series
from microdrama.platform.catalogue.operations import publish_bundle, roll_back_series
from microdrama.platform.catalogue.queries import is_former

pytestmark = pytest.mark.django_db(transaction=True)
NAMES = ("tale", "saga", "epic")
Publish = Callable[..., None]


@pytest.fixture
def publish(make_bundle: Callable[..., Path], tmp_path: Path, media_root: Path) -> Publish:
    def publishing(slug: str, *, source_id: str = "tale-1") -> None:
        bundle = make_bundle(tmp_path / f"{source_id}-{slug}", slug=slug, source_id=source_id)
        publish_bundle(bundle=bundle, media_root=media_root)

    return publishing


def test_old_names_lead_to_the_new_one_and_the_api_tells_it(publish: Publish, client: Client) -> None:
    for name in NAMES:
        publish(name)
    assert Series.objects.get().slug == "epic"
    for old in NAMES[:2]:
        answer = client.get(f"/api/v1/series/{old}")
        assert (answer.status_code, answer.json()["slug"]) == (200, "epic")
        for path in ("series/{}", "watch/{}/2"):
            moved = client.get("/" + path.format(old))
            assert (moved.status_code, moved.headers["Location"]) == (301, "/" + path.format("epic"))
            assert moved.headers["Cache-Control"] == "private, no-cache"
    assert client.get("/series/epic").status_code != 301
    assert client.get("/series/other").status_code != 301


def test_going_back_turns_the_names_around(publish: Publish, client: Client, media_root: Path) -> None:
    publish("tale")
    publish("saga")
    roll_back_series(slug="saga", at=timezone.now(), media_root=media_root)
    assert client.get("/api/v1/series/saga").json()["slug"] == "tale"
    assert list(FormerSlug.objects.values_list("slug", flat=True)) == ["saga"]


def test_a_name_that_another_series_takes_is_its_own(publish: Publish, client: Client) -> None:
    publish("tale")
    publish("saga")
    publish("tale", source_id="other")
    answer = client.get("/api/v1/series/tale").json()
    assert (answer["slug"], Series.objects.get(slug="tale").source_id) == ("tale", "other")
    assert not FormerSlug.objects.exists()
    assert client.get("/series/tale").status_code != 301


def test_an_old_name_of_what_is_not_shown_tells_nothing(publish: Publish, client: Client) -> None:
    publish("tale")
    publish("saga")
    Right.objects.all().delete()
    assert client.get("/api/v1/series/tale").status_code == 404
    assert client.get("/series/tale").status_code != 301
    assert not is_former(slug="tale\0")
