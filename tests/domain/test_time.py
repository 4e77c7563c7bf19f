"""Exact time: the algebra of spans, the grids of frame rates."""

from __future__ import annotations

import itertools
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microdrama.domain.time import FrameRate, Span, as_number, gaps, merged, seconds
from strategies import RATES, TEN_HOURS_S, frame_rates, moments, spans


def span(start: float, end: float) -> Span:
    return Span(seconds(start), seconds(end))


@pytest.mark.parametrize(
    ("written", "exact"),
    [
        (0.1, Fraction(1, 10)),
        (0.041667, Fraction(41667, 1_000_000)),
        (1e-06, Fraction(1, 1_000_000)),
        (7, Fraction(7)),
        ("1001/24000", Fraction(1001, 24000)),
        (35999.958292, Fraction(35999958292, 1_000_000)),
    ],
)
def test_a_number_means_what_is_written(written: float | str, exact: Fraction) -> None:
    assert seconds(written) == exact


@pytest.mark.parametrize("written", [float("nan"), float("inf"), float("-inf"), "soon", ""])
def test_what_is_no_number_is_no_moment(written: float | str) -> None:
    with pytest.raises(ValueError, match=r"."):
        seconds(written)


def test_a_span_is_half_open() -> None:
    one = span(1, 2)
    assert seconds(1) in one
    assert seconds(1.999999) in one
    assert seconds(2) not in one
    assert seconds(0.999999) not in one
    assert seconds(1) not in span(1, 1)


def test_spans_that_touch_share_nothing() -> None:
    assert not span(1, 2).overlaps(span(2, 3))
    assert span(1, 2).intersection(span(2, 3)) is None
    assert span(1, 2.5).overlaps(span(2, 3))
    assert span(1, 2.5).intersection(span(2, 3)) == span(2, 2.5)


def test_a_span_cannot_end_before_it_starts() -> None:
    with pytest.raises(ValueError, match=r"cannot end \(1\.0 s\) before it starts \(2\.0 s\)"):
        span(2, 1)


def test_a_span_widens_to_both_sides_but_not_before_zero() -> None:
    assert span(1, 2).widened(seconds(0.5)) == span(0.5, 2.5)
    assert span(1, 2).widened(seconds(3)) == span(0, 5)


def test_merged_bridges_gaps_up_to_the_one_allowed() -> None:
    apart = [span(4, 5), span(0, 1), span(1.5, 2), span(0.5, 0.75)]
    assert merged(apart) == [span(0, 1), span(1.5, 2), span(4, 5)]
    assert merged(apart, gap=seconds(0.5)) == [span(0, 2), span(4, 5)]
    assert merged(apart, gap=seconds(0.499999)) == merged(apart)
    assert merged([]) == []


@given(st.lists(spans(), max_size=12), st.sampled_from([Fraction(0), Fraction(1, 4), Fraction(3)]))
def test_merged_covers_the_same_time_and_keeps_its_distance(some: list[Span], gap: Fraction) -> None:
    result = merged(some, gap=gap)
    assert all(before.end_s + gap < after.start_s for before, after in itertools.pairwise(result))
    assert all(any(one.start_s <= s.start_s and s.end_s <= one.end_s for one in result) for s in some)
    assert {one.start_s for one in result} <= {s.start_s for s in some}
    assert {one.end_s for one in result} <= {s.end_s for s in some}
    assert merged(result, gap=gap) == result
    assert merged(reversed(some), gap=gap) == result


@given(st.lists(spans(), max_size=12), spans())
def test_gaps_and_spans_share_out_the_time_without_rest(some: list[Span], within: Span) -> None:
    free = list(gaps(some, within=within))
    taken = [part for one in merged(some) if (part := one.intersection(within))]
    assert all(gap.duration_s > 0 for gap in free)
    assert not any(gap.overlaps(s) for gap in free for s in some)
    assert sum((one.duration_s for one in [*free, *taken]), Fraction(0)) == within.duration_s
    assert all(within.start_s <= gap.start_s and gap.end_s <= within.end_s for gap in free)


@pytest.mark.parametrize(
    ("rate", "frame", "moment"),
    [
        (FrameRate(24000, 1001), 24, Fraction(1001, 1000)),
        (FrameRate(30000, 1001), 30000, Fraction(1001)),
        (FrameRate(25), 90_000, Fraction(3600)),
        (FrameRate(30), 1, Fraction(1, 30)),
    ],
)
def test_the_grid_is_exact(rate: FrameRate, frame: int, moment: Fraction) -> None:
    assert rate.moment(frame) == moment
    assert rate.nearest_frame(moment) == frame


@given(frame_rates(), st.data())
def test_six_decimals_find_the_same_picture_for_ten_hours(rate: FrameRate, data: st.DataObject) -> None:
    frame = data.draw(st.integers(0, int(TEN_HOURS_S * rate.exact)))
    written = as_number(rate.moment(frame))
    assert len(repr(written).partition(".")[2]) <= 6
    assert rate.snap(seconds(written)) == rate.moment(frame)


@pytest.mark.parametrize("rate", RATES, ids=str)
def test_six_decimals_find_each_picture_around_every_hour(rate: FrameRate) -> None:
    for hour in range(10):
        first = rate.nearest_frame(Fraction(hour * 3600))
        for frame in range(first, first + 200):
            assert rate.nearest_frame(seconds(as_number(rate.moment(frame)))) == frame


@given(frame_rates(), moments())
def test_snapping_is_never_further_than_half_a_picture(rate: FrameRate, moment: Fraction) -> None:
    assert abs(rate.snap(moment) - moment) <= Fraction(1, 2) / rate.exact
    assert rate.snap(rate.snap(moment)) == rate.snap(moment)


@pytest.mark.parametrize("rate", RATES, ids=str)
def test_half_way_goes_to_the_later_picture(rate: FrameRate) -> None:
    assert rate.nearest_frame((rate.moment(7) + rate.moment(8)) / 2) == 8
    assert rate.nearest_frame((rate.moment(7) + rate.moment(8)) / 2 - Fraction(1, 10**9)) == 7


@pytest.mark.parametrize("rate", RATES, ids=str)
def test_a_rate_reads_back_as_it_is_written(rate: FrameRate) -> None:
    assert FrameRate.parse(str(rate)) == rate


def test_a_rate_is_kept_in_lowest_terms() -> None:
    assert FrameRate.parse("50/2") == FrameRate(25)


@pytest.mark.parametrize(
    "text",
    ["0", "0/1", "25/0", "-25", "23.976", "1e3", " 25", "25 ", "25\n", "25/", "/25", "1_0", "٢٥", "", "9" * 5000],
)
def test_what_is_no_rate_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="a frame rate is"):
        FrameRate.parse(text)


@pytest.mark.parametrize(("numerator", "denominator"), [(0, 1), (25, 0), (-25, 1), (25, -1)])
def test_a_rate_is_above_zero(numerator: int, denominator: int) -> None:
    with pytest.raises(ValueError, match="above zero"):
        FrameRate(numerator, denominator)
