"""Cuts and fades, told from flashes, pans, blinks and dark scenes."""

import itertools
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fixtures.drama import Truth, make_drama
from microdrama.analysis.film import Analysis, Senses, analyse
from microdrama.analysis.shots import ShotSigns, find_shots
from microdrama.analysis.speech import EnergyVoiceFinder
from microdrama.domain.findings import Shot
from microdrama.domain.time import FrameRate
from microdrama.media.probe import probe
from microdrama.ports.face_finder import NoFaceFinder

TOLERANCE = Fraction(1, 1000)


def f1(found: Sequence[Fraction], true: Sequence[Fraction], tolerance: Fraction) -> float:
    hits = sum(any(abs(f - t) <= tolerance for f in found) for t in true)
    right = sum(any(abs(f - t) <= tolerance for t in true) for f in found)
    if not hits:
        return 0.0
    recall, precision = hits / len(true), right / len(found)
    return 2 * recall * precision / (recall + precision)


def check_shots(shots: list[Shot], truth: Truth) -> None:
    one_picture = 1 / truth.rate.exact + TOLERANCE
    cuts = [shot.start_s for shot in shots[1:] if shot.transition == "cut"]
    fades = [shot.start_s for shot in shots[1:] if shot.transition == "fade"]
    assert f1(cuts, truth.cuts, one_picture) >= 0.95
    assert len(fades) == len(truth.fades)
    for fade in truth.fades:
        assert any(abs(fade - found) <= Fraction(3, 10) for found in fades)
    for disturbance in [*truth.flashes, *truth.pans]:
        around = disturbance.widened(Fraction(1, 4))
        assert not [shot.start_s for shot in shots if shot.start_s in around and shot.start_s > 0]


def test_the_made_film_has_something_to_find(drama: Any) -> None:
    truth: Truth = drama.truth
    spoken_over = [cut for cut in truth.cuts if any(cut in span for span in truth.speech)]
    assert len(truth.cuts) >= 20
    assert len(truth.fades) >= 2
    assert truth.flashes
    assert truth.pans
    assert 5 <= len(spoken_over) <= len(truth.cuts) - 5
    assert truth.shots[0].span.start_s == 0
    assert truth.shots[-1].span.end_s == truth.duration
    for before, after in zip(truth.shots, truth.shots[1:], strict=False):
        assert before.span.end_s == after.span.start_s
        assert abs(before.actor_x - after.actor_x) >= 0.15


def test_shots_of_the_made_film_are_found_to_the_picture(drama: Any, analysed: Analysis) -> None:
    check_shots(analysed.findings.shots, drama.truth)
    assert analysed.findings.media.duration_s == drama.truth.duration


@pytest.mark.parametrize(("rate", "seed"), [("24000/1001", 2), ("60", 15)])
def test_shots_are_found_at_other_rates(tmp_path: Path, rate: str, seed: int) -> None:
    """At 60 pictures a second a flash lasts as long as at 12, and so five times as many pictures."""
    truth = make_drama(tmp_path / "film.mp4", seconds=60, seed=seed, rate=rate, size=(320, 180))
    found = analyse(probe(truth.path), sha256=None, senses=lambda: Senses(NoFaceFinder(), EnergyVoiceFinder()))
    check_shots(found.findings.shots, truth)


# --- drawn by hand


RATE = FrameRate(24)


def scene(seed: int) -> npt.NDArray[np.uint8]:
    """A picture of 36 x 64 with coarse patches, so that two seeds differ plainly."""
    patches = np.random.default_rng(seed).integers(30, 230, (4, 8), np.uint8)
    return np.kron(patches, np.ones((9, 8), np.uint8))


