import pytest
from databases import Database


@pytest.mark.timeout(900)
def test_g13_thousands_of_operations_with_kills_leave_the_ledger_sound(fresh_database: Database) -> None:
    told = fresh_database.call("ledger_storm.py", 2000, 8, 12, 1, timeout=800)
    assert told["operations"] == 2000
    assert told["killed"] == 20
    assert told["strange"] == []
    assert told["lost"] == []
    assert told["faults"] == []
    assert told["told"]["unlock"] > 100
    assert told["told"]["transfer"] > 100
