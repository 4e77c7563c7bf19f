"""How all that a guest has goes to the account that they signed in to: coins, debts, open episodes, VIP, orders."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef

from microdrama.domain.errors import MicrodramaError
from microdrama.platform.accounts.models import Account
from microdrama.platform.wallet import ledger, lots, rows, subscriptions
from microdrama.platform.wallet.models import (
    AdReward,
    CheckIn,
    CoinLot,
    CouponUse,
    Debt,
    Order,
    Quote,
    Subscription,
    Unlock,
    WaitPass,
)
from microdrama.platform.wallet.turns import booked

_ONCE: tuple[tuple[type[CheckIn | CouponUse], str], ...] = ((CheckIn, "day"), (CouponUse, "coupon"))
"""What gives once, and what of: the same day, the same coupon."""


class JoinError(MicrodramaError):
    """The accounts cannot be joined; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Joined:
    """What came from the guest; not `fresh` where it had come before."""

    paid: int
    bonus: int
    debt: int
    episodes: int
    fresh: bool


def join_guest(*, guest: Account, into: Account, at: datetime) -> Joined:
    """Move all that a guest has to another account, and close the guest; the same again changes nothing.

    Lots keep their price, tier and expiry. Where both have an episode, the one that lasts longer stays. Prices of
    whole series that either was told end: it is of other episodes that both have now. Of a gift that both had, what is
    left of the guest's goes. What either owes is paid from the paid coins that both have now. VIP of both lasts one
    after the other. Whoever calls has made sure that both are the same person's. Raises JoinError.
    """
    if guest.pk == into.pk:
        raise JoinError("An account cannot be joined into itself.")
    with booked():
        held = ledger.hold(accounts=[guest, into])
        now = Account.objects.in_bulk([guest.pk, into.pk])
        if now[guest.pk].joined_into_id == into.pk:
            return Joined(0, 0, 0, 0, fresh=False)
        if not now[guest.pk].is_guest or not now[guest.pk].is_active or not now[into.pk].is_active:
            raise JoinError("Only a guest can be joined, into an account that is open; nothing was changed.")
        moved = {kind: held.balances[f"{kind}:{guest.public_id}"] for kind in ledger.GUARDED}
        legs = {f"{kind}:{guest.public_id}": -coins for kind, coins in moved.items() if coins}
        legs |= {f"{kind}:{into.public_id}": coins for kind, coins in moved.items() if coins}
        if legs:
            key = f"join:{guest.public_id}"
            ledger.enter(key=key, kind="join", legs=legs, at=at, account=now[into.pk], held=held)
        CoinLot.objects.filter(account=guest).update(account=into)
        Debt.objects.filter(account=guest).update(account=into)
        _end_quotes([guest, into], at=at)
        episodes = _move_unlocks(guest, into=into)
        _take_second_gifts(guest, into=now[into.pk], held=held, at=at)
        _move_rest(guest, into=into)
        subscriptions.line_up(account_id=into.pk, at=at)
        _keep_cap(now[guest.pk], into=now[into.pk])
        Account.objects.filter(pk=guest.pk).update(is_active=False, joined_into=into, joined_at=at)
        lots.settle_debt(account=now[into.pk], held=held, key=f"join:{guest.public_id}:debt", at=at)
    return Joined(moved["paid"], moved["bonus"], moved["debt"], episodes, fresh=True)


def _end_quotes(accounts: list[Account], *, at: datetime) -> None:
    """Let nobody pay the price of episodes that the other account had open already."""
    told = Quote.objects.filter(account__in=accounts, kind=Quote.Kind.SERIES, created_at__lt=at, expires_at__gt=at)
    told.update(expires_at=at)


def _keep_cap(guest: Account, *, into: Account) -> None:
    """Of two limits on spending the lower holds: joining is no way around one."""
    caps = [cap for cap in (guest.monthly_cap_coins, into.monthly_cap_coins) if cap is not None]
    if caps:
        Account.objects.filter(pk=into.pk).update(monthly_cap_coins=min(caps))


def _move_unlocks(guest: Account, *, into: Account) -> int:
    """Episodes that only the guest has, or has for longer; returns how many came."""
    came = 0
    own = {unlock.episode_id: unlock for unlock in Unlock.objects.filter(account=into)}
    for unlock in Unlock.objects.filter(account=guest):
        mine = own.get(unlock.episode_id)
        if mine is not None and _lasts_as_long(mine, unlock):
            continue  # what the guest paid stays with the guest, as a part of the ledger's evidence
        if mine is not None:
            # a pass that ends sooner makes room; it changes places, since a reward for an ad may name it
            Unlock.objects.filter(pk=mine.pk).update(
                how=unlock.how, transfer=unlock.transfer, at=unlock.at, expires_at=unlock.expires_at
            )
            Unlock.objects.filter(pk=unlock.pk).update(
                how=mine.how, transfer=mine.transfer, at=mine.at, expires_at=mine.expires_at
            )
        else:
            Unlock.objects.filter(pk=unlock.pk).update(account=into)
        came += 1
    return came


def _lasts_as_long(one: Unlock, other: Unlock) -> bool:
    if one.expires_at is None:
        return True
    return other.expires_at is not None and other.expires_at <= one.expires_at


def _take_second_gifts(guest: Account, *, into: Account, held: ledger.Held, at: datetime) -> None:
    """Take what is left of a gift that both had: one person gets it once, with however many guests."""
    gifts: list[int] = []
    for model, same in _ONCE:
        both = model.objects.filter(account=into, **{same: OuterRef(same)})
        gifts += model.objects.filter(Exists(both), account=guest).values_list("transfer", flat=True)
    for lot in CoinLot.objects.filter(rows.lasting(at), account=into, source__in=gifts).order_by("pk"):
        lots.spend(
            key=f"join:{guest.public_id}:{lot.pk}",
            kind="bonus-back",
            account=into,
            held=held,
            drawn=lots.draws([lots.purse_of(lot)], coins=lot.left),
            to="gifts",
            earning="losses",  # of money there is none in a bonus lot
            at=at,
        )


def _chain_days(account: Account) -> None:
    """Days in a row go on over those that a guest came: of two histories there is one now."""
    streak, last = 0, None
    for row in CheckIn.objects.filter(account=account).order_by("day"):
        streak = streak + 1 if last is not None and row.day == last + timedelta(days=1) else 1
        last = row.day
        if row.streak != streak:
            CheckIn.objects.filter(pk=row.pk).update(streak=streak)


def _move_rest(guest: Account, *, into: Account) -> None:
    """What counts against limits comes along, so that a second guest is no second chance."""
    for model, same in _ONCE:
        both = model.objects.filter(account=into, **{same: OuterRef(same)})
        model.objects.filter(~Exists(both), account=guest).update(account=into)
    _chain_days(into)
    for wait in WaitPass.objects.filter(account=guest):
        later = WaitPass.objects.filter(account=into, series=wait.series_id)
        if later.exists():
            later.filter(next_at__lt=wait.next_at).update(next_at=wait.next_at)
        else:
            WaitPass.objects.filter(pk=wait.pk).update(account=into)
    for whole in (AdReward, Quote, Order, Subscription):
        whole.objects.filter(account=guest).update(account=into)
