"""People: body, head and what is held put together in the order in which they cover one another."""

from __future__ import annotations

import math

import numpy as np

from microdrama.animate.drawn.accessories import on_face, on_head, round_neck
from microdrama.animate.drawn.bodies import Drawn, arm_outline, paint_arm, paint_leg, paint_neck, paint_skirt
from microdrama.animate.drawn.chairs import paint_chair
from microdrama.animate.drawn.garments import paint_trunk
from microdrama.animate.drawn.hairs import hair_outline, hair_shape, long_back, paint_hair
from microdrama.animate.drawn.hands import paint_hand, paint_prop, prop_kind
from microdrama.animate.drawn.heads import paint_head, skull
from microdrama.animate.drawn.ink import INK, Point, brush, clipped, fill, line, polygon, smooth
from microdrama.animate.drawn.paints import lit, mix, skin_shade
from microdrama.animate.drawn.skeletons import Arm
from microdrama.domain.storyboard import Pose, Size

HEAD_BOX = (40.0, 0.0, 900.0, 990.0)
"""What a head with its hair and a telephone at its ear may cover: left, top, width, height in units."""

BACK_BOX = (40.0, 0.0, 900.0, 1180.0)
"""The same for a head seen from behind, whose hair may fall over the shoulders."""

_PICTURE_BELOW_PX = 900.0
"""How far a picture of 1280 pixels may reach below the middle of a head: a cut edge must not be seen."""


def reach(who: Drawn, *, size: Size, holds: str | None, scale: float) -> tuple[float, float, float, float]:
    """What a size shows, as left, top, width, height in head units; `scale` is pixels a unit."""
    bones = who.bones
    if size == "extreme":
        return 40.0, 0.0, 900.0, 1020.0
    tall = holds is not None and prop_kind(holds) in ("umbrella", "sword")
    top = -760.0 if tall else 0.0
    low = 446.0 + _PICTURE_BELOW_PX / scale
    if size == "close":
        half = 620.0 if not tall else 720.0
        return 490.0 - half, top, 2 * half, min(max(low, 1300.0), bones.hips[1] - 60.0) - top
    wide = 700.0 if tall else 260.0
    arms = [bones.near.elbow, bones.near.wrist, bones.far.elbow, bones.far.wrist]
    left = min(-60.0, *(x - wide for x, _ in arms))
    right = max(1040.0, *(x + wide for x, _ in arms))
    bottom = bones.ground + 90.0
    if size == "medium":
        bottom = min(max(low, bones.hips[1] + 120.0), bottom)
    feet = [leg.ankle for leg in bones.legs]
    spread = 640.0 if who.cut.lower == "long_skirt" else 520.0 if bones.seated else 300.0
    left = min(left, *(x - spread for x, _ in feet))
    right = max(right, *(x + spread for x, _ in feet))
    return left, top, right - left, bottom - top


def paint_body(who: Drawn, *, wardrobe: str, pose: Pose, holds: str | None, size: Size, chair: bool = True) -> str:
    """Everything but the head, back to front; who sits has a chair unless the place has seats."""
    bones = who.bones
    legs = ""
    if size in ("wide", "full", "medium"):
        near, far = bones.legs
        legs = paint_leg(who, far, near=False) + paint_leg(who, near, near=True)
    skirt = paint_skirt(who) if who.cut.lower in ("skirt", "long_skirt") else ""
    neck = paint_neck(who, jaw=skull(who.face))
    trunk = paint_trunk(who, wardrobe=wardrobe)
    # from behind, what is held before the chest is hidden by the back
    near_front = bones.near.front and not (who.back and _before_chest(bones.near, bones.neck[0]))
    far_front = bones.far.front and not who.back
    thing = holds if pose != "phone" else None
    near_arm = _arm(who, bones.near, near=True, front=near_front, holds=thing, handless=pose == "phone")
    far_arm = _arm(who, bones.far, near=False, front=far_front, holds=None, handless=False)
    over = (arm_outline(who, bones.near) if near_front else near_arm, near_arm if near_front else "")
    far_over = (arm_outline(who, bones.far) if far_front else far_arm, far_arm if far_front else "")
    long_hair = ""
    if not who.back:
        long_hair = (_long_hair(who) if who.face.long_hair else "") + _hair_behind(who)
    lower = trunk + legs if bones.seated and who.cut.lower not in ("skirt", "long_skirt") else legs + skirt + trunk
    if bones.seated and skirt:
        lower = legs + trunk + skirt
    seat = paint_chair(who) if chair and pose == "sit" else ""
    return "".join([seat, long_hair, far_over[0], over[0], neck, lower, round_neck(who), far_over[1], over[1]])


