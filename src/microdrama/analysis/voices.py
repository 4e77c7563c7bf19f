"""What a voice sounds like: mel spectra, and a plain embedder that needs no model."""

from __future__ import annotations

import functools
import math
from typing import Any

import numpy as np
import numpy.typing as npt

from microdrama.ports.voice_embedder import RATE_HZ

_FRAME, _HOP, _TRANSFORM = 400, 160, 512
_BANDS = 40
_LINEAR_TO_HZ, _HZ_A_MEL = 1000.0, 200.0 / 3
_CEPSTRA, _WAVES = 12, 256
_TIMBRE_WEIGHT, _PITCH_WEIGHT = 0.08, 2.2
_PIECE = 1024
_USUAL_PITCH_HZ = 150.0
_LOG_STEP = math.log(6.4) / 27


def log_mels(windows: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """(windows, samples) float32 at 16 kHz to (windows, frames, 40): log10 of the power in Slaney's mel bands.

    Frames of 25 ms (Hamming) every 10 ms, none reaching over an end; the scale is that of Slaney's Auditory
    Toolbox (1998): linear to 1 kHz, logarithmic above, bands of equal area.
    """
    frames = np.lib.stride_tricks.sliding_window_view(windows, _TRANSFORM, axis=1)[:, ::_HOP]
    shape = np.zeros(_TRANSFORM, np.float32)
    edge = (_TRANSFORM - _FRAME) // 2
    shape[edge : edge + _FRAME] = 0.54 - 0.46 * np.cos(2 * np.pi * np.arange(_FRAME) / _FRAME)
    powers = np.square(np.abs(np.fft.rfft(frames * shape, axis=2))).astype(np.float32)
    return np.log10(powers @ _bands().T + 1e-10).astype(np.float32)


@functools.cache
def _bands() -> npt.NDArray[np.float32]:
    """(40, 257): triangles over the bins of the transform."""
    top = _LINEAR_TO_HZ / _HZ_A_MEL + math.log(RATE_HZ / 2 / _LINEAR_TO_HZ) / _LOG_STEP
    mels: npt.NDArray[np.float64] = np.linspace(0, top, _BANDS + 2)
    bent: npt.NDArray[np.float64] = _LINEAR_TO_HZ * np.exp(_LOG_STEP * (mels - _LINEAR_TO_HZ / _HZ_A_MEL))
    corners: npt.NDArray[np.float64] = np.where(mels < _LINEAR_TO_HZ / _HZ_A_MEL, mels * _HZ_A_MEL, bent)
    bins: npt.NDArray[np.float64] = np.linspace(0, RATE_HZ / 2, _TRANSFORM // 2 + 1)
    left = corners[:_BANDS, None]
    middle = corners[1:-1, None]
    right = corners[2:, None]
    triangles = np.minimum((bins - left) / (middle - left), (right - bins) / (right - middle))
    return np.asarray(np.maximum(0, triangles) * 2 / (right - left), np.float32)


def levelled(windows: npt.NDArray[Any]) -> npt.NDArray[np.float32]:
    """Windows at the same loudness, -26 dBFS root mean square; silence stays silent."""
    level = np.sqrt(np.mean(np.square(windows, dtype=np.float32), axis=1, keepdims=True))
    return np.where(level > 1e-5, windows * (0.05 / np.maximum(level, 1e-5)), 0).astype(np.float32)


class PlainVoiceEmbedder:
    """Knows a voice by its pitch and its mean timbre: what is used where the model is not installed.

    Much weaker than a network that learned from thousands of people: it parts a low voice from a high one, and
    mixes up two of the same kind. The twelve cepstra and the pitch are weighed so that a third of an octave of
    pitch, or the difference between two throats, takes the cosine to about a half.
    """

    alike = 0.5

    def embed(self, windows: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """See `ports.voice_embedder.VoiceEmbedder.embed`."""
        if not len(windows):
            return np.zeros((0, 2 * _WAVES), np.float32)
        mels = log_mels(levelled(windows))
        loud = mels.mean(axis=2)
        heard = loud >= np.quantile(loud, 0.4, axis=1, keepdims=True)
        timbre = (mels * heard[..., None]).sum(axis=1) / heard.sum(axis=1, keepdims=True)
        number = np.arange(1, _CEPSTRA + 1)[:, None]
        waves = np.cos(np.pi * number * (np.arange(_BANDS) + 0.5) / _BANDS)
        features = np.column_stack([_TIMBRE_WEIGHT * (timbre @ waves.T), _PITCH_WEIGHT * _pitch(levelled(windows))])
        turns = features @ np.random.default_rng(0).normal(size=(_CEPSTRA + 1, _WAVES))
        return (np.concatenate([np.cos(turns), np.sin(turns)], axis=1) / np.sqrt(_WAVES)).astype(np.float32)


def _pitch(windows: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
    """(windows,): log2 of the median pitch in Hz, from the autocorrelation of pieces of 64 ms, 60 to 400 Hz."""
    pieces = np.lib.stride_tricks.sliding_window_view(windows, _PIECE, axis=1)[:, :: _PIECE // 2]
    powers = np.square(np.abs(np.fft.rfft(pieces, 2 * _PIECE, axis=2)))
    likeness = np.fft.irfft(powers, axis=2)[..., : RATE_HZ // 60]
    likeness /= np.maximum(likeness[..., :1], 1e-9) * (1 - np.arange(RATE_HZ // 60) / _PIECE)
    likeness[..., : RATE_HZ // 400] = 0
    lags = np.argmax(likeness, axis=2) + 0.0
    lags[np.max(likeness, axis=2) < 0.4] = np.nan
    known = ~np.isnan(lags).all(axis=1)
    pitch = np.full(len(windows), np.log2(_USUAL_PITCH_HZ))
    pitch[known] = np.log2(RATE_HZ / np.nanmedian(lags[known], axis=1))
    return pitch
