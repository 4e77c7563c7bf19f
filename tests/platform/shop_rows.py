"""Rows of a small shop for tests of the ledger: a territory of each tier, a series, viewers with coins."""

from __future__ import annotations

import hashlib
import secrets
from datetime import UTC, datetime, timedelta

from microdrama.platform.accounts.models import Account, Studio
from microdrama.platform.accounts.queries import house
from microdrama.platform.catalogue.models import WORLDWIDE, Episode, Right, Series, Territory, Tier
from microdrama.platform.wallet import lots

NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)
DEAR, CHEAP = "US", "IN"
"""Territories of tier 1 and of tier 5."""


def open_territories() -> None:
    for number, factor, code, currency in ((1, 10_000, DEAR, "USD"), (5, 1_000, CHEAP, "INR")):
        tier, _ = Tier.objects.get_or_create(number=number, defaults={"factor_bp": factor})
        Territory.objects.get_or_create(code=code, defaults={"tier": tier, "currency": currency, "open": True})


def make_series(slug: str = "tale", *, episodes: int = 20, studio: Studio | None = None, **fields: object) -> Series:
    """A series that is shown everywhere: ten free episodes, 60 coins for each other one, unless `fields` differ."""
    open_territories()
    series = Series.objects.create(
        studio=studio or house(),
        source_id=slug,
        slug=slug,
        asset=hashlib.sha256(slug.encode()).hexdigest()[:32],
        version="1" * 32,
        language="en",
        title={"en": slug},
        synopsis={"en": slug},
        ai_generated=False,
        **fields,
    )
    Right.objects.create(series=series, territory=WORLDWIDE, starts_at=NOON - timedelta(days=400))
    for number in range(1, episodes + 1):
        Episode.objects.create(
            series=series,
            number=number,
            title={"en": f"Part {number}"},
            duration_us=60_000_000,
            width=720,
            height=1280,
            master=f"episodes/{number:03}/master.mp4",
            hls=f"episodes/{number:03}/hls/master.m3u8",
            poster=f"episodes/{number:03}/poster.jpg",
        )
    return series


def make_viewer(*, paid: int = 0, bonus: int = 0, guest: bool = True, at: datetime = NOON, **fields: object) -> Account:
    """A viewer with coins of tier 1, which cost a cent each, and with bonus coins that last for a month."""
    email = None if guest else f"{secrets.token_hex(6)}@example.com"
    account = Account.objects.create(email=email, is_guest=guest, **fields)
    if paid:
        buy(account, paid, at=at)
    if bonus:
        give(account, bonus, at=at)
    return account


def buy(account: Account, coins: int, *, money: int | None = None, tier: int = 1, at: datetime = NOON):  # noqa: ANN201
    return lots.credit_paid(
        account=account,
        coins=coins,
        tier=tier,
        currency="USD",
        money_minor=coins if money is None else money,
        provider="sandbox",
        key=f"purchase:{secrets.token_hex(8)}",
        at=at,
    )


def give(account: Account, coins: int, *, until: datetime | None = None, at: datetime = NOON):  # noqa: ANN201
    expires = until or at + timedelta(days=30)
    key = f"gift:{secrets.token_hex(8)}"
    return lots.credit_bonus(account=account, coins=coins, expires_at=expires, key=key, kind="gift", at=at)


def refund(lot, coins: int, *, money: int | None = None, key: str | None = None, at: datetime = NOON):  # noqa: ANN001, ANN201
    return lots.take_back(
        lot=lot,
        coins=coins,
        money_minor=coins if money is None else money,
        provider="sandbox",
        key=key or f"refund:{secrets.token_hex(8)}",
        kind="refund",
        at=at,
    )
