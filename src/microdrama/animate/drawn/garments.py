"""Garments: how each is cut, and the collars, lapels, buttons, belts and folds that tell them apart."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from microdrama.animate.drawn.bodies import Cut, Drawn, Dress, skin_in, trunk
from microdrama.animate.drawn.features import Features
from microdrama.animate.drawn.ink import INK, brush, clipped, ellipse, fill, line, polygon, smooth, solid
from microdrama.animate.drawn.paints import lit, mix, shaded
from microdrama.animate.drawn.tailoring import (
    belt,
    collar,
    crease_ink,
    folds,
    front_edge,
    lapels,
    vee_points,
    waistband,
    white_shirt,
)
from microdrama.domain.storyboard import Look

CUTS: dict[str, Cut] = {
    "coat": Cut(hem=0.42, flare=1.24, lower="trousers", ease=1.2, pad=6, belt=True, cuff="band"),
    "suit": Cut(hem=0.10, ease=1.12, pad=12, cuff="white"),
    "dress": Cut(sleeve="cap", hem=-0.14, lower="skirt", ease=1.0, belt=True),
    "shirt": Cut(hem=0.03, ease=1.1, cuff="band"),
    "hoodie": Cut(hem=0.05, ease=1.28, pad=2, cuff="band"),
    "uniform": Cut(hem=0.12, ease=1.08, belt=True, pad=8, cuff="band"),
    "gown": Cut(sleeve="none", hem=-0.14, lower="long_skirt", ease=0.98, belt=True),
    "robe": Cut(sleeve="wide", hem=-0.12, lower="long_skirt", ease=1.14, belt=True),
    "armour": Cut(hem=0.08, ease=1.16, belt=True, pad=10, cuff="band"),
    "sweater": Cut(hem=0.05, ease=1.22, cuff="band"),
    "apron": Cut(hem=0.03, ease=1.1, cuff="band"),
    "tshirt": Cut(sleeve="short", hem=0.05, ease=1.14),
}
"""Every garment that can be drawn, by its name in a look."""

DEFAULT = "shirt"
"""What a person wears whose garment nobody can draw."""


def garment_of(look: Look, face: Features) -> str:
    """Which garment is drawn for a look: what a script calls a man's gown is a robe, his dress is dress clothes."""
    named = look.wardrobe if look.wardrobe in CUTS else DEFAULT
    return {"gown": "robe", "dress": "suit"}.get(named, named) if face.sex == "male" else named


def cut_of(wardrobe: str, face: Features, *, seated: bool = False) -> Cut:
    """The cut of a garment for a person: a woman's coat and uniform leave her legs free; seated, a coat covers them."""
    cut = CUTS[wardrobe]
    if seated and wardrobe == "coat" and face.feminine:
        return replace(cut, hem=CUTS["dress"].hem, flare=1.0, lower="skirt", pad=2)
    if wardrobe in ("coat", "uniform") and face.feminine:
        if wardrobe == "coat":
            return replace(cut, lower="bare", pad=2)
        return replace(cut, hem=cut.hem * 0.6, lower="skirt", pad=2)
    return cut


def dress_of(look: Look, face: Features, *, wardrobe: str) -> Dress:
    """The paints of a look: trousers and shoes follow the colour that is pinned."""
    dark = mix(look.colour, INK, 0.72)
    trousers = {
        "suit": mix(look.colour, INK, 0.12), "uniform": mix(look.colour, INK, 0.4), "armour": mix(look.colour, INK,
        0.6),
        "hoodie": "#2b3048", "tshirt": "#36466b", "shirt": mix("#2a2740", look.accent, 0.08), "sweater": "#3a3344",
    }.get(wardrobe, dark)  # fmt: skip
    inner = mix(INK, look.accent, 0.06) if face.feminine else "#f3eff2"
    return Dress(colour=look.colour, accent=look.accent, trousers=trousers, shoes=mix(dark, INK, 0.5), inner=inner)


def paint_trunk(who: Drawn, *, wardrobe: str) -> str:
    """The upper garment with everything on it."""
    shape = smooth(trunk(who))
    colour = who.dress.colour
    opened = _OPENED.get(wardrobe, _shirt) if not who.back else _BACKS.get(wardrobe, _back)
    inside = folds(who) + (belt(who) if who.cut.belt and wardrobe != "robe" else "")
    light = (who.light_x * who.bones.build.chest * 0.30, -14.0)
    if wardrobe in ("gown", "dress"):
        return _bodice(who, strapless=wardrobe == "gown")
    return solid(shape, colour, shaded(colour), name="trunk", light=light, inside=inside, width=13) + opened(who)


