"""Somebody who animates clips; asked, looked after, and collected from, so that a kill buys nothing twice."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from microdrama.domain.takes import ClipRequest, Made, Progress, Ready, Ticket, Usage


class Animator(Protocol):
    """Makes clips. Every method may raise MicrodramaError in a sentence; one that may pass says so by its class.

    Asked again with the same key it buys nothing twice; one that cannot promise this has a method `recover` besides,
    which tells what became of a request that was cut off (`studio.taking.Recovers`).
    """

    @property
    def provider(self) -> str:
        """Its name in requests, price cards and the ledger."""
        ...

    def estimate(self, request: ClipRequest) -> Usage:
        """What it will count for the request, at most, before anything is sent."""
        ...

    def submit(self, request: ClipRequest, references: dict[str, Path], *, key: str) -> Ticket:
        """Ask for a clip; `references` are files by their digests; `key` is the same when the same is asked again."""
        ...

    def progress(self, ticket: Ticket) -> Progress:
        """How far it is."""
        ...

    def collect(self, ticket: Ticket, request: ClipRequest, folder: Path) -> Made:
        """Put the ready clip into a folder."""
        ...


class FakeAnimator:
    """Returns the bytes it was given, at once, and counts how often it was paid."""

    provider = "fake"

    def __init__(self, clip: bytes) -> None:
        self._clip = clip
        self.bought = 0

    def estimate(self, request: ClipRequest) -> Usage:
        """The seconds asked for."""
        return Usage(unit="second", amount=f"{float(request.duration_s):.3f}")

    def submit(self, request: ClipRequest, references: dict[str, Path], *, key: str) -> Ticket:  # noqa: ARG002
        """A ticket with the key as its id."""
        self.bought += 1
        return Ticket(provider=self.provider, remote_id=key)

    def progress(self, ticket: Ticket) -> Progress:  # noqa: ARG002 (the port's signature)
        """Ready."""
        return Ready()

    def collect(self, ticket: Ticket, request: ClipRequest, folder: Path) -> Made:  # noqa: ARG002
        """The prepared bytes as clip.mp4."""
        path = folder / "clip.mp4"
        path.write_bytes(self._clip)
        return Made(path=path, usage=self.estimate(request))
