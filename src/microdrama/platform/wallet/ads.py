"""How an advertisement that its network swears to opens the episode which it was watched for."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from microdrama.platform.accounts.models import Account
from microdrama.platform.wallet.giving import Given, open_by_ad
from microdrama.ports.ad_network import AdCallbackError, WatchedAd


def take_in_ad(*, ad: WatchedAd, at: datetime) -> Given:
    """Open an episode for the account that watched; the network's id counts once. Raises what `open_by_ad` does."""
    try:
        account = Account.objects.filter(public_id=UUID(ad.account)).first()
    except ValueError:
        account = None
    if account is None:
        raise AdCallbackError("This callback names no account.")
    return open_by_ad(
        account=account,
        slug=ad.slug,
        number=ad.number,
        network=ad.network,
        transaction_id=ad.transaction_id,
        territory=None,  # whoever calls is the network's server, and what the app told it is not to be believed
        at=at,
    )
