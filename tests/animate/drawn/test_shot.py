"""The pictures of a shot: whole, alive, in step with the mouths, and the same bytes every time."""

import itertools
from dataclasses import replace

import msgspec
import numpy as np
import pytest

from animate.drawn.stand_ins import DRAWERS, Made, Said, made_shot
from microdrama.animate.drawn.drawers import StageError
from microdrama.animate.drawn.shot import draw_shot, features
from microdrama.animate.drawn.stage import Stage, bake
from microdrama.domain.storyboard import Insert, Seen

SIZE = (180, 320)
ANNA = Seen(character="anna", look="first", side="left", facing="right")
BEN = Seen(character="ben", look="first", side="right", facing="left")
CID = Seen(character="cid", look="first", side="centre")


def baked(made: Made, *, grain: bool = False) -> Stage:
    stage = bake(made.timed, made.board, made.mouths, drawers=DRAWERS, size=SIZE)
    return stage if grain else replace(stage, grain=None)


def drawn(made: Made, *, grain: bool = False) -> list[np.ndarray]:
    return list(draw_shot(baked(made, grain=grain)))


def test_a_shot_has_all_its_pictures_in_their_size() -> None:
    pictures = drawn(made_shot([ANNA, BEN], pictures=13))
    assert len(pictures) == 13
    assert {picture.shape for picture in pictures} == {(320, 180, 3)}
    assert {picture.dtype for picture in pictures} == {np.dtype(np.uint8)}


@pytest.mark.parametrize("move", ["push", "shake", "hold"])
def test_the_same_shot_gives_the_same_bytes(move: str) -> None:
    def made() -> bytes:
        shot = made_shot([ANNA, BEN], move=move, weather="rain", pictures=14, said=[Said("anna", 0.1)])
        return b"".join(picture.tobytes() for picture in drawn(shot, grain=True))

    assert made() == made()


@pytest.mark.parametrize(
    ("size", "angle"), [("wide", "eye"), ("full", "eye"), ("medium", "low"), ("close", "eye"), ("extreme", "eye"),
                        ("close", "over_shoulder")],
)  # fmt: skip
def test_nobody_is_frozen_while_the_camera_stands(size: str, angle: str) -> None:
    """Without rain, grain or a move: every head that is seen changes within any second and a half."""
    stage = baked(made_shot([ANNA, BEN], size=size, angle=angle, pictures=96))
    pictures = [picture.astype(int) for picture in draw_shot(stage)]
    changes = [np.abs(after - before) for before, after in itertools.pairwise(pictures[::2])]
    for puppet in stage.puppets:
        x, y, wide, high = (round(value) for value in puppet.head_box)
        box = np.s_[max(0, y) : y + high, max(0, x) : max(0, x + wide)]
        moved = np.array([change[box].max() > 0 for change in changes])
        longest = max((len(list(group)) for same, group in itertools.groupby(~moved) if same), default=0)
        assert longest < 18


def test_people_move_on_twos() -> None:
    """With a camera that stands, the second picture of two is the first again."""
    pictures = drawn(made_shot([ANNA, BEN], pictures=24, said=[Said("anna", 0.2)]))
    assert all((one == other).all() for one, other in zip(pictures[::2], pictures[1::2], strict=True))


def test_the_camera_moves_on_ones() -> None:
    pictures = drawn(made_shot([ANNA, BEN], pictures=24, move="pan_left"))
    assert all((one != other).any() for one, other in itertools.pairwise(pictures))


@pytest.mark.parametrize(
    "move", ["hold", "push", "pull", "pan_left", "pan_right", "tilt_up", "tilt_down", "shake", "impact"]
)
@pytest.mark.parametrize("angle", ["eye", "dutch"])
def test_no_picture_has_an_empty_edge(move: str, angle: str) -> None:
    """The place's darkest colour is far above black, and the vignette takes less than two thirds of it."""
    for picture in drawn(made_shot([BEN], size="wide", move=move, angle=angle, pictures=30, interior=True))[::3]:
        for edge in (picture[0], picture[-1], picture[:, 0], picture[:, -1]):
            assert edge.max(axis=1).min() >= 12


