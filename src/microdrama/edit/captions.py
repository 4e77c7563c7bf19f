# ruff: noqa: RUF001 (signs and words of many scripts look like others; that is the point here)
"""The captions of an episode: the words that are heard in it, in cues of one or two lines that can be read.

Where a cue ends and where its line breaks is the cheapest of all ways by a small dynamic programme (after Knuth and
Plass, "Breaking paragraphs into lines", 1981): sentences and phrases stay together, lines are balanced, and the
limits of `caption_rules` are kept wherever the speech allows it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import accumulate, pairwise

from microdrama.domain.captions import Cue, Piece
from microdrama.domain.findings import Line
from microdrama.domain.plan import PlannedEpisode
from microdrama.domain.scripts import likely_language
from microdrama.domain.time import FrameRate
from microdrama.edit.caption_rules import (
    CLOSED_GAP_S,
    LEAST_S,
    LINGER_S,
    MOST_LINES,
    MOST_S,
    Kind,
    Rules,
    gap_s,
    rules_for,
    width,
)  # fmt: skip
from microdrama.edit.cut import Part, parts_of
from microdrama.edit.heard import Speech, heard
from microdrama.edit.linebreaks import chunks, joined

_LONG_PAUSE_S = Fraction(3, 2)  # nobody's sentence goes on in one cue after that
_PAUSE_S = Fraction(3, 10)
_LATE_S = Fraction(1, 4)  # how late a cue may come so that the one ahead of it can be read
_BLINK_S = Fraction(1, 5)
_MILLISECOND = Fraction(1, 1000)
_SENTENCE_END = frozenset(".!?…。！？؟।॥៕။")
_CLAUSE_END = frozenset(",;:，、；：،؛—–」』")
_CLOSING = "\"'”’»）)]】 \u00a0\u3000"

_CLINGING = {
    "en": "a an the my your his her its our their this that these those of to in on at by for from with and or but if "
    "as than i you he she we they is are was were be am will would can could do does did don't not no mr mrs ms dr",
    "es": "un una unos unas el la los las mi tu su de del a al en con por para y e o u que no me te se lo le si como",
    "fr": "un une des le la les mon ma mes ton ta tes son sa ses de du à au aux en et ou que ne je tu il elle on se si",
    "de": "ein eine einen einem einer der die das den dem des mein dein sein ihr zu in im an am auf mit von und dass",
    "it": "un uno una il lo la i gli le mio tuo suo di a da in con su per e o che non mi ti si del della al alla se",
    "pt": "um uma o a os as meu teu seu de do da em no na com por para e ou que não me te se ao à",
    "ru": "в на с к у о и а но не ни что за из от по до я ты он она мы вы они",
}
"""Words after which a line should not end, by language: articles, prepositions, conjunctions, pronouns, auxiliaries."""


@dataclass(frozen=True, slots=True)
class _Unit:
    """What is never broken: a word, or a phrase of a script without spaces."""

    pieces: tuple[Piece, ...]
    text: str
    wide: Fraction
    start_s: Fraction
    end_s: Fraction
    border: float
    """How bad it is to break after it: 0 at the end of a sentence, 10 in the middle of a phrase."""


@dataclass(frozen=True, slots=True)
class _Draft:
    """A cue whose times are those of its words; `until_s` is where its part of the episode ends."""

    lines: tuple[tuple[Piece, ...], ...]
    wide: Fraction
    start_s: Fraction
    end_s: Fraction
    until_s: Fraction
    speaker: str | None


def caption_episode(
    lines: Sequence[Line],
    episode: PlannedEpisode,
    *,
    language: str | None,
    rate: FrameRate | None = None,
    kind: Kind = "captions",
) -> list[Cue]:
    """The cues of a planned episode from the lines of the film, in order and never two at once.

    Every word whose time lies within the sound of the episode is in one of them, once, in the order that it is
    heard. `language` is that of the lines (BCP 47); without one the script decides.
    """
    return caption_parts(lines, parts_of(episode, rate=rate), language=language, rate=rate, kind=kind)


def caption_parts(
    lines: Sequence[Line],
    parts: Sequence[Part],
    *,
    language: str | None,
    rate: FrameRate | None = None,
    kind: Kind = "captions",
) -> list[Cue]:
    """The cues of an episode that is made of these parts; see `caption_episode`."""
    if language is None or language == "und":
        language = likely_language("".join(line.text for line in lines))
    rules = rules_for(language, kind=kind)
    gap = gap_s(rate)
    speeches = _joined(heard(lines, parts))
    drafts = [
        draft
        for number, speech in enumerate(speeches, 1)
        for draft in _drafts(speech, _free_until(speech, speeches[number : number + 1], gap), rules)
    ]
    drafts = _together(sorted(drafts, key=lambda draft: draft.start_s), rules, gap)
    return _timed(drafts, rules, gap=gap, duration_s=parts[-1].end_s if parts else Fraction(0))


def _joined(speeches: list[Speech]) -> list[Speech]:
    """Speech of one speaker that goes on almost at once becomes one, so that a cue may hold the end and the start."""
    found: list[Speech] = []
    for speech in speeches:
        before = found[-1] if found else None
        if before and (before.speaker, before.until_s) == (speech.speaker, speech.until_s) and speech.speaker:
            pause = speech.words[0].start_s - before.words[-1].end_s
            if 0 <= pause < _PAUSE_S:
                last = before.words[-1]
                words = (*before.words[:-1], replace(last, text=_spaced(last.text, speech.words[0].text)))
                found[-1] = replace(before, words=(*words, *speech.words))
                continue
        found.append(speech)
    return found


def _spaced(text: str, after: str) -> str:
    wide = any(ord(c) >= 0x2E80 for c in text[-1:] + after[:1])
    return text if wide or text.endswith(" ") else f"{text} "


def _free_until(speech: Speech, after: Sequence[Speech], gap: Fraction) -> Fraction:
    """How long the last cue of a speech may be seen at most; `after` is the next speech, if there is one."""
    return min([speech.until_s, *(following.words[0].start_s - gap for following in after)])


def _units(speech: Speech, rules: Rules) -> list[_Unit]:
    """The unbreakable parts of a speech; a word that is broken gives each part its share of the time."""
    starts: list[tuple[int, Fraction]] = []
    moments: list[Fraction] = []
    for word in speech.words:
        each = (word.end_s - word.start_s) / max(1, len(word.text.rstrip()))
        starts.append((len(moments), word.start_s))
        moments += [min(word.start_s + index * each, word.end_s) for index in range(len(word.text))]
    text = "".join(word.text for word in speech.words)
    words = dict(starts)
    ends = [min(word.end_s for word in speech.words[-1:])]
    units: list[_Unit] = []
    at = 0
    parts = chunks(text, rules)
    for number, part in enumerate(parts):
        bare = len(part.rstrip())
        last = at + max(0, bare - 1)
        following = moments[last + 1] if last + 1 < len(moments) and (last + 1) not in words else None
        end = following if following is not None else _end_of_word(speech, starts, last)
        pieces = _pieces(part, at, words, moments)
        next_start = moments[at + len(part)] if at + len(part) < len(moments) else ends[0]
        border = _border(part, next_start - end, rules) if number + 1 < len(parts) else 0.0
        units.append(_Unit(pieces, part, width(part.rstrip(), rules), moments[at], max(end, moments[at]), border))
        at += len(part)
    return units


def _end_of_word(speech: Speech, starts: list[tuple[int, Fraction]], at: int) -> Fraction:
    index = max(number for number, (start, _) in enumerate(starts) if start <= at)
    return speech.words[index].end_s


def _pieces(part: str, at: int, words: dict[int, Fraction], moments: list[Fraction]) -> tuple[Piece, ...]:
    borders = [0, *(i for i in range(1, len(part)) if at + i in words and not joined(part[i - 1], part[i])), len(part)]
    return tuple(Piece(part[a:b], _milli(moments[at + a])) for a, b in pairwise(borders) if b > a)


def _milli(moment: Fraction) -> Fraction:
    return Fraction(round(moment * 1000), 1000)


def _border(text: str, pause: Fraction, rules: Rules) -> float:
    last = text.rstrip(_CLOSING)[-1:]
    if last in _SENTENCE_END and last:
        return 0.0
    cost = 1.5 if last and last in _CLAUSE_END else 5.0
    clinging = _CLINGING.get(rules.language.partition("-")[0].lower(), "")
    if text.strip().lower() in clinging.split():
        cost += 4
    return max(0.5, cost - min(4.0, 6 * float(pause))) if pause > Fraction(1, 10) else cost


class _Widths:
    """How wide any run of units is, in characters; multiples of a half, which floats hold exactly."""

    def __init__(self, units: Sequence[_Unit], rules: Rules) -> None:
        self._bare = [float(unit.wide) for unit in units]
        self._upto = [0.0, *accumulate(float(width(unit.text, rules)) for unit in units)]
        self.most = float(rules.per_line)

    def of(self, start: int, end: int) -> float:
        """Of units[start:end] on one line, without the space at its end."""
        return self._upto[end - 1] - self._upto[start] + self._bare[end - 1]


def _drafts(speech: Speech, until_s: Fraction, rules: Rules) -> list[_Draft]:
    """The cheapest way to cut a speech into cues."""
    units = _units(speech, rules)
    widths = _Widths(units, rules)
    best: list[tuple[float, int]] = [(0.0, 0)]
    for end in range(1, len(units) + 1):
        free_s = units[end].start_s if end < len(units) else until_s
        found = (float("inf"), end - 1)
        for start in range(end - 1, -1, -1):
            cost = _cue_cost(units, start, end, widths, free_s=free_s, per_second=rules.per_second)
            if cost is None:
                break
            found = min(found, (best[start][0] + cost, start))
        best.append(found)
    drafts: list[_Draft] = []
    end = len(units)
    while end > 0:
        start = best[end][1]
        drafts.append(_draft(units, start, end, widths, speech))
        end = start
    return drafts[::-1]


def _cue_cost(
    units: list[_Unit], start: int, end: int, widths: _Widths, *, free_s: Fraction, per_second: int
) -> float | None:
    """What a cue of units[start:end] costs, seen until `free_s` at most.

    None where it cannot be, nor any longer one that ends there. A unit alone always can.
    """
    first, last = units[start], units[end - 1]
    if end - start > 1 and (
        last.end_s - first.start_s > MOST_S or units[start + 1].start_s - first.end_s > _LONG_PAUSE_S
    ):
        return None
    broken = _broken(units, start, end, widths)
    if broken is None:
        return 30.0 if end - start == 1 else None
    at, uneven = broken
    seen = float(max(_BLINK_S, min(free_s, last.end_s + LINGER_S) - first.start_s))
    cost = 3.0 + last.border + uneven + 8 * max(0.0, 1 - seen / float(LEAST_S))
    cost += 6 * max(0.0, widths.of(start, end) / seen / per_second - 1)
    # the end of a sentence belongs at the end of a cue, or else of a line
    cost += sum(1.0 if index == at else 3.0 for index in range(start + 1, end) if units[index - 1].border == 0.0)
    return cost + (0.5 * units[at - 1].border if at > start else 0.0)


def _broken(units: list[_Unit], start: int, end: int, widths: _Widths) -> tuple[int, float] | None:
    """Before which unit the line breaks (`start`: not at all) and how uneven the lines are; None where two overflow."""
    if widths.of(start, end) <= widths.most:
        return start, 0.0
    best: tuple[float, int, float] | None = None
    for at in range(start + 1, end):
        one, two = widths.of(start, at), widths.of(at, end)
        if max(one, two) <= widths.most:
            uneven = 0.5 + 2 * abs(one - two) / widths.most
            rated = (uneven + 0.5 * units[at - 1].border, at, uneven)
            best = rated if best is None else min(best, rated)
    return None if best is None else (best[1], best[2])


def _draft(units: list[_Unit], start: int, end: int, widths: _Widths, speech: Speech) -> _Draft:
    at = (_broken(units, start, end, widths) or (start, 0.0))[0]
    rows = [(start, at), (at, end)] if at > start else [(start, end)]
    lines = tuple(tuple(piece for unit in units[a:b] for piece in unit.pieces) for a, b in rows)
    wide = sum((Fraction(widths.of(a, b)) for a, b in rows), Fraction(0))
    return _Draft(lines, wide, units[start].start_s, units[end - 1].end_s, speech.until_s, speech.speaker)


def _together(drafts: list[_Draft], rules: Rules, gap: Fraction) -> list[_Draft]:
    """Two speakers share a cue, each behind a dash, where the first could not be read before the second speaks."""
    found: list[_Draft] = []
    for draft in drafts:
        before = found[-1] if found else None
        if before is not None and _must_share(before, draft, rules, gap):
            mark = Piece(rules.dash)
            lines = tuple((mark, *line) for line in (before.lines[0], draft.lines[0]))
            end = max(before.end_s, draft.end_s)
            found[-1] = _Draft(lines, before.wide + draft.wide, before.start_s, end, draft.until_s, None)
        else:
            found.append(draft)
    return found


def _must_share(before: _Draft, after: _Draft, rules: Rules, gap: Fraction) -> bool:
    if before.speaker == after.speaker or None in (before.speaker, after.speaker) or before.until_s != after.until_s:
        return False
    if len(before.lines) + len(after.lines) > MOST_LINES:
        return False
    needed = max(LEAST_S - _LATE_S, before.wide / rules.per_second / 2)
    room = rules.per_line - width(rules.dash, rules)
    fits = max(before.wide, after.wide) <= room and after.end_s - before.start_s <= MOST_S
    return fits and after.start_s - gap - before.start_s < needed


def _timed(drafts: list[_Draft], rules: Rules, *, gap: Fraction, duration_s: Fraction) -> list[Cue]:
    """When each cue is seen: as long as it takes to read it, as far as the next cue and the part's end allow."""
    cues: list[Cue] = []
    free_from = Fraction(0)
    for number, draft in enumerate(drafts):
        start = max(draft.start_s, free_from)
        after = drafts[number + 1].start_s if number + 1 < len(drafts) else None
        end = _end(draft, start, after, rules, gap=gap, duration_s=duration_s)
        if end - start < LEAST_S and end >= duration_s - _MILLISECOND:
            start = max(free_from, Fraction(0), end - LEAST_S)  # the episode ends on it: come a little early
        start_ms = _milli(start)
        end_ms = max(start_ms + _MILLISECOND, Fraction(int(end * 1000), 1000))
        cues.append(Cue(start_ms, end_ms, draft.lines))
        free_from = end_ms + gap
    return cues


def _end(
    draft: _Draft, start: Fraction, after: Fraction | None, rules: Rules, *, gap: Fraction, duration_s: Fraction
) -> Fraction:
    readable = start + max(LEAST_S, draft.wide / rules.per_second)
    wanted = max(draft.end_s, min(readable, max(draft.end_s + LINGER_S, start + LEAST_S)))
    if draft.end_s <= draft.until_s:  # words stay off the next part's pictures, but for those too short to read
        wanted = min(wanted, max(draft.end_s, draft.until_s - gap, start + LEAST_S))
    wanted = min(wanted, start + MOST_S, duration_s)
    if after is None:
        return max(wanted, start + _MILLISECOND)
    latest = max(after - gap, min(start + LEAST_S, max(after + _LATE_S - gap, start + _BLINK_S)))
    if rules.closes_gaps and after - gap > wanted and after - wanted < CLOSED_GAP_S:
        wanted = min(after - gap, start + MOST_S)
    return max(min(wanted, latest, duration_s), start + _MILLISECOND)
