"""The studio's own people, places and weather on one stage: what the parts promise one another holds when they meet."""

from dataclasses import replace
from typing import Any, get_args

import msgspec
import numpy as np
import pytest

from animate.drawn.stand_ins import Said, made_shot
from microdrama.animate.drawn.drawers import Drawers, studio
from microdrama.animate.drawn.figure import Figure
from microdrama.animate.drawn.shot import draw_shot
from microdrama.animate.drawn.stage import bake
from microdrama.animate.drawn.staging import BOTTOM, TOP
from microdrama.animate.timed import MouthShape
from microdrama.domain.storyboard import Insert, Pose, Seen

SIZE = (180, 320)
ANNA = Seen(character="anna", look="first", side="left", facing="right", feeling="angry")
BEN = Seen(character="ben", look="first", side="right", facing="left", feeling="cold")


@pytest.fixture(scope="module")
def drawers() -> Drawers:
    return studio()


@pytest.mark.parametrize(
    ("size", "angle"), [("full", "eye"), ("medium", "low"), ("close", "eye"), ("close", "over_shoulder")]
)
def test_drawn_people_keep_their_heads_and_can_do_what_they_must(drawers: Drawers, size: str, angle: str) -> None:
    made = made_shot([ANNA, BEN], size=size, angle=angle, weather="rain", pictures=6, said=[Said("anna", 0.0)])
    stage = bake(made.timed, made.board, made.mouths, drawers=drawers, size=SIZE)
    for puppet in stage.puppets:
        if puppet.spot.front:
            continue
        x, y, wide, high = puppet.head_box
        assert x >= 0
        assert x + wide <= SIZE[0]
        assert y >= TOP * SIZE[1] - 1
        assert y + high <= BOTTOM * SIZE[1]
        assert set(puppet.mouths) == set(
            get_args(MouthShape.__value__ if hasattr(MouthShape, "__value__") else MouthShape)
        )
        assert len(puppet.eyes) == 9
        assert all(act.feeling in puppet.brows for act in puppet.acts)
    pictures = list(draw_shot(stage))
    assert np.abs(pictures[0].astype(int) - pictures[-1]).max() > 30


@pytest.mark.parametrize("pose", get_args(Pose))
def test_every_pose_can_be_staged(drawers: Drawers, pose: str) -> None:
    seen = Seen(character="anna", look="first", facing="left", pose=pose)
    made = made_shot([seen], size="full", pictures=1)
    (picture,) = draw_shot(bake(made.timed, made.board, made.mouths, drawers=drawers, size=SIZE))
    nobody = made_shot([], size="full", pictures=1)
    (empty,) = draw_shot(bake(nobody.timed, nobody.board, nobody.mouths, drawers=drawers, size=SIZE))
    assert (np.abs(picture.astype(int) - empty).max(axis=2) > 40).mean() > 0.02


@pytest.mark.parametrize(("kind", "chair"), [("car", False), ("train", False), ("office", True)])
def test_nobody_brings_a_chair_where_there_are_seats(drawers: Drawers, kind: str, *, chair: bool) -> None:
    asked: list[bool] = []

    def figure(*who: Any, **wanted: Any) -> Figure:
        asked.append(wanted["chair"])
        return drawers.figure(*who, **wanted)

    seen = Seen(character="anna", look="first", pose="sit")
    made = made_shot([seen], size="medium", pictures=1)
    place = msgspec.structs.replace(made.board.locations[0], kind=kind)
    board = msgspec.structs.replace(made.board, locations=[place])
    bake(made.timed, board, made.mouths, drawers=replace(drawers, figure=figure), size=SIZE)
    assert asked == [chair]


def test_a_cut_back_draws_nobody_twice(drawers: Drawers) -> None:
    made = made_shot([ANNA], size="close", pictures=1, ident="a")
    again = made_shot([ANNA], size="close", pictures=1, ident="b", move="push")
    asked = {"size": "close", "height_px": 90, "pose": "stand", "facing": "left", "feeling": "sad", "light": None}
    place = drawers.place(
        made.board.locations[0], time="night", weather="clear", mood="calm", width=180, height=320, blur_px=0, zoom=1
    )
    who, look = made.board.characters[0], made.board.characters[0].looks[0]
    one = drawers.figure(who, look, **(asked | {"light": place.light}))
    assert drawers.figure(again.board.characters[0], look, **(asked | {"light": place.light})) is one
    assert drawers.figure(who, look, **(asked | {"light": place.light, "feeling": "happy"})) is not one


def test_who_only_feels_otherwise_keeps_the_body_and_gets_another_face(drawers: Drawers) -> None:
    made = made_shot([ANNA], size="close", pictures=1)
    place = drawers.place(
        made.board.locations[0], time="night", weather="clear", mood="calm", width=180, height=320, blur_px=0, zoom=1
    )
    who, look = made.board.characters[0], made.board.characters[0].looks[0]
    asked = {"size": "close", "height_px": 96, "pose": "stand", "facing": "left", "light": place.light}
    sad, happy = (drawers.figure(who, look, feeling=one, moods=("angry",), **asked) for one in ("sad", "happy"))
    assert sad.body is happy.body
    assert not np.array_equal(sad.mouths["rest"].sheet, happy.mouths["rest"].sheet)
    assert list(sad.brows) == ["sad", "angry"]
    assert np.array_equal(sad.brows["angry"].sheet, happy.brows["angry"].sheet)
    turned = drawers.figure(who, look, feeling="sad", **(asked | {"facing": "camera"}))
    assert turned.body is not sad.body


def test_messages_come_one_after_another(drawers: Drawers) -> None:
    texts = ["Come home.", "No.", "Please."]
    made = made_shot([], pictures=48, insert=Insert(kind="phone", texts=texts, sender="anna"))
    stage = bake(made.timed, made.board, made.mouths, drawers=drawers, size=SIZE)
    since = [plate.since for plate in stage.fronts]
    assert since == sorted(since)
    assert since[0] == 0
    assert 0 < since[-1] <= 16
    first, *_, last = draw_shot(stage)
    assert np.abs(first.astype(int) - last).max() > 40
