"""Renewals that the staff stops for a viewer: what is paid stays, and the log says who did it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from microdrama.domain.errors import MicrodramaError
from microdrama.platform.accounts.models import Account
from microdrama.platform.accounts.operations import note_action
from microdrama.platform.wallet import subscriptions
from microdrama.ports.payments import Payments


class ProviderGoneError(MicrodramaError):
    """A subscription is with a provider whose keys are gone; nothing was changed."""


def stop_renewals(*, account: Account, by: Account, payments: Mapping[str, Payments], at: datetime) -> datetime:
    """Have all of a viewer's subscriptions renew no more; returns until when they last.

    Where a provider cannot be told it would charge on, so nothing is changed then. Raises ProviderGoneError,
    NoSubscriptionError, ProviderError.
    """
    orders = subscriptions.renewing(account=account)
    gone = sorted({order.provider for order in orders} - set(payments))
    if gone:
        raise ProviderGoneError(f"{gone[0]} has no keys here and would charge on; nothing was changed.")
    until = subscriptions.cancel(account=account, payments=payments, at=at)
    details = {"orders": [str(order.public_id) for order in orders], "until": until.isoformat()}
    note_action(actor=by, verb="subscription.stopped", subject=f"account {account.public_id}", details=details)
    return until
