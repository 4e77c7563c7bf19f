"""Hard places: schools, prisons, garages, lifts."""

from __future__ import annotations

from microdrama.animate.drawn.light import Rgb
from microdrama.animate.drawn.places.colours import INK, WHITE, mix, rgb, times, unlike
from microdrama.animate.drawn.places.corridors import COLD, strips
from microdrama.animate.drawn.places.drawing import Drawing, Point
from microdrama.animate.drawn.places.foreground import posts
from microdrama.animate.drawn.places.indoors import floor, mood, walls, within
from microdrama.animate.drawn.places.perspective import Block, Eye, shell
from microdrama.animate.drawn.places.raster import Lamp
from microdrama.animate.drawn.places.scenery import Plane, Scenery, Setting

_STEEL = rgb("#8a90a0")


def school(setting: Setting) -> Scenery:
    """A classroom: desks in rows, a board, a row of windows that throws light across."""
    dice = setting.dice(5)
    hue = dice.choice((rgb("#b0986a"), rgb("#8aa08a"), rgb("#8f98b4")))
    light = mood(setting, lamp=rgb("#fff0cc"))
    eye = Eye(x=400, y=500, focal=680, height=1.4)
    wall, boards, ceiling = walls(setting.colours, hue, setting.seed)
    half, deep, tall = 2.9, 7.0, 3.7
    d, shine, sky = Drawing(), Drawing(), setting.colours.sky
    shell(
        d,
        eye,
        half=half,
        deep=deep,
        tall=tall,
        wall=wall,
        floor=mix(boards, rgb("#8a5a3a"), 0.4),
        ceiling=ceiling,
        trim=times(wall, 1.2),
    )
    lamps: list[Lamp] = []
    for z in (6.0, 4.5, 3.2, 2.1):
        pane = eye.side(-half, 1.0, 3.2, z - 0.5, z + 0.5)
        d.poly(eye.side(-half, 0.92, 3.28, z - 0.58, z + 0.58), times(wall, 1.35))
        shine.poly(
            pane,
            shine.down(
                eye.at(0, 3.2, z)[1],
                eye.at(0, 1.0, z)[1],
                mix(sky[1], light.outside, 0.35),
                mix(sky[3], light.outside, 0.4),
            ),
        )
        bars = [
            [eye.at(-half, 1.0, z), eye.at(-half, 3.2, z)],
            [eye.at(-half, 2.3, z - 0.5), eye.at(-half, 2.3, z + 0.5)],
        ]
        shine.lines(bars, mix(INK, wall, 0.5), eye.scale(z) * 0.04)
        lamps.append(Lamp(*eye.at(-half * 0.8, 1.6, z), eye.scale(z) * 1.6, light.outside, 0.3))
    _blackboard(d, setting, eye, deep, wall)
    zs = [5.4, 3.8, 2.5]
    for x in (-1.2, 1.3):
        for z in zs:
            pane = eye.flat(x - 0.12, x + 0.12, z, z + 1.1, tall - 0.03)
            shine.poly(pane, mix(light.lamp, WHITE, 0.5 * max(0.3, light.lamps)))
            lamps.append(Lamp(*eye.at(x, tall - 0.9, z), eye.scale(z) * 1.5, light.lamp, 0.32 * light.lamps))
    things = Drawing()
    wood, edge = rgb("#b07a48"), mix(light.outside, WHITE, 0.3)
    for z in (5.4, 4.3, 3.35):
        for x in (-2.1, -0.75, 0.6, 1.95):
            _school_desk(things, eye, (x, z), wood, edge)
    ambient = mix(light.ambient, WHITE, 0.1)
    planes = [
        Plane(1.0, drawing=d, ambient=light.ambient, lamps=tuple(lamps)), Plane(1.0, drawing=shine, bloom=0.45),
        floor(eye, half=half, deep=deep, colour=mix(boards, rgb("#8a5a3a"), 0.4), light=light, shine=0.4, step=0.5),
        Plane(1.0, drawing=things, ambient=ambient, lamps=tuple(lamps)),
        Plane(1.0, drawing=_slant(eye, half, light.outside, light.rays), blur=13, adds=True, fine=False),
    ]  # fmt: skip
    return within(
        setting,
        planes,
        light,
        accent=mix(light.outside, setting.colours.glow, 0.45),
        key=light.outside,
        key_side="left",
        reflective=0.15,
    )


