"""High halls with columns on both sides: halls, ballrooms, churches, throne rooms, libraries."""

from __future__ import annotations

import math
from dataclasses import dataclass

from microdrama.animate.drawn.light import Rgb
from microdrama.animate.drawn.places.colours import INK, WHITE, mix, rgb, times, turned, under
from microdrama.animate.drawn.places.drawing import Drawing, Point
from microdrama.animate.drawn.places.indoors import Mood, dusk, mood, walls, within
from microdrama.animate.drawn.places.perspective import Block, Eye, shell, tiles
from microdrama.animate.drawn.places.raster import Lamp
from microdrama.animate.drawn.places.scenery import Mirror, Plane, Scenery, Setting

GOLD = rgb("#d8a04a")


@dataclass(slots=True)
class Nave:
    """A high hall while it is built: its size in metres, its colours and its light."""

    setting: Setting
    eye: Eye
    half: float
    deep: float
    tall: float
    light: Mood
    wall: Rgb
    boards: Rgb
    d: Drawing
    shine: Drawing
    lamps: list[Lamp]

    @property
    def line(self) -> float:
        """Where the far wall meets the floor."""
        return self.eye.floor(self.deep)


def nave(
    setting: Setting,
    hue: Rgb,
    *,
    half: float = 3.4,
    deep: float = 14.0,
    tall: float = 8.0,
    lamp: Rgb | None = None,
    bright: float = 1.0,
) -> Nave:
    """An empty high hall."""
    eye = Eye(y=545, focal=640, height=1.5)
    light = mood(setting, bright=bright, lamp=lamp) if lamp else mood(setting, bright=bright)
    wall, boards, ceiling = walls(setting.colours, hue, setting.seed)
    d = Drawing()
    shell(d, eye, half=half, deep=deep, tall=tall, wall=wall, floor=boards, ceiling=ceiling)
    return Nave(
        setting=setting,
        eye=eye,
        half=half,
        deep=deep,
        tall=tall,
        light=light,
        wall=wall,
        boards=boards,
        d=d,
        shine=Drawing(),
        lamps=[],
    )


def side_arch(eye: Eye, x: float, y: tuple[float, float], z: tuple[float, float]) -> list[Point]:
    """A window with a round head on a side wall."""
    (y0, y1), (z0, z1) = y, z
    middle, r = (z0 + z1) / 2, (z1 - z0) / 2
    head = [
        eye.at(x, y1 - r + 1.25 * r * math.sin(a), middle + r * math.cos(a))
        for a in (math.pi * n / 10 for n in range(11))
    ]
    return [eye.at(x, y0, z1), *head, eye.at(x, y0, z0)]


def front_arch(
    eye: Eye, x: tuple[float, float], y: tuple[float, float], z: float, *, sharp: float = 1.0
) -> list[Point]:
    """An opening with a round (or, with `sharp` above 1, a pointed) head on the far wall."""
    (x0, x1), (y0, y1) = x, y
    middle, r = (x0 + x1) / 2, (x1 - x0) / 2
    head = [
        eye.at(middle + r * math.cos(a), y1 - r + sharp * r * math.sin(a) ** (1 if sharp <= 1 else 1.5), z)
        for a in (math.pi * n / 12 for n in range(13))
    ]
    return [eye.at(x1, y0, z), *head, eye.at(x0, y0, z)]


def windows(
    hall: Nave, *, y: tuple[float, float], zs: list[float], long: float, colours: list[Rgb] | None = None
) -> None:
    """Tall windows along both walls: light by day, night with a gleam after dark, or stained glass."""
    sky = hall.setting.colours.sky
    for side in (-1, 1):
        x = side * hall.half
        for n, z in enumerate(zs):
            frame = side_arch(hall.eye, x, (y[0] - 0.12, y[1] + 0.14), (z - 0.12, z + long + 0.12))
            hall.d.poly(frame, times(hall.wall, 1.25))
            pane = side_arch(hall.eye, x, y, (z, z + long))
            if colours:
                own = colours[(n + (side > 0)) % len(colours)]
                light = 1.0 if hall.setting.colours.dark < 0.5 else 0.66
                hall.shine.poly(pane, times(mix(own, WHITE, 0.15), light))
                _stained(hall, x, y, (z, z + long), own, light)
                hall.lamps.append(
                    Lamp(*hall.eye.at(x * 0.8, 1.5, z + long / 2), hall.eye.scale(z) * 1.6, own, 0.4 * light)
                )
            else:
                top, foot = hall.eye.at(x, y[1], z)[1], hall.eye.at(x, y[0], z)[1]
                hall.shine.poly(
                    pane,
                    hall.shine.down(
                        top, foot, mix(sky[1], hall.light.outside, 0.3), mix(sky[3], hall.light.outside, 0.5)
                    ),
                )
                hall.lamps.append(
                    Lamp(*hall.eye.at(x * 0.8, 1.2, z + long / 2), hall.eye.scale(z) * 1.5, hall.light.outside, 0.22)
                )
            bars = [[hall.eye.at(x, y[0], z + long * k / 3), hall.eye.at(x, y[1], z + long * k / 3)] for k in (1, 2)]
            bars += [
                [
                    hall.eye.at(x, y[0] + (y[1] - y[0]) * k / 5, z),
                    hall.eye.at(x, y[0] + (y[1] - y[0]) * k / 5, z + long),
                ]
                for k in range(1, 5)
            ]
            hall.shine.lines(bars, mix(INK, hall.wall, 0.25), max(1.2, hall.eye.scale(z) * 0.03))


