"""Voices that sound alike, told apart by whose mouth moves with them: tones for voices, mouths that are made."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from microdrama.analysis.mouths import MouthMotion
from microdrama.analysis.speakers import hear
from microdrama.analysis.twins import told_apart
from microdrama.domain.findings import FaceTrack
from microdrama.domain.time import Span
from microdrama.ports.voice_embedder import FakeVoiceEmbedder

RATE, PICTURES = 16_000, 24
LOW, NEAR, NEARER = 200.0, 223.0, 245.0  # 22 degrees apart for the fake embedder: one voice to average linkage
FAR = 300.0  # at right angles to LOW


class Tones(FakeVoiceEmbedder):
    """The fake, fast enough for arrays."""

    def embed(self, windows: Any) -> Any:
        crossings = np.sum(np.diff((windows < 0).astype(np.int8), axis=1) != 0, axis=1)
        angle = np.pi / 2 * np.log(np.maximum(1, crossings)) / np.log(1.5)
        return np.column_stack([np.cos(angle), np.sin(angle)])


class Uneven(Tones):
    """Hears more than the pitch, by chance: windows of one tone have a cosine of 0.6 to each other."""

    def embed(self, windows: Any) -> Any:
        chance = [np.random.default_rng(zlib.crc32(window.tobytes())).normal(size=32) for window in windows]
        wide = np.column_stack([super().embed(windows), 0.8 / np.sqrt(32) * np.array(chance)])
        return wide / np.linalg.norm(wide, axis=1, keepdims=True)


@dataclass(frozen=True)
class Said:
    """Somebody says something of 3 s in a shot of their own, in a voice of so many hertz; None has no face there.

    Who only listens does not move; an answer takes the last second, from somebody who is not in the picture.
    """

    person: str | None
    hertz: float
    listens: bool = False
    answer: float | None = None


class Film:
    """What is said, one after the other with a pause of a second, then a shot for each pair who meet, in silence."""

    def __init__(self, script: Sequence[Said], *, met: Sequence[tuple[str, str]], wander: float = 0.01) -> None:
        rng = np.random.default_rng(0)
        self.sound = np.zeros(round(RATE * (4 * len(script) + 1)), np.int16)
        self.speech: list[Span] = []
        self.faces: list[FaceTrack] = []
        self.mouths: dict[str, list[MouthMotion]] = {}
        for n, said in enumerate(script):
            start = 4 * n + 1
            loud = np.repeat(rng.uniform(0.05, 1, 12), RATE // 4)
            pitch = np.repeat([said.hertz, said.hertz, said.answer or said.hertz], RATE) * (1 + rng.normal(0, wander))
            self.sound[start * RATE : (start + 3) * RATE] = 9000 * loud * np.sin(2 * np.pi * np.cumsum(pitch) / RATE)
            self.speech.append(Span(Fraction(start), Fraction(start + 3)))
            if said.person is not None:
                opened = np.sqrt(loud[:: RATE // PICTURES])[: 3 * PICTURES]
                opened[0 if said.listens else 48 if said.answer else 72 :] = 0
                self._show(f"F{n}", said.person, start, opened, rng)
        for n, pair in enumerate(met):
            moment = 4.0 * len(script) + n
            for person in pair:
                self.faces.append(FaceTrack(track=f"M{n}{person}", person=person, boxes=[(moment, 0.4, 0.3, 0.1, 0.3)]))

    def _show(self, name: str, person: str, start: int, opened: npt.NDArray[Any], rng: np.random.Generator) -> None:
        boxes = [(start + t / 2, 0.4, 0.3, 0.1, 0.3) for t in range(6)]
        self.faces.append(FaceTrack(track=name, person=person, boxes=boxes))
        nod = rng.uniform(0, 0.5, len(opened))
        moved = 8 * opened * rng.uniform(0.5, 1.5, len(opened)) + nod
        signs = np.column_stack([moved, nod, -12 * opened + rng.normal(0, 1, len(opened))])
        self.mouths[name] = [MouthMotion(start + np.arange(len(opened)) / PICTURES, signs.astype(np.float16))]

    def voices(self, embedder: FakeVoiceEmbedder | None = None) -> list[str | None]:
        """Of each thing said, in order."""
        heard = hear(self.sound, self.speech, [], embedder or Tones())
        turns = told_apart(heard, self.faces, self.mouths, self.sound).turns()
        return [turns.speaker_of(span) for span in self.speech]

    def voices_by_sound(self) -> list[str | None]:
        turns = hear(self.sound, self.speech, [], Tones()).turns()
        return [turns.speaker_of(span) for span in self.speech]


TWO = [Said("P1", LOW), Said("P2", NEAR)] * 4


def test_two_who_met_have_two_voices_though_one_sounds_like_the_other() -> None:
    film = Film(TWO, met=[("P1", "P2")])
    assert film.voices_by_sound() == ["S1"] * 8
    assert film.voices() == ["S1", "S2"] * 4


def test_what_is_said_out_of_the_picture_goes_to_the_nearer_of_the_two() -> None:
    film = Film([*TWO, Said(None, NEAR), Said(None, LOW)], met=[("P1", "P2")])
    assert film.voices()[-2:] == ["S2", "S1"]


def test_two_who_never_meet_may_be_one_in_other_clothes() -> None:
    assert Film(TWO, met=[]).voices() == ["S1"] * 8


def test_two_faces_of_which_the_sound_shows_no_difference_keep_one_voice() -> None:
    script = [Said("P1", LOW), Said("P2", LOW)] * 6
    assert Film(script, met=[("P1", "P2")], wander=0.03).voices() == ["S1"] * 12


def test_what_two_voices_differ_in_by_chance_does_not_part_them() -> None:
    film = Film([Said("P1", LOW), Said("P2", LOW)] * 4, met=[("P1", "P2")])
    assert film.voices(Uneven()) == ["S1"] * 8


def test_a_face_of_which_half_of_the_tracks_sound_like_the_other_has_no_voice_of_its_own() -> None:
    script = [Said("P1", LOW)] * 12 + [Said("P2", LOW), Said("P2", NEAR)] * 2
    assert Film(script, met=[("P1", "P2")], wander=0.002).voices() == ["S1"] * 16


def test_what_is_heard_while_somebody_only_listens_says_nothing_of_their_voice() -> None:
    script = [*TWO, *[Said("P1", NEAR, listens=True)] * 6]
    assert Film(script, met=[("P1", "P2")]).voices() == ["S1", "S2"] * 4 + ["S2"] * 6


def test_answers_from_outside_the_picture_do_not_draw_a_voice_towards_the_other() -> None:
    between = 213.7  # nearer to NEAR than to LOW, but not than to LOW and a fourth of NEAR
    script = [Said("P1", LOW, answer=NEAR), Said("P2", NEAR)] * 8
    assert Film([*script, Said(None, between)], met=[("P1", "P2")], wander=0.001).voices()[-1] == "S2"


def test_two_who_were_parted_stay_so_though_a_third_speaks_most_with_both_voices() -> None:
    script = [*TWO, *[Said("P3", 209.0), Said("P3", 214.0)] * 8]
    assert Film(script, met=[("P1", "P2")], wander=0.002).voices()[:8] == ["S1", "S2"] * 4


def test_a_few_tracks_that_are_told_apart_may_be_luck() -> None:
    assert Film(TWO[:6], met=[("P1", "P2")]).voices() == ["S1"] * 6


@pytest.mark.parametrize("met", [[("P1", "P2")], [("P1", "P2"), ("P2", "P3")]])
def test_a_third_is_found_with_the_two_even_where_they_never_meet(met: list[tuple[str, str]]) -> None:
    script = [Said("P1", LOW), Said("P2", NEAR), Said("P3", NEARER)] * 4
    assert Film(script, met=met).voices() == ["S1", "S2", "S3"] * 4


def test_one_of_two_in_other_clothes_is_no_third() -> None:
    script = [Said("P1", LOW), Said("P2", NEAR), Said("P3", NEAR)] * 4
    assert Film(script, met=[("P1", "P2")]).voices() == ["S1", "S2", "S2"] * 4


def test_who_differs_a_little_and_was_met_by_nobody_is_no_third() -> None:
    two = [Said("P1", LOW), Said("P2", NEARER)]
    script = [*two, Said("P3", 237.0)] * 4 + two * 3
    assert Film(script, met=[("P1", "P2")], wander=0.003).voices() == ["S1", "S2", "S2"] * 4 + ["S1", "S2"] * 3
    met = [("P1", "P2"), ("P2", "P3")]
    assert Film(script, met=met, wander=0.003).voices() == ["S1", "S2", "S3"] * 4 + ["S1", "S2"] * 3


def test_two_voices_of_one_mouth_are_one_where_they_are_nearly_alike() -> None:
    high = 264.0  # 62 degrees from LOW for the fake: a cosine of 0.48, where sound alone joins from 0.5 on
    film = Film([Said("P1", LOW), Said("P1", high)] * 4, met=[], wander=0.001)
    assert film.voices_by_sound() == ["S1", "S2"] * 4
    assert film.voices() == ["S1"] * 8
    assert Film([Said("P1", LOW), Said("P2", high)] * 4, met=[], wander=0.001).voices() == ["S1", "S2"] * 4


def test_two_voices_of_one_mouth_stay_two_where_they_are_not_alike() -> None:
    assert Film([Said("P1", LOW), Said("P1", FAR)] * 4, met=[]).voices() == ["S1", "S2"] * 4


def test_without_faces_or_speech_nothing_changes() -> None:
    film = Film([Said(None, LOW), Said(None, FAR)] * 3, met=[])
    assert film.voices() == film.voices_by_sound() == ["S1", "S2"] * 3
    assert told_apart(hear(film.sound, [], [], Tones()), [], {}, film.sound).turns().turns == []
