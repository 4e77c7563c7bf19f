"""Tailoring: the parts that garments share, such as creases, belts, lapels, collars and fronts."""

from __future__ import annotations

from microdrama.animate.drawn.bodies import Drawn
from microdrama.animate.drawn.ink import INK, Point, brush, fill, line, polygon, smooth, solid
from microdrama.animate.drawn.paints import lit, mix, shaded


def crease_ink(who: Drawn) -> str:
    """The ink of creases in the cloth."""
    return mix(shaded(who.dress.colour), INK, 0.62)


def folds(who: Drawn) -> str:
    """Creases at the armpits and the waist, the shadow under the bust, and the pull towards the belt."""
    b, (nx, ny), (wx, wy), (hx, hy) = who.bones.build, who.bones.neck, who.bones.waist, who.bones.hips
    ink = crease_ink(who)
    strokes: list[list[Point]] = [
        [(nx - b.chest * 0.98, ny + 250), (nx - b.chest * 0.74, ny + 330), (nx - b.chest * 0.6, ny + 420)],
        [(nx - b.chest * 0.98, ny + 300), (nx - b.chest * 0.8, ny + 400), (nx - b.chest * 0.74, ny + 470)],
        [(nx + b.chest * 0.98, ny + 240), (nx + b.chest * 0.76, ny + 330), (nx + b.chest * 0.66, ny + 410)],
        [(wx - b.waist, wy - 40), (wx - b.waist * 0.5, wy + 10), (wx - b.waist * 0.1, wy + 14)],
        [(wx - b.waist, wy + 40), (wx - b.waist * 0.6, wy + 60), (wx - b.waist * 0.3, wy + 56)],
        [(wx + b.waist, wy - 50), (wx + b.waist * 0.6, wy), (wx + b.waist * 0.3, wy + 8)],
        [(wx + b.waist, wy + 46), (wx + b.waist * 0.7, wy + 66), (wx + b.waist * 0.4, wy + 62)],
    ]
    if who.cut.hem > 0.2:
        low = hy + who.cut.hem * b.leg
        strokes += [[(wx + k * b.waist, wy + 90), (hx + k * b.hip * 1.05, hy + 100), (hx + k * b.hip * 1.3, low)]
                    for k in (-0.7, -0.3, 0.3, 0.72)]  # fmt: skip
    drawn = "".join(fill(brush(one, 12), ink, opacity=0.85) for one in strokes)
    if b.bust:
        y = ny + 392
        for x, wide in ((nx - b.chest * 0.42, 120), (nx + b.chest * 0.58, 104)):
            under = smooth([(x - wide, y - 60), (x - wide * 0.5, y - 12), (x, y), (x + wide * 0.6, y - 14),
                            (x + wide, y - 70),
                            (x + wide * 0.7, y + 12), (x, y + 40), (x - wide * 0.6, y + 20)])  # fmt: skip
            drawn += fill(under, shaded(who.dress.colour), opacity=0.9)
    return drawn


def belt(who: Drawn) -> str:
    """A belt with a buckle."""
    b, (wx, wy) = who.bones.build, who.bones.waist
    band = smooth([(wx - b.waist * 1.2, wy - 40), (wx, wy - 26), (wx + b.waist * 1.2, wy - 40),
                   (wx + b.waist * 1.2, wy + 34),
                   (wx, wy + 48), (wx - b.waist * 1.2, wy + 34)])  # fmt: skip
    colour = mix(who.dress.colour, INK, 0.55)
    x = wx + 40
    buckle = (
        f'<rect x="{x - 40}" y="{wy - 40}" width="80" height="100" rx="10" fill="none" stroke="{who.dress.accent}" '
        'stroke-width="15"/>'
    )
    return fill(band, colour) + line(band, width=10) + ("" if who.back else buckle)


def vee_points(who: Drawn, *, depth: float, wide: float = 0.72) -> list[Point]:
    """The corners of a V-shaped opening down to `depth` below the pit of the neck."""
    (x, y), b = who.bones.neck, who.bones.build
    return [(x - b.neck * wide - 20, y - 70), (x + 36, y + depth), (x + b.neck * wide + 24, y - 66)]


