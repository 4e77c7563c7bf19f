"""Rooms of a home and of a hospital: a far wall with a window, lamps, furniture, light that falls in."""

from __future__ import annotations

import random
from dataclasses import dataclass

from microdrama.animate.drawn.light import Rgb
from microdrama.animate.drawn.places.colours import INK, WHITE, mix, rgb, times
from microdrama.animate.drawn.places.drawing import Drawing
from microdrama.animate.drawn.places.foreground import bulk, palm, posts
from microdrama.animate.drawn.places.furniture import bed, easy_chair, plant, shelf, sofa, table
from microdrama.animate.drawn.places.indoors import (
    Mood, curtain, floor, glazing, mood, outlook, pendant, picture, rays, standing_lamp, table_shade, wall_around, walls,
    within,
)  # fmt: skip
from microdrama.animate.drawn.places.perspective import Block, Eye, shell, skirting
from microdrama.animate.drawn.places.raster import Lamp
from microdrama.animate.drawn.places.scenery import Plane, Scenery, Setting

Box = tuple[float, float, float, float]


@dataclass(slots=True)
class Room:
    """A room while it is furnished: its size in metres, its colours, its light, and what was drawn so far."""

    setting: Setting
    eye: Eye
    half: float
    deep: float
    tall: float
    light: Mood
    wall: Rgb
    boards: Rgb
    ceiling: Rgb
    hole: Box
    dice: random.Random
    things: Drawing
    lamps: list[Lamp]

    @property
    def line(self) -> float:
        """Where the far wall meets the floor."""
        return self.eye.floor(self.deep)

    @property
    def edge(self) -> Rgb:
        """The colour of light along edges."""
        return mix(self.light.outside, self.light.lamp, 0.3 + 0.5 * self.light.lamps)


def open_room(
    setting: Setting,
    hue: Rgb,
    *,
    size: tuple[float, float, float],
    window: Box,
    bright: float = 1.0,
    lamp: Rgb | None = None,
) -> Room:
    """An empty room of (half width, depth, height) in metres with a window (left, top, right, bottom) in metres
    on its far wall, from the middle and the floor."""
    half, deep, tall = size
    eye = Eye(y=505, focal=700, height=1.5)
    light = mood(setting, bright=bright, lamp=lamp) if lamp else mood(setting, bright=bright)
    wall, boards, ceiling = walls(setting.colours, hue, setting.seed)
    x0, y0 = eye.at(window[0], window[1], deep)
    x1, y1 = eye.at(window[2], window[3], deep)
    return Room(
        setting=setting, eye=eye, half=half, deep=deep, tall=tall, light=light, wall=wall, boards=boards, ceiling=ceiling,
        hole=(x0, y0, x1, y1), dice=setting.dice(5), things=Drawing(), lamps=[],
    )  # fmt: skip


def shell_planes(
    room: Room, *, across: int = 3, rail: float = 0.36, dado: Rgb | None = None, town: bool = True
) -> list[Plane]:
    """What is outside, and the walls with the window open in them."""
    planes = outlook(room.setting, horizon=room.line - 30, spread=0.9, town=town)
    d = Drawing()
    size = {"half": room.half, "deep": room.deep, "tall": room.tall}
    shell(d, room.eye, **size, wall=room.wall, floor=room.boards, ceiling=room.ceiling, back=False)
    wall_around(d, room.eye, room.hole, **size, wall=room.wall)
    x0, y0, x1, y1 = room.hole
    if dado is not None:
        _dado(d, room, dado)
    corner_l, corner_r = room.eye.at(-room.half, room.tall, room.deep), room.eye.at(room.half, room.tall, room.deep)
    d.line([corner_l, corner_r], times(room.wall, 1.35), 7, opacity=0.55)
    skirting(d, room.eye, half=room.half, deep=room.deep, colour=times(room.wall, 1.15))
    d.rect(x0 - 14, y0 - 14, x1 - x0 + 28, 14, times(room.wall, 1.2))
    d.rect(x0 - 18, y1, x1 - x0 + 36, 12, times(room.wall, 1.3))
    middle = ((x0 + x1) / 2, (y0 + y1) / 2)
    lamps = (*room.lamps, Lamp(middle[0], middle[1], (x1 - x0) * 0.75 + 60, room.light.outside, 0.34))
    planes.append(Plane(1.0, drawing=d, ambient=room.light.ambient, lamps=lamps))
    bars = Drawing()
    glazing(bars, room.hole, mix(INK, times(room.wall, 0.6), 0.5), room.edge, across=across, rail=rail)
    bars.poly([(x0 + 20, y0), (x0 + 90, y0), (x0 + 10, y1), (x0, y1), (x0, y0 + 60)], WHITE, opacity=0.05)
    planes.append(Plane(1.0, drawing=bars))
    planes.append(
        floor(room.setting, room.eye, half=room.half, deep=room.deep, colour=room.boards, light=room.light, shine=0.42)
    )
    return planes


def _dado(d: Drawing, room: Room, colour: Rgb) -> None:
    """Panels along the lower wall."""
    left, top = room.eye.at(-room.half, 1.0, room.deep)
    right, foot = room.eye.at(room.half, 0, room.deep)
    d.rect(left, top, right - left, foot - top, colour)
    d.rect(left, top - 4, right - left, 6, times(colour, 1.4))
    for x in (-room.half, room.half):
        d.poly(room.eye.side(x, 0, 1.0, 0.8, room.deep), times(colour, 0.66))
    count = int(room.half * 2 / 0.7)
    for n in range(count):
        x = left + (right - left) * (n + 0.14) / count
        d.rect(x, top + 14, (right - left) * 0.72 / count, foot - top - 34, times(colour, 0.86))
        d.rect(x, top + 14, (right - left) * 0.72 / count, 2, times(colour, 1.35))


def furnished(
    room: Room,
    planes: list[Plane],
    *,
    accent: Rgb,
    front: Plane | None,
    lean: float = -150,
    key_side: str = "right",
    reach: float = 930,
) -> Scenery:
    """The finished room: its furniture in the light, beams from the window, something before the camera."""
    x0, y0, x1, y1 = room.hole
    ambient = mix(room.light.ambient, WHITE, 0.12)
    planes.append(Plane(1.0, drawing=room.things, ambient=ambient, lamps=tuple(room.lamps), bloom=0.45))
    planes.append(
        rays((x0 + 20, (y0 + y1) / 2, x1 - 20, y1), room.light.outside, room.light.rays * 0.5, lean=lean, reach=reach)
    )
    if front is not None:
        planes.append(front)
    return within(room.setting, planes, room.light, accent=accent, key_side=key_side, reflective=0.2)


def living_room(setting: Setting) -> Scenery:
    """A sofa under a picture or a shelf of books, a lamp, a window with curtains."""
    hue = setting.dice(1).choice((rgb("#a0788c"), rgb("#7f8fa0"), rgb("#b08a70"), rgb("#7d9a90")))
    flip = setting.dice(2).random() < 0.5
    window = (-0.3, 3.35, 2.3, 0.75) if flip else (-2.3, 3.35, 0.3, 0.75)
    room = open_room(setting, hue, size=(3.0, 6.0, 4.2), window=window)
    d, eye, way = room.things, room.eye, -1 if flip else 1
    x0, y0, x1, y1 = room.hole
    cloth = mix(mix(room.wall, rgb("#8c2f4c"), 0.55), INK, 0.1)
    lamp_x = way * 2.45
    room.lamps.append(standing_lamp(d, eye, room.light, (lamp_x, 5.6), shade=rgb("#e8c49a")))
    if setting.seed % 2:
        left, top = eye.at(way * 1.55 - 0.7, 3.1, room.deep)
        picture(
            d, setting, (left, top, left + 160, top + 110), rgb("#6a4a3a"), mix(room.wall, setting.colours.glow, 0.3)
        )
    else:
        left, top = eye.at(way * 1.6 - 0.85, 3.3, room.deep)
        shelf(
            d,
            setting,
            (left, top, left + 180, top + 150),
            rgb("#5a3b34"),
            rows=3,
            hues=(rgb("#8a4a5a"), rgb("#4a6a8a"), rgb("#c8a070"), rgb("#5a4a6a")),
        )
    _drapes(d, setting, room, cloth)
    sofa(d, eye, (way * 0.95 - 0.95, 5.2), wide=1.9, colour=mix(rgb("#5f4a68"), room.wall, 0.25), edge=room.edge)
    plant(d, setting, eye, (-way * 2.5, 5.4), colour=mix(setting.colours.leaf, INK, 0.25))
    rug(d, eye, (way * 0.1, 4.2), 1.7, mix(cloth, room.boards, 0.4))
    table(d, eye, (way * 0.3 - 0.5, 4.3), wide=1.0, deep=0.5, tall=0.38, colour=rgb("#6a4638"), edge=room.edge)
    planes = shell_planes(room, dado=times(room.wall, 0.72))
    front = bulk(setting, side="right" if flip else "left", colour=mix(INK, room.wall, 0.12), edge=room.edge)
    return furnished(
        room,
        planes,
        accent=room.light.lamp if setting.colours.dark > 0.5 else setting.colours.glow,
        front=front,
        key_side="left" if flip else "right",
    )


def _drapes(d: Drawing, setting: Setting, room: Room, cloth: Rgb) -> None:
    x0, y0, x1, _ = room.hole
    d.line([(x0 - 46, y0 - 22), (x1 + 46, y0 - 22)], times(INK, 2.4), 5)
    curtain(d, setting, (x0 - 44, y0 - 20, x0 + 22, room.line - 2), cloth, room.edge, lean=-8)
    curtain(d, setting, (x1 - 22, y0 - 20, x1 + 44, room.line - 2), cloth, room.edge, lean=8)


def rug(d: Drawing, eye: Eye, at: tuple[float, float], wide: float, colour: Rgb) -> None:
    """A round rug with a border."""
    x, y = eye.at(at[0], 0, at[1])
    unit = eye.scale(at[1]) * wide
    d.ellipse(x, y, unit, unit * 0.2, times(colour, 0.6), opacity=0.8)
    d.ellipse(x, y, unit * 0.9, unit * 0.175, colour, opacity=0.8)
    d.ellipse(x, y, unit * 0.62, unit * 0.12, times(colour, 0.75), opacity=0.8)


def bedroom(setting: Setting) -> Scenery:
    """A bed, two lamps beside it, a window with curtains over it or next to it."""
    hue = setting.dice(1).choice((rgb("#8a7aa6"), rgb("#a67a8c"), rgb("#7a8fa8")))
    room = open_room(setting, hue, size=(3.0, 6.2, 4.3), window=(-2.5, 3.6, -0.2, 0.9))
    d, eye = room.things, room.eye
    cloth = mix(room.wall, setting.dice(3).choice((rgb("#7a2f56"), rgb("#2f4a7a"), rgb("#5a3a7a"))), 0.6)
    _drapes(d, setting, room, cloth)
    left, top = eye.at(0.55, 3.35, room.deep)
    picture(d, setting, (left, top, left + 190, top + 100), rgb("#5a3f4a"), mix(room.wall, setting.colours.glow, 0.25))
    wood = rgb("#5f4048")
    for x in (0.02, 2.62):
        Block((x - 0.02, x + 0.42), (0, 0.55), (5.6, 6.0)).draw(d, eye, wood, edge=room.edge)
        at = eye.at(x + 0.2, 0.86, 5.7)
        table_shade(d, room.light, at, 26, rgb("#e8c49a"))
        d.line([(at[0], at[1] + 16), (at[0], eye.at(0, 0.55, 5.6)[1])], times(INK, 2), 4)
        room.lamps.append(Lamp(at[0], at[1], 190, room.light.lamp, 0.8 * room.light.lamps))
    bed(
        d, eye, (0.62, 4.0), wide=1.8, cloth=cloth, sheet=mix(rgb("#d8cfe0"), room.wall, 0.2), wood=wood, edge=room.edge
    )
    easy_chair(d, eye, (-2.45, 5.0), colour=mix(cloth, room.wall, 0.4), edge=room.edge)
    rug(d, eye, (-0.9, 4.3), 1.1, mix(room.wall, room.boards, 0.5))
    front = posts(setting, side="left", colour=mix(INK, room.wall, 0.1), edge=room.edge)
    return furnished(
        room, shell_planes(room, across=2), accent=setting.colours.glow, front=front, lean=120, key_side="left"
    )
