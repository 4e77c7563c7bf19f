"""A telephone that fills the screen, and its messages, each a cel of its own that may appear when its time comes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from microdrama.animate.drawn.cels import Cel
from microdrama.animate.drawn.light import Light, Rgb
from microdrama.animate.drawn.places.colours import INK, WHITE, mix, rgb, times
from microdrama.animate.drawn.places.drawing import Drawing
from microdrama.animate.drawn.sheets import Board, Box
from microdrama.animate.drawn.written import Type, rightwards

OWN = ">"
"""What a message begins with that the telephone's owner writes; all others come from the sender."""
SCREEN: Box = (102.0, 164.0, 516.0, 1052.0)
"""The screen before it is turned by TURN degrees about the telephone's middle, in units of the frame."""
TURN = -5.0
MOST = 7
"""Messages that are shown at once: the last ones."""
_MIDDLE = (360.0, 690.0)
_TOP, _FOOT, _LAST = 376.0, 806.0, 1096.0  # messages begin; captions lie below; the field to write in
_WIDE = 372.0
_SIZES = (50.0, 43.0, 36.0, 32.0, 28.0, 25.0)
_PAD_X, _PAD_Y, _GAP, _LEADING = 26.0, 19.0, 20.0, 1.24
_HERS, _HIS = rgb("#e0204c"), rgb("#4b4478")


@dataclass(frozen=True, slots=True)
class Phone:
    """What a telephone is drawn with."""

    board: Board
    type: Type
    accent: Rgb
    light: Light


@dataclass(frozen=True, slots=True)
class Bubble:
    """One message in its place (units, before turning): whose it is, its box, its lines."""

    own: bool
    box: Box
    lines: tuple[str, ...]
    size: float


def _turned(d: Drawing) -> Drawing:
    d.raw(f'<g transform="rotate({TURN} {_MIDDLE[0]} {_MIDDLE[1]})">')
    return d


def turned_box(box: Box, *, around: float = 14.0) -> Box:
    """The upright box round a box that was turned with the telephone."""
    turn = math.radians(TURN)
    corners: list[tuple[float, float]] = []
    for x in (box[0] - around, box[0] + box[2] + around):
        for y in (box[1] - around, box[1] + box[3] + around):
            dx, dy = x - _MIDDLE[0], y - _MIDDLE[1]
            corners.append(
                (
                    _MIDDLE[0] + dx * math.cos(turn) - dy * math.sin(turn),
                    _MIDDLE[1] + dx * math.sin(turn) + dy * math.cos(turn),
                )
            )
    left, top = min(x for x, _ in corners), min(y for _, y in corners)
    return left, top, max(x for x, _ in corners) - left, max(y for _, y in corners) - top


def telephone(phone: Phone, *, name: str, face: Cel | None) -> list[Cel]:
    """The telephone without messages: its body, the sender's face and name."""
    d = _turned(Drawing())
    accent = phone.accent
    d.rect(
        86,
        148,
        548,
        1084,
        d.gradient(
            (86, 148),
            (634, 1232),
            [(0, rgb("#a79fc4")), (0.3, rgb("#4a4466")), (0.7, rgb("#2c2740")), (1, rgb("#8d84ad"))],
        ),
        round_=72,
    )
    d.rect(91, 153, 538, 1074, INK, round_=68)
    x, y, wide, tall = SCREEN
    d.rect(x, y, wide, tall, d.down(y, y + tall, mix(INK, accent, 0.16), mix(INK, rgb("#1a1030"), 0.7)), round_=58)
    d.path(
        f"M{x} {y + 178}V{y + 58}a58 58 0 0 1 58 -58H{x + wide - 58}a58 58 0 0 1 58 58V{y + 178}z",
        mix(INK, rgb("#4a3f78"), 0.6),
    )
    d.rect(x, y + 177, wide, 2, WHITE, opacity=0.08)
    d.rect(296, y + 18, 128, 36, rgb("#0d0712"), round_=18)
    d.rect(x + wide - 92, y + 26, 44, 21, "none", round_=6)
    d.path(
        f"M{x + wide - 92} {y + 32}a6 6 0 0 1 6 -6h32a6 6 0 0 1 6 6v9a6 6 0 0 1 -6 6h-32a6 6 0 0 1 -6 -6z",
        "none",
        stroke=WHITE,
        width=2.4,
        opacity=0.8,
    )
    d.rect(x + wide - 88, y + 30, 12, 13, rgb("#ff4a68"), round_=3)
    d.line([(x + 40, y + 104), (x + 28, y + 118), (x + 40, y + 132)], _HERS, 6)
    d.circle(x + 108, y + 118, 42, _HERS)
    d.circle(x + 108, y + 118, 38, d.down(y + 80, y + 156, mix(accent, INK, 0.25), mix(accent, INK, 0.7)))
    if face is None:
        d.circle(x + 108, y + 106, 15, mix(accent, WHITE, 0.4))
        d.path(f"M{x + 80} {y + 146}q2 -22 28 -22t28 22q-28 14 -56 0z", mix(accent, WHITE, 0.4))
    d.rect(x + 58, y + tall - 100, wide - 116, 60, WHITE, round_=30, opacity=0.08)
    d.circle(x + wide - 92, y + tall - 70, 20, _HERS, opacity=0.85)
    d.rect(300, y + tall - 18, 120, 6, WHITE, round_=3, opacity=0.35)
    _name(d, phone, name)
    d.poly([(330, y), (470, y), (300, y + tall), (160, y + tall)], WHITE, opacity=0.035)
    d.raw("</g>")
    cels = [phone.board.painted(d, turned_box((86, 148, 548, 1084), around=50), fonts=phone.type.fonts, shadow=22)]
    if face is not None:
        cels += _avatar(phone, face)
    return cels


