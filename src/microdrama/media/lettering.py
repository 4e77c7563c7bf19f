"""Letters that belong to a drawn picture: large cues with coloured words, an episode's tag, a label, a title.

They are written as ASS for libass, like captions (see `media.ass`), at 1080x1920: each line is placed by us, each word
has a colour, and a cue comes with a small leap, as letters do in motion comics.
"""

from __future__ import annotations

import shutil
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Literal

from microdrama.domain.captions import Cue, Piece
from microdrama.domain.scripts import script_of
from microdrama.domain.time import Span
from microdrama.media.ass import (
    COMMANDS,
    HEIGHT_PX,
    WIDTH_PX,
    clock,
    colour_of,
    harmless,
    preferred,
    runs_of,
    script_head,
)
from microdrama.media.encode import Burned
from microdrama.media.typeface import Typeface, TypefaceError, is_seen, missing, read_typeface

Accent = Literal["plain", "accent", "danger", "quiet"]
"""The colour of a word: white, gold, crimson, or the grey of what is only thought."""

_COLOURS: dict[Accent, str] = {"plain": "FFFFFF", "accent": "FFD84A", "danger": "FF4D63", "quiet": "D9CFE0"}
_INK = "190D1C"  # plum, which is darker than any picture of ours and not as dead as black
_CRIMSON = "E8173D"
_SIZE_PX, _WIDE_SIZE_PX, _LINE_HEIGHT = 96.0, 92.0, 1.06
_SIDE_SHARE = 0.07
_BASELINE = 0.715
_OUTLINE_PX = 13
_WIDE_SCRIPTS = ("han", "kana", "hangul")
_LEAP = "\\fscx86\\fscy86\\t(0,70,\\fscx104\\fscy104)\\t(70,150,\\fscx100\\fscy100)"
_TAG_LEFT, _TAG_TOP, _TAG_HEIGHT, _TAG_SLANT, _TAG_PX = 48, 138, 62, 18, 42.0
_LABEL_TOP, _LABEL_HEIGHT, _LABEL_GAP = 232, 1.5, 14
_MOST_TITLE = 34
_PICTOGRAPHS = ("So", "Sk", "Cn", "Co")  # emoji, their colours, and what is newer than our tables


@dataclass(frozen=True, slots=True)
class Lettered:
    """A cue, and the colour of each of its pieces, line by line."""

    cue: Cue
    accents: tuple[tuple[Accent, ...], ...]


@dataclass(frozen=True, slots=True)
class Tag:
    """What stands in the upper left corner all the time: "EP 3" on a flag of crimson, and the title of the series."""

    flag: str
    title: str


@dataclass(frozen=True, slots=True)
class Label:
    """A sentence that the law wants to be seen, during `span`, in type of `size_px` at 1080x1920."""

    text: str
    span: Span
    size_px: float = 54.0


@dataclass(frozen=True, slots=True)
class Lettering:
    """Everything that is lettered in an episode of `duration_s` seconds; the licence stands below the label."""

    cues: Sequence[Lettered]
    duration_s: Fraction
    tag: Tag | None = None
    label: Label | None = None
    licence: Label | None = None

    @property
    def texts(self) -> list[str]:
        """All that has to be shown: what fonts are needed for."""
        tag = [self.tag.flag, self.tag.title] if self.tag else []
        labels = [label.text for label in (self.label, self.licence) if label]
        return [text for one in self.cues for text in one.cue.texts] + tag + labels


def write_lettering(letters: Lettering, typefaces: Sequence[Typeface], path: Path) -> None:
    """Write an ASS file for `media.ass.burn`; the first font that has a letter draws it.

    Raises TypefaceError where no font has one, and writes nothing.
    """
    lacking = missing("".join(text.translate(COMMANDS) for text in letters.texts), typefaces)
    if lacking or not typefaces:
        raise TypefaceError(f"No font that is here shows {' '.join(lacking[:12]) or 'letters'}: nothing was lettered.")
    lines = [_head(typefaces[0])]
    lines += [event for one in letters.cues for event in _events(one, typefaces)]
    whole = Span(Fraction(0), letters.duration_s)
    lines += _tag_events(letters.tag, whole, typefaces) if letters.tag else []
    top = float(_LABEL_TOP)
    for label in (letters.label, letters.licence):
        if label is not None:
            lines += _label_events(label, top, typefaces)
            top += label.size_px * _LABEL_HEIGHT + _LABEL_GAP
    path.write_text("\n".join(lines) + "\n", "utf-8")


