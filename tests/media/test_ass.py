"""Captions in the pictures: inside the safe area, in the right letters, and never anything but text."""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

from fixtures.clips import ffmpeg, luma_of, messages, silence
from media.test_encode import picture_of
from microdrama.domain.captions import Cue, Piece
from microdrama.domain.time import FrameRate
from microdrama.media import hls
from microdrama.media.ass import HEIGHT_PX, SIDE_SHARE, WIDTH_PX, Look, burn, write_ass
from microdrama.media.encode import Burned, EpisodeEncoder, PictureFormat
from microdrama.media.typeface import Typeface, TypefaceError, missing, read_typeface

F = Fraction
GREY = 60
LOOK = Look()


def make_font(folder: Path, name: str, letters: str, *, height: int = 700) -> Path:
    """A font whose every letter is a filled box: 600 wide and `height` tall, in thousandths of an em."""
    pen = TTGlyphPen(None)
    for corner, place in enumerate([(50, 0), (50, height), (550, height), (550, 0)]):
        (pen.lineTo if corner else pen.moveTo)(place)
    pen.closePath()
    box, blank = pen.glyph(), TTGlyphPen(None).glyph()
    names = {ord(letter): f"u{ord(letter):04X}" for letter in letters}
    order = [".notdef", "space", *names.values()]
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(order)
    builder.setupCharacterMap({32: "space", **names})
    builder.setupGlyf({glyph: blank if glyph in {".notdef", "space"} else box for glyph in order})
    builder.setupHorizontalMetrics(dict.fromkeys(order, (600, 50)))
    builder.setupHorizontalHeader(ascent=1000, descent=-300)
    builder.setupNameTable({"familyName": name, "styleName": "Regular", "fullName": name, "psName": name})
    builder.setupOS2(usWinAscent=1000, usWinDescent=300, sTypoAscender=1000, sTypoDescender=-300)
    builder.setupPost()
    path = folder / f"{name}.ttf"
    builder.save(path)
    return path


@pytest.fixture(scope="module")
def fonts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("fonts")
    make_font(folder, "BoxesOne", "abcdefghijklmnopqrstuvwxyz.,!?()/-\u0e01\u0e31")
    make_font(folder, "BoxesTwo", "\u6c49\u5b57\u3002", height=350)
    return folder


@pytest.fixture(scope="module")
def faces(fonts: Path) -> list[Typeface]:
    return [read_typeface(fonts / "BoxesOne.ttf"), read_typeface(fonts / "BoxesTwo.ttf")]


def cue(*lines: str, start: float = 0, end: float = 2) -> Cue:
    return Cue(F(start), F(end), tuple((Piece(text),) for text in lines))


def drawn(
    cues: list[Cue], faces: list[Typeface], fonts: Path, folder: Path, look: Look = LOOK
) -> npt.NDArray[np.uint8]:
    """The luma of one picture at 1 s with the captions on flat grey."""
    path = folder / "captions.ass"
    write_ass(cues, faces, path, look=look)
    picture = f"color=c=0x505050:s={WIDTH_PX}x{HEIGHT_PX}:r=1:d=2"
    args = ["-f", "lavfi", "-i", picture, "-vf", burn(path, fonts), "-ss", "1", "-frames:v", "1"]
    raw = ffmpeg(*args, "-pix_fmt", "gray", "-f", "rawvideo", "-")
    return np.frombuffer(raw, np.uint8).reshape(HEIGHT_PX, WIDTH_PX)


def ink(picture: npt.NDArray[np.uint8], *, least: int = 180) -> tuple[int, int, int, int]:
    """(left, top, right, bottom) of what is bright."""
    rows, columns = np.nonzero(picture > least)
    return int(columns.min()), int(rows.min()), int(columns.max()) + 1, int(rows.max()) + 1


def changed(picture: npt.NDArray[np.uint8]) -> tuple[int, int, int, int]:
    """The same of whatever is not the background, outlines and shadows too."""
    rows, columns = np.nonzero(np.abs(picture.astype(int) - int(picture[0, 0])) > 8)
    return int(columns.min()), int(rows.min()), int(columns.max()) + 1, int(rows.max()) + 1


# --- where it is


def test_letters_have_the_size_and_stand_where_the_look_says(
    faces: list[Typeface], fonts: Path, tmp_path: Path
) -> None:
    look = Look(size_px=50)
    left, top, right, bottom = ink(drawn([cue("ab")], faces, fonts, tmp_path, look))
    assert bottom == pytest.approx(0.70 * HEIGHT_PX, abs=2)  # boxes stand on the baseline
    assert bottom - top == pytest.approx(0.7 * 50, abs=2)
    assert right - left == pytest.approx((0.6 + 0.5) * 50, abs=2)
    assert (left + right) / 2 == pytest.approx(WIDTH_PX / 2, abs=2)


