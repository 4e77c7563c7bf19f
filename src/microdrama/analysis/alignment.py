"""Subtitles fitted to the sound of a film: moved, stretched, and every word given its time.

Subtitles made for another release are seconds off, and drift where that release ran at another speed (25 pictures
a second instead of 23.976). Which shift and which of the few usual ratios fit is found by correlating when
subtitles stand with when somebody speaks, as alignment tools for subtitles have long done.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt

from microdrama.analysis.subtitles import Cue, SubtitleError, language_of, read_subtitles, words_of
from microdrama.domain.findings import Line, Word
from microdrama.domain.time import Span

_STEP = 50  # points a second
_LONGEST_FILM_S = 24 * 3600
_FARTHEST_S = 120
_APART_S = 3
# Of 30 unrelated pairs of subtitles and speech, made from seeds, the highest stood at 6.6 with a correlation of 0.33;
# of 30 that belong together and were disturbed, the lowest at 7.6 and 0.5.
_LEAST_HEIGHT, _LEAST_CORRELATION, _BEYOND_DOUBT = 6.0, 0.35, 9.0
_FEW_CUES, _LITTLE_SPEECH_S = 8, Fraction(10)
_ENOUGH_CUES, _ENOUGH_SPEECH_S = 20, Fraction(30)
_PREFERENCE = 0.99  # in films of five minutes a tenth of a percent cannot be told from none; in ten minutes it can
_ONSET_REACH_S, _ONSET_PAUSE_S = Fraction(4, 5), Fraction(3, 10)
_LEAST_ONSETS = 5
_SNAP_S, _LINGERING_S = Fraction(7, 10), Fraction(3, 2)
_LEAST_S = Fraction(1, 10)
_SENTENCE_BONUS = 0.1

_NTSC = Fraction(24000, 1001)
_RATIOS = {
    Fraction(1): "",
    25 / _NTSC: "25/23.976",
    _NTSC / 25: "23.976/25",
    24 / _NTSC: "24/23.976",
    _NTSC / 24: "23.976/24",
    Fraction(25, 24): "25/24",
    Fraction(24, 25): "24/25",
}

Points = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Alignment:
    """How the clock of subtitles becomes that of the film: moment * ratio + offset_s.

    `confidence` is 0 to 1: how far the fit stands out among all other shifts and ratios. `checked` is False where
    there was too little to compare; the subtitles are then used as they are.
    """

    offset_s: Fraction = Fraction(0)
    ratio: Fraction = Fraction(1)
    confidence: float = 0.0
    checked: bool = False

    def film_time(self, moment: Fraction) -> Fraction:
        """The film's moment for one of the subtitles, to the millisecond."""
        return Fraction(round((moment * self.ratio + self.offset_s) * 1000), 1000)

    def __str__(self) -> str:
        """One sentence for a person."""
        if not self.checked:
            return "There was too little speech to compare the subtitles with; they are used as they are."
        moved = f"moved by {float(self.offset_s):+.2f} s" if abs(self.offset_s) >= Fraction(1, 20) else ""
        stretched = f"stretched by {_RATIOS[self.ratio]}" if self.ratio != 1 else ""
        changes = " and ".join(filter(None, [moved, stretched]))
        return f"The subtitles were {changes} to fit the sound." if changes else "The subtitles fit the sound."


@dataclass(frozen=True, slots=True)
class Subtitled:
    """Lines of dialogue out of a subtitle file, their language as a BCP 47 tag, and how they were aligned."""

    language: str | None
    lines: list[Line]
    alignment: Alignment


def subtitled(path: Path, *, speech: Sequence[Span], duration: Fraction, language: str | None = None) -> Subtitled:
    """The dialogue of a film from a subtitle file (SRT, WebVTT, ASS), aligned to where somebody speaks.

    `speech` in order, inside `duration`, the film's seconds. Without `language` it is found out from the text.
    Raises SubtitleError for a file that cannot be read, or that belongs to another film.
    """
    cues = read_subtitles(path)
    alignment = align(cues, speech, duration=duration)
    if alignment is None:
        raise SubtitleError(
            f"The subtitles {path.name} do not fit the sound of this film, however they are moved; "
            f"choose those of this film, or none to have the words heard instead."
        )
    lines = lines_from(cues, alignment, speech, duration=duration)
    return Subtitled(language or language_of([cue.text for cue in cues]), lines, alignment)


# --- one shift and one ratio for all


