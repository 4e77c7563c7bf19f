"""Lowering shots instead of stopping: which shots are bought as clips or stills, and which we draw, for the money.

A shot is asked for at a grade. Where the caps do not let all of them have theirs, the shot that loses the least for
the money that it saves goes down first, a grade at a time: clip, moved still, drawn. Hooks and cliffhangers count
several times as much, so they keep theirs longest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from microdrama.domain.production import Budget
from microdrama.domain.storyboard import Grade

_LOWER: dict[Grade, Grade] = {"clip": "moved", "moved": "drawn"}
_WORTH: dict[Grade, int] = {"drawn": 0, "moved": 2, "clip": 3}


@dataclass(frozen=True, slots=True)
class Wish:
    """A shot, its episode, the grade that it is to have, what each grade costs at most, and how much it matters.

    `costs` are micros of the ledger's currency and hold the grade and all below it; "drawn" costs nothing where it is
    missing. `weight` is 1 for an ordinary shot, more for a hook or a cliffhanger.
    """

    shot: str
    episode: int
    grade: Grade
    costs: Mapping[Grade, int]
    weight: Fraction = Fraction(1)

    def cost(self, grade: Grade) -> int:
        """The most that it costs at a grade, in micros."""
        return self.costs.get(grade, 0)


def affordable(wishes: Sequence[Wish], budget: Budget, *, spent: Mapping[int, int] | None = None) -> dict[str, Grade]:
    """The grade of each shot, as near to what is wished as the budget allows; the same for the same wishes.

    `spent` is what is committed already, in micros, by episode (0: of no episode).
    """
    before = dict(spent or {})
    grades: dict[str, Grade] = {wish.shot: wish.grade for wish in wishes}
    if budget.shot is not None:
        for wish in wishes:
            while wish.cost(grades[wish.shot]) > budget.shot.micros and grades[wish.shot] in _LOWER:
                grades[wish.shot] = _LOWER[grades[wish.shot]]
    if budget.episode is not None:
        for episode in dict.fromkeys(wish.episode for wish in wishes):
            own = [wish for wish in wishes if wish.episode == episode]
            _lower_until(own, grades, budget.episode.micros - before.get(episode, 0))
    if budget.series is not None:
        _lower_until(wishes, grades, budget.series.micros - sum(before.values()))
    return grades


def _lower_until(wishes: Sequence[Wish], grades: dict[str, Grade], room: int) -> None:
    """Lower shots until their costs fit into `room` micros, or none can go lower."""
    while sum(wish.cost(grades[wish.shot]) for wish in wishes) > room:
        lowerable = [wish for wish in wishes if grades[wish.shot] in _LOWER]
        if not lowerable:
            return
        least = min(lowerable, key=lambda wish: (_loss(wish, grades[wish.shot]), wish.shot))
        grades[least.shot] = _LOWER[grades[least.shot]]


def _loss(wish: Wish, grade: Grade) -> Fraction:
    """What a shot loses for each micro that it saves by going down one grade; a step that saves nothing goes first."""
    lower = _LOWER[grade]
    saved = wish.cost(grade) - wish.cost(lower)
    lost = wish.weight * (_WORTH[grade] - _WORTH[lower])
    return lost / saved if saved > 0 else Fraction(-1)