def test_two_lines_are_a_line_height_apart(faces: list[Typeface], fonts: Path, tmp_path: Path) -> None:
    picture = drawn([cue("ab", "cd")], faces, fonts, tmp_path)
    rows = np.flatnonzero((picture > 180).any(axis=1))
    ends = [int(a) for a, b in pairwise(rows) if b - a > 5] + [int(rows[-1])]
    assert len(ends) == 2
    assert ends[1] - ends[0] == pytest.approx(1.32 * 56, abs=2)


@pytest.mark.parametrize("text", ["a" * 28, "w" * 90, "\u6c49" * 40])
def test_no_caption_leaves_the_safe_area(text: str, faces: list[Typeface], fonts: Path, tmp_path: Path) -> None:
    left, top, right, bottom = changed(drawn([cue(text, text)], faces, fonts, tmp_path))
    assert left >= SIDE_SHARE * WIDTH_PX - 4
    assert right <= (1 - SIDE_SHARE) * WIDTH_PX + 4
    assert top >= 0.60 * HEIGHT_PX
    assert bottom <= 0.72 * HEIGHT_PX


def test_captions_come_and_go_at_their_times(faces: list[Typeface], fonts: Path, tmp_path: Path) -> None:
    shown = drawn([cue("ab", start=0, end=2)], faces, fonts, tmp_path)
    gone = drawn([cue("ab", start=0, end=0.9), cue("cd", start=1.2, end=2)], faces, fonts, tmp_path)
    assert (shown > 180).any()
    assert not (gone > 180).any()


# --- which letters


def test_each_letter_is_drawn_by_a_font_that_has_it(faces: list[Typeface], fonts: Path, tmp_path: Path) -> None:
    picture = drawn([cue("ab\u6c49\u5b57")], faces, fonts, tmp_path)
    columns = [(picture[:, x] > 180).sum() for x in range(WIDTH_PX)]
    tall = sum(abs(count - 0.7 * 60) < 4 for count in columns)
    low = sum(abs(count - 0.35 * 60) < 4 for count in columns)
    assert tall == pytest.approx(2 * 0.5 * 60, abs=6)
    assert low == pytest.approx(2 * 0.5 * 60, abs=6)


def test_letters_that_no_font_has_are_told_and_nothing_is_written(faces: list[Typeface], tmp_path: Path) -> None:
    with pytest.raises(TypefaceError) as caught:
        write_ass([cue("ab \u0416\u0414 \U0001f600")], faces, tmp_path / "a.ass")
    assert "No font that is here shows \u0416 \u0414 \U0001f600: the captions were not drawn" in str(caught.value)
    assert list(tmp_path.iterdir()) == []
    assert missing("a\u200fb \u00a0\n", faces) == ""  # what leaves no ink needs no font


def test_a_mark_stays_in_the_font_of_its_letter(faces: list[Typeface], tmp_path: Path) -> None:
    path = tmp_path / "a.ass"
    write_ass([cue("\u6c49\u0e01\u0e31\u6c49")], faces, path)
    assert "\u0e01\u0e31" in path.read_text("utf-8")


def test_what_is_no_font_is_one_sentence(tmp_path: Path) -> None:
    for content in (b"", b"hello", b"\0\1\0\0" + b"\xff" * 400, b"wOFF" + b"\0" * 100):
        path = tmp_path / "bad.ttf"
        path.write_bytes(content)
        with pytest.raises(TypefaceError, match="is no font that captions can be drawn with"):
            read_typeface(path)


def test_arabic_is_as_long_as_its_joined_shapes() -> None:
    letters = {"\u0628": 1.0, "\u0627": 0.5}  # beh, which joins on both sides, and alef, which joins to the one before
    shapes = {"\ufe91": 0.1, "\ufe92": 0.2, "\ufe90": 0.3, "\ufe8e": 0.4}  # initial, medial, final beh; final alef
    face = Typeface(Path("made"), "Made", {ord(c): wide for c, wide in (letters | shapes).items()}, 1.0, 0.3)
    assert face.width("\u0628") == 1.0
    assert face.width("\u0628\u0628\u0628") == pytest.approx(0.1 + 0.2 + 0.3)
    assert face.width("\u0628\u064e\u0627") == pytest.approx(0.1 + 0.4)  # a vowel mark does not part them
    assert face.width("\u0627\u0628") == pytest.approx(0.5 + 1.0)  # alef joins nothing after it


# --- words as they are said


