"""Rooms of a home and of a hospital: a far wall with a window, lamps, furniture, light that falls in."""

from __future__ import annotations

import random
from dataclasses import dataclass

from microdrama.animate.drawn.light import Rgb
from microdrama.animate.drawn.places.colours import INK, WHITE, mix, rgb, times, under, unlike
from microdrama.animate.drawn.places.drawing import Drawing
from microdrama.animate.drawn.places.foreground import palm, posts
from microdrama.animate.drawn.places.furniture import bed, easy_chair, plant, shelf, sofa, table
from microdrama.animate.drawn.places.indoors import (
    WARM,
    Mood,
    curtain,
    floor,
    glazing,
    mood,
    outlook,
    picture,
    rays,
    standing_lamp,
    table_shade,
    wall_around,
    walls,
    within,
)  # fmt: skip
from microdrama.animate.drawn.places.perspective import Block, Eye, shell, skirting
from microdrama.animate.drawn.places.raster import Lamp
from microdrama.animate.drawn.places.scenery import Plane, Scenery, Setting

BOOKS = (rgb("#9a4a5e"), rgb("#4a6f94"), rgb("#d0a870"), rgb("#5f4a70"), rgb("#5f8070"))
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
    setting: Setting, hue: Rgb, *, window: Box, half: float = 2.55, deep: float = 5.0, tall: float = 3.9, bright: float = 1.0,
    lamp: Rgb = WARM,
) -> Room:  # fmt: skip
    """An empty room in metres, with a window (left, top, right, bottom; from the middle and the floor) in its far wall."""
    eye = Eye(y=490, focal=700, height=1.35)
    wall, boards, ceiling = walls(setting.colours, hue, setting.seed)
    x0, y0 = eye.at(window[0], window[1], deep)
    x1, y1 = eye.at(window[2], window[3], deep)
    return Room(
        setting=setting, eye=eye, half=half, deep=deep, tall=tall, light=mood(setting, bright=bright, lamp=lamp),
        wall=wall, boards=boards, ceiling=ceiling, hole=(x0, y0, x1, y1), dice=setting.dice(5), things=Drawing(), lamps=[],
    )  # fmt: skip


def shell_planes(
    room: Room, *, across: int = 3, rail: float = 0.36, dado: Rgb | None = None, town: bool = True
) -> list[Plane]:
    """What is outside, and the walls with the window open in them."""
    planes = outlook(room.setting, horizon=room.line - 30, spread=0.9, town=town)
    d = Drawing()
    half, deep, tall = room.half, room.deep, room.tall
    shell(
        d,
        room.eye,
        half=half,
        deep=deep,
        tall=tall,
        wall=room.wall,
        floor=room.boards,
        ceiling=room.ceiling,
        back=False,
    )
    wall_around(d, room.eye, room.hole, half=half, deep=deep, tall=tall, wall=room.wall)
    x0, y0, x1, y1 = room.hole
    if dado is not None:
        _dado(d, room, dado)
    corner_l, corner_r = room.eye.at(-room.half, room.tall, room.deep), room.eye.at(room.half, room.tall, room.deep)
    d.line([corner_l, corner_r], times(room.wall, 1.35), 7, opacity=0.55)
    skirting(d, room.eye, half=room.half, deep=room.deep, colour=times(room.wall, 1.15))
    d.rect(x0 - 14, y0 - 14, x1 - x0 + 28, 14, times(room.wall, 1.2))
    d.rect(x0 - 18, y1, x1 - x0 + 36, 12, times(room.wall, 1.3))
    middle = ((x0 + x1) / 2, (y0 + y1) / 2)
    seen = under(room.wall, room.light.ambient)
    tint = unlike(seen, (room.setting.colours.glow, room.setting.colours.second, room.setting.colours.sky[1]))
    far_side = 800.0 if middle[0] < 360 else -80.0
    room.lamps.append(Lamp(far_side, room.line - 260, 420, tint, 0.75))  # the one coloured light of the scene
    window = Lamp(middle[0], middle[1], (x1 - x0) * 0.75 + 60, room.light.outside, 0.42)
    lamps = (*room.lamps, window)
    planes.append(Plane(1.0, drawing=d, ambient=room.light.ambient, lamps=lamps))
    bars = Drawing()
    glazing(bars, room.hole, mix(INK, times(room.wall, 0.6), 0.5), room.edge, across=across, rail=rail)
    bars.poly([(x0 + 20, y0), (x0 + 90, y0), (x0 + 10, y1), (x0, y1), (x0, y0 + 60)], WHITE, opacity=0.05)
    planes.append(Plane(1.0, drawing=bars))
    planes.append(floor(room.eye, half=room.half, deep=room.deep, colour=room.boards, light=room.light, shine=0.42))
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


