"""What an episode repeats of those before it: a few seconds around their strongest lines."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from microdrama.condense.cuts import Cut
from microdrama.condense.story import Story
from microdrama.domain.time import Span

LONGEST_S = Fraction(8)
_SHORTEST_PIECE_S, _LONGEST_PIECE_S = Fraction(3, 2), Fraction(5)
_MOST_PIECES = 2


def recap_of(cuts: Sequence[Cut], story: Story, earlier: Sequence[Span]) -> list[Span]:
    """At most 8 s of what was shown before, in order: between cuts that picture and sound share, with a line each.

    `earlier` are the spans of the episode before. Empty where nothing fits.
    """
    clean = [cut for cut in cuts if not cut.apart]
    pieces: list[tuple[float, Span]] = []
    for number, start in enumerate(clean):
        for end in clean[number + 1 :]:
            piece = Span(start.moment, end.moment)
            if piece.duration_s > _LONGEST_PIECE_S:
                break
            fits = piece.duration_s >= _SHORTEST_PIECE_S and start.serves != "end" and end.serves != "start"
            if fits and any(span.start_s <= piece.start_s and piece.end_s <= span.end_s for span in earlier):
                weight = max((said.weight for said in story.within(piece)), default=0.0)
                pieces.append((weight - 0.02 * float(piece.duration_s), piece))
    chosen: list[Span] = []
    for weight, piece in sorted(pieces, key=lambda found: (-found[0], found[1])):
        total = sum((span.duration_s for span in chosen), piece.duration_s)
        apart = not any(piece.overlaps(span) for span in chosen)
        if weight > 0 and apart and total <= LONGEST_S and len(chosen) < _MOST_PIECES:
            chosen.append(piece)
    return sorted(chosen)
