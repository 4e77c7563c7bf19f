"""How Django finds playback."""

from django.apps import AppConfig
from django.db.models.signals import post_delete


class PlaybackConfig(AppConfig):
    """Registers playback with Django."""

    name = "microdrama.platform.playback"
    label = "playback"

    def ready(self) -> None:
        """Have the addresses of a log-in end with it, and watch over what others may delete."""
        from microdrama.platform.accounts.models import Session  # noqa: PLC0415 - there are no models before
        from microdrama.platform.playback.revoking import revoke_ended  # noqa: PLC0415 - likewise
        from microdrama.platform.playback.unshared import watch_over_series  # noqa: PLC0415 - likewise

        post_delete.connect(revoke_ended, sender=Session)
        watch_over_series()