def _before_chest(arm: Arm, middle: float) -> bool:
    return arm.wrist[0] > middle - 200


def _hair_behind(who: Drawn) -> str:
    """What of the haircut falls behind the neck: it stays with the body."""
    face = who.face
    paths = hair_shape(face.hair).behind
    return paint_hair(
        paths, face.hair_colour, seed=face.hair_seed, name="hair-behind", light_x=who.light_x, gloss=False
    )


def _long_hair(who: Drawn) -> str:
    return long_back(who.face.hair_colour, length=330.0, wide=270.0, name="long")


def _arm(who: Drawn, arm: Arm, *, near: bool, front: bool, holds: str | None, handless: bool) -> str:
    cloth = paint_arm(who, arm, near=near, front=front)
    if handless:
        return cloth
    hand = _hand(who, arm, near=near, holds=holds)
    # a hand comes out of its sleeve: it lies under the cloth, unless it holds something before the chest
    return hand + cloth if holds is None else cloth + hand


def _hand_size(who: Drawn) -> float:
    return {True: 0.62}.get(who.face.young, 0.98 if who.face.feminine else 1.2)


def _hand(who: Drawn, arm: Arm, *, near: bool, holds: str | None) -> str:
    size = _hand_size(who)
    shape, turn = arm.hand, arm.turn
    if holds is not None:
        shape, turn = "grip", min(turn, -30.0)
    skin = who.face.skin
    back_from = (arm.wrist[0] - math.cos(math.radians(turn)) * 16, arm.wrist[1] - math.sin(math.radians(turn)) * 16)
    hand = paint_hand(shape, back_from, turn=turn, flip=not near and shape != "point", skin=skin, size=size)
    if holds is None:
        return hand
    at = _grip(arm.wrist, turn, size)
    return paint_prop(holds, at, accent=who.dress.accent, size=size, told=who.held) + hand


def _grip(wrist: Point, turn: float, size: float) -> Point:
    return wrist[0] + math.cos(math.radians(turn)) * 84 * size, wrist[1] + math.sin(math.radians(turn)) * 84 * size


def paint_front_head(who: Drawn, *, pose: Pose) -> str:
    """The head without eyes, brows and mouth; a telephone at its ear where the pose has one."""
    face, light_x = who.face, who.light_x
    shape = hair_shape(face.hair)
    over = paint_hair(shape.over, face.hair_colour, seed=face.hair_seed, name="hair-over", light_x=light_x)
    drawn = paint_head(face, light_x=light_x, hair=over, mask=on_face(face)) + on_head(face, light_x=light_x)
    return drawn + (_phone_at_ear(who) if pose == "phone" else "")


def _phone_at_ear(who: Drawn) -> str:
    arm, size = who.bones.near, _hand_size(who)
    at = _grip(arm.wrist, arm.turn, size)
    hand = paint_hand("grip", arm.wrist, turn=arm.turn, flip=False, skin=who.face.skin, size=size)
    return paint_prop("phone", (at[0] + 16, at[1] - 20), accent=who.dress.accent, size=size * 0.92) + hand


