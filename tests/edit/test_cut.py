"""Spans on pictures, and the poster's picture."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from microdrama.domain.findings import FaceTrack, Findings, Media
from microdrama.domain.plan import PlannedSpan
from microdrama.domain.time import FrameRate, Span, as_number, seconds
from microdrama.edit.cut import first_picture, length, moments, on_pictures
from microdrama.edit.poster import poster_moment

rates = st.sampled_from(
    [FrameRate(12), FrameRate(24000, 1001), FrameRate(25), FrameRate(30000, 1001), FrameRate(15, 2)]
)
NTSC = FrameRate(24000, 1001)


@given(rates, st.lists(st.integers(1, 3000), min_size=2, max_size=8, unique=True))
@settings(max_examples=50, deadline=None)
def test_what_a_file_rounds_comes_back_on_its_pictures(rate: FrameRate, pictures: list[int]) -> None:
    edges = sorted(pictures)[: len(pictures) // 2 * 2]
    exact = [Span(rate.moment(a), rate.moment(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]
    written = [PlannedSpan(start_s=seconds(as_number(s.start_s)), end_s=seconds(as_number(s.end_s))) for s in exact]
    spans = on_pictures(written, rate)
    assert spans == exact
    shown = list(moments(spans, rate))
    assert len(shown) == length(spans) * rate.exact
    assert shown == sorted(set(shown))
    assert all(any(moment in span for span in exact) for moment in shown)


def test_a_span_of_less_than_half_a_picture_falls_away() -> None:
    tiny = PlannedSpan(start_s=Fraction(1), end_s=Fraction(1) + Fraction(1, 100))
    assert on_pictures([tiny], NTSC) == []


@given(rates, st.integers(0, 90_000), st.fractions(-1, 1))
def test_the_first_picture_is_the_same_however_a_file_rounds_it(
    rate: FrameRate, picture: int, rounding: Fraction
) -> None:
    moment = rate.moment(picture)
    assert first_picture(moment + rounding / 1_000_000, rate) == moment


def test_the_first_picture_waits_where_the_film_lies_between_pictures() -> None:
    rate = FrameRate(30)
    assert first_picture(Fraction(11, 60), rate) == Fraction(6, 30)
    assert first_picture(Fraction(53, 300), rate) == Fraction(6, 30)
    assert first_picture(Fraction(51, 300), rate) == Fraction(5, 30)


# --- poster

EPISODE = [Span(Fraction(10), Fraction(20)), Span(Fraction(30), Fraction(34))]


def findings(*boxes: tuple[float, float], rate: str = "25") -> Findings:
    """Faces at moments, with their heights."""
    tracks = [
        FaceTrack(track=f"F{n}", boxes=[(t, 0.4, 0.2, height, height)]) for n, (t, height) in enumerate(boxes, start=1)
    ]
    media = Media(duration_s=Fraction(60), width=1920, height=1080, frame_rate=rate)
    return Findings(media=media, faces=tracks)


def test_the_poster_is_the_largest_face_that_the_episode_shows() -> None:
    faces = [(5.0, 0.9), (12.0, 0.2), (31.0, 0.3), (25.0, 0.8), (34.0, 0.7)]
    assert poster_moment(findings(*faces), EPISODE) == 11


def test_without_faces_the_poster_comes_a_third_of_the_way_in() -> None:
    assert poster_moment(findings(), EPISODE) == FrameRate(25).moment(116)
    assert poster_moment(findings(), []) == 0


@pytest.mark.parametrize("late", ["0", "0.000001", "0.0166", "0.0199", "0.0333", "0.04"])
@pytest.mark.parametrize("picture", [0, 1, 2, 98, 99])
def test_the_poster_is_a_picture_of_the_episode_even_at_its_end(picture: int, late: str) -> None:
    """A face may be seen between two pictures of the rate: a poster sought there at the end would not exist."""
    at = Fraction(30) + Fraction(picture, 25) + Fraction(late)
    if at < 34:
        found = poster_moment(findings((float(at), 0.5)), [EPISODE[1]])
        assert found == FrameRate(25).moment(min(99, picture + (1 if late in ("0.0333", "0.04") else 0)))