def test_words_change_colour_as_they_are_said(faces: list[Typeface], fonts: Path, tmp_path: Path) -> None:
    said = Cue(F(0), F(2), ((Piece("ab ", F(0)), Piece("cd", F(3, 2))),))
    picture = drawn([said], faces, fonts, tmp_path, Look(spoken="808080", colour="FFFFFF"))
    left, _, right, _ = ink(picture, least=110)
    middle = (left + right) // 2
    assert picture[:, left:middle].max() < 160  # said before the first second
    assert picture[:, middle:right].max() > 220  # still to come


# --- hostile text

COMMANDS = [
    "{\\fs900}x",
    "\\N\\N\\N\\N",
    "{\\pos(0,0)}hi",
    "a\nDialogue: 0,0:00:00.00,0:00:09.00,Caption,,0,0,0,,x",
    "{",
    "\\",
]


@pytest.mark.parametrize("text", COMMANDS)
def test_no_text_is_a_command(text: str, tmp_path: Path, fonts: Path) -> None:
    letters = "".join(sorted(set("abcdefghijklmnopqrstuvwxyzDNC0123456789:.,()/ " + text) - {"\n"}))
    face = read_typeface(make_font(tmp_path, "All", letters))
    path = tmp_path / "a.ass"
    write_ass([cue(text)], [face], path)
    events = path.read_text("utf-8").split("Effect, Text\n")[1].splitlines()
    assert len(events) == 1
    own = events[0].split(",", 9)[9]
    assert re.fullmatch(r"\{\\an2\\pos\(540,[\d.]+\)\\blur1\}\{\\fnAll\\fs[\d.]+\}[^{}\\]+", own)


def test_paths_with_every_sign_are_found(faces: list[Typeface], fonts: Path, tmp_path: Path) -> None:
    odd = tmp_path / "it's: a [b],c;d = e%20\\f"
    odd.mkdir()
    (odd / "fonts").mkdir()
    for font in fonts.iterdir():
        (odd / "fonts" / font.name).write_bytes(font.read_bytes())
    assert (drawn([cue("ab")], faces, odd / "fonts", odd) > 180).any()


# --- through the encoder


def encode(folder: Path, burned: Burned | None) -> Path:
    form = PictureFormat(90, 160, FrameRate(10), None, full_range=True, matrix="smpte170m")
    with EpisodeEncoder(folder, form, silence(1.0), quality="draft", burned=burned, poster_s=Fraction(1, 5)) as encoder:
        for _ in range(10):
            encoder.write(picture_of(np.full((160, 90), GREY, np.uint8)), left=0, top=0)
        return encoder.finish().folder


def test_burned_captions_are_in_every_rung_and_nowhere_else(faces: list[Typeface], fonts: Path, tmp_path: Path) -> None:
    ass = tmp_path / "captions.ass"
    write_ass([cue("hello there", "my friend", end=0.5)], faces, ass)
    with_them, without = encode(tmp_path / "with", Burned(ass, fonts)), encode(tmp_path / "without", None)
    assert hls.faults(with_them / "hls", duration_s=1.0) == []
    for rung in hls.LADDER:
        size = (rung.width, rung.height)
        burned, plain = (luma_of(folder / "hls" / rung.segments, size=size) for folder in (with_them, without))
        assert (burned[2] > 180).sum() > 0.008 * rung.width * rung.height
        assert not (plain > 180).any()
        left, top, right, bottom = changed(burned[2])
        assert left >= 0.11 * rung.width
        assert right <= 0.89 * rung.width
        assert top >= 0.60 * rung.height
        assert bottom <= 0.72 * rung.height
        assert np.abs(burned[8].astype(int) - plain[8]).max() <= 3  # the caption has gone


def test_a_poster_has_no_captions_since_it_stands_under_a_title(
    faces: list[Typeface], fonts: Path, tmp_path: Path
) -> None:
    ass = tmp_path / "captions.ass"
    write_ass([cue("hello there", "my friend", end=0.5)], faces, ass)  # while the picture of the poster is shown
    posters = [
        encode(tmp_path / name, burned) / "poster.jpg" for name, burned in (("a", Burned(ass, fonts)), ("b", None))
    ]
    assert posters[0].read_bytes() == posters[1].read_bytes()


def test_ffmpeg_has_nothing_to_say_against_it(faces: list[Typeface], fonts: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.ass"
    write_ass([cue("hello")], faces, path)
    picture = f"color=s={WIDTH_PX}x{HEIGHT_PX}:r=1:d=1"
    assert messages("-f", "lavfi", "-i", picture, "-vf", burn(path, fonts), "-f", "null", "-") == ""
