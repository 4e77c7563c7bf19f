"""Bodies: neck, trunk, sleeves, legs and shoes under a garment, drawn in two tones with folds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from microdrama.animate.drawn.features import Features
from microdrama.animate.drawn.ink import (
    INK,
    Point,
    brush,
    clipped,
    ellipse,
    fill,
    line,
    polygon,
    smooth,
    solid,
    spline,
    toward,
)
from microdrama.animate.drawn.paints import lit, mix, shaded, skin_shade
from microdrama.animate.drawn.skeletons import Arm, Leg, Skeleton

NECK = "neck-and-chest"
"""What the drawing of the neck is called, so that an open collar can show it again."""

Sleeve = Literal["long", "short", "wide", "none", "cap"]
Lower = Literal["trousers", "skirt", "long_skirt", "bare"]


@dataclass(frozen=True, slots=True)
class Cut:
    """How a garment is cut: sleeves, how far its skirt reaches below the hips (in leg lengths), what is below it."""

    sleeve: Sleeve = "long"
    hem: float = 0.04
    flare: float = 1.0
    lower: Lower = "trousers"
    ease: float = 1.12
    belt: bool = False
    cuff: Literal["none", "white", "band"] = "none"
    pad: float = 0.0

    @property
    def pockets(self) -> bool:
        """Whether a hand can vanish in a pocket."""
        return self.lower == "trousers" and self.sleeve == "long"


@dataclass(frozen=True, slots=True)
class Dress:
    """The paints of a person's clothes."""

    colour: str
    accent: str
    trousers: str
    shoes: str
    inner: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """Everything needed to draw one person's body."""

    face: Features
    bones: Skeleton
    cut: Cut
    dress: Dress
    light_x: float
    back: bool = False
    held: str | None = None
    """The colour that is told of what they hold."""


def limb(points: list[Point], widths: list[float], *, round_start: bool = True) -> str:
    """A sleeve or leg: a band along joints whose upper end is round."""
    if len(points) == 3:
        # bones are straight: only the joint between them is round
        start, joint, end = points
        points = [start, toward(start, joint, 0.5), toward(start, joint, 0.88), toward(joint, end, 0.12),
                  toward(joint, end, 0.5), end]  # fmt: skip
    middle = spline(points, steps=8)
    along = np.interp(np.linspace(0, 1, len(middle)), np.linspace(0, 1, len(widths)), widths)
    ahead = np.gradient(middle, axis=0)
    ahead /= np.maximum(np.hypot(ahead[:, 0], ahead[:, 1]), 1e-6)[:, None]
    beside = np.column_stack([-ahead[:, 1], ahead[:, 0]]) * along[:, None] / 2
    left, right = middle + beside, (middle - beside)[::-1]
    if not round_start:
        return polygon(np.vstack([left, right]))
    turn = np.linspace(0, np.pi, 9)[1:-1, None]
    cap = middle[0] - beside[0] * np.cos(turn) - ahead[0] * (along[0] / 2) * np.sin(turn) * 0.5
    return polygon(np.vstack([left, right, cap]))


