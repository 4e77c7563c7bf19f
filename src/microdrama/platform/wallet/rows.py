"""The statements that an unlock is made of, written out: others wait while they run, and there are many of them.

Each is one round trip, whatever number of rows it writes; on PostgreSQL, where that is a way to another process and
back, a transfer with all that belongs to it is one, too. Only the modules of the wallet that
book coins use them; they know what the rows mean.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import psycopg
from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.models import Q
from psycopg.types.numeric import Int8Dumper

from microdrama.platform.catalogue.availability import AGE_OF_STRANGERS


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
    """What an unlock has to know of a quote for coins, its series and its account.

    Where `plain`, a right of all languages in the quote's territory is in force and nothing stands against it; else the
    rules of availability have to say whether the series may still be watched there.
    """

    quote: int
    price: int
    most: int | None
    tier: int
    expired: bool
    used: bool
    series: int
    slug: str
    asset: str
    episode: int | None
    number: int | None
    withdrawn: bool
    active: bool
    cap: int | None
    territory: str
    plain: bool


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
_IN_FORCE = (
    "SELECT 1 FROM catalogue_right held WHERE held.series_id = series.id AND held.territory IN (quote.territory, '*') "
    "AND held.starts_at <= %s AND (held.ends_at IS NULL OR held.ends_at > %s)"
)
_PRICED = (
    "SELECT quote.id, quote.price_coins, quote.most_coins, quote.tier, quote.expires_at <= %s, EXISTS "  # noqa: S608 - ours
    "(SELECT 1 FROM wallet_transfer transfer WHERE transfer.key = %s), series.id, series.slug, series.asset, "
    "episode.id, episode.number, COALESCE(episode.withdrawn, %s), account.is_active, account.monthly_cap_coins, "
    f"quote.territory, EXISTS ({_IN_FORCE} AND held.allowed AND held.holder = '' AND held.language = '*') "
    f"AND NOT EXISTS ({_IN_FORCE} AND ((held.holder = '' AND NOT held.allowed) "
    "OR (held.holder <> '' AND held.allowed AND held.exclusive))) "
    "AND NOT EXISTS (SELECT 1 FROM catalogue_agerating rating WHERE rating.series_id = series.id "
    "AND rating.territory IN (quote.territory, '*') AND rating.least_age > %s) "
    "FROM wallet_quote quote JOIN accounts_account account ON account.id = quote.account_id "
    "JOIN catalogue_series series ON series.id = quote.series_id "
    "LEFT JOIN catalogue_episode episode ON episode.id = quote.episode_id "
    "WHERE quote.public_id = %s AND quote.account_id = %s AND quote.price_coins IS NOT NULL"
)
_MOVES = (
    ", moved AS (UPDATE wallet_ledgeraccount kept SET balance = kept.balance + change.amount "
    "FROM transfer, (VALUES {}) change (account, amount) WHERE kept.id = change.account AND kept.guarded "
    "AND kept.balance + change.amount BETWEEN 0 AND 9007199254740991 RETURNING 1)"
)
_ENTER = (
    f"WITH transfer AS ({_TRANSFER}), legs AS (INSERT INTO wallet_leg (transfer_id, account_id, amount) "  # noqa: S608 - ours
    "SELECT transfer.id, leg.account, leg.amount FROM transfer, (VALUES {}) leg (account, amount))"
)
_MOVED = " SELECT (SELECT id FROM transfer), (SELECT count(*) FROM moved)"
_NONE_MOVED = " SELECT (SELECT id FROM transfer), 0"
_DRAW_ALL = (
    "WITH wanted (lot, coins, earned, had, had_earned) AS (VALUES {}), "
    'drawn AS (UPDATE wallet_coinlot lot SET "left" = lot."left" - wanted.coins, '
    "earned_minor = lot.earned_minor + wanted.earned FROM wanted "
    'WHERE lot.id = wanted.lot AND lot."left" = wanted.had AND lot.earned_minor = wanted.had_earned RETURNING 1), '
    "noted AS (INSERT INTO wallet_spending (transfer_id, lot_id, coins, earned_minor) "
    "SELECT %s, lot, coins, earned FROM wanted) SELECT count(*) FROM drawn"
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
    with _cursor() as cursor:
        cursor.execute(sql, names)
        return {name: (number, unit, balance) for name, number, unit, balance in cursor.fetchall()}


def open_accounts(*, missing: Iterable[tuple[str, str, bool]]) -> None:
    """Make (name, unit, guarded) where there is none yet, in the order of names, which all keep."""
    with _cursor() as cursor:
        cursor.executemany(_OPEN_ACCOUNT, sorted(missing))


def enter(  # noqa: PLR0913 - what a transfer is made of
    *,
    key: str,
    kind: str,
    at: datetime,
    account: int | None,
    series: int | None,
    reverses: int | None,
    legs: Sequence[tuple[int, int]],
    guarded: Sequence[tuple[int, int]],
) -> tuple[int | None, int]:
    """Write a transfer with its legs, (ledger account, amount), and change the balances of those that are guarded.

    The new transfer's id, None where the key was used before, and how many balances were changed: where it is less
    than all, one would have left its range.
    """
    head = (key, kind, account, series, reverses, moment(at))
    if connection.vendor == "postgresql" and len(legs) <= _ROWS_A_STATEMENT:
        sql = _ENTER.format(_places(legs)) + (_MOVES.format(_places(guarded)) + _MOVED if guarded else _NONE_MOVED)
        number, moved = _one(sql, [*head, *_flat(legs), *_flat(guarded)])
        return number, moved
    found = _one(_TRANSFER, head)
    if found is None:
        return None, 0
    _insert(_LEGS, [(found[0], *leg) for leg in legs])
    return found[0], sum(_changed(_MOVE, (amount, account, amount, amount)) for account, amount in guarded)


def purse(*, account: int, at: datetime) -> list[Purse]:
    """The lots that hold coins which have not expired: bonus first, soonest expiry first, then paid, oldest first."""
    with _cursor() as cursor:
        cursor.execute(_PURSE, (account, moment(at)))
        return [Purse(row[0], bool(row[1]), *row[2:]) for row in cursor.fetchall()]


def draw(*, transfer: int, drawn: Sequence[tuple[Purse, int, int]]) -> int:
    """Take (lot, coins, earned) off lots, and note for which transfer; how many lots were as they had been read."""
    if connection.vendor == "postgresql":
        wanted = [(lot.lot, coins, earned, lot.left, lot.earned) for lot, coins, earned in drawn]
        return int(_one(_DRAW_ALL.format(_places(wanted)), [*_flat(wanted), transfer])[0]) if wanted else 0
    _insert(_SPENDINGS, [(transfer, lot.lot, coins, earned) for lot, coins, earned in drawn])
    return sum(_changed(_DRAW, (coins, earned, lot.lot, lot.left, lot.earned)) for lot, coins, earned in drawn)


def priced(*, quote: UUID, account: int, at: datetime) -> Priced | None:
    """A quote for coins as it is; None where the account has none of that id."""
    public = quote if connection.features.has_native_uuid_field else quote.hex
    now = moment(at)
    found = _one(_PRICED, (now, quote_key(quote), False, *[now] * 4, AGE_OF_STRANGERS, public, account))
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
    sql = _SPENT_SINCE.format(", ".join(["%s"] * len(ledger_accounts)))
    return int(_one(sql, (*ledger_accounts, moment(at)))[0])


def spent_on(*, account: int, series: int) -> tuple[int, bool]:
    """How many coins opened the episodes of a series that an account has, and whether it owes any."""
    coins, owes = _one(_SPENT_ON, (account, account, series))
    return int(coins), bool(owes)


def quote_key(quote: UUID) -> str:
    """The key of the one transfer that a quote may lead to."""
    return f"unlock:{quote}"


def _cursor() -> CursorWrapper:
    """One that has PostgreSQL keep the statements that come again and again, instead of planning each anew.

    Django's own writes the values into the statements, so that no two are the same.
    """
    if connection.vendor != "postgresql":
        return connection.cursor()
    connection.ensure_connection()
    cursor = psycopg.Cursor(connection.connection)
    cursor.adapters.register_dumper(int, Int8Dumper)  # else each size of number makes a statement of its own
    return CursorWrapper(cursor, connection)


def _insert(head: str, values: Sequence[tuple[Any, ...]], tail: str = "") -> int:
    """Add rows in as few round trips as they fit in; how many were written."""
    written = 0
    with _cursor() as cursor:
        for first in range(0, len(values), _ROWS_A_STATEMENT):
            some = values[first : first + _ROWS_A_STATEMENT]
            cursor.execute(head + _places(some) + tail, _flat(some))
            written += cursor.rowcount
    return written


def _places(values: Sequence[tuple[Any, ...]]) -> str:
    row = f"({', '.join(['%s'] * len(values[0]))})"
    return ", ".join([row] * len(values))


def _flat(values: Iterable[tuple[Any, ...]]) -> list[Any]:
    return [value for one in values for value in one]


def _one(sql: str, values: Sequence[Any]) -> Any:
    with _cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchone()


def _changed(sql: str, values: tuple[Any, ...]) -> int:
    with _cursor() as cursor:
        cursor.execute(sql, values)
        return int(cursor.rowcount)


def lasting(at: datetime) -> Q:
    """The lots whose coins are there at a moment."""
    return Q(left__gt=0) & (Q(expires_at=None) | Q(expires_at__gt=at))