def _slant(eye: Eye, half: float, colour: Rgb, strength: float) -> Drawing:
    d = Drawing()
    for z in (6.0, 4.5, 3.2):
        a, b = eye.at(-half, 3.2, z - 0.4), eye.at(-half, 1.2, z + 0.4)
        c, e = eye.at(0.9, 0, z + 0.3), eye.at(0.4, 0, z - 0.6)
        d.poly([a, b, c, e], d.gradient(a, e, [(0, colour, 0.7 * strength), (1, colour, 0.0)]))
    return d


def _blackboard(d: Drawing, setting: Setting, eye: Eye, deep: float, wall: Rgb) -> None:
    a, b = eye.at(-1.8, 2.9, deep), eye.at(1.8, 1.0, deep)
    green = mix(rgb("#24483e"), wall, 0.08)
    d.rect(a[0] - 8, a[1] - 8, b[0] - a[0] + 16, b[1] - a[1] + 16, rgb("#7a5238"))
    d.rect(a[0], a[1], b[0] - a[0], b[1] - a[1], d.down(a[1], b[1], times(green, 1.3), green))
    dice = setting.dice(6)
    for n in range(4):
        x, y = a[0] + 24, a[1] + 34 + n * 32
        d.path(
            f"M{x:.0f} {y:.0f}"
            + "".join(
                f"q{dice.uniform(4, 9):.0f} {dice.uniform(-12, 12):.0f} {dice.uniform(9, 17):.0f} 0" for _ in range(9)
            ),
            "none",
            stroke=mix(WHITE, green, 0.2),
            width=2.4,
            opacity=0.65,
        )
    cx, cy = b[0] - 84, (a[1] + b[1]) / 2
    d.lines(
        [[(cx - 44, cy + 44), (cx + 46, cy + 44), (cx - 44, cy - 40), (cx - 44, cy + 44)]],
        mix(WHITE, green, 0.15),
        3,
        opacity=0.7,
    )
    clock = eye.at(2.25, 3.0, deep)
    d.circle(clock[0], clock[1], 24, INK)
    d.circle(clock[0], clock[1], 20, mix(WHITE, wall, 0.15))
    d.lines([[clock, (clock[0], clock[1] - 14)], [clock, (clock[0] + 9, clock[1] + 5)]], INK, 3)
    d.rect(a[0], b[1] + 8, b[0] - a[0], 7, times(wall, 1.3))


def _school_desk(d: Drawing, eye: Eye, at: tuple[float, float], wood: Rgb, edge: Rgb) -> None:
    x, z = at
    steel = times(_STEEL, 0.6)
    for x0 in (x - 0.3, x + 0.26):
        Block((x0, x0 + 0.04), (0, 0.68), (z + 0.02, z + 0.06)).draw(d, eye, steel)
    Block((x - 0.34, x + 0.34), (0.56, 0.74), (z, z + 0.45)).draw(d, eye, wood, edge=edge)
    for x0 in (x - 0.17, x + 0.14):
        Block((x0, x0 + 0.03), (0, 0.8), (z - 0.42, z - 0.39)).draw(d, eye, steel)
    Block((x - 0.2, x + 0.2), (0.62, 0.84), (z - 0.42, z - 0.39)).draw(d, eye, times(wood, 0.9), edge=edge)
    Block((x - 0.2, x + 0.2), (0.4, 0.44), (z - 0.42, z - 0.06)).draw(d, eye, times(wood, 0.8))


