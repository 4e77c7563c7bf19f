"""Where everybody stands in the picture, by the size and angle of the shot and how many are seen.

Faces lie in the upper half, the eyes about a third down, as captions and a player's buttons take the lower third and
the top. Who is on the left stays on the left of who is on the right, in every shot: the line between two people is
never crossed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import cv2
import msgspec
import numpy as np

from microdrama.animate.drawn.cels import Cel
from microdrama.domain.storyboard import Seen, Shot, Side, Size

if TYPE_CHECKING:
    from microdrama.animate.drawn.figure import Figure

TOP = 0.08
"""The share of the height at the top in which nothing that matters may lie."""
BOTTOM = 0.70
"""Where captions begin, as a share of the height."""
MOST_SEEN = 5
"""People who are drawn in one shot; more are a crowd, which a vertical picture cannot hold."""

_HEADS: dict[Size, float] = {"wide": 0.07, "full": 0.1, "medium": 0.27, "close": 0.43, "extreme": 0.62}
_EYES: dict[Size, float] = {"wide": 0.30, "full": 0.20, "medium": 0.26, "close": 0.315, "extreme": 0.35}
_FEET: dict[Size, float] = {"wide": 0.62, "full": 0.685}
_FORE_HEAD, _FORE_TOP = 0.40, 0.27  # who is looked past: height of the head and where it begins, of the height
_FORE_REACH = 0.36  # of the width that who is looked past may cover at most, at the height of the head
_OVER_HEAD = 0.34  # of who is looked at past a shoulder
_WIDEST = 0.92  # of a head's width to its height, hair and all, before it is drawn
_HAIR = 0.4  # of a skull's width to each side that hair may reach
_EDGE = 0.025  # of the width that heads keep from the sides
_SIDES: dict[Side, int] = {"left": 0, "centre": 1, "right": 2}
_SLOTS: dict[int, tuple[float, ...]] = {
    1: (0.5,),
    2: (0.275, 0.725),
    3: (0.19, 0.5, 0.81),
    4: (0.14, 0.38, 0.62, 0.86),
    5: (0.11, 0.305, 0.5, 0.695, 0.89),
}
_TOGETHER = 0.84  # how far apart two are who are seen from head to foot, of the usual
_SINGLE: dict[Side, float] = {"left": 0.43, "centre": 0.5, "right": 0.57}
_CHILD_LOWER, _SEATED_LOWER, _LOWEST = 0.10, 0.07, 0.13  # of the height, beside others who stand
_LOOKING_ROOM = 0.065  # of the width


@dataclass(frozen=True, slots=True)
class Spot:
    """Where one person is in the picture, in pixels; known before anything is drawn.

    `head_px` is how high the head is drawn. `x` is the middle of the head; `y` is where the eyes are, or the feet
    where `by` says so. Who is in `front` is looked past: dark, soft, and cut by the picture's edge;
    a `cropped` face may be cut by its panel.
    """

    seen: Seen
    head_px: int
    x: float
    y: float
    by: Literal["eyes", "feet"]
    facing: Literal["left", "right", "camera", "away"]
    front: bool = False
    cropped: bool = False


def spots(shot: Shot, *, width: int, height: int, floor_y: float | None = None) -> tuple[Spot, ...]:
    """A place for everybody who can be shown, from left to right; whoever is in front comes last.

    `floor_y` is where the place's floor lets people stand, in pixels; for sizes that show feet.
    """
    people = [_upright(one, shot) for one in shot.seen[:MOST_SEEN]]
    if not people:
        return ()
    if shot.angle == "over_shoulder" and len(people) > 1:
        return _past_a_shoulder(shot, people, width, height)
    if shot.size == "extreme":
        people = [_looked_at(shot, people)]
    people = sorted(people, key=lambda one: _SIDES[one.side])
    head = _head_px(shot, len(people), width, height)
    feet = _feet(shot.size, height, floor_y)
    slots = _places(shot.size, people)
    found = (
        Spot(
            seen=one,
            head_px=head,
            x=slot * width,
            y=feet if feet is not None else _eye_line(shot, head, height),
            by="eyes" if feet is None else "feet",
            facing="away" if shot.angle == "back" else one.facing,
        )
        for one, slot in zip(people, slots, strict=True)
    )
    return tuple(_laid(spot, width) if spot.seen.pose == "lie" else spot for spot in found)


def _laid(spot: Spot, width: int) -> Spot:
    """Who lies has the head to one side, to leave room for the body."""
    away = min(0.26 * width, 2.2 * spot.head_px) * (-1 if spot.facing == "right" else 1)
    return replace(spot, x=spot.x + away)


def _upright(one: Seen, shot: Shot) -> Seen:
    """Who lies or kneels is seen so where the floor is seen, too; nearer, they would hang in the air."""
    if one.pose not in ("lie", "kneel") or (shot.size in _FEET and shot.angle != "over_shoulder"):
        return one
    return msgspec.structs.replace(one, pose="stand")


def lowered(spot: Spot, *, child: bool, height: int) -> Spot:
    """A spot among others for who is smaller than they: a child, or somebody who sits; feet and near faces stay."""
    if spot.by != "eyes" or spot.front or spot.cropped:
        return spot
    down = (_CHILD_LOWER if child else 0.0) + (_SEATED_LOWER if spot.seen.pose == "sit" else 0.0)
    return replace(spot, y=spot.y + min(down, _LOWEST) * height, head_px=round(spot.head_px * (0.9 if child else 1.0)))


def _looked_at(shot: Shot, people: Sequence[Seen]) -> Seen:
    """Who the shot is about: the first who speaks in it, or the first seen."""
    shown = {one.character: one for one in reversed(people)}
    speakers = [line.character for line in shot.lines if line.character in shown and line.delivery == "seen"]
    return shown[speakers[0]] if speakers else people[0]


def _head_px(shot: Shot, count: int, width: int, height: int) -> int:
    wanted = _HEADS[shot.size] * height * {"low": 1.06, "high": 0.94}.get(shot.angle, 1.0)
    if shot.size == "extreme":
        return round(wanted)
    apart = (1 - 2 * _EDGE) * width / count
    return round(min(wanted, apart / _WIDEST * (0.88 if count > 1 else 0.97)))


def _eye_line(shot: Shot, head_px: int, height: int) -> float:
    """A camera near the ground has the eyes higher, one from above lower; small heads lie a little higher too."""
    line = _EYES[shot.size] + {"low": -0.012, "high": 0.03}.get(shot.angle, 0.0)
    hair = (0.5 if shot.size == "close" else 0.62) * head_px  # from the eyes up; near, tall hair may leave the picture
    return max(line * height, (TOP + 0.015) * height + hair) if shot.size != "extreme" else line * height


def _feet(size: Size, height: int, floor_y: float | None) -> float | None:
    if size not in _FEET:
        return None
    usual = _FEET[size] * height
    return usual if floor_y is None else min(max(floor_y, usual - 0.07 * height), (BOTTOM + 0.02) * height)


def _places(size: Size, people: Sequence[Seen]) -> tuple[float, ...]:
    if len(people) > 1:
        nearer = _TOGETHER if size in _FEET and len(people) == 2 else 1.0
        return tuple(0.5 + nearer * (slot - 0.5) for slot in _SLOTS[len(people)])
    one = people[0]
    wide = {"extreme": 0.3, "close": 0.6, "medium": 1.0}.get(size, 1.6)
    room = {"left": _LOOKING_ROOM, "right": -_LOOKING_ROOM}.get(one.facing, 0.0)
    return (0.5 + (_SINGLE[one.side] - 0.5) * wide + room * (0.6 if size == "extreme" else 1.0),)


def _past_a_shoulder(shot: Shot, people: Sequence[Seen], width: int, height: int) -> tuple[Spot, ...]:
    """One is looked at, one is looked past; the side of each is kept, or made opposite where both have the same."""
    away = [one for one in people if one.facing == "away"]
    looked_at = _looked_at(shot, [one for one in people if one is not (away[0] if away else None)])
    past = away[0] if away else next(one for one in reversed(people) if one is not looked_at)
    order = _SIDES[looked_at.side] - _SIDES[past.side]
    on_the_left = order < 0 or (order == 0 and looked_at.side != "right")
    x = 0.39 if on_the_left else 0.61
    head = round(min(_OVER_HEAD * height, 0.62 * width / _WIDEST))
    subject = Spot(
        seen=looked_at,
        head_px=head,
        x=x * width,
        y=max(0.315 * height, (TOP + 0.015) * height + 0.62 * head),
        by="eyes",
        facing=looked_at.facing if looked_at.facing in ("left", "right") else ("right" if on_the_left else "left"),
    )
    fore = round(_FORE_HEAD * height)
    front = Spot(
        seen=past,
        head_px=fore,
        x=(0.93 if on_the_left else 0.07) * width,
        y=_FORE_TOP * height + 0.5 * fore,
        by="eyes",
        facing="away",
        front=True,
    )
    return (subject, front)


def placed(figure: Figure, spot: Spot, *, width: int, height: int) -> tuple[int, int]:
    """Where the upper left corner of a drawn figure goes, so that its eyes or feet are where the spot says.

    Whoever is not in front keeps the whole head inside the picture and below its top, whatever the hair.
    """
    left, top, wide, high = head_of(figure)
    skull_left, _, skull_right, _ = figure.head_box
    eyes = figure.eyes.get(("open", "ahead"))
    middle = (skull_left + skull_right) / 2
    if spot.cropped and eyes is not None:
        middle = eyes.left + eyes.sheet.shape[1] / 2
    x = spot.x - middle
    y = spot.y - (figure.feet[1] if spot.by == "feet" else _eyes_y(figure))
    if spot.front:
        reach = _FORE_REACH * width  # however long the hair, it leaves the face behind it free
        x = min(x, reach - left - wide) if spot.x < width / 2 else max(x, width - reach - left)
    if not spot.front and not spot.cropped:
        edge = _EDGE * width
        if wide <= width - 2 * edge:
            x = min(max(x, edge - left), width - edge - wide - left)
        if high <= 0.62 * height:
            y = max(y, TOP * height - top)
    return round(x), round(y)


def head_of(figure: Figure) -> tuple[int, int, int, int]:
    """What a viewer takes for the head, from the hair to the chin: left, top, width, height in the figure's pixels."""
    left, top, right, bottom = figure.head_box
    spare = round(_HAIR * (right - left))  # what is further out is a raised hand or what it holds
    low, high_end = left - spare, right + spare
    for cel in (figure.head, figure.body):
        if cel is None or bottom <= cel.top:
            continue
        x, y, wide, high = cv2.boundingRect(np.ascontiguousarray(cel.sheet[: bottom - cel.top, :, 3]))
        if wide and high:
            left, right = min(left, max(low, cel.left + x)), max(right, min(high_end, cel.left + x + wide))
            top = min(top, cel.top + y) if cel is figure.head else top
    return left, top, right - left, bottom - top


