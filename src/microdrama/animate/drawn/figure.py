"""Figures: a whole person under a light, as cels that a compositor can move: body, head, eyes, brows and mouths.

The head's sheet is 980 units square, as DiceBear's lorelei (CC0) lays it out: hair comes from there, everything else is
drawn here. A head looks three quarters to the right and is mirrored for the left.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil
from typing import Literal

import numpy as np
import numpy.typing as npt

from microdrama.animate.drawn.bodies import Drawn
from microdrama.animate.drawn.brows import BROWS_BOX, paint_brows
from microdrama.animate.drawn.cels import Cel, Cels, Mask, Sheet, paint
from microdrama.animate.drawn.eyes import EYES_BOX, GAZES, LIDS, Gaze, Lid, paint_eyes
from microdrama.animate.drawn.features import features
from microdrama.animate.drawn.garments import cut_of, dress_of, garment_of
from microdrama.animate.drawn.hairs import hair_outline, hair_shape
from microdrama.animate.drawn.heads import MIDDLE
from microdrama.animate.drawn.ink import document, turned
from microdrama.animate.drawn.lamp import key_field, rim, shine, trimmed
from microdrama.animate.drawn.light import Light
from microdrama.animate.drawn.mouths import MOUTHS_BOX, SHAPES, paint_mouth
from microdrama.animate.drawn.people import BACK_BOX, HEAD_BOX, paint_back_head, paint_body, paint_front_head, reach
from microdrama.animate.drawn.skeletons import HEAD, skeleton
from microdrama.animate.timed import MouthShape
from microdrama.domain.storyboard import Character, Feeling, Look, Pose, Size

Facing = Literal["left", "right", "camera", "away"]
Box = tuple[float, float, float, float]

_EYES_THROUGH, _BROWS_THROUGH = 0.45, 0.6
"""How much of eyes and brows is seen through hair."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A person in cels that share one coordinate system, whose origin is the figure's upper left corner.

    `body` is what stays still within a shot; `head` is laid over it and may be tilted by a few pixels; `eyes`, `brows`
    and `mouths` are laid over the head and move with it; they are empty for who is seen from behind. `head_box` is
    left, top, right, bottom of the skull to the chin; `feet` is where the ground is (below the cels where they end
    above it); `shoulder_y` is the height that breathing moves.
    """

    body: Cel
    head: Cel | None
    eyes: Mapping[tuple[Lid, Gaze], Cel]
    brows: Mapping[Feeling, Cel]
    mouths: Mapping[MouthShape, Cel]
    head_box: tuple[int, int, int, int]
    feet: tuple[int, int]
    shoulder_y: int


@dataclass(frozen=True, slots=True)
class _Stage:
    """From drawing units to the figure's pixels: mirrored or not, rolled or not, at `scale` pixels a unit."""

    left: float
    top: float
    scale: float
    width: int
    height: int
    mirrored: bool
    roll: float

    @property
    def transform(self) -> str:
        """The same as an SVG transform, without the scale."""
        mirror = f"translate({2 * MIDDLE} 0) scale(-1 1) " if self.mirrored else ""
        return mirror + (f"rotate({self.roll} {MIDDLE} 890)" if self.roll else "")

    def units(self, x: float, y: float) -> tuple[float, float]:
        """A point as the transform leaves it."""
        x, y = turned((x, y), self.roll, (MIDDLE, 890.0))
        return (2 * MIDDLE - x if self.mirrored else x), y

    def pixels(self, x: float, y: float) -> tuple[int, int]:
        """A point in the figure's pixels."""
        at = self.units(x, y)
        return round((at[0] - self.left) * self.scale), round((at[1] - self.top) * self.scale)

    def bounds(self, box: Box) -> Box:
        """A box (left, top, width, height) of units as the transform leaves it, upright again."""
        x, y, w, h = box
        corners = np.array([self.units(*one) for one in ((x, y), (x + w, y), (x, y + h), (x + w, y + h))])
        (left, top), (right, bottom) = corners.min(axis=0), corners.max(axis=0)
        return float(left), float(top), float(right - left), float(bottom - top)

    def region(self, box: Box) -> tuple[int, int, int, int]:
        """A box of units in pixels: left, top, width, height; cut off at the figure's edges."""
        x, y, w, h = self.bounds(box)
        left, top = int((x - self.left) * self.scale), int((y - self.top) * self.scale)
        right, bottom = left + ceil(w * self.scale) + 1, top + ceil(h * self.scale) + 1
        left, top = min(max(left, 0), self.width - 1), min(max(top, 0), self.height - 1)
        right, bottom = min(right, self.width), min(bottom, self.height)
        return left, top, max(right - left, 1), max(bottom - top, 1)

    def sheet(self, drawing: str, region: tuple[int, int, int, int]) -> Sheet:
        """A drawing in units painted onto a region of the figure, in pixels: left, top, width, height."""
        left, top, width, height = region
        box = (self.left + left / self.scale, self.top + top / self.scale, width / self.scale, height / self.scale)
        svg = document(drawing, box=box, width=width, height=height, transform=self.transform)
        return paint(svg, width=width, height=height)