def mouldings(d: Drawing, room: Room, *, low: float = 1.15, count: int = 5) -> None:
    """Frames of plaster on the far wall, each lit along its upper edge."""
    top = room.tall - 0.35
    step = room.half * 2 / count
    for n in range(count):
        x0, y0 = room.eye.at(-room.half + n * step + 0.14, top, room.deep)
        x1, y1 = room.eye.at(-room.half + (n + 1) * step - 0.14, low, room.deep)
        if x1 > room.hole[0] - 30 and x0 < room.hole[2] + 30:
            continue
        d.line([(x0, y0), (x1, y0), (x1, y1), (x0, y1)], times(room.wall, 0.74), 3, closed=True)
        d.line([(x0, y1), (x0, y0), (x1, y0)], times(room.wall, 1.3), 1.5, opacity=0.8)


def chandelier(d: Drawing, room: Room, *, at: tuple[float, float, float], size: float = 0.5) -> None:
    """A ring of small lamps under the ceiling."""
    x, y, z = at
    unit = room.eye.scale(z)
    px, py = room.eye.at(x, y, z)
    d.line([(px, -220), (px, py)], mix(INK, room.wall, 0.3), 2.5)
    brass = mix(rgb("#a8794a"), room.wall, 0.2)
    r = unit * size
    d.ellipse(px, py, r, r * 0.2, times(brass, 0.5))
    d.ellipse(px, py - 3, r * 0.94, r * 0.17, times(room.ceiling, 1.1))
    d.line([(px, py - r * 0.7), (px - r, py)], brass, 1.6)
    d.line([(px, py - r * 0.7), (px + r, py)], brass, 1.6)
    on = room.light.lamps > 0.3
    for n in range(-3, 4):
        bx = px + r * n / 3.2
        by = py + r * 0.17 * (1 - (n / 3.2) ** 2) ** 0.5
        d.line([(bx, by), (bx, by - 15)], brass, 4)
        if on:
            d.glow(bx, by - 19, 46, room.light.lamp, 0.6 * room.light.lamps)
        d.ellipse(bx, by - 20, 5, 8, mix(room.light.lamp, WHITE, 0.6) if on else mix(brass, WHITE, 0.4))
    room.lamps.append(Lamp(px, py + 20, 330, room.light.lamp, 0.62 * room.light.lamps))


def living_room(setting: Setting) -> Scenery:
    """A sofa under a picture or a shelf of books, a lamp, a window with curtains."""
    hue = setting.dice(1).choice((rgb("#b0728c"), rgb("#7f8fb0"), rgb("#b8866a"), rgb("#6fa094")))
    flip = setting.dice(2).random() < 0.5
    room = open_room(setting, hue, window=(-0.1, 3.2, 1.95, 0.62) if flip else (-1.95, 3.2, 0.1, 0.62))
    d, eye, way = room.things, room.eye, -1 if flip else 1
    mouldings(d, room)
    cloth = mix(room.wall, setting.dice(3).choice((rgb("#7c2447"), rgb("#2d4a78"), rgb("#5c3470"))), 0.7)
    left, top = eye.at(way * 1.3 - 0.62, 3.05, room.deep)
    if setting.seed % 2:
        picture(
            d, setting, (left, top, left + 172, top + 124), rgb("#8a6440"), mix(room.wall, setting.colours.glow, 0.4)
        )
    else:
        shelf(d, setting, (left, top, left + 176, top + 172), rgb("#6a4438"), rows=3, hues=BOOKS)
    room.lamps.append(standing_lamp(d, eye, room.light, (way * 2.05, 4.75), shade=rgb("#e8c49a")))
    _drapes(d, setting, room, cloth)
    plant(d, setting, eye, (-way * 2.2, 4.6), colour=mix(setting.colours.leaf, INK, 0.15), tall=1.8)
    sofa(d, eye, (way * 0.82 - 0.95, 4.35), wide=1.9, colour=mix(rgb("#6a4a74"), cloth, 0.35), edge=room.edge)
    rug(d, eye, (way * 0.1, 3.6), 1.5, mix(cloth, room.boards, 0.4))
    table(d, eye, (way * 0.5 - 0.5, 3.6), wide=1.0, deep=0.45, tall=0.36, colour=rgb("#7a503c"), edge=room.edge)
    cup(d, eye, (way * 0.5 - 0.1, 0.36, 3.75), room.edge)
    if setting.dice(4).random() < 0.7:
        chandelier(d, room, at=(0.0, 3.15, 3.9))
    planes = shell_planes(room, dado=times(room.wall, 0.7))
    return furnished(
        room, planes, accent=mix(room.light.lamp, setting.colours.glow, 0.4), lean=-way * 130,
        front=palm(setting, side="right" if flip else "left", low=1400), key_side="right" if way > 0 else "left",
    )  # fmt: skip


