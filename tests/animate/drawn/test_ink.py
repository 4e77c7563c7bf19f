"""Curves go through their points, brushes taper, and turning is what it says."""

from __future__ import annotations

import numpy as np
import pytest

from microdrama.animate.drawn.cels import paint
from microdrama.animate.drawn.ink import brush, document, fill, smooth, solid, spline, turned
from microdrama.animate.drawn.paints import lightness, lit, mix, rgb, shaded, written


def alpha(inside: str, size: int = 100) -> np.ndarray:
    return paint(document(inside, box=(0, 0, 100, 100), width=size, height=size), width=size, height=size)[..., 3]


def test_a_spline_goes_through_its_points() -> None:
    points = [(0.0, 0.0), (10.0, 5.0), (20.0, -5.0), (40.0, 0.0)]
    line = spline(points, steps=10)
    for point in points:
        assert np.hypot(*(line - point).T).min() < 1e-9


def test_a_brush_is_thick_in_the_middle_and_thin_at_its_ends() -> None:
    stroke = alpha(fill(brush([(10, 50), (50, 50), (90, 50)], 20), "#000000"))
    thick = [(stroke[:, x] > 128).sum() for x in (12, 50, 88)]
    assert thick[1] == pytest.approx(20, abs=1)
    assert thick[0] < 5 > thick[2]


def test_a_closed_curve_is_filled() -> None:
    round_thing = alpha(fill(smooth([(20, 50), (50, 20), (80, 50), (50, 80)]), "#000000"))
    assert (round_thing > 128).mean() == pytest.approx(np.pi * 0.3**2, rel=0.15)


def test_a_solid_has_its_shade_away_from_the_light() -> None:
    square = solid("M20 20H80V80H20Z", "#ff0000", "#0000ff", name="a", light=(-20, 0), width=0)
    sheet = paint(document(square, box=(0, 0, 100, 100), width=100, height=100), width=100, height=100)
    assert tuple(sheet[50, 30]) == (255, 0, 0, 255)
    assert tuple(sheet[50, 75]) == (0, 0, 255, 255)


def test_a_drawing_has_exactly_the_pixels_asked_for() -> None:
    sheet = paint(document("", box=(0, 0, 333.3, 100.7), width=77, height=41), width=77, height=41)
    assert sheet.shape == (41, 77, 4)


def test_turning_is_clockwise_on_the_screen() -> None:
    assert turned((1, 0), 90) == pytest.approx((0, 1))


def test_paints_mix_and_shade() -> None:
    assert written(rgb("#12ab9f")) == "#12ab9f"
    assert mix("#000000", "#ffffff", 0.5) == "#808080"
    assert lightness(shaded("#c4163a")) < lightness("#c4163a") < lightness(lit("#c4163a", 0.3))
