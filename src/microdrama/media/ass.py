"""Captions and end cards as an ASS file that libass draws into upright pictures of 1080x1920: large, white, outlined.

Each line of each cue is placed by itself, so that line height and baseline are ours in every script (fonts differ by
half an em there). The font is chosen character by character among those that have it; libass joins Arabic letters,
stacks Indic ones and orders right-to-left text. Nothing of a caption's text is ever read as a command.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from pathlib import Path

from microdrama.domain.captions import Cue, Piece
from microdrama.domain.scripts import script_of
from microdrama.domain.time import Span
from microdrama.media.typeface import Typeface, TypefaceError, is_seen, missing

WIDTH_PX, HEIGHT_PX = 1080, 1920
SIDE_SHARE = 0.12
"""Of the width, left free on both sides: players put their buttons to the right."""
_WIDE_SCRIPTS = ("han", "kana", "hangul")
COMMANDS = str.maketrans({"{": "(", "}": ")", "\\": "/", "\n": " ", "\r": " ", "\0": " "})
_MOST_TOLD = 12

_CARD_MIDDLE = 0.46  # of the height: where an eye rests, clear of what players write below
_CARD_LINE, _CARD_ASCENT, _CARD_GAP_PX = 1.24, 0.86, 52  # shares of the size, and what lies above the title
_CARD_FADE_MS = 300
_SIGN_PX, _SIGN_GAP_PX = 132, 34
_NUMBER_PX, _DIGIT_HEIGHT = 112, 0.714  # a digit of Noto Sans is so high, in ems
_ACCENT, _PAPER, _SHADE = "&H5E24E0&", "&HF9F4FD&", "&H10060E&"  # the viewer's crimson, text and ground, as BBGGRR
_DISC = "m 66 0 b 102 0 132 30 132 66 b 132 102 102 132 66 132 b 30 132 0 102 0 66 b 0 30 30 0 66 0"
_TRIANGLE = "m 53 43 l 92 66 l 53 89"  # its outline, of the same colour, rounds its corners


@dataclass(frozen=True, slots=True)
class Look:
    """How captions look: sizes in pixels of 1080x1920, colours as RRGGBB.

    `baseline` is where the lower line stands, as a share of the height; words turn `spoken` from `colour` as they
    are said, where that is set and the cues have times of words.
    """

    size_px: float = 56
    wide_size_px: float = 60
    line_height: float = 1.32
    baseline: float = 0.70
    outline_px: float = 4.5
    colour: str = "FFFFFF"
    spoken: str | None = None


WHITE = Look()


@dataclass(frozen=True, slots=True)
class Card:
    """What stands on a card: a sign to play, a number beside it, and below them a title in lines of `size_px`.

    It is seen during `span`, in seconds of the episode.
    """

    number: str
    lines: tuple[str, ...]
    size_px: float
    span: Span


def write_ass(
    cues: Sequence[Cue], typefaces: Sequence[Typeface], path: Path, *, look: Look = WHITE, card: Card | None = None
) -> None:
    """Write the captions, and the card where there is one, for `burn`; the first font that has a character draws it.

    Raises TypefaceError where no font has one, and writes nothing.
    """
    texts = [text for cue in cues for text in cue.texts] + ([card.number, *card.lines] if card else [])
    lacking = missing("".join(text.translate(COMMANDS) for text in texts), typefaces)
    if lacking or not typefaces:
        raise TypefaceError(
            f"No font that is here shows {' '.join(lacking[:_MOST_TOLD]) or 'letters'}"
            f"{' and others' if len(lacking) > _MOST_TOLD else ''}: the captions were not drawn into the pictures."
        )
    lines = [_head(typefaces[0], look)]
    lines += [event for cue in cues for event in _events(cue, typefaces, look)]
    lines += _card_events(card, typefaces) if card else []
    path.write_text("\n".join(lines) + "\n", "utf-8")


def _head(face: Typeface, look: Look) -> str:
    # Encoding -1 has libass find a line's direction from its letters
    first, second = (look.spoken, look.colour) if look.spoken else (look.colour, look.colour)
    style = (
        f"Caption,{face.name},{look.size_px:g},{colour_of(first)},{colour_of(second)},&H00000000,&H90000000,"
        f"-1,0,0,0,100,100,0,0,1,{look.outline_px:g},2,2,0,0,0,-1"
    )
    return script_head(style)


def script_head(style: str) -> str:
    """The head of an ASS file whose one style has these values, up to its events."""
    return f"""[Script Info]
