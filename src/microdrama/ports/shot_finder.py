"""Finding where one shot gives way to the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal, Protocol


@dataclass(frozen=True, slots=True)
class Boundary:
    """Where a shot begins, and how: what `domain.findings.Shot` says of its `start_s` and its transition."""

    moment_s: Fraction
    transition: Literal["cut", "dissolve", "fade"] = "cut"
    transition_s: Fraction | None = None


class ShotFinder(Protocol):
    """Looks at one film from its start; make a new one for the next."""

    def see(self, moments: list[Fraction], luma: Any, cb: Any, cr: Any) -> None:
        """Take in the next pictures, as small as a pass decodes them.

        `moments`: seconds of each, never falling. `luma`: (pictures, height, width) uint8, upright, limited range,
        longer side near 160; `cb`, `cr`: the same with sides half as long.
        """
        ...

    def boundaries(self) -> list[Boundary]:
        """What separates the shots of all that was seen, in order; asked once, after the last picture."""
        ...


class FakeShotFinder:
    """Answers with what it was given, and remembers when the pictures were that it was shown."""

    def __init__(self, answers: Sequence[Boundary]) -> None:
        self._answers = list(answers)
        self.seen: list[Fraction] = []

    def see(self, moments: list[Fraction], luma: Any, cb: Any, cr: Any) -> None:  # noqa: ARG002 (the port's signature)
        """Remember the moments."""
        self.seen += moments

    def boundaries(self) -> list[Boundary]:
        """The prepared answer."""
        return self._answers
