"""What the log of staff says of refunds: who asked for which sum, and whether it had been asked for before.

A provider may answer later, in a notice. Until then the same sum of an order is the same refund to it: it gives back
once, and the log says of the second line that it is the first again.
"""

from __future__ import annotations

from microdrama.platform.accounts.models import Account, StaffAction
from microdrama.platform.accounts.operations import note_action
from microdrama.platform.wallet.models import Order
from microdrama.platform.wallet.turns import booked

VERB = "refund"


def note(*, order: Order, minor: int, total: int, by: Account) -> bool:
    """Write down a refund that the provider has taken on, which makes `total` of the order; whether it is the first."""
    with booked():
        Order.objects.select_for_update(no_key=True, of=("self",)).get(pk=order.pk)
        first = not StaffAction.objects.filter(
            verb=VERB, subject=_subject(order), details__total_minor=total, details__minor=minor
        ).exists()
        details = {"minor": minor, "currency": order.quote.currency, "total_minor": total}
        details |= {} if first else {"again": True}
        note_action(actor=by, verb=VERB, subject=_subject(order), details=details)
    return first


def waiting(*, order: Order) -> int:
    """How much of an order was asked back by the staff and is not told by the provider yet."""
    asked = StaffAction.objects.filter(verb=VERB, subject=_subject(order)).values_list("details", flat=True)
    most = max((int(one.get("total_minor", 0)) for one in asked), default=0)
    return max(0, most - order.refunded_minor)


def _subject(order: Order) -> str:
    return f"order {order.public_id}"
