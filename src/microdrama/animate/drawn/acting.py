"""What people do while a shot lasts: they blink, breathe, look at one another, and their heads follow their words.

Everything happens on twos, is decided by the shot's id alone, and never stops: who has nothing to do still breathes.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from microdrama.animate.timed import MouthShape, TimedLine, TimedShot
from microdrama.domain.storyboard import Feeling, Seen

Floats = npt.NDArray[np.float64]
Lid = Literal["open", "half", "shut"]
Gaze = Literal["left", "ahead", "right"]
Mouths = Mapping[str, Sequence[MouthShape]]
"""By the id of a line: the shape of the mouth in each picture of the shot."""

TWO_S = 2 / 24
"""How long one drawing stands."""

_OPENNESS: dict[MouthShape, float] = {
    "rest": 0.0, "closed": 0.05, "teeth": 0.3, "small": 0.4, "open": 0.75, "wide": 1.0, "round": 0.6, "pucker": 0.3,
    "tongue": 0.4,
}  # fmt: skip
_BLINKS_S: dict[Feeling, tuple[float, float]] = {
    "afraid": (1.3, 3.0), "crying": (1.2, 2.8), "sad": (1.8, 3.8), "shocked": (3.0, 5.0), "angry": (2.8, 5.0),
    "cold": (3.0, 5.0), "determined": (2.8, 5.0), "shouting": (2.4, 4.5),
}  # fmt: skip
_BREATHS_S: dict[Feeling, float] = {
    "afraid": 1.5, "crying": 1.7, "angry": 2.1, "shouting": 1.8, "shocked": 1.9, "pained": 1.9, "sad": 3.8,
    "tender": 3.8,
}  # fmt: skip
_TREMBLE: dict[Feeling, float] = {
    "crying": 1.0, "afraid": 0.9, "angry": 0.45, "shouting": 0.6, "pained": 0.7, "shocked": 0.35,
}  # fmt: skip
_LIVELY: dict[Feeling, float] = {
    "happy": 1.3, "angry": 1.3, "shouting": 1.7, "cold": 0.6, "sad": 0.7, "whispering": 0.6, "tender": 0.8,
    "shocked": 0.8,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Act:
    """One person in one drawing. Lengths are in heights of the head, turns in degrees clockwise.

    `breath` is how much taller the body is than at rest, as a share.
    """

    lid: Lid = "open"
    gaze: Gaze = "ahead"
    mouth: MouthShape = "rest"
    feeling: Feeling = "neutral"
    head_x: float = 0.0
    head_y: float = 0.0
    tilt: float = 0.0
    body_x: float = 0.0
    lean: float = 0.0
    breath: float = 0.0


@dataclass(frozen=True, slots=True)
class Person:
    """Who acts: as seen, where the middle of the head is (0 to 1 of the width), and where everybody else's is."""

    seen: Seen
    x: float
    others: Mapping[str, float]


def acts(timed: TimedShot, person: Person, mouths: Mapping[str, Sequence[MouthShape]]) -> tuple[Act, ...]:
    """What a person does in each drawing, one for two pictures; deterministic by the shot's id and the person's."""
    count = (timed.pictures + 1) // 2
    seed = hashlib.sha256(f"{timed.shot.id}/{person.seen.character}".encode()).digest()
    rng = np.random.default_rng(int.from_bytes(seed[:8]))
    own = [one for one in timed.lines if _seen_to_speak(one, person)]
    feelings = _feelings(own, person.seen.feeling, count)
    shapes = _shapes(own, mouths, timed.pictures)
    opened = np.array([_OPENNESS[shape] for shape in shapes])
    blinks = _blinks(rng, person.seen.feeling, count)
    gazes = _gazes(rng, timed, person, count)
    nods = _nods(own, count) + _reactions(rng, timed, person, count)
    steps = _steps(person.seen, count)
    wander = [_wander(rng, count, knot_s) for knot_s in (1.3, 1.7, 2.1, 2.6, 1.9)]
    tremble = rng.normal(0, 1, (3, count))
    phase = rng.uniform(0, 2 * math.pi)
    made: list[Act] = []
    for n in range(count):
        feeling = feelings[n]
        lively = _LIVELY.get(feeling, 1.0) * (1.35 if opened[max(0, n - 4) : n + 5].max() > 0 else 1.0)
        shiver = _TREMBLE.get(feeling, 0.0) * _sob(n, feeling)
        breath = math.sin(2 * math.pi * n * TWO_S / _BREATHS_S.get(person.seen.feeling, 3.3) + phase)
        made.append(
            Act(
                lid=blinks[n],
                gaze=gazes[n],
                mouth=shapes[n],
                feeling=feeling,
                head_x=0.014 * lively * wander[0][n] + 0.006 * shiver * tremble[0][n],
                head_y=0.008 * lively * wander[1][n] + nods[n] * lively + 0.006 * shiver * tremble[1][n],
                tilt=1.5 * lively * wander[2][n] + 26 * nods[n] * wander[4][n] + 0.25 * shiver * tremble[2][n],
                body_x=0.012 * wander[3][n] + steps[0][n],
                lean=0.35 * lively * wander[4][n] + steps[1][n] + 0.1 * shiver * tremble[0][n],
                breath=0.0045 * breath,
            )
        )
    return tuple(made)


def _seen_to_speak(one: TimedLine, person: Person) -> bool:
    return one.line.character == person.seen.character and one.line.delivery in ("seen", "phone")


def _feelings(own: Sequence[TimedLine], usual: Feeling, count: int) -> list[Feeling]:
    """As the board says, and as a line says from a little before it until it has been heard out."""
    found: list[Feeling] = [usual] * count
    for one in own:
        if one.line.feeling == "neutral":
            continue
        first, last = _drawing(float(one.start_s) - 0.2), _drawing(float(one.span.end_s) + 0.4)
        for n in range(max(0, first), min(last, count)):
            found[n] = one.line.feeling
    return found


