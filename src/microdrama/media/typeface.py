"""What a font file can show: the characters it has, how wide they are, and how libass counts its size."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fontTools.ttLib import TTFont

from microdrama.domain.errors import MicrodramaError

_FULL_NAME = 4


class TypefaceError(MicrodramaError):
    """Captions cannot be drawn with the fonts that are here; no picture was changed."""


@dataclass(frozen=True, slots=True)
class Typeface:
    """One font file; lengths are in ems, the size of type."""

    path: Path
    name: str
    widths: dict[int, float]
    ascent: float
    descent: float

    def has(self, character: str) -> bool:
        """Whether it can show a character; spaces and signs that are never seen need no font."""
        return ord(character) in self.widths or not is_seen(character)

    def width(self, text: str) -> float:
        """How long a text is on one line, never much less: pairs that move together are not looked at."""
        letters = [c for c in text if unicodedata.category(c) not in {"Mn", "Me", "Cf"}]
        around = zip(["", *letters], letters, [*letters[1:], ""], strict=False)
        return sum(self.widths.get(_form(*three), self.widths.get(ord(three[1]), 0.0)) for three in around)


def _arabic_forms() -> dict[tuple[str, str], int]:
    """The code of each shape of each Arabic letter: ("initial", "\u0628") and so on."""
    found: dict[tuple[str, str], int] = {}
    for code in (*range(0xFB50, 0xFE00), *range(0xFE70, 0xFEFD)):
        kind, _, letter = unicodedata.decomposition(chr(code)).partition(" ")
        if kind in {"<initial>", "<medial>", "<final>"} and len(letter) == 4:
            found[kind[1:-1], chr(int(letter, 16))] = code
    return found


_FORMS = _arabic_forms()


def _form(before: str, letter: str, after: str) -> int:
    """The code of the shape that a letter takes between its neighbours; its own outside Arabic."""
    joined_before = ("initial", before) in _FORMS and ("final", letter) in _FORMS
    joined_after = ("initial", letter) in _FORMS and ("final", after) in _FORMS
    shapes = {(True, True): "medial", (True, False): "final", (False, True): "initial"}
    shape = shapes.get((joined_before, joined_after), "isolated")
    return _FORMS.get((shape, letter), ord(letter))


def is_seen(character: str) -> bool:
    """Whether a character leaves ink: spaces, controls and joiners do not."""
    return (
        unicodedata.category(character) not in {"Cc", "Cf", "Zs", "Zl", "Zp"} and not 0xFE00 <= ord(character) <= 0xFE0F
    )


def read_typeface(path: Path) -> Typeface:
    """Read a TrueType or OpenType font; raises TypefaceError on anything else."""
    try:
        # from memory: the reader of fonts leaves a file open when it does not like it
        with TTFont(io.BytesIO(path.read_bytes()), lazy=True) as font:
            return _described(path, font)
    except Exception as error:  # and raises whatever its parts raise
        raise TypefaceError(f"{path} is no font that captions can be drawn with: {error}.") from error


def _described(path: Path, font: Any) -> Typeface:
    em = float(font["head"].unitsPerEm)
    advances = font["hmtx"].metrics
    widths = {code: float(advances[glyph][0]) / em for code, glyph in font.getBestCmap().items()}
    name = font["name"].getDebugName(_FULL_NAME)
    measures = font["OS/2"]
    if not name or em <= 0 or not widths:
        raise ValueError("it has no name or no characters")
    return Typeface(path, str(name), widths, measures.usWinAscent / em, measures.usWinDescent / em)


def missing(text: str, typefaces: Sequence[Typeface]) -> str:
    """The characters of a text that none of the fonts can show, each once, in order."""
    return "".join(c for c in dict.fromkeys(text) if is_seen(c) and not any(face.has(c) for face in typefaces))
