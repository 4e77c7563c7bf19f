"""What an end card says and where it stands: whatever the title is, three lines of large type inside the safe area."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edit.made_speech import episode
from fixtures.clips import ffmpeg
from media.test_ass import changed, ink, make_font
from microdrama.domain.time import FrameRate, Span
from microdrama.edit.caption_files import prepare_burn
from microdrama.edit.end_card import EndCard, end_card, laid_out
from microdrama.media.ass import HEIGHT_PX, SIDE_SHARE, WIDTH_PX, Card, burn, row_width
from microdrama.media.typeface import Typeface, TypefaceError, read_typeface

LETTERS = "".join(map(chr, range(33, 127))) + "…äöüßقالمن汉字总裁的新娘かなกาน"
SEEN = Span(Fraction(1), Fraction(3))
ROOM_PX = WIDTH_PX * (1 - 2 * SIDE_SHARE)


@pytest.fixture(scope="module")
def font(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_font(tmp_path_factory.mktemp("fonts"), "Boxes", LETTERS)


@pytest.fixture(scope="module")
def faces(font: Path) -> list[Typeface]:
    return [read_typeface(font)]


def card(title: str | None, language: str = "en", number: int = 2) -> EndCard:
    return EndCard(number, title, language, SEEN)


@pytest.mark.parametrize("rate", [FrameRate(25), FrameRate(24000, 1001), FrameRate(30000, 1001)])
def test_a_card_is_the_last_whole_pictures_of_its_episode(rate: FrameRate) -> None:
    from msgspec.structs import replace

    one = replace(episode((10, 20), recap=[Span(Fraction(2), Fraction(4))]), end_card_s=Fraction(2))
    made = end_card(one, replace(one, number=2, title="On"), language="en", rate=rate)
    assert made is not None
    assert (made.number, made.title) == (2, "On")
    assert made.span.start_s == rate.snap(Fraction(20)) - rate.snap(Fraction(10)) + rate.snap(Fraction(4)) - rate.snap(
        Fraction(2)
    )
    assert made.span.duration_s == rate.snap(Fraction(2))
    assert end_card(replace(one, end_card_s=None), one, language="en", rate=rate) is None


@pytest.mark.parametrize(
    ("title", "language", "lines"),
    [
        ("How much?", "en", ("How much?",)),
        ("Then tell me whose handwriting this is.", "en", ("Then tell me", "whose handwriting", "this is.")),
        ("I was there last night.", "en", ("I was there", "last night.")),
        ("总裁的新娘", "zh", ("总裁的新娘",)),
        (None, "en", ()),
        (" \n\t ", "en", ()),
    ],
)
def test_a_title_is_in_few_balanced_lines(
    title: str | None, language: str, lines: tuple[str, ...], faces: list[Typeface]
) -> None:
    """In the made font each letter and space is 0.6 em wide: any other breaks would leave a longer line."""
    made = laid_out(card(title, language), faces)
    assert made.lines == lines
    assert made.number == "2"


def test_a_title_that_is_too_long_ends_in_an_ellipsis(faces: list[Typeface]) -> None:
    for title in ("word " * 60, "x" * 4000, "的" * 300):
        made = laid_out(card(title), faces)
        assert made.lines[-1].endswith("…")
        assert made.size_px >= 54


@given(st.text(max_size=200), st.sampled_from(["en", "ar", "ja", "zh", "th", "und"]))
@settings(max_examples=80, deadline=None)
def test_whatever_the_title_is_it_fits(title: str, language: str) -> None:
    face = Typeface(Path("made.ttf"), "Made", {ord(c): 0.6 for c in LETTERS}, 1.0, 0.3)
    made = laid_out(card(title, language), [face])
    assert len(made.lines) <= 3
    assert all(row_width(line, [face]) * made.size_px <= ROOM_PX for line in made.lines)
    assert all(face.has(c) for line in made.lines for c in line)


def picture(of: EndCard, font: Path, folder: Path, at: str = "2") -> np.ndarray:
    burned = prepare_burn([], [font], folder, card=of)
    ground = f"color=c=0x202020:s={WIDTH_PX}x{HEIGHT_PX}:r=25:d=4"
    raw = ffmpeg("-f", "lavfi", "-i", ground, "-vf", burn(burned.ass, burned.fonts), "-ss", at, "-frames:v", "1",
                 "-pix_fmt", "gray", "-f", "rawvideo", "-")  # fmt: skip
    return np.frombuffer(raw, np.uint8).reshape(HEIGHT_PX, WIDTH_PX)


def test_what_is_drawn_lies_in_the_middle_and_only_while_the_card_is_seen(font: Path, tmp_path: Path) -> None:
    of = card("Then tell me whose handwriting this is.", number=12)
    shown = picture(of, font, tmp_path / "a")
    left, top, right, bottom = changed(shown)
    assert left >= SIDE_SHARE * WIDTH_PX - 12
    assert right <= (1 - SIDE_SHARE) * WIDTH_PX + 12
    assert abs((left + right) / 2 - WIDTH_PX / 2) < 12
    assert 0.25 * HEIGHT_PX < top < bottom < 0.65 * HEIGHT_PX
    rows = (shown[ink(shown)[1] :, :] > 180).any(axis=1)
    groups = int((np.diff(rows.astype(int)) == 1).sum()) + int(rows[0])
    assert groups == 4  # the number with its sign, and three lines
    for moment in ("0.96", "3.04"):
        away = picture(of, font, tmp_path / moment, at=moment)
        assert away.max() - away.min() <= 2


@pytest.mark.parametrize("title", ["{\\fs900}x", "\\N\\N\\Nhi", "a\nDialogue: 0,0:00:00.00,x", "{", "\\"])
def test_no_title_is_a_command(title: str, font: Path, tmp_path: Path) -> None:
    ass = prepare_burn([], [font], tmp_path, card=card(title)).ass.read_text("utf-8")
    events = ass.split("Effect, Text\n")[1].splitlines()
    assert all(event.startswith("Dialogue: ") for event in events)
    ours = r"(\{\\an[127]\\pos\([\d.,]+\)\\1c&H\w{6}&(\\3c&H\w{6}&)?\\bord\d(\\blur7|\\p1)\\shad0\\fad\(300,0\)\})"
    for event in events:
        assert re.fullmatch(ours + r"(\{\\fnBoxes\\fs[\d.]+\})?[^{}\\]+", event.split(",", 9)[9])
    drawn = [event.rpartition("}")[2] for event in events[3:]]
    assert "".join(drawn) == "".join(laid_out(card(title), [read_typeface(font)]).lines).translate(
        str.maketrans("{}\\", "()/")
    )


def test_letters_that_no_font_has_are_left_out_and_a_number_is_needed(faces: list[Typeface], tmp_path: Path) -> None:
    assert laid_out(card("Love ❤ you \U0001f600"), faces).lines == ("Love you",)
    assert laid_out(card("\U0001f600"), faces) == Card("2", (), 104.0, SEEN)
    with pytest.raises(TypefaceError, match="shows 2"):
        prepare_burn([], [make_font(tmp_path, "Few", "abc")], tmp_path / "b", card=card("abc"))
