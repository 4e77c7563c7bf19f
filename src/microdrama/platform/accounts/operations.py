"""What changes accounts: one verb each, safe beside itself in another process."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.hashers import make_password
from django.db import transaction

from microdrama.domain.errors import MicrodramaError
from microdrama.platform.accounts.devices import hash_secret
from microdrama.platform.accounts.models import Account, Device, Member, Report, Session, StaffAction, Studio

_LONGEST_LABEL = 120
_SECRET_BYTES = 32
_SEEN_AGAIN = timedelta(days=1)
_OLDEST = 120
_MOST_CAP = 100_000_000


class BirthYearError(MicrodramaError):
    """A year in which no viewer can have been born; nothing was changed."""


class CapError(MicrodramaError):
    """A cap that is no number of coins; nothing was changed."""


class LastOwnerError(MicrodramaError):
    """A studio always has an owner; nothing was changed."""


class StaffError(MicrodramaError):
    """What only another operator can do to an operator's account; nothing was changed."""


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


def see_device(*, secret: str, at: datetime) -> None:
    """Note that a device was used, once a day at most: nothing waits for more."""
    Device.objects.filter(secret_sha256=hash_secret(secret), seen_at__lte=at - _SEEN_AGAIN).update(seen_at=at)


def revoke_device(*, secret: str, at: datetime) -> None:
    """Let a device prove nothing any more."""
    Device.objects.filter(secret_sha256=hash_secret(secret), revoked_at__isnull=True).update(revoked_at=at)


def revoke_devices(*, account: Account, at: datetime) -> None:
    """Let none of an account's devices prove anything any more."""
    Device.objects.filter(account=account, revoked_at__isnull=True).update(revoked_at=at)


def note_action(*, actor: Account | None, verb: str, subject: str, details: Mapping[str, object]) -> None:
    """Write down, for good, what somebody of the staff or of a studio did; None stands for the command line."""
    StaffAction.objects.create(actor=actor, verb=verb, subject=subject[:200], details=dict(details))


def note_command(*, verb: str, subject: str, before: object, after: object) -> None:
    """Write down what a command changed, from what to what; to be called in the transaction of the change."""
    note_action(actor=None, verb=verb, subject=subject, details={"before": before, "after": after})


def set_birth_year(*, account: Account, year: int | None, at: datetime) -> None:
    """Note in which year a viewer was born, which decides what they may be shown. Raises BirthYearError."""
    if year is not None and not at.year - _OLDEST <= year <= at.year:
        raise BirthYearError(f"Nobody was born in {year} who watches now; nothing was changed.")
    Account.objects.filter(pk=account.pk).update(birth_year=year)


def set_monthly_cap(*, account: Account, coins: int | None) -> None:
    """Hold what an account may spend in a month to so many coins; None lets go. Raises CapError."""
    if coins is not None and not 0 <= coins <= _MOST_CAP:
        raise CapError(f"A monthly cap is between 0 and {_MOST_CAP} coins; nothing was changed.")
    Account.objects.filter(pk=account.pk).update(monthly_cap_coins=coins)


def end_sessions(*, account: Account) -> int:
    """Log an account out everywhere."""
    ended, _ = Session.objects.filter(account=account).delete()
    return ended


def erase(*, account: Account, at: datetime) -> None:
    """Close an account for good, and forget who it was; the same again changes nothing.

    Address, password, log-ins, devices, sessions, memberships and reports go. Its row stays without them, since the
    ledger, which only grows, names it. Raises LastOwnerError for who alone owns a studio, StaffError for staff.
    """
    with transaction.atomic():
        held = Account.objects.select_for_update().get(pk=account.pk)
        if held.is_staff:
            raise StaffError("An operator's account is closed by another operator; nothing was changed.")
        for owned in Member.objects.filter(account=held, role=Member.Role.OWNER).select_related("studio"):
            refuse_last_owner(owned.studio, but=held)
        guests = [held.pk, *Account.objects.filter(joined_into=held).values_list("pk", flat=True)]
        for one in (Device, Session, Member):
            one.objects.filter(account__in=guests).delete()
        Report.objects.filter(reporter__in=guests).update(reporter=None, words="")
        EmailAddress.objects.filter(user_id__in=guests).delete()
        SocialAccount.objects.filter(user_id__in=guests).delete()
        held.groups.clear()
        Account.objects.filter(pk__in=guests).update(
            email=None, is_active=False, password=make_password(None), birth_year=None, last_login=None
        )
        Account.objects.filter(pk=held.pk, erased_at__isnull=True).update(erased_at=at, monthly_cap_coins=None)


def refuse_last_owner(studio: Studio, *, but: Account) -> None:
    """Raise LastOwnerError where nobody but `but` owns the studio; its rows are held until the transaction ends."""
    Studio.objects.select_for_update().get(pk=studio.pk)
    if not studio.members.filter(role=Member.Role.OWNER).exclude(account=but).exists():
        raise LastOwnerError(f"{studio.name} would have no owner; name another first. Nothing was changed.")
