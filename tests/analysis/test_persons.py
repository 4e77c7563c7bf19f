"""The same face again."""

import itertools
from fractions import Fraction

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fixtures.face import draw_face
from microdrama.analysis.persons import Look, find_persons, look
from microdrama.ports.face_finder import Face

Rgb = tuple[int, int, int]
HALF = Fraction(1, 2)
# hair and clothes of three people
PEOPLE: list[tuple[Rgb, Rgb]] = [
    ((70, 45, 30), (40, 110, 120)),
    ((190, 185, 180), (110, 40, 45)),
    ((25, 22, 20), (60, 70, 130)),
]


def picture(person: int, rng: np.random.Generator) -> tuple[npt.NDArray[np.uint8], Face]:
    """One of the three somewhere in the picture, over a wall of any colour, in somewhat other light."""
    hair, clothes = PEOPLE[person]
    rgb = np.full((108, 192, 3), rng.integers(40, 200, 3), np.uint8)
    x, radius = rng.uniform(0.35, 0.65), rng.uniform(0.12, 0.2)
    across = (np.arange(192) - x * 192) / (radius * 108)
    down = (np.arange(108)[:, None] - 0.4 * 108) / (radius * 108)
    rgb[(np.abs(across) < 1.6) & (down > 1.1)] = clothes
    rgb = draw_face(rgb, x=x, y=0.4, radius=radius)
    rgb[(np.square(across) / 1.0 + np.square(down + 0.75) / 0.5) < 1] = hair
    lit = rgb * rng.uniform(0.85, 1.15) * rng.uniform(0.97, 1.03, 3) + rng.normal(0, 2, rgb.shape)
    box = Face(x - 0.8 * radius * 108 / 192, 0.4 - 0.55 * radius, 1.6 * radius * 108 / 192, 1.7 * radius, 0.9)
    return np.clip(lit, 0, 255).astype(np.uint8), box


def track(person: int, start: int, rng: np.random.Generator) -> list[tuple[Fraction, Look | None]]:
    return [(HALF * (start + n), look(*picture(person, rng))) for n in range(3)]


def test_three_people_are_three_through_a_dozen_shots() -> None:
    rng = np.random.default_rng(1)
    cast = [0, 1, 0, 2, 1, 0, 2, 2, 1, 0, 1, 2]
    tracks = [track(person, 4 * n, rng) for n, person in enumerate(cast)]
    assert find_persons(tracks) == [f"P{[0, 1, 2].index(person) + 1}" for person in cast]


def test_the_order_of_the_tracks_changes_nothing() -> None:
    rng = np.random.default_rng(2)
    tracks = [track(int(rng.integers(3)), 4 * n, rng) for n in range(10)]
    order = rng.permutation(10).tolist()
    persons = find_persons(tracks)
    assert find_persons([tracks[n] for n in order]) == [persons[n] for n in order]


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(1, 4)), min_size=1, max_size=14), st.integers(0, 999))
@settings(max_examples=60, deadline=None)
def test_two_seen_at_one_moment_are_never_one_person(spans: list[tuple[int, int]], seed: int) -> None:
    """Here all look exactly the same."""
    same = np.random.default_rng(seed).normal(size=20)
    seen = (same / np.linalg.norm(same)).astype(np.float16)
    tracks: list[list[tuple[Fraction, Look | None]]] = [
        [(HALF * (start + n), seen) for n in range(length)] for start, length in spans
    ]
    persons = find_persons(tracks)
    for (one, first), (other, second) in itertools.combinations(zip(tracks, persons, strict=True), 2):
        if {moment for moment, _ in one} & {moment for moment, _ in other}:
            assert first != second


def test_p1_is_who_is_seen_first() -> None:
    rng = np.random.default_rng(3)
    late, early = track(0, 10, rng), track(1, 0, rng)
    assert find_persons([late, early]) == ["P2", "P1"]


def test_a_face_of_a_few_elements_is_nobody() -> None:
    rgb, _ = picture(0, np.random.default_rng(4))
    assert look(rgb, Face(0.5, 0.5, 0.03, 0.06, 0.9)) is None
    assert find_persons([[(HALF, None)], []]) == [None, None]
    assert find_persons([]) == []


@given(st.floats(0, 0.9), st.floats(0, 0.9), st.floats(0.05, 1), st.floats(0.12, 1), st.sampled_from([0, 128, 255]))
@settings(max_examples=80, deadline=None)
def test_any_box_in_any_picture_has_a_look_of_length_one(x: float, y: float, w: float, h: float, level: int) -> None:
    rgb = np.full((80, 192, 3), level, np.uint8)
    seen = look(rgb, Face(x, y, min(w, 1 - x), min(h, 1 - y), 0.9))
    if seen is not None:
        assert np.isfinite(seen).all()
        assert np.linalg.norm(seen.astype(np.float64)) == pytest.approx(1, abs=0.01)


def test_four_thousand_tracks_take_seconds() -> None:
    """Bounded: an episode has fewer."""
    rng = np.random.default_rng(5)
    axes = rng.normal(size=(12, 64))
    cast = rng.integers(0, 12, 4000)
    looks = axes[cast] + rng.normal(0, 0.3, (4000, 64))
    looks /= np.linalg.norm(looks, axis=1, keepdims=True)
    persons = find_persons([[(HALF * n, seen.astype(np.float16))] for n, seen in enumerate(looks)])
    assert len(set(persons)) == 12
    assert len({(person, int(actor)) for person, actor in zip(persons, cast, strict=True)}) == 12
