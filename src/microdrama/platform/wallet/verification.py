"""Reckons the whole ledger anew from what was only ever added, and says in sentences what does not agree."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from django.db import connection, transaction

_MOST_TOLD = 20
"""So many rows of one kind of fault are told one by one."""


class _Check(NamedTuple):
    """A question whose every answer is a fault, and the sentence that tells it."""

    told: str
    sql: str


_NAME_OF_ACCOUNT = {
    "postgresql": "CAST(account.public_id AS text)",
    # SQLite keeps an UUID as 32 digits; the names of the ledger's accounts have hyphens
    "sqlite": "substr(account.public_id, 1, 8) || '-' || substr(account.public_id, 9, 4) || '-' || "
    "substr(account.public_id, 13, 4) || '-' || substr(account.public_id, 17, 4) || '-' || "
    "substr(account.public_id, 21)",
}

_CHECKS = (
    _Check(
        "Transfer {} does not add up in {}: {} too much.",
        """SELECT transfer.key, account.unit, SUM(leg.amount) FROM wallet_leg leg
           JOIN wallet_transfer transfer ON transfer.id = leg.transfer_id
           JOIN wallet_ledgeraccount account ON account.id = leg.account_id
           GROUP BY transfer.id, transfer.key, account.unit HAVING SUM(leg.amount) <> 0""",
    ),
    _Check(
        "Transfer {} has no legs.",
        """SELECT transfer.key FROM wallet_transfer transfer
           WHERE NOT EXISTS (SELECT 1 FROM wallet_leg leg WHERE leg.transfer_id = transfer.id)""",
    ),
    _Check(
        "Account {} says {} and its legs come to {}.",
        """SELECT account.name, account.balance, COALESCE(SUM(leg.amount), 0) FROM wallet_ledgeraccount account
           LEFT JOIN wallet_leg leg ON leg.account_id = account.id WHERE account.guarded
           GROUP BY account.id, account.name, account.balance HAVING account.balance <> COALESCE(SUM(leg.amount), 0)""",
    ),
    _Check(
        "Account {} is at {}, below zero.",
        "SELECT name, balance FROM wallet_ledgeraccount WHERE balance < 0",
    ),
    _Check(
        "Lot {} says that {} of {} coins are left, and {} were spent.",
        """SELECT lot.id, lot."left", lot.coins, COALESCE(SUM(spending.coins), 0) FROM wallet_coinlot lot
           LEFT JOIN wallet_spending spending ON spending.lot_id = lot.id
           GROUP BY lot.id, lot."left", lot.coins HAVING lot.coins - lot."left" <> COALESCE(SUM(spending.coins), 0)""",
    ),
    _Check(
        "Lot {} has earned {} and its spendings come to {}.",
        """SELECT lot.id, lot.earned_minor, COALESCE(SUM(spending.earned_minor), 0) FROM wallet_coinlot lot
           LEFT JOIN wallet_spending spending ON spending.lot_id = lot.id
           GROUP BY lot.id, lot.earned_minor HAVING lot.earned_minor <> COALESCE(SUM(spending.earned_minor), 0)""",
    ),
    _Check(
        "Account {} holds {} coins and its lots hold {}.",
        """SELECT held.name, held.balance, COALESCE(SUM(lot."left"), 0) FROM wallet_ledgeraccount held
           JOIN accounts_account account ON held.name IN ('paid:' || {public}, 'bonus:' || {public})
           LEFT JOIN wallet_coinlot lot ON lot.account_id = account.id AND lot.paid = (held.name LIKE 'paid:%%')
           GROUP BY held.name, held.balance HAVING held.balance <> COALESCE(SUM(lot."left"), 0)""",
    ),
    _Check(
        "Lot {} has coins of an account that the ledger does not know.",
        """SELECT lot.id FROM wallet_coinlot lot JOIN accounts_account account ON account.id = lot.account_id
           WHERE lot."left" > 0 AND NOT EXISTS (SELECT 1 FROM wallet_ledgeraccount held WHERE held.name =
               CASE WHEN lot.paid THEN 'paid:' ELSE 'bonus:' END || {public})""",
    ),
    _Check(
        "{} has money of coins not yet spent of {}, and the lots have {}.",
        """SELECT held.name, held.legs, COALESCE(lots.money, 0) FROM
           (SELECT account.name, account.unit, SUM(leg.amount) AS legs FROM wallet_ledgeraccount account
            JOIN wallet_leg leg ON leg.account_id = account.id WHERE account.name LIKE 'deferred:%%'
            GROUP BY account.name, account.unit) held
           LEFT JOIN (SELECT currency, SUM(money_minor - earned_minor) AS money FROM wallet_coinlot
            WHERE paid GROUP BY currency) lots ON lots.currency = held.unit
           WHERE held.legs <> COALESCE(lots.money, 0)""",
    ),
    _Check(
        "Lot {} says that it cost {}, and its purchase put {} aside.",
        """SELECT lot.id, lot.money_minor, COALESCE(SUM(leg.amount), 0) FROM wallet_coinlot lot
           LEFT JOIN wallet_ledgeraccount deferred ON deferred.name = 'deferred:' || lot.currency
           LEFT JOIN wallet_leg leg ON leg.transfer_id = lot.source_id AND leg.account_id = deferred.id
           WHERE lot.paid GROUP BY lot.id, lot.money_minor HAVING lot.money_minor <> COALESCE(SUM(leg.amount), 0)""",
    ),
    _Check(
        "Transfer {} took {} coins of viewers, and its spendings come to {}.",
        """SELECT transfer.key, legs.coins, COALESCE(spent.coins, 0) FROM wallet_transfer transfer
           JOIN (SELECT leg.transfer_id, -SUM(leg.amount) AS coins FROM wallet_leg leg
                 JOIN wallet_ledgeraccount account ON account.id = leg.account_id
                 WHERE account.name LIKE 'paid:%%' OR account.name LIKE 'bonus:%%'
                 GROUP BY leg.transfer_id HAVING SUM(leg.amount) <> 0) legs ON legs.transfer_id = transfer.id
           LEFT JOIN (SELECT transfer_id, SUM(coins) AS coins FROM wallet_spending GROUP BY transfer_id) spent
                 ON spent.transfer_id = transfer.id
           WHERE legs.coins <> COALESCE(spent.coins, 0)
           AND NOT EXISTS (SELECT 1 FROM wallet_coinlot lot WHERE lot.source_id = transfer.id)""",
    ),
    _Check(
        "Episode {} was opened for account {} by coins that {} never took.",
        """SELECT unlocked.episode_id, unlocked.account_id, transfer.key FROM wallet_unlock unlocked
           JOIN wallet_transfer transfer ON transfer.id = unlocked.transfer_id
           WHERE transfer.kind <> 'unlock' OR NOT EXISTS
               (SELECT 1 FROM wallet_spending spending WHERE spending.transfer_id = transfer.id)""",
    ),
    _Check(
        "Transfer {} took coins and opened nothing.",
        """SELECT transfer.key FROM wallet_transfer transfer WHERE transfer.kind = 'unlock' AND NOT EXISTS
               (SELECT 1 FROM wallet_unlock unlocked WHERE unlocked.transfer_id = transfer.id)""",
    ),
    _Check(
        "Transfer {} took {} coins where the quote said {}.",
        """SELECT transfer.key, spent.coins, quote.price_coins FROM wallet_transfer transfer
           JOIN (SELECT transfer_id, SUM(coins) AS coins FROM wallet_spending GROUP BY transfer_id) spent
                 ON spent.transfer_id = transfer.id
           JOIN wallet_quote quote ON transfer.key = 'unlock:' || {quote}
           WHERE transfer.kind = 'unlock' AND spent.coins <> quote.price_coins""",
    ),
    _Check(
        "Account {} owes {} coins while it holds {} paid ones.",
        """SELECT paid.name, debt.balance, paid.balance FROM wallet_ledgeraccount debt
           JOIN wallet_ledgeraccount paid ON paid.name = 'paid:' || substr(debt.name, 6)
           WHERE debt.name LIKE 'debt:%%' AND debt.balance > 0 AND paid.balance > 0""",
    ),
    _Check(
        "Account {} owes {} coins and its debts come to {}.",
        """SELECT held.name, held.balance, COALESCE(SUM(debt."left"), 0) FROM wallet_ledgeraccount held
           JOIN accounts_account account ON held.name = 'debt:' || {public}
           LEFT JOIN wallet_debt debt ON debt.account_id = account.id
           GROUP BY held.name, held.balance HAVING held.balance <> COALESCE(SUM(debt."left"), 0)""",
    ),
    _Check(
        "Coupon {} counts {} uses, and {} accounts used it.",
        """SELECT coupon.label, coupon.uses, COUNT(used.id) FROM wallet_coupon coupon
           LEFT JOIN wallet_couponuse used ON used.coupon_id = coupon.id
           GROUP BY coupon.id, coupon.label, coupon.uses HAVING coupon.uses <> COUNT(used.id)""",
    ),
    _Check(
        "Payout {} says {} and its transfer took {} of what was payable.",
        """SELECT payout.reference, payout.minor, COALESCE(-SUM(leg.amount), 0) FROM wallet_payout payout
           JOIN accounts_studio studio ON studio.id = payout.studio_id
           LEFT JOIN wallet_ledgeraccount held ON held.name = 'payable:' || {studio} || ':' || payout.currency
           LEFT JOIN wallet_leg leg ON leg.account_id = held.id AND leg.transfer_id = payout.transfer_id
           GROUP BY payout.id, payout.reference, payout.minor HAVING payout.minor <> COALESCE(-SUM(leg.amount), 0)""",
    ),
    _Check(
        "Transfer {} paid a studio, and no payout says so.",
        """SELECT transfer.key FROM wallet_transfer transfer WHERE transfer.kind = 'payout' AND NOT EXISTS
               (SELECT 1 FROM wallet_payout payout WHERE payout.transfer_id = transfer.id)""",
    ),
    _Check(
        "Transfer {} paid {} more than was payable.",
        """SELECT seen."key", -seen.balance FROM
           (SELECT transfer."key", transfer.kind, SUM(leg.amount) OVER
                (PARTITION BY leg.account_id ORDER BY leg.transfer_id) AS balance FROM wallet_leg leg
            JOIN wallet_ledgeraccount account ON account.id = leg.account_id
            JOIN wallet_transfer transfer ON transfer.id = leg.transfer_id
            WHERE account.name LIKE 'payable:%%') seen
           WHERE seen.kind = 'payout' AND seen.balance < 0""",
    ),
)


def verify() -> list[str]:
    """What does not agree, one sentence each; nothing where the ledger is sound. Reads one moment of the database."""
    with transaction.atomic():
        if connection.vendor == "postgresql" and not _nested():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        return [*(fault for check in _CHECKS for fault in _told(check)), *_earned_wrong()]


def _nested() -> bool:
    return len(connection.savepoint_ids) > 0 or connection.atomic_blocks[:-1] != []


def _told(check: _Check) -> Iterator[str]:
    public = _NAME_OF_ACCOUNT[connection.vendor]
    sql = check.sql.replace("{public}", public).replace("{quote}", public.replace("account.", "quote."))
    sql = sql.replace("{studio}", public.replace("account.", "studio."))
    with connection.cursor() as cursor:
        cursor.execute(sql, ())
        faults = cursor.fetchmany(_MOST_TOLD + 1)
    yield from (check.told.format(*fault) for fault in faults[:_MOST_TOLD])
    if len(faults) > _MOST_TOLD:
        yield f"There are more than {_MOST_TOLD} of these."


def _earned_wrong() -> Iterator[str]:
    """Lots whose earnings are not what `earned_when` says: reckoned here, since money x coins outgrows 64 bits."""
    with connection.cursor() as cursor:
        cursor.execute(
            'SELECT id, money_minor, coins, coins - "left", earned_minor FROM wallet_coinlot '
            "WHERE money_minor > 0 ORDER BY id",
            (),
        )
        while found := cursor.fetchmany(10_000):
            for lot, money, coins, gone, earned in found:
                if earned != money * gone // coins:
                    yield f"Lot {lot} has earned {earned} of {money} with {gone} of {coins} coins gone."
