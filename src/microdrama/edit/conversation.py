"""Two faces too far apart for one window: cut between them at pauses, split the screen, or stay with one.

Where it is known who speaks, the window cuts from one to the other between two lines, never during a line, and stands
at least a second. Where that would leave out too much of what is said, or where nobody knows who speaks and the two
faces count the same, the screen is split, left above right. Else the main face keeps the window.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from microdrama.domain.time import Span, gaps
from microdrama.edit import camera
from microdrama.edit.layout import Framing, Split, Window
from microdrama.edit.subjects import ShotSubjects, Subject, Turn, track_of

_LEAST_STAND_S = Fraction(1)
_HECTIC_S = Fraction(2)  # a mean stand shorter than that
_CUT_COSTS_S = Fraction(1, 2)
_SEEN_SPEAKING = 0.8  # of the time in which somebody speaks, the speaker has to be in the window
_EQUAL = 0.6  # two faces count the same when the lesser has this share of the other's weight
_SEEN_THROUGHOUT = 0.6  # of a shot: faces of a split screen are there most of the time
_SPLIT_WORTH_S = 2
_TALLEST_FACE = 0.36  # of the picture: a taller one does not fit into half of it with air around it
_SMALLEST_FACE = 0.06
_FACE_IN_HALF = 0.45  # of the half: where the face's middle goes


@dataclass(frozen=True, slots=True)
class _Part:
    who: int
    span: Span


def shown_by_turns(seen: ShotSubjects, main: Sequence[Subject], size: tuple[float, float]) -> list[Framing] | None:
    """The layouts of a shot with several faces of weight; None where one face is to be shown alone."""
    if seen.turns and len({turn.who for turn in seen.turns}) > 1:
        parts = _parts(seen)
        hectic = len(parts) > 1 and seen.shot.span.duration_s < _HECTIC_S * len(parts)
        seen_enough = _spoken_in_view(parts, seen.turns) >= _SEEN_SPEAKING
        split = None
        if hectic or not seen_enough:
            split = _split(seen, main, size, "The two speak too quickly in turn, or at once, for cuts.")
        return split or _cuts(seen, parts, size)
    most, *others = main
    if not seen.turns and others and others[0].weight >= _EQUAL * most.weight:
        return _split(seen, main, size, "Two faces count the same, and nobody knows who speaks.")
    return None


def _parts(seen: ShotSubjects) -> list[_Part]:
    """Who is shown when: of all ways to cut at pauses, each stand at least a second, the one that shows most speech.

    A cut costs as much as half a second of speech out of view, so that a short word between is not worth two.
    """
    runs = _runs(seen.turns)
    span = seen.shot.span
    borders = [span.start_s, *(_pause_between(a[-1], b[0], seen.spoken) for a, b in pairwise(runs)), span.end_s]
    best: list[tuple[Fraction, list[_Part]] | None] = [(Fraction(0), [])]
    for until in range(1, len(borders)):
        ways: list[tuple[Fraction, list[_Part]]] = []
        for since in range(until):
            start, end, before = borders[since], borders[until], best[since]
            if start is None or end is None or before is None:
                continue
            if end - start < _LEAST_STAND_S and (since, until) != (0, len(runs)):
                continue
            who, heard = _most_heard([turn for run in runs[since:until] for turn in run])
            ways.append((before[0] + heard - _CUT_COSTS_S, [*before[1], _Part(who, Span(start, end))]))
        best.append(max(ways, key=lambda way: way[0]) if ways else None)
    last = best[-1]
    return last[1] if last else [_Part(_most_heard(seen.turns)[0], span)]


def _runs(turns: Sequence[Turn]) -> list[list[Turn]]:
    """The turns in order, with those of one speaker after the other together."""
    runs: list[list[Turn]] = []
    for turn in sorted(turns, key=lambda turn: turn.span):
        if runs and runs[-1][-1].who == turn.who:
            runs[-1].append(turn)
        else:
            runs.append([turn])
    return runs


def _most_heard(turns: Sequence[Turn]) -> tuple[int, Fraction]:
    """Who speaks longest, and for how long."""
    heard: dict[int, Fraction] = {}
    for turn in turns:
        heard[turn.who] = heard.get(turn.who, Fraction(0)) + turn.span.duration_s
    return max(heard.items(), key=lambda item: item[1])


def _pause_between(before: Turn, after: Turn, spoken: Sequence[Span]) -> Fraction | None:
    """The middle of the longest pause between two turns in which nobody at all speaks; None where there is none."""
    start, end = before.span.end_s, after.span.start_s
    if end < start:
        return None
    if end == start:
        return None if any(span.start_s < start < span.end_s for span in spoken) else start
    pauses = list(gaps(spoken, within=Span(start, end)))
    if not pauses:
        return None
    longest = max(pauses, key=lambda pause: pause.duration_s)
    return (longest.start_s + longest.end_s) / 2


def _spoken_in_view(parts: Sequence[_Part], turns: Sequence[Turn]) -> float:
    whole = sum((turn.span.duration_s for turn in turns), Fraction(0))
    held = sum(
        (both.duration_s for turn in turns for part in parts
         if part.who == turn.who and (both := part.span.intersection(turn.span))),
        Fraction(0),
    )  # fmt: skip
    return float(held / whole) if whole else 1.0


def _cuts(seen: ShotSubjects, parts: Sequence[_Part], size: tuple[float, float]) -> list[Framing]:
    framings: list[Framing] = []
    for part in parts:
        subject = seen.subjects[part.who]
        left, _ = camera.stand(_during(subject, part.span), size[0])
        reason = f"{subject.name} speaks; the window cuts between speakers at a pause."
        framings.append(Framing(part.span, Window(left, 0.0, *size), reason=reason))
    return framings


def _during(subject: Subject, span: Span) -> camera.Track:
    whole = track_of([subject])
    inside = (whole.times >= float(span.start_s)) & (whole.times < float(span.end_s))
    return camera.Track(whole.times[inside], whole.lows[inside], whole.highs[inside]) if inside.any() else whole


def _split(seen: ShotSubjects, main: Sequence[Subject], size: tuple[float, float], reason: str) -> list[Framing] | None:
    """Both faces at once, the left one above; None where they do not fit into halves or are not there throughout."""
    span = seen.shot.span
    two = sorted(main[:2], key=lambda subject: subject.middle)
    fits = all(
        _SMALLEST_FACE <= subject.height <= _TALLEST_FACE and subject.share_of(span) >= _SEEN_THROUGHOUT
        for subject in two
    )
    if len(main) != 2 or not fits or span.duration_s < _SPLIT_WORTH_S:
        return None
    halves: list[Window] = []
    for subject in two:
        left, share = camera.stand(track_of([subject]), size[0])
        if share < camera.ENOUGH:
            return None
        halves.append(Window(left, min(max(subject.middle_y - _FACE_IN_HALF / 2, 0.0), 0.5), size[0], 0.5))
    return [Framing(span, Split(halves[0], halves[1]), reason=reason)]
