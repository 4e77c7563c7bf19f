"""Things that a story needs to be seen: a ring, a knife, a letter; in the ink and two tones of the people who hold them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

import cv2
import numpy as np

from microdrama.animate.drawn.cels import Cel, Sheet, paint
from microdrama.animate.drawn.light import Light, Rgb
from microdrama.animate.drawn.places.colours import INK, WHITE, mix, rgb, times
from microdrama.animate.drawn.places.drawing import Drawing, Point, arc

_BOX = (0.0, 0.0, 200.0, 200.0)
_LINE = 4.6
GOLD, STEEL, PAPER, CRIMSON = rgb("#e8b04a"), rgb("#a9b4c8"), rgb("#f3e6d0"), rgb("#c4163a")
_DIAMOND, _ROSE, _VELVET, _HIDE = rgb("#bfeaff"), rgb("#d2264e"), rgb("#8a1836"), rgb("#a8324e")
_COVER, _CLOTH, _CHINA = rgb("#6a2a4a"), rgb("#3a2a4a"), rgb("#e9e4f0")
_LARGEST_PX = 1400


def _shape(d: Drawing, path: str, colour: Rgb | str, *, width: float = _LINE) -> None:
    d.path(path, colour, stroke=INK, width=width)


def _both(d: Drawing, start: Point, end: Point, colour: Rgb) -> str:
    """Two tones with a hard border between them, as people are painted."""
    return d.gradient(
        start, end, [(0, times(colour, 1.12)), (0.54, colour), (0.56, times(colour, 0.7)), (1, times(colour, 0.6))]
    )


def _ring(d: Drawing, own: Rgb = GOLD, part: Rgb = _DIAMOND) -> None:
    d.path("M42 132a58 58 0 1 0 116 0a58 58 0 1 0 -116 0z", "none", stroke=INK, width=24)
    d.path("M42 132a58 58 0 1 0 116 0a58 58 0 1 0 -116 0z", "none", stroke=times(own, 0.72), width=15)
    d.path("M46 118a56 56 0 0 1 60 -42M46 146a58 58 0 0 0 40 38", "none", stroke=mix(own, WHITE, 0.3), width=9)
    d.path("M52 112a54 54 0 0 1 26 -26", "none", stroke=WHITE, width=4)
    _shape(d, "M68 36L84 18H116L132 36L100 78z", part)
    d.path("M68 36H132L116 18H84z", mix(part, WHITE, 0.5))
    d.path("M100 78L86 36L100 18L114 36zM68 36L86 36", mix(part, WHITE, 0.65), stroke=times(part, 0.6), width=2)
    d.path("M114 36L132 36L100 78z", times(part, 0.6))
    d.path("M68 36L84 18H116L132 36L100 78z", "none", stroke=INK, width=_LINE)
    d.path("M150 14v22M139 25h22M50 30v12M44 36h12", "none", stroke=WHITE, width=3.4)


def _knife(d: Drawing) -> None:
    _shape(
        d, "M176 18C150 26 110 62 74 104L96 126C136 96 172 54 176 18z", _both(d, (150, 40), (120, 90), rgb("#d6deec"))
    )
    d.path("M168 28C146 40 116 70 88 104", "none", stroke=WHITE, width=4)
    _shape(d, "M62 104L96 138L86 146L54 114z", GOLD)
    _shape(d, "M60 116L84 140L44 184C34 190 14 172 20 160z", _both(d, (40, 130), (64, 170), rgb("#4a2a34")))
    d.discs([(58, 140, 4), (44, 156, 4)], GOLD)


def _key(d: Drawing) -> None:
    d.path("M62 24a38 38 0 1 0 0.1 0z", "none", stroke=INK, width=25)
    d.path("M62 24a38 38 0 1 0 0.1 0z", "none", stroke=GOLD, width=16)
    _shape(
        d,
        "M84 94L96 82L176 164L168 178L150 178L150 164L136 164L136 148L122 148z",
        _both(d, (110, 110), (120, 150), GOLD),
    )
    d.path("M30 46a38 38 0 0 1 30 -20M96 92L160 156", "none", stroke=mix(GOLD, WHITE, 0.6), width=5)


def _sheet(d: Drawing, *, seal: bool, lines: int) -> None:
    _shape(d, "M44 20L150 12L166 178L56 188z", _both(d, (40, 20), (190, 190), PAPER))
    rows = [[(62, 52 + n * 17), (142 - (n * 29) % 30, 47 + n * 17)] for n in range(lines)]
    d.lines(rows, rgb("#6a5a6a"), 3.4, opacity=0.75)
    d.line([(60, 36), (118, 32)], rgb("#3a2a3a"), 6)
    d.path("M76 166q10 -22 16 -4t14 -6t14 2t16 -8", "none", stroke=rgb("#2a3a7a"), width=3.6)
    if seal:
        _shape(d, "M138 150a17 17 0 1 0 0.1 0z", CRIMSON, width=3)
        d.path("M130 160l8 12l10 -16", "none", stroke=mix(CRIMSON, WHITE, 0.5), width=3)


def _contract(d: Drawing) -> None:
    _sheet(d, seal=True, lines=6)


def _letter(d: Drawing) -> None:
    _sheet(d, seal=False, lines=7)


def _envelope(d: Drawing, own: Rgb = PAPER, part: Rgb = CRIMSON) -> None:
    _shape(d, "M18 54L184 42L190 146L26 160z", _both(d, (30, 40), (180, 170), own))
    d.path("M26 160L96 100L190 146", "none", stroke=INK, width=3)
    _shape(d, "M18 54L108 116L184 42z", mix(own, WHITE, 0.3))
    _shape(d, "M106 90a18 18 0 1 0 0.1 0z", part, width=3.4)
    d.path("M98 100q8 -8 16 0", "none", stroke=mix(part, WHITE, 0.6), width=3)


def _glass(d: Drawing) -> None:
    glass = rgb("#cfe4f4")
    d.path("M56 22C56 86 66 112 100 114C134 112 144 86 144 22z", glass, opacity=0.4)
    d.path(
        "M57 52C60 92 70 110 100 111C130 110 140 92 143 52Q100 66 57 52z", _both(d, (60, 60), (150, 90), rgb("#8f1638"))
    )
    d.ellipse(100, 53, 43, 8, rgb("#c8345c"))
    d.path(
        "M56 22C56 86 66 112 100 114C134 112 144 86 144 22zM100 114V172M68 180Q100 162 132 180Q100 188 68 180z",
        "none",
        stroke=INK,
        width=_LINE,
    )
    d.path("M66 30C66 64 70 84 80 96", "none", stroke=WHITE, width=5, opacity=0.85)


def _flower(d: Drawing, own: Rgb = _ROSE) -> None:
    leaf, rose = rgb("#3f7a58"), own
    d.path("M104 98C100 130 96 160 88 192", "none", stroke=INK, width=12)
    d.path("M104 98C100 130 96 160 88 192", "none", stroke=leaf, width=6)
    _shape(d, "M98 148C66 150 50 132 48 116C74 114 92 126 98 148z", _both(d, (60, 116), (80, 150), leaf))
    _shape(d, "M96 164C120 166 140 150 146 132C122 132 104 144 96 164z", times(leaf, 0.85))
    _shape(
        d, "M58 62C50 96 76 116 104 116C134 116 156 94 146 58C138 28 70 26 58 62z", _both(d, (70, 40), (140, 110), rose)
    )
    _shape(d, "M66 68C64 98 92 106 104 104C126 104 142 84 136 62C118 76 84 80 66 68z", times(rose, 0.85), width=3.4)
    _shape(d, "M78 48C74 74 96 86 108 82C128 78 132 52 118 40C104 30 82 32 78 48z", rose, width=3.4)
    d.path("M92 50C90 64 104 70 112 62C118 54 110 44 100 48C96 52 100 58 105 56", "none", stroke=INK, width=3)


def _gun(d: Drawing) -> None:
    steel = rgb("#4a5066")
    _shape(d, "M14 56H170V64H186V88H112L104 104H84L70 172H28L44 96H14z", _both(d, (100, 50), (100, 110), steel))
    d.path("M112 88q2 26 -24 24", "none", stroke=INK, width=6)
    d.line([(20, 64), (166, 64)], mix(steel, WHITE, 0.5), 4)
    _shape(d, "M48 104L78 104L66 164H34z", rgb("#5a3440"), width=3)
    d.lines([[(120 + n * 9, 70), (120 + n * 9, 82)] for n in range(4)], INK, 3)


def _ring_box(d: Drawing, own: Rgb = _VELVET) -> None:
    red = own
    _shape(d, "M36 92L58 22H168L160 92z", _both(d, (60, 20), (160, 90), red))
    _shape(d, "M50 84L68 34H154L148 84z", rgb("#f0dccb"))
    _shape(d, "M28 92H168L160 172H38z", _both(d, (100, 92), (110, 174), red))
    _shape(d, "M40 92H156L150 112H48z", rgb("#f0dccb"))
    d.path("M74 98a26 26 0 0 1 52 0", "none", stroke=INK, width=13)
    d.path("M74 98a26 26 0 0 1 52 0", "none", stroke=GOLD, width=7)
    _shape(d, "M86 62L92 54H108L114 62L100 78z", rgb("#d8f2ff"), width=3)
    d.path("M130 44v16M122 52h16", "none", stroke=WHITE, width=3)


def _phone(d: Drawing) -> None:
    _shape(d, "M62 14Q62 8 70 8H132Q140 8 140 16V184Q140 192 132 192H68Q60 192 60 184z", rgb("#2a2438"))
    d.rect(68, 20, 64, 160, d.down(20, 180, rgb("#5a4aa0"), rgb("#d24a8c")), round_=7)
    d.rect(86, 24, 28, 8, INK, round_=4)
    d.rect(74, 60, 40, 16, rgb("#efe8ff"), round_=7, opacity=0.9)
    d.rect(88, 84, 38, 16, CRIMSON, round_=7)
    d.rect(74, 108, 46, 16, rgb("#efe8ff"), round_=7, opacity=0.9)
    d.poly([(112, 20), (132, 20), (132, 40), (84, 180), (68, 180), (68, 170)], WHITE, opacity=0.12)


def _photo(d: Drawing) -> None:
    _shape(d, "M34 30L156 18L172 172L48 186z", _both(d, (30, 20), (200, 200), rgb("#f6efe4")))
    d.poly([(46, 42), (147, 32), (158, 132), (56, 144)], d.down(30, 140, rgb("#7a9ac8"), rgb("#f0b48c")))
    for x, y, colour in ((84, 92, rgb("#4a2a3a")), (122, 86, rgb("#6a3a3a"))):
        d.circle(x, y, 15, rgb("#e8c0a8"))
        d.path(f"M{x - 17} {y + 4}q-2 -26 17 -24t17 22q-12 -14 -34 2z", colour)
        d.path(f"M{x - 24} {y + 50}q2 -34 25 -34t24 29z", mix(colour, CRIMSON, 0.4))
    d.path("M120 20L138 150", "none", stroke=WHITE, width=2.5, opacity=0.6)


def _cup(d: Drawing, own: Rgb = _CHINA) -> None:
    white = own
    d.path("M142 86q40 -4 36 26t-44 26", "none", stroke=INK, width=17)
    d.path("M142 86q40 -4 36 26t-44 26", "none", stroke=white, width=8)
    _shape(d, "M34 74H150C150 130 138 160 116 168H68C46 160 34 130 34 74z", _both(d, (50, 80), (140, 130), white))
    d.ellipse(92, 76, 56, 11, rgb("#5a3428"))
    d.path("M36 74a56 12 0 1 0 112 0a56 12 0 1 0 -112 0z", "none", stroke=INK, width=_LINE)
    d.path("M74 54q-10 -14 0 -26t0 -22M104 52q-10 -12 0 -24t0 -18", "none", stroke=WHITE, width=4, opacity=0.6)


def _watch(d: Drawing) -> None:
    strap = rgb("#5a3038")
    _shape(d, "M74 8H126L132 60H68zM68 142H132L124 194H76z", _both(d, (70, 10), (140, 60), strap))
    _shape(d, "M100 46a54 54 0 1 0 0.1 0z", _both(d, (60, 50), (150, 150), GOLD))
    d.circle(100, 100, 41, rgb("#f6efe4"))
    ticks = [
        [arc(100, 100, 38, turn, turn, steps=1)[0], arc(100, 100, 32, turn, turn, steps=1)[0]]
        for turn in range(0, 360, 30)
    ]
    d.lines(ticks, INK, 3)
    d.lines([[(100, 100), (100, 72)], [(100, 100), (120, 108)]], INK, 4.6)
    d.path("M70 74a38 38 0 0 1 26 -13", "none", stroke=WHITE, width=5, opacity=0.8)


def _umbrella(d: Drawing, own: Rgb = _CLOTH) -> None:
    d.path("M100 84V168q0 20 18 20t16 -18", "none", stroke=INK, width=11)
    d.path("M100 84V168q0 20 18 20t16 -18", "none", stroke=rgb("#8a6a4a"), width=5)
    _shape(d, "M8 104C12 44 56 14 100 12C144 14 188 44 192 104Q176 88 160 104Q145 86 130 104Q115 86 100 104Q85 86 70 104Q55 86 40 104Q24 88 8 104z",
           _both(d, (60, 20), (150, 110), own))  # fmt: skip
    d.path(
        "M100 12C74 40 68 74 70 104M100 12C126 40 132 74 130 104M100 12V100", "none", stroke=times(own, 0.5), width=3
    )
    d.path("M20 84C32 48 62 26 92 20", "none", stroke=mix(own, WHITE, 0.5), width=4)


def _bag(d: Drawing, own: Rgb = _HIDE, part: Rgb = GOLD) -> None:
    d.path("M66 84C66 26 134 26 134 84", "none", stroke=INK, width=15)
    d.path("M66 84C66 26 134 26 134 84", "none", stroke=times(own, 0.75), width=7)
    _shape(d, "M34 80H166L180 174Q180 184 170 184H30Q20 184 20 174z", _both(d, (40, 80), (170, 190), own))
    _shape(d, "M34 80H166L172 118Q100 146 28 118z", times(own, 1.15))
    _shape(d, "M88 118H112V142H88z", part, width=3.4)


def _money(d: Drawing) -> None:
    note = rgb("#7fb08c")
    for n in range(4):
        y = 132 - n * 22
        _shape(
            d,
            f"M22 {y}L128 {y - 30}L182 {y + 6}L74 {y + 40}z",
            _both(d, (60, y - 20), (130, y + 40), times(note, 0.9 + 0.06 * n)),
            width=3.4,
        )
    d.ellipse(102, 70, 26, 13, mix(note, WHITE, 0.4), turn=-8)
    d.poly([(74, 44), (96, 38), (152, 76), (130, 82)], CRIMSON)


def _book(d: Drawing, own: Rgb = _COVER, part: Rgb = GOLD) -> None:
    _shape(d, "M30 34L136 16L172 156L66 180z", _both(d, (40, 30), (160, 170), own))
    _shape(d, "M66 180L172 156L172 168L70 192Q58 192 54 178L30 34Q28 24 38 32z", PAPER, width=3.4)
    d.line([(52, 50), (132, 36)], part, 4)
    d.path("M100 74l10 18l20 2l-14 16l6 20l-20 -8l-18 12l2 -22l-16 -14l20 -4z", part)


def _candle(d: Drawing) -> None:
    d.glow(100, 50, 80, rgb("#ffc46a"), 0.7)
    _shape(d, "M78 92Q100 80 122 92V184H78z", _both(d, (80, 100), (120, 100), PAPER))
    d.line([(100, 88), (100, 74)], INK, 4)
    _shape(d, "M100 76C82 64 92 44 102 22C112 44 120 62 100 76z", rgb("#ffb347"), width=3)
    d.path("M100 72C92 64 98 54 102 44C106 56 108 66 100 72z", rgb("#fff3c4"))


def _pill(d: Drawing) -> None:
    amber = rgb("#e08a3a")
    _shape(d, "M58 62H142V178Q142 188 132 188H68Q58 188 58 178z", _both(d, (60, 60), (140, 80), amber))
    _shape(d, "M52 22H148V62H52z", rgb("#f0ecf4"))
    d.rect(58, 92, 84, 60, PAPER)
    d.lines([[(68, 106), (128, 106)], [(68, 120), (116, 120)], [(68, 134), (122, 134)]], rgb("#6a5a6a"), 4)


def _sword(d: Drawing) -> None:
    _shape(d, "M184 14L176 46L78 138L62 122L154 24z", _both(d, (140, 40), (150, 60), rgb("#dbe4f2")))
    d.line([(174, 24), (76, 124)], WHITE, 3)
    _shape(d, "M46 112L88 154L80 162L38 120z", GOLD)
    _shape(d, "M54 134L66 146L30 184L16 170z", rgb("#5a2a3a"))
    d.circle(22, 178, 9, GOLD)


def _parcel(d: Drawing) -> None:
    card = rgb("#b98a5e")
    _shape(d, "M24 66L100 40L176 66L176 150L100 182L24 150z", card)
    d.poly([(100, 92), (176, 66), (176, 150), (100, 182)], times(card, 0.66))
    d.poly([(24, 66), (100, 40), (176, 66), (100, 92)], times(card, 1.15))
    d.path(
        "M24 66L100 92L176 66M100 92V182M24 66L100 40L176 66L176 150L100 182L24 150z", "none", stroke=INK, width=_LINE
    )
    d.line([(62, 53), (138, 79), (138, 166)], CRIMSON, 8)


def _wheel(d: Drawing) -> None:
    """A steering wheel with two hands that grip it."""
    skin, hide = rgb("#eec4a6"), rgb("#3a3448")
    d.path("M100 14a86 86 0 1 0 0.1 0z", "none", stroke=INK, width=25)
    d.path("M100 14a86 86 0 1 0 0.1 0z", "none", stroke=hide, width=16)
    d.path("M22 78a82 82 0 0 1 68 -62", "none", stroke=mix(hide, WHITE, 0.5), width=4)
    _shape(d, "M20 96Q100 76 180 96L178 112Q130 112 122 138L112 186H88L78 138Q70 112 22 112z",
           _both(d, (60, 90), (120, 180), times(hide, 1.2)))  # fmt: skip
    _shape(d, "M100 94a22 22 0 1 0 0.1 0z", _both(d, (90, 96), (112, 136), STEEL), width=3)
    for turn in ("", 'transform="matrix(-1 0 0 1 200 0)"'):
        d.raw(f"<g {turn}>")
        _shape(d, "M-8 176L2 120Q-6 92 8 78Q22 68 34 80Q40 96 32 118L24 182z", _both(d, (4, 90), (34, 120), skin))
        d.path("M6 92Q20 86 33 92M4 104Q20 98 33 104M6 116Q18 111 30 116", "none", stroke=INK, width=3)
        cloth, ink = rgb("#5a2438"), [(0, INK, 1.0), (0.45, INK, 1.0), (1, INK, 0.0)]
        sleeve = d.gradient(
            (0, 148), (6, 200), [(0, times(cloth, 1.2), 1.0), (0.4, cloth, 1.0), (1, times(cloth, 0.5), 0.0)]
        )
        d.path("M-14 200L-11 148Q10 144 31 152L34 200", sleeve, stroke=d.gradient((0, 148), (6, 200), ink), width=3.4)
        d.path("M-11 160Q10 155 31 162", "none", stroke=INK, width=3)
        d.raw("</g>")


_DRAWN: dict[str, Callable[..., None]] = {
    "ring": _ring, "knife": _knife, "key": _key, "contract": _contract, "letter": _letter, "envelope": _envelope,
    "glass": _glass, "flower": _flower, "gun": _gun, "ring_box": _ring_box, "phone": _phone, "photo": _photo,
    "cup": _cup, "watch": _watch, "umbrella": _umbrella, "bag": _bag, "money": _money, "book": _book, "candle": _candle,
    "medicine": _pill, "sword": _sword, "parcel": _parcel, "wheel": _wheel,
}  # fmt: skip
_PAINTED: dict[str, int] = {
    "ring": 2, "umbrella": 1, "bag": 2, "book": 2, "envelope": 2, "flower": 1, "ring_box": 1, "cup": 1,
}  # fmt: skip
"""How many colours of a thing a story may tell: what it is made of, and a part of it."""
KINDS = tuple(_DRAWN)
"""What can be drawn; anything else is drawn as what its words mean, or as a parcel."""
_MEANT = {
    "ring box|jewel|戒指盒": "ring_box", "ring|wedding band|戒指": "ring", "knife|dagger|blade|scalpel|刀": "knife",
    "sword|katana|剑": "sword", "keys?|钥匙": "key", "contract|agreement|papers|document|file|will|deed|合同|文件": "contract",
    "envelope|invitation|信封": "envelope", "letter|note|信": "letter", "wine|glass|champagne|drink|bottle|酒|杯酒": "glass",
    "flowers?|rose|bouquet|花": "flower", "gun|pistol|revolver|枪": "gun", "photo|photograph|picture|polaroid|portrait|照片": "photo",
    "phone|telephone|mobile|smartphone|cell|手机|电话": "phone", "cup|coffee|tea|mug|杯": "cup",
    "watch|clock|pocket watch|表": "watch", "umbrella|parasol|伞": "umbrella", "bag|purse|handbag|suitcase|briefcase|包": "bag",
    "money|cash|cheque|check|notes|bills|钱": "money", "book|diary|notebook|ledger|书": "book", "candle|lantern|torch|烛": "candle",
    "steering wheel|方向盘": "wheel", "pills?|medicine|drug|vial|poison|药": "medicine",
}  # fmt: skip


def meant(kind: str) -> str:
    """Which of KINDS a kind means, by its words in English or Chinese; "parcel" where none is known."""
    plain = kind.strip().lower()[:200]
    joined = re.sub(r"[\s-]+", "_", plain)
    if joined in _DRAWN:
        return joined
    words = re.sub(r"[\W_]+", " ", plain)
    for known, name in _MEANT.items():
        if re.search(rf"\b(?:{known})\b", words) or any(one in plain for one in known.split("|") if not one.isascii()):
            return name
    return "parcel"


def draw_prop(kind: str, *, size_px: int, light: Light, colours: Sequence[str | None] = ()) -> Cel:
    """Draw a thing `size_px` high and wide (at most 1400) in a light; its upper left corner lies at 0, 0.

    `colours` are its own and that of a part of it, as "#rrggbb"; None, and what is left out, is as usual.
    """
    name = meant(kind)
    told = tuple(colours[: _PAINTED.get(name, 0)])
    return Cel(_lit(name, min(_LARGEST_PX, max(8, size_px)), light, told))


@lru_cache(maxsize=32)
def _lit(name: str, size_px: int, light: Light, colours: tuple[str | None, ...]) -> Sheet:
    d = Drawing()
    given = zip(("own", "part"), colours, strict=False)
    _DRAWN[name](d, **{part: rgb(colour) for part, colour in given if colour is not None})
    sheet = in_light(
        paint(d.svg(_BOX, width=size_px, height=size_px), width=size_px, height=size_px),
        light,
        rim_px=max(1.0, size_px / 110),
    )
    sheet.flags.writeable = False
    return sheet


def in_light(sheet: Sheet, light: Light, *, rim_px: float) -> Sheet:
    """A painted thing in the light of its place: ambient multiplied, the key screened from its side, a rim opposite."""
    height, width = sheet.shape[:2]
    alpha = sheet[..., 3].astype(np.float32) / 255
    colour = sheet[..., :3].astype(np.float32) / 255
    colour *= 0.35 + 0.65 * np.array(light.ambient, np.float32)
    across = (
        np.linspace(1, 0, width, dtype=np.float32)[None, :]
        if light.key_side == "left"
        else np.linspace(0, 1, width, dtype=np.float32)[None, :]
    )
    key = (0.8 * light.key_strength * across**1.4 * alpha)[..., None] * np.array(light.key, np.float32)
    colour = colour + key * (1 - colour)
    away = rim_px if light.key_side == "left" else -rim_px
    matrix = np.array([[1, 0, -away * 1.2], [0, 1, rim_px * 0.7]], np.float64)
    moved = np.asarray(cv2.warpAffine(alpha, matrix, (width, height)), np.float32)
    edge = np.clip(alpha - moved, 0, 1)[..., None] * np.array(light.rim, np.float32)
    colour = np.minimum(colour + 0.8 * edge * (1 - colour), alpha[..., None])
    out = sheet.copy()
    out[..., :3] = np.clip(colour * 255 + 0.5, 0, 255)
    return out
