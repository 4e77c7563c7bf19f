"""Writing stays readable, and nothing else changes for it."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from microdrama.domain.findings import FaceTrack, Findings, Media, OnScreenText, Shot
from microdrama.edit.layout import Fit, Framing, Window, windows_at
from microdrama.edit.reframe import frame_shots

WINDOW = 81 / 256


def text(start: float, end: float, x: float, width: float) -> OnScreenText:
    return OnScreenText(start_s=Fraction(start), end_s=Fraction(end), x=x, y=0.4, width=width, height=0.1)


def framed(texts: list[OnScreenText], *, length: int = 20, faces: list[FaceTrack] | None = None) -> list[Framing]:
    media = Media(duration_s=Fraction(length), width=1920, height=1080, frame_rate="25")
    shot = Shot(start_s=Fraction(0), end_s=Fraction(length))
    return frame_shots(Findings(media=media, shots=[shot], texts=texts, faces=faces or []), None)


def test_credits_as_wide_as_the_picture_are_shown_whole() -> None:
    (framing,) = framed([text(0, 20, 0.05, 0.9)])
    assert isinstance(framing.layout, Fit)
    assert framing.layout.region.x == pytest.approx(0.03)
    assert framing.layout.region.width == pytest.approx(0.94)
    assert framing.layout.region.height == 1


def test_a_title_a_little_wider_than_the_window_is_not_made_smaller_than_need_be() -> None:
    (framing,) = framed([text(0, 20, 0.3, 0.4)])
    assert isinstance(framing.layout, Fit)
    assert framing.layout.region.width == pytest.approx(0.44)


def test_a_title_in_huge_letters_gets_more_room_for_they_are_found_too_tightly() -> None:
    """As "Big Buck Bunny" in its film: found from 0.324 to 0.716 of the width, seen from 0.292 to 0.729."""
    found = OnScreenText(start_s=Fraction(0), end_s=Fraction(20), x=0.3239, y=0.2583, width=0.392, height=0.2625)
    (framing,) = framed([found])
    assert isinstance(framing.layout, Fit)
    region = framing.layout.region
    assert region.x <= 0.2922
    assert region.x + region.width >= 0.7289


def test_a_title_that_fits_gets_a_window_of_its_own() -> None:
    (framing,) = framed([text(0, 20, 0.65, 0.3)])
    assert isinstance(framing.layout, Window)
    assert framing.layout.holds(0.65, 0.95)


def test_writing_inside_the_window_changes_nothing() -> None:
    assert framed([text(3, 9, 0.45, 0.1)]) == framed([])


def test_a_name_in_a_long_shot_is_shown_while_it_stands() -> None:
    before, shown, after = framed([text(5, 9, 0.05, 0.5)])
    assert before.layout == after.layout == framed([])[0].layout
    assert isinstance(shown.layout, Fit)
    assert shown.span.start_s <= 5
    assert shown.span.end_s >= 9
    assert (before.span.end_s, after.span.start_s) == (shown.span.start_s, shown.span.end_s)


def test_subtitles_that_follow_each_other_do_not_make_the_layout_jump() -> None:
    lines = [text(2 + 3 * n, 4 + 3 * n, 0.2, 0.6) for n in range(3)]
    assert [type(f.layout) for f in framed(lines)] == [Window, Fit, Window] or len(framed(lines)) == 1


def test_a_flash_of_writing_is_no_reason() -> None:
    assert framed([text(5, 5.3, 0.05, 0.9)]) == framed([])


def test_an_upright_film_needs_nothing() -> None:
    media = Media(duration_s=Fraction(9), width=1080, height=1920, frame_rate="25")
    (framing,) = frame_shots(Findings(media=media, texts=[text(0, 9, 0.0, 1.0)]), None)
    assert isinstance(framing.layout, Window)


texts = st.lists(
    st.tuples(st.integers(0, 76), st.integers(4, 40), st.floats(0, 0.9), st.floats(0.05, 1)), min_size=1, max_size=4
)


@given(texts)
@settings(max_examples=120, deadline=None)
def test_whatever_is_written_can_be_read_whole_and_no_layout_is_shorter_than_a_second(
    drawn: list[tuple[int, int, float, float]],
) -> None:
    given_texts = [
        text(start / 4, min(20, (start + lasts) / 4), x, min(width, 1 - x)) for start, lasts, x, width in drawn
    ]
    framings = framed(given_texts)
    assert framings[0].span.start_s == 0
    assert framings[-1].span.end_s == 20
    assert all(framing.span.duration_s >= 1 for framing in framings)
    for written in given_texts:
        if written.span.duration_s < Fraction(1, 2):
            continue
        for framing in framings:
            if both := framing.span.intersection(written.span):
                (window,) = windows_at(framing.layout, both.start_s)
                assert window.holds(written.x, written.x + written.width)
