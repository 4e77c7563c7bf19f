"""Who somebody is, and what they may do."""

from __future__ import annotations

from microdrama.platform.accounts.models import Studio

HOUSE = "house"
"""The studio of whoever runs this platform: it holds every series that names no other."""


def house() -> Studio:
    """The operator's own studio, which is there from the database's first day."""
    return Studio.objects.get_or_create(slug=HOUSE, defaults={"name": "House", "share_bp": 10_000})[0]
