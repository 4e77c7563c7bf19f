"""What is in a film, as findings.json holds it. Every list may be empty; a transcript alone is valid."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Literal

import msgspec

from microdrama.domain.time import RATE_PATTERN, FrameRate, Span, as_number

SCHEMA = "microdrama.findings/1"
_LONGEST_S = 1_000_000

FaceBox = tuple[float, float, float, float, float]
"""(t_s, x, y, w, h): when, and the box with its upper left corner, in fractions of width and height."""


class Media(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The film itself, upright: width and height are as a viewer sees them, in square pixels."""

    duration_s: Fraction
    width: Annotated[int, msgspec.Meta(ge=1)]
    height: Annotated[int, msgspec.Meta(ge=1)]
    frame_rate: Annotated[str, msgspec.Meta(pattern=RATE_PATTERN)]
    sha256: str | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.duration_s <= _LONGEST_S:
            raise ValueError(f"a film does not last {as_number(self.duration_s):g} s")
        FrameRate.parse(self.frame_rate)

    @property
    def rate(self) -> FrameRate:
        """The frame rate as an exact value."""
        return FrameRate.parse(self.frame_rate)

    @property
    def whole(self) -> Span:
        """The film from its first picture to its end."""
        return Span(Fraction(0), self.duration_s)


class Shot(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Pictures without a cut; `transition` is how the shot begins.

    `transition_s` is how long that takes where it is not a cut: the time in which a dissolve mixes two shots, with
    `start_s` in its middle, or the dimmed and black pictures of a fade, with `start_s` among the black ones.
    """

    start_s: Fraction
    end_s: Fraction
    transition: Literal["cut", "dissolve", "fade"] = "cut"
    transition_s: Fraction | None = None

    def __post_init__(self) -> None:
        Span(self.start_s, self.end_s)
        if self.transition_s is not None and self.transition_s < 0:
            raise ValueError(f"a transition does not last {as_number(self.transition_s):g} s")

    @property
    def span(self) -> Span:
        """When the shot is seen."""
        return Span(self.start_s, self.end_s)


class Word(msgspec.Struct, frozen=True, kw_only=True):
    """One spoken word."""

    start_s: Fraction
    end_s: Fraction
    text: str

    def __post_init__(self) -> None:
        Span(self.start_s, self.end_s)


class Line(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One line of dialogue."""

    start_s: Fraction
    end_s: Fraction
    text: str
    speaker: str | None = None
    words: list[Word] = []

    def __post_init__(self) -> None:
        Span(self.start_s, self.end_s)


class FaceTrack(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One face followed through one shot.

    `person` (P1, P2, ...) is the same wherever the same face is seen again in the film; `speaker` (S1, S2, ...)
    is the voice that this face was seen to speak with, where that is known.
    """

    track: str
    boxes: list[FaceBox]
    speaker: str | None = None
    person: str | None = None


class OnScreenText(msgspec.Struct, frozen=True, kw_only=True):
    """Writing in the picture that must stay readable: a box in fractions of width and height, upper left corner."""

    start_s: Fraction
    end_s: Fraction
    x: float
    y: float
    width: float
    height: float

    def __post_init__(self) -> None:
        Span(self.start_s, self.end_s)

    @property
    def span(self) -> Span:
        """When it is to be read."""
        return Span(self.start_s, self.end_s)


class Loudness(msgspec.Struct, frozen=True, kw_only=True):
    """Momentary loudness (EBU R 128, 400 ms window) at 0, step_s, 2 step_s, ..., in LUFS; silence is -70 or less."""

    step_s: Fraction
    lufs: list[float]

    def __post_init__(self) -> None:
        if self.step_s <= 0:
            raise ValueError(f"a step of loudness is longer than nothing, not {as_number(self.step_s)} s")


class Findings(msgspec.Struct, frozen=True, kw_only=True):
    """All that the analysis saw and heard, in order of time; `language` is what is spoken, as a BCP 47 tag."""

    schema: Literal["microdrama.findings/1"] = SCHEMA
    media: Media
    shots: list[Shot] = []
    speech: list[Span] = []
    lines: list[Line] = []
    scenes: list[Span] = []
    faces: list[FaceTrack] = []
    loudness: Loudness | None = None
    texts: list[OnScreenText] = []
    language: str | None = None
