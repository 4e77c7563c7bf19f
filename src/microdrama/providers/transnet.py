"""TransNetV2 (Souček and Lokoč, arXiv 2008.04838; MIT) on onnxruntime: a ShotFinder that knows dissolves by heart.

The network sees 100 pictures of 48 x 27 at a time and answers for the 50 in their middle. Its convolutions are
built here as an ONNX graph; the two similarities and the answer itself are small matrix products.
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from microdrama.ports.shot_finder import Boundary
from microdrama.providers.onnx_graph import OnnxGraph
from microdrama.providers.onnx_session import session
from microdrama.providers.torch_weights import WeightsError, read_weights

Weights = dict[str, npt.NDArray[Any]]
Floats = npt.NDArray[np.float32]

WIDTH, HEIGHT = 48, 27
_WINDOW, _CONTEXT = 100, 25
_STEP = _WINDOW - 2 * _CONTEXT
_DILATIONS = (1, 2, 4, 8)
_STACKS, _BLOCKS = 3, 2
_BATCH_NORM_EPSILON = 1e-3
_LOOKUP = 101  # pictures around one that it is compared with
_PROBABLE = 0.5
_LONGEST_CUT = 4  # pictures: the network spreads a cut over two or three
_BLACK = 12  # mean of R, G and B, 0 to 255

_TO_RGB = np.array([[1.1644, 0, 1.7927], [1.1644, -0.2132, -0.5329], [1.1644, 2.1124, 0]], np.float32)
"""Limited-range BT.709 (ITU-R BT.709-6, table 4); BT.601's hues come out a little off, which no cut minds."""


class TransNetShotFinder:
    """A ShotFinder at about 180 pictures a second on two cores: the accurate choice."""

    def __init__(self, weights: Path) -> None:
        self._network = TransNet(weights)
        self._moments: list[Fraction] = []
        self._waiting = np.zeros((0, HEIGHT, WIDTH, 3), np.uint8)
        self._answers: list[Floats] = []
        self._light: list[Floats] = []

    def see(self, moments: list[Fraction], luma: Any, cb: Any, cr: Any) -> None:
        """See `ports.shot_finder.ShotFinder.see`."""
        if not moments:
            return
        rgb = small_rgb(luma, cb, cr)
        if not self._moments:
            rgb = np.concatenate([np.repeat(rgb[:1], _CONTEXT, axis=0), rgb])
        self._moments += moments
        self._light.append(rgb[-len(moments) :].mean(axis=(1, 2, 3), dtype=np.float32))
        self._waiting = np.concatenate([self._waiting, rgb])
        self._judge()

    def boundaries(self) -> list[Boundary]:
        """See `ports.shot_finder.ShotFinder.boundaries`."""
        return _boundaries(self.probabilities(), np.concatenate(self._light or [np.zeros(0)]), self._moments)

    def probabilities(self) -> Floats:
        """(pictures, 2): `TransNet.window`'s answers for all that was seen."""
        count = len(self._moments)
        while sum(map(len, self._answers)) < count:
            self._waiting = np.concatenate([self._waiting, np.repeat(self._waiting[-1:], _STEP, axis=0)])
            self._judge()
        return np.concatenate([*self._answers, np.zeros((0, 2), np.float32)])[:count]

    def _judge(self) -> None:
        while len(self._waiting) >= _WINDOW:
            self._answers.append(self._network.window(self._waiting[:_WINDOW])[_CONTEXT : _CONTEXT + _STEP])
            self._waiting = self._waiting[_STEP:]


def small_rgb(luma: Any, cb: Any, cr: Any) -> npt.NDArray[np.uint8]:
    """Pictures as `ShotFinder.see` takes them to (pictures, 27, 48, 3) uint8 RGB."""
    planes = [_resized(plane) - offset for plane, offset in ((luma, 16), (cb, 128), (cr, 128))]
    rgb = np.stack(planes, axis=-1) @ _TO_RGB.T
    return np.clip(rgb + 0.5, 0, 255).astype(np.uint8)


