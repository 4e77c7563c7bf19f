"""Hearing which words are spoken, and in which language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

RATE_HZ = 16_000
LONGEST_PIECE_S = 30
"""A transcriber is given at most this much sound at a time."""


@dataclass(frozen=True, slots=True)
class HeardWord:
    """One word as a recogniser heard it: times in seconds, and how sure it is (0-1).

    `text` is what the word adds to the line: with its punctuation, and with a space in front where the language
    puts one there.
    """

    start_s: float
    end_s: float
    text: str
    certainty: float = 1.0


class Transcriber(Protocol):
    """Hears words in pieces of sound; each piece is (samples,) float32 mono at 16 kHz, 30 s at most."""

    def knows(self, language: str) -> bool:
        """Whether a language, as a BCP 47 tag, is one that it was made for."""
        ...

    def languages(self, sound: Any) -> Mapping[str, float]:
        """How probable each language is (0-1) in this piece, by BCP 47 tag; nothing where nothing can be heard."""
        ...

    def hear(self, sound: Any, *, language: str) -> list[HeardWord]:
        """The words of one piece, which is in a language that it knows, in order; times from the piece's start."""
        ...


class NoTranscriber:
    """Hears no words: what is used where the model is not installed. There are then lines only from subtitles."""

    def knows(self, language: str) -> bool:  # noqa: ARG002 (the port's signature)
        """Any language is as good as another."""
        return True

    def languages(self, sound: Any) -> Mapping[str, float]:  # noqa: ARG002 (the port's signature)
        """No language."""
        return {}

    def hear(self, sound: Any, *, language: str) -> list[HeardWord]:  # noqa: ARG002 (the port's signature)
        """No words."""
        return []


class FakeTranscriber:
    """Answers with what it was given, piece by piece, and then with nothing; notes what it was asked."""

    def __init__(self, answers: Sequence[list[HeardWord]], *, languages: Mapping[str, float] | None = None) -> None:
        self._answers = iter(answers)
        self._languages = {"en": 1.0} if languages is None else dict(languages)
        self.heard: list[tuple[int, str]] = []

    def knows(self, language: str) -> bool:
        """Only the languages that it was given."""
        return language in self._languages

    def languages(self, sound: Any) -> Mapping[str, float]:  # noqa: ARG002 (the port's signature)
        """The prepared probabilities, whatever the sound."""
        return self._languages

    def hear(self, sound: Any, *, language: str) -> list[HeardWord]:
        """The next prepared words."""
        self.heard.append((len(sound), language))
        return next(self._answers, list[HeardWord]())
