"""The page on which staff types how much of an order goes back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from unfold.admin import ModelAdmin

from microdrama import wiring
from microdrama.domain.errors import MicrodramaError
from microdrama.platform.catalogue.pricing import written
from microdrama.platform.wallet import orders, refund_notes
from microdrama.platform.wallet.models import Order
from microdrama.platform.wallet.sums import SumError, read_sum, typed
from microdrama.studio.places import places
from microdrama.web.office.asking import ask, text
from microdrama.web.office.audited import operator_of


class NoProviderError(MicrodramaError):
    """An order came through a provider whose keys are gone; nothing was given back."""


class RefundForm(Form):
    """How much."""

    sum = text("Sum", inputmode="decimal", most=20)


def give_back(order: Order, *, minor: int, request: HttpRequest) -> str:
    """Refund a part of an order through its provider; what became of it, in a sentence. Raises MicrodramaError."""
    providers = wiring.payments(places())
    if order.provider not in providers:
        raise NoProviderError(f"{order.provider} has no keys here; nothing was given back.")
    before = refund_notes.waiting(order=order)
    done = orders.refund(
        order_id=order.public_id,
        minor=minor,
        by=operator_of(request),
        payments=providers[order.provider],
        at=timezone.now(),
    )
    sum_ = written(minor=minor, currency=order.quote.currency)
    if done.refunded_minor > order.refunded_minor:
        return f"{sum_} given back."
    if before == minor:
        return f"{sum_} was asked for already and waits for a notice of {order.provider}: nothing is given back twice."
    return f"{sum_} asked of {order.provider}; it counts here once its notice has come."


def refund_page(page: ModelAdmin[Any], request: HttpRequest, *, order: Order) -> HttpResponse:
    """Ask how much of an order is to go back, and give it back."""
    currency, price = order.quote.currency, order.quote.price_minor or 0
    paid = order.state in {Order.State.PAID, Order.State.PART_REFUNDED}
    left = price - order.refunded_minor if paid else 0
    back = reverse("admin:wallet_order_changelist")
    form = RefundForm(request.POST or None, initial={"sum": typed(left, currency=currency)})
    if request.method == "POST" and form.is_valid():
        try:
            minor = _read(form.cleaned_data["sum"], currency=currency, most=left)
            said = give_back(order, minor=minor, request=request)
        except SumError as error:
            form.add_error("sum", str(error))
        except MicrodramaError as error:
            form.add_error(None, str(error))
        else:
            page.message_user(request, f"{order.public_id}: {said}", messages.SUCCESS)
            return redirect(back)
    waits = refund_notes.waiting(order=order)
    known = [
        ("Order", str(order.public_id)),
        ("Viewer", str(order.account)),
        ("Provider", order.provider),
        ("State", str(Order.State(order.state).label)),
        ("Price", written(minor=price, currency=currency)),
        ("Given back", written(minor=order.refunded_minor, currency=currency)),
        *([("Asked for, waits for a notice", written(minor=waits, currency=currency))] if waits else []),
    ]
    told = [f"Up to {written(minor=left, currency=currency)} can go back. Coins of the order go in proportion."]
    if not left:
        told = ["Nothing can be given back of this order."]
    return ask(
        page,
        request,
        title="Give money back",
        form=form if left else None,
        button="Give it back",
        told=told,
        known=known,
        back=back,
    )


def _read(text_: str, *, currency: str, most: int) -> int:
    minor = read_sum(text_, currency=currency)
    if minor > most:
        raise SumError(f"At most {written(minor=most, currency=currency)} can go back of this order.")
    return minor
