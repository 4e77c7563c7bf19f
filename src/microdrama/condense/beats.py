"""The beats of a film: stretches of some seconds between legal cuts, the smallest that are kept or left out."""

from __future__ import annotations

import itertools
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from fractions import Fraction

import msgspec

from microdrama.condense.choice import Lead, Tail
from microdrama.condense.cuts import CLEAR_OF_SPEECH_S, FARTHEST_APART_S, Cut
from microdrama.domain.time import Span

_SHORTEST_S, _LONGEST_S = Fraction(3), Fraction(10)
_MOST_BEATS = 380
_NEAR_A_SCENE_S = Fraction(2)
_GOODNESS = {"edge": 9.0, "fade": 2.0, "dissolve": 1.5, "shot": 1.0, "pause": 0.0}
_SCENE_BONUS, _STRONG_BONUS, _APART_COST, _LENGTH_COST = 3.0, 1.2, 0.5, 0.05
_AFTERWARDS_S = Fraction(5, 2)  # an ending may wait so long after the line that makes it
_ALONE_S = FARTHEST_APART_S + CLEAR_OF_SPEECH_S  # a voice from across a join may take this long


class Beat(msgspec.Struct, frozen=True, kw_only=True):
    """A stretch of film between two legal cuts, and the scene that it belongs to, by index."""

    starts: Cut
    ends: Cut
    scene: int

    @property
    def span(self) -> Span:
        """The pictures of the beat."""
        return Span(self.starts.moment, self.ends.moment)


def find_beats(cuts: Sequence[Cut], scenes: Sequence[Span], strong: Sequence[Fraction] = ()) -> list[Beat]:
    """Divide the film between its first and its last cut into beats of about 3 to 10 s, in order and without gaps.

    The better cuts are taken: borders of scenes, then fades and dissolves, then cuts that picture and sound share, and
    rather right after a line that an episode may end on (`strong`: when such lines end, in order). A beat is longer
    only where no legal cut lies, and shorter only at the end or inside a dissolve.
    """
    wanted = dict.fromkeys(_scene_cuts(cuts, scenes), _SCENE_BONUS)
    for index, cut in enumerate(cuts):
        place = bisect_left(strong, cut.moment - _AFTERWARDS_S)
        if place < len(strong) and strong[place] <= cut.moment + FARTHEST_APART_S:
            wanted[index] = wanted.get(index, 0.0) + _STRONG_BONUS
    shortest = max(_SHORTEST_S, (cuts[-1].moment - cuts[0].moment) / _MOST_BEATS)
    borders = [0]
    while borders[-1] < len(cuts) - 1:
        borders.append(_next_border(cuts, borders[-1], wanted, shortest))
    starts = [scene.start_s for scene in scenes]
    found: list[Beat] = []
    for first, last in itertools.pairwise(borders):
        middle = (cuts[first].moment + cuts[last].moment) / 2
        found.append(Beat(starts=cuts[first], ends=cuts[last], scene=max(0, bisect_right(starts, middle) - 1)))
    return found


def _scene_cuts(cuts: Sequence[Cut], scenes: Sequence[Span]) -> set[int]:
    """The cut nearest to each scene's beginning, where one lies within 2 s of it."""
    moments = [cut.moment for cut in cuts]
    found: set[int] = set()
    for scene in scenes:
        place = bisect_left(moments, scene.start_s)
        near = [i for i in (place - 1, place) if 0 <= i < len(cuts)]
        best = min(near, key=lambda i: abs(moments[i] - scene.start_s))
        if abs(moments[best] - scene.start_s) <= _NEAR_A_SCENE_S:
            found.add(best)
    return found


def _next_border(cuts: Sequence[Cut], at: int, bonus: Mapping[int, float], shortest: Fraction) -> int:
    """The best cut between 3 and 10 s later, else the next after that; a transition is a beat of its own."""
    here = cuts[at]
    if here.serves == "end" and cuts[at + 1].serves == "start":
        return at + 1
    moments = [cut.moment for cut in cuts]
    first = max(at + 1, bisect_left(moments, here.moment + shortest))
    last = bisect_right(moments, here.moment + max(_LONGEST_S, shortest * 2))
    if first >= len(cuts):
        return len(cuts) - 1
    inside = range(first, max(last, first + 1))
    early = [
        i for i in range(at + 1, first) if bonus.get(i, 0) >= _SCENE_BONUS and moments[i] - here.moment >= shortest / 2
    ]
    return max(early or inside, key=lambda i: _goodness(cuts[i], here) + bonus.get(i, 0.0))


def _goodness(cut: Cut, here: Cut) -> float:
    apart = _APART_COST if cut.apart else 0.0
    late = _LENGTH_COST * float(cut.moment - here.moment)
    whole = -_GOODNESS["dissolve"] if cut.serves == "start" else 0.0  # its first half comes before
    return _GOODNESS[cut.kind] + whole - apart - late


def tail_of(cut: Cut, spoken: Sequence[Span]) -> Tail:
    """What the sound does where a stretch ends at this cut; `spoken` in order and apart."""
    if cut.apart > 0:
        return Tail.late
    return Tail.short if _is_spoken(Span(cut.moment - _ALONE_S, cut.sound), spoken) else Tail.quiet


def lead_of(cut: Cut, spoken: Sequence[Span]) -> Lead:
    """What the sound does where a stretch begins at this cut."""
    if cut.apart < 0:
        return Lead.early
    return Lead.short if _is_spoken(Span(cut.sound, max(cut.sound, cut.moment + _ALONE_S)), spoken) else Lead.quiet


def _is_spoken(span: Span, spoken: Sequence[Span]) -> bool:
    place = bisect_right(spoken, span.start_s, key=lambda voice: voice.end_s)
    return place < len(spoken) and spoken[place].start_s < span.end_s