ScriptType: v4.00+
PlayResX: {WIDTH_PX}
PlayResY: {HEIGHT_PX}
WrapStyle: 2
ScaledBorderAndShadow: yes
YCbCr Matrix: TV.709

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, Underline, \
StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV, Encoding
Style: {style}

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text"""


def colour_of(rgb: str) -> str:
    """A colour RRGGBB as ASS writes it: opaque, blue first."""
    return f"&H00{rgb[4:6]}{rgb[2:4]}{rgb[0:2]}"


def _events(cue: Cue, typefaces: Sequence[Typeface], look: Look) -> Iterator[str]:
    faces = preferred("".join(cue.texts), typefaces)
    rows = [runs_of(line, faces) for line in cue.lines]
    wide = any(script_of(c) in _WIDE_SCRIPTS for text in cue.texts for c in text)
    room = WIDTH_PX * (1 - 2 * SIDE_SHARE) - 2 * look.outline_px
    longest = max((sum(face.width(text) for face, text, _ in row) for row in rows), default=0.0)
    size = min(look.wide_size_px if wide else look.size_px, room / max(longest, 0.1))
    for number, row in enumerate(rows):
        if not row:
            continue
        descent = max(face.descent for face, _, _ in row) * size
        baseline = look.baseline * HEIGHT_PX - (len(rows) - 1 - number) * look.line_height * size
        text = "".join(_written(row, cue, size, look))
        place = f"{{\\an2\\pos({WIDTH_PX / 2:g},{baseline + descent:.1f})\\blur1}}"
        yield f"Dialogue: 0,{clock(cue.start_s)},{clock(cue.end_s)},Caption,,0,0,0,,{place}{text}"


def row_width(text: str, typefaces: Sequence[Typeface]) -> float:
    """How long a text is on one line, in ems, each letter in the font that draws it."""
    return sum(face.width(part) for face, part, _ in runs_of([Piece(text)], preferred(text, typefaces)))


def _card_events(card: Card, typefaces: Sequence[Typeface]) -> Iterator[str]:
    """A round sign to play with the number beside it, the title below, all of it around the card's middle."""
    title_px = _CARD_GAP_PX + len(card.lines) * _CARD_LINE * card.size_px if card.lines else 0.0
    top = _CARD_MIDDLE * HEIGHT_PX - (_SIGN_PX + title_px) / 2
    number_px = _NUMBER_PX * row_width(card.number, typefaces)
    left, middle = (WIDTH_PX - _SIGN_PX - _SIGN_GAP_PX - number_px) / 2, top + _SIGN_PX / 2
    yield _card_event(card, f"\\an7\\pos({left:.1f},{top:.1f})\\1c{_ACCENT}\\bord0\\p1", _DISC)
    yield _card_event(card, f"\\an7\\pos({left:.1f},{top:.1f})\\1c{_PAPER}\\3c{_PAPER}\\bord7\\p1", _TRIANGLE)
    rows = [(card.number, _NUMBER_PX, left + _SIGN_PX + _SIGN_GAP_PX, middle + _DIGIT_HEIGHT / 2 * _NUMBER_PX, 1)]
    first = top + _SIGN_PX + _CARD_GAP_PX + _CARD_ASCENT * card.size_px
    rows += [
        (text, card.size_px, WIDTH_PX / 2, first + index * _CARD_LINE * card.size_px, 2)
        for index, text in enumerate(card.lines)
    ]
    silent = Cue(card.span.start_s, card.span.end_s, ())
    for text, size, x, baseline, anchor in rows:
        runs = runs_of([Piece(text)], preferred("".join(card.lines), typefaces))
        if runs:
            descent = max(face.descent for face, _, _ in runs) * size
            place = f"\\an{anchor}\\pos({x:.1f},{baseline + descent:.1f})\\1c{_PAPER}\\3c{_SHADE}\\bord3\\blur7"
            yield _card_event(card, place, "".join(_written(runs, silent, size, WHITE)))


