"""Statements add up to the last unit, whatever the lines; nobody gets more than all."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from microdrama.domain.statement import (
    WHOLE_BP,
    LedgerLine,
    StatementError,
    Studio,
    as_csv,
    canonical,
    differences,
    make_statement,
    read_lines,
    spread,
    spread_whole,
)

SUMS = st.integers(-(2**53), 2**53)
SHARES = st.integers(0, WHOLE_BP)


def studio(share_bp: int = 5000) -> Studio:
    return Studio(public_id="5f0c4d60-0000-4000-8000-000000000000", name="House", share_bp=share_bp)


def line(transfer: int, minor: int, series: str = "a", **fields: object) -> LedgerLine:
    told: dict[str, object] = {
        "transfer": transfer,
        "at": "2026-11-05T10:00:00.000000+00:00",
        "kind": "unlock",
        "series": series,
        "slug": f"slug-{series}",
        "currency": "USD",
        "minor": minor,
    }
    return LedgerLine(**(told | fields))  # type: ignore[arg-type]


LINES = st.lists(st.tuples(SUMS.filter(bool), st.sampled_from("abcde")), max_size=40).map(
    lambda found: [line(number, minor, series) for number, (minor, series) in enumerate(found)]
)


@given(LINES, SHARES)
def test_every_sum_of_a_statement_is_that_of_its_lines_and_shares_add_up_exactly(
    lines: list[LedgerLine], share_bp: int
) -> None:
    made = make_statement(lines, studio=studio(share_bp), month="2026-11", currency="USD")
    assert made.net_minor == sum(one.minor for one in lines) == made.earned_minor - made.carried_back_minor
    assert made.share_minor == made.net_minor * share_bp // WHOLE_BP
    assert made.share_minor == sum(one.share_minor for one in made.series)
    assert made.share_minor + made.platform_minor == made.net_minor
    for one in made.series:
        assert one.net_minor == one.earned_minor - one.carried_back_minor
        # at most a unit from the exact part
        assert abs(one.share_minor * WHOLE_BP - one.net_minor * share_bp) < WHOLE_BP
    assert differences(made, lines[::-1]) == []


@given(st.dictionaries(st.sampled_from("abcdef"), SUMS), SHARES)
def test_rounding_gives_nobody_more_than_all_and_nothing_twice(nets: dict[str, int], share_bp: int) -> None:
    shares = spread(nets, share_bp=share_bp)
    assert sum(shares.values()) == sum(nets.values()) * share_bp // WHOLE_BP
    for name, share in shares.items():
        low, high = sorted((0, nets[name]))
        assert low <= share <= high


@given(st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 2**53), min_size=1), st.data())
def test_what_is_carried_back_is_spread_exactly_and_never_beyond_what_was_earned(
    earned: dict[str, int], data: st.DataObject
) -> None:
    whole = data.draw(st.integers(0, sum(earned.values())))
    parts = spread_whole(earned, whole=whole)
    assert sum(parts.values()) == whole
    assert all(0 <= parts[name] <= earned[name] for name in earned)


@pytest.mark.parametrize("share_bp", [-1, WHOLE_BP + 1, 20_000])
def test_more_than_all_is_impossible(share_bp: int) -> None:
    with pytest.raises(StatementError):
        spread({"a": 100}, share_bp=share_bp)
    with pytest.raises(StatementError):
        spread_whole({"a": 100}, whole=101)


def test_the_largest_remainder_gets_the_unit_that_is_left() -> None:
    assert spread({"a": 1, "b": 1, "c": 1}, share_bp=3333) == {"a": 0, "b": 0, "c": 0}
    assert spread({"a": 10, "b": 15, "c": 25}, share_bp=5000) == {"a": 5, "b": 8, "c": 12}
    assert spread({"a": 3, "b": -1}, share_bp=5000) == {"a": 2, "b": -1}


def test_lines_of_another_month_or_currency_or_twice_are_refused() -> None:
    for lines in (
        [line(1, 5, at="2026-12-01T00:00:00.000000+00:00")],
        [line(1, 5, currency="EUR")],
        [line(1, 5), line(1, 5)],
    ):
        with pytest.raises(StatementError):
            make_statement(lines, studio=studio(), month="2026-11", currency="USD")


@given(LINES)
def test_exported_lines_come_back_from_both_forms_and_make_the_same_statement(lines: list[LedgerLine]) -> None:
    for content in (canonical(lines), as_csv(lines).encode()):
        assert read_lines(content, source="lines") == lines


def test_no_cell_of_an_exported_table_begins_like_a_formula() -> None:
    lines = [line(number, -5, slug=slug) for number, slug in enumerate(["=1+1", "@x", "-2", "+3", "\tx", "tale"])]
    rows = [row.split(",") for row in as_csv(lines).splitlines()[1:]]
    assert [row[4][0] for row in rows] == ["'", "'", "'", "'", "'", "t"]
    assert [row[6] for row in rows] == ["-5"] * 6, "a number stays one"
    assert read_lines(as_csv(lines).encode(), source="lines") == lines


@pytest.mark.parametrize("content", [b"[{}]", b"\xff\xfe", b"[1e999]", b"transfer\r\nx", b"a,b\r\n1,2,3\r\n"])
def test_lines_that_are_none_are_refused_in_a_sentence(content: bytes) -> None:
    with pytest.raises(StatementError):
        read_lines(content, source="lines")


def test_a_statement_that_was_altered_is_told_by_its_lines() -> None:
    lines = [line(1, 100), line(2, -30), line(3, 50, "b")]
    made = make_statement(lines, studio=studio(), month="2026-11", currency="USD")
    for change in ({"share_minor": 61}, {"net_minor": 121}, {"lines_sha256": "0" * 64}, {"series": made.series[:1]}):
        assert differences(msgspec.structs.replace(made, **change), lines)
    assert differences(made, lines[:2])
    assert differences(made, [])
