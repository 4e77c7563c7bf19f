"""A disk that fills up, for real: a small file system made for the test."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from conftest import Drama, microdrama


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "small"  # room for the models and the analysis, and not for the episodes
    folder.mkdir()
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("mounting a small file system takes root on Linux")
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=26m", "tmpfs", str(folder)], check=False)
    if mounted.returncode != 0:
        pytest.skip("this machine does not let root mount a tmpfs")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_store_on_a_full_disk_keeps_what_was_finished(small_disk: Path, drama: Drama, tmp_path: Path) -> None:
    out = tmp_path / "out"
    ran = microdrama("condense", drama.path, "--out", out, "--no-words", "--quality", "high", home=small_disk)
    assert ran.code == 1
    assert "full" in ran.stderr.splitlines()[-1]
    assert "Traceback" not in ran.stderr
    assert not out.exists()
    assert not [p for p in tmp_path.iterdir() if p.name.startswith(".out")]
    assert list((small_disk / "artefacts").glob("*/*/findings.json")), "the analysis was finished and is kept"
    assert not list((small_disk / "artefacts" / "unfinished").iterdir())


def test_an_older_bundle_survives_when_its_successor_does_not_fit(
    small_disk: Path, drama: Drama, studio_home: Path, condensed: Path
) -> None:
    out = small_disk / "series"
    out.mkdir()
    (out / "series.json").write_bytes((condensed / "series.json").read_bytes())
    ran = microdrama("condense", drama.path, "--out", out, "--quality", "draft", home=studio_home)
    assert ran.code == 1
    assert "nothing was changed there" in ran.stderr.splitlines()[-1]
    assert [p.name for p in small_disk.iterdir()] == ["series"]
    assert (out / "series.json").read_bytes() == (condensed / "series.json").read_bytes()
