"""Ink: smooth curves, brush lines that swell and taper, ribbons for limbs, all as SVG path data."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Point = tuple[float, float]
Points = Sequence[Point]

INK = "#190d1c"
"""Plum, not black: every line is drawn with it."""


def spline(points: Points, *, steps: int = 8, closed: bool = False) -> npt.NDArray[np.float64]:
    """Points along a centripetal-like Catmull-Rom curve through the given ones, (n, 2)."""
    through = np.asarray(points, np.float64)
    if closed:
        padded = np.vstack([through[-1], through, through[0], through[1]])
    else:
        padded = np.vstack([2 * through[0] - through[1], through, 2 * through[-1] - through[-2]])
    at = np.linspace(0, 1, steps, endpoint=False)[:, None]
    parts: list[npt.NDArray[np.float64]] = []
    for index in range(len(padded) - 3):
        a, b, c, d = padded[index : index + 4]
        parts.append(
            0.5 * (2 * b + (c - a) * at + (2 * a - 5 * b + 4 * c - d) * at**2 + (3 * b - a - 3 * c + d) * at**3)
        )
    if not closed:
        parts.append(through[-1:])
    return np.vstack(parts)


def smooth(points: Points, *, closed: bool = True) -> str:
    """Path data of a smooth curve through points; a point given twice is a corner."""
    through = [points[-1], *points, points[0], points[1]] if closed else [points[0], *points, points[-1]]
    path = [f"M{through[1][0]:.1f} {through[1][1]:.1f}"]
    for index in range(1, len(through) - 2):
        a, b, c, d = through[index - 1 : index + 3]
        if b == c:
            continue
        path.append(
            f"C{b[0] + (c[0] - a[0]) / 6:.1f} {b[1] + (c[1] - a[1]) / 6:.1f} "
            f"{c[0] - (d[0] - b[0]) / 6:.1f} {c[1] - (d[1] - b[1]) / 6:.1f} {c[0]:.1f} {c[1]:.1f}"
        )
    return "".join(path) + ("Z" if closed else "")


def polygon(points: npt.ArrayLike) -> str:
    """Path data of a closed polygon."""
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in np.asarray(points, np.float64)) + "Z"


def ribbon(points: Points, widths: Sequence[float], *, steps: int = 8, cap: float = 0.0) -> str:
    """Path data of a band along a curve; `widths` are its whole widths at the points; `cap` rounds its far end."""
    line = spline(points, steps=steps)
    along = np.interp(np.linspace(0, 1, len(line)), np.linspace(0, 1, len(widths)), np.asarray(widths, np.float64))
    ahead = np.gradient(line, axis=0)
    ahead /= np.maximum(np.hypot(ahead[:, 0], ahead[:, 1]), 1e-6)[:, None]
    beside = np.column_stack([-ahead[:, 1], ahead[:, 0]]) * along[:, None] / 2
    left, right = line + beside, (line - beside)[::-1]
    if not cap:
        return polygon(np.vstack([left, right]))
    tip = line[-1] + ahead[-1] * along[-1] * cap
    return polygon(np.vstack([left, spline([tuple(left[-1]), tuple(tip), tuple(right[0])], steps=4)[1:-1], right]))


def brush(points: Points, width: float, *, press: Sequence[float] = (0.0, 0.7, 1.0, 0.7, 0.0)) -> str:
    """Path data of one stroke of a brush; `press` is how hard it presses along the way, 0 to 1."""
    return ribbon(points, [width * max(one, 0.04) for one in press])


def fill(path: str, colour: str, *, opacity: float = 1.0, extra: str = "") -> str:
    """A filled path."""
    seen = "" if opacity >= 1 else f' fill-opacity="{opacity:.3f}"'
    return f'<path d="{path}" fill="{colour}"{seen} {extra}/>'


def ellipse(at: Point, across: float, high: float, colour: str, *, opacity: float = 1.0) -> str:
    """A filled ellipse by its middle and its half axes."""
    seen = "" if opacity >= 1 else f' fill-opacity="{opacity:.3f}"'
    return f'<ellipse cx="{at[0]:.1f}" cy="{at[1]:.1f}" rx="{across:.1f}" ry="{high:.1f}" fill="{colour}"{seen}/>'


def line(path: str, colour: str = INK, *, width: float = 12.0) -> str:
    """An outlined path."""
    return (
        f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="{width:.1f}" '
        'stroke-linejoin="round" stroke-linecap="round"/>'
    )


def clipped(path: str, inside: str, *, name: str) -> str:
    """What lies inside a path. Names must differ within a drawing."""
    return f'<clipPath id="{name}"><path d="{path}"/></clipPath><g clip-path="url(#{name})">{inside}</g>'


def solid(  # noqa: PLR0913 (a painted thing has that many sides)
    path: str, colour: str, shade: str, *, name: str, light: Point, inside: str = "", width: float = 12.0
) -> str:
    """A thing in two tones: its outline, its shade, itself shifted towards the light in its colour, what is on it.

    The outline lies behind, so that a band that crosses itself at a sharp bend shows no line inside.
    """
    body = fill(path, colour, extra=f'transform="translate({light[0]:.1f} {light[1]:.1f})"')
    outline = line(path, width=width * 1.8) if width else ""
    return outline + fill(path, shade) + clipped(path, body + inside, name=name)


def document(
    inside: str, *, box: tuple[float, float, float, float], width: int, height: int, transform: str = ""
) -> str:
    """An SVG document of `width` by `height` pixels that shows a box (left, top, width, height) of drawing units."""
    seen = " ".join(f"{one:.3f}" for one in box)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="{seen}" '
        'preserveAspectRatio="none">'
        f'<g transform="{transform}">{inside}</g></svg>'
    )


def toward(start: Point, end: Point, share: float) -> Point:
    """A point on the way from one to another."""
    return start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share


def turned(point: Point, degrees: float, about: Point = (0.0, 0.0)) -> Point:
    """A point turned clockwise on the screen."""
    angle = math.radians(degrees)
    x, y = point[0] - about[0], point[1] - about[1]
    return about[0] + x * math.cos(angle) - y * math.sin(angle), about[1] + x * math.sin(angle) + y * math.cos(angle)