def prison(setting: Setting) -> Scenery:
    """A cell block: bars on both sides, a gallery above, one barred window that throws its light down."""
    dice = setting.dice(5)
    light = mood(setting, lamp=rgb("#cfe0d0"), bright=0.82)
    eye = Eye(y=520, focal=640, height=1.5)
    hue = dice.choice((rgb("#6f7f86"), rgb("#7f7a6a"), rgb("#6a7480")))
    wall, boards, ceiling = walls(setting.colours, hue, setting.seed)
    half, deep, tall = 1.9, 11.0, 6.0
    d, shine, sky = Drawing(), Drawing(), setting.colours.sky
    shell(d, eye, half=half, deep=deep, tall=tall, wall=wall, floor=boards, ceiling=ceiling)
    x, y = eye.at(0, 4.1, deep)
    a, b = eye.at(-0.75, 5.0, deep), eye.at(0.75, 3.2, deep)
    d.rect(a[0] - 8, a[1] - 8, b[0] - a[0] + 16, b[1] - a[1] + 16, times(wall, 1.2))
    shine.rect(
        a[0],
        a[1],
        b[0] - a[0],
        b[1] - a[1],
        shine.down(a[1], b[1], mix(sky[2], light.outside, 0.5), mix(sky[3], WHITE, 0.3)),
    )
    shine.lines(
        [[(a[0] + (b[0] - a[0]) * n / 6, a[1]), (a[0] + (b[0] - a[0]) * n / 6, b[1])] for n in range(1, 6)], INK, 5
    )
    shine.glow(x, y, 230, light.outside, 0.45)
    lamps = [Lamp(x, y, 300, light.outside, 0.7)]
    for side in (-1, 1):
        for level in (0.0, 3.0):
            _cells(d, eye, side * half, level, wall, light.outside)
        out = side * (half - 0.55)
        d.poly(
            [
                eye.at(side * half, 2.8, 1.4),
                eye.at(side * half, 2.8, deep),
                eye.at(out, 2.8, deep),
                eye.at(out, 2.8, 1.4),
            ],
            times(wall, 0.45),
        )
        d.poly(eye.side(out, 2.8, 3.0, 1.4, deep), times(wall, 1.1))
        rails = [[eye.at(out, yy, 1.4), eye.at(out, yy, deep)] for yy in (3.4, 3.75, 4.0)]
        d.lines(rails, times(_STEEL, 0.9), 3.4)
        d.lines([[eye.at(out, 3.0, z), eye.at(out, 4.0, z)] for z in (2, 2.8, 3.8, 5, 6.6, 8.6)], times(_STEEL, 0.8), 4)
    door = eye.front(-0.6, 0.6, 0, 2.3, deep)
    d.poly(door, times(_STEEL, 0.5))
    d.poly(eye.front(-0.18, 0.18, 1.5, 1.8, deep), mix(light.lamp, WHITE, 0.2))
    lamps += strips(shine, eye, light, tall=tall, zs=[9.0, 6.0, 3.6], wide=0.18, long=1.2)
    planes = [
        Plane(1.0, drawing=d, ambient=light.ambient, lamps=tuple(lamps)), Plane(1.0, drawing=shine, bloom=0.5),
        floor(eye, half=half, deep=deep, colour=boards, light=light, shine=0.4, step=0.7),
    ]  # fmt: skip
    planes.append(_barred_light(a, b, light.outside))
    front = _near_bars()
    planes.append(Plane(1.3, drawing=front, blur=6, fine=False))
    return within(
        setting,
        planes,
        light,
        accent=mix(light.outside, setting.colours.second, 0.4),
        key=light.outside,
        reflective=0.2,
    )


