"""The back office as one site: who gets in, and which pages there are."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.views import PasswordResetConfirmView
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.urls import reverse_lazy
from unfold.sites import UnfoldAdminSite
from unfold.widgets import UnfoldAdminPasswordWidget

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

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Let operators in, to where they were going: who comes by the log-in's bare address, to the first page."""
        answer: HttpResponse = super().login(request, extra_context)
        nowhere = resolve_url(settings.LOGIN_REDIRECT_URL)  # Django's own default, which no page has here
        if answer.status_code == HTTPStatus.FOUND and answer.headers["Location"] == nowhere:
            return redirect("admin:index")
        return answer

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Let operators choose another password, and write down that they did."""
        with transaction.atomic():
            answer: HttpResponse = super().password_change(request, extra_context)
            if answer.status_code == HTTPStatus.FOUND:
                _note_password(operator_of(request))
        return answer


class PasswordForm(SetPasswordForm):  # type: ignore[type-arg]  # generic to type checkers only
    """The password twice, in fields that look like the office's."""

    def __init__(self, *args: Any, **more: Any) -> None:
        """Dress the two fields."""
        super().__init__(*args, **more)
        for field in self.fields.values():
            field.widget = UnfoldAdminPasswordWidget(attrs={"autocomplete": "new-password"})


class Welcome(PasswordResetConfirmView):
    """Where a new operator chooses a password, once."""

    template_name = "office/welcome.html"
    form_class = PasswordForm
    success_url = reverse_lazy("admin:login")

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        """What the office's own pages know: without it they have no colours."""
        return {**office.each_context(self.request), **super().get_context_data(**more), "title": "Choose a password"}

    def form_valid(self, form: SetPasswordForm[Account]) -> HttpResponse:
        """Take the password, and write down that it was chosen."""
        with transaction.atomic():
            _note_password(form.user)
            return super().form_valid(form)


def _note_password(operator: Account) -> None:
    """Write down that an operator has another password, and nothing of it."""
    note_action(actor=operator, verb="password.changed", subject=str(operator.public_id), details={})


office = Office(name="admin")
