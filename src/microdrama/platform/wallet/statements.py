"""Statements of studios, computed from the ledger's legs alone, signed, and booked as payable once.

What a series earned is the sum of the legs of revenue:<asset>:<CUR>; what was given back lies there below zero, in the
month when that happened. Closing a month books the sum out of these accounts: share to payable:<studio>:<CUR>, the rest
to platform:<CUR>. VIP money (vip:<CUR>) is shared among series, by what was watched, before that (vip.py).
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec
from babel.numbers import list_currencies
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import IntegrityError, transaction

from microdrama.domain.statement import (
    VIP_KIND,
    LedgerLine,
    SignedStatement,
    StatementError,
    differences,
    make_statement,
)
from microdrama.domain.statement import Statement as Document
from microdrama.domain.statement import Studio as Whom
from microdrama.platform.accounts.models import Studio
from microdrama.platform.catalogue.models import Series
from microdrama.platform.wallet import ledger, signing, vip
from microdrama.platform.wallet.models import LedgerAccount, Leg, Statement
from microdrama.platform.wallet.turns import booked
from microdrama.studio.places import Places

SETTLING = timedelta(hours=1)
"""A month is closed no sooner than this after its end: what was booked in its last moment is on the disk by then."""

KIND = "statement"

_NAMES_AT_ONCE = 500
_KEY_DIGITS = 64


class MonthOpenError(StatementError):
    """The month is not over; nothing was made."""


def month_of(text: str) -> date:
    """The first day of a month that is written like 2026-11. Raises StatementError."""
    try:
        return datetime.strptime(text, "%Y-%m").replace(tzinfo=UTC).date()
    except ValueError as error:
        raise StatementError(f"A month is written like 2026-11, not {text!r}.") from error


def make(*, studio: Studio, month: date, key: Ed25519PrivateKey, at: datetime) -> list[SignedStatement]:
    """The statements of a studio for a month, one for each currency that moved; made and booked once, then the same.

    Raises MonthOpenError, and StatementError where VIP money of the month was not shared yet, or a statement that was
    made does not agree with the ledger any more.
    """
    if at < _end(month) + SETTLING:
        raise MonthOpenError(f"{month:%Y-%m} can be closed from {_end(month) + SETTLING:%Y-%m-%d %H:%M} UTC on.")
    if vip.waits(month=month):
        raise StatementError(f"VIP money of {month:%Y-%m} has to be shared first; nothing was made.")
    found = _by_currency(export_lines(studio=studio, month=month))
    made = {row.currency for row in Statement.objects.filter(studio=studio, month=month)}
    currencies = sorted({*found, *made})
    return [_make(studio, month, currency, found.get(currency, []), key=key, at=at) for currency in currencies]


def running(*, studio: Studio, month: date, at: datetime, pools: Mapping[str, vip.Pool]) -> list[Document]:
    """What the statements of a month would be if it ended now; for those that are not made. Nothing signs them.

    `pools` are what would be shared of VIP money (vip.so_far).
    """
    made = set(Statement.objects.filter(studio=studio, month=month).values_list("currency", flat=True))
    slugs, last = _slugs(studio=studio, month=month), _end(month) - timedelta(microseconds=1)
    moment = min(at, last).astimezone(UTC).isoformat(timespec="microseconds")
    found = _by_currency(export_lines(studio=studio, month=month))
    for currency, pool in pools.items():
        found[currency] += [
            LedgerLine(
                transfer=0, at=moment, kind=VIP_KIND, series=asset, slug=slugs[asset], currency=currency, minor=minor
            )
            for asset, minor in pool.parts().items()
            if minor and asset in slugs
        ]
    whom = _whom(studio)
    return [
        make_statement(
            lines,
            studio=whom,
            month=f"{month:%Y-%m}",
            currency=currency,
            vip=pools[currency].told(mine=set(slugs)) if currency in pools and pools[currency].minor else msgspec.UNSET,
        )
        for currency, lines in sorted(found.items())
        if lines and currency not in made
    ]


def studios(*, slug: str | None = None) -> list[Studio]:
    """All studios, or the one of that slug. Raises StatementError where there is none."""
    found = list(Studio.objects.order_by("slug") if slug is None else Studio.objects.filter(slug=slug))
    if not found:
        raise StatementError(f"There is no studio '{slug}'." if slug else "There is no studio.")
    return found


def show(*, studio: Studio, month: date) -> list[SignedStatement]:
    """The statements that were made, as they were signed."""
    rows = Statement.objects.filter(studio=studio, month=month).order_by("currency")
    return [_signed(row) for row in rows]


def list_statements(*, studio: Studio) -> list[SignedStatement]:
    """All statements of a studio, newest month first."""
    return [_signed(row) for row in Statement.objects.filter(studio=studio).order_by("-month", "currency")]


def export_lines(*, studio: Studio, month: date) -> list[LedgerLine]:
    """All legs that earned a studio's series something in a month, or carried it back, by transfer and series.

    They say nothing about who paid. Once a statement is made, its series stay with its studio for that month, under
    the name that they had, whoever has them now and whatever they are called.
    """
    slugs = _slugs(studio=studio, month=month)
    accounts = _revenue_accounts(slugs)
    legs = Leg.objects.filter(
        account__in=set(accounts) - _settled_with_others(accounts, studio=studio, month=month),
        transfer__at__gte=vip.begin(month),
        transfer__at__lt=_end(month),
    ).exclude(transfer__kind=KIND)
    rows = legs.order_by("transfer", "account").values_list(
        "transfer", "transfer__at", "transfer__kind", "account__name", "account__unit", "amount"
    )
    return [
        LedgerLine(
            transfer=number,
            at=at.astimezone(UTC).isoformat(timespec="microseconds"),
            kind=kind,
            series=name.split(":")[1],
            slug=slugs[name.split(":")[1]],
            currency=unit,
            minor=amount,
        )
        for number, at, kind, name, unit, amount in rows.iterator(chunk_size=5000)
    ]


def recompute(document: SignedStatement, *, lines: Sequence[LedgerLine]) -> list[str]:
    """What of a statement its ledger lines do not bear out, in words; nothing where it is right."""
    said = document.statement
    mine = [line for line in lines if line.currency == said.currency and line.at.startswith(said.month)]
    return differences(said, mine)


def key_of(places: Places) -> Ed25519PrivateKey:
    """The key that statements are signed with here; made on first use."""
    return signing.read_or_make_key(path=places.statement_key)


def public_key(places: Places) -> str:
    """The half of it that studios know, in hex."""
    return signing.public_half(key_of(places))


def verify_signature(document: SignedStatement, *, public_key: str) -> bool:
    """Whether the platform signed a statement, and nobody altered it since."""
    return signing.is_signed(document, public_key=public_key)


def _make(
    studio: Studio, month: date, currency: str, lines: Sequence[LedgerLine], *, key: Ed25519PrivateKey, at: datetime
) -> SignedStatement:
    with booked():
        # one by one with payouts, which pay no more than is payable (payouts.py)
        Studio.objects.select_for_update(no_key=True).get(pk=studio.pk)
        row = Statement.objects.filter(studio=studio, month=month, currency=currency).first()
        if row is None:
            watched = vip.told(month=month, currency=currency, mine=set(_slugs(studio=studio, month=month)))
            document = make_statement(
                lines,
                studio=_whom(studio),
                month=f"{month:%Y-%m}",
                currency=currency,
                vip=watched or msgspec.UNSET,
            )
            row = _book(studio, month, signing.sign(document, key=key), at=at)
    made = _signed(row)
    wrong = differences(made.statement, lines)
    if wrong:
        raise StatementError(f"The statement of {month:%Y-%m} in {currency} and the ledger disagree: {wrong[0]}.")
    return made


def _book(studio: Studio, month: date, made: SignedStatement, *, at: datetime) -> Statement:
    """Keep the statement and book it; whoever was faster has done so already."""
    document = made.statement
    legs = {f"revenue:{one.series}:{document.currency}": -one.net_minor for one in document.series}
    legs[f"payable:{studio.public_id}:{document.currency}"] = document.share_minor
    legs[f"platform:{document.currency}"] = document.platform_minor
    legs = {name: amount for name, amount in legs.items() if amount}
    try:
        with transaction.atomic():
            key = f"{_key(studio, month)}{document.currency}"
            transfer = ledger.post(key=key, kind=KIND, legs=legs, at=at) if legs else None
            return Statement.objects.create(
                studio=studio,
                month=month,
                currency=document.currency,
                document=msgspec.to_builtins(document),
                signature=f"{made.public_key}{made.signature}",  # with its key, which may be another one day
                transfer=transfer,
                made_at=at,
            )
    except IntegrityError:
        return Statement.objects.get(studio=studio, month=month, currency=document.currency)


def _signed(row: Statement) -> SignedStatement:
    document: Any = row.document
    return SignedStatement(
        statement=msgspec.convert(document, Document),
        signature=row.signature[_KEY_DIGITS:],
        public_key=row.signature[:_KEY_DIGITS],
    )


def _key(studio: Studio, month: date) -> str:
    """What the keys of a month's statements begin with; the currency ends them."""
    return f"statement:{studio.public_id}:{month:%Y-%m}:"


