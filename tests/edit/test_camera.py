"""A window stands, makes one move or follows; and what its path is between its knots."""

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from microdrama.domain.time import Span
from microdrama.edit.camera import ENOUGH, Track, follow, held_share, one_move, stand
from microdrama.edit.layout import Moving

WIDTH = 0.316
HALF = 0.04
SLACK = 2e-3  # of the picture: under three elements of 1280


def track(places: list[float], every_s: float = 0.5) -> Track:
    middles = np.array(places)
    return Track(np.arange(len(middles)) * every_s, np.maximum(middles - HALF, 0), np.minimum(middles + HALF, 1))


def span_of(seen: Track) -> Span:
    return Span(Fraction(0), Fraction(float(seen.times[-1]) + 0.5))


def path(seen: Track, per_s: int = 12) -> np.ndarray:
    moving = Moving(0.0, WIDTH, 1.0, follow(seen, WIDTH, span_of(seen)))
    count = int(span_of(seen).duration_s * per_s)
    return np.array([moving.at(Fraction(n, per_s)).x for n in range(count)])


def reversals(lefts: np.ndarray) -> int:
    steps = np.diff(lefts)
    signs = np.sign(steps[np.abs(steps) > 4e-4])  # half a hundredth of the picture a second
    return int((signs[1:] != signs[:-1]).sum())


places = st.lists(st.floats(0, 1), min_size=2, max_size=30)


@given(places)
@settings(max_examples=25, deadline=None)
def test_no_path_leaves_the_picture(middles: list[float]) -> None:
    lefts = path(track(middles))
    assert lefts.min() >= 0
    assert lefts.max() <= 1 - WIDTH + 1e-9


@given(st.floats(0.1, 0.9), st.lists(st.floats(-0.02, 0.02), min_size=2, max_size=20))
@settings(max_examples=40, deadline=None)
def test_a_subject_that_stands_is_held_by_a_window_that_stands(middle: float, noise: list[float]) -> None:
    seen = track([middle + shake for shake in noise])
    left, share = stand(seen, WIDTH)
    assert share == 1
    first, last = seen.allowed(WIDTH)
    assert (first - 1e-9 <= left).all()
    assert (left <= last + 1e-9).all()
    assert np.ptp(path(seen)) < 1e-6


@given(places)
@settings(max_examples=60, deadline=None)
def test_no_still_window_holds_more_than_the_chosen_one(middles: list[float]) -> None:
    seen = track(middles)
    first, last = seen.allowed(WIDTH)
    _, share = stand(seen, WIDTH)
    tried = np.linspace(0, 1 - WIDTH, 200)
    best = max(float(np.mean((first <= left) & (left <= last))) for left in tried)
    assert share >= best - 1e-9


@given(st.floats(0.05, 0.4), st.floats(0, 6.28), st.integers(12, 30))
@settings(max_examples=25, deadline=None)
def test_a_subject_that_walks_is_inside_wherever_it_is_found(reach: float, phase: float, count: int) -> None:
    """At most 0.4 of the picture around the middle in six seconds or more: slower than the window can be."""
    seen = track([0.5 + reach * np.sin(phase + 6.28 * n / count) for n in range(count)])
    moving = Moving(0.0, WIDTH, 1.0, follow(seen, WIDTH, span_of(seen)))
    for moment, low, high in zip(seen.times, seen.lows, seen.highs, strict=True):
        assert moving.at(Fraction(float(moment))).x <= low + SLACK
        assert high <= moving.at(Fraction(float(moment))).x + WIDTH + SLACK
    assert reversals(path(seen)) <= 2


def test_a_walk_with_a_shaky_detector_is_followed_without_shaking() -> None:
    rng = np.random.default_rng(3)
    seen = track([0.15 + 0.7 * n / 39 + rng.normal(0, 0.012) for n in range(40)])
    lefts = path(seen)
    assert reversals(lefts) == 0
    assert np.abs(np.diff(lefts, n=2)).max() * 12 * 12 < 1.0  # widths of the picture a second squared


def test_a_path_eases_in_and_out() -> None:
    """The sum of the third differences is what a pan by the shortest way would have far more of."""
    seen = track([0.2] * 8 + [0.2 + 0.6 * n / 11 for n in range(12)] + [0.8] * 8)
    speeds = np.abs(np.diff(path(seen))) * 12
    assert speeds[:12].max() < 0.02
    assert speeds.max() < 0.2
    assert np.abs(np.diff(speeds)).max() < 0.03


