"""End cards of a plan: for two seconds after an episode, what comes next. The last episode has none."""

from __future__ import annotations

from fractions import Fraction

import msgspec

from microdrama.domain.plan import Plan
from microdrama.domain.time import FrameRate

LENGTH_S = Fraction(2)
"""Long enough to read a title of three lines, short enough not to be swiped away."""


def with_end_cards(plan: Plan, rate: FrameRate) -> Plan:
    """The plan with a card after each episode that another one follows; their lengths are whole pictures."""
    length = rate.snap(LENGTH_S)
    carded = [
        msgspec.structs.replace(episode, end_card_s=length, duration_s=episode.duration_s + length)
        for episode in plan.episodes[:-1]
    ]
    return msgspec.structs.replace(plan, episodes=[*carded, *plan.episodes[-1:]])
