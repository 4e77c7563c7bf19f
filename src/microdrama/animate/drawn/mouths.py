"""Mouths: nine shapes of speech, each bent by the feeling; a tinted ink line, teeth, a tongue."""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

import numpy as np

from microdrama.animate.drawn.features import Features
from microdrama.animate.drawn.ink import INK, Point, brush, clipped, ellipse, fill, line, smooth
from microdrama.animate.drawn.paints import lit, mix, skin_shade
from microdrama.animate.timed import MouthShape
from microdrama.domain.storyboard import Feeling

MOUTHS_BOX = (460.0, 580.0, 260.0, 190.0)
"""What a mouth patch covers: left, top, width, height in head units."""
SHAPES: tuple[MouthShape, ...] = get_args(MouthShape)

_AT = (580.0, 650.0)


@dataclass(frozen=True, slots=True)
class _Bend:
    """What a feeling does: corners down (+) or up (-) near and far, width, parted jaws, teeth shown, trembling."""

    near: float = 0.0
    far: float = 0.0
    width: float = 1.0
    part: float = 1.0
    clenched: bool = False
    trembling: float = 0.0


_BENDS: dict[Feeling, _Bend] = {
    "neutral": _Bend(near=1, far=-2),
    "happy": _Bend(near=-20, far=-24, width=1.14),
    "tender": _Bend(near=-11, far=-13, width=0.98),
    "sad": _Bend(near=14, far=10, width=0.88, part=0.85),
    "crying": _Bend(near=20, far=16, width=1.0, trembling=6),
    "angry": _Bend(near=15, far=10, width=1.02, part=1.1),
    "shouting": _Bend(near=6, far=2, width=1.14, part=1.4, clenched=True),
    "afraid": _Bend(near=13, far=10, width=0.98, part=0.9, trembling=5),
    "shocked": _Bend(near=7, far=4, width=0.8, part=1.15),
    "cold": _Bend(near=4, far=2, width=0.84, part=0.7),
    "smug": _Bend(near=2, far=-26, width=1.06),
    "determined": _Bend(near=6, far=1, width=0.96),
    "pained": _Bend(near=13, far=6, width=1.04, part=0.9, clenched=True),
    "whispering": _Bend(near=0, far=-4, width=0.78, part=0.6),
}

_OPENINGS: dict[MouthShape, tuple[float, float, float]] = {
    "teeth": (54, 6, 16),
    "small": (44, 6, 24),
    "open": (50, 10, 50),
    "wide": (66, 16, 70),
    "round": (34, 16, 44),
    "pucker": (22, 9, 20),
    "tongue": (46, 9, 34),
}
"""Half the width, how far the upper lip rises and the lower one falls, in head units."""


def paint_mouth(face: Features, *, shape: MouthShape, feeling: Feeling) -> str:
    """The mouth of a head that looks to the right."""
    bend = _BENDS[feeling]
    if shape == "rest" and bend.clenched:
        return _teeth_clenched(face, bend)
    if shape == "rest" and feeling == "shocked":
        return _opened(face, bend, (30, 8, 22), shape="small")
    if shape in ("rest", "closed"):
        return _shut(face, bend, pressed=shape == "closed")
    return _opened(face, bend, _OPENINGS[shape], shape=shape)


def _lip_line(face: Features) -> str:
    return mix(INK, face.lips, 0.3)


def _corners(bend: _Bend, half: float) -> tuple[Point, Point]:
    x, y = _AT
    return (x - half * bend.width - 4, y + 3 + bend.near), (x + half * 0.84 * bend.width, y - 5 + bend.far)


