"""Killed at any moment, condensing goes on where it was and comes to the same bundle, frame for frame."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from fixtures.drama import make_drama

KILLS = 20
SEED = 20


def contents(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def start(film: Path, out: Path, home: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "microdrama", "condense", film, "--out", out, "--quality", "draft", "--no-words"]
    environment = os.environ | {"MICRODRAMA_HOME": str(home)}
    return subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL, start_new_session=True)


def finished(home: Path) -> dict[Path, int]:
    """The finished artefacts, and when each was made."""
    made = (home / "artefacts").glob("??/*")
    return {path: path.stat().st_mtime_ns for path in made if len(path.name) == 64}


@pytest.mark.timeout(400)
def test_killed_at_20_random_moments_the_bundle_comes_out_the_same(tmp_path: Path, weights: Path) -> None:
    chance = random.Random(SEED)
    film, home, out = tmp_path / "film.mp4", tmp_path / "home", tmp_path / "series"
    make_drama(film, seconds=70, seed=3, rate="6", size=(320, 180))  # small: the whole of it runs some fifteen times
    begun = time.monotonic()
    assert start(film, out, home).wait() == 0
    takes_s = time.monotonic() - begun
    whole = contents(out)
    shutil.rmtree(home)
    shutil.rmtree(out)
    kept: dict[Path, int] = {}
    for kill in range(KILLS):
        run = start(film, out, home)
        try:
            code = run.wait(timeout=chance.uniform(0.3, takes_s))
        except subprocess.TimeoutExpired:
            # half of the time everything dies at once, else the workers have to notice
            (os.killpg if kill % 2 else os.kill)(run.pid, signal.SIGKILL)
            code = run.wait()
        assert code in (0, -signal.SIGKILL), "it was not the kill that ended it"
        assert not out.exists() or contents(out) == whole, "a bundle is whole or absent"
        now = finished(home)
        assert kept.items() <= now.items(), "a finished artefact was made again"
        kept = now
        if code == 0:
            shutil.rmtree(home)
            shutil.rmtree(out)
            kept = {}
    assert start(film, out, home).wait() == 0
    assert contents(out) == whole
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".")] == []
    assert list((home / "artefacts" / "unfinished").iterdir()) == []
