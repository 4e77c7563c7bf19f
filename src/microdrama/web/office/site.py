"""The back office as one site: who gets in, and which pages there are."""

from __future__ import annotations

from django.http import HttpRequest
from unfold.sites import UnfoldAdminSite

from microdrama.platform.accounts.models import Account


class Office(UnfoldAdminSite):  # type: ignore[misc]  # unfold has no types
    """Django's admin for operators who are logged in."""

    site_url = "/"
    index_title = "Back office"
    enable_nav_sidebar = True

    def has_permission(self, request: HttpRequest) -> bool:
        """Staff whose account is open."""
        user = request.user
        return isinstance(user, Account) and user.is_active and user.is_staff


office = Office(name="admin")
