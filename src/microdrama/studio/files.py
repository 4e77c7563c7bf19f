"""Writing a single file whole or not at all, and telling a full disk from other refusals."""

from __future__ import annotations

import errno
import os
import uuid
from pathlib import Path

import msgspec

from microdrama.domain import documents
from microdrama.domain.errors import MicrodramaError


class WriteError(MicrodramaError):
    """A file could not be written; what lay there before is untouched."""


def is_full(error: OSError) -> bool:
    """Whether the disk, or this user's share of it, has no room left."""
    return error.errno in (errno.ENOSPC, errno.EDQUOT)


def write_document(path: Path, document: msgspec.Struct) -> None:
    """Write a JSON document beside its place, then put it there. Raises WriteError."""
    write_file(path, documents.encode(document))


def write_file(path: Path, data: bytes) -> None:
    """Write a file beside its place, then put it there. Raises WriteError."""
    beside = path.with_name(f".{path.name}.{uuid.uuid4().hex[:8]}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with beside.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError as error:
        raise WriteError(f"{path} cannot be written: {error.strerror}. What lay there is unchanged.") from error
    finally:
        beside.unlink(missing_ok=True)
