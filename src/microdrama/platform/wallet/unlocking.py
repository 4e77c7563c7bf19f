"""How coins open episodes: the quote's price once, for what was still closed, or nothing at all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.db.models import Sum

from microdrama.domain.errors import MicrodramaError
from microdrama.platform.accounts.models import Account
from microdrama.platform.wallet import ledger, lots, rows
from microdrama.platform.wallet.models import CoinLot, Leg, Quote, Transfer, Unlock
from microdrama.platform.wallet.quoting import still_closed
from microdrama.platform.wallet.turns import booked


class UnknownQuoteError(MicrodramaError):
    """There is no such quote for coins, or it is somebody else's; nothing was charged."""


class QuoteExpiredError(MicrodramaError):
    """The quote's time is over; nothing was charged."""


class AlreadyOpenError(MicrodramaError):
    """What the quote was for is open by now, all or a part of it; nothing was charged."""


class MonthlyCapError(MicrodramaError):
    """The account's own limit for the month forbids it; nothing was charged."""


@dataclass(frozen=True, slots=True)
class Unlocked:
    """The episodes that a quote opened, what they cost, and how many coins the viewer has left now."""

    numbers: tuple[int, ...]
    spent_paid: int
    spent_bonus: int
    balance: int


def unlock(*, account: Account, quote_id: UUID, at: datetime) -> Unlocked:
    """Open what a quote is for, at its price; the same quote again tells the same and charges nothing.

    Of two quotes for one episode, one is charged and the other raises AlreadyOpenError, whichever process they are
    asked in. Raises UnknownQuoteError, QuoteExpiredError, NotEnoughCoinsError, MonthlyCapError, ClosedAccountError;
    nothing is charged then.
    """
    # a quote never changes but for its use, so it is read before anybody has to wait for us
    quote = (
        Quote.objects.select_related("series", "episode__series").filter(public_id=quote_id, account=account).first()
    )
    if quote is None or quote.price_coins is None:
        raise UnknownQuoteError("There is no such price; ask for a new one.")
    if quote.used_at is not None:
        return _told_again(quote, at=at)
    with booked():
        held = ledger.hold(accounts=[account])
        standing = rows.standing(quote=quote.pk, account=account.pk)
        if standing is None:
            raise UnknownQuoteError("The account was joined into another; ask there for a new price.")
        if standing.used:
            return _told_again(quote, at=at)
        if not standing.active:
            raise ledger.ClosedAccountError("The account is closed; nothing was charged.")
        if at >= quote.expires_at:
            raise QuoteExpiredError("The price is no longer valid; ask for a new one.")
        if quote.episode is not None and quote.episode.withdrawn:
            raise UnknownQuoteError("The episode is no longer shown; nothing was charged.")
        return _pay(quote, account=account, held=held, cap=standing.cap, at=at)


def _pay(quote: Quote, *, account: Account, held: ledger.Held, cap: int | None, at: datetime) -> Unlocked:
    price = quote.price_coins or 0
    closed = _to_open(quote, account=account)
    series = quote.series
    assert series is not None  # noqa: S101 - every quote in coins has one
    purse = rows.purse(account=account.pk, at=at)
    drawn = lots.draws(lots.usable(purse, tier=quote.tier), coins=price)
    paid = sum(draw.coins for draw in drawn if draw.lot.paid)
    if cap is not None and paid:
        _refuse_over(cap, account=account, held=held, more=paid, at=at)
    entered = lots.spend(
        key=rows.quote_key(quote.public_id),
        kind="unlock",
        account=account,
        held=held,
        drawn=drawn,
        to=f"spent:{series.asset}",
        earning=f"revenue:{series.asset}",
        at=at,
        series=series,
    )
    how = Unlock.How.COINS if quote.kind == Quote.Kind.EPISODE else Unlock.How.SERIES
    opened = rows.open_episodes(
        account=account.pk,
        episodes=list(closed),
        how=how.value,
        transfer=entered.transfer.pk,
        at=at,
        expires_at=None,
    )
    if opened < len(closed):
        raise AlreadyOpenError("It is open already; nothing was charged.")
    rows.use_quote(quote=quote.pk, at=at)
    return Unlocked(tuple(closed.values()), paid, price - paid, sum(lot.left for lot in purse) - price)


def _to_open(quote: Quote, *, account: Account) -> dict[int, int]:
    """The episodes that the quote pays for: their numbers by their ids."""
    if quote.episode is not None:
        return {quote.episode.pk: quote.episode.number}
    assert quote.series is not None  # noqa: S101 - a quote in coins is for an episode or for a series
    since = Unlock.objects.filter(account=account, episode__series=quote.series, expires_at=None)
    closed = dict(still_closed(account=account, series=quote.series).order_by("number").values_list("pk", "number"))
    if not closed or since.filter(at__gt=quote.created_at).exists():
        # the price was that of more episodes than are left
        raise AlreadyOpenError("Some of the series was opened since the price was told; ask for a new one.")
    return closed


def _refuse_over(cap: int, *, account: Account, held: ledger.Held, more: int, at: datetime) -> None:
    """A viewer's own limit counts the paid coins that unlocks took in the calendar month, in UTC."""
    month = at.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    spent = rows.spent_since(ledger_account=held.ids[f"paid:{account.public_id}"], at=month)
    if spent + more > cap:
        raise MonthlyCapError(f"Your limit of {cap} coins a month leaves {max(0, cap - spent)}; nothing was charged.")


def _told_again(quote: Quote, *, at: datetime) -> Unlocked:
    """What came of a quote that was used, as the ledger has it; the balance is that of now."""
    transfer = Transfer.objects.filter(key=rows.quote_key(quote.public_id)).first()
    if transfer is None:
        raise UnknownQuoteError("The price was used for something else; ask for a new one.")
    legs = dict(Leg.objects.filter(transfer=transfer).values_list("account__name", "amount"))
    numbers = Unlock.objects.filter(transfer=transfer).order_by("episode__number").values_list("episode__number")
    kept = CoinLot.objects.filter(rows.lasting(at), account=quote.account).aggregate(all=Sum("left"))["all"]
    return Unlocked(
        numbers=tuple(number for (number,) in numbers),
        spent_paid=-sum(amount for name, amount in legs.items() if name.startswith("paid:")),
        spent_bonus=-sum(amount for name, amount in legs.items() if name.startswith("bonus:")),
        balance=kept or 0,
    )
