"""Prices, grades, baselines and schedules."""

from datetime import UTC, date, datetime
from fractions import Fraction
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microdrama.animate.production.baseline import compared, cost_a_minute
from microdrama.animate.production.grades import Wish, affordable
from microdrama.animate.production.prices import PriceError, billed, price_list
from microdrama.animate.production.schedule import Work, expected_seconds, schedule
from microdrama.domain.money import Money
from microdrama.domain.production import Budget
from microdrama.domain.storyboard import Grade
from microdrama.domain.takes import Usage

PRICES = price_list()
MODEL = "doubao-seedance-2-0-260128"


def test_every_price_rate_and_baseline_has_its_day_and_source() -> None:
    for one in (*PRICES.cards, *PRICES.rates, *PRICES.baselines):
        assert date.fromisoformat(one.date) <= date(2026, 11, 23)
        assert one.source


def test_a_clip_is_quoted_by_its_card_in_the_ledgers_currency() -> None:
    """5 s at 720x1280 and 24 pictures are 108,000 tokens; 46 CNY a million, a tenth on top, 0.1405 USD to the CNY."""
    quote = PRICES.quote("ark", MODEL, Usage(unit="token", amount="108000"), currency="USD")
    assert quote.micros == 767_805  # 0.108 * 46 * 1.1 * 0.1405 = 0.7678044 USD, to the next millionth
    assert billed(Usage(unit="token", amount="100000"), quote) == 646_300


def test_what_has_no_price_is_not_bought() -> None:
    with pytest.raises(PriceError, match="MICRODRAMA_PRICES"):
        PRICES.quote("nobody", "m", Usage(unit="image", amount="1"), currency="USD")
    with pytest.raises(PriceError, match="no exchange rate from CNY into JPY"):
        PRICES.quote("ark", MODEL, Usage(unit="token", amount="1"), currency="JPY")


def test_a_users_own_prices_come_first(tmp_path: Path) -> None:
    own = tmp_path / "prices.toml"
    own.write_text(
        '[[card]]\nprovider="fal"\nmodel="*"\nunit="second"\nprice="0.1"\ncurrency="USD"\n'
        'date="2026-11-01"\nsource="our contract"\n'
    )
    prices = price_list(own)
    assert prices.card("fal", "bytedance/seedance", "second").source == "our contract"
    assert prices.card("fal", "fal-ai/nano-banana", "image").price == "0.040"


@pytest.mark.parametrize("text", ["[[card]]\nprice=3", "not toml [", "[[unknown]]\n", "\x00"])
def test_prices_that_cannot_be_read_are_told_in_a_sentence(tmp_path: Path, text: str) -> None:
    own = tmp_path / "prices.toml"
    own.write_text(text)
    with pytest.raises(PriceError, match="cannot be read"):
        price_list(own)
    with pytest.raises(PriceError, match="cannot be read"):
        price_list(tmp_path / "missing.toml")


def test_old_cards_are_remarked_upon_once() -> None:
    card = PRICES.card("fal", "bytedance/seedance", "second")
    assert PRICES.remarks([card, card], date(2027, 2, 20)) == []  # 90 days
    told = PRICES.remarks([card, card], date(2027, 2, 21))
    assert len(told) == 1
    assert "2026-11-22" in told[0]


COSTS: dict[Grade, int] = {"clip": 100, "moved": 30}


def wish(shot: str, *, episode: int = 1, grade: Grade = "clip", weight: int = 1) -> Wish:
    return Wish(shot, episode, grade, COSTS, Fraction(weight))


def usd(micros: int) -> Money:
    return Money(micros, "USD")


def test_with_money_enough_every_shot_has_its_grade() -> None:
    wishes = [wish("a"), wish("b", grade="moved"), wish("c", grade="drawn")]
    assert affordable(wishes, Budget(series=usd(130))) == {"a": "clip", "b": "moved", "c": "drawn"}


def test_the_cliffhanger_keeps_its_grade_longest() -> None:
    wishes = [wish("a"), wish("b", weight=5), wish("c")]
    assert affordable(wishes, Budget(series=usd(160)))["b"] == "clip"
    assert affordable(wishes, Budget(series=usd(100))) == {"a": "drawn", "b": "clip", "c": "drawn"}


