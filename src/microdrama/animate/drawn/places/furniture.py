"""Furniture in metres: sofas, chairs, tables, beds, shelves, plants."""

from __future__ import annotations

import math

from microdrama.animate.drawn.light import Rgb
from microdrama.animate.drawn.places.colours import INK, WHITE, mix, times, turned
from microdrama.animate.drawn.places.drawing import Drawing, Point
from microdrama.animate.drawn.places.perspective import Block, Eye
from microdrama.animate.drawn.places.scenery import Setting

Spot = tuple[float, float]
"""Where something stands: x and z in metres."""


def shadow(d: Drawing, eye: Eye, at: Spot, wide: float, *, opacity: float = 0.45) -> None:
    """The soft dark under something that stands on the floor."""
    x, y = eye.at(at[0], 0, at[1])
    d.glow(x, y, wide * eye.scale(at[1]), INK, opacity, tall=0.2)


def cushion(d: Drawing, box: tuple[float, float, float, float], colour: Rgb, *, edge: Rgb | None = None) -> None:
    """A stuffed shape over (left, top, right, bottom), lighter above, with a line of light."""
    x0, y0, x1, y1 = box
    r = min(x1 - x0, y1 - y0) * 0.3
    d.rect(x0, y0, x1 - x0, y1 - y0, d.down(y0, y1, times(colour, 1.22), times(colour, 0.68)), round_=r)
    if edge is not None:
        d.line([(x0 + r, y0 + 1), (x1 - r, y0 + 1)], edge, 2, opacity=0.55)


def sofa(d: Drawing, eye: Eye, at: Spot, *, wide: float, colour: Rgb, edge: Rgb) -> None:
    """A sofa that faces the eye, its left end at x."""
    x, z = at
    shadow(d, eye, (x + wide / 2, z), wide * 0.75)
    unit = eye.scale(z)
    left, foot = eye.at(x, 0, z)
    w = wide * unit
    cushion(
        d,
        (left + 0.1 * unit, foot - 0.86 * unit, left + w - 0.1 * unit, foot - 0.3 * unit),
        times(colour, 0.85),
        edge=edge,
    )
    seats = max(2, round(wide / 0.75))
    seat = (w - 0.3 * unit) / seats
    for n in range(seats):
        x0 = left + 0.15 * unit + n * seat
        cushion(d, (x0 + 1, foot - 0.8 * unit, x0 + seat - 1, foot - 0.4 * unit), colour)
        cushion(d, (x0 + 1, foot - 0.45 * unit, x0 + seat - 1, foot - 0.24 * unit), times(colour, 1.15), edge=edge)
    d.rect(left + 0.08 * unit, foot - 0.27 * unit, w - 0.16 * unit, 0.2 * unit, times(colour, 0.6))
    for x0 in (left, left + w - 0.22 * unit):
        cushion(d, (x0, foot - 0.62 * unit, x0 + 0.22 * unit, foot - 0.06 * unit), times(colour, 0.95), edge=edge)
    tint = turned(colour, 0.12)
    d.poly(
        [
            (left + 0.34 * unit, foot - 0.76 * unit),
            (left + 0.68 * unit, foot - 0.7 * unit),
            (left + 0.62 * unit, foot - 0.4 * unit),
            (left + 0.28 * unit, foot - 0.45 * unit),
        ],
        times(mix(tint, WHITE, 0.2), 1.2),
    )


def easy_chair(d: Drawing, eye: Eye, at: Spot, *, colour: Rgb, edge: Rgb) -> None:
    """An armchair that faces the eye."""
    sofa_width = 0.95
    x, z = at
    shadow(d, eye, (x + sofa_width / 2, z), 0.8)
    unit = eye.scale(z)
    left, foot = eye.at(x, 0, z)
    w = sofa_width * unit
    d.path(
        f"M{left + 0.08 * unit:.1f} {foot - 0.3 * unit:.1f}C{left + 0.02 * unit:.1f} {foot - 1.25 * unit:.1f} "
        f"{left + w - 0.02 * unit:.1f} {foot - 1.25 * unit:.1f} {left + w - 0.08 * unit:.1f} {foot - 0.3 * unit:.1f}z",
        d.down(foot - unit, foot - 0.3 * unit, times(colour, 1.15), times(colour, 0.7)), stroke=edge, width=1.4,
    )  # fmt: skip
    cushion(
        d,
        (left + 0.16 * unit, foot - 0.48 * unit, left + w - 0.16 * unit, foot - 0.24 * unit),
        times(colour, 1.2),
        edge=edge,
    )
    d.rect(left + 0.12 * unit, foot - 0.27 * unit, w - 0.24 * unit, 0.17 * unit, times(colour, 0.6))
    for x0 in (left - 0.02 * unit, left + w - 0.18 * unit):
        cushion(d, (x0, foot - 0.6 * unit, x0 + 0.2 * unit, foot - 0.1 * unit), colour, edge=edge)
    for x0 in (left + 0.05 * unit, left + w - 0.1 * unit):
        d.line([(x0, foot - 0.1 * unit), (x0, foot)], times(INK, 1.2), 3)


