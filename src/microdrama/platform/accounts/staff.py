"""How operators come to be: by the command line, with a role, and a link by which they choose their password."""

from __future__ import annotations

from dataclasses import dataclass

from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from microdrama.domain.errors import MicrodramaError
from microdrama.platform.accounts.models import Account
from microdrama.platform.accounts.operations import end_sessions, note_action
from microdrama.platform.accounts.roles import PERMISSIONS, UnknownRoleError

EVERYTHING = "everything"
"""The role of whoever runs the platform."""


class OperatorError(MicrodramaError):
    """The operator cannot be made; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Operator:
    """An operator, the path under which they choose a password once (None: they have one), and the office's."""

    email: str
    role: str
    path: str | None
    office: str


def add_operator(*, email: str, role: str, password: str | None) -> Operator:
    """Make somebody an operator, or give an operator another role; whoever has an account keeps it.

    But not the password and log-ins of an account that never proved its address: these may be a stranger's. Without a
    password, the answer holds a path that works once and for three days. Raises OperatorError and UnknownRoleError.
    """
    if role != EVERYTHING and role not in PERMISSIONS:
        raise UnknownRoleError(f"There is no role '{role}'; roles are {', '.join([*PERMISSIONS, EVERYTHING])}.")
    address = email.strip().lower()
    _validate(address, password)
    with transaction.atomic():
        account = Account.objects.filter(email=address).first() or Account.objects.create_user(address)
        account.is_staff, account.is_superuser = True, role == EVERYTHING
        proven = EmailAddress.objects.filter(user_id=account.pk, email=address, verified=True).exists()
        if password is not None:
            account.set_password(password)
        elif not proven:  # whoever signed up under this address may be somebody else, who knows the password
            account.set_unusable_password()
        if not proven:
            SocialAccount.objects.filter(user_id=account.pk).delete()
        account.save(update_fields=["is_staff", "is_superuser", "password"])
        account.groups.set([] if role == EVERYTHING else [Group.objects.get_or_create(name=role)[0]])
        EmailAddress.objects.update_or_create(
            user_id=account.pk, email=address, defaults={"verified": True, "primary": True}
        )
        end_sessions(account=account)  # what was logged in before had other rights
        note_action(actor=None, verb="operator.added", subject=str(account.public_id), details={"role": role})
    path = None if password is not None else _path_for(account)
    return Operator(address, role, path, settings.OFFICE_PATH)


def remove_operator(*, email: str) -> None:
    """Make an operator a viewer like any other, at once and everywhere; the account and all that they did stay.

    Raises OperatorError where nobody of that address is an operator.
    """
    with transaction.atomic():
        account = Account.objects.select_for_update().filter(email=email.strip().lower(), is_staff=True).first()
        if account is None:
            raise OperatorError(f"No operator has the address {email}; nothing was changed.")
        account.is_staff = account.is_superuser = False
        account.save(update_fields=["is_staff", "is_superuser"])
        account.groups.clear()
        end_sessions(account=account)
        note_action(actor=None, verb="operator.removed", subject=str(account.public_id), details={})


def _validate(address: str, password: str | None) -> None:
    try:
        validate_email(address)
        if password is not None:
            validate_password(password, Account(email=address))
    except ValidationError as error:
        raise OperatorError(f"{' '.join(error.messages)} Nothing was changed.") from error


def _path_for(account: Account) -> str:
    who = urlsafe_base64_encode(force_bytes(account.pk))
    return f"/{settings.OFFICE_PATH}welcome/{who}/{default_token_generator.make_token(account)}/"