def trunk(who: Drawn) -> list[Point]:
    """The outline of the upper garment from the near side of the neck round its hem to the far side of the neck."""
    b, bones, cut = who.bones.build, who.bones, who.cut
    nx, ny = bones.neck
    wx, wy = bones.waist
    hx, hy = bones.hips
    pad = cut.pad
    hem = hy + cut.hem * b.leg
    loose = 1.0 + (cut.ease - 1.0) * 0.9
    spread = b.hip * (loose + (cut.flare - 1.0))
    left_y, right_y = bones.near.shoulder[1] - ny, bones.far.shoulder[1] - ny
    # where the cloth ends above the hips its sides end there too
    side = min(hy - 30, (wy + 2 * hem) / 3)
    chest = b.chest * loose
    waist = b.waist * (loose if not cut.belt else 1.04)
    full = 30 * b.bust
    return [
        (nx - b.neck * 0.98, ny - 64), (nx - b.neck * 1.5, ny - 24 - pad * 0.4),
        (nx - b.shoulder * 0.60, ny + left_y * 0.22 - pad),
        (nx - b.shoulder * 0.9 - pad * 0.5, ny + left_y * 0.50 - pad),
        (nx - b.shoulder * 0.98, ny + left_y + 50), (nx - chest - full * 0.5, ny + 330),
        (wx - waist, wy), (hx - b.hip * loose, side),
        # a corner is a point given twice
        (hx - spread, hem), (hx - spread, hem), (hx, hem + 22), (hx + spread * 0.95, hem - 8),
        (hx + spread * 0.95, hem - 8),
        (hx + b.hip * loose * 0.95, side - 10), (wx + waist * 0.95, wy),
        (nx + chest * 0.98 + full, ny + 320), (nx + b.shoulder * 0.94, ny + right_y + 50),
        (nx + b.shoulder * 0.86 + pad * 0.5, ny + right_y * 0.50 - pad),
        (nx + b.shoulder * 0.58, ny + right_y * 0.22 - pad),
        (nx + b.neck * 1.45, ny - 24 - pad * 0.4), (nx + b.neck * 0.94, ny - 60), (nx + 8, ny + 24),
    ]  # fmt: skip


def paint_neck(who: Drawn, *, jaw: str) -> str:
    """Neck and chest in skin, with the jaw's shadow (`jaw` is the head's path) and collar bones."""
    b, (x, y) = who.bones.build, who.bones.neck
    skin = who.face.skin
    shade = skin_shade(skin)
    shift = 6 if who.back else -10
    shape = smooth([
        (x - b.neck + shift, y - 250), (x - b.neck * 0.98 + shift, y - 120), (x - b.neck * 1.1, y - 44),
        (x - b.shoulder * 0.55, y + 18), (x - b.shoulder * 0.94, y + 84), (x - b.chest * 0.98, y + 330),
        (x, y + 420), (x + b.chest * 0.98, y + 330), (x + b.shoulder * 0.9, y + 84), (x + b.shoulder * 0.5, y + 18),
        (x + b.neck * 1.05, y - 44), (x + b.neck * 0.92 + shift, y - 120), (x + b.neck * 0.92 + shift, y - 250),
    ])  # fmt: skip
    if who.back:
        return f'<g id="{NECK}">{fill(shape, shade)}{line(shape, width=12)}</g>'
    cast = f'<path d="{jaw}" transform="translate({-18 * who.light_x:.0f} 74)" fill="{shade}"/>'
    ink = mix(shade, INK, 0.5)
    bones = [
        brush([(x - 24, y + 36), (x - b.shoulder * 0.3, y + 26), (x - b.shoulder * 0.55, y + 36)], 8),
        brush([(x + 34, y + 36), (x + b.shoulder * 0.3, y + 24), (x + b.shoulder * 0.52, y + 34)], 8),
        brush([(x + b.neck * 0.36, y - 100), (x + 30, y - 20), (x + 20, y + 22)], 6 if who.face.feminine else 8),
        *([] if who.face.feminine else [brush([(x - b.neck * 0.7, y - 110), (x - 40, y - 20), (x - 16, y + 26)], 6)]),
    ]
    side = smooth([(x - b.neck - 40, y - 260), (x - b.neck * 0.5, y - 200), (x - b.neck * 0.4, y - 60),
                   (x - b.neck * 1.4, y + 20)]) if who.light_x > 0 else ""  # fmt: skip
    inside = cast + (fill(side, shade) if side else "") + "".join(fill(one, ink, opacity=0.6) for one in bones)
    drawn = fill(shape, skin) + clipped(shape, inside, name="neck") + line(shape, width=12)
    return f'<g id="{NECK}">{drawn}</g>'


def skin_in(opening: str, *, name: str) -> str:
    """Neck and chest again where a garment is open."""
    return clipped(opening, f'<use href="#{NECK}"/>', name=name)


