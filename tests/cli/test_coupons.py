"""`microdrama coupons` from the command line: made, written, listed and ended."""

from __future__ import annotations

import csv
import stat
from pathlib import Path


def test_codes_are_made_listed_and_ended(run_microdrama, tmp_path: Path) -> None:  # noqa: ANN001
    home, file = tmp_path / "home", tmp_path / "press.csv"
    wish = ("coupons", "make", "--coins", "50", "--days", "90", "--label", "press")
    ran = run_microdrama(*wish, "--count", "25", "--out", file, home=home)
    assert ran.code == 0, ran.stderr
    rows = list(csv.DictReader(file.read_text().splitlines()))
    assert len({row["code"] for row in rows}) == 25
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert rows[0]["code"] not in ran.stderr
    assert run_microdrama(*wish, home=home).code == 1, "a label is used once"
    ran = run_microdrama("coupons", "make", "--coins", "9", "--uses", "4", "--days", "1", "--json", home=home)
    assert ran.answer["codes"][0] in ran.stderr
    listed = run_microdrama("coupons", "list", "--json", home=home).answer["coupons"]
    assert [(one["codes"], one["most_uses"], one["runs"]) for one in listed] == [(1, 4, True), (25, 25, True)]
    assert run_microdrama("coupons", "end", rows[0]["code"], "--json", home=home).answer == {"ended": 1}
    assert run_microdrama("coupons", "end", "press", "--json", home=home).answer == {"ended": 24}
    assert run_microdrama("coupons", "end", "press", home=home).code == 1


def test_where_no_file_can_be_written_no_codes_are_made(run_microdrama, tmp_path: Path) -> None:  # noqa: ANN001
    wish = ("coupons", "make", "--coins", "50", "--days", "90", "--count", "30")
    assert run_microdrama(*wish, home=tmp_path).code == 2, "too many to show"
    assert run_microdrama(*wish, "--out", tmp_path / "nowhere" / "press.csv", home=tmp_path).code == 2
    assert run_microdrama(*wish, "--out", tmp_path / "press.csv", "--label", "=1", home=tmp_path).code == 1
    assert not list(tmp_path.glob("*press*")), "nothing is left of the try"
    assert "No codes were made yet." in run_microdrama("coupons", "list", home=tmp_path).stderr
