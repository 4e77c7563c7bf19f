"""The grammar of shots: the sides that people keep, how near the camera goes, how it looks and moves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from microdrama.domain.storyboard import Angle, Feeling, Move, Side, Size

Framing = tuple[Size, Angle]
Facing = Literal["left", "right", "camera", "away"]

_FALLBACKS: tuple[Framing, ...] = (
    ("medium", "eye"), ("close", "eye"), ("medium", "low"), ("close", "high"), ("full", "eye"), ("close", "low"),
    ("medium", "high"),
)  # fmt: skip
_OF_A_PLACE: tuple[Framing, ...] = (("wide", "eye"), ("wide", "high"), ("wide", "low"))
_OF_A_THING: tuple[Framing, ...] = (("close", "eye"), ("extreme", "eye"), ("close", "high"))
_ANGLES: dict[Feeling, Angle] = {
    "angry": "low", "shouting": "low", "smug": "low", "determined": "low", "cold": "low", "afraid": "high",
    "sad": "high", "crying": "high", "pained": "high", "shocked": "dutch",
}  # fmt: skip
_NEAR, _NEARER, _NEAREST = 0.38, 0.55, 0.8  # tensions
_FIRST_TWO = (0, 100)  # places on the line from left to right


@dataclass(slots=True)
class Line:
    """The line on which people of a scene stand, from left to right, as the camera sees it.

    The camera never crosses it: whoever stands left of another stays there for the whole scene.
    """

    places: dict[str, int] = field(default_factory=dict[str, int])

    def place(self, who: str) -> int:
        """Where somebody stands; the first two at the ends, the third between them, the others further right."""
        if who not in self.places:
            number = len(self.places)
            between = _FIRST_TWO[1] // 2
            self.places[who] = _FIRST_TWO[number] if number < 2 else between if number == 2 else 100 * number
        return self.places[who]

    def ordered(self, who: Iterable[str]) -> list[str]:
        """The same persons from left to right."""
        return sorted(who, key=self.place)

    def sides(self, who: Sequence[str]) -> dict[str, Side]:
        """The sides of up to three persons in one picture."""
        ordered = self.ordered(who)
        if len(ordered) == 1:
            return {ordered[0]: "centre"}
        sides: list[Side] = ["left", "right"] if len(ordered) == 2 else ["left", "centre", "right"]
        return dict(zip(ordered, sides, strict=False))

    def facing(self, who: str, other: str | None) -> Facing:
        """Where somebody looks: at the other person; alone, into the open side."""
        if other is None or other == who:
            return "right" if self.place(who) <= 0 else "left"
        return "right" if self.place(who) < self.place(other) else "left"


@dataclass(slots=True)
class Camera:
    """Remembers what was shown, so that nothing is shown twice alike in a row.

    Where it is `cramped`, as in a car, nobody is seen from head to foot.
    """

    last: tuple[frozenset[str], Framing] | None = None
    of_person: dict[str, Framing] = field(default_factory=dict[str, Framing])
    moved: Move = "hold"
    cramped: bool = False

    def frame(self, who: Sequence[str], wanted: Sequence[Framing]) -> Framing:
        """The first framing wanted that is new for these persons (the first is the main one); remembers it."""
        others = _OF_A_PLACE if not who else _OF_A_THING if who[0].startswith("=") else _FALLBACKS
        main = who[0] if who else ""
        options = [*wanted, *others]
        if self.cramped and who and others is _FALLBACKS:
            options = [one for one in options if one[0] not in {"wide", "full"}]
        free = [one for one in options if self.last != (frozenset(who), one)]
        fresh = [one for one in free if self.of_person.get(main) != one]
        chosen = (fresh or free)[0]
        self.last = (frozenset(who), chosen)
        self.of_person[main] = chosen
        return chosen

    def move(self, wanted: Sequence[Move]) -> Move:
        """The first move wanted that the last shot did not make, where there is one; remembers it."""
        others: list[Move] = [one for one in wanted if one != self.moved]
        chosen = others[0] if others else wanted[0]
        self.moved = chosen
        return chosen


def speaking(feeling: Feeling, tension: float, *, partner: bool, turn: int) -> list[Framing]:
    """How a speaker is framed, the best first: nearer as tension rises; over a shoulder where somebody listens."""
    angle = _ANGLES.get(feeling, "eye")
    shoulder: list[Framing] = [("medium", "over_shoulder")] if partner else []
    if tension < _NEAR:
        first: list[Framing] = [("medium", "eye"), *shoulder] if turn % 2 else [*shoulder, ("medium", "eye")]
        return [*first, ("close", "eye"), ("medium", angle)]
    if tension < _NEARER:
        first = [("close", "eye"), *shoulder] if turn % 3 else [*shoulder, ("close", "eye")]
        return [*first, ("medium", angle), ("close", angle)]
    if tension < _NEAREST:
        return [("close", angle), ("close", "eye"), *shoulder, ("medium", angle), ("extreme", "eye")]
    return [("close", angle), ("extreme", "eye"), ("close", "eye"), ("medium", "dutch")]


def listening(feeling: Feeling, tension: float) -> list[Framing]:
    """How a silent face is framed."""
    angle: Angle = "high" if feeling in {"afraid", "sad", "crying"} else "eye"
    if tension < _NEARER:
        return [("close", angle), ("medium", angle)]
    return [("close", angle), ("extreme", "eye"), ("close", "dutch")]


def two(tension: float, *, turn: int = 0) -> list[Framing]:
    """How two are framed together; `turn` counts the times, so that it is not always from as far away."""
    near: list[Framing] = [("medium", "eye"), ("full", "eye"), ("medium", "low")]
    far: list[Framing] = [("full", "eye"), ("medium", "eye"), ("full", "low")]
    return near if tension > _NEAR or turn % 2 else far


def moves(size: Size, tension: float, *, number: int) -> list[Move]:
    """How the camera may move in a shot of a size, the best first; `number` turns the order so that moves vary."""
    if size == "wide":
        some: list[Move] = ["pan_right", "tilt_up", "push", "pan_left", "drift"]
        return some[number % 5 :] + some[: number % 5]
    if tension >= _NEAREST:
        return ["push", "shake", "drift"]
    if size in {"close", "extreme"}:
        return ["push", "hold", "drift"] if number % 2 else ["drift", "push", "hold"]
    return ["drift", "hold", "push", "pan_left"] if number % 2 else ["hold", "drift", "push", "pan_right"]