def _near_bars() -> Drawing:
    """Bars close before the eye."""
    front = Drawing()
    for px in (-30, 62, 664, 756):
        front.rect(
            px - 13,
            -230,
            26,
            1740,
            front.gradient(
                (px - 13, 0), (px + 13, 0), [(0, times(INK, 0.9)), (0.4, mix(_STEEL, INK, 0.35)), (1, times(INK, 0.7))]
            ),
        )
    return front


def _barred_light(a: Point, b: Point, colour: Rgb) -> Plane:
    """The light of the barred window between two of its corners, as it falls to the floor."""
    beam = Drawing()
    for n in range(6):
        x0 = a[0] + (b[0] - a[0]) * n / 6
        beam.poly(
            [
                (x0 + 2, a[1]),
                (x0 + (b[0] - a[0]) / 6 - 3, a[1]),
                (x0 * 2.2 - 432 + 60, 900),
                (x0 * 2.2 - 432 + 10, 900),
            ],
            beam.gradient((0, a[1]), (0, 900), [(0, colour, 0.32), (1, colour, 0.0)]),
        )
    return Plane(1.0, drawing=beam, blur=7, adds=True, fine=False)


def _cells(d: Drawing, eye: Eye, x: float, level: float, wall: Rgb, light: Rgb) -> None:
    """Barred fronts of cells along one wall."""
    for z in (1.9, 3.6, 5.4, 7.2, 9.0):
        d.poly(eye.side(x, level + 0.08, level + 2.35, z, z + 1.35), mix(INK, wall, 0.16))
        bars = [
            [eye.at(x, level + 0.08, z + 1.35 * n / 9), eye.at(x, level + 2.35, z + 1.35 * n / 9)] for n in range(10)
        ]
        d.lines(bars, times(_STEEL, 0.75), max(2.0, eye.scale(z) * 0.028))
        d.lines(
            [[eye.at(x, level + yy, z), eye.at(x, level + yy, z + 1.35)] for yy in (0.1, 1.1, 2.32)],
            times(_STEEL, 0.95),
            max(2.4, eye.scale(z) * 0.05),
        )
        d.lines(
            [[(px - 1, py) for px, py in bars[n]] for n in range(0, 10, 3)], mix(_STEEL, light, 0.5), 1.4, opacity=0.7
        )


