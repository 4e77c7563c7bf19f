"""The promises of docs/guarantees/production.md, by their names."""

import hashlib
import itertools
import multiprocessing
import sqlite3
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from microdrama.animate.production.prices import PriceList
from microdrama.domain.money import Money
from microdrama.domain.production import Budget, Entry, PriceCard, Quote, Where
from microdrama.domain.takes import StillRequest, Usage, request_digest
from microdrama.studio.ledger import BudgetError, Ledger, LedgerError, Purse, faults, spent_of

CARD = PriceCard(
    provider="p", model="m", unit="image", price="0.04", currency="USD", date="2026-11-01", source="a page", most="1.5"
)


def clock() -> Callable[[], str]:
    ticks = itertools.count()
    return lambda: f"2026-11-23T00:00:{next(ticks):06}"


def still(prompt: str) -> StillRequest:
    return StillRequest(provider="p", model="m", prompt=prompt, width=720, height=1280)


def job(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()


def quote(micros: int, price: str = "0.04") -> Quote:
    return Quote(micros=micros, currency="USD", card=msgspec.structs.replace(CARD, price=price))


def usage(amount: str = "1") -> Usage:
    return Usage(unit="image", amount=amount)


def capped(series: int | None = None, episode: int | None = None, shot: int | None = None) -> Budget:
    caps = {"series": series, "episode": episode, "shot": shot}
    return Budget(**{name: Money(micros, "USD") for name, micros in caps.items() if micros is not None})


def at(episode: int = 1, shot: str = "e1s1") -> Where:
    return Where(series="s", episode=episode, shot=shot)


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(tmp_path / "ledger.sqlite3", clock=clock())


@pytest.mark.parametrize(
    ("budget", "second"),
    [
        (capped(series=100), at(2, "e2s1")),
        (capped(episode=100), at(1, "e1s2")),
        (capped(shot=100), at(1, "e1s1")),
    ],
)
def test_p1_a_cap_refuses_what_does_not_fit_beside_what_is_reserved(
    ledger: Ledger, budget: Budget, second: Where
) -> None:
    ledger.reserve(job("a"), still("a"), usage(), quote(60), at(), budget)
    with pytest.raises(BudgetError, match="raise the budget or lower the grade"):
        ledger.reserve(job("b"), still("b"), usage(), quote(41), second, budget)
    ledger.reserve(job("c"), still("c"), usage(), quote(40), second, budget)
    assert spent_of(ledger.entries(), "USD").reserved == Money(100, "USD")


def test_p1_an_episode_has_a_cap_of_its_own(ledger: Ledger) -> None:
    ledger.reserve(job("a"), still("a"), usage(), quote(60), at(1), capped(episode=60))
    ledger.reserve(job("b"), still("b"), usage(), quote(60), at(2), capped(episode=60))
    assert len(ledger.entries("s")) == 2


def test_p2_the_most_that_may_be_billed_is_reserved(ledger: Ledger) -> None:
    prices = PriceList([CARD], [], [])
    purse = Purse(ledger, at(), capped(series=239_999), prices, "USD", attempts=2)
    request = still("two of them, half as much again, twice billed: 0.24 USD")
    with pytest.raises(BudgetError):
        purse.reserve(request_digest(request), usage("2"), request)
    assert ledger.entries() == []
    enough = Purse(ledger, at(), capped(series=240_000), prices, "USD", attempts=2)
    enough.reserve(request_digest(request), usage("2"), request)
    assert ledger.entries()[0].micros == 240_000


def test_p3_whatever_is_told_twice_is_booked_once(ledger: Ledger) -> None:
    first = ledger.reserve(job("a"), still("a"), usage(), quote(60_000), at(), capped(series=100_000))
    assert ledger.reserve(job("a"), still("a"), usage(), quote(60_000), at(), capped(series=100_000)) == first
    settled = ledger.settle(job("a"), usage())
    assert ledger.settle(job("a"), usage("5")) == settled
    assert [entry.kind for entry in ledger.entries()] == ["reserve", "settle"]
    with pytest.raises(LedgerError, match="paid for already"):
        ledger.reserve(job("a"), still("a"), usage(), quote(60_000), at(), capped())


def test_p3_a_release_ends_an_attempt_and_another_may_begin(ledger: Ledger) -> None:
    ledger.reserve(job("a"), still("a"), usage(), quote(60), at(), capped(series=60))
    once = ledger.release(job("a"), "the provider was down")
    assert ledger.release(job("a"), "again") == once
    again = ledger.reserve(job("a"), still("a"), usage(), quote(60), at(), capped(series=60))
    assert (again.attempt, again.kind) == (2, "reserve")
    assert list(faults(ledger.entries(), capped(series=60))) == []


def test_p4_the_database_refuses_to_change_or_remove_an_entry(ledger: Ledger, tmp_path: Path) -> None:
    ledger.reserve(job("a"), still("a"), usage(), quote(60), at(), capped())
    with sqlite3.connect(tmp_path / "ledger.sqlite3") as database:
        for statement in ("UPDATE entries SET micros = 0", "DELETE FROM entries"):
            with pytest.raises(sqlite3.IntegrityError, match="the ledger"):
                database.execute(statement)
    database.close()
    assert [entry.micros for entry in ledger.entries()] == [60]


def test_p5_a_reservation_outlives_its_process(ledger: Ledger, tmp_path: Path) -> None:
    ledger.reserve(job("a"), still("a"), usage(), quote(60), at(), capped(series=100))
    later = Ledger(tmp_path / "ledger.sqlite3", clock=clock())
    with pytest.raises(BudgetError):
        later.reserve(job("b"), still("b"), usage(), quote(41), at(), capped(series=100))


def test_p6_a_bill_above_its_reservation_is_booked_and_marked_and_the_caps_refuse_the_rest(ledger: Ledger) -> None:
    budget = capped(series=100_000)
    ledger.reserve(job("a"), still("a"), usage(), quote(60_000), at(), budget)
    entry = ledger.settle(job("a"), usage("3"))
    assert (entry.micros, entry.over) == (120_000, True)
    with pytest.raises(BudgetError):
        ledger.reserve(job("b"), still("b"), usage(), quote(1), at(), budget)
    assert list(faults(ledger.entries(), budget)) == []


def test_p7_an_attempt_is_settled_at_the_price_of_its_reservation(ledger: Ledger) -> None:
    dear = Quote(micros=90_000, currency="USD", card=CARD, rate="0.5")
    ledger.reserve(job("a"), still("a"), usage(), dear, at(), capped())
    assert ledger.settle(job("a"), usage("2")).micros == Fraction("0.04") * 2 * 1_000_000 / 2


def test_p8_a_ledger_that_was_tampered_with_is_told(ledger: Ledger) -> None:
    ledger.reserve(job("a"), still("a"), usage(), quote(60_000), at(), capped())
    ledger.settle(job("a"), usage())
    good = ledger.entries()
    assert list(faults(good, capped(series=60_000))) == []
    assert list(faults(good, capped(series=59_999)))
    assert list(faults(good[1:]))
    assert list(faults([good[0], msgspec.structs.replace(good[1], attempt=2)]))
    assert list(faults([good[0], msgspec.structs.replace(good[1], micros=60_001)]))


MOVES = st.lists(
    st.tuples(
        st.sampled_from(["reserve", "settle", "release", "kill"]),
        st.integers(0, 5),
        st.integers(0, 60_000),
        st.sampled_from(["0.01", "0.04", "0.2"]),
    ),
    max_size=40,
)
CAPS = st.tuples(*[st.none() | st.integers(0, 150_000)] * 3)


@given(moves=MOVES, caps=CAPS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_order_of_prices_failures_and_kills_spends_more_than_the_budget(
    tmp_path_factory: pytest.TempPathFactory, moves: list[tuple[str, int, int, str]], caps: tuple[int | None, ...]
) -> None:
    """The sums are reckoned here by hand: by job, what it holds or what it cost."""
    path = tmp_path_factory.mktemp("ledger") / "ledger.sqlite3"
    ledger, budget = Ledger(path, clock=clock()), capped(*caps)
    held: dict[int, tuple[int, str]] = {}
    paid: dict[int, int] = {}
    for what, number, micros, price in moves:
        name, where = job(str(number)), at(number % 2, f"s{number % 3}")
        if what == "kill":
            ledger = Ledger(path, clock=clock())
        elif what == "reserve":
            try:
                ledger.reserve(name, still(str(number)), usage(), quote(micros, price), where, budget)
                held.setdefault(number, (micros, price))
            except (BudgetError, LedgerError):
                pass
        elif what == "settle" and number in held:
            most, its_price = held.pop(number)
            amount = Fraction(most, 1_000_000) / Fraction(its_price) * Fraction(2, 3)
            text = f"{float(amount):.9f}"
            paid[number] = ledger.settle(name, usage(text)).micros
        elif what == "release" and number in held:
            held.pop(number)
            ledger.release(name, "failed")
        for scope, keys in (("series", {0}), ("episode", {0, 1}), ("shot", set(range(6)))):
            _hold(scope, keys, held, paid, budget)
    found = spent_of(ledger.entries("s"), "USD")
    assert found.settled.micros == sum(paid.values())
    assert found.reserved.micros == sum(most for most, _ in held.values())
    assert list(faults(ledger.entries(), budget)) == []


def _hold(scope: str, keys: set[int], held: dict[int, tuple[int, str]], paid: dict[int, int], budget: Budget) -> None:
    cap = getattr(budget, scope)
    of = {"series": lambda _: 0, "episode": lambda n: n % 2, "shot": lambda n: n}[scope]  # s0..s2 of two episodes
    for key in keys:
        whole = sum(most for n, (most, _) in held.items() if of(n) == key)
        whole += sum(micros for n, micros in paid.items() if of(n) == key)
        assert cap is None or whole <= cap.micros


def _buy(path: str, number: int) -> None:
    ledger = Ledger(Path(path), clock=lambda: "2026-11-23T00:00:00")
    for each in range(12):
        name = job(f"{number}-{each}")
        try:
            ledger.reserve(name, still(name), usage(), quote(40_000), at(), capped(series=400_000))
        except BudgetError:
            continue
        ledger.settle(name, usage())


def test_two_processes_together_spend_no_more_than_the_budget(tmp_path: Path) -> None:
    path = str(tmp_path / "ledger.sqlite3")
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=_buy, args=(path, number)) for number in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
        assert worker.exitcode == 0
    entries = Ledger(Path(path), clock=clock()).entries()
    assert spent_of(entries, "USD").settled == Money(400_000, "USD")
    assert list(faults(entries, capped(series=400_000))) == []


def test_an_entry_tells_what_it_was_for(ledger: Ledger) -> None:
    where = Where(series="s", episode=3, shot="e3s2", grade="clip")
    entry: Entry = ledger.reserve(job("a"), still("A ring in the rain"), usage(), quote(60), where, capped())
    assert (entry.where, entry.note, entry.card) == (where, "A ring in the rain", CARD)


def test_a_file_that_is_no_ledger_is_refused_in_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite3"
    path.write_bytes(b"not a database at all" * 100)
    with pytest.raises(LedgerError, match="cannot be opened"):
        Ledger(path, clock=clock())
