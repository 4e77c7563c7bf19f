"""Reads Fountain, the plain-text language of screenplays, with fountain-py, and keeps that parser out of trouble.

The parser's time grows with the square of a line, a paragraph and some runs of elements, and it knows capitals of
English only. So comments and notes are taken out here, long lines pass it under a token, the text goes through it in
pieces, and cues in other alphabets are marked with the @ that Fountain has for them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from fountain import ElementType, FountainElement, FountainParser

from microdrama.animate.screenplay.cues import MOST_NAME, Cue, delivery_in, leading_note, read_cue, without_parentheses
from microdrama.animate.screenplay.drafts import Draft
from microdrama.animate.screenplay.headings import is_heading, read_heading
from microdrama.animate.screenplay.marks import ends_something, episode_title
from microdrama.animate.screenplay.sources import ScreenplayError
from microdrama.animate.screenplay.titlepage import key_of, with_english_keys
from microdrama.animate.screenplay.written import seen_and_read
from microdrama.domain.screenplay import Dialogue, Element, EpisodeMark, Transition, Written

_LONG_LINE = 300
_PIECE_LINES, _MOST_PARAGRAPH_LINES = 400, 2_000
_MOST_MARKS = 200
_STANDS_IN = "\ufdd0{}\ufdd1"
_TOKENS = re.compile("\ufdd0(\\d+)\ufdd1")
_OPENED = "\ufdd2"
"""A bracket pair that opens a note and never closes is text; the parser would look for its end from each of them."""
_NOTED, _SWALLOWED = "\ufdd3", "\ufdd4"
"""Where a note was, and each line end inside it."""
_SEAM = re.compile(f"[ \t]*[{_NOTED}{_SWALLOWED}]+[ \t]*")
_GAP = re.compile(r"\S\s{20}")
_BREAK = ["===", ""]
"""A page break before a piece: what follows is no title page and stands behind an empty line."""
_FORCED = tuple("!@#=~.>")
_IN_NAMES = re.compile(r"[\w\s.'’#&/,\"“”+-]+")
_ASCII_CUE = re.compile(r"[A-Z0-9\s_.'#-]+")
_NOBODYS = re.compile(
    r"@|[(（][^\W\d_A-Z][^()（）]{0,80}(?<![.!?。！？])[)）]"
)  # a cue that is missing, how it is said
_OPENING = re.compile(r"\s*(?:[(（][^()（）]{0,200}[)）]\s*){0,4}\^{0,3}\s*$")


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    text: str


def is_fountain(text: str) -> bool:
    """Whether a text without a telling suffix uses signs that only Fountain has."""
    head = text[:200_000]
    keys = [key_of(line) for line in head.lstrip("\n").split("\n")[:6]]
    titled = keys[0] is not None and keys[0][0] == "title" and sum(key is not None for key in keys) >= 2
    return titled or re.search(r"^(?:#{1,6} ?\S|@\S|\.[^\W_]|>.*<$|!\S|~\S)|\[\[|/\*", head, re.MULTILINE) is not None


def read_fountain(text: str, name: str) -> Draft:
    """A Fountain script; raises ScreenplayError where a comment never ends or a paragraph has no end."""
    lines = _with_marked_cues(_without_notes(_without_comments(text, name)))
    page = _title_page_lines(lines)
    pairs = _title_page(lines[:page])
    collected = _Collected(name)
    synopsis: list[str] = []
    for piece in _pieces(lines[page:], name):
        for element in _parsed(piece, synopsis):
            collected.take(element)
    collected.flush()
    if synopsis:
        pairs.setdefault("synopsis", " ".join(synopsis))
    return Draft(collected.elements, pairs)


# --- what the parser is spared


def _without_comments(text: str, name: str) -> list[_Line]:
    """The lines without /* comments */; a line that held nothing else is gone, so that it parts nothing."""
    result: list[_Line] = []
    opened = 0
    for number, line in enumerate(text.split("\n"), start=1):
        kept, rest, touched = "", line, bool(opened)
        while rest:
            if opened:
                end = rest.find("*/")
                rest, opened = (rest[end + 2 :], 0) if end >= 0 else ("", opened)
                continue
            start = rest.find("/*")
            if start < 0:
                kept += rest
                break
            kept, rest, opened, touched = kept + rest[:start], rest[start + 2 :], number, True
        if not touched or kept.strip():
            result.append(_Line(number, " ".join(kept.split()) if touched else kept))
    if opened:
        raise ScreenplayError(
            f"Line {opened} of {name} opens a comment with /* that nothing closes; add */ or take it out."
        )
    return result


def _without_notes(lines: list[_Line]) -> list[_Line]:
    """The lines without [[notes]], which end inside their paragraph; what is never closed is text."""
    result: list[_Line] = []
    at = 0
    while at < len(lines):
        end = next((n for n in range(at, len(lines)) if lines[n].text == ""), len(lines))
        paragraph = lines[at:end]
        if any("[[" in line.text for line in paragraph):
            paragraph = _paragraph_without_notes(paragraph)
        result += [*paragraph, *lines[end : end + 1]]
        at = end + 1
    return result


def _paragraph_without_notes(paragraph: list[_Line]) -> list[_Line]:
    text = "\n".join(line.text for line in paragraph)
    kept: list[str] = []
    at = 0
    while (start := text.find("[[", at)) >= 0 and (end := text.find("]]", start)) >= 0:
        kept += [text[at:start], _NOTED, _SWALLOWED * text.count("\n", start, end)]
        at = end + 2
    kept.append(text[at:])
    result: list[_Line] = []
    number = 0
    for row in "".join(kept).split("\n"):
        bare = _SEAM.sub(" ", row).strip() if _NOTED in row else row
        if bare or _NOTED not in row:
            result.append(_Line(paragraph[number].number, bare.replace("[[", _OPENED)))
        number += 1 + row.count(_SWALLOWED)
    return result


def _with_marked_cues(lines: list[_Line]) -> list[_Line]:
    """Cues with letters or signs that the parser does not know, like RENÉE or TOM & JERRY, as forced ones."""
    result: list[_Line] = []
    for at, line in enumerate(lines):
        alone = at == 0 or not lines[at - 1].text.strip()
        followed = at + 1 < len(lines) and bool(lines[at + 1].text.strip())
        forced = alone and followed and _is_other_cue(line.text.strip())
        result.append(_Line(line.number, f"@{line.text.strip()}") if forced else line)
    return result


def _is_other_cue(text: str) -> bool:
    if not 1 < len(text) <= MOST_NAME or text.startswith(_FORCED) or is_heading(text):
        return False
    bare = _OPENING.sub("", text) if "(" in text or "（" in text or "^" in text else text
    return bare.isupper() and _IN_NAMES.fullmatch(bare) is not None and _ASCII_CUE.fullmatch(bare) is None


# --- the title page


def _title_page_lines(lines: list[_Line]) -> int:
    """How many lines the title page takes; 0 where the first paragraph has no key that we know."""
    start = next((at for at, line in enumerate(lines) if line.text.strip()), len(lines))
    end = next((at for at in range(start, len(lines)) if not lines[at].text.strip()), len(lines))
    if start == end or _key_and_value(lines[start].text) is None:
        return 0
    known = [key_of(line.text) for line in lines[start:end] if not line.text[:1].isspace()]
    return end if any(known) else 0


def _key_and_value(text: str) -> tuple[str, str] | None:
    found = re.match(r"([^\W\d_][\w ]{0,30}?)\s*[:：]\s*(.*)$", text)
    return (found[1], found[2]) if found and not text[:1].isspace() else None


def _title_page(lines: list[_Line]) -> dict[str, str]:
    pairs: dict[str, str] = {}
    key = ""
    for line in lines:
        found = _key_and_value(line.text)
        if found is not None:
            key = found[0]
            pairs[key] = f"{pairs[key]}\n{found[1]}" if key in pairs else found[1].strip()
        elif key and line.text.strip():
            pairs[key] = f"{pairs[key]}\n{line.text.strip()}".strip()
    return with_english_keys(pairs)


# --- the parser, piece by piece


def _pieces(lines: list[_Line], name: str) -> Iterator[list[_Line]]:
    """The lines in pieces that end with an empty line; between two who speak at once only if it must be."""
    start, paragraph = 0, 0
    for at, line in enumerate(lines):
        if line.text:
            if at - paragraph >= _MOST_PARAGRAPH_LINES:
                raise ScreenplayError(
                    f"Line {lines[paragraph].number} of {name} begins a paragraph of more than "
                    f"{_MOST_PARAGRAPH_LINES:,} lines; put empty lines between scenes, actions and cues."
                )
            continue
        paragraph = at + 1
        following = lines[at + 1].text.strip() if at + 1 < len(lines) else ""
        whole = following and not following.endswith("^")
        if at - start >= (_PIECE_LINES if whole else _MOST_PARAGRAPH_LINES):
            yield lines[start : at + 1]
            start = at + 1
    yield lines[start:]


def _parsed(piece: list[_Line], synopsis: list[str]) -> Iterator[FountainElement]:
    """The parser's elements with the script's own line numbers and all long lines back in their places."""
    long: list[str] = []
    given = [*_BREAK, *(_shortened(line.text, long) for line in piece)]
    began = False
    for element in FountainParser().parse("\n".join(given)).elements[1:]:
        for one in _both_sides(element):
            one.line_number = piece[min(max(one.line_number - 1 - len(_BREAK), 0), len(piece) - 1)].number
            one.text = _restored(one.text, long)
            if one.type is ElementType.SYNOPSIS and not began and not synopsis and piece[0].number <= _PIECE_LINES:
                synopsis.append(one.text)
            began = began or one.type in {ElementType.SECTION, ElementType.SCENE_HEADING, ElementType.CHARACTER}
            yield one


def _both_sides(element: FountainElement) -> list[FountainElement]:
    """The elements of two who speak at once, one after the other, the second one's cue marked."""
    if element.type is not ElementType.DUAL_DIALOGUE:
        return [element]
    left, right = element.dual_dialogue_columns()
    right[0].metadata["second"] = True
    return [*left, *right]


