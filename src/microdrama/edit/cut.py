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


def card_pictures(episode: PlannedEpisode, rate: FrameRate) -> int:
    """How many pictures the end card of an episode lasts; 0 without one."""
    return rate.nearest_frame(episode.end_card_s) if episode.end_card_s is not None else 0


def whole_length(episode: PlannedEpisode, rate: FrameRate) -> Fraction:
    """Seconds of an episode on whole pictures: recap, spans and end card."""
    return length(shown(episode, rate)) + rate.moment(card_pictures(episode, rate))


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of an episode without a cut: what is heard of the film, and how the film's clock becomes its own.

    A film moment t of `sound` is heard `t + shift_s` seconds into the episode: before its pictures at a J cut, after
    them at an L cut. `end_s` is the moment of the episode at which the part's pictures end.
    """

    sound: Span
    shift_s: Fraction
    end_s: Fraction

    @property
    def at(self) -> Fraction:
        """When the sound begins, in seconds of the episode."""
        return self.sound.start_s + self.shift_s


def parts_of(episode: PlannedEpisode, *, rate: FrameRate | None = None) -> list[Part]:
    """The parts of a planned episode, its recap first; borders lie on pictures where the rate is given."""
    repeated = [PlannedSpan(start_s=span.start_s, end_s=span.end_s) for span in episode.recap]
    parts: list[Part] = []
    at = Fraction(0)
    for span in [*repeated, *episode.spans]:
        start, end = (rate.snap(span.start_s), rate.snap(span.end_s)) if rate else (span.start_s, span.end_s)
        begins = start if span.sound_start_s is None else span.sound_start_s
        ends = end if span.sound_end_s is None else span.sound_end_s
        parts.append(Part(Span(begins, max(begins, ends)), at - start, at + end - start))
        at += end - start
    return parts


def moments(spans: Sequence[Span], rate: FrameRate) -> Iterator[Fraction]:
    """The film moment of each picture of an episode, in order, one every 1/rate."""
    for span in spans:
        for frame in range(rate.nearest_frame(span.start_s), rate.nearest_frame(span.end_s)):
            yield rate.moment(frame)


def length(spans: Sequence[Span]) -> Fraction:
    """Seconds of all spans together."""
    return sum((span.duration_s for span in spans), Fraction(0))
