"""Somebody who shows advertisements, and swears that one was watched to its end."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

import msgspec

from microdrama.domain.errors import MicrodramaError


class AdCallbackError(MicrodramaError):
    """A callback about an advertisement is forged, altered or stale; nothing was opened."""


class WatchedAd(msgspec.Struct, frozen=True, kw_only=True):
    """One advertisement that was watched: by which account, and for which episode; the network's id comes once."""

    network: str
    transaction_id: str
    account: str
    slug: str
    number: int


class AdNetwork(Protocol):
    """Swears that advertisements were watched."""

    @property
    def network(self) -> str:
        """Its name in rewards, at most 20 letters."""
        ...

    def read_callback(self, query: str, *, at: datetime) -> WatchedAd:
        """What the query string of a callback says, exactly as it was sent, once its signature and age are right.

        Raises AdCallbackError.
        """
        ...


class FakeAdNetwork:
    """Believes every callback, which is "account/slug/number/transaction"."""

    network = "fake"

    def read_callback(self, query: str, *, at: datetime) -> WatchedAd:  # noqa: ARG002 (the port's signature)
        """The four parts of the query."""
        account, slug, number, transaction = query.split("/")
        return WatchedAd(
            network=self.network, transaction_id=transaction, account=account, slug=slug, number=int(number)
        )
