"""Google's accounts: bearer tokens of a service account, and who signed a web token, both by Google's own library."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from google.auth.exceptions import GoogleAuthError
from google.auth.transport.requests import Request
from google.oauth2 import id_token, service_account

from microdrama.ports.payments import ProviderError

_ACCOUNTS: Any = service_account.Credentials  # the library's own types are half known
_TOKENS: Any = id_token


def service_token(path: Path, *, scope: str) -> Callable[[], str]:
    """Gives a bearer token of the service account in a file; a new one before the old one ends."""
    try:
        credentials = _ACCOUNTS.from_service_account_file(str(path), scopes=[scope])
    except (OSError, ValueError) as error:
        raise ProviderError("GOOGLE_APPLICATION_CREDENTIALS names no file of a service account.") from error
    lock = threading.Lock()

    def token() -> str:
        with lock:
            try:
                if not credentials.valid:
                    credentials.refresh(Request())
            except GoogleAuthError as error:
                raise ProviderError("Google did not let the service account in; try again.") from error
            return str(credentials.token)

    return token


def vouching(audience: str) -> Callable[[str], Mapping[str, Any]]:
    """Gives the claims of a web token that Google signed for an audience; raises ValueError for every other."""

    def vouch(token: str) -> Mapping[str, Any]:
        try:
            return _TOKENS.verify_oauth2_token(token, Request(), audience=audience)
        except GoogleAuthError as error:
            raise ValueError("Google did not sign this token") from error

    return vouch
