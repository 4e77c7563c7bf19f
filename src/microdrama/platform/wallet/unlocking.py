"""How coins open episodes: the quote's price once, for what was still closed, or nothing at all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.db.models import Subquery, Sum

from microdrama.domain.errors import MicrodramaError
from microdrama.platform.accounts.models import Account
from microdrama.platform.accounts.queries import age_of
from microdrama.platform.catalogue import availability
from microdrama.platform.catalogue.models import Series
from microdrama.platform.wallet import ledger, lots, rows
from microdrama.platform.wallet.models import CoinLot, LedgerAccount, Leg, Quote, Transfer, Unlock
from microdrama.platform.wallet.queries import joined_into, spent_on
from microdrama.platform.wallet.quoting import NotSoldError, prices, still_closed
from microdrama.platform.wallet.turns import booked


class UnknownQuoteError(MicrodramaError):
    """There is no such quote for coins, or it is somebody else's; nothing was charged."""


class QuoteExpiredError(MicrodramaError):
    """The quote's time is over; nothing was charged."""


class AlreadyOpenError(MicrodramaError):
    """What the quote was for is open by now, all or a part of it; nothing was charged."""


class PriceFellError(MicrodramaError):
    """The quote says more than it costs by now, since more of the series was paid; nothing was charged."""


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
    asked in. Raises UnknownQuoteError, QuoteExpiredError, NotSoldError where the series may not be watched any more,
    PriceFellError, NotEnoughCoinsError, MonthlyCapError, ClosedAccountError; nothing is charged then.
    """
    # a quote never changes, so it is read before anybody has to wait for us
    quote = rows.priced(quote=quote_id, account=account.pk, at=at)
    if quote is None or quote.withdrawn:
        raise UnknownQuoteError("There is no such price, or no such episode any more; ask for a new one.")
    if quote.used:
        return _told_again(quote_id, account=account, at=at)
    _refuse_what_is_over(quote, account=account, at=at)
    if quote.price == 0:
        return _open_for_nothing(quote, account=account, at=at)
    try:
        with booked():
            told = _pay(quote, key=rows.quote_key(quote_id), account=account, at=at)
    except (ledger.NotEnoughCoinsError, AlreadyOpenError, PriceFellError, MonthlyCapError):
        # the same quote in another process may have been what took the coins, or opened the episode
        if Transfer.objects.filter(key=rows.quote_key(quote_id)).exists():
            return _told_again(quote_id, account=account, at=at)
        raise
    return told or _told_again(quote_id, account=account, at=at)


def _pay(quote: rows.Priced, *, key: str, account: Account, at: datetime) -> Unlocked | None:
    """Pay and open; None where the key was booked by somebody else a moment ago."""
    held = ledger.hold(accounts=[account])
    closed = _to_open(quote, account=account)
    _refuse_above_the_most(quote, account=account)
    purse = rows.purse(account=account.pk, at=at)
    drawn = lots.draws(lots.usable(purse, tier=quote.tier), coins=quote.price)
    paid = sum(draw.coins for draw in drawn if draw.lot.paid)
    if quote.cap is not None and paid:
        _refuse_over(quote.cap, account=account, held=held, more=paid, at=at)
    entered = lots.spend(
        key=key,
        kind="unlock",
        account=account,
        held=held,
        drawn=drawn,
        to=f"spent:{quote.asset}",
        earning=f"revenue:{quote.asset}",
        at=at,
        series=quote.series,
    )
    if not entered.fresh:
        return None
    how = Unlock.How.SERIES if quote.episode is None else Unlock.How.COINS
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
    left = sum(lot.left for lot in purse) - quote.price
    return Unlocked(tuple(closed.values()), paid, quote.price - paid, left)


def _refuse_what_is_over(quote: rows.Priced, *, account: Account, at: datetime) -> None:
    """The account, the price or the right to watch may have ended: a quote freezes a price, and only for a while."""
    if not quote.active:
        raise ledger.ClosedAccountError("The account is closed; nothing was charged.")
    if quote.expired:
        raise QuoteExpiredError("The price is no longer valid; ask for a new one.")
    if not quote.plain:
        series, age = Series.objects.get(pk=quote.series), age_of(account=account, at=at)
        if not availability.decide(series=series, territory=quote.territory, at=at, age=age).watched:
            raise NotSoldError(f"'{quote.slug}' is not shown in {quote.territory} any more; nothing was charged.")


def _to_open(quote: rows.Priced, *, account: Account) -> dict[int, int]:
    """The episodes that the quote pays for: their numbers by their ids."""
    if quote.episode is not None and quote.number is not None:
        return {quote.episode: quote.number}
    since = Unlock.objects.filter(account=account, episode__series=quote.series, expires_at=None)
    told = Quote.objects.filter(pk=quote.quote).values("created_at")
    series = Series.objects.get(pk=quote.series)
    closed = dict(still_closed(account=account, series=series).order_by("number").values_list("pk", "number"))
    if not closed or since.filter(at__gt=Subquery(told)).exists():
        # the price was that of more episodes than are left
        raise AlreadyOpenError("Some of the series was opened since the price was told; ask for a new one.")
    price, _ = prices(account=account, series=series, left=len(closed))
    if price < quote.price:
        # episodes were withdrawn meanwhile: the price was that of more than there are
        raise PriceFellError("All of the series costs less by now; ask for a new price.")
    return closed


def _refuse_above_the_most(quote: rows.Priced, *, account: Account) -> None:
    """Of several quotes for one series and its episodes, none is charged that would make it dearer than all of it."""
    if quote.most is not None and spent_on(account=account.pk, series=quote.series) + quote.price > quote.most:
        raise PriceFellError("It costs less by now, since more of the series was paid; ask for a new price.")


def _open_for_nothing(quote: rows.Priced, *, account: Account, at: datetime) -> Unlocked:
    """Open what costs nothing, since all that the series costs was paid; no transfer tells of it."""
    with booked():
        ledger.hold(accounts=[account])
        if quote.episode is None:
            series = Series.objects.get(pk=quote.series)
            closed = list(still_closed(account=account, series=series).values_list("pk", flat=True))
        else:
            closed = [quote.episode]
        rows.open_episodes(
            account=account.pk, episodes=closed, how=Unlock.How.GIFT.value, transfer=None, at=at, expires_at=None
        )
    told = Quote.objects.filter(pk=quote.quote).values("created_at")
    given = Unlock.objects.filter(account=account, episode__series=quote.series, how=Unlock.How.GIFT, transfer=None)
    numbers = given.filter(at__gte=Subquery(told)).order_by("episode__number").values_list("episode__number", flat=True)
    kept = sum(lot.left for lot in rows.purse(account=account.pk, at=at))
    return Unlocked(tuple(numbers) if quote.number is None else (quote.number,), 0, 0, kept)


def _refuse_over(cap: int, *, account: Account, held: ledger.Held, more: int, at: datetime) -> None:
    """A viewer's own limit counts the paid coins that unlocks took in the calendar month, in UTC.

    What was taken from guests who were joined since counts, too.
    """
    month = at.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    guests = Account.objects.filter(pk__in=joined_into(account)).values_list("public_id", flat=True)
    theirs = LedgerAccount.objects.filter(name__in=[f"paid:{guest}" for guest in guests]).values_list("pk", flat=True)
    spent = rows.spent_since(ledger_accounts=[held.ids[f"paid:{account.public_id}"], *theirs], at=month)
    if spent + more > cap:
        raise MonthlyCapError(f"Your limit of {cap} coins a month leaves {max(0, cap - spent)}; nothing was charged.")


def _told_again(quote_id: UUID, *, account: Account, at: datetime) -> Unlocked:
    """What came of a quote that was used, as the ledger has it; the balance is that of now."""
    transfer = Transfer.objects.get(key=rows.quote_key(quote_id))
    legs = dict(Leg.objects.filter(transfer=transfer).values_list("account__name", "amount"))
    numbers = Unlock.objects.filter(transfer=transfer).order_by("episode__number").values_list("episode__number")
    kept = CoinLot.objects.filter(rows.lasting(at), account=account).aggregate(all=Sum("left"))["all"]
    return Unlocked(
        numbers=tuple(number for (number,) in numbers),
        spent_paid=-sum(amount for name, amount in legs.items() if name.startswith("paid:")),
        spent_bonus=-sum(amount for name, amount in legs.items() if name.startswith("bonus:")),
        balance=kept or 0,
    )
