"""People: the same one every time, different from one another, whole in every pose, in the colours that are pinned."""

from __future__ import annotations

import colorsys
from dataclasses import replace
from itertools import combinations
from typing import get_args

import msgspec
import numpy as np
import pytest

from microdrama.animate.drawn.cels import Cel, lay
from microdrama.animate.drawn.eyes import GAZES, LIDS
from microdrama.animate.drawn.figure import Figure, draw_figure
from microdrama.animate.drawn.garments import CUTS
from microdrama.animate.drawn.hands import KINDS, prop_kind
from microdrama.animate.drawn.light import Light
from microdrama.animate.timed import MouthShape
from microdrama.domain.storyboard import Age, Character, Feeling, Look, Pose, Sex, Size

PLAIN = Light(ambient=(1, 1, 1), key=(0, 0, 0), key_side="left", key_strength=0, rim=(0, 0, 0), rim_px=0, wrap=0,
              haze=(0.5, 0.5, 0.5))  # fmt: skip
FEELINGS: tuple[Feeling, ...] = get_args(Feeling)
POSES: tuple[Pose, ...] = get_args(Pose)
SIZES: tuple[Size, ...] = get_args(Size)


def person(seed: int = 5, *, sex: Sex = "female", age: Age = "adult", wardrobe: str = "coat", **more: str) -> Character:
    look = Look(id="look", wardrobe=wardrobe, colour="#c4163a", accent="#e8b84a")
    return Character(id="one", name="One", sex=sex, age=age, seed=seed, looks=[look], **more)  # pyright: ignore[reportArgumentType]


_KEPT: dict[tuple[bytes, str], Figure] = {}


def drawn(character: Character, **wanted: object) -> Figure:
    usual: dict[str, object] = {
        "size": "close", "height_px": 64, "pose": "stand", "facing": "right", "feeling": "neutral", "light": PLAIN,
    }  # fmt: skip
    key = msgspec.json.encode(character), repr(sorted(wanted.items()))
    if key not in _KEPT:
        _KEPT[key] = draw_figure(character, character.looks[0], **{**usual, **wanted})  # pyright: ignore[reportArgumentType]
    return _KEPT[key]


def cels_of(figure: Figure) -> list[Cel]:
    heads = [] if figure.head is None else [figure.head]
    return [figure.body, *heads, *figure.eyes.values(), *figure.brows.values(), *figure.mouths.values()]


def same(one: Cel, other: Cel) -> bool:
    return (one.left, one.top) == (other.left, other.top) and np.array_equal(one.sheet, other.sheet)


def seen(figure: Figure, *, feeling: Feeling = "neutral", side: int = 256) -> np.ndarray:
    picture = np.full((side, side, 3), 128, np.uint8)
    cels = [figure.body, figure.head, figure.eyes["open", "ahead"], figure.brows[feeling], figure.mouths["rest"]]
    for cel in cels:
        if cel is not None:
            lay(picture, cel.moved(20, 20))
    return picture


def median_hue(pixels: np.ndarray) -> float:
    """The hue, in turns, of the middle of all pixels that have one, counted the short way round from red."""
    hues = [colorsys.rgb_to_hsv(*(pixel / 255)) for pixel in pixels.astype(float)]
    near_red = [(hue + 0.5) % 1 for hue, strength, value in hues if strength > 0.3 and value > 0.15]
    return (float(np.median(near_red)) - 0.5) % 1


def hue_of(colour: str) -> float:
    return colorsys.rgb_to_hsv(*(int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)))[0]


def test_the_same_person_is_drawn_with_the_same_bytes() -> None:
    one, two = (draw_figure(person(), person().looks[0], size="close", height_px=64, pose="stand", facing="right",
                            feeling="sad", light=PLAIN) for _ in range(2))  # fmt: skip
    assert all(same(a, b) for a, b in zip(cels_of(one), cels_of(two), strict=True))


def test_a_feeling_changes_only_what_moves_in_the_face() -> None:
    calm = drawn(person())
    assert calm.head is not None
    for feeling in FEELINGS:
        other = drawn(person(), feeling=feeling)
        assert other.head is not None
        assert same(calm.head, other.head)
        assert same(calm.body, other.body)
        if feeling not in ("neutral", "whispering"):
            assert not same(calm.brows["neutral"], other.brows[feeling])
            assert not same(calm.mouths["rest"], other.mouths["rest"])


def test_a_face_is_the_same_in_every_look_and_pose() -> None:
    calm = drawn(person())
    for other in (drawn(person(wardrobe="hoodie")), drawn(person(), pose="hold", holds="letter")):
        assert all(same(calm.eyes[key], other.eyes[key]) for key in calm.eyes)
        assert calm.head is not None
        assert other.head is not None
        assert np.array_equal(calm.head.sheet, other.head.sheet)


