"""From a layout to the very picture that is encoded: which stored elements go where."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from microdrama.domain.time import Span
from microdrama.edit.layout import TARGET_ASPECT, Fit, Framing, Layout, Moving, Split, Window
from microdrama.media.compose import Part, cropped, fitted, scaled, stacked
from microdrama.media.frames import Picture
from microdrama.media.probe import Film

_MOST_TRIMMED = 8  # stored elements that may go so that the window's shape is right with even sides
_WIDEST_CANVAS = 1080
_CANVAS_UNIT = (18, 32)  # 9:16 with even sides

Size = tuple[int, int]
"""(width, height)."""


def crop_size(film: Film) -> Size:
    """Width and height, in stored pixels of the upright picture, of the 9:16 window: even, and as large as can be.

    A few rows or columns may go so that the shape is right to a fifth of a percent.
    """
    wide, high = _upright(film)
    shape = TARGET_ASPECT / _pixel(film)  # the window's width to height, counted in stored pixels
    best, smallest_error = (2, 2), Fraction(10)
    for trimmed in range(0, _MOST_TRIMMED + 1, 2):
        if Fraction(wide, high) >= shape:
            tall = (high - trimmed) // 2 * 2
            size = (min(wide // 2 * 2, round(tall * shape / 2) * 2), tall)
        else:
            broad = (wide - trimmed) // 2 * 2
            size = (broad, min(high // 2 * 2, round(broad / shape / 2) * 2))
        error = abs(Fraction(*size) / shape - 1)
        if error < smallest_error:
            best, smallest_error = size, error
        if error <= Fraction(1, 500):
            return size
    return best


def canvas_size(film: Film, framings: Sequence[Framing], spans: Sequence[Span]) -> Size:
    """The size in which an episode's pictures reach the encoder, which scales them to every rung.

    That of the window, so that nothing is scaled twice; where something wide is shown whole, the finished size
    or the film's own width, so that its writing is not scaled down to the window's few elements.
    """
    wide = any(isinstance(f.layout, Fit) and f.span.overlaps(span) for f in framings for span in spans)
    if not wide:
        return crop_size(film)
    units = max(1, min(_WIDEST_CANVAS, _upright(film)[0]) // _CANVAS_UNIT[0])
    return units * _CANVAS_UNIT[0], units * _CANVAS_UNIT[1]


def composed(film: Film, picture: Picture, layout: Layout, moment: Fraction, size: Size) -> Picture:
    """What an upright frame of `size` shows of a film's picture at a moment of the film."""
    shape = picture.luma.shape
    match layout:
        case Window():
            made = cropped(picture, _standing(layout, shape, crop_size(film)))
        case Moving():
            made = cropped(picture, _travelling(layout.at(moment), shape, crop_size(film)))
        case Split(upper, lower):
            width, height = crop_size(film)
            above = height // 4 * 2
            made = stacked(
                cropped(picture, _standing(upper, shape, (width, above))),
                cropped(picture, _standing(lower, shape, (width, height - above))),
            )
        case Fit(region):
            return _fitted(film, picture, region, size)
    return scaled(made, *size)


def _fitted(film: Film, picture: Picture, region: Window, size: Size) -> Picture:
    high, wide = picture.luma.shape
    taken = max(2, round(region.width * wide / 2) * 2), max(2, round(region.height * high / 2) * 2)
    part = _standing(region, (high, wide), taken)
    shape = Fraction(part.width, part.height) * _pixel(film)
    height = min(size[1], max(2, round(size[0] / shape / 2) * 2))
    middle = Window(region.middle, region.y, 0, region.height)
    behind = cropped(picture, _standing(middle, (high, wide), crop_size(film)))
    return fitted(scaled(cropped(picture, part), size[0], height), width=size[0], height=size[1], behind=behind)


def _standing(window: Window, shape: tuple[int, ...], size: Size) -> Part:
    """Part of `size` around the middle of a window: its corner even, all of it inside the picture."""
    high, wide = shape
    centre_x, centre_y = window.x + window.width / 2, window.y + window.height / 2
    left = round((centre_x * wide - size[0] / 2) / 2) * 2
    top = round((centre_y * high - size[1] / 2) / 2) * 2
    width, height = min(size[0], wide // 2 * 2), min(size[1], high // 2 * 2)
    return Part(min(max(left, 0), (wide - width) // 2 * 2), min(max(top, 0), (high - height) // 2 * 2), width, height)


def _travelling(window: Window, shape: tuple[int, ...], size: Size) -> Part:
    """As one that stands, but with its left edge wherever it is just now."""
    wide = shape[1]
    still = _standing(window, shape, size)
    left = window.middle * wide - still.width / 2
    return Part(min(max(left, 0.0), float((wide - still.width) // 2 * 2)), still.top, still.width, still.height)


def _upright(film: Film) -> Size:
    stored = (film.stored_width, film.stored_height)
    return stored if film.rotation in (0, 180) else (stored[1], stored[0])


def _pixel(film: Film) -> Fraction:
    """How wide an element of the upright picture is, its height being one."""
    return film.pixel_aspect if film.rotation in (0, 180) else 1 / film.pixel_aspect