def garage(setting: Setting) -> Scenery:
    """A parking deck: concrete piers with painted bands, cars, tubes of light, wet marks."""
    dice, colours = setting.dice(5), setting.colours
    light = mood(setting, lamp=COLD, bright=0.74)
    eye = Eye(y=520, focal=640, height=1.5)
    wall, boards, ceiling = walls(colours, rgb("#74808a"), setting.seed)
    half, deep, tall = 4.4, 17.0, 3.0
    d, shine = Drawing(), Drawing()
    shell(d, eye, half=half, deep=deep, tall=tall, wall=wall, floor=boards, ceiling=ceiling)
    for z in (15, 12, 9.4, 7.2, 5.2, 3.6):
        Block((-half, half), (tall - 0.35, tall), (z, z + 0.4)).draw(d, eye, times(ceiling, 1.2))
    exit_ = eye.at(0, 1.4, deep)
    shine.poly(
        eye.front(-1.5, 1.5, 0, 2.2, deep),
        shine.down(eye.at(0, 2.2, deep)[1], eye.floor(deep), mix(light.outside, WHITE, 0.2), light.outside),
    )
    shine.glow(exit_[0], exit_[1], 210, light.outside, 0.6)
    lamps = [Lamp(exit_[0], exit_[1], 220, light.outside, 0.5)]
    for z in (13.0, 10.0, 7.6, 5.5, 3.8, 2.6):
        for x in (-1.1, 1.1):
            pane = eye.flat(x - 0.07, x + 0.07, z, z + 1.2, tall - 0.4)
            at = eye.at(x, tall - 0.45, z + 0.6)
            shine.glow(at[0], at[1], eye.scale(z) * 1.2, COLD, 0.4, tall=0.5)
            shine.poly(pane, mix(COLD, WHITE, 0.6))
            lamps.append(Lamp(at[0], at[1] + eye.scale(z) * 0.9, eye.scale(z) * 1.6, COLD, 0.22))
    things = Drawing()
    band = mix(colours.glow, rgb("#e8b03a"), 0.4)
    for z in (13.5, 10.2, 7.4, 5.0):
        for side in (-1, 1):
            if z in (10.2, 5.0) or dice.random() < 0.5:
                _parked(
                    things,
                    eye,
                    (side * 3.3, z + 0.6),
                    mix(dice.choice((rgb("#8a2038"), rgb("#27406a"), rgb("#8a8f9a"), rgb("#2a2a34"))), wall, 0.15),
                    light.lamp,
                )
            x0 = side * 2.25
            Block((x0 - 0.24, x0 + 0.24), (0, tall), (z - 0.3, z + 0.18)).draw(things, eye, mix(wall, WHITE, 0.12))
            a, b = eye.at(x0 - 0.24, 1.25, z - 0.3), eye.at(x0 + 0.24, 0.75, z - 0.3)
            things.rect(a[0], a[1], b[0] - a[0], b[1] - a[1], band)
            things.lines(
                [
                    [(a[0] + (b[0] - a[0]) * k / 4, b[1]), (a[0] + (b[0] - a[0]) * (k + 1) / 4, a[1])]
                    for k in range(0, 4, 2)
                ],
                INK,
                max(3, eye.scale(z) * 0.06),
                opacity=0.8,
            )
    ambient = mix(light.ambient, WHITE, 0.08)
    planes = [
        Plane(1.0, drawing=d, ambient=light.ambient, lamps=tuple(lamps)), Plane(1.0, drawing=shine, bloom=0.6),
        floor(eye, half=half, deep=deep, colour=boards, light=light, shine=0.7, step=2.4),
        Plane(1.0, drawing=things, ambient=ambient, lamps=tuple(lamps)),
    ]  # fmt: skip
    planes.append(
        posts(
            setting,
            side="left" if dice.random() < 0.5 else "right",
            colour=mix(INK, wall, 0.2),
            edge=mix(COLD, band, 0.3),
        )
    )
    return within(setting, planes, light, accent=band, key=COLD, reflective=0.45)


def _parked(d: Drawing, eye: Eye, at: tuple[float, float], paint: Rgb, light: Rgb) -> None:
    """A car seen from the front."""
    x, foot = eye.at(at[0], 0, at[1])
    u = eye.scale(at[1])
    d.glow(x, foot, u * 1.2, INK, 0.7, tall=0.16)
    d.path(
        f"M{x - u * 0.85:.1f} {foot - u * 0.12:.1f}V{foot - u * 0.62:.1f}Q{x - u * 0.84:.1f} {foot - u * 0.8:.1f} {x - u * 0.68:.1f} {foot - u * 0.86:.1f}L{x - u * 0.5:.1f} {foot - u * 1.34:.1f}Q{x:.1f} {foot - u * 1.44:.1f} {x + u * 0.5:.1f} {foot - u * 1.34:.1f}L{x + u * 0.68:.1f} {foot - u * 0.86:.1f}Q{x + u * 0.84:.1f} {foot - u * 0.8:.1f} {x + u * 0.85:.1f} {foot - u * 0.62:.1f}V{foot - u * 0.12:.1f}z",
        d.down(foot - u * 1.4, foot, times(paint, 1.3), times(paint, 0.6)),
    )
    d.path(
        f"M{x - u * 0.58:.1f} {foot - u * 0.88:.1f}L{x - u * 0.44:.1f} {foot - u * 1.27:.1f}Q{x:.1f} {foot - u * 1.35:.1f} {x + u * 0.44:.1f} {foot - u * 1.27:.1f}L{x + u * 0.58:.1f} {foot - u * 0.88:.1f}z",
        d.gradient(
            (x - u * 0.5, foot - u * 1.3),
            (x + u * 0.5, foot - u * 0.9),
            [(0, mix(light, INK, 0.4)), (0.5, INK), (1, mix(light, INK, 0.75))],
        ),
    )
    d.rect(x - u * 0.42, foot - u * 0.56, u * 0.84, u * 0.2, times(INK, 1.3), round_=u * 0.05)
    for side in (-1, 1):
        d.ellipse(x + side * u * 0.63, foot - u * 0.57, u * 0.17, u * 0.08, mix(light, WHITE, 0.6))
        d.rect(x + side * u * 0.62 - u * 0.13, foot - u * 0.16, u * 0.26, u * 0.17, times(INK, 0.8), round_=u * 0.04)
    d.line(
        [(x - u * 0.66, foot - u * 0.84), (x + u * 0.66, foot - u * 0.84)],
        mix(paint, WHITE, 0.6),
        max(1.4, u * 0.02),
        opacity=0.8,
    )


