"""How Django finds playback."""

from django.apps import AppConfig


class PlaybackConfig(AppConfig):
    """Registers playback with Django."""

    name = "microdrama.platform.playback"
    label = "playback"