def _coat(who: Drawn) -> str:
    (x, y), b = who.bones.neck, who.bones.build
    vee = polygon(vee_points(who, depth=420, wide=1.1))
    if who.face.feminine:
        vest = polygon([(x - b.neck * 1.2, y + 60), (x - b.neck * 0.62, y + 120), (x + 20, y + 226),
                        (x + b.neck * 0.74, y + 112),
                        (x + b.neck * 1.2, y + 50), (x + 40, y + 430)])  # fmt: skip
        chain = line(f"M{x - b.neck * 1.05} {y - 30}C{x - 56} {y + 60} {x - 10} {y + 96} {x + 18} {y + 106}"
                     f"C{x + 46} {y + 94} {x + 84} {y + 50} {x + b.neck * 1.0} {y - 34}", "#e2b64a",
                     width=6)  # fmt: skip
        top = skin_in(vee, name="vee") + clipped(
            vee, chain + fill(vest, who.dress.inner) + line(vest, width=9), name="vest"
        )
    else:
        top = skin_in(vee, name="vee") + white_shirt(who, depth=420) + collar(who, who.dress.inner, drop=80)
    return top + lapels(who, depth=440, wide=150) + front_edge(who, start=430, buttons=3)


def _suit(who: Drawn) -> str:
    white = "#f4f1f4"
    (x, y) = who.bones.neck
    shirt = skin_in(polygon(vee_points(who, depth=470, wide=1.1)), name="vee") + white_shirt(who, depth=470)
    if who.face.feminine:
        neck = collar(who, white, drop=110)
        tie = ""
    else:
        colour = who.dress.accent
        knot = polygon([(x - 8, y + 2), (x + 62, y + 0), (x + 50, y + 62), (x + 6, y + 64)])
        blade = polygon([(x + 8, y + 62), (x + 48, y + 62), (x + 82, y + 400), (x + 36, y + 470), (x - 8, y + 396)])
        shade = shaded(colour)
        tie = solid(blade, colour, shade, name="tie", light=(who.light_x * 22, 0), width=10) + solid(
            knot, colour, shade, name="knot", light=(who.light_x * 12, 0), width=10
        )
        neck = collar(who, white, drop=84)
    pocket = line(
        f"M{x + who.bones.build.chest * 0.40:.0f} {y + 380}L{x + who.bones.build.chest * 0.72:.0f} {y + 366}", INK,
        width=10
    ) + fill(
        polygon([(x + who.bones.build.chest * 0.44, y + 378), (x + who.bones.build.chest * 0.5, y + 330),
                 (x + who.bones.build.chest * 0.58, y + 350), (x + who.bones.build.chest * 0.66, y + 322),
                 (x + who.bones.build.chest * 0.68, y + 368)]), white)  # fmt: skip
    return shirt + neck + tie + lapels(who, depth=500, wide=120) + front_edge(who, start=496, buttons=2) + pocket


def _shirt(who: Drawn) -> str:
    (x, y) = who.bones.neck
    colour = lit(who.dress.colour, 0.1)
    b = who.bones.build
    deep = 150 if who.face.feminine else 110
    vee = polygon(
        [
            (x - b.neck * 1.0, y - 90),
            (x - b.neck * 0.8, y + 20),
            (x + 34, y + deep),
            (x + b.neck * 0.86, y + 16),
            (x + b.neck * 0.98, y - 90),
        ]
    )
    pocket = line(
        f"M{x + 150} {y + 300}L{x + 260} {y + 292}L{x + 262} {y + 390}L{x + 208} {y + 420}L{x + 154} {y + 398}Z",
        crease_ink(who),
        width=8,
    )
    return (
        skin_in(vee, name="vee")
        + front_edge(who, start=deep - 10, buttons=5, colour="#f2ece8")
        + collar(who, colour, drop=110)
        + pocket
    )


