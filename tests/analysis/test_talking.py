"""Who speaks, on mouths and voices that are made."""

import itertools
from fractions import Fraction

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fixtures.drama import spoken_line
from microdrama.analysis.mouths import MouthMotion
from microdrama.analysis.speakers import SpeakerTurns, Turn
from microdrama.analysis.talking import Evidence, owners, with_talkers
from microdrama.domain.findings import FaceTrack
from microdrama.domain.time import Span

RATE, PICTURES = 16_000, 24
TEXTS = ("They are outside. I can see the headlights.", "I have listened to you for eleven years.")
Sound = npt.NDArray[np.int16]


def face(name: str, person: str | None, start: float, end: float) -> FaceTrack:
    boxes = [(t, 0.4, 0.3, 0.1, 0.3) for t in np.arange(start, end, 0.5).tolist()]
    return FaceTrack(track=name, person=person, boxes=boxes)


class Film:
    """Lines said one after the other, and mouths that do what they are told."""

    def __init__(self, cast: list[str], *, pause: float = 0.6) -> None:
        self.turns: list[Turn] = []
        pieces: list[Sound] = [np.zeros(RATE // 2, np.int16)]
        for n, speaker in enumerate(cast):
            start = sum(map(len, pieces))
            said = (spoken_line(TEXTS[n % 2])[::3] * 32767).astype(np.int16)
            pieces += [said, np.zeros(round(pause * RATE), np.int16)]
            self.turns.append(Turn(Span(Fraction(start, RATE), Fraction(start + len(said), RATE)), speaker))
        self.sound = np.concatenate(pieces)
        self.seconds = len(self.sound) / RATE
        self.rng = np.random.default_rng(0)

    def times(self, start: float, end: float) -> npt.NDArray[np.float64]:
        return np.arange(round(start * PICTURES), round(end * PICTURES)) / PICTURES

    def speaking(self, speaker: str, start: float, end: float) -> list[MouthMotion]:
        """Opens as the voice is loud, and nods."""
        return self.motion(self.openness(speaker, start, end), start)

    def openness(self, speaker: str | None, start: float, end: float) -> npt.NDArray[np.float64]:
        times = self.times(start, end)
        loud = np.array(
            [np.abs(self.sound[round(t * RATE) : round(t * RATE) + 700].astype(float)).mean() for t in times]
        )
        mine = [any(t.speaker == speaker and Fraction(now) in t.span for t in self.turns) for now in times]
        return np.sqrt(loud / 3000) * mine

    def chewing(self, start: float, end: float) -> list[MouthMotion]:
        """Moves more than anybody who speaks, at its own times."""
        count = len(self.times(start, end))
        return self.motion(
            3 * np.abs(np.sin(np.arange(count) / PICTURES * 2 * np.pi * 1.3 + self.rng.uniform(0, 6))), start
        )

    def motion(self, opened: npt.NDArray[np.float64], start: float) -> list[MouthMotion]:
        nod = 4 * np.abs(np.sin(np.arange(len(opened)) / 7 + self.rng.uniform(0, 6))) + self.rng.uniform(
            0, 1, len(opened)
        )
        moved = 8 * np.abs(np.diff(opened, prepend=opened[0])) + nod
        signs = np.column_stack([moved, nod, -12 * opened + self.rng.normal(0, 2, len(opened))])
        times = np.arange(len(opened)) / PICTURES + start
        return [MouthMotion(times, signs.astype(np.float16))]


def speakers(faces: list[FaceTrack]) -> dict[str, str | None]:
    return {track.track: track.speaker for track in faces}


def test_in_a_conversation_each_face_gets_its_voice_whatever_else_mouths_do() -> None:
    film = Film(["S1", "S2", "S1", "S2"])
    end = film.seconds
    faces = [face("F1", "P1", 0, end), face("F2", "P2", 0, end), face("F3", "P3", 0, end)]
    mouths = {"F1": film.speaking("S2", 0, end), "F2": film.chewing(0, end), "F3": film.speaking("S1", 0, end)}
    got = with_talkers(faces, mouths, film.sound, SpeakerTurns(film.turns))
    assert speakers(got) == {"F1": "S2", "F2": None, "F3": "S1"}


def test_a_shot_too_short_to_tell_is_decided_by_the_others_of_the_same_person() -> None:
    film = Film(["S1", "S1", "S2", "S1"])
    last = film.turns[3].span
    cut = float(last.start_s) - 0.2
    faces = [
        face("F1", "P1", 0, cut),
        face("F2", "P1", float(last.start_s), float(last.end_s)),
        face("F3", None, cut, cut + 3),
    ]
    got = with_talkers(faces, {"F1": film.speaking("S1", 0, cut)}, film.sound, SpeakerTurns(film.turns))
    assert speakers(got) == {"F1": "S1", "F2": "S1", "F3": None}


def test_who_listens_on_screen_is_not_given_the_voice_from_outside() -> None:
    film = Film(["S1"] * 4)
    faces = [face("F1", "P1", 0, film.seconds)]
    for mouths in ({}, {"F1": film.chewing(0, film.seconds)}):
        assert speakers(with_talkers(faces, mouths, film.sound, SpeakerTurns(film.turns))) == {"F1": None}


def test_motion_without_a_voice_makes_no_speaker() -> None:
    film = Film(["S1"] * 3)
    faces = [face("F1", "P1", 0, film.seconds)]
    mouths = {"F1": film.speaking("S1", 0, film.seconds)}
    unknown = [Turn(turn.span, None) for turn in film.turns]
    for turns in ([], unknown):
        assert speakers(with_talkers(faces, mouths, film.sound, SpeakerTurns(turns))) == {"F1": None}


def test_a_voice_that_pauses_while_its_face_is_seen_is_not_the_speaker_there() -> None:
    film = Film(["S1", "S1", "S2", "S2", "S2"])
    middle = float(film.turns[2].span.start_s) - 0.3
    faces = [face("F1", "P1", 0, middle - 0.5), face("F2", "P1", middle + 0.5, film.seconds)]
    mouths = {"F1": film.speaking("S1", 0, middle), "F2": film.speaking("S1", middle, film.seconds)}
    got = with_talkers(faces, mouths, film.sound, SpeakerTurns(film.turns))
    assert speakers(got) == {"F1": "S1", "F2": None}


@pytest.mark.parametrize("seconds", [0, 1])
def test_missing_sound_and_broken_mouths_are_no_error(seconds: int) -> None:
    film = Film(["S1", "S1"])
    faces = [face("F1", "P1", 0, film.seconds), FaceTrack(track="F2", boxes=[])]
    broken = [MouthMotion(film.times(0, 2), np.full((48, 3), np.nan, np.float16))]
    for mouth in (film.speaking("S1", 0, film.seconds), broken):
        got = with_talkers(faces, {"F1": mouth}, film.sound[: seconds * RATE], SpeakerTurns(film.turns))
        assert [track.track for track in got] == ["F1", "F2"]


scores = st.lists(st.tuples(st.integers(0, 7), st.sampled_from(["S1", "S2", "S3"]), st.floats(-2, 4)), max_size=24)


@given(scores, st.lists(st.tuples(st.integers(1, 4), st.integers(0, 5)), min_size=8, max_size=8))
@settings(max_examples=150, deadline=None)
def test_two_people_in_one_picture_never_share_a_voice(
    made: list[tuple[int, str, float]], cast: list[tuple[int, int]]
) -> None:
    faces = [face(f"F{n}", f"P{person}", start, start + 2) for n, (person, start) in enumerate(cast)]
    evidence = [Evidence(f"F{n}", speaker, score) for n, speaker, score in made]
    owned = owners(faces, evidence)
    assert owned == owners(faces[::-1], evidence)
    heard = {(faces[n].person, speaker) for n, speaker, score in made if score > 0}
    for person, voices in owned.items():
        assert all((person, voice) in heard for voice in voices)
    for one, other in itertools.combinations(faces, 2):
        if one.person != other.person and {b[0] for b in one.boxes} & {b[0] for b in other.boxes}:
            assert not set(owned.get(one.person or "", [])) & set(owned.get(other.person or "", []))


def test_four_thousand_tracks_without_mouths() -> None:
    film = Film(["S1"] * 2)
    faces = [face(f"F{n}", f"P{n % 40}", n, n + 1) for n in range(4000)]
    assert len(with_talkers(faces, {}, film.sound, SpeakerTurns(film.turns))) == 4000
