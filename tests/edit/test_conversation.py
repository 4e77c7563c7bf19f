"""Faces far apart: cuts at pauses, a split screen, or the main one; never a pan from one to the other."""

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from microdrama.domain.findings import FaceTrack, Findings, Line, Media, Shot
from microdrama.domain.time import Span
from microdrama.edit.layout import Framing, Moving, Split, Window, framing_at
from microdrama.edit.measures import measure_framing
from microdrama.edit.reframe import frame_shots

LENGTH_S = 12
LEFT, RIGHT = 0.15, 0.85


def face(
    name: str, middle: float, *, size: float = 0.2, speaker: str | None = None, person: str | None = None
) -> FaceTrack:
    """A face that stands in view all the time, twice a second."""
    wide = size * 9 / 16
    boxes = [(n / 2, middle - wide / 2, 0.25, wide, size) for n in range(2 * LENGTH_S)]
    return FaceTrack(track=name, boxes=boxes, speaker=speaker, person=person)


def line(start: float, end: float, speaker: str | None) -> Line:
    return Line(start_s=Fraction(start), end_s=Fraction(end), text="words", speaker=speaker)


def film(faces: list[FaceTrack], lines: list[Line]) -> Findings:
    media = Media(duration_s=Fraction(LENGTH_S), width=1920, height=1080, frame_rate="25")
    shot = Shot(start_s=Fraction(0), end_s=Fraction(LENGTH_S))
    return Findings(media=media, shots=[shot], faces=faces, lines=lines)


def two(lines: list[Line]) -> list[Framing]:
    return frame_shots(film([face("F1", LEFT, speaker="S1"), face("F2", RIGHT, speaker="S2")], lines), None)


def without_gaps(framings: list[Framing]) -> bool:
    ends = [Fraction(0), *(f.span.end_s for f in framings)]
    return [f.span.start_s for f in framings] == ends[:-1] and ends[-1] == LENGTH_S


def test_the_window_cuts_to_who_speaks_in_the_middle_of_the_pause() -> None:
    framings = two([line(1, 4, "S1"), line(5, 8, "S2"), line(8.5, 11, "S1")])
    assert [f.span for f in framings] == [
        Span(Fraction(0), Fraction(9, 2)), Span(Fraction(9, 2), Fraction(33, 4)), Span(Fraction(33, 4), Fraction(12)),
    ]  # fmt: skip
    shown = [f.layout for f in framings]
    assert all(isinstance(layout, Window) for layout in shown)
    assert [layout.holds(LEFT, LEFT) for layout in shown] == [True, False, True]
    assert [layout.holds(RIGHT, RIGHT) for layout in shown] == [False, True, False]


def test_turns_too_quick_for_cuts_split_the_screen_left_above_right() -> None:
    lines = [line(n, n + 0.9, ("S1", "S2")[n % 2]) for n in range(12)]
    (framing,) = two(lines)
    assert isinstance(framing.layout, Split)
    assert framing.layout.upper.holds(LEFT, LEFT)
    assert framing.layout.lower.holds(RIGHT, RIGHT)
    for window in (framing.layout.upper, framing.layout.lower):
        assert window.height == 0.5
        assert window.y <= 0.25
        assert window.y + window.height >= 0.45
        assert 0 <= window.y <= 0.5


def test_two_that_speak_at_once_split_the_screen() -> None:
    (framing,) = two([line(1, 6, "S1"), line(4, 10, "S2")])
    assert isinstance(framing.layout, Split)


def test_a_short_word_between_is_not_worth_a_cut() -> None:
    framings = two([line(1, 5, "S1"), line(5.2, 5.6, "S2"), line(5.8, 11, "S1")])
    assert len(framings) == 1
    assert isinstance(framings[0].layout, Window)
    assert framings[0].layout.holds(LEFT, LEFT)


def test_only_one_speaks_so_the_window_stays_there() -> None:
    framings = two([line(1, 4, "S2"), line(6, 11, "S2")])
    assert len(framings) == 1
    assert isinstance(framings[0].layout, Window)
    assert framings[0].layout.holds(RIGHT, RIGHT)


def test_a_small_face_that_speaks_comes_before_a_large_one_that_does_not() -> None:
    faces = [face("F1", LEFT, size=0.4), face("F2", RIGHT, size=0.1, speaker="S2")]
    (framing,) = frame_shots(film(faces, [line(1, 9, "S2")]), None)
    assert isinstance(framing.layout, Window)
    assert framing.layout.holds(RIGHT, RIGHT)


CONVERSATION = [line(1, 5, "S1"), line(6, 11, "S2")]


def test_of_two_the_voice_that_is_not_the_known_ones_is_the_others() -> None:
    framings = frame_shots(film([face("F1", LEFT, speaker="S1"), face("F2", RIGHT)], CONVERSATION), None)
    assert [f.span.end_s for f in framings] == [Fraction(11, 2), Fraction(12)]
    assert isinstance(framings[1].layout, Window)
    assert framings[1].layout.holds(RIGHT, RIGHT)


