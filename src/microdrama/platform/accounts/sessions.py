"""Where sessions live: in the database, each beside the account that it logs in."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

from microdrama.platform.accounts.models import Session


class SessionStore(DatabaseStore):
    """Django's sessions of the database, in a table that knows whose they are."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """The table."""
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        """A row for this session."""
        told = data.get(SESSION_KEY)
        return Session(
            session_key=self._get_or_create_session_key(),  # type: ignore[attr-defined]  # django-stubs lacks it
            session_data=self.encode(data),
            expire_date=self.get_expiry_date(),
            account_id=int(told) if told else None,
        )
