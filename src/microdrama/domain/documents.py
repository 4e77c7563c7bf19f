"""Reading, writing and describing the JSON contracts: findings, plan, series, attention."""

from __future__ import annotations

import sys
from fractions import Fraction
from typing import Any, TypeVar

import msgspec

from microdrama.domain.errors import MicrodramaError
from microdrama.domain.time import as_number, seconds

T = TypeVar("T")


class DocumentError(MicrodramaError):
    """A JSON file is not what its contract says."""


def _to_json(value: Any) -> Any:
    if isinstance(value, Fraction):
        return as_number(value)
    raise NotImplementedError(f"no JSON form for {type(value).__name__}")


def _from_json(kind: type, value: Any) -> Any:
    if kind is not Fraction or isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"expected a number of seconds, got {type(value).__name__}")
    if abs(value) > sys.float_info.max:
        raise ValueError("expected a number of seconds, got one beyond all counting")
    return seconds(value)


def _describe(kind: type) -> dict[str, Any]:
    if kind is Fraction:
        return {"type": "number", "description": "seconds, at most six decimals"}
    raise NotImplementedError(f"no JSON Schema for {kind.__name__}")


def encode(document: msgspec.Struct) -> bytes:
    """A document as indented JSON, with the same bytes for the same value and a line end at the end."""
    return msgspec.json.format(msgspec.json.encode(document, enc_hook=_to_json), indent=1) + b"\n"


def decode(data: bytes | str, kind: type[T], *, source: str) -> T:
    """Read a document; `source` is what the error calls it. Raises DocumentError on any breach of contract."""
    try:
        return msgspec.json.decode(data, type=kind, dec_hook=_from_json)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise DocumentError(f"{source} cannot be read: {error}.") from error


def json_schema(kind: type[msgspec.Struct]) -> dict[str, Any]:
    """The JSON Schema of a document, as `docs/schemas` holds it."""
    return msgspec.json.schema(kind, schema_hook=_describe)
