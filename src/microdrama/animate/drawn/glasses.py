"""Glasses: three frames and dark ones, drawn with the eyes that look through them."""

from __future__ import annotations

from microdrama.animate.drawn.features import Features
from microdrama.animate.drawn.ink import INK, Point, brush, clipped, fill, line, polygon, smooth
from microdrama.animate.drawn.paints import mix

_NEAR, _FAR = (462.0, 482.0), (660.0, 476.0)


def paint_glasses(face: Features) -> str:
    """A pair of glasses on a head that looks to the right; nothing where the person wears none."""
    if not face.glasses:
        return ""
    frame = mix(INK, "#4a3a5c", 0.35) if face.glasses != 3 else "#a8843a"
    dark = face.glasses == 4
    thick = 11.0 if face.glasses in (2, 4) else 8.0
    drawn: list[str] = []
    for name, at, half in (("near", _NEAR, (96.0, 70.0)), ("far", _FAR, (61.0, 67.0))):
        lens = _lens(at, half, round_by=face.glasses)
        glint = "".join(
            fill(_bar((at[0] + dx * half[0], at[1]), half[0] * wide, half[1]), "#ffffff", opacity=0.10)
            for dx, wide in ((-0.2, 0.34), (0.34, 0.14))
        )
        tint = fill(lens, "#15101c", opacity=0.93) if dark else fill(lens, "#dfeaff", opacity=0.07)
        drawn.append(tint + clipped(lens, glint, name=f"lens-{name}") + line(lens, frame, width=thick))
    bridge = brush([(556, 474), (578, 458), (600, 470)], thick * 1.3, press=(1, 0.9, 1))
    temple = brush([(368, 468), (330, 478), (296, 492)], thick * 1.5, press=(0.8, 1, 0.9))
    return "".join(drawn) + fill(bridge, frame) + fill(temple, frame)


def _lens(at: Point, half: Point, *, round_by: int) -> str:
    x, y = at
    w, h = half
    if round_by == 1:
        return smooth([(x - w, y), (x - w * 0.7, y - h * 0.74), (x, y - h), (x + w * 0.7, y - h * 0.74), (x + w, y),
                       (x + w * 0.7, y + h * 0.76), (x, y + h), (x - w * 0.7, y + h * 0.76)])  # fmt: skip
    return smooth([(x - w, y - h * 0.5), (x - w * 0.8, y - h * 0.78), (x, y - h * 0.8), (x + w * 0.84, y - h * 0.76),
                   (x + w, y - h * 0.46), (x + w * 0.9, y + h * 0.5), (x + w * 0.4, y + h * 0.86),
                   (x - w * 0.4, y + h * 0.88),
                   (x - w * 0.92, y + h * 0.5)])  # fmt: skip


def _bar(at: Point, wide: float, high: float) -> str:
    x, y = at
    corners = ((x + wide, y - high), (x + wide * 2, y - high), (x, y + high), (x - wide, y + high))
    return polygon(corners)