def _hoodie(who: Drawn) -> str:
    (x, y), b, (wx, wy), (hx, hy) = who.bones.neck, who.bones.build, who.bones.waist, who.bones.hips
    colour, shade = who.dress.colour, shaded(who.dress.colour)
    hood = smooth([(x - b.neck * 1.1, y - 130), (x - b.neck * 2.1, y - 60), (x - b.neck * 1.9, y + 60),
                   (x - 40, y + 190),
                   (x + 30, y + 214), (x + 100, y + 186), (x + b.neck * 1.8, y + 50), (x + b.neck * 1.9, y - 60),
                   (x + b.neck * 1.0, y - 126), (x + b.neck * 0.8, y + 10), (x + 30, y + 110),
                   (x - b.neck * 0.8, y + 10)])  # fmt: skip
    strings = "".join(
        line(
            f"M{x + dx} {y + 150}C{x + dx - 6} {y + 260} {x + dx + 10} {y + 300} {x + dx + 2} {y + 380}",
            "#f2ece8",
            width=11,
        )
        for dx in (-14, 76)
    )
    pocket = polygon([(wx - b.waist * 0.66, wy + 30), (wx + b.waist * 0.78, wy + 24), (hx + b.hip * 0.86, hy - 40),
                      (hx + b.hip * 0.8, hy + 20), (hx - b.hip * 0.72, hy + 26),
                      (hx - b.hip * 0.76, hy - 40)])  # fmt: skip
    scoop = polygon(
        [
            (x - b.neck * 1.1, y - 120),
            (x - b.neck * 0.8, y + 30),
            (x + 30, y + 120),
            (x + b.neck * 0.84, y + 24),
            (x + b.neck * 1.0, y - 120),
        ]
    )
    return (
        skin_in(scoop, name="vee")
        + line(pocket, INK, width=10)
        + solid(hood, colour, shade, name="hood", light=(who.light_x * 26, -16))
        + strings
    )


def _uniform(who: Drawn) -> str:
    (x, y), b, (_, wy) = who.bones.neck, who.bones.build, who.bones.waist
    colour, accent = who.dress.colour, who.dress.accent
    stand = polygon([(x - b.neck * 1.08, y - 140), (x - b.neck * 1.2, y - 20), (x + 34, y + 50),
                     (x + b.neck * 1.14, y - 20),
                     (x + b.neck * 1.0, y - 136), (x + b.neck * 0.6, y - 40), (x + 34, y - 2),
                     (x - b.neck * 0.6, y - 44)])  # fmt: skip
    rows = [y + 150 + k * (wy - y - 200) / 3 for k in range(4)]
    places = [(x + dx, row) for row in rows for dx in (-34, 104)]
    buttons = "".join(ellipse(one, 20, 20, INK) + ellipse(one, 14, 14, accent) for one in places)
    boards = "".join(
        fill(one, accent) + line(one, width=9)
        for one in (
            polygon([(x - b.shoulder * 0.84, y + 44), (x - b.shoulder * 0.48, y + 4),
                     (x - b.shoulder * 0.44, y + 44), (x - b.shoulder * 0.8, y + 92)]),
            polygon([(x + b.shoulder * 0.8, y + 40), (x + b.shoulder * 0.46, y + 2),
                     (x + b.shoulder * 0.43, y + 42), (x + b.shoulder * 0.77, y + 88)]),
        )
    )  # fmt: skip
    dip = polygon(
        [
            (x - b.neck * 1.1, y - 130),
            (x - b.neck, y - 10),
            (x + 34, y + 40),
            (x + b.neck * 1.1, y - 10),
            (x + b.neck, y - 130),
        ]
    )
    return (
        skin_in(dip, name="vee")
        + front_edge(who, start=50, buttons=0)
        + buttons
        + boards
        + fill(stand, mix(colour, INK, 0.15))
        + line(stand, width=11)
    )


