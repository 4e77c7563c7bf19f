"""Rooms with a purpose: kitchens, bathrooms, sickrooms, offices."""

from __future__ import annotations

from microdrama.animate.drawn.light import Rgb
from microdrama.animate.drawn.places.colours import INK, WHITE, mix, rgb, times
from microdrama.animate.drawn.places.drawing import Drawing, Point
from microdrama.animate.drawn.places.foreground import palm, posts
from microdrama.animate.drawn.places.furniture import chair, cushion, plant, shadow, shelf, table
from microdrama.animate.drawn.places.indoors import pendant
from microdrama.animate.drawn.places.perspective import Block, Eye
from microdrama.animate.drawn.places.raster import Lamp
from microdrama.animate.drawn.places.rooms import BOOKS, Room, cup, furnished, open_room, shell_planes
from microdrama.animate.drawn.places.scenery import Scenery, Setting

_COOL = rgb("#d6fff2")


def kitchen(setting: Setting) -> Scenery:
    """Cupboards and a worktop along the far wall, a window over the sink, lamps over a table."""
    hue = setting.dice(1).choice((rgb("#c09468"), rgb("#7fa08c"), rgb("#8a93b8")))
    room = open_room(setting, hue, window=(-0.85, 2.75, 0.85, 1.35))
    d, eye = room.things, room.eye
    front = mix(room.wall, setting.dice(3).choice((rgb("#3f6a72"), rgb("#7a3f4c"), rgb("#4f4a80"))), 0.7)
    _tiles(d, room)
    for x0, x1 in ((-2.5, -1.0), (1.0, 2.5)):
        Block((x0, x1), (1.95, 3.1), (4.65, 5.0)).draw(d, eye, front, edge=room.edge)
        _doors(d, eye, (x0, x1), (1.95, 3.1), 4.65, front, room)
        lit = eye.at((x0 + x1) / 2, 1.93, 4.8)
        if room.light.lamps > 0.3:
            d.glow(lit[0], lit[1] + 26, 130, room.light.lamp, 0.4 * room.light.lamps, tall=0.45)
        room.lamps.append(Lamp(lit[0], lit[1] + 40, 150, room.light.lamp, 0.6 * room.light.lamps))
    Block((-2.55, 2.55), (0, 0.88), (4.4, 5.0)).draw(d, eye, front)
    _doors(d, eye, (-2.5, 2.5), (0.1, 0.84), 4.4, front, room, count=7)
    Block((-2.58, 2.58), (0.88, 0.95), (4.36, 5.0)).draw(d, eye, mix(WHITE, room.wall, 0.4), edge=room.edge)
    _tap(d, eye, room)
    _crockery(d, setting, room)
    lamps = [
        pendant(d, eye, room.light, (x, 2.35, 3.6), cord=2.5, shade=mix(front, INK, 0.25)) for x in (-0.85, 0.0, 0.85)
    ]
    room.lamps += lamps
    table(d, eye, (-0.95, 3.1), wide=1.9, deep=0.75, tall=0.74, colour=rgb("#8a5c40"), edge=room.edge)
    cup(d, eye, (0.3, 0.74, 3.4), room.edge)
    _bowl(d, eye, (-0.3, 0.74, 3.4), setting.colours.glow, room.edge)
    for x in (-0.75, 0.35):
        chair(d, eye, (x, 2.75), colour=rgb("#6a4434"), edge=room.edge)
    planes = shell_planes(room, across=2, rail=0.5)
    return furnished(room, planes, accent=mix(room.light.lamp, setting.colours.glow, 0.35), front=None, reach=1000)


def _tiles(d: Drawing, room: Room) -> None:
    eye, deep = room.eye, room.deep
    x0, y0 = eye.at(-2.55, 1.95, deep)
    x1, y1 = eye.at(2.55, 0.9, deep)
    d.rect(x0, y0, x1 - x0, y1 - y0, mix(room.wall, WHITE, 0.25))
    rows = [[(x0, y0 + n * 21), (x1, y0 + n * 21)] for n in range(1, int((y1 - y0) / 21) + 1)]
    columns = [
        [(x0 + n * 42 + 21 * (r % 2), y0 + r * 21), (x0 + n * 42 + 21 * (r % 2), y0 + r * 21 + 21)]
        for r in range(7)
        for n in range(18)
    ]
    d.lines([*rows, *columns], times(room.wall, 0.8), 1.2, opacity=0.6)
    hx0, hy0, hx1, hy1 = room.hole
    if hy1 > y0:
        d.rect(hx0, hy0, hx1 - hx0, 0, INK)


