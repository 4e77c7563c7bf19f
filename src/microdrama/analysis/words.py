"""Which words are spoken and when: a film's sound heard piece by piece, and lines of dialogue made of the words.

A recogniser invents words in music and silence, repeats itself in loops and is careless about times near pauses.
The voice detector knows better where somebody speaks, so it has the last word: what lies outside its spans is
dropped, and every word is fitted into one of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from microdrama.domain.errors import MicrodramaError
from microdrama.domain.findings import Line, Word
from microdrama.domain.time import Span
from microdrama.ports.transcriber import RATE_HZ, HeardWord, Transcriber

Samples = npt.NDArray[np.int16]
Progress = Callable[[Fraction], None]
"""Told how many seconds of film are done."""

_LONGEST_PIECE_S = Fraction(28)
_LONGEST_REST_S = Fraction(3)  # more silence than this in a piece only gives room for inventions
_MARGIN_S = Fraction(1, 5)
_QUIET_WINDOW = RATE_HZ // 10
_LANGUAGE_PIECES = 5
_REACH_S = Fraction(3, 10)
_LEAST_S = Fraction(1, 25)
_LEAST_A_LETTER_S = Fraction(1, 50)
_PAUSE_S = Fraction(3, 5)
_LONGEST_LINE_S = Fraction(12)
_LONGEST_PHRASE = 12
_OPENING, _CLOSING = "[(*（【［", "])*）】］"
_MUSIC = "♪♫♬♩🎵🎶"
_SENTENCE_ENDS = ".!?…。！？｡؟۔।"
_AFTER_AN_END = "\"'”’»)]」』）"
_NOT_AN_END = frozenset({"mr.", "mrs.", "ms.", "dr.", "st.", "jr.", "sr.", "prof.", "sra.", "srta.", "dra.", "vs."})


@dataclass(frozen=True, slots=True)
class Transcript:
    """What was said, as lines in order with every word's time, and the language as a BCP 47 tag where it is known."""

    language: str | None
    lines: list[Line]


def transcribe(
    sound: Samples,
    *,
    speech: Sequence[Span],
    transcriber: Transcriber,
    language: str | None = None,
    progress: Progress = lambda _: None,
) -> Transcript:
    """Hear the words of a film.

    `sound`: (samples,) int16 mono at 16 kHz from the film's zero; may be a memory-mapped file, of which half a
    minute is read at a time. `speech` is where somebody speaks, in order. Without `language` it is found out from
    the longest pieces. Raises MicrodramaError for a language that the transcriber does not know.
    """
    if language is not None and not transcriber.knows(language):
        raise MicrodramaError(
            f"The speech model does not know the language {language}; nothing was transcribed. "
            f"Give a tag such as en, es or zh, or subtitles in a file."
        )
    parts = pieces(sound, speech)
    spoken = language or _language(sound, parts, transcriber)
    heard: list[HeardWord] = []
    if spoken is not None:
        for part in parts:
            begin_s = float(part.start_s)
            words = transcriber.hear(_cut(sound, part), language=spoken)
            heard += [replace(w, start_s=w.start_s + begin_s, end_s=w.end_s + begin_s) for w in words]
            progress(part.end_s)
    return Transcript(spoken, lines_of(heard, speech=speech))


# --- pieces


def pieces(sound: Samples, speech: Sequence[Span]) -> list[Span]:
    """Stretches of at most 28 s to transcribe one by one, in order, broken at pauses; they cover all speech.

    Pauses of more than 3 s are left out. Speech without any pause is broken at its quietest tenth of a second.
    """
    end = Fraction(len(sound), RATE_HZ)
    inside = [part for span in speech if (part := span.intersection(Span(Fraction(0), end)))]
    short = [part for span in inside for part in _broken(sound, span)]
    result: list[Span] = []
    for span in short:
        rest = span.start_s - result[-1].end_s if result else _LONGEST_REST_S + 1
        if rest <= _LONGEST_REST_S and span.end_s - result[-1].start_s <= _LONGEST_PIECE_S:
            result[-1] = Span(result[-1].start_s, span.end_s)
        else:
            result.append(span)
    return _with_margins(result, end)


def _with_margins(spans: list[Span], end: Fraction) -> list[Span]:
    """Each piece with a little of the pauses around it, never any of its neighbours."""
    starts = [Fraction(0), *((a.end_s + b.start_s) / 2 for a, b in pairwise(spans))]
    ends = [*starts[1:], end]
    return [
        Span(max(span.start_s - _MARGIN_S, first), min(span.end_s + _MARGIN_S, last))
        for span, first, last in zip(spans, starts, ends, strict=False)
    ]