def table(
    d: Drawing, eye: Eye, at: Spot, *, wide: float, deep: float, tall: float, colour: Rgb, edge: Rgb | None = None
) -> None:
    """A table with four legs, its near left corner at a spot."""
    x, z = at
    shadow(d, eye, (x + wide / 2, z + deep / 2), wide * 0.75)
    leg = 0.06
    for x0 in (x, x + wide - leg):
        for z0 in (z + deep - leg, z):
            Block((x0, x0 + leg), (0, tall - 0.05), (z0, z0 + leg)).draw(d, eye, times(colour, 0.7))
    Block((x, x + wide), (tall - 0.06, tall), (z, z + deep)).draw(d, eye, colour, edge=edge)


def chair(d: Drawing, eye: Eye, at: Spot, *, colour: Rgb, edge: Rgb | None = None, back: float = 0.92) -> None:
    """A plain chair seen from the front."""
    x, z = at
    w = 0.42
    for x0 in (x, x + w - 0.05):
        Block((x0, x0 + 0.05), (0, back), (z + 0.38, z + 0.42)).draw(d, eye, times(colour, 0.8))
    Block((x, x + w), (back - 0.34, back), (z + 0.38, z + 0.42)).draw(d, eye, colour, edge=edge)
    for x0 in (x, x + w - 0.05):
        Block((x0, x0 + 0.05), (0, 0.44), (z, z + 0.04)).draw(d, eye, times(colour, 0.75))
    Block((x, x + w), (0.42, 0.47), (z, z + 0.42)).draw(d, eye, times(colour, 1.1), edge=edge)


def desk(d: Drawing, at: Point, *, colour: Rgb, edge: Rgb, lamp: Rgb) -> None:
    """The corner of a desk before the camera, to the right: a screen, a sheet, a glass. In units of the frame."""
    x, y = at
    d.poly(
        [(x - 30, y - 55), (900, y - 112), (900, y - 50), (x - 10, y + 6)],
        d.gradient((x, 0), (900, 0), [(0, mix(colour, edge, 0.35)), (1, colour)]),
    )
    d.poly([(x - 30, y - 55), (x - 10, y + 6), (x + 40, 1500), (x + 90, 1500), (x + 52, y + 6)], times(colour, 0.55))
    d.poly([(x - 10, y + 6), (900, y - 50), (900, y + 44), (x + 40, y + 70)], times(colour, 0.5))
    d.line([(x - 30, y - 55), (900, y - 112)], edge, 3.5, opacity=0.8)
    d.poly([(x + 128, y - 206), (x + 272, y - 220), (x + 292, y - 84), (x + 140, y - 66)], times(INK, 0.8))
    d.line([(x + 128, y - 206), (x + 272, y - 220), (x + 292, y - 84)], edge, 3, opacity=0.7)
    d.poly([(x - 6, y - 62), (x + 60, y - 66), (x + 72, y - 46), (x + 8, y - 42)], mix(WHITE, lamp, 0.3), opacity=0.7)
    d.poly(
        [(x + 84, y - 94), (x + 118, y - 94), (x + 114, y - 54), (x + 88, y - 54)], mix(lamp, INK, 0.35), opacity=0.9
    )
    d.line([(x + 84, y - 94), (x + 118, y - 94)], mix(lamp, WHITE, 0.4), 2)


def plant(d: Drawing, setting: Setting, eye: Eye, at: Spot, *, colour: Rgb, tall: float = 1.5) -> None:
    """A tall plant in a pot: pointed leaves that bend outwards, in three tones."""
    dice = setting.dice(round(at[0] * 31) + 60)
    x, z = at
    unit = eye.scale(z)
    px, foot = eye.at(x, 0, z)
    shadow(d, eye, at, 0.5)
    pot = 0.2 * unit
    rim = foot - 0.4 * unit
    for tone in (0.55, 0.85, 1.25):
        for _ in range(7):
            turn = math.radians(90 + dice.uniform(-64, 64))
            long = unit * tall * dice.uniform(0.45, 0.75) * (0.7 + 0.3 * math.sin(turn))
            tip_x, tip_y = px + long * math.cos(turn), rim - long * math.sin(turn)
            cx, cy = px + long * 0.35 * math.cos(turn), rim - long * 0.78 * math.sin(turn)
            wide = unit * 0.06
            d.path(
                f"M{px:.1f} {rim:.1f}Q{cx - wide:.1f} {cy:.1f} {tip_x:.1f} {tip_y + unit * 0.1:.1f}"
                f"Q{cx + wide:.1f} {cy + wide:.1f} {px + 3:.1f} {rim:.1f}z", times(colour, tone),
            )  # fmt: skip
    clay = mix(times(INK, 2.2), colour, 0.2)
    d.poly(
        [(px - pot, rim), (px + pot, rim), (px + pot * 0.7, foot), (px - pot * 0.7, foot)],
        d.gradient((px - pot, 0), (px + pot, 0), [(0, times(clay, 1.5)), (1, times(clay, 0.7))]),
    )


