"""Mouths in pictures whose movement is known."""

import io
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from microdrama.analysis.mouths import MouthMotion, mouth_motions, packed, unpacked
from microdrama.ports.face_finder import Face

RATE = 24
FACE = Face(0.4, 0.3, 0.15, 0.4, 0.9)


def moments(count: int) -> list[Fraction]:
    return [Fraction(n, RATE) for n in range(count)]


def differences(luma: npt.NDArray[np.uint8]) -> npt.NDArray[np.int16]:
    wide = luma.astype(np.int16)
    return np.abs(np.diff(wide, axis=0, prepend=wide[:1]))


def test_a_mouth_that_moves_is_seen_and_still_eyes_are_not() -> None:
    luma = np.full((12, 90, 160), 120, np.uint8)
    luma[1::2, 54:62, 70:80] = 60  # 0.6 to 0.69 of the height: inside 0.3 + 0.4 x (0.62 to 1)
    ((moment, face, motion),) = mouth_motions(moments(12), luma, differences(luma), [(Fraction(0), [FACE])])
    assert (moment, face) == (0, FACE)
    assert motion.times.tolist() == [n / RATE for n in range(12)]
    assert (motion.signs[1:, 0] > 10).all()
    assert (motion.signs[:, 1] == 0).all()
    assert (motion.signs[1::2, 2] < -10).all()


def test_eyes_that_move_are_not_a_mouth() -> None:
    luma = np.full((12, 90, 160), 120, np.uint8)
    luma[1::2, 32:40, 66:86] = 60
    ((_, _, motion),) = mouth_motions(moments(12), luma, differences(luma), [(Fraction(0), [FACE])])
    assert (motion.signs[:, 0] == 0).all()
    assert (motion.signs[1:, 1] > 10).all()


def test_the_box_glides_to_where_the_face_is_seen_next() -> None:
    """A bright chin moves with the face: seen from a box that stays, it would leave the mouth."""
    luma = np.full((24, 90, 160), 60, np.uint8)
    places = np.linspace(0.30, 0.38, 24)
    for picture, y in zip(luma, places, strict=True):
        picture[round((y + 0.25) * 90) : round((y + 0.4) * 90), 60:90] = 200
    there = Face(0.4, 0.38, 0.15, 0.4, 0.9)
    stills = [(Fraction(0), [FACE]), (Fraction(23, RATE), [there])]
    glided = mouth_motions(moments(24), luma, differences(luma), stills)[0][2]
    assert np.ptp(glided.signs[:, 2].astype(float)) < 25
    stayed = mouth_motions(moments(24), luma, differences(luma), [(Fraction(n, 2), [FACE]) for n in range(2)])
    assert np.ptp(np.concatenate([motion.signs[:, 2] for _, _, motion in stayed]).astype(float)) > 40


def test_small_faces_have_no_mouth_and_every_picture_belongs_to_one_still() -> None:
    luma = np.zeros((30, 90, 160), np.uint8)
    small = Face(0.1, 0.1, 0.05, 0.1, 0.9)
    found = mouth_motions(moments(30), luma, differences(luma), [(Fraction(n, 2), [FACE, small]) for n in range(3)])
    assert [face for _, face, _ in found] == [FACE] * 3
    assert np.concatenate([motion.times for *_, motion in found]).tolist() == [n / RATE for n in range(30)]


@given(
    st.lists(st.builds(Face, *[st.floats(0, 0.99)] * 2, *[st.floats(0.01, 1)] * 2, st.just(0.9)), max_size=4),
    st.sampled_from([(2, 2), (3, 40), (90, 160)]),
)
@settings(max_examples=60, deadline=None)
def test_any_box_in_pictures_of_any_size(faces: list[Face], size: tuple[int, int]) -> None:
    luma = np.random.default_rng(0).integers(0, 255, (5, *size)).astype(np.uint8)
    stills = [(Fraction(0), faces), (Fraction(1, 12), faces[::-1])]
    for _, _, motion in mouth_motions(moments(5), luma, differences(luma), stills):
        assert np.isfinite(motion.signs).all()
    assert mouth_motions([], luma[:0], luma[:0], stills) == []


def test_what_is_packed_comes_out_the_same() -> None:
    rng = np.random.default_rng(0)
    mouths: dict[str, list[MouthMotion]] = {
        "F1": [MouthMotion(np.arange(3.0), rng.normal(size=(3, 3)).astype(np.float16))],
        "F20": [MouthMotion(np.arange(n) + 5.0, np.zeros((n, 3), np.float16)) for n in (1, 4)],
    }
    back = unpacked(packed(mouths))
    assert list(back) == ["F1", "F20"]
    for name, motions in mouths.items():
        joined: Any = [np.concatenate([getattr(m, part) for m in motions]) for part in ("times", "signs")]
        assert np.array_equal(back[name][0].times, joined[0])
        assert np.array_equal(back[name][0].signs, joined[1])
    assert unpacked(packed({})) == {}


@pytest.mark.parametrize("cut", [0, 1, 40, 200])
def test_what_is_no_record_is_refused_in_a_sentence(cut: int) -> None:
    whole = packed({"F1": [MouthMotion(np.arange(3.0), np.zeros((3, 3), np.float16))]})
    loose = io.BytesIO()
    np.save(loose, np.zeros(3))
    for content in (whole[:cut], b"x" * cut, loose.getvalue()):
        with pytest.raises(ValueError, match="record of mouths"):
            unpacked(content)
