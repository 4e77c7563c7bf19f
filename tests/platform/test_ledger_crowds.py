"""What holds when processes do the same at the same moment, on both databases."""

from typing import Any

import pytest
from databases import Database

pytestmark = pytest.mark.timeout(900)
COUNT = 40


def crowd(database: Database, scene: str, count: int = COUNT) -> dict[str, Any]:
    told = database.call("ledger_crowd.py", scene, count, timeout=800)
    strange = [outcome for outcome in told["outcomes"] if outcome != "done" and not outcome.endswith("Error")]
    assert strange == []
    return told


def test_200_parallel_unlocks_of_one_episode_charge_once(fresh_database: Database) -> None:
    told = crowd(fresh_database, "one_episode", 200)
    assert told["outcomes"] == {"done": 1, "AlreadyOpenError": 199}
    assert (told["unlocks"], told["coins"], told["faults"]) == (1, [240, 0, 0], [])


def test_200_parallel_unlocks_with_a_balance_for_two_open_two(fresh_database: Database) -> None:
    told = crowd(fresh_database, "balance_for_two", 200)
    assert told["outcomes"] == {"done": 2, "NotEnoughCoinsError": 198}
    assert (told["unlocks"], told["coins"], told["faults"]) == (2, [30, 0, 0], [])


def test_one_quote_sent_by_many_processes_is_paid_once_and_told_to_all(fresh_database: Database) -> None:
    told = crowd(fresh_database, "one_quote")
    assert told["outcomes"] == {"done": COUNT}
    assert (told["unlocks"], told["coins"], told["faults"]) == (1, [240, 0, 0], [])


@pytest.mark.parametrize("fresh_database", ["postgresql"], indirect=True)
def test_reading_and_then_saving_fails_the_same_test(fresh_database: Database) -> None:
    """The mutation that the two tests above are for: with a balance for two it gives away more."""
    told = crowd(fresh_database, "naive_balance_for_two", 200)
    assert told["outcomes"]["done"] > 2
    assert told["unlocks"] > 2
    assert told["faults"] != []


def test_an_unlock_during_a_refund_is_paid_or_owed_for(fresh_database: Database) -> None:
    told = crowd(fresh_database, "unlock_while_refunded")
    bought, back = 60 * COUNT // 2, 60 * (COUNT // 4)
    paid, bonus, debt = told["coins"]
    assert told["faults"] == []
    assert set(told["outcomes"]) <= {"done", "NotEnoughCoinsError"}
    assert 60 * told["unlocks"] + paid + back - debt == bought
    assert bonus == 0


def test_an_unlock_while_bonus_coins_expire_takes_each_coin_once(fresh_database: Database) -> None:
    told = crowd(fresh_database, "unlock_while_bonus_expires")
    assert told["faults"] == []
    assert told["unlocks"] <= 4
    assert told["coins"][0] in (30, 90)


def test_an_unlock_while_prices_change_costs_what_its_quote_says(fresh_database: Database) -> None:
    told = crowd(fresh_database, "unlock_while_prices_change")
    assert told["outcomes"] == {"done": 6, "NotEnoughCoinsError": COUNT - 6}
    assert (told["unlocks"], told["coins"], told["faults"]) == (5, [0, 0, 0], [])


def test_a_guest_who_is_joined_while_buying_and_unlocking_loses_and_gains_nothing(fresh_database: Database) -> None:
    told = crowd(fresh_database, "join_while_unlocking")
    assert told["faults"] == []
    assert set(told["outcomes"]) <= {"done", "NotEnoughCoinsError", "UnknownQuoteError", "AlreadyOpenError"}
    bought = 60 * 6 + 7 * (COUNT // 4)
    charged = told["outcomes"]["done"] - 2 * (COUNT // 4)
    assert told["coins"][0] == bought - 60 * charged


def test_a_coupon_gives_once_an_account_and_no_more_than_it_has(fresh_database: Database) -> None:
    told = crowd(fresh_database, "one_coupon")
    assert told["outcomes"] == {"done": 3, "CouponError": COUNT - 3}
    assert told["faults"] == []


def test_the_gifts_of_a_day_are_given_once(fresh_database: Database) -> None:
    told = crowd(fresh_database, "gifts_of_a_day", 42)
    assert told["coins"] == [0, 10, 0]
    assert told["ways"]["wait"] == 1
    assert told["ways"]["ad"] == 5
    assert told["faults"] == []
