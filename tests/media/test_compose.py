"""Pictures made of parts of pictures: the stored numbers wherever they can be, near them elsewhere."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from microdrama.media.compose import Part, cropped, fitted, scaled, stacked
from microdrama.media.frames import Picture

WIDE, HIGH = 96, 64


def noise(seed: int = 1, kind: type = np.uint8, size: tuple[int, int] = (WIDE, HIGH)) -> Picture:
    most = 256 if kind is np.uint8 else 1024
    rng = np.random.default_rng(seed)
    half = (size[1] // 2, size[0] // 2)
    return Picture(
        rng.integers(0, most, (size[1], size[0])).astype(kind),
        rng.integers(0, most, half).astype(kind),
        rng.integers(0, most, half).astype(kind),
    )


def ramp(slope: float = 2.0) -> Picture:
    """Brighter by `slope` for each element to the right; the colours by twice that, for theirs are twice as wide."""
    luma = np.broadcast_to(20 + slope * np.arange(WIDE), (HIGH, WIDE)).astype(np.uint8)
    half = np.broadcast_to(20 + 2 * slope * np.arange(WIDE // 2), (HIGH // 2, WIDE // 2)).astype(np.uint8)
    return Picture(luma, half, half)


@pytest.mark.parametrize("kind", [np.uint8, np.uint16])
@given(left=st.integers(0, 16), top=st.integers(0, 8))
@settings(max_examples=30, deadline=None)
def test_on_an_even_corner_a_crop_is_the_stored_numbers(kind: type, left: int, top: int) -> None:
    whole = noise(kind=kind)
    part = cropped(whole, Part(2.0 * left, 2 * top, 64, 48))
    assert np.array_equal(part.luma, whole.luma[2 * top : 2 * top + 48, 2 * left : 2 * left + 64])
    assert np.array_equal(part.cb, whole.cb[top : top + 24, left : left + 32])
    assert np.array_equal(part.cr, whole.cr[top : top + 24, left : left + 32])


@given(st.floats(2, 30))
@settings(max_examples=60, deadline=None)
def test_between_two_elements_a_crop_lies_between_their_numbers(left: float) -> None:
    part = cropped(ramp(), Part(left, 0, 60, HIGH))
    expected = 20 + 2.0 * (left + np.arange(60))
    assert np.abs(part.luma - expected).max() <= 0.6
    colour = 20 + 4.0 * (left / 2 + np.arange(30))
    assert np.abs(part.cb.astype(float) - colour)[:, 1:-1].max() <= 0.6


@given(st.floats(0, 32))
@settings(max_examples=60, deadline=None)
def test_a_crop_never_leaves_the_picture_or_the_range(left: float) -> None:
    part = cropped(noise(kind=np.uint16), Part(left, 0, 64, HIGH))
    assert part.luma.shape == (HIGH, 64)
    assert part.cb.shape == (HIGH // 2, 32)
    assert part.luma.max() <= 1023


def test_a_slow_move_goes_forward_with_every_picture() -> None:
    """A fifth of an element a picture: rounding to even ones would stand for ten pictures and then jump."""
    row = (20 + 8 * np.arange(WIDE)).astype(np.uint16)
    deep = Picture(np.broadcast_to(row, (HIGH, WIDE)), noise(kind=np.uint16).cb, noise(kind=np.uint16).cr)
    levels = [int(cropped(deep, Part(2 + 0.2 * number, 0, 40, HIGH)).luma[0, 20]) for number in range(40)]
    assert set(np.diff(levels)) <= {1, 2}


def test_stacked_pictures_lie_above_each_other() -> None:
    upper, lower = noise(1), noise(2, size=(WIDE, 32))
    both = stacked(upper, lower)
    assert np.array_equal(both.luma, np.vstack([upper.luma, lower.luma]))
    assert np.array_equal(both.cb, np.vstack([upper.cb, lower.cb]))
    assert np.array_equal(both.cr, np.vstack([upper.cr, lower.cr]))


@pytest.mark.parametrize("kind", [np.uint8, np.uint16])
@pytest.mark.parametrize("size", [(192, 128), (48, 32), (54, 96)])
def test_scaling_keeps_levels_and_places(kind: type, size: tuple[int, int]) -> None:
    top = 1000 if kind is np.uint16 else 250
    luma = np.full((HIGH, WIDE), 16, kind)
    luma[:, WIDE // 2 :] = top
    half = np.full((HIGH // 2, WIDE // 2), 77, kind)
    made = scaled(Picture(luma, half, half), *size)
    assert made.luma.shape == (size[1], size[0])
    assert made.luma.dtype == kind
    assert (made.luma[:, : size[0] // 2 - 4] == 16).all()
    assert (made.luma[:, size[0] // 2 + 4 :] == top).all()
    assert (made.cb == 77).all()


def test_a_fitted_picture_is_whole_in_the_middle_of_something_darker() -> None:
    bright = Picture(
        *(np.full(shape, level, np.uint8) for shape, level in (((40, 54), 200), ((20, 27), 90), ((20, 27), 90)))
    )
    behind = Picture(
        *(np.full(shape, level, np.uint8) for shape, level in (((96, 54), 200), ((48, 27), 90), ((48, 27), 90)))
    )
    made = fitted(bright, width=54, height=96, behind=behind)
    assert made.luma.shape == (96, 54)
    rows = np.flatnonzero((made.luma == 200).all(axis=1))
    assert rows.tolist() == list(range(28, 68))
    assert 16 < made.luma[0, 0] < 110
    assert 90 < made.cb[0, 0] < 128  # nearer to grey


@pytest.mark.parametrize("kind", [np.uint8, np.uint16])
def test_what_is_behind_is_blurred(kind: type) -> None:
    stripes = np.zeros((320, 180), kind)
    stripes[:, ::4] = stripes[:, 1::4] = 200
    half = np.full((160, 90), 128 if kind is np.uint8 else 512, kind)
    picture = Picture(stripes, half, half)
    made = fitted(scaled(picture, 180, 100), width=180, height=320, behind=picture)
    assert np.ptp(made.luma[:100].astype(int)) < 12