def _resized(plane: npt.NDArray[np.uint8]) -> Floats:
    rows, columns = _shares(plane.shape[1], HEIGHT), _shares(plane.shape[2], WIDTH)
    return np.asarray(rows @ plane.astype(np.float32) @ columns.T, np.float32)


def _shares(length: int, count: int) -> Floats:
    """(count, length): how much of each new element every old one makes up, by the part of it that it covers."""
    edges = np.arange(count + 1) * (length / count)
    old = np.arange(length)
    covered = np.minimum(edges[1:, None], old + 1) - np.maximum(edges[:-1, None], old)
    return (np.maximum(covered, 0) * (count / length)).astype(np.float32)


def _boundaries(answers: Floats, light: npt.NDArray[Any], moments: list[Fraction]) -> list[Boundary]:
    found: list[Boundary] = []
    for first, end in _runs(answers[:, 0] > _PROBABLE):
        peak = first + int(answers[first:end, 0].argmax())
        if peak + 1 >= len(moments):
            continue
        around = answers[:, 1] > _PROBABLE
        lower, upper = peak, peak + 1
        while lower > 0 and around[lower - 1]:
            lower -= 1
        while upper < len(around) and around[upper]:
            upper += 1
        if upper - lower <= _LONGEST_CUT:
            found.append(Boundary(moments[peak + 1]))
            continue
        kind = "fade" if light[lower:upper].min() < _BLACK else "dissolve"
        last = min(upper, len(moments) - 1)
        found.append(Boundary(moments[peak + 1], kind, moments[last] - moments[lower]))
    return found


