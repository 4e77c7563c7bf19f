"""Writes a neural network as an ONNX file in memory, for an engine that reads nothing else; opens one to look inside.

The few messages of the format that a plain network needs (onnx.proto3, IR version 8) are small enough to write by
hand; the `onnx` package would be 18 MB for them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

_IR_VERSION, _OPSET = 8, 13
_FLOAT, _INT64 = 1, 7  # TensorProto.DataType
_IS_INT, _IS_INTS = 2, 7  # AttributeProto.AttributeType


def _number(value: int) -> bytes:
    """A base-128 varint; negative numbers as 64-bit two's complement."""
    value &= (1 << 64) - 1
    written = bytearray()
    while value > 0x7F:
        written.append(value & 0x7F | 0x80)
        value >>= 7
    written.append(value)
    return bytes(written)


def _scalar(tag: int, value: int) -> bytes:
    return _number(tag << 3) + _number(value)


def _bytes(tag: int, value: bytes | str) -> bytes:
    raw = value.encode() if isinstance(value, str) else value
    return _number(tag << 3 | 2) + _number(len(raw)) + raw


@dataclass(slots=True)
class OnnxGraph:
    """A network under construction; every method adds to it and names what it added."""

    _nodes: list[bytes] = field(default_factory=list[bytes])
    _tensors: list[bytes] = field(default_factory=list[bytes])
    _ends: list[bytes] = field(default_factory=list[bytes])
    _count: int = 0

    def input(self, name: str, shape: Sequence[int]) -> str:
        """A float32 input."""
        self._ends.append(_bytes(11, _value_info(name, shape)))
        return name

    def output(self, name: str, shape: Sequence[int]) -> None:
        """Hand out what was computed under this name, float32."""
        self._ends.append(_bytes(12, _value_info(name, shape)))

    def constant(self, values: npt.NDArray[np.float32] | npt.NDArray[np.int64]) -> str:
        """Weights, float32, or a shape, int64."""
        self._count += 1
        name = f"constant{self._count}"
        kind = _INT64 if values.dtype == np.int64 else _FLOAT
        dims = b"".join(_scalar(1, side) for side in values.shape)
        raw = np.ascontiguousarray(values).astype(values.dtype.newbyteorder("<")).tobytes()
        self._tensors.append(_bytes(5, dims + _scalar(2, kind) + _bytes(8, name) + _bytes(9, raw)))
        return name

    def add(self, kind: str, *inputs: str, outputs: int = 1, **attributes: int | Sequence[int]) -> list[str]:
        """An operator of ONNX's own set; returns the names of its outputs."""
        names = [f"value{self._count + n + 1}" for n in range(outputs)]
        self._count += outputs
        node = b"".join([_bytes(1, name) for name in inputs] + [_bytes(2, name) for name in names])
        node += _bytes(4, kind) + b"".join(_bytes(5, _attribute(*given)) for given in attributes.items())
        self._nodes.append(_bytes(1, node))
        return names

    def one(self, kind: str, *inputs: str, **attributes: int | Sequence[int]) -> str:
        """An operator with one output; returns its name."""
        return self.add(kind, *inputs, outputs=1, **attributes)[0]

    def model(self) -> bytes:
        """The whole file."""
        graph = b"".join([*self._nodes, _bytes(2, "network"), *self._tensors, *self._ends])
        return _scalar(1, _IR_VERSION) + _bytes(7, graph) + _bytes(8, _scalar(2, _OPSET))


def with_output(model: bytes, name: str) -> bytes:
    """A network that also hands out the float32 tensor that is called `name` inside it, as its last output.

    Protocol buffers merge a message that comes twice: a graph with nothing but one output is put behind the file.
    """
    kind = _bytes(2, _bytes(1, _scalar(1, _FLOAT)))
    return model + _bytes(7, _bytes(12, _bytes(1, name) + kind))


def _attribute(name: str, value: int | Sequence[int]) -> bytes:
    if isinstance(value, int):
        return _bytes(1, name) + _scalar(3, value) + _scalar(20, _IS_INT)
    return _bytes(1, name) + b"".join(_scalar(8, each) for each in value) + _scalar(20, _IS_INTS)


def _value_info(name: str, shape: Sequence[int]) -> bytes:
    dims = b"".join(_bytes(1, _scalar(1, side)) for side in shape)
    return _bytes(1, name) + _bytes(2, _bytes(1, _scalar(1, _FLOAT) + _bytes(2, dims)))
