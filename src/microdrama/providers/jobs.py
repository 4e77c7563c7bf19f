"""What services have in common that take a job, give its number, and make it while one looks on."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from microdrama.domain.takes import ClipRequest, StillRequest, Ticket
from microdrama.providers.remote import Json, text_at
from microdrama.studio.takes import DoubtError, UncertainError

SKEW_S = 300.0  # how far a service's clock and ours may be apart
Picture = StillRequest | ClipRequest
"""What a service is asked for that makes both stills and clips."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A job in a service's list: whether it is the one that we look for, None where its entry does not tell."""

    number: str
    made_at: float
    ours: bool | None


def searched(
    listed: Iterable[Listed], *, provider: str, asked_at: float, known: frozenset[str]
) -> Ticket | Literal["absent"]:
    """The job of a request in a service's list, which is whole since the request was made.

    Raises DoubtError where a job of that time may be it or not.
    """
    fitting = [one for one in listed if one.number not in known and one.made_at >= asked_at - SKEW_S]
    for one in fitting:
        if one.ours:
            return Ticket(provider=provider, remote_id=one.number)
    unclear = [one.number for one in fitting if one.ours is None]
    if unclear:
        raise DoubtError(f"its list has {', '.join(unclear[:5])} of about that time, and does not say what for.")
    return "absent"


def when(text: str) -> float:
    """Seconds since 1970 of a time in ISO 8601; one that nobody can read is late, so that its job is not overlooked."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return math.inf
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def iso(moment: float) -> str:
    """A time (seconds since 1970) in ISO 8601, UTC."""
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def number_of(answer: Json, *path: str, who: str) -> str:
    """The number of a job that was accepted; raises UncertainError where an answer names none."""
    number = text_at(answer, *path)
    if not number:
        raise UncertainError(f"{who} answered without the number of a job.")
    return number


def result_name(folder: Path, request: Picture) -> Path:
    """Where the file of a still or clip goes."""
    return folder / ("still.png" if isinstance(request, StillRequest) else "clip.mp4")