def paint_leg(who: Drawn, leg: Leg, *, near: bool) -> str:
    """One leg with its shoe."""
    b, name = who.bones.build, "leg-near" if near else "leg-far"
    bare = who.cut.lower in ("skirt", "bare") and who.face.feminine
    shares = (0.90, 0.77, 0.55, 0.56, 0.29) if bare else (1.0, 0.86, 0.76, 0.74, 0.60)
    widths = [b.leg_width * share for share in shares]
    shape = limb([leg.hip, leg.knee, leg.ankle], widths)
    colour = mix(who.face.skin, "#6a4a5a", 0.08) if bare else who.dress.trousers
    shade = skin_shade(colour) if bare else shaded(colour)
    light = (who.light_x * b.leg_width * 0.24, -6.0)
    knee, ankle = leg.knee, leg.ankle
    folds = _knee(knee, shade) if bare else "".join(
        fill(brush(one, 9), mix(shade, INK, 0.55))
        for one in (
            [(knee[0] - 60, knee[1] - 20), (knee[0], knee[1] + 6), (knee[0] + 40, knee[1] - 4)],
            [(knee[0] + 66, knee[1] + 24), (knee[0] + 10, knee[1] + 40), (knee[0] - 20, knee[1] + 34)],
            [(ankle[0] - 60, ankle[1] - 70), (ankle[0], ankle[1] - 48), (ankle[0] + 50, ankle[1] - 60)],
        )
    )  # fmt: skip
    return _shoe(who, leg, near=near) + solid(shape, colour, shade, name=name, light=light, inside=folds)


def _knee(at: Point, shade: str) -> str:
    x, y = at
    marks = (
        [(x - 34, y - 30), (x - 14, y - 8), (x - 22, y + 24)],
        [(x - 20, y + 44), (x + 8, y + 54), (x + 34, y + 40)],
    )
    return "".join(fill(brush(one, 7), mix(shade, INK, 0.3)) for one in marks)


def _shoe(who: Drawn, leg: Leg, *, near: bool) -> str:
    x, y = leg.ankle
    b = who.bones.build
    size = b.leg_width / 250
    colour = who.dress.shoes
    if who.bones.seated and leg.knee[1] > leg.ankle[1] - 200:
        toe = smooth([(x + 30, y - 66 * size), (x - 60 * size, y - 60 * size), (x - 96 * size, y),
                      (x - 120 * size, y + 84),
                      (x - 40 * size, y + 90), (x + 20, y + 60 * size)])  # fmt: skip
        return fill(toe, colour) + line(toe, width=11)
    long = 190 if near else 170
    if who.face.feminine and who.cut.lower != "trousers":
        shape = smooth([(x - 44 * size, y - 20), (x - 52 * size, y + 40), (x + 20 * size, y + 40),
                        (x + long * 0.8 * size, y + 66),
                        (x + long * 0.86 * size, y + 44), (x + 70 * size, y + 8), (x + 44 * size, y - 30)])  # fmt: skip
        heel = polygon(
            [(x - 48 * size, y + 30), (x - 26 * size, y + 36), (x - 34 * size, y + 84), (x - 46 * size, y + 84)]
        )
        return fill(heel, colour) + line(heel, width=9) + fill(shape, colour) + line(shape, width=11)
    shape = smooth([(x - 70 * size, y - 30), (x - 78 * size, y + 46), (x - 60 * size, y + 60),
                    (x + long * size, y + 60),
                    (x + long * size + 14, y + 34), (x + 96 * size, y - 4), (x + 66 * size, y - 40)])  # fmt: skip
    return (
        fill(shape, colour)
        + line(shape, width=11)
        + fill(brush([(x - 40, y + 44), (x + 60, y + 46), (x + long * 0.9 * size, y + 42)], 8), lit(colour, 0.3))
    )


