"""Where somebody speaks: probabilities of voice made into spans, and a careful guess where no detector is."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import numpy.typing as npt

from microdrama.domain.time import Span, merged
from microdrama.ports.voice_finder import RATE_HZ, WINDOW_SAMPLES

_WINDOW = Fraction(WINDOW_SAMPLES, RATE_HZ)
_BEGINS, _GOES_ON = 0.5, 0.3
_SHORTEST_S = Fraction(1, 10)
_BREATH_S = Fraction(1, 5)  # a gap within a phrase, not a pause
_PADDING_S = Fraction(6, 100)  # detectors come late to a soft beginning and leave early


def speech_spans(probabilities: list[float], *, duration: Fraction) -> list[Span]:
    """Spans of speech from the probability of voice in windows of 32 ms from 0, in order, inside the film.

    Speech begins at 0.5 and lasts while it stays above 0.3; gaps up to 0.2 s belong to it; each span gets
    60 ms on both sides.
    """
    raw: list[Span] = []
    begin: int | None = None
    for window, probability in enumerate([*probabilities, 0.0]):
        if begin is None and probability >= _BEGINS:
            begin = window
        elif begin is not None and probability < _GOES_ON:
            raw.append(Span(begin * _WINDOW, window * _WINDOW))
            begin = None
    phrases = [span for span in merged(raw, gap=_BREATH_S) if span.duration_s >= _SHORTEST_S]
    padded = merged(span.widened(_PADDING_S) for span in phrases)
    whole = Span(Fraction(0), duration)
    return [inside for span in padded if (inside := span.intersection(whole))]


class EnergyVoiceFinder:
    """Takes every sound clearly above the quiet of its surroundings for voice.

    Stands in where the model is not installed: it keeps cuts out of speech (and of much else), because what
    it calls a pause is quiet. The floor is the 10th percentile of the last 30 s, and the film is taken to come
    out of silence: what is there from the beginning counts as voice until a quieter stretch is known.
    """

    _MEMORY = 940
    _MARGIN_DB = 9.0
    _SILENCE_DB = -55.0

    def __init__(self) -> None:
        self._rest = np.zeros(0, np.float32)
        self._levels = np.full(self._MEMORY, self._SILENCE_DB)

    def hear(self, sound: npt.NDArray[np.float32]) -> list[float]:
        """See `ports.voice_finder.VoiceFinder.hear`."""
        whole = np.concatenate([self._rest, sound])
        count = len(whole) // WINDOW_SAMPLES
        self._rest = whole[count * WINDOW_SAMPLES :]
        windows = whole[: count * WINDOW_SAMPLES].reshape(count, WINDOW_SAMPLES)
        levels = 10 * np.log10(np.mean(np.square(windows), axis=1) + 1e-10)
        return [self._probability(float(level)) for level in levels]

    def _probability(self, level: float) -> float:
        self._levels = np.append(self._levels[1:], level)
        floor = max(self._SILENCE_DB, float(np.partition(self._levels, self._MEMORY // 10)[self._MEMORY // 10]))
        return 1.0 if level > min(floor + self._MARGIN_DB, -25.0) else 0.0
