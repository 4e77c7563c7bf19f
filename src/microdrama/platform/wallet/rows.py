"""The statements that an unlock is made of, written out: others wait while they run, and there are many of them.

Each is one round trip on either database, whatever number of rows it writes. Only the modules of the wallet that
book coins use them; they know what the rows mean.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import Q


class Purse(NamedTuple):
    """A lot that may be spent: `gone` of its coins are, and earned `earned` minor units of its money."""

    lot: int
    paid: bool
    tier: int
    coins: int
    left: int
    currency: str
    money: int
    earned: int


class Priced(NamedTuple):
    """What an unlock has to know of a quote for coins, its series and its account."""

    quote: int
    price: int
    most: int | None
    tier: int
    expired: bool
    used: bool
    series: int
    asset: str
    episode: int | None
    number: int | None
    withdrawn: bool
    active: bool
    cap: int | None


_ROWS_A_STATEMENT = 1000
_ACCOUNTS = "SELECT name, id, unit, balance FROM wallet_ledgeraccount WHERE name IN ({}) ORDER BY name"
_OPEN_ACCOUNT = (
    "INSERT INTO wallet_ledgeraccount (name, unit, guarded, balance) VALUES (%s, %s, %s, 0) ON CONFLICT DO NOTHING"
)
_MOVE = (
    "UPDATE wallet_ledgeraccount SET balance = balance + %s "
    "WHERE id = %s AND guarded AND balance + %s >= 0 AND balance + %s <= 9007199254740991"
)
_TRANSFER = (
    "INSERT INTO wallet_transfer (key, kind, account_id, series_id, reverses_id, note, at) "
    "VALUES (%s, %s, %s, %s, %s, '', %s) ON CONFLICT (key) DO NOTHING RETURNING id"
)
_LEGS = "INSERT INTO wallet_leg (transfer_id, account_id, amount) VALUES "
_PURSE = (
    'SELECT id, paid, tier, coins, "left", currency, money_minor, earned_minor FROM wallet_coinlot '
    'WHERE account_id = %s AND "left" > 0 AND (expires_at IS NULL OR expires_at > %s) '
    "ORDER BY paid, expires_at IS NULL, expires_at, id"
)
_DRAW = (
    'UPDATE wallet_coinlot SET "left" = "left" - %s, earned_minor = earned_minor + %s '
    'WHERE id = %s AND "left" = %s AND earned_minor = %s'
)
_SPENDINGS = "INSERT INTO wallet_spending (transfer_id, lot_id, coins, earned_minor) VALUES "
_PRICED = (
    "SELECT quote.id, quote.price_coins, quote.most_coins, quote.tier, quote.expires_at <= %s, EXISTS "
    "(SELECT 1 FROM wallet_transfer transfer WHERE transfer.key = %s), series.id, series.asset, "
    "episode.id, episode.number, COALESCE(episode.withdrawn, %s), account.is_active, account.monthly_cap_coins "
    "FROM wallet_quote quote JOIN accounts_account account ON account.id = quote.account_id "
    "JOIN catalogue_series series ON series.id = quote.series_id "
    "LEFT JOIN catalogue_episode episode ON episode.id = quote.episode_id "
    "WHERE quote.public_id = %s AND quote.account_id = %s AND quote.price_coins IS NOT NULL"
)
_OPEN_EPISODES = "INSERT INTO wallet_unlock (account_id, episode_id, how, transfer_id, at, expires_at) VALUES "
_SPENT_SINCE = (
    "SELECT COALESCE(SUM(-leg.amount), 0) FROM wallet_leg leg JOIN wallet_transfer transfer "
    "ON transfer.id = leg.transfer_id WHERE leg.account_id IN ({}) AND transfer.kind = 'unlock' "
    "AND transfer.at >= %s"
)
_SPENT_ON = (
    "SELECT COALESCE(SUM(spending.coins), 0), "
    'EXISTS (SELECT 1 FROM wallet_debt debt WHERE debt.account_id = %s AND debt."left" > 0) '
    "FROM wallet_spending spending WHERE spending.transfer_id IN (SELECT unlocked.transfer_id "
    "FROM wallet_unlock unlocked JOIN catalogue_episode episode ON episode.id = unlocked.episode_id "
    "WHERE unlocked.account_id = %s AND episode.series_id = %s)"
)
_OVER_PASSES = (
    " ON CONFLICT (account_id, episode_id) DO UPDATE SET how = excluded.how, transfer_id = excluded.transfer_id, "
    "at = excluded.at, expires_at = excluded.expires_at WHERE wallet_unlock.expires_at IS NOT NULL"
)


def moment(at: datetime) -> Any:
    """A moment as the database at hand wants it."""
    return connection.ops.adapt_datetimefield_value(at)


def accounts(*, names: Sequence[str], lock: bool) -> dict[str, tuple[int, str, int]]:
    """(id, unit, balance) of the ledger accounts that there are; locked one by one in the order of their names."""
    sql = _ACCOUNTS.format(", ".join(["%s"] * len(names)))
    if lock and connection.vendor == "postgresql":
        sql += " FOR NO KEY UPDATE"  # legs of others may still name the account; only its balance is ours
    with connection.cursor() as cursor:
        cursor.execute(sql, names)
        return {name: (number, unit, balance) for name, number, unit, balance in cursor.fetchall()}


def open_accounts(*, missing: Iterable[tuple[str, str, bool]]) -> None:
    """Make (name, unit, guarded) where there is none yet, in the order of names, which all keep."""
    with connection.cursor() as cursor:
        cursor.executemany(_OPEN_ACCOUNT, sorted(missing))


def move(*, account: int, amount: int) -> bool:
    """Change a guarded balance; False, and nothing changed, where it would leave its range."""
    return _changed(_MOVE, (amount, account, amount, amount)) == 1


def add_transfer(
    *, key: str, kind: str, at: datetime, account: int | None, series: int | None, reverses: int | None
) -> int | None:
    """The new transfer's id; None where the key was used before."""
    with connection.cursor() as cursor:
        cursor.execute(_TRANSFER, (key, kind, account, series, reverses, moment(at)))
        found = cursor.fetchone()
    return int(found[0]) if found else None


