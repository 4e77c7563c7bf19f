"""Weights out of a PyTorch checkpoint without PyTorch: a zip with raw numbers and a pickle that names them.

A pickle may call anything it names. Here it may name four things, none of which does more than describe a tensor.
"""

from __future__ import annotations

import pickle
import zipfile
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from microdrama.domain.errors import MicrodramaError

_LARGEST_BYTES = 1 << 30
_DTYPES = {"FloatStorage": np.dtype("<f4"), "LongStorage": np.dtype("<i8")}


class WeightsError(MicrodramaError):
    """A file holds no weights that can be read safely."""


def read_weights(path: Path) -> dict[str, npt.NDArray[Any]]:
    """Every tensor of a checkpoint (the zip format of PyTorch 1.6 and later) by its name, float32 or int64.

    Raises WeightsError for anything else, and for a pickle that asks for more than tensors.
    """
    try:
        with zipfile.ZipFile(path) as box:
            _refuse_huge(box, path)
            inside = next(name for name in box.namelist() if name.endswith("data.pkl"))
            with box.open(inside) as file:
                found = _TensorsOnly(file, box, inside.removesuffix("data.pkl")).load()
    except WeightsError:
        raise
    except Exception as error:  # a pickle that was tampered with fails in any way it likes
        raise WeightsError(f"{path} holds no readable weights; install the model again.") from error
    if not isinstance(found, dict):
        raise WeightsError(f"{path} holds no weights by name; install the model again.")
    return {str(name): value for name, value in found.items() if isinstance(value, np.ndarray)}  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]


def _refuse_huge(box: zipfile.ZipFile, path: Path) -> None:
    if sum(entry.file_size for entry in box.infolist()) > _LARGEST_BYTES:
        raise WeightsError(f"{path} is too large for weights; install the model again.")


class _TensorsOnly(pickle.Unpickler):  # its `find_class` is the documented way to restrict what a pickle may name
    def __init__(self, file: Any, box: zipfile.ZipFile, folder: str) -> None:
        super().__init__(file)
        self._box = box
        self._folder = folder

    def find_class(self, module: str, name: str, /) -> Callable[..., Any] | str:
        if (module, name) == ("collections", "OrderedDict"):
            return OrderedDict
        if (module, name) == ("torch._utils", "_rebuild_tensor_v2"):
            return _tensor
        if module == "torch" and name in _DTYPES:
            return name
        raise WeightsError(f"These weights ask for {module}.{name}, which no weights need; they were not loaded.")

    def persistent_load(self, pid: Any, /) -> npt.NDArray[Any]:
        _, kind, key, _, count = pid
        stored = np.frombuffer(self._box.read(f"{self._folder}data/{key}"), _DTYPES[kind])
        if len(stored) != count:
            raise ValueError(f"tensor {key} has {len(stored)} numbers, not {count}")
        return stored


def _tensor(stored: npt.NDArray[Any], offset: int, size: tuple[int, ...], stride: tuple[int, ...], *_: object) -> Any:
    """A tensor over what is stored; refuses one that would reach beyond it."""
    last = offset + sum((n - 1) * step for n, step in zip(size, stride, strict=True))
    if offset < 0 or min((*size, *stride), default=1) < 0 or last >= len(stored):
        raise ValueError("a tensor reaches beyond its numbers")
    bytes_apart = [step * stored.itemsize for step in stride]
    return np.lib.stride_tricks.as_strided(stored[offset:], size, bytes_apart, writeable=False)
