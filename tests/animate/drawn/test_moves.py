"""The camera: it does what the move says, and never shows where the sheets end."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from microdrama.animate.drawn.moves import NEAREST, Frame, View, matrix, views
from microdrama.animate.drawn.place import MARGIN
from microdrama.domain.storyboard import Angle, Move

MOVES = ("hold", "push", "pull", "pan_left", "pan_right", "tilt_up", "tilt_down", "drift", "shake", "impact")
ANGLES = ("eye", "low", "high", "dutch", "over_shoulder", "back")
SIZE = (720, 1280)


def shown(view: View, depth: float, frame: Frame) -> np.ndarray:
    """The corners of the picture as points of the sheet, (4, 2)."""
    taken = np.vstack([matrix(view, depth, frame), [0, 0, 1]])
    width, height = frame.size
    corners = np.array([[0, width, 0, width], [0, 0, height, height], [1, 1, 1, 1]])
    return (np.linalg.inv(taken) @ corners)[:2].T


shots = st.tuples(
    st.sampled_from(MOVES), st.sampled_from(ANGLES), st.integers(0, 2**32 - 1), st.integers(1, 400),
)  # fmt: skip
points = st.tuples(st.floats(0.2, 0.8), st.floats(0.15, 0.6))


@given(shots, st.sampled_from([0.0, 0.3, 0.55, 1.0, 1.35, NEAREST, 3.0]), points)
@settings(max_examples=150, deadline=None)
def test_no_move_shows_where_a_sheet_ends(
    shot: tuple[Move, Angle, int, int], depth: float, point: tuple[float, float]
) -> None:
    move, angle, seed, pictures = shot
    frame = Frame(SIZE, (point[0] * SIZE[0], point[1] * SIZE[1]))
    low = -MARGIN * np.array(SIZE)
    high = np.array(SIZE) - low
    for view in views(move, angle, frame=frame, pictures=pictures, seed=seed)[:: max(1, pictures // 40)]:
        corners = shown(view, depth, frame)
        assert (corners >= low).all()
        assert (corners <= high).all()


@pytest.mark.parametrize(
    ("move", "axis", "way"), [("pan_left", 0, -1), ("pan_right", 0, 1), ("tilt_up", 1, -1), ("tilt_down", 1, 1)]
)
def test_pans_and_tilts_go_their_way_and_never_turn_back(move: str, axis: int, way: int) -> None:
    path = [(v.x, v.y)[axis] for v in views(move, "eye", frame=Frame(SIZE, (360, 500)), pictures=72, seed=5)]
    assert (np.diff(path) * way > 0).all()


def test_a_push_comes_nearer_and_a_pull_is_its_mirror() -> None:
    frame = Frame(SIZE, (360, 500))
    push = [v.zoom for v in views("push", "eye", frame=frame, pictures=60, seed=1)]
    pull = [v.zoom for v in views("pull", "eye", frame=frame, pictures=60, seed=1)]
    assert (np.diff(push) > 0).all()
    assert push[-1] >= 1.03
    assert pull == pytest.approx(push[::-1])


def test_a_hold_holds_and_a_shake_does_not() -> None:
    frame = Frame(SIZE, (360, 500))
    assert len(set(views("hold", "eye", frame=frame, pictures=48, seed=1))) == 1
    xs = np.array([v.x for v in views("shake", "eye", frame=frame, pictures=48, seed=1)])
    assert (np.diff(np.sign(np.diff(xs))) != 0).sum() >= 8  # trembles several times a second


def test_an_impact_jumps_once_and_settles() -> None:
    zooms = np.array([v.zoom for v in views("impact", "eye", frame=Frame(SIZE, (360, 500)), pictures=72, seed=3)])
    assert zooms[1] == 1
    assert zooms[2] >= 1.1
    assert np.abs(np.diff(zooms[30:])).max() < 0.002


def test_what_is_near_moves_more() -> None:
    frame, view = Frame(SIZE, (360, 500)), View(x=40.0)
    shifts = [-matrix(view, depth, frame)[0, 2] for depth in (0.0, 0.5, 1.0, 1.5)]
    assert (np.diff(shifts) > 0).all()
    assert shifts[2] == pytest.approx(40.0)


@given(st.floats(0, 60), st.floats(0, 60), st.sampled_from(["pan_left", "pan_right"]))
@settings(max_examples=40, deadline=None)
def test_a_pan_takes_no_more_room_than_heads_have(left: float, right: float, move: str) -> None:
    frame = Frame(SIZE, (360, 500), room=(left, right, 100, 100))
    for view in views(move, "eye", frame=frame, pictures=48, seed=1):
        assert -right - 1e-9 <= -view.x <= right + 1e-9 or abs(view.x) <= min(left, right) + 1e-9


def test_a_dutch_angle_rolls_and_others_do_not() -> None:
    for angle in ANGLES:
        rolls = {v.roll for v in views("push", angle, frame=Frame(SIZE, (360, 500)), pictures=8, seed=2)}
        assert (rolls != {0.0}) == (angle == "dutch")
