"""The promise of the swipe: the next episode moves at once."""

import pytest

from frontend.swipes import measure_swipes
from frontend.visitor import Site, Visit

pytestmark = pytest.mark.browser

SWIPES = 20
P95_MS = 150
ROUNDS = 3


def p95(times: list[float]) -> float:
    return sorted(times)[max(0, round(0.95 * len(times)) - 1)]


def test_a_preloaded_episode_shows_its_first_frame_within_150_ms(phone: Visit, site: Site) -> None:
    """Best of three rounds: a machine that was busy for a moment has three chances, a slow viewer has none."""
    told: list[str] = []
    for _ in range(ROUNDS):
        times = measure_swipes(phone.page, site=site.url, slug=site.long_slug, count=SWIPES)
        told.append(", ".join(f"{ms:.0f}" for ms in times))
        if p95(times) <= P95_MS:
            return
    pytest.fail(f"p95 above {P95_MS} ms in each of {ROUNDS} rounds: {'; '.join(told)}")
