"""`microdrama watching` from the command line."""

from __future__ import annotations

from pathlib import Path

from cli.platform_rows import sell


def test_who_watched_more_of_a_day_than_a_person_can_is_named(run_microdrama, tmp_path: Path) -> None:  # noqa: ANN001
    sell(tmp_path, watched=True)
    ran = run_microdrama("watching", "--month", "2026-10", "--json", home=tmp_path)
    assert ran.code == 0, ran.stderr
    (named,) = ran.answer["tireless"]
    assert (named["day"], named["watched_ms"]) == ("2026-10-05", 17 * 3_600_000)
    assert named["account"] in ran.stderr
    assert "17.0" in ran.stderr
    assert ran.answer["shared"] == []
    before = run_microdrama("watching", "--month", "2026-09", "--json", home=tmp_path)
    assert before.answer == {"tireless": [], "shared": []}
    wrong = run_microdrama("watching", "--month", "September", home=tmp_path)
    assert (wrong.code, wrong.stderr.count("\n")) == (1, 1), wrong.stderr
