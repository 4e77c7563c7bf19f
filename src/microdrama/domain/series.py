"""A series as the bundle's series.json holds it: what passes from the studio to the platform."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Literal

import msgspec

from microdrama.domain.time import RATE_PATTERN

SCHEMA = "microdrama.series/1"

Text = dict[str, str]
"""One text in several languages, by BCP 47 tag."""

RelativePath = Annotated[str, msgspec.Meta(pattern=r"^(?!/)(?!.*\.\.)[\w./@+-]+$(?!\n)", max_length=300)]
"""A file inside the bundle, with forward slashes; never absolute, never upwards."""


class Hook(msgspec.Struct, frozen=True, kw_only=True):
    """What an episode opens on, and why that holds a viewer."""

    start_s: Fraction
    kind: str
    reason: str


class Cliffhanger(msgspec.Struct, frozen=True, kw_only=True):
    """What an episode ends on, and why that brings a viewer back."""

    end_s: Fraction
    kind: str
    reason: str


class Caption(msgspec.Struct, frozen=True, kw_only=True):
    """A WebVTT file of one language; kind is "captions", "subtitles" or "forced"."""

    language: str
    path: RelativePath
    kind: str = "captions"


class AudioTrack(msgspec.Struct, frozen=True, kw_only=True):
    """Sound of one language, beside the one inside the master."""

    language: str
    path: RelativePath
    kind: Literal["original", "dub"] = "original"


class SeriesEpisode(msgspec.Struct, frozen=True, kw_only=True):
    """One installment; its paths are relative to the bundle.

    The first `recap_s` seconds repeat earlier pictures, the last `end_card_s` are a still card.
    """

    number: Annotated[int, msgspec.Meta(ge=1)]
    title: Text
    duration_s: Fraction
    width: Annotated[int, msgspec.Meta(ge=2)]
    height: Annotated[int, msgspec.Meta(ge=2)]
    frame_rate: Annotated[str, msgspec.Meta(pattern=RATE_PATTERN)]
    master: RelativePath
    hls: RelativePath
    poster: RelativePath
    captions: list[Caption] = []
    audio: list[AudioTrack] = []
    hook: Hook | None = None
    cliffhanger: Cliffhanger | None = None
    loudness_lufs: float | None = None
    synopsis: Text = {}
    recap_s: Fraction | None = None
    end_card_s: Fraction | None = None


class Origin(msgspec.Struct, frozen=True, kw_only=True):
    """Where a series comes from; `credits` are lines that must be shown (authors, licences)."""

    kind: Literal["condensed", "animated"]
    source_sha256: str
    ai_generated: bool
    credits: list[str] = []


class Series(msgspec.Struct, frozen=True, kw_only=True):
    """A whole series, in the order that it is watched: episodes are numbered 1, 2, 3, ..."""

    schema: Literal["microdrama.series/1"] = SCHEMA
    id: str
    slug: Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$(?!\n)", max_length=120)]
    title: Text
    synopsis: Text
    language: str
    origin: Origin
    episodes: list[SeriesEpisode]
    genres: list[str] = []

    def __post_init__(self) -> None:
        numbers = [episode.number for episode in self.episodes]
        if numbers != list(range(1, len(numbers) + 1)):
            raise ValueError(f"episodes are numbered 1, 2, 3, ... in order, not {numbers[:9]}")
