"""A page of panels: up to three faces at once, cut by slanted gutters, one slid in after another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from microdrama.animate.drawn.canvas import lay_sheet, opaque
from microdrama.animate.drawn.cels import Cel, Mask, Sheet
from microdrama.animate.drawn.effects import line_field, speed_lines, tinted
from microdrama.animate.drawn.finish import INK
from microdrama.animate.drawn.light import Rgb
from microdrama.animate.drawn.moves import Frame, View
from microdrama.animate.drawn.plates import Plate
from microdrama.animate.drawn.puppets import Puppet
from microdrama.animate.drawn.staging import Spot
from microdrama.domain.storyboard import Shot

Points = tuple[tuple[float, float], ...]

SLIDE_DRAWINGS = 4
"""How many drawings a panel takes to slide in; the next one begins when it is there."""
_GUTTER: tuple[int, int, int] = (246, 226, 224)
_FINE = 4  # fractional bits of a polygon's points
_PAGES: dict[int, tuple[tuple[Points, float, float, float], ...]] = {
    2: (
        (((0, 0), (1, 0), (1, 0.392), (0, 0.446)), 0.345, 0.235, 0.5),
        (((0, 0.462), (1, 0.408), (1, 0.668), (0, 0.70)), 0.42, 0.535, 0.5),
    ),
    3: (
        (((0, 0), (1, 0), (1, 0.428), (0, 0.4765)), 0.365, 0.265, 0.5),
        (((0, 0.4905), (0.483, 0.4655), (0.525, 0.658), (0, 0.70)), 0.335, 0.565, 0.25),
        (((0.503, 0.464), (1, 0.439), (1, 0.62), (0.545, 0.6565)), 0.335, 0.535, 0.765),
    ),
}
"""For two and for three faces: each panel's corners as shares of the picture, and in it the height of the head, where
the eyes are, down and across."""
_TINTS = ((1.0, 0.9, 0.82), (0.62, 0.78, 1.12), (1.12, 0.6, 0.66))


@dataclass(frozen=True, slots=True)
class Cut:
    """One panel before anything is drawn: its corners in pixels and who is in it."""

    points: Points
    spot: Spot


@dataclass(frozen=True, slots=True)
class Panel:
    """One panel ready to be drawn: `window` is (left, top, width, height) of what it shows of the picture.

    `edge` is its line, laid over it; `views` has one view for each picture.
    """

    window: tuple[int, int, int, int]
    mask: Mask
    edge: Sheet
    ground: Plate
    puppet: int
    frame: Frame
    views: tuple[View, ...]
    first_drawing: int
    from_left: bool


def layout(shot: Shot, *, width: int, height: int) -> tuple[Cut, ...]:
    """The panels of a shot that wants them; none where nobody is seen. Who is seen alone is seen twice."""
    if "panels" not in shot.effects or not shot.seen:
        return ()
    people = [*shot.seen[:3], *(shot.seen[:1] if len(shot.seen) == 1 else [])]
    cuts: list[Cut] = []
    for one, (points, head, eyes, across) in zip(people, _PAGES[len(people)], strict=True):
        facing = "camera" if one.facing == "away" else one.facing
        spot = Spot(
            seen=one, head_px=round(head * height), x=across * width, y=eyes * height, by="eyes", facing=facing,
            cropped=True,
        )  # fmt: skip
        cuts.append(Cut(tuple((x * width, y * height) for x, y in points), spot))
    return tuple(cuts)


def cut(
    cuts: Sequence[Cut], puppets: Sequence[Puppet], ground: Cel, pictures: int, size: tuple[int, int]
) -> tuple[Panel, ...]:
    """Panels with their own light behind each face."""
    made: list[Panel] = []
    for n, (one, person) in enumerate(zip(cuts, puppets, strict=bool(cuts))):
        corners = np.array(one.points)
        left, top = np.floor(corners.min(axis=0)).astype(int)
        right, bottom = np.ceil(corners.max(axis=0)).astype(int)
        right, bottom = min(right, size[0]), min(bottom, size[1])
        shifted = corners - (left, top)
        mask = np.zeros((bottom - top, right - left), np.uint8)
        line, thick = np.zeros_like(mask), max(1, round(3 * size[1] / 1280))
        fixed = np.round(shifted * (1 << _FINE)).astype(np.int32).reshape(-1, 1, 2)
        cv2.fillPoly(mask, [fixed], 255, cv2.LINE_8, _FINE)
        cv2.polylines(line, [fixed], isClosed=True, color=255, thickness=thick, lineType=cv2.LINE_AA, shift=_FINE)
        x, y, wide, high = person.head_box
        whole = len(cuts)
        made.append(
            Panel(
                window=(int(left), int(top), int(right - left), int(bottom - top)),
                mask=mask,
                edge=tinted(line, _GUTTER, 0.95),
                ground=_tinted_ground(ground, _TINTS[n % 3]),
                puppet=n,
                frame=Frame(size, (x + wide / 2, y + 0.45 * high)),
                views=_views(n, whole, pictures, one.spot.head_px),
                first_drawing=n * SLIDE_DRAWINGS,
                from_left=n % 2 == 1,
            )
        )
    return tuple(made)


def _views(number: int, whole: int, pictures: int, head_px: int) -> tuple[View, ...]:
    """Each panel comes a little nearer and drifts its own way."""
    way = 1 if number % 2 == 0 else -1
    shares = [n / max(1, pictures - 1) for n in range(pictures)]
    return tuple(
        View(x=way * head_px * 0.05 * (share - 0.5), zoom=1 + 0.05 * share / max(1, whole - 1)) for share in shares
    )


def _tinted_ground(ground: Cel, tint: tuple[float, float, float]) -> Plate:
    """The place behind a face in another light, so that faces on one page do not stand in one room."""
    gain = np.diag([*(1.05 * part for part in tint), 1.0])
    return Plate(Cel(np.asarray(cv2.transform(ground.sheet, gain), np.uint8), ground.left, ground.top), 0.4)


def paper(width: int, height: int, accent: Rgb) -> Sheet:
    """What is seen between panels and below them: ink, with lines in the colour of the place that run up to them.

    They fade towards the foot, where words are set.
    """
    dark = np.array(INK) * 0.45
    lines = line_field(width, height, focus=(width * 0.5, height * 0.56), accent=accent)[..., :3].astype(np.float32)
    y = np.linspace(0, 1, height, dtype=np.float32)[:, None, None]
    share = np.clip((y - 0.6) / 0.06, 0, 1) * np.clip((1.02 - y) / 0.36, 0, 1) * 0.62
    page = opaque(np.asarray(dark * (1 - share) + lines * share, np.uint8))
    rays = speed_lines(width, height, focus=(width * 0.5, height * 0.56), clear=(0.6 * width, 0.16 * height), seed=3)[0]
    lay_sheet(page, Cel((rays * np.clip((1.0 - y) / 0.3, 0, 1) ** 1.5).astype(np.uint8)))
    return page
