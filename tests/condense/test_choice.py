"""The dynamic programme against trying everything."""

import itertools
from collections.abc import Iterator, Sequence
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from microdrama.condense import choice
from microdrama.condense.choice import Limits, choose
from microdrama.condense.scenes import Scene
from microdrama.domain.time import Span

RATE = 2.0
Episodes = list[list[int]]


def made_scenes(random: Random, pictures: Sequence[int]) -> list[Scene]:
    scenes: list[Scene] = []
    at = 0
    for count in pictures:
        scenes.append(
            Scene(
                span=Span(Fraction(at, 2), Fraction(at + count, 2)),
                salience=round(random.random(), 2),
                opening=round(random.random(), 2),
                ending=round(random.random(), 2),
                opens_with="face",
                ends_with="rise",
            )
        )
        at += count
    return scenes


def value(episodes: Episodes, scenes: Sequence[Scene], pictures: Sequence[int], price: float) -> float:
    """What the choice maximises, told once more in the plainest way."""
    total = 0.0
    for episode in episodes:
        total += sum((scenes[i].salience - price) * pictures[i] / RATE / 10 for i in episode)
        total += choice._OPENING * scenes[episode[0]].opening + choice._ENDING * scenes[episode[-1]].ending
        left_out = episode[-1] - episode[0] + 1 - len(episode)
        total -= choice._EPISODE + choice._JUMP * left_out
    return total


def every_choice(count: int) -> Iterator[Episodes]:
    """Each scene is left out, goes on with the episode before it, or opens one."""
    for decisions in itertools.product("out", repeat=0) if count == 0 else itertools.product("-co", repeat=count):
        episodes: Episodes = []
        for index, decision in enumerate(decisions):
            if decision == "o":
                episodes.append([index])
            elif decision == "c" and episodes:
                episodes[-1].append(index)
            elif decision == "c":
                break
        else:
            if episodes:
                yield episodes


def fits(episode: Sequence[int], pictures: Sequence[int], limits: Limits) -> bool:
    return limits.least <= sum(pictures[i] for i in episode) <= limits.most


@pytest.mark.parametrize("block", range(8))
def test_the_choice_at_a_price_is_the_best_there_is(block: int) -> None:
    """Four hundred small films, every choice of each."""
    ways = {count: list(every_choice(count)) for count in range(1, 7)}
    found_none = 0
    for seed in range(block * 50, block * 50 + 50):
        random = Random(seed)
        pictures = [random.randint(1, 12) for _ in range(random.randint(1, 6))]
        scenes = made_scenes(random, pictures)
        least = random.randint(1, 20)
        limits = Limits(least=least, most=least + random.randint(1, 20), wanted=10)
        price = random.choice([-3.0, -0.5, 0.0, 0.3, 0.7, 2.0, 3.0])
        legal = [way for way in ways[len(pictures)] if all(fits(e, pictures, limits) for e in way)]
        best = choice._best_at(scenes, pictures, RATE, limits, price)
        if best is None:
            found_none += 1
            assert not legal
            continue
        assert all(fits(episode, pictures, limits) for episode in best.episodes)
        assert best.pictures == sum(pictures[i] for episode in best.episodes for i in episode)
        wanted = max(value(way, scenes, pictures, price) for way in legal)
        assert value(best.episodes, scenes, pictures, price) == pytest.approx(wanted, abs=1e-9)
    assert found_none < 40


@given(
    seed=st.integers(0, 100_000),
    pictures=st.lists(st.integers(1, 60), max_size=30),
    least=st.integers(1, 80),
    wanted=st.integers(0, 900),
)
@settings(max_examples=60, deadline=None)
def test_episodes_go_forward_within_their_limits(seed: int, pictures: list[int], least: int, wanted: int) -> None:
    limits = Limits(least=least, most=3 * least, wanted=wanted)
    episodes = choose(made_scenes(Random(seed), pictures), pictures, RATE, limits)
    flat = [index for episode in episodes for index in episode]
    assert flat == sorted(set(flat))
    assert all(fits(episode, pictures, limits) for episode in episodes)


def test_more_is_kept_when_more_is_wanted() -> None:
    pictures = [20] * 60
    scenes = made_scenes(Random(1), pictures)
    kept = [
        sum(len(e) for e in choose(scenes, pictures, RATE, Limits(least=100, most=300, wanted=20 * wanted)))
        for wanted in (6, 20, 40, 60)
    ]
    assert kept == sorted(kept)
    assert kept[0] <= 12
    assert kept[-1] == 60


def test_nothing_fits_into_nothing() -> None:
    limits = Limits(least=10, most=20, wanted=10)
    assert choose([], [], RATE, limits) == []
    assert choose(made_scenes(Random(1), [21, 9, 30]), [21, 9, 30], RATE, limits) == []