def _shortened(text: str, long: list[str]) -> str:
    """A line as the parser gets it: one that is long, or has a gap, goes by as a token; no cue or heading does."""
    bare = text.strip()
    if len(bare) <= _LONG_LINE and _GAP.search(bare) is None:
        return text if len(text) <= 2 * _LONG_LINE else bare
    sign = bare[0] if bare and bare[0] in "!~" else ""
    long.append(_without_emphasis(bare[len(sign) :]))
    return sign + _STANDS_IN.format(len(long) - 1)


def _without_emphasis(text: str) -> str:
    if not 0 < text.count("*") + text.count("_") <= _MOST_MARKS:
        return text
    return FountainParser().parse("\n".join([*_BREAK, f"!{text}"])).elements[-1].text


def _restored(text: str, long: list[str]) -> str:
    return _TOKENS.sub(lambda found: long[int(found[1])], text).replace(_OPENED, "[[")


# --- its elements as ours


class _Collected:
    """Elements as they come in; what belongs to one speech or one paragraph waits until it is complete."""

    def __init__(self, name: str) -> None:
        self._name = name
        self.elements: list[Element] = []
        self._cue: Cue | None = None
        self._feeling, self._first, self._words = "", 0, list[str]()
        self._second = False

    def take(self, element: FountainElement) -> None:
        """One element of the parser's."""
        text, number = element.text, element.line_number
        kind = element.type
        if kind is ElementType.CHARACTER:
            self._begin(element)
        elif self._cue is not None and kind in {ElementType.DIALOGUE, ElementType.LYRICS}:
            self._words.append(text)
            self._first = self._first or number
        elif self._cue is not None and kind is ElementType.PARENTHETICAL:
            self._note(without_parentheses(text))
        elif kind is not ElementType.PAGE_BREAK:
            self.flush()
            self._stand_alone(kind, text, number, element)

    def _stand_alone(self, kind: ElementType, text: str, number: int, element: FountainElement) -> None:
        if kind is ElementType.SCENE_HEADING:
            scene = element.metadata.get("scene_number")
            self.elements.append(read_heading(text, line=number, number=scene if isinstance(scene, str) else None))
        elif kind is ElementType.SECTION:
            title = episode_title(text)
            if title is not None:
                self.elements.append(EpisodeMark(line=number, title=title))
        elif kind is ElementType.TRANSITION:
            self.elements.append(Transition(line=number, text=text))
        elif kind is ElementType.CENTERED and text and not ends_something(text):
            self.elements.append(Written(line=number, text=text))
        elif kind not in {ElementType.SYNOPSIS, ElementType.NOTE, ElementType.BONEYARD} and text.strip():
            self._action(text, number)

    def _action(self, text: str, number: int) -> None:
        """A paragraph: a place after a full stop, which the parser knows in English only, or what is seen and read."""
        bare = text.strip()
        if re.match(r"\.[^\W_]", bare) and "\n" not in bare:
            self.elements.append(read_heading(bare[1:], line=number))
        else:
            rows = [(number + at, row) for at, row in enumerate(text.split("\n"))]
            if len(rows) > 1 and _NOBODYS.fullmatch(rows[0][1].strip()):
                raise ScreenplayError(f"Line {number} of {self._name} is spoken by nobody; write a name above it.")
            self.elements.extend(seen_and_read(rows))

    def _begin(self, element: FountainElement) -> None:
        self.flush()
        extension = element.metadata.get("extension")
        self._cue = read_cue(f"{element.text} ({extension})" if isinstance(extension, str) else element.text)
        self._second = bool(element.metadata.get("second"))
        self._feeling, self._first, self._words = self._cue.feeling, 0, []

    def _note(self, note: str) -> None:
        """A parenthetical; one inside a speech begins another piece of it, said in another way."""
        if self._words:
            cue, second = self._cue, self._second
            self.flush()
            self._cue, self._second = cue, second
            self._feeling = ""
        delivery = delivery_in(note)
        if delivery is not None and self._cue is not None:
            self._cue = Cue(self._cue.name, delivery, self._cue.feeling)
        elif note:
            self._feeling = ", ".join(part for part in (self._feeling, note) if part)

    def flush(self) -> None:
        """What was being said is complete."""
        words = "\n".join(self._words)
        if self._cue is not None and words.strip():
            note, words = leading_note(words)
            feeling = ", ".join(part for part in (self._feeling, note) if part)
            self.elements.append(
                Dialogue(
                    line=self._first,
                    character=self._cue.name,
                    text=words.strip("\n"),
                    feeling=feeling,
                    delivery=self._cue.delivery,
                    dual=self._second,
                )
            )
        self._cue, self._words, self._first, self._feeling, self._second = None, [], 0, "", False
