"""PaddleOCR's mobile text detector (PP-OCRv4, Apache-2.0) on onnxruntime: a TextFinder at 20 ms a picture on one core.

The network answers with how probable it is that each picture element lies in the inner part of a line of writing
(Liao et al., "Real-time scene text detection with differentiable binarization", 2020); a line is a connected area
of likely elements, widened by as much as the inner part was made narrower in training.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import ndimage

from microdrama.ports.text_finder import TextBox
from microdrama.providers.onnx_session import session

_UNIT = 32  # the network halves its picture five times
_LIKELY = 0.3
_LEAST_CERTAINTY = 0.6
_SMALLEST_PX = (6, 3)
_WIDENED = 1.5
_MOST_WIDENED_PX = 8.0  # several large lines may come as one area, which is no narrower than they are
_MOST_LINES = 400


class PaddleTextFinder:
    """Finds lines of writing of at least about a fiftieth of the picture's height."""

    def __init__(self, weights: Path) -> None:
        self._session = session(weights, threads=1)

    def find(self, luma: npt.NDArray[np.uint8]) -> list[TextBox]:
        """See `ports.text_finder.TextFinder.find`; the picture's longer side is best near 480."""
        height, width = luma.shape
        whole = np.zeros((-(-height // _UNIT) * _UNIT, -(-width // _UNIT) * _UNIT), np.float32)
        whole[:height, :width] = luma
        picture = np.repeat((whole / np.float32(127.5) - 1)[None, None], 3, axis=1)
        likely = np.asarray(self._session.run(None, {"x": picture})[0])[0, 0, :height, :width]
        return _lines(likely)


def _lines(likely: npt.NDArray[np.float32]) -> list[TextBox]:
    height, width = likely.shape
    tools: Any = ndimage
    areas, count = tools.label(likely > _LIKELY)
    certainties: Any = tools.mean(likely, areas, range(1, count + 1)) if count else []
    found: list[TextBox] = []
    for (rows, columns), certainty in zip(tools.find_objects(areas), certainties, strict=True):
        wide, high = columns.stop - columns.start, rows.stop - rows.start
        if certainty < _LEAST_CERTAINTY or wide < _SMALLEST_PX[0] or high < _SMALLEST_PX[1]:
            continue
        more = min(_MOST_WIDENED_PX, wide * high * _WIDENED / (2 * (wide + high)))
        x0, x1 = max(0.0, columns.start - more) / width, min(width, columns.stop + more) / width
        y0, y1 = max(0.0, rows.start - more) / height, min(height, rows.stop + more) / height
        found.append(TextBox(x0, y0, x1 - x0, y1 - y0, float(certainty)))
    return sorted(found, key=lambda box: -box.certainty)[:_MOST_LINES]
