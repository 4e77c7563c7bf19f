"""Where the upright window lies."""

import itertools
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from microdrama.domain.attention import COLUMNS, Attention, ShotAttention
from microdrama.domain.findings import FaceBox, FaceTrack, Findings, Media, Shot
from microdrama.domain.time import Span
from microdrama.edit.layout import Framing, Window, framing_at, window_size
from microdrama.edit.reframe import frame_shots

SLACK = 1e-9
SIZES = [(1920, 1080), (1280, 536), (640, 480), (1080, 1920), (1080, 2340), (720, 720), (1279, 719), (2048, 858)]
sizes = st.one_of(st.sampled_from(SIZES), st.tuples(st.integers(16, 4096), st.integers(16, 4096)))

faces = st.builds(
    lambda t, x, y, w, h: (t, x * (1 - w), y * (1 - h), w, h),
    st.floats(0, 9.9),
    st.floats(0, 1),
    st.floats(0, 1),
    st.floats(0.02, 0.5),
    st.floats(0.02, 0.6),
)
columns = st.lists(st.floats(0, 1), min_size=COLUMNS, max_size=COLUMNS)


def film(size: tuple[int, int], boxes: list[FaceBox] | None = None, shots: int = 1) -> Findings:
    edges = [Fraction(10 * n, shots) for n in range(shots + 1)]
    return Findings(
        media=Media(duration_s=Fraction(10), width=size[0], height=size[1], frame_rate="25"),
        shots=[Shot(start_s=a, end_s=b) for a, b in itertools.pairwise(edges)],
        faces=[FaceTrack(track=f"F{n}", boxes=[box]) for n, box in enumerate(boxes or [], start=1)],
    )


def attention(shares: list[float]) -> Attention:
    return Attention(shots=[ShotAttention(start_s=Fraction(0), end_s=Fraction(10), columns=shares)])


def only(framings: list[Framing]) -> Window:
    assert len(framings) == 1
    window = framings[0].layout
    assert isinstance(window, Window)
    return window


def beside(x: float) -> list[float]:
    """Attention on one column."""
    return [1.0 if n == int(x * COLUMNS) else 0.0 for n in range(COLUMNS)]


def held(low: float, size: float, start: float, length: float) -> bool:
    return low >= start - SLACK and low + size <= start + length + SLACK


@given(sizes, st.lists(faces, max_size=6), st.one_of(st.none(), columns))
@settings(max_examples=300, deadline=None)
def test_a_window_never_leaves_the_picture(
    size: tuple[int, int], boxes: list[FaceBox], shares: list[float] | None
) -> None:
    window = only(frame_shots(film(size, boxes), attention(shares) if shares else None))
    assert -SLACK <= window.x <= 1 - window.width + SLACK
    assert -SLACK <= window.y <= 1 - window.height + SLACK
    shape = window.width * size[0] / (window.height * size[1])
    assert shape == pytest.approx(9 / 16)
    assert max(window.width, window.height) == pytest.approx(1)


@given(sizes, st.lists(faces, min_size=1, max_size=4))
@settings(max_examples=400, deadline=None)
def test_faces_that_fit_are_in_the_window_from_ear_to_ear(size: tuple[int, int], boxes: list[FaceBox]) -> None:
    window = only(frame_shots(film(size, boxes), None))
    for side, start, length in ((1, window.x, window.width), (2, window.y, window.height)):
        spread = max(b[side] + b[side + 2] for b in boxes) - min(b[side] for b in boxes)
        if spread <= length:
            assert all(held(b[side], b[side + 2], start, length) for b in boxes)


def test_a_small_face_beside_a_large_one_is_kept_when_both_fit() -> None:
    boxes = [(1.0, 0.20, 0.3, 0.14, 0.4), (1.0, 0.45, 0.3, 0.04, 0.08)]
    window = only(frame_shots(film((1920, 1080), boxes), None))
    assert all(held(b[1], b[3], window.x, window.width) for b in boxes)


def test_of_two_faces_too_far_apart_the_larger_is_whole_and_in_the_middle() -> None:
    boxes = [(1.0, 0.1, 0.3, 0.12, 0.3), (1.0, 0.8, 0.3, 0.06, 0.15)]
    window = only(frame_shots(film((1920, 1080), boxes), None))
    assert window.x + window.width / 2 == pytest.approx(0.16, abs=0.01)


@pytest.mark.parametrize("x", [0.1, 0.3, 0.5, 0.77, 0.95])
def test_without_faces_movement_is_followed(x: float) -> None:
    window = only(frame_shots(film((1920, 1080)), attention(beside(x))))
    assert held(x, 0, window.x, window.width)


def test_a_face_counts_more_than_movement() -> None:
    window = only(frame_shots(film((1920, 1080), [(1.0, 0.1, 0.3, 0.1, 0.2)]), attention(beside(0.9))))
    assert held(0.1, 0.1, window.x, window.width)


@pytest.mark.parametrize("shares", [None, [1 / COLUMNS] * COLUMNS, [0.0] * COLUMNS])
def test_where_nothing_stands_out_the_middle_is_shown(shares: list[float] | None) -> None:
    window = only(frame_shots(film((1920, 1080)), attention(shares) if shares else None))
    assert window.x + window.width / 2 == pytest.approx(0.5, abs=0.01)


def test_an_upright_film_is_not_cropped() -> None:
    boxes = [(1.0, 0.1, 0.1, 0.1, 0.1)]
    assert only(frame_shots(film((1080, 1920), boxes), attention(beside(0.1)))) == Window(0, 0, 1, 1)
    assert window_size(Fraction(9, 16)) == (1, 1)


def test_a_face_is_put_into_the_upper_half_of_a_tall_picture() -> None:
    window = only(frame_shots(film((1080, 2340), [(1.0, 0.4, 0.4, 0.2, 0.1)]), None))
    assert (0.45 - window.y) / window.height == pytest.approx(0.42, abs=0.01)


def test_each_shot_has_one_window_of_its_own() -> None:
    boxes = [(1.0, 0.1, 0.3, 0.1, 0.2), (4.9, 0.15, 0.3, 0.1, 0.2), (5.0, 0.8, 0.3, 0.1, 0.2)]
    framings = frame_shots(film((1920, 1080), boxes, shots=2), None)
    assert [framing.span for framing in framings] == [Span(Fraction(0), Fraction(5)), Span(Fraction(5), Fraction(10))]
    assert only(framings[:1]).x < 0.1
    assert only(framings[1:]).x > 0.6


def test_a_film_without_shots_has_one_window() -> None:
    media = Media(duration_s=Fraction(7), width=1920, height=1080, frame_rate="25")
    assert [f.span for f in frame_shots(Findings(media=media), None)] == [media.whole]


@given(st.lists(st.integers(1, 9), min_size=1, max_size=12), st.integers(0, 120))
def test_the_window_at_a_moment_is_its_shots(lengths: list[int], tenths: int) -> None:
    edges = [sum(lengths[:n]) for n in range(len(lengths) + 1)]
    framings = [
        Framing(Span(Fraction(a), Fraction(b)), Window(Random(a).random(), 0, 0.3, 1))
        for a, b in itertools.pairwise(edges)
    ]
    moment = Fraction(tenths, 10)
    found = framing_at(framings, moment)
    assert moment in framings[found].span or (found == len(framings) - 1 and moment >= edges[-1])
    earlier = framing_at(framings, moment / 2)
    assert framing_at(framings, moment, start=earlier) == found
