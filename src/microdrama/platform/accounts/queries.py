"""Who somebody is, and what they may do."""

from __future__ import annotations

from datetime import datetime

from microdrama.platform.accounts.devices import hash_secret
from microdrama.platform.accounts.models import Account, Studio

HOUSE = "house"
"""The studio of whoever runs this platform: it holds every series that names no other."""


def house() -> Studio:
    """The operator's own studio, which is there from the database's first day."""
    return Studio.objects.get_or_create(slug=HOUSE, defaults={"name": "House", "share_bp": 10_000})[0]


def account_of_device(*, secret: str, at: datetime) -> Account | None:
    """Whose device holds this secret; None where none does, it was revoked by `at`, or its account is closed.

    A device stands for guests only: whoever has a name proves it by logging in.
    """
    found = Account.objects.filter(devices__secret_sha256=hash_secret(secret), is_active=True, is_guest=True)
    return found.exclude(devices__secret_sha256=hash_secret(secret), devices__revoked_at__lte=at).first()


def age_of(*, account: Account | None, at: datetime) -> int | None:
    """How old somebody is at least, in years: of a birthday only the year is known. None where nothing is."""
    return None if account is None or account.birth_year is None else at.year - account.birth_year - 1
