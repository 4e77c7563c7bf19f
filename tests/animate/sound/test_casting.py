"""Casting: everybody fits, nobody shares a voice while there are enough, and the same story is cast alike."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microdrama.animate.sound.casting import NoVoiceError, cast_voices
from microdrama.domain.storyboard import Age, Character, Look, Sex
from microdrama.ports.voice import VoiceCard, card_and_variant

EN = ("en", "en-US")
CARDS = [
    VoiceCard("anna", EN, "female", "young"), VoiceCard("rita", EN, "female", "adult"),
    VoiceCard("vera", EN, "female", "elder"), VoiceCard("owen", EN, "male", "young"),
    VoiceCard("gus", EN, "male", "adult"), VoiceCard("pip", EN, "unknown", "child"),
    VoiceCard("dora", ("es",), "female", "young"),
]  # fmt: skip


def person(name: str, sex: Sex, age: Age, voice: str | None = None, *, heroine: bool = False) -> Character:
    look = Look(id="plain", wardrobe="coat", colour="#112233", accent="#445566")
    return Character(id=name, name=name, sex=sex, age=age, seed=1, looks=[look], voice=voice, heroine=heroine)


def test_everybody_gets_the_voice_that_fits() -> None:
    story = [
        person("lena", "female", "young"), person("carl", "male", "adult"), person("granny", "female", "elder"),
        person("tim", "male", "child"), person("rosa", "female", "adult"),
    ]  # fmt: skip
    assert cast_voices(story, CARDS, language="en") == {
        "lena": "anna", "carl": "gus", "granny": "vera", "tim": "pip", "rosa": "rita",
    }  # fmt: skip


def test_who_speaks_most_chooses_first_and_a_heroine_before_her_equals() -> None:
    twins = [person("one", "female", "young"), person("two", "female", "young")]
    assert cast_voices(twins, CARDS, language="en", lines={"one": 3, "two": 30}) == {"one": "rita", "two": "anna"}
    stars = [person("one", "female", "young"), person("two", "female", "young", heroine=True)]
    assert cast_voices(stars, CARDS, language="en")["two"] == "anna"


def test_a_pinned_voice_stays_even_if_nobody_knows_it_and_is_not_given_away() -> None:
    story = [
        person("lena", "female", "young"),
        person("star", "male", "adult", "anna"),
        person("x", "male", "adult", "bought-7"),
    ]
    assert cast_voices(story, CARDS, language="en") == {"lena": "rita", "star": "anna", "x": "bought-7"}


def test_where_voices_run_out_they_are_shared_by_their_own_sex() -> None:
    men = [person(f"man-{n}", "male", "adult") for n in range(7)]
    names = list(cast_voices(men, CARDS, language="en").values())
    assert len(set(names)) == 7
    assert {card_and_variant(name)[0] for name in names} == {"owen", "gus"}
    assert {"gus", "owen", "gus+1"} <= set(names)


def test_only_voices_of_the_language_are_cast() -> None:
    assert cast_voices([person("lena", "female", "elder")], CARDS, language="es-MX") == {"lena": "dora"}
    with pytest.raises(NoVoiceError, match=r"No voice speaks ja, so 1 character has none"):
        cast_voices([person("lena", "female", "young")], CARDS, language="ja")
    assert cast_voices([person("lena", "female", "young", "own")], [], language="ja") == {"lena": "own"}


@given(st.data())
def test_every_cast_is_whole_distinct_and_does_not_hang_on_the_order_of_counting(data: st.DataObject) -> None:
    kinds = st.tuples(
        st.sampled_from(["female", "male", "unknown"]), st.sampled_from(["child", "teen", "young", "adult", "elder"])
    )
    story = [person(f"p-{n}", *kind) for n, kind in enumerate(data.draw(st.lists(kinds, max_size=25)))]  # type: ignore[arg-type]
    lines = {one.id: data.draw(st.integers(0, 5)) for one in story}
    found = cast_voices(story, CARDS, language="en", lines=lines)
    assert list(found) == [one.id for one in story]
    assert len(set(found.values())) == len(story)
    shuffled = dict(random.Random(1).sample(sorted(lines.items()), len(lines)))
    assert cast_voices(story, CARDS, language="en", lines=shuffled) == found
