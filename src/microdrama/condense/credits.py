"""Where a film's story ends and its credits begin."""

from __future__ import annotations

from fractions import Fraction

from microdrama.condense.cuts import voices
from microdrama.domain.findings import Findings

_LATE = Fraction(3, 4)
_CREDITS_S = Fraction(30)


def story_end(findings: Findings) -> Fraction:
    """Where the end credits begin, or the end of the film where there are none to be seen.

    Credits are taken to be a shot of half a minute or more in the last quarter of the film, followed by no
    more speech. What comes after them goes with them.
    """
    end = findings.media.duration_s
    last_word = max((span.end_s for span in voices(findings)), default=Fraction(0))
    for shot in findings.shots:
        late = shot.start_s >= max(end * _LATE, last_word)
        if late and shot.span.duration_s >= _CREDITS_S:
            return findings.media.rate.snap(shot.start_s)
    return findings.media.rate.snap(end)
