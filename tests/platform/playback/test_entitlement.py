"""The decision in full: every combination of facts against a table that was written down apart from the code."""

import itertools
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from microdrama.platform.catalogue.licenses import ANY_USE
from microdrama.platform.playback.entitlement import Because, Facts, Opener, Way, entitled

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
PAST, EDGE, LATER = NOW - timedelta(hours=1), NOW, NOW + timedelta(microseconds=1)

USUAL = Facts(
    at=NOW,
    number=11,
    free_episodes=10,
    watchable=True,
    offered=True,
    licensed=ANY_USE,
    old_enough=True,
    withdrawn=False,
    unlocked=False,
    ad_until=None,
    vip_until=None,
    in_vip=True,
    ads_open=True,
    waits_until=None,
    previews=False,
    episode_coins=60,
    series_coins=1000,
)

# what the license types of avails mean, and rights that say nothing
LICENSED = [
    frozenset(),
    frozenset({"sale"}),
    frozenset({"VIP"}),
    frozenset({"advertisements"}),
    frozenset({"patience"}),
]
LICENSED += [frozenset({"sale", "VIP"}), frozenset({"sale", "VIP", "advertisements", "patience"})]


def with_use(use: str) -> list[frozenset[str]]:
    return [uses for uses in LICENSED if use in uses]


DOMAIN: dict[str, list[Any]] = {
    "number": [1, 10, 11],
    "watchable": [True, False],
    "offered": [True, False],
    "licensed": LICENSED,
    "old_enough": [True, False],
    "withdrawn": [True, False],
    "unlocked": [True, False],
    "ad_until": [None, PAST, EDGE, LATER],
    "vip_until": [None, EDGE, LATER],
    "in_vip": [True, False],
    "ads_open": [True, False],
    "waits_until": [None, PAST, LATER],
    "previews": [True, False],
}

# The first row whose every entry holds decides. What a row does not name may be anything.
TABLE: list[tuple[dict[str, list[Any]], bool, str]] = [
    ({"withdrawn": [True]}, False, "withdrawn"),
    ({"watchable": [False], "previews": [False]}, False, "not-here"),
    ({"old_enough": [False], "previews": [False]}, False, "too-young"),
    ({"number": [1, 10]}, True, "free"),
    ({"unlocked": [True]}, True, "unlocked"),
    ({"vip_until": [LATER], "in_vip": [True], "licensed": with_use("VIP")}, True, "vip"),
    ({"ad_until": [LATER], "licensed": with_use("advertisements")}, True, "ad"),
    ({"previews": [True]}, True, "preview"),
    ({}, False, "locked"),
]

# What a way needs beside a locked episode.
WAYS: list[tuple[dict[str, list[Any]], Way]] = [
    ({"offered": [True], "licensed": with_use("sale")}, Way(Opener.COINS, coins=60)),
    ({"offered": [True], "licensed": with_use("sale")}, Way(Opener.SERIES, coins=1000)),
    ({"offered": [True], "in_vip": [True], "licensed": with_use("VIP")}, Way(Opener.VIP)),
    ({"offered": [True], "ads_open": [True], "licensed": with_use("advertisements")}, Way(Opener.AD)),
    ({"offered": [True], "waits_until": [PAST], "licensed": with_use("patience")}, Way(Opener.WAIT, at=NOW)),
    ({"offered": [True], "waits_until": [LATER], "licensed": with_use("patience")}, Way(Opener.WAIT, at=LATER)),
]


def fits(row: dict[str, list[Any]], chosen: dict[str, Any]) -> bool:
    return all(chosen[name] in values for name, values in row.items())


def test_every_combination_of_facts_is_decided_as_the_table_says() -> None:
    seen: Counter[str] = Counter()
    for values in itertools.product(*DOMAIN.values()):
        chosen = dict(zip(DOMAIN, values, strict=True))
        allowed, because = next((allowed, because) for row, allowed, because in TABLE if fits(row, chosen))
        ways = tuple(way for row, way in WAYS if because == "locked" and fits(row, chosen))
        made = entitled(replace(USUAL, **chosen))
        assert (made.allowed, made.because.value, made.ways) == (allowed, because, ways), chosen
        seen[because] += 1
    assert set(seen) == {because.value for because in Because}
    assert sum(seen.values()) == 3 * 2**5 * 4 * 3 * 2 * 2 * 3 * 2 * len(LICENSED)


@pytest.mark.parametrize(("free", "allowed"), [(0, False), (10, False), (11, True), (12, True)])
def test_free_episodes_are_counted_from_the_first(free: int, *, allowed: bool) -> None:
    assert entitled(replace(USUAL, free_episodes=free)).allowed is allowed


def test_where_nothing_is_sold_a_locked_episode_has_no_way() -> None:
    assert entitled(replace(USUAL, offered=False)).ways == ()


def test_the_price_of_a_way_is_the_one_in_the_facts() -> None:
    ways = {way.opener: way.coins for way in entitled(replace(USUAL, episode_coins=7, series_coins=8)).ways}
    assert (ways[Opener.COINS], ways[Opener.SERIES]) == (7, 8)
