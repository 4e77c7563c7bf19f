"""Eyes: sclera, iris with a gradient, the lid's shadow, two lights, tapered lashes; lids, gazes, shock and tears."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from microdrama.animate.drawn.features import Features
from microdrama.animate.drawn.glasses import paint_glasses
from microdrama.animate.drawn.ink import INK, Point, brush, clipped, ellipse, fill, smooth
from microdrama.animate.drawn.paints import lit, mix, skin_shade
from microdrama.domain.storyboard import Feeling

Lid = Literal["open", "half", "shut"]
Gaze = Literal["left", "ahead", "right"]
LIDS: tuple[Lid, ...] = ("open", "half", "shut")
GAZES: tuple[Gaze, ...] = ("left", "ahead", "right")

EYES_BOX = (280.0, 330.0, 480.0, 330.0)
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


@dataclass(frozen=True, slots=True)
class _Eye:
    """One eye: whose, with which feeling, its middle, half its width and height, and where its outer corner is."""

    face: Features
    feeling: Feeling
    at: Point
    half: Point
    outer: int
    name: str

    @property
    def mien(self) -> _Mien:
        """How the feeling sits in it."""
        return _MIENS[self.feeling]

    def place(self, x: float, y: float) -> Point:
        """A point by shares of the half width, outwards, and of the half height, downwards."""
        tilt = -self.face.eye_tilt - (2.0 if self.face.feminine else 0.0)
        return self.at[0] + self.outer * x * self.half[0], self.at[1] + y * self.half[1] + tilt * x


_SHIFT: dict[Gaze, float] = {"left": -0.44, "ahead": 0.0, "right": 0.44}


def paint_eyes(face: Features, *, feeling: Feeling, lid: Lid, gaze: Gaze, ahead: float = 0.0) -> str:
    """Both eyes of a head that looks to the right; `ahead` is where they rest, as a share of their half width."""
    shift = _SHIFT[gaze] + (ahead if gaze == "ahead" else 0.0)
    tall = (54.0 if face.feminine else 43.0) * face.eye_size * (1.12 if face.young else 1.0)
    if face.age == "elder":
        tall *= 0.82
    slim = 1.0 if face.feminine else 0.94
    near = _Eye(face=face, feeling=feeling, at=(462, 474), half=(78.0 * slim, tall), outer=-1, name="near")
    far = _Eye(face=face, feeling=feeling, at=(658, 468), half=(48.0 * slim, tall * 0.97), outer=1, name="far")
    drawn = "".join(_shut(eye) if lid == "shut" else _opened(eye, lid=lid, shift=shift) for eye in (near, far))
    return drawn + paint_glasses(face)


def _opened(eye: _Eye, *, lid: Lid, shift: float) -> str:
    mien, place = eye.mien, eye.place
    calm = 1.0 if eye.face.feminine or mien.iris < 0.8 else 0.88
    opening = mien.opening * (0.52 if lid == "half" else 1.0) * calm
    drop_in, drop_out, rise = mien.inner, mien.outer, mien.lower
    upper = [
        place(-1.0, 0.36),
        place(-0.72, -0.5 * opening + drop_in),
        place(-0.2, -0.96 * opening + drop_in * 0.7),
        place(0.38, -0.98 * opening + drop_out * 0.6),
        place(0.82, -0.5 * opening + drop_out),
        place(1.04, 0.08 + drop_out * 0.4),
    ]
    lower = [
        upper[-1],
        place(0.72, 0.62 - rise * 0.6),
        place(0.1, 0.86 - rise),
        place(-0.55, 0.72 - rise * 0.9),
        upper[0],
    ]
    shape = smooth(upper, closed=False) + smooth(lower, closed=False).replace("M", "L", 1) + "Z"
    return clipped(shape, _ball(eye, shift=shift, upper=upper), name=eye.name) + _lashes(eye, upper, lower, opening)


def _ball(eye: _Eye, *, shift: float, upper: list[Point]) -> str:
    face, mien, at, (w, h), name = eye.face, eye.mien, eye.at, eye.half, eye.name
    r = h * (0.82 if face.feminine else 0.90) * mien.iris
    rx = r * (0.92 if w > 60 else 0.72)
    x, y = at[0] + shift * w * 0.9, at[1] - 0.06 * h
    dark, pale = mix(face.iris, INK, 0.62), lit(face.iris, 0.42)
    glow = min(mien.bright, 1.4)
    iris = (
        f'<linearGradient id="{name}-i" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="{dark}"/>'
        f'<stop offset="0.45" stop-color="{face.iris}"/><stop offset="1" stop-color="{pale}"/></linearGradient>'
    )
    shadow = smooth([*upper, *[(px, py + h * 0.42) for px, py in upper[::-1]]])
    parts = [
        f'<rect x="{at[0] - 120}" y="{at[1] - 120}" width="240" height="240" fill="#fbf6f4"/>',
        iris,
        ellipse((x, y), rx * 1.065, r * 1.065, mix(dark, INK, 0.6)),
        ellipse((x, y), rx * 0.935, r * 0.935, f"url(#{name}-i)"),
        ellipse((x, y + r * 0.5), rx * 0.58, r * 0.3, lit(face.iris, 0.6), opacity=min(0.55 * mien.bright, 1)),
        ellipse((x, y), rx * 0.44, r * 0.5, INK),
        fill(shadow, mix("#5a3f68", INK, 0.2), opacity=0.42),
        ellipse((x - rx * 0.36, y - r * 0.36), rx * 0.30 * glow, r * 0.27 * glow, "#ffffff"),
        ellipse((x + rx * 0.36, y + r * 0.42), rx * 0.15 * glow, r * 0.14 * glow, "#ffffff", opacity=0.92),
    ]
    if mien.bright >= 1.5:
        # tears stand in the eye before they fall
        parts.append(ellipse((at[0], at[1] + h * 0.6), w * 0.7, h * 0.16, "#dff0ff", opacity=0.85))
    return "".join(parts)


def _lashes(eye: _Eye, upper: list[Point], lower: list[Point], opening: float) -> str:
    face, place, out = eye.face, eye.place, eye.mien.outer
    heavy = (20.0 if face.feminine else 15.0) * (0.9 if face.young else 1.0)
    wing = place(1.24 if face.feminine else 1.1, -0.14 + out * 0.6)
    lid = brush([*upper[:-1], place(1.02, -0.02 + out * 0.5), wing], heavy, press=(0.25, 0.55, 0.8, 0.95, 1, 1, 0.05))
    drawn = [fill(lid, INK)]
    if face.feminine:
        for x, y, reach in ((0.98, -0.1, 0.34), (0.86, -0.42, 0.32), (0.66, -0.7, 0.24)):
            start = place(x - 0.05, y * opening + out * 0.8)
            bend = place(x + reach * 0.6, y * opening - 0.02 + out * 0.8)
            tip = place(x + reach, y * opening - 0.22 + out * 0.8)
            drawn.append(fill(brush([start, bend, tip], 11, press=(1, 0.7, 0)), INK))
    tint = mix(INK, skin_shade(face.skin), 0.35)
    drawn.append(fill(brush(lower[:-1], 7, press=(1.0, 0.8, 0.5, 0.1)), tint))
    crease = [(x, y - (19 if face.feminine else 14)) for x, y in upper[1:5]]
    drawn.append(fill(brush(crease, 5, press=(0, 0.7, 0.9, 0.3)), mix(tint, face.skin, 0.35)))
    if eye.feeling in ("shocked", "afraid"):
        drawn.append(fill(brush([(x, y + 13) for x, y in lower[1:4]], 4), tint, opacity=0.6))
    return "".join(drawn)


def _shut(eye: _Eye) -> str:
    face, place = eye.face, eye.place
    up = eye.feeling == "happy"
    if up:
        arc = [place(-0.95, 0.5), place(-0.5, -0.02), place(0.1, -0.16), place(0.66, 0.04), place(1.08, 0.5)]
    elif eye.feeling in ("pained", "shouting"):
        arc = [place(-0.95, 0.5), place(-0.4, 0.34), place(0.2, 0.24), place(0.7, 0.14), place(1.12, 0.0)]
    else:
        arc = [place(-0.98, 0.34), place(-0.5, 0.6), place(0.1, 0.72), place(0.7, 0.56), place(1.1, 0.2)]
    drawn = [fill(brush(arc, 15.0 if face.feminine else 12.0, press=(0.2, 0.8, 1, 1, 0.1)), INK)]
    if face.feminine and not up:
        for x, y in ((0.95, 0.4), (0.7, 0.58), (0.4, 0.68)):
            lash = brush([place(x, y), place(x + 0.14, y + 0.16), place(x + 0.3, y + 0.2)], 9, press=(1, 0.6, 0))
            drawn.append(fill(lash, INK))
    if not up:
        tint = mix(INK, skin_shade(face.skin), 0.5)
        drawn.append(fill(brush([place(-0.6, -0.32), place(0, -0.46), place(0.7, -0.34)], 5), tint, opacity=0.7))
    return "".join(drawn)
