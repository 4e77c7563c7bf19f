"""The scenes of a film and what each is worth, first version: from shots, voice, loudness and faces alone."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from fractions import Fraction

import msgspec
import numpy as np

from microdrama.condense.cuts import Cut, voices
from microdrama.domain.findings import Findings
from microdrama.domain.time import Span

_SHORTEST_S, _LONGEST_S = Fraction(8), Fraction(30)
_TURNING_POINTS = (0.10, 0.25, 0.50, 0.75, 0.945)  # of the running time: the five of screenwriting theory
_TURNING_WIDTH = 0.04
_EDGE_S = Fraction(4)
_WEIGHTS = {"loudness": 0.2, "pace": 0.15, "voice": 0.2, "faces": 0.15, "turn": 0.3}
_CREDITS_AFTER = Fraction(3, 4)
_CREDITS_S = Fraction(30)


class Scene(msgspec.Struct, frozen=True, kw_only=True):
    """A stretch between two legal cuts: what it is worth (0-1), and how well it opens and ends an episode (0-1)."""

    span: Span
    salience: float
    opening: float
    ending: float
    opens_with: str
    ends_with: str


class _Signs(msgspec.Struct, frozen=True):
    """What can be measured over a span, each about 0 to 1 after ranking."""

    loudness: float
    pace: float
    voice: float
    faces: float
    turn: float


def find_scenes(findings: Findings, cuts: Sequence[Cut], *, most_s: int = 180) -> list[Scene]:
    """Group the film between its legal cuts into scenes of 8 to 30 s, and judge each.

    Where an episode may last `most_s` seconds and that is little, scenes are shorter, so that some fit. Values are
    relative to the film: they rank its scenes, and say nothing about two films.
    """
    spans = _group_apart(cuts, story_end(findings), _lengths(most_s))
    spoken = voices(findings)
    raw = [_signs(findings, spoken, span) for span in spans]
    names = list(_WEIGHTS)
    ranked = {name: _ranks([getattr(signs, name) for signs in raw]) for name in names}
    worth = [sum(_WEIGHTS[name] * ranked[name][i] for name in names) for i in range(len(spans))]
    salience = _ranks(worth)
    scenes: list[Scene] = []
    for i, span in enumerate(spans):
        following = salience[i + 1] if i + 1 < len(spans) else 0.0
        opening, opens_with = _opening(findings, spoken, span)
        ending, ends_with = _ending(findings, span, following)
        scenes.append(
            Scene(
                span=span,
                salience=round(salience[i], 3),
                opening=opening,
                ending=ending,
                opens_with=opens_with,
                ends_with=ends_with,
            )
        )
    return scenes


def story_end(findings: Findings) -> Fraction:
    """Where the end credits begin, or the end of the film where there are none to be seen.

    Credits are taken to be a shot of half a minute or more in the last quarter of the film, followed by no
    more speech. What comes after them goes with them.
    """
    end = findings.media.duration_s
    last_word = max((span.end_s for span in voices(findings)), default=Fraction(0))
    for shot in findings.shots:
        late = shot.start_s >= max(end * _CREDITS_AFTER, last_word)
        if late and shot.span.duration_s >= _CREDITS_S:
            return findings.media.rate.snap(shot.start_s)
    return findings.media.rate.snap(end)


class _Lengths(msgspec.Struct, frozen=True):
    """How long scenes should be, and what none may exceed where the cuts allow it: an episode's most seconds."""

    shortest: Fraction
    longest: Fraction
    most: Fraction


def _lengths(most_s: int) -> _Lengths:
    most = Fraction(most_s)
    return _Lengths(min(_SHORTEST_S, most / 5), min(_LONGEST_S, most / 2), most)


def _group_apart(cuts: Sequence[Cut], end: Fraction, lengths: _Lengths) -> list[Span]:
    """Scenes that do not mix the story with what comes after its end."""
    here = max(cut.moment for cut in cuts if cut.moment <= end)
    story = [cut for cut in cuts if cut.moment <= here]
    after = [cut for cut in cuts if cut.moment >= here]
    return _group(story, lengths) + (_group(after, lengths) if len(after) > 1 else [])


