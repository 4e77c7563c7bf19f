"""Places: every location of a story as painted layers from the sky to the leaves before the camera."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby
from typing import Literal

import cv2
import numpy as np
import numpy.typing as npt

from microdrama.animate.drawn.cels import Cel, Sheet, paint
from microdrama.animate.drawn.light import Light, Rgb
from microdrama.animate.drawn.places import raster
from microdrama.animate.drawn.places.colours import INK
from microdrama.animate.drawn.places.index import BUILDERS
from microdrama.animate.drawn.places.raster import FRAME, View
from microdrama.animate.drawn.places.scenery import Plane, Scenery, Setting
from microdrama.animate.drawn.places.traffic import oncoming
from microdrama.domain.storyboard import Location, PlaceKind, TimeOfDay, Weather

MARGIN = 0.15
"""The share of the width and the height that is painted beyond the frame on each side."""
_RIM_PX = 7.0
_CACHED = 8  # places of about 20 MB each


@dataclass(frozen=True, slots=True)
class Layer:
    """A cel at a depth: 0 infinitely far, which never moves; 1 where people stand; more is before them.

    The cel's place is the frame's, in pixels, and reaches over it by MARGIN on all sides.
    """

    cel: Cel
    depth: float
    blend: Literal["normal", "screen", "multiply"] = "normal"


@dataclass(frozen=True, slots=True)
class Place:
    """A painted place: layers from far to near, of which those with a depth over 1 lie in front of people.

    Feet stand at `floor_y`, a share of the height; `reflective`, 0 to 1, is how much people are mirrored in the floor.
    """

    layers: tuple[Layer, ...]
    light: Light
    floor_y: float
    reflective: float
    accent: Rgb


def draw_place(
    location: Location, *, time: TimeOfDay, weather: Weather, mood: str, width: int, height: int, blur_px: float = 0,
    zoom: float = 1.0, car: bool = False,
) -> Place:  # fmt: skip
    """Paint a location for a frame of width x height pixels.

    `blur_px` above 0 puts it out of focus behind a close-up: one layer, and nothing before the people. `zoom` above 1
    shows a nearer part of it. `mood` is a scene's; one that is not known changes nothing. With a `car`, one comes
    towards us; the inside of a car is then seen from the street. Raises ValueError for a frame smaller than 16 pixels.
    """
    if min(width, height) < 16:
        raise ValueError(f"a frame of {width} x {height} pixels is too small to paint a place in")
    blur, nearer = round(max(0.0, blur_px), 1), round(min(8.0, max(1.0, zoom)), 2)
    kind: PlaceKind = "street" if car and location.kind == "car" else location.kind
    return _drawn(kind, location.seed, time, weather, mood, (width, height), blur, nearer, car)


@lru_cache(maxsize=_CACHED)
def _drawn(
    kind: PlaceKind, seed: int, time: TimeOfDay, weather: Weather, mood: str, size: tuple[int, int], blur: float,
    zoom: float, car: bool,  # noqa: FBT001 (the key of a cache, in order)
) -> Place:  # fmt: skip
    width, height = size
    setting = Setting(time=time, weather=weather, seed=seed)
    scenery = BUILDERS[kind](setting)
    if car:
        scenery = replace(scenery, planes=(*scenery.planes, *oncoming(setting)))
    matrix = _grade(mood)
    view = _view(width, height, zoom, scenery.focus)
    left, top = -round(width * MARGIN), -round(height * MARGIN)
    sheets = [(0.55, _out_of_focus(scenery, view, blur))] if blur > 0 else _painted(scenery.planes, view)
    layers: list[Layer] = []
    for number, (depth, sheet) in enumerate(sheets):
        toned = raster.graded(sheet, matrix)
        cel = Cel(toned, left, top) if number == 0 else _cropped(toned, left, top)
        cel.sheet.flags.writeable = False
        layers.append(Layer(cel=cel, depth=depth))
    focus_y = (0.5 - scenery.focus[1] / FRAME[1]) * (1 - 1 / zoom) * zoom
    floor = (scenery.floor_y - 0.5) * zoom + 0.5 + focus_y
    return Place(
        layers=tuple(layers), light=_light(scenery, matrix), floor_y=floor, reflective=scenery.reflective,
        accent=_toned(scenery.accent, matrix),
    )  # fmt: skip


def _view(width: int, height: int, zoom: float, focus: tuple[float, float]) -> View:
    """What the sheet shows: the frame's units cover the frame, whatever its shape, and a margin lies around it."""
    unit = max(width / FRAME[0], height / FRAME[1]) * zoom
    share = 1 - 1 / zoom
    middle_x = FRAME[0] / 2 + (focus[0] - FRAME[0] / 2) * share
    middle_y = FRAME[1] / 2 + (focus[1] - FRAME[1] / 2) * share
    pixels_x, pixels_y = width + 2 * round(width * MARGIN), height + 2 * round(height * MARGIN)
    box = (middle_x - pixels_x / unit / 2, middle_y - pixels_y / unit / 2, pixels_x / unit, pixels_y / unit)
    return View(box, pixels_x, pixels_y)


def _painted(planes: tuple[Plane, ...], view: View) -> list[tuple[float, Sheet]]:
    """Every plane, those of one depth laid together, in order."""
    mirrors = [number for number, plane in enumerate(planes) if plane.mirror is not None]
    last_mirror = max(mirrors, default=-1)
    behind = _ink(view)  # hair lines between shapes let it through, never the picture under the place
    sheets: list[tuple[float, Sheet]] = []
    for number, plane in enumerate(planes):
        sheet = _plane(plane, view, behind)
        if number == 0:
            sheet = raster.flattened(_ink(view), sheet)
        sheets.append((plane.depth, sheet))
        if number < last_mirror:
            behind = raster.flattened(behind, sheet)
    joined: list[tuple[float, Sheet]] = []
    for depth, group in groupby(sheets, key=lambda one: one[0]):
        whole = None
        for _, sheet in group:
            whole = sheet if whole is None else raster.flattened(whole, sheet)
        if whole is not None:
            joined.append((depth, whole))
    return joined


