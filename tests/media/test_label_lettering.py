"""Labels in the picture: one below the other, for their time, on grounds as wide as their words."""

import re
from fractions import Fraction
from pathlib import Path

from media.test_ass import make_font
from microdrama.domain.time import Span
from microdrama.media.lettering import Label, Lettering, write_lettering
from microdrama.media.typeface import read_typeface

LABEL = Label("made by ai", Span(Fraction(0), Fraction(5, 2)), 60.0)
LICENCE = Label("no. seven", Span(Fraction(0), Fraction(4)), 40.0)


def events(folder: Path, letters: Lettering) -> list[tuple[str, str, int, int, str]]:
    """(begin, end, x, y, text or shape) of each event."""
    font = make_font(folder, "Boxes", "abcdefghijklmnopqrstuvwxyz.")
    write_lettering(letters, [read_typeface(font)], folder / "letters.ass")
    found: list[tuple[str, str, int, int, str]] = []
    for line in (folder / "letters.ass").read_text("utf-8").splitlines():
        if line.startswith("Dialogue:"):
            fields = line.split(",", 9)
            place = re.search(r"\\pos\(([\d.]+),([\d.]+)\)", fields[9])
            assert place
            body = re.sub(r"\{[^}]*\}", "", fields[9])
            found.append((fields[1], fields[2], round(float(place[1])), round(float(place[2])), body))
    return found


def test_the_licence_stands_below_the_label(tmp_path: Path) -> None:
    """Each on a ground one and a half times as high as its letters: 90 and 60 pixels, which do not touch."""
    shown = events(tmp_path, Lettering([], Fraction(9), label=LABEL, licence=LICENCE))
    ground, words, second, number = shown
    assert (ground[0], ground[1], words[4]) == ("0:00:00.00", "0:00:02.50", "made by ai")
    assert (second[1], number[4]) == ("0:00:04.00", "no. seven")
    assert ground[4].endswith(" 90 l 0 90")
    assert second[4].endswith(" 60 l 0 60")
    assert ground[3] + 90 < second[3] < ground[3] + 120
    assert ground[3] < words[3] < second[3] < number[3]


def test_a_licence_alone_takes_the_labels_place(tmp_path: Path) -> None:
    both = events(tmp_path, Lettering([], Fraction(9), label=LABEL, licence=LICENCE))
    alone = events(tmp_path, Lettering([], Fraction(9), licence=LICENCE))
    assert alone[0][3] == both[0][3]
    assert Lettering([], Fraction(9), licence=LICENCE).texts == ["no. seven"]
