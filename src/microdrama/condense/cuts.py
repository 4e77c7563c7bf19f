"""Where a film may be cut: pictures on shot boundaries, sound in pauses of the voice, together or a little apart.

Where a voice crosses a shot boundary and a pause is near, the sound is cut in the pause instead: the voice ends
after its pictures (an L cut) or begins before them (a J cut).
"""

from __future__ import annotations

import itertools
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Literal

import msgspec

from microdrama.domain.findings import Findings, Line, Loudness, Shot
from microdrama.domain.time import FrameRate, Span, gaps, merged

CLEAR_OF_SPEECH_S = Fraction(12, 100)
FARTHEST_APART_S = Fraction(8, 10)  # a voice over the wrong picture for longer is a mistake to a viewer
_INSIDE_S = Fraction(8, 100)
_PAUSE_S = Fraction(1, 2)  # shorter ones belong to the sentence
_BREATH_S = Fraction(3, 10)  # between words of one line
_LONGEST_BEAT_S = Fraction(10)  # beyond it a cut within the shot is offered
_AWAY_FROM_CUTS_S = Fraction(1)  # nearer to a cut, one within a shot would only show a flash of the other side
_DIP_REACH_S = Fraction(1, 2)  # how far the sound may go to be cut between two phrases of music
_DIP_LU = 6.0
_AUDIBLE_LUFS = -45.0


class Cut(msgspec.Struct, frozen=True, order=True):
    """A legal cut and why it is one: `moment` where the picture is cut, `sound` where the sound is, in a pause.

    `moment` is the beginning of a picture. A dissolve and a fade have two: where a stretch may end, and where one may
    start; `serves` says which. Where the cut is `clean`, sound may be cut with the picture, too, and lies
    apart from it only for the sake of the music.
    """

    moment: Fraction
    kind: Literal["shot", "fade", "dissolve", "pause", "edge"]
    sound: Fraction
    serves: Literal["both", "end", "start"] = "both"
    clean: bool = True

    @property
    def apart(self) -> Fraction:
        """How much later than the picture the sound is cut: above 0 for an L cut, below for a J cut."""
        return self.sound - self.moment


def voices(findings: Findings) -> list[Span]:
    """When somebody speaks, as heard or as written in the lines, in order; pauses inside a line count as pauses."""
    written = (span for line in findings.lines for span in _spoken(line))
    return merged([*findings.speech, *written])


def _spoken(line: Line) -> list[Span]:
    words = [Span(word.start_s, word.end_s) for word in line.words]
    return merged(words, gap=_BREATH_S) if words else [Span(line.start_s, line.end_s)]


def pauses(findings: Findings) -> list[Span]:
    """The time in which nobody speaks nor is within 0.12 s of it, in order: where sound may be cut."""
    whole = Span(Fraction(0), findings.media.rate.snap(findings.media.duration_s))
    return list(gaps((span.widened(CLEAR_OF_SPEECH_S) for span in voices(findings)), within=whole))


def legal_cuts(findings: Findings) -> list[Cut]:
    """All legal cuts in order, the film's own two edges among them.

    No sound is cut within 0.12 s of speech. Pictures are cut within a shot, in a pause, only where the shots
    leave more than 10 s between two cuts, because such a cut jumps.
    """
    rate = findings.media.rate
    end = rate.snap(findings.media.duration_s)
    quiet = pauses(findings)
    cuts = {Fraction(0): Cut(Fraction(0), "edge", Fraction(0)), end: Cut(end, "edge", end)}
    for moment, kind, serves in _changes(findings.shots, rate):
        sound = _nearest(moment, quiet)
        if 0 < moment < end and sound is not None:
            clean = sound == moment
            sound = _between_phrases(sound, quiet, findings.loudness) if clean else sound
            cuts.setdefault(moment, Cut(moment, kind, sound, serves, clean))
    ordered = sorted(cuts.values())
    for before, after in itertools.pairwise(ordered):
        if after.moment - before.moment > _LONGEST_BEAT_S:
            for moment in _within(quiet, Span(before.moment, after.moment)):
                snapped = rate.snap(moment)
                if _pause_at(snapped, quiet):
                    cuts.setdefault(snapped, Cut(snapped, "pause", snapped))
    return sorted(cuts.values())


