"""What a service offers: its models with the sizes and lengths that they make, and the unit that it bills.

What is known here saves a refusal by the service; a model that is not known here is asked for as it is.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from microdrama.domain.takes import ClipRequest, StillRequest, Usage
from microdrama.studio.takes import TakeError


@dataclass(frozen=True, slots=True)
class Offer:
    """One model: sizes in pixels (none: any), lengths in whole seconds (none: any), the unit that is billed."""

    unit: str
    sizes: tuple[tuple[int, int], ...] = ()
    seconds: tuple[int, ...] = ()
    note: str = ""

    def nearest_size(self, width: int, height: int) -> tuple[int, int]:
        """The size that it makes whose aspect, then width, is nearest to one."""
        wanted = math.log(width / height)
        sizes = self.sizes or ((width, height),)
        return min(sizes, key=lambda size: (round(abs(math.log(size[0] / size[1]) - wanted), 3), abs(size[0] - width)))


Offers = Mapping[str, Offer]


def refuse_unoffered(offers: Offers, request: StillRequest | ClipRequest) -> None:
    """Raises TakeError, before anything is sent, where a known model does not make what is asked for."""
    offer = offers.get(request.model)
    if offer is None:
        return
    if offer.sizes and (request.width, request.height) not in offer.sizes:
        sizes = ", ".join(f"{width}x{height}" for width, height in offer.sizes)
        raise TakeError(f"{request.model} makes pictures of {sizes}, not of {request.width}x{request.height}.")
    if isinstance(request, ClipRequest) and offer.seconds and billed_seconds(request) not in offer.seconds:
        lengths = ", ".join(map(str, offer.seconds))
        raise TakeError(f"{request.model} makes clips of {lengths} s, not of {billed_seconds(request)} s.")


def billed_seconds(request: ClipRequest) -> int:
    """The length of a clip in whole seconds, rounded up: services make no others."""
    return math.ceil(request.duration_s)


def seconds_used(request: ClipRequest) -> Usage:
    """The length of a clip as usage."""
    return Usage(unit="second", amount=str(billed_seconds(request)))


ONE_IMAGE = Usage(unit="image", amount="1")
