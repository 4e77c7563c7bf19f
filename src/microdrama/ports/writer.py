"""A language model that reads a story and writes about it; everything works without one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class EpisodeWords:
    """What is written about an episode or a series; what is None is extracted from the lines instead.

    `hook` is a sentence that says why the opening holds a viewer.
    """

    title: str | None = None
    synopsis: str | None = None
    hook: str | None = None


class Writer(Protocol):
    """Reads lines; answers in the language `language` (BCP 47). May raise nothing: what it cannot do is None."""

    def score(self, scenes: Sequence[Sequence[str]], *, language: str | None) -> Sequence[float | None]:
        """How much each scene matters to the story, 0 to 1, given the lines of all; None where it cannot tell."""
        ...

    def write(self, episodes: Sequence[Sequence[str]], *, language: str | None) -> Sequence[EpisodeWords]:
        """Title, synopsis and hook of each episode, given the lines of all, the earlier ones not giving away later."""
        ...


class NoWriter:
    """Knows nothing: titles and synopses are then extracted from the lines, never invented."""

    def score(self, scenes: Sequence[Sequence[str]], *, language: str | None) -> Sequence[float | None]:  # noqa: ARG002
        """No scores."""
        return [None] * len(scenes)

    def write(self, episodes: Sequence[Sequence[str]], *, language: str | None) -> Sequence[EpisodeWords]:  # noqa: ARG002
        """No words."""
        return [EpisodeWords()] * len(episodes)


class FakeWriter:
    """Answers with what it was given."""

    def __init__(self, *, scores: Sequence[float | None] = (), words: Sequence[EpisodeWords] = ()) -> None:
        self._scores, self._words = list(scores), list(words)

    def score(self, scenes: Sequence[Sequence[str]], *, language: str | None) -> Sequence[float | None]:  # noqa: ARG002
        """The prepared scores, and None beyond them."""
        return [*self._scores, *[None] * len(scenes)][: len(scenes)]

    def write(self, episodes: Sequence[Sequence[str]], *, language: str | None) -> Sequence[EpisodeWords]:  # noqa: ARG002
        """The prepared words, and nothing beyond them."""
        return [*self._words, *[EpisodeWords()] * len(episodes)][: len(episodes)]
