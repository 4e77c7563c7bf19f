"""Words inside pictures: measured, broken into lines, shortened where they do not fit, safe whatever they contain."""

from __future__ import annotations

import html
import io
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from fontTools.ttLib import TTFont

from microdrama.animate.drawn.light import Rgb
from microdrama.animate.drawn.places.colours import css
from microdrama.edit.linebreaks import clusters
from microdrama.media.typeface import Typeface, is_seen, read_typeface

ELLIPSIS = "\u2026"
_LONGEST = 1200  # letters of one text that are looked at
_FAMILY, _TYPOGRAPHIC_FAMILY = 1, 16


@dataclass(frozen=True, slots=True)
class Type:
    """The font files that words are set in, the one that is wanted first."""

    faces: tuple[Typeface, ...]
    families: tuple[str, ...]
    fonts: tuple[Path, ...]

    def clean(self, text: str) -> str:
        """A text on one line without what no font can show."""
        plain = " ".join(text[:_LONGEST].split())
        kept = [c for c in plain if unicodedata.category(c) not in {"Cc", "Cs", "Co", "Cn"}]
        return " ".join("".join(c for c in kept if not is_seen(c) or any(face.has(c) for face in self.faces)).split())

    def width(self, text: str) -> float:
        """How long a text is in ems; each letter in the first font that has it."""
        total, run, face = 0.0, "", None
        for letter in text:
            own = next((one for one in self.faces if ord(letter) in one.widths), face)
            if own is not face and run and face is not None:
                total, run = total + face.width(run), ""
            face, run = own, run + letter
        return total + (face.width(run) if face is not None else 0.0)

    def lines(self, text: str, *, size: float, wide: float, most: int) -> list[str]:
        """A text in at most `most` lines no longer than `wide`; what does not fit becomes an ellipsis."""
        room = wide / size
        lines: list[str] = []
        line = ""
        for part in _parts(self.clean(text)):
            if line and self.width((line + part).rstrip()) > room:
                lines.append(line.rstrip())
                line = part.lstrip()
            else:
                line += part
            if len(lines) > most:
                break
        if line.strip():
            lines.append(line.strip())
        lines = [piece for one in lines for piece in self._cut(one, room)]
        if len(lines) <= most:
            return lines
        last = lines[most - 1]
        while last and self.width(last + ELLIPSIS) > room:
            last = last[:-1]
        return [*lines[: most - 1], last.rstrip() + ELLIPSIS]

    def _cut(self, line: str, room: float) -> list[str]:
        """A line in pieces where a single word is longer than there is room."""
        pieces = [""]
        for letter in line:
            if pieces[-1] and self.width(pieces[-1] + letter) > room:
                pieces.append("")
            pieces[-1] += letter
        return [piece.strip() for piece in pieces if piece.strip()]

    def svg(
        self, lines: Sequence[str], *, x: float, y: float, size: float, colour: Rgb, leading: float = 1.22,
        anchor: str = "start", more: str = "",
    ) -> str:  # fmt: skip
        """Lines as SVG, the first one's baseline at y; `more` are attributes of every line."""
        families = ", ".join(f"'{name}'" for name in self.families)
        return "".join(
            f'<text x="{x:.1f}" y="{y + number * size * leading:.1f}" font-size="{size:.1f}" text-anchor="{anchor}" '
            f'font-family="{html.escape(families)}" fill="{css(colour)}" {more}>{html.escape(line)}</text>'
            for number, line in enumerate(lines)
        )


def rightwards(text: str) -> bool:
    """Whether a text is read from left to right, by its first letter that has a direction."""
    for letter in text:
        direction = unicodedata.bidirectional(letter)
        if direction in {"L", "R", "AL"}:
            return direction == "L"
    return True


def _parts(text: str) -> list[str]:
    """A text cut wherever a line may end."""
    found: list[str] = []
    for word in text.split(" "):
        pieces = (
            list(clusters(word))
            if any(unicodedata.east_asian_width(c) in "WF" or "\u0e00" <= c <= "\u0eff" for c in word)
            else [word]
        )
        if pieces and pieces != [""]:
            found += [*pieces[:-1], pieces[-1] + " "]
    return found


@lru_cache(maxsize=8)
def set_in(fonts: tuple[Path, ...]) -> Type:
    """Read font files; raises TypefaceError on a file that is no font."""
    faces = tuple(read_typeface(font) for font in fonts)
    return Type(faces=faces, families=tuple(_family(font) for font in fonts), fonts=fonts)


def _family(font: Path) -> str:
    with TTFont(io.BytesIO(font.read_bytes()), lazy=True) as opened:
        names = opened["name"]
        return str(names.getDebugName(_TYPOGRAPHIC_FAMILY) or names.getDebugName(_FAMILY) or font.stem).replace("'", "")
