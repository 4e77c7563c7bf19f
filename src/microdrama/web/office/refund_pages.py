"""The pages on which staff says how much of an order goes back, and then that they mean it: sums are said twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.forms import CharField, Form, HiddenInput, MultipleChoiceField, MultipleHiddenInput
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
from microdrama.platform.wallet.orders import left_of
from microdrama.platform.wallet.sums import SumError, read_sum, typed
from microdrama.studio.places import places
from microdrama.web.office.asking import ask, text
from microdrama.web.office.audited import operator_of

_MOST_AT_ONCE = 100
"""Orders that one page gives back: more than somebody reads before they say yes."""


class NoProviderError(MicrodramaError):
    """An order came through a provider whose keys are gone; nothing was given back."""


class RefundForm(Form):
    """How much."""

    sum = text(
        "Sum",
        help_text="Written like the sums above, without a sign. You are asked once more.",
        inputmode="decimal",
        most=20,
    )


class _Sure(Form):
    """The same sum again, hidden: whoever sends it has read what it does; `sure` says of how much that was."""

    sum = CharField(widget=HiddenInput, required=False)
    sure = CharField(widget=HiddenInput)


class _AllSure(Form):
    """Chosen orders again, hidden, as the action of a list wants them."""

    action = CharField(widget=HiddenInput)
    sure = CharField(widget=HiddenInput)


def bought(order: Order) -> str:
    """What an order is for: the product's code, and what it gives."""
    quote = order.quote
    if quote.days:
        return f"{quote.product}, {quote.days} days of VIP"
    bonus = f" and {quote.bonus_coins:,} bonus coins" if quote.bonus_coins else ""
    return f"{quote.product}, {quote.coins:,} coins{bonus}" if quote.coins else quote.product


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
    """Ask how much of an order is to go back, say what that does, and give it back once that was agreed to."""
    currency, left = order.quote.currency, left_of(order)
    back = reverse("admin:wallet_order_changelist")
    form = RefundForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            minor = _read(form.cleaned_data["sum"], currency=currency, most=left)
            sure = f"{minor} of {left}"
            if request.POST.get("sure") != sure:  # the first time, or something went back meanwhile
                return _ask_again(page, request, order=order, minor=minor, sure=sure)
            said = give_back(order, minor=minor, request=request)
        except SumError as error:
            form.add_error("sum", str(error))
        except MicrodramaError as error:
            form.add_error(None, str(error))
        else:
            page.message_user(request, f"{order.public_id}: {said}", messages.SUCCESS)
            return redirect(back)
    told = [f"Up to {written(minor=left, currency=currency)} can go back. Coins of the order go in proportion."]
    if not left:
        told = ["Nothing can be given back of this order."]
    return ask(
        page,
        request,
        title="Give money back",
        form=form if left else None,
        button="Go on",
        told=told,
        known=_known(order),
        back=back,
    )


def refund_all_page(page: ModelAdmin[Any], request: HttpRequest, *, orders: Sequence[Order]) -> HttpResponse | None:
    """Say what goes back of chosen orders, all of each, and give it back once that was agreed to; None then."""
    back = reverse("admin:wallet_order_changelist")
    sure = " ".join(f"{order.pk}:{left_of(order)}" for order in orders)
    if len(orders) <= _MOST_AT_ONCE and request.POST.get("sure") == sure:
        for order in orders:
            try:
                said = give_back(order, minor=left_of(order), request=request)
            except MicrodramaError as error:
                page.message_user(request, f"{order.public_id}: {error}", messages.ERROR)
            else:
                page.message_user(request, f"{order.public_id}: {said}", messages.SUCCESS)
        return None
    if len(orders) > _MOST_AT_ONCE:
        page.message_user(request, f"At most {_MOST_AT_ONCE} orders are given back at once.", messages.ERROR)
        return None
    if not any(left_of(order) for order in orders):
        page.message_user(request, "Nothing can be given back of what was chosen.", messages.ERROR)
        return None
    sums: Counter[str] = Counter()
    for order in orders:
        sums[order.quote.currency] += left_of(order)
    money = " and ".join(written(minor=minor, currency=unit) for unit, minor in sorted(sums.items()))
    many = "1 order" if len(orders) == 1 else f"{len(orders)} orders"
    form = _AllSure(initial={"action": request.POST.get("action", ""), "sure": sure})
    form.fields[ACTION_CHECKBOX_NAME] = MultipleChoiceField(
        widget=MultipleHiddenInput, initial=[str(order.pk) for order in orders]
    )
    return ask(
        page,
        request,
        title="Give money back",
        form=form,
        button=f"Give back {money}",
        told=[f"Give back {money} for {many}? What has gone back cannot be taken again."],
        known=[(f"{bought(order)}, {order.account}", _part(order, left_of(order))) for order in orders],
        back=back,
    )


def _ask_again(page: ModelAdmin[Any], request: HttpRequest, *, order: Order, minor: int, sure: str) -> HttpResponse:
    sum_ = written(minor=minor, currency=order.quote.currency)
    return ask(
        page,
        request,
        title="Give money back",
        form=_Sure(initial={"sum": typed(minor, currency=order.quote.currency), "sure": sure}),
        button=f"Give back {sum_}",
        told=[f"Give back {_part(order, minor)} for {order.quote.product}? What has gone back cannot be taken again."],
        known=_known(order),
        back=request.path,
    )


def _known(order: Order) -> list[tuple[str, str]]:
    """What is known of an order."""
    currency, price = order.quote.currency, order.quote.price_minor or 0
    waits = refund_notes.waiting(order=order)
    return [
        ("Bought", bought(order)),
        ("Viewer", str(order.account)),
        ("Order", str(order.public_id)),
        ("Provider", order.provider),
        ("State", str(Order.State(order.state).label)),
        ("Paid" if order.paid_at else "Price", written(minor=price, currency=currency)),
        ("Given back", written(minor=order.refunded_minor, currency=currency)),
        *([("Asked for, waits for a notice", written(minor=waits, currency=currency))] if waits else []),
    ]


def _part(order: Order, minor: int) -> str:
    currency = order.quote.currency
    return (
        f"{written(minor=minor, currency=currency)} of {written(minor=order.quote.price_minor or 0, currency=currency)}"
    )


def _read(text_: str, *, currency: str, most: int) -> int:
    minor = read_sum(text_, currency=currency)
    if minor > most:
        raise SumError(f"At most {written(minor=most, currency=currency)} can go back of this order.")
    return minor
