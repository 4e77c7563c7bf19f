"""How Django finds the catalogue."""

from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    """Registers the catalogue with Django."""

    name = "microdrama.platform.catalogue"
    label = "catalogue"