def align(cues: Sequence[Cue], speech: Sequence[Span], *, duration: Fraction) -> Alignment | None:
    """The shift (up to 120 s either way) and the ratio with which cues fit speech best; None where nothing fits.

    Fewer than 20 cues or 30 s of speech prove little and are never refused; fewer than 8 or 10 s are not moved.
    Both come in order. `duration` is the film's, in seconds.
    """
    heard_s = sum((span.duration_s for span in speech), Fraction(0))
    if len(cues) < _FEW_CUES or heard_s < _LITTLE_SPEECH_S:
        return Alignment()
    size = int((min(duration, _LONGEST_FILM_S) + _FARTHEST_S) * _STEP) + 1
    voice = _activity([(s.start_s, s.end_s) for s in speech], size)
    scored = {ratio: _scores(cues, ratio, voice, size) for ratio in _RATIOS}
    best = max(scored, key=lambda ratio: float(scored[ratio].max()))
    height = _standing_out(scored, best, float(cues[-1].end_s))
    alike = float(scored[best].max()) >= _LEAST_CORRELATION or height >= _BEYOND_DOUBT
    if height < _LEAST_HEIGHT or not alike:
        return None if len(cues) >= _ENOUGH_CUES and heard_s >= _ENOUGH_SPEECH_S else Alignment()
    if scored[Fraction(1)].max() >= _PREFERENCE * scored[best].max():
        best = Fraction(1)
    offset = _by_onsets(cues, speech, best, _shift(scored[best]))
    confidence = min(1.0, (height - _LEAST_HEIGHT) / _LEAST_HEIGHT)
    return Alignment(_to_milliseconds(offset), best, round(confidence, 3), checked=True)


def _shift(values: Points) -> Fraction:
    """The shift that scores best."""
    return Fraction(int(values.argmax()) - _FARTHEST_S * _STEP, _STEP)


def _activity(spans: Sequence[tuple[Fraction, Fraction]], size: int) -> Points:
    """1 where a span is, 0 elsewhere, at each fiftieth of a second."""
    points = np.zeros(size, np.float32)
    for start, end in spans:
        points[max(0, round(start * _STEP)) : max(0, round(end * _STEP))] = 1
    return points


def _scores(cues: Sequence[Cue], ratio: Fraction, voice: Points, size: int) -> Points:
    """The correlation of cues with the voice for every shift from -120 to 120 s."""
    shift = _FARTHEST_S * _STEP
    text = _activity([(cue.start_s * ratio, cue.end_s * ratio) for cue in cues], size)
    length = 1 << (size + shift).bit_length()
    heard, read = np.fft.rfft(_levelled(voice), length), np.fft.rfft(_levelled(text), length)
    product = np.fft.irfft(heard * np.conj(read), length)
    norm = float(np.linalg.norm(_levelled(voice)) * np.linalg.norm(_levelled(text)))
    lags = np.concatenate([product[-shift:], product[: shift + 1]])
    return (lags / max(norm, 1e-9)).astype(np.float32)


def _levelled(points: Points) -> Points:
    """Without its mean between the first and the last that is there."""
    there = np.flatnonzero(points)
    if not len(there):
        return points
    inside = slice(int(there[0]), int(there[-1]) + 1)
    result = np.zeros_like(points)
    result[inside] = points[inside] - points[inside].mean()
    return result


def _standing_out(scored: dict[Fraction, Points], ratio: Fraction, last_s: float) -> float:
    """How many standard deviations the best fit lies above all that are not beside it.

    Beside it is what is at most 3 s away, and as much more as another ratio moves the last cue.
    """
    place = int(scored[ratio].argmax())
    others: list[Points] = []
    for other, values in scored.items():
        near = round((_APART_S + abs(float(other - ratio)) * last_s) * _STEP)
        others += [values[: max(0, place - near)], values[place + near :]]
    rest = np.concatenate(others)
    return float((scored[ratio][place] - rest.mean()) / max(float(rest.std()), 1e-6))


