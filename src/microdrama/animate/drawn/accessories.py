"""What people wear besides clothes: hats, crowns, masks of a ball, scarves."""

from __future__ import annotations

from microdrama.animate.drawn.bodies import Drawn
from microdrama.animate.drawn.features import Features
from microdrama.animate.drawn.ink import INK, Points, brush, clipped, ellipse, fill, line, smooth, solid
from microdrama.animate.drawn.paints import lit, mix, shaded

_GOLD = "#e2b23c"


def on_face(face: Features) -> str:
    """What lies on the face, below the hair: a mask round the eyes."""
    if "mask" not in face.worn:
        return ""
    shape = smooth([
        (352, 430), (372, 402), (470, 398), (560, 424), (606, 446), (640, 424), (690, 404), (722, 420), (716, 480),
        (690, 524), (640, 522), (604, 500), (580, 520), (500, 546), (410, 540), (362, 500),
    ])  # fmt: skip
    colour = mix(face.accent, INK, 0.25)
    trim = line(shape, _GOLD, width=22)
    shine = fill(brush([(380, 420), (470, 412), (560, 436)], 10), lit(colour, 0.5), opacity=0.7)
    return line(shape, width=30) + trim + fill(shape, colour) + clipped(shape, shine, name="mask")


def on_head(face: Features, *, light_x: float) -> str:
    """What lies over the hair: a hat or a crown."""
    if "hat" in face.worn:
        return _hat(face, light_x)
    return _crown(face, light_x) if "crown" in face.worn else ""


def _hat(face: Features, light_x: float) -> str:
    colour = mix(face.accent, INK, 0.72)
    top = smooth([(286, 262), (288, 150), (340, 64), (440, 72), (500, 92), (560, 66), (652, 78), (694, 160), (700, 268),
                  (500, 300)])  # fmt: skip
    band = smooth([(282, 250), (290, 200), (500, 240), (698, 204), (702, 256), (500, 300)])
    brim = smooth([(150, 262), (240, 226), (300, 250), (500, 292), (690, 254), (760, 226), (838, 258), (760, 312),
                   (500, 352), (230, 316)])  # fmt: skip
    light = (light_x * 50, -16.0)
    dent = fill(brush([(410, 84), (500, 124), (590, 84)], 12), INK)
    ribbon = fill(band, mix(face.accent, INK, 0.15))
    return solid(top, colour, shaded(colour), name="hat-top", light=light, inside=ribbon + dent) + solid(
        brim, colour, shaded(colour), name="hat-brim", light=(light_x * 20, -22.0)
    )


def _crown(face: Features, light_x: float) -> str:
    tips: Points = [(320, 150), (404, 96), (494, 66), (586, 92), (668, 148)]
    low: Points = [(318, 264), (362, 226), (450, 200), (536, 198), (620, 222), (676, 262)]
    path = f"M{low[0][0]} {low[0][1]}"
    for tip, (x, y) in zip(tips, low[1:], strict=True):
        path += f"L{tip[0]} {tip[1]}L{x} {y - 34 if (x, y) != low[-1] else y}"
    path += "C600 246 400 246 318 264Z"
    gems = "".join(ellipse((x, y + 6), 13, 13, INK) + ellipse((x, y + 6), 9, 9, "#fff6d8") for x, y in tips)
    places = ((430, 216), (500, 208), (570, 216))
    stones = "".join(ellipse(one, 15, 12, INK) + ellipse(one, 11, 8, face.accent) for one in places)
    return solid(path, _GOLD, shaded(_GOLD), name="crown", light=(light_x * 26, -4), width=9) + gems + stones


def round_neck(who: Drawn) -> str:
    """What lies round the neck, over the collar: a scarf, or strings of pearls."""
    if "scarf" not in who.face.worn:
        return _pearls(who) if "pearls" in who.face.worn and not who.back else ""
    (x, y), b = who.bones.neck, who.bones.build
    colour = who.dress.accent
    wrap = smooth([
        (x - b.neck * 1.3, y - 96), (x - b.neck * 1.6, y - 10), (x - b.neck * 0.9, y + 78), (x + 30, y + 112),
        (x + b.neck, y + 70), (x + b.neck * 1.55, y - 14), (x + b.neck * 1.2, y - 96), (x + b.neck * 0.6, y - 50),
        (x, y - 34), (x - b.neck * 0.7, y - 52),
    ])  # fmt: skip
    tail = smooth([(x + 30, y + 60), (x + 120, y + 50), (x + 150, y + 300), (x + 150, y + 470), (x + 150, y + 470),
                   (x + 40, y + 482), (x + 40, y + 482), (x + 44, y + 280)])  # fmt: skip
    ink = mix(shaded(colour), INK, 0.6)
    folds: tuple[Points, ...] = (
        [(x - b.neck * 1.3, y - 30), (x - 20, y + 40), (x + b.neck * 1.2, y - 26)],
        [(x - b.neck, y + 30), (x, y + 80), (x + b.neck * 0.9, y + 34)],
    )
    creases = "".join(fill(brush(one, 11), ink) for one in folds)
    fringe = "".join(fill(brush([(x + 52 + k * 24, y + 440), (x + 52 + k * 24, y + 486)], 8), ink) for k in range(4))
    light = (who.light_x * 24, -10.0)
    hanging = "" if who.back else solid(tail, colour, shaded(colour), name="scarf-tail", light=light, inside=fringe)
    return hanging + solid(wrap, colour, shaded(colour), name="scarf", light=light, inside=creases)


def _pearls(who: Drawn) -> str:
    """Three strings of pearls, each lower and wider than the one above."""
    (x, y), b = who.bones.neck, who.bones.build
    drawn: list[str] = []
    for row in range(3):
        wide, deep, top = b.neck * (0.98 + 0.16 * row), 62.0 + 46.0 * row, y - 34.0 + 22.0 * row
        count = 13 + 2 * row
        for n in range(count + 1):
            share = 2 * n / count - 1
            at = (x + 8 + wide * share, top + deep * (1 - share * share))
            drawn.append(ellipse(at, 15.5, 15.5, INK) + ellipse(at, 11.5, 11.5, "#efe6ea"))
            drawn.append(ellipse((at[0] + 3 * who.light_x, at[1] - 4), 4.0, 3.4, "#ffffff"))
    return "".join(drawn)
