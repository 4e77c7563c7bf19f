"""Where people stand: heads whole and on the screen, sides kept, faces above the captions."""

import dataclasses
from itertools import pairwise, product

import msgspec
import pytest

from animate.drawn import stand_ins
from microdrama.animate.drawn import staging
from microdrama.domain.storyboard import Look, Seen

WIDTH, HEIGHT = 180, 320
SIZES = ("wide", "full", "medium", "close", "extreme")
ANGLES = ("eye", "low", "high", "dutch", "over_shoulder", "back")
NAMES = ("anna", "ben", "cid", "dora", "emil", "fay")
SIDES = {1: ("centre",), 2: ("left", "right"), 3: ("left", "centre", "right"), 4: ("left", "left", "right", "right")}
COAT = Look(id="first", wardrobe="coat", colour="#c4163a", accent="#ffffff")


def people(count: int, sides: tuple[str, ...] | None = None) -> list[Seen]:
    chosen = sides or SIDES.get(count, ("left", "centre", "right") * 2)
    facing = ("right", "left", "camera", "right", "left", "camera")
    return [Seen(character=NAMES[n], look="first", side=chosen[n], facing=facing[n]) for n in range(count)]


def staged(size: str, angle: str, seen: list[Seen]) -> list[tuple[staging.Spot, tuple[int, int, int, int]]]:
    """Spots, their figures, and the head (left, top, right, bottom) of each as it lies in the picture."""
    shot = stand_ins.made_shot(seen, size=size, angle=angle).timed.shot
    result = []
    for spot in staging.spots(shot, width=WIDTH, height=HEIGHT, floor_y=0.6 * HEIGHT):
        figure = stand_ins.draw_figure(None, COAT, height_px=spot.head_px, facing=spot.facing, feeling="neutral")
        x, y = staging.placed(figure, spot, width=WIDTH, height=HEIGHT)
        left, top, wide, high = staging.head_of(figure)
        result.append((spot, (left + x, top + y, left + x + wide, top + y + high)))
    return result


@pytest.mark.parametrize(("size", "angle", "count"), list(product(SIZES, ANGLES, (1, 2, 3, 4, 6))))
def test_no_head_is_cut_whatever_the_shot(size: str, angle: str, count: int) -> None:
    shown = staged(size, angle, people(count))
    assert shown
    for spot, (left, top, right, bottom) in shown:
        if spot.front:
            assert right > 0
            assert left < WIDTH  # who is looked past is seen, if not whole
            continue
        assert left >= 0
        assert right <= WIDTH
        assert bottom <= staging.BOTTOM * HEIGHT
        if size != "extreme":
            assert top >= staging.TOP * HEIGHT - 1
        assert (top + bottom) / 2 < HEIGHT / 2


@pytest.mark.parametrize(("size", "count"), list(product(SIZES[:4], (2, 3, 4))))
def test_heads_do_not_hide_one_another(size: str, count: int) -> None:
    boxes = sorted(box for _, box in staged(size, "eye", people(count)))
    for (_, _, right, _), (left, _, _, _) in pairwise(boxes):
        assert left >= right


@pytest.mark.parametrize(("size", "angle"), list(product(SIZES[:4], ANGLES)))
@pytest.mark.parametrize("swapped", [False, True])
def test_the_line_between_two_people_is_never_crossed(size: str, angle: str, *, swapped: bool) -> None:
    """Who is on the left is on the left in every size and angle, whoever is named first or speaks."""
    seen = people(2)
    found = {spot.seen.character: spot.x for spot, _ in staged(size, angle, seen[::-1] if swapped else seen)}
    assert found["anna"] < found["ben"]


def test_past_a_shoulder_one_is_near_and_dark_and_the_speaker_is_looked_at() -> None:
    seen = people(2)
    made = stand_ins.made_shot(seen, size="close", angle="over_shoulder", said=[stand_ins.Said("ben", 0.2)])
    subject, front = staging.spots(made.timed.shot, width=WIDTH, height=HEIGHT)
    assert (subject.seen.character, front.seen.character) == ("ben", "anna")
    assert front.front
    assert front.facing == "away"
    assert front.head_px > subject.head_px
    assert front.x < subject.x


