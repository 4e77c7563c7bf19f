"""Renewals that the staff stops for a viewer: what is paid stays, and the log says who did it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from microdrama.platform.accounts.models import Account
from microdrama.platform.accounts.operations import note_action
from microdrama.platform.wallet import subscriptions
from microdrama.ports.payments import Payments


def stop_renewals(*, account: Account, by: Account, payments: Mapping[str, Payments], at: datetime) -> datetime:
    """Have all of a viewer's subscriptions renew no more; returns until when they last.

    Where a provider cannot be told it would charge on, so nothing is changed then. Raises what `subscriptions.cancel`
    raises.
    """
    orders = subscriptions.renewing(account=account)
    until = subscriptions.cancel(account=account, payments=payments, at=at)
    details = {"orders": [str(order.public_id) for order in orders], "until": until.isoformat()}
    note_action(actor=by, verb="subscription.stopped", subject=f"account {account.public_id}", details=details)
    return until
