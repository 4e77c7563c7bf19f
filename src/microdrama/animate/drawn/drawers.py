"""Who draws what a shot needs, as arguments: figures, places, weather, inserts; and who and where the board means."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from microdrama.animate.drawn.cels import Picture
from microdrama.animate.drawn.figure import Figure, Still, draw_still, feel
from microdrama.animate.drawn.inserts import draw_insert
from microdrama.animate.drawn.place import Layer, Place, draw_place
from microdrama.animate.drawn.weather import draw_weather
from microdrama.domain import documents
from microdrama.domain.errors import MicrodramaError
from microdrama.domain.storyboard import Character, Feeling, Location, Look, Storyboard

_FIGURES_KEPT = 10  # of about 10 MB each: a conversation cuts back to the same few


class StageError(MicrodramaError):
    """A shot names somebody or some place that its storyboard does not know; nothing was drawn."""


class Sky(Protocol):
    """Rain, snow, fog: what falls before everything."""

    def over(self, picture: Picture, t: float) -> None:
        """Lay it over a picture in place, as it is at `t` seconds."""
        ...


@dataclass(frozen=True, slots=True)
class Drawers:
    """Functions with the signatures of draw_figure, draw_place, draw_weather and draw_insert."""

    figure: Callable[..., Figure]
    place: Callable[..., Place]
    weather: Callable[..., Sky]
    insert: Callable[..., Sequence[Layer]]


def studio() -> Drawers:
    """The studio's own; figures that were drawn last are kept, as a conversation cuts to and fro."""
    return Drawers(figure=_kept_figures(), place=draw_place, weather=draw_weather, insert=draw_insert)


def _kept_figures() -> Callable[..., Figure]:
    """Draws figures as `draw_figure` does; whoever stands there as before only has another face."""
    stills: OrderedDict[tuple[Any, ...], Still] = OrderedDict()
    figures: OrderedDict[tuple[Any, ...], Figure] = OrderedDict()

    def drawn(
        character: Character, look: Look, *, feeling: Feeling, moods: Sequence[Feeling] = (), **wanted: Any
    ) -> Figure:
        stands = (documents.encode(character), look.id, *sorted(wanted.items()))
        acts = (stands, feeling, tuple(moods))
        return _kept(
            figures, acts,
            lambda: feel(_kept(stills, stands, lambda: draw_still(character, look, **wanted)), feeling, moods),
        )  # fmt: skip

    return drawn


def _kept(found: OrderedDict[tuple[Any, ...], Any], key: tuple[Any, ...], make: Callable[[], Any]) -> Any:
    if key not in found:
        found[key] = make()
        if len(found) > _FIGURES_KEPT:
            found.popitem(last=False)
    found.move_to_end(key)
    return found[key]


def find_location(storyboard: Storyboard, wanted: str) -> Location:
    """A location by its id; raises StageError."""
    for one in storyboard.locations:
        if one.id == wanted:
            return one
    raise StageError(f"The storyboard has no location {wanted}; nothing was drawn. Add it or name another.")


def find_character(storyboard: Storyboard, wanted: str, look: str | None = None) -> tuple[Character, Look]:
    """A character by id and the look of an id, or the first one; raises StageError."""
    for one in storyboard.characters:
        if one.id == wanted:
            chosen = [each for each in one.looks if look is None or each.id == look]
            if chosen:
                return one, chosen[0]
    raise StageError(f"The storyboard has no {wanted} in look {look}; nothing was drawn. Add it or name another.")
