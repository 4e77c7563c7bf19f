"""What sign-up and log-in do our way: accounts with a name, and letters that nobody can put an address into."""

from __future__ import annotations

import logging
from types import SimpleNamespace
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.base import AuthError, AuthProcess
from django.db import transaction
from django.http import HttpRequest

from microdrama.platform.accounts.models import Account
from microdrama.platform.accounts.operations import end_sessions

_NAME = "microdrama"

_log = logging.getLogger(__name__)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Makes accounts that are no guests, and writes to them."""

    def new_user(self, request: HttpRequest) -> Account:  # noqa: ARG002 - allauth's signature
        """Whoever signs up has a name."""
        return Account(is_guest=False)

    def set_password(self, user: Account, password: str) -> None:
        """Set a new password; every log-in of before ends at once, and what addresses of media it was given.

        Whoever is signed in while changing it is given a new session right after that.
        """
        super().set_password(user, password)
        end_sessions(account=user)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a letter in which nothing comes from the request: headers are whatever their sender writes."""
        ours = {"current_site": SimpleNamespace(name=_NAME, domain=_NAME)}
        for made_of_host in ("signup_url", "password_reset_url", "activate_url"):
            context.pop(made_of_host, None)
        if "user_agent" in context:
            context["user_agent"] = "-"
        super().send_mail(template_prefix, email, context | ours)


class SocialAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Makes accounts of other services' log-ins; an address counts only where that service verified it."""

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]) -> Account:  # noqa: ARG002 - allauth's signature
        """Take over verified addresses and nothing else.

        Whoever types an address at a service without proving it gets an account without one. So they neither come near
        the account that has it, nor wait in one that its owner will claim by a letter one day.
        """
        sociallogin.email_addresses = [one for one in sociallogin.email_addresses if one.verified]
        account: Account = sociallogin.user
        account.email = next((one.email.lower() for one in sociallogin.email_addresses), None)
        return account

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:  # noqa: ARG002 - allauth's signature
        """Send whoever has an account by that address to its own log-in: they connect the service from inside."""
        if sociallogin.is_existing or sociallogin.state.get("process") == AuthProcess.CONNECT:
            return
        addresses = [one.email.lower() for one in sociallogin.email_addresses]
        if (
            EmailAddress.objects.filter(email__in=addresses).exists()
            or Account.objects.filter(email__in=addresses).exists()
        ):
            raise self.validation_error("email_taken", sociallogin.provider.name)

    def save_user(self, request: HttpRequest, sociallogin: SocialLogin, form: None = None) -> Account:
        """Write account, address and service together or not at all: two returns at once make one account."""
        with transaction.atomic():
            saved: Account = super().save_user(request, sociallogin, form)
        return saved

    def on_authentication_error(
        self,
        request: HttpRequest,  # noqa: ARG002 - allauth's signature
        provider: Any,
        error: str | None = None,
        **more: Any,
    ) -> None:
        """Tell the operator that a log-in failed and how, in no words that came from outside."""
        if error != AuthError.CANCELLED:
            cause = type(more.get("exception")).__name__ if more.get("exception") else "no log-in that began here"
            _log.warning("Log-in by %s failed: %s.", getattr(provider, "sub_id", "another service"), cause)