def lapels(who: Drawn, *, depth: float, wide: float, notch: bool = True) -> str:
    """Two lapels that meet at `depth` below the pit of the neck."""
    (x, y), b = who.bones.neck, who.bones.build
    colour, shade = who.dress.colour, shaded(who.dress.colour)
    tip = (x + 36, y + depth)
    near: list[Point] = [(x - b.neck * 1.06, y - 96), (x - b.neck * 1.45 - wide * 0.2, y - 20),
                         (x - b.neck * 1.3 - wide, y + 150), *([(x - b.neck * 1.15 - wide * 0.55,
                         y + 186)] if notch else []),
                         (x - b.neck * 1.2 - wide * 0.9, y + 226), tip]  # fmt: skip
    far: list[Point] = [(x + b.neck * 1.02, y - 92), (x + b.neck * 1.4 + wide * 0.16, y - 20),
                        (x + b.neck * 1.2 + wide * 0.86, y + 142), *([(x + b.neck * 1.06 + wide * 0.48,
                        y + 180)] if notch else []),
                        (x + b.neck * 1.1 + wide * 0.78, y + 218), tip]  # fmt: skip
    light = (who.light_x * 22, -8.0)
    base = lit(colour, 0.06)
    return solid(polygon(far), base, shade, name="lapel-far", light=light, width=12) + solid(
        polygon(near), base, shade, name="lapel-near", light=light, width=12
    )


def front_edge(who: Drawn, *, start: float, buttons: int, colour: str | None = None) -> str:
    """The edge down the front with buttons beside it."""
    (x, y), (wx, wy), (hx, hy) = who.bones.neck, who.bones.waist, who.bones.hips
    low = hy + who.cut.hem * who.bones.build.leg
    edge = brush([(x + 36, y + start), (wx + 42, wy), (hx + 44, hy), (hx + 46, low)], 11, press=(0.7, 1, 1, 1, 0.7))
    drawn = fill(edge, INK)
    shade = colour or mix(who.dress.colour, INK, 0.5)
    for k in range(buttons):
        at = start + 60 + (wy - y - start + 120) * k / max(buttons - 1, 1)
        drawn += (
            f'<circle cx="{x + 66:.0f}" cy="{y + at:.0f}" r="15" fill="{shade}" stroke="{INK}" stroke-width="6"/>'
            f'<circle cx="{x + 62:.0f}" cy="{y + at - 4:.0f}" r="4" fill="#fff" fill-opacity="0.6"/>'
        )
    return drawn


def collar(who: Drawn, colour: str, *, drop: float = 96) -> str:
    """A shirt's two collar wings."""
    (x, y), b = who.bones.neck, who.bones.build
    near: list[Point] = [(x - b.neck * 1.08, y - 120), (x - b.neck * 1.34, y - 50), (x - b.neck * 0.78, y + drop),
                         (x + 20, y + 4), (x - b.neck * 0.5, y - 70)]  # fmt: skip
    far: list[Point] = [(x + b.neck * 1.0, y - 116), (x + b.neck * 1.28, y - 50), (x + b.neck * 0.9, y + drop - 8),
                        (x + 34, y + 2), (x + b.neck * 0.56, y - 70)]  # fmt: skip
    shade = mix(colour, "#6d6488", 0.34)
    light = (who.light_x * 14, -8.0)
    return solid(polygon(far), colour, shade, name="collar-far", light=light, width=11) + solid(
        polygon(near), colour, shade, name="collar-near", light=light, width=11
    )


def white_shirt(who: Drawn, *, depth: float) -> str:
    """What a jacket leaves to be seen of a white shirt, its far side in the shade."""
    (x, y), b = who.bones.neck, who.bones.build
    sheet = polygon([(x - b.neck * 1.25, y - 56), (x + 28, y + 22), (x + b.neck * 1.2, y - 56), (x + 36, y + depth)])
    dim = polygon([(x + 28, y + 22), (x + b.neck * 1.2, y - 56), (x + 36, y + depth)])
    white = who.dress.inner if not who.face.feminine else "#f4f1f4"
    return fill(sheet, white) + fill(dim, mix(white, "#6d6488", 0.3)) + line(sheet, width=8)


def waistband(who: Drawn) -> str:
    """A band of the accent round the waist of a dress."""
    b, (wx, wy) = who.bones.build, who.bones.waist
    band = smooth([(wx - b.waist * 1.2, wy - 26), (wx, wy - 12), (wx + b.waist * 1.2, wy - 26),
                   (wx + b.waist * 1.2, wy + 22),
                   (wx, wy + 38), (wx - b.waist * 1.2, wy + 22)])  # fmt: skip
    return fill(band, who.dress.accent) + line(band, width=9)
