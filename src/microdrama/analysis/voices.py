"""What a voice sounds like: mel spectra, and a plain embedder that needs no model."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np
import numpy.typing as npt

from microdrama.ports.voice_embedder import RATE_HZ

_FRAME, _HOP, _TRANSFORM = 400, 160, 512
_BANDS = 40
_LINEAR_TO_HZ, _HZ_A_MEL = 1000.0, 200.0 / 3
_LOG_STEP = np.log(6.4) / 27


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
    top = _LINEAR_TO_HZ / _HZ_A_MEL + np.log(RATE_HZ / 2 / _LINEAR_TO_HZ) / _LOG_STEP
    mels: Any = np.linspace(0, top, _BANDS + 2)
    bent: Any = _LINEAR_TO_HZ * np.exp(_LOG_STEP * (mels - _LINEAR_TO_HZ / _HZ_A_MEL))
    corners: Any = np.where(mels < _LINEAR_TO_HZ / _HZ_A_MEL, mels * _HZ_A_MEL, bent)
    bins: Any = np.linspace(0, RATE_HZ / 2, _TRANSFORM // 2 + 1)
    left, middle, right = (corners[n : n + _BANDS, None] for n in range(3))
    rising, falling = (bins - left) / (middle - left), (right - bins) / (right - middle)
    return (np.maximum(0, np.minimum(rising, falling)) * 2 / (right - left)).astype(np.float32)


def levelled(windows: npt.NDArray[Any]) -> npt.NDArray[np.float32]:
    """Windows at the same loudness, -26 dBFS root mean square; silence stays silent."""
    level = np.sqrt(np.mean(np.square(windows, dtype=np.float32), axis=1, keepdims=True))
    return np.where(level > 1e-5, windows * (0.05 / np.maximum(level, 1e-5)), 0).astype(np.float32)