def _shut(face: Features, bend: _Bend, *, pressed: bool) -> str:
    half = 50.0 if pressed else 58.0
    near, far = _corners(bend, half)
    wave = bend.trembling
    sag = -(bend.near + bend.far) * (0.34 if bend.near + bend.far < 0 else 0.2)
    middle = (near[1] + far[1]) / 2

    def bow(at: float, shake: float) -> Point:
        # a parabola from corner to corner, so that no mouth has a peak
        x = (near[0] + far[0]) / 2 + at * (far[0] - near[0]) / 2
        low = _AT[1] + sag + 1 - (near[1] + far[1]) / 2 + (bend.near + bend.far) * 0.04
        return x, middle + at * (far[1] - near[1]) / 2 + low * (1 - at * at) + shake * wave

    way: list[Point] = [near, bow(-0.56, 0.7), bow(-0.04, -0.8), bow(0.5, 0.7), far]
    drawn: list[str] = []
    if face.feminine and not face.young:
        upper = smooth([near, (_AT[0] - 18, way[1][1] - 14), (_AT[0] + 4, way[2][1] - 10),
        (_AT[0] + 18, way[3][1] - 14),
                        far, way[3], way[2], way[1]])  # fmt: skip
        lower = smooth([way[1], way[2], way[3], (_AT[0] + 22, way[3][1] + 17), (_AT[0] - 4, way[2][1] + 24),
                        (_AT[0] - 24, way[1][1] + 15)])  # fmt: skip
        drawn += [fill(lower, face.lips, opacity=0.75), fill(upper, mix(face.lips, INK, 0.14), opacity=0.85)]
        gleam = brush([(_AT[0] - 10, way[1][1] + 11), (_AT[0] + 8, way[2][1] + 12)], 5)
        drawn.append(fill(gleam, lit(face.lips, 0.55), opacity=0.8))
    press = (0.5, 0.8, 1.0, 0.8, 0.4)
    drawn.append(fill(brush(way, 11 if not pressed else 13, press=press), _lip_line(face)))
    tick = bend.near - 4 if bend.near < 0 else bend.near + 4
    drawn.append(fill(brush([(near[0] - 5, near[1] - 5), (near[0] + 1, near[1] + 3 + tick * 0.1)], 7), _lip_line(face)))
    if bend.far < -15:
        drawn.append(fill(brush([(far[0] - 1, far[1] + 6), (far[0] + 9, far[1] - 8)], 7), _lip_line(face)))
    low = _AT[1] + 32 + sag * 0.8
    under = brush([(_AT[0] - 20, low), (_AT[0] + 2, low + 5), (_AT[0] + 22, low - 1)], 6 if not pressed else 8)
    drawn.append(fill(under, mix(skin_shade(face.skin), INK, 0.2), opacity=0.8))
    return "".join(drawn)


def _opened(face: Features, bend: _Bend, opening: tuple[float, float, float], *, shape: MouthShape) -> str:
    half, up, down = opening[0], opening[1], opening[2] * bend.part
    tight = shape in ("round", "pucker")
    pull = 0.35 if tight else 0.7
    x, y = _AT
    near: Point = (x - half * (bend.width if not tight else 1.0), y + 4 + bend.near * pull)
    far: Point = (x + half * 0.84 * (bend.width if not tight else 1.0), y - 3 + bend.far * pull)
    lift = -(bend.near + bend.far) * 0.12
    bulge = 0.82 if tight else 0.6
    top: list[Point] = [near, (x - half * bulge, y - up * 0.7 + lift), (x + 2, y - up + lift + 3),
                        (x + half * 0.5, y - up * 0.9 + lift), far]  # fmt: skip
    bottom: list[Point] = [far, (x + half * bulge * 0.84, y + down * 0.62 + lift), (x, y + down + lift),
                           (x - half * bulge, y + down * 0.66 + lift), near]  # fmt: skip
    if tight:
        turn = np.linspace(0, np.pi, 7)
        mid, tall = y + (down - up) / 2, (up + down) / 2
        wide, off = (far[0] - near[0]) / 2, (far[0] + near[0]) / 2
        top = [(off - wide * float(np.cos(a)), mid - tall * float(np.sin(a))) for a in turn]
        bottom = [(off + wide * float(np.cos(a)), mid + tall * float(np.sin(a))) for a in turn]
    hole = smooth(top, closed=False) + smooth(bottom, closed=False).replace("M", "L", 1) + "Z"
    inside = _inside((x, y + lift), half, up, down, shape=shape)
    ring = ""
    if face.feminine and not face.young:
        ring = line(hole, mix(face.lips, INK, 0.08), width=15)
    ink = _lip_line(face)
    under_y = y + down + lift + 17
    under = brush([(x - half * 0.4, under_y), (x, under_y + 5), (x + half * 0.36, under_y - 1)], 6)
    return (
        ring
        + clipped(hole, inside, name="hole")
        + fill(brush(top, 13, press=(0.5, 0.9, 1, 0.9, 0.4)), ink)
        + fill(brush(bottom, 8, press=(0.5, 0.7, 0.8, 0.8, 0.5)), ink)
        + fill(under, mix(skin_shade(face.skin), INK, 0.2), opacity=0.75)
    )


