"""The viewer's types are those of the API."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_types_of_the_viewer_are_up_to_date(tmp_path: Path) -> None:
    written = tmp_path / "api-types.ts"
    subprocess.run([sys.executable, str(ROOT / "frontend/client.py"), str(written)], check=True)
    kept = (ROOT / "frontend/src/lib/api-types.ts").read_text(encoding="utf-8")
    assert written.read_text(encoding="utf-8") == kept, "run `make client`"
