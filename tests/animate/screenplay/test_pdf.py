"""The PDF of a script: every word in it, in rows that fit, the same bytes each time."""

from __future__ import annotations

import re
import zlib
from pathlib import Path

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

from microdrama.animate.screenplay.pdf import _in_order, script_pdf
from microdrama.animate.screenplay.reading import read_screenplay
from microdrama.domain.screenplay import Dialogue, Element, Heading, Screenplay
from microdrama.media.typeface import TypefaceError

EXAMPLES = Path(__file__).parents[3] / "examples"
LETTERS = "Привет, мир Zoë"
PLACED = re.compile(rb"([\d.]+) ([\d.]+) Td \((.*?)\) Tj", re.DOTALL)


def pages(pdf: bytes) -> list[list[tuple[float, float, str]]]:
    """The pieces of type on each page: x and y in points from the bottom left, and the text."""
    streams = re.findall(rb"stream\n(.*?)\nendstream", pdf, re.DOTALL)
    texts = [zlib.decompress(one) for one in streams if one[:1] == b"x"]
    return [
        [
            (float(x), float(y), re.sub(rb"\\(.)", rb"\1", words).decode("cp1252"))
            for x, y, words in PLACED.findall(text)
        ]
        for text in texts
        if b" Tj" in text
    ]


def play_of(elements: list[Element]) -> Screenplay:
    return Screenplay(title="A Play", language="en", elements=elements)


def test_every_word_of_the_example_is_in_it_and_on_the_paper() -> None:
    play = read_screenplay(EXAMPLES / "the-second-signature.fountain")
    pdf = script_pdf(play)
    assert pdf == script_pdf(play)
    assert pdf.startswith(b"%PDF-")
    sheets = pages(pdf)
    rows = [row for sheet in sheets for row in sheet]
    assert all(72 <= y <= 792 - 36 and x >= 60 and x + 7.2 * len(text) <= 541 for x, y, text in rows)
    words = " ".join(text for _, _, text in rows).split()
    for element in play.elements:
        if isinstance(element, Dialogue):
            wanted = element.text.split()
            assert any(words[at : at + len(wanted)] == wanted for at in range(len(words))), element.text


def test_what_is_said_goes_on_over_the_page_under_its_name() -> None:
    said = " ".join(f"word{n}" for n in range(400))
    sheets = pages(script_pdf(play_of([Dialogue(line=1, character="Lena", text=said)])))
    assert len(sheets) == 3  # the title, and 400 words, four or five to a row
    assert sheets[1][-1][2] == "(MORE)"
    assert sheets[2][1][2] == "LENA (CONT'D)"
    words = [text for sheet in sheets[1:] for _, _, text in sheet if text.startswith("word")]
    assert " ".join(words) == said


def test_no_name_and_no_heading_stands_alone_at_the_foot_of_a_page() -> None:
    elements: list[Element] = []
    for n in range(60):
        elements += [Heading(line=1, text=f"INT. ROOM {n}", place="ROOM")] * (n % 3 == 0)
        elements.append(Dialogue(line=1, character="Lena", text=f"Line {n}." * (1 + n % 4), feeling="calm"))
    for sheet in pages(script_pdf(play_of(elements)))[1:]:
        assert "Line" in sheet[-1][2]


def test_letters_that_no_font_has_are_shown_as_question_marks() -> None:
    sheets = pages(script_pdf(play_of([Dialogue(line=1, character="林美", text="Café “你好” (here) \\ there")])))
    assert [text for _, _, text in sheets[1]] == ["??", "Café “??” (here) \\ there"]


@pytest.fixture(scope="module")
def box_font(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A font whose every letter is a box."""
    pen = TTGlyphPen(None)
    pen.moveTo((50, 0))
    for corner in ((50, 700), (550, 700), (550, 0)):
        pen.lineTo(corner)
    pen.closePath()
    names = [".notdef", *(f"uni{ord(letter):04X}" for letter in dict.fromkeys(LETTERS))]
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({int(name[3:], 16): name for name in names[1:]})
    builder.setupGlyf(dict.fromkeys(names, pen.glyph()))
    builder.setupHorizontalMetrics(dict.fromkeys(names, (600, 50)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": "Boxes", "styleName": "Regular", "fullName": "Boxes"})
    builder.setupOS2(usWinAscent=800, usWinDescent=200, sTypoAscender=800, sTypoDescender=-200)
    builder.setupPost()
    path = tmp_path_factory.mktemp("fonts") / "boxes.ttf"
    builder.save(path)
    return path


def test_letters_beyond_courier_take_a_given_font(tmp_path: Path, box_font: Path) -> None:
    play = play_of([Dialogue(line=1, character="Zoë", text="Привет, мир")])
    assert b"/FontFile2" in script_pdf(play, [box_font])
    assert script_pdf(play, [box_font]) == script_pdf(play, [box_font])
    broken = tmp_path / "broken.ttf"
    broken.write_bytes(b"no font")
    with pytest.raises(TypefaceError):
        script_pdf(play, [broken])


def test_lines_from_right_to_left_are_drawn_from_their_end_with_numbers_as_they_are() -> None:
    assert _in_order("שלום (10:30) אבא") == "אבא (10:30) םולש"
