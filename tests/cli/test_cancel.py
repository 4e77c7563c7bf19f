"""Ctrl-C stops the work at once, says what is kept, and leaves nothing half-made."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from conftest import Drama


@pytest.mark.parametrize("asked", [signal.SIGINT, signal.SIGTERM])
def test_a_stopped_condense_says_so_and_leaves_with_130(
    tmp_path: Path, drama: Drama, weights: Path, asked: signal.Signals
) -> None:
    home, out = tmp_path / "home", tmp_path / "out"
    command = [sys.executable, "-m", "microdrama", "condense", str(drama.path), "--out", str(out)]
    environment = os.environ | {"MICRODRAMA_HOME": str(home)}
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as run:
        deadline = time.monotonic() + 180
        # into the rendering, however fast the machine is
        while not list((home / "artefacts" / "unfinished").glob("*/hls")) and time.monotonic() < deadline:
            time.sleep(0.01)
        run.send_signal(asked)
        _, stderr = run.communicate(timeout=120)
    assert run.returncode == 130
    assert "Stopped. What was finished is kept; run the same command again" in " ".join(stderr.split())
    assert "Traceback" not in stderr
    assert not out.exists()
    assert not list((home / "artefacts" / "unfinished").iterdir())
