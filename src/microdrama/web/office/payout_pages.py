"""Pages of what studios are owed and were paid: a payout is booked here once the bank was told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import admin, messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from unfold.admin import ModelAdmin

from microdrama.domain.errors import MicrodramaError
from microdrama.platform.accounts.models import Studio
from microdrama.platform.catalogue.pricing import written
from microdrama.platform.wallet import payouts, statements
from microdrama.platform.wallet.payout_models import Payout
from microdrama.platform.wallet.sums import typed
from microdrama.web.office.asking import ask, text
from microdrama.web.office.audited import ReadOnly, operator_of
from microdrama.web.office.shown import money
from microdrama.web.office.site import office


class PayoutForm(Form):
    """What was paid."""

    reference = text(
        "Reference", help_text="What the transfer is called at the bank. Each stands for one payout.", most=80
    )
    currency = text("Currency", help_text="Where several are owed, which one.", required=False, most=3)
    month = text("Month", help_text="Like 2026-11, where one statement is paid. Else leave it empty.", required=False)
    sum = text("Sum", help_text="In the currency that is owed, like 12.50.", most=20, inputmode="decimal")


_SUM = money("minor", "Sum")


@admin.register(Payout, site=office)
class PayoutPage(ReadOnly):
    """What studios were paid."""

    come_about = "A payout is booked under Studios, at the end of the row of the studio, once the bank was told."
    list_display = ("studio", "reference", _SUM, "month", "at")
    list_filter = ("currency",)
    search_fields = ("reference", "studio__name", "studio__slug")
    list_select_related = ("studio",)
    ordering = ("-pk",)
    fields = ("studio", "reference", _SUM, "month", "transfer", "at")


def payout_page(page: ModelAdmin[Any], request: HttpRequest, *, studio: Studio) -> HttpResponse:
    """Show what a studio is owed, ask what it was paid, and book that."""
    owed, back = payouts.payable(studio=studio), reverse("admin:accounts_studio_changelist")
    form = PayoutForm(request.POST or None, initial=_all_of(owed))
    if request.method == "POST" and form.is_valid():
        wish = form.cleaned_data
        try:
            paid = payouts.pay_out(
                studio=studio,
                reference=wish["reference"],
                month=statements.month_of(wish["month"]) if wish["month"] else None,
                currency=wish["currency"].upper() or None,
                typed_sum=wish["sum"],
                by=operator_of(request),
                at=timezone.now(),
            )
        except MicrodramaError as error:
            form.add_error(None, str(error))
        else:
            sum_ = written(minor=paid.payout.minor, currency=paid.payout.currency)
            said = "booked" if paid.fresh else "booked before, nothing was changed"
            page.message_user(request, f"{sum_} to {studio.name}, '{paid.payout.reference}': {said}.", messages.SUCCESS)
            return redirect(back)
    known = [("Studio", studio.name)]
    known += [("To be paid", written(minor=minor, currency=unit)) for unit, minor in owed.items()]
    for one in payouts.list_payouts(studio=studio)[:5]:
        known.append((f"Paid {one.at:%Y-%m-%d}, {one.reference}", written(minor=one.minor, currency=one.currency)))
    payable = any(minor > 0 for minor in owed.values())
    told = ["Your bank moves the money; here it is booked, once under each reference, and the studio sees it."]
    return ask(
        page,
        request,
        title="Book a payout",
        form=form if payable or form.is_bound else None,
        button="Book it",
        told=told if payable else ["There is nothing to be paid to this studio now."],
        known=known,
        back=back,
    )


def _all_of(owed: Mapping[str, int]) -> dict[str, str]:
    """What the form begins with: all that is to be paid, for somebody to read before it is booked."""
    due = [(unit, minor) for unit, minor in owed.items() if minor > 0]
    return {"currency": due[0][0], "sum": typed(due[0][1], currency=due[0][0])} if len(due) == 1 else {}
