"""The table of what studios were paid."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from microdrama.platform.accounts.models import Studio


class Payout(models.Model):
    """Money that went to a studio, once, under a reference of the operator's; `month` where it pays one statement."""

    studio = models.ForeignKey(Studio, on_delete=models.PROTECT, related_name="payouts")
    currency = models.CharField(max_length=3)
    minor = models.BigIntegerField()
    month = models.DateField(null=True)
    reference = models.CharField(max_length=80)
    transfer = models.OneToOneField("wallet.Transfer", on_delete=models.PROTECT, related_name="payout")
    at = models.DateTimeField()

    class Meta:  # noqa: D106 - Django prescribes it
        app_label = "wallet"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["studio", "reference"], name="payout_once_a_reference"),
            models.CheckConstraint(condition=Q(minor__gt=0), name="payout_pays_something"),
            models.CheckConstraint(condition=Q(month=None) | Q(month__day=1), name="payout_month_is_its_first_day"),
        ]

    def __str__(self) -> str:
        return f"{self.studio} {self.reference}"
