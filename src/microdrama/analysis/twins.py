"""Voices so alike that sound alone takes them for one: parted where mouths seen in one picture both follow it.

Two people who are seen together are two, whatever their voices are like. Where the mouths of both follow one voice
through the film, what is heard while each speaks in the picture shows how the two differ; and where it does not show,
the voice stays one. The other way round, two voices of one mouth that are nearly alike are one.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from microdrama.analysis.clusters import centres
from microdrama.analysis.mouths import MouthMotion
from microdrama.analysis.speakers import Heard
from microdrama.analysis.talking import Evidence, beyond_rivals, gathered, of_persons, pairs_seen_together, seen_during
from microdrama.domain.findings import FaceTrack

_LEAST_EVIDENCE = 1.0  # what gives a person a voice that nobody else claims, see talking.py
_TRACK_EVIDENCE = 0.2  # from a single track: its mouth moves with what is heard
_TOLD = 0.8  # of each person's tracks, left out one by one, must be told by the rest; half are by chance
_LUCK = 0.01  # seven tracks that are all told right have less of it, six have more
_ONE_MOUTH = 0.9  # of the embedder's own bound: voices of one mouth that are as alike as this are one

Vectors = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Seen:
    """The faces of a film and what their mouths say of its voices, by numbers of voices."""

    faces: Mapping[str, FaceTrack]
    tracks: dict[tuple[str, int], float]
    persons: dict[tuple[str, int], float]
    pairs: set[frozenset[str | None]]


def told_apart(
    heard: Heard,
    faces: Sequence[FaceTrack],
    mouths: Mapping[str, Sequence[MouthMotion]],
    sound: npt.NDArray[np.int16],
) -> Heard:
    """The same film with its voices parted and joined as the mouths say.

    A voice is parted among persons whose mouths follow it, who were seen together (a third with one of two), and whose
    tracks are told by the sound of the same person's other tracks at least four times in five (leave-one-out).
    `mouths`: by the name of the track. `sound`: (samples,) int16 mono at 16 kHz.
    """
    if not len(heard.vectors):
        return heard
    seen = _seen(heard, faces, mouths, sound)
    parted, origins = _parted(heard, seen)
    return _joined(parted, seen if parted is heard else _seen(parted, faces, mouths, sound), origins)


def _seen(
    heard: Heard,
    faces: Sequence[FaceTrack],
    mouths: Mapping[str, Sequence[MouthMotion]],
    sound: npt.NDArray[np.int16],
) -> _Seen:
    numbers = {name: number for number, name in heard.names().items()}
    evidence: list[Evidence] = gathered(faces, mouths, sound, heard.turns())
    tracks = beyond_rivals(faces, evidence)
    return _Seen(
        faces={face.track: face for face in faces},
        tracks={(track, numbers[name]): value for (track, name), value in tracks.items()},
        persons={(person, numbers[name]): value for (person, name), value in of_persons(faces, tracks).items()},
        pairs=pairs_seen_together(faces),
    )


def _parted(heard: Heard, seen: _Seen) -> tuple[Heard, npt.NDArray[np.int64]]:
    """The voices with those parted that several people share, and of each the number of the voice that it was."""
    followed = heard.followed()
    voices: list[npt.NDArray[np.float32]] = []
    for number, voice in enumerate(heard.voices):
        samples = _samples(heard, seen, number, followed == number)
        sharing = _sharing(seen, number, samples)
        if len(sharing) < 2:
            voices.append(voice[None])
        else:
            firsts = _directions(np.stack([samples[person].sum(axis=0) for person in sharing]))
            voices.append(_settled(heard.vectors[followed == number], firsts))
    origins = np.repeat(np.arange(len(voices)), [len(parts) for parts in voices])
    if len(origins) == len(voices):
        return heard, origins
    return replace(heard, voices=np.concatenate(voices)), origins


def _samples(heard: Heard, seen: _Seen, number: int, inside: npt.NDArray[np.bool_]) -> dict[str, Vectors]:
    """By person, (tracks, size): the sum of the voice's windows during each track whose mouth moves with them."""
    middles = heard.windows.middles_s()
    found: dict[str, list[Vectors]] = {}
    for (track, voice), value in sorted(seen.tracks.items()):
        face = seen.faces[track]
        if voice != number or value < _TRACK_EVIDENCE or face.person is None:
            continue
        during = seen_during(face)
        there = inside & (middles >= float(during.start_s)) & (middles < float(during.end_s))
        if there.any():
            found.setdefault(face.person, []).append(heard.vectors[there].sum(axis=0, dtype=np.float64))
    return {person: np.stack(sums) for person, sums in found.items()}


