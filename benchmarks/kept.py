"""What a condensed film keeps, and how that is judged against what is known of the film."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from benchmarks.films import EpisodeTruth
from microdrama.domain.findings import Findings
from microdrama.domain.plan import Plan
from microdrama.domain.time import FrameRate, Span, gaps, merged

NEAR_S = Fraction(8, 100)
"""Sound that is cut nearer to a voice than this is heard as a voice cut off."""

_HANG_S = Fraction(2)
_EARLY_S = Fraction(1, 10)  # a line's last sound may be fainter than its written end
_WORD_EDGE_S = Fraction(1, 20)
_STEP_S = Fraction(1, 10)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the film that plays on without a cut; J and L cuts part its sound from its picture."""

    picture: Span
    sound: Span


Installments = Sequence[Sequence[Piece]]
"""The installments of a series in the order that they are watched, each in the order that it is shown."""


def piece(start_s: Fraction, end_s: Fraction) -> Piece:
    """A piece whose picture and sound are cut together."""
    return Piece(Span(start_s, end_s), Span(start_s, end_s))


def installments_of(plan: Plan) -> list[list[Piece]]:
    """What a plan keeps."""
    return [
        [
            Piece(
                span.picture,
                Span(
                    span.start_s if span.sound_start_s is None else span.sound_start_s,
                    span.end_s if span.sound_end_s is None else span.sound_end_s,
                ),
            )
            for span in episode.spans
        ]
        for episode in plan.episodes
    ]


@dataclass(frozen=True, slots=True)
class Known:
    """What cuts are judged by: when a voice is audible and where pictures may be cut, each a stretch of moments."""

    rate: FrameRate
    duration: Fraction
    speech: Sequence[Span]
    boundaries: Sequence[Span]


def known_of(truth: EpisodeTruth) -> Known:
    """Of a made film: its audible speech, its cuts, both ends of its dissolves and all of its fades."""
    moment = truth.speed.moment
    boundaries: list[Span] = []
    for shot in truth.shots:
        first = shot.start_frame - shot.transition_frames // 2
        start, end = moment(max(0, first)), moment(first + shot.transition_frames)
        if shot.transition == "cut":
            boundaries.append(Span(moment(shot.start_frame), moment(shot.start_frame)))
        elif shot.transition == "fade":
            boundaries.append(Span(start, end))
        else:
            boundaries += [Span(start, start), Span(end, end)]
    return Known(truth.speed, truth.duration, truth.speech, boundaries)


def known_by(findings: Findings) -> Known:
    """Of a film that nobody wrote: what the detectors heard and saw."""
    boundaries: list[Span] = []
    for shot in findings.shots:
        half = (shot.transition_s or Fraction(0)) / 2
        start, end = max(Fraction(0), shot.start_s - half), shot.start_s + half
        boundaries += [Span(start, end)] if shot.transition == "fade" else [Span(start, start), Span(end, end)]
    return Known(findings.media.rate, findings.media.duration_s, findings.speech, boundaries)


def cuts(installments: Installments, known: Known, *, sound: bool) -> list[Fraction]:
    """Every moment of the film at which sound (or picture) is cut, once; where it plays on is no cut."""
    found: set[Fraction] = set()
    frame = 1 / known.rate.exact
    for pieces in installments:
        spans = [one.sound if sound else one.picture for one in pieces]
        edges = [spans[0].start_s, spans[-1].end_s] if spans else []
        for before, after in pairwise(spans):
            edges += [before.end_s, after.start_s] if abs(after.start_s - before.end_s) > frame / 2 else []
        found.update(edge for edge in edges if frame < edge < known.duration - frame)
    return sorted(found)


def in_speech(installments: Installments, known: Known, *, margin: Fraction = Fraction(0)) -> list[Fraction]:
    """The cuts of the sound that fall into a voice, or nearer than `margin` to one."""
    return [
        cut
        for cut in cuts(installments, known, sound=True)
        if any(span.start_s - margin < cut < span.end_s + margin for span in known.speech)
    ]


def through_shots(installments: Installments, known: Known) -> list[Fraction]:
    """The cuts of the picture that are farther than one picture from every boundary between shots."""
    frame = 1 / known.rate.exact
    near = [span.widened(frame * Fraction(3, 2)) for span in known.boundaries]
    return [cut for cut in cuts(installments, known, sound=False) if not any(cut in span for span in near)]


