"""Where episodes break: as the script marks them, else as a plan says that knows only what is spoken when.

The plan is made elsewhere from findings that are estimated here, as if the script had been filmed; its borders come
back as seconds and are moved to the nearest place between two elements, so that no word is lost.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

import msgspec

from microdrama.animate.breakdown import tells
from microdrama.animate.deeds import SENTENCES
from microdrama.animate.doings import doing_s
from microdrama.animate.pace import reading_seconds, sentences, spoken_seconds
from microdrama.domain.findings import Findings, Line, Media, Shot
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
from microdrama.domain.scripts import likely_language
from microdrama.domain.time import Span

GRID_S = Fraction(1, 8)
"""Estimated times are whole eighths of a second: three pictures at 24 a second, and exact in JSON."""

_BEFORE_A_LINE_S, _AFTER_A_LINE_S = Fraction(1, 8), Fraction(1, 4)
_A_PLACE_S = Fraction(2)
_LONGEST_UNPLANNED_S = Fraction(180)


def language_of(screenplay: Screenplay) -> str:
    """Its language, or the likeliest one by its letters where it does not say."""
    if screenplay.language not in {"", "und"}:
        return screenplay.language
    return likely_language(" ".join(getattr(element, "text", "") for element in screenplay.elements[:200]))


def element_seconds(element: Element, language: str) -> Fraction:
    """How long an element is expected to last on the screen, on GRID_S; 0 for what is not shown itself."""
    length = Fraction(0)
    if isinstance(element, Dialogue) and element.text.strip():
        length = spoken_seconds(element.text, language) + _BEFORE_A_LINE_S + _AFTER_A_LINE_S
    elif isinstance(element, Action):
        told = [one for one in sentences(element.text)[:SENTENCES] if one.strip()]
        length = sum((doing_s(one, language) * Fraction(4, 5) for one in told), Fraction(0))
    elif isinstance(element, Written) and element.text.strip():
        length = reading_seconds(element.text, language)
    elif isinstance(element, Heading):
        length = _A_PLACE_S
    return -(-length // GRID_S) * GRID_S


def needs_plan(screenplay: Screenplay, *, longest_s: Fraction = _LONGEST_UNPLANNED_S) -> bool:
    """Whether a screenplay has no marks of episodes and is longer than one of them may be."""
    if any(isinstance(element, EpisodeMark) for element in screenplay.elements):
        return False
    return estimated(screenplay).media.duration_s > longest_s


def estimated(screenplay: Screenplay) -> Findings:
    """Findings of a film that nobody made yet: lines with speakers, scenes at headings, a shot for every element."""
    language = language_of(screenplay)
    shots: list[Shot] = []
    lines: list[Line] = []
    begins: list[Fraction] = []
    at = Fraction(0)
    for element in screenplay.elements:
        length = element_seconds(element, language)
        if isinstance(element, Heading):
            begins.append(at)
        if not length:
            continue
        shots.append(Shot(start_s=at, end_s=at + length))
        if isinstance(element, Dialogue):
            start, end = at + _BEFORE_A_LINE_S, at + length - _AFTER_A_LINE_S
            text = " ".join(element.text.split())
            lines.append(Line(start_s=start, end_s=end, text=text, speaker=element.character or None))
        at += length
    borders = sorted({Fraction(0), *begins, at})
    return Findings(
        media=Media(duration_s=at, width=720, height=1280, frame_rate="24"), shots=shots, lines=lines,
        speech=[Span(line.start_s, line.end_s) for line in lines],
        scenes=[Span(one, other) for one, other in pairwise(borders)], language=language,
    )  # fmt: skip


def split(elements: Sequence[Element], borders_s: Sequence[Fraction], language: str) -> list[list[Element]]:
    """The elements of every episode, cut at the element borders that lie nearest to the plan's borders.

    All elements are kept, in order. A border is never between a heading and what follows it, nor between two who
    speak at once; borders that would leave an episode without anything to show are dropped.
    """
    clock = [Fraction(0)]
    for element in elements:
        clock.append(clock[-1] + element_seconds(element, language))
    free = [at for at in range(1, len(elements)) if _may_break(elements[at - 1], elements[at])]
    moments = [clock[at] for at in free]
    chosen = sorted({free[_nearest(moments, border)] for border in borders_s if free and 0 < border < clock[-1]})
    parts: list[list[Element]] = []
    begin = 0
    for end in [*chosen, len(elements)]:
        part = list(elements[begin:end])
        if parts and (not any(map(tells, part)) or not any(map(tells, parts[-1]))):
            parts[-1] += part
        else:
            parts.append(part)
        begin = end
    return parts


def marked(screenplay: Screenplay, borders_s: Sequence[Fraction]) -> Screenplay:
    """The same screenplay with episodes marked at a plan's borders; one that has marks is left as it is."""
    if any(isinstance(element, EpisodeMark) for element in screenplay.elements):
        return screenplay
    found: list[Element] = []
    for part in split(screenplay.elements, borders_s, language_of(screenplay)):
        if part:
            found += [EpisodeMark(line=part[0].line), *part]
    return msgspec.structs.replace(screenplay, elements=found)


def _may_break(before: Element, behind: Element) -> bool:
    if isinstance(before, Heading | Cast) or isinstance(behind, Cast | Transition):
        return False
    return not (isinstance(behind, Dialogue) and behind.dual)


def _nearest(moments: Sequence[Fraction], border: Fraction) -> int:
    at = bisect_left(moments, border)
    if at == len(moments) or (at and border - moments[at - 1] <= moments[at] - border):
        return at - 1
    return at
