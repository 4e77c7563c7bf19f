"""How sums are booked: transfers whose legs add up to zero in every unit, each once, never below zero where guarded.

docs/guarantees/ledger.md has the chart of accounts. A name ends with a currency where the account is one of money, and
is one of coins otherwise. Positive is what is owed to somebody or was earned, negative what came in for it.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import connection, transaction

from microdrama.domain.errors import MicrodramaError
from microdrama.platform.accounts.models import Account
from microdrama.platform.catalogue.models import Series
from microdrama.platform.wallet import rows
from microdrama.platform.wallet.models import COIN, MOST, Leg, Transfer
from microdrama.platform.wallet.turns import booked

GUARDED = ("bonus", "debt", "paid")
"""The kinds of accounts that keep a balance, which is never negative, in the order in which they are locked."""

_known: dict[str, dict[str, int]] = {}
"""Ids of accounts without a balance by their names, by database."""

_MOST_KNOWN = 20_000
_NAME = re.compile(r"[a-z][a-z-]*(:[A-Za-z0-9_.-]+){0,2}", re.ASCII)
_CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)


class LedgerError(MicrodramaError):
    """Something cannot be booked; nothing was changed."""


class AmountError(LedgerError):
    """What was to be booked is no amount, or does not add up."""


class NotEnoughCoinsError(LedgerError):
    """A balance does not hold what was to be taken from it."""


class KeyTakenError(LedgerError):
    """The key stands for another transfer already."""


class ClosedAccountError(LedgerError):
    """The account is closed: nothing is given to it or spent from it any more."""


class Entered(NamedTuple):
    """A transfer that is in the ledger; not `fresh` where it was there before."""

    transfer: Transfer
    fresh: bool


class Held(NamedTuple):
    """The guarded accounts of viewers, locked until the transaction ends: id and balance by name."""

    ids: Mapping[str, int]
    balances: Mapping[str, int]


def unit_of(name: str) -> str:
    """The unit of the account of that name: COIN, or the currency that the name ends with."""
    last = name.rpartition(":")[2]
    return last if ":" in name and _CURRENCY.fullmatch(last) else COIN


def whole(amount: object, *, least: int = 1) -> int:
    """An amount that may be booked, from `least` to 2^53 - 1. Raises AmountError for the rest, True and 1.0 too."""
    if type(amount) is not int or not least <= amount <= MOST:
        raise AmountError(f"{amount!r} is not a whole number from {least} to {MOST}; nothing was booked.")
    return amount


def hold(*, accounts: Sequence[Account]) -> Held:
    """Lock the guarded accounts of viewers, in one order for everybody; those that are missing are made."""
    names = sorted(f"{kind}:{account.public_id}" for account in accounts for kind in GUARDED)
    found = rows.accounts(names=names, lock=True)
    if len(found) < len(names):
        rows.open_accounts(missing=[(name, COIN, True) for name in names if name not in found])
        found = rows.accounts(names=names, lock=True)
    return Held({name: one[0] for name, one in found.items()}, {name: one[2] for name, one in found.items()})


def hold_owner(*, account: Account, even_closed: bool = False) -> tuple[Account, Held]:
    """Lock the accounts of whoever `account` is now: the one that it was joined into, where it was.

    Raises ClosedAccountError where it is closed without having been joined, unless `even_closed`: that is for what
    has happened outside already, as money that came or went, and is booked whatever became of the viewer.
    """
    while True:
        mark = transaction.savepoint()
        held = hold(accounts=[account])
        now = Account.objects.get(pk=account.pk)
        if now.joined_into_id is None:
            transaction.savepoint_commit(mark)
            break
        # let go of the guest's before asking for the other's: a join asks for both, in the order of names
        transaction.savepoint_rollback(mark)
        account = Account.objects.get(pk=now.joined_into_id)
    if not now.is_active and not even_closed:
        raise ClosedAccountError("The account is closed; nothing was booked.")
    return now, held


def post(  # noqa: PLR0913 - what a transfer is made of
    *,
    key: str,
    kind: str,
    legs: Mapping[str, int],
    at: datetime,
    units: Mapping[str, str] | None = None,
    account: Account | None = None,
    series: Series | None = None,
    reverses: Transfer | None = None,
) -> Transfer:
    """Book sums by the names of their accounts, all or nothing; the same again returns what was booked.

    `units` may repeat what the names say. Raises AmountError where an amount is not one or a unit does not add up to
    zero, NotEnoughCoinsError where a guarded balance would leave its range, and KeyTakenError where the key stands
    for something else; nothing is changed then.
    """
    return enter(
        key=key,
        kind=kind,
        legs=legs,
        at=at,
        units=units,
        account=account,
        series=series.pk if series else None,
        reverses=reverses.pk if reverses else None,
    ).transfer


def enter(  # noqa: PLR0913 - what a transfer is made of
    *,
    key: str,
    kind: str,
    legs: Mapping[str, int],
    at: datetime,
    units: Mapping[str, str] | None = None,
    account: Account | None = None,
    series: int | None = None,
    reverses: int | None = None,
    held: Held | None = None,
) -> Entered:
    """Like `post`, with ids for rows, and says whether it was new; `held` are accounts that are locked already."""
    _refuse_unbalanced(key=key, kind=kind, legs=legs, units=units or {})
    with booked():
        ids = _ids(legs, held=held)
        guarded = [(ids[name], legs[name]) for name in sorted(legs) if _is_guarded(name)]
        number, moved = rows.enter(
            key=key,
            kind=kind,
            at=at,
            account=account.pk if account else None,
            series=series,
            reverses=reverses,
            legs=[(ids[name], legs[name]) for name in sorted(legs)],
            guarded=guarded,
        )
        if number is None:
            return Entered(_the_same(key=key, kind=kind, legs=legs), fresh=False)
        if moved < len(guarded):
            raise NotEnoughCoinsError("There are not enough coins; nothing was taken.")
    transfer = Transfer(
        pk=number,
        key=key,
        kind=kind,
        at=at,
        account_id=account.pk if account else None,
        series_id=series,
        reverses_id=reverses,
    )
    transfer._state.adding = False  # noqa: SLF001 - it is in the database, as Django would have noted
    return Entered(transfer, fresh=True)


def _is_guarded(name: str) -> bool:
    return name.partition(":")[0] in GUARDED


def _refuse_unbalanced(*, key: str, kind: str, legs: Mapping[str, int], units: Mapping[str, str]) -> None:
    if not key or len(key) > 160 or not kind or len(kind) > 24:
        raise AmountError("A transfer needs a key of at most 160 characters and a kind of at most 24.")
    sums: dict[str, int] = {}
    for name, amount in legs.items():
        unit = unit_of(name)
        if not _NAME.fullmatch(name) or len(name) > 120 or units.get(name, unit) != unit:
            raise AmountError(f"{name!r} does not name an account of the chart; nothing was booked.")
        if type(amount) is not int or amount == 0 or not -MOST <= amount <= MOST:
            raise AmountError(f"{amount!r} is not a whole number other than 0 up to {MOST}; nothing was booked.")
        sums[unit] = sums.get(unit, 0) + amount
    if not sums or any(sums.values()):
        raise AmountError(f"The legs of {key} do not add up to zero ({sums}); nothing was booked.")


def _ids(legs: Mapping[str, int], *, held: Held | None) -> dict[str, int]:
    """The ids of the accounts; the guarded ones are locked first, so that everybody waits in one order."""
    ids = dict(held.ids) if held else {}
    guarded = sorted(name for name in legs if _is_guarded(name) and name not in ids)
    if guarded:
        ids |= _found(guarded, lock=True)
    ids |= _found(sorted(name for name in legs if name not in ids), lock=False)
    return ids


def _found(names: Sequence[str], *, lock: bool) -> dict[str, int]:
    """Ids by name. Those of accounts that nobody locks are remembered, since they never change."""
    known = _known.setdefault(str(connection.settings_dict["NAME"]), {})
    if not lock and all(name in known for name in names):
        return {name: known[name] for name in names}
    found = rows.accounts(names=names, lock=lock)
    if len(found) < len(names):
        rows.open_accounts(missing=[(name, unit_of(name), _is_guarded(name)) for name in names if name not in found])
        found = rows.accounts(names=names, lock=lock)
    ids = {name: one[0] for name, one in found.items()}
    if not lock:
        # only then are they sure to be there: what made them might still be undone
        transaction.on_commit(functools.partial(_remember, known, ids))
    return ids


def _remember(known: dict[str, int], ids: Mapping[str, int]) -> None:
    if len(known) > _MOST_KNOWN:
        known.clear()
    known.update(ids)


def _the_same(*, key: str, kind: str, legs: Mapping[str, int]) -> Transfer:
    """The transfer that the key stands for, if it is the one that was asked for."""
    transfer = Transfer.objects.get(key=key)
    written = dict(Leg.objects.filter(transfer=transfer).values_list("account__name", "amount"))
    if transfer.kind != kind or written != dict(legs):
        raise KeyTakenError(f"The key {key} stands for another transfer; nothing was booked.")
    return transfer