def test_a_long_shot_is_solved_in_pieces_that_join_smoothly() -> None:
    seen = track([0.5 + 0.35 * np.sin(n / 15) for n in range(220)])
    lefts = path(seen, per_s=10)
    assert np.abs(np.diff(lefts)).max() < 0.02
    assert np.abs(np.diff(lefts, n=2)).max() < 0.006


def test_where_the_subject_was_not_seen_the_window_is_free() -> None:
    seen = Track(np.array([0.0, 0.5, 1.0, 9.0, 9.5, 10.0]), np.full(6, 0.1), np.full(6, 0.2))
    moved = Track(seen.times, np.where(seen.times > 5, 0.7, 0.1), np.where(seen.times > 5, 0.8, 0.2))
    moving = Moving(0.0, WIDTH, 1.0, follow(moved, WIDTH, Span(Fraction(0), Fraction(10))))
    lefts = np.array([moving.at(Fraction(n, 10)).x for n in range(100)])
    assert np.abs(np.diff(lefts)).max() * 10 < 0.15  # eight seconds to go half a picture


# --- one move


def test_who_walks_once_gets_one_move_between_two_stands() -> None:
    seen = track([0.2] * 10 + [0.2, 0.35, 0.5, 0.65, 0.8] + [0.8] * 10)
    found = one_move(seen, WIDTH, span_of(seen))
    assert found is not None
    knots, share = found
    assert share >= ENOUGH
    assert len(knots) == 4
    assert knots[0][1] == knots[1][1]
    assert knots[2][1] == knots[3][1]
    assert knots[2][0] - knots[1][0] >= 1
    assert knots[0][0] == 0
    assert knots[3][0] == span_of(seen).end_s
    speed = abs(knots[2][1] - knots[1][1]) / float(knots[2][0] - knots[1][0])
    assert speed <= 0.25 + 1e-3


def test_who_goes_there_and_back_again_is_not_held_by_one_move() -> None:
    seen = track([0.2] * 6 + [0.8] * 6 + [0.2] * 6)
    found = one_move(seen, WIDTH, span_of(seen))
    assert found is None or found[1] < ENOUGH


def test_a_shot_too_short_for_a_move_has_none() -> None:
    assert one_move(track([0.2, 0.8]), WIDTH, Span(Fraction(0), Fraction(3, 2))) is None


# --- the curve between the knots


knots = st.lists(st.tuples(st.integers(1, 400), st.floats(0, 1)), min_size=1, max_size=9).map(
    lambda steps: tuple(
        (Fraction(sum(gap for gap, _ in steps[: n + 1]), 40), place) for n, (_, place) in enumerate(steps)
    )
)


@given(knots, st.integers(0, 200))
@settings(max_examples=200, deadline=None)
def test_the_curve_never_goes_beyond_the_knots_around_it(
    given_knots: tuple[tuple[Fraction, float], ...], at: int
) -> None:
    moving = Moving(0.0, WIDTH, 1.0, given_knots)
    for moment, left in given_knots:
        assert moving.at(moment).x == pytest.approx(left)
    for (t0, x0), (t1, x1) in pairwise(given_knots):
        left = moving.at(t0 + (t1 - t0) * at / 200).x
        assert min(x0, x1) - 1e-9 <= left <= max(x0, x1) + 1e-9
    assert moving.at(given_knots[0][0] - 1).x == given_knots[0][1]
    assert moving.at(given_knots[-1][0] + 1).x == given_knots[-1][1]


def test_four_knots_stand_ease_and_stand() -> None:
    four = ((Fraction(0), 0.1), (Fraction(2), 0.1), (Fraction(4), 0.5), (Fraction(6), 0.5))
    moving = Moving(0.0, WIDTH, 1.0, four)
    assert {moving.at(Fraction(n, 10)).x for n in range(21)} == {0.1}
    assert {moving.at(4 + Fraction(n, 10)).x for n in range(21)} == {0.5}
    assert moving.at(Fraction(3)).x == pytest.approx(0.3)
    assert moving.at(Fraction(21, 10)).x - 0.1 < 0.005  # slow at first
    seen = Track(np.array([3.0]), np.array([0.3]), np.array([0.3 + WIDTH]))
    assert held_share(seen, four, WIDTH) == 1


def test_knots_are_in_order() -> None:
    with pytest.raises(ValueError, match="after the one before"):
        Moving(0.0, WIDTH, 1.0, ((Fraction(1), 0.1), (Fraction(1), 0.2)))
    with pytest.raises(ValueError, match="at least one"):
        Moving(0.0, WIDTH, 1.0, ())
