"""Where in the picture something happens, shot by shot: what reframing follows when there is no face."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Literal

import msgspec

SCHEMA = "microdrama.attention/1"
COLUMNS = 32


class ShotAttention(msgspec.Struct, frozen=True, kw_only=True):
    """How much moves in each of 32 equal columns of the picture, left to right, over one shot.

    The values are shares of the whole and sum to 1; all equal where nothing stands out.
    """

    start_s: Fraction
    end_s: Fraction
    columns: Annotated[list[float], msgspec.Meta(min_length=COLUMNS, max_length=COLUMNS)]


class Attention(msgspec.Struct, frozen=True, kw_only=True):
    """The attention of a whole film, one entry a shot, in order."""

    schema: Literal["microdrama.attention/1"] = SCHEMA
    shots: list[ShotAttention]
