"""Where in the picture something happens, shot by shot: what reframing follows when there is no face."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Literal

import msgspec

SCHEMA = "microdrama.attention/2"
COLUMNS = 32
STEP_S = Fraction(1, 2)

Stir = tuple[float, float, float]
"""(from, to, strength): the narrowest stretch of the picture's width, 0 to 1, that holds most of what moves by
itself during half a second, and how strongly it moves: 0 is not at all, 1 about all that can be."""


class ShotAttention(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How much moves in each of 32 equal columns of the picture, left to right, over one shot, and where it goes.

    `columns` are shares of the whole and sum to 1; all equal where nothing stands out. `path` says the same in
    time: one entry for every half second of the shot, from its start.
    """

    start_s: Fraction
    end_s: Fraction
    columns: Annotated[list[float], msgspec.Meta(min_length=COLUMNS, max_length=COLUMNS)]
    path: list[Stir] = []


class Attention(msgspec.Struct, frozen=True, kw_only=True):
    """The attention of a whole film, one entry a shot, in order."""

    schema: Literal["microdrama.attention/2"] = SCHEMA
    shots: list[ShotAttention]
