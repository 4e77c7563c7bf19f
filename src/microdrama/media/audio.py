"""Sound of a film as arrays: stereo at 48 kHz, placed exactly on the film's clock."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import av.error
import numpy as np
import numpy.typing as npt

from microdrama.domain.time import Span
from microdrama.media.decoding import Resampler, Timed, sounds
from microdrama.media.probe import Film, opened

Sound = npt.NDArray[np.float32]
"""(samples, 2) float32, -1 to 1, 48 kHz."""

RATE_HZ = 48_000
_LEAD_IN_S = Fraction(1, 4)  # decoders need a few packets before what they give is right
_DRIFT_SAMPLES = RATE_HZ // 50  # packet times may jitter by 20 ms before we believe in a gap
_NEVER = -(1 << 62)  # a sample number that no block begins at
_FADE_S = Fraction(1, 100)
_LAST_FADE_S = Fraction(3, 100)  # silence follows, where a shorter one could be heard as a click


def sample_of(moment: Fraction) -> int:
    """The sample that begins nearest to a moment."""
    return (moment * RATE_HZ + Fraction(1, 2)).__floor__()


def read_sound(film: Film, spans: Sequence[Span]) -> Sound:
    """The sound of the spans, one after the other, with 10 ms fades where one does not continue the other.

    Exactly as long as the spans are: what the film does not have (no track, a late start, an early end, damage)
    is silence; pictures decide whether a film is whole. A mono track sounds on both sides, surround is mixed down.
    """
    runs = _runs(spans)
    pieces = [np.zeros((sample_of(run.end_s) - sample_of(run.start_s), 2), np.float32) for run in runs]
    if film.audio is not None:
        with opened(film.path, film.demuxer) as container:
            for run, piece in zip(runs, pieces, strict=True):
                with contextlib.suppress(av.error.FFmpegError):
                    _fill(piece, container, run, film)
    for before, after in itertools.pairwise(pieces):
        _fade_join(before, after)
    return np.concatenate(pieces) if pieces else np.zeros((0, 2), np.float32)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a film's sound, and when it begins in an episode."""

    span: Span
    at: Fraction


def placed_sound(film: Film, pieces: Sequence[Piece], *, duration: Fraction) -> Sound:
    """Sound of `duration` seconds with each piece in its place, faded in and out over 10 ms unless it goes on.

    Silence where no piece lies; where two overlap, both are heard. What lies before zero or after the end is cut.
    """
    whole = np.zeros((sample_of(duration), 2), np.float32)
    for first, last in _continued(pieces):
        sound = read_sound(film, [Span(first.span.start_s, last.span.end_s)])
        _fade_edges(sound)
        begins = sample_of(first.at)
        skipped, at = max(0, -begins), max(0, begins)
        part = sound[skipped : skipped + max(0, len(whole) - at)]
        whole[at : at + len(part)] += part
    return whole


def followed_by_silence(sound: Sound, *, duration: Fraction) -> Sound:
    """A sound that fades out over its last 30 ms and is silent from there on, `duration` seconds in all."""
    whole = np.zeros((sample_of(duration), 2), np.float32)
    kept = min(len(sound), len(whole))
    whole[:kept] = sound[:kept]
    count = min(sample_of(_LAST_FADE_S), kept)
    whole[kept - count : kept] *= np.linspace(1, 0, count, dtype=np.float32)[:, None]
    return whole


def _continued(pieces: Sequence[Piece]) -> list[tuple[Piece, Piece]]:
    """The first and the last of each run of pieces that go on where the one before ended, in the film and here."""
    runs: list[tuple[Piece, Piece]] = []
    for piece in pieces:
        before = runs[-1][1] if runs else None
        goes_on = before is not None and piece.span.start_s == before.span.end_s
        if before is not None and goes_on and piece.at == before.at + before.span.duration_s:
            runs[-1] = (runs[-1][0], piece)
        else:
            runs.append((piece, piece))
    return runs


def _fade_edges(sound: Sound) -> None:
    count = min(sample_of(_FADE_S), len(sound) // 2)
    ramp = np.linspace(0, 1, count, dtype=np.float32)[:, None]
    sound[:count] *= ramp
    sound[len(sound) - count :] *= ramp[::-1]


def _runs(spans: Sequence[Span]) -> list[Span]:
    """The spans with those that continue one another made one, in the order given."""
    runs: list[Span] = []
    for span in spans:
        if runs and runs[-1].end_s == span.start_s:
            runs[-1] = Span(runs[-1].start_s, span.end_s)
        else:
            runs.append(span)
    return runs


def _fill(piece: Sound, container: Any, span: Span, film: Film) -> None:
    first = sample_of(span.start_s)
    lead_in = max(Fraction(0), span.start_s - _LEAD_IN_S)
    for start, block in _blocks(sounds(container, film, since=lead_in)):
        at = start - first
        if at >= len(piece):
            break
        skipped, at = max(0, -at), max(0, at)
        part = block[skipped : skipped + len(piece) - at]
        piece[at : at + len(part)] = part


def _blocks(timed: Timed) -> Iterator[tuple[int, Sound]]:
    """Blocks with the sample at which each begins, made contiguous where packet times only jitter."""
    resampler = Resampler("stereo", RATE_HZ)
    due = _NEVER
    for moment, frame in timed:
        stated = sample_of(moment)
        if abs(stated - due) > _DRIFT_SAMPLES:
            due = stated
        for block in resampler.resample(frame):
            yield due, block.to_ndarray().reshape(-1, 2)
            due += block.samples
    for block in resampler.resample(None):
        yield due, block.to_ndarray().reshape(-1, 2)
        due += block.samples


def _fade_join(before: Sound, after: Sound) -> None:
    """Take the click out of a join: 10 ms down, 10 ms up."""
    count = min(sample_of(_FADE_S), len(before), len(after))
    ramp = np.linspace(0, 1, count, dtype=np.float32)[:, None]
    before[len(before) - count :] *= ramp[::-1]
    after[:count] *= ramp
