"""Heads: the contour of a three-quarter face that looks to the right, its ear, its nose and the shadows on it."""

from __future__ import annotations

import numpy as np

from microdrama.animate.drawn.features import Features
from microdrama.animate.drawn.hairs import hair_outline, hair_shape
from microdrama.animate.drawn.ink import INK, Point, brush, fill, line, ribbon, smooth
from microdrama.animate.drawn.paints import lit, mix, skin_shade

TOP, CHIN = 140.0, 752.0
"""Where the skull begins and the chin ends, in units of the head's sheet."""
MIDDLE = 490.0
"""The line about which a head is mirrored."""
_EAR = ((322, 500), (290, 466), (252, 476), (232, 520), (240, 568), (272, 604), (312, 610), (336, 600))


def contour(face: Features) -> list[Point]:
    """The face from the far temple over cheek, chin and jaw to the ear; without the skull."""
    if face.young:
        return [(712, 340), (716, 410), (704, 452), (714, 520), (704, 600), (668, 672), (612, 718), (566, 730),
                (500, 718), (424, 684), (368, 640), (332, 590)]  # fmt: skip
    out = 8 * (face.cheek - 0.5)
    if face.feminine:
        chin, jaw = 12 * (face.chin - 0.5), 22 * (face.jaw - 0.5)
        return [(710, 340), (713, 410), (699, 452), (708 + out, 512), (699 + out, 580), (670 + jaw / 2, 652),
                (628, 712), (592, 742 + chin), (562, 746 + chin), (500, 732 + jaw / 3), (424, 698 + jaw / 2),
                (366, 650), (334, 590)]  # fmt: skip
    chin, jaw = 14 * (face.chin - 0.5), 24 * (face.jaw - 0.5)
    return [(712, 330), (718, 400), (702, 448), (713 + out, 512), (708 + out, 590), (692 + jaw / 2, 664),
            (660, 728 + chin / 2), (622, 758 + chin), (566, 764 + chin), (486, 748 + jaw / 3), (402, 714 + jaw / 2),
            (350, 658), (332, 590)]  # fmt: skip


def skull(face: Features) -> str:
    """Path data of the whole face and skull."""
    over: list[Point] = [(300, 480), (262, 400), (276, 290), (350, 205), (470, 168), (596, 190), (676, 258)]
    return smooth([*contour(face), *over])


def paint_head(face: Features, *, light_x: float, hair: str, mask: str) -> str:
    """The head without eyes, brows and mouth, in head units; `light_x` is -1 where light comes from the left."""
    shape = skull(face)
    shade = skin_shade(face.skin)
    cut = hair_shape(face.hair)
    cast_by_hair = hair_outline(cut.over, shift=(-14 * light_x, 34), colour=shade)
    marks = [
        _planes(shade, light_x),
        cast_by_hair,
        _warmth(face),
        _nose(face, shade, light_x),
        _age(face),
        _freckles(face),
        _beard(face),
    ]
    ear = smooth(_EAR, closed=False) + "Z"
    return "".join(
        [
            fill(ear, face.skin),
            fill(smooth([(312, 520), (276, 500), (256, 530), (276, 580), (318, 590)]), shade),
            fill(brush(_EAR, 15, press=(0.2, 0.7, 1, 1, 1, 0.8, 0.5)), INK),
            fill(brush([(306, 520), (276, 512), (268, 540), (288, 560), (282, 580)], 9), INK),
            f'<clipPath id="face"><path d="{shape}"/></clipPath>',
            fill(shape, face.skin),
            f'<g clip-path="url(#face)">{"".join(marks)}</g>',
            fill(brush(contour(face), 17, press=(0.5, 0.55, 0.5, 0.6, 0.8, 1.0, 0.95, 0.6, 0.75, 1, 1, 0.7, 0.3)), INK),
            mask,
            _crown(face),
            hair,
            _earring(face),
        ]
    )


def _crown(face: Features) -> str:
    if face.hair not in ("variant25", "variant28", "variant34"):
        return ""
    return fill(brush([(290, 270), (350, 205), (470, 168), (596, 190), (676, 258), (712, 335)], 15), INK)


