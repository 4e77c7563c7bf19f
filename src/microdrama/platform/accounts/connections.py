"""By which other services an account can be entered, and how one of them is taken off it."""

from __future__ import annotations

from dataclasses import dataclass

from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.db import transaction

from microdrama.domain.errors import MicrodramaError
from microdrama.platform.accounts.models import Account


class NoConnectionError(MicrodramaError):
    """The account has no such log-in; nothing was changed."""


class LastWayInError(MicrodramaError):
    """Without this log-in nobody would get into the account any more; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Connection:
    """A person at another service who can enter an account here; `address` is theirs there, or empty."""

    id: int
    service: str
    name: str
    address: str


def connections_of(*, account: Account) -> list[Connection]:
    """The account's log-ins by other services, oldest first; those whose service is configured no more, too."""
    names = {one.id: one.name for one in settings.LOG_INS}
    rows = SocialAccount.objects.filter(user=account).order_by("pk")
    return [Connection(row.pk, row.provider, names.get(row.provider, row.provider), _address(row)) for row in rows]


def disconnect(*, account: Account, connection: int) -> None:
    """Take a log-in off an account. Raises NoConnectionError, or LastWayInError where it is the last way in.

    A log-in counts as a way in while its service is configured, a password together with a verified address.
    """
    offered = [one.id for one in settings.LOG_INS]
    with transaction.atomic():
        held = Account.objects.select_for_update().get(pk=account.pk)  # two that are taken off at once leave one
        mine = SocialAccount.objects.filter(user=held)
        if not mine.filter(pk=connection).exists():
            raise NoConnectionError("This account has no such log-in; nothing was changed.")
        by_password = held.has_usable_password() and EmailAddress.objects.filter(user=held, verified=True).exists()
        if not by_password and not mine.exclude(pk=connection).filter(provider__in=offered).exists():
            raise LastWayInError("This is the only way into your account; set a password first. Nothing was changed.")
        mine.filter(pk=connection).delete()


def _address(row: SocialAccount) -> str:
    """Where the service says it, which is at the top of what it told or one step below."""
    told = row.extra_data if isinstance(row.extra_data, dict) else {}
    parts = [told, *(part for part in told.values() if isinstance(part, dict))]
    return next((part["email"] for part in parts if isinstance(part.get("email"), str)), "")