@pytest.mark.parametrize(
    ("sex", "age"), [("female", "young"), ("male", "adult"), ("female", "elder"), ("male", "child")]
)
def test_seeds_give_different_people(sex: Sex, age: Age) -> None:
    pictures = [seen(drawn(person(seed, sex=sex, age=age), height_px=80)) for seed in range(6)]
    for one, other in combinations(pictures, 2):
        assert (np.abs(one.astype(int) - other).max(axis=2) > 24).mean() > 0.012


@pytest.mark.parametrize("pose", POSES)
@pytest.mark.parametrize("sex", ["female", "male"])
def test_every_pose_fits_its_sheet(pose: Pose, sex: Sex) -> None:
    figure = drawn(person(sex=sex), size="full", height_px=20, pose=pose, facing="left")
    body = figure.body.sheet[..., 3]
    assert (body > 128).sum() > 20 * 20
    # the trimmed sheet starts inside the figure: nothing was cut off on the left, above or on the right
    assert figure.body.left > 0
    assert figure.head is not None
    assert figure.head.top > 0
    left, top, right, bottom = figure.head_box
    assert 0 <= left < right
    assert 0 <= top < bottom
    # nobody's body goes on below the ground by more than the soles of the shoes
    assert abs(figure.body.top + figure.body.sheet.shape[0] - figure.feet[1]) <= 0.3 * 20


@pytest.mark.parametrize("wardrobe", sorted(CUTS))
def test_every_garment_is_dressed_in_its_colour(wardrobe: str) -> None:
    figure = drawn(person(sex="female", wardrobe=wardrobe), size="medium", height_px=48)
    chest = figure.shoulder_y - figure.body.top
    cloth = figure.body.sheet[chest : chest + 60].reshape(-1, 4)
    hue = median_hue(cloth[cloth[:, 3] == 255][:, :3])
    if wardrobe not in ("apron", "armour"):  # an apron covers the shirt, plates are half steel
        assert abs((hue - hue_of("#c4163a") + 0.5) % 1 - 0.5) < 0.06


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("facing", ["left", "right", "camera", "away"])
def test_every_size_and_side_is_drawn(size: Size, facing: str) -> None:
    figure = drawn(person(wardrobe="suit"), size=size, facing=facing, height_px=40)
    assert (figure.body.sheet[..., 3] > 128).any()
    assert figure.head is not None
    assert (figure.head.sheet[..., 3] > 128).sum() > 20 * 20
    assert figure.head_box[3] - figure.head_box[1] == pytest.approx(40, abs=2)
    assert bool(figure.eyes) == (facing != "away")


def test_larger_sizes_show_more() -> None:
    heights = [drawn(person(), size=size, height_px=220).body.sheet.shape[0] for size in ("close", "medium", "full")]
    assert heights == sorted(heights)
    assert len(set(heights)) == 3


def test_who_faces_left_is_the_mirror_of_who_faces_right() -> None:
    lit_left, lit_right = replace(PLAIN, key_side="left"), replace(PLAIN, key_side="right")
    right = drawn(person(), facing="right", light=lit_left, height_px=96)
    left = drawn(person(), facing="left", light=lit_right, height_px=96)
    assert right.head is not None
    assert left.head is not None
    one, other = right.head.sheet, left.head.sheet[:, ::-1]
    assert abs(one.shape[1] - other.shape[1]) <= 2
    width = min(one.shape[1], other.shape[1])
    best = min(
        np.abs(one[:, a : a + width - 2].astype(int) - other[: one.shape[0], b : b + width - 2]).mean()
        for a in range(2) for b in range(2)
    )  # fmt: skip
    assert best < 12


def test_eyes_look_where_they_are_told_on_the_picture() -> None:
    for facing in ("left", "right"):
        figure = drawn(person(iris="#3f7fb0"), facing=facing, height_px=160)
        places: list[float] = []
        for gaze in GAZES:
            cel = figure.eyes["open", gaze]
            red, _, blue = (cel.sheet[..., k].astype(int) for k in range(3))
            columns = np.nonzero((blue - red > 40) & (cel.sheet[..., 3] > 200))[1]
            half = cel.sheet.shape[1] // 2
            near = columns[columns < half] if facing == "right" else columns[columns > half]
            places.append(float(near.mean()) + cel.left)
        assert places[0] + 3 < places[1] < places[2] - 3


def test_lids_close() -> None:
    figure = drawn(person(), height_px=160)
    white = {lid: int((figure.eyes[lid, "ahead"].sheet[..., :3].min(axis=2) > 200).sum()) for lid in LIDS}
    assert white["open"] > white["half"] > white["shut"] == 0


