"""Writes src/lib/api-types.ts, the viewer's types, from the API's own description (`make client`).

`client.py PATH` writes there instead, which is how the tests see that the committed file is up to date.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path

import build
import django

TYPES = build.HERE / "src/lib/api-types.ts"
_HEAD = "// Written by `make client` from the description of the API. Do not edit.\n"


def description() -> str:
    """The OpenAPI document, as the server gives it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "microdrama.platform.settings")
    django.setup()
    from microdrama.web.api import api  # noqa: PLC0415 - Django must be set up first

    return json.dumps(api.get_openapi_schema(path_prefix="/api/v1/"))


def main(target: Path = TYPES) -> None:
    """Describe, translate, and leave out the tool's own head, which would change with it."""
    program, npm = build.node()
    build.install(program, npm)
    tool = build.MODULES / "openapi-typescript/bin/cli.js"
    with tempfile.TemporaryDirectory() as folder:
        document, raw = Path(folder, "openapi.json"), Path(folder, "types.ts")
        document.write_text(description(), encoding="utf-8")
        build.run(program, str(tool), str(document), "--output", str(raw), doing="openapi-typescript")
        _, _, types = raw.read_text(encoding="utf-8").partition("*/\n")
    target.write_text(_HEAD + types, encoding="utf-8")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