def _inside(at: Point, half: float, up: float, down: float, *, shape: MouthShape) -> str:
    x, y = at
    dark = mix("#5b0f24", INK, 0.35)
    drawn = [f'<rect x="{x - 120}" y="{y - 120}" width="240" height="260" fill="{dark}"/>']
    tongue = "#d0566a"
    if shape in ("open", "wide", "small"):
        drawn.append(ellipse((x + 2, y + down * 1.02), half * 0.62, down * 0.44, tongue))
    if shape == "tongue":
        drawn.append(
            ellipse((x + 2, y + down * 0.56), half * 0.55, down * 0.5, tongue)
            + fill(brush([(x, y + down * 0.3), (x + 2, y + down * 0.7)], 4), mix(tongue, INK, 0.4))
        )
    if shape in ("open", "wide", "tongue", "small", "teeth"):
        deep = {"wide": 0.30, "teeth": 1.3, "open": 0.24}.get(shape, 0.3) * down
        band = smooth([(x - half * 0.96, y - up - 20), (x + half * 0.9, y - up - 24),
                       (x + half * 0.78, y - up * 0.4 + deep - 4),
                       (x, y - up * 0.4 + deep + 3), (x - half * 0.8, y - up * 0.4 + deep)])  # fmt: skip
        drawn.append(fill(band, "#fdf8f4"))
    if shape == "teeth":
        drawn.append(fill(brush([(x - half, y + 7), (x, y + 9), (x + half, y + 4)], 4), "#8d5a66", opacity=0.7))
    if shape == "wide":
        low = smooth([(x - half * 0.6, y + down * 0.98), (x, y + down * 0.86), (x + half * 0.55, y + down * 0.96),
                      (x + half * 0.4, y + down * 1.3), (x - half * 0.4, y + down * 1.3)])  # fmt: skip
        drawn.append(fill(low, "#efe6e4"))
    return "".join(drawn)


def _teeth_clenched(face: Features, bend: _Bend) -> str:
    near, far = _corners(bend, 52)
    x, y = _AT
    hole = smooth([near, (x - 30, y - 12), (x + 6, y - 14), (x + 34, y - 14), far, (x + 34, y + 16), (x, y + 22),
                   (x - 34, y + 20)])  # fmt: skip
    gaps = "".join(
        fill(brush([(x + k, y - 16), (x + k, y + 22)], 4), "#8d5a66", opacity=0.6) for k in (-32, -12, 9, 28)
    )
    bite = fill(brush([(x - 56, y + 7), (x, y + 5), (x + 50, y)], 5, press=(1, 1, 1)), "#6d3a4a")
    teeth = '<rect x="440" y="560" width="300" height="200" fill="#fdf8f4"/>'
    ring = line(hole, mix(face.lips, INK, 0.08), width=15) if face.feminine else ""
    return ring + clipped(hole, teeth + gaps + bite, name="hole") + line(hole, _lip_line(face), width=9)