def bed(d: Drawing, eye: Eye, at: Spot, *, wide: float, cloth: Rgb, sheet: Rgb, wood: Rgb, edge: Rgb) -> None:
    """A double bed seen from its foot, head against the far wall; its left end at x, its foot at z."""
    x, z = at
    far = z + 1.95
    shadow(d, eye, (x + wide / 2, z), wide * 0.8, opacity=0.6)
    Block((x - 0.08, x + wide + 0.08), (0, 1.25), (far, far + 0.1)).draw(d, eye, wood, edge=edge)
    unit = eye.scale(far)
    left, head = eye.at(x, 0.85, far)
    buttons = 5
    for n in range(buttons):
        x0 = left + n * wide * unit / buttons
        cushion(
            d, (x0 + 1, head - 0.36 * unit, x0 + wide * unit / buttons - 1, head + 0.16 * unit), mix(wood, cloth, 0.4)
        )
    Block((x, x + wide), (0, 0.34), (z, far)).draw(d, eye, times(wood, 0.7))
    Block((x - 0.02, x + wide + 0.02), (0.3, 0.6), (z, far)).draw(d, eye, sheet, top=times(sheet, 1.06), edge=edge)
    _pillows(d, eye, x, far, wide, sheet, cloth)
    near_l, near_r = eye.at(x - 0.06, 0.62, z), eye.at(x + wide + 0.06, 0.62, z)
    far_l, far_r = eye.at(x - 0.03, 0.63, far - 0.75), eye.at(x + wide + 0.03, 0.63, far - 0.75)
    d.poly([far_l, far_r, near_r, near_l], d.down(far_l[1], near_l[1], times(cloth, 1.15), cloth))
    drop = eye.at(0, 0.12, z)[1]
    d.path(
        f"M{near_l[0]:.1f} {near_l[1]:.1f}H{near_r[0]:.1f}L{near_r[0] + 5:.1f} {drop:.1f}Q{(near_l[0] + near_r[0]) / 2:.1f} "
        f"{drop + 16:.1f} {near_l[0] - 5:.1f} {drop - 4:.1f}z", d.down(near_l[1], drop, cloth, times(cloth, 0.55)),
    )  # fmt: skip
    for n in range(1, 7):
        fold = near_l[0] + (near_r[0] - near_l[0]) * n / 7
        d.line([(fold, near_l[1] + 4), (fold + (n - 3.5) * 2, drop)], times(cloth, 0.5), 2.2, opacity=0.5)
    d.line([far_l, far_r], mix(sheet, WHITE, 0.5), 4, opacity=0.7)


def _pillows(d: Drawing, eye: Eye, x: float, far: float, wide: float, sheet: Rgb, cloth: Rgb) -> None:
    unit = eye.scale(far - 0.3)
    left, foot = eye.at(x, 0.6, far - 0.3)
    half = wide * unit / 2
    for n in range(2):
        cushion(
            d, (left + n * half + 4, foot - 0.34 * unit, left + (n + 1) * half - 4, foot + 2), mix(sheet, WHITE, 0.3)
        )
    cushion(d, (left + half * 0.62, foot - 0.24 * unit, left + half * 1.38, foot + 6), times(cloth, 1.25))


def shelf(
    d: Drawing, setting: Setting, box: tuple[float, float, float, float], wood: Rgb, *, rows: int, hues: tuple[Rgb, ...]
) -> None:
    """A bookcase over (left, top, right, bottom): books stand, lean and leave gaps."""
    x0, y0, x1, y1 = box
    dice = setting.dice(round(x0) % 89 + 62)
    d.rect(x0, y0, x1 - x0, y1 - y0, times(wood, 0.45))
    step = (y1 - y0) / rows
    by_hue: dict[Rgb, list[tuple[float, float, float, float]]] = {}
    for row in range(rows):
        base = y0 + (row + 1) * step - 4
        x = x0 + 5
        while x < x1 - 9:
            wide, high = dice.uniform(0.05, 0.15) * step, step * dice.uniform(0.5, 0.84)
            if dice.random() < 0.09:
                x += dice.uniform(0.2, 0.6) * step
                continue
            hue = times(dice.choice(hues), dice.choice((0.6, 0.85, 1.1)))
            by_hue.setdefault(hue, []).append((x, base - high, min(wide, x1 - 5 - x), high))
            x += wide + 0.8
    for hue, boxes in by_hue.items():
        d.rects(boxes, hue)
        d.rects([(x, y + h * 0.16, w, h * 0.06) for x, y, w, h in boxes if w > 5], mix(hue, WHITE, 0.35), opacity=0.6)
    d.rects([(x0, y0 + n * step - 4, x1 - x0, 6) for n in range(rows + 1)], wood)
    d.rects([(x0, y0 + n * step - 4, x1 - x0, 1.5) for n in range(rows + 1)], times(wood, 1.6), opacity=0.7)
    d.rects([(x0, y0, 5, y1 - y0), (x1 - 5, y0, 5, y1 - y0)], times(wood, 0.9))