def _arm_shape(who: Drawn, arm: Arm, *, dressed: bool) -> tuple[str, float]:
    """Path data of a whole arm, in its sleeve where it is `dressed`, and how wide it ends."""
    w = who.bones.build.arm_width
    shares = (0.86, 0.78, 0.62, 0.54, 0.40)
    if dressed:
        shares = (1.0, 1.0, 1.1, 1.4, 1.8) if who.cut.sleeve == "wide" else (1.0, 0.92, 0.80, 0.72, 0.62)
        w *= who.cut.ease
    return limb([arm.shoulder, arm.elbow, arm.wrist], [w * share for share in shares]), w * shares[-1]


def arm_outline(who: Drawn, arm: Arm) -> str:
    """The heavy line round an arm; what lies over it later leaves only the outer edge."""
    shape, _ = _arm_shape(who, arm, dressed=who.cut.sleeve in ("long", "wide"))
    return line(shape, width=21.6)


def paint_arm(who: Drawn, arm: Arm, *, near: bool, front: bool) -> str:
    """An arm in skin where it is bare and in cloth where it is dressed; without its hand.

    In `front` of the trunk its line is finer: the seam of a sleeve is no edge of the figure.
    """
    name = "arm-near" if near else "arm-far"
    skin, shade = who.face.skin, skin_shade(who.face.skin)
    w, ink = who.bones.build.arm_width, 6.5 if front else 12.0
    light = (who.light_x * w * 0.24, -8.0)
    drawn = ""
    if who.cut.sleeve in ("short", "none", "cap"):
        bare, _ = _arm_shape(who, arm, dressed=False)
        drawn = solid(bare, skin, shade, name=f"{name}-skin", light=light, width=ink)
        if near and who.cut.sleeve == "none":
            # a bare shoulder runs into the chest without a seam
            middle = (arm.shoulder[0] + w * 0.22, arm.shoulder[1] - w * 0.02)
            drawn += ellipse(middle, w * 0.47, w * 0.37, skin)
    if who.cut.sleeve == "none":
        return drawn
    colour = who.dress.colour
    if who.cut.sleeve in ("short", "cap"):
        end = toward(arm.shoulder, arm.elbow, 0.62 if who.cut.sleeve == "short" else 0.3)
        shape = limb([arm.shoulder, end], [w * who.cut.ease, w * who.cut.ease * 0.98])
        return drawn + solid(shape, colour, shaded(colour), name=name, light=light, width=9 if front else 12)
    shape, wide = _arm_shape(who, arm, dressed=True)
    folds = _arm_folds(who, arm, w)
    cloth = solid(shape, colour, shaded(colour), name=name, light=light, inside=folds, width=ink)
    return cloth + _cuff(who, arm, wide, name=name)


def _cuff(who: Drawn, arm: Arm, width: float, *, name: str) -> str:
    """The end of a long sleeve: a shirt's white edge or a band in the darker colour."""
    if who.cut.cuff == "none":
        return ""
    start = toward(arm.elbow, arm.wrist, 0.90)
    end = toward(arm.elbow, arm.wrist, 1.05 if who.cut.cuff == "white" else 1.0)
    if who.cut.cuff == "white":
        start = toward(arm.elbow, arm.wrist, 1.0)
    band = limb([start, end], [width * 1.02, width * 0.94], round_start=False)
    colour = "#f4f1f4" if who.cut.cuff == "white" else mix(who.dress.colour, INK, 0.16)
    return solid(band, colour, shaded(colour, 0.8), name=f"{name}-cuff", light=(who.light_x * width * 0.3, 0), width=10)


