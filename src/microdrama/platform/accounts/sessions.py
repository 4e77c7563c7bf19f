"""Where sessions live: in the database, each beside the account that it logs in."""

from __future__ import annotations

import threading
from datetime import datetime
from functools import cache
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db import connection
from django.utils.crypto import constant_time_compare

from microdrama.platform.accounts.models import Account, Session

_FIELDS = Account._meta.concrete_fields  # noqa: SLF001 - Django's way to ask
_LOGGED_IN = (
    f"SELECT {', '.join(f'account.{field.column}' for field in _FIELDS)}, session.session_data "  # noqa: S608 - columns
    "FROM accounts_session session JOIN accounts_account account ON account.id = session.account_id "
    "WHERE session.session_key = %s AND session.expire_date > %s AND account.is_active"
)


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

    def logged_in(self, *, at: datetime) -> Account | None:
        """The open account that this session logs in, asked for together with the session: one question, not two.

        It is what `django.contrib.auth.get_user` would find, by the same proofs. None wherever one of them fails: that
        function then has the last word, and ends the session where it has to.
        """
        if self.session_key is None or hasattr(self, "_session_cache"):
            return None
        with connection.cursor() as cursor:
            cursor.execute(_LOGGED_IN, (self.session_key, connection.ops.adapt_datetimefield_value(at)))
            row = cursor.fetchone()
        if row is None:
            return None
        account, data = _account(row[:-1]), self.decode(row[-1])
        if not _proves(data, account=account):
            return None
        self._session_cache = data
        self.accessed = True
        return account


class _Converters(threading.local):
    """What makes values of what the thread's database gives: to find that out takes longer than to ask for a row."""

    def __init__(self) -> None:
        self.compiler: Any = Account.objects.all().query.get_compiler(connection.alias)
        self.converters = self.compiler.get_converters([field.cached_col for field in _FIELDS])


@cache
def _converters() -> _Converters:
    """Made when the first account is read: there may be no database before."""
    return _Converters()


def _account(row: tuple[Any, ...]) -> Account:
    """An account as Django would have made it of its row."""
    ours = _converters()
    values = next(iter(ours.compiler.apply_converters([row], ours.converters)))
    return Account.from_db(connection.alias, [field.attname for field in _FIELDS], values)


def _proves(data: dict[str, Any], *, account: Account) -> bool:
    """Whether a session's own words, which are signed, name the account, and its password as it is now."""
    return (
        data.get(SESSION_KEY) == str(account.pk)
        and data.get(BACKEND_SESSION_KEY) in settings.AUTHENTICATION_BACKENDS
        and constant_time_compare(data.get(HASH_SESSION_KEY, ""), account.get_session_auth_hash())
    )
