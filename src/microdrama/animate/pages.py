"""What is read on a screen: which words stand there at once, and what a telephone calls who wrote them."""

from __future__ import annotations

import functools
from fractions import Fraction

from microdrama.animate.breakdown import Shown
from microdrama.animate.pace import parts, reading_seconds

READ_S = Fraction(11, 2)
"""What is read at once takes no longer."""
_PARAGRAPH_S, _SHEET_S = Fraction(3), Fraction(9)  # of a letter: read at once, and on one sheet at most
_LONGEST_NAME = 40


def pages_of(text: str, medium: str, language: str) -> list[list[str]]:
    """A text in pages, each in what is read at once; joined, they are the text.

    A letter lies whole on its sheet as far as that goes, and is read in parts; anything else has one part a page.
    """
    seconds = functools.partial(reading_seconds, language=language)
    if medium != "letter":
        return [[page] for page in parts(text, most_s=READ_S, seconds=seconds)]
    pages: list[list[str]] = []
    for part in parts(text, most_s=_PARAGRAPH_S, seconds=seconds):
        if not pages or sum(map(seconds, [*pages[-1], part])) > _SHEET_S:
            pages.append([])
        pages[-1].append(part)
    return pages


def called(shown: Shown) -> str:
    """What a telephone calls whoever is nobody of the story: "Unknown"."""
    name = " ".join(shown.written.sender.split())[:_LONGEST_NAME]
    return "" if shown.sender is not None else name.capitalize() if name.isupper() else name
