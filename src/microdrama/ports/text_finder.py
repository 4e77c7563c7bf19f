"""Finding writing in one picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class TextBox:
    """A line of writing: upper left corner, width and height in fractions of the picture; certainty 0-1."""

    x: float
    y: float
    width: float
    height: float
    certainty: float


class TextFinder(Protocol):
    """Finds lines of writing; thread-safe use is not promised."""

    def find(self, luma: Any) -> list[TextBox]:
        """The lines in one picture, (height, width) uint8."""
        ...


class NoTextFinder:
    """Sees no writing: what is used where the model is not installed."""

    def find(self, luma: Any) -> list[TextBox]:  # noqa: ARG002 (the port's signature)
        """No writing."""
        return []


class FakeTextFinder:
    """Answers with what it was given, picture by picture, and then with nothing."""

    def __init__(self, answers: Sequence[list[TextBox]]) -> None:
        self._answers = iter(answers)

    def find(self, luma: Any) -> list[TextBox]:  # noqa: ARG002 (the port's signature)
        """The next prepared answer."""
        return next(self._answers, list[TextBox]())
