"""Who may watch an episode, and what would open it: one pure function over facts that others have read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from microdrama.platform.catalogue.licenses import Use


class Because(StrEnum):
    """The one reason for a decision."""

    FREE = "free"
    UNLOCKED = "unlocked"
    VIP = "vip"
    AD = "ad"
    PREVIEW = "preview"
    LOCKED = "locked"
    TOO_YOUNG = "too-young"
    NOT_HERE = "not-here"
    WITHDRAWN = "withdrawn"


class Opener(StrEnum):
    """What a viewer may do to open a locked episode."""

    COINS = "coins"
    SERIES = "series"
    VIP = "vip"
    AD = "ad"
    WAIT = "wait"


@dataclass(frozen=True, slots=True)
class Facts:
    """All that a decision rests on, at the moment `at`; every time is aware.

    `watchable`, `offered` and `licensed` are what rights say for the viewer's territory now: whether it may be watched,
    whether anything may open what is locked, and what; `old_enough` is what age ratings say.
    `series_coins` is the price of everything that the viewer still lacks. `waits_until` is when waiting opens an
    episode, None where it never does; an `ad_until` or `vip_until` that is over counts for nothing.
    """

    at: datetime
    number: int
    free_episodes: int
    watchable: bool
    offered: bool
    licensed: frozenset[Use]
    old_enough: bool
    withdrawn: bool
    unlocked: bool
    ad_until: datetime | None
    vip_until: datetime | None
    in_vip: bool
    ads_open: bool
    waits_until: datetime | None
    previews: bool
    episode_coins: int
    series_coins: int


@dataclass(frozen=True, slots=True)
class Way:
    """One way to open an episode: for `coins`, at a moment (`at`), or, with neither, by what its name says."""

    opener: Opener
    coins: int | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether the episode may be watched now, why, and, where it is merely locked, what would open it."""

    allowed: bool
    because: Because
    ways: tuple[Way, ...] = ()


def entitled(facts: Facts) -> Decision:
    """Decide; the first reason that holds is the one that is told.

    Those who preview (staff, and members of the series' own studio) see what rights and age would hide, but nobody
    sees an episode that was withdrawn: the version that is shown does not hold it.
    """
    if facts.withdrawn:
        return Decision(allowed=False, because=Because.WITHDRAWN)
    if not facts.previews and not facts.watchable:
        return Decision(allowed=False, because=Because.NOT_HERE)
    if not facts.previews and not facts.old_enough:
        return Decision(allowed=False, because=Because.TOO_YOUNG)
    opened = _opened_by(facts)
    if opened is not None:
        return Decision(allowed=True, because=opened)
    return Decision(allowed=False, because=Because.LOCKED, ways=tuple(_ways(facts)))


def _opened_by(facts: Facts) -> Because | None:
    """What opens the episode; an ad pass and VIP end at their moment, which is no longer within them."""
    reasons = {
        Because.FREE: facts.number <= facts.free_episodes,
        Because.UNLOCKED: facts.unlocked,
        Because.VIP: _in_vip(facts) and facts.vip_until is not None and facts.at < facts.vip_until,
        Because.AD: Use.ADS in facts.licensed and facts.ad_until is not None and facts.at < facts.ad_until,
        Because.PREVIEW: facts.previews,
    }
    return next((reason for reason, holds in reasons.items() if holds), None)


def _in_vip(facts: Facts) -> bool:
    return facts.in_vip and Use.VIP in facts.licensed


def _ways(facts: Facts) -> Iterator[Way]:
    if not facts.offered:
        return
    if Use.SALE in facts.licensed:
        yield Way(Opener.COINS, coins=facts.episode_coins)
        yield Way(Opener.SERIES, coins=facts.series_coins)
    if _in_vip(facts):
        yield Way(Opener.VIP)
    if facts.ads_open and Use.ADS in facts.licensed:
        yield Way(Opener.AD)
    if facts.waits_until is not None and Use.PATIENCE in facts.licensed:
        yield Way(Opener.WAIT, at=max(facts.waits_until, facts.at))
