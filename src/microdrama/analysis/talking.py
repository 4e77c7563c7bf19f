"""Who speaks: mouths that move with a voice, gathered over the film until each voice has its face.

Motion alone says little: people chew, smile and nod while others talk. So a mouth counts only as far as it follows
one voice: as that voice grows louder and softer, and stops where it stops or another begins.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import msgspec
import numpy as np
import numpy.typing as npt

from microdrama.analysis.mouths import MouthMotion
from microdrama.analysis.speakers import SpeakerTurns
from microdrama.domain.findings import FaceTrack
from microdrama.domain.time import Span
from microdrama.ports.voice_embedder import RATE_HZ

_LEAST_HEARD_S = Fraction(1, 2)
_FEWEST_PICTURES = 12
_LAST_SEEN_S = Fraction(1, 2)  # faces are looked for twice a second, so one is still there when last seen
_CHANCE = 0.2  # mouths that have nothing to do with a voice correlate with it by 0.05 to 0.1, some by more
_LONGEST_S = 20.0
_LEAST_EVIDENCE = 1.0  # two shots of three seconds in which the mouth follows the voice, or a long one
_SURE_EVIDENCE = 2.0
_RANGE_DB = 35.0
_SMOOTH_S = 0.2
_LAG_S = 0.09
_ENERGY_FLOOR = 100.0  # of 16-bit samples squared, -70 dBFS


@dataclass(frozen=True, slots=True)
class Evidence:
    """How well one track's mouth follows one voice; about 0.9 for three seconds of speech, below 0 without a link."""

    track: str
    speaker: str
    score: float


def with_talkers(
    faces: Sequence[FaceTrack],
    mouths: Mapping[str, Sequence[MouthMotion]],
    sound: npt.NDArray[np.int16],
    turns: SpeakerTurns,
) -> list[FaceTrack]:
    """The tracks with the voices that they speak with.

    A track gets the speaker S if and only if its person owns S (`owners`) and S is heard for half a second at least
    while the track is seen; of several such voices the one that is heard longest. So a shot with a turned or
    small face is decided by other shots of the same person, and a voice from outside the picture has no face.

    `mouths`: by the name of the track. `sound`: (samples,) int16 mono at 16 kHz.
    """
    owned = owners(faces, gathered(faces, mouths, sound, turns))
    return [_with_speaker(face, owned.get(face.person or "", []), turns) for face in faces]


def gathered(
    faces: Sequence[FaceTrack],
    mouths: Mapping[str, Sequence[MouthMotion]],
    sound: npt.NDArray[np.int16],
    turns: SpeakerTurns,
) -> list[Evidence]:
    """What the mouths of all tracks say; for each track, one piece for each voice that is heard with it."""
    return [evidence for face in faces for evidence in _evidence(face, mouths.get(face.track, ()), sound, turns)]


def owners(faces: Sequence[FaceTrack], evidence: Sequence[Evidence]) -> dict[str, list[str]]:
    """Which voices each person speaks with.

    The evidence of a person for a voice is the sum over the person's tracks, each less that of the best other face
    in the same picture where that is above nothing. From the strongest on, a voice goes to a person when the evidence
    is at least 1, the person has no voice yet (a second one takes evidence of 2 and that nobody else has it), and
    the person is never seen together with another owner of that voice: one face taken for two persons may have one
    voice, two people in one picture may not.
    """
    sums = of_persons(faces, beyond_rivals(faces, evidence))
    rivals = pairs_seen_together(faces)
    owned: dict[str, list[str]] = {}
    having: dict[str, list[str]] = {}
    for (name, speaker), value in sorted(sums.items(), key=lambda item: (-item[1], item[0])):
        same = having.get(speaker, list[str]())
        free = name not in owned or (value >= _SURE_EVIDENCE and not same)
        if value >= _LEAST_EVIDENCE and free and all(frozenset((name, other)) not in rivals for other in same):
            owned.setdefault(name, []).append(speaker)
            having.setdefault(speaker, []).append(name)
    return owned


def beyond_rivals(faces: Sequence[FaceTrack], evidence: Sequence[Evidence]) -> dict[tuple[str, str], float]:
    """By (track, speaker): the evidence less that of the best other face in the same picture, if that has any."""
    together = _seen_together(faces)
    score = {(e.track, e.speaker): e.score for e in evidence}
    beyond: dict[tuple[str, str], float] = {}
    for (track, speaker), value in score.items():
        rival = max((score.get((other, speaker), 0.0) for other in together.get(track, ())), default=0.0)
        beyond[track, speaker] = value - max(0.0, rival)
    return beyond


def of_persons(faces: Sequence[FaceTrack], evidence: Mapping[tuple[str, str], float]) -> dict[tuple[str, str], float]:
    """By (person, speaker): the sum over the person's tracks."""
    person = {face.track: face.person for face in faces}
    sums: dict[tuple[str, str], float] = {}
    for (track, speaker), value in evidence.items():
        name = person[track]
        if name is not None:
            sums[name, speaker] = sums.get((name, speaker), 0.0) + value
    return sums


def pairs_seen_together(faces: Sequence[FaceTrack]) -> set[frozenset[str | None]]:
    """Persons who are in one picture somewhere in the film, and so are certainly two."""
    person = {face.track: face.person for face in faces}
    return {
        frozenset((person[one], person[other])) for one, others in _seen_together(faces).items() for other in others
    }


