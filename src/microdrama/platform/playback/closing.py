"""Closes months: books off what has expired, shares VIP money by what was watched, then makes the statements.

And tells how a month stands that is not closed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db.models import Exists, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from microdrama.domain.statement import SignedStatement, apportion
from microdrama.domain.statement import Statement as Document
from microdrama.platform.accounts.models import Studio
from microdrama.platform.playback.models import DAY_MS, WatchCredit
from microdrama.platform.wallet import expiry, statements, vip
from microdrama.platform.wallet.models import Subscription


def close_month(
    *, studios: Iterable[Studio], month: date, key: Ed25519PrivateKey, at: datetime
) -> list[SignedStatement]:
    """Book off expired coins, share a month's VIP money, make the statements of studios; once made, they are the same.

    Raises MonthOpenError, StatementError.
    """
    if at >= vip.begin(vip.after(month)) + statements.SETTLING:
        expiry.expire_bonus(at=at)
        vip.share(month=month, watched=watched_with_vip)
    return [one for studio in studios for one in statements.make(studio=studio, month=month, key=key, at=at)]


def so_far(*, studio: Studio, at: datetime, month: date | None = None) -> list[Document]:
    """What the statements of a month that is not closed would be now, unsigned.

    Without `month`, of this one and the one before, the newer first.
    """
    this = at.astimezone(UTC).date().replace(day=1)
    months = [month] if month else [this, vip.before(this)]
    return [
        one
        for each in months
        for one in statements.running(
            studio=studio, month=each, at=at, pools=vip.so_far(month=each, at=at, watched=watched_with_vip)
        )
    ]


def watched_with_vip(currency: str, since: date, before: date) -> dict[str, int]:
    """How many milliseconds were watched of each series in VIP, by asset, by viewers on days of their VIP.

    Only by those whose VIP was paid in the currency; what a guest watched who was joined since is the account's. With
    all its guests, an account counts for one day a day at most.
    """
    owner = Coalesce("account__joined_into__joined_into", "account__joined_into", "account")
    holding = Subscription.objects.filter(
        Q(revoked_at=None) | Q(revoked_at__date__gte=OuterRef("day")),
        account=OuterRef("owner"),
        order__quote__currency=currency,
        starts_at__date__lte=OuterRef("day"),
        ends_at__date__gte=OuterRef("day"),
    )
    days = WatchCredit.objects.filter(day__gte=since, day__lt=before, episode__series__in_vip=True, watched_ms__gt=0)
    held = days.annotate(owner=owner).filter(Exists(holding)).order_by()
    watched = Counter(_by_series(held))
    for much in held.values("owner", "day").annotate(ms=Sum("watched_ms")).filter(ms__gt=DAY_MS):
        one_day = _by_series(held.filter(owner=much["owner"], day=much["day"]))
        watched.subtract(one_day)
        watched.update(apportion(one_day, whole=DAY_MS))
    return dict(watched)


def _by_series(rows: QuerySet[WatchCredit]) -> dict[str, int]:
    sums = rows.values("episode__series__asset").annotate(ms=Sum("watched_ms"))
    return dict(sums.values_list("episode__series__asset", "ms"))
