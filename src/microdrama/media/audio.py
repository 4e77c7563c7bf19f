"""Sound of a film as arrays: stereo at 48 kHz, placed exactly on the film's clock."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

import av
import av.audio.resampler
import numpy as np
import numpy.typing as npt

from microdrama.domain.time import Span
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
    """The sound of the spans, one after the other, with 10 ms fades where they meet.

    Exactly as long as the spans are: what the film does not have (no track, a late start, an early end) is
    silence. A mono track sounds on both sides, surround is mixed down.
    """
    pieces = [np.zeros((sample_of(s.end_s) - sample_of(s.start_s), 2), np.float32) for s in spans]
    if film.audio is not None:
        with opened(film.path, film.demuxer) as container:
            stream = container.streams[film.audio]
            for span, piece in zip(spans, pieces, strict=True):
                _fill(piece, container, stream, span, film)
    for before, after in zip(pieces, pieces[1:], strict=False):
        _fade_join(before, after)
    return np.concatenate(pieces) if pieces else np.zeros((0, 2), np.float32)


def _fill(piece: Sound, container: Any, stream: Any, span: Span, film: Film) -> None:
    base = Fraction(stream.time_base.numerator, stream.time_base.denominator)
    begin = max(Fraction(0), span.start_s - _LEAD_IN_S) + film.origin
    container.seek(int(begin / base), stream=stream, backward=True, any_frame=False)
    first = sample_of(span.start_s)
    for moment, block in _blocks(container.decode(stream), base):
        at = sample_of(moment - film.origin) - first
        if at >= len(piece):
            break
        skipped, at = max(0, -at), max(0, at)
        part = block[skipped : skipped + len(piece) - at]
        piece[at : at + len(part)] = part


def _blocks(frames: Iterator[Any], base: Fraction) -> Iterator[tuple[Fraction, Sound]]:
    """Decoded blocks with their times, made contiguous where packet times only jitter."""
    resampler = av.audio.resampler.AudioResampler("flt", "stereo", RATE_HZ)
    expected: int | None = None
    for frame in _until_damage(frames):
        if frame.pts is not None:
            stated = sample_of(frame.pts * base)
            if expected is None or abs(stated - expected) > _DRIFT_SAMPLES:
                expected = stated
        for block in resampler.resample(frame):
            samples = block.to_ndarray().reshape(-1, 2)
            expected = expected or 0
            yield Fraction(expected, RATE_HZ), samples
            expected += len(samples)


def _until_damage(frames: Iterator[Any]) -> Iterator[Any]:
    """Sound that breaks off is silence from there on; pictures decide whether a film is whole."""
    try:
        yield from frames
    except av.error.FFmpegError:
        return


def _fade_join(before: Sound, after: Sound) -> None:
    """Take the click out of a join: 10 ms down, 10 ms up."""
    count = min(sample_of(_FADE_S), len(before), len(after))
    ramp = np.linspace(0, 1, count, dtype=np.float32)[:, None]
    before[len(before) - count :] *= ramp[::-1]
    after[:count] *= ramp
