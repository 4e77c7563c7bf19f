"""The same tests once more, on a real PostgreSQL: what they say must not hang on the database that is at hand."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
LEDGER = (
    "test_ledger.py",
    "test_giving.py",
    "test_coupons.py",
    "test_caps.py",
    "test_debts.py",
    "test_expiry.py",
    "test_verification.py",
)
MONEY = ("test_payments.py", "test_subscriptions.py", "test_statements.py", "test_vip_shares.py", "test_payouts.py")
RIGHTS = ("test_availability.py", "test_avails.py", "test_licenses.py")
SAME = (("playback", "test_playback.py"), RIGHTS, LEDGER, MONEY)


@pytest.mark.timeout(600)
@pytest.mark.parametrize("tests", SAME, ids=" ".join)
def test_the_same_holds_on_postgresql(tests: tuple[str, ...], _fresh_databases, tmp_path: Path) -> None:  # noqa: ANN001, PT019
    database = _fresh_databases("postgresql").fresh()
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            *(str(TESTS / name) for name in tests),
            "-q",
            "-p",
            "no:cacheprovider",
            "--basetemp",
            tmp_path / "t",
        ],
        env=os.environ | {"MICRODRAMA_TESTS_DATABASE": database.environment["MICRODRAMA_DATABASE"]},
        cwd=TESTS.parents[1],
        capture_output=True,
        text=True,
        timeout=550,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
    assert " passed" in done.stdout
