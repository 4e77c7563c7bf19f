"""People: body, head and what is held put together in the order in which they cover one another."""

from __future__ import annotations

import math

from microdrama.animate.drawn.bodies import Drawn, paint_arm, paint_leg, paint_neck, paint_skirt
from microdrama.animate.drawn.garments import paint_trunk
from microdrama.animate.drawn.hairs import hair_outline, hair_shape, long_back, paint_hair
from microdrama.animate.drawn.hands import paint_hand, paint_prop, prop_kind
from microdrama.animate.drawn.heads import paint_head, skull
from microdrama.animate.drawn.ink import INK, Point, brush, fill, line, smooth
from microdrama.animate.drawn.paints import lit, mix, skin_shade
from microdrama.animate.drawn.skeletons import Arm
from microdrama.domain.storyboard import Pose, Size


def reach(who: Drawn, *, size: Size, holds: str | None) -> tuple[float, float, float, float]:
    """What a size shows, as left, top, width, height in head units."""
    bones = who.bones
    if size == "extreme":
        return 170.0, 240.0, 660.0, 400.0
    top = -760.0 if holds is not None and prop_kind(holds) in ("umbrella", "sword") else 20.0
    if size == "close":
        return -60.0, top, 1100.0, 1300.0 - top
    joints = [bones.near.elbow, bones.near.wrist, bones.far.elbow, bones.far.wrist]
    wide = 700.0 if holds is not None and prop_kind(holds) == "umbrella" else 260.0
    left = min(-60.0, *(x - wide for x, _ in joints))
    right = max(1040.0, *(x + wide for x, _ in joints))
    if size == "medium":
        return left, top, right - left, bones.hips[1] + 120.0 - top
    feet = [leg.ankle for leg in bones.legs]
    spread = 640.0 if who.cut.lower == "long_skirt" else 300.0
    left = min(left, *(x - spread for x, _ in feet))
    right = max(right, *(x + spread for x, _ in feet))
    return left, top, right - left, bones.ground + 90.0 - top


def paint_body(who: Drawn, *, wardrobe: str, pose: Pose, holds: str | None, size: Size) -> str:
    """Everything but the head, back to front."""
    bones = who.bones
    legs = ""
    if size in ("wide", "full"):
        near, far = bones.legs
        legs = paint_leg(who, far, near=False) + paint_leg(who, near, near=True)
    skirt = paint_skirt(who) if who.cut.lower in ("skirt", "long_skirt") else ""
    neck = paint_neck(who, jaw=skull(who.face))
    trunk = paint_trunk(who, wardrobe=wardrobe)
    near_arm = _arm(who, bones.near, near=True, holds=holds if pose != "phone" else None, handless=pose == "phone")
    far_arm = _arm(who, bones.far, near=False, holds=None, handless=False)
    # from behind, what is held before the chest is hidden by the back
    near_front = bones.near.front and not (who.back and _before_chest(bones.near, bones.neck[0]))
    far_front = bones.far.front and not who.back
    over = ("" if near_front else near_arm, near_arm if near_front else "")
    far_over = ("" if far_front else far_arm, far_arm if far_front else "")
    long_hair = ""
    if not who.back:
        long_hair = (_long_hair(who) if who.face.long_hair else "") + _hair_behind(who)
    lower = trunk + legs if bones.seated and who.cut.lower not in ("skirt", "long_skirt") else legs + skirt + trunk
    if bones.seated and skirt:
        lower = legs + trunk + skirt
    return "".join([long_hair, far_over[0], over[0], neck, lower, far_over[1], over[1]])


def _before_chest(arm: Arm, middle: float) -> bool:
    return arm.wrist[0] > middle - 200


def _hair_behind(who: Drawn) -> str:
    """What of the haircut falls behind the neck: it stays with the body."""
    face = who.face
    paths = hair_shape(face.hair).behind
    return paint_hair(paths, face.hair_colour, seed=face.hair_seed, name="hair-behind", light_x=who.light_x)


def _long_hair(who: Drawn) -> str:
    return long_back(who.face.hair_colour, length=330.0, wide=270.0, name="long")


def _arm(who: Drawn, arm: Arm, *, near: bool, holds: str | None, handless: bool) -> str:
    cloth = paint_arm(who, arm, near=near)
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
    hand = paint_hand(shape, back_from, turn=turn, flip=not near and shape != "point", skin=skin, size=size, name="hand")
    if holds is None:
        return hand
    at = _grip(arm.wrist, turn, size)
    return paint_prop(holds, at, accent=who.dress.accent, size=size) + hand


