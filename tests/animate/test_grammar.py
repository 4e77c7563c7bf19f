"""No picture twice alike, moves that vary, and a line of action that nobody crosses."""

from __future__ import annotations

from itertools import pairwise, permutations

from hypothesis import given
from hypothesis import strategies as st

from microdrama.animate.grammar import Camera, Line, listening, moves, speaking, two
from microdrama.domain.storyboard import Feeling, Size

FEELINGS: list[Feeling] = ["neutral", "angry", "sad", "shocked", "tender"]
SIZES: list[Size] = ["wide", "full", "medium", "close", "extreme"]


def test_the_same_two_are_not_framed_alike_whoever_is_named_first() -> None:
    camera = Camera()
    wanted = two(0.9)
    assert camera.frame(["a", "b"], wanted) != camera.frame(["b", "a"], wanted)


def test_a_person_is_not_framed_as_the_last_time_even_after_another() -> None:
    camera = Camera()
    first = camera.frame(["a"], [("close", "eye")])
    camera.frame(["b"], [("close", "eye")])
    assert camera.frame(["a"], [("close", "eye")]) != first == ("close", "eye")


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(FEELINGS), st.floats(0, 1)), min_size=2, max_size=30))
def test_no_two_pictures_in_a_row_are_alike(turns: list[tuple[str, Feeling, float]]) -> None:
    camera = Camera()
    shown = [
        (who, camera.frame([who], speaking(feeling, tension, partner=True, turn=number)))
        for number, (who, feeling, tension) in enumerate(turns)
    ]
    assert all(one != other for one, other in pairwise(shown))


def test_tension_brings_the_camera_nearer() -> None:
    nearness = [SIZES.index(speaking("neutral", tension / 10, partner=False, turn=1)[0][0]) for tension in range(11)]
    assert nearness == sorted(nearness)
    assert nearness[0] < nearness[-1]
    assert listening("shocked", 1.0)[0][0] == "close"


def test_moves_vary() -> None:
    camera = Camera()
    made = [camera.move(moves("close", 0.5, number=number)) for number in range(20)]
    assert all(one != other for one, other in pairwise(made))


def test_whoever_stands_left_of_another_stays_there_in_any_company() -> None:
    line = Line()
    for who in "abcd":
        line.place(who)
    assert line.ordered("abcd") == ["a", "c", "b", "d"]
    for some in permutations("abcd", 3):
        sides = line.sides(some)
        assert line.ordered(some) == sorted(some, key=lambda who: ["left", "centre", "right"].index(sides[who]))
    assert (line.facing("a", "b"), line.facing("b", "a"), line.facing("c", "a"), line.facing("c", "b")) == (
        "right", "left", "left", "right",
    )  # fmt: skip