def _bodice(who: Drawn, *, strapless: bool) -> str:
    b, (x, y), (wx, wy), (hx, hy) = who.bones.build, who.bones.neck, who.bones.waist, who.bones.hips
    colour = who.dress.colour
    top = y + (214 if strapless else 150)
    shape = smooth([
        (x - b.chest * 1.04, top - 20), (x - b.chest * 0.66, top - (40 if strapless else 10)), (x + 22, top + 70),
        (x + b.chest * 0.74, top - (44 if strapless else 14)), (x + b.chest * 1.04, top - 26),
        (x + b.chest * 1.03 + 26 * b.bust, y + 330), (wx + b.waist * 0.96, wy), (hx + b.hip * 0.9, hy - 120),
        (hx, hy - 60),
        (hx - b.hip * 0.94, hy - 120), (wx - b.waist, wy), (x - b.chest * 1.03, y + 340),
    ])  # fmt: skip
    strap = ""
    if not strapless:
        strap = "".join(
            fill(one, colour) + line(one, width=10)
            for one in (
                polygon([(x - b.chest * 0.98, top + 10), (x - b.shoulder * 0.60, y + 10),
                         (x - b.shoulder * 0.42, y), (x - b.chest * 0.5, top + 10)]),
                polygon([(x + b.chest * 0.98, top + 4), (x + b.shoulder * 0.56, y + 8), (x + b.shoulder * 0.40, y),
                         (x + b.chest * 0.56, top + 4)]),
            )
        )  # fmt: skip
    light = (who.light_x * b.chest * 0.3, -14.0)
    body = solid(shape, colour, shaded(colour), name="bodice", light=light, inside=folds(who) + waistband(who))
    if who.back:
        zip_line = fill(brush([(x + 4, top + 40), (wx, wy), (hx, hy - 80)], 8), crease_ink(who))
        return strap + body + zip_line
    gem = f'<circle cx="{x + 22}" cy="{y + 112}" r="13" fill="{who.dress.accent}" stroke="{INK}" stroke-width="5"/>'
    chain = line(f"M{x - b.neck * 1.05} {y - 30}C{x - 50} {y + 70} {x} {y + 94} {x + 22} {y + 100}"
                 f"C{x + 50} {y + 92} {x + 90} {y + 60} {x + b.neck * 1.02} {y - 30}", "#e2b64a", width=6)  # fmt: skip
    return strap + body + chain + gem


def _robe(who: Drawn) -> str:
    b, (x, y), (wx, wy) = who.bones.build, who.bones.neck, who.bones.waist
    under = polygon([(x - b.neck * 1.1, y - 90), (x + 40, y + 190), (x + b.neck * 1.1, y - 90),
                     (x + b.neck * 1.5, y - 30),
                     (x + 30, y + 270), (x - b.neck * 1.5, y - 30)])  # fmt: skip
    near = polygon(
        [
            (x - b.neck * 1.1, y - 100),
            (x - b.neck * 1.7, y - 20),
            (wx + b.waist * 0.42, wy + 10),
            (wx + b.waist * 0.86, wy - 40),
        ]
    )
    far = polygon(
        [
            (x + b.neck * 1.05, y - 100),
            (x + b.neck * 1.65, y - 20),
            (wx - b.waist * 0.1, wy - 40),
            (wx - b.waist * 0.46, wy - 90),
        ]
    )
    trim = who.dress.accent
    sash = smooth([(wx - b.waist * 1.12, wy - 70), (wx, wy - 50), (wx + b.waist * 1.08, wy - 70),
                   (wx + b.waist * 1.1, wy + 60),
                   (wx, wy + 84), (wx - b.waist * 1.14, wy + 60)])  # fmt: skip
    tie = polygon(
        [(wx + 20, wy + 40), (wx + 86, wy + 40), (wx + 120, wy + 620), (wx + 60, wy + 560), (wx + 10, wy + 600)]
    )
    dark = mix(trim, INK, 0.35)
    return (
        skin_in(polygon(vee_points(who, depth=180, wide=1.1)), name="vee") + fill(under, "#f6f1ea") + line(under,
        width=8)
        + solid(far, trim, shaded(trim), name="robe-far", light=(who.light_x * 16, -6), width=11)
        + solid(near, trim, shaded(trim), name="robe-near", light=(who.light_x * 16, -6), width=11)
        + solid(tie, dark, shaded(dark), name="robe-tie", light=(who.light_x * 14, 0), width=10)
        + solid(sash, dark, shaded(dark), name="sash", light=(who.light_x * 60, -20), width=11)
    )  # fmt: skip


