"""The back office as one site: who gets in, and which pages there are."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.views import PasswordResetConfirmView
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from unfold.sites import UnfoldAdminSite

from microdrama.platform.accounts.models import Account
from microdrama.platform.accounts.operations import note_action
from microdrama.web.office.audited import operator_of


class Office(UnfoldAdminSite):  # type: ignore[misc]  # unfold has no types
    """Django's admin for operators who are logged in."""

    site_url = "/"
    index_title = "Back office"
    enable_nav_sidebar = True

    def has_permission(self, request: HttpRequest) -> bool:
        """Staff whose account is open."""
        user = request.user
        return isinstance(user, Account) and user.is_active and user.is_staff

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Let operators choose another password, and write down that they did."""
        with transaction.atomic():
            answer: HttpResponse = super().password_change(request, extra_context)
            if answer.status_code == HTTPStatus.FOUND:
                _note_password(operator_of(request))
        return answer


class Welcome(PasswordResetConfirmView):
    """Where a new operator chooses a password, once."""

    template_name = "office/welcome.html"
    success_url = "../../../login/"

    def form_valid(self, form: SetPasswordForm[Account]) -> HttpResponse:
        """Take the password, and write down that it was chosen."""
        with transaction.atomic():
            _note_password(form.user)
            return super().form_valid(form)


def _note_password(operator: Account) -> None:
    """Write down that an operator has another password, and nothing of it."""
    note_action(actor=operator, verb="password.changed", subject=str(operator.public_id), details={})


office = Office(name="admin")