def _stained(hall: Nave, x: float, y: tuple[float, float], z: tuple[float, float], own: Rgb, light: float) -> None:
    dice = hall.setting.dice(round(z[0] * 10))
    for _ in range(26):
        a, b = dice.uniform(y[0], y[1] - 0.8), dice.uniform(z[0], z[1] - 0.3)
        hall.shine.poly(
            hall.eye.side(x, a, a + dice.uniform(0.3, 0.7), b, b + 0.3),
            times(turned(own, dice.uniform(-0.2, 0.2)), light * dice.uniform(0.6, 1.1)),
            opacity=0.75,
        )


def columns(
    hall: Nave, *, inset: float, zs: list[float], thick: float, colour: Rgb, cap: Rgb, arches: bool = True
) -> None:
    """Round columns in two rows, from far to near, with arches between them."""
    eye, d = hall.eye, hall.d
    head = hall.tall - 1.7
    for n, z in enumerate(zs):
        veil = min(0.4, z / 34)
        own = mix(colour, mix(hall.light.outside, hall.light.lamp, 0.5), veil)
        for side in (-1, 1):
            x = side * (hall.half - inset)
            unit = eye.scale(z)
            px, foot = eye.at(x, 0, z)
            top = eye.at(x, head, z)[1]
            w = thick * unit
            if arches and n + 1 < len(zs):
                _arch_between(hall, x, (zs[n + 1], z), head, own)
            lit = (
                [(0, times(own, 0.5)), (0.35, times(own, 1.18)), (1, times(own, 0.42))]
                if side < 0
                else [(0, times(own, 0.42)), (0.65, times(own, 1.18)), (1, times(own, 0.5))]
            )
            d.rect(px - w, top, 2 * w, foot - top, d.gradient((px - w, 0), (px + w, 0), lit))
            d.lines(
                [[(px + k * w * 0.5, top), (px + k * w * 0.5, foot)] for k in (-1, 0, 1)],
                times(own, 0.55),
                max(1.0, w * 0.06),
                opacity=0.5,
            )
            for y, high, out in ((foot, 0.22, 1.45), (foot - 0.2 * unit, 0.12, 1.25), (top + 0.3 * unit, 0.3, 1.4)):
                d.rect(
                    px - w * out,
                    y - high * unit,
                    2 * w * out,
                    high * unit,
                    d.gradient(
                        (px - w * out, 0), (px + w * out, 0), [(0, times(cap, 0.5)), (0.5, cap), (1, times(cap, 0.5))]
                    ),
                )


def _arch_between(hall: Nave, x: float, z: tuple[float, float], head: float, colour: Rgb) -> None:
    z0, z1 = z
    r = (z1 - z0) / 2
    under_ = [
        hall.eye.at(x, head + 0.9 * r * math.sin(a) * 0.8, (z0 + z1) / 2 + r * math.cos(a))
        for a in (math.pi * n / 10 for n in range(11))
    ]
    top = [hall.eye.at(x, hall.tall, z0), hall.eye.at(x, hall.tall, z1)]
    hall.d.poly([*under_, *top], times(colour, 0.6))
    hall.d.line(under_, mix(colour, hall.light.lamp, 0.4), 2, opacity=0.7)


