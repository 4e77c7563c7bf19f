"""An episode's sound: every line in its place and room, a score that makes way for it, effects, one loudness.

The stems add up to the whole: whatever the loudness and its limiter do to the sum is done to each of them.
"""

from __future__ import annotations

import struct
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.io.wavfile
import scipy.signal

from microdrama.animate.sound import ambience, effects, music, synth
from microdrama.animate.sound.synth import Mono, Stereo
from microdrama.animate.timed import TimedEpisode, TimedLine, TimedShot
from microdrama.domain.errors import MicrodramaError
from microdrama.domain.storyboard import Id, Location, PlaceKind
from microdrama.media import loudness
from microdrama.media.audio import RATE_HZ, Sound, sample_of

_signal: Any = scipy.signal  # its types are partly unknown
_wavfile: Any = scipy.io.wavfile

_SCORE_DB = -4.0
_DUCK_DB, _SPEECH_OVER_SCORE_DB = 9.0, 11.0
_DUCK_EFFECTS_DB, _SPEECH_OVER_EFFECTS_DB = 4.0, 6.0
_MOST_DUCK_DB = 24.0
_ATTACK_S, _RELEASE_S = 0.15, 0.4
_BETWEEN_S = 0.7
_SIDES = {"left": -0.3, "centre": 0.0, "right": 0.3}
_ROOMS: dict[PlaceKind, tuple[float, float]] = {
    "church": (2.2, 0.3), "cave": (1.8, 0.32), "hall": (1.3, 0.24), "ballroom": (1.2, 0.2), "throne_room": (1.6, 0.26),
    "temple": (1.2, 0.2), "stage": (1, 0.18), "courtroom": (0.9, 0.2), "garage": (0.9, 0.24), "corridor": (0.7, 0.2),
    "prison": (0.8, 0.24), "bathroom": (0.5, 0.24), "school": (0.6, 0.16), "hospital_room": (0.4, 0.14),
    "kitchen": (0.35, 0.13), "lift": (0.2, 0.16), "car": (0.1, 0.1), "bedroom": (0.22, 0.09), "void": (1.4, 0.2),
}  # fmt: skip
"""How long a room answers, and how loudly beside the voice."""
_ROOM, _OUTSIDE = (0.32, 0.11), (0.15, 0.03)
_SOUND_LATE_S, _SOUND_APART_S = Fraction(1, 20), Fraction(7, 20)
_MOST_SOUNDS = 6
_RATES_HZ = (4_000, 192_000)


class SoundError(MicrodramaError):
    """A line's sound cannot be used; nothing was mixed."""


@dataclass(frozen=True, slots=True)
class Stems:
    """What an episode sounds like and what of it is speech, music and effects; each as long as the picture, 48 kHz.

    `dialogue + music + effects` is `whole`, sample by sample. `lufs` is its integrated loudness, -70 for silence.
    """

    dialogue: Sound
    music: Sound
    effects: Sound
    whole: Sound
    lufs: float
    true_peak_db: float


def mix(
    episode: TimedEpisode, *, locations: Sequence[Location], seed: int, score: bool = True, surroundings: bool = True
) -> Stems:
    """The sound of an episode, (samples, 2) float32, exactly as long as its pictures, at -16 LUFS and -1.5 dBTP.

    Without `score` there is no music, without `surroundings` nothing is heard of the places. The same episode and seed
    sound the same on every run. Raises SoundError for a line whose file cannot be read.
    """
    places: dict[Id, PlaceKind] = {place.id: place.kind for place in locations}
    count = sample_of(episode.duration_s)
    speech = np.zeros((count, 2), np.float32)
    for shot in episode.shots:
        for line in shot.lines:
            _place_line(speech, shot, line, places.get(shot.scene.location, "void"))
    bed = _score(episode, seed) if score else np.zeros((count, 2), np.float32)
    noises = _effects(episode, count, seed)
    if surroundings:
        noises += _surroundings(episode, places, count, seed)
    talks = _talks(episode)
    bed *= _ducked(talks, speech, bed, by_db=_DUCK_DB, over_db=_SPEECH_OVER_SCORE_DB)[:, None]
    noises *= _ducked(talks, speech, noises, by_db=_DUCK_EFFECTS_DB, over_db=_SPEECH_OVER_EFFECTS_DB)[:, None]
    return _levelled(speech, bed, noises)


