"""What the card at the end of an episode says: the number and the title of the next one, in lines that fit."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from microdrama.domain.plan import PlannedEpisode
from microdrama.domain.time import FrameRate, Span
from microdrama.edit import cut
from microdrama.edit.caption_rules import rules_for
from microdrama.edit.linebreaks import chunks, clusters
from microdrama.media.ass import SIDE_SHARE, WIDTH_PX, Card, row_width
from microdrama.media.typeface import Typeface, missing

_MOST_LINES = 3
_LARGEST_PX, _LARGE_PX, _LEAST_PX = 104.0, 78.0, 54.0  # of type; another line comes before letters below the second
_ROOM_PX = WIDTH_PX * (1 - 2 * SIDE_SHARE) - 8
_MOST_CHARACTERS = 120  # three lines of the smallest type hold fewer
_CUT_OFF = "…"


@dataclass(frozen=True, slots=True)
class EndCard:
    """The next episode by number and title, and when the card is seen, in seconds of the episode.

    `language` (BCP 47) is the title's; it decides where lines may end.
    """

    number: int
    title: str | None
    language: str
    span: Span

    @property
    def texts(self) -> list[str]:
        """All that has to be shown: what fonts are needed for."""
        return [*([self.title] if self.title else []), str(self.number)]


def end_card(episode: PlannedEpisode, following: PlannedEpisode, *, language: str, rate: FrameRate) -> EndCard | None:
    """The card of a planned episode, None where none is planned."""
    whole = cut.whole_length(episode, rate)
    shown = rate.moment(cut.card_pictures(episode, rate))
    return EndCard(following.number, following.title, language, Span(whole - shown, whole)) if shown else None


def laid_out(card: EndCard, typefaces: Sequence[Typeface]) -> Card:
    """The card with its title in at most three lines, as large as they allow and of like length.

    A title that is too long for that ends in an ellipsis. Letters that no font shows are left out.
    """
    title = _shown(card.title or "", typefaces)
    lines, size = _fitted(title, card.language, typefaces) if title else ((), _LARGEST_PX)
    return Card(str(card.number), lines, size, card.span)


def _shown(title: str, typefaces: Sequence[Typeface]) -> str:
    bare = "".join(" " if unicodedata.category(c) in {"Cc", "Zl", "Zp"} else c for c in title)
    lacking = set(missing(bare, typefaces))
    return " ".join("".join(c for c in bare if c not in lacking).split())


def _fitted(title: str, language: str, typefaces: Sequence[Typeface]) -> tuple[tuple[str, ...], float]:
    """The lines and the size of their type."""
    rules = rules_for(language)
    parts = chunks(title[:_MOST_CHARACTERS], rules)
    cut_off = len(title) > _MOST_CHARACTERS
    while True:
        told = [*parts[:-1], parts[-1].rstrip() + (_CUT_OFF if cut_off else "")]
        lines, size = _best(told, typefaces)
        if size >= _LEAST_PX or not (len(parts) > 1 or parts[0][:-1]):
            return lines, size
        cut_off = True
        shorter = [] if len(parts) > 1 else ["".join(list(clusters(parts[0]))[:-1]) or parts[0][:-1]]
        parts = parts[:-1] or shorter


def _best(parts: Sequence[str], typefaces: Sequence[Typeface]) -> tuple[tuple[str, ...], float]:
    """The fewest lines whose type is large, else three."""
    lines, size = (), 0.0
    for count in range(1, min(_MOST_LINES, len(parts)) + 1):
        lines = _balanced(parts, count, typefaces)
        longest = max(row_width(line, typefaces) for line in lines)
        size = min(_LARGEST_PX, _ROOM_PX / max(longest, 0.1))
        if size >= _LARGE_PX:
            break
    return lines, size


def _balanced(parts: Sequence[str], count: int, typefaces: Sequence[Typeface]) -> tuple[str, ...]:
    """The parts in so many lines that the longest is as short as can be."""
    space = typefaces[0].width(" ")
    bare = [0.0, *(row_width(part.rstrip(), typefaces) for part in parts)]
    after = [0.0, *(space * (len(part) - len(part.rstrip())) for part in parts)]
    upto = list(accumulate(ink + room for ink, room in zip(bare, after, strict=True)))
    # of the first parts: how wide their longest line is, and where lines begin; at first in one line
    best = [(upto[end] - after[end], [0]) for end in range(len(upto))]
    for _ in range(count - 1):
        best = [
            min(
                ((max(best[at][0], upto[end] - after[end] - upto[at]), [*best[at][1], at]) for at in range(1, end)),
                default=(float("inf"), [0]),
            )
            for end in range(len(parts) + 1)
        ]
    starts = best[-1][1]
    ends = [*starts[1:], len(parts)]
    return tuple("".join(parts[start:end]).rstrip() for start, end in zip(starts, ends, strict=True))
