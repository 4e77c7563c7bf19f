"""Throne rooms: banners, fires and a carpet that leads to the throne."""

from __future__ import annotations

from microdrama.animate.drawn.light import Rgb
from microdrama.animate.drawn.places.colours import INK, WHITE, mix, rgb, times
from microdrama.animate.drawn.places.naves import GOLD, Nave, columns, finish, front_arch, nave, windows
from microdrama.animate.drawn.places.perspective import Block
from microdrama.animate.drawn.places.raster import Lamp
from microdrama.animate.drawn.places.scenery import Scenery, Setting


def throne_room(setting: Setting) -> Scenery:
    """A throne on steps under a canopy, banners, a red carpet between columns and fires."""
    hue = setting.dice(1).choice((rgb("#8a4a5a"), rgb("#5f5a90"), rgb("#8a6a4a")))
    room = nave(setting, hue, half=3.5, deep=12.5, tall=8.5, bright=0.84)
    eye, d, s = room.eye, room.d, room.shine
    cloth = mix(rgb("#a0182e"), rgb("#5a2a80"), (setting.seed % 3) * 0.35)
    windows(room, y=(3.2, 6.6), zs=[10.0, 7.6, 5.4, 3.4], long=0.9)
    d.poly(front_arch(eye, (-2.1, 2.1), (0, 7.6), 12.5), times(room.wall, 0.5))
    for side in (-1, 1):
        d.path(
            "M"
            + "L".join(
                f"{px:.1f} {py:.1f}"
                for px, py in (
                    eye.at(side * 0.1, 7.2, 12.3),
                    eye.at(side * 1.9, 6.4, 12.3),
                    eye.at(side * 2.0, 0.5, 12.3),
                    eye.at(side * 1.45, 0.5, 12.3),
                    eye.at(side * 1.2, 4.4, 12.3),
                )
            )
            + "z",
            cloth,
        )
        d.line([eye.at(side * 1.2, 4.4, 12.3), eye.at(side * 1.45, 0.5, 12.3)], GOLD, 3)
    for n in range(5):
        Block((-1.9 + 0.18 * n, 1.9 - 0.18 * n), (0.2 * n, 0.2 * n + 0.2), (10.2 + 0.35 * n, 12.4)).draw(
            d, eye, mix(room.wall, WHITE, 0.2), edge=GOLD
        )
    _throne(room, cloth)
    columns(
        room,
        inset=0.6,
        zs=[11.2, 8.8, 6.5, 4.4, 2.7],
        thick=0.3,
        colour=mix(room.wall, INK, 0.12),
        cap=mix(GOLD, room.wall, 0.2),
    )
    for z in (8.8, 6.5, 4.4):
        for side in (-1, 1):
            _banner(room, side * 2.55, z, cloth)
            px, py = eye.at(side * 2.1, 1.35, z)
            unit = eye.scale(z)
            s.line([(px, py), (px, eye.at(0, 0, z)[1])], times(GOLD, 0.4), max(2, unit * 0.05))
            s.glow(px, py - unit * 0.16, unit * 1.3, rgb("#ff9a3c"), 0.8)
            s.path(
                f"M{px - unit * 0.13:.1f} {py:.1f}Q{px - unit * 0.1:.1f} {py - unit * 0.26:.1f} {px:.1f} {py - unit * 0.44:.1f}Q{px + unit * 0.1:.1f} {py - unit * 0.24:.1f} {px + unit * 0.13:.1f} {py:.1f}z",
                rgb("#ffc05a"),
            )
            s.poly(
                [
                    (px - unit * 0.18, py - unit * 0.02),
                    (px + unit * 0.18, py - unit * 0.02),
                    (px + unit * 0.08, py + unit * 0.14),
                    (px - unit * 0.08, py + unit * 0.14),
                ],
                times(GOLD, 0.5),
            )
            room.lamps.append(Lamp(px, py, unit * 1.9, rgb("#ff9a4c"), 0.6))
    return finish(
        room, accent=mix(rgb("#ff8a3c"), setting.colours.glow, 0.3), shine=0.55, step=1.0, runner=cloth, side="left"
    )


def _throne(room: Nave, cloth: Rgb) -> None:
    x, y = room.eye.at(0, 1.0, 11.8)
    u = room.eye.scale(11.8)
    d = room.d
    d.glow(x, y - u * 1.2, u * 2.2, room.light.lamp, 0.5)
    d.path(
        f"M{x - u * 0.6:.1f} {y:.1f}V{y - u * 1.9:.1f}L{x - u * 0.36:.1f} {y - u * 2.3:.1f}L{x:.1f} {y - u * 2.75:.1f}L{x + u * 0.36:.1f} {y - u * 2.3:.1f}L{x + u * 0.6:.1f} {y - u * 1.9:.1f}V{y:.1f}z",
        d.gradient((x - u * 0.6, 0), (x + u * 0.6, 0), [(0, times(GOLD, 0.55)), (0.5, GOLD), (1, times(GOLD, 0.5))]),
    )
    d.path(
        f"M{x - u * 0.42:.1f} {y - u * 0.5:.1f}V{y - u * 1.75:.1f}Q{x:.1f} {y - u * 2.3:.1f} {x + u * 0.42:.1f} {y - u * 1.75:.1f}V{y - u * 0.5:.1f}z",
        cloth,
    )
    d.rect(x - u * 0.6, y - u * 0.6, u * 1.2, u * 0.22, mix(cloth, WHITE, 0.15), round_=4)
    for side in (-1, 1):
        d.rect(x + side * u * 0.6 - u * 0.1, y - u * 0.95, u * 0.2, u * 0.95, GOLD, round_=3)
        d.circle(x + side * u * 0.6, y - u * 0.98, u * 0.13, mix(GOLD, WHITE, 0.3))
    d.circle(x, y - u * 2.45, u * 0.13, rgb("#e0304c"))


def _banner(room: Nave, x: float, z: float, cloth: Rgb) -> None:
    eye, d = room.eye, room.d
    w = 0.34
    a, b = eye.at(x - w, 6.0, z), eye.at(x + w, 3.1, z)
    middle = (a[0] + b[0]) / 2
    d.poly(
        [a, (b[0], a[1]), b, (middle, b[1] + eye.scale(z) * 0.35), (a[0], b[1])],
        d.gradient((a[0], 0), (b[0], 0), [(0, times(cloth, 0.6)), (0.4, times(cloth, 1.15)), (1, times(cloth, 0.55))]),
    )
    d.line([a, (b[0], a[1])], GOLD, max(2.0, eye.scale(z) * 0.05))
    d.poly(
        [
            (middle, a[1] + (b[1] - a[1]) * p)
            if k == 0
            else (middle + k * w * eye.scale(z) * 0.4, a[1] + (b[1] - a[1]) * p)
            for k, p in ((0, 0.3), (1, 0.46), (0, 0.66), (-1, 0.46))
        ],
        GOLD,
        opacity=0.85,
    )
