"""Titles and synopses out of the lines themselves: extracted, never invented."""

from __future__ import annotations

from collections.abc import Sequence

from microdrama.condense.edges import quoted
from microdrama.condense.story import Said

_SHORTEST, _LONGEST = 4, 42  # signs of a title
_SYNOPSIS_LINES = 2
_LONGEST_LINE = 120


def title_of(said: Sequence[Said], taken: set[str]) -> str | None:
    """The line that makes the best title of an episode: short, strong, not used yet; None where none is short."""
    fitting = [line for line in said if _is_title(_bare(line)) and _bare(line) not in taken]
    best = max(fitting, key=_titled, default=None)
    return _bare(best) if best is not None else None


def _is_title(text: str) -> bool:
    """Whether a line stands for itself: short, and from its first word to its end rather than a part of a sentence."""
    return _SHORTEST <= len(text) <= _LONGEST and not text[0].islower() and text[-1] not in ",;:"


def _titled(said: Said) -> float:
    words = len(_bare(said).split())
    return said.weight - 0.04 * abs(words - 4)


def synopsis_of(said: Sequence[Said], *, besides: str | None = None) -> str | None:
    """The two lines that say most about an episode, in the order in which they are said; None without lines.

    `besides` is the line that stands above them as a title already.
    """
    usable = [line for line in said if len(_bare(line)) <= _LONGEST_LINE and _bare(line) != besides]
    best = sorted(usable, key=lambda line: -line.weight)[:_SYNOPSIS_LINES]
    ordered = sorted(best, key=lambda line: line.line.start_s)
    return " ".join(quoted(_bare(line)) for line in ordered) or None


def _bare(said: Said) -> str:
    """A line without line breaks and the dashes that lead it."""
    return " ".join(said.line.text.split()).lstrip("-\u2013\u2014 ")