def read_line(path: Path, *, name: Id) -> Mono:
    """A line's sound as mono float64 at 48 kHz, from a WAV file of 16 or 32 bits or floats. Raises SoundError."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about chunks that it skips
            rate, data = _wavfile.read(path)
        whole = data.dtype.kind in "iu"
        sound = data.astype(np.float64) / (float(np.iinfo(data.dtype).max) + 1 if whole else 1.0)
    except (OSError, ValueError, TypeError, EOFError, AttributeError, struct.error) as error:
        raise SoundError(
            f"The sound of line {name} cannot be read ({path.name}: {error}); nothing was mixed; speak the line again."
        ) from error
    if not _RATES_HZ[0] <= rate <= _RATES_HZ[1]:
        raise SoundError(
            f"The sound of line {name} has {rate} samples a second; nothing was mixed; speak the line again."
        )
    mono = np.clip(np.nan_to_num(sound if sound.ndim == 1 else sound.mean(axis=1)), -1, 1)
    common = gcd(RATE_HZ, int(rate))
    return _signal.resample_poly(mono, RATE_HZ // common, int(rate) // common)


def _place_line(whole: Sound, shot: TimedShot, line: TimedLine, place: PlaceKind) -> None:
    """Lay a line over the dialogue from its very sample on, as its delivery and its room make it sound."""
    dry = read_line(line.sound, name=line.line.id)
    how = line.line.delivery
    size_s, wet = _ROOMS.get(place, _OUTSIDE if ambience.outside(place) else _ROOM)
    if how == "phone":
        heard = _telephoned(dry)
    elif how == "thought":
        heard = synth.in_room(
            synth.placed(synth.high(dry, 180, RATE_HZ, order=1), 0), 1.5, wet=0.35, bright_hz=5000, rate_hz=RATE_HZ
        )
    elif how == "over":
        heard = synth.placed(dry, 0)
    elif how == "unseen":
        dull = 0.8 * synth.low(dry, 4200, RATE_HZ, order=1)
        heard = synth.in_room(synth.placed(dull, 0), size_s, wet=min(0.45, 2 * wet), bright_hz=3500, rate_hz=RATE_HZ)
    else:
        heard = synth.in_room(synth.placed(dry, _side(shot, line)), size_s, wet=wet, bright_hz=4500, rate_hz=RATE_HZ)
    at = sample_of(shot.start_s + line.start_s)
    room = len(whole) - max(0, at)
    if 0 < room < len(dry):
        fade = min(room, RATE_HZ // 100)
        heard = heard[: len(whole) - at].copy()
        heard[len(heard) - fade :] *= np.linspace(1, 0, fade)[:, None]
    synth.lay(whole, heard, at)


def _telephoned(dry: Mono) -> Stereo:
    """A voice out of a telephone: 350 to 3,200 Hz, a little bent, nearly as loud as it was, in the middle."""
    narrow = synth.band(dry, 350, 3200, RATE_HZ, order=3)
    level = max(float(np.abs(narrow).max(initial=0)), 1e-6)
    bent = synth.band(np.tanh(2.2 * narrow / level), 300, 3600, RATE_HZ, order=2)
    power = float(np.sqrt(np.mean(np.square(dry)))) if len(dry) else 0.0
    return synth.placed(synth.at_level(bent, 0.85 * power), 0)


def _side(shot: TimedShot, line: TimedLine) -> float:
    return next((_SIDES[seen.side] for seen in shot.shot.seen if seen.character == line.line.character), 0.0)


def _talks(episode: TimedEpisode) -> list[list[tuple[float, float]]]:
    """When somebody speaks, in seconds of the episode: lines that nearly touch make one talk."""
    spans = sorted(
        (float(shot.start_s + line.span.start_s), float(shot.start_s + line.span.end_s))
        for shot in episode.shots
        for line in shot.lines
    )
    found: list[list[tuple[float, float]]] = []
    for start, end in spans:
        if found and start - max(last for _, last in found[-1]) < _BETWEEN_S:
            found[-1].append((start, end))
        else:
            found.append([(start, end)])
    return found


def _ducked(
    talks: Sequence[Sequence[tuple[float, float]]],
    speech: Sound,
    bed: Sound,
    *,
    by_db: float,
    over_db: float,
) -> npt.NDArray[np.float32]:
    """A gain of a bed for each sample, down before the first word of a talk and smoothly back after its last.

    It goes down by `by_db`, or by as much more as puts the quietest line `over_db` over it: a whisper needs more room.
    """
    lowered = np.zeros(len(bed), np.float32)
    for talk in talks:
        depth = max(by_db, *(_decibel(_part(bed, *line)) - _decibel(_part(speech, *line)) + over_db for line in talk))
        start, end = talk[0][0], max(last for _, last in talk)
        edges = [start - _ATTACK_S, start, end, end + _RELEASE_S]
        first, last = max(0, round(edges[0] * RATE_HZ)), min(len(bed), round(edges[3] * RATE_HZ))
        if first < last:
            shape = np.interp(np.arange(first, last) / RATE_HZ, edges, [0, 1, 1, 0])
            smooth = min(depth, _MOST_DUCK_DB) * (0.5 - 0.5 * np.cos(np.pi * shape))
            lowered[first:last] = np.maximum(lowered[first:last], smooth)
    return np.asarray(10 ** (-lowered / 20), np.float32)


def _part(sound: npt.NDArray[Any], start: float, end: float) -> npt.NDArray[Any]:
    return sound[max(0, round(start * RATE_HZ)) : max(0, round(end * RATE_HZ))]


def _decibel(sound: npt.NDArray[Any]) -> float:
    power = float(np.mean(np.square(sound, dtype=np.float64))) if len(sound) else 0.0
    return 10 * float(np.log10(max(power, 1e-12)))


def _score(episode: TimedEpisode, seed: int) -> Sound:
    """Music by the moods of the scenes and the tension of their beats, with a blow where the cliffhanger begins."""
    moods: list[tuple[float, str, float]] = []
    for shot in episode.shots:
        beat = next((beat for beat in shot.scene.beats if beat.first_shot == shot.shot.id), None)
        mood = shot.scene.mood
        fresh = not moods or moods[-1][1] != mood
        tension = beat.tension if beat else _tension_of(mood) if fresh else moods[-1][2]
        if fresh or abs(tension - moods[-1][2]) > 0.15:
            moods.append((float(shot.start_s), mood, tension))
    bed = music.compose(float(episode.duration_s), moods=moods, seed=seed, hits_s=_hits(episode))
    bed *= np.float32(10 ** (_SCORE_DB / 20))
    return bed


def _tension_of(mood: str) -> float:
    return {"tense": 0.6, "dark": 0.5, "grand": 0.4, "sad": 0.25}.get(mood, 0.15)


def _hits(episode: TimedEpisode) -> list[float]:
    """Where the cliffhanger strikes: when its last line is over, if there is time left, else with its last shot."""
    if len(episode.shots) < 2:
        return []
    last = episode.shots[-1]
    spoken = max((last.start_s + line.span.end_s for line in last.lines), default=last.start_s)
    return [float(spoken if last.span.end_s - spoken >= Fraction(1, 2) else last.start_s)]


def _effects(episode: TimedEpisode, count: int, seed: int) -> Sound:
    """The sounds that shots ask for, from just after the cut on, one after the other."""
    whole = np.zeros((count, 2), np.float32)
    for shot in episode.shots:
        names = [name for name in map(effects.named, shot.shot.sounds) if name is not None]
        for number, name in enumerate(names[:_MOST_SOUNDS]):
            at = sample_of(shot.start_s + _SOUND_LATE_S + number * _SOUND_APART_S)
            synth.lay(whole, effects.effect(name, seed=seed + number, rate_hz=RATE_HZ), at)
    return whole


def _surroundings(episode: TimedEpisode, places: dict[Id, PlaceKind], count: int, seed: int) -> Sound:
    """What each scene's place sounds like, from its first shot to its last."""
    whole = np.zeros((count, 2), np.float32)
    first = 0
    for at, shot in enumerate(episode.shots):
        following = episode.shots[at + 1] if at + 1 < len(episode.shots) else None
        if following is not None and following.scene.id == shot.scene.id:
            continue
        start_s, scene = episode.shots[first].start_s, shot.scene
        bed = ambience.ambience(
            places.get(scene.location, "void"), scene.weather, scene.time_of_day,
            float(shot.span.end_s - start_s), seed=seed, rate_hz=RATE_HZ,
        )  # fmt: skip
        synth.lay(whole, bed, sample_of(start_s))
        first = at + 1
    return whole


def _levelled(dialogue: Sound, score: Sound, noises: Sound) -> Stems:
    """The stems under one gain that brings their sum to its loudness and below its ceiling.

    The limiter turns both sides down together, so that its gain can be read off the sum for each sample.
    """
    plain = dialogue + score + noises
    loud, measured = loudness.levelled(plain)
    power = np.square(plain).sum(axis=1)
    known = power > 1e-8
    if known.any():
        gains = np.asarray((loud * plain).sum(axis=1)[known] / power[known])
        curve = np.interp(np.arange(len(plain)), np.flatnonzero(known), gains)
        gain: Sound = np.asarray(curve, np.float32)[:, None]
        for stem in (dialogue, score, noises):  # in place: three minutes of stems are 200 MB
            np.multiply(stem, gain, out=stem)
    return Stems(dialogue, score, noises, dialogue + score + noises, measured.lufs, measured.true_peak_db)
