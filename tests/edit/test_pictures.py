"""What a viewer sees of numbered and striped films through moving windows, split screens and fits."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from fixtures.clips import bars, make, number_in, yuv420
from microdrama.domain.plan import PlannedEpisode, PlannedSpan
from microdrama.domain.series import Cliffhanger, Hook
from microdrama.domain.time import FrameRate, Span
from microdrama.edit.layout import Fit, Framing, Layout, Moving, Split, Window, window_size
from microdrama.edit.pictures import canvas_size, composed, crop_size
from microdrama.edit.render import render_episode
from microdrama.media.frames import Picture
from microdrama.media.probe import Film, probe

SIZE = (512, 288)
WIDTH, HEIGHT = window_size(Fraction(16, 9))
FILM = Film(
    path=Path("film.mp4"), demuxer="mov", video=0, audio=None, origin=Fraction(0), sound_origin=Fraction(0),
    duration=Fraction(10), rate=FrameRate(25), stored_width=SIZE[0], stored_height=SIZE[1],
    pixel_aspect=Fraction(1), rotation=0, high_dynamic_range=None, full_range=False, matrix="bt709",
)  # fmt: skip
CROP = crop_size(FILM)


def ramps() -> Picture:
    """Luma tells the column modulo 200; colours tell column and row."""
    luma = np.broadcast_to((np.arange(SIZE[0]) % 200 + 20).astype(np.uint8), SIZE[::-1])
    cb = np.broadcast_to((np.arange(SIZE[0] // 2) % 200 + 20).astype(np.uint8), (SIZE[1] // 2, SIZE[0] // 2))
    cr = np.broadcast_to((np.arange(SIZE[1] // 2) + 20).astype(np.uint8)[:, None], (SIZE[1] // 2, SIZE[0] // 2))
    return Picture(luma, cb, cr)


def left_of(picture: Picture) -> int:
    return int(picture.luma[0, 0]) - 20


def test_a_still_window_shows_the_stored_numbers() -> None:
    made = composed(FILM, ramps(), Window(0.1, 0.0, WIDTH, HEIGHT), Fraction(0), CROP)
    left = left_of(made)
    assert left % 2 == 0
    assert abs(left - 0.1 * SIZE[0]) <= 2
    assert np.array_equal(made.luma, ramps().luma[: CROP[1], left : left + CROP[0]])


def test_a_moving_window_is_where_its_path_says_at_each_moment() -> None:
    knots = ((Fraction(0), 0.0), (Fraction(1), 0.0), (Fraction(3), 0.3), (Fraction(4), 0.3))
    layout = Moving(0.0, WIDTH, HEIGHT, knots)
    for tenths in range(40):
        moment = Fraction(tenths, 10)
        middle = (layout.at(moment).middle - WIDTH / 2) * SIZE[0]
        made = composed(FILM, ramps(), layout, moment, CROP)
        assert abs(float(made.luma[0, 10]) - 30 - middle) < 1.6  # the crop is a hair narrower than the window
        assert made.luma.shape == CROP[::-1]


def test_a_split_screen_is_two_windows_to_the_element() -> None:
    upper, lower = Window(0.05, 0.1, WIDTH, 0.5), Window(0.6, 0.4, WIDTH, 0.5)
    made = composed(FILM, ramps(), Split(upper, lower), Fraction(0), CROP)
    above = CROP[1] // 4 * 2
    assert made.luma.shape == CROP[::-1]
    whole = ramps()
    top_left = left_of(made)
    assert np.array_equal(made.luma[:above], np.repeat(whole.luma[:1, top_left : top_left + CROP[0]], above, axis=0))
    assert abs(top_left - 0.05 * SIZE[0]) <= 2
    assert abs((int(made.luma[above, 0]) - 20) - 0.6 * SIZE[0] % 200) <= 2
    rows = made.cr[:, 0].astype(int) - 20
    assert abs(2 * rows[0] - 0.1 * SIZE[1]) <= 2
    assert abs(2 * rows[above // 2] - 0.4 * SIZE[1]) <= 2
    assert (np.diff(rows[: above // 2]) == 1).all()
    assert (np.diff(rows[above // 2 :]) == 1).all()


@pytest.mark.parametrize("number", [0b10110010, 0b01001101])
def test_a_fit_shows_the_whole_picture_from_side_to_side(number: int) -> None:
    luma = bars(number, SIZE)
    grey = np.full((SIZE[1] // 2, SIZE[0] // 2), 128, np.uint8)
    framing = Framing(Span(Fraction(0), Fraction(1)), Fit(Window(0.0, 0.0, 1.0, 1.0)))
    size = canvas_size(FILM, [framing], [framing.span])
    made = composed(FILM, Picture(luma, grey, grey), framing.layout, Fraction(0), size)
    assert made.luma.shape == size[::-1]
    high = round(size[0] * 9 / 16)
    top = (size[1] - high) // 2
    assert number_in(made.luma[top + 4 : top + high - 4]) == number
    assert abs(int(made.luma[size[1] // 2, 0]) - int(luma[0, 0])) <= 2
    assert abs(int(made.luma[size[1] // 2, -1]) - int(luma[0, -1])) <= 2
    assert made.luma[: top - 4].max() < 160  # dimmed


def test_a_fit_of_a_part_shows_that_part_larger() -> None:
    framing = Framing(Span(Fraction(0), Fraction(1)), Fit(Window(0.25, 0.0, 0.5, 1.0)))
    size = canvas_size(FILM, [framing], [framing.span])
    made = composed(FILM, ramps(), framing.layout, Fraction(0), size)
    row = made.luma[size[1] // 2].astype(float)
    assert abs(row[2] - 20 - 128) < 3
    assert abs(row[size[0] // 4] - 20 - 192) < 3


def test_only_what_is_seen_decides_the_size_for_the_encoder() -> None:
    fit = Framing(Span(Fraction(5), Fraction(6)), Fit(Window(0.0, 0.0, 1.0, 1.0)))
    assert canvas_size(FILM, [fit], [Span(Fraction(0), Fraction(5))]) == CROP
    wide, high = canvas_size(FILM, [fit], [Span(Fraction(0), Fraction(6))])
    assert wide * 16 == high * 9
    assert CROP[0] < wide <= SIZE[0]
    large = replace(FILM, stored_width=3840, stored_height=2160)
    assert canvas_size(large, [fit], [fit.span]) == (1080, 1920)


@pytest.mark.parametrize("turn", [0, 90])
@pytest.mark.parametrize("aspect", [Fraction(1), Fraction(4, 3)])
def test_every_layout_fills_the_frame_of_any_film(turn: int, aspect: Fraction) -> None:
    film = replace(FILM, pixel_aspect=aspect, rotation=turn)
    luma = ramps().luma if turn == 0 else np.ascontiguousarray(ramps().luma.T)
    grey = np.full((luma.shape[0] // 2, luma.shape[1] // 2), 128, np.uint8)
    layouts: list[Layout] = [
        Window(0.3, 0.0, 0.3, 1.0), Moving(0.0, 0.3, 1.0, ((Fraction(0), 0.3),)), Fit(Window(0.0, 0.0, 1.0, 1.0)),
    ]  # fmt: skip
    for size in (crop_size(film), (108, 192)):
        for layout in layouts:
            made = composed(film, Picture(luma, grey, grey), layout, Fraction(0), size)
            assert made.luma.shape == size[::-1]
            assert made.cb.shape == made.cr.shape == (size[1] // 2, size[0] // 2)


def test_an_episode_with_every_layout_shows_the_right_pictures(tmp_path: Path) -> None:
    """Each second another layout of a film whose pictures carry their numbers; the fitted ones can be read."""
    film = make(tmp_path / "film.mp4", (yuv420(bars(n, SIZE)) for n in range(100)), size=SIZE)
    seconds = [Span(Fraction(n), Fraction(n + 1)) for n in range(4)]
    layouts: list[Layout] = [
        Window(0.0, 0.0, WIDTH, HEIGHT),
        Fit(Window(0.0, 0.0, 1.0, 1.0)),
        Moving(0.0, WIDTH, HEIGHT, ((Fraction(2), 0.0), (Fraction(3), 1 - WIDTH))),
        Split(Window(0.0, 0.0, WIDTH, 0.5), Window(1 - WIDTH, 0.5, WIDTH, 0.5)),
    ]
    episode = PlannedEpisode(
        number=1, duration_s=Fraction(4), spans=[PlannedSpan(start_s=Fraction(0), end_s=Fraction(4))],
        hook=Hook(start_s=Fraction(0), kind="opening", reason="It opens."),
        cliffhanger=Cliffhanger(end_s=Fraction(4), kind="end", reason="It ends."),
    )  # fmt: skip
    made = render_episode(
        probe(film), episode, [Framing(s, layout) for s, layout in zip(seconds, layouts, strict=True)],
        folder=tmp_path / "out", poster=Fraction(1), quality="draft",
    )  # fmt: skip
    with av.open(str(made.files.master)) as container:
        out = [frame.to_ndarray(format="gray") for frame in container.decode(video=0)]
    assert len(out) == 100
    high = round(out[0].shape[1] * 9 / 16)
    top = (out[0].shape[0] - high) // 2
    for number in range(25, 50):
        assert number_in(out[number][top + 8 : top + high - 8]) == number
    # bars at the sides: the first is black in every picture, the last is white where the number is odd
    assert [out[number][960, 8] > 128 for number in (50, 51)] == [False, False]  # the move begins at the left
    assert [out[number][960, -8] > 128 for number in (73, 74)] == [True, False]  # and ends at the right
    assert [out[number][600, 8] > 128 for number in (80, 81)] == [False, False]
    assert [out[number][1400, -8] > 128 for number in (80, 81)] == [False, True]
