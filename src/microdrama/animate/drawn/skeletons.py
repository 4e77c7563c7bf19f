"""Skeletons: where the joints of a body lie for a build and a pose, in the units of the head's sheet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from microdrama.animate.drawn.features import Features
from microdrama.animate.drawn.ink import Point
from microdrama.domain.storyboard import Pose

HEAD = 612.0
"""Skull to chin of every head, in units."""

HandShape = Literal["relaxed", "fist", "point", "grip", "flat", "none"]


@dataclass(frozen=True, slots=True)
class Build:
    """Half widths and heights of a standing body, in head units, from the pit of the neck at (490, 890) on."""

    neck: float
    shoulder: float
    chest: float
    waist: float
    hip: float
    waist_y: float
    hip_y: float
    arm: float
    arm_width: float
    leg: float
    leg_width: float
    bust: float


@dataclass(frozen=True, slots=True)
class Arm:
    """Shoulder, elbow and wrist, the hand's shape and where it points in degrees: 90 is down, 0 is forward."""

    shoulder: Point
    elbow: Point
    wrist: Point
    hand: HandShape
    turn: float
    front: bool


@dataclass(frozen=True, slots=True)
class Leg:
    """Hip, knee and ankle, and whether the foot points down in its length."""

    hip: Point
    knee: Point
    ankle: Point


@dataclass(frozen=True, slots=True)
class Skeleton:
    """A posed body that is turned a little to the right; `near` limbs are those on the left of the picture."""

    build: Build
    neck: Point
    waist: Point
    hips: Point
    near: Arm
    far: Arm
    legs: tuple[Leg, Leg]
    ground: float
    seated: bool
    roll: float


def build(face: Features) -> Build:
    """The build of a person."""
    if face.age == "child":
        return Build(90, 250, 190, 185, 205, 470, 650, 330, 130, 820, 170, 0)
    if face.feminine:
        slim = 1.0 if face.age != "elder" else 1.1
        teen = 0.94 if face.age == "teen" else 1.0
        return Build(
            92, 372 * teen, 262 * slim * teen, 196 * slim, 300 * slim * teen, 610, 930, 505 * teen, 152, 1580 * teen,
            250, 1.0 if face.age != "teen" else 0.6,
        )  # fmt: skip
    wide = {"teen": 0.88, "elder": 0.95}.get(face.age, 1.0)
    return Build(
        128 * wide, 480 * wide, 350 * wide, 282 * wide, 290 * wide, 660, 960, 555 * wide, 206 * wide, 1640 * wide,
        300 * wide, 0,
    )  # fmt: skip


_ARMS: dict[Pose, tuple[tuple[float, ...], tuple[float, ...], HandShape, HandShape, float, float]] = {
    # elbow x y, wrist x y from the shoulder, in arm lengths; near, far; hands; where they point
    "stand": ((-0.16, 0.98, -0.10, 1.88), (0.14, 0.98, 0.12, 1.88), "relaxed", "relaxed", 86, 92),
    "walk": ((-0.30, 0.94, -0.02, 1.74), (0.34, 0.90, 0.66, 1.62), "relaxed", "relaxed", 66, 56),
    "sit": ((-0.16, 0.94, 0.50, 1.46), (0.16, 0.94, -0.02, 1.62), "relaxed", "relaxed", 30, 100),
    "lean": ((-0.26, 0.95, -0.02, 1.72), (0.22, 0.94, 0.02, 1.72), "none", "relaxed", 80, 96),
    "arms_crossed": ((-0.14, 0.96, 0.98, 0.78), (0.18, 0.96, -0.92, 0.86), "flat", "none", -14, 190),
    "hand_on_hip": ((-0.66, 0.80, -0.02, 1.34), (0.16, 0.98, 0.13, 1.88), "fist", "relaxed", 20, 92),
    "point": ((-0.16, 0.98, -0.08, 1.86), (0.42, 0.74, 0.74, 0.02), "fist", "point", 88, -16),
    "hold": ((-0.18, 0.98, 0.66, 0.72), (0.16, 0.98, 0.13, 1.88), "grip", "relaxed", -40, 92),
    "phone": ((-0.42, 0.60, 0.06, -0.36), (0.16, 0.98, 0.13, 1.88), "grip", "relaxed", -80, 92),
    "kneel": ((-0.16, 0.96, 0.16, 1.78), (0.16, 0.96, 0.0, 1.78), "relaxed", "relaxed", 72, 96),
    "lie": ((-0.14, 0.98, 0.06, 1.84), (0.12, 0.98, -0.02, 1.84), "relaxed", "relaxed", 80, 96),
}