def chandelier(hall: Nave, *, z: float, y: float, size: float) -> None:
    """Three rings of candles hung with glass."""
    eye, d = hall.eye, hall.shine
    px, py = eye.at(0, y, z)
    unit = eye.scale(z)
    d.line([(px, eye.at(0, hall.tall, z)[1]), (px, py)], times(GOLD, 0.4), max(1.4, unit * 0.03))
    on = max(0.3, hall.light.lamps)
    d.glow(px, py, unit * size * 3.4, hall.light.lamp, 0.5 * on)
    for ring, (r, drop) in enumerate(((1.0, 0.0), (0.66, -0.34), (0.34, -0.62))):
        w, cy = unit * size * r, py + drop * unit * size
        d.path(
            f"M{px - w:.1f} {cy:.1f}a{w:.1f} {w * 0.24:.1f} 0 1 0 {2 * w:.1f} 0a{w:.1f} {w * 0.24:.1f} 0 1 0 {-2 * w:.1f} 0z",
            "none",
            stroke=times(GOLD, 0.8),
            width=max(1.6, unit * 0.04),
        )
        count = 10 - 2 * ring
        beads: list[tuple[float, float, float]] = []
        for n in range(count):
            a = 2 * math.pi * (n + 0.5) / count
            bx, by = px + w * math.cos(a), cy + w * 0.24 * math.sin(a)
            d.line([(bx, by), (bx, by - unit * 0.1)], GOLD, max(1.4, unit * 0.03))
            d.ellipse(
                bx, by - unit * 0.14, max(1.4, unit * 0.028), max(2.2, unit * 0.055), mix(hall.light.lamp, WHITE, 0.6)
            )
            beads += [(bx, by + unit * 0.06 * k, max(1.0, unit * 0.018)) for k in range(1, 4)]
        d.discs(beads, mix(hall.light.lamp, WHITE, 0.55), opacity=0.9)
    hall.lamps.append(Lamp(px, py + 40, unit * size * 3 + 90, hall.light.lamp, 0.6 * on))


def carpet(d: Drawing, hall: Nave, colour: Rgb, *, wide: float = 0.95) -> None:
    """A runner from the far end to the eye, with borders of gold."""
    eye = hall.eye
    lit = under(colour, mix(hall.light.ambient, WHITE, 0.25))
    d.poly(eye.flat(-wide, wide, 0.8, hall.deep), d.down(hall.line, 1300, lit, times(lit, 0.4)))
    for side in (-1, 1):
        d.poly(eye.flat(side * wide * 0.84, side * wide * 0.9, 0.8, hall.deep), mix(GOLD, lit, 0.35), opacity=0.7)


def finish(
    hall: Nave, *, accent: Rgb, shine: float, step: float, runner: Rgb | None = None, things: Drawing | None = None,
    front: Plane | None = None, side: str = "right", pattern: float = 0.3,
) -> Scenery:  # fmt: skip
    """The hall with its floor, its things, and its light."""
    floor = Drawing()
    seen = under(hall.boards, hall.light.ambient)
    if step:
        tiles(
            floor,
            hall.eye,
            half=hall.half,
            deep=hall.deep,
            step=step,
            dark=times(seen, 0.5),
            light=times(seen, 1.5),
            opacity=pattern,
        )
    if runner is not None:
        carpet(floor, hall, runner)
    dusk(floor, hall.line + 60, 0.64)
    planes = [
        Plane(1.0, drawing=hall.d, ambient=hall.light.ambient, lamps=tuple(hall.lamps)),
        Plane(1.0, drawing=hall.shine, bloom=0.55),
        Plane(1.0, drawing=floor, mirror=Mirror(line=hall.line, dark=seen, strength=shine, blur=30, ripple=8)),
    ]  # fmt: skip
    if things is not None:
        planes.append(Plane(1.0, drawing=things, ambient=mix(hall.light.ambient, WHITE, 0.12), lamps=tuple(hall.lamps)))
    planes.append(Plane(1.0, drawing=_slants(hall), blur=14, adds=True, fine=False))
    if front is not None:
        planes.append(front)
    return within(hall.setting, planes, hall.light, accent=accent, reflective=0.45 * shine, key_side=side)


def _slants(hall: Nave) -> Drawing:
    """Light that falls in slanting from high windows on one side."""
    d = Drawing()
    colour, strength = hall.light.outside, 0.5 * hall.light.rays
    for n, z in enumerate((4.6, 6.6, 9.0)):
        x0, y0 = hall.eye.at(-hall.half, hall.tall * 0.7, z)
        x1, y1 = hall.eye.at(0.8, 0, z)
        w = hall.eye.scale(z) * 0.7
        d.poly(
            [(x0, y0), (x0 + w * 0.4, y0 - w * 0.6), (x1 + w, y1), (x1 - w * 0.4, y1)],
            d.gradient((x0, y0), (x1, y1), [(0, colour, strength), (1, colour, 0.0)]),
            opacity=1 - 0.2 * n,
        )
    return d


