"""A shot made ready to be drawn: everything that does not change from picture to picture, painted once.

The place lies in one or two plates, each person in a body and a head with its eyes, brows and mouths beside it, and the
grade, the bloom and the halftone are in all of them already. What is left for each picture is to move and lay sheets.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import cv2
import numpy as np

from microdrama.animate.drawn import acting, effects, finish, moves, staging
from microdrama.animate.drawn.acting import Act, Gaze, Lid, Mouths
from microdrama.animate.drawn.canvas import cropped, lay_sheet
from microdrama.animate.drawn.cels import Cel, Picture, Sheet
from microdrama.animate.drawn.finish import Grade, Grain
from microdrama.animate.drawn.moves import Frame, View
from microdrama.animate.drawn.staging import Spot
from microdrama.animate.timed import MouthShape, TimedShot
from microdrama.domain.errors import MicrodramaError
from microdrama.domain.storyboard import Character, Feeling, Location, Look, Size, Storyboard

if TYPE_CHECKING:
    from microdrama.animate.drawn.figure import Figure
    from microdrama.animate.drawn.light import Light
    from microdrama.animate.drawn.place import Layer, Place

MARGIN = 0.15
"""The share of the width and the height that plates reach beyond the picture on each side."""
PICTURE = (720, 1280)
_FRONT_DEPTH = 1.35
_SPLIT = 0.12  # two depths nearer to each other than this are one plate
_SOFT_PX: dict[Size, float] = {"wide": 0, "full": 0, "medium": 5, "close": 9, "extreme": 11.5}
_NEARER: dict[Size, float] = {"wide": 1.0, "full": 1.0, "medium": 1.25, "close": 1.5, "extreme": 1.7}


_REACHES: tuple[tuple[Size, float], ...] = (("close", 1.8), ("medium", 2.85))
"""How many heads below the top of the skull a figure of a size goes on at least."""


class StageError(MicrodramaError):
    """A shot names somebody or some place that its storyboard does not know; nothing was drawn."""


class Sky(Protocol):
    """Rain, snow, fog: what falls before everything."""

    def over(self, picture: Picture, t: float) -> None:
        """Lay it over a picture in place, as it is `t` seconds after the shot began."""
        ...


@dataclass(frozen=True, slots=True)
class Hands:
    """Who draws: people, places, weather, and things that fill the screen."""

    figure: Callable[..., Figure]
    place: Callable[..., Place]
    weather: Callable[..., Sky | None]
    insert: Callable[..., Sequence[Layer]]


@dataclass(frozen=True, slots=True)
class Plate:
    """A sheet in the picture's pixels, at a depth."""

    cel: Cel
    depth: float


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
class Veils:
    """What lies over the whole picture: sheets that take turns on twos, a light to add, a dark to multiply by."""

    lines: tuple[Sheet, ...] = ()
    shine: Picture | None = None
    shade: Picture | None = None
    flashes: bool = False


@dataclass(frozen=True, slots=True)
class Stage:
    """Everything of one shot, baked; `ground` is opaque and covers the picture with its margin."""

    size: tuple[int, int]
    frame: Frame
    views: tuple[View, ...]
    ground: Plate
    plates: tuple[Plate, ...]
    puppets: tuple[Puppet, ...]
    fronts: tuple[Plate, ...]
    sky: Sky | None
    veils: Veils
    grain: Grain | None