def _broken(sound: Samples, span: Span) -> list[Span]:
    result: list[Span] = []
    while span.duration_s > _LONGEST_PIECE_S:
        searched = Span(span.start_s + _LONGEST_PIECE_S / 2, span.start_s + _LONGEST_PIECE_S)
        windows = _cut(sound, searched)
        count = len(windows) // _QUIET_WINDOW
        energy = np.square(windows[: count * _QUIET_WINDOW]).reshape(count, _QUIET_WINDOW).mean(axis=1)
        at = searched.start_s + Fraction((2 * int(np.argmin(energy)) + 1) * _QUIET_WINDOW, 2 * RATE_HZ)
        result.append(Span(span.start_s, at))
        span = Span(at, span.end_s)
    return [*result, span]


def _cut(sound: Samples, span: Span) -> npt.NDArray[np.float32]:
    first, last = round(span.start_s * RATE_HZ), round(span.end_s * RATE_HZ)
    return np.asarray(sound[first:last]).astype(np.float32) / np.float32(32768)


def _language(sound: Samples, parts: list[Span], transcriber: Transcriber) -> str | None:
    """The language most probable over the longest pieces; a long piece counts for more."""
    shares: dict[str, float] = {}
    for part in sorted(parts, key=lambda p: (-p.duration_s, p.start_s))[:_LANGUAGE_PIECES]:
        for language, share in transcriber.languages(_cut(sound, part)).items():
            shares[language] = shares.get(language, 0.0) + share * float(part.duration_s)
    return max(shares, key=lambda language: (shares[language], language), default=None)


# --- words to lines


def lines_of(heard: Iterable[HeardWord], *, speech: Sequence[Span]) -> list[Line]:
    """Lines of dialogue made of heard words, which come in order and in the film's time.

    A line ends with its sentence, at a pause of 0.6 s, or at its best place if it would last more than 12 s. Every
    word lies inside one span of speech, lasts 40 ms or more and ends before the next begins. Words outside speech,
    loops, descriptions of sounds and music signs are left out, and so are words for which there is no time.
    """
    spoken = _without_loops(_without_descriptions([word for word in heard if word.text.strip()]))
    placed = _placed(spoken, speech)
    return [_line(words) for unit in _sentences(placed) for words in _shortened(unit)]


@dataclass(frozen=True, slots=True)
class _Placed:
    """A word in its place; `raw` is its text with the space in front."""

    start_s: Fraction
    end_s: Fraction
    raw: str


def _without_descriptions(words: list[HeardWord]) -> list[HeardWord]:
    """Without [music], (sighs), *laughs* and music signs; a bracket that nothing closes counts for itself alone."""
    result: list[HeardWord] = []
    at = 0
    while at < len(words):
        text = words[at].text.strip()
        if text[0] in _OPENING:
            closing = _CLOSING[_OPENING.index(text[0])]
            near = enumerate(words[at : at + _LONGEST_PHRASE], at)
            last = next((n for n, word in near if word.text.strip(" .,!?").endswith(closing)), at)
            at = last + 1
            continue
        if not all(sign in _MUSIC for sign in text):
            result.append(words[at])
        at += 1
    return result


def _without_loops(words: list[HeardWord]) -> list[HeardWord]:
    """A phrase said over and over, as recognisers do in noise, is left in once.

    People do repeat themselves: one or two words may come four times in a row, a longer phrase twice.
    """
    result = list(words)
    for size in range(1, _LONGEST_PHRASE + 1):
        most = 4 if size <= 2 else 2
        keys = [word.text.strip().strip(".,!?…。！？、，").lower() for word in result]
        kept: list[HeardWord] = []
        at = 0
        while at < len(result):
            times = 1
            while keys[at : at + size] == keys[at + times * size : at + (times + 1) * size]:
                times += 1
            kept += result[at : at + size] if times > most else result[at : at + 1]
            at += size * times if times > most else 1
        result = kept
    return result


def _placed(words: list[HeardWord], speech: Sequence[Span]) -> list[_Placed]:
    """Each word in the span of speech that it shares most time with, or that is nearest and within 0.3 s."""
    rooms: dict[int, list[_Placed]] = {}
    at = 0
    for word in words:
        start = max(Fraction(round(word.start_s * 1000), 1000), Fraction(0))
        span = Span(start, max(start, Fraction(round(word.end_s * 1000), 1000)))
        at = _room(span, speech, at)
        if at < len(speech) and _distance(span, speech[at]) <= _REACH_S:
            inside = [min(max(t, speech[at].start_s), speech[at].end_s) for t in (span.start_s, span.end_s)]
            rooms.setdefault(at, []).append(_Placed(inside[0], inside[1], word.text))
    return [word for number, inside in sorted(rooms.items()) for word in _apart(inside, speech[number])]