def _planes(shade: str, light_x: float) -> str:
    if light_x < 0:
        side: list[Point] = [(760, 250), (672, 300), (690, 400), (668, 446), (686, 520), (664, 590), (640, 650),
                             (600, 720), (560, 770), (700, 790), (780, 600)]  # fmt: skip
        return fill(smooth(side), shade)
    near: list[Point] = [(220, 300), (372, 300), (392, 430), (376, 520), (400, 600), (446, 668), (520, 722),
                         (580, 770), (400, 800), (220, 640)]  # fmt: skip
    return fill(smooth(near), shade)


def _warmth(face: Features) -> str:
    red = mix(face.skin, "#e8304a", 0.62)
    strong = 0.22 if face.age == "elder" else 0.46 if face.feminine or face.young else 0.24
    spot = (
        f'<radialGradient id="blush"><stop offset="0" stop-color="{red}" stop-opacity="{strong}"/>'
        f'<stop offset="1" stop-color="{red}" stop-opacity="0"/></radialGradient>'
    )
    return (
        spot
        + '<ellipse cx="440" cy="572" rx="88" ry="50" fill="url(#blush)"/>'
        + '<ellipse cx="676" cy="560" rx="46" ry="44" fill="url(#blush)"/>'
        + '<ellipse cx="632" cy="556" rx="40" ry="30" fill="url(#blush)"/>'
    )


def _nose(face: Features, shade: str, light_x: float) -> str:
    tip = 560 + 6 * (face.nose - 1)
    ink = mix(INK, face.skin, 0.12)
    glint = fill(smooth([(618, tip - 34), (628, tip - 22), (622, tip - 10), (612, tip - 20)]), lit(face.skin, 0.6))
    under = fill(smooth([(588, tip + 4), (616, tip + 6), (640, tip - 8), (632, tip + 18), (604, tip + 24)]), shade)
    if face.feminine or face.young:
        hook = brush([(646, tip - 18), (644, tip - 4), (628, tip + 6), (608, tip + 4)], 9, press=(0.1, 1, 0.8, 0.1))
        bridge = brush([(606, 486), (612, 510), (624, 530)], 5, press=(0, 0.7, 0))
        return under + glint + fill(hook, ink) + fill(bridge, mix(INK, face.skin, 0.4))
    side = ""
    if light_x < 0:
        side = fill(smooth([(606, 450), (620, 500), (650, tip - 20), (640, tip), (668, tip - 10), (640, 480)]), shade)
    length = [(608, 452), (614, 492), (636, 530), (650, tip - 16), (640, tip + 2), (606, tip + 8)]
    bridge = brush(length, 12, press=(0.1, 0.5, 0.6, 1, 0.9, 0.1))
    nostril = brush([(590, tip - 6), (582, tip + 2), (590, tip + 8)], 6)
    return side + under + glint + fill(bridge, ink) + fill(nostril, ink)


def _age(face: Features) -> str:
    ink = mix(skin_shade(face.skin), INK, 0.45)
    if face.age == "elder":
        lines: list[list[Point]] = [
            [(560, 590), (524, 622), (512, 668)], [(668, 592), (684, 624), (680, 656)],
            [(404, 528), (440, 544), (486, 540)], [(640, 528), (668, 534), (692, 522)],
            [(378, 470), (356, 462), (344, 446)], [(376, 486), (352, 490), (338, 486)],
            [(440, 322), (520, 312), (600, 318)], [(470, 292), (530, 286), (590, 290)],
            [(470, 690), (500, 706), (520, 708)],
        ]  # fmt: skip
        return "".join(fill(brush(one, 7), ink, opacity=0.8) for one in lines)
    if face.lined:
        lines = [[(552, 596), (526, 624), (516, 662)], [(668, 594), (682, 622), (680, 648)],
                 [(410, 530), (444, 545), (486, 541)], [(640, 528), (668, 535), (692, 524)],
                 [(378, 472), (358, 464), (346, 450)]]  # fmt: skip
        return "".join(fill(brush(one, 6), ink, opacity=0.6) for one in lines)
    if face.age == "adult" and not face.feminine:
        return fill(brush([(548, 598), (528, 618), (522, 638)], 5), ink, opacity=0.45) + fill(
            brush([(424, 530), (450, 540), (480, 538)], 5), ink, opacity=0.6
        )
    return ""


