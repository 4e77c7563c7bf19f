"""Pages of coupons and gift codes: made here, told once, ended before their time."""

from __future__ import annotations

from typing import ClassVar, NamedTuple
from urllib.parse import quote

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from unfold.decorators import action

from microdrama.domain.errors import MicrodramaError
from microdrama.platform.wallet import coupons
from microdrama.platform.wallet.models import Coupon, CouponUse
from microdrama.web.office.asking import ask, number, text
from microdrama.web.office.audited import ReadOnly, operator_of
from microdrama.web.office.site import office

_MOST_AT_ONCE = 1000
"""More codes than a page shows well are made by the command line."""


class CouponForm(Form):
    """What a coupon or a batch of gift codes is to be."""

    label = text("Label", help_text="What the codes are for. They are listed and ended by it.", most=80)
    coins = number(
        "Bonus coins", help_text="What each use gives. They last 30 days from then on.", initial=100, most=10**6
    )
    days = number("Days", help_text="For how long the codes work, from now on.", initial=30, most=3660)
    count = number(
        "Codes", help_text="1 is a coupon. Of several gift codes each works once.", initial=1, most=_MOST_AT_ONCE
    )
    uses = number("Viewers", help_text="How many may use a coupon, each of them once.", initial=1, most=10**9)
    code = text(
        "Code of your own",
        help_text="For a coupon that is easy to say, as SPRING-2026. Without it, it is made by chance.",
        required=False,
        most=64,
    )


class _Once(NamedTuple):
    """Codes as a page tells them."""

    codes: tuple[str, ...]
    table: str
    file: str


@admin.register(Coupon, site=office)
class CouponPage(ReadOnly):
    """Codes for bonus coins; the codes themselves are known to nobody once they were told."""

    come_about = (
        "Make codes, above, makes coupons and gift codes. So does microdrama coupons make, on the machine itself."
    )
    list_display = ("label", "coins", "uses", "most_uses", "starts_at", "ends_at", "made_by")
    list_select_related = ("made_by",)
    search_fields = ("label",)
    ordering = ("-pk",)
    fields = list_display
    actions: ClassVar = ["end"]
    actions_list: ClassVar = ["make"]

    def has_make_permission(self, request: HttpRequest) -> bool:
        """Roles that give coins away."""
        return bool(request.user.has_perm("wallet.make_coupon"))

    @action(description="Make codes", url_path="make", permissions=["make"], icon="add")  # type: ignore[untyped-decorator]
    def make(self, request: HttpRequest) -> TemplateResponse:
        """Ask what codes are to be made, make them, and tell them this once."""
        form, back = CouponForm(request.POST or None), reverse("admin:wallet_coupon_changelist")
        if request.method == "POST" and form.is_valid():
            wish = form.cleaned_data
            try:
                made = coupons.make_codes(
                    label=wish["label"],
                    coins=wish["coins"],
                    uses=wish["uses"],
                    days=wish["days"],
                    count=wish["count"],
                    code=wish["code"] or None,
                    by=operator_of(request),
                    at=timezone.now(),
                )
            except MicrodramaError as error:
                form.add_error(None, str(error))
            else:
                known = [
                    ("Label", made.label),
                    ("Bonus coins", f"{made.coins:,}"),
                    ("Viewers for each code", f"{made.uses:,}"),
                    ("Work until", f"{made.ends_at:%Y-%m-%d %H:%M} UTC"),
                ]
                told = ["Keep these now: only their digests are kept here, and nobody can read the codes again."]
                title = "1 code made" if len(made.codes) == 1 else f"{len(made.codes)} codes made"
                return ask(
                    self,
                    request,
                    title=title,
                    form=None,
                    told=told,
                    known=known,
                    back=back,
                    template="office/codes.html",
                    **_once(made)._asdict(),
                )
        return ask(self, request, title="Make codes", form=form, button="Make them", back=back)

    @admin.action(description="End before their time", permissions=["make"])
    def end(self, request: HttpRequest, queryset: QuerySet[Coupon]) -> None:
        """End each chosen code; what it gave stays."""
        for chosen in queryset:
            try:
                coupons.end_coupon(number=chosen.pk, by=operator_of(request), at=timezone.now())
            except MicrodramaError as error:
                self.message_user(request, f"{chosen}: {error}", messages.ERROR)
            else:
                self.message_user(request, f"{chosen}: ended.", messages.SUCCESS)


@admin.register(CouponUse, site=office)
class CouponUsePage(ReadOnly):
    """Who used which code."""

    come_about = "Viewers type codes on their account page."
    list_display = ("coupon", "account", "at")
    search_fields = ("=account__email", "=account__public_id", "coupon__label")
    list_select_related = ("coupon", "account")
    ordering = ("-pk",)


def _once(made: coupons.MadeCodes) -> _Once:
    """The codes with their table within the page itself: the server does not have them a second time."""
    return _Once(
        made.codes, f"data:text/csv;charset=utf-8,{quote(made.as_csv())}", f"codes-{made.ends_at:%Y-%m-%d}.csv"
    )
