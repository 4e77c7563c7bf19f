"""What linters miss: sizes, names, fakes beside ports, schemas that match the code."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from microdrama.domain import attention, documents, findings, framing, plan, screenplay, series, storyboard

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src" / "microdrama"
MODULES = sorted(p for p in SOURCE.rglob("*.py") if "migrations" not in p.parts)
PYTHON = sorted([*MODULES, *(ROOT / "tests").rglob("*.py"), *(ROOT / "benchmarks").glob("*.py")])
DOCUMENTS: dict[str, type[msgspec.Struct]] = {
    "findings": findings.Findings,
    "attention": attention.Attention,
    "framing": framing.FramingFile,
    "plan": plan.Plan,
    "series": series.Series,
    "screenplay": screenplay.Screenplay,
    "storyboard": storyboard.Storyboard,
}


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


@pytest.mark.parametrize("path", PYTHON, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_function_has_at_most_70_lines_and_a_module_500(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= 500
    long = [f.name for f in functions(path) if (f.end_lineno or 0) - f.lineno + 1 > 70]
    assert not long


def test_no_junk_drawers() -> None:
    junk = {"utils", "util", "helpers", "helper", "common", "misc", "base", "core", "methods"}
    assert not [p for p in PYTHON if p.stem in junk or junk & set(p.relative_to(ROOT).parts[:-1])]


def test_no_promises_in_the_code() -> None:
    words = re.compile(r"\b(FIX" + r"ME|TO" + r"DO|XX" + r"X|TO" + r"WRITE|break" + r"point)\b")
    assert not [p for p in PYTHON if words.search(p.read_text("utf-8"))]


def test_every_module_of_the_house_says_what_it_knows() -> None:
    silent = [
        p for p in MODULES if p.read_text("utf-8").strip() and not ast.get_docstring(ast.parse(p.read_text("utf-8")))
    ]
    assert not silent


@pytest.mark.parametrize("path", sorted((SOURCE / "ports").glob("[a-z]*.py")), ids=lambda p: p.stem)
def test_every_port_is_one_protocol_with_a_fake_beside_it(path: Path) -> None:
    classes = [node for node in ast.parse(path.read_text("utf-8")).body if isinstance(node, ast.ClassDef)]
    protocols = [c for c in classes if any(isinstance(b, ast.Name) and b.id == "Protocol" for b in c.bases)]
    assert len(protocols) == 1
    assert f"Fake{protocols[0].name}" in {c.name for c in classes}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_published_schema_is_that_of_the_code(name: str) -> None:
    """`make schemas` writes them anew."""
    written = json.loads((ROOT / "docs" / "schemas" / f"{name}.json").read_text("utf-8"))
    assert written == documents.json_schema(DOCUMENTS[name])


def test_nothing_names_a_registry_host_or_a_machine() -> None:
    lists = [*(ROOT / "requirements").iterdir(), ROOT / "frontend" / "package-lock.json", ROOT / "pyproject.toml"]
    hosts = re.compile(r"https?://[^\"\s]*(registry|pypi|pythonhosted|npmjs|mirror)", re.IGNORECASE)
    assert not [p for p in lists if hosts.search(p.read_text("utf-8"))]