def illegal(installments: Installments, known: Known) -> list[Fraction]:
    """The cuts of the picture that are neither at a boundary between shots nor in a pause."""
    cut_through = through_shots(installments, known)
    return [cut for cut in cut_through if any(span.start_s < cut < span.end_s for span in known.speech)]


def out_of_order(installments: Installments) -> int:
    """How often the story goes back, or shows again what was shown."""
    pictures = [one.picture for pieces in installments for one in pieces]
    return sum(after.start_s < before.end_s for before, after in pairwise(pictures))


@dataclass(frozen=True, slots=True)
class StoryKept:
    """How much of a written story is left, all as shares from 0 to 1.

    `facts` and `turns`: told whole. `importance`: mean importance of what is kept over that of what is left out.
    `filler`: the share of what is kept. `hangs`: the share of installments that end within 2 s after a line after
    which one may end. `length`: the share of the film.
    """

    length: float
    facts: float
    turns: float
    importance: float
    filler: float
    hangs: float

    def __str__(self) -> str:
        return (
            f"{self.length:.0%} of the film, {self.facts:.0%} of facts, {self.turns:.0%} of turning points, importance "
            f"{self.importance:.2f} x what is left out, {self.filler:.0%} filler, {self.hangs:.0%} end on a hang"
        )


def story_kept(installments: Installments, truth: EpisodeTruth) -> StoryKept:
    """Judge what is kept by the writer's own marks (recall of facts at a fixed length: F1 would praise keeping all)."""
    sound = merged((one.sound for pieces in installments for one in pieces), gap=_STEP_S / 2)
    shown = merged(one.picture for pieces in installments for one in pieces)
    whole = Span(Fraction(0), truth.duration)
    inside, outside = _importance(shown, truth), _importance(list(gaps(shown, within=whole)), truth)
    length = sum((span.duration_s for span in shown), Fraction(0))
    fillers = [scene.span for scene in truth.scenes if scene.filler]
    return StoryKept(
        length=float(length / truth.duration),
        facts=_told([fact.line for fact in truth.facts], truth, sound),
        turns=_told([turn.line for turn in truth.turning_points], truth, sound),
        importance=inside / max(outside, 1e-9),
        filler=float(_shared(shown, fillers) / max(length, Fraction(1, 1000))),
        hangs=_hanging(installments, truth),
    )


def _told(lines: Sequence[int], truth: EpisodeTruth, sound: Sequence[Span]) -> float:
    """The share of lines of which everything audible is kept; pauses inside a line may be left out."""
    heard = [
        all(
            any(s.start_s <= part.start_s + _WORD_EDGE_S and part.end_s <= s.end_s + _WORD_EDGE_S for s in sound)
            for speech in truth.speech
            if (part := speech.intersection(truth.lines[number].span))
        )
        for number in lines
    ]
    return sum(heard) / max(1, len(heard))


def _importance(spans: Sequence[Span], truth: EpisodeTruth) -> float:
    """The mean importance of moments: of the line that is spoken, else of the scene, else none."""
    weighed = [
        _importance_at(step * _STEP_S, truth)
        for span in spans
        for step in range(int(span.start_s / _STEP_S), int(span.end_s / _STEP_S))
    ]
    return sum(weighed) / max(1, len(weighed))


def _importance_at(moment: Fraction, truth: EpisodeTruth) -> float:
    line = next((line.importance for line in truth.lines if moment in line.span), None)
    if line is not None:
        return line
    return next((scene.importance for scene in truth.scenes if moment in scene.span), 0.0) / 2


def _hanging(installments: Installments, truth: EpisodeTruth) -> float:
    ends = [max(one.picture.end_s for one in pieces) for pieces in installments if pieces]
    hangs = [truth.lines[number].span.end_s for number in truth.hangs]
    return sum(any(hang - _EARLY_S <= end <= hang + _HANG_S for hang in hangs) for end in ends) / max(1, len(ends))


def _shared(spans: Iterable[Span], others: Sequence[Span]) -> Fraction:
    both = (span.intersection(other) for span in spans for other in others)
    return sum((span.duration_s for span in both if span), Fraction(0))
