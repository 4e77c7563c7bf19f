"""What is in a film, as findings.json holds it. Every list may be empty; a transcript alone is valid."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Literal

import msgspec

from microdrama.domain.time import FrameRate, Span

SCHEMA = "microdrama.findings/1"

FaceBox = tuple[float, float, float, float, float]
"""(t_s, x, y, w, h): when, and the box with its upper left corner, in fractions of width and height."""


class Media(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The film itself, upright: width and height are as a viewer sees them, in square pixels."""

    duration_s: Fraction
    width: int
    height: int
    frame_rate: Annotated[str, msgspec.Meta(pattern=r"^\d+(/\d+)?$")]
    sha256: str | None = None

    @property
    def rate(self) -> FrameRate:
        """The frame rate as an exact value."""
        return FrameRate.parse(self.frame_rate)

    @property
    def whole(self) -> Span:
        """The film from its first picture to its end."""
        return Span(Fraction(0), self.duration_s)


class Shot(msgspec.Struct, frozen=True, kw_only=True):
    """Pictures without a cut; `transition` is how the shot begins."""

    start_s: Fraction
    end_s: Fraction
    transition: Literal["cut", "dissolve", "fade"] = "cut"

    @property
    def span(self) -> Span:
        """When the shot is seen."""
        return Span(self.start_s, self.end_s)


class Word(msgspec.Struct, frozen=True, kw_only=True):
    """One spoken word."""

    start_s: Fraction
    end_s: Fraction
    text: str


class Line(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One line of dialogue."""

    start_s: Fraction
    end_s: Fraction
    text: str
    speaker: str | None = None
    words: list[Word] = []


class FaceTrack(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One face followed through one shot."""

    track: str
    boxes: list[FaceBox]
    speaker: str | None = None


class Loudness(msgspec.Struct, frozen=True, kw_only=True):
    """Momentary loudness (EBU R 128, 400 ms window) at 0, step_s, 2 step_s, ..., in LUFS; silence is -70 or less."""

    step_s: Fraction
    lufs: list[float]


class Findings(msgspec.Struct, frozen=True, kw_only=True):
    """All that the analysis saw and heard, in order of time."""

    schema: Literal["microdrama.findings/1"] = SCHEMA
    media: Media
    shots: list[Shot] = []
    speech: list[Span] = []
    lines: list[Line] = []
    scenes: list[Span] = []
    faces: list[FaceTrack] = []
    loudness: Loudness | None = None