def _doors(
    d: Drawing,
    eye: Eye,
    x: tuple[float, float],
    y: tuple[float, float],
    z: float,
    colour: Rgb,
    room: Room,
    *,
    count: int = 3,
) -> None:
    """The doors of a cupboard with a frame of shade and a handle each."""
    step = (x[1] - x[0]) / count
    for n in range(count):
        a = eye.at(x[0] + n * step + 0.04, y[1] - 0.05, z)
        b = eye.at(x[0] + (n + 1) * step - 0.04, y[0] + 0.05, z)
        d.line([a, (b[0], a[1]), b, (a[0], b[1])], times(colour, 0.6), 2.2, closed=True)
        d.line([(a[0], b[1]), a, (b[0], a[1])], times(colour, 1.35), 1.2, opacity=0.7)
        hx = b[0] - 10 if n % 2 == 0 else a[0] + 8
        middle = b[1] - 30 if y[0] > 1 else a[1] + 14
        d.line([(hx, middle), (hx, middle + 16)], mix(room.edge, WHITE, 0.3), 2.4)


def _tap(d: Drawing, eye: Eye, room: Room) -> None:
    x, y = eye.at(0.1, 0.95, 4.75)
    steel = mix(room.edge, WHITE, 0.4)
    d.path(f"M{x:.0f} {y:.0f}v-34q0 -16 16 -16t16 14", "none", stroke=times(steel, 0.75), width=5)
    d.path(f"M{x - 1:.0f} {y:.0f}v-34q0 -16 16 -16", "none", stroke=steel, width=1.6)


def _crockery(d: Drawing, setting: Setting, room: Room) -> None:
    """Jars, a board, a pot and a kettle on the worktop."""
    dice, eye = setting.dice(6), room.eye
    for x in (-2.1, -1.8, -1.5, 1.25, 1.6, 2.0):
        px, py = eye.at(x + dice.uniform(-0.08, 0.08), 0.95, 4.6)
        high, wide = dice.uniform(22, 46), dice.uniform(9, 16)
        hue = dice.choice((rgb("#c8784e"), rgb("#5f8a92"), rgb("#d8c49a"), rgb("#8a4a64")))
        d.rect(
            px - wide,
            py - high,
            wide * 2,
            high,
            d.gradient((px - wide, 0), (px + wide, 0), [(0, times(hue, 1.2)), (1, times(hue, 0.5))]),
            round_=4,
        )
        d.rect(px - wide * 0.8, py - high - 6, wide * 1.6, 7, times(hue, 0.6), round_=2)


def _bowl(d: Drawing, eye: Eye, at: tuple[float, float, float], fruit: Rgb, edge: Rgb) -> None:
    x, y = eye.at(*at)
    for n, dx in enumerate((-16, 0, 15)):
        d.circle(x + dx, y - 22 - (n == 1) * 8, 13, times(mix(fruit, rgb("#e0a040"), 0.3 * n), 1.0))
        d.circle(x + dx - 4, y - 27 - (n == 1) * 8, 3.5, WHITE, opacity=0.35)
    d.path(
        f"M{x - 34:.0f} {y - 20:.0f}H{x + 34:.0f}Q{x + 28:.0f} {y:.0f} {x + 12:.0f} {y:.0f}H{x - 12:.0f}Q{x - 28:.0f} {y:.0f} {x - 34:.0f} {y - 20:.0f}z",
        mix(edge, INK, 0.4),
    )


