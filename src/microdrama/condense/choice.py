"""Which scenes stay and where the episodes break, chosen together by one dynamic programme.

The state after each scene is how many pictures the open episode has. Everything is counted in pictures, so the
limits on an episode's length hold exactly. The price of a second (a Lagrange multiplier) is found by bisection, so
that what stays comes close to the share that was asked for.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np
import numpy.typing as npt

from microdrama.condense.scenes import Scene

_NEVER = -1e18
# Everything is worth tens of seconds of a perfect scene.
_OPENING, _ENDING = 1.0, 1.5  # what a perfect opening or ending adds
_JUMP = 0.3  # what it costs to leave a scene out within an episode
_EPISODE = 0.5  # what beginning another episode costs
_BISECTIONS = 24


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """How long an episode may be, and how much should stay in all, in pictures."""

    least: int
    most: int
    wanted: int


class _Choice(msgspec.Struct, frozen=True):
    episodes: list[list[int]]
    pictures: int


def choose(scenes: Sequence[Scene], pictures: Sequence[int], rate: float, limits: Limits) -> list[list[int]]:
    """The scenes of each episode, by index, ascending; empty if no episode can be made within the limits.

    `pictures` holds the length of each scene. For its price of a second the choice is the best there is; among
    the prices tried, the one that keeps nearest to `limits.wanted` wins.
    """
    best: _Choice | None = None
    low, high = -3.0, 3.0
    for _ in range(_BISECTIONS):
        price = (low + high) / 2
        choice = _best_at(scenes, pictures, rate, limits, price)
        if choice is None:
            return []
        if best is None or abs(choice.pictures - limits.wanted) < abs(best.pictures - limits.wanted):
            best = choice
        low, high = (price, high) if choice.pictures > limits.wanted else (low, price)
    return best.episodes if best else []


def _best_at(
    scenes: Sequence[Scene], pictures: Sequence[int], rate: float, limits: Limits, price: float
) -> _Choice | None:
    """The best choice when each second kept costs `price`; None where no episode can be made."""
    steps: list[_Step] = []
    open_value = np.full(limits.most + 1, _NEVER)  # by pictures in the open episode
    some = _NEVER  # one episode at least is closed, none is open
    for scene, length in zip(scenes, pictures, strict=True):
        gain = (scene.salience - price) * length / rate / 10
        taken = np.full(limits.most + 1, _NEVER)
        if length <= limits.most:
            taken[length:] = open_value[: limits.most + 1 - length] + gain
            taken[length] = max(0.0, some) - _EPISODE + _OPENING * scene.opening + gain
        endings = taken[limits.least :] + _ENDING * scene.ending
        longest = int(np.argmax(endings))
        kept = taken > open_value - _JUMP
        closes = float(endings[longest]) > max(some, _NEVER / 2)
        steps.append(_Step(kept, limits.least + longest if closes else 0, first=some < 0))
        open_value = np.where(kept, taken, open_value - _JUMP)
        some = float(endings[longest]) if closes else some
    return _walk_back(pictures, steps) if some > _NEVER / 2 else None


class _Step(msgspec.Struct, frozen=True):
    """What was decided at one scene.

    `kept`: whether it is in, for each length of the open episode that may stand after it. `closes`: how long the
    episode is that it closes, 0 for none. `first`: whether an episode opened here had better be the first.
    """

    kept: npt.NDArray[np.bool_]
    closes: int
    first: bool


def _walk_back(pictures: Sequence[int], steps: Sequence[_Step]) -> _Choice:
    """Follow the decisions from the end of the film to its beginning."""
    episodes: list[list[int]] = []
    total, at = 0, len(steps) - 1
    while True:
        while not steps[at].closes:
            at -= 1
        left = steps[at].closes
        total += left
        episode: list[int] = []
        while left > 0:
            if not episode or steps[at].kept[left]:
                episode.append(at)
                left -= pictures[at]
            at -= 1
        episodes.append(episode[::-1])
        if steps[episode[-1]].first:
            return _Choice(episodes[::-1], total)