def prepare_letters(letters: Lettering, fonts: Sequence[Path], folder: Path) -> Burned:
    """Lay out letters and fonts in a folder of their own for an encoder to draw; the first font comes first.

    Pictographs that no font shows are left out, as in "Hello 👻". Raises TypefaceError, in one sentence, where no font
    shows a letter; nothing is drawn then.
    """
    shown = folder / "fonts"
    shown.mkdir(parents=True, exist_ok=True)
    ass = folder / "letters.ass"
    typefaces = [read_typeface(font) for font in fonts]
    lacking = missing("".join(letters.texts), typefaces)
    write_lettering(_without({c for c in lacking if unicodedata.category(c) in _PICTOGRAPHS}, letters), typefaces, ass)
    for font in fonts:
        shutil.copyfile(font, shown / font.name)
    return Burned(ass, shown)


def _without(signs: set[str], letters: Lettering) -> Lettering:
    """The same letters without some signs, and without words and cues that consist of nothing else."""
    if not signs:
        return letters
    gone = dict.fromkeys(map(ord, signs), "")
    tag = Tag(letters.tag.flag, " ".join(letters.tag.title.translate(gone).split())) if letters.tag else None
    licence = replace(letters.licence, text=letters.licence.text.translate(gone)) if letters.licence else None
    cues = [found for one in letters.cues if (found := _cue_without(gone, one)) is not None]
    return replace(letters, cues=cues, tag=tag, licence=licence)


def _cue_without(gone: dict[int, str], one: Lettered) -> Lettered | None:
    """A cue without some signs, None where nothing is left of it."""
    lines: list[tuple[Piece, ...]] = []
    colours: list[tuple[Accent, ...]] = []
    for line, accents in zip(one.cue.lines, one.accents, strict=True):
        row: list[tuple[Piece, Accent]] = []
        for piece, accent in zip(line, accents, strict=True):
            text = piece.text.translate(gone)
            if any(map(is_seen, text)):
                row.append((Piece(text, piece.start_s), accent))
        if row:
            lines.append(tuple(piece for piece, _ in row))
            colours.append(tuple(accent for _, accent in row))
    return Lettered(Cue(one.cue.start_s, one.cue.end_s, tuple(lines)), tuple(colours)) if lines else None


def _head(face: Typeface) -> str:
    # Encoding -1 has libass find a line's direction from its letters
    style = (
        f"Letters,{face.name},{_SIZE_PX:g},&H00FFFFFF,&H00FFFFFF,{colour_of(_INK)},&HC0000000,0,0,0,0,100,100,0,0,1,"
        f"{_OUTLINE_PX},0,2,0,0,0,-1"
    )
    return script_head(style)


def _events(lettered: Lettered, typefaces: Sequence[Typeface]) -> Iterator[str]:
    """Each line twice: a soft shadow below, the letters with their outline above."""
    cue = lettered.cue
    faces = preferred("".join(cue.texts), typefaces)
    rows = [_trimmed(line) for line in cue.lines]
    wide = any(script_of(c) in _WIDE_SCRIPTS for text in cue.texts for c in text)
    room = WIDTH_PX * (1 - 2 * _SIDE_SHARE) - 2 * _OUTLINE_PX
    longest = max((_row_width(row, faces) for row in rows), default=0.0)
    size = min(_WIDE_SIZE_PX if wide else _SIZE_PX, room / max(longest, 0.1))
    for number, (row, accents) in enumerate(zip(rows, lettered.accents, strict=True)):
        if not row:
            continue
        baseline = _BASELINE * HEIGHT_PX - (len(rows) - 1 - number) * _LINE_HEIGHT * size
        place = _placed(row, faces, size, x=WIDTH_PX / 2, baseline=baseline, anchor=2)
        words = "".join(_word(piece, accent, faces, size) for piece, accent in zip(row, accents, strict=True))
        shade = "".join(_word(piece, "plain", faces, size, colours=False) for piece in row)
        dark = f"\\1c{colour_of(_INK)}&\\3c{colour_of(_INK)}&\\bord18\\blur14\\alpha&H70&"
        yield _event(cue.span, f"{place}{_LEAP}{dark}", shade, layer=0)
        yield _event(cue.span, f"{place}{_LEAP}\\blur0.6", words, layer=1)


