"""Sound of a film as arrays: stereo at 48 kHz, placed exactly on the film's clock."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
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
_FADE_S = Fraction(1, 100)


def sample_of(moment: Fraction) -> int:
    """The sample that begins nearest to a moment."""
    return (moment * RATE_HZ + Fraction(1, 2)).__floor__()


def read_sound(film: Film, spans: Sequence[Span]) -> Sound:
    """The sound of the spans, one after the other, with 10 ms fades where one does not continue the other.

    Exactly as long as the spans are: what the film does not have (no track, a late start, an early end, damage)
    is silence; pictures decide whether a film is whole. A mono track sounds on both sides, surround is mixed down.
    """
    pieces = [np.zeros((sample_of(s.end_s) - sample_of(s.start_s), 2), np.float32) for s in spans]
    if film.audio is not None:
        with opened(film.path, film.demuxer) as container:
            for span, piece in zip(spans, pieces, strict=True):
                with contextlib.suppress(av.error.FFmpegError):
                    _fill(piece, container, span, film)
    for number in range(1, len(pieces)):
        if spans[number - 1].end_s != spans[number].start_s:
            _fade_join(pieces[number - 1], pieces[number])
    return np.concatenate(pieces) if pieces else np.zeros((0, 2), np.float32)


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
    expected: int | None = None
    for moment, frame in timed:
        stated = sample_of(moment)
        if expected is None or abs(stated - expected) > _DRIFT_SAMPLES:
            expected = stated
        for block in resampler.resample(frame):
            yield expected, block.to_ndarray().reshape(-1, 2)
            expected += block.samples
    for block in resampler.resample(None):
        yield expected or 0, block.to_ndarray().reshape(-1, 2)
        expected = (expected or 0) + block.samples


def _fade_join(before: Sound, after: Sound) -> None:
    """Take the click out of a join: 10 ms down, 10 ms up."""
    count = min(sample_of(_FADE_S), len(before), len(after))
    ramp = np.linspace(0, 1, count, dtype=np.float32)[:, None]
    before[len(before) - count :] *= ramp[::-1]
    after[:count] *= ramp
