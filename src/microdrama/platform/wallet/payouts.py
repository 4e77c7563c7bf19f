"""What studios were paid: booked once under a reference, and never more than is payable to them.

The money leaves by other means, as a transfer by the bank; this is its entry: payable:<studio>:<CUR> goes down, and
psp:<source>:<CUR> goes up, since of what came in for us so much went on.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Sum

from microdrama.domain.errors import MicrodramaError
from microdrama.platform.accounts.models import Account, Studio
from microdrama.platform.accounts.operations import note_action
from microdrama.platform.catalogue.pricing import written
from microdrama.platform.wallet import ledger
from microdrama.platform.wallet.models import Leg, Statement
from microdrama.platform.wallet.payout_models import Payout
from microdrama.platform.wallet.sums import read_sum
from microdrama.platform.wallet.turns import booked

KIND = "payout"
BANK = "bank"

_REFERENCE = re.compile(r"[^\W_][\w .,:+#&()/-]{0,79}")
_SOURCE = re.compile(r"[a-z][a-z0-9_-]{0,19}", re.ASCII)


class PayoutError(MicrodramaError):
    """The payout cannot be booked; nothing was changed."""


class NotPayableError(PayoutError):
    """More was to be paid than there is to pay; nothing was changed."""


class ReferenceTakenError(PayoutError):
    """The reference stands for another payout; nothing was changed."""


@dataclass(frozen=True, slots=True)
class PaidOut:
    """A payout as it is booked; not `fresh` where it was booked before."""

    payout: Payout
    fresh: bool


def payable(*, studio: Studio) -> dict[str, int]:
    """What is to be paid to a studio, in minor units by currency; below zero where more was carried back since."""
    prefix = f"payable:{studio.public_id}:"
    legs = Leg.objects.filter(account__name__startswith=prefix).values("account__unit").annotate(sum=Sum("amount"))
    return {row["account__unit"]: row["sum"] for row in legs.order_by("account__unit") if row["sum"]}


def list_payouts(*, studio: Studio) -> list[Payout]:
    """What a studio was paid, newest first."""
    return list(Payout.objects.filter(studio=studio).order_by("-pk"))


def told(payout: Payout) -> dict[str, str | int | None]:
    """A payout in words and numbers for whoever reads it elsewhere."""
    return {
        "reference": payout.reference,
        "currency": payout.currency,
        "minor": payout.minor,
        "written": written(minor=payout.minor, currency=payout.currency),
        "month": f"{payout.month:%Y-%m}" if payout.month else None,
        "at": payout.at.isoformat(),
    }


def pay_out(  # noqa: PLR0913 - what a payout is
    *,
    studio: Studio,
    reference: str,
    month: date | None = None,
    currency: str | None = None,
    minor: int | None = None,
    typed_sum: str | None = None,
    source: str = BANK,
    by: Account | None,
    at: datetime,
) -> PaidOut:
    """Book that a studio was paid; the same reference again tells the same. Written into the log of staff.

    Without `minor`, or a `typed_sum` as people write it, it is all that is payable, or all that is left of the
    statements of `month`; `currency` may be left out where there is one. Raises PayoutError, NotPayableError,
    ReferenceTakenError, AmountError, SumError.
    """
    if not _REFERENCE.fullmatch(reference) or not _SOURCE.fullmatch(source):
        raise PayoutError("A reference has at most 80 letters, digits, blanks and .,:+#&()/- and begins with no sign.")
    if minor is not None:
        ledger.whole(minor)
    with booked():
        # payouts and statements of a studio come one by one, so that what is payable stays what was read
        Studio.objects.select_for_update(no_key=True).get(pk=studio.pk)
        known = Payout.objects.filter(studio=studio, reference=reference).first()
        if known is not None:
            asked = minor if typed_sum is None else read_sum(typed_sum, currency=known.currency)
            _refuse_another(known, month=month, currency=currency, minor=asked)
            return PaidOut(known, fresh=False)
        unit, most = _most(studio, month=month, currency=currency)
        if typed_sum is not None:
            minor = read_sum(typed_sum, currency=unit)
        sum_ = most if minor is None else minor
        if not 0 < sum_ <= most:
            of = f" for {month:%Y-%m}" if month else ""
            left = written(minor=max(0, most), currency=unit)
            raise NotPayableError(f"Of {studio.name}'s money{of}, {left} can be paid; nothing was booked.")
        key = f"payout:{studio.public_id}:{reference}"
        legs = {f"payable:{studio.public_id}:{unit}": -sum_, f"psp:{source}:{unit}": sum_}
        transfer = ledger.post(key=key, kind=KIND, legs=legs, at=at)
        payout = Payout.objects.create(
            studio=studio, currency=unit, minor=sum_, month=month, reference=reference, transfer=transfer, at=at
        )
        details = {"minor": sum_, "currency": unit, "reference": reference, "source": source}
        details |= {"month": f"{month:%Y-%m}"} if month else {}
        note_action(actor=by, verb="payout", subject=f"studio {studio.slug}", details=details)
    return PaidOut(payout, fresh=True)


def left_of(*, studio: Studio, month: date) -> dict[str, int]:
    """What is still to be paid of the statements of a month, by currency; not held against what is payable in all."""
    made = Statement.objects.filter(studio=studio, month=month)
    paid = Payout.objects.filter(studio=studio, month=month).values("currency").annotate(sum=Sum("minor")).order_by()
    gone: Mapping[str, int] = {row["currency"]: row["sum"] for row in paid}
    return {one.currency: one.document["share_minor"] - gone.get(one.currency, 0) for one in made}


def _most(studio: Studio, *, month: date | None, currency: str | None) -> tuple[str, int]:
    """The currency that is paid in, and the most that can be paid."""
    owed = payable(studio=studio)
    if month is not None:
        left = left_of(studio=studio, month=month)
        if not left:
            raise PayoutError(f"{studio.name} has no statement of {month:%Y-%m}; nothing was booked.")
        owed = {unit: min(sum_, owed.get(unit, 0)) for unit, sum_ in left.items()}
    if currency is None:
        units = [unit for unit, sum_ in owed.items() if sum_ > 0]
        if len(units) > 1:
            raise PayoutError(f"Say in which currency: {studio.name} is owed {', '.join(units)}; nothing was booked.")
        if not units:
            raise NotPayableError(f"There is nothing to be paid to {studio.name}; nothing was booked.")
        currency = units[0]
    return currency, owed.get(currency, 0)


def _refuse_another(known: Payout, *, month: date | None, currency: str | None, minor: int | None) -> None:
    asked = (month, currency or known.currency, minor or known.minor)
    if asked != (known.month, known.currency, known.minor):
        said = written(minor=known.minor, currency=known.currency)
        raise ReferenceTakenError(f"'{known.reference}' stands for another payout, of {said}; nothing was booked.")
