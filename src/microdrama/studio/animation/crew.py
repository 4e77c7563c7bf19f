"""Who works on an animated series: what speaks, what draws, which letters, what law asks for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from microdrama.ports.voice import Voice
from microdrama.studio.source import Maker

Fonts = Callable[[Iterable[str], str], Sequence[Path]]
"""The fonts that show texts in a language, the preferred one first; raises MicrodramaError where one is missing."""


@dataclass(frozen=True, slots=True)
class Crew:
    """The voice of the lines, by how a worker comes by it; the fonts of lettering, of writing on things, of a hand."""

    voice: Maker[Voice]
    lettering: Fonts
    writing: Fonts
    hand: Fonts
