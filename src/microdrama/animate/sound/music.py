"""A score made on the spot: pads, struck strings, low strings, a pulse; each mood has harmonies of its own.

Nothing is recorded and nobody's tune is used: chords are those that every songbook has, the motif comes from the seed.
A key is chosen for the whole; moods move between it and its relative major, so that scenes change without a jolt.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.signal

from microdrama.animate.sound import effects, synth
from microdrama.animate.sound.synth import Mono, Sound, Stereo, decay, placed, seconds

_signal: Any = scipy.signal  # its types are partly unknown

RATE_HZ = 48_000
_JOIN_S = 0.9
_LEVEL = 10 ** (-25 / 20)
_CEILING = 0.6
_TABLE = 4096
_HEART_FROM, _CLOCK_FROM = 0.4, 0.65
Chord = tuple[int, ...]
"""Semitones above the key's root."""

_MINOR, _MAJOR, _OPEN, _SOFT = (0, 3, 7, 12), (0, 4, 7, 12), (0, 7, 12, 14), (0, 4, 7, 14)


@dataclass(frozen=True, slots=True)
class _Mood:
    """How a mood is played: beats a minute, its chords, and how loud each layer is (0 for none).

    `figure` says which eighths of a bar are plucked, in tones of the chord; `bright` is the filter's edge in hertz.
    """

    tempo: float
    chords: tuple[Chord, ...]
    pad: float
    pluck: float
    strings: float
    figure: tuple[int | None, ...]
    bright: float
    trembling: float = 0.0


def _on(root: int, shape: Chord) -> Chord:
    return tuple(root + step for step in shape)


_SPARSE = (0, None, None, 2, None, None, 1, None)
_MOODS: dict[str, _Mood] = {
    "calm": _Mood(66, (_on(3, _SOFT), _on(8, _SOFT)), 0.8, 0.5, 0.15, _SPARSE, 1600),
    "tender": _Mood(
        70, (_on(3, _SOFT), _on(0, _MINOR), _on(8, _SOFT), _on(10, _MAJOR)), 0.7, 0.9, 0.25,
        (0, None, 1, 2, None, 3, None, 2), 1800,
    ),
    "bright": _Mood(
        100, (_on(3, _MAJOR), _on(10, _MAJOR), _on(0, _MINOR), _on(8, _MAJOR)), 0.5, 1.0, 0.3,
        (0, 2, 3, 2, 1, 2, 3, 2), 2800,
    ),
    "sad": _Mood(
        58, (_on(0, _MINOR), _on(8, _MAJOR), _on(3, _MAJOR), _on(10, _OPEN)), 0.8, 0.75, 0.5,
        (0, None, 2, None, 3, None, 1, None), 1200,
    ),
    "grand": _Mood(
        84, (_on(0, _MINOR), _on(8, _MAJOR), _on(10, _MAJOR), _on(0, _OPEN)), 0.7, 0.45, 1.0,
        (0, None, 0, 2, None, 2, 3, None), 2400,
    ),
    "tense": _Mood(
        92, (_on(0, _MINOR), _on(0, _OPEN), _on(1, _MAJOR), _on(0, _MINOR)), 0.45, 0.3, 0.9,
        (0, None, None, None, 0, None, None, 1), 1100, 0.7,
    ),
    "dark": _Mood(
        54, (_on(0, _OPEN), _on(5, _MINOR), _on(0, _MINOR), _on(8, _OPEN)), 1.0, 0.12, 0.7,
        (0, None, None, None, None, None, None, None), 650, 0.25,
    ),
}  # fmt: skip
MOODS = tuple(_MOODS)


@dataclass(frozen=True, slots=True)
class _Section:
    """A stretch of the score from one change to the next."""

    start_s: float
    end_s: float
    mood: _Mood
    tension: float