def lift(setting: Setting) -> Scenery:
    """A lift: brushed doors ajar on a lit hall, a panel of buttons, a rail, mirrors at the sides."""
    dice, colours = setting.dice(5), setting.colours
    light = mood(setting, lamp=dice.choice((rgb("#ffd9a0"), rgb("#e4ecff"))), bright=0.86)
    eye = Eye(y=500, focal=700, height=1.45)
    metal = dice.choice((rgb("#a8845a"), rgb("#8a93a8"), rgb("#8f7a90")))
    wall, boards, ceiling = walls(colours, metal, setting.seed)
    half, deep, tall = 1.55, 3.6, 3.2
    d, shine = Drawing(), Drawing()
    shell(d, eye, half=half, deep=deep, tall=tall, wall=wall, floor=boards, ceiling=ceiling)
    _mirrors(d, eye, (half, deep), wall, metal, light.lamp)
    gap = dice.uniform(0.05, 0.34)
    tint = unlike(metal, (colours.glow, colours.second, colours.sky[1]))
    hallway = mix(tint, light.lamp, 0.3)
    _lift_doors(d, eye, gap, deep, metal)
    a, b = eye.at(-gap, 2.5, deep), eye.at(gap, 0, deep)
    shine.rect(a[0], a[1], b[0] - a[0], b[1] - a[1], shine.down(a[1], b[1], mix(hallway, WHITE, 0.45), hallway))
    shine.glow(360, (a[1] + b[1]) / 2, 250, hallway, 0.5, tall=1.3)
    lamps = [Lamp(360, 520, 300, hallway, 0.6), Lamp(0, 470, 360, tint, 1.0), Lamp(740, 560, 260, tint, 0.6)]
    top = eye.at(0, 2.78, deep)
    shine.rect(top[0] - 44, top[1] - 20, 88, 38, rgb("#1a0d1c"), round_=5)
    shine.neon(
        [
            [(top[0] - 18, top[1] + 8), (top[0] - 8, top[1] - 10), (top[0] + 2, top[1] + 8)],
            [(top[0] + 16, top[1] - 10), (top[0] + 16, top[1] + 10)],
        ],
        mix(colours.glow, WHITE, 0.1),
        3.4,
    )
    _buttons(shine, eye, half, deep, colours.glow, metal)
    for z in (2.9, 2.0, 1.3):
        for x in (-0.85, 0, 0.85):
            px, py = eye.at(x, tall - 0.02, z)
            shine.glow(px, py, eye.scale(z) * 0.5, light.lamp, 0.7, tall=0.5)
            shine.ellipse(px, py, eye.scale(z) * 0.1, eye.scale(z) * 0.035, mix(light.lamp, WHITE, 0.7))
        lamps.append(Lamp(*eye.at(0, tall - 0.8, z), eye.scale(z) * 1.4, light.lamp, 0.34))
    planes = [
        Plane(1.0, drawing=d, ambient=mix(light.ambient, WHITE, 0.15), lamps=tuple(lamps)),
        Plane(1.0, drawing=shine, bloom=0.55),
    ]
    planes.append(floor(eye, half=half, deep=deep, colour=boards, light=light, shine=0.75, step=0.5))
    return within(setting, planes, light, accent=colours.glow, key=light.lamp, reflective=0.5)


