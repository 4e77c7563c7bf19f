"""The tables of playback: what ended before its time, and what was watched.

What is watched is counted apart from the ledger, whose transactions never wait for it; VIP money is shared by it.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from microdrama.platform.accounts.models import Account
from microdrama.platform.catalogue.models import Episode

DAY_MS = 24 * 60 * 60 * 1000


class Revocation(models.Model):
    """That every media address issued to a holder until `before`, that moment included, is void.

    `holder` is an account's public id or the digest of a session, both in hexadecimal.
    """

    holder = models.CharField(max_length=32, unique=True)
    before = models.DateTimeField()

    class Meta:  # noqa: D106 - Django prescribes it
        indexes: ClassVar = [models.Index(fields=["before"], name="revocation_to_forget")]
        constraints: ClassVar = [models.CheckConstraint(condition=~Q(holder=""), name="revocation_names_a_holder")]

    def __str__(self) -> str:
        return f"{self.holder} until {self.before}"


class WatchSession(models.Model):
    """One start of an episode, from its first credit on; `device` is the digest of the session that started it."""

    public_id = models.CharField(max_length=24, unique=True)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="watch_sessions")
    episode = models.ForeignKey(Episode, on_delete=models.CASCADE, related_name="watch_sessions")
    device = models.CharField(max_length=18, blank=True, default="")
    territory = models.CharField(max_length=2)
    started_at = models.DateTimeField()
    last_at = models.DateTimeField()
    watched_ms = models.PositiveBigIntegerField(default=0)

    class Meta:  # noqa: D106 - Django prescribes it
        indexes: ClassVar = [models.Index(fields=["last_at", "device"], name="watch_session_of_device")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(last_at__gte=F("started_at")), name="watch_session_runs_forward")
        ]

    def __str__(self) -> str:
        return self.public_id


class WatchClock(models.Model):
    """Until when an account was credited for watching, whatever it watched: the next credit begins no earlier."""

    account = models.OneToOneField(Account, on_delete=models.CASCADE, primary_key=True, related_name="watch_clock")
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.account_id} until {self.until}"


class WatchCredit(models.Model):
    """How long an account watched an episode on a day (UTC).

    Each credit is for a span of the server's clock that begins no earlier than `credited_until`: however many
    sessions, replays and processes add to it, a row never holds more than the time that passed. All rows of an account
    and day together do not either: that is what WatchClock is for.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="watch_credits")
    episode = models.ForeignKey(Episode, on_delete=models.CASCADE, related_name="watch_credits")
    day = models.DateField()
    watched_ms = models.PositiveBigIntegerField(default=0)
    credited_until = models.DateTimeField()

    class Meta:  # noqa: D106 - Django prescribes it
        indexes: ClassVar = [models.Index(fields=["day", "account"], name="watch_credit_of_day")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "episode", "day"], name="watch_credit_once_a_day"),
            models.CheckConstraint(condition=Q(watched_ms__lte=DAY_MS), name="watch_credit_fits_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.watched_ms} ms of {self.episode_id} by {self.account_id} on {self.day}"