def seen_during(face: FaceTrack) -> Span:
    """From when to when a track is seen."""
    first, last = (Fraction(str(face.boxes[n][0])) for n in (0, -1))
    return Span(first, last + _LAST_SEEN_S)


def _with_speaker(face: FaceTrack, voices: list[str], turns: SpeakerTurns) -> FaceTrack:
    if not voices or not face.boxes:
        return face
    heard = turns.during(seen_during(face))
    best = max(voices, key=lambda name: heard.get(name, Fraction(0)))
    if heard.get(best, Fraction(0)) < _LEAST_HEARD_S:
        return face
    return msgspec.structs.replace(face, speaker=best)


def _seen_together(faces: Sequence[FaceTrack]) -> dict[str, set[str]]:
    """For each track the others that are seen at one of its moments."""
    at: dict[float, list[str]] = {}
    for face in faces:
        for box in face.boxes:
            at.setdefault(box[0], []).append(face.track)
    together: dict[str, set[str]] = {}
    for names in at.values():
        for one, other in itertools.permutations(names, 2):
            if one != other:
                together.setdefault(one, set()).add(other)
    return together


def _evidence(
    face: FaceTrack, mouth: Sequence[MouthMotion], sound: npt.NDArray[np.int16], turns: SpeakerTurns
) -> list[Evidence]:
    if not mouth:
        return []
    times = np.concatenate([motion.times for motion in mouth])
    signs = np.concatenate([motion.signs for motion in mouth]).astype(np.float64)
    if len(times) < _FEWEST_PICTURES or not np.isfinite(signs).all():
        return []
    rate = (len(times) - 1) / max(1e-6, float(times[-1] - times[0]))
    level = _levels(sound, times, rate)
    during = Span(Fraction(times[0]).limit_denominator(100_000), Fraction(times[-1]).limit_denominator(100_000))
    found: list[Evidence] = []
    for speaker, heard in turns.during(during).items():
        if heard >= _LEAST_HEARD_S:
            loud = np.where(_speaks(speaker, times, during, turns), level, 0.0)
            link = (_link(_activity(signs, rate), loud, rate) + _link(-signs[:, 2], loud, rate)) / 2
            score = (link - _CHANCE) * min(float(during.duration_s), _LONGEST_S) ** 0.5
            found.append(Evidence(face.track, speaker, score))
    return found


def _levels(sound: npt.NDArray[np.int16], times: npt.NDArray[np.float64], rate: float) -> npt.NDArray[np.float64]:
    """(pictures,) 0 to 1: how loud it is around each picture, over the 35 dB below the loudest."""
    reach = max(1, round(RATE_HZ / max(rate, 4.0) * 0.75))
    middles = np.round(times * RATE_HZ).astype(np.int64)
    start = max(0, int(middles[0]) - reach)
    piece = np.asarray(sound[start : int(middles[-1]) + reach], np.float64)
    total = np.concatenate([[0.0], np.cumsum(np.square(piece))])
    low, high = (np.clip(middles + side - start, 0, len(piece)) for side in (-reach, reach))
    power = (total[high] - total[low]) / np.maximum(1, high - low)
    decibels = 10 * np.log10(power + _ENERGY_FLOOR)
    return np.clip((decibels - decibels.max()) / _RANGE_DB + 1, 0, 1)


def _speaks(speaker: str, times: npt.NDArray[np.float64], during: Span, turns: SpeakerTurns) -> npt.NDArray[np.bool_]:
    """(pictures,): whether this voice is the one that is heard."""
    speaks = np.zeros(len(times), bool)
    for turn in turns.within(during):
        if turn.speaker == speaker:
            speaks |= (times >= float(turn.span.start_s)) & (times < float(turn.span.end_s))
    return speaks


def _activity(signs: npt.NDArray[np.float64], rate: float) -> npt.NDArray[np.float64]:
    """How much the mouth moves beyond what the rest of the face explains, smoothed over 0.2 s."""
    mouth, rest = np.sqrt(signs[:, 0]), np.sqrt(signs[:, 1])
    away = rest - rest.mean()
    share = max(0.0, float(away @ (mouth - mouth.mean())) / max(1e-6, float(away @ away)))
    width = max(1, round(_SMOOTH_S * rate))
    return np.convolve(mouth - share * rest, np.full(width, 1 / width), "same")


def _link(mouth: npt.NDArray[np.float64], loud: npt.NDArray[np.float64], rate: float) -> float:
    """The best correlation within 90 ms either way: sound and picture are seldom in step to the picture."""
    most = round(_LAG_S * rate)
    count = len(mouth)
    found = -1.0
    for lag in range(-most, most + 1):
        one, other = mouth[max(0, lag) : count + min(0, lag)], loud[max(0, -lag) : count + min(0, -lag)]
        found = max(found, _correlation(one, other))
    return found


def _correlation(one: npt.NDArray[np.float64], other: npt.NDArray[np.float64]) -> float:
    """Pearson's, and 0 where one of them does not change."""
    one, other = one - one.mean(), other - other.mean()
    size = float(np.sqrt((one @ one) * (other @ other)))
    return float(one @ other) / size if size > 1e-9 else 0.0
