"""Where a film may be cut: on shot boundaries that nobody speaks across, and in pauses of the voice."""

from __future__ import annotations

import itertools
from bisect import bisect_right
from collections.abc import Iterator
from fractions import Fraction
from typing import Literal

import msgspec

from microdrama.domain.findings import Findings
from microdrama.domain.time import Span, gaps, merged

CLEAR_OF_SPEECH_S = Fraction(12, 100)
_PAUSE_S = Fraction(1, 2)  # shorter ones belong to the sentence
_LONGEST_BEAT_S = Fraction(10)  # beyond it a cut within the shot is offered
_AWAY_FROM_CUTS_S = Fraction(1)  # nearer to a cut, one within a shot would only show a flash of the other side


class Cut(msgspec.Struct, frozen=True, order=True):
    """A moment, at the beginning of a picture, where the film may be cut, and why."""

    moment: Fraction
    kind: Literal["shot", "fade", "pause", "edge"]


def voices(findings: Findings) -> list[Span]:
    """When somebody speaks, as heard or as written in the lines, in order."""
    return merged([*findings.speech, *(Span(line.start_s, line.end_s) for line in findings.lines)])


def legal_cuts(findings: Findings) -> list[Cut]:
    """All legal cuts in order, the film's own two edges among them.

    None lies within 0.12 s of speech. Pauses are offered only where the shots leave more than 10 s between
    two cuts, because a cut within a shot jumps.
    """
    media = findings.media
    end = media.rate.snap(media.duration_s)
    quiet = list(gaps((s.widened(CLEAR_OF_SPEECH_S) for s in voices(findings)), within=Span(Fraction(0), end)))
    cuts = {Fraction(0): Cut(Fraction(0), "edge"), end: Cut(end, "edge")}
    for shot in findings.shots:
        moment = media.rate.snap(shot.start_s)
        if 0 < moment < end and _is_quiet(moment, quiet):
            cuts[moment] = Cut(moment, "fade" if shot.transition == "fade" else "shot")
    ordered = sorted(cuts.values())
    for before, after in itertools.pairwise(ordered):
        if after.moment - before.moment > _LONGEST_BEAT_S:
            for moment in _pauses(quiet, Span(before.moment, after.moment)):
                snapped = media.rate.snap(moment)
                if _is_quiet(snapped, quiet):
                    cuts.setdefault(snapped, Cut(snapped, "pause"))
    return sorted(cuts.values())


def _is_quiet(moment: Fraction, quiet: list[Span]) -> bool:
    place = bisect_right(quiet, moment, key=lambda span: span.start_s)
    return place > 0 and moment <= quiet[place - 1].end_s


def _pauses(quiet: list[Span], within: Span) -> Iterator[Fraction]:
    """The middle of each pause, and every 5 s of one that lasts long, away from the cuts that are there."""
    room = Span(within.start_s + _AWAY_FROM_CUTS_S, within.end_s - _AWAY_FROM_CUTS_S)
    for pause in quiet:
        inside = pause.intersection(room)
        if inside is None or pause.duration_s < _PAUSE_S - 2 * CLEAR_OF_SPEECH_S:
            continue
        count = max(1, int(inside.duration_s / (_LONGEST_BEAT_S / 2)))
        step = inside.duration_s / (count + 1)
        yield from (inside.start_s + step * number for number in range(1, count + 1))