def _runs(true: npt.NDArray[np.bool_]) -> list[tuple[int, int]]:
    """[first, end) of every stretch of True."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], true, [False]]).astype(np.int8)))
    return [(int(first), int(end)) for first, end in zip(edges[::2], edges[1::2], strict=True)]


class TransNet:
    """The network alone."""

    def __init__(self, weights: Path) -> None:
        known = read_weights(weights)
        try:
            self._session = session(_convolutions(known))
            self._dense = {name: known[name] for name in known if not name.startswith("SDDCNN")}
        except KeyError as error:
            raise WeightsError(f"{weights} holds no weights of TransNetV2; install the model again.") from error

    def window(self, rgb: npt.NDArray[np.uint8]) -> Floats:
        """(100, 27, 48, 3) uint8 RGB to (100, 2) float32, each from 0 to 1.

        How probable it is that a picture is a transition's middle (a cut's: the last picture before it), and that it
        belongs to a transition at all.
        """
        planes = np.ascontiguousarray(rgb.transpose(0, 3, 1, 2), np.float32) / np.float32(255)
        pooled, last = self._session.run(None, {"pictures": planes})
        seen = self._linear("frame_sim_layer.projection", pooled)
        seen /= np.maximum(np.linalg.norm(seen, axis=1, keepdims=True), 1e-12)
        features = np.concatenate(
            [
                np.maximum(self._linear("color_hist_layer.fc", _likeness(_colours(rgb))), 0),
                np.maximum(self._linear("frame_sim_layer.fc", _likeness(seen)), 0),
                last,
            ],
            axis=1,
        )
        thought = np.maximum(self._linear("fc1", features), 0)
        answers = np.concatenate([self._linear(f"cls_layer{n}", thought) for n in (1, 2)], axis=1)
        return (1 / (1 + np.exp(-answers))).astype(np.float32)

    def _linear(self, name: str, values: Floats) -> Floats:
        return values @ self._dense[f"{name}.weight"].T + self._dense[f"{name}.bias"]


def _likeness(seen: Floats) -> Floats:
    """(pictures, features), each of length 1, to (pictures, 101): how alike each is to the 50 before and after it."""
    count, half = len(seen), _LOOKUP // 2
    padded = np.pad(seen @ seen.T, [(0, 0), (half, half)])
    rows, columns = np.arange(count)[:, None], np.arange(count)[:, None] + np.arange(_LOOKUP)
    return padded[rows, columns]


def _colours(rgb: npt.NDArray[np.uint8]) -> Floats:
    """(pictures, 512): a histogram of 8 x 8 x 8 colours, of length 1."""
    coarse = (rgb >> 5).astype(np.int64)
    bins = (coarse[..., 0] << 6) + (coarse[..., 1] << 3) + coarse[..., 2]
    bins += np.arange(len(rgb)).reshape(-1, 1, 1) * 512
    counts = np.bincount(bins.ravel(), minlength=len(rgb) * 512).reshape(-1, 512).astype(np.float32)
    return (counts / np.linalg.norm(counts, axis=1, keepdims=True)).astype(np.float32)


def _convolutions(weights: Weights) -> bytes:
    """The three stacks. In: (100, 3, 27, 48). Out: (100, 448), every stack's mean features, and (100, 4608), the last.

    A convolution over height and width and then time is two of the engine's fast flat ones, the second over
    (time, place); the four dilations see the same picture and share the first.
    """
    graph = OnnxGraph()
    at = graph.input("pictures", (_WINDOW, 3, HEIGHT, WIDTH))
    high, wide = HEIGHT, WIDTH
    means: list[str] = []
    for stack in range(_STACKS):
        first = _block(graph, weights, at, stack=stack, block=0, sides=(high, wide))
        first = graph.one("Relu", first)
        second = graph.one("Relu", _block(graph, weights, first, stack=stack, block=1, sides=(high, wide)))
        at = graph.one("AveragePool", graph.one("Add", first, second), kernel_shape=(2, 2), strides=(2, 2))
        high, wide = high // 2, wide // 2
        means.append(graph.one("ReduceMean", at, axes=(2, 3), keepdims=0))
    pooled = graph.one("Concat", *means, axis=1)
    flat = graph.one("Flatten", graph.one("Transpose", at, perm=(0, 2, 3, 1)), axis=1)
    channels = 4 * len(weights[f"SDDCNN.{_STACKS - 1}.DDCNN.0.Conv3D_1.layers.1.weight"])
    graph.output(pooled, (_WINDOW, weights["frame_sim_layer.projection.weight"].shape[1]))
    graph.output(flat, (_WINDOW, channels * high * wide))
    return graph.model()


def _block(graph: OnnxGraph, weights: Weights, given: str, *, stack: int, block: int, sides: tuple[int, int]) -> str:
    """Four dilated convolutions side by side, with the batch norm that follows worked into them."""
    name = f"SDDCNN.{stack}.DDCNN.{block}"
    in_space = [weights[f"{name}.Conv3D_{d}.layers.0.weight"][:, :, 0] for d in _DILATIONS]
    space = graph.one("Conv", given, graph.constant(np.concatenate(in_space)), pads=(1, 1, 1, 1))
    channels = sum(len(each) for each in in_space)
    by_channel = graph.one("Transpose", space, perm=(1, 0, 2, 3))
    shape = np.array([1, channels, _WINDOW, sides[0] * sides[1]], np.int64)
    flat = graph.one("Reshape", by_channel, graph.constant(shape))
    parts = graph.add("Split", flat, outputs=len(_DILATIONS), axis=1)
    scale = weights[f"{name}.bn.weight"] / np.sqrt(weights[f"{name}.bn.running_var"] + np.float32(_BATCH_NORM_EPSILON))
    shift = weights[f"{name}.bn.bias"] - weights[f"{name}.bn.running_mean"] * scale
    outs: list[str] = []
    filters = len(scale) // len(_DILATIONS)
    for n, (dilation, part) in enumerate(zip(_DILATIONS, parts, strict=True)):
        mine = slice(n * filters, (n + 1) * filters)
        in_time = weights[f"{name}.Conv3D_{dilation}.layers.1.weight"][..., 0] * scale[mine].reshape(-1, 1, 1, 1)
        kernel = graph.constant(in_time.astype(np.float32))
        bias = graph.constant(shift[mine].astype(np.float32))
        pads = (dilation, 0, dilation, 0)
        outs.append(graph.one("Conv", part, kernel, bias, dilations=(dilation, 1), pads=pads))
    joined = graph.one("Concat", *outs, axis=1)
    unflat = np.array([len(scale), _WINDOW, *sides], np.int64)
    return graph.one("Transpose", graph.one("Reshape", joined, graph.constant(unflat)), perm=(1, 0, 2, 3))
