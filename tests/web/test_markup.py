"""Attack 16: words of others that would be a program, wherever the server itself writes them down."""

import json
from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from microdrama.platform.accounts.models import Report
from microdrama.platform.accounts.operations import open_guest
from microdrama.platform.accounts.staff import add_operator
from microdrama.platform.catalogue.operations import launch, publish_bundle
from microdrama.platform.catalogue.viewable import content_type_of

pytestmark = pytest.mark.django_db

MARKUP = "</script><script>alert(1)</script><img src=x onerror=alert(1)>=1+1"
PASSWORD = "correct-horse-battery"  # noqa: S105 - of a test


@pytest.fixture
def published(bundle: Path, media_root: Path) -> None:
    cache.clear()
    document = json.loads((bundle / "series.json").read_text())
    document |= {"title": {"en": MARKUP}, "synopsis": {"en": MARKUP}, "genres": [MARKUP]}
    document["origin"]["credits"] = ["javascript:alert(1)", MARKUP]
    document["episodes"][0] |= {"title": {"en": MARKUP}}
    (bundle / "series.json").write_text(json.dumps(document))
    publish_bundle(bundle=bundle, media_root=media_root)
    launch(territories={"US"}, at=timezone.now())


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize("path", ["series", "series/tale", "series/tale/offer", "play/tale/1"])
def test_a16_words_travel_as_data_that_no_browser_takes_for_a_page(path: str) -> None:
    client = Client()
    answer = client.post(f"/api/v1/{path}") if path.startswith("play") else client.get(f"/api/v1/{path}")
    assert answer.status_code == 200, answer.content
    assert answer["Content-Type"].startswith("application/json")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "script-src 'self';" in answer["Content-Security-Policy"]
    assert MARKUP in json.dumps(answer.json(), ensure_ascii=False) or path.endswith("offer")


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize(
    "address", [f"/series/{MARKUP}", "/api/v1/series/<script>alert(1)<", f"/{MARKUP}", "/m/<script>"]
)
def test_a16_no_error_gives_an_address_back_as_a_page(address: str) -> None:
    answer = Client().get(address)
    assert answer.status_code in {403, 404}
    assert not answer.get("Content-Type", "").startswith("text/html")


@pytest.mark.usefixtures("published")
def test_a16_the_office_shows_words_of_others_as_words() -> None:
    guest = Client()
    guest.cookies["device"] = open_guest(label=MARKUP[:60], at=timezone.now())[1]
    told = {"slug": "tale", "reason": "other", "words": MARKUP}
    assert guest.post("/api/v1/reports", told, content_type="application/json").status_code == 200
    add_operator(email="op@example.com", role="everything", password=PASSWORD)
    client = Client()
    client.post("/office/login/?next=/office/", {"username": "op@example.com", "password": PASSWORD})
    report = Report.objects.get()
    shown = 0
    for address in (
        "/office/accounts/report/",
        f"/office/accounts/report/{report.pk}/change/",
        f"/office/accounts/account/{report.reporter_id}/change/",
        "/office/catalogue/series/",
        "/office/accounts/staffaction/",
    ):
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert b"<script>alert(1)" not in answer.content
        assert b"<img src=x" not in answer.content
        shown += b"&lt;script&gt;alert(1)" in answer.content
    assert shown >= 2


@pytest.mark.parametrize(
    "path", ["poster.svg", "poster.svg.html", "x.html", "x.xml", "x.ass", "x.xhtml", "x.js", "x.swf"]
)
def test_a16_no_file_of_a_bundle_is_served_that_could_hold_a_program(path: str) -> None:
    assert content_type_of(f"episodes/001/{path}") is None