def bathroom(setting: Setting) -> Scenery:
    """Tiles, a mirror with lamps round it, a basin, a tub under a high window."""
    hue = setting.dice(1).choice((rgb("#6aa0a4"), rgb("#8f8fc0"), rgb("#a88a90")))
    room = open_room(setting, hue, window=(-2.1, 3.3, -0.5, 1.9), lamp=rgb("#ffdcae"))
    d, eye = room.things, room.eye
    _wall_tiles(d, room)
    mirror = (*eye.at(0.35, 2.9, room.deep), *eye.at(1.95, 1.3, room.deep))
    _mirror(d, room, mirror)
    Block((0.2, 2.1), (0.42, 0.86), (4.5, 5.0)).draw(d, eye, rgb("#7a5648"), edge=room.edge)
    Block((0.16, 2.14), (0.86, 0.92), (4.44, 5.0)).draw(d, eye, mix(WHITE, room.wall, 0.3), edge=room.edge)
    bx, by = eye.at(1.15, 0.92, 4.6)
    d.path(
        f"M{bx - 62:.0f} {by - 22:.0f}h124q-8 34 -40 36h-44q-32 -2 -40 -36z",
        d.down(by - 22, by + 14, WHITE, mix(room.wall, WHITE, 0.4)),
    )
    d.path(f"M{bx:.0f} {by - 22:.0f}v-26q0 -12 14 -12", "none", stroke=mix(room.edge, WHITE, 0.3), width=4.5)
    _tub(d, room)
    plant(d, setting, eye, (-2.25, 4.7), colour=mix(setting.colours.leaf, INK, 0.1), tall=1.4)
    planes = shell_planes(room, across=2, rail=0.5)
    front = posts(setting, side="right", colour=mix(INK, room.wall, 0.12), edge=room.edge)
    return furnished(room, planes, accent=setting.colours.second, front=front, lean=170, key_side="right")


def _wall_tiles(d: Drawing, room: Room) -> None:
    eye, half, deep = room.eye, room.half, room.deep
    strokes: list[list[Point]] = []
    for n in range(9):
        y = 0.2 + n * 0.24
        strokes.append([eye.at(-half, y, 2.5), eye.at(-half, y, deep), eye.at(half, y, deep), eye.at(half, y, 2.5)])
    hole = room.hole
    strokes += [
        [eye.at(-half + n * 0.34, 0, deep), eye.at(-half + n * 0.34, 2.12, deep)]
        for n in range(16)
        if not hole[0] < eye.at(-half + n * 0.34, 0, deep)[0] < hole[2]
    ]
    d.lines(strokes, times(room.wall, 1.3), 1.3, opacity=0.4)


def _mirror(d: Drawing, room: Room, box: tuple[float, float, float, float]) -> None:
    x0, y0, x1, y1 = box
    sheen = mix(room.light.outside, room.wall, 0.5)
    d.rect(x0 - 7, y0 - 7, x1 - x0 + 14, y1 - y0 + 14, rgb("#8a6a4a"), round_=12)
    d.rect(
        x0,
        y0,
        x1 - x0,
        y1 - y0,
        d.gradient((x0, y0), (x1, y1), [(0, times(sheen, 1.1)), (0.5, times(sheen, 0.62)), (1, times(sheen, 0.9))]),
        round_=8,
    )
    d.poly([(x0 + 40, y0), (x0 + 96, y0), (x0 + 20, y1), (x0, y1), (x0, y0 + 120)], WHITE, opacity=0.14)
    for n in range(5):
        x = x0 + (x1 - x0) * (n + 0.5) / 5
        if room.light.lamps > 0.3:
            d.glow(x, y0 - 18, 70, room.light.lamp, 0.55 * room.light.lamps)
        d.circle(x, y0 - 18, 8, mix(room.light.lamp, WHITE, 0.6))
    room.lamps.append(Lamp((x0 + x1) / 2, y0 + 30, 300, room.light.lamp, 0.9 * room.light.lamps))


