"""The choice is the best there is: compared with every possible one on hundreds of small films."""

import itertools
from collections.abc import Iterator
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from microdrama.condense import choice
from microdrama.condense.choice import NEVER, Beat, Lead, Limits, Tail, choose, value_of


def beats_of(random: Random, count: int) -> list[Beat]:
    """Beats with everything that can differ, impossible openings and endings among them."""
    return [
        Beat(
            pictures=random.randint(1, 6),
            worth=random.uniform(-0.3, 2),
            opening=NEVER if random.random() < 0.2 else random.uniform(0, 2),
            ending=NEVER if random.random() < 0.2 else random.uniform(0, 2),
            leaving=random.uniform(0, 0.6),
            entering=random.uniform(0, 0.6),
            tail=random.choice(list(Tail)),
            lead=random.choice(list(Lead)),
            must=random.random() < 0.1,
        )
        for _ in range(count)
    ]


def limits_of(random: Random, beats: list[Beat]) -> Limits:
    least = random.randint(1, 8)
    whole = sum(beat.pictures for beat in beats)
    return Limits(
        least=least,
        most=least + random.randint(0, 10),
        budget=random.randint(max(1, whole // 4), whole),
        episode=random.uniform(0, 1),
    )


def every_choice(count: int) -> Iterator[list[list[int]]]:
    """Every set of episodes over so many beats: each beat is out, goes on, or begins an episode."""
    for marks in itertools.product("-ob", repeat=count):
        episodes: list[list[int]] = []
        for index, mark in enumerate(marks):
            if mark == "b":
                episodes.append([index])
            elif mark == "o" and episodes:
                episodes[-1].append(index)
            elif mark == "o":
                break
        else:
            yield episodes


def allowed(beats: list[Beat], episodes: list[list[int]], limits: Limits) -> bool:
    lengths = [sum(beats[i].pictures for i in episode) for episode in episodes]
    kept = {i for episode in episodes for i in episode}
    return (
        bool(episodes)
        and all(limits.least <= length <= limits.most for length in lengths)
        and sum(lengths) <= limits.budget
        and all(index in kept for index, beat in enumerate(beats) if beat.must)
    )


def best_by_trying(beats: list[Beat], limits: Limits) -> float:
    values = (value_of(beats, e, limits) for e in every_choice(len(beats)) if allowed(beats, e, limits))
    return max(values, default=NEVER)


@pytest.mark.parametrize("seed", range(300))
def test_the_choice_is_as_good_as_the_best_of_all(seed: int) -> None:
    random = Random(seed)
    beats = beats_of(random, random.randint(1, 7))
    limits = limits_of(random, beats)
    best = best_by_trying(beats, limits)
    chosen = choose(beats, limits)
    if best < NEVER / 2:
        assert chosen is None
    else:
        assert chosen is not None
        assert allowed(beats, chosen.episodes, limits)
        assert chosen.value == pytest.approx(best, abs=1e-4)


def test_two_voices_never_meet_at_a_join() -> None:
    # the middle is worth nothing, but leaving it out would lay one voice over the other
    beats = [
        Beat(pictures=2, worth=1, tail=Tail.late),
        Beat(pictures=2, worth=-1),
        Beat(pictures=2, worth=1, lead=Lead.early),
    ]
    limits = Limits(least=4, most=6, budget=6)
    assert choose(beats, limits).episodes == [[0, 1, 2]]
    quiet = [beats[0], beats[1], Beat(pictures=2, worth=1, lead=Lead.quiet)]
    assert choose(quiet, limits).episodes == [[0, 2]]


def test_what_must_stay_stays() -> None:
    beats = [Beat(pictures=3, worth=w) for w in (2.0, -1.0, 2.0)]
    limits = Limits(least=6, most=9, budget=9)
    assert choose(beats, limits).episodes == [[0, 2]]
    beats[1] = Beat(pictures=3, worth=-1, must=True)
    assert choose(beats, limits).episodes == [[0, 1, 2]]


def test_an_episode_is_not_made_when_none_fits() -> None:
    assert choose([Beat(pictures=5, worth=1)], Limits(least=6, most=9, budget=9)) is None
    assert choose([], Limits(least=1, most=2, budget=2)) is None
    assert choose([Beat(pictures=5, worth=1)], Limits(least=5, most=9, budget=4)) is None


@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_a_long_film_keeps_its_limits_when_the_budget_is_counted_in_parts(seed: int) -> None:
    random = Random(seed)
    beats = [
        Beat(pictures=random.randint(50, 300), worth=random.uniform(0, 2), ending=random.uniform(0, 1))
        for _ in range(40)
    ]
    whole = sum(beat.pictures for beat in beats)
    limits = Limits(least=600, most=1800, budget=whole // 2)
    parts, count = choice.parts_of(beats, limits)
    assert count < limits.budget  # or this would be no test of parts
    chosen = choose(beats, limits)
    assert chosen is not None
    lengths = [sum(beats[i].pictures for i in episode) for episode in chosen.episodes]
    kept = [i for episode in chosen.episodes for i in episode]
    assert all(limits.least <= length <= limits.most for length in lengths)
    assert kept == sorted(set(kept))
    assert sum(parts[i] for i in kept) <= count
    runs = 1 + sum(after > before + 1 for before, after in itertools.pairwise(kept))
    assert sum(lengths) <= limits.budget + runs * (limits.budget / count)
    assert sum(lengths) > 0.8 * limits.budget
