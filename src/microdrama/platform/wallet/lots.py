"""Coins come, are spent and are taken back in lots, so that each knows what it cost and until when it lasts.

Bonus coins are spent first, those that expire soonest first of all; then paid ones, oldest first. A lot that was
bought where prices are low (a high tier) buys nothing where they are high (a low one). After each spending a paid lot
has earned the whole part of money x coins gone / coins, so that a lot that is all gone has earned exactly its money.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F

from microdrama.platform.accounts.models import Account
from microdrama.platform.wallet import debts, rows
from microdrama.platform.wallet.ledger import (
    AmountError,
    Entered,
    Held,
    LedgerError,
    NotEnoughCoinsError,
    enter,
    hold_owner,
    whole,
)
from microdrama.platform.wallet.models import CoinLot, Spending, Transfer
from microdrama.platform.wallet.rows import Purse
from microdrama.platform.wallet.turns import booked


class LotChangedError(LedgerError):
    """A lot was not as it had been read; whoever sees this forgot to lock its account."""


@dataclass(frozen=True, slots=True)
class Draw:
    """Coins to take off a lot, and what of its money they earn."""

    lot: Purse
    coins: int
    earned: int


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What came of taking coins back: how many were still there, how many are owed now."""

    taken: int
    owed: int


def earned_when(*, money: int, coins: int, gone: int) -> int:
    """What of a lot's money is earned once so many of its coins are gone."""
    return money * gone // coins


def usable(purse: Sequence[Purse], *, tier: int) -> list[Purse]:
    """The lots that buy something in a territory of `tier`: bonus ones, and those bought at its prices or higher."""
    return [lot for lot in purse if not lot.paid or lot.tier <= tier]


def draws(purse: Sequence[Purse], *, coins: int) -> list[Draw]:
    """Which lots pay, in the order given. Raises NotEnoughCoinsError where they do not hold so much."""
    wanted, found = coins, []
    for lot in purse:
        if wanted == 0:
            break
        taken = min(lot.left, wanted)
        gone = lot.coins - lot.left + taken
        earned = earned_when(money=lot.money, coins=lot.coins, gone=gone) - lot.earned
        found.append(Draw(lot, taken, earned))
        wanted -= taken
    if wanted:
        raise NotEnoughCoinsError(f"{coins} coins are needed and {coins - wanted} are there; nothing was taken.")
    return found


def spend(  # noqa: PLR0913 - what a spending is made of
    *,
    key: str,
    kind: str,
    account: Account,
    held: Held,
    drawn: Sequence[Draw],
    to: str,
    earning: str,
    at: datetime,
    series: int | None = None,
    more: Mapping[str, int] | None = None,
) -> Entered:
    """Book coins that leave lots for the account `to`, and the money that they earn for `earning`:<currency>.

    `more` are further legs, which balance in themselves. The caller has locked the viewer's accounts.
    """
    legs = dict(more or {})
    for draw in drawn:
        _add(legs, f"{'paid' if draw.lot.paid else 'bonus'}:{account.public_id}", -draw.coins)
        _add(legs, to, draw.coins)
        _add(legs, f"deferred:{draw.lot.currency}", -draw.earned)
        _add(legs, f"{earning}:{draw.lot.currency}", draw.earned)
    legs = {name: amount for name, amount in legs.items() if amount}
    entered = enter(key=key, kind=kind, legs=legs, at=at, account=account, series=series, held=held)
    if entered.fresh:
        write_off(transfer=entered.transfer, drawn=drawn)
    return entered


def write_off(*, transfer: Transfer, drawn: Sequence[Draw]) -> None:
    """Take coins off their lots, and note for which transfer."""
    if rows.draw(transfer=transfer.pk, drawn=[(draw.lot, draw.coins, draw.earned) for draw in drawn]) < len(drawn):
        raise LotChangedError("Coins were spent by somebody else at the same time; nothing was taken.")


def credit_paid(  # noqa: PLR0913 - what a purchase is made of
    *,
    account: Account,
    coins: int,
    tier: int,
    currency: str,
    money_minor: int,
    provider: str,
    key: str,
    at: datetime,
    kind: str = "purchase",
    more: Mapping[str, int] | None = None,
) -> CoinLot:
    """Give coins that were paid for, with what was received for them after tax; what is owed is paid with them first.

    `more` are further legs of the same event (a tax, a fee), which balance in themselves. The same key again returns
    the lot that it made. A joined account's coins go to the one that it was joined into; a closed one gets them, too,
    since the money is there, and may be given back.
    """
    whole(coins)
    whole(money_minor, least=0)
    with booked():
        owner, held = hold_owner(account=account, even_closed=True)
        found = CoinLot.objects.filter(source__key=key).first()
        if found is not None:
            return found
        legs = dict(more or {})
        _add(legs, f"paid:{owner.public_id}", coins)
        _add(legs, "issued", -coins)
        _add(legs, f"deferred:{currency}", money_minor)
        _add(legs, f"psp:{provider}:{currency}", -money_minor)
        legs = {name: amount for name, amount in legs.items() if amount}
        entered = enter(key=key, kind=kind, legs=legs, at=at, account=owner, held=held)
        lot = CoinLot.objects.create(
            account=owner,
            source=entered.transfer,
            paid=True,
            tier=tier,
            coins=coins,
            left=coins,
            currency=currency,
            money_minor=money_minor,
            created_at=at,
        )
        settle_debt(account=owner, held=held, key=f"{key}:debt", at=at)
    return lot


