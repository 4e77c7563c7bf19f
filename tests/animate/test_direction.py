"""What a viewer would object to: who lies, stands in an empty room, sits in a car or comes too late to be looked at."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from microdrama.animate.boards import storyboard
from microdrama.animate.continuity import lint
from microdrama.animate.grammar import Camera, two
from microdrama.animate.pace import reading_seconds
from microdrama.animate.pages import pages_of
from microdrama.animate.people import sex_of
from microdrama.animate.screenplay.reading import read_screenplay
from microdrama.domain.storyboard import BoardEpisode, Character, Pose, Shot, Storyboard
from plays import play

EXAMPLES = Path(__file__).parents[2] / "examples"
SERIES = ["the-second-signature.fountain", "two-pages.fountain", "ring-of-salt.zh.txt"]


def board_of(text: str, *, cast: dict[str, str] | None = None) -> Storyboard:
    return storyboard(play(text, cast=cast))[0]


def shots_of(text: str) -> list[Shot]:
    return board_of(text).episodes[0].shots


def poses(text: str) -> set[Pose]:
    return {seen.pose for shot in shots_of(text) for seen in shot.seen}


def doing(shots: list[Shot], words: str) -> Shot:
    (found,) = [shot for shot in shots if words in shot.action]
    return found


def people(board: Storyboard) -> dict[str, Character]:
    return {one.name: one for one in board.characters}


# ---------------------------------------------------------------- nobody lies unless it is said


@pytest.mark.parametrize(
    "told",
    [
        "MARA looks up. He lies to her.",
        "MARA is lying and he knows it.",
        "MARA enters. A photograph lies on the seat.",
        "A letter lies on the bed. MARA turns.",
        "MARA looks at her coat. It lies on the floor.",
        "A photograph shows MARA asleep on a train.",
        "MARA picks the pen off the floor and puts her phone on the floor.",
    ],
)
def test_nobody_lies_whom_no_action_lays_down(told: str) -> None:
    assert "lie" not in poses(f"INT. ROOM - DAY\n{told}\nMARA: You are lying.\nWILL: Lies. All lies.")


@pytest.mark.parametrize(
    "told",
    [
        "MARA lies on the bed.", "MARA is lying in the snow.", "MARA collapses.", "MARA lies unconscious.",
        "MARA sleeps in bed.",
    ],
)  # fmt: skip
def test_who_lies_down_lies(told: str) -> None:
    assert "lie" in poses(f"INT. ROOM - DAY\nMARA: Wait.\n{told}\nWILL: Mara!")


def test_who_does_something_else_has_got_up() -> None:
    shots = shots_of("INT. ROOM - DAY\nMARA lies on the bed.\nWILL: Mara?\nMara snatches the letter.\nMARA: No.")
    after = shots[shots.index(doing(shots, "snatches")) :]
    assert {seen.pose for shot in after for seen in shot.seen} & {"lie"} == set()


def test_who_stands_up_no_longer_sits() -> None:
    shots = shots_of("INT. ROOM - DAY\nMARA sits at the table.\nWILL: Mara?\nMara rises.\nMARA: No.")
    assert "sit" in {seen.pose for shot in shots for seen in shot.seen}
    assert [seen.pose for seen in shots[-1].seen if seen.character == "c1"] == ["stand"]


def test_who_pushes_a_wheelchair_walks_behind_it() -> None:
    assert "sit" not in poses("INT. WARD - DAY\nMARA pushes a wheelchair into the light.\nMARA: Here.")
    assert "sit" in poses("INT. WARD - DAY\nMARA waits in a wheelchair.\nMARA: Here.")


# ---------------------------------------------------------------- nobody is missing


def test_what_nobody_does_happens_round_those_who_are_there() -> None:
    shots = shots_of("INT. ROOM - DAY\nMARA: Wait.\nWILL: For what?\nThe lights flicker.\nMARA: That.")
    assert {seen.character for seen in doing(shots, "flicker").seen} == {"c1", "c2"}


def test_a_place_that_is_told_to_be_empty_is_shown_empty() -> None:
    shots = shots_of("INT. ROOM - DAY\nMARA: Wait.\nWILL: For what?\nThe bench is empty.\nMARA: She left.")
    assert doing(shots, "empty").seen == []


def test_a_place_is_established_with_somebody_who_looks_at_it() -> None:
    shots = shots_of("INT. PENTHOUSE - NIGHT\nMARA: Wait.\nRain runs down the windows.\nWILL: For what?")
    assert [(seen.character, shot.angle) for shot in shots if shot.size == "wide" for seen in shot.seen] == [
        ("c1", "back")
    ]


def test_nobody_is_seen_before_having_come() -> None:
    shots = shots_of(
        "INT. ROOM - DAY\nMARA: Wait.\nThe lamp flickers.\nThe window breaks.\nWILL enters.\nWILL: Here I am."
    )
    for shot in shots[: shots.index(doing(shots, "WILL enters"))]:
        assert {seen.character for seen in shot.seen} <= {"c1"}


def test_who_runs_out_into_the_scene_is_there() -> None:
    board = board_of("EXT. STREET - NIGHT\nMARA runs out into the rain. The neon flickers.\nWILL: Get in.\nMARA: No.")
    seen = doing(board.episodes[0].shots, "neon").seen
    assert people(board)["MARA"].id in {one.character for one in seen}


def test_who_is_only_on_the_telephone_stands_around_nowhere() -> None:
    shots = shots_of(
        "INT. ROOM - DAY\nMARA: Hello?\nWILL sits alone in the dark.\nWILL(phone): Help me.\nThe lamp flickers.\n"
        "MARA: Where are you?"
    )
    assert {seen.character for seen in doing(shots, "flickers").seen} == {"c1"}


def test_whose_thing_it_is_is_seen_with_it() -> None:
    shots = shots_of("INT. ROOM - DAY\nMARA: Wait.\nWILL: No.\nThe smile leaves Mara's face.\nWILL: See?")
    assert {seen.character for seen in doing(shots, "smile").seen} == {"c1"}


def test_a_stranger_who_is_alone_in_a_scene_is_drawn() -> None:
    board = board_of(
        "INT. TRAIN - NIGHT\nMARA: Who is it?\nEXT. BRIDGE - NIGHT\nA man in a grey hat waits. He smiles.\n"
        "INT. TRAIN - NIGHT\nMARA: The man in the grey hat."
    )
    man = people(board)["the man"]
    assert (man.sex, man.looks[0].accessories) == ("male", ["hat"])
    assert {seen.character for shot in board.episodes[0].scenes[1].shots for seen in shot.seen} == {man.id}


def test_whose_hands_are_named_is_no_stranger() -> None:
    board = board_of("INT. TRAIN - NIGHT\nMARA: Who is it?\nEXT. BRIDGE - NIGHT\nA girl's hands on a wheel.")
    assert set(people(board)) == {"MARA"}


def test_a_photograph_shows_whom_the_next_sentence_names() -> None:
    shots = shots_of("INT. ROOM - DAY\nA photograph on a chair. It shows MARA, asleep.\nMARA: That is me.\nWILL: Yes.")
    (photo,) = [shot.insert for shot in shots if shot.insert is not None]
    assert (photo.kind, photo.sender) == ("photo", "c1")


def test_a_photograph_shows_whom_its_sentence_names_after_it_and_not_who_holds_it() -> None:
    for told, who in (("WILL takes out a photograph of MARA.", "c1"), ("WILL finds a photograph in his coat.", None)):
        shots = shots_of(f"INT. ROOM - DAY\nMARA: Wait.\n{told}\nWILL: Here.")
        assert [shot.insert.sender for shot in shots if shot.insert is not None] == [who]


def test_a_scene_opens_on_somebody_who_speaks_in_it() -> None:
    shots = shots_of("INT. TRAIN - NIGHT\nThe lamps flicker.\nWILL waits outside.\nMARA: Who is it?\nMARA: Hello?")
    assert [seen.character for seen in shots[0].seen] == [c for c in ("c1", "c2") if c == shots[-1].lines[0].character]


# ---------------------------------------------------------------- cars


def test_nobody_stands_in_a_car() -> None:
    shots = shots_of(
        "INT. CAR - NIGHT\nMARA: Drive.\nWILL: Where?\nMARA: Away.\nWILL: Now?\nMara looks at him.\nWill looks at her."
        "\nMARA: Yes.\nWILL: Fine."
    )
    assert {seen.pose for shot in shots for seen in shot.seen} == {"sit"}
    assert not {shot.size for shot in shots if shot.seen} & {"wide", "full"}


def test_where_it_is_cramped_only_people_are_seen_near() -> None:
    camera = Camera(cramped=True)
    assert camera.frame(["a", "b"], [("full", "eye"), ("medium", "eye")]) == ("medium", "eye")
    assert camera.frame([], [("wide", "eye")]) == ("wide", "eye")


def test_two_are_not_always_seen_from_as_far_away() -> None:
    assert two(0.1, turn=0)[0] != two(0.1, turn=1)[0]


def test_a_place_that_waits_until_somebody_spoke_shows_what_is_worn_by_then() -> None:
    board = board_of(
        "INT. ROOM - DAY\nA ring lies on a chair. Mara changes into a white dress. A letter lies there.\nMARA: Mine."
    )
    assert not [one for one in lint(board) if one.kind == "look"]


# ---------------------------------------------------------------- looks


def test_the_outermost_garment_is_worn_in_its_own_colour() -> None:
    board = board_of("INT. WARD - DAY\nCOLE: No.", cast={"COLE": "66, a brown sweater under a white coat"})
    (look,) = people(board)["COLE"].looks
    assert (look.wardrobe, look.colour) == ("coat", "#f2efe9")


@pytest.mark.parametrize(("told", "accent"), [("a grey suit, a red tie", "#c4163a"), ("a yellow coat, a blue scarf",
                                                                                        "#2b4c9b")])  # fmt: skip
def test_ties_and_scarves_have_their_colour(told: str, accent: str) -> None:
    (look,) = people(board_of("INT. WARD - DAY\nWILL: No.", cast={"WILL": f"30, {told}"}))["WILL"].looks
    assert look.accent == accent
    assert look.colour != accent


def test_a_family_shares_its_skin() -> None:
    board = board_of(
        "INT. ROOM - DAY\nMARA: No.\nJUNE: Yes.\nWILL: No.",
        cast={"MARA": "MARA HALE, 30", "JUNE": "JUNE HALE, 8", "WILL": "WILL CALDER, 40"},
    )
    skins = {name: one.skin for name, one in people(board).items()}
    assert skins["MARA"] == skins["JUNE"] is not None
    assert skins["WILL"] is None


@pytest.mark.parametrize("name", ["NELL", "VIVIENNE", "IRIS", "HARRIET", "ROSALIND", "GRETCHEN", "周婷", "林雪"])
def test_everybody_knows_these_women(name: str) -> None:
    assert sex_of(name, "", {"female": 0, "male": 0}) == "female"  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["OTTO", "LEON", "GIDEON", "RUPERT", "TREVOR", "MOHAMMED", "王建国", "李海"])
def test_everybody_knows_these_men(name: str) -> None:
    assert sex_of(name, "", {"female": 0, "male": 0}) == "male"  # type: ignore[arg-type]


# ---------------------------------------------------------------- the examples as a whole


@pytest.fixture(scope="module", params=SERIES)
def series(request: pytest.FixtureRequest) -> Storyboard:
    return storyboard(read_screenplay(EXAMPLES / request.param))[0]


def empty(shot: Shot) -> bool:
    return not shot.seen and shot.insert is None


def until_somebody(episode: BoardEpisode) -> Fraction:
    """Seconds before the first face that speaks or is near."""
    at = Fraction(0)
    for shot in episode.shots:
        if shot.lines or (shot.seen and shot.size in {"close", "extreme"}):
            break
        at += shot.duration_s
    return at


def test_few_shots_are_without_people(series: Storyboard) -> None:
    shots = [shot for episode in series.episodes for shot in episode.shots]
    assert sum(map(empty, shots)) <= 0.12 * len(shots)


def test_most_shots_have_a_face_that_can_be_read(series: Storyboard) -> None:
    shots = [shot for episode in series.episodes for shot in episode.shots]
    near = [shot for shot in shots if shot.seen and shot.size != "wide" and shot.angle != "back"]
    assert len(near) >= 0.68 * len(shots)


def test_shots_last_two_to_four_seconds_on_average(series: Storyboard) -> None:
    lengths = [shot.duration_s for episode in series.episodes for shot in episode.shots]
    assert 2 <= sum(lengths) / len(lengths) <= 4


def test_an_episode_comes_to_a_face_within_four_seconds(series: Storyboard) -> None:
    assert all(until_somebody(episode) < 4 for episode in series.episodes)


def test_nothing_empty_follows_something_empty_unless_nobody_is_in_the_scene(series: Storyboard) -> None:
    for episode in series.episodes:
        for scene in episode.scenes:
            if any(shot.seen for shot in scene.shots):
                pairs = zip(scene.shots, scene.shots[1:], strict=False)
                assert not any(empty(one) and empty(other) for one, other in pairs), scene.id


# ---------------------------------------------------------------- roads, letters, telephones


def test_a_car_comes_on_where_a_road_is_empty_and_the_next_shot_rushes() -> None:
    shots = shots_of(
        "EXT. BRIDGE - NIGHT - STORM\nHeadlights in the rain. Nobody is there. A steering wheel.\n"
        "A white rail comes near."
    )
    empty = [shot for shot in shots if not shot.seen and shot.insert is None]
    assert empty[0].effects == ["car"]
    assert empty[0].move == "push"
    assert all("speed_lines" in shot.effects and "car" not in shot.effects for shot in empty[1:])


def test_a_car_in_which_nobody_was_seen_yet_is_seen_from_the_street() -> None:
    shots = shots_of("INT. CAR - NIGHT - RAIN\nWipers beat.\nMARA: Where is she?\nWILL: Far away.")
    assert [shot.effects for shot in shots if not shot.seen] == [["car"]]


def test_no_car_comes_where_none_is_told_of() -> None:
    shots = shots_of("EXT. STREET - NIGHT\nNobody is there. Rain falls.\nMARA: Hello?")
    assert not any("car" in shot.effects for shot in shots)


NOTE = "They have moved me again. Find June. She is your sister."
LETTER = "If you read this, they have moved me again. Find June, wherever she is. She is your sister. Trust her."


def test_a_letter_lies_whole_on_one_sheet_and_is_read_in_parts(tmp_path: Path) -> None:
    script = tmp_path / "a.fountain"
    script.write_text(f"INT. ROOM - DAY\n\nLETTER: {NOTE}\n\nMARA\nNo.\n")
    (letter,) = [one.insert for one in storyboard(read_screenplay(script))[0].episodes[0].shots if one.insert]
    assert "".join(letter.texts) == NOTE
    assert len(letter.texts) > 1


def test_a_letter_that_is_too_long_for_one_sheet_takes_several_and_a_sign_one_part_a_page() -> None:
    sheets = pages_of(f"{LETTER} {LETTER} {LETTER}", "letter", "en")
    assert len(sheets) > 1
    assert "".join("".join(sheet) for sheet in sheets) == f"{LETTER} {LETTER} {LETTER}"
    assert all(sum(reading_seconds(part, "en") for part in sheet) <= 9 for sheet in sheets)
    assert all(len(page) == 1 for page in pages_of(LETTER * 3, "sign", "en"))


@pytest.mark.parametrize(
    ("sender", "character", "called"), [("DOCTOR COLE", "COLE", ""), ("COLE", "COLE", ""), ("UNKNOWN", None, "Unknown")]
)
def test_a_telephone_names_who_wrote(sender: str, character: str | None, called: str) -> None:
    board = board_of(f"INT. ROOM - DAY\nDOCTOR COLE (66) waits.\nCOLE: Sit.\nMARA: Why?\n> {sender} | Run.")
    (insert,) = [shot.insert for shot in board.episodes[0].shots if shot.insert and shot.insert.kind == "phone"]
    names = {one.id: one.name for one in board.characters}
    assert names.get(insert.sender or "") == character
    assert insert.called == called
