"""Writing in the picture: titles, credits, names under speakers, letters; found twice a second, read by nobody.

A detector is too slow for every look, so a look is first judged by its edges: writing is a pattern of strong upright
edges that stands still from one look to the next, or rolls over an even ground. Only a pattern that was not there
before is shown to the detector. Subtitles that are burnt into the picture are writing like any other; logos and
tickers that stand over many shots are not, for they would decide the layout of the whole film.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from microdrama.domain.findings import OnScreenText, Shot
from microdrama.domain.time import Span
from microdrama.ports.text_finder import TextBox, TextFinder

_CELL = (4, 12)  # rows and columns of a look's elements that are judged together
_EDGE = 40  # difference between neighbours that a stroke makes
_STROKES = 5  # edges in a cell of writing, of 48
_SAME = 0.6  # of two patterns: their common cells to all
_NEW = 0.55
_RUNS = 2  # places with three cells of strokes side by side
_LINES = 4  # such places with even ground above and below: next to nothing but writing has them
_ROLLING_LINES = 8
_EVEN_GROUND = 0.5  # of the picture without any edge, behind writing that rolls
_ROLLING_MISSED = 3  # looks in a row that credits may fail to look like credits
_LINE_CELLS = 4  # a line is at most this many cells high
_CARD_GROUND = 0.85  # ... behind a title in large thin letters
_CARD_CELLS = 6
_SAVED_UP = 8.0  # how often the detector may be asked at once about strokes on no even ground ...
_EARNED_A_SECOND = 0.02  # ... and for each second of film
_ASK_AGAIN_S = Fraction(6)
_CONFIRM_S = Fraction(1)

_SURE = 0.75
_LINE_HEIGHT = (0.012, 0.1)  # of the picture
_LINE_ASPECT = 2.0  # width to height in elements
_LEAST_WIDTH = 0.12  # of all lines together: less is a street sign or a logo
_LEAST_LINE = 0.08
_TALLEST_TITLE = 0.4
_TITLE_WIDTH = 0.15
_SURELY_WRITING = 3  # lines: no face and no leaf looks like three
_SAME_LINE = 0.6
_SAME_TITLE = 0.85
_STILL_THERE = 0.5  # of the edges in a text's box
_LEAST_S = Fraction(1)
_BETWEEN_LOOKS_S = Fraction(6, 10)
_LOGO_S = Fraction(20)
_LOGO_SHOTS = 3

Cells = npt.NDArray[np.bool_]
Edges = npt.NDArray[np.int64]


@dataclass(slots=True)
class _Text:
    """Writing that is there now, or was: its box grows while credits roll."""

    start: Fraction
    end: Fraction
    box: TextBox
    edges: Edges
    rolls: bool
    missed: int = 0


@dataclass(slots=True)
class _Doubt:
    """Found once, to be found again."""

    since: Fraction
    asked: Fraction
    box: TextBox
    alike: float


@dataclass(slots=True)
class TextSigns:
    """Takes in looks, asks the finder about few of them, and tells the writing of the film at its end."""

    finder: TextFinder
    asked: int = 0
    _found: list[_Text] = field(default_factory=list["_Text"])
    _open: _Text | None = None
    _doubt: _Doubt | None = None
    _before: Cells | None = None
    _judged: Cells | None = None
    _judged_at: Fraction = Fraction(-100)
    _stands_since: Fraction = Fraction(0)
    _latest: Fraction = Fraction(0)
    _savings: float = _SAVED_UP

    def see(self, moment: Fraction, luma: npt.NDArray[np.uint8]) -> None:
        """Take in one look, (height, width) uint8, longer side near 480, half a second after the one before."""
        edges = _edges(luma)
        strokes = edges >= _STROKES
        still = self._before is not None and _alike(self._before, strokes) >= _SAME
        if not still:
            self._stands_since = moment
        self._savings = min(_SAVED_UP, self._savings + float(moment - self._latest) * _EARNED_A_SECOND)
        ground = 0.0 if self._open is not None and self._open.rolls else _EVEN_GROUND  # credits may become dense
        rolls = not still and _lines(edges) >= _ROLLING_LINES and _ground(edges) >= ground
        self._watch(moment, edges, rolls=rolls)
        if self._is_worth_asking(moment, edges, strokes, still=still, rolls=rolls):
            self._ask(moment, luma, edges, rolls=rolls)
        self._before, self._latest = strokes, moment

    def _watch(self, moment: Fraction, edges: Edges, *, rolls: bool) -> None:
        """Whether the writing that was there still is."""
        text = self._open
        if text is None:
            return
        there = _in_common(text.edges, edges * _cells_of(text.box, edges.shape)) >= _STILL_THERE
        if there or (rolls and text.rolls):
            text.end, text.missed = moment, 0
        elif text.rolls and text.missed < _ROLLING_MISSED:
            text.missed += 1
        elif rolls and moment - text.start >= _CONFIRM_S:
            text.end, text.rolls = moment, True
            self._judged_at = moment - _ASK_AGAIN_S
        else:
            text.end = text.end if text.missed else moment
            self._open, self._judged = None, None
            self._judged_at = moment - _ASK_AGAIN_S

    def _is_worth_asking(self, moment: Fraction, edges: Edges, strokes: Cells, *, still: bool, rolls: bool) -> bool:
        since = moment - self._judged_at
        if self._doubt is not None:
            return moment - self._doubt.asked >= _CONFIRM_S
        if self._open is not None and since >= _ASK_AGAIN_S:
            return self._open.rolls or _alike(self._open.edges >= _STROKES, strokes) < _SAME
        if rolls:
            return self._open is None and since >= _ASK_AGAIN_S
        new = self._judged is None or _alike(self._judged, strokes) < _NEW
        return still and new and (_lines(edges) >= _LINES or self._can_afford(edges, strokes))

    def _can_afford(self, edges: Edges, strokes: Cells) -> bool:
        """Strokes on no even ground, or a few on a card, are writing now and then: worth asking about seldom."""
        card = _ground(edges) >= _CARD_GROUND and int(strokes.sum()) >= _CARD_CELLS
        if self._savings < 1 or not (card or _runs(strokes) >= _RUNS):
            return False
        self._savings -= 1
        return True

    def _ask(self, moment: Fraction, luma: npt.NDArray[np.uint8], edges: Edges, *, rolls: bool) -> None:
        self.asked += 1
        self._judged, self._judged_at = edges >= _STROKES, moment
        box, certain = _writing(self.finder.find(luma), luma.shape[1] / luma.shape[0])
        doubt, self._doubt = self._doubt, None
        if box is None:
            if self._open is not None and self._open.rolls:
                self._open = None
            return
        if not certain and self._open is None:
            alike = _SAME_LINE if box.height <= _LINE_HEIGHT[1] else _SAME_TITLE
            if doubt is None or _overlap(doubt.box, box) < min(alike, doubt.alike):
                since = self._stands_since if doubt is None else doubt.since
                self._doubt = _Doubt(moment if doubt else since, moment, box, alike)
                return
        inside = edges * _cells_of(box, edges.shape)
        if self._open is not None:
            self._open.box, self._open.edges = _union(self._open.box, box), inside
            return
        since = doubt.since if doubt else moment if rolls else self._stands_since
        self._open = _Text(since, moment, box, inside, rolls)
        self._found.append(self._open)

    def texts(self, shots: list[Shot], *, duration: Fraction) -> list[OnScreenText]:
        """The writing of the film, in order; what stands over many shots is left out."""
        cuts = [shot.start_s for shot in shots]
        told: list[OnScreenText] = []
        for text in self._found:
            end = min(duration, text.end if text is not self._open else duration)
            start, end = _cut_before(cuts, text.start), _cut_before(cuts, end)
            span = Span(start, max(start, end))
            crossed = bisect_right(cuts, span.end_s) - bisect_right(cuts, span.start_s)
            logo = not text.rolls and span.duration_s >= _LOGO_S and crossed >= _LOGO_SHOTS
            if span.duration_s < _LEAST_S or logo:
                continue
            box = text.box
            told.append(
                OnScreenText(
                    start_s=span.start_s,
                    end_s=span.end_s,
                    x=round(box.x, 4),
                    y=round(box.y, 4),
                    width=round(box.width, 4),
                    height=round(box.height, 4),
                )
            )
        return told


def _cut_before(cuts: list[Fraction], moment: Fraction) -> Fraction:
    """The cut since the look before, if there is one: what is seen to change at a look has changed there."""
    index = bisect_right(cuts, moment) - 1
    return cuts[index] if index >= 0 and moment - cuts[index] <= _BETWEEN_LOOKS_S else moment


def _edges(luma: npt.NDArray[np.uint8]) -> Edges:
    """How many strong upright edges each cell holds."""
    strong = np.abs(np.diff(luma.astype(np.int16), axis=1)) > _EDGE
    high, wide = (max(1, side // cell) for side, cell in zip(strong.shape, _CELL, strict=True))
    whole = np.zeros((high * _CELL[0], wide * _CELL[1]), np.bool_)
    part = strong[: whole.shape[0], : whole.shape[1]]
    whole[: part.shape[0], : part.shape[1]] = part
    return whole.reshape(high, _CELL[0], wide, _CELL[1]).sum(axis=(1, 3), dtype=np.int64)


def _runs(strokes: Cells) -> int:
    """Places with three cells of strokes side by side."""
    return int(_three(strokes).sum())


def _lines(edges: Edges) -> int:
    """Such places with three cells of even ground close above and close below."""
    even = _three(edges <= 1)
    above, below = np.zeros_like(even), np.zeros_like(even)
    for rows in range(1, min(_LINE_CELLS, len(even) - 1) + 1):
        above[rows:] |= even[:-rows]
        below[:-rows] |= even[rows:]
    return int((_three(edges >= _STROKES) & above & below).sum())


def _three(cells: Cells) -> Cells:
    return cells[:, :-2] & cells[:, 1:-1] & cells[:, 2:]


def _ground(edges: Edges) -> float:
    return float((edges <= 0).mean())


def _alike(one: Cells, other: Cells) -> float:
    every = int((one | other).sum())
    return int((one & other).sum()) / every if every else 1.0


def _in_common(one: Edges, other: Edges) -> float:
    """The edges that both have to those that either has, cell by cell; 0 to 1."""
    every = int(np.maximum(one, other).sum())
    return int(np.minimum(one, other).sum()) / every if every else 1.0


def _writing(boxes: list[TextBox], aspect: float) -> tuple[TextBox | None, bool]:
    """One box around all that is writing, and whether that is certain at first sight."""
    lines = [
        box for box in boxes
        if box.certainty >= _SURE and _LINE_HEIGHT[0] <= box.height <= _LINE_HEIGHT[1]
        and box.width * aspect >= _LINE_ASPECT * box.height
    ]  # fmt: skip
    wide = sum(box.width for box in lines) >= _LEAST_WIDTH and max(box.width for box in lines) >= _LEAST_LINE
    if wide:
        return _around(lines), len(lines) >= _SURELY_WRITING
    titles = [
        box for box in boxes
        if box.certainty >= _SURE and box.height <= _TALLEST_TITLE and box.width >= _TITLE_WIDTH
        and box.width * aspect >= _LINE_ASPECT * box.height
    ]  # fmt: skip
    return (_around(titles) if titles else None), False


def _around(boxes: list[TextBox]) -> TextBox:
    whole = boxes[0]
    for box in boxes[1:]:
        whole = _union(whole, box)
    return whole


def _union(one: TextBox, other: TextBox) -> TextBox:
    x, y = min(one.x, other.x), min(one.y, other.y)
    right, bottom = max(one.x + one.width, other.x + other.width), max(one.y + one.height, other.y + other.height)
    return TextBox(x, y, right - x, bottom - y, max(one.certainty, other.certainty))


def _overlap(one: TextBox, other: TextBox) -> float:
    """Intersection over union."""
    wide = min(one.x + one.width, other.x + other.width) - max(one.x, other.x)
    high = min(one.y + one.height, other.y + other.height) - max(one.y, other.y)
    shared = max(0.0, wide) * max(0.0, high)
    return shared / (one.width * one.height + other.width * other.height - shared)


def _cells_of(box: TextBox, shape: tuple[int, ...]) -> Cells:
    high, wide = shape
    cells = np.zeros(shape, np.bool_)
    rows = slice(int(box.y * high), int(np.ceil((box.y + box.height) * high)))
    cells[rows, int(box.x * wide) : int(np.ceil((box.x + box.width) * wide))] = True
    return cells
