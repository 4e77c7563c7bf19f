"""What the picture follows where there is no face."""

import itertools
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from fixtures.drama import Truth
from microdrama.analysis.film import Analysis
from microdrama.analysis.movement import MovementSigns
from microdrama.analysis.shots import ShotSigns
from microdrama.domain.attention import COLUMNS, Attention
from microdrama.domain.findings import Shot

PICTURES = 48
WIDTH, HEIGHT = 160, 90


def centre(columns: list[float]) -> float:
    """The middle of the best tenth of the picture, as a share of its width."""
    held = np.convolve(columns, np.ones(3), mode="valid")
    return (int(np.argmax(held)) + 1.5) / COLUMNS


def attention(pictures: list[npt.NDArray[np.uint8]], cuts: tuple[int, ...] = ()) -> Attention:
    signs, movement = ShotSigns(), MovementSigns()
    for first in range(0, len(pictures), 16):
        luma = np.stack(pictures[first : first + 16])
        grey = luma[:, ::2, ::2] // 4 + 96
        moments = [Fraction(first + n, 24) for n in range(len(luma))]
        movement.see(moments, luma, signs.see(moments, luma, grey, grey))
    edges = [Fraction(edge, 24) for edge in (0, *cuts, len(pictures))]
    return movement.attention([Shot(start_s=a, end_s=b) for a, b in itertools.pairwise(edges)])


def wall(seed: int = 0) -> npt.NDArray[np.uint8]:
    """Textured evenly, three pictures wide."""
    return np.random.default_rng(seed).integers(60, 180, (HEIGHT, 3 * WIDTH), np.uint8).repeat(1, axis=0)


def with_actor(picture: npt.NDArray[np.uint8], x: float, n: int) -> npt.NDArray[np.uint8]:
    made = picture.copy()
    left = round(x * WIDTH) - 8 + round(3 * np.sin(n / 2))
    made[20:80, left : left + 16] = 235 if n % 4 < 2 else 15
    return made


def test_the_actor_of_each_shot_of_the_made_film_is_followed(drama: Any, analysed: Analysis) -> None:
    truth: Truth = drama.truth
    for shot in analysed.attention.shots:
        where = truth.shot_at((shot.start_s + shot.end_s) / 2).actor_x
        assert abs(centre(shot.columns) - where) <= 0.08
        assert abs(sum(shot.columns) - 1) < 0.001


@pytest.mark.parametrize("x", [0.15, 0.5, 0.85])
def test_who_moves_before_a_still_camera_is_followed(x: float) -> None:
    found = attention([with_actor(wall()[:, :WIDTH], x, n) for n in range(PICTURES)])
    assert abs(centre(found.shots[0].columns) - x) <= 0.06


@pytest.mark.parametrize("x", [0.2, 0.8])
def test_a_camera_that_pans_all_the_time_does_not_hide_who_moves(x: float) -> None:
    pan = [wall()[:, 6 * n : 6 * n + WIDTH] for n in range(PICTURES)]
    columns = attention([with_actor(picture, x, n) for n, picture in enumerate(pan)]).shots[0].columns
    assert abs(centre(columns) - x) <= 0.06
    near = int(x * COLUMNS)
    assert sum(columns[near - 3 : near + 4]) > 0.6


def test_a_pan_alone_prefers_no_column() -> None:
    found = attention([wall()[:, 6 * n : 6 * n + WIDTH] for n in range(PICTURES)])
    assert max(found.shots[0].columns) < 3 / COLUMNS


def test_still_grey_pictures_are_even() -> None:
    found = attention([np.full((HEIGHT, WIDTH), 90, np.uint8)] * PICTURES)
    assert found.shots[0].columns == [round(1 / COLUMNS, 5)] * COLUMNS


def test_what_changes_at_a_cut_counts_for_neither_side() -> None:
    grey, other = np.full((HEIGHT, WIDTH), 90, np.uint8), np.full((HEIGHT, WIDTH), 90, np.uint8)
    other[:, :40] = 200
    found = attention([grey] * 24 + [other] * 24, cuts=(24,))
    moved = np.array(found.shots[1].columns)
    assert abs(moved[3] - moved[25]) < 1e-6
    assert found.shots[0].columns == [round(1 / COLUMNS, 5)] * COLUMNS
    assert moved[20:].std() < 1e-6


def test_a_lightning_flash_does_not_outweigh_who_moves() -> None:
    pictures = [with_actor(wall()[:, :WIDTH], 0.8, n) for n in range(PICTURES)]
    lit = pictures[20].copy()
    lit[:, :50] = 255
    pictures[20:22] = [lit, lit]
    assert abs(centre(attention(pictures).shots[0].columns) - 0.8) <= 0.06


def test_pictures_narrower_than_the_columns_are_taken_too() -> None:
    small = [np.full((8, 8), 40 + n % 7, np.uint8) for n in range(30)]
    assert abs(sum(attention(small).shots[0].columns) - 1) < 0.001


def test_the_path_tells_where_it_moves_in_each_half_second() -> None:
    walk = [with_actor(wall()[:, :WIDTH], 0.1 + 0.8 * n / 95, n) for n in range(96)]
    path = attention(walk).shots[0].path
    assert len(path) == 8
    for n, (low, high, strength) in enumerate(path):
        assert abs((low + high) / 2 - (0.1 + 0.8 * (12 * n + 6) / 95)) < 0.06
        assert high - low < 0.25
        assert strength > 0.1


def test_the_path_is_weak_where_only_the_camera_moves_and_empty_where_nothing_does() -> None:
    pan = attention([wall()[:, 6 * n : 6 * n + WIDTH] for n in range(PICTURES)]).shots[0].path
    assert max(strength for _, _, strength in pan) < 0.08
    still = attention([np.full((HEIGHT, WIDTH), 90, np.uint8)] * PICTURES).shots[0].path
    assert still == [(0.0, 1.0, 0.0)] * 4


def test_the_path_of_a_shot_begins_at_its_cut() -> None:
    grey = [np.full((HEIGHT, WIDTH), 90, np.uint8)] * 24
    found = attention([*grey, *(with_actor(wall()[:, :WIDTH], 0.8, n) for n in range(30))], cuts=(24,))
    assert [len(shot.path) for shot in found.shots] == [2, 2]
    assert all(strength == 0 for _, _, strength in found.shots[0].path)
    assert abs(sum(found.shots[1].path[0][:2]) / 2 - 0.8) < 0.06