def _changes(
    shots: Sequence[Shot], rate: FrameRate
) -> Iterator[tuple[Fraction, Literal["shot", "fade", "dissolve"], Literal["both", "end", "start"]]]:
    """Where the pictures change: nobody wants to see half of a dissolve, so it is left before or entered after.

    A fade is left once all is black, and entered when there is something to see again.
    """
    for shot in shots:
        half = (shot.transition_s or Fraction(0)) / 2
        if shot.transition == "dissolve" and half:
            yield rate.snap(shot.start_s - half), "dissolve", "end"
            yield rate.snap(shot.start_s + half), "dissolve", "start"
        elif shot.transition == "fade" and half:
            yield rate.snap(shot.start_s), "fade", "end"
            yield rate.snap(shot.start_s + half), "fade", "start"
        else:
            yield rate.snap(shot.start_s), "fade" if shot.transition == "fade" else "shot", "both"


def _pause_at(moment: Fraction, quiet: Sequence[Span]) -> Span | None:
    place = bisect_right(quiet, moment, key=lambda span: span.start_s)
    return quiet[place - 1] if place > 0 and moment <= quiet[place - 1].end_s else None


def _nearest(moment: Fraction, quiet: Sequence[Span]) -> Fraction | None:
    """The moment itself where nobody speaks, else a place just inside the nearest pause; None without one in 0.8 s.

    Detectors come late to some voices, so it is 80 ms inside, or in the middle of a pause too short for that.
    """
    if _pause_at(moment, quiet):
        return moment
    place = bisect_left(quiet, moment, key=lambda span: span.start_s)
    inside = [max(span.end_s - _INSIDE_S, _middle(span)) for span in quiet[max(0, place - 1) : place]]
    inside += [min(span.start_s + _INSIDE_S, _middle(span)) for span in quiet[place : place + 1]]
    near = [sound for sound in inside if abs(sound - moment) <= FARTHEST_APART_S]
    return min(near, key=lambda sound: abs(sound - moment), default=None)


def _middle(span: Span) -> Fraction:
    return (span.start_s + span.end_s) / 2


def _between_phrases(sound: Fraction, quiet: Sequence[Span], loudness: Loudness | None) -> Fraction:
    """Where music plays on and dips within half a second in the same pause, the bottom of that dip."""
    pause = _pause_at(sound, quiet)
    if loudness is None or pause is None:
        return sound
    near = pause.intersection(Span(max(Fraction(0), sound - _DIP_REACH_S), sound + _DIP_REACH_S))
    if near is None or _level(loudness, sound) < _AUDIBLE_LUFS:
        return sound
    steps = range((near.start_s / loudness.step_s).__ceil__(), (near.end_s / loudness.step_s).__floor__() + 1)
    lowest = min((step * loudness.step_s for step in steps), key=lambda at: _level(loudness, at), default=sound)
    return lowest if _level(loudness, lowest) <= _level(loudness, sound) - _DIP_LU else sound


def _level(loudness: Loudness, moment: Fraction) -> float:
    """Momentary loudness around a moment, in LUFS: the window of 400 ms that has it in its middle."""
    place = round((moment + Fraction(2, 10)) / loudness.step_s)
    return loudness.lufs[min(place, len(loudness.lufs) - 1)] if loudness.lufs else -70.0


def _within(quiet: list[Span], within: Span) -> Iterator[Fraction]:
    """The middle of each pause, and every 5 s of one that lasts long, away from the cuts that are there."""
    room = Span(within.start_s + _AWAY_FROM_CUTS_S, within.end_s - _AWAY_FROM_CUTS_S)
    for pause in quiet:
        inside = pause.intersection(room)
        if inside is None or pause.duration_s < _PAUSE_S - 2 * CLEAR_OF_SPEECH_S:
            continue
        count = max(1, int(inside.duration_s / (_LONGEST_BEAT_S / 2)))
        step = inside.duration_s / (count + 1)
        yield from (inside.start_s + step * number for number in range(1, count + 1))
