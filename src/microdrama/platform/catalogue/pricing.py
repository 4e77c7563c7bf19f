"""What things cost: packs of coins and VIP in the money of a territory, and a whole series before its first coin."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from babel import Locale, UnknownLocaleError
from babel.numbers import format_currency, get_currency_precision
from django.db.models import Count, Q, Sum

from microdrama.platform.catalogue.availability import UnknownSeriesError
from microdrama.platform.catalogue.models import Product, ProductPrice, Series, Territory

_CAP_PART = (3, 5)
"""What part of its sum a whole series costs where nothing else is said: two fifths less."""


@dataclass(frozen=True, slots=True)
class PricedProduct:
    """What is sold in a territory: `minor` units of `currency`, tax included, for coins or for days of VIP."""

    code: str
    kind: str
    coins: int
    bonus_coins: int
    days: int
    minor: int
    currency: str


@dataclass(frozen=True, slots=True)
class Purchase:
    """Packs that pay for a number of coins: their codes with how many of each, the coins they give, and their price."""

    packs: tuple[tuple[str, int], ...]
    coins: int
    minor: int
    currency: str


@dataclass(frozen=True, slots=True)
class Offer:
    """A series as a viewer may judge it before the first coin.

    `free` episodes cost nothing, each of the others `episode_coins`, all of them `total_coins` one by one, but never
    more than `series_coins_cap` together. `minutes` is how long the whole series runs, rounded up. `purchase` is what
    the cap costs in money; None where nothing is sold.
    """

    free: int
    episodes: int
    episode_coins: int
    total_coins: int
    series_coins_cap: int
    minutes: int
    wait_hours: int | None
    purchase: Purchase | None


def territory_of(code: str) -> Territory | None:
    """A launched territory, open or closed; None where the code is of none."""
    return Territory.objects.filter(code=code).first()


def products(*, territory: str) -> list[PricedProduct]:
    """What is sold in a territory, packs before VIP, small before large; nothing where it is closed."""
    prices = ProductPrice.objects.filter(territory=territory, territory__open=True, product__sold=True)
    rows = prices.select_related("product", "territory").order_by("product__kind", "product__usd_cents", "product")
    return [_priced(row) for row in rows]


def product(*, code: str, territory: str) -> PricedProduct | None:
    """One product as it is sold in a territory; None where it is not."""
    return next((priced for priced in products(territory=territory) if priced.code == code), None)


def series_cap(*, locked: int, episode_coins: int, series_coins: int | None) -> int:
    """What `locked` episodes of a series cost together at most, in coins; never more than one by one.

    Where the studio does not say how much, it is a part of that, but no less than one episode costs.
    """
    total = locked * episode_coins
    part, whole = _CAP_PART
    return min(total, series_coins if series_coins is not None else max(episode_coins, -(-total * part // whole)))


def rest_price(*, series: Series, locked: int, left: int, spent: int = 0) -> int:
    """What the `left` of a series' `locked` episodes cost together after `spent` coins were paid for others of it.

    One by one, but with what was paid never more than all of them cost together; nothing where so much is paid.
    """
    cap = series_cap(locked=locked, episode_coins=series.episode_coins, series_coins=series.series_coins)
    return min(max(0, cap - spent), left * series.episode_coins)


def offer(*, series: Series, territory: str) -> Offer:
    """What a series costs in a territory, altogether, and how long it is."""
    shown = series.episodes.filter(withdrawn=False)
    locked = Count("pk", filter=Q(number__gt=series.free_episodes))
    counts = shown.order_by().aggregate(all=Count("pk"), locked=locked, us=Sum("duration_us"))
    cap = series_cap(locked=counts["locked"], episode_coins=series.episode_coins, series_coins=series.series_coins)
    return Offer(
        free=counts["all"] - counts["locked"],
        episodes=counts["all"],
        episode_coins=series.episode_coins,
        total_coins=counts["locked"] * series.episode_coins,
        series_coins_cap=cap,
        minutes=-(-(counts["us"] or 0) // 60_000_000),
        wait_hours=series.wait_hours,
        purchase=fitting_purchase(coins=cap, sold=products(territory=territory)),
    )


@dataclass(frozen=True, slots=True)
class ToldOffer:
    """An offer, and the sentences that say it to a person."""

    offer: Offer
    lines: tuple[str, ...]


def tell_offer(*, slug: str, territory: str) -> ToldOffer:
    """What a series costs in a territory, in sentences. Raises UnknownSeriesError."""
    series = Series.objects.filter(slug=slug).first()
    if series is None:
        raise UnknownSeriesError(f"There is no series '{slug}'.")
    made = offer(series=series, territory=territory)
    locked = made.episodes - made.free
    lines = [f"{slug}: {made.episodes} episodes, {made.minutes} minutes. {made.free} of them are free."]
    if locked:
        lines.append(
            f"Each of the other {locked} costs {made.episode_coins:,} coins, and all of them together at most "
            f"{made.series_coins_cap:,}, bought at once or one by one."
        )
    if made.wait_hours is not None:
        lines.append(f"Who waits {made.wait_hours} hours opens one for nothing.")
    if made.purchase is not None:
        packs = " and ".join(f"{count} x {code}" for code, count in made.purchase.packs)
        money = written(minor=made.purchase.minor, currency=made.purchase.currency)
        lines.append(f"In {territory} that is {money} at most: {packs}.")
    elif locked:
        lines.append(f"Nothing is sold in {territory}.")
    return ToldOffer(made, tuple(lines))


def fitting_purchase(*, coins: int, sold: list[PricedProduct]) -> Purchase | None:
    """The packs that fit a number of coins best: as many of the largest as it takes, and one other for what is left.

    The bonus of a pack counts, since it is spent like the rest. None where no coins are sold, or none are needed.
    """
    packs = sorted((pack for pack in sold if pack.kind == Product.Kind.COINS), key=_worth)
    if not packs or coins < 1:
        return None
    largest = packs[-1]
    best: tuple[int, list[tuple[PricedProduct, int]]] | None = None
    for last in packs:
        many = max(0, -(-(coins - _worth(last)) // _worth(largest)))
        taken = [(largest, many + 1)] if last is largest else [(largest, many), (last, 1)]
        minor = sum(pack.minor * count for pack, count in taken)
        if best is None or minor < best[0]:
            best = (minor, taken)
    assert best is not None  # noqa: S101 - there is at least one pack
    return Purchase(
        packs=tuple((pack.code, count) for pack, count in best[1] if count),
        coins=sum(_worth(pack) * count for pack, count in best[1]),
        minor=best[0],
        currency=largest.currency,
    )


def written(*, minor: int, currency: str, language: str = "en") -> str:
    """A sum as people of a language write it: $4.99, ¥750, 4,99 €."""
    exact = Decimal(minor).scaleb(-get_currency_precision(currency))
    return str(format_currency(exact, currency, locale=_locale(language)))


def _locale(language: str) -> Locale:
    """How a language writes sums; English where CLDR does not know it, as the viewer's browser may say anything."""
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale("en")


def _worth(pack: PricedProduct) -> int:
    return pack.coins + pack.bonus_coins


def _priced(row: ProductPrice) -> PricedProduct:
    return PricedProduct(
        code=row.product.code,
        kind=row.product.kind,
        coins=row.product.coins,
        bonus_coins=row.product.bonus_coins,
        days=row.product.days,
        minor=row.minor,
        currency=row.territory.currency,
    )
