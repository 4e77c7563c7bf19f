"""The checkout page of the sandbox: stands in for a bank, with play money, and reports like one, in signed notices."""

from __future__ import annotations

import re
from html import escape
from typing import Literal, cast
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from microdrama import wiring
from microdrama.platform.catalogue import pricing
from microdrama.platform.wallet import orders
from microdrama.platform.wallet.events import take_in
from microdrama.platform.wallet.models import Order
from microdrama.studio.places import places
from microdrama.web.forgery import hand_token
from microdrama.web.visitor import visitor

_LOCAL = re.compile(r"/(?![/\\])[^\\\x00-\x20]{0,300}")

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Sandbox checkout</title>
<link rel="icon" href="/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/checkout/sandbox.css">
</head>
<body>
<main>
<p class="note">Play money: nobody is charged</p>
<h1>{title}</h1>
<p class="price">{price}</p>
{middle}
</main>
</body>
</html>
"""

_FORM = """<form method="post" action="{action}">
<input type="hidden" name="csrfmiddlewaretoken" value="{token}">
<button name="choice" value="pay">Pay</button>
<button name="choice" value="decline" class="quiet">Decline</button>
<button name="choice" value="later" class="quiet">Pay later</button>
</form>"""

_DONE = """<p class="done">This order is {state}.</p>
<p><a href="{back}">Go back</a></p>"""

_STYLE = """:root { color-scheme: dark; font: 100%/1.5 system-ui, sans-serif; }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 24px;
  background: #0e0610; color: #ffe8f6; }
main { width: 100%; max-width: 342px; text-align: center; }
h1 { margin: 8px 0; font-size: 1.5rem; overflow-wrap: anywhere; }
.note { color: #f2b441; font-size: .875rem; }
.price { margin: 0 0 32px; font-size: 2.25rem; font-weight: 700; }
form { display: grid; gap: 12px; }
button, a { display: block; width: 100%; min-height: 48px; padding: 12px; border: 0; border-radius: 24px; font: inherit;
  font-weight: 600; cursor: pointer; background: #ff4d7d; color: #1a0210; text-decoration: none; }
.quiet { background: rgb(255 232 246 / 12%); color: inherit; }
:focus-visible { outline: 3px solid #7fd1ff; outline-offset: 2px; }
"""


@require_http_methods(["GET", "HEAD", "POST"])
def sandbox(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """The page, for the viewer who ordered; and what follows from the button that was pressed."""
    bank = wiring.sandbox(places())
    account = visitor(request).account
    if bank is None or account is None:
        raise Http404
    try:
        order = orders.read_order(account=account, order_id=order_id)
    except orders.NoOrderError:
        raise Http404 from None
    if order.provider != bank.provider:
        raise Http404
    back = _back(request)
    if request.method != "POST":
        return _page(request, order, back)
    choice = request.POST.get("choice", "")
    if choice in ("pay", "decline"):
        at = timezone.now()
        told = orders.order_to_pay(order=order)
        body, headers = bank.decided(told, cast("Literal['pay', 'decline']", choice), at=at)
        notice = bank.read_notice(body, headers, at=at)
        if notice is not None:
            take_in(event=notice, at=at)
    query = urlencode({"order": order.public_id})
    return HttpResponseRedirect(f"{back}{'&' if '?' in back else '?'}{query}")


@require_safe
def style(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - the same for everybody
    """How the page looks; a file of its own, since pages may not hold styles."""
    return HttpResponse(_STYLE, content_type="text/css; charset=utf-8", headers={"Cache-Control": "max-age=3600"})


def _page(request: HttpRequest, order: Order, back: str) -> HttpResponse:
    payable = order.state in {Order.State.OPEN, Order.State.FAILED}
    languages = visitor(request).languages
    quote = order.quote
    price = pricing.written(
        minor=quote.price_minor or 0, currency=quote.currency, language=languages[0] if languages else "en"
    )
    action = f"{request.path}?{urlencode({'back': back})}"
    middle = (
        _FORM.format(action=escape(action), token=escape(hand_token(request)))
        if payable
        else _DONE.format(state=escape(str(order.get_state_display()).lower()), back=escape(back))
    )
    title = orders.order_to_pay(order=order).title
    page = _PAGE.format(title=escape(title), price=escape(price), middle=middle)
    return HttpResponse(page, headers={"Cache-Control": "private, no-store"})


def _back(request: HttpRequest) -> str:
    """A page of this site, and of no other."""
    wanted = request.GET.get("back", "")
    return wanted if _LOCAL.fullmatch(wanted) else "/"