def test_a_shocked_iris_is_small() -> None:
    def blue(feeling: Feeling) -> int:
        sheet = drawn(person(iris="#3f7fb0"), feeling=feeling, height_px=160).eyes["open", "ahead"].sheet.astype(int)
        return int(((sheet[..., 2] - sheet[..., 0] > 40) & (sheet[..., 3] > 200)).sum())

    assert blue("shocked") < 0.6 * blue("neutral")


def test_tears_stand_in_crying_eyes_but_run_down_only_where_they_move() -> None:
    crying = drawn(person(), feeling="crying", height_px=160).eyes["open", "ahead"]
    calm = drawn(person(), height_px=160).eyes["open", "ahead"]
    assert crying.sheet.shape[0] < 1.2 * calm.sheet.shape[0]


def test_who_sits_has_a_chair() -> None:
    def below(pose: Pose) -> int:
        figure = drawn(person(), pose=pose, size="full", height_px=60)
        low = figure.feet[1] - 60 - figure.body.top
        return int((figure.body.sheet[low : low + 50, :, 3] > 128).sum())

    assert below("sit") > 1.3 * below("stand")


def test_where_there_are_seats_nobody_brings_a_chair() -> None:
    chair, seat = (drawn(person(), pose="sit", size="full", height_px=60, chair=one).body for one in (True, False))
    assert (chair.sheet[..., 3] > 128).sum() > 1.05 * (seat.sheet[..., 3] > 128).sum()


@pytest.mark.parametrize("feeling", ["neutral", "happy", "angry"])
def test_mouth_shapes_are_distinct_and_stay_in_place(feeling: Feeling) -> None:
    mouths = drawn(person(sex="male"), feeling=feeling, height_px=160).mouths
    assert set(mouths) == set(get_args(MouthShape))
    for one, other in combinations(mouths.values(), 2):
        assert not same(one, other)
    middles = [cel.left + cel.sheet.shape[1] / 2 for cel in mouths.values()]
    assert max(middles) - min(middles) < 0.1 * 160
    dark = {name: int((cel.sheet[..., 3] > 128).sum()) for name, cel in mouths.items()}
    assert dark["closed"] < dark["small"] < dark["open"] < dark["wide"]


