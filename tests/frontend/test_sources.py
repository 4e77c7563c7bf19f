"""The viewer's own tests and types, run with the Node that builds it."""

import runpy
import subprocess
from pathlib import Path

import pytest

FRONTEND = Path(__file__).parents[2] / "frontend"
TOOLS = {
    "unit tests": ("vitest/vitest.mjs", "run"),
    "types": ("svelte-check/bin/svelte-check", "--tsconfig", "./tsconfig.json", "--fail-on-warnings"),
}


@pytest.mark.parametrize("what", TOOLS)
def test_the_sources_pass_their(what: str) -> None:
    if not (FRONTEND / "node_modules/.packages").exists():
        pytest.fail("the viewer's packages are not installed: run `make install`")
    program, _ = runpy.run_path(str(FRONTEND / "build.py"))["node"]()
    script, *arguments = TOOLS[what]
    command = [str(program), f"node_modules/{script}", *arguments]
    done = subprocess.run(command, cwd=FRONTEND, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout + done.stderr


WRITTEN = "api-types.ts"  # by `make client`, as long as the API is


def test_modules_stay_small() -> None:
    files = [
        path
        for path in FRONTEND.glob("src/**/*")
        if path.suffix in {".ts", ".svelte", ".js", ".css"} and path.name != WRITTEN
    ]
    assert files
    long = {path.name: lines for path in files if (lines := len(path.read_text("utf-8").splitlines())) > 500}
    assert long == {}
