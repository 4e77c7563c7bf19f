"""Products, orders and notices for tests of payments, over the rows of shop_rows."""

from __future__ import annotations

import itertools
from datetime import datetime, timedelta

from shop_rows import DEAR, NOON, open_territories

from microdrama.platform.accounts.models import Account
from microdrama.platform.catalogue.models import Product, ProductPrice
from microdrama.platform.wallet.models import Order, Quote
from microdrama.platform.wallet.orders import open_order
from microdrama.platform.wallet.quoting import quote_product
from microdrama.ports.payments import NoticeKind, PaymentNotice

PRICE, COINS, BONUS = 499, 500, 50
VIP_PRICE, VIP_DAYS = 1999, 7

_numbers = itertools.count(1)


def open_shop() -> None:
    open_territories()
    for code, fields, minor in (
        ("coins-500", {"kind": "coins", "coins": COINS, "usd_cents": PRICE}, PRICE),
        ("coins-bonus", {"kind": "coins", "coins": COINS, "bonus_coins": BONUS, "usd_cents": PRICE}, PRICE),
        ("vip-week", {"kind": "vip", "days": VIP_DAYS, "usd_cents": VIP_PRICE}, VIP_PRICE),
    ):
        product, _ = Product.objects.get_or_create(code=code, defaults=fields)
        ProductPrice.objects.get_or_create(product=product, territory_id=DEAR, defaults={"minor": minor})


def ask_price(account: Account, code: str = "coins-500", *, at: datetime = NOON) -> Quote:
    open_shop()
    return quote_product(account=account, code=code, territory=DEAR, at=at)


def order(account: Account, code: str = "coins-500", *, provider: str = "fake", at: datetime = NOON) -> Order:
    quote = ask_price(account, code, at=at)
    return open_order(account=account, quote_id=quote.public_id, provider=provider, live=False, at=at)


def notice(order: Order, kind: NoticeKind = "paid", /, *, minor: int | None = None, **fields: object) -> PaymentNotice:
    """What the provider would say of an order; each with an id of its own unless `event_id` is given."""
    told: dict[str, object] = {
        "provider": order.provider,
        "event_id": f"event-{next(_numbers)}",
        "kind": kind,
        "order": str(order.public_id),
        "reference": f"payment-{order.public_id}",
        "minor": (order.quote.price_minor or 0) if minor is None else minor,
        "currency": "USD",
        "at": NOON,
        "live": False,
        "account": str(order.account.public_id),
    }
    return PaymentNotice(**(told | fields))  # type: ignore[arg-type]


def story(bought: Order) -> list[PaymentNotice]:
    """Paid, given back in two parts, and disputed meanwhile, which was won."""
    return [
        notice(bought),
        notice(bought, "refunded", minor=100),
        notice(bought, "refunded", minor=250),
        notice(bought, "disputed", minor=249, order="", at=NOON + timedelta(days=1)),
        notice(bought, "dispute_won", minor=249, order="", at=NOON + timedelta(days=2)),
    ]
