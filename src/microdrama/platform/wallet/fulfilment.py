"""What an order's payment gives, and what is taken back as its money goes back: the ledger follows the order.

Money legs of a pack of coins: psp:<provider>:<CUR> to deferred:<CUR>; of VIP: psp:<provider>:<CUR> to vip:<CUR>. A tax
that has to be paid on may be booked beside them as tax:<CUR>, through `more` of the lots; none is reckoned yet.

What was given back of spent coins is carried back from the series that it had earned (debts.py). What a bank takes is a
loss of the house: the studio had no part in it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

from django.db.models import Sum

from microdrama.platform.wallet import ledger, lots, subscriptions
from microdrama.platform.wallet.models import CoinLot, Order, Spending

BONUS_LASTS = timedelta(days=90)

Cause = Literal["refund", "chargeback"]

_UNDONE: dict[Cause, str] = {"refund": "refund-undone", "chargeback": "dispute-won"}
"""What it is called where the money came back."""


def key_of(order: Order) -> str:
    """What the keys of an order's transfers begin with."""
    return f"order:{order.public_id}"


def give(*, order: Order, until: datetime | None, at: datetime) -> None:
    """Give what an order bought; again, nothing more."""
    quote, key = order.quote, key_of(order)
    price = quote.price_minor or 0
    if order.days:
        legs = {f"psp:{order.provider}:{quote.currency}": -price, f"vip:{quote.currency}": price}
        ledger.post(key=key, kind="vip", legs=legs, at=at, account=order.account)
        subscriptions.start(order=order, until=until, at=at)
        return
    lots.credit_paid(
        account=order.account,
        coins=order.coins,
        tier=quote.tier,
        currency=quote.currency,
        money_minor=price,
        provider=order.provider,
        key=key,
        at=at,
    )
    if order.bonus_coins:
        lots.credit_bonus(
            account=order.account,
            coins=order.bonus_coins,
            expires_at=at + BONUS_LASTS,
            key=f"{key}:bonus",
            kind="purchase-bonus",
            at=at,
            even_closed=True,
        )


def settle(*, order: Order, event: int, cause: Cause, at: datetime) -> None:
    """Bring the ledger to what an order's refunds and disputes say; `event` numbers what led here.

    Coins are taken in proportion to the money, rounded down until all of it is back. Must run with the order locked.
    """
    price = order.quote.price_minor or 0
    wanted = min(price, order.refunded_minor + order.disputed_minor)
    step = f"{key_of(order)}:{event}"
    if order.days:
        _move_vip_money(order, wanted - order.taken_minor, step=step, cause=cause, at=at)
        if wanted >= price:
            subscriptions.revoke(order=order, at=at)
        else:
            subscriptions.restore(order=order, at=at)
        if order.refunded_minor >= price:
            subscriptions.end_renewing(order=order, at=at)
        coins = 0
    else:
        coins = order.coins * wanted // price
        money, more = wanted - order.taken_minor, coins - order.taken_coins
        if money > 0:
            _take_back(order, coins=more, money=money, step=step, cause=cause, at=at)
        elif money < 0:
            _give_again(order, coins=-more, money=-money, step=step, kind=_UNDONE[cause], at=at)
        _settle_bonus(order, wanted=wanted, price=price, step=step, at=at)
    Order.objects.filter(pk=order.pk).update(taken_minor=wanted, taken_coins=coins)


def _move_vip_money(order: Order, back: int, *, step: str, cause: Cause, at: datetime) -> None:
    currency = order.quote.currency
    legs = {f"psp:{order.provider}:{currency}": back, f"vip:{currency}": -back}
    if back:
        ledger.post(key=step, kind=cause if back > 0 else _UNDONE[cause], legs=legs, at=at, account=order.account)


def _take_back(order: Order, *, coins: int, money: int, step: str, cause: Cause, at: datetime) -> None:
    """Take coins from the order's lots, the newest first: a lot is added where a dispute was won.

    Each lot carries as much of the money as its coins have of it; what rounding down leaves, the oldest does.
    """
    taken: list[tuple[CoinLot, int, int]] = []
    for lot in _lots(order):
        some = min(coins, lot.coins - lot.taken_coins)
        if some:
            taken.append((lot, some, _money_of(lot, some)))
            coins -= some
    worth = sum(minor for _, _, minor in taken)
    for lot, some, minor in taken:
        back = money * minor // worth if worth else money
        key = f"{step}:{lot.pk}"
        lots.take_back(lot=lot, coins=some, money_minor=back, provider=order.provider, key=key, kind=cause, at=at)
        money, worth = money - back, worth - minor
    if not taken:  # so small a part that it is no whole coin
        currency = order.quote.currency
        legs = {f"psp:{order.provider}:{currency}": money, f"losses:{currency}": -money}
        ledger.post(key=step, kind=cause, legs=legs, at=at, account=order.account)


def _money_of(lot: CoinLot, coins: int) -> int:
    """What coins of a lot have of its money, those that were taken back before having had theirs."""
    gone = lot.taken_coins
    upto = lots.earned_when(money=lot.money_minor, coins=lot.coins, gone=gone + coins)
    return upto - lots.earned_when(money=lot.money_minor, coins=lot.coins, gone=gone)


def _give_again(order: Order, *, coins: int, money: int, step: str, kind: str, at: datetime) -> None:
    currency = order.quote.currency
    if coins < 1:
        legs = {f"psp:{order.provider}:{currency}": -money, f"losses:{currency}": money}
        ledger.post(key=step, kind=kind, legs=legs, at=at, account=order.account)
        return
    lots.credit_paid(
        account=order.account,
        coins=coins,
        tier=order.quote.tier,
        currency=currency,
        money_minor=money,
        provider=order.provider,
        key=step,
        kind=kind,
        at=at,
    )


def _settle_bonus(order: Order, *, wanted: int, price: int, step: str, at: datetime) -> None:
    """Take what is left of the bonus that came with the coins, in proportion; what was spent of it is forgiven."""
    lot = CoinLot.objects.filter(source__key=f"{key_of(order)}:bonus").first()
    if lot is None:
        return
    owner, held = lots.hold_owner_of(lot)
    lot.refresh_from_db()
    taken = Spending.objects.filter(lot=lot, transfer__kind="bonus-back").aggregate(sum=Sum("coins"))["sum"] or 0
    coins = min(lot.left, lot.coins * wanted // price - taken)
    if coins > 0:
        lots.spend(
            key=f"{step}:bonus",
            kind="bonus-back",
            account=owner,
            held=held,
            drawn=lots.draws([lots.purse_of(lot)], coins=coins),
            to="gifts",
            earning="losses",
            at=at,
        )


def _lots(order: Order) -> list[CoinLot]:
    key = key_of(order)
    return list(CoinLot.objects.filter(paid=True, source__key__startswith=key).order_by("-pk"))
