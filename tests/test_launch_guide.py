"""The guide to launching is run, on a bundle of a few bytes: publishing never looks into media."""

from __future__ import annotations

import os
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

from guides import Command, appears, blocks, steps

ROOT = Path(__file__).parent.parent
GUIDE = ROOT / "docs" / "guides" / "launch.md"


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A folder with the bundle of the guide and the sheet that it shows."""
    runpy.run_path(str(ROOT / "tests" / "platform" / "tiny_bundle.py"))["make_bundle"](
        tmp_path / "my-series", episodes=12
    )
    shown = dict(blocks(GUIDE))["csv rights.csv"]
    (tmp_path / "rights.csv").write_text(shown, "utf-8")
    return tmp_path


@pytest.mark.timeout(600)
def test_every_command_of_the_guide_does_what_the_guide_says(desk: Path) -> None:
    run = [step for step in steps(GUIDE) if isinstance(step, Command)]
    assert len(run) >= 14
    for command in run:
        done = subprocess.run(
            [sys.executable, "-m", "microdrama", *command.arguments],
            cwd=desk,
            env=os.environ | {"MICRODRAMA_HOME": str(desk / "home")},
            capture_output=True,
            text=True,
            timeout=200,
            check=False,
        )
        assert done.returncode == command.code, f"{command.line}\n{done.stderr}"
        for said in command.prints:
            assert appears(said, done.stdout + done.stderr), f"{command.line} does not print: {said}\n{done.stderr}"
