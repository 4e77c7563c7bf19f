"""People ready to act: drawn figures at their spots, finished, with all that they do in the shot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from microdrama.animate.drawn import acting, effects, finish, staging
from microdrama.animate.drawn.acting import Act, Gaze, Lid, Mouths
from microdrama.animate.drawn.canvas import cropped, lay_sheet
from microdrama.animate.drawn.cels import Cel, Cels, Key
from microdrama.animate.drawn.drawers import Drawers, find_character, find_location
from microdrama.animate.drawn.figure import Figure
from microdrama.animate.drawn.finish import Grade
from microdrama.animate.drawn.light import Light
from microdrama.animate.drawn.place import Place
from microdrama.animate.drawn.plates import Plate
from microdrama.animate.drawn.staging import Spot
from microdrama.animate.timed import MouthShape, TimedShot
from microdrama.domain.storyboard import Feeling, PlaceKind, Size, Storyboard

_FRONT_DEPTH = 1.35
_WITH_SEATS: frozenset[PlaceKind] = frozenset({"car", "train"})
_REACHES: tuple[tuple[Size, float], ...] = (("close", 1.8), ("medium", 2.85))
"""How many heads below the top of the skull a figure of a size goes on at least."""


@dataclass(frozen=True, slots=True)
class Puppet:
    """A person ready to act, in the picture's pixels; the body bends about `pivot`, the head turns about `neck`."""

    spot: Spot
    body: Cel
    head: Cel | None
    eyes: Mapping[tuple[Lid, Gaze], Cel]
    brows: Mapping[Feeling, Cel]
    mouths: Mapping[MouthShape, Cel]
    head_box: tuple[float, float, float, float]
    pivot: tuple[float, float]
    neck: tuple[float, float]
    depth: float
    acts: tuple[Act, ...]
    running: tuple[tuple[Cel, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What a shot's people are drawn with: the shot and its board, its mouths, who draws, and the place behind them."""

    timed: TimedShot
    storyboard: Storyboard
    mouths: Mouths
    drawers: Drawers
    place: Place
    size: tuple[int, int]
    look: Grade
    behind: Cel


def _drawn(made_for: Rehearsal, spot: Spot) -> Figure:
    """The figure for a spot; its brows know all that it feels in the scene, so that a cut back finds it kept."""
    seen, timed = spot.seen, made_for.timed
    person, look = find_character(made_for.storyboard, seen.character, seen.look)
    lines = (line for shot in timed.scene.shots for line in shot.lines)
    moods = {line.feeling for line in lines if line.character == seen.character} | {seen.feeling}
    return made_for.drawers.figure(
        person, look, size=_drawn_size(spot, timed.shot.size, made_for.size[1]), height_px=spot.head_px,
        pose=seen.pose, facing=spot.facing, feeling=seen.feeling, light=made_for.place.light,
        **_held(made_for.storyboard, seen.holds), moods=tuple(sorted(moods)), chair=not _has_seats(made_for),
    )  # fmt: skip


def _has_seats(made_for: Rehearsal) -> bool:
    """Whether the place is drawn with seats of its own, so that nobody brings a chair into a car."""
    return find_location(made_for.storyboard, made_for.timed.scene.location).kind in _WITH_SEATS


def _drawn_size(spot: Spot, shown: Size, height: int) -> Size:
    """How much of a person is drawn, so that the body goes on below the picture's edge, wherever the head is."""
    if spot.by == "feet":
        return shown
    heads = (1.13 * height - (spot.y - 0.5 * spot.head_px)) / spot.head_px
    for size, reach in _REACHES:
        if heads <= reach:
            return size
    return "full"


def _held(storyboard: Storyboard, prop: str | None) -> dict[str, str | None]:
    """What kind of thing is held, and in what colour where one is told."""
    found = next((one for one in storyboard.props if one.id == prop), None)
    if found is None:
        return {"holds": None}
    return {"holds": found.kind} if found.colour is None else {"holds": found.kind, "held": found.colour}


def faces(timed: TimedShot, storyboard: Storyboard, drawers: Drawers, place: Place) -> dict[str, Cel]:
    """The faces that a telephone or a photograph may show, by character."""
    insert = timed.shot.insert
    wanted = {one.character: one.look for one in timed.shot.seen}
    if insert is not None and insert.sender is not None and insert.sender not in wanted:
        wanted[insert.sender] = find_character(storyboard, insert.sender)[1].id
    found: dict[str, Cel] = {}
    for name, look_id in wanted.items():
        person, look = find_character(storyboard, name, look_id)
        figure = drawers.figure(
            person, look, size="close", height_px=300, pose="stand", facing="camera", feeling="neutral",
            light=place.light, holds=None, moods=(),
        )  # fmt: skip
        found[name] = flat(figure)
    return found


def flat(figure: Figure) -> Cel:
    """A whole figure as one cel, with open eyes and a mouth at rest."""
    parts = [figure.body, *([figure.head] if figure.head is not None else [])]
    patches = (figure.eyes.get(("open", "ahead")), next(iter(figure.brows.values()), None), figure.mouths.get("rest"))
    if figure.head is not None:
        parts += [cel for cel in patches if cel is not None]
    return together(parts)


def together(parts: Sequence[Cel]) -> Cel:
    """Cels laid over one another, as one."""
    left, top = min(cel.left for cel in parts), min(cel.top for cel in parts)
    right = max(cel.left + cel.sheet.shape[1] for cel in parts)
    bottom = max(cel.top + cel.sheet.shape[0] for cel in parts)
    sheet = np.zeros((bottom - top, right - left, 4), np.uint8)
    for cel in parts:
        lay_sheet(sheet, cel.moved(-left, -top))
    return Cel(sheet, left, top)


def puppet(made_for: Rehearsal, spot: Spot, people: Sequence[Spot]) -> Puppet:
    """Somebody at a spot, drawn and finished, with all that they do; `people` are all the spots of the shot."""
    (width, height), timed, look, light = made_for.size, made_for.timed, made_for.look, made_for.place.light
    if len([one for one in people if not one.front]) > 1:
        young = find_character(made_for.storyboard, spot.seen.character)[0].age == "child"
        spot = staging.lowered(spot, child=young, height=height)
    figure = _drawn(made_for, spot)
    x, y = staging.placed(figure, spot, width=width, height=height)
    others = {one.seen.character: one.x / width for one in people if one.seen is not spot.seen}
    person = acting.Person(spot.seen, spot.x / width, others)

    def at(cel: Cel) -> Cel:
        return cropped(_near_picture(cel.moved(x, y), made_for.size))

    def acted(patches: Mapping[Key, Cel]) -> Mapping[Key, Cel]:
        return {} if head is None else Cels(list(patches), lambda key: _coloured(at(patches[key]), look))

    body, head = at(figure.body), None if figure.head is None else at(figure.head)
    if spot.front:
        body, head = _looked_past(flat(figure).moved(x, y), light, height), None
    else:
        body, head = finish.wrapped(body, head, made_for.behind, strength=light.wrap)
    left, top, wide, high = staging.head_of(figure)
    skull = figure.head_box
    middle = (skull[0] + skull[2]) / 2 + x
    running: tuple[tuple[Cel, ...], ...] = ()
    if head is not None and (open_eyes := figure.eyes.get(("open", "ahead"))) is not None and not spot.front:
        head, running = _face_effects(timed, spot, head, at(open_eyes))
    return Puppet(
        spot=spot,
        body=_coloured(body, look, dotted=not spot.front),
        head=None if head is None else _coloured(head, look, dotted=True),
        eyes=acted(figure.eyes),
        brows=acted(figure.brows),
        mouths=acted(figure.mouths),
        head_box=(left + x, top + y, wide, high),
        pivot=(middle, min(figure.feet[1] + y, 1.1 * height)),
        neck=(middle, y + skull[3] - 0.04 * spot.head_px),
        depth=_FRONT_DEPTH if spot.front else 1.0,
        acts=acting.acts(timed, person, made_for.mouths),
        running=running,
    )


def _near_picture(cel: Cel, size: tuple[int, int]) -> Cel:
    """Without what lies so far outside the picture that no camera comes there."""
    spare_x, spare_y = round(0.2 * size[0]), round(0.2 * size[1])
    left, top = max(0, -spare_x - cel.left), max(0, -spare_y - cel.top)
    right, bottom = max(left + 1, size[0] + spare_x - cel.left), max(top + 1, size[1] + spare_y - cel.top)
    return Cel(cel.sheet[top:bottom, left:right], cel.left + left, cel.top + top)


def _coloured(cel: Cel, look: Grade, *, dotted: bool = False) -> Cel:
    sheet = finish.graded(cel.sheet, look)
    return Cel(finish.halftone(sheet, left=cel.left, top=cel.top) if dotted else sheet, cel.left, cel.top)


def _looked_past(cel: Cel, light: Light, height: int) -> Cel:
    """Who is nearer than the lens is set for: dark, soft at the edges, with a line of light on them."""
    sigma = 3.6 * height / 1280
    spare = round(3 * sigma)
    sheet = cv2.copyMakeBorder(cel.sheet, spare, spare, spare, spare, cv2.BORDER_CONSTANT, value=(0, 0, 0, 0))
    soft = cv2.GaussianBlur(sheet, (0, 0), sigma)
    dark = np.asarray(cv2.transform(soft, np.diag([0.5, 0.48, 0.55, 1.0])), np.uint8)
    alpha = np.ascontiguousarray(dark[..., 3])
    way = 1 if light.key_side == "right" else -1
    reach = 9 * height / 1280
    inner = cv2.warpAffine(alpha, np.array([[1, 0, way * reach], [0, 1, 0.7 * reach]]), alpha.shape[::-1])
    edge = cv2.GaussianBlur(cv2.subtract(alpha, np.asarray(inner, np.uint8)), (0, 0), 0.8 * sigma)
    rim = cv2.merge([cv2.convertScaleAbs(edge, alpha=0.85 * part) for part in light.rim])
    lit = finish.lit(dark, np.asarray(rim, np.uint8))
    return cropped(Cel(lit, cel.left - spare, cel.top - spare))


def _face_effects(timed: TimedShot, spot: Spot, head: Cel, open_eyes: Cel) -> tuple[Cel, tuple[tuple[Cel, ...], ...]]:
    """The head with what the shot's effects draw onto it, and the drawings of what runs down it."""
    wanted = timed.shot.effects
    eyes, tall = effects.eyes_of(open_eyes), float(spot.head_px)
    if "blush" in wanted:
        sheet = head.sheet.copy()
        for cel in effects.blush(eyes, tall):
            lay_sheet(sheet, effects.clipped(cel, head).moved(-head.left, -head.top))
        head = Cel(sheet, head.left, head.top)
    running: tuple[tuple[Cel, ...], ...] = ()
    moved = "tears" in wanted and spot.seen.feeling in ("sad", "pained", "shocked", "afraid", "tender")
    if spot.seen.feeling == "crying" or moved:
        running = effects.tears(eyes, tall)
    elif "sweat" in wanted:
        running = effects.sweat(eyes, tall)
    return head, tuple(tuple(effects.clipped(cel, head) for cel in drawing) for drawing in running)


def mirror(one: Puppet, reflective: float, height: int) -> Plate:
    """A person in a wet floor: upside down below the feet, drawn out, and gone after a while."""
    whole = together([one.body, *([one.head] if one.head is not None else [])])
    below = staging.mirrored(whole, round(one.pivot[1]))
    sheet = cv2.GaussianBlur(below.sheet, (0, 0), sigmaX=1.2 * height / 1280, sigmaY=9 * height / 1280)
    down = np.linspace(0, 1, sheet.shape[0])
    fade = np.clip(1 - down / 0.9, 0, 1) ** 0.8 * 0.6 * reflective
    column = np.round(255 * fade).astype(np.uint8)[:, None, None]
    faded = cv2.multiply(sheet, np.ascontiguousarray(np.broadcast_to(column, sheet.shape)), scale=1 / 255)
    return Plate(cropped(Cel(np.asarray(faded, np.uint8), below.left, below.top)), one.depth)
