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
from microdrama.platform.catalogue import pricing
from microdrama.platform.wallet import models as wallet
from microdrama.platform.wallet.stopping import stop_renewals
from microdrama.studio.places import places
from microdrama.web.office.audited import ReadOnly, ReadOnlyRows, operator_of
from microdrama.web.office.refund_pages import bought, refund_all_page, refund_page
from microdrama.web.office.site import office


class _Legs(ReadOnlyRows):
    model = wallet.Leg
    fields = ("account", "amount")
    readonly_fields = fields


class _Spendings(ReadOnlyRows):
    model = wallet.Spending
    fields = ("lot", "coins", "earned_minor")
    readonly_fields = fields


@admin.register(wallet.Transfer, site=office)
class TransferPage(ReadOnly):
    """What moved together, with its legs."""

    list_display = ("id", "kind", "key", "account", "series", "at")
    list_filter = ("kind",)
    search_fields = ("=key", "=account__email", "series__slug")
    list_select_related = ("account", "series")
    inlines: ClassVar = [_Legs, _Spendings]
    ordering = ("-id",)


@admin.register(wallet.LedgerAccount, site=office)
class LedgerAccountPage(ReadOnly):
    """The accounts of the ledger; a balance is kept for guarded ones only."""

    list_display = ("name", "unit", "guarded", "balance")
    list_filter = ("guarded", "unit")
    search_fields = ("name",)


@admin.register(wallet.Order, site=office)
class OrderPage(ReadOnly):
    """Purchases for money."""

    list_display = (
        "public_id",
        "account",
        "product",
        "provider",
        "state",
        "price",
        "refunded",
        "created_at",
        "paid_at",
    )
    list_filter = ("state", "provider")
    search_fields = ("=public_id", "=reference", "=account__email", "=account__public_id", "=quote__product")
    fields = (
        *("public_id", "account", "sells", "state", "price", "refunded", "disputed", "provider", "reference"),
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

    @admin.display(description="Taken by a bank")
    def disputed(self, order: wallet.Order) -> str:
        """What a bank took, or wants."""
        return _written(order, order.disputed_minor) if order.disputed_minor else "-"

    @admin.display(description="Price")
    def price(self, order: wallet.Order) -> str:
        """What was asked, as people write money."""
        return _written(order, order.quote.price_minor or 0)

    @admin.display(description="Given back")
    def refunded(self, order: wallet.Order) -> str:
        """What went back of it; nothing is a dash, as elsewhere."""
        return _written(order, order.refunded_minor) if order.refunded_minor else "-"

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


def _written(order: wallet.Order, minor: int) -> str:
    return pricing.written(minor=minor, currency=order.quote.currency)


def _show(model: type[Model], *columns: str, **more: Any) -> None:
    """A page without more to it than its columns, newest first."""
    page = type(f"{model.__name__}Page", (ReadOnly,), {"list_display": columns, "ordering": ("-pk",), **more})
    office.register(model, page)


_ACCOUNT = {"search_fields": ("=account__email", "=account__public_id"), "list_select_related": ("account",)}

_show(wallet.Leg, "transfer", "account", "amount", list_select_related=("transfer", "account"))
_show(wallet.CoinLot, "account", "paid", "coins", "left", "tier", "currency", "money_minor", "expires_at", **_ACCOUNT)
_show(wallet.Debt, "account", "transfer", "coins", "left", search_fields=("=account__email",))
_show(wallet.Unlock, "account", "episode", "how", "at", "expires_at", **_ACCOUNT)
_show(wallet.Quote, "public_id", "account", "kind", "price_coins", "price_minor", "currency", "used_at", **_ACCOUNT)
_show(wallet.PaymentEvent, "provider", "event_id", "kind", "outcome", "at", search_fields=("=event_id",))
_show(wallet.AdReward, "account", "network", "transaction_id", "day", **_ACCOUNT)
_show(wallet.CheckIn, "account", "day", "streak", **_ACCOUNT)
_show(wallet.VipMonth, "month", "currency", "minor")
_show(wallet.Statement, "studio", "month", "currency", "made_at", list_select_related=("studio",))
