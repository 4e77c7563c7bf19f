"""The whole way to the viewer: a film condensed by the command line, watched on a phone."""

from pathlib import Path

import pytest

from frontend.conftest import served, site_of
from frontend.swipes import swipe, until, wait_for_next
from frontend.visitor import Visit

pytestmark = pytest.mark.browser

PLAYS = """() => [...document.querySelectorAll('video')]
    .some((v) => !v.paused && v.currentTime > 0.5 && v.videoWidth > 0)"""


def test_a_condensed_film_plays_and_its_next_episode_follows_a_swipe(
    phone: Visit, condensed: Path, tmp_path: Path
) -> None:
    page = phone.page
    with served([condensed], tmp_path / "home") as url:
        site = site_of(url, condensed, condensed)
        page.goto(url)
        page.get_by_text(site.title).first.wait_for()
        page.goto(f"{url}/watch/{site.slug}/1")
        until(lambda: page.evaluate(PLAYS), what="episode 1 played")
        wait_for_next(page)
        swipe(page)
        until(lambda: page.locator(".watch").get_attribute("data-episode") == "2", what="episode 2 took the stage")
        until(lambda: page.evaluate(PLAYS), what="episode 2 played")
        page.goto("about:blank")
