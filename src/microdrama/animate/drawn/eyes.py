"""Eyes: sclera, iris with a gradient, the lid's shadow, two lights, tapered lashes; lids, gazes, shock and tears."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from microdrama.animate.drawn.features import Features
from microdrama.animate.drawn.ink import INK, Point, brush, fill, smooth
from microdrama.animate.drawn.paints import lit, mix, skin_shade
from microdrama.domain.storyboard import Feeling

Lid = Literal["open", "half", "shut"]
Gaze = Literal["left", "ahead", "right"]
LIDS: tuple[Lid, ...] = ("open", "half", "shut")
GAZES: tuple[Gaze, ...] = ("left", "ahead", "right")

EYES_BOX = (340.0, 330.0, 420.0, 330.0)
"""What an eye patch covers, with room for tears: left, top, width, height in head units."""


@dataclass(frozen=True, slots=True)
class _Mien:
    """How a feeling sits in the eyes: opening, how far the inner lid is pressed down, the lower lid up, iris size."""

    opening: float = 1.0
    inner: float = 0.0
    outer: float = 0.0
    lower: float = 0.0
    iris: float = 1.0
    bright: float = 1.0


_MIENS: dict[Feeling, _Mien] = {
    "neutral": _Mien(),
    "happy": _Mien(opening=0.98, lower=0.34, iris=1.05, bright=1.15),
    "tender": _Mien(opening=0.86, lower=0.14, outer=0.08, iris=1.08, bright=1.2),
    "sad": _Mien(opening=0.84, outer=0.26, inner=-0.06, bright=1.1),
    "crying": _Mien(opening=0.84, outer=0.28, inner=-0.1, lower=0.16, bright=1.5),
    "angry": _Mien(opening=0.88, inner=0.42, lower=0.12, iris=0.86, bright=0.8),
    "shouting": _Mien(opening=1.08, inner=0.34, iris=0.74),
    "afraid": _Mien(opening=1.16, outer=0.12, iris=0.68),
    "shocked": _Mien(opening=1.28, iris=0.56),
    "cold": _Mien(opening=0.7, inner=0.1, iris=0.98, bright=0.55),
    "smug": _Mien(opening=0.72, outer=0.02, inner=0.12, lower=0.22, iris=0.98),
    "determined": _Mien(opening=0.9, inner=0.26, iris=0.96),
    "pained": _Mien(opening=0.6, inner=0.2, outer=0.14, lower=0.3, iris=0.9),
    "whispering": _Mien(opening=0.82, lower=0.05),
}
_SHIFT: dict[Gaze, float] = {"left": -0.34, "ahead": 0.0, "right": 0.34}


def paint_eyes(face: Features, *, feeling: Feeling, lid: Lid, gaze: Gaze, ahead: float = 0.0) -> str:
    """Both eyes of a head that looks to the right. `ahead` is where such an eye rests, as a share of its half width."""
    mien = _MIENS[feeling]
    shift = _SHIFT[gaze] + (ahead if gaze == "ahead" else 0.0)
    tall = (54.0 if face.feminine else 43.0) * face.eye_size * (1.12 if face.young else 1.0)
    if face.age == "elder":
        tall *= 0.82
    near = _eye(face, mien, (462, 474), (78.0, tall), lid=lid, shift=shift, outer=-1, name="near", feeling=feeling)
    far = _eye(face, mien, (658, 468), (48.0, tall * 0.97), lid=lid, shift=shift, outer=1, name="far", feeling=feeling)
    return near + far + (_tears(tall) if feeling == "crying" else "")


def _eye(
    face: Features, mien: _Mien, at: Point, half: Point, *, lid: Lid, shift: float, outer: int, name: str,
    feeling: Feeling,
) -> str:  # fmt: skip
    w, h = half[0] * (0.94 if not face.feminine else 1.0), half[1]
    tilt = -face.eye_tilt - (2.0 if face.feminine else 0.0)

    def place(x: float, y: float) -> Point:
        return at[0] + outer * x * w, at[1] + y * h + tilt * x

    if lid == "shut":
        return _shut(face, place, feeling=feeling, outer=outer)
    opening = mien.opening * (0.52 if lid == "half" else 1.0) * (1.0 if face.feminine or mien.iris < 0.8 else 0.88)
    drop_in, drop_out = mien.inner, mien.outer
    upper = [place(-1.0, 0.36), place(-0.72, -0.5 * opening + drop_in), place(-0.2, -0.96 * opening + drop_in * 0.7),
             place(0.38, -0.98 * opening + drop_out * 0.6), place(0.82, -0.5 * opening + drop_out),
             place(1.04, 0.08 + drop_out * 0.4)]  # fmt: skip
    rise = mien.lower
    lower = [place(1.04, 0.08 + drop_out * 0.4), place(0.72, 0.62 - rise * 0.6), place(0.1, 0.86 - rise),
             place(-0.55, 0.72 - rise * 0.9), place(-1.0, 0.36)]  # fmt: skip
    shape = smooth(upper, closed=False) + smooth(lower, closed=False).replace("M", "L", 1) + "Z"
    ball = _ball(face, mien, at, (w, h), shift=shift, name=name, upper=upper)
    return (
        f'<clipPath id="{name}"><path d="{shape}"/></clipPath><g clip-path="url(#{name})">{ball}</g>'
        + _lashes(face, upper, lower, place, opening=opening, shift_out=drop_out, drop_in=drop_in, feeling=feeling)
    )


def _ball(
    face: Features, mien: _Mien, at: Point, half: Point, *, shift: float, name: str, upper: list[Point]
) -> str:
    w, h = half
    r = h * (0.82 if face.feminine else 0.90) * mien.iris
    rx = r * (0.92 if w > 60 else 0.72)
    x, y = at[0] + shift * w * 0.9, at[1] - 0.06 * h
    dark, pale = mix(face.iris, INK, 0.62), lit(face.iris, 0.42)
    white = "#fbf6f4"
    parts = [
        f'<rect x="{at[0] - 120}" y="{at[1] - 120}" width="240" height="240" fill="{white}"/>',
        f'<linearGradient id="{name}-i" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="{dark}"/>'
        f'<stop offset="0.45" stop-color="{face.iris}"/><stop offset="1" stop-color="{pale}"/></linearGradient>',
        f'<ellipse cx="{x:.1f}" cy="{y:.1f}" rx="{rx:.1f}" ry="{r:.1f}" fill="url(#{name}-i)" stroke="{mix(dark, INK, 0.6)}" '
        f'stroke-width="{r * 0.13:.1f}"/>',
        f'<ellipse cx="{x:.1f}" cy="{y + r * 0.5:.1f}" rx="{rx * 0.58:.1f}" ry="{r * 0.3:.1f}" fill="{lit(face.iris, 0.6)}" '
        f'fill-opacity="{min(0.55 * mien.bright, 1):.2f}"/>',
        f'<ellipse cx="{x:.1f}" cy="{y:.1f}" rx="{rx * 0.44:.1f}" ry="{r * 0.5:.1f}" fill="{INK}"/>',
    ]
    shadow = [*upper, *[(px, py + h * 0.42) for px, py in upper[::-1]]]
    parts.append(fill(smooth(shadow), mix("#5a3f68", INK, 0.2), opacity=0.42))
    glow = min(mien.bright, 1.4)
    parts += [
        f'<ellipse cx="{x - rx * 0.36:.1f}" cy="{y - r * 0.36:.1f}" rx="{rx * 0.30 * glow:.1f}" ry="{r * 0.27 * glow:.1f}" '
        f'fill="#fff"/>',
        f'<ellipse cx="{x + rx * 0.36:.1f}" cy="{y + r * 0.42:.1f}" rx="{rx * 0.15 * glow:.1f}" ry="{r * 0.14 * glow:.1f}" '
        f'fill="#fff" fill-opacity="0.92"/>',
    ]
    if mien.bright >= 1.5:
        parts.append(
            f'<ellipse cx="{at[0]:.1f}" cy="{at[1] + h * 0.6:.1f}" rx="{w * 0.7:.1f}" ry="{h * 0.16:.1f}" fill="#dff0ff" '
            f'fill-opacity="0.85"/>'
        )
    return "".join(parts)


def _lashes(
    face: Features, upper: list[Point], lower: list[Point], place: _Place, *, opening: float, shift_out: float,
    drop_in: float, feeling: Feeling,
) -> str:  # fmt: skip
    heavy = 20.0 if face.feminine else 15.0
    if face.young:
        heavy *= 0.9
    wing = place(1.24 if face.feminine else 1.1, -0.14 + shift_out * 0.6)
    lid = brush([*upper[:-1], place(1.02, -0.02 + shift_out * 0.5), wing], heavy,
                press=(0.25, 0.55, 0.8, 0.95, 1.0, 1.0, 0.05))  # fmt: skip
    drawn = [fill(lid, INK)]
    if face.feminine:
        for x, y, reach in ((0.98, -0.1, 0.34), (0.86, -0.42, 0.32), (0.66, -0.7, 0.24)):
            start = place(x - 0.05, y * opening + shift_out * 0.8)
            tip = place(x + reach, y * opening - 0.22 + shift_out * 0.8)
            bend = place(x + reach * 0.6, y * opening - 0.02 + shift_out * 0.8)
            drawn.append(fill(brush([start, bend, tip], 11, press=(1, 0.7, 0)), INK))
    tint = mix(INK, skin_shade(face.skin), 0.35)
    drawn.append(fill(brush(lower[:-1], 7, press=(1.0, 0.8, 0.5, 0.1)), tint))
    crease = [(x, y - (19 if face.feminine else 14)) for x, y in upper[1:5]]
    drawn.append(fill(brush(crease, 5, press=(0, 0.7, 0.9, 0.3)), mix(tint, face.skin, 0.35)))
    if feeling in ("shocked", "afraid"):
        drawn.append(fill(brush([(x, y + 13) for x, y in lower[1:4]], 4), tint, opacity=0.6))
    return "".join(drawn)


def _shut(face: Features, place: _Place, *, feeling: Feeling, outer: int) -> str:
    heavy = 15.0 if face.feminine else 12.0
    up = feeling == "happy"
    if up:
        arc = [place(-0.95, 0.5), place(-0.5, -0.02), place(0.1, -0.16), place(0.66, 0.04), place(1.08, 0.5)]
    elif feeling in ("pained", "shouting"):
        arc = [place(-0.95, 0.5), place(-0.4, 0.34), place(0.2, 0.24), place(0.7, 0.14), place(1.12, 0.0)]
    else:
        arc = [place(-0.98, 0.34), place(-0.5, 0.6), place(0.1, 0.72), place(0.7, 0.56), place(1.1, 0.2)]
    drawn = [fill(brush(arc, heavy, press=(0.2, 0.8, 1, 1, 0.1)), INK)]
    if face.feminine and not up:
        for x, y in ((0.95, 0.4), (0.7, 0.58), (0.4, 0.68)):
            lash = brush([place(x, y), place(x + 0.14, y + 0.16), place(x + 0.3, y + 0.2)], 9, press=(1, 0.6, 0))
            drawn.append(fill(lash, INK))
    tint = mix(INK, skin_shade(face.skin), 0.5)
    if not up:
        drawn.append(fill(brush([place(-0.6, -0.32), place(0, -0.46), place(0.7, -0.34)], 5), tint, opacity=0.7))
    return "".join(drawn)


def _tears(tall: float) -> str:
    """Full eyes and a track down each cheek, from the lower lid on."""
    drawn: list[str] = []
    for x, y, length, wide in ((440, 474 + tall * 0.62, 150, 24), (664, 468 + tall * 0.64, 118, 16)):
        track = smooth([(x - wide * 0.7, y), (x + wide * 0.7, y), (x + wide * 0.34, y + length * 0.4),
                        (x + wide * 0.5, y + length * 0.86), (x, y + length), (x - wide * 0.5, y + length * 0.86),
                        (x - wide * 0.3, y + length * 0.4)])  # fmt: skip
        drawn.append(fill(track, "#d3e8ff", opacity=0.8))
        drawn.append(fill(brush([(x - wide * 0.5, y + 12), (x - wide * 0.34, y + length * 0.5),
                                 (x - wide * 0.46, y + length * 0.86), (x, y + length)], 6), "#6f8fc4"))  # fmt: skip
        drawn.append(
            f'<ellipse cx="{x + wide * 0.12:.1f}" cy="{y + length * 0.8:.1f}" rx="{wide * 0.2:.1f}" ry="13" fill="#fff"/>'
        )
    return "".join(drawn)


class _Place:
    """Placed points of one eye: a share of its half width and height to head units."""

    def __call__(self, x: float, y: float) -> Point:
        raise NotImplementedError
