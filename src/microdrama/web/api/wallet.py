"""The shop for viewers: what things cost, what somebody has, and how they spend it. It decides nothing."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, Query, Router, Schema
from ninja.errors import HttpError

from microdrama import wiring
from microdrama.platform.accounts.queries import age_of
from microdrama.platform.catalogue import pricing
from microdrama.platform.catalogue.availability import decide, visible
from microdrama.platform.catalogue.languages import pick_text
from microdrama.platform.catalogue.licenses import Use
from microdrama.platform.catalogue.models import Series
from microdrama.platform.wallet import coupons, expiry, giving, queries, quoting, subscriptions, unlocking
from microdrama.platform.wallet.models import MOST, Quote
from microdrama.studio.places import places
from microdrama.web.api.askers import known
from microdrama.web.api.values import WHOLE
from microdrama.web.limits import limited
from microdrama.web.visitor import visitor

router = Router(tags=["wallet"])

_Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=120)]
_Number = Annotated[int, Field(ge=1, le=99_999), WHOLE]


class Expiring(Schema):
    """Bonus coins that are gone at `at`, if they are not spent before."""

    coins: int
    at: datetime


class WalletOut(Schema):
    """What somebody has: coins they paid for, coins they were given, and coins they owe after a chargeback.

    `usable` may be spent in the viewer's territory now. VIP lasts until `vip_until`, longer where `vip_renews`.
    `next_gift_at` is when the next day's gift can be taken; null where today's waits.
    """

    paid: int
    bonus: int
    debt: int
    usable: int
    expiring: list[Expiring]
    vip_until: datetime | None
    vip_renews: bool
    next_gift_at: datetime | None


class Entry(Schema):
    """A line of the history: `coins` came (above 0) or went; `title` is that of the series, for people."""

    at: datetime
    kind: str
    coins: int
    series: str | None
    title: str | None
    numbers: list[int]


class History(Schema):
    """Lines, newest first; `next` goes into `after` to read on, and is null on the last page."""

    items: list[Entry]
    next: int | None


class ProductOut(Schema):
    """A pack of coins, or VIP for some days; `price` is written as people of the viewer's language write it."""

    code: str
    kind: Literal["coins", "vip"]
    coins: int
    bonus_coins: int
    days: int
    minor: int
    currency: str
    price: str


class Products(Schema):
    """Everything that is sold in the viewer's territory, nothing where it is closed; and who takes the money."""

    items: list[ProductOut]
    providers: list[str]


class OfferOut(Schema):
    """A series before the first coin: what all of it costs at most, what that is in money, and how long it runs.

    `opened` are the numbers that this viewer unlocked, and `rest_coins` is what all others cost this viewer together,
    after what was paid for those. `price` is null where nothing is sold; of ways past the wall, those are told that the
    licence for the viewer's territory permits.
    """

    free: int
    episodes: int
    episode_coins: int
    total_coins: int
    series_coins: int
    rest_coins: int
    minutes: int
    wait_hours: int | None
    in_vip: bool
    ads_open: bool
    price: str | None
    opened: list[int]


class EpisodeWish(Schema):
    """One episode, for coins."""

    kind: Literal["episode"]
    slug: _Slug
    number: _Number


class SeriesWish(Schema):
    """All episodes of a series that the viewer lacks, for coins."""

    kind: Literal["series"]
    slug: _Slug


class ProductWish(Schema):
    """A pack of coins or VIP, for money."""

    kind: Literal["product"]
    code: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)]


class QuoteOut(Schema):
    """A price that holds until `expires_at`: `coins` for what coins buy, else `minor` units of `currency`."""

    id: UUID
    kind: Quote.Kind
    coins: int | None
    minor: int | None
    currency: str
    price: str | None
    expires_at: datetime


class UnlockIn(Schema):
    """The quote that is accepted."""

    quote: UUID


class UnlockOut(Schema):
    """What was opened, and with which coins; `balance` is what is left."""

    numbers: list[int]
    spent_paid: int
    spent_bonus: int
    balance: int


