"""What is measured on an episode: stillness, black, voices at cuts, faces at edges."""

from fractions import Fraction

import numpy as np

from fixtures.bundles import RATE, face
from microdrama.analysis.verification import Heard, PictureSigns, faces_cut_off
from microdrama.domain.time import Span


def test_a_small_movement_in_a_still_picture_is_movement() -> None:
    """A mouth: a twentieth of the width, thirty levels, open or shut every few pictures."""
    signs = PictureSigns()
    luma = np.full((120, 160, 90), 128, np.uint8)
    for number in range(120):
        if number // 6 % 2:
            luma[number, 80:85, 43:48] += 30
    signs.see([Fraction(n, RATE) for n in range(120)], luma)
    signs.end(Fraction(10))
    assert signs.still(Fraction(1)) == []
    assert len(signs.still(Fraction(1, 2))) == 20


def test_a_night_scene_is_not_black() -> None:
    signs = PictureSigns()
    night = np.full((24, 160, 90), 18, np.uint8)
    night[:, 20:30, 20:30] = 90
    signs.see([Fraction(n, RATE) for n in range(24)], night)
    signs.see([Fraction(2) + Fraction(n, RATE) for n in range(24)], np.full((24, 160, 90), 17, np.uint8))
    signs.end(Fraction(4))
    assert signs.black(Fraction(1)) == [Span(Fraction(2), Fraction(4))]


def heard(voice: list[tuple[float, float]], levels_db: list[tuple[float, float]]) -> Heard:
    """Two seconds of voice and of levels, each as stretches of (until second, value)."""

    def curve(stretches: list[tuple[float, float]], step_s: float) -> list[float]:
        ends = [until for until, _ in stretches]
        return [stretches[int(np.searchsorted(ends, n * step_s, side="right"))][1] for n in range(round(2 / step_s))]

    return Heard(curve([*voice, (9, 0)], 0.032), np.array(curve([*levels_db, (9, -90)], 0.005), np.float32))


def test_the_sides_of_a_cut_are_kept_apart() -> None:
    """A voice to 0.96 s, which thirty windows end at; from there on another one."""
    ends = heard([(0.96, 1)], [(9, -20)])
    assert ends.voice_at(Fraction(96, 100), "before")
    assert not ends.voice_at(Fraction(96, 100), "after")
    begins = heard([(0.96, 0), (9, 1)], [(9, -20)])
    assert not begins.voice_at(Fraction(96, 100), "before")
    assert begins.voice_at(Fraction(96, 100), "after")
    assert not heard([(0.8, 1)], [(9, -20)]).voice_at(Fraction(96, 100), "before"), "it ended 160 ms before"
    assert heard([(0.88, 0), (0.96, 1)], [(9, -20)]).voice_at(Fraction(96, 100), "before"), "its last syllable"


def test_a_voice_that_comes_out_of_quiet_was_not_cut() -> None:
    """The detector hears it 100 ms after the cut; whether it is as loud from the cut on tells what it is."""
    assert heard([(0.96, 0), (9, 1)], [(9, -20)]).voice_at(Fraction(96, 100), "after")
    assert not heard([(0.96, 0), (9, 1)], [(1.02, -45), (9, -20)]).voice_at(Fraction(96, 100), "after")


def test_quiet_voices_and_no_sound_at_all_are_no_voice() -> None:
    silent = Heard([1.0] * 100, np.full(640, -70, np.float32))
    assert not silent.voice_at(Fraction(1), "before")
    assert not Heard([], np.zeros(0, np.float32)).voice_at(Fraction(0), "after")
    assert not Heard([], np.zeros(0, np.float32)).breaks_off_at(Fraction(1))
    loud = Heard([1.0] * 100, np.full(640, -20, np.float32))
    assert loud.voice_at(Fraction(1), "before")
    assert loud.voice_at(Fraction(1), "after")
    assert not loud.breaks_off_at(Fraction(1))


def test_only_the_largest_face_that_would_fit_counts() -> None:
    inside, left, right = (0.3, 0.4), (0.0, 0.3), (0.7, 0.3)
    assert faces_cut_off([face(0, *inside), face(1, *left), face(2, *right)]).moments == [
        (Fraction(1), "left"),
        (Fraction(2), "right"),
    ]
    assert faces_cut_off([face(0, *inside, 0.4), face(0, *left, 0.2)]).share == 0
    assert faces_cut_off([face(0, 0.0, 1.0)]).moments == [], "a close-up wider than the picture"
    assert faces_cut_off([face(0, 0.0, 0.8)]).moments == [], "a close-up that fills the picture"
    assert faces_cut_off([face(0, *left, 0.05)]).pictures == 0, "an extra far away"
    assert faces_cut_off([]).share == 0