def _trimmed(line: Sequence[Piece]) -> list[Piece]:
    """A line without the space at its end."""
    if not line:
        return []
    return [*line[:-1], Piece(line[-1].text.rstrip(), line[-1].start_s)]


def _row_width(row: Sequence[Piece], faces: Sequence[Typeface]) -> float:
    return sum(face.width(text) for face, text, _ in runs_of(row, faces))


def _placed(
    row: Sequence[Piece], faces: Sequence[Typeface], size: float, *, x: float, baseline: float, anchor: int
) -> str:
    """Where a line stands, by its baseline: libass hangs it up by its lowest descender."""
    descent = max((face.descent for face, _, _ in runs_of(row, faces)), default=0.0) * size
    return f"\\an{anchor}\\pos({x:.1f},{baseline + descent:.1f})"


def _word(piece: Piece, accent: Accent, faces: Sequence[Typeface], size: float, *, colours: bool = True) -> str:
    colour = f"\\1c{colour_of(_COLOURS[accent])}&" if colours else ""
    found: list[str] = []
    space = piece.text[len(piece.text.rstrip()) :]
    for face, text, _ in runs_of([piece], faces):
        tags = f"{{\\fn{face.name}\\fs{size * (face.ascent + face.descent):.2f}{colour}}}"
        found.append(tags + harmless(text))
    return "".join(found) + space


def _tag_events(tag: Tag, whole: Span, typefaces: Sequence[Typeface]) -> Iterator[str]:
    """A flag with a slanted end, "EP 3" on it, and the title beside it in small letters."""
    flag, title = tag.flag.strip(), _shortened(tag.title)
    wide = _text_width(flag, typefaces) * _TAG_PX + 2 * 27
    baseline = _TAG_TOP + _TAG_HEIGHT / 2 + 0.36 * _TAG_PX
    shape = f"m 0 0 l {wide + _TAG_SLANT:.0f} 0 l {wide:.0f} {_TAG_HEIGHT} l 0 {_TAG_HEIGHT}"
    place = f"\\an7\\pos({_TAG_LEFT},{_TAG_TOP})\\bord0\\1c{colour_of(_CRIMSON)}&\\p1"
    yield _event(whole, place, shape, layer=2)
    yield _small(flag, _TAG_PX, typefaces, whole, "\\bord0", (_TAG_LEFT + 27, baseline))
    if title:
        x = _TAG_LEFT + wide + _TAG_SLANT + 18
        yield _small(title, _TAG_PX, typefaces, whole, f"\\bord4\\3c{colour_of(_INK)}&\\blur1", (x, baseline))


def _label_events(label: Label, top: float, typefaces: Sequence[Typeface]) -> Iterator[str]:
    """A label below the tag, on a dark ground so that it can be read over any picture."""
    wide = _text_width(label.text, typefaces) * label.size_px + 44
    high = label.size_px * _LABEL_HEIGHT
    shape = f"m 0 0 l {wide:.0f} 0 l {wide:.0f} {high:.0f} l 0 {high:.0f}"
    place = f"\\an7\\pos({_TAG_LEFT},{top:g})\\bord0\\1c{colour_of(_INK)}&\\1a&H48&\\p1"
    yield _event(label.span, place, shape, layer=2)
    baseline = top + high / 2 + 0.36 * label.size_px
    yield _small(label.text, label.size_px, typefaces, label.span, "\\bord0", (_TAG_LEFT + 22, baseline))


def _small(text: str, px: float, typefaces: Sequence[Typeface], span: Span, tags: str, at: tuple[float, float]) -> str:
    """One line of small letters whose baseline begins at `at`."""
    faces = preferred(text, typefaces)
    row = [Piece(text)]
    place = _placed(row, faces, px, x=at[0], baseline=at[1], anchor=1)
    return _event(span, place + tags, _word(row[0], "plain", faces, px), layer=3)


def _text_width(text: str, typefaces: Sequence[Typeface]) -> float:
    return _row_width([Piece(text)], preferred(text, typefaces))


def _shortened(title: str) -> str:
    plain = " ".join(title.split())
    return plain if len(plain) <= _MOST_TITLE else plain[: _MOST_TITLE - 1].rstrip() + "…"


def _event(span: Span, tags: str, body: str, *, layer: int) -> str:
    return f"Dialogue: {layer},{clock(span.start_s)},{clock(span.end_s)},Letters,,0,0,0,,{{{tags}}}{body}"
