"""Every kind of contradiction, put into a clean board one at a time, is found with its place."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest
from msgspec.structs import replace

from microdrama.animate.continuity import Contradiction, Kind, lint, words_of
from microdrama.domain.series import Cliffhanger, Hook
from microdrama.domain.storyboard import (
    BoardEpisode,
    Character,
    Location,
    Look,
    Prop,
    Scene,
    Seen,
    Shot,
    SpokenLine,
    State,
    Storyboard,
    Wearing,
)

MARA_IN = {"red": "c1-l1", "white": "c1-l2", "changed": "c1-l3"}


def state(look: str = "c1-l1", *, injuries: tuple[str, ...] = ("blood",), other: tuple[str, ...] = ()) -> State:
    mara = Wearing(character="c1", look=look, props=["ring"], injuries=list(injuries))
    will = Wearing(character="c2", look="c2-l1", props=list(other))
    return State(location="p1", time_of_day="night", present=[mara, will])


def shot(number: str, text: str = "Yes.", *, now: State | None = None, action: str = "") -> Shot:
    now = now or state()
    seen = [
        Seen(character="c1", look=now.present[0].look, side="left", facing="right", holds="ring"),
        Seen(character="c2", look="c2-l1", side="right", facing="left"),
    ]
    line = SpokenLine(id=f"line-{number}", character="c2", text=text, script_line=1)
    return Shot(
        id=number, size="medium", seen=seen, first=now, last=now, duration_s=Fraction(30), lines=[line], action=action
    )


def board(*shots: Shot, heading: str = "INT. OFFICE - NIGHT", second: list[Shot] | None = None) -> Storyboard:
    white = Look(id="c1-l2", wardrobe="gown", colour="#ffffff", accent="#000000")
    looks = [
        replace(white, id="c1-l1", wardrobe="coat"),
        white,
        replace(white, id="c1-l3", wardrobe="suit", reason="She puts on a suit."),
    ]
    mara = Character(id="c1", name="Mara", sex="female", age="adult", seed=1, looks=looks)
    will = Character(id="c2", name="Will", sex="male", age="adult", seed=2, looks=[replace(white, id="c2-l1")])
    scene = Scene(id="e1-s1", heading=heading, location="p1", time_of_day="night", shots=list(shots))
    scenes = (
        [scene, replace(scene, id="e1-s2", heading="INT. OFFICE - NEXT DAY, NIGHT", shots=second)]
        if second
        else [scene]
    )
    return Storyboard(
        title="", language="en", characters=[mara, will], props=[Prop(id="ring", name="ring", kind="ring")],
        locations=[Location(id="p1", name="Office", kind="office", interior=True, seed=1)],
        episodes=[
            BoardEpisode(
                number=1, title="", scenes=scenes, hook=Hook(start_s=Fraction(0), kind="line", reason=""),
                cliffhanger=Cliffhanger(end_s=Fraction(90), kind="line", reason=""),
            )
        ],
    )  # fmt: skip


def clean() -> list[Shot]:
    return [shot("s1"), shot("s2"), shot("s3")]


def swapped(one: Shot) -> Shot:
    left, right = one.seen
    return replace(one, seen=[replace(left, side="right"), replace(right, side="left")])


def speaks(one: Shot, who: str) -> Shot:
    return replace(one, lines=[replace(one.lines[0], character=who)])


def test_a_clean_board_has_nothing() -> None:
    assert lint(board(*clean())) == []


SEEDED: dict[Kind, Callable[[list[Shot]], list[Shot]]] = {
    "look": lambda s: [s[0], shot("s2", now=state("c1-l2")), shot("s3", now=state("c1-l2"))],
    "prop": lambda s: [s[0], shot("s2", now=state(other=("ring",))), s[2]],
    "injury": lambda s: [s[0], shot("s2", now=state(injuries=())), shot("s3", now=state(injuries=()))],
    "absent": lambda s: [s[0], replace(s[1], seen=s[1].seen[:1]), s[2]],
    "dead": lambda s: [replace(s[0], action="Will dies."), *[replace(one, lines=[]) for one in s[1:2]], s[2]],
    "place": lambda s: [s[0], replace(s[1], last=replace(s[1].last, location="p2")), s[2]],
    "light": lambda s: [s[0], replace(s[1], first=replace(s[1].first, time_of_day="day")), s[2]],
    "sides": lambda s: [s[0], swapped(s[1]), swapped(s[2])],
}


@pytest.mark.parametrize("kind", SEEDED)
def test_a_contradiction_is_found_once_with_its_shot(kind: Kind) -> None:
    found = lint(board(*SEEDED[kind](clean())))
    where = "s3" if kind == "dead" else "s2"
    assert [(one.kind, one.severity, one.episode, one.scene, one.shot) for one in found] == [
        (kind, "contradiction", 1, "e1-s1", where)
    ]
    assert found[0].text.endswith(".")


def only(found: list[Contradiction]) -> Contradiction:
    assert len(found) == 1
    return found[0]


def test_a_thing_in_a_hand_that_never_took_it() -> None:
    one = shot("s2")
    seen = [one.seen[0], replace(one.seen[1], holds="ring")]
    found = only(lint(board(shot("s1"), replace(one, seen=seen), shot("s3"))))
    assert (found.kind, found.character) == ("prop", "c2")


def test_headings_that_say_another_light_or_another_side_of_the_wall() -> None:
    assert only(lint(board(*clean(), heading="INT. OFFICE - DAY"))).kind == "light"
    assert only(lint(board(*clean(), heading="EXT. OFFICE - NIGHT"))).kind == "place"
    assert only(lint(board(*clean(), heading="1-2 外 办公室 夜"))).kind == "place"
    assert lint(board(*clean(), heading="INT./EXT. CAR - NIGHT")) == []


def test_a_look_may_change_where_something_says_why() -> None:
    changes = shot("s2", now=state("c1-l3"))
    assert lint(board(shot("s1"), changes, shot("s3", now=state("c1-l3")))) == []
    back = shot("s2", now=state("c1-l2"), action="She changes into the gown.")
    assert lint(board(shot("s1"), back, shot("s3", now=state("c1-l2")))) == []
    assert lint(board(shot("s1"), shot("s2"), second=[shot("s3", now=state("c1-l2"))])) == []


def test_injuries_heal_overnight_and_the_dead_may_tell() -> None:
    assert lint(board(shot("s1"), shot("s2"), second=[shot("s3", now=state(injuries=()))])) == []
    dying = shot("s1", action="Will dies.")
    told = replace(shot("s2"), lines=[replace(shot("s2").lines[0], delivery="over")])
    assert lint(board(replace(dying, lines=[]), told, replace(shot("s3"), lines=[]))) == []
    for action in ("The light dies.", "Will's phone is dead.", "Will hopes that nobody dies."):
        assert lint(board(replace(dying, action=action), shot("s2"), shot("s3"))) == []


def test_what_is_long_is_a_remark() -> None:
    found = lint(board(shot("s1", "word " * 81)))
    assert {(one.kind, one.severity) for one in found} == {("long_line", "remark"), ("length", "remark")}
    parts = [
        SpokenLine(id=f"l0123456789-{part}", character="c2", text="word " * 41, script_line=1) for part in ("a", "b")
    ]
    split = [replace(one, lines=[part]) for one, part in zip(clean(), parts, strict=False)]
    assert only(lint(board(*split, shot("s3")))).line == "l0123456789-a"


def test_words_are_counted_in_any_script() -> None:
    assert words_of("don't -- you, know?") == 3
    assert words_of("你好吗？再见") == 3