def _arm_folds(who: Drawn, arm: Arm, w: float) -> str:
    """Creases where cloth bends: round the inside of the elbow, below the shoulder, above the cuff."""
    ink = mix(shaded(who.dress.colour), INK, 0.6)
    (sx, sy), (ex, ey), (hx, hy) = arm.shoulder, arm.elbow, arm.wrist
    ux, uy = ex - sx, ey - sy
    fx, fy = hx - ex, hy - ey
    # the inside of the bend is where the wrist goes, as seen from the line of the upper arm
    side = 1.0 if ux * fy - uy * fx > 0 else -1.0
    length = max((ux**2 + uy**2) ** 0.5, 1.0)
    px, py = -uy / length * side, ux / length * side
    strokes: list[list[Point]] = []
    for k, reach in ((-0.14, 0.5), (-0.02, 0.72), (0.1, 0.5)):
        at = (ex + ux * k + px * w * 0.46, ey + uy * k + py * w * 0.46)
        strokes.append([at, (ex + ux * k * 0.6 + px * w * 0.1, ey + uy * k * 0.6 + py * w * 0.1),
                        (ex + ux * k * 0.3 - px * w * (reach - 0.45),
                        ey + uy * k * 0.3 - py * w * (reach - 0.45))])  # fmt: skip
    strokes.append([(sx + px * w * 0.4 + ux * 0.1, sy + py * w * 0.4 + uy * 0.1), (sx + ux * 0.22, sy + uy * 0.22),
                    (sx + ux * 0.36 - px * w * 0.16, sy + uy * 0.36 - py * w * 0.16)])  # fmt: skip
    strokes.append([(hx - fx * 0.16 + px * w * 0.26, hy - fy * 0.16 + py * w * 0.26), (hx - fx * 0.13, hy - fy * 0.13),
                    (hx - fx * 0.17 - px * w * 0.2, hy - fy * 0.17 - py * w * 0.2)])  # fmt: skip
    return "".join(fill(brush(one, 10), ink, opacity=0.85) for one in strokes)


def paint_skirt(who: Drawn) -> str:
    """A skirt from the waist down, over the legs."""
    b, bones = who.bones.build, who.bones
    (wx, wy), (hx, hy) = bones.waist, bones.hips
    long = 0.98 if who.cut.lower == "long_skirt" else 0.40
    colour = who.dress.colour
    near, far = bones.legs
    if bones.seated:
        knee = max(near.knee[1], far.knee[1])
        bottom = knee + (0.42 * b.leg if who.cut.lower == "long_skirt" else 120)
        shape = smooth([(wx - b.waist, wy), (hx - b.hip * 1.06, hy),
                        (near.knee[0] - b.leg_width * 0.6, near.knee[1] - 60),
                        (near.knee[0] - b.leg_width * 0.62, bottom), (far.knee[0] + b.leg_width * 0.66, bottom - 20),
                        (far.knee[0] + b.leg_width * 0.7, far.knee[1] - 60), (hx + b.hip, hy),
                        (wx + b.waist, wy)])  # fmt: skip
    else:
        bottom = hy + 60 + b.leg * long - (20 if who.cut.lower == "long_skirt" else 0)
        flare = b.hip * (1.9 if who.cut.lower == "long_skirt" else 1.42) * who.cut.flare
        shape = smooth([
            (wx - b.waist * 1.0, wy), (hx - b.hip * 1.04, hy - 20), (hx - flare * 0.86, (hy + bottom) / 2),
            (hx - flare, bottom), (hx - flare, bottom), (hx - flare * 0.72, bottom + 26),
            (hx - flare * 0.42, bottom + 8),
            (hx - flare * 0.1, bottom + 34), (hx + flare * 0.24, bottom + 10), (hx + flare * 0.6, bottom + 30),
            (hx + flare, bottom - 6), (hx + flare, bottom - 6),
            (hx + flare * 0.86, (hy + bottom) / 2), (hx + b.hip, hy - 20), (wx + b.waist * 0.96, wy),
        ])  # fmt: skip
    ink = mix(shaded(colour), INK, 0.5)
    folds = "".join(
        fill(brush([(wx + k * b.waist * 0.7, wy + 60), (hx + k * b.hip * 0.9, hy + 120),
                    (hx + k * b.hip * 1.5, bottom)], 16, press=(0, 0.5, 1, 1, 0.6)), ink, opacity=0.8)
        for k in (-0.75, -0.3, 0.2, 0.62, 0.9)
    )  # fmt: skip
    light = (who.light_x * b.hip * 0.32, -10.0)
    return solid(shape, colour, shaded(colour), name="skirt", light=light, inside=folds)