def _tub(d: Drawing, room: Room) -> None:
    x, y = room.eye.at(-1.25, 0, 3.9)
    shadow(d, room.eye, (-1.25, 3.9), 1.1)
    white = mix(WHITE, room.wall, 0.25)
    d.path(
        f"M{x - 190:.0f} {y - 112:.0f}h380q-6 96 -60 108h-260q-54 -12 -60 -108z",
        d.down(y - 112, y, white, times(white, 0.6)),
    )
    d.rect(x - 200, y - 124, 400, 16, mix(white, WHITE, 0.4), round_=8)
    for n in range(16):
        d.circle(
            x - 170 + n * 23, y - 126 - (n * 37 % 11), 13 + (n * 29 % 9), mix(WHITE, room.wall, 0.12), opacity=0.85
        )


def hospital_room(setting: Setting) -> Scenery:
    """A bed with rails, a monitor that glows, a drip, a curtain on a rail, a wide window."""
    hue = setting.dice(1).choice((rgb("#76a8a6"), rgb("#86a0c0"), rgb("#9aa090")))
    room = open_room(setting, hue, window=(-2.2, 3.2, 0.1, 0.95), lamp=_COOL)
    d, eye = room.things, room.eye
    band = [eye.at(-2.6, 1.05, room.deep), eye.at(2.6, 1.25, room.deep)]
    d.rect(band[0][0], band[1][1], band[1][0] - band[0][0], 8, mix(setting.colours.glow, room.wall, 0.5))
    panel = (*eye.at(0.05, 1.95, room.deep), *eye.at(1.9, 1.7, room.deep))
    d.rect(panel[0], panel[1], panel[2] - panel[0], panel[3] - panel[1], mix(room.wall, WHITE, 0.5), round_=4)
    d.rect(panel[0] + 6, panel[1] + 4, panel[2] - panel[0] - 12, 7, mix(_COOL, WHITE, 0.4))
    d.glow((panel[0] + panel[2]) / 2, panel[1], 240, _COOL, 0.4 * max(0.3, room.light.lamps), tall=0.6)
    room.lamps.append(Lamp((panel[0] + panel[2]) / 2, panel[1] + 30, 300, _COOL, 0.7 * max(0.25, room.light.lamps)))
    _sickbed(d, room)
    _monitor(d, room, eye.at(-0.15, 1.75, 4.4), setting.colours.glow)
    _drip(d, room)
    _bed_curtain(d, room)
    chair(d, eye, (-0.9, 3.7), colour=mix(room.wall, rgb("#35557a"), 0.6), edge=room.edge)
    plant(d, setting, eye, (-2.2, 4.7), colour=mix(setting.colours.leaf, INK, 0.1), tall=1.1)
    planes = shell_planes(room, across=3, rail=0.7)
    front = posts(setting, side="left", colour=mix(INK, room.wall, 0.15), edge=room.edge)
    return furnished(
        room, planes, accent=mix(rgb("#59f0c0"), setting.colours.glow, 0.25), front=front, lean=150, key_side="left"
    )


def _sickbed(d: Drawing, room: Room) -> None:
    eye = room.eye
    shadow(d, eye, (0.9, 3.1), 1.3, opacity=0.6)
    steel, sheet = mix(room.wall, WHITE, 0.35), mix(WHITE, room.wall, 0.3)
    Block((0.3, 1.5), (0.45, 1.15), (4.72, 4.78)).draw(d, eye, steel, edge=room.edge)
    for x in (0.35, 1.4):
        for z in (4.6, 3.05):
            Block((x, x + 0.05), (0.05, 0.5), (z, z + 0.05)).draw(d, eye, times(steel, 0.6))
    Block((0.3, 1.5), (0.46, 0.72), (3.0, 4.7)).draw(d, eye, sheet, top=mix(sheet, WHITE, 0.5), edge=room.edge)
    x0, y0 = eye.at(0.45, 0.98, 4.55)
    x1, y1 = eye.at(1.35, 0.72, 4.4)
    cushion(d, (x0, y0, x1, y1), mix(WHITE, room.wall, 0.1), edge=WHITE)
    blanket = mix(room.wall, rgb("#4a90a8"), 0.55)
    d.poly(
        [eye.at(0.27, 0.75, 4.0), eye.at(1.53, 0.75, 4.0), eye.at(1.55, 0.75, 2.98), eye.at(0.25, 0.75, 2.98)],
        times(blanket, 1.15),
    )
    a, b = eye.at(0.25, 0.75, 2.98), eye.at(1.55, 0.36, 2.98)
    d.rect(a[0], a[1], b[0] - a[0], b[1] - a[1], d.down(a[1], b[1], blanket, times(blanket, 0.55)), round_=6)
    rail = [
        [eye.at(0.27, 1.0, 4.2), eye.at(0.27, 1.0, 3.3)],
        *[[eye.at(0.27, 1.0, z), eye.at(0.27, 0.7, z)] for z in (4.2, 3.9, 3.6, 3.3)],
    ]
    d.lines(rail, mix(steel, WHITE, 0.4), 4)