class CheckInOut(Schema):
    """The day's gift: `coins`, on the `streak`th day in a row; not `fresh` where it was taken before."""

    coins: int
    streak: int
    fresh: bool


class CouponIn(Schema):
    """A code as it was typed."""

    code: Annotated[str, Field(min_length=1, max_length=64)]


class RedeemedOut(Schema):
    """Bonus coins that came."""

    coins: int


class WaitIn(Schema):
    """The episode that patience is to open."""

    slug: _Slug
    number: _Number


class WaitOut(Schema):
    """The episode that was opened, and when patience opens the next one."""

    number: int
    next_at: datetime | None


@router.get("/wallet", response=WalletOut)
@limited("look")
def wallet(request: HttpRequest, response: HttpResponse) -> WalletOut:
    """What the viewer has; who has no account yet has nothing."""
    _private(response)
    account, at = visitor(request).account, timezone.now()
    if account is None:
        return WalletOut(
            paid=0, bonus=0, debt=0, usable=0, expiring=[], vip_until=None, vip_renews=False, next_gift_at=None
        )
    balance = queries.balance_of(account=account, at=at, tier=_tier(request))
    until = queries.vip_until(account=account, at=at)
    return WalletOut(
        paid=balance.paid,
        bonus=balance.bonus,
        debt=balance.debt,
        usable=balance.usable,
        expiring=[Expiring(coins=one.coins, at=one.at) for one in expiry.expiring(account=account, at=at)],
        vip_until=until,
        vip_renews=until is not None and bool(subscriptions.renewing(account=account)),
        next_gift_at=giving.next_check_in(account=account, at=at),
    )


@router.get("/wallet/history", response=History)
@limited("look")
def history(
    request: HttpRequest,
    response: HttpResponse,
    limit: Annotated[int, Query(ge=1, le=100)] = 30,
    after: Annotated[int | None, Query(ge=1, le=MOST)] = None,
) -> History:
    """Everything that came and went, in the order of the ledger."""
    _private(response)
    languages = visitor(request).languages
    page = queries.history(account=known(request), after=after, limit=limit + 1)
    return History(
        items=[
            Entry(
                at=line.at,
                kind=line.kind,
                coins=line.paid + line.bonus,
                series=line.series,
                title=pick_text(line.titles, preferred=languages) if line.titles else None,
                numbers=list(line.numbers),
            )
            for line in page[:limit]
        ],
        next=page[limit - 1].cursor if len(page) > limit else None,
    )


@router.get("/products", response=Products)
@limited("look")
def products(request: HttpRequest, response: HttpResponse) -> Products:
    """What is sold for money where the viewer is."""
    _private(response)
    who = visitor(request)
    language = _language(request)
    return Products(
        items=[
            ProductOut(
                code=one.code,
                kind="coins" if one.kind == "coins" else "vip",
                coins=one.coins,
                bonus_coins=one.bonus_coins,
                days=one.days,
                minor=one.minor,
                currency=one.currency,
                price=pricing.written(minor=one.minor, currency=one.currency, language=language),
            )
            for one in pricing.products(territory=who.territory)
        ],
        providers=sorted(wiring.payments(places())),
    )


@router.get("/series/{slug}/offer", response=OfferOut)
@limited("look")
def offer(request: HttpRequest, response: HttpResponse, slug: str) -> OfferOut:
    """What a series costs altogether, told before the first coin is spent."""
    _private(response)
    who, at = visitor(request), timezone.now()
    series = _visible(request, slug)
    found = pricing.offer(series=series, territory=who.territory)
    age = age_of(account=who.account, at=at)
    uses = decide(series=series, territory=who.territory, at=at, age=age).uses
    buy = found.purchase if Use.SALE in uses else None
    rest = quoting.rest_of(account=who.account, series=series) if who.account else found.series_coins_cap
    return OfferOut(
        free=found.free,
        episodes=found.episodes,
        episode_coins=found.episode_coins,
        total_coins=found.total_coins,
        series_coins=found.series_coins_cap,
        rest_coins=rest,
        minutes=found.minutes,
        wait_hours=found.wait_hours if Use.PATIENCE in uses else None,
        in_vip=series.in_vip and Use.VIP in uses,
        ads_open=series.ads_open and Use.ADS in uses,
        price=pricing.written(minor=buy.minor, currency=buy.currency, language=_language(request)) if buy else None,
        opened=sorted(queries.opened(account=who.account, series=series, at=at)) if who.account else [],
    )