def credit_bonus(  # noqa: PLR0913 - what a gift is made of
    *,
    account: Account,
    coins: int,
    expires_at: datetime | None,
    key: str,
    kind: str,
    at: datetime,
    even_closed: bool = False,
) -> CoinLot:
    """Give bonus coins, which are spent before paid ones and may expire; the same key again returns their lot."""
    whole(coins)
    with booked():
        owner, held = hold_owner(account=account, even_closed=even_closed)
        found = CoinLot.objects.filter(source__key=key).first()
        if found is not None:
            return found
        legs = {f"bonus:{owner.public_id}": coins, "gifts": -coins}
        entered = enter(key=key, kind=kind, legs=legs, at=at, account=owner, held=held)
        return CoinLot.objects.create(
            account=owner,
            source=entered.transfer,
            paid=False,
            coins=coins,
            left=coins,
            expires_at=expires_at,
            created_at=at,
        )


def take_back(  # noqa: PLR0913 - what a refund is made of
    *,
    lot: CoinLot,
    coins: int,
    money_minor: int,
    provider: str,
    key: str,
    kind: str,
    at: datetime,
    more: Mapping[str, int] | None = None,
) -> TakenBack:
    """Take coins of a paid lot back, for a refund or a chargeback of `money_minor`.

    What the lot still holds goes at once; what was spent becomes a debt, which is paid from the account's other paid
    coins, and by later purchases before anything else. Money of a refund that spent coins had earned is carried back
    from the series that had it; that of a chargeback is a loss of the house. The same key again returns what it came
    to. Raises AmountError where more is taken back than the lot had.
    """
    whole(coins)
    whole(money_minor, least=0)
    with booked():
        owner, held = hold_owner_of(lot)
        again = Transfer.objects.filter(key=key).first()
        if again is not None:
            return _taken_before(again, coins=coins)
        counted = CoinLot.objects.filter(pk=lot.pk, paid=True, taken_coins__lte=F("coins") - coins)
        if not counted.update(taken_coins=F("taken_coins") + coins):
            raise AmountError(f"The lot does not have {coins} coins that could be taken back; nothing was taken.")
        now = purse_of(CoinLot.objects.get(pk=lot.pk))
        drawn = draws([now], coins=min(now.left, coins)) if now.left else []
        taken = sum(draw.coins for draw in drawn)
        legs = dict(more or {})
        _add(legs, f"debt:{owner.public_id}", coins - taken)
        _add(legs, "taken-back", taken - coins)
        _add(legs, f"psp:{provider}:{now.currency}", money_minor)
        _add(legs, f"losses:{now.currency}", -money_minor)
        entered = spend(
            key=key,
            kind=kind,
            account=owner,
            held=held,
            drawn=drawn,
            to="taken-back",
            earning="losses",
            at=at,
            more=legs,
        )
        if kind == "refund":
            debts.carry_back(lot=lot, key=key, minor=money_minor - sum(draw.earned for draw in drawn), at=at)
        if coins > taken:
            debts.note(account=owner, transfer=entered.transfer, lot=lot, coins=coins - taken)
        settle_debt(account=owner, held=held, key=f"{key}:debt", at=at)
    return TakenBack(taken, coins - taken)


def settle_debt(*, account: Account, held: Held, key: str, at: datetime) -> int:
    """Pay what a viewer owes from paid coins, as far as they go, the oldest of both first; returns how many.

    Each lot pays each debt in a transfer of its own, so that what it earned there is known if it is given back, too.
    """
    owed = debts.unpaid(account=account)
    paid = [lot for lot in rows.purse(account=account.pk, at=at) if lot.paid] if owed else []
    settled = 0
    for debt in owed:
        left = debt.left
        while left and paid:
            lot = paid.pop(0)
            (draw,) = draws([lot], coins=min(left, lot.left))
            back = {f"debt:{account.public_id}": -draw.coins, "taken-back": draw.coins}
            spend(
                key=f"{key}:{debt.pk}:{lot.lot}",
                kind="debt",
                account=account,
                held=held,
                drawn=[draw],
                to="taken-back",
                earning="losses",
                at=at,
                more=back | debts.given_back(debt=debt, minor=draw.earned, currency=lot.currency),
            )
            if not debts.pay(debt=debt, coins=draw.coins):
                raise LotChangedError("A debt was paid by somebody else at the same time; nothing was taken.")
            left, settled = left - draw.coins, settled + draw.coins
            if draw.coins < lot.left:
                paid.insert(0, lot._replace(left=lot.left - draw.coins, earned=lot.earned + draw.earned))
    return settled


def purse_of(lot: CoinLot) -> Purse:
    """A lot as those that spend it see it."""
    return Purse(lot.pk, lot.paid, lot.tier, lot.coins, lot.left, lot.currency, lot.money_minor, lot.earned_minor)


def hold_owner_of(lot: CoinLot) -> tuple[Account, Held]:
    """Lock the accounts of whoever has the lot now, open or closed; a join may have moved it until then."""
    while True:
        account = CoinLot.objects.select_related("account").get(pk=lot.pk).account
        owner, held = hold_owner(account=account, even_closed=True)
        if CoinLot.objects.filter(pk=lot.pk, account=owner).exists():
            return owner, held


def _taken_before(transfer: Transfer, *, coins: int) -> TakenBack:
    taken = sum(Spending.objects.filter(transfer=transfer).values_list("coins", flat=True))
    return TakenBack(taken, coins - taken)


def _add(legs: dict[str, int], name: str, amount: int) -> None:
    legs[name] = legs.get(name, 0) + amount