@dataclass(frozen=True, slots=True)
class Still:
    """A person without eyes, brows and mouth, which is the same whatever they feel, and all that a face is drawn with.

    The fields are those of `Figure`.
    """

    body: Cel
    head: Cel
    patches: _Patches
    ahead: float
    head_box: tuple[int, int, int, int]
    feet: tuple[int, int]
    shoulder_y: int


def draw_figure(  # noqa: PLR0913 (everything that a shot says of a person)
    character: Character, look: Look, *, size: Size, height_px: int, pose: Pose, facing: Facing, feeling: Feeling,
    light: Light, holds: str | None = None, held: str | None = None, chair: bool = True, moods: Sequence[Feeling] = (),
) -> Figure:  # fmt: skip
    """Draw a person; the same arguments give the same bytes.

    `size` says how much is seen (wide and full: all of them; medium: to the hips; close: head and shoulders; extreme:
    the eyes), `height_px` is the height of the head from skull to chin. Brows are drawn for the feeling and `moods`,
    eyes and mouths for the feeling. `holds` is any words that name a thing: "phone", "letter", "ring", "umbrella";
    `held` is its colour where one is told. Who sits has a `chair`, where the place has no seats of its own. Raises
    ValueError where `height_px` is below 8 or above 4000.
    """
    still = draw_still(
        character, look, size=size, height_px=height_px, pose=pose, facing=facing, light=light, holds=holds, held=held,
        chair=chair,
    )  # fmt: skip
    return feel(still, feeling, moods)


def draw_still(  # noqa: PLR0913 (as above)
    character: Character, look: Look, *, size: Size, height_px: int, pose: Pose, facing: Facing, light: Light,
    holds: str | None = None, held: str | None = None, chair: bool = True,
) -> Still:  # fmt: skip
    """What of a person does not depend on what they feel; arguments and errors as in `draw_figure`."""
    if not 8 <= height_px <= 4000:
        raise ValueError(f"a head is drawn 8 to 4000 pixels high, not {height_px}")
    face = features(character, look)
    back, mirrored = facing == "away", facing == "left"
    light_x = (-1.0 if light.key_side == "left" else 1.0) * (-1.0 if mirrored else 1.0)
    wardrobe = garment_of(look, face)
    cut = cut_of(wardrobe, face, seated=pose in ("sit", "kneel"))
    bones = skeleton(face, pose, holding=holds is not None, pockets=cut.pockets)
    dress = dress_of(look, face, wardrobe=wardrobe)
    who = Drawn(face=face, bones=bones, cut=cut, dress=dress, light_x=light_x, back=back, held=held)
    stage = _stage(who, size=size, holds=holds, scale=height_px / HEAD, mirrored=mirrored)
    whole = (0, 0, stage.width, stage.height)
    body = stage.sheet(paint_body(who, wardrobe=wardrobe, pose=pose, holds=holds, size=size, chair=chair), whole)
    painted = paint_back_head(who, pose=pose) if back else paint_front_head(who, pose=pose)
    region = stage.region(BACK_BOX if back else HEAD_BOX)
    head = stage.sheet(painted, region)
    x, y, wide, high = region
    around: Mask = body[..., 3].copy()
    around[y : y + high, x : x + wide] = np.maximum(around[y : y + high, x : x + wide], head[..., 3])
    field = key_field(around, light)
    # a small figure far away has a thinner edge of light
    fine = min(max(height_px / 240, 0.35), 1.0)
    lit_body = rim(shine(body, field, light), around, light, scale=fine)
    part = (slice(y, y + high), slice(x, x + wide))
    lit_head = rim(shine(head, field[part], light), around, light, scale=fine, part=part)
    left, top, width, height = stage.region((226, 140, 494, 614))
    return Still(
        body=trimmed(Cel(sheet=lit_body)),
        head=trimmed(Cel(sheet=lit_head, left=x, top=y)),
        patches=_Patches(stage=stage, who=who, field=field, light=light),
        ahead=0.0 if facing == "camera" else 0.14,
        head_box=(left, top, left + width, top + height),
        feet=_feet(stage, who),
        shoulder_y=stage.pixels(bones.neck[0], bones.near.shoulder[1])[1],
    )


