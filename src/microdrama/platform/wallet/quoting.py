"""What something costs a viewer now: a price that is written down with an id and holds for a while.

Whatever becomes of the price list, of the territory's tier or of the viewer's whereabouts meanwhile: who comes with
the id pays what the quote says. An episode costs its series' price; a whole series what is left of it one by one. What
was paid for single episodes counts: nobody pays more for a series than its cap.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import QuerySet

from microdrama.domain.errors import MicrodramaError
from microdrama.platform.accounts.models import Account
from microdrama.platform.accounts.queries import age_of
from microdrama.platform.catalogue import availability, pricing
from microdrama.platform.catalogue.models import Episode, Product, Series, Territory
from microdrama.platform.wallet.models import Quote, Unlock
from microdrama.platform.wallet.queries import spent_on

LASTS = timedelta(minutes=15)
"""How long a price in coins holds once it was told."""

LASTS_FOR_MONEY = timedelta(hours=1)
"""How long a price in money holds: a checkout takes its time."""


class NotSoldError(MicrodramaError):
    """Nothing of that name can be bought there; nothing was changed."""


class NothingToBuyError(MicrodramaError):
    """It is open to the viewer already, or free; nothing was changed."""


def quote_episode(*, account: Account, slug: str, number: int, territory: str, at: datetime) -> Quote:
    """The price of an episode. Raises NotSoldError, or NothingToBuyError where it is free or open for good."""
    series, place = _sold(slug=slug, account=account, territory=territory, at=at)
    episode = series.episodes.filter(number=number, withdrawn=False).first()
    if episode is None:
        raise NotSoldError(f"'{slug}' has no episode {number}.")
    if number <= series.free_episodes:
        raise NothingToBuyError(f"Episode {number} of '{slug}' is free.")
    if Unlock.objects.filter(account=account, episode=episode, expires_at=None).exists():
        raise NothingToBuyError(f"Episode {number} of '{slug}' is open already.")
    price, most = prices(account=account, series=series, left=1)
    return Quote.objects.create(
        account=account,
        kind=Quote.Kind.EPISODE,
        series=series,
        episode=episode,
        territory=place.code,
        tier=place.tier_id,
        price_coins=price,
        most_coins=most,
        created_at=at,
        expires_at=at + LASTS,
    )


def quote_series(*, account: Account, slug: str, territory: str, at: datetime) -> Quote:
    """The price of all that is left of a series. Raises NotSoldError, or NothingToBuyError where nothing is left."""
    series, place = _sold(slug=slug, account=account, territory=territory, at=at)
    left = still_closed(account=account, series=series).count()
    if not left:
        raise NothingToBuyError(f"All of '{slug}' is open or free.")
    price, most = prices(account=account, series=series, left=left)
    return Quote.objects.create(
        account=account,
        kind=Quote.Kind.SERIES,
        series=series,
        territory=place.code,
        tier=place.tier_id,
        price_coins=price,
        most_coins=most,
        created_at=at,
        expires_at=at + LASTS,
    )


def quote_product(*, account: Account, code: str, territory: str, at: datetime) -> Quote:
    """The price of a pack of coins or of VIP in the territory's money, and what it buys. Raises NotSoldError."""
    place = pricing.territory_of(territory)
    sold = pricing.product(code=code, territory=territory)
    if place is None or sold is None:
        raise NotSoldError(f"'{code}' is not sold in {territory}.")
    return Quote.objects.create(
        account=account,
        kind=Quote.Kind.VIP if sold.kind == Product.Kind.VIP else Quote.Kind.COINS,
        product=sold.code,
        territory=place.code,
        tier=place.tier_id,
        price_minor=sold.minor,
        currency=sold.currency,
        coins=sold.coins,
        bonus_coins=sold.bonus_coins,
        days=sold.days,
        created_at=at,
        expires_at=at + LASTS_FOR_MONEY,
    )


def rest_of(*, account: Account, series: Series) -> int:
    """What all that is left of a series costs a viewer now, in coins."""
    left = still_closed(account=account, series=series).count()
    return prices(account=account, series=series, left=left)[0]


def prices(*, account: Account, series: Series, left: int) -> tuple[int, int]:
    """What `left` more episodes of a series cost a viewer now, and what all of it costs at most, in coins."""
    locked, spent = _locked(series).count(), spent_on(account=account.pk, series=series.pk)
    return (
        pricing.rest_price(series=series, locked=locked, left=left, spent=spent),
        pricing.series_cap(locked=locked, episode_coins=series.episode_coins, series_coins=series.series_coins),
    )


def still_closed(*, account: Account, series: Series) -> QuerySet[Episode]:
    """The episodes of a series that are neither free nor open to the viewer for good."""
    opened = Unlock.objects.filter(account=account, episode__series=series, expires_at=None)
    return _locked(series).exclude(pk__in=opened.values("episode"))


def _locked(series: Series) -> QuerySet[Episode]:
    return Episode.objects.filter(series=series, withdrawn=False, number__gt=series.free_episodes)


def _sold(*, slug: str, account: Account, territory: str, at: datetime) -> tuple[Series, Territory]:
    series = None if "\0" in slug else Series.objects.filter(slug=slug).first()
    place = pricing.territory_of(territory)
    if series is None or place is None:
        raise NotSoldError(f"There is no series '{slug}' that is sold in {territory}.")
    age = age_of(account=account, at=at)
    if not availability.decide(series=series, territory=territory, at=at, age=age).bought:
        raise NotSoldError(f"There is no series '{slug}' that is sold in {territory}.")
    return series, place
