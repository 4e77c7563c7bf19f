"""Times, counts and joins of sound, in words."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from fractions import Fraction

from microdrama.domain.findings import Findings
from microdrama.domain.plan import PlannedEpisode, PlannedSpan
from microdrama.domain.time import Span

_AUDIBLE_S = Fraction(2, 100)  # a difference that nobody hears is not worth a sentence
_JUST_SAID_S = Fraction(1)


def clock(moment: Fraction) -> str:
    """Minutes and seconds as 7:05, with hours as 1:07:05."""
    minutes, rest = divmod(round(moment), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def counted(count: int, one: str, many: str) -> str:
    """1 shot, 2 shots."""
    return f"{count:,} {one if count == 1 else many}"


def listed(words: Sequence[str]) -> str:
    """a, b and c."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}" if words else ""


def about(span: Span) -> str:
    """A stretch of film: 7:05-8:10."""
    return f"{clock(span.start_s)}\u2013{clock(span.end_s)}"


def joins(episode: PlannedEpisode, findings: Findings) -> Iterator[str]:
    """What the sound of an episode does where it does not change with its pictures."""
    spans = episode.spans
    first, last = _begins(spans[0]), _ends(spans[-1])
    if abs(first) >= _AUDIBLE_S:
        yield f"At its beginning the sound starts {_long(first)} {'after' if first > 0 else 'before'} the picture."
    for before, after in itertools.pairwise(spans):
        sentence = _join(before, after, findings)
        if sentence:
            yield sentence
    if abs(last) >= _AUDIBLE_S:
        yield f"At its end the sound stops {_long(last)} {'after' if last > 0 else 'before'} the picture."


def _join(before: PlannedSpan, after: PlannedSpan, findings: Findings) -> str | None:
    late, early = _ends(before), _begins(after)
    if late >= _AUDIBLE_S:
        who = _voice(findings, Span(before.end_s - _JUST_SAID_S, before.end_s + late))
        return f"At {clock(before.end_s)} the {who} ends {_long(late)} after the picture (an L cut)."
    if early <= -_AUDIBLE_S:
        who = _voice(findings, Span(after.start_s + early, after.start_s + _JUST_SAID_S))
        return f"At {clock(after.start_s)} the {who} begins {_long(early)} before the picture (a J cut)."
    if early - late >= _AUDIBLE_S:
        return f"At {clock(before.end_s)} the sound pauses for {_long(early - late)} between two parts."
    return None


def _begins(span: PlannedSpan) -> Fraction:
    return Fraction(0) if span.sound_start_s is None else span.sound_start_s - span.start_s


def _ends(span: PlannedSpan) -> Fraction:
    return Fraction(0) if span.sound_end_s is None else span.sound_end_s - span.end_s


def _long(seconds: Fraction) -> str:
    return f"{abs(float(seconds)):.2f}".rstrip("0").rstrip(".") + " s"


def _voice(findings: Findings, span: Span) -> str:
    spoken = any(span.overlaps(heard) for heard in findings.speech)
    written = any(span.overlaps(Span(line.start_s, line.end_s)) for line in findings.lines)
    return "voice" if spoken or written else "sound"