def _ink(view: View) -> Sheet:
    sheet = np.empty((view.height, view.width, 4), np.uint8)
    sheet[:] = [*(round(part * 255) for part in INK), 255]
    return sheet


def _plane(plane: Plane, view: View, behind: Sheet) -> Sheet:
    sheet = np.zeros((view.height, view.width, 4), np.uint8)
    if plane.mirror is not None:
        line, mirror = view.at(0, plane.mirror.line)[1], plane.mirror
        if line < view.height - 4:
            sheet = raster.mirrored(
                behind, line, strength=mirror.strength, blur=mirror.blur * view.scale,
                ripple=mirror.ripple * view.scale, dark=mirror.dark, seed=7,
            )  # fmt: skip
    if plane.painted is not None:
        sheet = plane.painted(view)
    if plane.drawing is not None and not plane.drawing.empty:
        drawn = _shapes(plane, view)
        sheet = raster.flattened(sheet, drawn) if plane.mirror is not None or plane.painted is not None else drawn
    if plane.bloom:
        sheet = raster.bloomed(sheet, plane.bloom, 20 * view.scale)
    if plane.adds:
        sheet = sheet.copy()
        sheet[..., 3] = 0
    return sheet


def _shapes(plane: Plane, view: View) -> Sheet:
    if plane.drawing is None:
        return np.zeros((view.height, view.width, 4), np.uint8)
    small = view if plane.fine and plane.blur * view.scale < 3 else view.smaller(2)
    drawn = paint(
        plane.drawing.svg(small.box, width=small.width, height=small.height), width=small.width, height=small.height
    )
    if plane.ambient is not None:
        drawn = raster.lit(drawn, small, plane.ambient, plane.lamps, seed=11)
    if plane.blur:
        drawn = raster.blurred(drawn, plane.blur * small.scale)
    return drawn if small is view else raster.resized(drawn, view.width, view.height)


def _out_of_focus(scenery: Scenery, view: View, blur: float) -> Sheet:
    """Everything behind people as one opaque sheet, seen through an open lens; painted smaller the softer it is."""
    factor = 1 if blur < 3 else 2 if blur < 12 else 3
    small = view.smaller(factor)
    whole = np.zeros((small.height, small.width, 4), np.uint8)
    for _, sheet in _painted(tuple(plane for plane in scenery.planes if plane.depth <= 1), small):
        whole = raster.flattened(whole, sheet)
    soft = raster.lens(whole[..., :3], blur / factor)
    full = cv2.resize(soft, (view.width, view.height), interpolation=cv2.INTER_CUBIC)
    opaque = np.full((view.height, view.width, 1), 255, np.uint8)
    return np.concatenate([np.asarray(full, np.uint8), opaque], axis=2)


def _cropped(sheet: Sheet, left: int, top: int) -> Cel:
    """Without the empty rows and columns at its edges."""
    filled = sheet.max(axis=2)
    x, y, wide, tall = cv2.boundingRect(filled)
    if wide == 0 or tall == 0:
        return Cel(np.zeros((1, 1, 4), np.uint8), left, top)
    return Cel(np.ascontiguousarray(sheet[y : y + tall, x : x + wide]), left + x, top + y)


_PEOPLE_DARK, _PEOPLE_KEY = 0.66, 1.25
"""Faces carry the story: people are less dark than their place, and its lamp falls more strongly on them."""
_MOODS: dict[str, tuple[float, tuple[float, float, float]]] = {  # saturation; red, green, blue
    "tense": (0.96, (0.96, 0.98, 1.0)), "tender": (1.01, (1.03, 0.995, 0.99)), "dark": (0.94, (0.82, 0.84, 0.90)),
    "bright": (1.03, (1.06, 1.055, 1.04)), "sad": (0.82, (0.94, 0.97, 1.02)), "grand": (1.06, (1.03, 1.0, 0.97)),
}  # fmt: skip


def _grade(mood: str) -> npt.NDArray[np.float32]:
    """How a mood mixes colours: its saturation about the lightness of Rec. 709, then its tint."""
    saturation, tint = _MOODS.get(mood, (1.0, (1.0, 1.0, 1.0)))
    grey = np.array([[0.2126, 0.7152, 0.0722]] * 3, np.float32) * (1 - saturation)
    mixed = grey + np.eye(3, dtype=np.float32) * saturation
    return (mixed * np.array(tint, np.float32)[:, None]).astype(np.float32)


def _toned(colour: Rgb, matrix: npt.NDArray[np.float32]) -> Rgb:
    red, green, blue = (float(min(1.0, max(0.0, part))) for part in matrix @ np.array(colour, np.float32))
    return red, green, blue


def _light(scenery: Scenery, matrix: npt.NDArray[np.float32]) -> Light:
    red, green, blue = (1 - _PEOPLE_DARK * (1 - part) for part in _toned(scenery.ambient, matrix))
    return Light(
        ambient=(red, green, blue), key=_toned(scenery.key, matrix), key_side=scenery.key_side,
        key_strength=min(1.0, _PEOPLE_KEY * scenery.key_strength), rim=_toned(scenery.rim, matrix), rim_px=_RIM_PX, wrap=0.3,
        haze=_toned(scenery.haze, matrix),
    )  # fmt: skip
