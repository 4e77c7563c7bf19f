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
    altered = json.loads(shown.stdout)
    altered["statements"][0]["statement"]["share_minor"] += 1
    said.write_text(json.dumps(altered))
    ran = run_microdrama(STATEMENT, "verify", said, "--key", key, "--lines", lines, home=elsewhere)
    assert ran.code == 3
    assert "not signed with this key" in ran.stderr
    assert not elsewhere.exists(), "whoever verifies needs no library"
    early = run_microdrama(STATEMENT, "make", "--month", "2999-01", home=home)
    assert early.code == 1
    assert "can be closed" in early.stderr
