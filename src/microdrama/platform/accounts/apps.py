"""How Django finds accounts."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Registers accounts with Django."""

    name = "microdrama.platform.accounts"
    label = "accounts"
    verbose_name = "People"  # as the back office calls them
