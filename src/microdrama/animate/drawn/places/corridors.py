"""Places that run away from the eye: corridors, cells, aisles; lamps overhead grow smaller into a far light."""

from __future__ import annotations

from microdrama.animate.drawn.light import Rgb
from microdrama.animate.drawn.places.colours import INK, WHITE, mix, rgb, times
from microdrama.animate.drawn.places.drawing import Drawing
from microdrama.animate.drawn.places.foreground import posts
from microdrama.animate.drawn.places.indoors import Mood, floor, mood, walls, within
from microdrama.animate.drawn.places.perspective import Block, Eye, shell
from microdrama.animate.drawn.places.raster import Lamp
from microdrama.animate.drawn.places.scenery import Plane, Scenery, Setting

COLD = rgb("#bff0e4")


def strips(
    d: Drawing, eye: Eye, light: Mood, *, tall: float, zs: list[float], wide: float = 0.55, long: float = 1.0
) -> list[Lamp]:
    """Flat lamps in a ceiling, from far to near; the light they throw."""
    lamps: list[Lamp] = []
    for z in zs:
        pane = eye.flat(-wide, wide, z, z + long, tall - 0.02)
        on = max(0.35, light.lamps)
        x, y = eye.at(0, tall, z + long / 2)
        d.glow(x, y + 10, eye.scale(z) * 1.7, light.lamp, 0.42 * on, tall=0.5)
        d.poly(pane, mix(light.lamp, WHITE, 0.55 * on))
        d.line(pane, times(INK, 2.2), 1.5, closed=True, opacity=0.6)
        lamps.append(Lamp(x, y + 0.9 * eye.scale(z), eye.scale(z) * 1.8, light.lamp, 0.34 * on))
    return lamps


def corridor(setting: Setting) -> Scenery:
    """A long passage with doors, a rail along the walls, and light at its end."""
    dice = setting.dice(5)
    hue, lamp = dice.choice(
        ((rgb("#5f9c98"), COLD), (rgb("#7c86b4"), rgb("#dfe4ff")), (rgb("#a8806c"), rgb("#ffd9a0")))
    )
    light = mood(setting, lamp=lamp, bright=0.92)
    eye = Eye(x=360 + dice.uniform(-40, 40), y=505, focal=640, height=1.55)
    half, deep, tall = 1.32, 14.0, 3.0
    wall, boards, ceiling = walls(setting.colours, hue, setting.seed)
    d = Drawing()
    shell(d, eye, half=half, deep=deep, tall=tall, wall=wall, floor=boards, ceiling=ceiling)
    lower = times(wall, 0.62)
    for x in (-half, half):
        d.poly(
            eye.side(x, 0, 1.05, 0.8, deep),
            d.gradient(eye.at(x, 0, deep), eye.at(x, 0, 1.6), [(0, times(lower, 1.15)), (1, times(lower, 0.6))]),
        )
        d.poly(eye.side(x, 1.05, 1.16, 0.8, deep), mix(setting.colours.glow, wall, 0.35))
    _doors(d, setting, eye, half, wall, light)
    _end(d, eye, deep, tall, light, wall)
    grid = [[eye.at(-half, tall, z), eye.at(half, tall, z)] for z in (14, 12.4, 10.8, 9.2, 7.6, 6, 4.4, 3, 2)]
    d.lines(grid, times(ceiling, 0.6), 1.6, opacity=0.7)
    shine = Drawing()
    lamps = strips(shine, eye, light, tall=tall, zs=[13, 10.4, 7.8, 5.4, 3.4, 1.9])
    far = eye.at(0, 1.4, deep)
    lamps.append(Lamp(far[0], far[1], 250, mix(light.outside, light.lamp, 0.5), 0.6))
    planes = [
        Plane(1.0, drawing=d, ambient=light.ambient, lamps=tuple(lamps)), Plane(1.0, drawing=shine, bloom=0.5),
        floor(eye, half=half, deep=deep, colour=boards, light=light, shine=0.62, step=0.6),
    ]  # fmt: skip
    extra = Drawing()
    _bench(extra, eye, half, wall, dice.choice((-1, 1)))
    planes.append(Plane(1.0, drawing=extra, ambient=light.ambient, lamps=tuple(lamps)))
    planes.append(
        posts(
            setting,
            side="left" if dice.random() < 0.5 else "right",
            colour=mix(INK, wall, 0.12),
            edge=mix(lamp, wall, 0.3),
        )
    )
    return within(
        setting, planes, light, accent=mix(setting.colours.glow, lamp, 0.3), key=lamp, reflective=0.35, focus=(360, 500)
    )


