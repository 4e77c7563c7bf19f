"""What viewers report, and what the staff decides about it; one report is decided once."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from microdrama.domain.errors import MicrodramaError
from microdrama.platform.accounts.models import Account, Report
from microdrama.platform.accounts.operations import note_action

_LONGEST_WORDS = 2000


class ReportDecidedError(MicrodramaError):
    """Somebody else was faster; their decision stands."""


def report(*, account: Account, subject: str, reason: str, words: str, at: datetime, asset: str = "") -> UUID:
    """Put a report into the queue; whoever reports the same again while theirs is open changes nothing."""
    made, _ = Report.objects.get_or_create(
        reporter=account,
        subject=subject,
        state=Report.State.OPEN,
        defaults={"asset": asset, "reason": Report.Reason(reason), "words": words[:_LONGEST_WORDS], "created_at": at},
    )
    return made.public_id


def keep(*, report_id: UUID, by: Account, at: datetime) -> None:
    """Leave what was reported as it is."""
    decide(report_id=report_id, state=Report.State.KEPT, by=by, at=at)


def decide(*, report_id: UUID, state: Report.State, by: Account, at: datetime) -> Report:
    """Close a report, and say what is in it. Raises ReportDecidedError where it is closed already."""
    with transaction.atomic():
        open_one = Report.objects.filter(public_id=report_id, state=Report.State.OPEN)
        if not open_one.update(state=state, decided_by=by, decided_at=at):
            raise ReportDecidedError("This report was decided already; load the page again to see how.")
        found = Report.objects.get(public_id=report_id)
        details = {"report": str(report_id), "reason": found.reason}
        note_action(actor=by, verb=f"report.{state.value}", subject=found.subject, details=details)
    return found