@pytest.mark.parametrize(
    "others",
    [
        [face("F2", RIGHT, size=0.11)],
        [face("F2", RIGHT), face("F3", 0.6)],
        [
            face("F2", RIGHT, person="P2"),
            FaceTrack(track="F9", person="P2", speaker="S3", boxes=[(20, 0, 0, 0.1, 0.2)]),
        ],
    ],
    ids=["an extra", "two who may be meant", "one whose own voice is known from elsewhere"],
)
def test_a_voice_from_outside_is_nobodys(others: list[FaceTrack]) -> None:
    framings = frame_shots(film([face("F1", LEFT, speaker="S1"), *others], CONVERSATION), None)
    assert isinstance(framings[0].layout, Window)
    assert len(framings) == 1
    assert framings[0].layout.holds(LEFT, LEFT)


def test_a_line_of_which_no_voice_is_known_goes_to_nobody() -> None:
    faces = [face("F1", LEFT, speaker="S1"), face("F2", RIGHT)]
    (framing,) = frame_shots(film(faces, [line(1, 5, "S1"), line(6, 11, None)]), None)
    assert isinstance(framing.layout, Window)
    assert framing.layout.holds(LEFT, LEFT)


def test_nobody_knows_who_speaks_and_both_count_the_same() -> None:
    (framing,) = frame_shots(film([face("F1", LEFT), face("F2", RIGHT, size=0.19)], [line(1, 9, None)]), None)
    assert isinstance(framing.layout, Split)


@pytest.mark.parametrize("larger", [LEFT, RIGHT])
def test_nobody_knows_who_speaks_and_one_is_larger(larger: float) -> None:
    faces = [face("F1", larger, size=0.3), face("F2", 1 - larger, size=0.15)]
    (framing,) = frame_shots(film(faces, []), None)
    assert isinstance(framing.layout, Window)
    assert framing.layout.holds(larger, larger)


def test_faces_too_tall_for_halves_are_not_split() -> None:
    (framing,) = frame_shots(film([face("F1", LEFT, size=0.5), face("F2", RIGHT, size=0.48)], []), None)
    assert isinstance(framing.layout, Window)


def test_two_near_each_other_share_a_window() -> None:
    (framing,) = frame_shots(film([face("F1", 0.44), face("F2", 0.58)], [line(1, 3, None)]), None)
    assert isinstance(framing.layout, Window)
    assert framing.layout.holds(0.40, 0.62)


def test_no_cut_falls_into_the_line_of_somebody_unseen() -> None:
    framings = two([line(1, 4, "S1"), line(3.5, 6, None), line(7, 11, "S2")])
    assert [f.span.end_s for f in framings] == [Fraction(13, 2), Fraction(12)]
    (framing,) = two([line(1, 4, "S1"), line(3.5, 7.5, None), line(7, 11, "S2")])
    assert isinstance(framing.layout, Split)


def test_a_first_word_of_less_than_a_second_gets_no_window_of_its_own() -> None:
    (framing,) = two([line(0, 0.7, "S1"), line(0.75, 11, "S2")])
    assert isinstance(framing.layout, Window)
    assert framing.layout.holds(RIGHT, RIGHT)


turns = st.lists(st.tuples(st.integers(0, 1), st.integers(1, 16), st.integers(-2, 8)), min_size=1, max_size=12)


@given(turns)
@settings(max_examples=120, deadline=None)
def test_however_they_talk_the_window_stands_and_no_cut_falls_into_a_line(
    given_turns: list[tuple[int, int, int]],
) -> None:
    at, lines = 0, []
    for who, quarters, pause in given_turns:
        start, end = max(0, at), max(0, at) + quarters
        if end > LENGTH_S * 4:
            break
        lines.append(line(start / 4, end / 4, ("S1", "S2")[who]))
        at = end + pause
    framings = two(lines)
    assert without_gaps(framings)
    assert not any(isinstance(framing.layout, Moving) for framing in framings)
    for before, after in pairwise(framings):
        assert not any(spoken.start_s < before.span.end_s < spoken.end_s for spoken in lines)
        assert before.layout != after.layout
    assert all(framing.span.duration_s >= 1 for framing in framings)
    findings = film([face("F1", LEFT, speaker="S1"), face("F2", RIGHT, speaker="S2")], lines)
    seen = measure_framing(findings, framings).speakers_inside
    assert seen is None or seen >= 0.5


def test_the_framing_at_a_moment_shows_who_speaks_then() -> None:
    lines = [line(1, 4, "S1"), line(5, 8, "S2"), line(8.5, 11, "S1")]
    framings = two(lines)
    for spoken in lines:
        middle = (spoken.start_s + spoken.end_s) / 2
        layout = framings[framing_at(framings, middle)].layout
        place = LEFT if spoken.speaker == "S1" else RIGHT
        assert isinstance(layout, Window)
        assert layout.holds(place, place)
