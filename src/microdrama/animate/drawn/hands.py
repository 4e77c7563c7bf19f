"""Hands: a palm, a thumb and four fingers, simply, and the things that they hold."""

from __future__ import annotations

from collections.abc import Callable

from microdrama.animate.drawn.ink import INK, Point, brush, ellipse, fill, line, polygon, smooth
from microdrama.animate.drawn.paints import lit, mix, shaded, skin_shade
from microdrama.animate.drawn.skeletons import HandShape

KINDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("phone", ("phone", "mobile", "smartphone", "手机", "电话")),
    ("umbrella", ("umbrella", "parasol", "伞")),
    ("knife", ("knife", "dagger", "blade", "刀", "匕首")),
    ("sword", ("sword", "剑")),
    ("gun", ("gun", "pistol", "revolver", "枪")),
    ("glass", ("glass", "wine", "champagne", "whisk", "drink", "酒")),
    ("cup", ("cup", "mug", "coffee", "tea", "杯", "茶")),
    ("folder", ("contract", "folder", "file", "document", "paper", "agreement", "合同", "协议", "文件")),
    ("book", ("book", "diary", "书", "日记")),
    ("card", ("card", "ticket", "卡")),
    ("letter", ("letter", "envelope", "note", "cheque", "check", "信")),
    ("photo", ("photo", "picture", "照片")),
    ("flowers", ("flower", "bouquet", "rose", "花")),
    ("jade", ("jade", "pendant", "amulet", "玉")),
    ("watch", ("watch", "表")),
    ("medicine", ("medicine", "pill", "poison", "药", "毒")),
    ("candle", ("candle", "torch", "蜡烛")),
    ("money", ("money", "cash", "banknote", "钱")),
    ("ring", ("ring", "box", "jewel", "戒", "盒")),
    ("bag", ("bag", "suitcase", "case", "包", "箱")),
    ("key", ("key", "钥匙")),
)
"""What can be drawn in a hand, and the words that mean it; the first that is said counts."""


def prop_kind(words: str) -> str:
    """What a prop is drawn as, from its id, name or kind; an unknown thing is a small parcel."""
    said = words.lower()
    for kind, known in KINDS:
        if any(word in said for word in known):
            return kind
    return "parcel"


def paint_hand(shape: HandShape, at: Point, *, turn: float, flip: bool, skin: str, size: float) -> str:
    """A hand at the wrist `at`, its fingers towards `turn` degrees (0 right, 90 down); `size` 1 is a woman's."""
    if shape == "none":
        return ""
    shade = skin_shade(skin)
    mirror = -size if flip else size
    painters = {"relaxed": _relaxed, "flat": _flat, "fist": _fist, "grip": _fist, "point": _point}
    inside = painters[shape](skin, shade)
    place = f"translate({at[0]:.1f} {at[1]:.1f}) rotate({turn:.1f}) scale({size:.3f} {mirror:.3f})"
    return f'<g transform="{place}">{inside}</g>'


def _skinned(shape: str, skin: str, width: float = 11) -> str:
    return fill(shape, skin) + line(shape, width=width)


def _relaxed(skin: str, shade: str) -> str:
    palm = smooth([(-24, -36), (26, -44), (74, -42), (116, -30), (158, 0), (172, 28), (160, 42), (132, 40), (92, 50),
                   (40, 46), (-24, 36)])  # fmt: skip
    thumb = smooth([(14, -30), (52, -54), (92, -52), (118, -34), (112, -20), (88, -22), (60, -12), (30, 0)])
    lines: list[list[Point]] = [[(104, 8), (136, 18), (156, 36)], [(96, 26), (122, 34), (138, 44)]]
    return (
        _skinned(palm, skin)
        + fill(smooth([(-20, 34), (40, 44), (92, 48), (130, 38), (100, 26), (40, 24), (-20, 12)]), shade)
        + _skinned(thumb, skin, 9)
        + "".join(fill(brush(one, 8), INK) for one in lines)
    )


def _flat(skin: str, shade: str) -> str:
    palm = smooth([(-24, -34), (30, -42), (90, -38), (150, -26), (182, -10), (184, 10), (168, 26), (120, 40), (40, 44),
                   (-24, 34)])  # fmt: skip
    thumb = smooth([(10, -28), (44, -58), (78, -66), (92, -54), (74, -38), (48, -12)])
    lines = [[(96, -14), (140, -10), (180, -6)], [(98, 6), (140, 8), (176, 12)], [(96, 22), (130, 24), (158, 26)]]
    under = fill(smooth([(-20, 32), (40, 42), (120, 38), (150, 28), (60, 24), (-20, 14)]), shade)
    strokes = "".join(fill(brush([(x, y) for x, y in one], 7), INK) for one in lines)
    return _skinned(palm, skin) + under + strokes + _skinned(thumb, skin, 9)