def _group(cuts: Sequence[Cut], lengths: _Lengths) -> list[Span]:
    """Join beats until a scene is long enough; a fade ends it early, a cut within a shot only when it grows long."""
    spans: list[Span] = []
    start = cuts[0].moment
    for number, cut in enumerate(cuts[1:], start=1):
        length = cut.moment - start
        following = cuts[number + 1].moment - start if number + 1 < len(cuts) else length
        enough = length >= lengths.shortest or (cut.kind == "fade" and length >= lengths.shortest / 2)
        if (enough and (cut.kind != "pause" or following > lengths.longest)) or following > lengths.most:
            spans.append(Span(start, cut.moment))
            start = cut.moment
    end = cuts[-1].moment
    if start < end:
        whole = Span(spans[-1].start_s, end) if spans else None
        if whole and end - start < lengths.shortest and whole.duration_s <= lengths.most:
            spans[-1] = whole
        else:
            spans.append(Span(start, end))
    return spans


def _signs(findings: Findings, spoken: Sequence[Span], span: Span) -> _Signs:
    seconds = float(span.duration_s)
    where = float((span.start_s + span.end_s) / 2 / findings.media.duration_s)
    turn = max(math.exp(-(((where - point) / _TURNING_WIDTH) ** 2)) for point in _TURNING_POINTS)
    return _Signs(
        loudness=_loudness(findings, span),
        pace=sum(1 for shot in findings.shots if shot.start_s in span) / seconds,
        voice=_spoken(spoken, span) / seconds,
        faces=_faces(findings, span),
        turn=turn,
    )


def _loudness(findings: Findings, span: Span) -> float:
    """Mean momentary loudness over the span, in LUFS; -70 where there is no sound."""
    if findings.loudness is None:
        return -70.0
    step = findings.loudness.step_s
    part = findings.loudness.lufs[int(span.start_s / step) : max(int(span.start_s / step) + 1, int(span.end_s / step))]
    return float(np.mean(part)) if part else -70.0


def _spoken(voice: Sequence[Span], span: Span) -> float:
    """Seconds of voice within the span; `voice` is in order and apart."""
    first = bisect_right(voice, span.start_s, key=lambda spoken: spoken.end_s)
    last = bisect_left(voice, span.end_s, lo=first, key=lambda spoken: spoken.start_s)
    shared = (min(spoken.end_s, span.end_s) - max(spoken.start_s, span.start_s) for spoken in voice[first:last])
    return float(sum(shared, Fraction(0)))


def _faces(findings: Findings, span: Span) -> float:
    """The area of the largest face seen, as a share of the picture."""
    start, end = float(span.start_s), float(span.end_s)
    areas = [b[3] * b[4] for track in findings.faces for b in track.boxes if start <= b[0] < end]
    return max(areas, default=0.0)


def _ranks(values: Sequence[float]) -> list[float]:
    """Each value's rank from 0 to 1; equal values share theirs, and all equal gives one half."""
    array = np.asarray(values, float)
    if len(array) < 2 or np.ptp(array) == 0:
        return [0.5] * len(array)
    below = (array[:, None] > array[None, :]).sum(axis=1)
    level = (array[:, None] == array[None, :]).sum(axis=1) - 1
    return [float(rank) for rank in (below + level / 2) / (len(array) - 1)]


def _opening(findings: Findings, spoken: Sequence[Span], span: Span) -> tuple[float, str]:
    """How well the first four seconds catch a viewer, and with what."""
    first = Span(span.start_s, min(span.end_s, span.start_s + _EDGE_S))
    cuts = sum(1 for shot in findings.shots if shot.start_s in first)
    marks = [
        (min(1.0, 8 * _faces(findings, first)), "face"),
        (min(1.0, _spoken(spoken, first) / 2), "voice"),
        (min(1.0, cuts / 3), "pace"),
        (min(1.0, max(0.0, (_loudness(findings, first) + 35) / 20)), "sound"),
    ]
    return round(sum(value for value, _ in marks) / len(marks), 3), max(marks)[1]


def _ending(findings: Findings, span: Span, following: float) -> tuple[float, str]:
    """How strongly the last four seconds ask for more, and by what."""
    last = Span(max(span.start_s, span.end_s - _EDGE_S), span.end_s)
    rise = _loudness(findings, last) - _loudness(findings, span)
    marks = [
        (following, "interruption"),
        (min(1.0, 8 * _faces(findings, last)), "reaction"),
        (min(1.0, max(0.0, rise / 10)), "rise"),
    ]
    return round(sum(value for value, _ in marks) / len(marks), 3), max(marks)[1]
