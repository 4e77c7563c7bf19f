"""Shots and lines with their times: what is drawn and what is mixed once every line has been spoken."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Literal

from microdrama.domain.storyboard import BoardEpisode, Scene, Shot, SpokenLine
from microdrama.domain.takes import SpokenFacts
from microdrama.domain.time import FrameRate, Span

RATE = FrameRate(24)
"""Pictures a second of everything that we draw; characters move on twos, the camera on ones."""

MouthShape = Literal["rest", "closed", "teeth", "small", "open", "wide", "round", "pucker", "tongue"]
"""Nine mouths after the tables of drawn animation: at rest; M B P; consonants; E and short vowels; A; a shouted A;
O; U W; L and TH."""


@dataclass(frozen=True, slots=True)
class TimedLine:
    """A spoken line inside its shot: `start_s` seconds after the shot begins; the sound as a WAV file."""

    line: SpokenLine
    start_s: Fraction
    spoken: SpokenFacts
    sound: Path

    @property
    def span(self) -> Span:
        """When it is heard, in seconds of the shot."""
        return Span(self.start_s, self.start_s + Fraction(repr(self.spoken.duration_s)))


@dataclass(frozen=True, slots=True)
class TimedShot:
    """A shot with its exact length in pictures at RATE, its lines, and the scene that it belongs to."""

    shot: Shot
    scene: Scene
    pictures: int
    lines: tuple[TimedLine, ...]
    start_s: Fraction

    @property
    def span(self) -> Span:
        """When it is seen, in seconds of the episode."""
        return Span(self.start_s, self.start_s + RATE.moment(self.pictures))


@dataclass(frozen=True, slots=True)
class TimedEpisode:
    """An episode whose shots follow one another without a gap from zero on."""

    episode: BoardEpisode
    shots: tuple[TimedShot, ...]

    @property
    def duration_s(self) -> Fraction:
        """Its length, a whole number of pictures."""
        return RATE.moment(sum(shot.pictures for shot in self.shots))
