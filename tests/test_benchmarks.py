"""The benchmarks run seldom, and some of what they need they import only then: it must still be there."""

import ast
import importlib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
OURS = ("microdrama", "benchmarks", "fixtures", "frontend", "conftest", "studio", "providers")


def borrowed() -> list[tuple[str, str, str]]:
    """Which benchmark imports which name from which module of this repository, inside functions too."""
    found = []
    for path in sorted((ROOT / "benchmarks").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] in OURS:
                found += [(path.stem, node.module, alias.name) for alias in node.names]
    return found


@pytest.mark.parametrize(("benchmark", "module", "name"), borrowed())
def test_what_a_benchmark_borrows_is_there(
    benchmark: str, module: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(ROOT)
    found = importlib.import_module(module)
    assert hasattr(found, name) or importlib.util.find_spec(f"{module}.{name}"), f"{benchmark} needs {module}.{name}"