def signs_of(pictures: Sequence[npt.NDArray[np.uint8]], *, rate: FrameRate = RATE, block: int = 48) -> ShotSigns:
    signs = ShotSigns()
    for first in range(0, len(pictures), block):
        luma = np.stack(pictures[first : first + block])
        grey = np.full((len(luma), luma.shape[1] // 2, luma.shape[2] // 2), 128, np.uint8)
        signs.see([rate.moment(first + n) for n in range(len(luma))], luma, grey, grey)
    return signs


def shots_of(pictures: Sequence[npt.NDArray[np.uint8]], rate: FrameRate = RATE) -> list[Shot]:
    return find_shots(signs_of(pictures, rate=rate), duration=rate.moment(len(pictures)))


def dimmed(picture: npt.NDArray[np.uint8], light: float) -> npt.NDArray[np.uint8]:
    return (16 + (picture.astype(float) - 16) * light).astype(np.uint8)


def test_a_cut_is_found_and_is_where_the_new_picture_is_first_seen() -> None:
    shots = shots_of([scene(1)] * 40 + [scene(2)] * 40)
    assert [(shot.start_s, shot.transition) for shot in shots] == [(0, "cut"), (RATE.moment(40), "cut")]


def test_pictures_that_never_change_are_one_shot() -> None:
    assert len(shots_of([scene(1)] * 80)) == 1


def test_light_that_fails_for_a_moment_is_no_cut() -> None:
    dark = np.full_like(scene(1), 16)
    assert len(shots_of([scene(1)] * 40 + [dark] * 3 + [scene(1)] * 40)) == 1


def test_a_cut_through_a_black_picture_is_one_cut() -> None:
    dark = np.full_like(scene(1), 16)
    assert len(shots_of([scene(1)] * 40 + [dark] * 3 + [scene(2)] * 40)) == 2


def test_a_fade_through_black_is_found_in_the_middle_of_the_black() -> None:
    falling = [dimmed(scene(1), 1 - n / 18) for n in range(18)]
    rising = [dimmed(scene(2), n / 18) for n in range(18)]
    dark = [np.full_like(scene(1), 16)] * 12
    shots = shots_of([scene(1)] * 40 + falling + dark + rising + [scene(2)] * 40)
    assert [shot.transition for shot in shots] == ["cut", "fade"]
    assert abs(shots[1].start_s - RATE.moment(40 + 18 + 6)) <= RATE.moment(2)


def test_a_dark_scene_is_no_fade() -> None:
    night = np.full_like(scene(1), 17)
    night[9:13, 8:16] = 120  # a lamp
    assert [shot.transition for shot in shots_of([scene(1)] * 40 + [night] * 200 + [scene(2)] * 40)] == ["cut"] * 3


def test_pictures_smaller_than_the_grid_are_taken_too() -> None:
    small = [np.full((8, 8), level, np.uint8) for level in [40] * 30 + [200] * 30]
    assert len(shots_of(small)) == 2


def test_signs_do_not_depend_on_how_the_film_is_cut_into_blocks() -> None:
    pictures = [scene(n // 13) for n in range(100)]
    one, other = signs_of(pictures, block=48), signs_of(pictures, block=7)
    assert np.array_equal(one.changes, other.changes)
    assert np.array_equal(one.prints, other.prints)


@given(
    runs=st.lists(st.tuples(st.integers(0, 5), st.integers(1, 30)), min_size=0, max_size=12),
    rate=st.sampled_from([FrameRate(1), FrameRate(12), FrameRate(24000, 1001), FrameRate(60)]),
    dark=st.integers(0, 5),
)
@settings(max_examples=150, deadline=None)
def test_shots_are_a_partition_of_the_film(runs: list[tuple[int, int]], rate: FrameRate, dark: int) -> None:
    black = np.full_like(scene(0), 16)
    pictures = [black if seed == dark else scene(seed) for seed, count in runs for _ in range(count)]
    duration = rate.moment(max(1, len(pictures)))
    shots = find_shots(signs_of(pictures, rate=rate), duration=duration)
    assert shots[0].start_s == 0
    assert shots[-1].end_s == duration
    for before, after in itertools.pairwise(shots):
        assert before.end_s == after.start_s
        assert after.start_s > before.start_s
    if len(shots) > 1:
        assert all(shot.span.duration_s >= Fraction(1, 4) for shot in shots)
