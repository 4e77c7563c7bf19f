"""Answers of services that answer a request at once: whole on the disk before anybody believes that they came."""

from __future__ import annotations

import os
import uuid
from pathlib import Path

from microdrama.studio.takes import TakeError


class Inbox:
    """Answers in one folder by the keys of what was asked."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def find(self, key: str) -> Path | None:
        """The answer to what was asked under a key, or None."""
        path = self._root / key
        return path if path.is_file() else None

    def put(self, key: str, answer: bytes) -> Path:
        """Keep an answer; it is on the disk when this returns. Raises TakeError."""
        path, beside = self._root / key, self._root / f".{key}.{uuid.uuid4().hex[:8]}"
        try:
            self._root.mkdir(parents=True, exist_ok=True)
            with beside.open("wb") as file:
                file.write(answer)
                file.flush()
                os.fsync(file.fileno())
            beside.replace(path)
            folder = os.open(self._root, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)
        except OSError as error:
            raise TakeError(f"An answer that was paid for cannot be written to {path}: {error.strerror}.") from error
        finally:
            beside.unlink(missing_ok=True)
        return path

    def get(self, key: str) -> Path:
        """The answer to what was asked under a key; raises TakeError where there is none."""
        path = self.find(key)
        if path is None:
            raise TakeError(f"The answer that was paid for is not in {self._root} any more.")
        return path
