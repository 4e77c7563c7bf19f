"""Sounds of things, made on the spot and never recorded: a door, a knock, a telephone, thunder, a slap."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np

from microdrama.animate.sound import synth
from microdrama.animate.sound.synth import Mono, Sound, Stereo, band, decay, high, low, noise, placed, seconds, sweep

RATE_HZ = 48_000
Chance = np.random.Generator
Maker = Callable[[Chance, int], Stereo]


def _hits(rng: Chance, rate: int, at_s: list[float], hit: Callable[[], Mono], *, last_s: float = 0.5) -> Mono:
    whole = np.zeros(round((at_s[-1] + last_s) * rate))
    for moment in at_s:
        synth.lay(whole, hit() * rng.uniform(0.85, 1.0), round(moment * rate))
    return whole


def _thump(rng: Chance, rate: int, *, hertz: float, fall_s: float, click: float = 0.4) -> Mono:
    """A low tone that sinks, with a click of noise at its start: skin, wood, a chest."""
    duration = fall_s * 6
    when = seconds(duration, rate)
    # bent into overtones: a telephone's loudspeaker gives nothing below 150 Hz
    tone = np.tanh(2.5 * sweep(hertz * (1 + 0.8 * np.exp(-when / 0.015)), rate)) * decay(duration, rate, fall_s=fall_s)
    crack = low(noise(rng, duration, rate), 2500, rate) * decay(duration, rate, attack_s=0.0008, fall_s=0.008)
    return tone + click * crack


def _door(rng: Chance, rate: int) -> Stereo:
    latch = high(noise(rng, 0.08, rate), 1800, rate) * decay(0.08, rate, attack_s=0.001, fall_s=0.008)
    slam = _thump(rng, rate, hertz=70, fall_s=0.09, click=0.9)
    wood = band(noise(rng, 0.5, rate), 180, 700, rate) * decay(0.5, rate, fall_s=0.05)
    whole = np.zeros(round(0.95 * rate))
    synth.lay(whole, latch * 0.25, 0)
    synth.lay(whole, slam, round(0.12 * rate))
    synth.lay(whole, wood * 0.5, round(0.12 * rate))
    synth.lay(whole, latch * 0.2, round(0.2 * rate))
    return synth.in_room(placed(whole, 0), 0.5, wet=0.35, bright_hz=3500, rate_hz=rate)


def _knock(rng: Chance, rate: int) -> Stereo:
    def hit() -> Mono:
        return _thump(rng, rate, hertz=190, fall_s=0.03, click=0.7)

    return synth.in_room(
        placed(_hits(rng, rate, [0, 0.21, 0.43], hit, last_s=0.3), -0.2), 0.4, wet=0.3, bright_hz=4000, rate_hz=rate
    )


def _drops(rng: Chance, duration_s: float, rate: int, *, a_second: float) -> Mono:
    clicks = np.zeros(round(duration_s * rate))
    places = rng.integers(0, len(clicks), round(duration_s * a_second))
    clicks[places] = rng.exponential(1.0, len(places))
    return np.tanh(band(clicks, 1800, 7000, rate) * 2) * 1.2


def rain_bed(rng: Chance, duration_s: float, rate: int) -> Stereo:
    """Rain under an open sky; stereo, not levelled."""
    sides = [
        low(high(noise(rng, duration_s, rate), 500, rate, order=1), 6500, rate, order=1) * 0.5
        + _drops(rng, duration_s, rate, a_second=130)
        for _ in range(2)
    ]
    return synth.wide(sides[0], sides[1])


def _rain(rng: Chance, rate: int) -> Stereo:
    return rain_bed(rng, 3.0, rate) * synth.arch(3.0, rate, rise_s=0.4, fall_s=0.8)[:, None]


def _thunder(rng: Chance, rate: int) -> Stereo:
    duration = 3.6
    when = seconds(duration, rate)
    roll = 0.45 + 0.55 * np.abs(np.interp(when, np.linspace(0, duration, 30), rng.standard_normal(30)))
    sides = [low(noise(rng, duration, rate), 130, rate) * 6 for _ in range(2)]
    crack = band(noise(rng, duration, rate), 250, 4000, rate) * decay(duration, rate, fall_s=0.07)
    body = synth.wide(sides[0], sides[1]) * (roll * np.exp(-when / 1.1))[:, None]
    whole = body + 0.8 * placed(crack, 0.2)
    return whole * synth.arch(duration, rate, rise_s=0.004, fall_s=1.2)[:, None]


def _buzz(rng: Chance, rate: int) -> Stereo:  # noqa: ARG001 (every maker is asked alike)
    def one() -> Mono:
        when = seconds(0.42, rate)
        motor = np.tanh(2.5 * np.sin(2 * np.pi * 168 * when)) * (0.75 + 0.25 * np.sin(2 * np.pi * 41 * when))
        table = low(motor, 900, rate) + 0.9 * band(motor, 900, 2600, rate)
        return table * synth.arch(0.42, rate, rise_s=0.03, fall_s=0.05)

    whole = np.zeros(round(1.15 * rate))
    synth.lay(whole, one(), 0)
    synth.lay(whole, one(), round(0.62 * rate))
    return placed(whole, 0.15)


def _ring(rng: Chance, rate: int) -> Stereo:  # noqa: ARG001
    notes = [1318.5, 1568.0, 2093.0, 1568.0] * 2
    whole = np.zeros(round(1.7 * rate))
    for at, hertz in enumerate(notes):
        when = seconds(0.3, rate)
        bell = np.sin(2 * np.pi * hertz * when) + 0.25 * np.sin(2 * np.pi * 2.76 * hertz * when) * np.exp(-when / 0.04)
        synth.lay(whole, bell * decay(0.3, rate, fall_s=0.1), round((at * 0.14 + (at // 4) * 0.2) * rate))
    return synth.in_room(placed(whole, 0.1), 0.25, wet=0.12, bright_hz=6000, rate_hz=rate)


def _heartbeat(rng: Chance, rate: int) -> Stereo:
    whole = np.zeros(round(2.9 * rate))
    for beat in range(3):
        for late_s, loud in ((0.0, 1.0), (0.26, 0.7)):
            synth.lay(
                whole, loud * _thump(rng, rate, hertz=62, fall_s=0.06, click=0.08), round((beat * 0.86 + late_s) * rate)
            )
    return placed(low(whole, 420, rate), 0)


def _impact(rng: Chance, rate: int) -> Stereo:
    duration = 2.2
    when = seconds(duration, rate)
    boom = sweep(38 + 60 * np.exp(-when / 0.06), rate) * decay(duration, rate, attack_s=0.003, fall_s=0.42)
    sides = [low(noise(rng, duration, rate), 900, rate) * decay(duration, rate, fall_s=0.12) for _ in range(2)]
    metal = sum(np.sin(2 * np.pi * h * when) for h in (311.0, 467.0, 719.0)) * decay(duration, rate, fall_s=0.3)
    whole = placed(0.8 * np.tanh(3.2 * boom), 0) + 0.7 * synth.wide(sides[0], sides[1]) + placed(0.05 * metal, 0)
    return synth.in_room(whole, 1.6, wet=0.35, bright_hz=2500, rate_hz=rate)


def _whoosh(rng: Chance, rate: int) -> Stereo:
    duration = 0.65
    when = seconds(duration, rate) / duration
    shape = np.sin(np.pi * when**1.4) ** 2
    air = noise(rng, duration, rate)
    dull, bright = band(air, 250, 900, rate), band(air, 900, 4200, rate)
    sound = (dull * (1 - shape) * 1.2 + bright * shape) * shape
    side = 2 * when - 1
    return np.stack([sound * np.cos((side + 1) * np.pi / 4), sound * np.sin((side + 1) * np.pi / 4)], axis=1)


def _riser(rng: Chance, rate: int, duration: float = 2.4) -> Stereo:
    when = seconds(duration, rate) / duration
    tones = sum(sweep(110 * n * 2 ** (1.5 * when**2), rate) / n for n in (1.0, 1.505, 2.01))
    air = (
        band(noise(rng, duration, rate), 500, 2200, rate) * 0.5
        + band(noise(rng, duration, rate), 2500, 6000, rate) * 0.3 * when
    )
    pulse = 1 - 0.35 * when * (0.5 + 0.5 * np.cos(2 * np.pi * np.cumsum(4 + 10 * when**2) / rate))
    end = synth.arch(duration, rate, rise_s=0.05, fall_s=0.05)
    left, right = (0.5 * tones + air) * pulse, (0.5 * np.roll(tones, 37) + np.roll(air, 191)) * pulse
    return synth.wide(left, right) * (when**2 * end)[:, None]


def _glass(rng: Chance, rate: int) -> Stereo:
    whole = np.zeros((round(1.5 * rate), 2))
    crash = high(noise(rng, 0.25, rate), 2200, rate) * decay(0.25, rate, attack_s=0.0008, fall_s=0.03)
    synth.lay(whole, placed(crash, 0), 0)
    for _ in range(46):
        hertz, late = rng.uniform(2200, 8800), rng.exponential(0.2)
        length = 0.22
        when = seconds(length, rate)
        shard = np.sin(2 * np.pi * hertz * when) * decay(length, rate, attack_s=0.0006, fall_s=rng.uniform(0.008, 0.05))
        synth.lay(whole, placed(shard * rng.uniform(0.1, 0.6), rng.uniform(-0.8, 0.8)), round(min(late, 1.2) * rate))
    return synth.in_room(whole, 0.4, wet=0.15, bright_hz=8000, rate_hz=rate)


def _footsteps(rng: Chance, rate: int) -> Stereo:
    whole = np.zeros((round(2.4 * rate), 2))
    for step in range(4):
        heel = _thump(rng, rate, hertz=115, fall_s=0.022, click=1.3)
        toe = band(noise(rng, 0.12, rate), 500, 2600, rate) * decay(0.12, rate, fall_s=0.018)
        at, side = step * 0.52 + rng.uniform(0, 0.02), 0.12 if step % 2 else -0.12
        synth.lay(whole, placed(heel, side), round(at * rate))
        synth.lay(whole, placed(toe * 0.5, side), round((at + 0.07) * rate))
    return synth.in_room(whole, 0.45, wet=0.3, bright_hz=4000, rate_hz=rate)


def _car(rng: Chance, rate: int) -> Stereo:
    duration = 3.0
    when = seconds(duration, rate)
    near = 1 / (1 + ((when - 1.5) / 0.45) ** 2)
    hertz = 62 * (1.06 - 0.12 / (1 + np.exp(-(when - 1.5) / 0.25)))
    engine = low(np.tanh(3 * sweep(hertz, rate) + 1.5 * sweep(hertz * 1.5, rate)), 420, rate)
    tyres = band(noise(rng, duration, rate), 300, 1800, rate) * 1.6
    sound = (engine * 0.7 + tyres) * (0.06 + near) * synth.arch(duration, rate, rise_s=0.5, fall_s=0.5)
    angle = (np.clip((when - 1.5) / 1.2, -0.9, 0.9) + 1) * np.pi / 4
    return np.stack([sound * np.cos(angle), sound * np.sin(angle)], axis=1)


def _siren(rng: Chance, rate: int) -> Stereo:  # noqa: ARG001
    duration = 3.2
    when = seconds(duration, rate)
    hertz = 640 + 330 * np.sin(2 * np.pi * when / 1.6 - 1.2)
    tone = band(np.tanh(2 * sweep(hertz, rate)), 500, 2400, rate)
    far = synth.in_room(placed(tone, -0.3), 1.5, wet=0.8, bright_hz=2200, rate_hz=rate)[: len(when)]
    return low(far, 1800, rate) * synth.arch(duration, rate, rise_s=0.9, fall_s=1.0)[:, None]


def wind_bed(rng: Chance, duration_s: float, rate: int) -> Stereo:
    """Wind in gusts; stereo, not levelled."""
    sides: list[Mono] = []
    when = seconds(duration_s, rate)
    knots = np.arange(0, duration_s + 2.2, 1.1)
    gusts = np.interp(when, knots, rng.uniform(0.25, 1.0, len(knots)))
    for _ in range(2):
        air = noise(rng, duration_s, rate)
        sides.append(band(air, 150, 520, rate) * gusts + band(air, 520, 1300, rate) * gusts**3 * 0.6)
    return synth.wide(sides[0], sides[1])


def _wind(rng: Chance, rate: int) -> Stereo:
    return wind_bed(rng, 3.0, rate) * synth.arch(3.0, rate, rise_s=0.8, fall_s=0.9)[:, None]


def crowd_bed(rng: Chance, duration_s: float, rate: int) -> Stereo:
    """A murmur: many bands of a voice's formants that come and go at the pace of syllables."""
    whole = np.zeros((round(duration_s * rate), 2))
    when = seconds(duration_s, rate)
    knots = np.arange(0, duration_s + 0.4, 0.19)
    for hertz in (320, 480, 640, 900, 1250, 1700):
        for side in (-0.7, 0.1, 0.7):
            talk = np.interp(when, knots, np.maximum(rng.standard_normal(len(knots)), 0))
            voice = band(noise(rng, duration_s, rate), hertz * 0.85, hertz * 1.18, rate)
            whole += placed(voice * talk * (400 / hertz) ** 0.7, side)
    return low(whole, 2600, rate)