def hall(setting: Setting) -> Scenery:
    """An entrance hall: columns, tall windows, a double stair at its end, a chandelier."""
    hue = setting.dice(1).choice((rgb("#b08a70"), rgb("#8a7ab0"), rgb("#7a98a0")))
    room = nave(setting, hue, deep=11.0, tall=7.2)
    windows(room, y=(1.2, 4.6), zs=[8.6, 6.2, 4.0], long=1.1)
    _stairs(room)
    columns(
        room,
        inset=0.55,
        zs=[10.2, 8.0, 5.7, 3.5],
        thick=0.24,
        colour=mix(room.wall, WHITE, 0.25),
        cap=mix(GOLD, room.wall, 0.3),
    )
    chandelier(room, z=6.4, y=4.6, size=0.8)
    return finish(room, accent=mix(GOLD, setting.colours.glow, 0.3), shine=0.7, step=1.0, runner=rgb("#8a2036"))


def _stairs(room: Nave) -> None:
    """A broad flight that parts at a landing under a great window."""
    eye, d, z = room.eye, room.d, room.deep
    stone = mix(room.wall, WHITE, 0.3)
    pane = front_arch(eye, (-1.3, 1.3), (2.6, 6.2), z)
    d.poly(front_arch(eye, (-1.5, 1.5), (2.5, 6.4), z), times(room.wall, 1.3))
    sky = room.setting.colours.sky
    room.shine.poly(
        pane,
        room.shine.down(
            pane[6][1], pane[0][1], mix(sky[1], room.light.outside, 0.4), mix(sky[3], room.light.outside, 0.4)
        ),
    )
    grid = [[eye.at(x, 2.6, z), eye.at(x, 5.8, z)] for x in (-0.65, 0, 0.65)] + [
        [eye.at(-1.3, y, z), eye.at(1.3, y, z)] for y in (3.4, 4.2, 5.0)
    ]
    room.shine.lines(grid, mix(INK, room.wall, 0.3), 3)
    at = eye.at(0, 4.4, z)
    room.shine.glow(at[0], at[1], 240, room.light.outside, 0.3)
    room.lamps.append(Lamp(at[0], at[1], 260, room.light.outside, 0.5))
    count = 12
    for n in range(count, 0, -1):
        y0, zz = (n - 1) * 0.18, z - 2.6 + n * 0.2
        Block((-1.5, 1.5), (y0, y0 + 0.18), (zz, zz + 0.22)).draw(
            d, eye, times(stone, 0.72), top=mix(stone, room.light.lamp, 0.2)
        )
        d.poly(eye.front(-0.8, 0.8, y0, y0 + 0.18, zz), rgb("#8a2036"))
    for side in (-1, 1):
        d.poly(
            [
                eye.at(side * 1.5, 0, z - 2.4),
                eye.at(side * 1.75, 0, z - 2.4),
                eye.at(side * 1.75, 3.1, z),
                eye.at(side * 1.5, 3.1, z),
            ],
            times(stone, 0.8),
        )
        d.line([eye.at(side * 1.5, 0.95, z - 2.4), eye.at(side * 1.5, 3.1, z)], mix(GOLD, stone, 0.3), 6)
        px, py = eye.at(side * 1.6, 1.1, z - 2.5)
        room.shine.glow(px, py - 16, 70, room.light.lamp, 0.6 * max(0.2, room.light.lamps))
        room.shine.circle(px, py - 16, 9, mix(room.light.lamp, WHITE, 0.5))


def ballroom(setting: Setting) -> Scenery:
    """A ballroom: gilded arches, mirrors, three chandeliers over a polished floor."""
    hue = setting.dice(1).choice((rgb("#a8485e"), rgb("#5a5aa0"), rgb("#b88a58")))
    room = nave(setting, hue, deep=12.0, tall=7.0, half=3.6)
    windows(room, y=(0.7, 4.8), zs=[9.6, 7.2, 5.0, 3.0], long=1.2)
    eye, d = room.eye, room.d
    for x in (-2.4, -0.8, 0.8, 2.4):
        d.poly(front_arch(eye, (x - 0.66, x + 0.66), (0.2, 4.7), 12.0), mix(GOLD, room.wall, 0.3))
        pane = front_arch(eye, (x - 0.56, x + 0.56), (0.3, 4.55), 12.0)
        room.shine.poly(
            pane,
            room.shine.down(
                pane[6][1],
                pane[0][1],
                mix(room.light.lamp, room.light.outside, 0.4),
                mix(room.wall, room.light.lamp, 0.55),
            ),
        )
        room.shine.lines(
            [[eye.at(x, 0.3, 12), eye.at(x, 4.5, 12)], [eye.at(x - 0.56, 2.4, 12), eye.at(x + 0.56, 2.4, 12)]],
            mix(GOLD, INK, 0.3),
            2.4,
        )
    d.poly(eye.front(-3.6, 3.6, 5.3, 5.6, 12.0), GOLD)
    columns(room, inset=0.3, zs=[11.2, 8.8, 6.5, 4.4, 2.6], thick=0.18, colour=mix(room.wall, WHITE, 0.35), cap=GOLD)
    for z in (10.0, 7.0, 4.6):
        chandelier(room, z=z, y=4.7, size=0.75)
    return finish(room, accent=mix(GOLD, setting.colours.glow, 0.35), shine=0.8, step=0.8, side="left")