def test_who_looks_aside_has_room_to_look_into() -> None:
    for size in ("full", "medium", "close"):
        x = {}
        for facing in ("left", "camera", "right"):
            seen = [Seen(character="anna", look="first", facing=facing)]
            x[facing] = staging.spots(stand_ins.made_shot(seen, size=size).timed.shot, width=WIDTH, height=HEIGHT)[0].x
        assert x["right"] < x["camera"] < x["left"]


def test_heads_grow_with_the_size_of_the_shot() -> None:
    heads = [staged(size, "eye", people(1))[0][0].head_px for size in SIZES]
    assert heads == sorted(heads)
    assert heads[0] * 5 < heads[3]


def test_eyes_lie_about_a_third_down_and_feet_on_the_floor() -> None:
    for size in ("medium", "close", "extreme"):
        assert 0.2 * HEIGHT < staged(size, "eye", people(1))[0][0].y < 0.4 * HEIGHT
    for size in ("wide", "full"):
        spot = staged(size, "eye", people(2))[0][0]
        assert spot.by == "feet"
        assert 0.55 * HEIGHT <= spot.y <= 0.72 * HEIGHT


def test_nobody_seen_is_nobody_staged() -> None:
    assert staging.spots(stand_ins.made_shot([], size="wide").timed.shot, width=WIDTH, height=HEIGHT) == ()


def test_from_behind_everybody_faces_away() -> None:
    assert {spot.facing for spot, _ in staged("full", "back", people(3))} == {"away"}


def test_who_lies_has_room_to_lie_in_and_an_upright_face() -> None:
    def lying(size: str, facing: str) -> staging.Spot:
        seen = [Seen(character="anna", look="first", facing=facing, pose="lie")]
        (spot,) = staging.spots(stand_ins.made_shot(seen, size=size).timed.shot, width=WIDTH, height=HEIGHT)
        return spot

    assert lying("full", "left").x > 0.6 * WIDTH
    assert lying("full", "right").x < 0.4 * WIDTH
    assert lying("medium", "right").seen.pose == "stand"
    assert lying("close", "right").seen.pose == "stand"


@pytest.mark.parametrize(("size", "pose"), [("full", "kneel"), ("wide", "kneel"), ("medium", "stand")])
def test_who_kneels_is_seen_so_only_with_the_floor(size: str, pose: str) -> None:
    seen = [Seen(character="anna", look="first", pose="kneel")]
    (spot,) = staging.spots(stand_ins.made_shot(seen, size=size).timed.shot, width=WIDTH, height=HEIGHT)
    assert spot.seen.pose == pose


def test_who_is_looked_past_or_at_a_shoulder_does_not_lie() -> None:
    seen = [msgspec.structs.replace(one, pose="lie") for one in people(2)]
    assert {spot.seen.pose for spot, _ in staged("medium", "over_shoulder", seen)} == {"stand"}


def test_a_child_and_who_sits_are_lower_than_who_stands_beside_them() -> None:
    (one,) = staging.spots(stand_ins.made_shot(people(1), size="medium").timed.shot, width=WIDTH, height=HEIGHT)
    seated = dataclasses.replace(one, seen=msgspec.structs.replace(one.seen, pose="sit"))
    assert staging.lowered(one, child=False, height=HEIGHT) == one
    assert staging.lowered(one, child=True, height=HEIGHT).y > one.y + 0.08 * HEIGHT
    assert staging.lowered(one, child=True, height=HEIGHT).head_px < one.head_px
    assert staging.lowered(seated, child=False, height=HEIGHT).y > one.y + 0.05 * HEIGHT
    on_feet = dataclasses.replace(one, by="feet")
    assert staging.lowered(on_feet, child=True, height=HEIGHT) == on_feet


def test_who_is_looked_past_leaves_the_other_face_free() -> None:
    for swapped in (False, True):
        seen = people(2)
        (_, face), (_, back) = staged("close", "over_shoulder", seen[::-1] if swapped else seen)
        overlap = min(face[2], back[2]) - max(face[0], back[0])
        assert overlap < 0.2 * (face[2] - face[0])
