"""How the platform's signing key is made once and kept where only its owner reads it."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path


def read_or_make_secret_key(*, path: Path) -> str:
    """The key in `path`; where there is none, a new one is put there first, readable by its owner only.

    Two processes that start at once end up with the same key, and a kill half-way leaves none or a whole one.
    """
    with suppress(FileNotFoundError):
        return path.read_text("ascii")
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48))
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):  # a link, unlike a rename, never replaces the key of whoever was faster
            os.link(fresh, path)
    finally:
        fresh.unlink()
    return path.read_text("ascii")
