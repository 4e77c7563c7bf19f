"""What each beat and each scene of a film is worth to its story, how tense it is, and why, in words."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

import msgspec
import numpy as np
import numpy.typing as npt

from microdrama.condense.beats import Beat
from microdrama.condense.edges import quoted
from microdrama.condense.signals import Signals, ranks
from microdrama.condense.story import ACT_WORTH, Story, centrality
from microdrama.condense.threads import Thread
from microdrama.domain.time import Span

_TURNING_POINTS = {
    0.10: "the opportunity",
    0.25: "the change of plans",
    0.50: "the point of no return",
    0.75: "the major setback",
    0.945: "the climax",
}
"""The five turning points of screenwriting theory, by share of the running time (Papalampidi et al. 2019)."""
_TURNING_WIDTH = 0.04
_WITH_WORDS = {
    "acts": 0.22,
    "names": 0.18,
    "fresh": 0.14,
    "people": 0.12,
    "turn": 0.14,
    "central": 0.06,
    "loudness": 0.06,
    "voice": 0.04,
    "faces": 0.04,
}
_WITHOUT_WORDS = {"loudness": 0.2, "pace": 0.15, "voice": 0.2, "faces": 0.15, "turn": 0.3}
_OF_ITS_SCENE = 0.7  # how much a beat is worth by its scene, the rest by itself
_SCORED = 0.5  # how much a writer's score counts where there is one
_WELL_ABOVE = 0.66
_PLAIN = "Carries the story on."


class Worth(msgspec.Struct, frozen=True, kw_only=True):
    """What a beat is worth (0-1), how tense it is (0-1), and what speaks for it, as a sentence."""

    salience: float
    tension: float
    reason: str


def judge(
    beats: Sequence[Beat],
    story: Story,
    signals: Signals,
    threads: Sequence[Thread],
    *,
    duration: Fraction,
    scores: Mapping[int, float],
) -> list[Worth]:
    """Judge every beat of a film; `scores` are a writer's, 0 to 1, by scene. Values rank one film's beats."""
    signs = _signs(beats, story, signals, duration)
    weights = _WITH_WORDS if story.said else _WITHOUT_WORDS
    ranked = {name: ranks(signs[name]) if name not in ("acts", "turn") else signs[name] for name in weights}
    own = sum(weight * ranked[name] for name, weight in weights.items())
    whole = (1 - _OF_ITS_SCENE) * own + _OF_ITS_SCENE * _by_scene(beats, np.asarray(own))
    written = np.asarray([scores.get(beat.scene, math.nan) for beat in beats])
    salience = ranks(whole)
    salience = np.where(np.isnan(written), salience, (1 - _SCORED) * salience + _SCORED * written)
    tension = _tension(signs)
    reasons = [_reason(number, beats, story, ranked, threads) for number in range(len(beats))]
    return [
        Worth(salience=round(float(s), 3), tension=round(float(t), 3), reason=reason)
        for s, t, reason in zip(salience, tension, reasons, strict=True)
    ]


def _signs(
    beats: Sequence[Beat], story: Story, signals: Signals, duration: Fraction
) -> dict[str, npt.NDArray[np.float64]]:
    """Every sign of every beat; those that are not a share of 1 already are ranked later."""
    spans = [beat.span for beat in beats]
    seconds = np.asarray([max(0.04, float(span.duration_s)) for span in spans])
    central, fresh = _among_scenes(beats, story)

    def over(measure: Callable[[Span], float]) -> npt.NDArray[np.float64]:
        return np.asarray([measure(span) for span in spans], float)

    return {
        "loudness": over(signals.loudness),
        "pace": over(signals.changes) / seconds,
        "voice": over(signals.voice_s) / seconds,
        "faces": over(signals.largest_face),
        "turn": over(lambda span: _turn(span, duration)[0]),
        "acts": over(lambda span: max((said.weight for said in story.within(span)), default=0.0)),
        "names": over(lambda span: _named(story, span)),
        "people": over(lambda span: _people(story, span)),
        "central": central,
        "fresh": fresh,
    }


def _turn(span: Span, duration: Fraction) -> tuple[float, str]:
    """How near a span lies to a turning point, 0 to 1, and to which."""
    where = float((span.start_s + span.end_s) / 2 / duration) if duration else 0.0
    point = min(_TURNING_POINTS, key=lambda p: abs(where - p))
    return math.exp(-(((where - point) / _TURNING_WIDTH) ** 2)), _TURNING_POINTS[point]


def _people(story: Story, span: Span) -> float:
    """How central those are who speak in the span."""
    names = {said.line.speaker for said in story.within(span)} - {None}
    return sum(story.speakers.get(name or "", 0.0) for name in names)


def _named(story: Story, span: Span) -> float:
    """How much is said of somebody by name, per line: small talk is of the weather, drama of people."""
    said = story.within(span)
    return sum(len(line.names) for line in said) / len(said) if said else 0.0


def _among_scenes(beats: Sequence[Beat], story: Story) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """How much the other scenes lead to and from each beat's scene, and how little any of them says the same."""
    count = max((beat.scene for beat in beats), default=0) + 1
    totals = np.zeros((count, story.vectors.shape[1] if story.vectors.size else 1))
    for beat in beats:
        inside = story.indices(beat.span)
        if story.vectors.size and len(inside):
            totals[beat.scene] += story.vectors[inside.start : inside.stop].sum(axis=0)
    lengths = np.linalg.norm(totals, axis=1, keepdims=True)
    vectors = (totals / np.maximum(lengths, 1e-9)).astype(np.float32)
    likeness = vectors @ vectors.T
    np.fill_diagonal(likeness, 0)
    central, fresh = centrality(vectors), 1 - likeness.max(axis=1, initial=0)
    scenes = [beat.scene for beat in beats]
    return central[scenes], fresh[scenes].astype(np.float64)


