import os
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from microdrama.platform.secret_key import read_or_make_secret_key

READY = "from microdrama.platform.startup import django_ready; django_ready(); "


def run_python(code: str, *, home: Path, arguments: tuple[str, ...] = ()) -> subprocess.CompletedProcess:
    command = [sys.executable, "-W", "error", *(("-c", code) if code else ()), *arguments]
    return subprocess.run(
        command,
        env={**os.environ, "MICRODRAMA_HOME": str(home)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_the_secret_key_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "library/secret"
    with ThreadPoolExecutor(8) as threads:
        keys = set(threads.map(lambda _: read_or_make_secret_key(path=path), range(8)))
    assert len(keys) == 1
    assert len(keys.pop()) >= 50
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(path.parent.iterdir()) == [path]


def test_two_homes_have_two_keys(tmp_path: Path) -> None:
    assert read_or_make_secret_key(path=tmp_path / "a") != read_or_make_secret_key(path=tmp_path / "b")


def test_reading_the_settings_writes_nothing(tmp_path: Path) -> None:
    outcome = run_python("import microdrama.platform.settings", home=tmp_path / "home")
    assert outcome.returncode == 0, outcome.stderr
    assert not (tmp_path / "home").exists()


def test_a_fresh_home_is_set_up_and_commits_survive_power_cuts(tmp_path: Path) -> None:
    code = (
        "from django.db import connection; cursor = connection.cursor(); "
        "print([cursor.execute(f'PRAGMA {name}').fetchone()[0]"
        " for name in ('journal_mode', 'synchronous', 'busy_timeout', 'foreign_keys')], end='')"
    )
    outcome = run_python(READY + READY + code, home=tmp_path / "home")
    assert (outcome.returncode, outcome.stdout) == (0, "['wal', 2, 20000, 1]"), outcome.stderr


def test_processes_that_start_together_all_get_ready(tmp_path: Path) -> None:
    with ThreadPoolExecutor(4) as threads:
        outcomes = list(threads.map(lambda _: run_python(READY, home=tmp_path / "home"), range(4)))
    assert [(outcome.returncode, outcome.stderr) for outcome in outcomes] == [(0, "")] * 4


def test_a_library_that_cannot_be_opened_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "library").write_text("a file where the folder belongs")
    code = (
        "from microdrama.platform.startup import StartupError, django_ready\n"
        "try:\n    django_ready()\nexcept StartupError as error:\n    print(error)"
    )
    outcome = run_python(code, home=tmp_path)
    assert outcome.stdout.startswith(f"The library in {tmp_path}/library cannot be opened"), outcome.stderr


@pytest.mark.parametrize("command", [["makemigrations", "--check", "--dry-run"], ["check", "--fail-level", "WARNING"]])
def test_models_and_migrations_agree(tmp_path: Path, command: list[str]) -> None:
    arguments = ("-m", "microdrama.platform.manage", *command)
    outcome = run_python("", home=tmp_path / "home", arguments=arguments)
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr
