"""What a person decided about the layout of a film comes before what was decided here; both in one file."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from microdrama.domain.errors import MicrodramaError
from microdrama.domain.findings import Media
from microdrama.domain.framing import FramedSpan, FramingFile
from microdrama.domain.time import Span, as_number
from microdrama.edit.layout import Fit, Framing, Layout, Moving, Split, Window, window_size


class FramingMismatchError(MicrodramaError):
    """A framing file does not belong to the film that it was given with; nothing was written."""


def overruled(framings: Sequence[Framing], given: FramingFile, media: Media) -> list[Framing]:
    """The layouts of a film with those of a file by hand in their places; still in order and without gaps.

    Raises FramingMismatchError where the file goes on after the film's end.
    """
    by_hand = [entry for entry in given.shots if entry.by == "hand"]
    if by_hand and by_hand[-1].start_s >= media.duration_s:
        raise FramingMismatchError(
            f"The framing file goes on to {as_number(by_hand[-1].end_s):g} s but the film ends at "
            f"{as_number(media.duration_s):g} s: it was made for another film."
        )
    size = window_size(Fraction(media.width, media.height))
    made = list(framings)
    for entry in by_hand:
        span = Span(entry.start_s, min(entry.end_s, media.duration_s))
        own = Framing(span, _layout(entry, size), "hand", entry.reason)
        before = [cut for framing in made if (cut := _within(framing, Span(Fraction(0), span.start_s)))]
        after = [cut for framing in made if (cut := _within(framing, Span(span.end_s, max(span.end_s, _end(made)))))]
        made = [*before, own, *after]
    return made


def framing_file(framings: Sequence[Framing], media: Media) -> FramingFile:
    """The layouts of a film as a file that a person can change."""
    size = window_size(Fraction(media.width, media.height))
    return FramingFile(shots=[_entry(framing, size) for framing in framings if framing.span.duration_s > 0])


def _end(framings: Sequence[Framing]) -> Fraction:
    return framings[-1].span.end_s if framings else Fraction(0)


def _within(framing: Framing, span: Span) -> Framing | None:
    both = framing.span.intersection(span)
    return Framing(both, framing.layout, framing.by, framing.reason) if both else None


def _layout(entry: FramedSpan, size: tuple[float, float]) -> Layout:
    width, height = size
    y = _edge(0.5 if entry.y is None else entry.y, height)
    if entry.keyframes:
        return Moving(y, width, height, tuple((moment, _edge(x, width)) for moment, x in entry.keyframes))
    if entry.split is not None:
        middles = entry.split_y or [0.5, 0.5]
        upper, lower = (
            Window(_edge(x, width), _edge(middle, height / 2), width, height / 2)
            for x, middle in zip(entry.split, middles, strict=True)
        )
        return Split(upper, lower)
    if entry.fit is not None:
        low, high = entry.fit
        shown = max(width, high - low)
        return Fit(Window(_edge((low + high) / 2, shown), 0.0, shown, 1.0))
    return Window(_edge(0.5 if entry.x is None else entry.x, width), y, width, height)


def _edge(middle: float, length: float) -> float:
    """Where a window of this length begins whose middle is there, or as near as the picture allows."""
    return min(max(middle - length / 2, 0.0), max(0.0, 1 - length))


def _entry(framing: Framing, size: tuple[float, float]) -> FramedSpan:
    start, end, by, reason = framing.span.start_s, framing.span.end_s, framing.by, framing.reason
    match framing.layout:
        case Window(x=x, y=y):
            middle = _middle(y, size[1]) if size[1] < 1 else None
            return FramedSpan(start_s=start, end_s=end, by=by, x=_middle(x, size[0]), y=middle, reason=reason)
        case Moving(knots=knots):
            frames = [(moment, _middle(x, size[0])) for moment, x in knots if start <= moment <= end]
            frames = frames or [(start, _middle(framing.layout.at(start).x, size[0]))]
            return FramedSpan(start_s=start, end_s=end, by=by, keyframes=frames, reason=reason)
        case Split(upper, lower):
            return FramedSpan(
                start_s=start,
                end_s=end,
                by=by,
                split=[_middle(window.x, window.width) for window in (upper, lower)],
                split_y=[_middle(window.y, window.height) for window in (upper, lower)],
                reason=reason,
            )
        case Fit(region):
            fit = [round(region.x, 4), round(min(1.0, region.x + region.width), 4)]
            return FramedSpan(start_s=start, end_s=end, by=by, fit=fit, reason=reason)


def _middle(edge: float, length: float) -> float:
    return round(min(1.0, max(0.0, edge + length / 2)), 6)
