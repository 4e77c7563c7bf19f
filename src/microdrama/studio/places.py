"""Where microdrama keeps things on this machine: everything lies under one home folder."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import platformdirs


@dataclass(frozen=True, slots=True)
class Places:
    """The folders and files under `home`; none of them needs to exist yet."""

    home: Path

    @property
    def artefacts(self) -> Path:
        """What the stages made, by digest: may be deleted at any time, costs only the work again."""
        return self.home / "artefacts"

    @property
    def takes(self) -> Path:
        """What was bought from generators, by digest: must not be deleted, it was paid for."""
        return self.home / "takes"

    @property
    def ledger(self) -> Path:
        """The SQLite file of the production ledger: what was reserved, paid and given back. Never to be deleted."""
        return self.home / "takes" / "ledger.sqlite3"

    @property
    def models(self) -> Path:
        """Model weights and sample films, fetched by the registry in `providers.models`."""
        return self.home / "models"

    @property
    def database(self) -> Path:
        """The SQLite file of the platform."""
        return self.home / "library" / "microdrama.sqlite3"

    @property
    def media(self) -> Path:
        """The files of published series."""
        return self.home / "library" / "media"

    @property
    def secret(self) -> Path:
        """The platform's signing key, made on first use, readable by its owner only."""
        return self.home / "library" / "secret"

    @property
    def sandbox_secret(self) -> Path:
        """What seals the notices of play money, made on first use, readable by its owner only."""
        return self.home / "library" / "sandbox-payments"

    @property
    def statement_key(self) -> Path:
        """The private key that studios' statements are signed with, made on first use, readable by its owner only."""
        return self.home / "library" / "statements.pem"

    @property
    def media_keys(self) -> Path:
        """The keys that media addresses are signed with, made on first use, readable by their owner only."""
        return self.home / "library" / "media-keys"


def places() -> Places:
    """The places under MICRODRAMA_HOME, or under the user's own data folder where that is not set."""
    home = os.environ.get("MICRODRAMA_HOME") or platformdirs.user_data_dir("microdrama", appauthor=False)
    return Places(Path(home).expanduser().absolute())
