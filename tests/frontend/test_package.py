"""Attack 24: what is handed out to everybody holds no key, no source map and nothing of whoever built it."""

import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from microdrama.web.pages import APP

ROOT = Path(__file__).parents[2]
SECRETS = re.compile(
    rb"-----BEGIN [A-Z ]*PRIVATE KEY|\bsk_(live|test)_[0-9A-Za-z]{8}|\bwhsec_[0-9A-Za-z]{8}|\bAKIA[0-9A-Z]{16}\b"
    rb"|\bAIza[0-9A-Za-z_-]{35}|\bgh[pousr]_[0-9A-Za-z]{30}|\bsk-[0-9A-Za-z]{32}|\bxox[abpr]-[0-9A-Za-z]{10}"
)
PRIVATE_NAMES = re.compile(
    r"(^|/)(\.|secret$|media-keys|sandbox-payments|statements\.pem|outbox)|\.(map|env|pem|key|p12|sqlite3?|db|log|bak|pyc)$"
)
OWN = str(ROOT).encode()


def faults(name: str, content: bytes) -> list[str]:
    """What is wrong with a file that everybody gets."""
    found = [f"{name} is private"] if PRIVATE_NAMES.search(name) else []
    found += [f"{name} holds {secret[0][:16]!r}" for secret in SECRETS.finditer(content)]
    return found + ([f"{name} names the folder it was built in"] if OWN in content else [])


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("assets/index.js.map", b""),
        ("library/secret", b""),
        ("a/.env", b""),
        ("a.py", b"key = 'sk_live_0123456789abcdef'"),
        ("a.txt", b"-----BEGIN PRIVATE KEY-----"),
        ("a.js", OWN),
    ],
)
def test_a24_what_must_not_leave_is_recognised(name: str, content: bytes) -> None:
    assert faults(name, content)


def test_a24_the_viewer_holds_no_key_and_no_map() -> None:
    files = [file for file in APP.rglob("*") if file.is_file()]
    assert {"index.html", "sw.js"} <= {file.name for file in files}
    for file in files:
        content = file.read_bytes()
        assert faults(file.relative_to(APP).as_posix(), content) == []
        assert b"sourceMappingURL" not in content


def test_a24_the_wheel_holds_the_package_and_nothing_else(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    done = subprocess.run(build, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as packed:
        names = packed.namelist()
        assert "microdrama/web/app/index.html" in names
        assert {name.split("/")[0] for name in names} == {"microdrama", wheel.name.rsplit("-", 3)[0] + ".dist-info"}
        assert [fault for name in names for fault in faults(name, packed.read(name))] == []
