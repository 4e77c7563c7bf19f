"""A new media key on an operator's command, written down in the log of staff."""

from __future__ import annotations

from pathlib import Path

from django.db import transaction

from microdrama.platform.accounts.operations import note_command
from microdrama.platform.playback.keys import KeyRing, read_or_make_ring, rotate


def rotate_keys(*, path: Path) -> KeyRing:
    """Rotate the keys as `keys.rotate` does; where the log cannot be reached, nothing is rotated.

    The log has the keys' numbers, never the keys.
    """
    with transaction.atomic():
        before = read_or_make_ring(path=path)
        ring = rotate(path=path)
        note_command(verb="keys.rotated", subject="media keys", before=_numbers(before), after=_numbers(ring))
    return ring


def _numbers(ring: KeyRing) -> list[int]:
    return [key.id for key in ring.keys]