def _sharing(seen: _Seen, number: int, samples: Mapping[str, Vectors]) -> list[str]:
    """The persons among whom a voice is to be parted: two who met, then whoever met one of them; all differ."""
    sums = {
        person: value
        for (person, voice), value in seen.persons.items()
        if voice == number and value >= _LEAST_EVIDENCE and person in samples
    }
    ordered = sorted(sums, key=lambda name: (-sums[name], name))
    for pair in itertools.combinations(ordered, 2):
        if frozenset(pair) in seen.pairs and _differ(samples[pair[0]], samples[pair[1]]):
            return _with_others(list(pair), ordered, seen, samples)
    return []


def _with_others(sharing: list[str], persons: Sequence[str], seen: _Seen, samples: Mapping[str, Vectors]) -> list[str]:
    """A voice that two people share may have a third, who differs from both.

    Somebody who was seen with neither might be one of them in other clothes, in a place that sounds otherwise: so such
    a one has to lie nearer to as far away as the two lie from each other than to no distance at all.
    """
    far = _distance(samples[sharing[0]], samples[sharing[1]])

    def another(person: str) -> bool:
        if person in sharing or not all(_differ(samples[person], samples[other]) for other in sharing):
            return False
        met = any(frozenset((person, other)) in seen.pairs for other in sharing)
        return met or all(_distance(samples[person], samples[other]) > far / 2 for other in sharing)

    while (found := next(filter(another, persons), None)) is not None:
        sharing = [*sharing, found]
    return sharing


def _distance(one: Vectors, other: Vectors) -> float:
    """One less the cosine between the middles of two persons' samples."""
    return 1 - float(_directions(one.sum(axis=0)) @ _directions(other.sum(axis=0)))


def _differ(one: Vectors, other: Vectors) -> bool:
    """Whether tracks of two persons sound like the rest of their own person's, and more often so than by luck."""
    right: list[npt.NDArray[np.bool_]] = []
    for own, against in ((one, other), (other, one)):
        rest = _directions(own.sum(axis=0) - own)
        right.append((own * rest).sum(axis=1) > own @ _directions(against.sum(axis=0)))
    told, tracks = int(sum(part.sum() for part in right)), len(one) + len(other)
    luck = sum(math.comb(tracks, n) for n in range(told, tracks + 1)) / 2**tracks
    return luck < _LUCK and all(part.mean() >= _TOLD for part in right)


def _directions(vectors: Vectors) -> Vectors:
    return vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-9)


def _settled(vectors: npt.NDArray[np.float32], firsts: Vectors) -> npt.NDArray[np.float32]:
    """(voices, size): the middles of the windows nearest to each of the first ones.

    Once, and not until nothing changes: where one of the two says little, that would halve the other's windows.
    """
    nearest = np.argmax(vectors @ firsts.T, axis=1)
    return centres(vectors, nearest) if len(np.unique(nearest)) == len(firsts) else firsts.astype(np.float32)


def _joined(heard: Heard, seen: _Seen, origins: npt.NDArray[np.int64]) -> Heard:
    """Lesser voices of a mouth, where nearly as alike to its main voice as the windows of one are, made part of it.

    What was one voice before and was parted stays so.
    """
    followed = heard.followed()
    mouth_of: dict[int, tuple[float, str]] = {}
    for (person, number), value in seen.persons.items():
        if value >= _LEAST_EVIDENCE:
            mouth_of[number] = max(mouth_of.get(number, (0.0, "")), (value, person))
    means = {number: heard.vectors[followed == number].mean(axis=0, dtype=np.float64) for number in mouth_of}
    main: dict[str, int] = {}
    labels = followed.copy()
    for number, (_, person) in sorted(mouth_of.items(), key=lambda item: (-item[1][0], item[0])):
        first = main.setdefault(person, number)
        alike = float(means[first] @ means[number]) >= _ONE_MOUTH * heard.alike
        if alike and origins[first] != origins[number]:
            labels[followed == number] = first
    voices = heard.voices.copy()
    larger = sorted({int(n) for n in labels[labels != followed]})
    for number in larger:
        voices[number] = _directions(heard.vectors[labels == number].sum(axis=0, dtype=np.float64))
    kept = np.isin(np.arange(len(voices)), followed[labels != followed], invert=True)
    return replace(heard, voices=voices[kept])
