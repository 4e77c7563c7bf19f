"""The measures tell a good layout from a bad one."""

from fractions import Fraction

import pytest

from microdrama.domain.findings import FaceTrack, Findings, Line, Media, Shot
from microdrama.domain.time import Span
from microdrama.edit.layout import Framing, Layout, Moving, Split, Window
from microdrama.edit.measures import FramingMeasures, measure_framing

WIDTH = 0.3
WHOLE = Span(Fraction(0), Fraction(10))


def film(middles: list[float], speaker: str | None = None, lines: list[Line] | None = None) -> Findings:
    boxes = [(n / 2, middle - 0.05, 0.3, 0.1, 0.2) for n, middle in enumerate(middles)]
    return Findings(
        media=Media(duration_s=Fraction(10), width=1000, height=562, frame_rate="25"),
        shots=[Shot(start_s=Fraction(0), end_s=Fraction(10))],
        faces=[FaceTrack(track="F1", boxes=boxes, speaker=speaker)],
        lines=lines or [],
    )


def measured(findings: Findings, layout: Layout) -> FramingMeasures:
    return measure_framing(findings, [Framing(WHOLE, layout)])


def moving(*knots: tuple[int, float]) -> Moving:
    return Moving(0.0, WIDTH, 1.0, tuple((Fraction(t), x) for t, x in knots))


def test_a_face_half_of_the_time_outside() -> None:
    found = measured(film([0.2] * 10 + [0.8] * 10), Window(0.05, 0.0, WIDTH, 1.0))
    assert found.faces_inside == 0.5
    assert found.speakers_inside is None
    assert found.travel_px_per_s == 0


def test_a_face_cut_through_is_not_inside_and_either_half_of_a_split_will_do() -> None:
    assert measured(film([0.32] * 20), Window(0.05, 0.0, WIDTH, 1.0)).faces_inside == 0
    split = Split(Window(0.0, 0.2, WIDTH, 0.5), Window(0.6, 0.2, WIDTH, 0.5))
    assert measured(film([0.2] * 10 + [0.8] * 10), split).faces_inside == 1


def test_only_what_is_found_while_its_own_line_is_spoken_is_a_speaker() -> None:
    lines = [
        Line(start_s=Fraction(0), end_s=Fraction(2), text="a", speaker="S1"),
        Line(start_s=Fraction(5), end_s=Fraction(9), text="b", speaker="S2"),
    ]
    found = measured(film([0.2] * 10 + [0.8] * 10, "S1", lines), Window(0.05, 0.0, WIDTH, 1.0))
    assert found.speakers_inside == 1
    assert found.faces_inside == 0.5


def test_travel_and_reversals_are_counted() -> None:
    there_and_back = moving((0, 0.1), (2, 0.1), (4, 0.5), (6, 0.5), (8, 0.1), (10, 0.1))
    found = measured(film([0.3] * 20), there_and_back)
    assert found.travel_px_per_s == pytest.approx(80, rel=0.01)  # 0.8 of 1000 elements in ten seconds
    assert found.reversals_per_s == pytest.approx(0.1)
    assert found.still_kept == 0


def test_a_still_face_under_a_still_window() -> None:
    assert measured(film([0.3, 0.305] * 10), Window(0.1, 0.0, WIDTH, 1.0)).still_kept == 1
    assert measured(film([0.3, 0.4] * 10), Window(0.1, 0.0, WIDTH, 1.0)).still_kept is None


def test_one_or_two_finds_are_no_face() -> None:
    assert measured(film([0.9, 0.9]), Window(0.0, 0.0, WIDTH, 1.0)).faces_inside is None