def bake(
    timed: TimedShot, storyboard: Storyboard, mouths: Mouths, *, hands: Hands, size: tuple[int, int] = PICTURE,
    fonts: Sequence[Path] = (), grain: bool = True,
) -> Stage:  # fmt: skip
    """Paint everything of a shot once. `mouths` holds the shape of the mouth in each picture, by the id of a line.

    Raises StageError where the shot names what the storyboard does not have.
    """
    cv2.setNumThreads(1)  # episodes are drawn shot beside shot; one thread each is quicker, and always the same
    width, height = size
    shot, scene = timed.shot, timed.scene
    location = _location(storyboard, scene.location)
    soft, nearer = _SOFT_PX[shot.size] * height / 1280, _NEARER[shot.size]
    if shot.insert is not None:
        soft, nearer = _SOFT_PX["close"] * height / 1280, _NEARER["close"]
    place = hands.place(
        location, time=scene.time_of_day, weather=scene.weather, mood=scene.mood, width=width, height=height,
        blur_px=soft, zoom=nearer,
    )  # fmt: skip
    look = finish.grade(scene.mood, scene.time_of_day)
    floor = place.floor_y * height if 0 < place.floor_y < 1 else None
    people = () if shot.insert is not None else staging.spots(shot, width=width, height=height, floor_y=floor)
    ground, plates = _backdrop(place.layers, size, look, accent=_accent(timed, place))
    cast = [_cast(timed, one, storyboard, hands, place, size) for one in people]
    puppets = tuple(
        _puppet(figure, spot, timed, mouths, people, size=size, look=look, behind=ground.cel, light=place.light)
        for spot, figure in zip(people, cast, strict=True)
    )
    mirrors = [_mirror(one, place.reflective, height) for one in puppets if one.spot.by == "feet" and place.reflective]
    fronts = [_plate(layer, look) for layer in place.layers if layer.depth > 1]
    if shot.insert is not None:
        faces = _faces(timed, storyboard, hands, place)
        things = hands.insert(shot.insert, faces=faces, place=place, width=width, height=height, fonts=fonts)
        fronts = [_plate(layer, look) for layer in _joined(things)]
    frame = _framed(timed, puppets, size)
    sky = None
    if scene.weather != "clear" and not location.interior and shot.insert is None:
        sky = hands.weather(scene.weather, width=width, height=height, seed=_seed(f"sky/{shot.id}"))
    return Stage(
        size=size,
        frame=frame,
        views=moves.views(shot.move, shot.angle, frame=frame, pictures=timed.pictures, seed=_seed(f"camera/{shot.id}")),
        ground=ground,
        plates=(*plates, *(mirror for mirror in mirrors if mirror is not None)),
        puppets=puppets,
        fronts=tuple(fronts),
        sky=sky,
        veils=_veils(timed, place, frame, size),
        grain=Grain(width, height, seed=shot.id) if grain else None,
    )


def _seed(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4])


def _location(storyboard: Storyboard, wanted: str) -> Location:
    for one in storyboard.locations:
        if one.id == wanted:
            return one
    raise StageError(f"The storyboard has no location {wanted}; nothing was drawn. Add it or name another.")


def _character(storyboard: Storyboard, wanted: str, look: str | None = None) -> tuple[Character, Look]:
    for one in storyboard.characters:
        if one.id == wanted:
            chosen = [each for each in one.looks if look is None or each.id == look]
            if chosen:
                return one, chosen[0]
    raise StageError(f"The storyboard has no {wanted} in look {look}; nothing was drawn. Add it or name another.")


def _accent(timed: TimedShot, place: Place) -> tuple[float, float, float] | None:
    """The colour behind lines of speed; None where the place is seen."""
    wanted = "speed_lines" in timed.shot.effects and timed.shot.size in ("close", "extreme")
    return place.accent if wanted else None


def _backdrop(
    layers: Sequence[Layer], size: tuple[int, int], look: Grade, *, accent: tuple[float, float, float] | None
) -> tuple[Plate, list[Plate]]:
    """What lies behind people as an opaque plate and, where depths differ enough, one more before it, finished."""
    width, height = size
    left, top = -round(width * MARGIN), -round(height * MARGIN)
    behind = [layer for layer in layers if layer.depth <= 1]
    far, near = _parted(behind)
    ground: Sheet = np.zeros((height - 2 * top, width - 2 * left, 4), np.uint8)
    ground[..., 3] = 255
    front = np.zeros_like(ground)
    for layer in far:
        _lay_layer(ground, None, layer, left, top)
    for layer in near:
        _lay_layer(ground, front, layer, left, top)
    if accent is not None:
        focus = (width * 0.5 - left, height * 0.34 - top)
        field = effects.line_field(ground.shape[1], ground.shape[0], focus=focus, accent=accent)
        ground, near = np.asarray(cv2.addWeighted(ground, 0.3, field, 0.7, 0), np.uint8), []
    whole = ground.copy()
    if near:
        lay_sheet(whole, Cel(front))
    light = finish.shine(np.ascontiguousarray(whole[..., :3]))
    lowest = Plate(_finished(finish.lit(ground, light), left, top, look), _mean_depth(far))
    if not near:
        return lowest, []
    return lowest, [Plate(cropped(_finished(finish.lit(front, light), left, top, look)), _mean_depth(near))]


def _mean_depth(layers: Sequence[Layer]) -> float:
    return float(np.mean([layer.depth for layer in layers])) if layers else 0.3


def _parted(layers: Sequence[Layer]) -> tuple[Sequence[Layer], Sequence[Layer]]:
    """The layers before and after the widest gap between two depths; all in one where they lie close together."""
    steps = [after.depth - before.depth for before, after in pairwise(layers)]
    if not steps or max(steps) < _SPLIT:
        return layers, []
    cut = steps.index(max(steps)) + 1
    return layers[:cut], layers[cut:]


