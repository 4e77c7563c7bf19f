"""A shot made ready to be drawn: everything that does not change from picture to picture, painted once.

The place lies in one or two plates, each person in a body and a head with its eyes, brows and mouths beside it, and the
grade, the bloom and the halftone are in all of them already. What is left for each picture is to move and lay sheets.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np

from microdrama.animate.drawn import effects, finish, moves, panels, staging
from microdrama.animate.drawn.acting import Mouths
from microdrama.animate.drawn.cels import Picture, Sheet
from microdrama.animate.drawn.drawers import Drawers, Sky, find_location
from microdrama.animate.drawn.finish import Grain
from microdrama.animate.drawn.moves import Frame, View
from microdrama.animate.drawn.panels import Cut, Panel
from microdrama.animate.drawn.place import Place
from microdrama.animate.drawn.plates import Plate, backdrop, plate
from microdrama.animate.drawn.puppets import Puppet, Rehearsal, faces, mirror, puppet
from microdrama.animate.drawn.staging import Spot
from microdrama.animate.drawn.weather import Sky as FallingSky
from microdrama.animate.timed import TimedShot
from microdrama.domain.storyboard import Location, Shot, Size, Storyboard, Weather

PICTURE = (720, 1280)
_SOFT_PX: dict[Size, float] = {"wide": 0, "full": 0, "medium": 5, "close": 9, "extreme": 11.5}
_NEARER: dict[Size, float] = {"wide": 1.0, "full": 1.0, "medium": 1.25, "close": 1.5, "extreme": 1.7}
_ALONE = 1.22


@dataclass(frozen=True, slots=True)
class Veils:
    """What lies over the whole picture: sheets that take turns on twos, a light to add, a dark to multiply by.

    `flash_at` is the picture in which a flash begins.
    """

    lines: tuple[Sheet, ...] = ()
    shine: Picture | None = None
    shade: Picture | None = None
    flash_at: int | None = None


@dataclass(frozen=True, slots=True)
class Stage:
    """Everything of one shot, baked; `ground` is opaque and covers the picture with its margin.

    `paper` is what panels lie on, where there are any.
    """

    size: tuple[int, int]
    frame: Frame
    views: tuple[View, ...]
    ground: Plate
    plates: tuple[Plate, ...]
    puppets: tuple[Puppet, ...]
    fronts: tuple[Plate, ...]
    panels: tuple[Panel, ...]
    paper: Sheet | None
    sky: Sky | None
    starts_s: float
    veils: Veils
    grain: Grain | None


def bake(
    timed: TimedShot, storyboard: Storyboard, mouths: Mouths, *, drawers: Drawers, size: tuple[int, int] = PICTURE,
    fonts: Sequence[Path] = (),
) -> Stage:  # fmt: skip
    """Paint everything of a shot once. `mouths` holds the shape of the mouth in each picture, by the id of a line.

    Pictures are `size` (width, height) pixels, both even. Raises StageError where the shot names what the storyboard
    does not have.
    """
    cv2.setNumThreads(1)  # shots are drawn side by side; one thread each is quicker, and always the same
    width, height = size
    shot, scene = timed.shot, timed.scene
    location = find_location(storyboard, scene.location)
    shown: Size = "close" if shot.insert is not None else shot.size
    coming = {"car": True} if "car" in shot.effects else {}
    place = drawers.place(
        location, time=scene.time_of_day, weather=scene.weather, mood=scene.mood, width=width, height=height,
        blur_px=_SOFT_PX[shown] * height / 1280, zoom=_nearer(shot, shown), **coming,
    )  # fmt: skip
    look = finish.grade(scene.mood, scene.time_of_day)
    field = "speed_lines" in shot.effects and shot.size in ("close", "extreme")
    if field:
        place = replace(place, light=effects.harsh(place.light, place.accent))
    ground, plates = backdrop(place, size, mood=scene.mood, time=scene.time_of_day, field=field)
    layout = panels.layout(shot, width=width, height=height) if shot.insert is None else ()
    people = _people(timed, layout, place, size)
    made_for = Rehearsal(timed, storyboard, mouths, drawers, place, size, look, ground.cel)
    puppets = tuple(puppet(made_for, spot, people) for spot in people)
    wet = [mirror(one, place.reflective, height) for one in puppets if one.spot.by == "feet" and place.reflective]
    fronts = [plate(layer, look) for layer in place.layers if layer.depth > 1]
    if shot.insert is not None:
        shown_faces = faces(timed, storyboard, drawers, place)
        things = drawers.insert(
            shot.insert, faces=shown_faces, place=place, width=width, height=height, fonts=fonts,
            names={one.id: one.name for one in storyboard.characters},
            props={one.id: one for one in storyboard.props},
        )  # fmt: skip
        fronts = _arriving([plate(layer, look) for layer in things], timed.pictures)
    frame = _framed(timed, puppets, size)
    seed = _seed(f"camera/{shot.id}")
    return Stage(
        size=size,
        frame=frame,
        views=moves.views(shot.move, shot.angle, frame=frame, pictures=timed.pictures, seed=seed),
        ground=ground,
        plates=(*plates, *wet),
        puppets=puppets,
        fronts=tuple(fronts),
        panels=panels.cut(layout, puppets, ground.cel, timed.pictures, size),
        paper=panels.paper(width, height, place.accent) if layout else None,
        sky=_sky(timed, drawers, location, size),
        starts_s=float(timed.start_s),
        veils=_veils(timed, place, frame, size),
        grain=Grain(width, height, seed=shot.id),
    )


def _nearer(shot: Shot, shown: Size) -> float:
    """How much of a place is shown: less of the floor of one in which nobody stands."""
    alone = not shot.seen and shot.insert is None and "car" not in shot.effects
    return _ALONE if alone and shown == "wide" else _NEARER[shown]


def _arriving(things: Sequence[Plate], pictures: int) -> list[Plate]:
    """What lies over the first thing comes bit by bit: the first at once, the last with a third of the shot left."""
    latest = pictures // 2 * 2 // 3
    later = max(1, len(things) - 2)
    return [replace(one, since=0 if n < 2 else latest * (n - 1) // later) for n, one in enumerate(things)]


def _people(timed: TimedShot, layout: Sequence[Cut], place: Place, size: tuple[int, int]) -> tuple[Spot, ...]:
    """Where everybody is: in panels, on the floor, or nowhere where a thing fills the screen."""
    if timed.shot.insert is not None:
        return ()
    if layout:
        return tuple(one.spot for one in layout)
    floor = place.floor_y * size[1] if 0 < place.floor_y < 1 else None
    return staging.spots(timed.shot, width=size[0], height=size[1], floor_y=floor)


def _sky(timed: TimedShot, drawers: Drawers, location: Location, size: tuple[int, int]) -> Sky | None:
    """Weather out of doors, a little dust in the light within; rings of drops only where the ground is seen."""
    if timed.shot.insert is not None or "panels" in timed.shot.effects:
        return None
    within = location.interior and "car" not in timed.shot.effects  # which is seen from the street
    weather: Weather = "clear" if within else timed.scene.weather
    sky = drawers.weather(weather, width=size[0], height=size[1], seed=_seed(f"sky/{timed.scene.id}"))
    near = timed.shot.size not in ("wide", "full")
    return replace(sky, rings=()) if near and isinstance(sky, FallingSky) else sky


def _seed(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4])


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
    flash_at = None
    if wanted & {"flash", "impact"}:
        flash_at = moves.STRIKES_AT if timed.shot.move == "impact" else 0
    shine = effects.glow(width, height, focus=frame.focus, colour=place.light.key) if "glow" in wanted else None
    return Veils(lines=lines, shine=shine, shade=shade, flash_at=flash_at)