def test_the_mouth_that_is_seen_is_the_one_of_the_track() -> None:
    made = made_shot([ANNA, BEN], size="close", pictures=48, said=[Said("anna", 0.25)])
    stage = baked(made)
    anna = next(puppet for puppet in stage.puppets if puppet.spot.seen.character == "anna")
    track = next(iter(made.mouths.values()))
    for n in range(48):
        shown = features(anna, anna.acts[n // 2])[1]
        assert any(shown is anna.mouths[shape] for shape in track[max(0, n - 2) : n + 2])


def test_a_spoken_line_changes_the_mouth_on_the_screen() -> None:
    silent = drawn(made_shot([ANNA], size="close", pictures=30))
    spoken = drawn(made_shot([ANNA], size="close", pictures=30, said=[Said("anna", 0.1, ("aa", "oo", "aa", "oo"))]))
    assert np.abs(silent[12].astype(int) - spoken[12]).max() > 60


def test_rain_falls_out_of_doors_only() -> None:
    def of(weather: str, *, interior: bool) -> np.ndarray:
        return drawn(made_shot([ANNA], weather=weather, interior=interior, pictures=1, size="wide"))[0]

    assert of("rain", interior=False).astype(int).sum() > of("clear", interior=False).astype(int).sum()
    assert (of("rain", interior=True) == of("clear", interior=True)).all()


def test_a_mirror_of_who_stands_on_a_wet_floor() -> None:
    stage = baked(made_shot([ANNA], size="full", pictures=2))
    feet = stage.puppets[0].pivot[1]
    wet = stage.plates[-1].cel
    assert abs(wet.top - feet) <= 3
    assert wet.sheet[..., 3].max() > 20
    near, far = wet.sheet[: len(wet.sheet) // 4, :, 3].max(), wet.sheet[-len(wet.sheet) // 8 :, :, 3].max()
    assert far < near / 2


def test_a_flash_is_white_and_over_in_a_third_of_a_second() -> None:
    plain = drawn(made_shot([ANNA], pictures=12))
    flashed = drawn(made_shot([ANNA], pictures=12, effects=["flash"]))
    assert flashed[0].mean() > plain[0].mean() + 100
    assert (flashed[9] == plain[9]).all()


@pytest.mark.parametrize("effect", ["speed_lines", "impact", "blush", "sweat", "dark", "glow"])
def test_every_effect_is_seen(effect: str) -> None:
    plain = drawn(made_shot([ANNA], size="close", pictures=24))
    made = drawn(made_shot([ANNA], size="close", pictures=24, effects=[effect]))
    assert max(np.abs(one.astype(int) - other).max() for one, other in zip(plain, made, strict=True)) > 20


def test_tears_run_down_a_crying_face_and_stay_on_it() -> None:
    crying = Seen(character="anna", look="first", facing="camera", feeling="crying")
    stage = baked(made_shot([crying], size="close", pictures=48, effects=["tears"]))
    (puppet,) = stage.puppets
    assert puppet.head is not None
    alpha = puppet.head.sheet[..., 3]
    middles = []
    for cels in puppet.running:
        sheet, left, top = cels[0].sheet, cels[0].left - puppet.head.left, cels[0].top - puppet.head.top
        ys, xs = np.nonzero(sheet[..., 3] > 40)
        if len(ys):
            assert (alpha[ys + top, xs + left] > 0).all()
            middles.append(ys.max())
    assert max(middles) > 2 * min(middles)


@pytest.mark.parametrize("seen", [[ANNA], [ANNA, BEN], [ANNA, BEN, CID]])
def test_panels_come_one_after_another(seen: list[Seen]) -> None:
    stage = baked(made_shot(seen, size="close", effects=["panels"], pictures=48))
    assert len(stage.panels) == max(2, len(seen))
    covered = np.zeros((320, 180), int)
    for panel in stage.panels:
        left, top, wide, high = panel.window
        covered[top : top + high, left : left + wide] += panel.mask > 0
    assert covered.max() == 1
    assert covered[: round(0.62 * 320)].mean() > 0.9
    first, *_, last = draw_shot(stage)
    low = np.s_[round(0.5 * 320) : round(0.6 * 320)]
    assert first[low].max() < 40
    assert last[low].mean() > 40
    below = last[round(0.72 * 320) : round(0.8 * 320)]
    assert below.std() > 4, "the page below the panels is no empty black"
    assert below.max() < 200, "and calm, for words"


def test_an_insert_fills_the_screen_and_nobody_stands_in_it() -> None:
    stage = baked(made_shot([ANNA], pictures=8, insert=Insert(kind="phone", texts=["Where are you?"])))
    assert stage.puppets == ()
    assert stage.fronts


def test_a_shot_of_nobody_is_a_place() -> None:
    assert len(drawn(made_shot([], size="wide", pictures=3))) == 3


def test_who_is_unknown_is_refused_in_a_sentence() -> None:
    made = made_shot([ANNA], pictures=2)
    elsewhere = replace(made.timed, scene=msgspec.structs.replace(made.timed.scene, location="nowhere"))
    with pytest.raises(StageError, match="no location nowhere"):
        bake(elsewhere, made.board, made.mouths, drawers=DRAWERS, size=SIZE)
    stranger = msgspec.structs.replace(made.timed.shot, seen=[Seen(character="zoe", look="first")])
    with pytest.raises(StageError, match="no zoe"):
        bake(replace(made.timed, shot=stranger), made.board, made.mouths, drawers=DRAWERS, size=SIZE)
