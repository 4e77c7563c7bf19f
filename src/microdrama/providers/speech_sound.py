"""What is done to a voice's sound after it was made: another throat, a whisper, a sob, one loudness, clean edges.

Everything here is mono float32 at RATE_HZ, -1 to 1.
"""

from __future__ import annotations

import functools
from typing import Any

import numpy as np
import numpy.typing as npt

Sound = npt.NDArray[np.float32]
"""(samples,) float32, mono, -1 to 1."""

RATE_HZ = 24_000
WINDOW_S = 0.01
_WINDOW = round(RATE_HZ * WINDOW_S)
_REST_S = 0.03
_FADE_S = 0.004
_VOICED_LEVEL = 10 ** (-21 / 20)
_AUDIBLE = 10 ** (-29 / 20)  # of the level of what is voiced
_KNEE = 0.55
_SHORT_GAP = 6  # windows: the closure of a plosive is no pause
_FRAME = 768


def levels(sound: Sound) -> Sound:
    """Root mean square of each 10 ms, the last one padded with silence."""
    count = -(-len(sound) // _WINDOW)
    padded = np.zeros(count * _WINDOW, np.float32)
    padded[: len(sound)] = sound
    return np.sqrt(np.square(padded).reshape(count, _WINDOW).mean(axis=1))


def voiced_level(sound: Sound) -> float:
    """Root mean square of the louder windows; 0 for silence."""
    loud = levels(sound)
    if not len(loud) or not loud.max() > 0:
        return 0.0
    return float(np.sqrt(np.mean(np.square(loud[loud > loud.max() / 10]))))


def audible(sound: Sound) -> npt.NDArray[np.bool_]:
    """Of each 10 ms whether speech is heard in it: 29 dB below what is voiced, short gaps filled."""
    loud = levels(sound)
    heard = loud > max(voiced_level(sound) * _AUDIBLE, 1e-5)
    edges = np.flatnonzero(np.diff(heard.astype(np.int8), prepend=0, append=0))
    for end, start in zip(edges[1::2], edges[2::2], strict=False):
        if start - end < _SHORT_GAP:
            heard[end:start] = True
    return heard


def trimmed(sound: Sound) -> tuple[Sound, float]:
    """The sound from 30 ms before anything is heard to 30 ms after, and how many seconds were cut at its start.

    Where there is less than 30 ms, silence is added and the seconds are negative. Silence comes back empty.
    """
    heard = np.flatnonzero(audible(sound))
    if not len(heard):
        return np.zeros(0, np.float32), 0.0
    rest = round(_REST_S * RATE_HZ)
    first, last = int(heard[0]) * _WINDOW - rest, min((int(heard[-1]) + 1) * _WINDOW, len(sound)) + rest
    padded = np.pad(sound[max(0, first) : last], (max(0, -first), max(0, last - len(sound))))
    fade = np.linspace(0, 1, round(_FADE_S * RATE_HZ), dtype=np.float32)
    padded[: len(fade)] *= fade
    padded[len(padded) - len(fade) :] *= fade[::-1]
    return padded.astype(np.float32), first / RATE_HZ


def evened(sound: Sound, *, gain_db: float = 0.0) -> Sound:
    """What is voiced at -21 dB, and `gain_db` more; peaks bend softly and stay below 1."""
    level = voiced_level(sound)
    if level == 0:
        return sound
    scaled = sound * np.float32(_VOICED_LEVEL / level * 10 ** (gain_db / 20))
    over = np.maximum(np.abs(scaled) - _KNEE, 0)
    room = 1 - _KNEE - 0.02
    return np.where(over > 0, np.sign(scaled) * (_KNEE + room * np.tanh(over / room)), scaled).astype(np.float32)


@functools.cache
def _signal() -> Any:
    """Loaded where sound is made: who only asks which voices there are should not wait half a second for it."""
    import scipy.signal  # noqa: PLC0415

    return scipy.signal


def resampled(sound: npt.NDArray[Any], up: int, down: int) -> Sound:
    """The same sound with `up` samples for each `down`."""
    return np.asarray(_signal().resample_poly(sound, up, down), np.float32)


def resized(sound: Sound, ratio: float) -> Sound:
    """Another body: pitch and throat move together by `ratio`, and the sound is that much shorter."""
    if abs(ratio - 1) < 1e-3 or not len(sound):
        return sound
    up, down = 200, round(200 * ratio)
    return resampled(sound, up, down)


def sobbing(sound: Sound, *, depth: float, hertz: float = 5.3) -> Sound:
    """A trembling voice: loudness and pitch waver by `depth` (0 to 1)."""
    if depth <= 0 or not len(sound):
        return sound
    seconds = np.arange(len(sound)) / RATE_HZ
    phase = 2 * np.pi * hertz * seconds + 1.3 * np.sin(2 * np.pi * 0.7 * seconds)
    places = np.arange(len(sound)) + depth * 0.0011 * RATE_HZ * np.sin(phase)
    bent = np.interp(places, np.arange(len(sound)), sound)
    return (bent * (1 - depth * 0.32 * (0.5 - 0.5 * np.cos(phase)))).astype(np.float32)


def whispered(sound: Sound, *, share: float) -> Sound:
    """The same words on breath: each frame's smoothed spectrum filled with noise; `share` (0 to 1) of it is breath."""
    if share <= 0 or len(sound) < _FRAME:
        return sound
    import scipy.ndimage  # noqa: PLC0415 (as above)

    images: Any = scipy.ndimage
    _, _, spectrum = _signal().stft(sound, nperseg=_FRAME, noverlap=_FRAME * 3 // 4)
    envelope = np.sqrt(images.uniform_filter1d(np.square(np.abs(spectrum)), 11, axis=0, mode="nearest"))
    hertz = np.linspace(0, RATE_HZ / 2, len(envelope))[:, None]
    # without a voice there is nothing below 400 Hz, and the rest is as bright as breath
    tilt = np.clip((hertz - 150) / 500, 0.05, 1) * np.sqrt(np.clip(hertz / 1200, 0.25, 3.5))
    rng = np.random.default_rng(0)
    noise = rng.standard_normal((*envelope.shape, 2)).view(np.complex128)[..., 0] * np.sqrt(0.5)
    _, breath = _signal().istft(envelope * tilt * noise, nperseg=_FRAME, noverlap=_FRAME * 3 // 4)
    breath = np.pad(breath, (0, max(0, len(sound) - len(breath))))[: len(sound)]
    loudness = np.sqrt(np.mean(np.square(sound)) / max(float(np.mean(np.square(breath))), 1e-12))
    return (sound * (1 - share) + breath * loudness * share).astype(np.float32)


def pressed(sound: Sound, *, drive: float) -> Sound:
    """A raised voice: brighter above 1.8 kHz and a little hoarse by `drive` (0 to 1)."""
    if drive <= 0 or not len(sound):
        return sound
    high = _signal().sosfilt(_signal().butter(1, 1800, "highpass", fs=RATE_HZ, output="sos"), sound)
    bright = sound + drive * 0.8 * high
    level = max(voiced_level(bright.astype(np.float32)), 1e-9)
    hoarse = np.tanh(bright / level * (0.4 + 0.5 * drive)) * level
    return ((1 - 0.5 * drive) * bright + 0.5 * drive * hoarse).astype(np.float32)
