"""Titles, credits and names are found when they are there; faces, leaves and walls are not writing."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from fixtures.clips import ffmpeg
from microdrama.analysis.texts import TextSigns
from microdrama.domain.findings import OnScreenText, Shot
from microdrama.ports.text_finder import FakeTextFinder, NoTextFinder, TextBox, TextFinder
from microdrama.providers.models import install
from microdrama.providers.ppocr import PaddleTextFinder
from microdrama.providers.registry import PP_OCR_DETECTOR

SIZE = (426, 240)
Look = npt.NDArray[np.uint8]


@pytest.fixture(scope="module")
def finder(weights: Path) -> PaddleTextFinder:
    return PaddleTextFinder(install(PP_OCR_DETECTOR, weights))


def drawn(source: str, *texts: str, seconds: float) -> list[Look]:
    """Two looks a second of a picture with writing, drawn by ffmpeg in its own font."""
    filters = ",".join(f"drawtext={text}:fontcolor=white" for text in texts) or "null"
    raw = ffmpeg(
        "-f", "lavfi", "-i", f"{source}:s=1278x720:r=2", "-t", f"{seconds}", "-vf",
        f"{filters},scale={SIZE[0]}:{SIZE[1]}:flags=area,format=gray", "-f", "rawvideo", "pipe:1",
    )  # fmt: skip
    return list(np.frombuffer(raw, np.uint8).reshape(-1, SIZE[1], SIZE[0]))


def black(seconds: float) -> list[Look]:
    return [np.full((SIZE[1], SIZE[0]), 16, np.uint8)] * round(seconds * 2)


def leaves(seconds: float, seed: int = 1) -> list[Look]:
    """Strong random texture that moves."""
    rng = np.random.default_rng(seed)
    return [rng.integers(20, 220, (SIZE[1], SIZE[0])).astype(np.uint8) for _ in range(round(seconds * 2))]


def wall(seconds: float, seed: int = 2) -> list[Look]:
    """Strong random texture that stands still."""
    return [np.random.default_rng(seed).integers(20, 220, (SIZE[1], SIZE[0])).astype(np.uint8)] * round(seconds * 2)


def seen(looks: Sequence[Look], finder: TextFinder, shots: list[Shot] | None = None) -> tuple[list[OnScreenText], int]:
    signs = TextSigns(finder)
    for number, look in enumerate(looks):
        signs.see(Fraction(number, 2), look)
    return signs.texts(shots or [], duration=Fraction(len(looks), 2)), signs.asked


def test_a_title_card_is_found_when_it_stands(finder: PaddleTextFinder) -> None:
    title = drawn("color=black", "text=THE HOUSE BY THE LAKE:fontsize=60:x=(w-tw)/2:y=300", seconds=4)
    (text,), _ = seen([*black(3), *title, *leaves(4)], finder)
    assert abs(text.start_s - 3) <= Fraction(1, 2)
    assert abs(text.end_s - 7) <= Fraction(1, 2)
    assert text.x < 0.25
    assert text.x + text.width > 0.75
    assert text.x == pytest.approx(1 - text.x - text.width, abs=0.04)
    assert 0.38 < text.y < 0.45


def test_rolling_credits_are_one_text_from_their_first_line_to_their_last(finder: PaddleTextFinder) -> None:
    names = [f"text=Somebody With A Name {n}:fontsize=34:x=300:y=h+{60 * n}-120*t" for n in range(20)]
    (text,), asked = seen([*black(2), *drawn("color=0x101020", *names, seconds=14), *black(3)], finder)
    assert text.start_s <= 5
    assert text.end_s >= 13
    assert text.height > 0.6
    assert text.x == pytest.approx(300 / 1278, abs=0.03)
    assert asked < 12


def test_a_name_under_a_speaker_is_found_over_a_moving_picture(finder: PaddleTextFinder) -> None:
    """Beside a picture that changes all the time, in a box as broadcasters draw it."""
    name = "text=Dr. Anna Lindqvist - Oceanographer:fontsize=36:x=90:y=590:box=1:boxcolor=black:boxborderw=12"
    shown = [np.where(np.arange(SIZE[1])[:, None] < 180, moved, look).astype(np.uint8)
             for moved, look in zip(leaves(4), drawn("color=0x406080", name, seconds=4), strict=True)]  # fmt: skip
    before = drawn("mandelbrot=maxiter=300", seconds=4)
    (text,), _ = seen([*before, *shown, *before], finder)
    assert abs(text.start_s - 4) <= Fraction(1, 2)
    assert abs(text.end_s - 8) <= Fraction(1, 2)
    assert text.x == pytest.approx(90 / 1278, abs=0.03)
    assert text.width > 0.4


@pytest.mark.parametrize("made", [black, leaves, wall])
def test_what_is_not_writing_is_not_found_and_hardly_asked_about(
    finder: PaddleTextFinder, made: Callable[[float], list[Look]]
) -> None:
    texts, asked = seen(made(40), finder)
    assert texts == []
    assert asked <= 3


def test_fine_patterns_that_grow_are_no_writing(finder: PaddleTextFinder) -> None:
    looks = drawn("mandelbrot=maxiter=300", seconds=8)
    assert seen([look[: SIZE[1], : SIZE[0]] for look in looks], finder)[0] == []


LINE = TextBox(0.2, 0.4, 0.5, 0.04, 0.95)


def card() -> list[Look]:
    """Four seconds of stripes where a line of writing would be."""
    picture = np.full((SIZE[1], SIZE[0]), 16, np.uint8)
    picture[96:106, 90:300:3] = 230
    return [picture] * 8


def test_one_line_has_to_be_found_twice() -> None:
    assert seen(card(), FakeTextFinder([[LINE]]))[0] == []
    (text,), asked = seen(card(), FakeTextFinder([[LINE]] * 9))
    assert (text.start_s, text.end_s) == (0, 4)
    assert asked == 2


def test_three_lines_are_believed_at_once() -> None:
    lines = [TextBox(0.2, y, 0.5, 0.04, 0.95) for y in (0.3, 0.4, 0.5)]
    (text,), asked = seen(card(), FakeTextFinder([lines]))
    assert asked == 1
    assert (text.x, text.y, text.width) == (0.2, 0.3, 0.5)
    assert text.height == pytest.approx(0.24)


@pytest.mark.parametrize(
    "box",
    [
        TextBox(0.2, 0.4, 0.5, 0.04, 0.5),  # unsure
        TextBox(0.2, 0.4, 0.06, 0.04, 0.99),  # a sign in a street
        TextBox(0.4, 0.3, 0.12, 0.35, 0.99),  # a face
        TextBox(0.0, 0.0, 1.0, 0.9, 0.99),  # everything
    ],
)
def test_what_does_not_look_like_lines_is_passed_by(box: TextBox) -> None:
    assert seen(card(), FakeTextFinder([[box]] * 9))[0] == []


def test_a_logo_that_stands_over_many_shots_is_not_for_reading() -> None:
    looks = card() * 10
    shots = [Shot(start_s=Fraction(10 * n), end_s=Fraction(10 * n + 10)) for n in range(4)]
    assert seen(looks, FakeTextFinder([[LINE]] * 99), shots)[0] == []
    assert len(seen(looks, FakeTextFinder([[LINE]] * 99), shots[:1])[0]) == 1


def test_without_a_model_there_is_no_writing_and_pictures_may_be_tiny() -> None:
    assert seen(card(), NoTextFinder())[0] == []
    assert seen([np.zeros((2, 2), np.uint8)] * 4, FakeTextFinder([[LINE]] * 9))[0] == []
