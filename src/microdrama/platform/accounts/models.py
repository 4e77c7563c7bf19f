"""The tables of accounts; every rule that a row must keep is a constraint of the database."""

from __future__ import annotations

import uuid
from importlib import import_module
from typing import ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import F, Q


class AccountManager(BaseUserManager["Account"]):
    """Makes accounts the way that Django's log-in and commands ask for them."""

    def create_user(self, email: str | None = None, password: str | None = None, **fields: object) -> Account:
        """An account with a name; without an address it is a guest's."""
        address = self.normalize_email(email).lower() if email else None
        account = self.model(email=address, is_guest=address is None, **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account

    def create_superuser(self, email: str, password: str | None = None, **fields: object) -> Account:
        """An operator who may do everything in the back office."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> Account:
        """Log-in by address, however it is capitalised."""
        return self.get(email=(username or "").lower())


class Account(AbstractBaseUser, PermissionsMixin):
    """Somebody who watches, pays or works here; `public_id` is how the outside and the ledger name them.

    A guest has no address and is known by devices alone. An account that was joined into another holds nothing and
    can do nothing; one that was erased keeps its row, without anything that says who it was, for the ledger's sake.
    """

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(unique=True, null=True, blank=True)
    is_guest = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    joined_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="joined_from")
    joined_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)
    birth_year = models.PositiveSmallIntegerField(null=True, blank=True)
    monthly_cap_coins = models.PositiveIntegerField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = AccountManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar = []

    class Meta:  # noqa: D106 - Django prescribes it
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(is_guest=True, email__isnull=True) | Q(is_guest=False), name="account_guest_has_no_address"
            ),
            models.CheckConstraint(
                condition=Q(is_guest=False) | Q(is_staff=False, is_superuser=False), name="account_guest_is_no_staff"
            ),
            models.CheckConstraint(
                condition=Q(joined_into__isnull=True) | (Q(is_active=False) & ~Q(joined_into=F("pk"))),
                name="account_joined_is_closed",
            ),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True) | Q(is_active=False, email__isnull=True),
                name="account_erased_is_closed",
            ),
        ]

    def __str__(self) -> str:
        return self.email or f"guest {self.public_id}"


class Device(models.Model):
    """A browser or phone that proves by a secret which account it belongs to; only the secret's SHA-256 is kept."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="devices")
    secret_sha256 = models.CharField(max_length=64, unique=True)
    label = models.CharField(max_length=120, blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True)
    seen_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.label or 'device'} of {self.account_id}"


class Session(AbstractBaseSession):
    """A browser that is logged in or about to be; it names its account, so that all of an account's can be ended."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, null=True, related_name="sessions")

    @classmethod
    def get_session_store_class(cls) -> type[SessionBase]:
        """What reads and writes these rows."""
        store: type[SessionBase] = import_module(settings.SESSION_ENGINE).SessionStore
        return store


class Studio(models.Model):
    """A tenant: whoever holds the stories. `share_bp` is its part of what they earn, in hundredths of a percent."""

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    share_bp = models.PositiveIntegerField(default=5000)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:  # noqa: D106 - Django prescribes it
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(share_bp__lte=10_000), name="studio_share_is_at_most_all"),
            models.CheckConstraint(condition=~Q(slug="") & ~Q(name=""), name="studio_is_named"),
        ]

    def __str__(self) -> str:
        return self.name


class Member(models.Model):
    """Who works for a studio, and as what."""

    class Role(models.TextChoices):
        """From all to little: owners name members, editors publish and price, accountants read statements."""

        OWNER = "owner"
        EDITOR = "editor"
        ACCOUNTANT = "accountant"

    studio = models.ForeignKey(Studio, on_delete=models.CASCADE, related_name="members")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=12, choices=Role.choices)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:  # noqa: D106 - Django prescribes it
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["studio", "account"], name="member_once_a_studio"),
            models.CheckConstraint(
                condition=Q(role__in=["owner", "editor", "accountant"]), name="member_role_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account} at {self.studio}"


class StaffAction(models.Model):
    """What somebody of the staff or of a studio did, for good: rows are only ever added."""

    actor = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="actions")
    verb = models.CharField(max_length=60)
    subject = models.CharField(max_length=200)
    details = models.JSONField(default=dict)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:  # noqa: D106 - Django prescribes it
        verbose_name_plural = "log of staff"

    def __str__(self) -> str:
        return f"{self.actor}: {self.verb} {self.subject}"


class Report(models.Model):
    """What a viewer told of a series or an episode, until somebody of the staff has looked into it.

    `subject` is "the-slug" or "the-slug/3", as it was then; `asset` names the series for good, whatever it is called
    since, and is empty where there was none of that name.
    """

    class Reason(models.TextChoices):
        """What is wrong with it."""

        ILLEGAL = "illegal"
        VIOLENT = "violent"
        SEXUAL = "sexual"
        HATEFUL = "hateful"
        RIGHTS = "rights", "somebody else's"
        OTHER = "other"

    class State(models.TextChoices):
        """Open until it was decided: kept as it is, or taken down."""

        OPEN = "open"
        KEPT = "kept"
        TAKEN_DOWN = "taken"

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    reporter = models.ForeignKey(Account, on_delete=models.SET_NULL, null=True, related_name="reports")
    subject = models.CharField(max_length=200)
    asset = models.CharField(max_length=32, blank=True, default="")
    reason = models.CharField(max_length=10, choices=Reason.choices)
    words = models.TextField(blank=True, default="")
    state = models.CharField(max_length=5, choices=State.choices, default=State.OPEN)
    decided_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:  # noqa: D106 - Django prescribes it
        indexes: ClassVar = [models.Index(fields=["state", "created_at"], name="report_to_decide")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["reporter", "subject"], condition=Q(state="open"), name="report_open_once_a_reporter"
            ),
            models.CheckConstraint(
                condition=Q(state="open", decided_at__isnull=True)
                | Q(state__in=["kept", "taken"], decided_at__isnull=False),
                name="report_is_open_or_decided",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reason}: {self.subject}"
