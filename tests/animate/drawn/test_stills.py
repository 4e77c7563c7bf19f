"""A moved still: it covers the picture from any size, and moves."""

import itertools

import numpy as np
import pytest

from microdrama.animate.drawn import moves, stills
from microdrama.animate.drawn.stills import move_still

SIZE = (90, 160)
MOVES = ("hold", "push", "pull", "pan_left", "pan_right", "tilt_up", "tilt_down", "drift", "shake", "impact")


def blocks(width: int, height: int, seed: int = 1) -> np.ndarray:
    coarse = np.random.default_rng(seed).integers(60, 255, (height // 8 + 1, width // 8 + 1, 3))
    return np.kron(coarse, np.ones((8, 8, 1)))[:height, :width].astype(np.uint8)


@pytest.mark.parametrize("move", MOVES)
def test_a_moved_still_covers_the_picture_and_moves(move: str) -> None:
    pictures = list(move_still(blocks(300, 400), move, 20, SIZE))
    assert len(pictures) == 20
    for picture in pictures:
        assert picture.shape == (160, 90, 3)
        assert picture.max(axis=2).min() > 10  # nothing is empty: the darkest block is 60, the vignette leaves half
    assert any((one != other).any() for one, other in itertools.pairwise(pictures[::2]))
    assert np.abs(pictures[0].astype(int) - pictures[-1]).mean() > 2


@pytest.mark.parametrize("size", [(1, 1), (3, 2000), (2000, 3), (90, 160), (64, 48), (1024, 1024)])
def test_a_still_may_be_of_any_size_and_shape(size: tuple[int, int]) -> None:
    (picture,) = move_still(blocks(*size), "push", 1, SIZE)
    assert picture.shape == (160, 90, 3)
    assert picture.max(axis=2).min() > 10


@pytest.mark.parametrize("shape", [(0, 5, 3), (5, 5), (5, 5, 4)])
def test_what_is_no_picture_is_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="still"):
        next(move_still(np.zeros(shape, np.uint8), "push", 1, SIZE))


def test_the_same_still_gives_the_same_bytes() -> None:
    one, other = (b"".join(p.tobytes() for p in move_still(blocks(200, 300), "drift", 6, SIZE)) for _ in range(2))
    assert one == other


def test_the_middle_comes_nearer_than_the_corners() -> None:
    """A push of a wall of fine blocks: marks in the middle go further out than the same far from it would."""
    image = np.full((320, 180, 3), 90, np.uint8)
    image[128:131] = 250
    first, *_, last = move_still(image, "push", 96, (180, 320))
    assert first.shape == last.shape
    rows = [int(np.argmax(p[:, 90].astype(int).sum(axis=1))) for p in (first, last)]
    assert abs(rows[0] - rows[1]) <= 3  # the point of the zoom stays


@pytest.mark.parametrize("move", MOVES)
def test_no_move_leaves_the_still(move: str) -> None:
    """Every pixel comes from inside the plate: edges are never drawn out into stripes."""
    frame, near = moves.Frame((720, 1280), (360, 512)), stills._nearness(720, 1280)
    plate = stills._fitted(blocks(640, 640), 720, 1280)
    high, wide = plate.shape[:2]
    for view in moves.views(move, "eye", frame=frame, pictures=96, seed=9)[::12]:
        across, down = stills._sources(view, frame, near, (wide, high))
        assert across.min() >= 0
        assert across.max() <= wide - 1
        assert down.min() >= 0
        assert down.max() <= high - 1