def _grip(wrist: Point, turn: float, size: float) -> Point:
    return wrist[0] + math.cos(math.radians(turn)) * 84 * size, wrist[1] + math.sin(math.radians(turn)) * 84 * size


def paint_front_head(who: Drawn, *, pose: Pose) -> str:
    """The head without eyes, brows and mouth; a telephone at its ear where the pose has one."""
    face, light_x = who.face, who.light_x
    shape = hair_shape(face.hair)
    over = paint_hair(shape.over, face.hair_colour, seed=face.hair_seed, name="hair-over", light_x=light_x)
    drawn = paint_head(face, light_x=light_x, hair=over)
    return drawn + (_phone_at_ear(who) if pose == "phone" else "")


def _phone_at_ear(who: Drawn) -> str:
    arm, size = who.bones.near, _hand_size(who)
    at = _grip(arm.wrist, arm.turn, size)
    hand = paint_hand("grip", arm.wrist, turn=arm.turn, flip=False, skin=who.face.skin, size=size, name="hand")
    return paint_prop("phone", (at[0] + 16, at[1] - 20), accent=who.dress.accent, size=size * 0.92) + hand


def paint_back_head(who: Drawn, *, pose: Pose) -> str:
    """The head from behind: a dome of hair over the haircut's silhouette, ears, the nape."""
    face = who.face
    shape = hair_shape(face.hair)
    paths = (*shape.behind, *shape.over)
    nape = 640 if not face.long_hair else 1120
    bald = face.hair == "variant25"
    dome = smooth([
        (490, 138), (350, 160), (262, 250), (236, 380), (246, 500), (290, 590), (340, nape - 30), (400, nape + 10), (490, nape - 6),
        (580, nape + 12), (640, nape - 30), (690, 590), (734, 500), (744, 380), (718, 250), (630, 160),
    ])  # fmt: skip
    if face.long_hair:
        dome = smooth([(490, 130), (340, 160), (240, 270), (206, 460), (196, 700), (180, 940), (230, nape), (300, nape - 40),
                       (380, nape + 24), (490, nape - 20), (590, nape + 26), (680, nape - 40), (750, nape), (800, 940),
                       (784, 700), (774, 460), (740, 270), (640, 160)])  # fmt: skip
    ears = "".join(
        fill(one, skin_shade(face.skin)) + line(one, width=11)
        for one in (
            smooth([(256, 440), (226, 450), (218, 500), (236, 560), (270, 580)]),
            smooth([(724, 440), (754, 450), (762, 500), (744, 560), (710, 580)]),
        )
    )  # fmt: skip
    skullcap = smooth([(490, 150), (300, 210), (244, 380), (262, 560), (360, 690), (490, 712), (620, 690), (718, 560), (736, 380), (680, 210)])
    base = fill(skullcap, skin_shade(face.skin)) + line(skullcap)
    if bald:
        return ears + base
    colour = face.hair_colour
    dark = mix(colour, INK, 0.4)
    silhouette = f'<g transform="translate(980 0) scale(-1 1)">{hair_outline(paths, colour=dark)}</g>' if face.feminine else ""
    grown = (
        f'<linearGradient id="dome-g" gradientUnits="userSpaceOnUse" x1="{490 + 260 * who.light_x}" y1="140" '
        f'x2="{490 - 240 * who.light_x}" y2="{nape}"><stop offset="0" stop-color="{lit(colour, 0.08)}"/>'
        f'<stop offset="0.5" stop-color="{colour}"/><stop offset="1" stop-color="{dark}"/></linearGradient>'
        f'<clipPath id="dome"><path d="{dome}"/></clipPath>'
    )
    strands = "".join(
        fill(brush([(480 + k * 6, 190), (490 + k * 34, 330), (490 + k * 36, nape + 10)], 10),
             lit(colour, 0.16) if k % 3 == 0 else mix(colour, INK, 0.5), opacity=0.6)
        for k in range(-7, 8)
    )  # fmt: skip
    return (
        ears + base + silhouette + grown + fill(dome, "url(#dome-g)") + f'<g clip-path="url(#dome)">{strands}</g>'
        + line(dome, width=13) + (_phone_at_ear(who) if pose == "phone" else "")
    )  # fmt: skip
