"""Whom an endpoint is for: whoever has an account, or only those who have a name."""

from __future__ import annotations

from django.http import HttpRequest
from ninja.errors import HttpError

from microdrama.platform.accounts.models import Account
from microdrama.web.visitor import visitor


def known(request: HttpRequest) -> Account:
    """The account that asks, a guest's or one with a name; answers 401 where there is none."""
    account = visitor(request).account
    if account is None:
        raise HttpError(401, "Sign in first. To go on without a name, open a guest account: POST /session.")
    return account


def named(request: HttpRequest) -> Account:
    """The account that asks, logged in with a name; answers 401 to guests, too."""
    who = visitor(request)
    if who.account is None or not who.is_signed_in:
        raise HttpError(401, "This takes a log-in.")
    return who.account