def _doors(d: Drawing, setting: Setting, eye: Eye, half: float, wall: Rgb, light: Mood) -> None:
    """Doors on both sides, some with a lit pane, some ajar."""
    dice = setting.dice(6)
    for side in (-1, 1):
        x = side * half
        start = dice.uniform(2.3, 3.0)
        for n in range(4):
            z0 = start + n * 2.9
            z1 = z0 + 1.15
            door = times(wall, 0.5)
            d.poly(eye.side(x, 0, 2.32, z0 - 0.1, z1 + 0.1), times(wall, 0.8))
            d.poly(
                eye.side(x, 0, 2.2, z0, z1),
                d.gradient(eye.at(x, 0, z0), eye.at(x, 0, z1), [(0, times(door, 0.8)), (1, times(door, 1.25))]),
            )
            lit = dice.random() < 0.6
            pane = mix(light.lamp, WHITE, 0.2) if lit else times(wall, 0.34)
            d.poly(eye.side(x, 1.25, 1.95, z0 + 0.34, z1 - 0.34), pane, opacity=0.95)
            d.poly(eye.side(x, 1.0, 1.06, z0 + 0.1, z0 + 0.24), mix(light.lamp, INK, 0.3))
            d.line(
                [eye.at(x, 2.2, z0), eye.at(x, 2.2, z1), eye.at(x, 0, z1)], mix(wall, light.lamp, 0.4), 1.3, opacity=0.6
            )
            plate = eye.side(x, 1.5, 1.75, z1 + 0.25, z1 + 0.55)
            d.poly(plate, mix(wall, WHITE, 0.5), opacity=0.7)


def _end(d: Drawing, eye: Eye, deep: float, tall: float, light: Mood, wall: Rgb) -> None:
    """A window or glass doors at the far end, glowing."""
    del tall
    glow = mix(light.outside, light.lamp, 0.45)
    x, y = eye.at(0, 1.5, deep)
    d.poly(eye.front(-1.0, 1.0, 0, 2.6, deep), times(wall, 0.5))
    panes = [eye.front(-0.92, -0.04, 0.05, 2.5, deep), eye.front(0.04, 0.92, 0.05, 2.5, deep)]
    top, foot = eye.at(0, 2.5, deep)[1], eye.at(0, 0, deep)[1]
    for pane in panes:
        d.poly(pane, d.down(top, foot, mix(glow, WHITE, 0.5), glow))
    d.glow(x, y, 200, glow, 0.45)


def _bench(d: Drawing, eye: Eye, half: float, wall: Rgb, side: int) -> None:
    x0 = half - 0.55 if side > 0 else -half + 0.05
    for n in range(3):
        z = 6.4 - n * 0.62
        Block((x0, x0 + 0.5), (0.4, 0.46), (z, z + 0.55)).draw(d, eye, mix(wall, WHITE, 0.1))
        back = half - 0.06 if side > 0 else -half + 0.02
        d.poly(eye.side(back, 0.46, 0.9, z, z + 0.55), mix(wall, WHITE, 0.16))
        d.line([eye.at(x0 + 0.25, 0.4, z + 0.05), eye.at(x0 + 0.25, 0, z + 0.05)], times(INK, 1.6), 3)
