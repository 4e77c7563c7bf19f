"""What a person looks like follows the seed, the age and the description, and nothing else."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from microdrama.animate.drawn.features import features
from microdrama.animate.drawn.hairs import hair_shape, known_hair
from microdrama.domain.storyboard import Age, Character, Look, Sex

ODD = {"variant27", "variant34", "variant40", "variant41", "variant45"}
"""Spikes, one tuft, and fringes over an eye."""
CHILDISH = {"variant26", "variant30"}


def person(seed: int, *, sex: Sex = "female", age: Age = "adult", said: str = "", hair: str | None = None) -> Character:
    look = Look(id="look", wardrobe="coat", colour="#c4163a", accent="#e8b84a", hair=hair)
    return Character(id="one", name="One", sex=sex, age=age, seed=seed, looks=[look], description=said)


def seen(character: Character):  # noqa: ANN201 (its type is what features returns)
    return features(character, character.looks[0])


@settings(max_examples=120, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1), sex=st.sampled_from(get_args(Sex)), age=st.sampled_from(get_args(Age)),
    said=st.text(max_size=40),
)  # fmt: skip
def test_everybody_has_a_haircut_that_exists(seed: int, sex: Sex, age: Age, said: str) -> None:
    face = seen(person(seed, sex=sex, age=age, said=said))
    assert face.hair in known_hair()
    assert hair_shape(face.hair).over
    assert face.hair not in ODD
    if age in ("young", "adult", "elder"):
        assert face.hair not in CHILDISH


def test_seeds_spread_over_haircuts() -> None:
    for sex in ("female", "male"):
        assert len({seen(person(seed, sex=sex)).hair for seed in range(60)}) >= 8


@pytest.mark.parametrize(
    ("said", "sex", "cuts"),
    [
        ("black hair swept back", "male", {8, 1, 3}),
        ("copper hair cut to the jaw", "female", {19, 17}),
        ("silver hair pinned high", "female", {38, 46}),
        ("a long blond braid", "female", {29, 31}),
        ("short black hair", "male", {12, 43, 3}),
        ("银发盘起", "female", {38, 46}),
        ("长黑发", "female", {21, 15, 23, 16, 35}),
    ],
)
def test_a_haircut_is_as_the_description_says(said: str, sex: Sex, cuts: set[int]) -> None:
    found = {int(seen(person(seed, sex=sex, said=said)).hair.removeprefix("variant")) for seed in range(30)}
    assert found <= cuts


def test_years_leave_lines_from_forty_five_on() -> None:
    assert [seen(person(1, said=said)).lined for said in ("52, a robe", "44, a robe", "中年", "")] == [
        True,
        False,
        True,
        False,
    ]
    assert not seen(person(1, age="young", said="52")).lined


def test_strings_of_pearls_are_worn() -> None:
    assert "pearls" in seen(person(1, said="three strings of pearls")).worn
    assert "pearls" not in seen(person(1, said="a pearl of wisdom")).worn


@pytest.mark.parametrize(
    ("said", "what", "value"),
    [
        ("a stern man with a beard", "beard", "full"),
        ("unshaven, tired", "beard", "stubble"),
        ("bald", "hair", "variant25"),
        ("光头", "hair", "variant25"),
        ("freckles", "freckles", True),
    ],
)
def test_a_description_is_heeded(said: str, what: str, value: object) -> None:
    for seed in range(6):
        assert getattr(seen(person(seed, sex="male", said=said)), what) == value


def test_glasses_are_put_on_and_taken_off() -> None:
    assert all(seen(person(seed, said="wears glasses")).glasses for seed in range(8))
    assert not any(seen(person(seed, said="no glasses")).glasses for seed in range(40))


def test_a_haircut_may_be_pinned_and_an_unknown_one_is_passed_over() -> None:
    assert seen(person(3, hair="variant38")).hair == "variant38"
    assert seen(person(3, hair="mohawk-9000")).hair == seen(person(3)).hair


def test_no_woman_and_no_child_has_a_beard() -> None:
    assert all(seen(person(seed, said="beard")).beard == "none" for seed in range(8))
    assert all(seen(person(seed, sex="male", age="child", said="beard")).beard == "none" for seed in range(8))
