"""`microdrama ledger` from the command line: what has expired is booked off, once; the units of systemd call that."""

from __future__ import annotations

import configparser
import os
import subprocess
import sys
from pathlib import Path

DEPLOY = Path(__file__).parents[2] / "docs" / "deploy"

_PROGRAM = """
from microdrama.platform.startup import django_ready
django_ready()
from datetime import timedelta
from shop_rows import NOON, give, make_viewer
at = NOON - timedelta(days=400)
for _ in range(2):
    give(make_viewer(at=at), 25, until=at + timedelta(days=30))
"""


def test_what_has_expired_is_booked_off_once_and_told(run_microdrama, tmp_path: Path) -> None:  # noqa: ANN001
    environment = os.environ | {
        "MICRODRAMA_HOME": str(tmp_path),
        "PYTHONPATH": str(Path(__file__).parents[1] / "platform"),
    }
    subprocess.run([sys.executable, "-c", _PROGRAM], env=environment, check=True)
    ran = run_microdrama("ledger", "expire", "--json", home=tmp_path)
    assert ran.code == 0, ran.stderr
    assert ran.answer == {"gifts": 2, "coins": 50}
    assert "50 bonus coins of 2 gifts had expired and are booked off." in ran.stderr
    again = run_microdrama("ledger", "expire", "--json", home=tmp_path)
    assert again.answer == {"gifts": 0, "coins": 0}
    assert run_microdrama("ledger", "verify", home=tmp_path).code == 0


def test_the_units_of_systemd_call_a_command_that_there_is(run_microdrama, tmp_path: Path) -> None:  # noqa: ANN001
    unit, timer = configparser.ConfigParser(), configparser.ConfigParser()
    unit.optionxform = timer.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read(DEPLOY / "microdrama-expire.service")
    timer.read(DEPLOY / "microdrama-expire.timer")
    program, *arguments = unit["Service"]["ExecStart"].split()
    assert Path(program).name == "microdrama"
    assert unit["Service"]["Type"] == "oneshot", "else the timer would start another beside it"
    assert timer["Timer"]["Persistent"] == "true"
    ran = run_microdrama(*arguments, home=tmp_path)
    assert ran.code == 0, ran.stderr
    guide = (DEPLOY.parent / "guides" / "deploy.md").read_text("utf-8")
    assert "microdrama ledger expire\n" in guide, "the line for cron"
