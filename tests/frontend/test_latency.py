"""The promise of the swipe: the next episode moves at once."""

import pytest

from frontend.swipes import measure_swipes
from frontend.visitor import Site, Visit

pytestmark = pytest.mark.browser

SWIPES = 20
P95_MS = 150


def test_a_preloaded_episode_shows_its_first_frame_within_150_ms(phone: Visit, site: Site) -> None:
    times = measure_swipes(phone.page, site=site.url, slug=site.long_slug, count=SWIPES)
    ordered = sorted(times)
    p95 = ordered[max(0, round(0.95 * len(ordered)) - 1)]
    told = ", ".join(f"{ms:.0f}" for ms in times)
    assert p95 <= P95_MS, f"p95 is {p95:.0f} ms over {len(times)} swipes: {told}"
