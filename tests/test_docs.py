"""The documentation is run, or compared with the code: commands, options, variables, models, links."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import msgspec
import pytest
import typer
from typer.core import TyperCommand, TyperGroup

from conftest import Drama
from fixtures.drama import Truth
from guides import Command, appears, blocks, steps
from microdrama.cli.app import app
from microdrama.domain import documents
from microdrama.domain.findings import Findings, Line
from microdrama.domain.framing import FramingFile
from microdrama.domain.plan import Plan
from microdrama.providers.fonts import FONTS, LATIN
from microdrama.providers.models import install
from microdrama.providers.registry import BIG_BUCK_BUNNY, REGISTRY, TRANSNET

ROOT = Path(__file__).parent.parent
GUIDE = ROOT / "docs" / "guides" / "condense.md"
README, CHINESE = ROOT / "README.md", ROOT / "README.zh-CN.md"
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
FOR_USERS = [README, *sorted((ROOT / "docs" / "guides").glob("*.md"))]
EXAMPLES: dict[str, type[msgspec.Struct]] = {
    "transcript.json": Findings,
    "trailer.json": Plan,
    "framing.json": FramingFile,
}
LATE_S = Fraction(2)
"""By how much the guide's subtitles come too late."""


def page_id(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.fixture(scope="module")
def models() -> None:
    """All models that the guide's commands take, fetched once for all runs of the tests."""
    cache = Path(os.environ["MICRODRAMA_SOURCES"].rpartition(os.pathsep)[2])
    for model in [*REGISTRY, LATIN]:
        if model not in (BIG_BUCK_BUNNY, TRANSNET):
            install(model, cache)


def subtitles(lines: list[Line]) -> str:
    """The lines of a film as an SRT file of another release."""

    def stamp(moment: Fraction) -> str:
        whole = round((moment + LATE_S) * 1000)
        return f"{whole // 3_600_000:02d}:{whole // 60_000 % 60:02d}:{whole // 1000 % 60:02d},{whole % 1000:03d}"

    return "\n".join(f"{n}\n{stamp(x.start_s)} --> {stamp(x.end_s)}\n{x.text}\n" for n, x in enumerate(lines, 1))


@pytest.fixture
def desk(tmp_path: Path, drama: Drama) -> Path:
    """A folder with the film of the guide, its subtitles, and the files that it shows."""
    (tmp_path / "letter.mp4").symlink_to(drama.path)
    assert isinstance(drama.truth, Truth)
    (tmp_path / "letter.srt").write_text(subtitles(drama.truth.lines), "utf-8")
    for kind, text in blocks(GUIDE):
        language, _, name = kind.partition(" ")
        if language == "json" and name:
            (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


@pytest.mark.timeout(900)  # a whole film, from analysis to publishing, with every model
@pytest.mark.usefixtures("models")
def test_every_command_of_the_guide_does_what_the_guide_says(desk: Path, studio_home: Path) -> None:
    run = [step for step in steps(GUIDE) if isinstance(step, Command)]
    assert len(run) >= 18
    for command in run:
        done = subprocess.run(
            [sys.executable, "-m", "microdrama", *command.arguments],
            cwd=desk,
            env=os.environ | {"MICRODRAMA_HOME": str(studio_home)},
            capture_output=True,
            text=True,
            timeout=200,
            check=False,
        )
        assert done.returncode == command.code, f"{command.line}\n{done.stderr}"
        for said in command.prints:
            assert appears(said, done.stdout + done.stderr), f"{command.line} does not print: {said}\n{done.stderr}"


def test_every_file_that_the_guide_shows_keeps_its_contract() -> None:
    shown = {kind.partition(" ")[2]: text for kind, text in blocks(GUIDE) if kind.startswith("json ")}
    assert set(shown) == set(EXAMPLES)
    for name, text in shown.items():
        assert isinstance(documents.decode(text, EXAMPLES[name], source=name), EXAMPLES[name])


def leaves(group: TyperGroup, name: str) -> Iterator[tuple[str, TyperCommand]]:
    for part, command in group.commands.items():
        if isinstance(command, TyperGroup):
            yield from leaves(command, f"{name} {part}")
        elif isinstance(command, TyperCommand):
            yield f"{name} {part}", command


def cli() -> list[tuple[str, TyperCommand]]:
    group = typer.main.get_command(app)
    assert isinstance(group, TyperGroup)
    return list(leaves(group, "microdrama"))


def options(command: TyperCommand) -> set[str]:
    names = {name for part in command.params for name in (*part.opts, *part.secondary_opts)}
    return {name for name in names if name.startswith("--")} - {"--help"}


def has_word(word: str, text: str) -> bool:
    return re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", text) is not None


@pytest.mark.parametrize(("name", "command"), cli(), ids=lambda value: value if isinstance(value, str) else "")
def test_every_command_and_option_is_documented(name: str, command: TyperCommand) -> None:
    text = "\n".join(page.read_text("utf-8") for page in FOR_USERS)
    assert has_word(name, text)
    assert [option for option in sorted(options(command)) if not has_word(option, text)] == []


def test_the_readme_says_which_options_a_command_has() -> None:
    """The table of options names, for each, every command that takes it, and no other."""
    rows = re.findall(r"^\| (`--[^|]+) \| ([^|]+) \|", README.read_text("utf-8"), re.MULTILINE)
    said = {option: set(of.strip().split(", ")) for row, of in rows for option in re.findall(r"`(--[\w-]+)`", row)}
    taken: dict[str, set[str]] = {"--version": {"`microdrama` itself"}}
    for name, command in cli():
        for option in options(command):
            taken.setdefault(option, set()).add(name.removeprefix("microdrama "))
    assert said == taken


def named(page: Path) -> set[str]:
    """The commands, make targets and variables that a page names in code."""
    text = page.read_text("utf-8")
    known = "|".join(sorted({name.split()[1] for name, _ in cli()}))
    return set(re.findall(rf"\b(?:microdrama (?:{known})|make (?:demo|test)|MICRODRAMA_[A-Z_]+)\b|--[a-z][\w-]*", text))


def test_both_readmes_name_the_same_commands() -> None:
    assert named(README) == named(CHINESE)
    assert {"microdrama " + name.split()[1] for name, _ in cli()} <= named(README)


@pytest.mark.parametrize("page", [README, CHINESE], ids=page_id)
def test_the_models_of_the_readme_are_those_of_the_registry(page: Path) -> None:
    text = page.read_text("utf-8")
    for model in REGISTRY:
        row = next(line for line in text.splitlines() if line.startswith(f"| `{model.name}`"))
        for fact in (model.licence.replace("CC-BY-3.0", "CC BY 3.0"), model.package.name, model.package.version):
            assert fact in row


@pytest.mark.parametrize("page", [README, CHINESE], ids=page_id)
def test_the_fonts_of_the_readme_are_those_that_are_fetched(page: Path) -> None:
    sentence = next(line for line in page.read_text("utf-8").split("\n\n") if "@expo-google-fonts/" in line)
    suffixes = {font.package.name.removeprefix("@expo-google-fonts/noto-sans") for font in FONTS} - {""}
    assert set(re.findall(r"`(-[a-z]+)`", sentence)) == suffixes
    assert "`@expo-google-fonts/noto-sans`" in sentence
    assert "OFL 1.1" in sentence


@pytest.mark.parametrize("page", PAGES, ids=page_id)
def test_every_link_and_picture_of_a_page_exists(page: Path) -> None:
    text = re.sub(r"^```.*\n(?:.*\n)*?```$|`[^`\n]*`", "", page.read_text("utf-8"), flags=re.MULTILINE)
    targets = re.findall(r"\]\(([^)\s]+)\)|<img[^>]*\bsrc=\"([^\"]+)\"", text)
    local = [(a or b).partition("#")[0] for a, b in targets if not re.match(r"[a-z]+:|#", a or b)]
    assert [target for target in local if not (page.parent / target).exists()] == []


def test_every_environment_variable_is_documented() -> None:
    code = [ROOT / "Makefile", ROOT / "hatch_build.py"]
    for folder in ("src", "tests", "benchmarks", "frontend"):
        code += [p for p in (ROOT / folder).rglob("*.py") if not {"node_modules", "out"} & set(p.parts)]
    used = {name for path in code for name in re.findall(r"\bMICRODRAMA_[A-Z_]*[A-Z]\b", path.read_text("utf-8"))}
    written = "\n".join(page.read_text("utf-8") for page in PAGES)
    assert {"MICRODRAMA_HOME", "MICRODRAMA_HOSTS"} <= used
    assert {name for name in used if not has_word(name, written)} == set()


def test_every_make_target_is_described_for_contributors() -> None:
    targets = re.findall(r"^([a-z]+):.*## ", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    assert [target for target in targets if not has_word(f"make {target}", text)] == []


def test_the_decisions_are_numbered_and_listed() -> None:
    records = sorted((ROOT / "docs" / "adr").glob("*.md"))
    assert [record.name[:4] for record in records] == [f"{n:04d}" for n in range(1, len(records) + 1)]
    text = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    assert [record.name for record in records if f"docs/adr/{record.name}" not in text] == []


HOME_OF = {
    "media.md": "tests/media",
    "time.md": "tests/domain",
    "cut.md": "tests/condense",
    "playback.md": "tests/platform/playback",
}
"""Where the tests of a page of guarantees lie, unless it says otherwise."""


def held_by(page: Path) -> Iterator[tuple[Path, str]]:
    """(file, test) of every test that a page of guarantees names; `::name` alone is in the file named before it."""
    for row in page.read_text("utf-8").splitlines():
        file = Path()
        for name, test in re.findall(r"`([\w/]*\.py)?::(\w+)`", row):
            if name:
                file = ROOT / name if "/" in name else ROOT / HOME_OF[page.name] / name
            yield file, test


@pytest.mark.parametrize("page", sorted((ROOT / "docs" / "guarantees").glob("*.md")), ids=page_id)
def test_every_guarantee_is_held_by_a_test_that_exists(page: Path) -> None:
    named = list(held_by(page))
    assert len(named) > 10
    missing = [f"{file.name}::{test}" for file, test in named if f"def {test}(" not in file.read_text("utf-8")]
    assert missing == []
