"""What a place sounds like when nobody speaks: a room, a city, rain on the window, birds by day, crickets by night."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from microdrama.animate.sound import effects, synth
from microdrama.animate.sound.effects import RATE_HZ
from microdrama.animate.sound.synth import Sound, Stereo, band, decay, low, noise, placed, seconds
from microdrama.domain.storyboard import PlaceKind, TimeOfDay, Weather

_LOOP_S = 14.0
_JOIN_S = 2.0
_EDGE_S = 0.3
_DECIBEL = {"room": -50, "city": -42, "birds": -44, "crickets": -47, "waves": -38, "wind": -43, "crowd": -39,
            "hum": -46, "train": -38, "engine": -40, "drips": -46, "monitor": -48, "rain": -34, "rain_outside": -43,
            "storm": -33}  # fmt: skip

Chance = np.random.Generator
Bed = Callable[[Chance, float, int], Stereo]


def _two(rng: Chance, make: Callable[[Chance], synth.Mono]) -> Stereo:
    return synth.wide(make(rng), make(rng))


def _room(rng: Chance, duration_s: float, rate: int) -> Stereo:
    return _two(rng, lambda chance: low(noise(chance, duration_s, rate), 350, rate, order=1))


def _hum(rng: Chance, duration_s: float, rate: int) -> Stereo:
    when = seconds(duration_s, rate)
    tone = sum((np.sin(200 * np.pi * n * when) / n for n in (1, 2, 3)), np.zeros(len(when)))
    return _room(rng, duration_s, rate) * 0.6 + placed(0.05 * tone, 0.1)


def _city(rng: Chance, duration_s: float, rate: int) -> Stereo:
    bed = _two(rng, lambda chance: low(noise(chance, duration_s, rate), 260, rate, order=1))
    bed += 0.35 * _two(rng, lambda chance: band(noise(chance, duration_s, rate), 300, 1100, rate))
    when = seconds(duration_s, rate)
    for _ in range(max(1, round(duration_s / 5))):
        middle, side = rng.uniform(0, duration_s), rng.uniform(-0.8, 0.8)
        passing = np.exp(-(((when - middle) / 1.3) ** 2))
        bed += placed(band(noise(rng, duration_s, rate), 200, 900, rate) * passing * 0.7, side)
    return bed


def _birds(rng: Chance, duration_s: float, rate: int) -> Stereo:
    bed = 0.2 * _room(rng, duration_s, rate)
    for _ in range(max(1, round(duration_s * 0.5))):
        start, side, pitch = rng.uniform(0, duration_s), rng.uniform(-0.9, 0.9), rng.uniform(2400, 4200)
        for note in range(int(rng.integers(2, 6))):
            length = rng.uniform(0.05, 0.11)
            when = seconds(length, rate)
            tune = pitch * (1 + rng.uniform(-0.18, 0.18) * when / length + 0.03 * np.sin(2 * np.pi * 28 * when))
            chirp = synth.sweep(tune, rate) * np.sin(np.pi * when / length) ** 2 * rng.uniform(0.1, 0.35)
            synth.lay(bed, placed(chirp, side), round((start + note * 0.13) * rate))
    return bed


def _crickets(rng: Chance, duration_s: float, rate: int) -> Stereo:
    when = seconds(duration_s, rate)
    bed = 0.25 * _room(rng, duration_s, rate)
    for side in (-0.6, 0.5):
        hertz, pace = rng.uniform(3900, 4600), rng.uniform(1.5, 2.2)
        song = np.clip(np.sin(2 * np.pi * pace * when + rng.uniform(0, 6)), 0, 1) ** 2
        trill = 0.5 + 0.5 * np.sin(2 * np.pi * 33 * when)
        bed += placed(0.12 * np.sin(2 * np.pi * hertz * when) * song * trill, side)
    return bed


def _waves(rng: Chance, duration_s: float, rate: int) -> Stereo:
    when = seconds(duration_s, rate)
    whole = np.zeros((len(when), 2))
    for side, late in ((-0.5, 0.0), (0.5, 2.6), (0.0, 4.9)):
        swell = (0.5 + 0.5 * np.sin(2 * np.pi * (when - late) / 7.0)) ** 2.2
        foam = (
            low(noise(rng, duration_s, rate), 700, rate, order=1)
            + band(noise(rng, duration_s, rate), 900, 4000, rate) * swell
        )
        whole += placed(foam * (0.12 + swell), side)
    return whole


def _train(rng: Chance, duration_s: float, rate: int) -> Stereo:
    bed = _two(rng, lambda chance: low(noise(chance, duration_s, rate), 320, rate, order=1))
    for at in np.arange(0.2, duration_s, 0.9):
        for late in (0.0, 0.14):
            clack = band(noise(rng, 0.15, rate), 150, 900, rate) * decay(0.15, rate, fall_s=0.025)
            synth.lay(bed, placed(clack * 1.5, 0), round((at + late) * rate))
    return bed


def _engine(rng: Chance, duration_s: float, rate: int) -> Stereo:
    when = seconds(duration_s, rate)
    motor = low(np.tanh(2 * np.sin(2 * np.pi * 58 * when + 0.4 * np.sin(2 * np.pi * 0.3 * when))), 260, rate)
    return _two(rng, lambda chance: low(noise(chance, duration_s, rate), 500, rate, order=1)) + placed(0.35 * motor, 0)


def _drips(rng: Chance, duration_s: float, rate: int) -> Stereo:
    bed = 0.4 * _room(rng, duration_s, rate)
    for _ in range(max(1, round(duration_s * 0.6))):
        when = seconds(0.12, rate)
        drop = synth.sweep(rng.uniform(900, 1600) * (1 + 3 * when), rate) * decay(0.12, rate, fall_s=0.02)
        synth.lay(bed, placed(drop * 0.5, rng.uniform(-0.8, 0.8)), round(rng.uniform(0, duration_s) * rate))
    return synth.in_room(bed, 1.8, wet=0.5, bright_hz=3000, rate_hz=rate)[: len(bed)]


def _monitor(rng: Chance, duration_s: float, rate: int) -> Stereo:
    bed = _hum(rng, duration_s, rate)
    for at in np.arange(0.5, duration_s - 0.2, 1.05):
        when = seconds(0.11, rate)
        beep = np.sin(2 * np.pi * 988 * when) * synth.arch(0.11, rate, rise_s=0.008, fall_s=0.02)
        synth.lay(bed, placed(0.22 * beep, 0.4), round(at * rate))
    return bed


def _rain(rng: Chance, duration_s: float, rate: int) -> Stereo:
    return effects.rain_bed(rng, duration_s, rate)


def _rain_outside(rng: Chance, duration_s: float, rate: int) -> Stereo:
    return low(effects.rain_bed(rng, duration_s, rate), 1400, rate, order=1)


def _storm(rng: Chance, duration_s: float, rate: int) -> Stereo:
    return 0.6 * effects.rain_bed(rng, duration_s, rate) + effects.wind_bed(rng, duration_s, rate)


_BEDS: Mapping[str, Bed] = {
    "room": _room, "hum": _hum, "city": _city, "birds": _birds, "crickets": _crickets, "waves": _waves,
    "wind": effects.wind_bed, "crowd": effects.crowd_bed, "train": _train, "engine": _engine, "drips": _drips,
    "monitor": _monitor, "rain": _rain, "rain_outside": _rain_outside, "storm": _storm,
}  # fmt: skip
_STREETS = frozenset({"street", "alley", "city", "rooftop", "bridge"})
_GREEN = frozenset({"park", "forest", "field", "courtyard", "temple", "village"})
_SHORE = frozenset({"beach", "harbour"})
_COMPANY = frozenset({"ballroom", "restaurant", "cafe", "bar", "shop", "school", "courtroom"})
_OWN: Mapping[str, str] = {
    "mountain": "wind", "car": "engine", "train": "train", "cave": "drips", "hospital_room": "monitor", "lift": "hum",
    "garage": "hum", "office": "hum", "bathroom": "hum", "penthouse": "room",
}  # fmt: skip
_OUTSIDE = _STREETS | _GREEN | _SHORE | {"mountain"}


def outside(place: PlaceKind) -> bool:
    """Whether a place lies under the sky."""
    return place in _OUTSIDE


def beds(place: PlaceKind, weather: Weather, time: TimeOfDay) -> list[str]:
    """Which beds of sound lie under a place; none under the void."""
    if place == "void":
        return []
    if place in _STREETS:
        own = "city"
    elif place in _GREEN:
        own = "crickets" if time in {"night", "dusk"} else "birds"
    elif place in _SHORE:
        own = "waves"
    else:
        own = _OWN.get(place, "crowd" if place in _COMPANY else "room")
    wet = {"rain": "rain", "storm": "storm"}.get(weather)
    if wet and place in _OUTSIDE:
        return [wet] if own in {"birds", "crickets", "wind"} else [own, wet]  # birds hide
    if wet:
        return [own, "rain_outside"]
    return [own, "wind"] if weather == "snow" and place in _OUTSIDE and own != "wind" else [own]


def ambience(
    place: PlaceKind, weather: Weather, time: TimeOfDay, duration_s: float, *, seed: int, rate_hz: int = RATE_HZ
) -> Sound:
    """What is heard of a place for a while, (samples, 2) float32, quiet (about -50 to -33 dB), faded at both ends.

    A bed of 14 s is made once and joined to itself without a seam, however long it lasts.
    """
    whole = np.zeros((round(duration_s * rate_hz), 2), np.float32)
    for name in beds(place, weather, time):
        rng = np.random.default_rng([seed, *name.encode()])
        length_s = min(duration_s, _LOOP_S) + _JOIN_S
        bed = synth.at_level(_BEDS[name](rng, length_s, rate_hz), 10 ** (_DECIBEL[name] / 20))
        _repeat(whole, bed, round(_JOIN_S * rate_hz))
    fade = min(len(whole) // 2, round(_EDGE_S * rate_hz))
    ramp = np.sin(np.linspace(0, np.pi / 2, fade))[:, None] ** 2
    whole[:fade] *= ramp
    whole[len(whole) - fade :] *= ramp[::-1]
    return whole


def _repeat(whole: Sound, bed: Stereo, join: int) -> None:
    """Lay a bed end to end, each time over the end of the one before at equal power."""
    up = np.sin(np.linspace(0, np.pi / 2, join))[:, None]
    piece = bed.copy()
    piece[len(piece) - join :] *= up[::-1]
    later = piece.copy()
    later[:join] *= up
    step = len(bed) - join
    for number, at in enumerate(range(0, len(whole), max(1, step))):
        synth.lay(whole, later if number else piece, at)
