"""How a series that was reported is taken off every screen, at once and everywhere."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from microdrama.platform.accounts.models import Account, Report
from microdrama.platform.accounts.moderation import decide
from microdrama.platform.catalogue.models import WORLDWIDE, Right, Series


def take_down(*, report_id: UUID, by: Account, at: datetime) -> None:
    """Close a report and refuse its series worldwide, whatever rights it has; raises ReportDecidedError.

    The refusal is a right like any other: whoever finds later that it was wrong removes it.
    """
    with transaction.atomic():
        subject = decide(report_id=report_id, state=Report.State.TAKEN_DOWN, by=by, at=at)
        for series in Series.objects.filter(slug=subject.partition("/")[0]):
            Right.objects.create(
                series=series, territory=WORLDWIDE, allowed=False, starts_at=at, reference=f"report {report_id}"
            )
