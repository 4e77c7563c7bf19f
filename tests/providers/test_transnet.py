"""TransNetV2 without torch: its file read safely, its graph as it should be, its answers where the cuts are."""

import os
import pickle
import zipfile
from collections import OrderedDict
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnxruntime
import pytest

from microdrama.analysis.shots import shots_between
from microdrama.domain.time import FrameRate
from microdrama.providers import models, registry
from microdrama.providers.onnx_graph import OnnxGraph
from microdrama.providers.torch_weights import WeightsError, read_weights
from microdrama.providers.transnet import TransNetShotFinder, small_rgb

RATE = FrameRate(24)
Picture = npt.NDArray[np.uint8]


@pytest.fixture(scope="module")
def network(weights: Path) -> Path:
    return models.install(registry.TRANSNET, weights)


def scene(seed: int) -> npt.NDArray[np.float64]:
    """(3, 90, 200): a landscape of coloured shapes, wider than the picture."""
    chance = np.random.default_rng(seed)
    rows, columns = np.linspace(0, 1, 90)[:, None], np.linspace(0, 2, 200)[None]
    planes = np.zeros((3, 90, 200)) + np.array([120, 128, 128]).reshape(3, 1, 1)
    for _ in range(30):
        y, x, size = chance.uniform([0, 0, 0.04], [1, 2, 0.2])
        inside = (rows - y) ** 2 + (columns - x) ** 2 < size**2
        planes[:, inside] = chance.uniform([20, 60, 60], [230, 200, 200])[:, None]
    return planes


