"""What stays of a film and where the episodes break, chosen together by one dynamic programme.

The value of a choice is the worth of all beats that stay, plus how well each episode opens and ends, less what each
episode and each jump inside an episode cost. The choice is the best there is of all that keep the order, the limits
on an episode's length, the budget, the beats that must stay, and joins at which no two voices meet.

The state after each beat is how much of the budget is used and how many pictures the open episode has. Lengths of
episodes are exact, in pictures. The budget is counted in parts of equal length on the film's own line, so that
what is rounded at one end of a stretch comes back at the other; a part is one picture where the film is short.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from enum import IntEnum
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

NEVER = -1e18
"""The value of what cannot be; anything near it stays impossible whatever is added."""

_POSSIBLE = NEVER / 2
_MOST_STATES = 1_200_000
_FEWEST_PARTS = 32

Values = npt.NDArray[np.float32]
Bits = npt.NDArray[np.uint8]


class Tail(IntEnum):
    """What the sound does where a stretch ends before a jump."""

    short = 1  # it ends with the picture, soon after a voice
    quiet = 2  # it ends with the picture, after a pause that a voice of the next stretch may begin in
    late = 3  # a voice ends after the picture has changed (an L cut)


class Lead(IntEnum):
    """What the sound does where a stretch begins after a jump."""

    short = 1  # a voice begins soon
    quiet = 2  # a pause comes first, in which a voice of the stretch before may end
    early = 3  # a voice begins before the picture (a J cut)


_MEETS = {
    Lead.short: (Tail.short, Tail.quiet),
    Lead.quiet: (Tail.short, Tail.quiet, Tail.late),
    Lead.early: (Tail.quiet,),
}
"""After which tails each lead may come without two voices at once."""


class Beat(msgspec.Struct, frozen=True, kw_only=True):
    """A stretch between two legal cuts, as the choice sees it; values are in tens of seconds of a perfect scene.

    `worth` counts when the beat stays, `opening` when it is the first of an episode and `ending` when it is the
    last (NEVER forbids it). `leaving` is the cost of a jump after it, `entering` of one before it. A `must` stays.
    """

    pictures: int
    worth: float
    opening: float = 0.0
    ending: float = 0.0
    leaving: float = 0.0
    entering: float = 0.0
    tail: Tail = Tail.quiet
    lead: Lead = Lead.quiet
    must: bool = False


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """How long an episode may be and how much may stay in all, in pictures; what each episode costs."""

    least: int
    most: int
    budget: int
    episode: float = 0.0


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """The beats of each episode, by index, ascending, and what they are worth by the objective."""

    episodes: list[list[int]]
    value: float


def value_of(beats: Sequence[Beat], episodes: Sequence[Sequence[int]], limits: Limits) -> float:
    """The objective: what a choice is worth; NEVER or less for one that breaks a rule of the beats themselves."""
    total = 0.0
    for episode in episodes:
        total += sum(beats[index].worth for index in episode) - limits.episode
        total += beats[episode[0]].opening + beats[episode[-1]].ending
        for before, after in itertools.pairwise(episode):
            if after > before + 1:
                if beats[before].tail not in _MEETS[beats[after].lead]:
                    return NEVER
                total -= beats[before].leaving + beats[after].entering
    return total


def parts_of(beats: Sequence[Beat], limits: Limits) -> tuple[list[int], int]:
    """Each beat's share of the budget in parts, and how many parts the budget has."""
    longest = min(limits.most, limits.budget)
    count = min(limits.budget, max(_FEWEST_PARTS, _MOST_STATES // (longest + 1)))
    ends = np.cumsum([0, *(beat.pictures for beat in beats)], dtype=np.int64)
    marks = (2 * ends * count + limits.budget) // (2 * limits.budget)
    return [int(part) for part in np.diff(marks)], count


def choose(beats: Sequence[Beat], limits: Limits) -> Choice | None:
    """The best choice under the limits, or None where there is none. Among equals the one found first."""
    if not beats or limits.budget < limits.least:
        return None
    parts, count = parts_of(beats, limits)
    table = _Table(count, limits)
    for beat, part in zip(beats, parts, strict=True):
        table.step(beat, part)
    used = int(np.argmax(table.closed[1:])) + 1 if count else 0
    if table.closed[used] < _POSSIBLE:
        return None
    episodes = _walk_back(beats, parts, table.steps, used)
    return Choice(episodes=episodes, value=value_of(beats, episodes, limits))


class _Step(msgspec.Struct, frozen=True):
    """What was decided at one beat, for each (budget used, pictures of the open episode) after it.

    `source`: two planes of bits, where the open episode came from when the beat is taken: 0 from the beat before,
    else from a gap after that tail. `gap_bits`: whether the gap after the beat before last begins here. `closes`: by
    budget, how long the episode is that ends with this beat, 0 for none. `first`: nothing was closed before it.
    """

    source: tuple[Bits, Bits]
    gap_bits: Bits
    gap_tail: Tail | None
    closes: npt.NDArray[np.int32]
    first: bool
    width: int


class _Table:
    """The values of all states, beat by beat."""

    def __init__(self, count: int, limits: Limits) -> None:
        self._limits = limits
        self._shape = (count + 1, min(limits.most, limits.budget) + 1)
        self._taken = np.full(self._shape, NEVER, np.float32)  # the last beat is in the open episode
        self._gaps = {tail: np.full(self._shape, NEVER, np.float32) for tail in Tail}
        self._before: Beat | None = None
        self._reach = 0  # the most budget that any state has used
        self.closed = np.full(count + 1, NEVER, np.float32)  # no episode is open
        self.closed[0] = 0.0  # none has been made
        self.steps: list[_Step] = []

    def step(self, beat: Beat, part: int) -> None:
        """Go on by one beat: take it, or leave it out."""
        rows = min(self._reach, self._shape[0] - 1) + 1
        best, source = self._arrivals(beat, rows)
        taken = self._take(beat, part, best, rows)
        gap_bits, gap_tail = self._leave(beat, rows)
        least = self._limits.least
        endings = taken[:, least:]
        longest = np.argmax(endings, axis=1)
        ended = endings[np.arange(len(endings)), longest] + np.float32(beat.ending)
        carried = np.full_like(self.closed, NEVER) if beat.must else self.closed
        closes = np.where((ended > carried) & (ended > _POSSIBLE), longest + least, 0).astype(np.int32)
        first = bool(self.closed[0] <= 0)
        self.closed = np.where(closes > 0, ended, carried)
        self._taken, self._before = taken, beat
        self._reach += part
        planes = (np.packbits(source & 1), np.packbits(source >> 1))
        self.steps.append(_Step(planes, gap_bits, gap_tail, closes, first, self._shape[1]))

    def _arrivals(self, beat: Beat, rows: int) -> tuple[Values, Bits]:
        """The best value of each open episode that may go on with this beat, and where it comes from."""
        best = self._taken[:rows].copy()
        source = np.zeros(best.shape, np.uint8)
        for tail in _MEETS[beat.lead]:
            jumped = self._gaps[tail][:rows] - np.float32(beat.entering)
            better = jumped > best
            np.copyto(best, jumped, where=better)
            source[better] = tail
        return best, source

    def _take(self, beat: Beat, part: int, best: Values, rows: int) -> Values:
        taken = np.full(self._shape, NEVER, np.float32)
        count, width = self._shape
        if beat.pictures < width and part < count:
            height = min(rows, count - part)
            taken[part : part + height, beat.pictures :] = best[:height, : width - beat.pictures] + np.float32(
                beat.worth
            )
            opened = self.closed[: count - part] + np.float32(beat.opening + beat.worth - self._limits.episode)
            taken[part:, beat.pictures] = opened
        return taken

    def _leave(self, beat: Beat, rows: int) -> tuple[Bits, Tail | None]:
        """Leave the beat out: a gap begins after the beat before it, or goes on."""
        if beat.must:
            for gap in self._gaps.values():
                gap.fill(NEVER)
            return np.zeros(0, np.uint8), None
        if self._before is None:
            return np.zeros(0, np.uint8), None
        gap = self._gaps[self._before.tail][:rows]
        begins = self._taken[:rows] - np.float32(self._before.leaving)
        better = begins > gap
        np.copyto(gap, begins, where=better)
        return np.packbits(better), self._before.tail


def _bit(plane: Bits, row: int, column: int, width: int) -> int:
    at = row * width + column
    return (int(plane[at >> 3]) >> (7 - (at & 7))) & 1


def _walk_back(beats: Sequence[Beat], parts: Sequence[int], steps: Sequence[_Step], used: int) -> list[list[int]]:
    """Follow the decisions from the end of the film to its beginning."""
    episodes: list[list[int]] = []
    at = len(steps) - 1
    while True:
        while not steps[at].closes[used]:
            at -= 1
        left = int(steps[at].closes[used])
        episode: list[int] = []
        while True:
            episode.append(at)
            here, begun = steps[at], left == beats[at].pictures
            used, left = used - parts[at], left - beats[at].pictures
            if begun:
                break
            source = sum(_bit(plane, used, left, here.width) << n for n, plane in enumerate(here.source))
            at = _before_gap(steps, at, source, (used, left)) if source else at - 1
        episodes.append(episode[::-1])
        if used == 0 and here.first:
            return episodes[::-1]
        at -= 1


def _before_gap(steps: Sequence[_Step], at: int, tail: int, state: tuple[int, int]) -> int:
    """The last beat that stayed before the gap which the beat `at` follows: the gap began latest, so it won."""
    for left_out in range(at - 1, 0, -1):
        step: Any = steps[left_out]
        bits = step.gap_bits
        within = state[0] * step.width + state[1] < 8 * len(bits)
        if step.gap_tail == tail and within and _bit(bits, *state, step.width):
            return left_out - 1
    raise AssertionError("a gap has a beginning")
