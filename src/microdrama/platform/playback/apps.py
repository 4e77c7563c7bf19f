"""How Django finds playback."""

from django.apps import AppConfig


class PlaybackConfig(AppConfig):
    """Registers playback with Django."""

    name = "microdrama.platform.playback"
    label = "playback"

    def ready(self) -> None:
        """Begin to watch over what others may delete."""
        from microdrama.platform.playback.unshared import watch_over_series  # noqa: PLC0415 - tables come first

        watch_over_series()