def shot(seed: int, count: int) -> list[npt.NDArray[np.float64]]:
    whole = scene(seed)
    return [whole[:, :, n // 3 : n // 3 + 160] for n in range(count)]


def shown(pictures: list[npt.NDArray[np.float64]], finder: TransNetShotFinder, *, block: int) -> None:
    for first in range(0, len(pictures), block):
        planes = np.clip(np.stack(pictures[first : first + block]), 0, 255).astype(np.uint8)
        moments = [RATE.moment(first + n) for n in range(len(planes))]
        finder.see(moments, planes[:, 0], planes[:, 1, ::2, ::2], planes[:, 2, ::2, ::2])


def test_cuts_and_a_dissolve_are_found_where_they_are(network: Path) -> None:
    one, two, three = shot(1, 45), shot(2, 65), shot(3, 60)
    shares = (np.arange(20) + 1) / 21
    mix = [a * (1 - s) + b * s for a, b, s in zip(two[45:], three[:20], shares, strict=True)]
    pictures = [*one, *two[:45], *mix, *three[20:]]
    finder = TransNetShotFinder(network)
    shown(pictures, finder, block=48)
    found = finder.boundaries()
    assert [boundary.transition for boundary in found] == ["cut", "dissolve"]
    assert found[0].moment_s == RATE.moment(45)
    assert abs(found[1].moment_s - RATE.moment(100)) <= RATE.moment(2)
    assert found[1].transition_s is not None
    assert float(found[1].transition_s) == pytest.approx(20 / 24, abs=6 / 24)
    shots = shots_between(found, duration=RATE.moment(len(pictures)))
    assert [each.transition for each in shots] == ["cut", "cut", "dissolve"]
    other = TransNetShotFinder(network)
    shown(pictures, other, block=7)
    assert np.array_equal(finder.probabilities(), other.probabilities())


@pytest.mark.parametrize("count", [0, 1, 2, 49])
def test_few_pictures_without_a_cut_have_no_boundary(network: Path, count: int) -> None:
    finder = TransNetShotFinder(network)
    shown(shot(4, count), finder, block=48)
    assert finder.probabilities().shape == (count, 2)
    assert finder.boundaries() == []


def test_pictures_are_made_small_by_the_mean_of_what_they_cover() -> None:
    luma = np.full((1, 90, 160), 16, np.uint8)
    luma[:, :, 80:] = 235
    grey = np.full((1, 45, 80), 128, np.uint8)
    rgb = small_rgb(luma, grey, grey)
    assert rgb.shape == (1, 27, 48, 3)
    assert rgb[0, :, :24].max() == 0
    assert rgb[0, :, 24:].min() >= 254
    red = small_rgb(
        np.full((1, 4, 4), 63, np.uint8), np.full((1, 2, 2), 102, np.uint8), np.full((1, 2, 2), 240, np.uint8)
    )
    assert red[0, 0, 0].tolist() == pytest.approx([255, 0, 0], abs=2)


# --- the graph


def test_a_written_graph_computes_what_its_operators_say() -> None:
    graph = OnnxGraph()
    given = graph.input("x", (1, 1, 3, 3))
    summed = graph.one("Conv", given, graph.constant(np.ones((1, 1, 3, 3), np.float32)), pads=(1, 1, 1, 1))
    flat = graph.one("Reshape", summed, graph.constant(np.array([1, -1], np.int64)))
    left, right = graph.add("Split", graph.one("Concat", flat, flat, axis=1), outputs=2, axis=1)
    graph.output(graph.one("Add", left, right), (1, 9))
    engine: Any = onnxruntime
    session = engine.InferenceSession(graph.model(), providers=["CPUExecutionProvider"])
    (answer,) = session.run(None, {"x": np.arange(9, dtype=np.float32).reshape(1, 1, 3, 3)})
    assert answer.tolist() == [[16, 30, 24, 42, 72, 54, 40, 66, 48]]


# --- the file


def checkpoint(path: Path, pickled: bytes, numbers: npt.NDArray[Any]) -> Path:
    with zipfile.ZipFile(path, "w") as box:
        box.writestr("archive/data.pkl", pickled)
        box.writestr("archive/data/0", numbers.tobytes())
    return path


def tensor_pickle(*, count: int, offset: int, size: tuple[int, ...], stride: tuple[int, ...]) -> bytes:
    """What torch.save writes for {"w": tensor}, by hand: names of functions stand as text."""

    def tuple_of(values: tuple[int, ...]) -> bytes:
        return b"(" + b"".join(b"I%d\n" % value for value in values) + b"t"

    storage = b"(Vstorage\nctorch\nFloatStorage\nV0\nVcpu\nI%d\ntQ" % count
    rebuilt = b"ctorch._utils\n_rebuild_tensor_v2\n(" + storage + b"I%d\n" % offset
    rebuilt += tuple_of(size) + tuple_of(stride) + b"I00\nccollections\nOrderedDict\n)RtR"
    return b"\x80\x02}Vw\n" + rebuilt + b"s."


NUMBERS = np.arange(6, dtype="<f4")


def test_a_tensor_is_read_with_its_shape(tmp_path: Path) -> None:
    pickled = tensor_pickle(count=6, offset=1, size=(2, 2), stride=(3, 1))
    read = read_weights(checkpoint(tmp_path / "w.pth", pickled, NUMBERS))
    assert read["w"].tolist() == [[1, 2], [4, 5]]


@pytest.mark.parametrize(
    ("offset", "size", "stride"),
    [(3, (2, 2), (3, 1)), (-1, (2,), (1,)), (5, (2,), (-1,)), (0, (1 << 40,), (1,)), (0, (2, 2), (1,))],
)
def test_a_tensor_that_reaches_beyond_its_numbers_is_refused(
    tmp_path: Path, offset: int, size: tuple[int, ...], stride: tuple[int, ...]
) -> None:
    pickled = tensor_pickle(count=6, offset=offset, size=size, stride=stride)
    with pytest.raises(WeightsError, match="no readable weights"):
        read_weights(checkpoint(tmp_path / "w.pth", pickled, NUMBERS))


class Call:
    """Pickles as a call of a function: what an attacker would put into a file of weights."""

    def __init__(self, target: Path) -> None:
        self.target = target

    def __reduce__(self) -> tuple[Any, ...]:
        return (os.mkdir, (str(self.target),))


def test_a_pickle_that_calls_something_is_refused_before_it_does(tmp_path: Path) -> None:
    evil = pickle.dumps(OrderedDict(w=Call(tmp_path / "harmed")), protocol=2)
    with pytest.raises(WeightsError, match="which no weights need"):
        read_weights(checkpoint(tmp_path / "w.pth", evil, NUMBERS))
    assert not (tmp_path / "harmed").exists()


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x03\x04" + b"\0" * 40])
def test_what_is_no_checkpoint_is_refused_in_one_sentence(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "w.pth").write_bytes(content)
    with pytest.raises(WeightsError) as error:
        read_weights(tmp_path / "w.pth")
    assert "\n" not in str(error.value)


def test_weights_of_another_network_are_refused(tmp_path: Path) -> None:
    pickled = tensor_pickle(count=6, offset=0, size=(6,), stride=(1,))
    with pytest.raises(WeightsError, match="TransNetV2"):
        TransNetShotFinder(checkpoint(tmp_path / "w.pth", pickled, NUMBERS))


def test_moments_stay_exact(network: Path) -> None:
    finder = TransNetShotFinder(network)
    shown([*shot(1, 40), *shot(2, 40)], finder, block=48)
    assert [boundary.moment_s for boundary in finder.boundaries()] == [Fraction(40, 24)]
