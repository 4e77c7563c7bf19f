import numpy as np
import pytest

from microdrama.animate.drawn.cels import Cel, Cels


def test_cels_are_drawn_when_they_are_first_asked_for_and_only_once() -> None:
    drawn: list[str] = []

    def draw(name: str) -> Cel:
        drawn.append(name)
        return Cel(np.full((1, 1, 4), len(name), np.uint8))

    cels = Cels(["a", "bb", "a"], draw)
    assert (list(cels), len(cels), "bb" in cels, drawn) == (["a", "bb"], 2, True, [])
    assert cels["bb"] is cels["bb"]
    assert cels.get("a") is cels["a"]
    assert drawn == ["bb", "a"]
    assert cels.get("ccc") is None
    with pytest.raises(KeyError):
        cels["ccc"]
