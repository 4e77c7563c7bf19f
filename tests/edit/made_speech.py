"""Lines of dialogue with known times, and episodes cut from them."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from microdrama.domain.findings import Line, Word
from microdrama.domain.plan import PlannedEpisode, PlannedSpan
from microdrama.domain.series import Cliffhanger, Hook
from microdrama.domain.time import Span


def line(
    text: str, *, at: float | Fraction, each: Fraction = Fraction(3, 10), speaker: str | None = "S1", sep: str = " "
) -> Line:
    """A line whose words begin every `each` seconds and last nine tenths of that; no `sep`: every letter is a word."""
    start = Fraction(at)
    parts = text.split(sep) if sep else list(text)
    words = [
        Word(start_s=start + index * each, end_s=start + index * each + each * 9 / 10, text=part)
        for index, part in enumerate(parts)
    ]
    return Line(start_s=start, end_s=words[-1].end_s, text=text, speaker=speaker, words=words)


def untimed(text: str, *, at: int, until: int) -> Line:
    """A line as subtitle files have them: no times of words."""
    return Line(start_s=Fraction(at), end_s=Fraction(until), text=text)


def episode(*spans: PlannedSpan | tuple[float, float], recap: Sequence[Span] = ()) -> PlannedEpisode:
    planned = [
        span if isinstance(span, PlannedSpan) else PlannedSpan(start_s=Fraction(span[0]), end_s=Fraction(span[1]))
        for span in spans
    ]
    return PlannedEpisode(
        number=1,
        duration_s=sum((s.picture.duration_s for s in planned), Fraction(0)),
        spans=planned,
        hook=Hook(start_s=planned[0].start_s, kind="question", reason="opens on one"),
        cliffhanger=Cliffhanger(end_s=planned[-1].end_s, kind="question", reason="ends on one"),
        recap=list(recap),
    )
