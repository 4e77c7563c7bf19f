"""Whether something may still be bought: the caps of a budget against what is spent and reserved, as pure sums."""

from __future__ import annotations

from dataclasses import dataclass

from microdrama.domain.money import Money
from microdrama.domain.production import Budget


@dataclass(frozen=True, slots=True)
class Committed:
    """What is settled and reserved already, in micros: in the series, and in the episode and shot in question."""

    series: int
    episode: int
    shot: int


def refusal(budget: Budget, committed: Committed, micros: int) -> str | None:
    """Why `micros` more may not be reserved, in a sentence with the figures; None where they may be."""
    for scope, cap in (("series", budget.series), ("episode", budget.episode), ("shot", budget.shot)):
        spent: int = getattr(committed, scope)
        if cap is not None and spent + micros > cap.micros:
            wanted, left = Money(micros, cap.currency), Money(max(0, cap.micros - spent), cap.currency)
            return (
                f"This would cost up to {wanted}, and of the {cap} for this {scope} only {left} are left. "
                f"What was made is kept; raise the budget or lower the grade of the shot."
            )
    return None