def _by_scene(beats: Sequence[Beat], own: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """The mean worth of each beat's scene."""
    scenes = np.asarray([beat.scene for beat in beats], np.int64)
    totals = np.bincount(scenes, weights=own)
    counts = np.maximum(np.bincount(scenes), 1)
    return (totals / counts)[scenes]


def _tension(signs: Mapping[str, npt.NDArray[np.float64]]) -> npt.NDArray[np.float64]:
    """How tense each beat is: loudness, pace and what is done by words, smoothed over its neighbours."""
    raw = 0.4 * signs["acts"] + 0.35 * ranks(signs["loudness"]) + 0.25 * ranks(signs["pace"])
    padded = np.pad(raw, 1, mode="edge")
    return np.clip(0.25 * padded[:-2] + 0.5 * padded[1:-1] + 0.25 * padded[2:], 0, 1)


def _reason(
    number: int,
    beats: Sequence[Beat],
    story: Story,
    ranked: Mapping[str, npt.NDArray[np.float64]],
    threads: Sequence[Thread],
) -> str:
    """The strongest two or three points that speak for a beat."""
    span = beats[number].span
    points: list[tuple[float, str]] = []
    said = max(story.within(span), key=lambda line: line.weight, default=None)
    if said is not None and said.acts:
        act = max(said.acts, key=lambda one: (ACT_WORTH[one], one))
        points.append((said.weight + 0.3, f"{_DONE[act]}: {quoted(said.line.text)}"))
    points += [(0.6, f"the thread of {thread.name}") for thread in threads if number in thread.beats][:1]
    if "turn" in ranked and ranked["turn"][number] > _WELL_ABOVE:
        points.append((float(ranked["turn"][number]) * 0.8, "where a story has its turning point"))
    named = {
        "names": "told of somebody by name",
        "fresh": "said nowhere else",
        "loudness": "among the loudest",
        "pace": "quickly cut",
    }
    named |= {
        "central": "much of the talk leads here",
        "faces": "faces in close-up",
        "people": "the main speakers together",
        "voice": "dense dialogue",
    }
    for sign, words in named.items():
        if sign in ranked and ranked[sign][number] > _WELL_ABOVE:
            points.append((0.5 * float(ranked[sign][number]), words))
    best = [words for _, words in sorted(points, reverse=True)[:3]]
    return _sentence("; ".join(best)) if best else _PLAIN


_DONE = {
    "question": "a question",
    "interruption": "a line that breaks off",
    "revelation": "a revelation",
    "threat": "a threat",
    "arrival": "an arrival",
    "decision": "a decision",
}


def _sentence(text: str) -> str:
    ends = text[-1] in ".!?…”"
    return text[0].upper() + text[1:] + ("" if ends else ".")