def add_legs(*, transfer: int, legs: Iterable[tuple[int, int]]) -> None:
    """(ledger account, amount) of a transfer."""
    _insert(_LEGS, [(transfer, *leg) for leg in legs])


def purse(*, account: int, at: datetime) -> list[Purse]:
    """The lots that hold coins which have not expired: bonus first, soonest expiry first, then paid, oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(_PURSE, (account, moment(at)))
        return [Purse(row[0], bool(row[1]), *row[2:]) for row in cursor.fetchall()]


def draw(*, lot: Purse, coins: int, earned: int) -> bool:
    """Take coins off a lot; False, and nothing changed, where it is not as it was read."""
    return _changed(_DRAW, (coins, earned, lot.lot, lot.left, lot.earned)) == 1


def add_spendings(*, transfer: int, drawn: Iterable[tuple[int, int, int]]) -> None:
    """(lot, coins, earned) of a transfer."""
    _insert(_SPENDINGS, [(transfer, *one) for one in drawn])


def priced(*, quote: UUID, account: int, at: datetime) -> Priced | None:
    """A quote for coins as it is; None where the account has none of that id."""
    public = quote if connection.features.has_native_uuid_field else quote.hex
    with connection.cursor() as cursor:
        cursor.execute(_PRICED, (moment(at), quote_key(quote), False, public, account))
        found = cursor.fetchone()
    return Priced(*found) if found else None


def open_episodes(
    *, account: int, episodes: Sequence[int], how: str, transfer: int | None, at: datetime, expires_at: datetime | None
) -> int:
    """Open episodes, over passes that expire, too; how many were opened: those open for good are left alone."""
    since, until = moment(at), moment(expires_at) if expires_at else None
    return _insert(
        _OPEN_EPISODES, [(account, episode, how, transfer, since, until) for episode in episodes], _OVER_PASSES
    )


def spent_since(*, ledger_accounts: Sequence[int], at: datetime) -> int:
    """How many coins unlocks took from ledger accounts since a moment."""
    with connection.cursor() as cursor:
        cursor.execute(_SPENT_SINCE.format(", ".join(["%s"] * len(ledger_accounts))), (*ledger_accounts, moment(at)))
        return int(cursor.fetchone()[0])


def spent_on(*, account: int, series: int) -> tuple[int, bool]:
    """How many coins opened the episodes of a series that an account has, and whether it owes any."""
    with connection.cursor() as cursor:
        cursor.execute(_SPENT_ON, (account, account, series))
        coins, owes = cursor.fetchone()
    return int(coins), bool(owes)


def quote_key(quote: UUID) -> str:
    """The key of the one transfer that a quote may lead to."""
    return f"unlock:{quote}"


def _insert(head: str, values: Sequence[tuple[Any, ...]], tail: str = "") -> int:
    """Add rows in as few round trips as they fit in; how many were written."""
    written = 0
    with connection.cursor() as cursor:
        for first in range(0, len(values), _ROWS_A_STATEMENT):
            some = values[first : first + _ROWS_A_STATEMENT]
            row = f"({', '.join(['%s'] * len(some[0]))})"
            cursor.execute(head + ", ".join([row] * len(some)) + tail, [value for one in some for value in one])
            written += cursor.rowcount
    return written


def _changed(sql: str, values: tuple[Any, ...]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return int(cursor.rowcount)


def lasting(at: datetime) -> Q:
    """The lots whose coins are there at a moment."""
    return Q(left__gt=0) & (Q(expires_at=None) | Q(expires_at__gt=at))
