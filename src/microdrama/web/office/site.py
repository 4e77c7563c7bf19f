"""The back office as one site: who gets in, and which pages there are."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from unfold.sites import UnfoldAdminSite

from microdrama.platform.accounts.models import Account


class Office(UnfoldAdminSite):  # type: ignore[misc]  # unfold has no types
    """Django's admin for operators who are logged in."""

    site_url = "/"
    enable_nav_sidebar = True

    def has_permission(self, request: HttpRequest) -> bool:
        """Staff whose account is open."""
        user = request.user
        return isinstance(user, Account) and user.is_active and user.is_staff

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict[str, Any]]:
        """The pages by the words of the trade; Django knows no plural but an s."""
        apps: list[dict[str, Any]] = super().get_app_list(request, app_label)
        for app in apps:
            app["name"] = _NAMES.get(app["name"], app["name"])
            for model in app["models"]:
                model["name"] = _PLURALS.get(model["name"], model["name"])
        return apps


_NAMES = {"Accounts": "People", "Wallet": "Ledger"}
_PLURALS = {"Seriess": "Series", "Territorys": "Territories", "Staff actions": "Log of staff"}

office = Office(name="admin")