def church(setting: Setting) -> Scenery:
    """A church: pews, stained glass, an altar under a rose window, candles."""
    room = nave(setting, rgb("#8f86a0"), half=3.2, deep=14.0, tall=9.5, bright=0.88)
    dice, eye, d = setting.dice(5), room.eye, room.d
    glass = [rgb("#d84a6a"), rgb("#4a7ae0"), rgb("#e0a83a"), rgb("#3aa88a")]
    dice.shuffle(glass)
    windows(room, y=(2.2, 6.6), zs=[11.2, 8.6, 6.2, 4.0], long=1.1, colours=glass)
    d.poly(front_arch(eye, (-1.9, 1.9), (0, 8.2), 14.0, sharp=1.5), times(room.wall, 0.55))
    x, y = eye.at(0, 5.7, 14.0)
    r = eye.scale(14.0) * 1.25
    room.shine.glow(x, y, r * 3, glass[0], 0.4)
    room.shine.circle(x, y, r, mix(glass[1], WHITE, 0.2))
    for n in range(12):
        a = 2 * math.pi * n / 12
        room.shine.ellipse(
            x + r * 0.62 * math.cos(a),
            y + r * 0.62 * math.sin(a),
            r * 0.26,
            r * 0.13,
            mix(glass[n % 4], WHITE, 0.25),
            turn=math.degrees(a),
        )
    room.shine.circle(x, y, r * 0.26, mix(glass[2], WHITE, 0.4))
    room.shine.path(
        f"M{x - r:.1f} {y:.1f}a{r:.1f} {r:.1f} 0 1 0 {2 * r:.1f} 0a{r:.1f} {r:.1f} 0 1 0 {-2 * r:.1f} 0z",
        "none",
        stroke=times(room.wall, 0.4),
        width=5,
    )
    room.lamps.append(Lamp(x, y, 260, glass[0], 0.5))
    _altar(room)
    columns(
        room,
        inset=0.5,
        zs=[13.0, 10.2, 7.6, 5.3, 3.2],
        thick=0.22,
        colour=mix(room.wall, WHITE, 0.2),
        cap=mix(room.wall, WHITE, 0.35),
    )
    things = Drawing()
    wood = rgb("#6a4238")
    for z in (10.0, 8.6, 7.4, 6.3, 5.3, 4.4):
        for x0, x1 in ((-2.5, -1.0), (1.0, 2.5)):
            Block((x0, x1), (0, 0.9), (z, z + 0.08)).draw(things, eye, wood, edge=mix(wood, room.light.lamp, 0.6))
            Block((x0 if x0 > 0 else x1 - 0.1, x0 + 0.1 if x0 > 0 else x1), (0, 1.05), (z - 0.1, z + 0.3)).draw(
                things, eye, times(wood, 1.2)
            )
    return finish(room, accent=glass[0], shine=0.4, step=0.9, runner=rgb("#7a1f3a"), things=things, side="left")


def _altar(room: Nave) -> None:
    eye, s = room.eye, room.shine
    Block((-1.2, 1.2), (0, 0.3), (12.6, 13.6)).draw(room.d, eye, times(room.wall, 0.9))
    Block((-0.8, 0.8), (0.3, 1.2), (12.9, 13.4)).draw(room.d, eye, mix(WHITE, room.wall, 0.3), edge=GOLD)
    x, y = eye.at(0, 1.2, 12.9)
    s.lines([[(x, y - 74), (x, y)], [(x - 22, y - 52), (x + 22, y - 52)]], GOLD, 6)
    for n in (-3, -2, 2, 3):
        cx = x + n * 13
        s.line([(cx, y), (cx, y - 18)], mix(WHITE, GOLD, 0.3), 4)
        s.glow(cx, y - 24, 32, room.light.lamp, 0.8)
        s.ellipse(cx, y - 23, 2.4, 5, mix(room.light.lamp, WHITE, 0.5))
    room.lamps.append(Lamp(x, y, 170, room.light.lamp, 0.7))