def cup(d: Drawing, eye: Eye, at: tuple[float, float, float], edge: Rgb) -> None:
    """A small cup that steams."""
    x, y = eye.at(*at)
    d.path(f"M{x - 7:.1f} {y - 12:.1f}h14l-2 12h-10z", mix(WHITE, edge, 0.3))
    d.path(f"M{x:.1f} {y - 15:.1f}q-5 -8 0 -15t0 -15", "none", stroke=WHITE, width=1.6, opacity=0.25)


def _drapes(d: Drawing, setting: Setting, room: Room, cloth: Rgb) -> None:
    x0, y0, x1, _ = room.hole
    d.line([(x0 - 52, y0 - 24), (x1 + 52, y0 - 24)], mix(rgb("#8a6440"), INK, 0.3), 6)
    curtain(d, setting, (x0 - 48, y0 - 22, x0 + 26, room.line - 2), cloth, room.edge, lean=-10)
    curtain(d, setting, (x1 - 26, y0 - 22, x1 + 48, room.line - 2), cloth, room.edge, lean=10)


def rug(d: Drawing, eye: Eye, at: tuple[float, float], wide: float, colour: Rgb) -> None:
    """A round rug with a border."""
    x, y = eye.at(at[0], 0, at[1])
    unit = eye.scale(at[1]) * wide
    for share, tone in ((1.0, 0.55), (0.91, 1.0), (0.8, 0.7), (0.76, 1.0), (0.4, 0.8)):
        d.ellipse(x, y, unit * share, unit * 0.19 * share, times(colour, tone), opacity=0.75)


def bedroom(setting: Setting) -> Scenery:
    """A bed between two lamps, a window with curtains beside it."""
    hue = setting.dice(1).choice((rgb("#8d79b0"), rgb("#b0738a"), rgb("#7490b4")))
    room = open_room(setting, hue, window=(-2.2, 3.3, -0.55, 0.75))
    d, eye = room.things, room.eye
    mouldings(d, room, low=1.3)
    cloth = mix(room.wall, setting.dice(3).choice((rgb("#7a2450"), rgb("#28457c"), rgb("#56327c"))), 0.72)
    _drapes(d, setting, room, cloth)
    left, top = eye.at(0.45, 3.1, room.deep)
    picture(d, setting, (left, top, left + 190, top + 112), rgb("#8a6448"), mix(room.wall, setting.colours.glow, 0.35))
    wood = rgb("#6a4450")
    for x in (-0.32, 2.02):
        Block((x, x + 0.44), (0, 0.55), (4.4, 4.8)).draw(d, eye, wood, edge=room.edge)
        at = eye.at(x + 0.22, 0.9, 4.6)
        d.line([(at[0], at[1] + 16), (at[0], eye.at(0, 0.55, 4.6)[1])], times(INK, 2), 4)
        table_shade(d, room.light, at, 29, rgb("#e8c49a"))
        room.lamps.append(Lamp(at[0], at[1], 260, room.light.lamp, 1.0 * room.light.lamps))
    bed(
        d, eye, (0.2, 3.0), wide=1.75, cloth=cloth, sheet=mix(rgb("#e4d8e6"), room.wall, 0.2), wood=wood, edge=room.edge
    )
    easy_chair(d, eye, (-2.0, 4.1), colour=mix(cloth, room.wall, 0.3), edge=room.edge)
    rug(d, eye, (-0.9, 3.3), 0.95, mix(room.wall, room.boards, 0.5))
    front = posts(setting, side="left", colour=mix(INK, room.wall, 0.1), edge=room.edge)
    planes = shell_planes(room, across=2, dado=times(room.wall, 0.74))
    return furnished(room, planes, accent=setting.colours.glow, front=front, lean=120, key_side="left")
