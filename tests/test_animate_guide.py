"""The guide to animating is run: the first lines of its script, with a local server in the place of a service."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from guides import Command, Edit, appears, blocks, steps
from microdrama.animate.production.prices import price_list
from microdrama.domain import documents
from microdrama.domain.storyboard import Storyboard
from microdrama.studio.animation.boards import open_board
from providers.job_shops import ark
from providers.local_server import LocalServer, Shop

ROOT = Path(__file__).parent.parent
GUIDE = ROOT / "docs" / "guides" / "animate.md"
SCRIPT = ROOT / "examples" / "two-pages.fountain"
LAST_LINE = "snatches it up and looks around."
SHORT = ["--min", "5"]
LIMITED = {"animate", "storyboard", "check"}


@pytest.fixture
def shop() -> Iterator[Shop]:
    with LocalServer(ark) as server:
        server.shop.size, server.shop.seconds = (720, 1280), 3.0
        yield server.shop


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A folder with the beginning of the guide's script."""
    text = SCRIPT.read_text("utf-8")
    (tmp_path / SCRIPT.name).write_text(text[: text.index(LAST_LINE) + len(LAST_LINE)] + "\n", "utf-8")
    return tmp_path


@pytest.mark.timeout(600)
@pytest.mark.usefixtures("weights")
def test_every_command_of_the_guide_does_what_the_guide_says(desk: Path, shop: Shop) -> None:
    environment = os.environ | {
        "MICRODRAMA_HOME": str(desk / "home"),
        "ARK_BASE_URL": f"{shop.address}/ark",
        "ARK_API_KEY": "the key of the tests",
    }
    run = list(steps(GUIDE))
    assert sum(isinstance(step, Command) for step in run) >= 12
    for step in run:
        if isinstance(step, Edit):
            edited = desk / step.name
            edited.write_text(step.done(edited.read_text("utf-8")), "utf-8")
        else:
            _run(step, desk, environment)
    assert len(shop.jobs) == 1, "one clip was bought, once"
    paid = json.loads((desk / "my-series" / "source" / "storyboard.json").read_bytes())
    assert [shot.get("grade") for shot in paid["episodes"][0]["scenes"][0]["shots"][:4]] == [None, "clip", None, "clip"]


def _run(command: Command, desk: Path, environment: dict[str, str]) -> None:
    short = SHORT if command.arguments[0] in LIMITED else []
    done = subprocess.run(
        [sys.executable, "-m", "microdrama", *command.arguments, *short],
        cwd=desk,
        env=environment,
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )
    assert done.returncode == command.code, f"{command.line}\n{done.stderr}"
    for said in command.prints:
        assert appears(said, done.stdout + done.stderr), f"{command.line} does not print: {said}\n{done.stderr}"


def test_the_edits_of_the_guide_fit_the_whole_script() -> None:
    """What the guide changes by hand stands in the storyboard of the script as readers have it, too."""
    text = documents.encode(open_board(SCRIPT).storyboard).decode()
    edits = [step for step in steps(GUIDE) if isinstance(step, Edit)]
    assert len(edits) == 4
    for edit in edits:
        text = edit.done(text)
    assert documents.decode(text.encode(), Storyboard, source="storyboard.json").episodes


def test_the_price_card_of_the_guide_is_read(tmp_path: Path) -> None:
    shown = dict(blocks(GUIDE))["toml prices.toml"]
    (tmp_path / "prices.toml").write_text(shown, "utf-8")
    assert price_list(tmp_path / "prices.toml").card("openai", "my-model", "image").price == "0.01"
