"""The face detector on pictures whose faces we drew."""

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from fixtures.face import draw_face
from microdrama.providers.blazeface import BlazeFace, _distinct


@pytest.fixture(scope="module")
def finder(weights: Path) -> BlazeFace:
    return BlazeFace(weights / "face_detection_full_range.tflite")


def wall(width: int, height: int) -> npt.NDArray[np.uint8]:
    return np.full((height, width, 3), (90, 110, 130), np.uint8)


@pytest.mark.parametrize("size", [(192, 108), (192, 80), (108, 192), (192, 144), (192, 192)])
@pytest.mark.parametrize(("x", "y"), [(0.3, 0.4), (0.5, 0.5), (0.7, 0.6)])
def test_a_face_is_found_where_it_is(finder: BlazeFace, size: tuple[int, int], x: float, y: float) -> None:
    """Wide, tall and square pictures lie differently in the network's square."""
    radius = 24 / size[1]
    found = finder.find(draw_face(wall(*size), x=x, y=y, radius=radius))
    assert len(found) == 1
    face = found[0]
    assert face.certainty > 0.7
    assert face.x + face.width / 2 == pytest.approx(x, abs=0.04)
    assert face.y + face.height / 2 == pytest.approx(y + radius * 0.2, abs=0.06)
    assert face.height * size[1] == pytest.approx(40, rel=0.25)
    assert face.width * size[0] == pytest.approx(40, rel=0.25)


def test_two_faces_are_two_and_the_surest_comes_first(finder: BlazeFace) -> None:
    picture = draw_face(draw_face(wall(192, 108), x=0.25, y=0.5, radius=0.2), x=0.75, y=0.5, radius=0.3)
    found = finder.find(picture)
    assert sorted(face.x + face.width / 2 for face in found) == pytest.approx([0.25, 0.75], abs=0.04)
    assert [face.certainty for face in found] == sorted((face.certainty for face in found), reverse=True)


@pytest.mark.parametrize("level", [0, 90, 255])
def test_an_empty_wall_has_no_face(finder: BlazeFace, level: int) -> None:
    assert finder.find(np.full((108, 192, 3), level, np.uint8)) == []


def test_a_face_at_the_edge_is_clipped_to_the_picture(finder: BlazeFace) -> None:
    for face in finder.find(draw_face(wall(192, 108), x=0.03, y=0.5, radius=0.35)):
        assert face.x >= 0
        assert face.y >= 0
        assert face.x + face.width <= 1 + 1e-9
        assert face.y + face.height <= 1 + 1e-9


def test_of_boxes_that_overlap_only_the_surest_stays() -> None:
    corners = np.array([[0.1, 0.1], [0.12, 0.1], [0.6, 0.1], [1.2, 0.1]])
    sizes = np.array([[0.2, 0.3]] * 4)
    kept = _distinct(corners, sizes, np.array([0.9, 0.8, 0.7, 0.65]))
    assert [face.certainty for face in kept] == [0.9, 0.7]