def _eyes_y(figure: Figure) -> float:
    cel = figure.eyes.get(("open", "ahead"))
    if cel is not None:
        return cel.top + cel.sheet.shape[0] / 2
    return (figure.head_box[1] + figure.head_box[3]) / 2


def room(heads: Sequence[tuple[float, float, float, float]], *, width: int, height: int) -> tuple[float, ...]:
    """How far heads (x, y, width, height) may all move left, right, up and down before one is cut."""
    if not heads:
        return (0.2 * width, 0.2 * width, 0.2 * height, 0.2 * height)
    return (
        max(0.0, min(x for x, _, _, _ in heads)),
        max(0.0, width - max(x + wide for x, _, wide, _ in heads)),
        max(0.0, min(y for _, y, _, _ in heads) - 0.03 * height),
        max(0.0, BOTTOM * height - max(y + high for _, y, _, high in heads)),
    )


def nearest_zoom(
    heads: Sequence[tuple[float, float, float, float]], focus: tuple[float, float], size: tuple[int, int]
) -> float:
    """How far a zoom about a point may go before a head (x, y, width, height) is cut; at least 1."""
    most = 10.0
    for x, y, wide, high in heads:
        for low, high_end, middle, end in ((x, x + wide, focus[0], size[0]), (y, y + high, focus[1], size[1])):
            if middle > low:
                most = min(most, middle / (middle - low))
            if high_end > middle:
                most = min(most, (end - middle) / (high_end - middle))
    return max(1.0, most)


def mirrored(cel: Cel, axis_y: int) -> Cel:
    """A cel turned upside down below a line, as a wet floor shows it."""
    return replace(cel, sheet=cel.sheet[::-1], top=2 * axis_y - cel.top - cel.sheet.shape[0])
