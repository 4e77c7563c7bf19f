"""The ledger to look at, all of it and nothing else; money goes back, and renewals end, by operations alone."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from unfold.decorators import action

from microdrama import wiring
from microdrama.domain.errors import MicrodramaError
from microdrama.platform.wallet import models as wallet
from microdrama.platform.wallet.stopping import stop_renewals
from microdrama.studio.places import places
from microdrama.web.office.audited import ReadOnly, ReadOnlyRows, operator_of
from microdrama.web.office.refund_pages import bought, refund_all_page, refund_page
from microdrama.web.office.shown import Column, amount, money
from microdrama.web.office.site import office


@admin.display(description="Amount", ordering="amount")
def _moved(leg: wallet.Leg) -> str:
    """What a leg adds or takes, in the unit of its account."""
    return amount(leg.amount, unit=leg.account.unit)


@admin.display(description="Balance", ordering="balance")
def _balance(row: wallet.LedgerAccount) -> str | None:
    """What a guarded account holds; of the others no balance is kept."""
    return amount(row.balance, unit=row.unit) if row.guarded else None


@admin.display(description="Price")
def _asked(quote: wallet.Quote) -> str:
    """What a quote asks, in coins or in money."""
    unit = quote.currency if quote.price_coins is None else wallet.COIN
    return amount(quote.price_coins if quote.price_coins is not None else quote.price_minor or 0, unit=unit)


def _part_of(name: str, label: str) -> Any:
    """A sum of a statement's document."""

    @admin.display(description=label)
    def sum_(row: wallet.Statement) -> str | None:
        minor = row.document.get(name)
        return amount(minor, unit=row.currency) if isinstance(minor, int) else None

    sum_.__name__ = name
    return sum_


class _Legs(ReadOnlyRows):
    model = wallet.Leg
    fields = ("account", _moved)
    readonly_fields = fields


class _Spendings(ReadOnlyRows):
    model = wallet.Spending
    fields = ("lot", "coins", money("earned_minor", "Earned", currency="lot.currency"))
    readonly_fields = fields


@admin.register(wallet.Transfer, site=office)
class TransferPage(ReadOnly):
    """What moved together, with its legs."""

    list_display = ("id", "kind", "key", "account", "series", "at")
    list_filter = ("kind",)
    search_fields = ("=key", "=account__email", "=account__public_id", "series__slug")
    list_select_related = ("account", "series")
    inlines: ClassVar = [_Legs, _Spendings]
    ordering = ("-id",)


@admin.register(wallet.LedgerAccount, site=office)
class LedgerAccountPage(ReadOnly):
    """The accounts of the ledger; a balance is kept for guarded ones only."""

    ordering = ("name",)
    list_display = ("name", "unit", "guarded", _balance)
    list_filter = ("guarded", "unit")
    search_fields = ("name",)


_SUMS = (
    money("quote.price_minor", "Price", currency="quote.currency"),
    money("refunded_minor", "Given back", currency="quote.currency"),
)
_DISPUTED = money("disputed_minor", "Taken by a bank", currency="quote.currency")