def _lay_layer(ground: Sheet, front: Sheet | None, layer: Layer, left: int, top: int) -> None:
    """Lay a layer on the plate it belongs to; light and shade fall on both, each by what it shows."""
    cel = layer.cel.moved(-left, -top)
    if layer.blend == "normal":
        lay_sheet(ground if front is None else front, cel)
        return
    for sheet in (ground,) if front is None else (ground, front):
        full = np.zeros_like(sheet)
        if layer.blend == "multiply":
            full[...] = 255
        lay_sheet(full, cel)
        made = finish.lit(sheet, full[..., :3]) if layer.blend == "screen" else finish.dimmed(sheet, full[..., :3])
        np.copyto(sheet, made)


def _finished(sheet: Sheet, left: int, top: int, look: Grade) -> Cel:
    dotted = finish.halftone(finish.graded(sheet, look), left=left, top=top)
    return Cel(dotted, left, top)


def _plate(layer: Layer, look: Grade) -> Plate:
    """A layer before people; light alone has no alpha, shade alone no colour."""
    sheet = layer.cel.sheet
    if layer.blend == "screen":
        sheet = sheet.copy()
        sheet[..., 3] = 0
    elif layer.blend == "multiply":
        shade = np.zeros_like(sheet)
        shade[..., 3] = sheet[..., 3] - sheet[..., :3].max(axis=2)
        sheet = shade
    small = cropped(Cel(sheet, layer.cel.left, layer.cel.top))
    return Plate(Cel(finish.graded(small.sheet, look), small.left, small.top), layer.depth)


def _joined(layers: Sequence[Layer]) -> list[Layer]:
    return list(layers)


def _cast(
    timed: TimedShot, spot: Spot, storyboard: Storyboard, hands: Hands, place: Place, size: tuple[int, int]
) -> Figure:
    seen = spot.seen
    character, look = _character(storyboard, seen.character, seen.look)
    moods = {line.feeling for line in timed.shot.lines if line.character == seen.character} | {seen.feeling}
    return hands.figure(
        character, look, size=_drawn_size(spot, timed.shot.size, size[1]), height_px=spot.head_px, pose=seen.pose, facing=spot.facing,
        feeling=seen.feeling, light=place.light, holds=_held(storyboard, seen.holds), moods=tuple(sorted(moods)),
    )  # fmt: skip


def _drawn_size(spot: Spot, shown: Size, height: int) -> Size:
    """How much of a person is drawn, so that the body goes on below the picture's edge, wherever the head is."""
    if spot.by == "feet":
        return shown
    heads = (1.13 * height - (spot.y - 0.5 * spot.head_px)) / spot.head_px
    return next((size for size, reach in _REACHES if heads <= reach), "full")


def _held(storyboard: Storyboard, prop: str | None) -> str | None:
    """What kind of thing is held."""
    return next((one.kind for one in storyboard.props if one.id == prop), None)


def _faces(timed: TimedShot, storyboard: Storyboard, hands: Hands, place: Place) -> dict[str, Cel]:
    """The faces that a telephone or a photograph may show."""
    insert = timed.shot.insert
    wanted = {one.character: one.look for one in timed.shot.seen}
    if insert is not None and insert.sender is not None and insert.sender not in wanted:
        wanted[insert.sender] = _character(storyboard, insert.sender)[1].id
    faces: dict[str, Cel] = {}
    for name, look_id in wanted.items():
        character, look = _character(storyboard, name, look_id)
        figure = hands.figure(
            character, look, size="close", height_px=300, pose="stand", facing="camera", feeling="neutral",
            light=place.light, holds=None, moods=(),
        )  # fmt: skip
        faces[name] = _flat(figure)
    return faces


def _flat(figure: Figure) -> Cel:
    """A whole figure as one cel, with open eyes and a mouth at rest."""
    parts = [figure.body, *([figure.head] if figure.head is not None else [])]
    patches = (figure.eyes.get(("open", "ahead")), next(iter(figure.brows.values()), None), figure.mouths.get("rest"))
    if figure.head is not None:
        parts += [cel for cel in patches if cel is not None]
    return _together(parts)


def _together(parts: Sequence[Cel]) -> Cel:
    left, top = min(cel.left for cel in parts), min(cel.top for cel in parts)
    right = max(cel.left + cel.sheet.shape[1] for cel in parts)
    bottom = max(cel.top + cel.sheet.shape[0] for cel in parts)
    sheet = np.zeros((bottom - top, right - left, 4), np.uint8)
    for cel in parts:
        lay_sheet(sheet, cel.moved(-left, -top))
    return Cel(sheet, left, top)


