"""Buying for money: orders and their checkouts, what providers and ad networks report, and the end of VIP."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Annotated, Literal, cast
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Router, Schema
from ninja.errors import HttpError

from microdrama import wiring
from microdrama.platform.wallet import giving, orders, subscriptions
from microdrama.platform.wallet.ads import take_in_ad
from microdrama.platform.wallet.events import take_in
from microdrama.platform.wallet.models import Order
from microdrama.ports.payments import Payments
from microdrama.studio.places import places
from microdrama.web.api.askers import known
from microdrama.web.limits import limited
from microdrama.web.visitor import visitor

router = Router(tags=["payments"])

MOST_BYTES = 65_536
"""The longest notice that is read; those of providers have a few thousand."""

_SANDBOX = "sandbox"

_Provider = Annotated[str, Field(pattern=r"^[a-z_]+$", max_length=20)]
_Back = Annotated[str, Field(pattern=r"^/([^/\\\x00-\x20][^\\\x00-\x20]*)?$", max_length=300)]


State = Literal["open", "paid", "partly", "refunded", "disputed", "failed"]


class OrderIn(Schema):
    """The quote that is accepted, who takes the money, and the page of this site to return to."""

    quote: UUID
    provider: _Provider
    back: _Back = "/"


class OrderOut(Schema):
    """An order; `address` is where to pay (empty: in the app, through its store, with `id` as its account token)."""

    id: UUID
    state: State
    minor: int
    currency: str
    coins: int
    bonus_coins: int
    days: int
    address: str = ""


class ReceiptIn(Schema):
    """What the store gave to the app."""

    receipt: Annotated[str, Field(min_length=1, max_length=MOST_BYTES)]


class Taken(Schema):
    """What came of a report."""

    outcome: str


class CancelOut(Schema):
    """Until when VIP lasts."""

    until: datetime


class AdIn(Schema):
    """The episode that a play advertisement is to open."""

    slug: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=120)]
    number: Annotated[int, Field(ge=1, le=99_999)]


class AdOut(Schema):
    """The episode that was opened, and until when."""

    number: int
    until: datetime | None


@router.post("/orders", response=OrderOut)
@limited("order")
def make_order(request: HttpRequest, wish: OrderIn) -> OrderOut:
    """Order what a quote is for, and say where to pay; the same quote again is the same order."""
    account, payments = known(request), _provider(wish.provider)
    order = orders.open_order(
        account=account, quote_id=wish.quote, provider=wish.provider, live=payments.live, at=timezone.now()
    )
    checkout = orders.start_checkout(order=order, payments=payments, back=request.build_absolute_uri(wish.back))
    return _out(order, address=checkout.address)


@router.get("/orders/{order_id}", response=OrderOut)
@limited("look")
def order(request: HttpRequest, order_id: UUID) -> OrderOut:
    """What became of an order of the viewer's."""
    return _out(orders.read_order(account=known(request), order_id=order_id))


@router.post("/receipts/{provider}", response=OrderOut)
@limited("order")
def receipt(request: HttpRequest, provider: _Provider, brought: ReceiptIn) -> OrderOut:
    """Bring a store's receipt, which is taken to the store; the same again gives nothing more."""
    account, at = known(request), timezone.now()
    payments = _provider(provider)
    notice = payments.read_receipt(brought.receipt, at=at)
    bought = orders.take_receipt(account=account, notice=notice, at=at)
    payments.confirm(notice)
    return _out(bought)


@router.post("/notices/{provider}", response=Taken)
@limited("notices")
def notices(request: HttpRequest, provider: _Provider) -> Taken:
    """What a provider reports about payments; signed by the provider, and taken in once."""
    at = timezone.now()
    headers = {name.lower(): value for name, value in request.headers.items()}
    payments = _provider(provider)
    notice = payments.read_notice(_body(request), headers, at=at)
    if notice is None:
        return Taken(outcome="none of ours")
    outcome = take_in(event=notice, at=at)
    payments.confirm(notice)
    return Taken(outcome=outcome)


@router.post("/vip/cancel", response=CancelOut)
@limited("order")
def cancel_vip(request: HttpRequest) -> CancelOut:
    """Let VIP renew no more; what is paid stays."""
    payments = wiring.payments(places())
    return CancelOut(until=subscriptions.cancel(account=known(request), payments=payments, at=timezone.now()))


# before the address of real networks, which would take this one for the name of another
@router.post("/ads/sandbox", response=AdOut)
@limited("gift")
def play_ad(request: HttpRequest, wish: AdIn) -> AdOut:
    """Pretend that an advertisement was watched, where money is play money; the day's limit holds all the same."""
    _provider(_SANDBOX)
    given = giving.open_by_ad(
        account=known(request),
        slug=wish.slug,
        number=wish.number,
        network=_SANDBOX,
        transaction_id=secrets.token_hex(16),
        territory=visitor(request).territory,
        at=timezone.now(),
    )
    return AdOut(number=given.number, until=given.expires_at)


@router.get("/ads/{network}", response=Taken)
@limited("notices")
def watched_ad(request: HttpRequest, network: _Provider) -> Taken:
    """What an ad network reports: an advertisement was watched. Signed by the network, counted once."""
    at = timezone.now()
    networks = wiring.ad_networks()
    if network not in networks:
        raise HttpError(404, f"Nobody is known here as '{network}'.")
    ad = networks[network].read_callback(str(request.META.get("QUERY_STRING", "")), at=at)
    take_in_ad(ad=ad, at=at)
    return Taken(outcome="opened")


def _provider(name: str) -> Payments:
    found = wiring.payments(places()).get(name)
    if found is None:
        raise HttpError(404, f"Nobody takes money here as '{name}'.")
    return found


def _body(request: HttpRequest) -> bytes:
    """The bytes as they were sent, which is what was signed."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not str(length).isdecimal() or int(length) > MOST_BYTES:
        raise HttpError(413, f"A notice has at most {MOST_BYTES} bytes.")
    return request.body


def _out(order: Order, *, address: str = "") -> OrderOut:
    return OrderOut(
        id=order.public_id,
        state=cast("State", order.state),
        minor=order.quote.price_minor or 0,
        currency=order.quote.currency,
        coins=order.coins,
        bonus_coins=order.bonus_coins,
        days=order.days,
        address=address,
    )
