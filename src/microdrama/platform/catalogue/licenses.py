"""What licences let the episodes of a series be opened by, as the license types of avails mean it.

Episodes that its operator made free are samples, and come with every licence.
"""

from __future__ import annotations

from enum import StrEnum


class Use(StrEnum):
    """A way to let people watch what is not free."""

    SALE = "sale"
    VIP = "VIP"
    ADS = "advertisements"
    PATIENCE = "patience"


ANY_USE = frozenset(Use)

_USES = {
    "": ANY_USE,  # a right that says nothing of it
    "EST": frozenset({Use.SALE}),
    "VOD": frozenset({Use.SALE}),
    "TVOD": frozenset({Use.SALE}),
    "SVOD": frozenset({Use.VIP}),
    "AVOD": frozenset({Use.ADS}),
    "FVOD": frozenset({Use.PATIENCE}),
}

LICENSES = tuple(filter(None, _USES))


def uses_of(license_type: str) -> frozenset[Use]:
    """What a licence permits; nothing where it is none that is known."""
    return _USES.get(license_type, frozenset())
