"""The whole way to the viewer: a script animated by the command line, watched on a phone."""

from pathlib import Path

import pytest

from conftest import AnimatedSeries
from frontend.conftest import served, site_of
from frontend.swipes import until
from frontend.test_condensed import PLAYS
from frontend.visitor import Visit

pytestmark = pytest.mark.browser


def test_an_animated_script_plays_with_its_title_and_captions(
    phone: Visit, animated: AnimatedSeries, tmp_path: Path
) -> None:
    page = phone.page
    with served([animated.bundle], tmp_path / "home") as url:
        site = site_of(url, animated.bundle, animated.bundle)
        assert (site.title, site.episodes, site.captioned) == ("The Key", 1, True)
        page.goto(url)
        page.get_by_text(site.title).first.wait_for()
        page.goto(f"{url}/watch/{site.slug}/1")
        until(lambda: page.evaluate(PLAYS), what="the episode played")
        shape = "() => { const v = document.querySelector('video'); return v.videoWidth / v.videoHeight }"
        assert abs(page.evaluate(shape) - 9 / 16) < 0.01
        page.goto("about:blank")
