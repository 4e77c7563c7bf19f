"""Captions as values: what is written under the pictures, from when to when, word by word."""

from __future__ import annotations

from fractions import Fraction

import msgspec

from microdrama.domain.time import Span


class Piece(msgspec.Struct, frozen=True):
    """A part of a caption's line, with the space that follows it, and when it is spoken, where that is known."""

    text: str
    start_s: Fraction | None = None


class Cue(msgspec.Struct, frozen=True):
    """One caption: its lines from top to bottom, each as its pieces in reading order, in seconds of the episode."""

    start_s: Fraction
    end_s: Fraction
    lines: tuple[tuple[Piece, ...], ...]

    def __post_init__(self) -> None:
        Span(self.start_s, self.end_s)

    @property
    def span(self) -> Span:
        """When it is shown."""
        return Span(self.start_s, self.end_s)

    @property
    def texts(self) -> tuple[str, ...]:
        """Its lines as plain text."""
        return tuple("".join(piece.text for piece in line).strip() for line in self.lines)

    @property
    def text(self) -> str:
        """All of it, lines joined by line ends."""
        return "\n".join(self.texts)
