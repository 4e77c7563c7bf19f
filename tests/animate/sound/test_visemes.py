"""Mouths: they open with the sound, close with it, and show what is said."""

import itertools
from fractions import Fraction

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from microdrama.animate.sound.visemes import mouth_track
from microdrama.animate.timed import RATE, MouthShape
from microdrama.domain.takes import Phone, SpokenFacts

RATE_HZ = 24_000


def bursts(*spans: tuple[float, float], seconds: float, level: float = 0.1) -> npt.NDArray[np.float32]:
    """Silence with a buzz at -20 dB in the given spans."""
    when = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    on = sum((when >= start) & (when < end) for start, end in spans)
    return (np.sign(np.sin(2 * np.pi * 150 * when)) * level * on).astype(np.float32)


def facts(*phones: tuple[float, float, str]) -> SpokenFacts:
    said = tuple(Phone(*phone) for phone in phones)
    return SpokenFacts(duration_s=said[-1].end_s if said else 1.0, phones=said, exact=True)


@pytest.mark.parametrize(
    ("phone", "shape"),
    [("m", "closed"), ("b", "closed"), ("p", "closed"), ("ɑ", "open"), ("aː", "open"), ("ɔ", "round"), ("u", "pucker"),
     ("w", "pucker"), ("ɛ", "small"), ("s", "teeth"), ("f", "teeth"), ("l", "tongue"), ("θ", "tongue"), ("ʘ", "teeth"),
     ("tʃ", "teeth"), ("\u0251\u0303", "open")],
)  # fmt: skip
def test_each_sound_has_its_mouth(phone: str, shape: MouthShape) -> None:
    track = mouth_track(
        facts((0, 0.5, phone)), bursts((0, 0.5), seconds=0.5), RATE_HZ, start_s=Fraction(0), pictures=12
    )
    assert set(track) == {shape}


def test_a_diphthong_moves() -> None:
    track = mouth_track(facts((0, 0.5, "W")), bursts((0, 0.5), seconds=0.5), RATE_HZ, start_s=Fraction(0), pictures=12)
    assert track[0] == "open"
    assert track[-1] == "pucker"


def test_lips_that_meet_are_seen_however_short() -> None:
    """An M of 30 ms between two vowels, on a drawing that lasts 83 ms."""
    said = facts((0, 0.102, "ɛ"), (0.102, 0.132, "m"), (0.132, 0.5, "ɛ"))
    track = mouth_track(said, bursts((0, 0.5), seconds=0.5), RATE_HZ, start_s=Fraction(0), pictures=12)
    assert track[2:4] == ("closed", "closed")


def test_mouths_rest_in_pauses_and_outside_the_line() -> None:
    said = facts((0, 0.5, "a"), (0.5, 1.5, "a"), (1.5, 2.0, "a"))  # the times say that it goes on; the sound does not
    sound = bursts((0, 0.5), (1.5, 2), seconds=2)
    track = mouth_track(said, sound, RATE_HZ, start_s=Fraction(1), pictures=96)
    assert set(track[:24]) == set(track[38:58]) == set(track[74:]) == {"rest"}
    assert "rest" not in track[24:34]


def test_a_shout_is_wider() -> None:
    sound = np.concatenate([bursts((0, 1), seconds=1, level=0.05), bursts((0, 0.25), seconds=0.25, level=0.4)])
    track = mouth_track(facts((0, 1.25, "a")), sound, RATE_HZ, start_s=Fraction(0), pictures=30)
    assert track[0] == "open"
    assert track[26] == "wide"


def test_without_phones_the_energy_opens_it_in_steps() -> None:
    sound = np.concatenate([bursts((0, 0.5), seconds=0.5, level=level) for level in (0.0, 0.008, 0.04, 0.13, 0.3)])
    track = mouth_track(SpokenFacts(duration_s=2.5), sound, RATE_HZ, start_s=Fraction(0), pictures=60)
    assert [track[at] for at in (4, 18, 30, 42, 54)] == ["rest", "closed", "small", "open", "wide"]


@given(
    start=st.fractions(min_value=0, max_value=2, max_denominator=1000),
    lengths=st.lists(st.tuples(st.floats(0.15, 0.6), st.floats(0.25, 0.7)), min_size=1, max_size=4),
    known=st.booleans(),
)
def test_the_mouth_opens_and_closes_with_the_sound_within_80_ms(
    start: Fraction, lengths: list[tuple[float, float]], *, known: bool
) -> None:
    """Wherever a line begins: edges of the sound and of the moving mouth, one by one."""
    edges = list(itertools.accumulate(itertools.chain.from_iterable(lengths)))
    spans = list(zip([0.0, *edges[1::2]], edges[::2], strict=False))
    sound = bursts(*spans, seconds=edges[-1])
    said = facts(*((a, b, "ɑ") for a, b in spans)) if known else SpokenFacts(duration_s=edges[-1])
    pictures = int(float(start) * 24 + edges[-1] * 24) + 6
    track = mouth_track(said, sound, RATE_HZ, start_s=start, pictures=pictures)
    assert len(track) == pictures
    moving = np.array([shape != "rest" for shape in track])
    found = np.flatnonzero(np.diff(moving.astype(int), prepend=0, append=0)) / 24
    due = np.array([float(start) + edge for span in spans for edge in span])
    assert len(found) == len(due)
    assert np.abs(found - due).max() <= 0.08


@given(st.integers(0, 60))
def test_shapes_are_held_for_two_pictures(pictures: int) -> None:
    sound = bursts((0, 0.4), (0.7, 1.2), seconds=1.5)
    said = facts(*((n / 10, n / 10 + 0.1, "amotul"[n % 6]) for n in range(15)))
    track = mouth_track(said, sound, RATE_HZ, start_s=Fraction(1, 7), pictures=pictures)
    assert len(track) == pictures
    assert track[::2][: len(track[1::2])] == track[1::2]


def test_silence_and_nothing_at_all_rest() -> None:
    for sound in (np.zeros(0, np.float32), np.zeros(RATE_HZ, np.float32)):
        assert set(mouth_track(facts((0, 1, "a")), sound, RATE_HZ, start_s=Fraction(0), pictures=24)) == {"rest"}
    assert RATE.moment(24) == 1
