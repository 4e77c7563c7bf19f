"""Cutting on the film's own pictures: planned spans in seconds become whole pictures, exactly."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from microdrama.domain.plan import PlannedSpan
from microdrama.domain.time import FrameRate, Span


def on_pictures(spans: Sequence[PlannedSpan], rate: FrameRate) -> list[Span]:
    """The spans moved to the nearest beginnings of pictures (JSON keeps six decimals, 23.976 needs more).

    A film whose own pictures lie between those of the rate shows each at the nearest, too (see `media.frames`).
    Empty spans fall away; spans that touch stay touching.
    """
    snapped = [Span(rate.snap(span.start_s), rate.snap(span.end_s)) for span in spans]
    return [span for span in snapped if span.duration_s > 0]


def moments(spans: Sequence[Span], rate: FrameRate) -> Iterator[Fraction]:
    """The film moment of each picture of an episode, in order, one every 1/rate."""
    for span in spans:
        for frame in range(rate.nearest_frame(span.start_s), rate.nearest_frame(span.end_s)):
            yield rate.moment(frame)


def length(spans: Sequence[Span]) -> Fraction:
    """Seconds of all spans together."""
    return sum((span.duration_s for span in spans), Fraction(0))
