"""How each stretch of a film is laid out upright, as framing.json holds it: written by microdrama, changed by hand."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import Annotated, Literal

import msgspec

from microdrama.domain.time import Span, as_number

SCHEMA = "microdrama.framing/1"

Place = Annotated[float, msgspec.Meta(ge=0, le=1)]
Pair = Annotated[list[Place], msgspec.Meta(min_length=2, max_length=2)]


class FramedSpan(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One stretch and exactly one of four layouts; all places are fractions of the picture's width and height.

    `x`: a still window with its middle there. `keyframes`: a window whose middle is at x at the moment t_s, eased
    between. `split`: the middles of two windows, the upper one first. `fit`: the part of the width, from and to,
    that is shown whole. `y` is the middle of a still window in a picture taller than 9:16, `split_y` those of the
    two halves. What is by "machine" is decided anew each time; what is by "hand", or by nobody, counts.
    """

    start_s: Fraction
    end_s: Fraction
    by: Literal["machine", "hand"] = "hand"
    x: Place | None = None
    y: Place | None = None
    keyframes: list[tuple[Fraction, Place]] = []
    split: Pair | None = None
    split_y: Pair | None = None
    fit: Pair | None = None
    reason: str = ""

    def __post_init__(self) -> None:
        at = f"at {as_number(self.start_s):g} s"
        Span(self.start_s, self.end_s)
        if self.start_s < 0 or self.start_s == self.end_s:
            raise ValueError(f"the framing {at} lasts no time of the film")
        named = (self.x is not None, bool(self.keyframes), self.split is not None, self.fit is not None)
        if sum(named) != 1:
            raise ValueError(f"the framing {at} needs exactly one of x, keyframes, split and fit")
        if any(after[0] <= before[0] for before, after in pairwise(self.keyframes)):
            raise ValueError(f"the keyframes {at} are not in order of time")
        if any(not self.start_s <= moment <= self.end_s for moment, _ in self.keyframes):
            raise ValueError(f"a keyframe of the framing {at} lies outside its time")
        if self.fit is not None and self.fit[1] <= self.fit[0]:
            raise ValueError(f"the framing {at} fits nothing: from and to are the wrong way round")

    @property
    def span(self) -> Span:
        """When it counts."""
        return Span(self.start_s, self.end_s)


class FramingFile(msgspec.Struct, frozen=True, kw_only=True):
    """The layouts of a film, in order of time and without overlaps; gaps are for microdrama to decide."""

    schema: Literal["microdrama.framing/1"] = SCHEMA
    shots: list[FramedSpan]

    def __post_init__(self) -> None:
        for before, after in pairwise(self.shots):
            if after.start_s < before.end_s:
                raise ValueError(f"two framings overlap at {as_number(after.start_s):g} s")
