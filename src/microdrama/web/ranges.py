"""Which bytes a Range header asks for (RFC 9110, section 14)."""

from __future__ import annotations

import re
from dataclasses import dataclass

_ONE_RANGE = re.compile(r"bytes=[ \t]*(?:([0-9]{1,18})-([0-9]{0,18})|-([0-9]{1,18}))[ \t]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ByteSpan:
    """Bytes `start` up to but not including `stop`; never empty."""

    start: int
    stop: int


class UnsatisfiableRangeError(ValueError):
    """The range is well said, but no byte of the file lies in it."""


def requested_span(header: str | None, *, size: int) -> ByteSpan | None:
    """The one span that a Range header asks for, of a file of `size` bytes; None means the whole file.

    Whole, too, for what the standard lets a server overlook: other units, bad syntax, several ranges at once.
    Raises UnsatisfiableRangeError where the file ends before the range begins.
    """
    match = _ONE_RANGE.fullmatch(header or "")
    if match is None:
        return None
    first, last, suffix = match.groups()
    if suffix is not None:
        return _suffix(int(suffix), size=size)
    start = int(first)
    if last and int(last) < start:
        return None
    if start >= size:
        raise UnsatisfiableRangeError
    return ByteSpan(start, min(int(last) + 1, size) if last else size)


def _suffix(length: int, *, size: int) -> ByteSpan | None:
    if length == 0:
        raise UnsatisfiableRangeError
    return ByteSpan(max(0, size - length), size) if size else None