def _monitor(d: Drawing, room: Room, at: Point, accent: Rgb) -> None:
    x, y = at
    green = rgb("#5dffb9")
    d.line([(x, y), (x, room.eye.at(0, 0, 4.4)[1])], times(room.wall, 0.5), 6)
    d.glow(x, y, 150, green, 0.3)
    d.rect(x - 58, y - 44, 116, 84, times(INK, 1.2), round_=8)
    d.rect(x - 51, y - 37, 102, 66, rgb("#0d2b2c"), round_=3)
    pulse = [
        (x - 49 + px, y - 14 + py)
        for px, py in (
            (0, 0),
            (20, 0),
            (26, -6),
            (31, 0),
            (38, 0),
            (43, -20),
            (49, 15),
            (54, 0),
            (72, 0),
            (78, -6),
            (83, 0),
            (98, 0),
        )
    ]
    d.line(pulse, green, 2.4)
    d.line([(x - 49, y + 14), (x - 20, y + 10), (x + 6, y + 15), (x + 32, y + 9), (x + 49, y + 13)], accent, 2)
    room.lamps.append(Lamp(x, y, 170, green, 0.35))


def _drip(d: Drawing, room: Room) -> None:
    x, y = room.eye.at(2.28, 2.15, 4.3)
    foot = room.eye.at(2.28, 0, 4.3)
    steel = mix(room.wall, WHITE, 0.4)
    d.lines([[(x, y), foot], [(x - 16, y), (x + 16, y)], [(foot[0] - 24, foot[1]), (foot[0] + 24, foot[1])]], steel, 4)
    d.rect(x - 25, y + 4, 20, 44, mix(room.light.outside, WHITE, 0.4), round_=6, opacity=0.8)
    d.path(f"M{x - 15:.0f} {y + 48:.0f}q-4 90 -60 130", "none", stroke=WHITE, width=1.8, opacity=0.6)


def _bed_curtain(d: Drawing, room: Room) -> None:
    eye = room.eye
    a, b = eye.at(2.1, 2.9, 4.9), eye.at(2.1, 2.9, 2.6)
    d.line([eye.at(0.5, 2.9, 4.9), a, b], mix(room.wall, WHITE, 0.4), 4)
    cloth = mix(room.wall, rgb("#7fd0c4"), 0.35)
    for n in range(7):
        z0, z1 = 4.9 - n * 0.3, 4.9 - (n + 1) * 0.3
        d.poly(eye.side(2.1 + 0.05 * (n % 2), 0.4, 2.88, z1, z0), times(cloth, 1.05 if n % 2 else 0.72), opacity=0.94)