def _crowd(rng: Chance, rate: int) -> Stereo:
    return crowd_bed(rng, 2.6, rate) * synth.arch(2.6, rate, rise_s=0.4, fall_s=0.8)[:, None]


def _camera(rng: Chance, rate: int) -> Stereo:
    def click() -> Mono:
        return high(noise(rng, 0.06, rate), 2200, rate) * decay(0.06, rate, attack_s=0.0005, fall_s=0.006)

    whole = np.zeros(round(0.5 * rate))
    for late_s, loud in ((0.0, 1.0), (0.055, 0.6), (0.12, 0.85)):
        synth.lay(whole, click() * loud, round(late_s * rate))
    when = seconds(0.25, rate)
    synth.lay(whole, 0.05 * np.sin(2 * np.pi * 2400 * when) * decay(0.25, rate, fall_s=0.08), round(0.13 * rate))
    return placed(whole, 0)


def _slap(rng: Chance, rate: int) -> Stereo:
    skin = band(noise(rng, 0.3, rate), 700, 5200, rate) * decay(0.3, rate, attack_s=0.0006, fall_s=0.016)
    body = _thump(rng, rate, hertz=160, fall_s=0.02, click=0.2)
    whole = np.zeros(round(0.35 * rate))
    synth.lay(whole, skin * 1.4, 0)
    synth.lay(whole, body * 0.6, 0)
    return synth.in_room(placed(whole, 0), 0.5, wet=0.3, bright_hz=5000, rate_hz=rate)


