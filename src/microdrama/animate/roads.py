"""Cars: where a road lies empty one comes towards us, and after it we rush along."""

from __future__ import annotations

from collections.abc import Sequence

from microdrama.animate.drafts import Draft
from microdrama.domain.storyboard import PlaceKind

_ROADS: frozenset[PlaceKind] = frozenset({"street", "city", "bridge"})


def drive(drafts: Sequence[Draft], kind: PlaceKind) -> None:
    """Fill the shots of one scene that show nobody in a car, or on a road of which a car is told.

    The first sees a car come on, which stands for the inside of one, too; those after it rush along the road.
    """
    came = False
    for draft in drafts:
        if draft.seen or draft.insert is not None or draft.size != "wide":
            continue
        if not came and (kind == "car" or (kind in _ROADS and "car" in draft.sounds)):
            draft.effects.append("car")
            draft.move, came = "push", True
        elif came and kind in _ROADS:
            draft.effects.append("speed_lines")
            draft.move = "shake"