@admin.register(wallet.Order, site=office)
class OrderPage(ReadOnly):
    """Purchases for money."""

    come_about = "Orders come from the shop, where viewers buy coins and VIP."
    list_display = ("public_id", "account", "product", "provider", "state", *_SUMS, "created_at", "paid_at")
    list_filter = ("state", "provider")
    search_fields = ("=public_id", "=reference", "=account__email", "=account__public_id", "=quote__product")
    fields = (
        *("public_id", "account", "sells", "state", *_SUMS, _DISPUTED, "provider", "reference"),
        *("live", "renewal_of", "created_at", "paid_at"),
    )
    readonly_fields = fields
    list_select_related = ("account", "quote")
    ordering = ("-id",)
    actions: ClassVar = ["give_back"]
    actions_row: ClassVar = ["give_back_a_part"]
    actions_detail: ClassVar = ["give_back_a_part"]

    def has_refund_permission(self, request: HttpRequest, _object_id: object = None) -> bool:
        """Roles that give money back."""
        return bool(request.user.has_perm("wallet.refund_order"))

    @admin.display(description="Product", ordering="quote__product")
    def product(self, order: wallet.Order) -> str:
        """The code of what was bought."""
        return order.quote.product

    @admin.display(description="Bought")
    def sells(self, order: wallet.Order) -> str:
        """What was bought, and what it gives."""
        return bought(order)

    @admin.action(description="Give back all that was paid and not given back yet", permissions=["refund"])
    def give_back(self, request: HttpRequest, queryset: QuerySet[wallet.Order]) -> HttpResponse | None:
        """Refund each chosen order through its provider, once the sums were read and agreed to."""
        return refund_all_page(self, request, orders=list(queryset))

    @action(  # type: ignore[untyped-decorator]
        description="Give back a part", url_path="give-back", permissions=["refund"], icon="undo"
    )
    def give_back_a_part(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Ask how much of an order goes back."""
        order = get_object_or_404(wallet.Order.objects.select_related("quote", "account"), pk=object_id)
        return refund_page(self, request, order=order)


@admin.register(wallet.Subscription, site=office)
class SubscriptionPage(ReadOnly):
    """VIP, period by period."""

    come_about = "VIP comes from the shop, and with every payment of a provider."
    list_display = ("account", "plan", "starts_at", "ends_at", "renews", "cancelled_at", "revoked_at")
    list_filter = ("renews",)
    search_fields = ("=account__email", "=account__public_id")
    list_select_related = ("account",)
    ordering = ("-pk",)
    actions: ClassVar = ["stop_renewing"]

    def has_stop_permission(self, request: HttpRequest) -> bool:
        """Roles that stop renewals."""
        return bool(request.user.has_perm("wallet.stop_subscription"))

    @admin.action(description="Stop all renewals of these viewers; what is paid stays", permissions=["stop"])
    def stop_renewing(self, request: HttpRequest, queryset: QuerySet[wallet.Subscription]) -> None:
        """Have the chosen viewers charged no more."""
        payments = wiring.payments(places())
        for account in {row.account for row in queryset}:
            try:
                until = stop_renewals(account=account, by=operator_of(request), payments=payments, at=timezone.now())
            except MicrodramaError as error:
                self.message_user(request, f"{account}: {error}", messages.ERROR)
            else:
                said = f"{account}: renews no more, and lasts until {until:%Y-%m-%d %H:%M} UTC."
                self.message_user(request, said, messages.SUCCESS)


def _show(model: type[Model], *columns: str | Column, **more: Any) -> None:
    """A page without more to it than its columns, newest first."""
    page = type(f"{model.__name__}Page", (ReadOnly,), {"list_display": columns, "ordering": ("-pk",), **more})
    office.register(model, page)


_ACCOUNT = {"search_fields": ("=account__email", "=account__public_id"), "list_select_related": ("account",)}

_CLOSED = "A month is closed after its end, on the machine itself: microdrama statements make."

_show(wallet.Leg, "transfer", "account", _moved, list_select_related=("transfer", "account"))
_show(
    wallet.CoinLot,
    *("account", "paid", "coins", "left", "tier", money("money_minor", "Cost"), money("earned_minor", "Earned")),
    "expires_at",
    **_ACCOUNT,
)
_show(wallet.Debt, "account", "transfer", "coins", "left", **_ACCOUNT)
_show(wallet.Unlock, "account", "episode", "how", "at", "expires_at", **_ACCOUNT)
_show(wallet.Quote, "public_id", "account", "kind", "product", _asked, "territory", "used_at", **_ACCOUNT)
_show(
    wallet.PaymentEvent,
    *("provider", "event_id", "kind", money("minor", "Sum"), "outcome", "at"),
    search_fields=("=event_id", "=order__public_id"),
)
_show(wallet.AdReward, "account", "network", "transaction_id", "day", **_ACCOUNT)
_show(wallet.CheckIn, "account", "day", "streak", **_ACCOUNT)
_show(wallet.VipMonth, "month", money("minor", "Shared"), come_about=_CLOSED)
_show(
    wallet.Statement,
    *("studio", "month", _part_of("net_minor", "Earned"), _part_of("share_minor", "Share of the studio"), "made_at"),
    list_select_related=("studio",),
    come_about=_CLOSED,
)
