"""A contact sheet of a cast, so that anybody can look: `python -m microdrama.animate.drawn.gallery OUT.png`."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import get_args

import cv2
import numpy as np

from microdrama.animate.drawn.cels import Cel, Picture, lay
from microdrama.animate.drawn.eyes import Gaze, Lid
from microdrama.animate.drawn.figure import Facing, Figure, draw_figure
from microdrama.animate.drawn.light import Light
from microdrama.animate.timed import MouthShape
from microdrama.domain.storyboard import Age, Character, Feeling, Look, Pose, Sex, Size

DAY = Light(ambient=(1.0, 0.98, 0.97), key=(1.0, 0.95, 0.85), key_side="left", key_strength=0.12, rim=(1.0, 0.97, 0.9),
            rim_px=4.0, wrap=0.3, haze=(0.8, 0.85, 0.9))  # fmt: skip
NIGHT = Light(ambient=(0.66, 0.60, 0.82), key=(0.95, 0.35, 0.6), key_side="left", key_strength=0.3, rim=(0.35, 0.9,
1.0),
              rim_px=6.0, wrap=0.5, haze=(0.2, 0.15, 0.35))  # fmt: skip
_GARMENTS = (
    ("coat", "#c4163a", "#e8b84a"), ("suit", "#26324f", "#b01e34"), ("dress", "#7a4fd0", "#f0c65a"),
    ("shirt", "#d8dfe8", "#39406b"), ("hoodie", "#3d7a6a", "#f2e0b0"), ("uniform", "#27405c", "#e2b64a"),
    ("gown", "#12806f", "#f3dca0"), ("robe", "#e9e2ee", "#8a2a52"), ("armour", "#5a6478", "#caa34a"),
    ("sweater", "#c98a4a", "#6b3a2a"), ("apron", "#f1ece4", "#2f6b4f"), ("tshirt", "#e4573d", "#ffffff"),
)  # fmt: skip


def person(seed: int, *, sex: Sex = "female", age: Age = "adult", wardrobe: int = 0) -> Character:
    """A person of the gallery's cast."""
    garment, colour, accent = _GARMENTS[wardrobe % len(_GARMENTS)]
    look = Look(id="look", wardrobe=garment, colour=colour, accent=accent)
    return Character(id="one", name="One", sex=sex, age=age, seed=seed, looks=[look])


def assemble(
    figure: Figure, *, feeling: Feeling, shape: MouthShape = "rest", lid: Lid = "open", gaze: Gaze = "ahead"
) -> list[Cel]:
    """The cels of one moment, back to front."""
    cels = [figure.body]
    if figure.head is not None:
        cels.append(figure.head)
    if figure.eyes:
        cels += [figure.eyes[lid, gaze], figure.brows[feeling], figure.mouths[shape]]
    return cels


def cell(  # noqa: PLR0913 (everything that a shot says of a person)
    character: Character, *, width: int, height: int, size: Size, height_px: int, pose: Pose = "stand",
    facing: Facing = "right", feeling: Feeling = "neutral", light: Light = DAY, holds: str | None = None,
    shape: MouthShape = "rest", ground: tuple[int, int, int] = (96, 104, 128),
) -> Picture:  # fmt: skip
    """One picture of one person, as large as told, head at the upper third or standing on its floor."""
    picture = np.empty((height, width, 3), np.uint8)
    fade = np.linspace(1.15, 0.7, height)[:, None, None]
    picture[:] = np.clip(np.asarray(ground, np.float64) * fade, 0, 255).astype(np.uint8)
    figure = draw_figure(
        character, character.looks[0], size=size, height_px=height_px, pose=pose, facing=facing, feeling=feeling,
        light=light, holds=holds,
    )  # fmt: skip
    left, top, right, bottom = figure.head_box
    x = width // 2 - (left + right) // 2
    y = height - 16 - figure.feet[1] if size in ("wide", "full") else round(height * 0.40) - (top + bottom) // 2
    for one in assemble(figure, feeling=feeling, shape=shape):
        lay(picture, one.moved(x, y))
    return picture


def contact_sheet(*, people: int = 6) -> Picture:
    """A cast by close-up, by light, by feeling, and by pose and garment."""
    sexes: tuple[Sex, ...] = ("female", "male")
    ages: tuple[Age, ...] = ("young", "adult", "elder", "teen", "adult", "child")
    cast = [person(11 + i, sex=sexes[i % 2], age=ages[i % 6], wardrobe=i) for i in range(people)]
    close = partial(cell, width=300, height=400, size="close", height_px=190)
    night = partial(close, light=NIGHT, facing="left", ground=(40, 26, 70))
    rows = [[close(one) for one in cast], [night(one) for one in cast]]
    feelings: tuple[Feeling, ...] = get_args(Feeling)
    for start in range(0, len(feelings), people):
        seen = (feelings[start:] + feelings)[:people]
        rows.append([close(cast[k % 2], feeling=one) for k, one in enumerate(seen)])
    full = partial(cell, width=300, height=560, size="full", height_px=70)
    poses: tuple[Pose, ...] = get_args(Pose)
    for start in range(0, 2 * people, people):
        numbers = range(start, start + people)
        rows.append([full(person(20 + k, sex=sexes[k % 2], wardrobe=k), pose=poses[k % len(poses)]) for k in numbers])
    return np.vstack([np.hstack(row) for row in rows])


def main() -> None:
    """Write the contact sheet to the path on the command line."""
    out = Path(sys.argv[1] if len(sys.argv) > 1 else "cast.png")
    cv2.imwrite(str(out), cv2.cvtColor(contact_sheet(), cv2.COLOR_RGB2BGR))


if __name__ == "__main__":
    main()