def _freckles(face: Features) -> str:
    spots = ""
    if face.freckles:
        brown = mix(face.skin, "#8a3a1c", 0.55)
        places = ((402, 560), (424, 576), (446, 558), (470, 578), (492, 562), (436, 596), (566, 548), (588, 540),
                  (654, 566), (672, 552), (684, 572))  # fmt: skip
        spots = "".join(f'<circle cx="{x}" cy="{y}" r="5" fill="{brown}" fill-opacity="0.75"/>' for x, y in places)
    if face.mole:
        spots += f'<circle cx="470" cy="556" r="6" fill="{INK}" fill-opacity="0.85"/>'
    return spots


def _beard(face: Features) -> str:
    if face.beard == "none":
        return ""
    colour = mix(face.hair_colour, INK, 0.15)
    around: list[Point] = [(322, 560), (352, 590), (400, 640), (462, 640), (520, 606), (580, 600), (650, 602),
                           (690, 620), (720, 560), (740, 700), (620, 800), (480, 790), (320, 680)]  # fmt: skip
    if face.beard == "stubble":
        return _stubble(face, around, colour)
    tash = smooth([(580, 582), (608, 587), (648, 596), (670, 616), (640, 613), (604, 606), (580, 612), (550, 609),
                   (518, 626), (496, 630), (512, 603), (546, 590)])  # fmt: skip
    if face.beard == "moustache":
        return fill(tash, colour) + line(tash, width=7)
    if face.beard == "goatee":
        small = smooth([(540, 700), (580, 692), (624, 698), (634, 740), (600, 790), (550, 780), (530, 740)])
        return fill(small, colour) + line(small, width=7) + fill(tash, colour) + line(tash, width=7)
    lip = smooth([(510, 640), (570, 626), (650, 632), (640, 676), (580, 690), (524, 680)])
    strokes = "".join(
        fill(brush([(380 + k * 34, 650 + (k % 3) * 14), (392 + k * 33, 770)], 7), mix(colour, INK, 0.4))
        for k in range(10)
    )
    return fill(smooth(around) + lip, colour, extra='fill-rule="evenodd"') + strokes + fill(tash, colour)


def _stubble(face: Features, around: list[Point], colour: str) -> str:
    random = np.random.default_rng(face.hair_seed)
    dots: list[str] = []
    for x, y in zip(random.uniform(330, 720, 170), random.uniform(590, 770, 170), strict=True):
        near_mouth = ((x - 580) / 96) ** 2 + ((y - 652) / 40) ** 2 < 1
        high = y < 640 - 0.0016 * (x - 540) ** 2 + (60 if x < 500 else 0)
        if not near_mouth and not (high and 400 < x < 520):
            dots.append(f"M{x:.0f} {y:.0f}l3 9")
    tone = fill(smooth(around), mix(face.skin, colour, 0.6), opacity=0.15)
    return tone + f'<path d="{"".join(dots)}" stroke="{mix(colour, INK, 0.3)}" stroke-width="4" stroke-opacity="0.42"/>'


def _earring(face: Features) -> str:
    if not face.earrings or not face.feminine:
        return ""
    gold = "#e8b84a"
    if face.earrings == 1:
        return f'<circle cx="296" cy="616" r="13" fill="{gold}" stroke="{INK}" stroke-width="6"/>'
    drop = smooth([(296, 630), (310, 668), (296, 690), (282, 668)])
    return (
        fill(ribbon([(296, 604), (296, 640)], [6, 6]), gold)
        + fill(drop, face.accent)
        + line(drop, width=6)
        + '<circle cx="293" cy="664" r="5" fill="#fff" fill-opacity="0.8"/>'
        + f'<circle cx="296" cy="612" r="9" fill="{gold}" stroke="{INK}" stroke-width="5"/>'
    )
