"""Which moment of an episode makes its poster."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from microdrama.domain.attention import COLUMNS, Attention, ShotAttention
from microdrama.domain.findings import Findings
from microdrama.domain.time import Span, seconds
from microdrama.edit.layout import Framing, framing_at, windows_at

_FACE_HEIGHT = 0.15  # of the picture: a smaller face is no portrait, and may be none
_LONG_ENOUGH_S = Fraction(2)  # a shot that a viewer would remember


def poster_moment(
    findings: Findings, attention: Attention, framings: Sequence[Framing], spans: Sequence[Span]
) -> Fraction:
    """The picture, in seconds into the episode, that makes the best still.

    Where its largest face is seen; without faces the middle of the shot whose window holds the most of what is
    worth seeing, so that a title as wide as the screen is not cut through.
    """
    rate = findings.media.rate
    moments = list(_faces(findings, spans)) or list(_shots(attention, framings, spans)) or [(0.0, Fraction(0))]
    _, chosen = max(moments, key=lambda found: found[0])
    last = sum(rate.nearest_frame(span.end_s) - rate.nearest_frame(span.start_s) for span in spans) - 1
    return rate.moment(max(0, min(rate.nearest_frame(chosen), last)))


def _faces(findings: Findings, spans: Sequence[Span]) -> Iterator[tuple[float, Fraction]]:
    """(area, seconds into the episode) of every find of a face that is large enough to look at."""
    at = Fraction(0)
    for span in spans:
        for track in findings.faces:
            for moment, _, _, width, height in track.boxes:
                if height >= _FACE_HEIGHT and seconds(moment) in span:
                    yield width * height, at + seconds(moment) - span.start_s
        at += span.duration_s


def _shots(
    attention: Attention, framings: Sequence[Framing], spans: Sequence[Span]
) -> Iterator[tuple[float, Fraction]]:
    """(share of the attention that its window holds, its middle in seconds into the episode) of every shot."""
    at = Fraction(0)
    for span in spans:
        for shot in attention.shots:
            seen = span.intersection(Span(shot.start_s, shot.end_s))
            if seen and framings:
                long_enough = float(min(1, seen.duration_s / _LONG_ENOUGH_S))
                middle = (seen.start_s + seen.end_s) / 2
                window = windows_at(framings[framing_at(framings, middle)].layout, middle)[0]
                yield _held(shot, window.x, window.width) * long_enough, at + middle - span.start_s
        at += span.duration_s


def _held(shot: ShotAttention, x: float, width: float) -> float:
    """How much of a shot's attention lies in the columns from x to x + width."""
    return sum(
        share * max(0.0, min((i + 1) / COLUMNS, x + width) - max(i / COLUMNS, x)) * COLUMNS
        for i, share in enumerate(shot.columns)
    )
