"""Which moment of an episode makes its poster."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from microdrama.domain.findings import Findings
from microdrama.domain.time import Span
from microdrama.edit.cut import SHOWN_EARLY

_WITHOUT_FACES = Fraction(1, 3)


def poster_moment(findings: Findings, spans: Sequence[Span]) -> Fraction:
    """The picture, in seconds into the episode: where its largest face is seen, or a third of the way in."""
    rate = findings.media.rate
    best, best_area = None, 0.0
    at = Fraction(0)
    for span in spans:
        for track in findings.faces:
            for t, _, _, width, height in track.boxes:
                moment = Fraction(repr(t))
                if moment in span and width * height > best_area:
                    best, best_area = at + moment - span.start_s, width * height
        at += span.duration_s
    chosen = best if best is not None else at * _WITHOUT_FACES
    picture = (chosen * rate.exact + SHOWN_EARLY).__floor__()
    return rate.moment(max(0, min(picture, rate.nearest_frame(at) - 1)))
