"""Ends media addresses before they expire: when a log-in ends by whatever door, and when an account is closed."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from microdrama.platform.accounts.models import Session
from microdrama.platform.playback.models import Revocation
from microdrama.platform.playback.tokens import session_digest

_REMEMBERED = timedelta(hours=25)
"""Longer than any address lives, an episode lasting less than a day."""


def revoke_account(*, account: UUID, at: datetime) -> None:
    """End every address that an account (its public id) was given until now, on all its devices."""
    _revoke(account.hex, at=at)


def revoke_session(*, session: str, at: datetime) -> None:
    """End every address that a device or log-in was given until now; "" is nobody's, and ends nothing."""
    if session:
        _revoke(session_digest(session).hex(), at=at)


def revoke_ended(*, instance: Session, **_told: object) -> None:
    """End every address of a log-in that is over: Django's signal that its row is gone, whoever removed it."""
    if instance.account_id is not None:
        revoke_session(session=instance.session_key, at=timezone.now())


def _revoke(holder: str, *, at: datetime) -> None:
    """Two that do it at once leave the later moment."""
    Revocation.objects.bulk_create([Revocation(holder=holder, before=at)], ignore_conflicts=True)
    Revocation.objects.filter(holder=holder, before__lt=at).update(before=at)
    Revocation.objects.filter(before__lt=at - _REMEMBERED).delete()
