"""Writing in the picture stays readable: inside the window where it fits, else shown whole across the screen."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from microdrama.domain.findings import OnScreenText
from microdrama.domain.time import Span, merged
from microdrama.edit.layout import Fit, Framing, Layout, Split, Window, windows_at
from microdrama.edit.subjects import ShotSubjects

_MARGIN = 0.02  # of the picture's width, on each side of the writing
_MARGIN_OF_HEIGHT = 0.15  # ... or so much of the writing's height: the larger the letters, the tighter they are found
_LEAST_S = Fraction(1, 2)  # writing that is seen for less is not read
_WHOLE_SHOT = Fraction(1, 2)  # of a shot: writing that stands longer decides for all of it
_SHORT_SHOT_S = Fraction(4)
_LEAST_STAND_S = Fraction(1)
_FADES_S = Fraction(1, 2)  # before and after, when it is there but too faint to be found
_PAUSE_S = Fraction(3)  # between two subtitles: the layout does not go back and forth for less


def with_writing(seen: ShotSubjects, size: tuple[float, float], framings: list[Framing]) -> list[Framing]:
    """The layouts of a shot, changed where they would cut through writing.

    The part shown is as wide as the writing and no wider, so that it is as large as it can be with all of it in view.
    """
    shot = seen.shot.span
    read = [text for text in seen.texts if _seen_for(text, shot) >= _LEAST_S]
    cut_through = [text for text in read if not _held(text, framings)]
    if not cut_through or size[0] >= 1:
        return framings
    made: list[Framing] = []
    at = shot.start_s
    for span in _spans(cut_through, shot):
        made += _clipped(framings, Span(at, span.start_s))
        now = [text for text in read if text.span.widened(_FADES_S).overlaps(span)]
        made.append(Framing(span, _wide_enough(now, _beside(seen, span), size), reason="There is writing to be read."))
        at = span.end_s
    return made + _clipped(framings, Span(at, shot.end_s))


def _seen_for(text: OnScreenText, shot: Span) -> Fraction:
    both = text.span.intersection(shot)
    return both.duration_s if both else Fraction(0)


def _held(text: OnScreenText, framings: Sequence[Framing]) -> bool:
    """Whether the windows that stand anyway hold the writing at the start, middle and end of their stretch."""
    low, high = text.x, text.x + text.width
    for framing in framings:
        both = framing.span.intersection(text.span)
        if both is None:
            continue
        if isinstance(framing.layout, Split):
            return False
        moments = (both.start_s, (both.start_s + both.end_s) / 2, both.end_s)
        if not all(windows_at(framing.layout, moment)[0].holds(low, high) for moment in moments):
            return False
    return True


def _spans(texts: Sequence[OnScreenText], shot: Span) -> list[Span]:
    """When the writing decides: all of a shot that is short or mostly written over, else from first to last line."""
    seen = [both for text in texts if (both := text.span.widened(_FADES_S).intersection(shot))]
    spans = merged(seen, gap=_PAUSE_S)
    if shot.duration_s <= _SHORT_SHOT_S or sum(s.duration_s for s in spans) >= _WHOLE_SHOT * shot.duration_s:
        return [shot]
    wider: list[Span] = []
    for span in spans:
        start = span.start_s if span.start_s - shot.start_s >= _LEAST_STAND_S else shot.start_s
        end = max(span.end_s, start + _LEAST_STAND_S)
        wider.append(Span(start, end if shot.end_s - end >= _LEAST_STAND_S else shot.end_s))
    return merged(wider, gap=_LEAST_STAND_S)


def _beside(seen: ShotSubjects, span: Span) -> tuple[float, float] | None:
    """From where to where the faces go that belong to it: all that speak meanwhile, or all there are."""
    speaking = {turn.who for turn in seen.turns if turn.span.overlaps(span)}
    faces = [subject.boxes for who, subject in enumerate(seen.subjects) if who in speaking or not speaking]
    if not faces:
        return None
    lefts = [float(np.percentile(boxes[:, 1], 5)) for boxes in faces]
    return min(lefts), max(float(np.percentile(boxes[:, 1] + boxes[:, 3], 95)) for boxes in faces)


def _wide_enough(texts: Sequence[OnScreenText], face: tuple[float, float] | None, size: tuple[float, float]) -> Layout:
    """A still window where all of the writing, and a face, fit into it; else a wider part, in the full height."""
    sides = [(text.x, text.x + text.width) for text in texts] + ([face] if face else [])
    low, high = max(0.0, min(side[0] for side in sides)), min(1.0, max(side[1] for side in sides))
    fits = high - low <= size[0]
    margin = max([_MARGIN, *(_MARGIN_OF_HEIGHT * text.height for text in texts)])
    width = size[0] if fits else min(1.0, high - low + 2 * margin)
    x = min(max((low + high) / 2 - width / 2, 0.0), 1 - width)
    return Window(x, 0.0, *size) if fits else Fit(Window(x, 0.0, width, 1.0))


def _clipped(framings: Sequence[Framing], span: Span) -> list[Framing]:
    return [
        Framing(both, framing.layout, framing.by, framing.reason)
        for framing in framings
        if (both := framing.span.intersection(span))
    ]
