"""Scenes: what binds shots together and what divides them."""

import itertools
from fractions import Fraction
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from condense.made_findings import films, media, transcripts
from microdrama.analysis.looks import COLOURS, LookSigns, likeness
from microdrama.analysis.scenes import find_scenes
from microdrama.analysis.sentences import WordReader, words_of
from microdrama.domain.findings import Findings, Line, Shot

READER = WordReader()


def shots_of(count: int, length: int = 4, *, fades: tuple[int, ...] = ()) -> list[Shot]:
    return [
        Shot(
            start_s=Fraction(n * length),
            end_s=Fraction((n + 1) * length),
            transition="fade" if n in fades else "cut",
        )
        for n in range(count)
    ]


def look(colour: int) -> np.ndarray:
    row = np.zeros(COLOURS, np.float32)
    row[colour % COLOURS] = 1
    return row


def borders(found: Findings, looks: np.ndarray | None = None) -> list[Fraction]:
    return [scene.start_s for scene in find_scenes(found, READER, looks)][1:]


def test_shot_and_reverse_shot_are_one_scene_and_another_place_is_another() -> None:
    """Two faces in turn in a room, then two others in another: one border, between the rooms."""
    shots = shots_of(20)
    looks = np.stack([look((0 if n < 10 else 40) + n % 2) for n in range(20)])
    found = Findings(media=media(Fraction(80), "25"), shots=shots)
    assert borders(found, looks) == [Fraction(40)]


def test_a_scene_begins_where_others_speak_about_something_else() -> None:
    texts = ["The letter was burned", "Who burned the letter", "The horse won the race", "That horse is fast"]
    lines = [
        Line(
            start_s=Fraction(4 * n),
            end_s=Fraction(4 * n + 3),
            text=texts[n % 2 + 2 * (n >= 12)],
            speaker=("S1", "S2")[n % 2] if n < 12 else ("S3", "S4")[n % 2],
        )
        for n in range(24)
    ]
    found = Findings(media=media(Fraction(96), "25"), shots=shots_of(24), lines=lines)
    assert borders(found) == [Fraction(48)]


def test_a_fade_divides_more_than_a_cut() -> None:
    lines = [Line(start_s=Fraction(4 * n + 1), end_s=Fraction(4 * n + 2), text="Well.") for n in range(20)]
    plain = Findings(media=media(Fraction(80), "25"), shots=shots_of(20), lines=lines)
    faded = Findings(media=plain.media, shots=shots_of(20, fades=(10,)), lines=lines)
    assert borders(plain) == []
    assert borders(faded) in ([], [Fraction(40)])  # a fade alone, in the middle of the same talk, need not divide
    looks = np.stack([look(n >= 10) for n in range(20)])
    assert borders(faded, looks) == [Fraction(40)]


def test_a_transcript_alone_has_scenes_in_its_pauses() -> None:
    early = [Line(start_s=Fraction(3 * n), end_s=Fraction(3 * n + 2), text="The letter burned.") for n in range(10)]
    late = [Line(start_s=Fraction(3 * n + 40), end_s=Fraction(3 * n + 42), text="A horse won.") for n in range(10)]
    found = Findings(media=media(Fraction(80), "25"), lines=[*early, *late])
    assert borders(found) == [(Fraction(29) + 40) / 2]


@given(st.one_of(films, transcripts), st.integers(0, 99))
@settings(max_examples=40, deadline=None)
def test_scenes_follow_each_other_and_none_is_short(found: Findings, seed: int) -> None:
    looks = np.random.default_rng(seed).dirichlet(np.ones(COLOURS), len(found.shots)).astype(np.float32)
    scenes = find_scenes(found, READER, looks)
    assert scenes[0].start_s == 0
    assert scenes[-1].end_s == found.media.duration_s
    assert all(a.end_s == b.start_s for a, b in itertools.pairwise(scenes))
    assert len(scenes) == 1 or all(scene.duration_s >= 12 for scene in scenes)


# --- looks


def test_a_shot_is_told_by_its_colours() -> None:
    red, green = (80, 100, 150), (140, 110, 100)
    signs = LookSigns()
    for n, (luma, cb, cr) in enumerate([red, green, red]):
        planes = [
            np.full((25, *size), value, np.uint8) for value, size in ((luma, (9, 16)), (cb, (4, 8)), (cr, (4, 8)))
        ]
        signs.see([Fraction(n) + Fraction(picture, 25) for picture in range(25)], *planes)
    looks = signs.looks(shots_of(3, 1))
    alike = likeness(looks, looks)
    assert looks.sum(axis=1) == pytest.approx(1, abs=0.01)
    assert alike[0, 2] == pytest.approx(1, abs=0.01)
    assert alike[0, 1] < 0.1


def test_a_shot_between_two_samples_has_a_look_and_a_film_of_none_has_none() -> None:
    signs = LookSigns()
    assert not signs.looks(shots_of(2)).any()
    planes = [np.full((30, *size), 90, np.uint8) for size in ((9, 16), (4, 8), (4, 8))]
    signs.see([Fraction(n, 25) for n in range(30)], *planes)
    tiny = [Shot(start_s=Fraction(n, 10), end_s=Fraction(n + 1, 10)) for n in range(12)]
    assert signs.looks(tiny).sum(axis=1) == pytest.approx(1, abs=0.01)


# --- sentences


def test_lines_that_share_rare_words_are_near() -> None:
    one, other, third, empty = READER.read(["The letter was burned.", "Burn those letters!", "A horse won.", "..."])
    assert one @ other > 0.15
    assert one @ third == 0
    assert not empty.any()
    assert np.linalg.norm(one) == pytest.approx(1)


def test_words_of_scripts_without_spaces_are_pairs_of_signs() -> None:
    assert words_of("你好吗") == ["你好", "好吗"]
    assert words_of("Letters, letter!") == ["letter", "letter"]


def test_a_word_that_everybody_says_brings_no_lines_together() -> None:
    random = Random(3)
    common = [f"listen {''.join(random.sample('abcdefghijklmnop', 8))}" for _ in range(40)]
    vectors = READER.read(common)
    assert (vectors @ vectors.T)[0, 1:].max() < 0.3
