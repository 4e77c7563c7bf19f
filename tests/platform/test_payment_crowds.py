"""Notices that arrive in many processes at once count once, on both databases (attack 3)."""

from __future__ import annotations

from checkout_rows import BONUS, COINS, PRICE
from databases import Database

PROCESSES, TIMES = 6, 9
BACK = 250


def test_notices_that_come_hundreds_of_times_in_any_order_by_many_processes_count_once(
    fresh_database: Database,
) -> None:
    found = fresh_database.call("payment_crowd.py", PROCESSES, TIMES)
    assert found["faults"] == []
    assert found["codes"] == [0] * PROCESSES
    assert found["taken"] == [BACK, COINS * BACK // PRICE]
    assert (found["paid"], found["bonus"], found["debt"]) == (2 * COINS - COINS * BACK // PRICE, BONUS, 0)
    assert found["states"] == ["paid", "partly"]
    assert found["events"] == 6


def test_many_payouts_at_once_pay_no_more_than_is_payable(fresh_database: Database) -> None:
    found = fresh_database.call("payout_crowd.py", 4 * PROCESSES)
    assert found["booked"] == [10] * 5
    assert found["noted"] == 5
    assert found["payable"] == {"USD": 5}
    assert found["faults"] == []
    assert found["outcomes"].keys() <= {"done", "NotPayableError"}, found["outcomes"]
