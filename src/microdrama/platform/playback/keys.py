"""The keys that media addresses and heartbeats are signed with: one that signs, and the one before it.

They lie in one file beside the secret key, readable by its owner only. Every process that uses them notices a
rotation at its next signature, because it looks at the file's time first.
"""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import msgspec
from django.conf import settings

from microdrama.domain.errors import MicrodramaError

_KEPT = 2
_MOST_ID = 2**16


class KeysError(MicrodramaError):
    """The file of media keys is no such file; nothing was changed."""


class Key(msgspec.Struct, frozen=True):
    """A key's number, which stands in what it signed, and its 32 bytes."""

    id: int
    secret: bytes


@dataclass(frozen=True, slots=True)
class KeyRing:
    """The keys, newest first; only the newest signs."""

    keys: tuple[Key, ...]

    @property
    def newest(self) -> Key:
        """The key that signs."""
        return self.keys[0]

    def find(self, number: int) -> Key | None:
        """The key of that number, while it still counts."""
        return next((key for key in self.keys if key.id == number), None)


def key_ring() -> KeyRing:
    """This installation's ring; it is made on first use."""
    return read_or_make_ring(path=Path(settings.MEDIA_KEYS))


def read_or_make_ring(*, path: Path) -> KeyRing:
    """The ring in `path`; where there is none, one of a single key is put there first."""
    try:
        status = path.stat()
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = _write_beside(path, (_new_key(()),))
        try:
            with suppress(FileExistsError):  # a link never replaces the ring of whoever was faster
                os.link(fresh, path)
        finally:
            fresh.unlink()
        status = path.stat()
    return _read(path, status.st_ino, status.st_mtime_ns)


def rotate(*, path: Path) -> KeyRing:
    """Put a new key in front and drop all but the one before it: what that one signed stays good until it expires.

    Rotate twice to end at once everything that was ever signed. Two rotations at the same moment may count as one.
    """
    old = read_or_make_ring(path=path).keys
    fresh = _write_beside(path, (_new_key(old), *old[: _KEPT - 1]))
    fresh.replace(path)
    return read_or_make_ring(path=path)


def _new_key(old: tuple[Key, ...]) -> Key:
    taken = {key.id for key in old}
    number = next(number for number in iter(lambda: secrets.randbelow(_MOST_ID), None) if number not in taken)
    return Key(number, secrets.token_bytes(32))


def _write_beside(path: Path, keys: tuple[Key, ...]) -> Path:
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(msgspec.json.encode(keys))
        file.flush()
        os.fsync(file.fileno())
    return fresh


@lru_cache(maxsize=8)
def _read(path: Path, _inode: int, _modified_ns: int) -> KeyRing:
    """The ring of a file as it was at that time; a rotation makes another file."""
    try:
        keys = msgspec.json.decode(path.read_bytes(), type=tuple[Key, ...])
    except msgspec.DecodeError as error:
        raise KeysError(f"{path} does not hold media keys ({error}); remove it, and new ones are made.") from error
    if not keys or any(len(key.secret) != 32 for key in keys):
        raise KeysError(f"{path} holds no whole media key; remove it, and new ones are made.")
    return KeyRing(keys)
