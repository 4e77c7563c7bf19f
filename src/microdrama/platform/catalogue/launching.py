"""How a territory comes to be sold in: its tier, its currency and its prices, for any number of them at once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from microdrama.domain.errors import MicrodramaError
from microdrama.platform.accounts.operations import note_command
from microdrama.platform.catalogue.models import Product, ProductPrice, Territory, Tier
from microdrama.platform.catalogue.price_card import currency_of, minor_price, minor_prices, tier_of, tiers


class LaunchError(MicrodramaError):
    """Some territories cannot be launched or closed; none was."""


@dataclass(frozen=True, slots=True)
class Launched:
    """What was launched: territories, the currencies that are paid in there, products and prices."""

    territories: int
    currencies: int
    products: int
    prices: int


# what is on sale in a new library: a coin is worth a cent, and the more are bought, the more come on top
_PRODUCTS = (
    Product(code="coins-500", kind="coins", coins=500, bonus_coins=0, usd_cents=499),
    Product(code="coins-1000", kind="coins", coins=1000, bonus_coins=50, usd_cents=999),
    Product(code="coins-2000", kind="coins", coins=2000, bonus_coins=200, usd_cents=1999),
    Product(code="coins-5000", kind="coins", coins=5000, bonus_coins=750, usd_cents=4999),
    Product(code="coins-10000", kind="coins", coins=10000, bonus_coins=2000, usd_cents=9999),
    Product(code="vip-week", kind="vip", days=7, usd_cents=1799),
    Product(code="vip-month", kind="vip", days=30, usd_cents=4999),
    Product(code="vip-year", kind="vip", days=365, usd_cents=19999),
)


def launch(*, territories: Collection[str] | None = None, at: datetime) -> Launched:
    """Open territories (all that the card knows, where none are named) with the prices of the day.

    Tiers and products that are there keep what the operator made of them; tier, currency and prices of the territories
    themselves are set anew. Raises LaunchError where the card does not know one.
    """
    codes = sorted(tier_of() if territories is None else set(territories))
    unknown = [code for code in codes if code not in tier_of()]
    if unknown or not codes:
        named = ", ".join(map(repr, unknown[:9])) or "no territory"
        raise LaunchError(f"The card of territories does not have {named}; none was launched.")
    with transaction.atomic():
        before = _sold(codes)
        Tier.objects.bulk_create(
            [Tier(number=tier.number, factor_bp=tier.factor_bp) for tier in tiers()], ignore_conflicts=True
        )
        Product.objects.bulk_create(_PRODUCTS, ignore_conflicts=True)
        factors = dict(Tier.objects.values_list("number", "factor_bp"))
        places = [
            Territory(code=code, tier_id=tier_of()[code], currency=currency_of(code, on=at.date()), open=True)
            for code in codes
        ]
        Territory.objects.bulk_create(
            places, update_conflicts=True, unique_fields=["code"], update_fields=["tier", "currency", "open"]
        )
        products = list(Product.objects.order_by("usd_cents", "code"))
        prices = [
            price for place in places for price in _prices(place, products=products, factor_bp=factors[place.tier_id])
        ]
        ProductPrice.objects.bulk_create(
            prices,
            batch_size=200,
            update_conflicts=True,
            unique_fields=["product", "territory"],
            update_fields=["minor"],
        )
        note_command(verb="territories.launched", subject=", ".join(codes), before=before, after=_sold(codes))
    return Launched(
        territories=len(places),
        currencies=len({place.currency for place in places}),
        products=len(products),
        prices=len(prices),
    )


def close_territories(*, territories: Collection[str]) -> None:
    """Sell nothing there any more; what may be shown there stays shown. Raises LaunchError where one was not open."""
    codes = sorted(set(territories))
    with transaction.atomic():
        named = Territory.objects.filter(code__in=codes)
        before = dict(named.select_for_update().order_by("code").values_list("code", "open"))
        if named.update(open=False) != len(codes):
            raise LaunchError("Only territories that were launched can be closed; none was.")
        after = dict.fromkeys(codes, False)
        note_command(verb="territories.closed", subject=", ".join(codes), before=before, after=after)


def _sold(codes: Sequence[str]) -> dict[str, dict[str, object]]:
    """How territories sell, by their codes, for the log of staff."""
    prices: dict[str, dict[str, int]] = {}
    rows = ProductPrice.objects.filter(territory__in=codes).order_by("product")
    for code, product, minor in rows.values_list("territory", "product", "minor"):
        prices.setdefault(code, {})[product] = minor
    return {
        place.code: {
            "open": place.open,
            "tier": place.tier_id,
            "currency": place.currency,
            "prices": prices.get(place.code, {}),
        }
        for place in Territory.objects.filter(code__in=codes).order_by("code")
    }


def _prices(place: Territory, *, products: Sequence[Product], factor_bp: int) -> list[ProductPrice]:
    packs = [product for product in products if product.kind == Product.Kind.COINS]
    worth = [(pack.coins + pack.bonus_coins, pack.usd_cents) for pack in packs]
    minors = minor_prices(worth, factor_bp=factor_bp, currency=place.currency)
    rows = [ProductPrice(product=pack, territory=place, minor=minor) for pack, minor in zip(packs, minors, strict=True)]
    rows += [
        ProductPrice(
            product=product,
            territory=place,
            minor=minor_price(usd_cents=product.usd_cents, factor_bp=factor_bp, currency=place.currency),
        )
        for product in products
        if product.kind != Product.Kind.COINS
    ]
    return rows
