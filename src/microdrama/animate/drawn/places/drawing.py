"""An SVG drawing that grows shape by shape, in the units of a frame 720 wide and 1280 high."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from microdrama.animate.drawn.light import Rgb
from microdrama.animate.drawn.places.colours import css

Point = tuple[float, float]
Fill = Rgb | str
"""A colour, or the name that `Drawing.gradient` gave."""


def _fill(fill: Fill) -> str:
    return fill if isinstance(fill, str) else css(fill)


def _see_through(opacity: float, *, of: str = "opacity") -> str:
    return "" if opacity >= 1 else f' {of}="{opacity:.3g}"'


class Drawing:
    """Shapes in the order in which they are laid one over another."""

    def __init__(self) -> None:
        self._defs: list[str] = []
        self._parts: list[str] = []

    @property
    def empty(self) -> bool:
        """Whether nothing was drawn yet."""
        return not self._parts

    def svg(self, box: tuple[float, float, float, float], *, width: int, height: int) -> str:
        """The document, showing the box (left, top, width, height) in so many pixels."""
        view = " ".join(f"{side:.3f}" for side in box)
        body = "".join(self._parts)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="{view}" preserveAspectRatio="none">'
            f"<defs>{''.join(self._defs)}</defs>{body}</svg>"
        )

    def gradient(self, start: Point, end: Point, stops: Sequence[tuple[float, Rgb] | tuple[float, Rgb, float]]) -> str:
        """A linear gradient between two points: stops are (place, colour) or (place, colour, opacity)."""
        name = f"g{len(self._defs)}"
        self._defs.append(
            f'<linearGradient id="{name}" gradientUnits="userSpaceOnUse" x1="{start[0]:.1f}" y1="{start[1]:.1f}" '
            f'x2="{end[0]:.1f}" y2="{end[1]:.1f}">{_stops(stops)}</linearGradient>'
        )
        return f"url(#{name})"

    def down(self, top: float, bottom: float, *colours: Rgb) -> str:
        """A gradient from top to bottom through colours at even steps."""
        last = max(1, len(colours) - 1)
        return self.gradient((0, top), (0, bottom), [(n / last, one) for n, one in enumerate(colours)])

    def glow(self, x: float, y: float, radius: float, colour: Rgb, opacity: float = 0.6, tall: float = 1.0) -> None:
        """A soft round light that fades to nothing at its radius."""
        name = f"g{len(self._defs)}"
        stops = [
            (0.0, colour, opacity),
            (0.25, colour, opacity * 0.56),
            (0.55, colour, opacity * 0.2),
            (1.0, colour, 0.0),
        ]
        self._defs.append(f'<radialGradient id="{name}">{_stops(stops)}</radialGradient>')
        self.ellipse(x, y, radius, radius * tall, f"url(#{name})")

    @classmethod
    def of_rect(cls, x: float, y: float, width: float, height: float, *, turn: tuple[float, float, float]) -> Drawing:
        """A drawing of one white rectangle, turned by degrees about a point (degrees, x, y)."""
        d = cls()
        d.raw(f'<g transform="rotate({turn[0]} {turn[1]} {turn[2]})">')
        d.rect(x, y, width, height, "#ffffff")
        d.raw("</g>")
        return d

    def raw(self, markup: str) -> None:
        """SVG as it is: groups and letters; whoever writes it has escaped what people typed."""
        self._parts.append(markup)

    def poly(self, points: Iterable[Point], fill: Fill, *, opacity: float = 1.0) -> None:
        """A filled polygon."""
        corners = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        self._parts.append(f'<polygon points="{corners}" fill="{_fill(fill)}"{_see_through(opacity)}/>')

    def line(
        self, points: Iterable[Point], colour: Fill, width: float, *, opacity: float = 1.0, closed: bool = False
    ) -> None:
        """A stroke through points with round ends."""
        corners = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        tag = "polygon" if closed else "polyline"
        self._parts.append(
            f'<{tag} points="{corners}" fill="none" stroke="{_fill(colour)}" stroke-width="{width:.2f}" '
            f'stroke-linecap="round" stroke-linejoin="round"{_see_through(opacity)}/>'
        )

    def rect(
        self, x: float, y: float, width: float, height: float, fill: Fill, *, round_: float = 0.0, opacity: float = 1.0
    ) -> None:
        """A filled rectangle, its corners rounded where wanted."""
        corner = f' rx="{round_:.1f}"' if round_ else ""
        self._parts.append(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(0.0, width):.1f}" height="{max(0.0, height):.1f}"{corner} '
            f'fill="{_fill(fill)}"{_see_through(opacity)}/>'
        )

    def rects(self, boxes: Iterable[tuple[float, float, float, float]], fill: Fill, *, opacity: float = 1.0) -> None:
        """Many small rectangles (x, y, width, height) of one colour."""
        path = "".join(f"M{x:.1f} {y:.1f}h{w:.1f}v{h:.1f}h{-w:.1f}z" for x, y, w, h in boxes)
        if path:
            self._parts.append(f'<path d="{path}" fill="{_fill(fill)}"{_see_through(opacity)}/>')

    def polys(self, shapes: Iterable[Sequence[Point]], fill: Fill, *, opacity: float = 1.0) -> None:
        """Many polygons of one colour."""
        path = "".join("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in shape) + "z" for shape in shapes)
        if path:
            self._parts.append(f'<path d="{path}" fill="{_fill(fill)}"{_see_through(opacity)}/>')

    def lines(self, strokes: Iterable[Sequence[Point]], colour: Fill, width: float, *, opacity: float = 1.0) -> None:
        """Many open strokes of one colour and width."""
        path = "".join("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in stroke) for stroke in strokes)
        if path:
            self.path(path, "none", stroke=colour, width=width, opacity=opacity)

    def circle(self, x: float, y: float, radius: float, fill: Fill, *, opacity: float = 1.0) -> None:
        """A disc."""
        self._parts.append(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.2f}" fill="{_fill(fill)}"{_see_through(opacity)}/>'
        )

    def discs(self, marks: Iterable[tuple[float, float, float]], fill: Fill, *, opacity: float = 1.0) -> None:
        """Many discs (x, y, radius) of one colour."""
        path = "".join(
            f"M{x - r:.1f} {y:.1f}a{r:.1f} {r:.1f} 0 1 0 {2 * r:.1f} 0a{r:.1f} {r:.1f} 0 1 0 {-2 * r:.1f} 0z"
            for x, y, r in marks
        )
        if path:
            self._parts.append(f'<path d="{path}" fill="{_fill(fill)}"{_see_through(opacity)}/>')

    def ellipse(
        self, x: float, y: float, wide: float, tall: float, fill: Fill, *, opacity: float = 1.0, turn: float = 0.0
    ) -> None:
        """A filled ellipse by its half axes, turned by degrees."""
        about = f' transform="rotate({turn:.1f} {x:.1f} {y:.1f})"' if turn else ""
        self._parts.append(
            f'<ellipse cx="{x:.1f}" cy="{y:.1f}" rx="{wide:.1f}" ry="{tall:.1f}" fill="{_fill(fill)}"'
            f"{_see_through(opacity)}{about}/>"
        )

    def path(self, d: str, fill: Fill, *, stroke: Fill | None = None, width: float = 0.0, opacity: float = 1.0) -> None:
        """Any path, in the notation of SVG."""
        edge = ""
        if stroke is not None:
            edge = (
                f' stroke="{_fill(stroke)}" stroke-width="{width:.2f}" stroke-linecap="round" stroke-linejoin="round"'
            )
        self._parts.append(f'<path d="{d}" fill-rule="evenodd" fill="{_fill(fill)}"{edge}{_see_through(opacity)}/>')

    def neon(self, strokes: Sequence[Sequence[Point]], colour: Rgb, width: float, *, on: bool = True) -> None:
        """Glass tubes that shine: a wide faint stroke, a coloured one, a nearly white core."""
        bright = tuple(0.35 * part + 0.65 for part in colour)
        if on:
            self.lines(strokes, colour, width * 5, opacity=0.10)
            self.lines(strokes, colour, width * 2.7, opacity=0.22)
        self.lines(strokes, colour, width * 1.25, opacity=1.0 if on else 0.5)
        if on:
            self.lines(strokes, (bright[0], bright[1], bright[2]), width * 0.5)


def _stops(stops: Sequence[tuple[float, Rgb] | tuple[float, Rgb, float]]) -> str:
    return "".join(
        f'<stop offset="{stop[0]:.3f}" stop-color="{css(stop[1])}"'
        + (f' stop-opacity="{stop[2]:.3f}"' if len(stop) == 3 else "")
        + "/>"
        for stop in stops
    )


def arc(
    x: float, y: float, radius: float, start: float, end: float, *, steps: int = 10, tall: float = 1.0
) -> list[Point]:
    """Points along an arc, angles in degrees, 0 to the right and 90 upwards."""
    turns = [math.radians(start + (end - start) * n / steps) for n in range(steps + 1)]
    return [(x + radius * math.cos(turn), y - radius * tall * math.sin(turn)) for turn in turns]
