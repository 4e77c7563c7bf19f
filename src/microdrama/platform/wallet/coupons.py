"""Codes for bonus coins: coupons that many use, each account once, and gift codes that one uses.

Only a code's SHA-256 is kept. However it is typed (case, full-width letters, blanks, hyphens), it is the same code.
What is wrong with a code is never told, so that nobody learns which codes there are.
"""

from __future__ import annotations

import hashlib
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F

from microdrama.domain.errors import MicrodramaError
from microdrama.platform.accounts.models import Account
from microdrama.platform.wallet import ledger, lots
from microdrama.platform.wallet.giving import BONUS_LASTS
from microdrama.platform.wallet.models import Coupon, CouponUse
from microdrama.platform.wallet.turns import booked

_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Thirty-two that nobody takes for one another: no I, O, 0, 1."""

_MADE_LENGTH = 16
_LEAST_LENGTH = 6
_MOST_LENGTH = 64
_MOST_COINS = 2**31 - 1


class CouponError(MicrodramaError):
    """The code gives nothing: there is none such, it is not its time, or it was used; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Redeemed:
    """What a code gave."""

    coins: int
    expires_at: datetime


def make_coupon(  # noqa: PLR0913 - what a coupon is
    *,
    label: str,
    coins: int,
    most_uses: int,
    starts_at: datetime,
    ends_at: datetime,
    made_by: Account | None = None,
    code: str | None = None,
) -> str:
    """Make a coupon and return its code, which is kept nowhere; with `most_uses` 1 it is a gift code.

    Without a `code` of one's own it has 80 bits of chance. Raises CouponError where the code is too short or taken.
    """
    ledger.whole(coins)
    ledger.whole(most_uses)
    if max(coins, most_uses) > _MOST_COINS or ends_at <= starts_at:
        raise CouponError("A coupon needs coins and uses of at most 2147483647, and an end after its start.")
    made = code if code is not None else "".join(secrets.choice(_LETTERS) for _ in range(_MADE_LENGTH))
    if not _LEAST_LENGTH <= len(normal(made)) <= _MOST_LENGTH:
        raise CouponError(f"A code has from {_LEAST_LENGTH} to {_MOST_LENGTH} letters and digits.")
    try:
        with transaction.atomic():
            Coupon.objects.create(
                code_sha256=_digest(made),
                label=label,
                coins=coins,
                most_uses=most_uses,
                starts_at=starts_at,
                ends_at=ends_at,
                made_by=made_by,
            )
    except IntegrityError as error:
        raise CouponError("A coupon with this code exists; take another code.") from error
    return made


def redeem_coupon(*, account: Account, code: str, at: datetime) -> Redeemed:
    """Give a code's coins, once an account and so often altogether as it allows. Raises CouponError."""
    with booked():
        owner, _ = ledger.hold_owner(account=account)
        coupon = Coupon.objects.filter(code_sha256=_digest(code), starts_at__lte=at, ends_at__gt=at).first()
        if coupon is None or CouponUse.objects.filter(coupon=coupon, account=owner).exists():
            raise _nothing()
        free = Coupon.objects.filter(pk=coupon.pk, uses__lt=F("most_uses"))
        if not free.update(uses=F("uses") + 1):
            raise _nothing()
        lot = lots.credit_bonus(
            account=owner,
            coins=coupon.coins,
            expires_at=at + BONUS_LASTS,
            key=f"coupon:{coupon.pk}:{owner.public_id}",
            kind="coupon",
            at=at,
        )
        CouponUse.objects.create(coupon=coupon, account=owner, transfer_id=lot.source_id, at=at)
    return Redeemed(coupon.coins, at + BONUS_LASTS)


def normal(code: str) -> str:
    """A code as it is compared: NFKC, capitals, letters and digits alone."""
    return "".join(letter for letter in unicodedata.normalize("NFKC", code).upper() if letter.isalnum())


def _digest(code: str) -> str:
    # the first letters alone are read of what is too long, so that nobody sends megabytes to be normalised
    return hashlib.sha256(normal(code[: 4 * _MOST_LENGTH]).encode()).hexdigest()


def _nothing() -> CouponError:
    return CouponError("This code gives nothing, or not to you, or not now.")
