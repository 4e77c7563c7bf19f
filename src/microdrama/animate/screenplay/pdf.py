"""A screenplay as a PDF in the usual layout: US Letter, Courier 12, one page a minute of film.

Courier needs no file and shows the letters of Western Europe. Every other letter takes the first of the given fonts
that has it; one that none has is shown as a question mark. Lines of Arabic and Hebrew run from right to left, Arabic
in the joined forms of its letters where the font has them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path

from fpdf import FPDF

from microdrama.domain.screenplay import (
    Action,
    Cast,
    Dialogue,
    Element,
    EpisodeMark,
    Heading,
    Screenplay,
    Transition,
    Written,
)
from microdrama.domain.scripts import RIGHT_TO_LEFT, UNSPACED, script_of
from microdrama.media.typeface import Typeface, read_typeface

_WIDTH, _HEIGHT, _POINT = 612.0, 792.0, 72.0
_SIZE, _LEADING, _LOOSE = 12.0, 12.0, 16.0
_TOP, _BOTTOM = 1.0 * _POINT, _HEIGHT - 1.0 * _POINT
_LEFT, _RIGHT = 1.5 * _POINT, _WIDTH - 1.0 * _POINT
_SAID, _SAID_RIGHT = 2.5 * _POINT, 6.0 * _POINT
_HOW, _HOW_RIGHT = 3.1 * _POINT, 5.6 * _POINT
_WHO = 3.7 * _POINT
_COURIER_EM = 0.6
_MOST_LINES = 60_000
_DELIVERED = {"over": " (V.O.)", "unseen": " (O.S.)", "phone": " (ON PHONE)", "thought": " (THOUGHT)", "seen": ""}
_MEDIUM = {"message": "MESSAGE", "letter": "LETTER", "sign": "SIGN", "title": "SUPER"}
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
"""A document without a clock: the same script gives the same bytes."""


@dataclass(frozen=True, slots=True)
class _Row:
    """One line of type: from `left`, or against `right`; what must not part from the row below `holds`."""

    text: str
    left: float
    right: float = _RIGHT
    bold: bool = False
    flush_right: bool = False
    number: str = ""
    holds: bool = False
    speaker: str = ""


def script_pdf(screenplay: Screenplay, fonts: Sequence[Path] = ()) -> bytes:
    """The script as a PDF; `fonts` are TrueType files for letters that Courier lacks, else raises TypefaceError."""
    sheet = _Sheet(fonts)
    sheet.title_page(screenplay)
    scene, episode = 0, 0
    blocks: list[list[_Row]] = []
    for element in screenplay.elements:
        scene, episode = scene + isinstance(element, Heading), episode + isinstance(element, EpisodeMark)
        number = episode if isinstance(element, EpisodeMark) else scene
        blocks.append(list(_rows(element, number, sheet.broken)))
    if any(sheet.is_foreign(row.text) for block in blocks for row in block):
        sheet.loosen()
    sheet.story(blocks)
    return sheet.done()


def _rows(element: Element, count: int, broken: Callable[[str, float], list[str]]) -> Iterator[_Row]:
    """The rows of one element, the empty ones above it first."""
    if isinstance(element, Heading):
        number = element.number or str(count)
        number = "" if element.text.startswith(number) else number
        for row in broken(element.text.upper(), _RIGHT - _LEFT):
            yield _Row(row, _LEFT, bold=True, number=number, holds=True)
            number = ""
    elif isinstance(element, EpisodeMark):
        for row in broken(f"{count}. {element.title.upper()}", _RIGHT - _LEFT):
            yield _Row(row, _LEFT, bold=True, holds=True)
    elif isinstance(element, Dialogue):
        yield from _spoken(element, broken)
    elif isinstance(element, Transition):
        yield _Row(element.text, _LEFT, flush_right=True)
    else:
        for row in broken(_told(element), _RIGHT - _LEFT):
            yield _Row(row, _LEFT)


def _told(element: Action | Cast | Written) -> str:
    if isinstance(element, Cast):
        return ", ".join(element.names)
    if isinstance(element, Written):
        sender = f" FROM {element.sender.upper()}" if element.sender else ""
        return f"{_MEDIUM[element.medium]}{sender}: {element.text}"
    return element.text


def _spoken(element: Dialogue, broken: Callable[[str, float], list[str]]) -> Iterator[_Row]:
    speaker = element.character.upper()
    yield _Row(f"{speaker}{_DELIVERED[element.delivery]}", _WHO, holds=True)
    if element.feeling:
        for row in broken(f"({element.feeling})", _HOW_RIGHT - _HOW):
            yield _Row(row, _HOW, _HOW_RIGHT, holds=True)
    for row in broken(element.text, _SAID_RIGHT - _SAID):
        yield _Row(row, _SAID, _SAID_RIGHT, speaker=speaker)


class _Sheet:
    """Pages as they fill; lengths in points from the top left."""

    def __init__(self, fonts: Sequence[Path]) -> None:
        self._pdf = FPDF(unit="pt", format="letter")
        self._pdf.set_auto_page_break(auto=False)
        self._pdf.core_fonts_encoding = "windows-1252"
        self._pdf.creation_date = _EPOCH
        self._faces: list[Typeface] = [read_typeface(path) for path in fonts]
        for at, path in enumerate(fonts):
            self._pdf.add_font(f"face{at}", fname=path)
        self._y, self._page, self._leading = _TOP, 0, _LEADING

    def done(self) -> bytes:
        """The document."""
        return bytes(self._pdf.output())

    def title_page(self, play: Screenplay) -> None:
        """Title, credit and authors in the middle of a page of their own; rights at its foot."""
        self._pdf.set_title(play.title)
        self._pdf.add_page()
        y = 3.5 * _POINT
        by = "" if any(credit.lower().startswith("written by") for credit in play.credits) else ", ".join(play.authors)
        for text, bold in [(play.title.upper(), True), ("", False), (by, False), *((c, False) for c in play.credits)]:
            for row in self.broken(text, _RIGHT - _LEFT) or [""]:
                self._write(row, (_WIDTH - self._width(row)) / 2, y, bold=bold)
                y += 2 * _LEADING

    def story(self, blocks: Sequence[list[_Row]]) -> None:
        """All elements, an empty row above each; what is said goes on over a page with (MORE) and (CONT'D)."""
        self._next_page()
        rows = [(at, row, at + 1 < len(block)) for block in blocks for at, row in enumerate(block)]
        held = 0
        wanted: list[int] = []
        for at, row, goes_on in reversed(rows):
            held = 1 + (held + (at == 0) if row.holds else bool(row.speaker) and goes_on)
            wanted.append(held)
        for (at, row, _), wants in zip(rows, reversed(wanted), strict=True):
            if at == 0:
                self._y += self._leading if self._y > _TOP else 0
            if self._y + wants * self._leading > _BOTTOM + 0.01:
                self._turn(row, begun=at > 0)
            self._set(row)

    def _turn(self, row: _Row, *, begun: bool) -> None:
        if row.speaker and begun:
            self._write("(MORE)", _WHO, self._y)
        self._next_page()
        if row.speaker and begun:
            self._write(f"{row.speaker} (CONT'D)", _WHO, self._y)
            self._y += self._leading

    def _next_page(self) -> None:
        self._pdf.add_page()
        self._page += 1
        self._y = _TOP
        if self._page > 1:
            number = f"{self._page}."
            self._write(number, _RIGHT - self._width(number), 0.5 * _POINT)

    def _set(self, row: _Row) -> None:
        aligned = row.flush_right or _is_right_to_left(row.text)
        left = max(row.right - self._width(row.text), _LEFT) if aligned else row.left
        self._write(row.text, left, self._y, bold=row.bold)
        if row.number:
            self._write(row.number, _LEFT - 0.6 * _POINT, self._y, bold=row.bold)
        self._y += self._leading

    # --- type

    def loosen(self) -> None:
        """Wider rows for letters that are taller than Courier's."""
        self._leading = _LOOSE

    def _face(self, sign: str) -> int:
        """Which font shows a sign: -1 is Courier."""
        try:
            sign.encode("cp1252")
        except UnicodeEncodeError:
            return next((at for at, face in enumerate(self._faces) if ord(sign) in face.widths), -1)
        return -1

    def is_foreign(self, text: str) -> bool:
        """Whether a text needs more than Courier."""
        return any(self._face(sign) >= 0 for sign in text)

    def _width(self, text: str) -> float:
        return sum(self._advance(sign) for sign in text) * _SIZE

    def _advance(self, sign: str) -> float:
        face = self._face(sign)
        return _COURIER_EM if face < 0 else self._faces[face].widths[ord(sign)]

    def _write(self, text: str, x: float, y: float, *, bold: bool = False) -> None:
        shown = _in_order(self._joined(text)) if _is_right_to_left(text) else text
        for face, signs in groupby(shown, key=self._face):
            run = "".join(signs)
            if face < 0:
                run = run.encode("cp1252", "replace").decode("cp1252")
                self._pdf.set_font("courier", "B" if bold else "", _SIZE)
            else:
                self._pdf.set_font(f"face{face}", "", _SIZE)
            self._pdf.text(x, y + _SIZE, run)
            x += self._width(run)

    def _joined(self, text: str) -> str:
        """Arabic letters in the forms that they take beside one another, where a font has those."""
        around = zip(["", *text], text, [*text[1:], ""], strict=False)
        forms = (_form(*three) for three in around)
        return "".join(form if self._face(form) >= 0 else sign for form, sign in zip(forms, text, strict=True))

    def broken(self, text: str, width: float) -> list[str]:
        """A text in rows no wider than `width` points; between words, or anywhere in scripts without spaces."""
        rows: list[str] = []
        for line in text.split("\n"):
            row, used = "", 0.0
            for piece in _pieces(line):
                long = self._width(piece.rstrip())
                if row and used + long > width:
                    rows.append(row.rstrip())
                    row, used = "", 0.0
                row, used = row + piece, used + self._width(piece)
            rows.append(row.rstrip())
        return [row for row in rows if row][:_MOST_LINES]


def _arabic_forms() -> dict[tuple[str, str], str]:
    """The shapes of Arabic letters, as Unicode decomposes them: ("initial", "\u0628") and so on."""
    found: dict[tuple[str, str], str] = {}
    for code in (*range(0xFB50, 0xFE00), *range(0xFE70, 0xFEFD)):
        kind, _, letter = unicodedata.decomposition(chr(code)).partition(" ")
        if kind in {"<isolated>", "<initial>", "<medial>", "<final>"} and len(letter) == 4:
            found[kind[1:-1], chr(int(letter, 16))] = chr(code)
    return found


_FORMS = _arabic_forms()


def _form(before: str, sign: str, after: str) -> str:
    """The shape of a letter between its neighbours, itself outside Arabic."""
    joins_before = ("initial", before) in _FORMS and ("final", sign) in _FORMS
    joins_after = ("initial", sign) in _FORMS and ("final", after) in _FORMS
    shape = ("medial" if joins_after else "final") if joins_before else "initial" if joins_after else "isolated"
    return _FORMS.get((shape, sign), sign)


def _pieces(line: str) -> Iterator[str]:
    """What must not be parted: words with the space behind them, at most 30 signs; single signs without spaces."""
    for word in re.findall(r"\S{1,30}\s*", line):
        run = ""
        for sign in word:
            if run and script_of(sign) in UNSPACED:
                yield run
                run = ""
            run += sign
        yield run


def _is_right_to_left(text: str) -> bool:
    first = next((sign for sign in text if unicodedata.bidirectional(sign) in {"L", "R", "AL"}), "")
    return bool(first) and script_of(first) in RIGHT_TO_LEFT


def _in_order(text: str) -> str:
    """A line of a script that runs from the right, sign by sign as it is drawn from the left; numbers keep theirs."""
    turned = "".join(reversed(text)).translate(str.maketrans("()[]«»", ")(][»«"))
    return re.sub(r"[0-9A-Za-z][0-9A-Za-z.,:]*[0-9A-Za-z]", lambda run: run[0][::-1], turned)