def _fist(skin: str, shade: str) -> str:
    palm = smooth([(-24, -34), (24, -46), (76, -50), (112, -36), (120, 0), (112, 40), (74, 54), (24, 46), (-24, 34)])
    lines: list[list[Point]] = [
        [(66, -26), (92, -26), (118, -20)], [(62, -2), (92, 0), (120, 2)], [(64, 22), (92, 24), (114, 24)],
        [(64, -34), (56, 0), (62, 34)],
    ]  # fmt: skip
    thumb = smooth([(6, -34), (42, -52), (74, -44), (88, -26), (76, -16), (52, -22), (26, -12)])
    under = fill(smooth([(-20, 32), (26, 44), (74, 50), (108, 38), (70, 34), (-20, 16)]), shade)
    strokes = "".join(fill(brush(one, 8), INK) for one in lines)
    return _skinned(palm, skin) + under + strokes + _skinned(thumb, skin, 9)


def _point(skin: str, shade: str) -> str:
    finger = smooth([(70, -44), (130, -42), (190, -34), (200, -24), (190, -14), (130, -14), (70, -10)])
    return _skinned(finger, skin) + _fist(skin, shade)


def paint_prop(words: str, at: Point, *, accent: str, size: float, told: str | None = None) -> str:
    """A thing held at a point, upright; draw the hand's fingers over it.

    It takes the colour that is `told` of it, else what suits it and an `accent`.
    """
    kind = prop_kind(words)
    if kind in _TOLD and told is not None:
        drawn = _TOLD[kind](told)
    else:
        drawn = _PLAIN[kind]() if kind in _PLAIN else _ACCENTED[kind](told or accent)
    lean = {"phone": -8, "folder": -6, "letter": 8, "knife": 24, "sword": 34, "photo": 6}.get(kind, 0)
    # an umbrella keeps its size: it must reach over the head
    scale = 1.0 if kind == "umbrella" else size
    return f'<g transform="translate({at[0]:.1f} {at[1]:.1f}) rotate({lean}) scale({scale:.3f})">{drawn}</g>'


def _box(x: float, y: float, size: tuple[float, float], colour: str, *, round_by: float = 8, ink: float = 10) -> str:
    return (
        f'<rect x="{x}" y="{y}" width="{size[0]}" height="{size[1]}" rx="{round_by}" fill="{colour}" stroke="{INK}" '
        f'stroke-width="{ink}"/>'
    )


def _phone(case: str = "#23202e") -> str:
    return (
        _box(-52, -170, (112, 216), case, round_by=20)
        + '<rect x="-40" y="-156" width="88" height="188" rx="10" fill="#bfe3ff"/>'
        + '<path d="M-40 -60L48 -156L48 -100L-40 0Z" fill="#fff" fill-opacity="0.55"/>'
    )


def _umbrella(accent: str) -> str:
    top = -1640.0
    canopy = (
        f"M-640 {top + 330}C-620 {top + 60} -300 {top - 90} 0 {top - 100}C300 {top - 90} 620 {top + 60} 640 {top + 330}"
        f"C560 {top + 262} 450 {top + 262} 380 {top + 322}C300 {top + 258} 180 {top + 258} 128 {top + 318}"
        f"C60 {top + 268} -60 {top + 268} -128 {top + 318}C-180 {top + 258} -300 {top + 258} -380 {top + 322}"
        f"C-450 {top + 262} -560 {top + 262} -640 {top + 330}Z"
    )
    dark = mix(accent, INK, 0.8)
    ribs = "".join(
        line(f"M0 {top - 96}C{x * 0.5} {top - 60} {x} {top + 120} {x} {top + 318}", mix(dark, "#8f86b8", 0.3), width=7)
        for x in (-380, -128, 128, 380)
    )
    sheen = (
        f"M-560 {top + 220}C-500 {top + 60} -300 {top - 40} -60 {top - 70}C-260 {top} -420 {top + 90} -470 {top + 240}Z"
    )
    return (
        f'<rect x="-9" y="{top}" width="18" height="{-top + 120}" fill="#3a3442" stroke="{INK}" stroke-width="7"/>'
        + fill(canopy, dark)
        + fill(sheen, "#8f86b8", opacity=0.22)
        + ribs
        + line(canopy, width=13)
        + line("M0 120C0 190 60 190 60 140", "#5a3a26", width=20)
    )


