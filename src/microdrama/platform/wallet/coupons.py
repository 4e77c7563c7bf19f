"""Codes for bonus coins: coupons that many use, each account once, and gift codes that one uses.

Only a code's SHA-256 is kept. However it is typed (case, full-width letters, blanks, hyphens), it is the same code.
What is wrong with a code is never told, so that nobody learns which codes there are.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Count, F, QuerySet, Sum

from microdrama.domain.errors import MicrodramaError
from microdrama.platform.accounts.models import Account
from microdrama.platform.accounts.operations import note_action
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
_MOST_DAYS = 3660
MOST_CODES = 10_000
"""So many gift codes can be made at once."""

_LABEL = re.compile(r"[^\W_][\w .,:+#&()/'-]{0,79}")
"""Begins with a letter or a digit, so that no program for tables takes it for a formula."""


class CouponError(MicrodramaError):
    """The code gives nothing: there is none such, it is not its time, or it was used; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Redeemed:
    """What a code gave."""

    coins: int
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class MadeCodes:
    """Codes that were made under a label; they are told here, and never again."""

    label: str
    codes: tuple[str, ...]
    coins: int
    uses: int
    ends_at: datetime

    def as_csv(self) -> str:
        """The codes as a table, with what each gives and until when."""
        table = io.StringIO()
        rows = csv.writer(table)
        rows.writerow(["code", "coins", "works until", "label"])
        until = self.ends_at.isoformat(timespec="seconds")
        rows.writerows([code, self.coins, until, self.label] for code in self.codes)
        return table.getvalue()


@dataclass(frozen=True, slots=True)
class CouponBatch:
    """Codes of one label that are alike: how often they were used of how often they may be, and whether they run."""

    label: str
    codes: int
    coins: int
    uses: int
    most_uses: int
    starts_at: datetime
    ends_at: datetime
    runs: bool


def make_codes(  # noqa: PLR0913 - what a batch of codes is
    *,
    label: str,
    coins: int,
    uses: int = 1,
    days: int,
    count: int = 1,
    code: str | None = None,
    by: Account | None,
    at: datetime,
) -> MadeCodes:
    """Make one coupon, or `count` gift codes of one use each, that work from now on for some days; written down.

    A label is used once, so that what is sent twice makes no second batch. Raises CouponError, AmountError.
    """
    ledger.whole(count)
    if not _LABEL.fullmatch(label):
        raise CouponError("A label has at most 80 letters, digits, blanks and .,:+#&()/'- and begins with no sign.")
    if count > MOST_CODES:
        raise CouponError(f"At most {MOST_CODES} codes are made at once.")
    if count > 1 and (uses != 1 or code is not None):
        raise CouponError("Of several codes each is made by chance and works once; make a coupon for many viewers.")
    if ledger.whole(days) > _MOST_DAYS:
        raise CouponError(f"A code works for at most {_MOST_DAYS} days.")
    ends_at = at + timedelta(days=days)
    with booked():
        if by is not None:
            Account.objects.select_for_update(no_key=True).get(pk=by.pk)  # who clicks twice comes one by one
        if Coupon.objects.filter(label=label).exists():
            raise CouponError(f"There are codes labelled '{label}' already; nothing was made.")
        made = tuple(code if code is not None else _chance() for _ in range(count))
        rows = [
            _coupon(one, label=label, coins=coins, most_uses=uses, starts_at=at, ends_at=ends_at, made_by=by)
            for one in made
        ]
        _keep(rows)
        details = {"coins": coins, "uses": uses, "codes": count, "ends_at": ends_at.isoformat()}
        note_action(actor=by, verb="coupons.made", subject=f"coupons {label}", details=details)
    return MadeCodes(label, made, coins, uses, ends_at)


def list_coupons(*, at: datetime, label: str | None = None) -> list[CouponBatch]:
    """All that were made, newest first, or those of a label; codes themselves are not known here."""
    chosen = Coupon.objects.all() if label is None else Coupon.objects.filter(label=label)
    alike = chosen.values("label", "coins", "starts_at", "ends_at")
    rows = alike.annotate(codes=Count("pk"), redeemed=Sum("uses"), most=Sum("most_uses")).order_by(
        "-starts_at", "label"
    )
    return [
        CouponBatch(
            label=row["label"],
            codes=row["codes"],
            coins=row["coins"],
            uses=row["redeemed"],
            most_uses=row["most"],
            starts_at=row["starts_at"],
            ends_at=row["ends_at"],
            runs=row["ends_at"] > at and row["redeemed"] < row["most"],
        )
        for row in rows
    ]


def end_coupons(*, code_or_label: str, by: Account | None, at: datetime) -> int:
    """End codes before their time: all of a label, or the one that is typed; returns how many. Written down.

    What was given stays. Raises CouponError where none of them runs.
    """
    labelled = Coupon.objects.filter(label=code_or_label)
    rows = labelled if labelled.exists() else Coupon.objects.filter(code_sha256=_digest(code_or_label))
    label = rows.values_list("label", flat=True).first()
    return _end(rows, label=label or "", by=by, at=at)


def end_coupon(*, number: int, by: Account | None, at: datetime) -> int:
    """End the one code of a row before its time. Raises CouponError where it does not run."""
    rows = Coupon.objects.filter(pk=number)
    return _end(rows, label=rows.values_list("label", flat=True).first() or "", by=by, at=at)


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
    made = code if code is not None else _chance()
    row = _coupon(
        made, label=label, coins=coins, most_uses=most_uses, starts_at=starts_at, ends_at=ends_at, made_by=made_by
    )
    _keep([row])
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


def _chance() -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(_MADE_LENGTH))


def _coupon(  # noqa: PLR0913 - what a coupon is
    code: str,
    *,
    label: str,
    coins: int,
    most_uses: int,
    starts_at: datetime,
    ends_at: datetime,
    made_by: Account | None,
) -> Coupon:
    ledger.whole(coins)
    ledger.whole(most_uses)
    if max(coins, most_uses) > _MOST_COINS or ends_at <= starts_at:
        raise CouponError("A coupon needs coins and uses of at most 2147483647, and an end after its start.")
    if not _LEAST_LENGTH <= len(normal(code)) <= _MOST_LENGTH:
        raise CouponError(f"A code has from {_LEAST_LENGTH} to {_MOST_LENGTH} letters and digits.")
    return Coupon(
        code_sha256=_digest(code),
        label=label,
        coins=coins,
        most_uses=most_uses,
        starts_at=starts_at,
        ends_at=ends_at,
        made_by=made_by,
    )


def _keep(rows: list[Coupon]) -> None:
    try:
        with transaction.atomic():
            Coupon.objects.bulk_create(rows, batch_size=1000)
    except IntegrityError as error:
        raise CouponError("A coupon with this code exists; take another code.") from error


def _end(rows: QuerySet[Coupon], *, label: str, by: Account | None, at: datetime) -> int:
    with booked():
        ended = rows.filter(starts_at__lt=at, ends_at__gt=at).update(ends_at=at)
        # one that did not begin yet never does: its time has to last for a moment, which is over
        ended += rows.filter(starts_at__gte=at).update(starts_at=at - timedelta(microseconds=1), ends_at=at)
        if not ended:
            raise CouponError("There is no such code or label, or its time is over; nothing was changed.")
        note_action(actor=by, verb="coupons.ended", subject=f"coupons {label}", details={"codes": ended})
    return ended
