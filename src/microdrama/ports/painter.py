"""Somebody who paints stills; asked, looked after, and collected from, so that a kill buys nothing twice."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from microdrama.domain.takes import Made, Progress, Ready, StillRequest, Ticket, Usage


class Painter(Protocol):
    """Paints stills. Every method may raise MicrodramaError in a sentence; one that may pass says so by its class.

    Asked again with the same key it buys nothing twice; one that cannot promise this has a method `recover` besides,
    which tells what became of a request that was cut off (`studio.taking.Recovers`).
    """

    @property
    def provider(self) -> str:
        """Its name in requests, price cards and the ledger."""
        ...

    def estimate(self, request: StillRequest) -> Usage:
        """What it will count for the request, at most, before anything is sent."""
        ...

    def submit(self, request: StillRequest, references: dict[str, Path], *, key: str) -> Ticket:
        """Ask for a still; `references` are files by their digests; `key` is the same when the same is asked again."""
        ...

    def progress(self, ticket: Ticket) -> Progress:
        """How far it is."""
        ...

    def collect(self, ticket: Ticket, request: StillRequest, folder: Path) -> Made:
        """Put the ready still into a folder."""
        ...


class FakePainter:
    """Paints the bytes it was given, at once, and counts how often it was paid."""

    provider = "fake"

    def __init__(self, still: bytes) -> None:
        self._still = still
        self.bought = 0

    def estimate(self, request: StillRequest) -> Usage:  # noqa: ARG002 (the port's signature)
        """One image."""
        return Usage(unit="image", amount="1")

    def submit(self, request: StillRequest, references: dict[str, Path], *, key: str) -> Ticket:  # noqa: ARG002
        """A ticket with the key as its id."""
        self.bought += 1
        return Ticket(provider=self.provider, remote_id=key)

    def progress(self, ticket: Ticket) -> Progress:  # noqa: ARG002 (the port's signature)
        """Ready."""
        return Ready()

    def collect(self, ticket: Ticket, request: StillRequest, folder: Path) -> Made:  # noqa: ARG002
        """The prepared bytes as still.png."""
        path = folder / "still.png"
        path.write_bytes(self._still)
        return Made(path=path, usage=Usage(unit="image", amount="1"))