def test_caps_of_shot_and_episode_hold_too() -> None:
    wishes = [wish("a"), wish("b"), wish("c", episode=2)]
    grades = affordable(wishes, Budget(episode=usd(130), shot=usd(100)))
    assert sorted([grades["a"], grades["b"]]) == ["clip", "moved"]
    assert grades["c"] == "clip"
    assert set(affordable(wishes, Budget(shot=usd(99))).values()) == {"moved"}
    assert set(affordable(wishes, Budget(shot=usd(0))).values()) == {"drawn"}


@given(
    st.lists(st.tuples(st.integers(1, 3), st.sampled_from(["clip", "moved", "drawn"]), st.integers(1, 5)), max_size=8),
    st.integers(0, 700),
)
def test_what_is_chosen_always_fits(shots: list[tuple[int, Grade, int]], cap: int) -> None:
    wishes = [wish(f"s{n}", episode=e, grade=g, weight=w) for n, (e, g, w) in enumerate(shots)]
    grades = affordable(wishes, Budget(series=usd(cap)))
    assert sum(one.cost(grades[one.shot]) for one in wishes) <= cap
    order: list[Grade] = ["drawn", "moved", "clip"]
    assert all(order.index(grades[one.shot]) <= order.index(one.grade) for one in wishes)


def test_a_minute_is_compared_with_what_others_pay() -> None:
    """12 USD for 1.5 minutes are 8 a minute: 8/7000 of the cheapest television, 8/84.3 of AI comic drama's 600 CNY."""
    each = cost_a_minute(usd(12_000_000), Fraction(3, 2))
    found = {one.baseline.name: one for one in compared(each, PRICES)}
    assert each == usd(8_000_000)
    assert found["2D animation for television"].share_of_low == Fraction(8, 7000)
    assert float(found["AI comic drama"].share_of_low) == pytest.approx(8 / 84.3)
    with_people = cost_a_minute(usd(0), Fraction(2), hours=Fraction(3), wage=usd(20_000_000))
    assert with_people == usd(30_000_000)


def test_jobs_run_side_by_side_as_far_as_their_queue_allows() -> None:
    works = [Work(f"clip{n}", "clips", "ark", 10) for n in range(5)]
    assert schedule(works, {"ark": 2}).seconds == 30
    assert schedule(works, {"ark": 5}).seconds == 10
    assert schedule(works, {}).seconds == 50


def test_the_critical_chain_is_what_decides_the_end() -> None:
    works = [
        Work("voice", "voices", "cpu", 4),
        Work("clip", "clips", "ark", 20),
        Work("draw", "shots", "cpu", 5, after=("voice",)),
        Work("join", "episodes", "cpu", 3, after=("draw", "clip")),
    ]
    made = schedule(works, {})
    assert made.seconds == 23
    assert made.critical == ("clip", "join")
    assert made.finish(datetime(2026, 11, 23, tzinfo=UTC)).isoformat() == "2026-11-23T00:00:23+00:00"
    with pytest.raises(ValueError, match="waits for draw"):
        schedule([works[3]], {})


@given(st.lists(st.tuples(st.floats(0.1, 50), st.sampled_from(["a", "b"])), min_size=1, max_size=12))
def test_a_queue_never_runs_more_at_once_than_it_may(jobs: list[tuple[float, str]]) -> None:
    works = [Work(str(n), "r", queue, seconds) for n, (seconds, queue) in enumerate(jobs)]
    bars = schedule(works, {"a": 2}).bars
    for bar, (queue, most) in product(bars, [("a", 2), ("b", 1)]):
        at_once = [b for b in bars if b.work.queue == queue and b.start_s <= bar.start_s < b.end_s]
        assert len(at_once) <= most


def test_measured_times_win_over_estimates() -> None:
    assert expected_seconds([4, 9, 5], 100) == 5
    assert expected_seconds([], 100) == 100


def test_a_cheaper_model_has_its_own_card() -> None:
    fast = PRICES.card("ark", "doubao-seedance-2-0-fast-260128", "token")
    assert fast.price == "0.000037"
    assert PRICES.card("ark", MODEL, "token").price == "0.000046"