def _by_onsets(cues: Sequence[Cue], speech: Sequence[Span], ratio: Fraction, offset: Fraction) -> Fraction:
    """A better shift: with it the middle one of all cues after a pause begins just when speech does.

    Cues outlast what is said, so that they overlap most a little too early; their beginnings are exact.
    """
    before = Span(Fraction(-1), Fraction(-1))
    onsets = [b.start_s for a, b in pairwise([before, *speech]) if _paused(a.end_s, b.start_s)]
    rests = [b.start_s for a, b in pairwise(cues) if _paused(a.end_s, b.start_s)]
    begins = [moment * ratio + offset for moment in [cues[0].start_s, *rests]]
    apart = [found - moment for moment in begins if (found := _nearest(onsets, moment)) is not None]
    close = sorted(difference for difference in apart if abs(difference) <= _ONSET_REACH_S)
    return offset + close[len(close) // 2] if len(close) >= _LEAST_ONSETS else offset


def _paused(end: Fraction, start: Fraction) -> bool:
    return start - end >= _ONSET_PAUSE_S


def _nearest(moments: Sequence[Fraction], moment: Fraction) -> Fraction | None:
    """The nearest of some moments in order."""
    at = bisect_left(moments, moment)
    return min(moments[max(0, at - 1) : at + 1], key=lambda m: abs(m - moment), default=None)


def _to_milliseconds(moment: Fraction) -> Fraction:
    return Fraction(round(moment * 1000), 1000)


# --- every cue and every word


def lines_from(cues: Sequence[Cue], alignment: Alignment, speech: Sequence[Span], *, duration: Fraction) -> list[Line]:
    """The lines of a film: each cue in its place, its edges on edges of speech nearby, its words over the speech.

    A cue begins where speech does within 0.7 s and its own first half, and ends where speech does up to 0.7 s later or
    1.5 s earlier. Words share the time by their letters and never lie across a pause; where no speech was heard in a
    cue they are spread over all of it. Cues beyond the film are left out.
    """
    moved = [replace(c, start_s=alignment.film_time(c.start_s), end_s=alignment.film_time(c.end_s)) for c in cues]
    inside = [c for c in moved if c.end_s > _LEAST_S and c.start_s < duration - _LEAST_S]
    begins = [*_begins(inside, speech), duration]
    lines: list[Line] = []
    at = 0
    for cue, begin, limit in zip(inside, begins, begins[1:], strict=False):
        end = min(_end(cue, speech), limit)
        if end - begin < _LEAST_S:
            continue
        while at < len(speech) and speech[at].end_s <= begin:
            at += 1
        heard: list[Span] = []
        for span in speech[at:]:
            part = span.intersection(Span(begin, end))
            if part is None:
                break
            heard.append(part)
        lines.append(_line(cue, heard or [Span(begin, end)], Span(begin, end)))
    return lines


def _begins(cues: Sequence[Cue], speech: Sequence[Span]) -> list[Fraction]:
    """When each cue begins to be said, in order: at the onset of speech nearest to it, if there is one near."""
    onsets = [span.start_s for span in speech]
    result: list[Fraction] = []
    for cue in cues:
        earliest = result[-1] + _LEAST_S if result else Fraction(0)
        own = max(cue.start_s, earliest)
        found = _nearest(onsets, cue.start_s)
        latest = min(cue.start_s + _SNAP_S, (cue.start_s + cue.end_s) / 2)
        near = found is not None and max(earliest, cue.start_s - _SNAP_S) <= found <= latest
        result.append(found if near and found is not None else own)
    return result


def _end(cue: Cue, speech: Sequence[Span]) -> Fraction:
    """When the last word of a cue is over: cues stay after it, and now and then leave a little early."""
    at = bisect_left(speech, cue.end_s, key=lambda span: span.end_s)
    if at < len(speech) and speech[at].start_s < cue.end_s:
        return speech[at].end_s if speech[at].end_s - cue.end_s <= _SNAP_S else cue.end_s
    last = speech[at - 1].end_s if at else Fraction(0)
    return last if last > cue.start_s and cue.end_s - last <= _LINGERING_S else cue.end_s


def _line(cue: Cue, heard: list[Span], whole: Span) -> Line:
    words = spread(words_of(cue.text), heard)
    return Line(start_s=whole.start_s, end_s=whole.end_s, text=cue.text, speaker=cue.speaker, words=words)


def spread(words: Sequence[str], heard: Sequence[Span]) -> list[Word]:
    """Words over spans of speech by their letters, none across a pause; ends of sentences are drawn to pauses."""
    weights = [Fraction(sum(sign.isalnum() for sign in word) + 1) for word in words]
    total_s = sum((span.duration_s for span in heard), Fraction(0))
    total = sum(weights, Fraction(0))
    breaks, gone = [0], Fraction(0)
    for span in heard[:-1]:
        gone += span.duration_s
        breaks.append(_break(words, weights, float(total * gone / total_s), breaks[-1]))
    breaks.append(len(words))
    result: list[Word] = []
    for span, first, last in zip(heard, breaks, breaks[1:], strict=False):
        share = sum(weights[first:last], Fraction(0))
        at, done = span.start_s, Fraction(0)
        for word, weight in zip(words[first:last], weights[first:last], strict=True):
            done += weight
            until = _to_microseconds(span.start_s + span.duration_s * done / share)
            result.append(Word(start_s=at, end_s=until, text=word))
            at = until
    return result


def _break(words: Sequence[str], weights: Sequence[Fraction], wanted: float, first: int) -> int:
    """After how many words the pause comes that should come after `wanted` letters."""
    bonus = _SENTENCE_BONUS * float(sum(weights))
    done = float(sum(weights[:first]))
    best, cost = first, abs(done - wanted)
    for number in range(first, len(words)):
        done += float(weights[number])
        ends = words[number].endswith((".", "!", "?", ",", ";", ":", "…", "。", "！", "？", "，", "、"))
        if (away := abs(done - wanted) - (bonus if ends else 0.0)) < cost:
            best, cost = number + 1, away
    return best


def _to_microseconds(moment: Fraction) -> Fraction:
    return Fraction(round(moment * 1_000_000), 1_000_000)