def _slugs(*, studio: Studio, month: date) -> dict[str, str]:
    """A studio's series by their assets, called what its statements of the month call them, where there are any."""
    slugs = dict(Series.objects.filter(studio=studio).values_list("asset", "slug"))
    made = Statement.objects.filter(studio=studio, month=month).values_list("document", flat=True)
    return slugs | {one["series"]: one["slug"] for document in made for one in document["series"]}


def _settled_with_others(accounts: Iterable[int], *, studio: Studio, month: date) -> set[int]:
    """Accounts of which another studio's statement has shared out the month: a series may have come from there."""
    booked = Leg.objects.filter(
        account__in=accounts, transfer__kind=KIND, transfer__key__contains=f":{month:%Y-%m}:"
    ).exclude(transfer__key__startswith=_key(studio, month))
    return set(booked.values_list("account", flat=True))


def _revenue_accounts(assets: Iterable[str]) -> list[int]:
    """The ledger's accounts of what series earned, in any currency there is; asked for by name, which is indexed."""
    names = (f"revenue:{asset}:{currency}" for asset in assets for currency in sorted(list_currencies()))
    found: list[int] = []
    while some := list(itertools.islice(names, _NAMES_AT_ONCE)):
        found += LedgerAccount.objects.filter(name__in=some).values_list("pk", flat=True)
    return found


def _by_currency(lines: Iterable[LedgerLine]) -> dict[str, list[LedgerLine]]:
    found: dict[str, list[LedgerLine]] = defaultdict(list)
    for line in lines:
        found[line.currency].append(line)
    return found


def _whom(studio: Studio) -> Whom:
    return Whom(public_id=str(studio.public_id), name=studio.name, share_bp=studio.share_bp)


def _end(month: date) -> datetime:
    return vip.begin(vip.after(month))
