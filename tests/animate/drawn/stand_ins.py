"""Plain people and places for tests of what moves them: flat shapes with the parts that drawn figures have."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from microdrama.animate.drawn.cels import Cel, Picture
from microdrama.animate.drawn.drawers import Drawers
from microdrama.animate.drawn.light import Light
from microdrama.animate.timed import TimedLine, TimedShot
from microdrama.domain.series import Cliffhanger, Hook
from microdrama.domain.storyboard import (
    BoardEpisode,
    Character,
    Insert,
    Location,
    Look,
    Scene,
    Seen,
    Shot,
    SpokenLine,
    State,
    Storyboard,
)
from microdrama.domain.takes import SaidWord, SpokenFacts

MOUTHS = ("rest", "closed", "teeth", "small", "open", "wide", "round", "pucker", "tongue")
LIGHT = Light((0.8, 0.8, 0.9), (1.0, 0.8, 0.7), "left", 0.5, (1.0, 0.4, 0.6), 5.0, 0.3, (0.3, 0.2, 0.4))


@dataclass(frozen=True)
class StandInFigure:
    body: Cel
    head: Cel | None
    eyes: dict
    brows: dict
    mouths: dict
    head_box: tuple[int, int, int, int]
    feet: tuple[int, int]
    shoulder_y: int


@dataclass(frozen=True)
class StandInLayer:
    cel: Cel
    depth: float
    blend: str = "normal"


@dataclass(frozen=True)
class StandInPlace:
    layers: tuple[StandInLayer, ...]
    light: Light = LIGHT
    floor_y: float = 0.62
    reflective: float = 0.5
    accent: tuple[float, float, float] = (0.8, 0.2, 0.4)


def _shape(width: int, height: int, draw: Callable[[np.ndarray, np.ndarray], None]) -> np.ndarray:
    rgb, mask = np.zeros((height, width, 3), np.uint8), np.zeros((height, width), np.uint8)
    draw(rgb, mask)
    alpha = cv2.GaussianBlur(mask, (0, 0), 0.7)
    rgb = (rgb.astype(np.uint16) * alpha[..., None] // 255).astype(np.uint8)
    return np.dstack([rgb, alpha])


def _ellipse(width: int, height: int, colour: tuple[int, int, int]) -> np.ndarray:
    def draw(rgb: np.ndarray, mask: np.ndarray) -> None:
        rgb[:] = colour
        cv2.ellipse(
            mask, (width // 2, height // 2), (max(1, width // 2 - 1), max(1, height // 2 - 1)), 0, 0, 360, 255, -1
        )

    return _shape(width, height, draw)


def draw_figure(character: Character | None, look: Look, **asked: Any) -> StandInFigure:
    """An egg on a bell; the head is `height_px` high and 0.8 as wide, and stands at (0.6, 0.1) of it."""
    tall, facing = asked["height_px"], asked["facing"]
    wide, left, top = round(0.8 * tall), round(0.6 * tall), round(0.1 * tall)
    total = round(6.3 * tall)
    shoulders = top + round(1.1 * tall)
    coat = tuple(int(look.colour[n : n + 2], 16) for n in (1, 3, 5))

    def bell(rgb: np.ndarray, mask: np.ndarray) -> None:
        rgb[:] = coat
        points = [(round(x * tall), round(y * tall)) for x, y in
                  ((0.8, 0.95), (1.2, 0.95), (1.25, 1.1), (1.8, 1.35), (1.9, 4.0), (1.4, 4.0), (1.35, 6.3), (0.65, 6.3),
                   (0.6, 4.0), (0.1, 4.0), (0.2, 1.35), (0.75, 1.1))]  # fmt: skip
        cv2.fillPoly(mask, [np.array(points)], 255, cv2.LINE_AA)

    body = Cel(_shape(2 * tall, total, bell))
    head = Cel(_ellipse(wide, tall, (236, 190, 170)), left, top)
    if facing == "away":
        sheet = body.sheet.copy()
        back = _ellipse(wide, tall, (50, 30, 60))
        part = sheet[top : top + tall, left : left + wide]
        part[:] = np.where(back[..., 3:] > 127, back, part)
        return StandInFigure(
            Cel(sheet), None, {}, {}, {}, (left, top, left + wide, top + tall), (tall, total - 1), shoulders
        )
    turn = {"left": -0.08, "right": 0.08}.get(facing, 0.0) * tall
    eyes = {}
    for lid, openness in (("open", 0.12), ("half", 0.06), ("shut", 0.02)):
        for gaze, shift in (("left", -0.03), ("ahead", 0.0), ("right", 0.03)):
            sheet = np.zeros((round(0.14 * tall), round(0.5 * tall), 4), np.uint8)
            for x in (0.12, 0.38):
                middle = (round(x * tall), sheet.shape[0] // 2)
                axes = (max(1, round(0.08 * tall)), max(1, round(openness * tall / 2)))
                cv2.ellipse(sheet, middle, axes, 0, 0, 360, (250, 250, 255, 255), -1)
                pupil = (round((x + shift) * tall), sheet.shape[0] // 2)
                cv2.circle(sheet, pupil, max(1, round(openness * tall * 0.4)), (40, 20, 60, 255), -1)
            eyes[(lid, gaze)] = Cel(sheet, round(left + wide / 2 - 0.25 * tall + turn), round(top + 0.43 * tall))
    mouths = {}
    for n, shape in enumerate(MOUTHS):
        sheet = _ellipse(
            round((0.16 + 0.02 * (n % 3)) * tall) + 4,
            round((0.03 + 0.02 * n) * tall) + 4,
            (150 - 8 * n, 20, 50 + 9 * n),
        )
        mouths[shape] = Cel(sheet, round(left + wide / 2 - sheet.shape[1] / 2 + turn), round(top + 0.7 * tall))
    brow = np.zeros((max(3, round(0.05 * tall)), round(0.5 * tall), 4), np.uint8)
    for x in (0.02, 0.3):
        brow[:, round(x * tall) : round((x + 0.18) * tall)] = (50, 30, 40, 255)
    lifts = {"neutral": 0.0, "angry": 0.03, "shocked": -0.05, "sad": -0.01}
    brows = {
        mood: Cel(brow, round(left + wide / 2 - 0.25 * tall + turn), round(top + (0.33 + lifts.get(mood, 0.01)) * tall))
        for mood in {asked["feeling"], *asked.get("moods", ()), "neutral"}
    }
    return StandInFigure(
        body, head, eyes, brows, mouths, (left, top, left + wide, top + tall), (tall, total - 1), shoulders
    )


def draw_place(location: Location, *, width: int, height: int, blur_px: float = 0, **asked: Any) -> StandInPlace:
    """A sky, towers, a floor, and a pillar in front where the place is sharp."""
    left, top = -round(0.15 * width), -round(0.15 * height)
    full = (height - 2 * top, width - 2 * left)
    rng = np.random.default_rng(location.seed)
    sky = np.zeros((*full, 4), np.uint8)
    sky[..., 3] = 255
    sky[..., 0] = np.linspace(40, 130, full[0])[:, None]
    sky[..., 1] = np.linspace(20, 60, full[0])[:, None]
    sky[..., 2] = np.linspace(80, 150, full[0])[:, None]
    towers = np.zeros((*full, 4), np.uint8)
    for x in range(0, full[1], 90):
        high = int(rng.integers(full[0] // 5, full[0] // 2))
        cv2.rectangle(towers, (x, full[0] // 2 + 120 - high), (x + 70, full[0]), (40, 26, 60, 255), -1)
        for y in range(full[0] // 2 + 140 - high, full[0] // 2, 40):
            cv2.rectangle(towers, (x + 12, y), (x + 24, y + 12), (255, 210, 120, 255), -1)
    towers[round(0.66 * full[0]) :] = (48, 30, 66, 255)
    if blur_px > 0:
        towers = cv2.GaussianBlur(towers, (0, 0), blur_px)
        flat = (sky * (1 - towers[..., 3:] / 255.0)).astype(np.uint8) + towers
        flat[..., 3] = 255
        return StandInPlace((StandInLayer(Cel(flat, left, top), 0.55),))
    pillar = np.zeros((full[0], 80, 4), np.uint8)
    pillar[:] = (16, 8, 22, 255)
    layers = [(Cel(sky, left, top), 0.05), (Cel(towers, left, top), 0.6), (Cel(pillar, left, top), 1.5)]
    return StandInPlace(tuple(StandInLayer(cel, depth) for cel, depth in layers))


class StandInRain:
    """Lines that fall."""

    def __init__(self, width: int, height: int, seed: int) -> None:
        rng = np.random.default_rng(seed)
        self._sheet = np.zeros((height * 2, width, 3), np.uint8)
        for x, y in rng.integers(0, (width, height), (120, 2)):
            for base in (0, height):
                cv2.line(self._sheet, (int(x), int(y) + base), (int(x) - 8, int(y) + base + 60), (50, 52, 60), 1)

    def over(self, picture: Picture, t: float) -> None:
        height = picture.shape[0]
        shift = height - int(t * 1600) % height
        cv2.add(picture, self._sheet[shift : shift + height], dst=picture)


class StandInAir:
    """Nothing falls."""

    def over(self, picture: Picture, t: float) -> None:
        pass


def draw_weather(kind: str, *, width: int, height: int, seed: int) -> StandInRain | StandInAir:
    return StandInAir() if kind == "clear" else StandInRain(width, height, seed)


def draw_insert(insert: Insert, *, width: int, height: int, **asked: Any) -> tuple[StandInLayer, ...]:
    sheet = np.zeros((round(0.8 * height), round(0.7 * width), 4), np.uint8)
    sheet[:] = (20, 16, 30, 255)
    return (StandInLayer(Cel(sheet, round(0.15 * width), round(0.1 * height)), 1.0),)


DRAWERS = Drawers(figure=draw_figure, place=draw_place, weather=draw_weather, insert=draw_insert)


@dataclass(frozen=True)
class Said:
    """A line for a made shot."""

    by: str
    start_s: float
    words: tuple[str, ...] = ("never", "come", "back")
    feeling: str = "neutral"
    to: str | None = None
    each_s: float = 0.3


COLOURS = ("#c4163a", "#1c2a4a", "#2c5a4a", "#6a4a2a", "#4a2a6a")


@dataclass(frozen=True)
class Made:
    """A storyboard of one shot, with its times and mouths."""

    board: Storyboard
    timed: TimedShot
    mouths: dict[str, tuple]
    lines: tuple[TimedLine, ...] = field(default=())


def made_shot(
    seen: Sequence[Seen], *, pictures: int = 48, said: Sequence[Said] = (), ident: str = "e1-s1-1", **asked: Any
) -> Made:
    """A shot in a storyboard that knows everybody in it; `asked` are fields of the shot, its scene and its place."""
    names = sorted({one.character for one in seen} | {one.by for one in said} | {"anna"})
    characters = [
        Character(
            id=name, name=name.title(), sex="female", age="adult", seed=n + 7,
            looks=[Look(id="first", wardrobe="coat", colour=COLOURS[n % 5], accent="#ffffff")],
        )
        for n, name in enumerate(names)
    ]  # fmt: skip
    place = Location(
        id="here", name="Here", kind=asked.pop("kind", "street"), interior=asked.pop("interior", False), seed=3
    )
    scenery = {"weather": asked.pop("weather", "clear"), "mood": asked.pop("mood", "tense")}
    state = State(location="here", time_of_day="night")
    timed_lines: list[TimedLine] = []
    mouths: dict[str, tuple] = {}
    for n, one in enumerate(said):
        line = SpokenLine(
            id=f"{ident}-l{n}",
            character=one.by,
            text=" ".join(one.words),
            script_line=1,
            feeling=one.feeling,
            to=one.to,
        )
        words = tuple(SaidWord(k * one.each_s, (k + 1) * one.each_s, word) for k, word in enumerate(one.words))
        facts = SpokenFacts(duration_s=one.each_s * len(one.words), words=words)
        timed_lines.append(TimedLine(line, Fraction(one.start_s), facts, Path("none.wav")))
        track = ["rest"] * pictures
        for picture in range(pictures):
            inside = picture / 24 - one.start_s
            if 0 <= inside < facts.duration_s:
                track[picture] = MOUTHS[1 + (picture // 3) % 8]
        mouths[line.id] = tuple(track)
    shot = Shot(
        id=ident, seen=list(seen), first=state, last=state, duration_s=Fraction(pictures, 24),
        lines=[one.line for one in timed_lines], effects=list(asked.pop("effects", ())),
        **({"size": "medium"} | asked),
    )  # fmt: skip
    scene = Scene(
        id="s1", heading="EXT. HERE - NIGHT", location="here", time_of_day="night", shots=[shot], **scenery
    )  # fmt: skip
    episode = BoardEpisode(
        number=1, title="One", scenes=[scene], hook=Hook(start_s=Fraction(0), kind="question", reason="made"),
        cliffhanger=Cliffhanger(end_s=Fraction(1), kind="question", reason="made"),
    )  # fmt: skip
    board = Storyboard(title="T", language="en", characters=characters, locations=[place], episodes=[episode])
    timed = TimedShot(shot, scene, pictures, tuple(timed_lines), Fraction(0))
    return Made(board, timed, mouths)
