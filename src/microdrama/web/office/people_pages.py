"""Pages of people: accounts, studios with their members, what viewers reported, and what the staff did."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.db.models import F, QuerySet
from django.forms import ModelForm
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html_join
from unfold.admin import TabularInline
from unfold.decorators import action

from microdrama.domain.errors import MicrodramaError
from microdrama.platform.accounts import moderation
from microdrama.platform.accounts.models import Account, Device, Member, Report, StaffAction, Studio
from microdrama.platform.catalogue.takedown import take_down
from microdrama.platform.wallet.queries import balance_of, vip_until
from microdrama.web.office.audited import Audited, ReadOnly, ReadOnlyRows, operator_of
from microdrama.web.office.payout_pages import payout_page
from microdrama.web.office.shown import percent
from microdrama.web.office.site import office
from microdrama.web.office.typed import PercentField

_CHANGED_BY_SUPPORT = ("is_active", "birth_year", "monthly_cap_coins")
_TABLES = (
    *(("order", "orders"), ("unlock", "unlocks"), ("transfer", "transfers"), ("coinlot", "coins by lots")),
    *(("subscription", "VIP"), ("debt", "debts"), ("quote", "quotes")),
)


class _Devices(ReadOnlyRows):
    model = Device
    fields = ("label", "created_at", "seen_at", "revoked_at")
    readonly_fields = fields


@admin.register(Account, site=office)
class AccountPage(Audited):
    """Who watches, pays and works here. Roles are given by `microdrama staff add`, on the machine itself."""

    come_about = (
        "People come by watching and by signing up. Operators are made on the machine itself: microdrama staff add."
    )
    list_display = ("__str__", "public_id", "is_guest", "is_staff", "is_active", "created_at")
    list_filter = ("is_guest", "is_staff", "is_active")
    search_fields = ("email", "=public_id")
    fields = (
        *("public_id", "email", "coins", "vip", "tables"),
        *("is_guest", "is_staff", "is_superuser", "groups", "joined_into", "joined_at"),
        *("erased_at", "created_at", "last_login"),
        *_CHANGED_BY_SUPPORT,
    )
    readonly_fields = tuple(name for name in fields if name not in _CHANGED_BY_SUPPORT)
    words: ClassVar = {
        "is_active": ("Open", "Off, the account is closed, and nobody logs in to it."),
        "birth_year": ("Birth year", "Decides what may be shown. Empty: unknown."),
        "monthly_cap_coins": ("Monthly cap", "How many coins may be spent in a month. Empty: as many as there are."),
    }
    inlines: ClassVar = [_Devices]
    ordering = ("-id",)

    @admin.display(description="Coins")
    def coins(self, account: Account) -> str:
        """What is there now, and what was spent before its money went back."""
        held = balance_of(account=account, at=timezone.now())
        owed = f", {held.debt:,} owed" if held.debt else ""
        return f"{held.paid + held.bonus:,}: {held.paid:,} paid, {held.bonus:,} bonus{owed}"

    @admin.display(description="VIP until")
    def vip(self, account: Account) -> str | None:
        """Until when, where it lasts."""
        until = vip_until(account=account, at=timezone.now())
        return f"{until:%Y-%m-%d %H:%M} UTC" if until else None

    @admin.display(description="In the ledger")
    def tables(self, account: Account) -> str:
        """Where the rest is: the pages of the ledger, searched for this account."""
        links = [
            (reverse(f"admin:wallet_{name}_changelist", query={"q": account.public_id}), label)
            for name, label in _TABLES
        ]
        return format_html_join(", ", '<a href="{}" class="text-primary-600 dark:text-primary-500">{}</a>', links)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody: people sign up."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Account | None = None) -> bool:
        """Nobody: the ledger names it; its owner may erase what says who they are."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Account | None = None) -> bool:
        """Support; but nobody changes an operator's account here, not even their own, nor what is closed for good."""
        fixed = obj is not None and (obj.is_staff or obj.erased_at is not None or obj.joined_at is not None)
        return super().has_change_permission(request, obj) and not fixed


class _Members(TabularInline):  # type: ignore[misc]  # unfold has no types
    model = Member
    extra = 0
    autocomplete_fields = ("account",)


class StudioForm(ModelForm):  # type: ignore[type-arg]  # generic to type checkers only
    """A studio, whose share is typed in percent."""

    share_bp = PercentField(
        label="Share", help_text="Its part of what its series earn, like 50% or 45.5%.", initial=5000
    )


@admin.register(Studio, site=office)
class StudioPage(Audited):
    """Whoever holds stories, with their members and their share."""

    ordering = ("name", "pk")
    list_display = ("name", "slug", percent("share_bp", "Share"), "created_at")
    form = StudioForm
    words: ClassVar = {"slug": ("Slug", "What commands and the log call it.")}
    search_fields = ("name", "slug")
    readonly_fields = ("public_id", "created_at")
    inlines: ClassVar = [_Members]
    actions_row: ClassVar = ["pay"]
    actions_detail: ClassVar = ["pay"]

    def has_pay_permission(self, request: HttpRequest, _object_id: object = None) -> bool:
        """Roles that pay studios."""
        return bool(request.user.has_perm("wallet.pay_out"))

    @action(description="Book a payout", url_path="pay", permissions=["pay"], icon="payments")  # type: ignore[untyped-decorator]
    def pay(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show what the studio is owed, and book what it was paid."""
        studio = self.get_object(request, object_id)
        if studio is None:
            raise Http404
        return payout_page(self, request, studio=studio)

    def has_delete_permission(self, request: HttpRequest, obj: Studio | None = None) -> bool:
        """Nobody: statements name it."""
        return False


@admin.register(Report, site=office)
class ReportPage(ReadOnly):
    """What viewers reported; an action decides it, and is written down."""

    come_about = "Viewers report series and episodes where they watch them."
    list_display = ("subject", "reason", "state", "created_at", "decided_by", "decided_at")
    list_filter = ("state", "reason")
    search_fields = ("subject",)
    list_select_related = ("decided_by",)
    ordering = (F("decided_at").desc(nulls_first=True), "created_at")  # open ones first, the oldest first of these
    actions: ClassVar = ["keep", "take_down"]

    def has_decide_permission(self, request: HttpRequest) -> bool:
        """Roles that decide."""
        return bool(request.user.has_perm("accounts.decide_report"))

    @admin.action(description="Keep as it is", permissions=["decide"])
    def keep(self, request: HttpRequest, queryset: QuerySet[Report]) -> None:
        """Decide that there is nothing wrong."""
        self._decide(request, queryset, moderation.keep)

    @admin.action(description="Take the series down everywhere", permissions=["decide"])
    def take_down(self, request: HttpRequest, queryset: QuerySet[Report]) -> None:
        """Decide that it must not be shown."""
        self._decide(request, queryset, take_down)

    def _decide(self, request: HttpRequest, queryset: QuerySet[Report], verb: Any) -> None:
        for chosen in queryset:
            try:
                verb(report_id=chosen.public_id, by=operator_of(request), at=timezone.now())
            except MicrodramaError as error:
                self.message_user(request, f"{chosen.subject}: {error}", messages.ERROR)
            else:
                self.message_user(request, f"{chosen.subject}: decided.", messages.SUCCESS)


@admin.register(StaffAction, site=office)
class StaffActionPage(ReadOnly):
    """All that staff and studios did, for good."""

    come_about = "What is changed here, in the desk of studios and by commands is written down by itself."
    list_display = ("at", "actor", "verb", "subject")
    list_filter = ("verb",)
    search_fields = ("subject", "=actor__email")
    list_select_related = ("actor",)
    ordering = ("-id",)