def compose(
    duration_s: float,
    *,
    moods: Sequence[tuple[float, str, float]],
    seed: int,
    rate_hz: int = RATE_HZ,
    hits_s: Sequence[float] = (),
) -> Sound:
    """A score of `duration_s` seconds, (samples, 2) float32, about -25 dB, peaks below 0.6, silent at both ends.

    `moods` are (from when on, a mood of MOODS, tension 0 to 1) in order; from tension 0.4 on a pulse is heard, from
    0.65 on a clock; `hits_s` are moments that strike, each after a riser. No moods, no music. Raises KeyError for a
    mood that nobody knows.
    """
    count = round(duration_s * rate_hz)
    if count <= 0 or not moods:
        return np.zeros((max(0, count), 2), np.float32)
    rate = rate_hz // 2  # nothing of it lies above 10 kHz
    rng = np.random.default_rng(seed)
    key = _Key(55.0 * 2 ** (int(rng.integers(0, 12)) / 12), tuple(int(tone) for tone in rng.permutation(4)))
    whole = np.zeros((count // 2 + rate * 4, 2))
    for section in _sections(moods, duration_s):
        synth.lay(whole, _Player(section, key, rng, rate).play(), round(section.start_s * rate))
    whole = synth.in_room(whole, 2.0, wet=0.45, bright_hz=3500, rate_hz=rate)[: count // 2 + 1]
    whole = synth.at_level(whole, _LEVEL).astype(np.float32)
    full = np.zeros((count, 2), np.float32)
    for side in (0, 1):
        finer = _signal.resample_poly(whole[:, side], 2, 1)[:count]
        full[: len(finer), side] = finer
    for hit in hits_s:
        _strike(full, hit, seed, rate_hz)
    _end(full, rate_hz)
    return full


def _sections(moods: Sequence[tuple[float, str, float]], duration_s: float) -> list[_Section]:
    ends = [*(start for start, _, _ in moods[1:]), duration_s]
    return [
        _Section(max(0.0, start), min(end, duration_s), _MOODS[mood], min(max(tension, 0.0), 1.0))
        for (start, mood, tension), end in zip(moods, ends, strict=True)
        if min(end, duration_s) - max(0.0, start) > 0.05
    ]


@dataclass(frozen=True, slots=True)
class _Key:
    """Where a score stands: its lowest root and the order in which a motif takes the tones of a chord."""

    root_hz: float
    motif: tuple[int, ...]

    def hertz(self, step: int, *, octave: int, most: float) -> float:
        """A tone so many semitones above the root, in that octave or as far below as keeps it under `most`."""
        found = self.root_hz * 2 ** (step / 12 + octave)
        while found > most:
            found /= 2
        return found


class _Player:
    """Plays one section, layer upon layer, `_JOIN_S` longer than it is."""

    def __init__(self, section: _Section, key: _Key, rng: np.random.Generator, rate: int) -> None:
        self._mood, self._tension, self._key = section.mood, section.tension, key
        self._rng, self._rate = rng, rate
        self._length_s = section.end_s - section.start_s + _JOIN_S
        self._beat_s = 60 / (section.mood.tempo * (1 + 0.12 * section.tension))
        self._whole = np.zeros((round(self._length_s * rate), 2))

    def play(self) -> Stereo:
        """The whole section, fading in and out."""
        for bar in range(int(self._length_s / (4 * self._beat_s)) + 1):
            chord = self._mood.chords[bar % len(self._mood.chords)]
            self._pad(chord, bar)
            self._low_strings(chord[0], bar)
            self._figure(chord, bar)
        self._whole = synth.low(self._whole, self._mood.bright * (1 + 0.8 * self._tension), self._rate, order=1)
        self._pulse()
        edge_s = min(_JOIN_S, self._length_s / 2)
        shape = synth.arch(self._length_s, self._rate, rise_s=edge_s, fall_s=edge_s)
        return self._whole * shape[:, None] * (0.7 + 0.5 * self._tension)

    def _lay(self, part: Stereo, at_s: float) -> None:
        synth.lay(self._whole, part, round(at_s * self._rate))

    def _pad(self, chord: Chord, bar: int) -> None:
        bar_s = 4 * self._beat_s
        duration = bar_s + 1.1
        shape = synth.arch(duration, self._rate, rise_s=1.2, fall_s=1.3) * 0.09 * self._mood.pad
        for number, step in enumerate(chord):
            hertz = self._key.hertz(step, octave=1, most=420)  # close together, below the voices
            left = _tone("pad", hertz * 0.9975, len(shape), self._rate, 0.13 * number)
            right = _tone("pad", hertz * 1.0025, len(shape), self._rate, 0.37 + 0.29 * number)
            self._lay(synth.wide(left * shape, right * shape), bar * bar_s)

    def _low_strings(self, step: int, bar: int) -> None:
        bar_s = 4 * self._beat_s
        duration = bar_s + 0.5
        shape = synth.arch(duration, self._rate, rise_s=0.35, fall_s=0.6) * 0.1 * self._mood.strings
        if self._mood.trembling:
            turning = np.cos(2 * np.pi * 9.5 * seconds(duration, self._rate))
            shape = shape * (1 - self._mood.trembling * (0.5 + 0.5 * turning))
        hertz = self._key.hertz(step, octave=0, most=110)
        for ratio, side, loud in ((1.0, -0.4, 0.5), (1.003, 0.4, 0.5), (2.001, 0.0, 0.6)):
            tone = _tone("string", hertz * ratio, len(shape), self._rate, 0.2 * ratio)
            self._lay(placed(synth.low(tone, 700, self._rate, order=1) * shape * loud, side), bar * bar_s)

    def _figure(self, chord: Chord, bar: int) -> None:
        """The struck notes of one bar; which tone of the chord follows which is the motif's."""
        for eighth, tone in enumerate(self._mood.figure):
            if tone is None or (bar % 4 == 3 and eighth > 5):
                continue  # every fourth bar breathes
            step = chord[self._key.motif[tone]] if eighth else chord[0]
            hertz = self._key.hertz(step, octave=2 if self._mood.tempo > 56 else 1, most=900)
            loud = 0.16 * self._mood.pluck * self._rng.uniform(0.75, 1.0) * (1.0 if eighth else 1.15)
            late_s = self._rng.uniform(0, 0.012)
            note = placed(_pluck(round(hertz, 3), self._rate) * loud, -0.35 + 0.7 * (hertz - 200) / 700)
            self._lay(note, (bar * 8 + eighth) * self._beat_s / 2 + late_s)

    def _pulse(self) -> None:
        """A heart under it as tension grows, then a clock above it."""
        beats = int(self._length_s / self._beat_s) + 1
        if self._tension >= _HEART_FROM:
            thump = placed(_heart(self._rate) * 0.34 * (self._tension - 0.25), 0)
            for beat in range(0, beats, 2):
                self._lay(thump, beat * self._beat_s)
                self._lay(thump * 0.6, beat * self._beat_s + 0.24)
        if self._tension >= _CLOCK_FROM:
            click = synth.high(synth.noise(self._rng, 0.05, self._rate), 4000, self._rate)
            tick = click * decay(0.05, self._rate, attack_s=0.0006, fall_s=0.005)
            for half in range(beats * 2):
                loud = (0.055 if half % 2 else 0.1) * (self._tension - 0.4)
                self._lay(placed(tick * loud, 0.3 if half % 2 else -0.3), half * self._beat_s / 2)


@functools.cache
def _table(kind: str) -> Mono:
    """One turn of a tone: soft for pads, rich for strings."""
    turn = np.arange(_TABLE) / _TABLE
    strengths = {"pad": (1, 0.4, 0.22, 0.1, 0.06, 0.03), "string": tuple(1 / n for n in range(1, 15))}[kind]
    return sum((a * np.sin(2 * np.pi * n * turn + n) for n, a in enumerate(strengths, 1)), np.zeros(_TABLE))


def _tone(kind: str, hertz: float, count: int, rate: int, phase: float) -> Mono:
    places = (np.arange(count) * (hertz * _TABLE / rate) + phase * _TABLE) % _TABLE
    return _table(kind)[places.astype(np.int32)]


@functools.lru_cache(maxsize=64)
def _pluck(hertz: float, rate: int) -> Mono:
    """A struck string: partials a little sharp, the higher the sooner gone, behind a soft hammer."""
    duration = 2.2
    when = seconds(duration, rate)
    whole = np.zeros(len(when))
    for n in range(1, 8):
        partial = n * hertz * np.sqrt(1 + 0.0004 * n * n)
        if partial < rate * 0.45:
            whole += np.sin(2 * np.pi * partial * when) * np.exp(-when * (0.9 + 0.9 * n)) / n**1.5
    return whole * decay(duration, rate, attack_s=0.006, fall_s=1.4)


def _heart(rate: int) -> Mono:
    when = seconds(0.4, rate)
    return np.tanh(2.2 * synth.sweep(58 * (1 + 0.9 * np.exp(-when / 0.02)), rate)) * decay(
        0.4, rate, attack_s=0.004, fall_s=0.07
    )


def _strike(full: Sound, hit_s: float, seed: int, rate_hz: int) -> None:
    """A riser that ends on a moment, a breath without music, and the blow."""
    at = round(hit_s * rate_hz)
    if not 0 <= at < len(full):
        return
    dip = round(0.12 * rate_hz)
    first = max(0, at - dip)
    full[first:at] *= (0.5 + 0.5 * np.cos(np.linspace(0, np.pi, at - first)))[:, None]
    back = min(len(full), at + round(0.5 * rate_hz))
    full[at:back] *= (0.5 - 0.5 * np.cos(np.linspace(0, np.pi, back - at)))[:, None]
    riser = effects.effect("riser", seed=seed, rate_hz=rate_hz) * np.float32(0.45)
    synth.lay(full, riser, at - len(riser))
    synth.lay(full, effects.effect("impact", seed=seed, rate_hz=rate_hz) * np.float32(0.6), at)


def _end(full: Sound, rate_hz: int) -> None:
    """Bend peaks below the ceiling, and take away what would click at either end, in place."""
    knee, room = _CEILING * 0.7, _CEILING * 0.29
    high = np.abs(full) > knee
    peaks = full[high]
    full[high] = np.sign(peaks) * (knee + room * np.tanh((np.abs(peaks) - knee) / room))
    for edge_s, part in ((0.25, full), (0.6, full[::-1])):
        edge = min(len(full) // 2, round(edge_s * rate_hz))
        part[:edge] *= (np.sin(np.linspace(0, np.pi / 2, edge)) ** 2)[:, None]
