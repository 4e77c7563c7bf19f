"""How well a stretch of film opens an episode and how strongly it ends one, by what, and the reason in words.

The best sign counts, and a little what stands beside it: many faint ones never outweigh a clear one. The kinds of
cliffhanger are those of the trade: an unanswered question, an interruption, a revelation, a threat, an arrival, a
decision, a reaction in close-up, music that rises.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from fractions import Fraction

import msgspec

from microdrama.condense.signals import Signals
from microdrama.condense.story import Said, Story
from microdrama.domain.time import Span

_OPENING_S, _ENDING_S = Fraction(5), Fraction(7)
_BEFORE_S = Fraction(60)
_CLOSE_UP = 0.06  # of the picture: a face a third of its height
_RISE_LU = 4.0
_LOUD_LUFS = -25.0
_QUOTED = 80
_ANYWHERE = 0.3  # of what a last line is worth, where it is said in passing; all of it in the best scene
_HIGH, _HEIGHT, _AT_THE_HEIGHT = 0.66, 0.6, "Breaks off at the height of a scene: {line}"
_COMPANY = 0.25  # what the other signs add, of what a noisy or of all would add

_ENDS: dict[str, tuple[float, str]] = {
    "revelation": (0.95, "Ends right after a revelation: {line}"),
    "question": (0.85, "Ends on a question that nobody answers yet: {line}"),
    "threat": (0.85, "Ends on a threat: {line}"),
    "decision": (0.7, "Ends on a decision whose price is not known yet: {line}"),
    "arrival": (0.7, "Ends as somebody arrives: {line}"),
    "interruption": (0.65, "Breaks off in the middle: {line}"),
}
_OPENS: dict[str, tuple[float, str]] = {
    "revelation": (0.9, "Opens with a revelation: {line}"),
    "threat": (0.85, "Opens with a threat: {line}"),
    "question": (0.75, "Opens with a question: {line}"),
    "decision": (0.6, "Opens with a decision: {line}"),
    "arrival": (0.65, "Opens with an arrival: {line}"),
    "interruption": (0.4, "Opens in the middle of a quarrel: {line}"),
}


class Edge(msgspec.Struct, frozen=True):
    """How good an opening or an ending is (0-1), its kind in one word, and the reason as a sentence."""

    value: float
    kind: str
    reason: str


FINALE = Edge(1.0, "finale", "Ends where the story ends.")


class _Sign(msgspec.Struct, frozen=True, order=True):
    value: float
    kind: str
    reason: str


def opening(story: Story, signals: Signals, span: Span) -> Edge:
    """How well the first five seconds of a span catch a viewer."""
    first = Span(span.start_s, min(span.end_s, span.start_s + _OPENING_S))
    signs = [sign for said in story.within(first)[:2] for sign in _said(said, _OPENS, 1.0)]
    signs += _opening_signs(signals, first)
    return _edge(signs, "start", "Opens where the story goes on.")


def _opening_signs(signals: Signals, first: Span) -> Iterable[_Sign]:
    face, voice, changes = signals.largest_face(first), signals.voice_s(first), signals.changes(first)
    yield _Sign(0.4 * min(1.0, face / _CLOSE_UP), "face", "Opens on a face, close enough to read.")
    yield _Sign(0.35 * min(1.0, voice / 2), "voice", "Opens on somebody speaking.")
    yield _Sign(0.4 * min(1.0, changes / 4), "pace", "Opens on a run of quick shots.")
    if signals.has_sound:
        loud = (signals.loudness(first) - _LOUD_LUFS) / 10 + 0.5
        yield _Sign(0.35 * max(0.0, min(1.0, loud)), "sound", "Opens loud, in the middle of things.")


def ending(story: Story, signals: Signals, span: Span, *, worth: float, following: float) -> Edge:
    """How strongly the last seven seconds of a span ask for more.

    `worth` (0-1) is what the span is worth to the story: nobody comes back to hear whether somebody wants coffee.
    `following` (0-1) is how much stronger than usual the film is right after it.
    """
    last = Span(max(span.start_s, span.end_s - _ENDING_S), span.end_s)
    signs: list[_Sign] = []
    for said in story.within(Span(max(Fraction(0), last.start_s - _ENDING_S), last.end_s))[-2:]:
        fresh = float(1 - max(Fraction(0), span.end_s - said.line.end_s) / _ENDING_S)
        signs += _last_line(said, max(0.0, fresh), worth)
    signs += _ending_signs(signals, span, last)
    signs.append(_Sign(0.45 * following, "interruption", "Breaks off right before a stronger scene."))
    return _edge(signs, "pause", "Ends at a pause in the story.")


def _last_line(said: Said, fresh: float, worth: float) -> Iterable[_Sign]:
    """What a line does at an end, and that it is said where the story is at its strongest."""
    yield from _said(said, _ENDS, fresh * (_ANYWHERE + (1 - _ANYWHERE) * worth))
    if worth >= _HIGH:
        reason = _AT_THE_HEIGHT.format(line=quoted(said.line.text))
        yield _Sign(_HEIGHT * fresh * worth**2, "interruption", reason)


def _ending_signs(signals: Signals, span: Span, last: Span) -> Iterable[_Sign]:
    tail = Span(max(span.start_s, span.end_s - 2), span.end_s)
    silent = signals.voice_s(tail) < 0.5
    face = min(1.0, signals.largest_face(tail) / _CLOSE_UP)
    yield _Sign(0.55 * face if silent else 0.25 * face, "reaction", "Ends on a reaction in close-up.")
    if signals.has_sound:
        before = Span(max(Fraction(0), last.start_s - 10), last.start_s)
        rise = (signals.loudness(tail) - signals.loudness(before)) / _RISE_LU / 2
        if silent and before.duration_s > 0:
            yield _Sign(0.5 * max(0.0, min(1.0, rise)), "music", "Ends as the music rises.")
    seen_before = signals.people(Span(max(Fraction(0), last.start_s - _BEFORE_S), last.start_s))
    fresh = signals.people(last) - seen_before
    if fresh and seen_before:
        yield _Sign(0.5, "arrival", "Ends as somebody appears who was not there before.")


def _said(said: Said, kinds: dict[str, tuple[float, str]], fresh: float) -> Iterable[_Sign]:
    for act in sorted(said.acts):
        worth, reason = kinds[act]
        yield _Sign(worth * fresh * (0.7 + 0.3 * said.central), act, reason.format(line=quoted(said.line.text)))


def _edge(signs: Iterable[_Sign], kind: str, reason: str) -> Edge:
    counted = [sign for sign in signs if sign.value > 0.02]
    best = max(counted, default=_Sign(0.0, kind, reason))
    any_of_them = 1 - math.prod(1 - min(0.99, sign.value) for sign in counted)
    return Edge(round(best.value + _COMPANY * (any_of_them - best.value), 4), best.kind, best.reason)


def quoted(text: str) -> str:
    """A line in quotation marks, on one line and of bearable length."""
    plain = " ".join(text.split()).rstrip(",;: ")
    return f"“{plain if len(plain) <= _QUOTED else plain[: _QUOTED - 1].rstrip() + '…'}”"