_STANDING: tuple[tuple[tuple[float, ...], tuple[float, ...], HandShape, HandShape, float, float], ...] = (
    _ARMS["stand"],
    ((-0.30, 0.94, -0.12, 1.66), (0.14, 0.98, 0.10, 1.88), "none", "relaxed", 70, 92),
    ((-0.20, 0.97, -0.10, 1.86), (0.26, 0.95, 0.04, 1.78), "relaxed", "relaxed", 84, 106),
)
"""Ways to stand: at ease, a hand in a pocket, an arm a little bent. Everybody has one that is theirs."""


def skeleton(face: Features, pose: Pose, *, holding: bool = False, pockets: bool = True) -> Skeleton:
    """The joints of a person in a pose; who holds a thing lifts a hand for it, who has no pockets shows both hands."""
    b = build(face)
    neck = (490.0, 862.0 if face.young else 878.0 if face.feminine else 888.0)
    drop = 118.0 if not face.young else 78.0
    ease = 34.0 if face.feminine else 18.0
    sway = {"hand_on_hip": 44.0, "lean": -46.0, "walk": 10.0, "stand": ease, "hold": ease, "phone": ease,
            "arms_crossed": ease}.get(pose, 0.0)  # fmt: skip
    waist = (neck[0] + 4 + sway * 0.4, neck[1] + b.waist_y)
    hips = (neck[0] + 6 + sway, neck[1] + b.hip_y)
    used = "hold" if holding and pose in ("stand", "walk", "lean", "hand_on_hip", "arms_crossed") else pose
    own = face.hair_seed % 3
    arms = _STANDING[own] if used == "stand" and not holding else _ARMS[used]
    near_at, far_at, near_hand, far_hand, near_turn, far_turn = arms
    near_hand = "relaxed" if near_hand == "none" and not pockets else near_hand
    tilt = {"hand_on_hip": -14.0, "lean": 20.0, "walk": -6.0, "stand": 8.0, "phone": -12.0}.get(pose, 0.0)
    near_shoulder = (neck[0] - b.shoulder + b.arm_width * 0.60, neck[1] + drop + tilt)
    far_shoulder = (neck[0] + b.shoulder * 0.95 - b.arm_width * 0.60, neck[1] + drop - 4 - tilt)
    near = _arm(near_shoulder, near_at, b.arm, near_hand, near_turn, front=used != "walk")
    far = _arm(far_shoulder, far_at, b.arm, far_hand, far_turn, front=used in ("arms_crossed", "sit", "kneel"))
    legs, ground = _legs(b, pose, hips)
    return Skeleton(
        build=b, neck=neck, waist=waist, hips=hips, near=near, far=far, legs=legs, ground=ground,
        seated=pose in ("sit", "kneel"), roll=-86.0 if pose == "lie" else 0.0,
    )  # fmt: skip


def _arm(shoulder: Point, at: tuple[float, ...], long: float, hand: HandShape, turn: float, *, front: bool) -> Arm:
    return Arm(
        shoulder=shoulder,
        elbow=(shoulder[0] + at[0] * long, shoulder[1] + at[1] * long),
        wrist=(shoulder[0] + at[2] * long, shoulder[1] + at[3] * long),
        hand=hand,
        turn=turn,
        front=front,
    )


def _legs(b: Build, pose: Pose, hips: Point) -> tuple[tuple[Leg, Leg], float]:
    """The near and the far leg, and where the ground is."""
    x, y, long = hips[0], hips[1] + 60, b.leg
    left, right = x - b.hip * 0.50, x + b.hip * 0.46
    if pose == "sit":
        near = Leg((left, y), (left + long * 0.16, y + long * 0.24), (left + long * 0.13, y + long * 0.74))
        far = Leg((right, y), (right + long * 0.18, y + long * 0.21), (right + long * 0.19, y + long * 0.70))
        return (near, far), y + long * 0.78
    if pose == "kneel":
        near = Leg((left, y), (left - long * 0.02, y + long * 0.44), (left - long * 0.24, y + long * 0.50))
        far = Leg((right, y), (right + long * 0.20, y + long * 0.20), (right + long * 0.17, y + long * 0.50))
        return (near, far), y + long * 0.55
    ground = y + long
    if pose == "walk":
        near = Leg((left, y), (left - long * 0.03, y + long * 0.50), (left - long * 0.17, ground - 70))
        far = Leg((right, y), (right + long * 0.09, y + long * 0.48), (right + long * 0.15, ground - 30))
        return (near, far), ground
    if pose == "lean":
        near = Leg((left, y), (left + long * 0.02, y + long * 0.49), (left + long * 0.02, ground - 30))
        far = Leg((right, y), (right + long * 0.06, y + long * 0.47), (right - long * 0.12, ground - 50))
        return (near, far), ground
    spread = 0.035 if b.bust else 0.06
    near = Leg((left, y), (left - long * spread * 0.3, y + long * 0.49), (left - long * spread, ground - 30))
    far = Leg((right, y), (right + long * spread * 0.4, y + long * 0.48), (right + long * spread * 1.1, ground - 44))
    return (near, far), ground