@router.post("/quotes", response=QuoteOut)
@limited("quote")
def make_quote(
    request: HttpRequest, wish: Annotated[EpisodeWish | SeriesWish | ProductWish, Field(discriminator="kind")]
) -> QuoteOut:
    """A price for this viewer, frozen for a while."""
    account, territory, at = known(request), visitor(request).territory, timezone.now()
    quote: Quote
    if isinstance(wish, EpisodeWish):
        quote = quoting.quote_episode(account=account, slug=wish.slug, number=wish.number, territory=territory, at=at)
    elif isinstance(wish, SeriesWish):
        quote = quoting.quote_series(account=account, slug=wish.slug, territory=territory, at=at)
    else:
        quote = quoting.quote_product(account=account, code=wish.code, territory=territory, at=at)
    return _quoted(request, quote)


@router.post("/unlocks", response=UnlockOut)
@limited("unlock")
def unlock(request: HttpRequest, accepted: UnlockIn) -> UnlockOut:
    """Pay a quote in coins; the same quote twice opens, and costs, once."""
    done = unlocking.unlock(account=known(request), quote_id=accepted.quote, at=timezone.now())
    return UnlockOut(
        numbers=list(done.numbers), spent_paid=done.spent_paid, spent_bonus=done.spent_bonus, balance=done.balance
    )


@router.post("/check-in", response=CheckInOut)
@limited("gift")
def check_in(request: HttpRequest) -> CheckInOut:
    """Take the day's gift; once a day, by the server's calendar."""
    done = giving.check_in(account=known(request), at=timezone.now())
    return CheckInOut(coins=done.coins, streak=done.streak, fresh=done.fresh)


@router.post("/coupons", response=RedeemedOut)
@limited("coupon")
def redeem(request: HttpRequest, typed: CouponIn) -> RedeemedOut:
    """Turn a code into bonus coins."""
    done = coupons.redeem_coupon(account=known(request), code=typed.code, at=timezone.now())
    return RedeemedOut(coins=done.coins)


@router.post("/waits", response=WaitOut)
@limited("unlock")
def wait(request: HttpRequest, wish: WaitIn) -> WaitOut:
    """Open an episode because the viewer waited."""
    account, territory = known(request), visitor(request).territory
    done = giving.open_by_waiting(
        account=account, slug=wish.slug, number=wish.number, territory=territory, at=timezone.now()
    )
    return WaitOut(number=done.number, next_at=done.next_at)


def _visible(request: HttpRequest, slug: str) -> Series:
    who, at = visitor(request), timezone.now()
    shown = visible(territory=who.territory, at=at, age=age_of(account=who.account, at=at))
    series = None if "\0" in slug else shown.filter(slug=slug).first()
    if series is None:
        raise HttpError(404, f"There is no series '{slug}'.")
    return series


def _tier(request: HttpRequest) -> int | None:
    place = pricing.territory_of(visitor(request).territory)
    return place.tier_id if place else None


def _language(request: HttpRequest) -> str:
    languages = visitor(request).languages
    return languages[0] if languages else "en"


def _quoted(request: HttpRequest, quote: Quote) -> QuoteOut:
    price = None
    if quote.price_minor is not None:
        price = pricing.written(minor=quote.price_minor, currency=quote.currency, language=_language(request))
    return QuoteOut(
        id=quote.public_id,
        kind=Quote.Kind(quote.kind),
        coins=quote.price_coins,
        minor=quote.price_minor,
        currency=quote.currency,
        price=price,
        expires_at=quote.expires_at,
    )


def _private(response: HttpResponse) -> None:
    """Nobody else may be shown this answer, not even by a cache in the viewer's own browser."""
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Vary"] = "Cookie, Accept-Language"
