"""A place before it is painted: planes from far to near, its lamps, and what the compositor must know."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from microdrama.animate.drawn.cels import Sheet
from microdrama.animate.drawn.light import Rgb
from microdrama.animate.drawn.places.colours import WHITE, Palette, palette
from microdrama.animate.drawn.places.drawing import Drawing
from microdrama.animate.drawn.places.raster import Lamp, View
from microdrama.domain.storyboard import TimeOfDay, Weather


@dataclass(frozen=True, slots=True)
class Mirror:
    """A floor from `line` (units from the top) down that mirrors everything behind it."""

    line: float
    dark: Rgb
    strength: float = 0.7
    blur: float = 26.0
    ripple: float = 22.0


@dataclass(frozen=True, slots=True)
class Plane:
    """What lies at one depth: shapes, or pixels that a function paints, or a floor that mirrors what is behind it.

    `ambient` and `lamps` light the shapes (None leaves their colours alone), `bloom` lets bright parts shine, `blur`
    (units) puts it out of focus, `adds` lays it on as light. `fine` is False where a soft thing may be painted small.
    """

    depth: float
    drawing: Drawing | None = None
    painted: Callable[[View], Sheet] | None = None
    mirror: Mirror | None = None
    ambient: Rgb | None = None
    lamps: tuple[Lamp, ...] = ()
    bloom: float = 0.0
    blur: float = 0.0
    adds: bool = False
    fine: bool = True


@dataclass(frozen=True, slots=True)
class Scenery:
    """All the planes, far to near, and the light in which people stand there. Heights are shares of the frame's."""

    planes: tuple[Plane, ...]
    accent: Rgb
    key: Rgb
    ambient: Rgb
    haze: Rgb
    key_side: Literal["left", "right"] = "right"
    key_strength: float = 0.35
    rim: Rgb = WHITE
    floor_y: float = 0.665
    reflective: float = 0.0
    focus: tuple[float, float] = (360.0, 520.0)


@dataclass(frozen=True, slots=True)
class Setting:
    """What a place is drawn for: the time, the weather, and the seed of the location."""

    time: TimeOfDay
    weather: Weather
    seed: int

    @property
    def colours(self) -> Palette:
        """The colours out of doors."""
        return palette(self.time, self.weather, self.seed)

    @property
    def wet(self) -> bool:
        """Whether the ground outside is wet."""
        return self.weather in ("rain", "storm")

    def dice(self, what: int) -> random.Random:
        """Random numbers for one purpose, the same for the same seed."""
        return random.Random(self.seed * 1009 + what)