def _paper(rng: Chance, rate: int) -> Stereo:
    duration = 0.9
    when = seconds(duration, rate)
    knots = np.arange(0, duration + 0.05, 0.018)
    crackle = np.interp(when, knots, rng.exponential(0.5, len(knots)) * (rng.uniform(size=len(knots)) > 0.35))
    sheet = high(noise(rng, duration, rate), 1600, rate) * crackle * synth.arch(duration, rate, rise_s=0.1, fall_s=0.3)
    return placed(sheet, 0.1)


def _clock(rng: Chance, rate: int) -> Stereo:
    whole = np.zeros(round(4.1 * rate))
    for tick in range(4):
        length = 0.12
        hertz = 2900 if tick % 2 == 0 else 2300
        tone = np.sin(2 * np.pi * hertz * seconds(length, rate)) * decay(length, rate, attack_s=0.0005, fall_s=0.009)
        click = high(noise(rng, length, rate), 3000, rate) * decay(length, rate, attack_s=0.0005, fall_s=0.003)
        synth.lay(whole, tone * 0.5 + click, tick * rate)
    return synth.in_room(placed(whole, -0.1), 0.4, wet=0.25, bright_hz=5000, rate_hz=rate)


def _bell(rng: Chance, rate: int) -> Stereo:
    duration = 3.2
    when = seconds(duration, rate)
    partials = (
        (0.5, 0.5, 1.3),
        (1.0, 1.0, 1.0),
        (1.19, 0.5, 0.7),
        (1.5, 0.3, 0.6),
        (2.0, 0.5, 0.5),
        (2.66, 0.3, 0.3),
        (4.1, 0.2, 0.15),
    )
    tone = sum(
        loud * np.sin(2 * np.pi * 392 * ratio * when + rng.uniform(0, 6)) * np.exp(-when / fall)
        for ratio, loud, fall in partials
    )
    return placed(tone * synth.arch(duration, rate, rise_s=0.002, fall_s=0.8), 0)


