"""How Django finds the back office's templates."""

from django.apps import AppConfig


class OfficeConfig(AppConfig):
    """Registers the back office with Django."""

    name = "microdrama.web.office"
    label = "office"