def _name(d: Drawing, phone: Phone, name: str) -> None:
    x, y = SCREEN[0] + 170, SCREEN[1]
    d.raw(phone.type.svg(["2:14"], x=SCREEN[0] + 44, y=y + 46, size=25, colour=WHITE))
    lines = phone.type.lines(name, size=33, wide=310, most=1)
    d.raw(phone.type.svg(lines, x=x, y=y + 112, size=33, colour=WHITE))
    for n in range(3):
        d.circle(x + 8 + n * 18, y + 140, 5.5, rgb("#4be08a"), opacity=1 - 0.28 * n)


def _avatar(phone: Phone, face: Cel) -> list[Cel]:
    """The sender's face in its round frame, and the dot that says who is there."""
    x, y = SCREEN[0] + 108, SCREEN[1] + 118
    ring, dot = _turned(Drawing()), _turned(Drawing())
    ring.circle(x, y, 38, WHITE)
    ring.raw("</g>")
    dot.circle(x + 30, y + 28, 12, mix(INK, rgb("#4a3f78"), 0.6))
    dot.circle(x + 30, y + 28, 9, rgb("#4be08a"))
    dot.raw("</g>")
    spot = turned_box((x - 38, y - 38, 76, 76), around=0)
    middle = (spot[0] + spot[2] / 2, spot[1] + spot[3] / 2)
    portrait = phone.board.fitted(face, (middle[0] - 48, middle[1] - 36, 96, 92))
    cut = phone.board.within(portrait, phone.board.mask(ring))
    return [cut, phone.board.painted(dot, turned_box((x + 10, y + 10, 44, 44), around=4))]


def layout(type_: Type, texts: Sequence[str]) -> list[Bubble]:
    """Where the last messages go, from top to bottom, as large as lets all of them end above the captions."""
    shown = [(text.lstrip().startswith(OWN), text.lstrip().removeprefix(OWN)) for text in texts[-MOST:]]
    shown = [(own, text) for own, text in shown if type_.clean(text) or not type_.faces]
    placed: list[Bubble] = []
    for size in _SIZES:
        for most in (4, 3, 2):
            placed = _column(type_, shown, size=size, most=most)
            if not placed or placed[-1].box[1] + placed[-1].box[3] <= _FOOT:
                return placed
    while placed and placed[-1].box[1] + placed[-1].box[3] > _LAST:
        shown = shown[1:]
        placed = _column(type_, shown, size=_SIZES[-1], most=2)
    return placed


def _column(type_: Type, shown: Sequence[tuple[bool, str]], *, size: float, most: int) -> list[Bubble]:
    placed: list[Bubble] = []
    y = _TOP
    for own, text in shown:
        lines = type_.lines(text, size=size, wide=_WIDE, most=most) if type_.faces else ["x" * min(14, len(text))]
        long = max((type_.width(line) for line in lines), default=0) * size if type_.faces else 240.0
        wide = min(_WIDE, max(40.0, long)) + 2 * _PAD_X
        tall = len(lines) * size * _LEADING + 2 * _PAD_Y - size * 0.12
        x = SCREEN[0] + SCREEN[2] - 34 - wide if own else SCREEN[0] + 34
        placed.append(Bubble(own=own, box=(x, y, wide, tall), lines=tuple(lines) if type_.faces else (), size=size))
        y += tall + _GAP
    return placed


def messages(phone: Phone, texts: Sequence[str]) -> list[Cel]:
    """The messages as cels in the order in which they appear."""
    return [_bubble(phone, one) for one in layout(phone.type, texts)]


def _bubble(phone: Phone, bubble: Bubble) -> Cel:
    x, y, wide, tall = bubble.box
    colour = _HERS if bubble.own else _HIS
    d = _turned(Drawing())
    fill = d.gradient((x, y), (x + wide * 0.4, y + tall), [(0, times(colour, 1.18)), (1, times(colour, 0.86))])
    foot = y + tall
    if bubble.own:
        d.path(
            f"M{x + wide - 34} {foot - 16}Q{x + wide - 6} {foot - 4} {x + wide + 12} {foot + 8}Q{x + wide - 20} {foot + 6} {x + wide - 54} {foot - 3}z",
            times(colour, 0.88),
        )
    else:
        d.path(
            f"M{x + 34} {foot - 16}Q{x + 6} {foot - 4} {x - 12} {foot + 8}Q{x + 20} {foot + 6} {x + 54} {foot - 3}z",
            times(colour, 0.88),
        )
    d.rect(x, y, wide, tall, fill, round_=min(30.0, tall / 2))
    d.rect(x + 16, y + 2, wide - 32, 2, WHITE, round_=1, opacity=0.22)
    right = bool(bubble.lines) and not rightwards(bubble.lines[0])
    at = x + wide - _PAD_X if right else x + _PAD_X
    base = y + _PAD_Y + bubble.size * 0.86
    if bubble.lines:
        d.raw(
            phone.type.svg(
                bubble.lines,
                x=at,
                y=base,
                size=bubble.size,
                colour=WHITE,
                leading=_LEADING,
                anchor="end" if right else "start",
            )
        )
    else:
        d.rect(x + _PAD_X, y + tall / 2 - 6, wide - 2 * _PAD_X, 12, WHITE, round_=6, opacity=0.6)
    d.raw("</g>")
    return phone.board.painted(d, turned_box(bubble.box), fonts=phone.type.fonts)
