"""How a series is reported, and taken off every screen, at once and everywhere."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from microdrama.domain.errors import MicrodramaError
from microdrama.platform.accounts.models import Account, Report
from microdrama.platform.accounts.moderation import decide, report
from microdrama.platform.catalogue.models import WORLDWIDE, Right, Series


class NothingToTakeDownError(MicrodramaError):
    """A report about a series that is not there; it is open still."""


def report_series(*, account: Account, slug: str, number: int | None, reason: str, words: str, at: datetime) -> UUID:
    """Report a series or one of its episodes to the staff.

    Of a name that nothing has, too: the answer tells nobody which series there are.
    """
    asset = Series.objects.filter(slug=slug).values_list("asset", flat=True).first() or ""
    subject = slug if number is None else f"{slug}/{number}"
    return report(account=account, subject=subject, asset=asset, reason=reason, words=words, at=at)


def take_down(*, report_id: UUID, by: Account, at: datetime) -> None:
    """Close a report and refuse its series worldwide, whatever rights it has and whatever it is called by now.

    The refusal is a right like any other: whoever finds later that it was wrong removes it. Raises ReportDecidedError,
    and NothingToTakeDownError where there is no such series.
    """
    with transaction.atomic():
        told = decide(report_id=report_id, state=Report.State.TAKEN_DOWN, by=by, at=at)
        # reports of earlier versions have the name alone
        named = {"asset": told.asset} if told.asset else {"slug": told.subject.partition("/")[0]}
        series = Series.objects.filter(**named).first()
        if series is None:
            raise NothingToTakeDownError("There is no such series to take down; the report is open still.")
        Right.objects.create(
            series=series, territory=WORLDWIDE, allowed=False, starts_at=at, reference=f"report {report_id}"
        )
