"""What sound is made of where nothing is recorded: noise, tones, filters, envelopes, rooms, places left and right.

Mono is (samples,) float64, stereo (samples, 2) float64; levels are of full scale 1.
"""

from __future__ import annotations

import functools
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.signal

_signal: Any = scipy.signal  # its types are partly unknown

Mono = npt.NDArray[np.float64]
Stereo = npt.NDArray[np.float64]
Sound = npt.NDArray[np.float32]
"""(samples, 2) float32, -1 to 1."""


def seconds(duration_s: float, rate_hz: int) -> Mono:
    """The moment of each sample."""
    return np.arange(round(duration_s * rate_hz)) / rate_hz


def noise(rng: np.random.Generator, duration_s: float, rate_hz: int) -> Mono:
    """White noise with a root mean square of 1."""
    return rng.standard_normal(round(duration_s * rate_hz))


def low(sound: Any, hertz: float, rate_hz: int, *, order: int = 2) -> Any:
    """What lies below a frequency; along the first axis."""
    return _signal.sosfilt(_sections("lowpass", (hertz,), rate_hz, order), sound, axis=0)


def high(sound: Any, hertz: float, rate_hz: int, *, order: int = 2) -> Any:
    """What lies above a frequency; along the first axis."""
    return _signal.sosfilt(_sections("highpass", (hertz,), rate_hz, order), sound, axis=0)


def band(sound: Any, lowest: float, highest: float, rate_hz: int, *, order: int = 1) -> Any:
    """What lies between two frequencies; along the first axis."""
    return _signal.sosfilt(_sections("bandpass", (lowest, highest), rate_hz, order), sound, axis=0)


@functools.lru_cache(maxsize=256)
def _sections(kind: str, hertz: tuple[float, ...], rate_hz: int, order: int) -> Any:
    edges = [min(edge, 0.45 * rate_hz) for edge in hertz]
    return _signal.butter(order, edges if len(edges) > 1 else edges[0], kind, fs=rate_hz, output="sos")


def decay(duration_s: float, rate_hz: int, *, attack_s: float = 0.002, fall_s: float = 0.2) -> Mono:
    """An envelope that rises within `attack_s` and falls to a third every `fall_s`, to nothing at its end."""
    when = seconds(duration_s, rate_hz)
    rise = 0.5 - 0.5 * np.cos(np.pi * np.minimum(when / max(attack_s, 1e-4), 1))
    return rise * np.exp(-when / fall_s) * _last(len(when), rate_hz)


def arch(duration_s: float, rate_hz: int, *, rise_s: float, fall_s: float) -> Mono:
    """An envelope that swells, stays, and fades, all smoothly."""
    when = seconds(duration_s, rate_hz)
    up = np.clip(when / max(rise_s, 1e-4), 0, 1)
    down = np.clip((duration_s - when) / max(fall_s, 1e-4), 0, 1)
    return np.sin(np.pi / 2 * up) ** 2 * np.sin(np.pi / 2 * down) ** 2


def _last(count: int, rate_hz: int) -> Mono:
    fade = min(count, round(0.02 * rate_hz))
    shape = np.ones(count)
    shape[count - fade :] = np.cos(np.pi / 2 * np.arange(1, fade + 1) / fade) ** 2 if fade else 1
    return shape


def sweep(hertz: Mono, rate_hz: int) -> Mono:
    """A sine whose frequency follows a curve, one value for each sample."""
    return np.sin(2 * np.pi * np.cumsum(hertz) / rate_hz)


def placed(mono: Mono, side: float) -> Stereo:
    """A mono sound from the left (-1) to the right (1) at equal power."""
    angle = (side + 1) * np.pi / 4
    return np.stack([mono * np.cos(angle), mono * np.sin(angle)], axis=1) * np.sqrt(2) ** 0.5


def wide(left: Mono, right: Mono) -> Stereo:
    """Two sides."""
    count = min(len(left), len(right))
    return np.stack([left[:count], right[:count]], axis=1)


def lay(whole: npt.NDArray[Any], part: npt.NDArray[Any], at: int) -> None:
    """Add a sound to another in place from a sample on; what lies outside is left out."""
    first = max(0, -at)
    last = min(len(part), len(whole) - at)
    if first < last:
        whole[at + first : at + last] += part[first:last]


@functools.lru_cache(maxsize=32)
def room(size_s: float, bright_hz: float, rate_hz: int, seed: int = 7) -> Stereo:
    """A room's answer to a click: noise that falls by 60 dB within `size_s`, darker by the end, of energy 1 a side."""
    rng = np.random.default_rng(seed)
    when = seconds(size_s, rate_hz)
    tail = rng.standard_normal((len(when), 2)) * np.exp(-6.9 * when / size_s)[:, None]
    tail *= np.clip((when - 0.006) / 0.01, 0, 1)[:, None]  # walls are a few metres away
    dark = low(tail, bright_hz / 3, rate_hz)
    share = np.clip(when / size_s * 2, 0, 1)[:, None]
    answer = high(low(tail, bright_hz, rate_hz) * (1 - share) + dark * share, 120, rate_hz, order=1)
    return answer / np.maximum(np.sqrt(np.square(answer).sum(axis=0)), 1e-9)


def in_room(dry: Stereo, size_s: float, *, wet: float, bright_hz: float, rate_hz: int) -> Stereo:
    """A sound in a room: `wet` is the level of what comes back, beside the sound itself. Longer by the room's tail."""
    answer = room(size_s, bright_hz, rate_hz)
    back = np.empty((len(dry) + len(answer) - 1, 2))
    for side in (0, 1):
        back[:, side] = _signal.oaconvolve(dry[:, side], answer[:, side] * wet)
    back[: len(dry)] += dry
    return back


def at_peak(sound: npt.NDArray[Any], peak: float) -> npt.NDArray[Any]:
    """The same with this highest value; silence stays silence."""
    highest = float(np.abs(sound).max(initial=0.0))
    return sound * (peak / highest) if highest > 0 else sound


def at_level(sound: npt.NDArray[Any], level: float) -> npt.NDArray[Any]:
    """The same with this root mean square; silence stays silence."""
    power = float(np.sqrt(np.mean(np.square(sound)))) if len(sound) else 0.0
    return sound * (level / power) if power > 0 else sound
