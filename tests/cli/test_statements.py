"""`microdrama statements` from the command line: made, shown, exported, and verified by somebody else."""

from __future__ import annotations

import json
from pathlib import Path

from cli.platform_rows import sell

STATEMENT = "statements"


def test_a_statement_is_made_shown_exported_and_verified_elsewhere(run_microdrama, tmp_path: Path) -> None:  # noqa: ANN001
    home, elsewhere = tmp_path / "home", tmp_path / "elsewhere"
    sell(home)
    made = run_microdrama(STATEMENT, "make", "--month", "2026-10", "--studio", "house", "--json", home=home)
    assert made.code == 0, made.stderr
    key = made.stderr.split()[-1]
    assert "$0.60" in made.stderr, "what 60 coins earned, as people write it"
    shown = run_microdrama(STATEMENT, "show", "--month", "2026-10", "--studio", "house", "--json", home=home)
    assert shown.answer == made.answer
    said = tmp_path / "said.json"
    said.write_text(shown.stdout)
    for name in ("lines.csv", "lines.json"):
        lines = tmp_path / name
        ran = run_microdrama(STATEMENT, "export", "--month", "2026-10", "--studio", "house", "--out", lines, home=home)
        assert ran.code == 0, ran.stderr
        ran = run_microdrama(STATEMENT, "verify", said, "--key", key, "--lines", lines, home=elsewhere)
        assert ran.code == 0, ran.stderr
    nowhere = said / "lines.csv"  # no folder
    ran = run_microdrama(STATEMENT, "export", "--month", "2026-10", "--studio", "house", "--out", nowhere, home=home)
    assert (ran.code, ran.stderr.count("\n")) == (1, 1), ran.stderr
    assert "said.json" in ran.stderr
    altered = json.loads(shown.stdout)
    altered["statements"][0]["statement"]["share_minor"] += 1
    said.write_text(json.dumps(altered))
    ran = run_microdrama(STATEMENT, "verify", said, "--key", key, "--lines", lines, home=elsewhere)
    assert ran.code == 3
    assert "not signed with this key" in ran.stderr
    assert not elsewhere.exists(), "whoever verifies needs no library"
    open_month = run_microdrama(STATEMENT, "show", "--month", "2999-01", "--json", home=home)
    said.write_text(open_month.stdout)
    ran = run_microdrama(STATEMENT, "verify", said, "--key", key, home=elsewhere)
    assert ran.code == 3
    assert "holds no signed statement" in ran.stderr
    early = run_microdrama(STATEMENT, "make", "--month", "2999-01", home=home)
    assert early.code == 1
    assert "can be closed" in early.stderr


def test_a_payout_is_booked_once_and_listed(run_microdrama, tmp_path: Path) -> None:  # noqa: ANN001
    home = tmp_path / "home"
    sell(home)
    wish = (STATEMENT, "pay", "house", "--month", "2026-10", "--reference", "SEPA 4711", "--json")
    early = run_microdrama(*wish, home=home)
    assert early.code == 1
    assert "has no statement of 2026-10" in early.stderr
    made = run_microdrama(STATEMENT, "make", "--month", "2026-10", "--json", home=home).answer
    share = made["statements"][0]["statement"]["share_minor"]
    paid = run_microdrama(*wish, home=home)
    assert (paid.answer["minor"], paid.answer["month"], paid.answer["fresh"]) == (share, "2026-10", True)
    assert run_microdrama(*wish, home=home).answer["fresh"] is False
    more = run_microdrama(STATEMENT, "pay", "house", "--sum", "0.01", "--reference", "SEPA 2", home=home)
    assert more.code == 1
    listed = run_microdrama(STATEMENT, "paid", "--studio", "house", "--json", home=home).answer["studios"]
    assert [(one["payable"], len(one["payouts"])) for one in listed] == [({}, 1)]
    assert run_microdrama("ledger", "verify", home=home).code == 0
