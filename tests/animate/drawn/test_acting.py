"""What people do: they blink, look at one another, speak as the track says, and are never frozen."""

import itertools
from collections.abc import Sequence
from dataclasses import replace

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from animate.drawn.stand_ins import Made, Said, made_shot
from microdrama.animate.drawn.acting import Act, Person, acts
from microdrama.domain.storyboard import Feeling, Seen

ANNA = Seen(character="anna", look="first", side="left", facing="right")
BEN = Seen(character="ben", look="first", side="right", facing="left")
FEELINGS = (
    "neutral", "happy", "tender", "sad", "crying", "angry", "shouting", "afraid", "shocked", "cold", "smug",
    "determined", "pained", "whispering",
)  # fmt: skip


def acted(
    seen: Seen = ANNA, *, pictures: int = 240, said: Sequence[Said] = (), ident: str = "e1-s1-1",
    feeling: Feeling = "neutral", others: dict[str, float] | None = None,
) -> tuple[Made, tuple[Act, ...]]:  # fmt: skip
    seen = Seen(character=seen.character, look="first", side=seen.side, facing=seen.facing, feeling=feeling)
    made = made_shot([seen, BEN] if seen.character != "ben" else [seen], pictures=pictures, said=said, ident=ident)
    x = 0.28 if seen.side == "left" else 0.72
    person = Person(seen, x, {"ben": 0.72} if others is None else others)
    return made, acts(made.timed, person, made.mouths)


@given(st.sampled_from(FEELINGS), st.integers(0, 500))
@settings(max_examples=60, deadline=None)
def test_eyes_shut_only_in_a_blink_of_three_drawings(feeling: str, number: int) -> None:
    _, found = acted(feeling=feeling, ident=f"e1-s1-{number}", pictures=480)
    lids = [act.lid for act in found]
    runs = [(lid, len(list(group))) for lid, group in itertools.groupby(lids)]
    for n, (lid, length) in enumerate(runs):
        if lid == "shut":
            assert length == 1
            assert runs[n - 1] == ("half", 1)
            assert runs[n + 1] == ("half", 1)
    assert lids[0] == lids[-1] == "open"


@pytest.mark.parametrize("feeling", FEELINGS)
def test_people_blink_every_few_seconds(feeling: str) -> None:
    _, found = acted(feeling=feeling, pictures=24 * 40)
    shut = [n / 12 for n, act in enumerate(found) if act.lid == "shut"]
    waits = np.diff([0, *shut])
    assert waits.max() <= 5.5
    assert 7 <= len(shut) <= 32


@given(st.sampled_from(FEELINGS), st.integers(0, 500))
@settings(max_examples=60, deadline=None)
def test_nobody_is_ever_frozen(feeling: str, number: int) -> None:
    """Within any second and a half the head goes somewhere: at least a hundredth of its height, or a turn."""
    _, found = acted(feeling=feeling, ident=f"e1-s2-{number}", pictures=240)
    for start in range(len(found) - 18):
        window = found[start : start + 18]
        places = np.array([(a.head_x + a.body_x, a.head_y - 6 * a.breath, a.tilt / 60) for a in window])
        assert np.ptp(places, axis=0).max() > 0.002
        assert all(one != other for one, other in itertools.pairwise(window))


def test_the_same_shot_is_acted_the_same_and_another_differently() -> None:
    assert acted()[1] == acted()[1]
    assert acted(ident="e1-s1-2")[1] != acted()[1]


def test_two_people_do_not_move_as_one() -> None:
    anna, ben = acted()[1], acted(BEN, others={"anna": 0.28})[1]
    one, other = (np.array([a.head_x for a in found]) for found in (anna, ben))
    assert abs(np.corrcoef(one, other)[0, 1]) < 0.9


def test_the_mouth_follows_its_track_within_one_two() -> None:
    said = [Said("anna", 0.5, ("a", "very", "long", "line", "indeed"))]
    made, found = acted(said=said, pictures=96)
    track = next(iter(made.mouths.values()))
    for n, act in enumerate(found):
        assert act.mouth in track[max(0, 2 * n - 1) : 2 * n + 2]
    assert {act.mouth for act in found} >= {"closed", "open", "wide", "round"}


