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
from microdrama.edit.layout import Framing, Moving, Window, framing_at, window_size
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


# --- a face that moves, and what moves without a face


def walking(places: list[float], *, size: tuple[int, int] = (1920, 1080)) -> list[Framing]:
    """One face, twice a second; the shot lasts as long as it is seen."""
    boxes = [(n / 2, place - 0.05, 0.3, 0.1, 0.2) for n, place in enumerate(places)]
    length = Fraction(len(places), 2)
    return frame_shots(
        Findings(
            media=Media(duration_s=length, width=size[0], height=size[1], frame_rate="25"),
            shots=[Shot(start_s=Fraction(0), end_s=length)],
            faces=[FaceTrack(track="F1", boxes=boxes)],
        ),
        None,
    )


@given(st.floats(0.06, 0.94), st.lists(st.floats(-0.01, 0.01), min_size=1, max_size=40))
@settings(max_examples=100, deadline=None)
def test_who_stands_still_gets_exactly_one_still_window(place: float, shakes: list[float]) -> None:
    window = only(walking([min(max(place + shake, 0.05), 0.95) for shake in shakes]))
    assert held(place - 0.04, 0.08, window.x, window.width)


def test_a_close_up_nearly_as_wide_as_the_window_is_held_though_it_shakes() -> None:
    boxes = [(n / 2, 0.35 + 0.02 * (n % 2), 0.2, 0.3, 0.6) for n in range(20)]
    media = Media(duration_s=Fraction(10), width=1920, height=1080, frame_rate="25")
    findings = Findings(media=media, faces=[FaceTrack(track="F1", boxes=boxes)])
    assert only(frame_shots(findings, None)).x == pytest.approx(0.36 + 0.15 - 81 / 512, abs=0.012)


def test_one_false_find_far_away_moves_nothing() -> None:
    places = [0.3] * 40
    places[17] = 0.9
    window = only(walking(places))
    assert held(0.25, 0.1, window.x, window.width)


def test_who_walks_through_the_picture_is_followed_from_start_to_end() -> None:
    (framing,) = walking([0.1 + 0.8 * n / 23 for n in range(24)])
    assert isinstance(framing.layout, Moving)
    for n in range(24):
        window = framing.layout.at(Fraction(n, 2))
        assert held(0.1 + 0.8 * n / 23 - 0.04, 0.08, window.x, window.width)


def stirring(path: list[tuple[float, float, float]]) -> list[Framing]:
    length = Fraction(len(path), 2)
    media = Media(duration_s=length, width=1920, height=1080, frame_rate="25")
    shot = ShotAttention(start_s=Fraction(0), end_s=length, columns=[1 / COLUMNS] * COLUMNS, path=path)
    findings = Findings(media=media, shots=[Shot(start_s=Fraction(0), end_s=length)])
    return frame_shots(findings, Attention(shots=[shot]))


def test_without_a_face_what_moves_steadily_is_followed() -> None:
    (framing,) = stirring([(0.05 + 0.035 * n, 0.15 + 0.035 * n, 0.6) for n in range(24)])
    assert isinstance(framing.layout, Moving)
    assert framing.layout.at(Fraction(0)).x < 0.1
    assert framing.layout.at(Fraction(12)).x > 0.6


@pytest.mark.parametrize(
    "path",
    [
        [(0.05 + 0.035 * n, 0.15 + 0.035 * n, 0.02) for n in range(24)],  # too weak
        [(0.1, 0.9, 0.6)] * 24,  # everywhere
        [((0.1, 0.2, 0.6) if n % 2 else (0.8, 0.9, 0.6)) for n in range(24)],  # now here, now there
        [((0.05, 0.1, 0.6) if n < 12 else (0.9, 0.95, 0.6)) for n in range(24)],  # one thing, then another
        [((0.1, 0.2, 0.6) if n < 4 else (0.0, 1.0, 0.0)) for n in range(24)],  # only at first
    ],
)
def test_without_a_face_the_window_stands_where_nothing_moves_steadily(path: list[tuple[float, float, float]]) -> None:
    assert only(stirring(path)).x == pytest.approx(0.5 - 81 / 512, abs=0.01)


@given(st.lists(st.lists(st.floats(0.05, 0.95), min_size=1, max_size=14), min_size=1, max_size=5))
@settings(max_examples=50, deadline=None)
def test_no_layout_reaches_over_a_cut_and_every_window_is_inside(shots: list[list[float]]) -> None:
    edges = [Fraction(sum(len(s) for s in shots[:n]), 2) for n in range(len(shots) + 1)]
    tracks = [
        FaceTrack(track=f"F{n}", boxes=[(float(edges[n]) + k / 2, x - 0.05, 0.3, 0.1, 0.2) for k, x in enumerate(xs)])
        for n, xs in enumerate(shots)
    ]
    findings = Findings(
        media=Media(duration_s=edges[-1], width=1280, height=720, frame_rate="25"),
        shots=[Shot(start_s=a, end_s=b) for a, b in itertools.pairwise(edges)],
        faces=tracks,
    )
    framings = frame_shots(findings, None)
    assert [f.span.start_s for f in framings] == edges[:-1]
    assert [f.span.end_s for f in framings] == edges[1:]
    for framing in framings:
        if isinstance(framing.layout, Moving):
            assert framing.layout.knots[0][0] >= framing.span.start_s
            assert framing.layout.knots[-1][0] <= framing.span.end_s
            assert all(0 <= x <= 1 - 81 / 256 + SLACK for _, x in framing.layout.knots)


def test_a_whip_pan_to_another_face_is_as_good_as_a_cut() -> None:
    """Two faces seen one after the other, far apart, in what the camera took in one go."""
    media = Media(duration_s=Fraction(8), width=1920, height=1080, frame_rate="25")
    tracks = [
        FaceTrack(track="F1", boxes=[(n / 2, 0.2, 0.2, 0.1, 0.2) for n in range(8)]),
        FaceTrack(track="F2", boxes=[(4 + n / 2, 0.7, 0.2, 0.1, 0.2) for n in range(8)]),
    ]
    framings = frame_shots(Findings(media=media, faces=tracks), None)
    assert [framing.span.start_s for framing in framings] == [0, Fraction(15, 4)]
    for framing, (low, high) in zip(framings, [(0.2, 0.3), (0.7, 0.8)], strict=True):
        assert isinstance(framing.layout, Window)
        assert framing.layout.x <= low
        assert high <= framing.layout.x + framing.layout.width
