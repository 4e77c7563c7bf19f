"""What is kept of a film and where the episodes break, as plan.json holds it, with a reason for each choice."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Literal

import msgspec

from microdrama.domain.series import Cliffhanger, Hook
from microdrama.domain.time import Span

SCHEMA = "microdrama.plan/1"

Share = Annotated[float, msgspec.Meta(ge=0, le=1)]

_SHORTEST_CARD_S, _LONGEST_CARD_S = Fraction(1, 2), Fraction(5)


class PlannedScene(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One scene of the film, what it is worth, how tense it is, whether it stays, and why."""

    start_s: Fraction
    end_s: Fraction
    salience: Share
    kept: bool
    tension: Share = 0.0
    reason: str = ""

    def __post_init__(self) -> None:
        if self.start_s < 0:
            raise ValueError(f"a span cannot start before the film does, at {float(self.start_s):g} s")
        Span(self.start_s, self.end_s)


class PlannedSpan(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A stretch of film that plays without a cut of ours; the sound may start or end elsewhere (J and L cuts)."""

    start_s: Fraction
    end_s: Fraction
    sound_start_s: Fraction | None = None
    sound_end_s: Fraction | None = None

    def __post_init__(self) -> None:
        if self.start_s < 0:
            raise ValueError(f"a span cannot start before the film does, at {float(self.start_s):g} s")
        Span(self.start_s, self.end_s)

    @property
    def picture(self) -> Span:
        """The pictures that are shown."""
        return Span(self.start_s, self.end_s)


class PlannedEpisode(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One installment; its spans are in order of the film and never overlap.

    `end_card_s` is how long a still card after them names the next episode, 0.5 to 5 s; `duration_s` counts recap,
    spans and card.
    """

    number: int
    duration_s: Fraction
    spans: list[PlannedSpan]
    hook: Hook
    cliffhanger: Cliffhanger
    title: str | None = None
    synopsis: str | None = None
    recap: list[Span] = []
    end_card_s: Fraction | None = None

    def __post_init__(self) -> None:
        if not self.spans:
            raise ValueError(f"episode {self.number} has no spans")
        if self.end_card_s is not None and not _SHORTEST_CARD_S <= self.end_card_s <= _LONGEST_CARD_S:
            raise ValueError(
                f"the end card of episode {self.number} lasts {float(_SHORTEST_CARD_S):g} to "
                f"{float(_LONGEST_CARD_S):g} s, not {float(self.end_card_s):g} s"
            )
        for before, after in zip(self.spans, self.spans[1:], strict=False):
            if after.start_s < before.end_s:
                raise ValueError(f"episode {self.number} goes back in the story at {float(after.start_s):g} s")


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """The whole series to be: `keep` is the share of the film that was asked for."""

    schema: Literal["microdrama.plan/1"] = SCHEMA
    keep: Share
    scenes: list[PlannedScene]
    episodes: list[PlannedEpisode]
    synopsis: str | None = None

    def __post_init__(self) -> None:
        numbers = [episode.number for episode in self.episodes]
        if numbers != list(range(1, len(numbers) + 1)):
            raise ValueError(f"episodes are numbered 1, 2, 3, ... in order, not {numbers}")
        for before, after in zip(self.episodes, self.episodes[1:], strict=False):
            if after.spans[0].start_s < before.spans[-1].end_s:
                raise ValueError(f"episode {after.number} begins before episode {before.number} has ended")
        if self.episodes and self.episodes[-1].end_card_s is not None:
            raise ValueError(f"episode {len(numbers)} is the last one: no episode follows that an end card could name")