def _puppet(
    figure: Figure, spot: Spot, timed: TimedShot, mouths: Mouths, people: Sequence[Spot], *, size: tuple[int, int],
    look: Grade, behind: Cel, light: Light,
) -> Puppet:  # fmt: skip
    """A figure at its spot, finished, with all that it does."""
    width, height = size
    x, y = staging.placed(figure, spot, width=width, height=height)
    others = {one.seen.character: one.x / width for one in people if one is not spot}
    person = acting.Person(spot.seen, spot.x / width, others)

    def at(cel: Cel) -> Cel:
        return cropped(_near_picture(cel.moved(x, y), size))

    body, head = at(figure.body), None if figure.head is None else at(figure.head)
    if spot.front:
        body, head = _looked_past(_flat(figure).moved(x, y), light, height), None
    else:
        body, head = finish.wrapped(body, head, behind, strength=light.wrap)
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
        eyes={} if head is None else {key: _coloured(at(cel), look) for key, cel in figure.eyes.items()},
        brows={} if head is None else {key: _coloured(at(cel), look) for key, cel in figure.brows.items()},
        mouths={} if head is None else {key: _coloured(at(cel), look) for key, cel in figure.mouths.items()},
        head_box=(left + x, top + y, wide, high),
        pivot=(middle, min(figure.feet[1] + y, 1.1 * height)),
        neck=(middle, y + skull[3] - 0.04 * spot.head_px),
        depth=_FRONT_DEPTH if spot.front else 1.0,
        acts=acting.acts(timed, person, mouths),
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
    if "tears" in wanted and spot.seen.feeling in ("crying", "sad", "pained", "shocked", "afraid", "tender"):
        running = effects.tears(eyes, tall)
    elif "sweat" in wanted:
        running = effects.sweat(eyes, tall)
    return head, tuple(tuple(effects.clipped(cel, head) for cel in drawing) for drawing in running)


def _mirror(puppet: Puppet, reflective: float, height: int) -> Plate | None:
    """A person in a wet floor: upside down below the feet, drawn out, and gone after a while."""
    whole = _together([puppet.body, *([puppet.head] if puppet.head is not None else [])])
    below = staging.mirrored(whole, round(puppet.pivot[1]))
    sheet = cv2.GaussianBlur(below.sheet, (0, 0), sigmaX=1.2 * height / 1280, sigmaY=9 * height / 1280)
    fade = np.clip(1 - np.arange(sheet.shape[0]) / (0.9 * sheet.shape[0]), 0, 1) ** 0.8 * 0.6 * reflective
    faded = cv2.multiply(
        sheet, np.repeat((255 * fade).astype(np.uint8), sheet.shape[1] * 4).reshape(sheet.shape), scale=1 / 255
    )
    return Plate(cropped(Cel(np.asarray(faded, np.uint8), below.left, below.top)), puppet.depth)


def _framed(timed: TimedShot, puppets: Sequence[Puppet], size: tuple[int, int]) -> Frame:
    """What the camera keeps in its place: the faces that the shot is about."""
    width, height = size
    boxes = [one.head_box for one in puppets if not one.spot.front]
    if not boxes:
        return Frame(size, (width / 2, height * 0.42))
    x = float(np.mean([left + wide / 2 for left, _, wide, _ in boxes]))
    y = float(np.mean([top + 0.45 * high for _, top, _, high in boxes]))
    if timed.shot.size == "extreme":
        return Frame(size, (x, y))
    free = staging.room(boxes, width=width, height=height)
    return Frame(size, (x, y), (free[0], free[1], free[2], free[3]), staging.nearest_zoom(boxes, (x, y), size))


def _veils(timed: TimedShot, place: Place, frame: Frame, size: tuple[int, int]) -> Veils:
    """The sheets over the whole picture; the vignette is always among them."""
    width, height = size
    wanted, tight = set(timed.shot.effects), timed.shot.size in ("close", "extreme")
    lines: tuple[Sheet, ...] = ()
    if "speed_lines" in wanted or "impact" in wanted:
        clear = (0.46 * width, 0.36 * height) if tight else (0.4 * width, 0.3 * height)
        lines = effects.speed_lines(width, height, focus=frame.focus, clear=clear, seed=_seed(f"lines/{timed.shot.id}"))
    shade = finish.vignette(width, height)
    if "dark" in wanted:
        dark = effects.darkness(width, height, focus=frame.focus)
        shade = np.asarray(cv2.multiply(shade, dark, scale=1 / 255), np.uint8)
    shine = effects.glow(width, height, focus=frame.focus, colour=place.light.key) if "glow" in wanted else None
    return Veils(lines=lines, shine=shine, shade=shade, flashes=bool(wanted & {"flash", "impact"}))
