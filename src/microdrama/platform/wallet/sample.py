"""What the demo needs beside series: a studio, somebody who reads its statements, and a month that it earned in.

The month is made of play money and is the first thing that a library's books ever hold; books that hold anything are
left alone.
"""

from __future__ import annotations

import secrets
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta

from allauth.account.models import EmailAddress

from microdrama.platform.accounts.models import Account, Member, Studio
from microdrama.platform.accounts.operations import open_guest
from microdrama.platform.catalogue.models import Right
from microdrama.platform.wallet import lots, quoting, unlocking
from microdrama.platform.wallet.ledger import NotEnoughCoinsError
from microdrama.platform.wallet.models import Transfer
from microdrama.platform.wallet.statements import SETTLING

_COINS, _MINOR = 1000, 999


def show_studio(*, slug: str, name: str) -> Studio:
    """The demo's studio, made once."""
    return Studio.objects.get_or_create(slug=slug, defaults={"name": name, "share_bp": 5000})[0]


def name_reader(*, studio: Studio, email: str) -> str:
    """Let the demo's own account read a studio's statements; returns its password, which is a new one each time."""
    password = secrets.token_urlsafe(9)
    reader = Account.objects.filter(email=email).first() or Account.objects.create_user(email)
    reader.set_password(password)
    reader.save(update_fields=["password"])
    EmailAddress.objects.get_or_create(user=reader, email=email, defaults={"verified": True, "primary": True})
    Member.objects.get_or_create(studio=studio, account=reader, defaults={"role": Member.Role.ACCOUNTANT})
    return password


def earn_last_month(*, slugs: list[str], territory: str, now: datetime) -> date | None:
    """Have a viewer buy the rest of each series ten days before this month; returns that month, which can be closed.

    None where the books hold something already: then nothing is done.
    """
    if Transfer.objects.exists():
        return None
    closed = now.astimezone(UTC) - SETTLING  # in the first hour of a month the last one cannot be closed yet
    at = closed.replace(day=1, hour=0, minute=0, second=0, microsecond=0) - timedelta(days=10)
    viewer, _ = open_guest(label="sample", at=at)
    lots.credit_paid(
        account=viewer,
        coins=_COINS,
        tier=1,
        currency="USD",
        money_minor=_MINOR,
        provider="sandbox",
        key="sample:coins",
        at=at,
    )
    for slug in slugs:
        # a series of one's own may be all free, or dearer than what this viewer has
        with suppress(quoting.NothingToBuyError, NotEnoughCoinsError):
            # it came out today, so it is priced today, and was on sale when the books say that it was paid
            quote = quoting.quote_series(account=viewer, slug=slug, territory=territory, at=now)
            Right.objects.filter(series__slug=slug, starts_at__gt=at).update(starts_at=at)
            unlocking.unlock(account=viewer, quote_id=quote.public_id, at=at)
    return at.date().replace(day=1)
