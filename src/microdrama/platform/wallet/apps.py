"""How Django finds the wallet."""

from django.apps import AppConfig


class WalletConfig(AppConfig):
    """Registers the wallet with Django."""

    name = "microdrama.platform.wallet"
    label = "wallet"
    verbose_name = "Ledger"  # as the back office calls it