def test_smiles_rise_and_frowns_fall_at_the_corners() -> None:
    def lift(feeling: Feeling) -> float:
        alpha = drawn(person(sex="male"), feeling=feeling, height_px=240).mouths["closed"].sheet[..., 3] > 128
        columns = np.flatnonzero(alpha.any(axis=0))
        middles = [float(np.flatnonzero(alpha[:, x]).mean()) for x in columns]
        third = len(middles) // 3
        return float(np.mean(middles[third : 2 * third]) - np.mean([*middles[: third // 2], *middles[-third // 2 :]]))

    assert lift("happy") > lift("neutral") + 3
    assert lift("sad") < lift("neutral") - 1


def test_pinned_colours_are_really_there() -> None:
    figure = drawn(person(hair="#1f7a3d", skin="#d8a0f0", iris="#e02020"), height_px=160)
    assert figure.head is not None
    pixels = figure.head.sheet[figure.head.sheet[..., 3] == 255][:, :3].astype(int)
    green = (pixels[:, 1] > pixels[:, 0] + 20) & (pixels[:, 1] > pixels[:, 2] + 15)
    violet = (np.abs(pixels - (0xD8, 0xA0, 0xF0)).max(axis=1)) < 8
    assert green.mean() > 0.25
    assert violet.mean() > 0.1
    eyes = figure.eyes["open", "ahead"].sheet.reshape(-1, 4).astype(int)
    assert ((eyes[:, 0] - eyes[:, 1] > 120) & (eyes[:, 3] == 255)).sum() > 100


def test_an_elder_is_grey() -> None:
    figure = drawn(person(sex="male", age="elder"), height_px=96)
    assert figure.head is not None
    hair = figure.head.sheet[: figure.head.sheet.shape[0] // 5].reshape(-1, 4)
    solid = hair[hair[:, 3] == 255][:, :3].astype(int)
    assert np.median(solid.max(axis=1) - solid.min(axis=1)) < 30


def test_a_thing_in_the_hand_is_seen() -> None:
    without, umbrella = (drawn(person(), size="full", height_px=32, holds=one) for one in (None, "umbrella"))
    assert (umbrella.body.sheet[..., 3] > 128).sum() > 1.2 * (without.body.sheet[..., 3] > 128).sum()
    letter = drawn(person(), size="full", height_px=32, holds="一封信")
    assert not same(letter.body, without.body)


def test_the_key_lights_its_side_and_the_rim_the_other() -> None:
    green_key = replace(PLAIN, key=(0.0, 1.0, 0.0), key_strength=0.8)
    blue_rim = replace(PLAIN, rim=(0.0, 0.0, 1.0), rim_px=6)
    plain, keyed, rimmed = (
        drawn(person(wardrobe="suit"), light=one, height_px=160).body.sheet.astype(int)
        for one in (PLAIN, green_key, blue_rim)
    )
    half = plain.shape[1] // 2
    more_green, more_blue = keyed[..., 1] - plain[..., 1], rimmed[..., 2] - plain[..., 2]
    assert more_green[:, :half].mean() > 3 * more_green[:, half:].mean()
    assert more_blue[:, half:].sum() > 3 * more_blue[:, :half].sum() > 0 or more_blue[:, :half].sum() == 0
    assert more_blue.min() >= 0
    assert (rimmed[..., 3] == plain[..., 3]).all()


def test_ambient_darkens_everything_and_leaves_alpha() -> None:
    dark = drawn(person(), light=replace(PLAIN, ambient=(0.5, 0.5, 0.5)))
    plain = drawn(person())
    for one, other in zip(cels_of(dark), cels_of(plain), strict=True):
        assert np.array_equal(one.sheet[..., 3], other.sheet[..., 3])
        assert np.abs(one.sheet[..., :3] * 2.0 - other.sheet[..., :3]).max() <= 2


def test_colours_stay_below_alpha() -> None:
    bright = replace(PLAIN, key=(1, 1, 1), key_strength=1, rim=(1, 1, 1), rim_px=8)
    for cel in cels_of(drawn(person(), light=bright, height_px=120)):
        assert (cel.sheet[..., :3].max(axis=2).astype(int) <= cel.sheet[..., 3].astype(int) + 1).all()


def test_moods_add_brows_only() -> None:
    figure = drawn(person(), moods=("angry", "sad", "angry"))
    assert list(figure.brows) == ["neutral", "angry", "sad"]


def test_what_nobody_can_draw_is_drawn_as_something_near() -> None:
    odd = msgspec.structs.replace(person(wardrobe="space suit"), description="x" * 5000)
    assert same(drawn(odd).body, drawn(person(wardrobe="shirt")).body)


@pytest.mark.parametrize("height_px", [0, -3, 4001])
def test_a_head_has_a_size(height_px: int) -> None:
    with pytest.raises(ValueError, match="8 to 4000"):
        drawn(person(), height_px=height_px)


@pytest.mark.parametrize("worn", ["hat", "crown", "mask", "scarf", "glasses", "sunglasses"])
def test_accessories_are_worn_and_the_face_below_stays(worn: str) -> None:
    one = person()
    dressed = msgspec.structs.replace(one, looks=[msgspec.structs.replace(one.looks[0], accessories=[worn])])
    with_it, without = drawn(dressed), drawn(one)
    assert not all(same(a, b) for a, b in zip(cels_of(with_it), cels_of(without), strict=True))
    assert same(with_it.mouths["rest"], without.mouths["rest"])
    assert with_it.head_box == without.head_box


def test_hair_hides_brows_in_part() -> None:
    fringe, bare = (
        drawn(msgspec.structs.replace(one, looks=[msgspec.structs.replace(one.looks[0], hair=hair)]), height_px=160)
        for one, hair in ((person(), "variant40"), (person(), "variant33"))
    )
    assert fringe.brows["neutral"].sheet[..., 3].astype(int).sum() < 0.8 * bare.brows["neutral"].sheet[..., 3].sum()


def test_a_child_is_smaller_than_an_adult_with_the_same_head() -> None:
    child, adult = (drawn(person(age=age), size="full", height_px=20) for age in ("child", "adult"))
    assert child.feet[1] < 0.75 * adult.feet[1]


def test_every_kind_of_thing_can_be_held() -> None:
    kinds = [kind for kind, _ in KINDS]
    figures = [drawn(person(), size="medium", height_px=24, pose="hold", holds=kind) for kind in [*kinds, "a lump"]]
    for one, other in combinations(figures, 2):
        assert not same(one.body, other.body)
    assert [prop_kind(kind) for kind in kinds] == kinds


@pytest.mark.parametrize("thing", ["letter", "umbrella", "book", "key", "phone"])
def test_what_is_held_has_the_colour_that_is_told_of_it(thing: str) -> None:
    usual, blue, red = (
        seen(drawn(person(), size="medium", height_px=60, pose="hold", holds=thing, held=held)).astype(int)
        for held in (None, "#1030e0", "#e01020")
    )
    differs = (blue != red).any(axis=2)
    assert differs.any()
    assert blue[differs][:, 2].mean() > red[differs][:, 2].mean()
    assert red[differs][:, 0].mean() > blue[differs][:, 0].mean()
    assert (usual != blue).any()