def _gasp(rng: Chance, rate: int) -> Stereo:
    duration = 0.5
    when = seconds(duration, rate) / duration
    air = noise(rng, duration, rate)
    breath = band(air, 900, 2200, rate) * (1 - 0.6 * when) + band(air, 2200, 6500, rate) * (0.4 + when)
    return placed(breath * np.sin(np.pi * when**0.6) ** 2, 0)


_MAKERS: dict[str, tuple[Maker, float]] = {
    "door": (_door, 0.45), "knock": (_knock, 0.4), "rain": (_rain, 0.22), "thunder": (_thunder, 0.5),
    "phone_buzz": (_buzz, 0.25), "phone_ring": (_ring, 0.28), "heartbeat": (_heartbeat, 0.5), "impact": (_impact, 0.6),
    "whoosh": (_whoosh, 0.4), "riser": (_riser, 0.4), "glass": (_glass, 0.45), "footsteps": (_footsteps, 0.3),
    "car": (_car, 0.4), "siren": (_siren, 0.22), "wind": (_wind, 0.25), "crowd": (_crowd, 0.3),
    "camera": (_camera, 0.35), "slap": (_slap, 0.5), "paper": (_paper, 0.25), "clock": (_clock, 0.22),
    "bell": (_bell, 0.35), "gasp": (_gasp, 0.3),
}  # fmt: skip
"""Each sound and its highest value."""
EFFECTS = tuple(_MAKERS)
_WORDS: tuple[tuple[str, str], ...] = (
    (r"buzz|vibrat|notification|message|text", "phone_buzz"), (r"ring ?tone|phone|ringing|call", "phone_ring"),
    (r"knock", "knock"), (r"door|slam|gate|lift", "door"), (r"thunder|lightning", "thunder"), (r"rain", "rain"),
    (r"heart", "heartbeat"), (r"whoosh|swish|swoosh", "whoosh"), (r"riser|rising", "riser"),
    (r"glass|shatter|smash|crash|break", "glass"), (r"step|footfall|walk|heels|running", "footsteps"),
    (r"siren|police|ambulance", "siren"), (r"car|engine|tyre|tire|traffic|motor", "car"), (r"wind|storm|gust", "wind"),
    (r"crowd|murmur|chatter|guests", "crowd"), (r"camera|shutter|flash", "camera"), (r"slap|hit|punch", "slap"),
    (r"paper|page|letter|envelope|contract", "paper"), (r"clock|tick", "clock"), (r"bell|chime", "bell"),
    (r"gasp|breath", "gasp"), (r"impact|boom|thud|bang|explo|gun|shot|fall", "impact"),
)  # fmt: skip


def named(words: str) -> str | None:
    """The sound that a script means: "A PHONE BUZZES" is phone_buzz; None for one that we cannot make."""
    plain = words.strip().lower().replace("_", " ")
    if plain.replace(" ", "_") in _MAKERS:
        return plain.replace(" ", "_")
    return next((name for pattern, name in _WORDS if re.search(rf"\b(?:{pattern})", plain)), None)


def effect(name: str, *, seed: int, rate_hz: int = RATE_HZ) -> Sound:
    """One sound of EFFECTS, (samples, 2) float32, that begins and ends in silence. Raises KeyError for another name."""
    maker, peak = _MAKERS[name]
    made = maker(np.random.default_rng([seed, *name.encode()]), rate_hz)
    fade = min(len(made) // 2, round(0.003 * rate_hz))
    ramp = np.linspace(0, 1, fade)[:, None]
    made[len(made) - fade :] *= ramp[::-1]
    made[: fade // 4] *= np.linspace(0, 1, fade // 4)[:, None]
    return synth.at_peak(made, peak).astype(np.float32)