def _card_event(card: Card, tags: str, body: str) -> str:
    """One part of a card; it begins no earlier than its first picture, and does not end before its last."""
    start = Fraction((card.span.start_s * 100).__ceil__(), 100)
    end = Fraction((card.span.end_s * 100).__ceil__(), 100)
    layer = 1 if body is _TRIANGLE else 0
    return (
        f"Dialogue: {layer},{clock(start)},{clock(end)},Caption,,0,0,0,,{{{tags}\\shad0\\fad({_CARD_FADE_MS},0)}}{body}"
    )


Run = tuple[Typeface, str, Fraction | None]


def preferred(text: str, typefaces: Sequence[Typeface]) -> list[Typeface]:
    """The fonts with the one first that has most of the letters, so that signs look as the letters around them do."""
    letters = [c for c in text if script_of(c) != "common"]
    return sorted(typefaces, key=lambda face: -sum(face.has(c) for c in letters))


def runs_of(line: Sequence[Piece], faces: Sequence[Typeface]) -> list[Run]:
    """A line cut where the font changes or a word begins; the last space goes."""
    text = "".join(piece.text for piece in line).rstrip()
    starts: dict[int, Fraction | None] = {}
    at = 0
    for piece in line:
        starts[at] = piece.start_s
        at += len(piece.text)
    current = faces[0]
    chosen: list[tuple[Typeface, int]] = []
    word = 0
    for index, character in enumerate(text):
        word = index if index in starts else word
        if is_seen(character) and not current.has(character):
            current = next(face for face in faces if face.has(character))
        elif current is not faces[0] and is_seen(character) and faces[0].has(character) and _is_base(character):
            current = faces[0]
        chosen.append((current, word))
    runs: list[Run] = []
    for (face, word), group in groupby(zip(chosen, text, strict=True), key=lambda pair: pair[0]):
        runs.append((face, "".join(character for _, character in group), starts.get(word)))
    return runs


def _is_base(character: str) -> bool:
    return script_of(character) != "common"


def _written(row: Sequence[Run], cue: Cue, size: float, look: Look) -> Iterator[str]:
    """The runs with their fonts; libass counts a font's size from the top of its tallest to the foot of its lowest."""
    before: Typeface | None = None
    told = cue.start_s
    for index, (face, text, start) in enumerate(row):
        tags = f"\\fn{face.name}\\fs{size * (face.ascent + face.descent):.2f}" if face is not before else ""
        if look.spoken:
            following = next((s for _, _, s in row[index + 1 :] if s is not None and s != start), cue.end_s)
            lead = f"{{\\k{_centi(start - told)}}}" if index == 0 and start is not None and start > told else ""
            begun = start if start is not None else told
            tags = f"{tags}\\k{_centi(max(following, begun) - begun) if _ends_word(row, index) else 0}"
            yield lead
        before = face
        yield (f"{{{tags}}}" if tags else "") + harmless(text)


def _ends_word(row: Sequence[Run], index: int) -> bool:
    return index + 1 == len(row) or row[index + 1][2] != row[index][2]


def _centi(length: Fraction) -> int:
    return max(0, round(length * 100))


def harmless(text: str) -> str:
    """Text that libass takes as nothing but text."""
    return text.translate(COMMANDS)


def clock(moment: Fraction) -> str:
    """A moment as ASS writes it, to the hundredth."""
    hundredths = max(0, round(moment * 100))
    seconds, rest = divmod(hundredths, 100)
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}.{rest:02}"


def burn(ass: Path, fonts: Path) -> str:
    """The filter that draws an ASS file with the fonts of a folder, and with no others unless those lack a letter."""
    return f"ass=filename={_quoted(ass)}:fontsdir={_quoted(fonts)}"


def _quoted(path: Path) -> str:
    """A path inside a filter inside a graph, each of which has signs of its own."""
    option = path.as_posix().replace("\\", "\\\\").replace("'", "\\'").replace(":", "\\:")
    return "".join(f"\\{c}" if c in "\\'[],;" else c for c in option)