def _knife() -> str:
    blade = "M-16 -40L-20 -210L6 -260L18 -40Z"
    return (
        fill(blade, "#dfe6ee")
        + fill("M2 -40L0 -250L18 -40Z", "#9aa6b8")
        + line(blade)
        + _box(-20, -44, (42, 120), "#2e2430")
    )


def _sword(accent: str) -> str:
    blade = "M-20 -60L-18 -800L0 -860L18 -800L20 -60Z"
    return (
        fill(blade, "#dfe6ee") + fill("M0 -60L0 -850L18 -800L20 -60Z", "#98a4b6") + line(blade)
        + _box(-70, -78, (140, 28), accent) + _box(-18, -54, (36, 170), "#3a2a2a")
    )  # fmt: skip


def _gun() -> str:
    return _box(-30, -70, (210, 52), "#2c2a34", round_by=10) + _box(-26, -40, (52, 120), "#3a3644", round_by=10)


def _glass() -> str:
    bowl = "M-54 -190C-60 -110 -40 -60 0 -56C40 -60 60 -110 54 -190Z"
    wine = "M-55 -140C-54 -96 -38 -66 0 -62C38 -66 54 -96 55 -140Z"
    return (
        fill(bowl, "#eef4ff", opacity=0.55) + fill(wine, "#8a1230", opacity=0.95) + line(bowl, width=9)
        + line("M0 -56L0 70M-46 76L46 76", "#cdd6ea", width=12)
        + line("M-36 -176C-38 -140 -34 -110 -26 -92", "#ffffff", width=8)
    )  # fmt: skip


def _cup(accent: str) -> str:
    return _box(-46, -110, (96, 140), "#f4efe8", round_by=14) + _box(-50, -80, (104, 60), accent, round_by=4)


def _folder(accent: str) -> str:
    cover = "M-150 -230L150 -250L166 60L-140 84Z"
    sheet = "M-128 -246L138 -262L150 30L-120 54Z"
    return (
        fill(sheet, "#f7f3ee") + line(sheet, width=9) + fill(cover, mix("#2d3a5c", accent, 0.25)) + line(cover)
        + _box(-80, -160, (150, 52), "#f7f3ee", round_by=4, ink=6)
        + line("M-60 -134L50 -136", "#6b6070", width=6)
    )  # fmt: skip


def _coloured_letter(paper: str) -> str:
    return _letter(shaded(paper), paper)


def _letter(accent: str, paper: str = "#f8f1e4") -> str:
    sheet = polygon([(-120, -170), (120, -180), (128, 10), (-112, 24)])
    return (
        fill(sheet, paper) + line(sheet, width=9) + line("M-120 -170L4 -66L120 -180", width=7)
        + f'<circle cx="4" cy="-70" r="22" fill="{mix("#a01830", accent, 0.2)}" stroke="{INK}" stroke-width="6"/>'
    )  # fmt: skip


def _photo(accent: str) -> str:
    return (
        _box(-100, -190, (200, 220), "#faf7f2", round_by=4)
        + f'<rect x="-80" y="-170" width="160" height="140" fill="{shaded(accent)}"/>'
        + '<circle cx="-26" cy="-104" r="30" fill="#f3cdb2"/><circle cx="34" cy="-96" r="28" fill="#e8b894"/>'
    )


def _flowers(accent: str) -> str:
    paper = "M-110 -160L110 -170L30 120L-26 122Z"
    heads = "".join(
        f'<circle cx="{x}" cy="{y}" r="46" fill="{colour}" stroke="{INK}" stroke-width="8"/>'
        f'<path d="M{x - 18} {y}C{x - 6} {y - 26} {x + 24} {y - 14} {x + 10} {y + 12}" fill="none" '
        f'stroke="{shaded(colour)}" stroke-width="7"/>'
        for x, y, colour in (
            (-84, -190, "#d8375a"), (84, -200, "#d8375a"), (0, -250, "#f07a92"), (-36, -166, "#f4a0b0"),
            (44, -160, "#c4243f"),
        )
    )  # fmt: skip
    return heads + fill(paper, lit(accent, 0.6)) + line(paper)


def _ring() -> str:
    lid = "M-70 -110L-60 -190L70 -196L76 -110Z"
    return (
        fill(lid, shaded("#3b1530")) + line(lid) + _box(-72, -112, (150, 84), "#5a1d3f", round_by=10)
        + '<ellipse cx="2" cy="-116" rx="30" ry="22" fill="none" stroke="#f0c65a" stroke-width="11"/>'
        + '<path d="M-18 -146L2 -168L24 -146L2 -122Z" fill="#e6fbff" stroke="#7fb4d8" stroke-width="5"/>'
    )  # fmt: skip


