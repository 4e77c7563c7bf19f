"""Spans on pictures, and the poster's picture."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from microdrama.domain.attention import COLUMNS, Attention, ShotAttention
from microdrama.domain.findings import FaceTrack, Findings, Media
from microdrama.domain.plan import PlannedEpisode, PlannedSpan
from microdrama.domain.series import Cliffhanger, Hook
from microdrama.domain.time import FrameRate, Span, as_number, seconds
from microdrama.edit.cut import length, moments, on_pictures, parts_of, shown
from microdrama.edit.poster import poster_moment
from microdrama.edit.reframe import Framing, Window

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


# --- sound beside its pictures


def episode(*spans: PlannedSpan, recap: list[Span] | None = None) -> PlannedEpisode:
    return PlannedEpisode(
        number=1,
        duration_s=Fraction(1),
        spans=list(spans),
        recap=recap or [],
        hook=Hook(start_s=spans[0].start_s, kind="voice", reason="."),
        cliffhanger=Cliffhanger(end_s=spans[-1].end_s, kind="question", reason="."),
    )


def span(start: float, end: float, *, sound: tuple[float | None, float | None] = (None, None)) -> PlannedSpan:
    begins, ends = (None if value is None else seconds(value) for value in sound)
    return PlannedSpan(start_s=seconds(start), end_s=seconds(end), sound_start_s=begins, sound_end_s=ends)


def heard(made: PlannedEpisode) -> list[tuple[Span, Fraction]]:
    """What is heard of the film, and when in the episode."""
    return [(part.sound, part.at) for part in parts_of(made, rate=FrameRate(25))]


def test_sound_lies_under_its_pictures_where_nothing_else_is_said() -> None:
    made = episode(span(10, 14), span(20, 23))
    assert heard(made) == [
        (Span(Fraction(10), Fraction(14)), Fraction(0)),
        (Span(Fraction(20), Fraction(23)), Fraction(4)),
    ]


def test_at_an_l_cut_a_voice_goes_on_over_the_next_pictures() -> None:
    made = episode(span(10, 14, sound=(None, 14.5)), span(20, 23, sound=(20.5, None)))
    assert heard(made) == [
        (Span(Fraction(10), Fraction(29, 2)), Fraction(0)),
        (Span(Fraction(41, 2), Fraction(23)), Fraction(9, 2)),
    ]


def test_at_a_j_cut_a_voice_begins_before_its_pictures() -> None:
    made = episode(span(10, 14, sound=(None, 13.5)), span(20, 23, sound=(19.5, None)))
    assert heard(made)[1] == (Span(Fraction(39, 2), Fraction(23)), Fraction(7, 2))


def test_what_is_repeated_comes_first_with_its_sound() -> None:
    made = episode(span(10, 14), recap=[Span(Fraction(2), Fraction(4))])
    assert shown(made, FrameRate(25)) == [Span(Fraction(2), Fraction(4)), Span(Fraction(10), Fraction(14))]
    assert [at for _, at in heard(made)] == [0, 2]


# --- poster

NOTHING = Attention(shots=[])
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
    assert poster_moment(findings(*faces), NOTHING, [], EPISODE) == 11


def shot(start: int, end: int, *columns: int) -> ShotAttention:
    shares = [1 / len(columns) if column in columns else 0.0 for column in range(COLUMNS)]
    return ShotAttention(start_s=Fraction(start), end_s=Fraction(end), columns=shares)


def test_a_speck_that_might_be_a_face_makes_no_poster() -> None:
    assert poster_moment(findings((12, 0.1)), NOTHING, [], EPISODE) == 0


def test_without_faces_the_poster_is_the_shot_whose_window_cuts_nothing_off() -> None:
    """A title from edge to edge from 10 to 16 s, somebody in the middle from 16 s on, and a second shot of that."""
    shots = [shot(10, 16, *range(COLUMNS)), shot(16, 20, 15, 16), shot(30, 31, 15, 16)]
    framings = [Framing(Span(s.start_s, s.end_s), Window(0.34, 0, 0.32, 1)) for s in shots]
    assert poster_moment(findings(), Attention(shots=shots), framings, EPISODE) == 8
    assert poster_moment(findings(), NOTHING, [], EPISODE) == 0
    assert poster_moment(findings(), NOTHING, [], []) == 0


@pytest.mark.parametrize("late", ["0", "0.000001", "0.0166", "0.0199", "0.0333", "0.04"])
@pytest.mark.parametrize("picture", [0, 1, 2, 98, 99])
def test_the_poster_is_a_picture_of_the_episode_even_at_its_end(picture: int, late: str) -> None:
    """A face may be seen between two pictures of the rate: a poster sought there at the end would not exist."""
    at = Fraction(30) + Fraction(picture, 25) + Fraction(late)
    if at < 34:
        found = poster_moment(findings((float(at), 0.5)), NOTHING, [], [EPISODE[1]])
        assert found == FrameRate(25).moment(min(99, picture + (1 if late in ("0.0333", "0.04") else 0)))
