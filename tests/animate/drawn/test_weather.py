"""Weather: it moves, and comes round without a jump."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from microdrama.animate.drawn.cels import Picture
from microdrama.animate.drawn.weather import PERIOD_S, draw_weather
from microdrama.domain.storyboard import Weather

KINDS: tuple[Weather, ...] = ("clear", "rain", "snow", "fog", "storm")
SIZE = {"width": 96, "height": 160}


def shown(kind: Weather, t: float, seed: int = 3, light: int = 40) -> Picture:
    picture = np.full((SIZE["height"], SIZE["width"], 3), light, np.uint8)
    draw_weather(kind, **SIZE, seed=seed).over(picture, t)
    return picture


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_seen_and_moves(kind: Weather) -> None:
    first, later = shown(kind, 0.0), shown(kind, 0.25)
    assert (first > 40).any()
    assert (first != later).any()


@pytest.mark.parametrize("kind", KINDS)
@given(t=st.floats(0, 30))
@settings(max_examples=12, deadline=None)
def test_it_comes_round_after_a_period(kind: Weather, t: float) -> None:
    assert np.abs(shown(kind, t).astype(int) - shown(kind, t + PERIOD_S)).mean() < 1.2


@pytest.mark.parametrize("kind", ["rain", "snow", "fog"])
def test_there_is_no_seam(kind: Weather) -> None:
    """A rolled tile goes on where its edges meet: neighbours there differ no more than anywhere else."""
    for drift in draw_weather(kind, **SIZE, seed=4).drifts:
        tile = drift.tile.astype(float)
        across = np.abs(np.diff(tile, axis=1)).mean()
        assert np.abs(tile[:, 0] - tile[:, -1]).mean() < 4 * across + 1
        if drift.down:
            assert np.abs(tile[0] - tile[-1]).mean() < 4 * np.abs(np.diff(tile, axis=0)).mean() + 1


def test_rain_falls_and_dust_rises() -> None:
    assert all(drift.down > 0 for drift in draw_weather("rain", **SIZE, seed=1).drifts)
    assert all(drift.down < 0 for drift in draw_weather("clear", **SIZE, seed=1).drifts)


def test_lightning_is_rare_and_only_in_storms() -> None:
    times = np.arange(0, PERIOD_S, 1 / 24)
    light = np.array([shown("storm", t).mean() for t in times])
    calm = np.array([shown("rain", t).mean() for t in times])
    flashes = int((np.diff(light) > 12).sum())
    assert 1 <= flashes <= 3
    assert not (np.diff(calm) > 12).any()


def test_drops_ring_only_on_the_ground() -> None:
    rain = draw_weather("rain", **SIZE, seed=6)
    assert rain.rings_top > SIZE["height"] // 2
    assert len({ring.tobytes() for ring in rain.rings}) == len(rain.rings)


def test_the_same_seed_rains_the_same_and_another_does_not() -> None:
    assert shown("rain", 1.0, seed=1).tobytes() == shown("rain", 1.0, seed=1).tobytes()
    assert shown("rain", 1.0, seed=1).tobytes() != shown("rain", 1.0, seed=2).tobytes()