def office(setting: Setting) -> Scenery:
    """A desk before a wide window over the city, shelves, a lamp, a leather chair."""
    hue = setting.dice(1).choice((rgb("#74809c"), rgb("#9c7a68"), rgb("#6a8a8c")))
    room = open_room(setting, hue, window=(-1.5, 3.45, 1.5, 0.55) if setting.seed % 3 else (-2.3, 3.45, 0.7, 0.55))
    d, eye = room.things, room.eye
    x1 = room.hole[2] + 34
    right, top = eye.at(2.6, 3.4, room.deep)
    shelf(d, setting, (x1, top, right + 30, room.line - 8), rgb("#5f4038"), rows=6, hues=BOOKS)
    if setting.seed % 3:
        left = eye.at(-2.6, 3.4, room.deep)[0]
        shelf(d, setting, (left - 30, top, room.hole[0] - 34, room.line - 8), rgb("#5f4038"), rows=6, hues=BOOKS)
    wood = rgb("#6e4434")
    leather = mix(INK, room.wall, 0.28)
    cx, cy = eye.at(0.0, 0, 4.5)
    d.path(
        f"M{cx - 52:.0f} {cy - 70:.0f}C{cx - 66:.0f} {cy - 230:.0f} {cx + 66:.0f} {cy - 230:.0f} {cx + 52:.0f} {cy - 70:.0f}z",
        d.down(cy - 215, cy - 70, times(leather, 1.7), leather),
        stroke=room.edge,
        width=1.6,
    )
    d.lines(
        [[(cx - 44, cy - 160), (cx + 44, cy - 160)], [(cx - 48, cy - 120), (cx + 48, cy - 120)]], times(leather, 0.5), 2
    )
    shadow(d, eye, (0.0, 3.7), 1.8, opacity=0.6)
    Block((-1.15, 1.15), (0, 0.74), (3.9, 4.4)).draw(d, eye, times(wood, 0.7))
    for x in (-1.2, 0.45):
        Block((x, x + 0.75), (0, 0.72), (3.7, 4.3)).draw(d, eye, wood, edge=None)
        for n in range(3):
            a, b = eye.at(x + 0.06, 0.66 - n * 0.22, 3.7), eye.at(x + 0.69, 0.48 - n * 0.22, 3.7)
            d.rect(a[0], a[1], b[0] - a[0], b[1] - a[1], times(wood, 0.82), round_=3)
            d.line([((a[0] + b[0]) / 2 - 12, a[1] + 12), ((a[0] + b[0]) / 2 + 12, a[1] + 12)], room.edge, 3)
    Block((-1.3, 1.3), (0.72, 0.79), (3.6, 4.4)).draw(d, eye, times(wood, 1.15), edge=room.edge)
    _on_the_desk(d, room, setting)
    plant(d, setting, eye, (-2.15, 4.5), colour=mix(setting.colours.leaf, INK, 0.15), tall=1.7)
    planes = shell_planes(room, across=3, rail=0.3)
    front = palm(setting, side="right", low=1400)
    return furnished(room, planes, accent=setting.colours.glow, front=front, lean=-120, key_side="right")


def _on_the_desk(d: Drawing, room: Room, setting: Setting) -> None:
    """A screen seen from behind, papers, a green lamp."""
    eye = room.eye
    x, y = eye.at(-0.55, 0.79, 3.9)
    d.rect(x - 62, y - 96, 124, 76, times(INK, 1.5), round_=5)
    d.rect(x - 62, y - 96, 124, 2.5, room.edge, opacity=0.8)
    d.poly([(x - 12, y - 20), (x + 12, y - 20), (x + 22, y), (x - 22, y)], times(INK, 1.2))
    px, py = eye.at(0.35, 0.79, 3.75)
    d.poly([(px - 30, py), (px + 34, py - 2), (px + 40, py - 12), (px - 20, py - 11)], mix(WHITE, room.light.lamp, 0.2))
    lx, ly = eye.at(0.85, 0.79, 4.0)
    shade = mix(rgb("#2f8a66"), setting.colours.second, 0.2)
    d.lines([[(lx, ly), (lx, ly - 62)], [(lx - 16, ly), (lx + 16, ly)]], rgb("#b8894e"), 4)
    if room.light.lamps > 0.3:
        d.glow(lx - 6, ly - 46, 170, room.light.lamp, 0.55 * room.light.lamps)
    d.path(f"M{lx - 44:.0f} {ly - 56:.0f}q4 -26 40 -26t40 26z", d.down(ly - 82, ly - 56, times(shade, 1.3), shade))
    d.line([(lx - 40, ly - 55), (lx + 32, ly - 55)], mix(room.light.lamp, WHITE, 0.6), 3)
    room.lamps.append(Lamp(lx, ly - 30, 260, room.light.lamp, 1.0 * room.light.lamps))