def _lift_doors(d: Drawing, eye: Eye, gap: float, deep: float, metal: Rgb) -> None:
    """Two doors of brushed metal, so far apart."""
    for side in (-1, 1):
        a, b = sorted((side * gap, side * 1.08))
        left, right = eye.at(a, 2.5, deep), eye.at(b, 0, deep)
        d.rect(
            left[0],
            left[1],
            right[0] - left[0],
            right[1] - left[1],
            d.gradient(
                (left[0], 0),
                (right[0], 0),
                [(0, times(metal, 0.7)), (0.3, times(metal, 1.25)), (0.6, times(metal, 0.85)), (1, times(metal, 1.1))],
            ),
        )
        brush = [
            [(left[0] + (right[0] - left[0]) * n / 24, left[1]), (left[0] + (right[0] - left[0]) * n / 24, right[1])]
            for n in range(1, 24)
        ]
        d.lines(brush, times(metal, 0.6), 1.0, opacity=0.25)
        d.rect(left[0] + 10, left[1] + 200, right[0] - left[0] - 20, 3, mix(metal, WHITE, 0.6), opacity=0.5)


def _mirrors(d: Drawing, eye: Eye, size: tuple[float, float], wall: Rgb, metal: Rgb, lamp: Rgb) -> None:
    """Panels of mirror and a rail on both sides; half the width and the depth in metres."""
    half, deep = size
    for side in (-1, 1):
        for n in range(3):
            z0 = 1.3 + n * 0.78
            d.poly(
                eye.side(side * half, 0.4, 2.8, z0, z0 + 0.66),
                d.gradient(
                    eye.at(side * half, 0, z0),
                    eye.at(side * half, 0, z0 + 0.66),
                    [(0, times(wall, 0.5)), (0.5, times(wall, 1.2)), (1, times(wall, 0.7))],
                ),
            )
            d.line(
                eye.side(side * half, 0.4, 2.8, z0, z0 + 0.66),
                mix(lamp, wall, 0.4),
                1.6,
                closed=True,
                opacity=0.6,
            )
        d.line(
            [eye.at(side * (half - 0.08), 1.0, 0.9), eye.at(side * (half - 0.08), 1.0, deep - 0.1)],
            mix(metal, WHITE, 0.3),
            11,
        )
        d.line(
            [eye.at(side * (half - 0.08), 1.02, 0.9), eye.at(side * (half - 0.08), 1.02, deep - 0.1)],
            WHITE,
            2.4,
            opacity=0.6,
        )


def _buttons(d: Drawing, eye: Eye, half: float, deep: float, glow: Rgb, metal: Rgb) -> None:
    """A panel beside the door, two of its buttons lit."""
    a, b = eye.at(1.16, 1.95, deep), eye.at(half - 0.06, 0.95, deep)
    d.rect(a[0], a[1], b[0] - a[0], b[1] - a[1], times(metal, 0.4), round_=6)
    wide = (b[0] - a[0]) / 2
    for row in range(6):
        for column in range(2):
            x, y = a[0] + wide * (column + 0.5), a[1] + 20 + row * (b[1] - a[1] - 28) / 6
            lit = (row * 2 + column) in (1, 6)
            if lit:
                d.glow(x, y, 30, glow, 0.8)
            d.circle(x, y, 8.4, mix(metal, WHITE, 0.4))
            d.circle(x, y, 6.4, mix(glow, WHITE, 0.4) if lit else times(metal, 0.7))