def test_lips_that_meet_for_one_picture_are_seen_to_meet() -> None:
    said = [Said("anna", 0.0, ("mama",))]
    track = ["open"] * 24
    track[11] = "closed"  # the second picture of a drawing
    made, _ = acted(said=said, pictures=24)
    found = acts(made.timed, Person(ANNA, 0.28, {}), {next(iter(made.mouths)): track})
    assert found[5].mouth == "closed"
    assert [act.mouth for act in found].count("closed") == 1


def test_lips_rest_while_somebody_else_speaks_or_one_is_only_heard() -> None:
    _, found = acted(said=[Said("ben", 0.2)], pictures=72)
    assert {act.mouth for act in found} == {"rest"}
    made, _ = acted(said=[Said("anna", 0.2)], pictures=72)
    line = made.timed.lines[0]
    for delivery in ("unseen", "over", "thought"):
        heard = replace(line, line=msgspec.structs.replace(line.line, delivery=delivery))
        timed = replace(made.timed, lines=(heard,))
        assert {act.mouth for act in acts(timed, Person(ANNA, 0.28, {}), made.mouths)} == {"rest"}


def test_who_listens_looks_at_who_speaks_and_who_speaks_at_who_is_addressed() -> None:
    seen = Seen(character="anna", look="first", facing="camera")
    said = [Said("ben", 1.0, ("one", "two", "three", "four"), each_s=0.5)]
    made = made_shot([seen, BEN], said=said, pictures=96)
    listening = acts(made.timed, Person(seen, 0.28, {"ben": 0.72}), made.mouths)
    during = [act.gaze for act in listening[14:34]]
    assert during.count("right") > len(during) / 2
    spoken = made_shot([seen, BEN], said=[Said("anna", 1.0, ("one", "two", "three", "four"), to="ben", each_s=0.5)])
    speaking = acts(spoken.timed, Person(seen, 0.72, {"ben": 0.28}), spoken.mouths)
    during = [act.gaze for act in speaking[14:24]]
    assert during.count("left") >= len(during) / 2


def test_a_speaking_head_beats_out_its_words() -> None:
    quiet = np.ptp([a.head_y for a in acted(pictures=72)[1]])
    words = ("remember", "everything", "yesterday", "forever")
    beating = np.ptp([a.head_y for a in acted(pictures=72, said=[Said("anna", 0.4, words, each_s=0.6)])[1]])
    assert beating > 1.5 * quiet


def test_the_afraid_tremble_and_the_calm_do_not() -> None:
    def trembling(feeling: str) -> float:
        xs = np.array([a.head_x for a in acted(feeling=feeling)[1]])
        return float(np.abs(np.diff(xs, 2)).mean())

    assert trembling("afraid") > 2.5 * trembling("neutral")
    assert trembling("crying") > 2 * trembling("sad")


def test_a_line_changes_the_face_while_it_is_said() -> None:
    _, found = acted(said=[Said("anna", 1.0, feeling="angry")], pictures=96)
    assert found[0].feeling == "neutral"
    assert found[16].feeling == "angry"
    assert found[-1].feeling == "neutral"


def test_acts_are_small() -> None:
    """Nobody's head leaves its neck: under a tenth of its height, in every feeling."""
    for feeling in FEELINGS:
        for act in acted(feeling=feeling, said=[Said("anna", 0.3, ("remember",) * 6, feeling=feeling)])[1]:
            assert isinstance(act, Act)
            assert max(abs(act.head_x), abs(act.head_y)) < 0.12
            assert abs(act.tilt) < 6
            assert abs(act.lean) < 2


def test_who_walks_comes_on_the_way_they_face() -> None:
    for facing, way in (("left", -1), ("right", 1)):
        seen = Seen(character="anna", look="first", facing=facing, pose="walk")
        made = made_shot([seen], pictures=72)
        found = acts(made.timed, Person(seen, 0.5, {}), made.mouths)
        assert (found[-1].body_x - found[0].body_x) * way > 0.15
