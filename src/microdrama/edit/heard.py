"""Which spoken words an episode keeps, and when they are heard in it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from microdrama.domain.findings import Line, Word
from microdrama.domain.scripts import UNSPACED, script_of
from microdrama.domain.time import Span
from microdrama.edit.cut import Part
from microdrama.edit.linebreaks import clusters

_LINE_ENDS = "\n\r\t\v\f\x85\u2028\u2029"
_EDGE_S = Fraction(1, 50)  # a word may reach this far out of a cut: less than a picture


@dataclass(frozen=True, slots=True)
class Spoken:
    """A word with the signs around it and the space after it, in seconds of the episode."""

    text: str
    start_s: Fraction
    end_s: Fraction


@dataclass(frozen=True, slots=True)
class Speech:
    """Words that one speaker says one after another in one part of an episode; `until_s` is where that part ends."""

    speaker: str | None
    words: tuple[Spoken, ...]
    until_s: Fraction


def heard(lines: Sequence[Line], parts: Sequence[Part]) -> list[Speech]:
    """What is said in an episode, in the order that it is heard; a word that is only half in it is left out."""
    whole_s = parts[-1].end_s if parts else Fraction(0)
    found: list[Speech] = []
    for part in parts:
        for line in lines:
            if line.start_s < part.sound.end_s and part.sound.start_s <= line.end_s:
                found += _in_part(line, part, whole_s)
    return sorted(found, key=lambda speech: speech.words[0].start_s)


def _in_part(line: Line, part: Part, whole_s: Fraction) -> Iterator[Speech]:
    """The runs of a line's words that a part holds: a word that is cut off ends a run."""
    run: list[Spoken] = []
    words = spoken_words(line)
    reach = Span(part.sound.start_s - _EDGE_S, part.sound.end_s + _EDGE_S)
    inside = [
        (word.start_s + word.end_s) / 2 in part.sound
        and reach.start_s <= word.start_s
        and word.end_s <= reach.end_s
        and 0 <= word.start_s + part.shift_s < whole_s
        for word in words
    ]
    for word, is_inside in zip(words, inside, strict=True):
        if is_inside:
            start = word.start_s + part.shift_s
            run.append(Spoken(word.text, start, max(start, min(word.end_s + part.shift_s, whole_s))))
        elif run:
            yield Speech(line.speaker, tuple(run), part.end_s)
            run = []
    if run:
        yield Speech(line.speaker, tuple(run), part.end_s)


def spoken_words(line: Line) -> list[Spoken]:
    """The words of a line with the signs that its text has between them, on the film's clock.

    Without times of words, each gets a share of the line's time as long as it is.
    """
    text = _plain(line.text)
    words = [word for word in line.words if _plain(word.text)]
    if not words:
        return _shared_out(text, line)
    bare = [_plain(word.text) for word in words]
    places = _places(text, bare)
    if places is None:
        written = _written_out(bare)
    else:
        borders = [0, *places[1:], len(text)]
        written = [text[a:b] for a, b in pairwise(borders)]
    return [Spoken(part, *_times(word)) for part, word in zip(written, words, strict=True)]


def _times(word: Word) -> tuple[Fraction, Fraction]:
    return word.start_s, word.end_s


def _plain(text: str) -> str:
    """One line of text: control signs gone, line ends and tabs as spaces."""
    spaced = "".join(" " if c in _LINE_ENDS else c for c in text)
    kept = (c for c in spaced if unicodedata.category(c) not in {"Cc", "Cs", "Co"} and c not in "\ufeff\ufffc")
    return " ".join(filter(None, "".join(kept).split(" "))).strip()


def _places(text: str, words: Sequence[str]) -> list[int] | None:
    """Where each word begins in the text, with the signs that open it; None where the text says something else."""
    starts: list[int] = []
    at = 0
    for word in words:
        found = text.find(word, at)
        if found < 0 or any(c.isalnum() for c in text[at:found]):
            return None
        begin = found
        while begin > at and not text[begin - 1].isspace() and unicodedata.category(text[begin - 1]) in {"Ps", "Pi"}:
            begin -= 1
        starts.append(begin)
        at = found + len(word)
    return None if any(c.isalnum() for c in text[at:]) else starts


def _written_out(words: Sequence[str]) -> list[str]:
    """Words with a space after each, but for scripts that have none."""
    unspaced = [script_of(word[-1]) in UNSPACED for word in words]
    return [word if is_unspaced else f"{word} " for word, is_unspaced in zip(words, unspaced, strict=True)]


def _shared_out(text: str, line: Line) -> list[Spoken]:
    tokens = [token + " " for token in text.split(" ") if token]
    if not tokens:
        return []
    tokens[-1] = tokens[-1].rstrip()
    if any(script_of(c) in UNSPACED for c in text):
        tokens = list(clusters(text))  # any letter may begin a phrase; phrases are found later
    each = (line.end_s - line.start_s) / sum(map(len, tokens))
    found: list[Spoken] = []
    at = 0
    for token in tokens:
        found.append(Spoken(token, line.start_s + at * each, line.start_s + (at + len(token)) * each))
        at += len(token)
    return found