def feel(still: Still, feeling: Feeling, moods: Sequence[Feeling] = ()) -> Figure:
    """A person with the face of a feeling, and the brows of `moods` as well; each is drawn when it is first seen."""
    back, patches = still.patches.who.back, still.patches
    return Figure(
        body=still.body,
        head=still.head,
        eyes={} if back else patches.eyes(feeling, ahead=still.ahead),
        brows={} if back else patches.brows([feeling, *moods]),
        mouths={} if back else patches.mouths(feeling),
        head_box=still.head_box,
        feet=still.feet,
        shoulder_y=still.shoulder_y,
    )


def _stage(who: Drawn, *, size: Size, holds: str | None, scale: float, mirrored: bool) -> _Stage:
    roll = who.bones.roll
    blank = _Stage(left=0, top=0, scale=scale, width=1, height=1, mirrored=mirrored, roll=roll)
    left, top, wide, high = blank.bounds(reach(who, size=size, holds=holds, scale=scale))
    return replace(blank, left=left, top=top, width=ceil(wide * scale), height=ceil(high * scale))


def _feet(stage: _Stage, who: Drawn) -> tuple[int, int]:
    """Where a person meets the ground: below the feet, or below the whole length of who lies."""
    bones = who.bones
    if not bones.roll:
        return stage.pixels(bones.hips[0], bones.ground)
    x = stage.pixels(*bones.hips)[0]
    low = max(stage.pixels(bones.near.shoulder[0] - 60, y)[1] for y in (bones.near.shoulder[1], bones.hips[1]))
    return x, min(low, stage.height)


@dataclass(frozen=True, slots=True)
class _Patches:
    """Paints what moves in a face, lit as the face is, fainter where hair falls over it."""

    stage: _Stage
    who: Drawn
    field: npt.NDArray[np.float32]
    light: Light

    def eyes(self, feeling: Feeling, *, ahead: float) -> Cels[tuple[Lid, Gaze]]:
        """Eyes by lid and by where they look on the picture; shut ones look nowhere."""
        hair = functools.cache(functools.partial(self._hair, EYES_BOX))

        def draw(key: tuple[Lid, Gaze]) -> Cel:
            lid, gaze = key
            if lid == "shut" and gaze != GAZES[0]:
                return drawn[lid, GAZES[0]]
            svg = paint_eyes(self.who.face, feeling=feeling, lid=lid, gaze=self._seen(gaze), ahead=ahead)
            return self._patch(svg, EYES_BOX, hair=hair(), through=_EYES_THROUGH)

        drawn: Cels[tuple[Lid, Gaze]] = Cels([(lid, gaze) for lid in LIDS for gaze in GAZES], draw)
        return drawn

    def brows(self, feelings: Sequence[Feeling]) -> Cels[Feeling]:
        """Brows by feeling."""
        hair = functools.cache(functools.partial(self._hair, BROWS_BOX))

        def draw(one: Feeling) -> Cel:
            svg = paint_brows(self.who.face, feeling=one)
            return self._patch(svg, BROWS_BOX, hair=hair(), through=_BROWS_THROUGH)

        return Cels(feelings, draw)

    def mouths(self, feeling: Feeling) -> Cels[MouthShape]:
        """Mouths by shape."""

        def draw(shape: MouthShape) -> Cel:
            svg = paint_mouth(self.who.face, shape=shape, feeling=feeling)
            return self._patch(svg, MOUTHS_BOX, hair=None, through=1)

        return Cels(SHAPES, draw)

    def _seen(self, gaze: Gaze) -> Gaze:
        """The gaze in the drawing for a gaze on the picture."""
        flipped: dict[Gaze, Gaze] = {"left": "right", "ahead": "ahead", "right": "left"}
        return flipped[gaze] if self.stage.mirrored else gaze

    def _hair(self, box: Box) -> Mask:
        drawing = hair_outline(hair_shape(self.who.face.hair).over, colour="#ffffff")
        return self.stage.sheet(drawing, self.stage.region(box))[..., 3]

    def _patch(self, drawing: str, box: Box, *, hair: Mask | None, through: float) -> Cel:
        left, top, width, height = region = self.stage.region(box)
        sheet = self.stage.sheet(drawing, region)
        if hair is not None:
            kept = 1 - hair.astype(np.float32) / 255 * np.float32(1 - through)
            sheet = (sheet * kept[..., None] + np.float32(0.5)).astype(np.uint8)
        field = self.field[top : top + height, left : left + width]
        return trimmed(Cel(sheet=shine(sheet, field, self.light), left=left, top=top))
