"""Who failed to log in at the office: a line of the server's own log each, for whoever watches over it."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from microdrama.platform.accounts.models import Account
from microdrama.web.proxies import address_of

_log = logging.getLogger("microdrama.security")


def note_refusal(*, credentials: Mapping[str, Any], request: HttpRequest | None = None, **_more: object) -> None:
    """Note an operator by their public id, and nobody else by what they typed: it may be a password."""
    if request is None or not request.path.startswith(f"/{settings.OFFICE_PATH}"):
        return
    email = str(credentials.get("username", "")).strip().lower()
    known = Account.objects.filter(email=email, is_staff=True).first()
    who = f"operator {known.public_id}" if known else "nobody known"
    _log.warning("log-in at the office refused: %s, from %s", who, address_of(request))