def _drawing(moment_s: float) -> int:
    return math.floor(moment_s / TWO_S + 0.5)


def _shapes(own: Sequence[TimedLine], mouths: Mapping[str, Sequence[MouthShape]], pictures: int) -> list[MouthShape]:
    """One shape for two pictures: the first one's, unless lips meet in the second, which nobody may miss."""
    shapes: list[MouthShape] = ["rest"] * pictures
    for one in own:
        for n, shape in enumerate(mouths.get(one.line.id, ())[:pictures]):
            if shape != "rest":
                shapes[n] = shape
    pairs = zip(shapes[::2], [*shapes[1::2], *shapes[-1:]][: (pictures + 1) // 2], strict=True)
    return ["closed" if second == "closed" and first != "rest" else first for first, second in pairs]


def _blinks(rng: np.random.Generator, feeling: Feeling, count: int) -> list[Lid]:
    """Half, shut, half, one drawing each; every few seconds, now and then twice."""
    lids: list[Lid] = ["open"] * count
    least, most = _BLINKS_S.get(feeling, (2.0, 4.8))
    at = _drawing(rng.uniform(0.7, least + 0.6))
    while at + 3 < count:
        lids[at : at + 3] = ["half", "shut", "half"]
        twice = rng.uniform() < 0.12
        at += 5 if twice else _drawing(rng.uniform(least, most))
    return lids


def _gazes(rng: np.random.Generator, timed: TimedShot, person: Person, count: int) -> list[Gaze]:
    """At who speaks, or at who is spoken to; now and then aside for a moment, as thinking people do."""
    found: list[Gaze] = [_home(person)] * count
    for one in timed.lines:
        target = one.line.to if one.line.character == person.seen.character else one.line.character
        first, last = max(0, _drawing(float(one.start_s)) + 1), _drawing(float(one.span.end_s) + 0.5)
        if target is not None and target in person.others:
            for n in range(first, min(last, count)):
                found[n] = _towards(person.x, person.others[target])
    at = _drawing(rng.uniform(1.4, 3.2))
    while at < count:
        length = _drawing(rng.uniform(0.35, 0.8))
        aside: Gaze = "ahead" if found[at] != "ahead" else ("left" if rng.uniform() < 0.5 else "right")
        for n in range(at, min(count, at + length)):
            found[n] = aside
        at += length + _drawing(rng.uniform(2.2, 4.6))
    return found


def _home(person: Person) -> Gaze:
    match person.seen.facing:
        case "left":
            return "left"
        case "right":
            return "right"
        case _:
            return "ahead"


def _towards(x: float, other: float) -> Gaze:
    return "ahead" if abs(other - x) < 0.03 else ("left" if other < x else "right")


def _nods(own: Sequence[TimedLine], count: int) -> Floats:
    """The head goes down a little on each longer word and comes up again: speech is beaten out with the head."""
    nods = np.zeros(count)
    moments = (np.arange(count)) * TWO_S
    for one in own:
        for place, word in enumerate(one.spoken.words):
            letters = sum(letter.isalpha() for letter in word.text)
            if letters < 4 and place % 3:
                continue
            since = moments - (float(one.start_s) + word.start_s - 0.04)
            strength = 0.012 + 0.0015 * min(letters, 8)
            nods += strength * np.where(since >= 0, since / 0.15 * np.exp(1 - since / 0.15), 0.0)
    return np.minimum(nods, 0.04)


def _reactions(rng: np.random.Generator, timed: TimedShot, person: Person, count: int) -> Floats:
    """Who listens starts back at a shout and nods, or sinks, once into what is said otherwise."""
    moved = np.zeros(count)
    moments = np.arange(count) * TWO_S
    for one in timed.lines:
        if one.line.character == person.seen.character:
            continue
        start, length = float(one.start_s), one.spoken.duration_s
        if one.line.feeling in ("shouting", "angry"):
            since = moments - start - 0.12
            moved -= 0.03 * np.where(since >= 0, since / 0.2 * np.exp(1 - since / 0.2), 0.0)
        else:
            since = moments - start - length * rng.uniform(0.45, 0.8)
            moved += 0.02 * np.where(since >= 0, since / 0.25 * np.exp(1 - since / 0.25), 0.0)
    return moved


def _steps(seen: Seen, count: int) -> tuple[Floats, Floats]:
    """Who walks comes a little way on, swaying from foot to foot: how far, in heads, and the lean, in degrees."""
    if seen.pose != "walk":
        return np.zeros(count), np.zeros(count)
    way = {"left": -1.0, "right": 1.0}.get(seen.facing, 0.0)
    moments = np.arange(count) * TWO_S
    return way * 0.09 * (moments - moments[-1] / 2), 0.7 * np.sin(2 * math.pi * moments / 1.1)


def _wander(rng: np.random.Generator, count: int, knot_s: float) -> Floats:
    """A path through values at random, -1 to 1, one every `knot_s` seconds, smooth between them."""
    step = max(1, _drawing(knot_s))
    knots = rng.uniform(-1, 1, count // step + 3)
    places = np.arange(count) / step + rng.uniform(0, 1)
    index = places.astype(int)
    share = places - index
    eased = share * share * (3 - 2 * share)
    return knots[index] + (knots[index + 1] - knots[index]) * eased


def _sob(n: int, feeling: Feeling) -> float:
    """Crying comes in bursts."""
    return 0.4 + 1.2 * max(0.0, math.sin(2 * math.pi * n * TWO_S / 1.7)) if feeling == "crying" else 1.0
