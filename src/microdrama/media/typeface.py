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

    def width(self, character: str) -> float:
        """How far a character moves on, without regard to its neighbours; marks on letters do not."""
        return 0.0 if unicodedata.category(character) in {"Mn", "Me", "Cf"} else self.widths.get(ord(character), 0.0)


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
