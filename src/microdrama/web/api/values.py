"""Values that requests bring, held to what their JSON says: no number is made of words or of true and false."""

from __future__ import annotations

from pydantic import BeforeValidator


def _whole(value: object) -> object:
    """JSON has one kind of number, so 3.0 is 3; "3" and true are none."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, bool | str):
        raise ValueError("a whole number is asked for")  # noqa: TRY004 - pydantic turns only this into its own error
    return value


WHOLE = BeforeValidator(_whole)
"""Goes behind the range of an int: Annotated[int, Field(ge=1), WHOLE]."""
