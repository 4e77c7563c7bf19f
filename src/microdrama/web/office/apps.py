"""How Django finds the back office's templates."""

from django.apps import AppConfig
from django.contrib.auth.signals import user_login_failed


class OfficeConfig(AppConfig):
    """Registers the back office with Django."""

    name = "microdrama.web.office"
    label = "office"

    def ready(self) -> None:
        """Have refused operators noted."""
        from microdrama.web.office.refusals import note_refusal  # noqa: PLC0415 - needs Django set up

        user_login_failed.connect(note_refusal)