def _room(word: Span, speech: Sequence[Span], first: int) -> int:
    """Which span a word belongs to, looking from the span of the word before it on; len(speech) for none."""
    best, number = len(speech), first
    while number < len(speech) and speech[number].start_s <= word.end_s + _REACH_S:
        if best == len(speech) or _distance(word, speech[number]) < _distance(word, speech[best]):
            best = number
        number += 1
    return best if best < len(speech) else min(first, len(speech))


def _distance(word: Span, span: Span) -> Fraction:
    """How far a word lies from a span; below zero, how much time they share."""
    return max(word.start_s, span.start_s) - min(word.end_s, span.end_s)


def _apart(words: list[_Placed], room: Span) -> list[_Placed]:
    """The words of one span of speech one after the other, each with time enough to be said."""
    result: list[_Placed] = []
    for word in words:
        start = max(word.start_s, result[-1].end_s) if result else word.start_s
        result.append(replace(word, start_s=start, end_s=max(start, word.end_s)))
    at = 0
    while at < len(result):
        if _time_of(result[at : at + 1]) >= _needed(result[at : at + 1]):
            at += 1
            continue
        first, last = _neighbourhood(result, at, room)
        if first is None:
            del result[at]
            continue
        result[first:last] = _shared(result, first, last, room)
        at = last
    return result


def _time_of(words: list[_Placed]) -> Fraction:
    return words[-1].end_s - words[0].start_s


def _needed(words: list[_Placed]) -> Fraction:
    return sum((max(_LEAST_S, _LEAST_A_LETTER_S * _letters(word.raw)) for word in words), Fraction(0))


def _free(words: list[_Placed], first: int, last: int, room: Span) -> Span:
    """The time from the end of the word before to the beginning of the word after."""
    return Span(
        words[first - 1].end_s if first else room.start_s, words[last].start_s if last < len(words) else room.end_s
    )


def _neighbourhood(words: list[_Placed], at: int, room: Span) -> tuple[int | None, int]:
    """The fewest words around one that together have time enough; None where even all of them have not."""
    first, last = at, at + 1
    while _free(words, first, last, room).duration_s < _needed(words[first:last]):
        if first == 0 and last == len(words):
            return None, last
        first, last = max(0, first - 1), min(len(words), last + 1)
    return first, last


def _shared(words: list[_Placed], first: int, last: int, room: Span) -> list[_Placed]:
    """These words over their own time, or all that is free around them if that is too little, by their letters."""
    group, free = words[first:last], _free(words, first, last, room)
    start, end = group[0].start_s, group[-1].end_s
    needed = _needed(group)
    if end - start < needed:
        end = min(free.end_s, start + needed)
        start = max(free.start_s, end - needed)
    result: list[_Placed] = []
    begin, done = start, Fraction(0)
    for word in group:
        done += _needed([word]) / needed
        until = Fraction(round((start + done * (end - start)) * 1000), 1000) if len(result) < len(group) - 1 else end
        result.append(_Placed(begin, until, word.raw))
        begin = until
    return result


def _letters(text: str) -> int:
    return max(1, sum(sign.isalnum() for sign in text))


def _sentences(words: list[_Placed]) -> list[list[_Placed]]:
    result: list[list[_Placed]] = []
    for word in words:
        last = result[-1][-1] if result else None
        if last is None or word.start_s - last.end_s >= _PAUSE_S or _ends_sentence(last.raw):
            result.append([])
        result[-1].append(word)
    return result


def _ends_sentence(raw: str) -> bool:
    text = raw.strip().rstrip(_AFTER_AN_END)
    return text.endswith(tuple(_SENTENCE_ENDS)) and text.lower() not in _NOT_AN_END


def _shortened(words: list[_Placed]) -> list[list[_Placed]]:
    """A sentence of more than 12 s in parts, broken where the pause is longest; a comma counts as half a second."""
    if _time_of(words) <= _LONGEST_LINE_S or len(words) < 2:
        return [words]

    def fitness(place: int) -> tuple[Fraction, Fraction]:
        pause = words[place].start_s - words[place - 1].end_s
        comma = words[place - 1].raw.rstrip().endswith((",", ";", ":", "，", "、"))
        middle = abs(words[place].start_s - (words[0].start_s + words[-1].end_s) / 2)
        return pause + (Fraction(1, 2) if comma else 0), -middle

    place = max(range(1, len(words)), key=fitness)
    return [*_shortened(words[:place]), *_shortened(words[place:])]


def _line(words: list[_Placed]) -> Line:
    return Line(
        start_s=words[0].start_s,
        end_s=words[-1].end_s,
        text="".join(word.raw for word in words).strip(),
        words=[Word(start_s=word.start_s, end_s=word.end_s, text=word.raw.strip()) for word in words],
    )
