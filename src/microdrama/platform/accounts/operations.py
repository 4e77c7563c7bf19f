"""What changes accounts: one verb each, safe beside itself in another process."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from microdrama.platform.accounts.devices import hash_secret
from microdrama.platform.accounts.models import Account, Device, StaffAction

_LONGEST_LABEL = 120
_SECRET_BYTES = 32


def open_guest(*, label: str, at: datetime) -> tuple[Account, str]:
    """A new account without a name, and the secret by which its first device proves itself from now on.

    The secret is told this once; only its hash is kept.
    """
    secret = secrets.token_urlsafe(_SECRET_BYTES)
    with transaction.atomic():
        account = Account.objects.create_user()
        Device.objects.create(
            account=account, secret_sha256=hash_secret(secret), label=label[:_LONGEST_LABEL], seen_at=at
        )
    return account, secret


def revoke_device(*, secret: str, at: datetime) -> None:
    """Let a device prove nothing any more."""
    Device.objects.filter(secret_sha256=hash_secret(secret), revoked_at__isnull=True).update(revoked_at=at)


def note_action(*, actor: Account | None, verb: str, subject: str, details: Mapping[str, object]) -> None:
    """Write down, for good, what somebody of the staff or of a studio did; None stands for the command line."""
    StaffAction.objects.create(actor=actor, verb=verb, subject=subject[:200], details=dict(details))