def _bag(accent: str) -> str:
    return line("M-70 40C-60 -50 60 -50 70 40", shaded(accent), width=20) + _box(
        -130, 30, (260, 190), accent, round_by=26
    )


def _key(metal: str = "#e2b23c") -> str:
    return f'<circle cx="0" cy="-90" r="36" fill="none" stroke="{metal}" stroke-width="16"/>' + line(
        "M0 -54L0 40M0 10L26 10M0 36L22 36", metal, width=14
    )


def _parcel(accent: str) -> str:
    return _box(-90, -130, (190, 150), lit(accent, 0.2)) + line(
        "M4 -130L4 20M-90 -60L100 -60", shaded(accent), width=12
    )


def _card(colour: str = "#2a2f4a") -> str:
    return (
        _box(-84, -130, (170, 108), colour, round_by=14)
        + _box(-64, -104, (40, 30), "#e2b23c", round_by=5, ink=4)
        + line("M-60 -48L40 -48", "#c9cfe6", width=8)
    )


def _money() -> str:
    notes = "".join(_box(-100 + k * 8, -150 + k * 12, (190, 100), "#7fae86", round_by=6, ink=8) for k in range(3))
    return notes + ellipse((12, -76), 34, 30, "#4f7f5c") + line("M-60 -76L-40 -76M64 -76L84 -76", "#4f7f5c", width=10)


def _book(accent: str) -> str:
    cover = mix(accent, INK, 0.35)
    return (
        _box(-96, -196, (200, 230), "#f4eee2", round_by=6)
        + _box(-104, -204, (190, 226), cover, round_by=8)
        + _box(-74, -170, (120, 50), lit(cover, 0.5), round_by=4, ink=5)
        + line("M-84 -200L-84 18", shaded(cover), width=10)
    )


def _jade() -> str:
    disc = (
        ellipse((0, -40), 62, 62, INK) + ellipse((0, -40), 52, 52, "#5fb58a") + ellipse((-14, -56), 18, 14, "#bfeed6")
    )
    hole = ellipse((0, -40), 20, 20, INK) + ellipse((0, -40), 13, 13, "#2d5a45")
    return (
        line("M0 -100C-20 -170 20 -190 0 -230", "#a3273a", width=10)
        + disc
        + hole
        + line("M0 22L0 90", "#a3273a", width=16)
    )


def _watch() -> str:
    strap = _box(-26, -190, (52, 240), "#4a2f28", round_by=14)
    face = ellipse((0, -70), 52, 52, INK) + ellipse((0, -70), 43, 43, "#e2b23c") + ellipse((0, -70), 33, 33, "#fbf7ee")
    return strap + face + line("M0 -70L0 -94M0 -70L16 -62", INK, width=6)


def _medicine() -> str:
    return (
        _box(-52, -150, (104, 160), "#c8642e", round_by=18)
        + _box(-58, -184, (116, 46), "#f7f3ee", round_by=8)
        + _box(-46, -106, (92, 70), "#f7f3ee", round_by=4, ink=5)
        + line("M-20 -71L20 -71M0 -91L0 -51", "#b3203f", width=12)
    )


def _candle(wax: str = "#f6ead2") -> str:
    flame = smooth([(0, -300), (26, -240), (16, -206), (-16, -206), (-26, -240)])
    glow = ellipse((0, -240), 90, 100, "#ffd27a", opacity=0.28)
    heart = ellipse((0, -224), 9, 18, "#fff6d8")
    return glow + _box(-34, -196, (68, 250), wax, round_by=10) + fill(flame, "#ffb43c") + line(flame, width=7) + heart


_PLAIN: dict[str, Callable[[], str]] = {
    "phone": _phone, "knife": _knife, "gun": _gun, "glass": _glass, "ring": _ring, "key": _key,
    "card": _card, "money": _money, "jade": _jade, "watch": _watch, "medicine": _medicine, "candle": _candle,
}  # fmt: skip
_ACCENTED: dict[str, Callable[[str], str]] = {
    "umbrella": _umbrella, "sword": _sword, "cup": _cup, "folder": _folder, "letter": _letter, "photo": _photo,
    "flowers": _flowers, "bag": _bag, "parcel": _parcel, "book": _book,
}  # fmt: skip
_TOLD: dict[str, Callable[[str], str]] = {
    "phone": _phone, "letter": _coloured_letter, "key": _key, "card": _card, "candle": _candle,
}  # fmt: skip
"""What is painted otherwise in a colour of its own."""