def paint_back_head(who: Drawn, *, pose: Pose) -> str:
    """The head from behind: a dome of hair over the haircut's silhouette, ears, the nape."""
    face = who.face
    shape = hair_shape(face.hair)
    ears = "".join(
        fill(one, skin_shade(face.skin)) + line(one, width=11)
        for one in (
            smooth([(256, 440), (226, 450), (218, 500), (236, 560), (270, 580)]),
            smooth([(724, 440), (754, 450), (762, 500), (744, 560), (710, 580)]),
        )
    )  # fmt: skip
    skullcap = smooth([(490, 156), (330, 210), (250, 380), (268, 560), (372, 690), (490, 712), (610, 690), (712, 560),
                       (730, 380), (650, 210)])  # fmt: skip
    held = _phone_at_ear(who) if pose == "phone" else ""
    skin = ears + line(skullcap, width=18) + fill(skullcap, skin_shade(face.skin))
    if face.hair in ("variant25", "variant34"):
        return skin + held
    dark = mix(face.hair_colour, INK, 0.4)
    silhouette = ""
    if face.long_hair or (face.feminine and not face.young):
        paths = hair_outline((*shape.behind, *shape.over), colour=dark)
        silhouette = f'<g transform="translate(980 0) scale(-1 1)">{paths}</g>'
    hat = on_head(face, light_x=who.light_x) if "hat" in face.worn else ""
    return skin + silhouette + _dome(who) + hat + held


def _dome(who: Drawn) -> str:
    """The back of a head of hair: short hair tapers to the nape in points, long hair falls over the shoulders."""
    face, colour = who.face, who.face.hair_colour
    random = np.random.default_rng(face.hair_seed)
    low = 1110.0 if face.long_hair else 690.0
    crown: list[Point] = [(236, 380), (262, 262), (340, 176), (490, 140), (640, 176), (718, 262), (744, 380)]
    sides: list[Point] = [(742, 480), (722, 560), (664, 620)]
    if face.long_hair:
        crown = [(200, 460), (238, 270), (336, 168), (490, 132), (644, 168), (742, 270), (780, 460)]
        sides = [(796, 700), (806, 900), (770, low - 60)]
    tips: list[Point] = []
    left, right = 980 - sides[-1][0], sides[-1][0]
    count = 7
    for k in range(1, count):
        x = right - (right - left) * k / count
        deep = low - abs(x - 490) * 0.16
        tips += [(x + 16, deep + random.uniform(8, 40)), (x - 6, deep - random.uniform(24, 56))]
    other: list[Point] = [(980 - x, y) for x, y in sides[::-1]]
    dome = smooth(crown, closed=False) + "".join(f"L{x:.1f} {y:.1f}" for x, y in (*sides, *tips, *other)) + "Z"
    strands = "".join(
        fill(brush([(486 + k * 5, 180 + abs(k) * 3), (490 + k * 36, 320), (490 + k * random.uniform(31, 40), low)],
                   random.uniform(6, 13)), lit(colour, 0.18) if index % 4 == 1 else mix(colour, INK, 0.5), opacity=0.5)
        for index, k in enumerate(random.uniform(-7.6, 7.6, 22))
    )  # fmt: skip
    shine: list[Point] = []
    under: list[Point] = []
    for turn in np.linspace(0.14, 0.86, 17):
        x, y = 490 - 226 * math.cos(turn * math.pi), 420 - 170 * math.sin(turn * math.pi)
        shine.append((x, y))
        under += [(x + 2, y + random.uniform(24, 74)), (x + 10, y + random.uniform(6, 22))]
    gloss = fill(polygon([*shine, *under[::-1]]), lit(colour, 0.24), opacity=0.5)
    gradient = (
        f'<linearGradient id="dome-g" gradientUnits="userSpaceOnUse" x1="{490 + 260 * who.light_x:.0f}" y1="140" '
        f'x2="{490 - 240 * who.light_x:.0f}" y2="{low:.0f}"><stop offset="0" stop-color="{lit(colour, 0.08)}"/>'
        f'<stop offset="0.5" stop-color="{colour}"/><stop offset="1" stop-color="{mix(colour, INK, 0.4)}"/>'
        "</linearGradient>"
    )
    return gradient + line(dome, width=22) + fill(dome, "url(#dome-g)") + clipped(dome, strands + gloss, name="dome")
