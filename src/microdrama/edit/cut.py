"""Cutting on the film's own pictures: planned spans in seconds become whole pictures, exactly."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from microdrama.domain.plan import PlannedEpisode, PlannedSpan
from microdrama.domain.time import FrameRate, Span


def on_pictures(spans: Sequence[PlannedSpan], rate: FrameRate) -> list[Span]:
    """The spans moved to the nearest beginnings of pictures (JSON keeps six decimals, 23.976 needs more).

    A film whose own pictures lie between those of the rate shows each at the nearest, too (see `media.frames`).
    Empty spans fall away; spans that touch stay touching.
    """
    snapped = [Span(rate.snap(span.start_s), rate.snap(span.end_s)) for span in spans]
    return [span for span in snapped if span.duration_s > 0]


def shown(episode: PlannedEpisode, rate: FrameRate) -> list[Span]:
    """The pictures of an episode in order: what it repeats of earlier ones, then its own spans."""
    repeated = [PlannedSpan(start_s=span.start_s, end_s=span.end_s) for span in episode.recap]
    return on_pictures([*repeated, *episode.spans], rate)


@dataclass(frozen=True, slots=True)
class Heard:
    """A stretch of the film's sound, and when it begins in the episode; before its picture at a J cut."""

    span: Span
    at: Fraction


def heard(episode: PlannedEpisode, rate: FrameRate) -> list[Heard]:
    """The sound of an episode, in order: that of its pictures, but for what J and L cuts move."""
    repeated = [PlannedSpan(start_s=span.start_s, end_s=span.end_s) for span in episode.recap]
    found: list[Heard] = []
    at = Fraction(0)
    for span in [*repeated, *episode.spans]:
        picture = Span(rate.snap(span.start_s), rate.snap(span.end_s))
        begins = picture.start_s if span.sound_start_s is None else span.sound_start_s
        ends = picture.end_s if span.sound_end_s is None else span.sound_end_s
        if picture.duration_s > 0 and begins < ends:
            found.append(Heard(Span(begins, ends), at + begins - picture.start_s))
        at += picture.duration_s
    return found


def moments(spans: Sequence[Span], rate: FrameRate) -> Iterator[Fraction]:
    """The film moment of each picture of an episode, in order, one every 1/rate."""
    for span in spans:
        for frame in range(rate.nearest_frame(span.start_s), rate.nearest_frame(span.end_s)):
            yield rate.moment(frame)


def length(spans: Sequence[Span]) -> Fraction:
    """Seconds of all spans together."""
    return sum((span.duration_s for span in spans), Fraction(0))
