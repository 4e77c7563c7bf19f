"""Finding faces in one picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Face:
    """A face: upper left corner, width and height in fractions of the picture, and how sure the finder is (0-1)."""

    x: float
    y: float
    width: float
    height: float
    certainty: float


def overlap(one: Face, other: Face) -> float:
    """Intersection over union of two boxes, 0 to 1."""
    wide = min(one.x + one.width, other.x + other.width) - max(one.x, other.x)
    high = min(one.y + one.height, other.y + other.height) - max(one.y, other.y)
    if wide <= 0 or high <= 0:
        return 0.0
    shared = wide * high
    return min(1.0, shared / (one.width * one.height + other.width * other.height - shared))


class FaceFinder(Protocol):
    """Finds faces; thread-safe use is not promised."""

    def find(self, rgb: Any) -> list[Face]:
        """The faces in one picture, (height, width, 3) uint8 RGB, the surest first."""
        ...


class NoFaceFinder:
    """Sees no faces: what is used where the model is not installed. Framing then follows movement alone."""

    def find(self, rgb: Any) -> list[Face]:  # noqa: ARG002 (the port's signature)
        """No faces."""
        return []


class FakeFaceFinder:
    """Answers with what it was given, picture by picture, and then with nothing."""

    def __init__(self, answers: Sequence[list[Face]]) -> None:
        self._answers = iter(answers)

    def find(self, rgb: Any) -> list[Face]:  # noqa: ARG002 (the port's signature)
        """The next prepared answer."""
        return next(self._answers, list[Face]())
