"""Where scenes begin: shots grouped by likeness of picture, by place, by who speaks and what about.

A border is likely where no shot after it looks like one shortly before (shot and reverse shot bind a scene
together), where other people speak about something else, where the talk pauses, and at fades and dissolves. The
borders are chosen together, as those whose likelihood above a threshold sums to the most while no scene is too
short: the idea of optimal sequential grouping (Rotman, Porat and Ashour 2016).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from microdrama.analysis.looks import Looks, likeness
from microdrama.domain.findings import Findings, Line
from microdrama.domain.time import Span, gaps, merged
from microdrama.ports.sentence_reader import SentenceReader

_SHORTEST_S = Fraction(12)
_AROUND_S = Fraction(40)  # how far to each side people and topics are compared
_SHOTS_AROUND = 6
_WEIGHTS = {"look": 0.35, "voice": 0.2, "face": 0.1, "topic": 0.2, "pause": 0.15}
_LONG_PAUSE_S = 4.0
_TRANSITION = {"cut": 0.0, "dissolve": 0.2, "fade": 0.3}
_LIKELY = 0.55
_UNKNOWN = 0.35  # what a sign counts that cannot be seen: rather no border than one on a single sign
_PAUSE_S = Fraction(1)  # where there are no shots, scenes may begin in pauses of this length


@dataclass(frozen=True, slots=True)
class _Border:
    """A moment at which a scene may begin, and how likely that is, about 0 to 1."""

    moment: Fraction
    likely: float


def find_scenes(findings: Findings, reader: SentenceReader, looks: Looks | None = None) -> list[Span]:
    """The scenes of a film, in order and without gaps, none shorter than 12 s unless the film is.

    `looks`: one row for each shot. Where there are no shots, scenes begin in pauses of the talk.
    """
    whole = findings.media.whole
    borders = _borders(findings, reader, looks)
    inside = [b for b in borders if whole.start_s + _SHORTEST_S <= b.moment <= whole.end_s - _SHORTEST_S]
    starts = [whole.start_s, *_best(inside)]
    return [Span(a, b) for a, b in zip(starts, [*starts[1:], whole.end_s], strict=True)]


def _best(borders: Sequence[_Border]) -> list[Fraction]:
    """The borders, 12 s apart at least, whose likelihood beyond the threshold sums to the most."""
    moments = [border.moment for border in borders]
    best: list[float] = [0.0]
    taken: list[bool] = []
    for number, border in enumerate(borders):
        allowed = bisect_right(moments, border.moment - _SHORTEST_S, hi=number)
        with_it = best[allowed] + border.likely - _LIKELY
        taken.append(with_it > best[number])
        best.append(max(best[number], with_it))
    chosen: list[Fraction] = []
    at = len(borders)
    while at > 0:
        if taken[at - 1]:
            chosen.append(moments[at - 1])
            at = bisect_right(moments, moments[at - 1] - _SHORTEST_S, hi=at - 1)
        else:
            at -= 1
    return chosen[::-1]


def _borders(findings: Findings, reader: SentenceReader, looks: Looks | None) -> list[_Border]:
    topics = np.asarray(reader.read([line.text for line in findings.lines]), np.float32)
    spoken = merged([*findings.speech, *(Span(line.start_s, line.end_s) for line in findings.lines)])
    if len(findings.shots) < 2:
        pauses = [gap for gap in gaps(spoken, within=findings.media.whole) if gap.duration_s >= _PAUSE_S]
        places = [((gap.start_s + gap.end_s) / 2, None, 0.0) for gap in pauses]
    else:
        shots = findings.shots
        unlike = _unlike(looks, len(shots)) if looks is not None and len(looks) == len(shots) else [None] * len(shots)
        places = [(s.start_s, u, _TRANSITION[s.transition]) for s, u in zip(shots[1:], unlike[1:], strict=True)]
    found: list[_Border] = []
    for moment, unlike_here, bonus in places:
        signs = {
            "look": unlike_here,
            "voice": _voices_change(findings.lines, moment),
            "face": _faces_change(findings, moment),
            "topic": _topic_changes(findings.lines, topics, moment),
            "pause": _pause(spoken, moment),
        }
        likely = sum(_WEIGHTS[name] * (_UNKNOWN if value is None else value) for name, value in signs.items())
        found.append(_Border(moment, likely + bonus))
    return found


def _unlike(looks: Looks, count: int) -> list[float | None]:
    """For each shot, how unlike the shots from it on are to all of the six before it (0-1), ranked over the film."""
    raw = np.zeros(count)
    for number in range(1, count):
        before, after = looks[max(0, number - _SHOTS_AROUND) : number], looks[number : number + _SHOTS_AROUND]
        raw[number] = 1 - likeness(before, after).max()
    usual, high = np.percentile(raw[1:], [50, 95]) if count > 1 else (0.0, 1.0)
    return [float(np.clip((value - usual) / max(high - usual, 0.05) / 2 + 0.5, 0, 1)) for value in raw]


def _voices_change(lines: Sequence[Line], moment: Fraction) -> float | None:
    """1 where nobody who speaks before speaks after, 0 where the same people do; None where nobody is named."""
    first, place, last = _around(lines, moment)
    before, after = ({line.speaker for line in side} - {None} for side in (lines[first:place], lines[place:last]))
    return _difference(before, after)


def _faces_change(findings: Findings, moment: Fraction) -> float | None:
    sides: tuple[set[str | None], set[str | None]] = (set(), set())
    for track in findings.faces:
        first, last = Fraction(track.boxes[0][0]), Fraction(track.boxes[-1][0])
        if track.person and last >= moment - _AROUND_S and first <= moment + _AROUND_S:
            sides[first >= moment].add(track.person)
    return _difference(*sides)


def _difference(before: set[str | None], after: set[str | None]) -> float | None:
    """One minus the share that both have of all."""
    return 1 - len(before & after) / len(before | after) if before and after else None


def _topic_changes(lines: Sequence[Line], topics: npt.NDArray[np.float32], moment: Fraction) -> float | None:
    """1 where the lines before and after are about nothing in common."""
    first, place, last = _around(lines, moment)
    if not first < place < last:
        return None
    before, after = topics[first:place].mean(axis=0), topics[place:last].mean(axis=0)
    lengths = float(np.linalg.norm(before) * np.linalg.norm(after))
    return 1 - max(0.0, float(before @ after)) / lengths if lengths > 0 else None


def _around(lines: Sequence[Line], moment: Fraction) -> tuple[int, int, int]:
    """The first line of the 40 s before a moment, the first after it, and the first beyond the 40 s after it."""
    edges = (moment - _AROUND_S, moment, moment + _AROUND_S)
    first, place, last = (bisect_left(lines, edge, key=lambda line: line.start_s) for edge in edges)
    return first, place, last


def _pause(spoken: Sequence[Span], moment: Fraction) -> float | None:
    """How long nobody speaks around a moment, 1 for 4 s and more; None where nobody speaks at all."""
    if not spoken:
        return None
    place = bisect_right(spoken, moment, key=lambda span: span.start_s)
    begins = spoken[place - 1].end_s if place else Fraction(0)
    ends = spoken[place].start_s if place < len(spoken) else moment + 10
    return float(min(1.0, max(0.0, float(ends - begins)) / _LONG_PAUSE_S)) if begins <= moment else 0.0
