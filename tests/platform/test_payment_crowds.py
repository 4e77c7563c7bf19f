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
