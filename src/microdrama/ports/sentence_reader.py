"""Telling how near two sentences are in meaning."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol


class SentenceReader(Protocol):
    """Turns sentences into vectors whose dot product says how much they are about the same."""

    def read(self, sentences: Sequence[str]) -> Any:
        """(sentences, dimensions) float32, each row of length 1, or of zeros where nothing can be said of it."""
        ...


class FakeSentenceReader:
    """Answers with the vectors it was given, and with zeros for every other sentence."""

    def __init__(self, answers: Mapping[str, Sequence[float]]) -> None:
        self._answers = answers
        self._nothing = [0.0] * max((len(answer) for answer in answers.values()), default=1)

    def read(self, sentences: Sequence[str]) -> list[list[float]]:
        """The prepared vectors, in order."""
        return [list(self._answers.get(sentence, self._nothing)) for sentence in sentences]
