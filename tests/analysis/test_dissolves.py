"""Dissolves found to the picture, and what looks like one."""

import itertools
from collections.abc import Sequence
from fractions import Fraction

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from microdrama.analysis.dissolves import find_dissolves
from microdrama.analysis.shots import ShotSigns, find_shots
from microdrama.domain.findings import Shot
from microdrama.domain.time import FrameRate

Picture = npt.NDArray[np.uint8]
RATE = FrameRate(24)


def scene(seed: int, *, height: int = 45, width: int = 80, rough: float = 22) -> Picture:
    """Soft shapes with a rough surface: two seeds show different forms, and a camera can move over one."""
    chance = np.random.default_rng(seed)
    rows, columns = np.linspace(0, 1, height)[:, None], np.linspace(0, 1, width)[None]
    total = np.zeros((height, width))
    for _ in range(12):
        y, x, size, level = chance.uniform([0, 0, 0.06, -80], [1, 1, 0.25, 80])
        total += level * np.exp(-((rows - y) ** 2 + (columns - x) ** 2) / size**2)
    total += np.kron(chance.normal(0, rough, (-(-height // 3), -(-width // 3))), np.ones((3, 3)))[:height, :width]
    return np.clip(125 + total, 20, 230).astype(np.uint8)


def mixed(before: Sequence[Picture], after: Sequence[Picture]) -> list[Picture]:
    """Linear from the one to the other; every picture holds both."""
    count = len(before)
    shares = [(n + 1) / (count + 1) for n in range(count)]
    return [(a * (1 - s) + b * s + 0.5).astype(np.uint8) for a, b, s in zip(before, after, shares, strict=True)]


def shots_of(pictures: Sequence[Picture], *, rate: FrameRate = RATE, grain: float = 0.0) -> list[Shot]:
    signs = ShotSigns()
    chance = np.random.default_rng(1)
    for first in range(0, len(pictures), 48):
        luma = np.stack(pictures[first : first + 48]).astype(float)
        luma = np.clip(luma + chance.normal(0, grain, luma.shape), 0, 255).astype(np.uint8)
        grey = np.full((len(luma), luma.shape[1] // 2, luma.shape[2] // 2), 128, np.uint8)
        signs.see([rate.moment(first + n) for n in range(len(luma))], luma, grey, grey)
    return find_shots(signs, duration=rate.moment(len(pictures)))


def pan(seed: int, *, step: float, count: int, rough: float = 22) -> list[Picture]:
    wide = scene(seed, width=320, rough=rough)
    return [wide[:, int(step * n) : int(step * n) + 80] for n in range(count)]


def starts(shots: list[Shot]) -> list[tuple[str, Fraction]]:
    return [(shot.transition, shot.start_s) for shot in shots[1:]]


@pytest.mark.parametrize("count", [8, 11, 18, 24, 37, 48])
@pytest.mark.parametrize("grain", [0.0, 4.0])
def test_a_dissolve_is_found_where_its_middle_is(count: int, grain: float) -> None:
    one, other = scene(1), scene(2)
    shots = shots_of([one] * 40 + mixed([one] * count, [other] * count) + [other] * 40, grain=grain)
    assert [shot.transition for shot in shots] == ["cut", "dissolve"]
    assert abs(shots[1].start_s - RATE.moment(40) - RATE.moment(count) / 2) <= RATE.moment(1)
    assert shots[1].transition_s is not None
    assert float(shots[1].transition_s) == pytest.approx(count / 24, rel=0.15, abs=2 / 24)


def acted(seed: int, count: int) -> list[Picture]:
    """A scene that somebody walks through."""
    pictures: list[Picture] = []
    for n in range(count):
        picture = scene(seed)
        picture[25:35, 5 + n // 3 : 11 + n // 3] = 200
        pictures.append(picture)
    return pictures


def test_a_dissolve_between_two_shots_with_something_moving_is_found() -> None:
    before, after = acted(1, 94), acted(2, 94)
    shots = shots_of(before[:70] + mixed(before[70:], after[:24]) + after[24:])
    assert [shot.transition for shot in shots] == ["cut", "dissolve"]
    assert abs(shots[1].start_s - RATE.moment(82)) <= RATE.moment(1)


def test_dissolves_and_cuts_in_turn_are_all_found() -> None:
    pictures: list[Picture] = [scene(10)] * 30
    expected: list[tuple[str, int]] = []
    for seed in range(11, 25):
        if seed % 2:
            expected.append(("cut", len(pictures)))
        else:
            expected.append(("dissolve", len(pictures) + 10))
            pictures += mixed([scene(seed - 1)] * 20, [scene(seed)] * 20)
        pictures += [scene(seed)] * 30
    found = starts(shots_of(pictures))
    assert [kind for kind, _ in found] == [kind for kind, _ in expected]
    for (_, moment), (_, picture) in zip(found, expected, strict=True):
        assert abs(moment - RATE.moment(picture)) <= RATE.moment(1)


@pytest.mark.parametrize("rate", [FrameRate(10), FrameRate(25), FrameRate(24000, 1001), FrameRate(50), FrameRate(60)])
def test_dissolves_are_found_at_other_rates(rate: FrameRate) -> None:
    count = round(rate.exact)
    pictures = [scene(1)] * (2 * count) + mixed([scene(1)] * count, [scene(2)] * count) + [scene(2)] * (2 * count)
    shots = shots_of(pictures, rate=rate)
    assert [shot.transition for shot in shots] == ["cut", "dissolve"]
    assert abs(shots[1].start_s - rate.moment(2 * count) - rate.moment(count) / 2) <= rate.moment(1)


def test_slides_that_melt_into_each_other_are_told_apart() -> None:
    pictures: list[Picture] = [scene(50)] * 150
    for seed in range(51, 56):
        pictures += mixed([scene(seed - 1)] * 56, [scene(seed)] * 56) + [scene(seed)] * 150
    found = starts(shots_of(pictures))
    assert [kind for kind, _ in found] == ["dissolve"] * 5
    for number, (_, moment) in enumerate(found):
        assert abs(moment - RATE.moment(150 + 206 * number + 28)) <= RATE.moment(1)


# --- what is none


@pytest.mark.parametrize("step", [0.5, 1.5, 3.0])
def test_a_camera_that_moves_is_no_dissolve(step: float) -> None:
    still, last = pan(5, step=step, count=1)[0], pan(5, step=step, count=78)[-1]
    assert starts(shots_of([still] * 30 + pan(5, step=step, count=78) + [last] * 30)) == []


def test_a_zoom_is_no_dissolve() -> None:
    whole = scene(6, height=180, width=320)
    pictures: list[Picture] = []
    for size in [1.0] * 30 + [1 - 0.6 * n / 30 for n in range(30)] + [0.4] * 30:
        places = [(1 - size) / 2 + size * np.linspace(0, 0.999, count) for count in (45, 80)]
        pictures.append(whole[(places[0] * 180).astype(int)[:, None], (places[1] * 320).astype(int)[None]])
    assert starts(shots_of(pictures)) == []


@pytest.mark.parametrize("gain", [0.35, 1.8])
def test_light_that_changes_slowly_is_no_dissolve(gain: float) -> None:
    gains = [1.0] * 40 + [1 + (gain - 1) * n / 24 for n in range(24)] + [gain] * 40
    pictures = [np.clip(16 + (scene(7).astype(float) - 16) * g, 0, 255).astype(np.uint8) for g in gains]
    assert starts(shots_of(pictures)) == []


@pytest.mark.parametrize("moving", [False, True])
def test_large_letters_that_fade_in_and_out_are_no_dissolve(*, moving: bool) -> None:
    """White letters over the middle of a dark picture, as a film's title is shown: 27 pictures in, 33 out."""
    ground = acted(60, 170) if moving else [scene(60)] * 170
    shares = [0.0] * 40 + [(n + 1) / 28 for n in range(27)] + [1.0] * 30 + [1 - (n + 1) / 34 for n in range(33)]
    letters = np.zeros((45, 80), bool)
    for column in range(23, 58, 6):
        letters[12:26, column : column + 4] = True
    pictures: list[Picture] = []
    for below, share in zip(ground, [*shares, *[0.0] * 40], strict=True):
        dark = below * 0.5
        pictures.append(np.where(letters, dark * (1 - share) + 245 * share, dark).astype(np.uint8))
    assert starts(shots_of(pictures)) == []


@pytest.mark.parametrize("level", [16, 128, 255])
def test_nothing_at_all_is_one_shot(level: int) -> None:
    assert starts(shots_of([np.full((45, 80), level, np.uint8)] * 200)) == []


def test_noise_is_no_dissolve() -> None:
    chance = np.random.default_rng(3)
    pictures = [chance.integers(0, 256, (45, 80), np.uint8) for _ in range(300)]
    assert [kind for kind, _ in starts(shots_of(pictures)) if kind != "cut"] == []


def test_a_fade_is_not_taken_for_two_dissolves() -> None:
    black = np.full_like(scene(1), 16)
    down, up = mixed([scene(1)] * 20, [black] * 20), mixed([black] * 16, [scene(2)] * 16)
    shots = shots_of([scene(1)] * 40 + down + [black] * 10 + up + [scene(2)] * 40)
    assert [shot.transition for shot in shots] == ["cut", "fade"]
    assert shots[1].start_s == RATE.moment(40 + 20 + 5)
    assert shots[1].transition_s is not None
    assert float(shots[1].transition_s) == pytest.approx((20 + 10 + 16) / 24, abs=4 / 24)


def test_a_quick_fade_with_one_black_picture_is_a_fade() -> None:
    black = np.full_like(scene(1), 16)
    down, up = mixed([scene(1)] * 8, [black] * 8), mixed([black] * 8, [scene(2)] * 8)
    shots = shots_of([scene(1)] * 40 + down + [black] + up + [scene(2)] * 40)
    assert [shot.transition for shot in shots] == ["cut", "fade"]
    assert abs(shots[1].start_s - RATE.moment(48)) <= RATE.moment(1)


@given(
    lengths=st.lists(st.integers(0, 60), min_size=0, max_size=4),
    rate=st.sampled_from([0.5, 5.0, 24.0, 60.0, 1000.0]),
    dark=st.booleans(),
)
@settings(max_examples=40, deadline=None)
def test_any_pictures_give_dissolves_apart_and_inside(lengths: list[int], rate: float, *, dark: bool) -> None:
    runs = [np.repeat(np.random.default_rng(n).random((1, 64)) * 9, size, axis=0) for n, size in enumerate(lengths)]
    looks = np.concatenate([*runs, np.zeros((1, 64))]).astype(np.float32)
    count = len(looks)
    found = find_dissolves(
        looks,
        np.zeros((count, 10, 16), np.uint8),
        np.zeros(count, np.float32),
        rate=rate,
        cuts=[],
        blank=np.full(count, dark),
    )
    ends = [(one.middle - one.length / 2, one.middle + one.length / 2) for one in found]
    assert all(first >= 0 and last <= count for first, last in ends)
    assert all(before[1] <= after[0] for before, after in itertools.pairwise(ends))
