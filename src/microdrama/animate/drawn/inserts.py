"""Things that fill the screen: a telephone with messages, a letter, a photograph, a thing seen close, a sign, a title.

Layers come in the order in which they may appear: first the veil over the place and the thing itself, then, one layer
each, what appears on it (the messages of a telephone from top to bottom, the paragraphs of a letter).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from microdrama.animate.drawn.cels import Cel, Sheet
from microdrama.animate.drawn.light import Rgb
from microdrama.animate.drawn.phones import Phone, messages, telephone
from microdrama.animate.drawn.place import MARGIN, Layer, Place
from microdrama.animate.drawn.places.colours import INK, WHITE, mix, rgb, times
from microdrama.animate.drawn.places.drawing import Drawing
from microdrama.animate.drawn.places.raster import noise
from microdrama.animate.drawn.props import PAPER, draw_prop, in_light
from microdrama.animate.drawn.sheets import Board
from microdrama.animate.drawn.written import Type, rightwards, set_in
from microdrama.domain.storyboard import Insert, Prop

_BEFORE = 1.1  # the depth of everything here: before people
_PARAGRAPHS = 6
_LEADING = 1.37
_HANDS = (116, 104, 94, 84, 74, 66, 56, 47, 38)
_ALONE = 0.07  # of the size of writing that a last line of one word is worth
_WRITTEN_HIGH = 600  # of the 1280 of a picture


@dataclass(frozen=True, slots=True)
class _Desk:
    """What an insert is made with."""

    insert: Insert
    names: Mapping[str, str]
    faces: Mapping[str, Cel]
    props: Mapping[str, Prop]
    place: Place
    board: Board
    type: Type


def draw_insert(
    insert: Insert, *, faces: Mapping[str, Cel], place: Place, width: int, height: int, fonts: Sequence[Path],
    names: Mapping[str, str] | None = None, props: Mapping[str, Prop] | None = None,
) -> tuple[Layer, ...]:  # fmt: skip
    """Draw an insert for a frame of width x height pixels over a place, which is best out of focus.

    `faces` are heads by the ids of characters; `names` what people are called, `props` the things of the
    story, both by id (an id stands for itself where they say nothing). Words are set in `fonts`; without any there are grey strokes.
    """
    known = names or {}
    desk = _Desk(
        insert=insert, names=known, faces=faces, props=props or {}, place=place, board=Board(width, height),
        type=set_in(tuple(fonts)),
    )  # fmt: skip
    makers = {"phone": _phone, "letter": _letter, "photo": _photo, "prop": _prop, "sign": _sign, "title": _title}
    cels = makers[insert.kind](desk)
    return tuple(Layer(cel=cel, depth=_BEFORE) for cel in cels)


def _veil(desk: _Desk, strength: float) -> Cel:
    """A dark over the whole place, its margins too, deeper at the foot."""
    board = desk.board
    tall, wide = board.height + 2 * round(board.height * MARGIN), board.width + 2 * round(board.width * MARGIN)
    share = np.linspace(0.75, 1.25, tall, dtype=np.float32)[:, None, None] * strength
    alpha = np.clip(share, 0, 0.96)
    column = np.concatenate([np.array(INK, np.float32) * alpha, alpha], axis=2)
    sheet = np.repeat((column * 255).astype(np.uint8), wide, axis=1)
    return Cel(sheet, -round(board.width * MARGIN), -round(board.height * MARGIN))


def _phone(desk: _Desk) -> list[Cel]:
    sender = desk.insert.sender or ""
    phone = Phone(board=desk.board, type=desk.type, accent=desk.place.accent, light=desk.place.light)
    name = desk.names.get(sender, sender.replace("-", " ")) or desk.insert.called
    body = telephone(phone, name=name, face=desk.faces.get(sender))
    shown = messages(phone, desk.insert.texts)
    first = desk.board.flat([_veil(desk, 0.4), *body])
    return [first, *shown]


def _letter(desk: _Desk) -> list[Cel]:
    """A sheet of paper with folds, written on by hand."""
    board = desk.board
    paper = Drawing()
    turn = 3.2
    paper.raw(f'<g transform="rotate({turn} 360 560)">')
    shade = paper.gradient(
        (96, 150), (640, 1010), [(0, mix(PAPER, WHITE, 0.35)), (0.6, PAPER), (1, times(PAPER, 0.74))]
    )
    paper.path("M112 168Q360 150 612 160L626 900Q620 1010 596 1036Q360 1020 104 1046Q92 600 112 168z", shade)
    for y in (448, 738):
        paper.rect(
            104,
            y,
            516,
            26,
            paper.gradient(
                (0, y),
                (0, y + 26),
                [(0, times(PAPER, 0.6), 0.0), (0.45, times(PAPER, 0.6), 0.5), (0.5, WHITE, 0.5), (1, WHITE, 0.0)],
            ),
        )
    paper.path("M596 1036Q560 1000 540 1028", times(PAPER, 0.6))
    paper.raw("</g>")
    sheet = board.painted(paper, (40, 90, 640, 1010), shadow=20)
    grain = noise(5, sheet.sheet.shape[0], sheet.sheet.shape[1], (120, 90), 3)
    worn = in_light(_grained(sheet.sheet, grain), desk.place.light, rim_px=3 * board.unit)
    cels = [board.flat([_veil(desk, 0.5), Cel(worn, sheet.left, sheet.top)])]
    y = 258.0
    ink, size = rgb("#2a2450"), _hand_of(desk)
    for number, text in enumerate(desk.insert.texts[:_PARAGRAPHS]):
        left = max(1, int((980 - y) / (size * _LEADING)))
        lines = desk.type.lines(text, size=size, wide=436, most=min(left, 8))
        if not lines or y > 940:
            break
        words = Drawing()
        _by_hand(words, desk.type, lines, y, ink, turn, number, size)
        cels.append(board.painted(words, (90, y - 80, 560, len(lines) * size * _LEADING + 150), fonts=desk.type.fonts))
        y += len(lines) * size * _LEADING + 26
    if not desk.type.faces or len(cels) == 1:
        strokes = Drawing()
        strokes.raw(f'<g transform="rotate({turn} 360 560)">')
        _unread(strokes, ink)
        strokes.raw("</g>")
        cels[0] = board.flat([cels[0], board.painted(strokes, (90, 200, 560, 800))])
    return cels


def _hand_of(desk: _Desk) -> int:
    """The largest writing that a letter has room for; a word is not left alone on its line where that costs little."""
    found: dict[int, float] = {}
    for size in _HANDS:
        lines = [desk.type.lines(text, size=size, wide=436, most=12) for text in desk.insert.texts[:_PARAGRAPHS]]
        if sum(len(one) * size * _LEADING + 26 for one in lines) <= _WRITTEN_HIGH:
            alone = sum(len(one) > 1 and " " not in one[-1] for one in lines)
            found[size] = size * (1 - _ALONE) ** alone
    return max(found, key=lambda size: found[size], default=_HANDS[-1])


def _unread(d: Drawing, ink: Rgb) -> None:
    """A page of which the script says no word: a heading, paragraphs, a signature on its line and a seal."""
    d.rect(250, 224, 220, 22, mix(PAPER, ink, 0.8), round_=4)
    for n in (*range(1, 5), *range(6, 10)):
        y, end = 262 + n * 44, 552 - n * 67 % 60 if n not in (4, 9) else 380
        d.lines([[(160 + (26 if n in (1, 6) else 0), y), (end, y - 2)]], mix(PAPER, ink, 0.62), 7)
    d.lines([[(300, 838), (556, 832)]], mix(PAPER, ink, 0.7), 3)
    d.path(
        "M306 822C330 760 356 742 352 788C350 830 326 846 344 818C360 790 376 800 380 816C392 790 404 790 408 812"
        "C424 784 436 770 434 812C448 792 462 794 468 812C492 770 520 752 560 786",
        "none", stroke=ink, width=6,
    )  # fmt: skip
    d.glow(206, 826, 70, rgb("#b01e34"), 0.25)
    d.path("M206 772l14 12 18-4 4 18 16 8-8 17 8 17-16 8-4 18-18-4-14 12-14-12-18 4-4-18-16-8 8-17-8-17 16-8 4-18 18 4z",
           rgb("#b01e34"))  # fmt: skip
    d.path("M206 796a27 27 0 1 0 .1 0z", mix(rgb("#b01e34"), WHITE, 0.22))


def _grained(sheet: Sheet, grain: np.ndarray) -> Sheet:
    out = sheet.copy()
    out[..., :3] = np.clip(sheet[..., :3] * (0.975 + 0.05 * grain)[..., None], 0, 255)
    return np.minimum(out, sheet[..., 3:])


def _by_hand(
    d: Drawing, type_: Type, lines: Sequence[str], y: float, ink: Rgb, turn: float, number: int, size: int
) -> None:
    """Lines as a hand writes them: leaning, rising a little, never twice the same."""
    for at, line in enumerate(lines):
        wave = math.sin(1.7 * at + number) * 0.7
        right = not rightwards(line)
        x, base = (566 if right else 154) + math.sin(2.3 * at + number) * 5, y + at * size * _LEADING
        lean = 9 if right else -9
        d.raw(
            f'<g transform="rotate({turn} 360 560) rotate({-0.6 + wave:.2f} {x:.1f} {base:.1f}) translate({x:.1f} {base:.1f}) skewX({lean})">'
        )
        d.raw(type_.svg([line], x=0, y=0, size=size, colour=ink, anchor="end" if right else "start"))
        d.raw("</g>")


def _photo(desk: _Desk) -> list[Cel]:
    """An instant photograph of those who are named, before the colours of the place."""
    board = desk.board
    card = Drawing()
    card.raw('<g transform="rotate(-4 360 520)">')
    card.rect(
        112, 150, 496, 640, card.gradient((112, 150), (608, 790), [(0, rgb("#fbf4ea")), (1, rgb("#d9cdc4"))]), round_=6
    )
    warm = mix(desk.place.accent, rgb("#ffb87a"), 0.5)
    card.rect(142, 182, 436, 460, card.down(182, 642, mix(warm, WHITE, 0.35), times(warm, 0.5)))
    card.glow(360, 330, 300, mix(warm, WHITE, 0.5), 0.6)
    card.raw("</g>")
    parts = [_veil(desk, 0.5), board.painted(card, (40, 90, 640, 780), shadow=20)]
    chosen = [desk.faces[key] for key in sorted(desk.faces)][:2]
    window = board.mask(Drawing.of_rect(142, 182, 436, 460, turn=(-4, 360, 520)))
    for number, face in enumerate(chosen):
        middle = 360 if len(chosen) == 1 else 262 + 196 * number
        parts.append(board.within(board.fitted(face, (middle - 190, 214, 380, 430)), window))
    gloss = Drawing()
    gloss.raw('<g transform="rotate(-4 360 520)">')
    gloss.poly([(420, 182), (520, 182), (300, 642), (200, 642)], WHITE, opacity=0.13)
    gloss.raw("</g>")
    parts.append(board.painted(gloss, (60, 120, 600, 700)))
    for text in desk.insert.texts[:1]:
        lines = desk.type.lines(text, size=36, wide=410, most=2)
        words = Drawing()
        words.raw('<g transform="rotate(-4 360 520)">')
        words.raw(
            desk.type.svg(
                lines, x=360, y=700 if len(lines) > 1 else 722, size=36, colour=rgb("#3a2a4a"), anchor="middle"
            )
        )
        words.raw("</g>")
        parts.append(board.painted(words, (60, 600, 600, 220), fonts=desk.type.fonts))
    return [board.flat(parts)]


def _prop(desk: _Desk) -> list[Cel]:
    """A thing in a pool of light, with rays behind it."""
    board, accent = desk.board, desk.place.accent
    shine = Drawing()
    for n in range(14):
        turn, wide = math.radians(n * 360 / 14 + (n * 37 % 11)), math.radians(3.2 + n * 29 % 5)
        ray = [
            (360.0, 470.0),
            *((360 + 620 * math.cos(turn + side * wide), 470 + 620 * math.sin(turn + side * wide)) for side in (-1, 1)),
        ]
        shine.poly(ray, shine.gradient((360, 470), ray[1], [(0, accent, 0.0), (0.3, accent, 0.26), (1, accent, 0.0)]))
    shine.glow(360, 470, 430, mix(accent, WHITE, 0.35), 0.62)
    shine.glow(360, 745, 260, INK, 0.8, tall=0.16)
    prop = desk.props.get(desk.insert.prop or "")
    kind = prop.kind if prop is not None else (desk.insert.prop or "parcel").replace("-", " ")
    colours = (prop.colour, prop.accent) if prop is not None else ()
    size = round(500 * board.unit)
    thing = draw_prop(kind, size_px=size, light=desk.place.light, colours=colours)
    x, y = board.at(110, 225)
    parts = [_veil(desk, 0.62), board.painted(shine, (-280, -160, 1280, 1270)), thing.moved(round(x), round(y))]
    words = desk.type.lines(" ".join(desk.insert.texts), size=40, wide=560, most=2)
    if words:
        d = Drawing()
        d.raw(desk.type.svg(words, x=360, y=800 - 50 * (len(words) - 1), size=40, colour=WHITE, anchor="middle"))
        parts.append(board.painted(d, (40, 690, 640, 170), fonts=desk.type.fonts))
    return [board.flat(parts)]


def _sign(desk: _Desk) -> list[Cel]:
    """A board with a tube of light round it."""
    board, accent = desk.board, desk.place.accent
    lines = desk.type.lines(" ".join(desk.insert.texts).upper(), size=74, wide=500, most=4)
    high = max(1, len(lines)) * 92 + 110
    top = 470 - high / 2
    d = Drawing()
    d.lines([[(200, -210), (200, top + 20)], [(520, -210), (520, top + 20)]], mix(INK, accent, 0.2), 7)
    d.glow(360, 470, 520, accent, 0.5, tall=0.7)
    d.rect(64, top, 592, high, d.down(top, top + high, mix(INK, accent, 0.16), INK), round_=22)
    corners = [(84.0, top + 20), (636.0, top + 20), (636.0, top + high - 20), (84.0, top + high - 20), (84.0, top + 20)]
    d.neon([corners], accent, 6)
    glow = mix(accent, WHITE, 0.75)
    d.raw(desk.type.svg(lines, x=360, y=top + 134, size=74, colour=glow, anchor="middle", leading=92 / 74))
    return [board.flat([_veil(desk, 0.5), board.painted(d, (-60, -200, 840, 1100), fonts=desk.type.fonts, bloom=0.7)])]


def _title(desk: _Desk) -> list[Cel]:
    """A title between two lines of light."""
    board, accent = desk.board, desk.place.accent
    texts = desk.insert.texts or [""]
    size = 96 if desk.type.width(desk.type.clean(texts[0])) * 96 < 1150 else 68
    lines = desk.type.lines(texts[0].upper(), size=size, wide=620, most=4)
    small = desk.type.lines(" ".join(texts[1:]), size=36, wide=560, most=2)
    high = len(lines) * size * 1.12
    top = 480 - high / 2
    d = Drawing()
    d.glow(360, 470, 520, accent, 0.34, tall=0.6)
    for y in (top - 34, top + high + 26):
        d.rect(
            80,
            y,
            560,
            4,
            d.gradient((80, 0), (640, 0), [(0, accent, 0.0), (0.5, mix(accent, WHITE, 0.4), 1.0), (1, accent, 0.0)]),
        )
    d.raw(desk.type.svg(lines, x=360, y=top + size * 0.86, size=size, colour=WHITE, anchor="middle", leading=1.12))
    d.raw(desk.type.svg(small, x=360, y=top + high + 84, size=36, colour=mix(accent, WHITE, 0.55), anchor="middle"))
    return [board.flat([_veil(desk, 0.66), board.painted(d, (-60, 60, 840, 840), fonts=desk.type.fonts, shadow=8)])]
