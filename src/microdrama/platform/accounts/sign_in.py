"""What sign-up and log-in do our way: accounts with a name, and letters that nobody can put an address into."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest

from microdrama.platform.accounts.models import Account

_NAME = "microdrama"


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Makes accounts that are no guests, and writes to them."""

    def new_user(self, request: HttpRequest) -> Account:  # noqa: ARG002 - allauth's signature
        """Whoever signs up has a name."""
        return Account(is_guest=False)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a letter in which nothing comes from the request: a Host header is whatever its sender writes."""
        ours = {"current_site": SimpleNamespace(name=_NAME, domain=_NAME)}
        for made_of_host in ("signup_url", "password_reset_url", "activate_url"):
            context.pop(made_of_host, None)
        super().send_mail(template_prefix, email, context | ours)


class SocialAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Makes accounts of other services' log-ins; an address counts only where that service verified it."""