def _armour(who: Drawn) -> str:
    b, (x, y), (wx, wy) = who.bones.build, who.bones.neck, who.bones.waist
    colour = lit(mix(who.dress.colour, "#8d93a8", 0.35), 0.12)
    plate = smooth([(x - b.neck * 1.1, y - 10), (x - b.chest * 1.02, y + 130), (x - b.chest * 0.98, y + 340),
                    (wx - b.waist * 0.7, wy - 60), (wx + 30, wy - 20), (wx + b.waist * 0.74, wy - 60),
                    (x + b.chest * 1.0, y + 340),
                    (x + b.chest * 1.0, y + 120), (x + b.neck * 1.1, y - 10), (x + 34, y + 60)])  # fmt: skip
    ridge = fill(brush([(x + 36, y + 80), (x + 50, y + 300), (wx + 36, wy - 60)], 14), crease_ink(who))
    shine = fill(
        smooth(
            [
                (x - b.chest * 0.7, y + 110),
                (x - b.chest * 0.4, y + 90),
                (x - b.chest * 0.46, y + 300),
                (x - b.chest * 0.66, y + 280),
            ]
        ),
        "#fff",
        opacity=0.4,
    )
    gorget = polygon([(x - b.neck * 1.1, y - 130), (x - b.neck * 1.4, y - 10), (x + 34, y + 96),
                      (x + b.neck * 1.34, y - 10),
                      (x + b.neck * 1.02, y - 126), (x + 34, y - 10)])  # fmt: skip
    pads = ""
    for name, at, sign in (("pad-near", who.bones.near.shoulder, -1), ("pad-far", who.bones.far.shoulder, 1)):
        px, py = at
        dome = smooth([(px - sign * 150, py - 70), (px, py - 150), (px + sign * 140, py - 60),
                       (px + sign * 170, py + 80),
                       (px + sign * 30, py + 130), (px - sign * 110, py + 70)])  # fmt: skip
        pads += solid(dome, colour, shaded(colour), name=name, light=(who.light_x * 44, -26))
        pads += fill(
            brush([(px - sign * 110, py + 20), (px + sign * 20, py + 76), (px + sign * 150, py + 26)], 10), INK
        )
    trim = line(plate, who.dress.accent, width=20) + line(plate, INK, width=6)
    return (
        solid(plate, colour, shaded(colour), name="plate", light=(who.light_x * 90, -20), inside=shine + ridge)
        + trim + solid(gorget, colour, shaded(colour), name="gorget", light=(who.light_x * 20, -8)) + pads
    )  # fmt: skip


def _sweater(who: Drawn) -> str:
    (x, y), b, (hx, hy) = who.bones.neck, who.bones.build, who.bones.hips
    colour, shade = who.dress.colour, shaded(who.dress.colour)
    roll = smooth([(x - b.neck * 1.08, y - 160), (x - b.neck * 1.22, y - 60), (x - b.neck * 1.2, y + 12),
                   (x + 24, y + 62),
                   (x + b.neck * 1.16, y + 10), (x + b.neck * 1.16, y - 60), (x + b.neck * 1.02, y - 156),
                   (x + 20, y - 96)])  # fmt: skip
    ribs = "".join(
        fill(
            brush([(x + k * b.neck, y - 110 + abs(k) * -30), (x + k * b.neck * 1.06, y + 26 - abs(k) * 24)], 7),
            crease_ink(who),
        )
        for k in (-0.8, -0.45, -0.1, 0.25, 0.6, 0.9)
    )
    hem = "".join(
        fill(brush([(hx + k * b.hip, hy - 10), (hx + k * b.hip, hy + 90)], 7), crease_ink(who))
        for k in (-0.9, -0.6, -0.3, 0, 0.3, 0.6, 0.9)
    )
    return hem + solid(roll, colour, shade, name="roll", light=(who.light_x * 24, -10), inside=ribs)


def _apron(who: Drawn) -> str:
    b, (x, y), (wx, wy), (hx, hy) = who.bones.build, who.bones.neck, who.bones.waist, who.bones.hips
    bib = smooth([(x - b.chest * 0.56, y + 190), (x + 30, y + 200), (x + b.chest * 0.68, y + 186),
                  (wx + b.waist * 0.9, wy - 40),
                  (hx + b.hip * 1.02, hy + 80), (hx, hy + 200), (hx - b.hip * 0.98, hy + 80),
                  (wx - b.waist * 0.86, wy - 40)])  # fmt: skip
    accent = who.dress.accent
    straps = "".join(
        fill(brush(one, 34, press=(1, 1, 1)), accent) + line(smooth(one, closed=False), INK, width=4)
        for one in (
            [(x - b.chest * 0.5, y + 200), (x - b.neck * 1.2, y - 30)],
            [(x + b.chest * 0.6, y + 196), (x + b.neck * 1.2, y - 30)],
        )
    )
    tie = line(f"M{wx - b.waist} {wy}C{wx} {wy + 40} {wx} {wy + 40} {wx + b.waist} {wy}", shaded(accent), width=26)
    return _shirt(who) + straps + solid(bib, accent, shaded(accent), name="bib", light=(who.light_x * 70, -16)) + tie


def _tshirt(who: Drawn) -> str:
    (x, y), b = who.bones.neck, who.bones.build
    scoop = smooth(
        [
            (x - b.neck * 1.1, y - 90),
            (x - b.neck * 1.0, y + 10),
            (x + 26, y + 84),
            (x + b.neck * 1.04, y + 6),
            (x + b.neck * 1.02, y - 90),
        ]
    )
    rim = brush(
        [
            (x - b.neck * 1.12, y - 60),
            (x - b.neck * 0.9, y + 24),
            (x + 26, y + 92),
            (x + b.neck * 0.96, y + 20),
            (x + b.neck * 1.08, y - 60),
        ],
        28,
        press=(1, 1, 1, 1, 1),
    )
    return skin_in(scoop, name="vee") + fill(rim, mix(who.dress.colour, INK, 0.25)) + line(rim, width=6)


def _back(who: Drawn) -> str:
    (x, y), b, (wx, wy), (hx, hy) = who.bones.neck, who.bones.build, who.bones.waist, who.bones.hips
    seam = fill(brush([(x, y + 10), (wx - 6, wy), (hx, hy)], 9), crease_ink(who))
    yoke = fill(
        brush([(x - b.shoulder * 0.7, y + 120), (x, y + 150), (x + b.shoulder * 0.66, y + 116)], 8), crease_ink(who)
    )
    band = smooth([(x - b.neck * 1.2, y - 90), (x, y - 60), (x + b.neck * 1.2, y - 90), (x + b.neck * 1.3, y - 20),
                   (x, y + 14),
                   (x - b.neck * 1.3, y - 20)])  # fmt: skip
    colour = mix(who.dress.colour, INK, 0.2)
    return seam + yoke + solid(band, colour, shaded(colour), name="collar-back", light=(who.light_x * 30, -8), width=11)


def _suit_back(who: Drawn) -> str:
    (x, y), b = who.bones.neck, who.bones.build
    white = smooth([(x - b.neck * 1.1, y - 120), (x, y - 96), (x + b.neck * 1.1, y - 120),
                    (x + b.neck * 1.16, y - 50), (x, y - 30),
                    (x - b.neck * 1.16, y - 50)])  # fmt: skip
    return fill(white, "#e9e5ee") + line(white, width=10) + _back(who)


def _hood_back(who: Drawn) -> str:
    (x, y), b = who.bones.neck, who.bones.build
    colour = who.dress.colour
    hood = smooth([(x - b.neck * 1.2, y - 130), (x - b.neck * 2.2, y - 40), (x - b.neck * 1.9, y + 120),
                   (x - b.neck, y + 260),
                   (x, y + 310), (x + b.neck, y + 260), (x + b.neck * 1.9, y + 120), (x + b.neck * 2.2, y - 40),
                   (x + b.neck * 1.2, y - 130), (x, y - 70)])  # fmt: skip
    crease = fill(brush([(x - b.neck, y + 20), (x, y + 90), (x + b.neck, y + 16)], 14), crease_ink(who))
    return solid(hood, colour, shaded(colour), name="hood-back", light=(who.light_x * 40, -20), inside=crease)


_BACKS: dict[str, Callable[[Drawn], str]] = {"suit": _suit_back, "coat": _back, "hoodie": _hood_back, "tshirt": _tshirt}

_OPENED: dict[str, Callable[[Drawn], str]] = {
    "coat": _coat, "suit": _suit, "shirt": _shirt, "hoodie": _hoodie, "uniform": _uniform, "robe": _robe,
    "armour": _armour, "sweater": _sweater, "apron": _apron, "tshirt": _tshirt,
}  # fmt: skip
