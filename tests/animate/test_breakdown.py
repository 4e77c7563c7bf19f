"""Who, where, when, in what, with what: told by the words of a script."""

from __future__ import annotations

import pytest

from microdrama.animate.boards import storyboard
from microdrama.animate.continuity import lint
from microdrama.animate.feelings import acts_of, line_feeling
from microdrama.animate.lexicon import meant, values
from microdrama.domain.storyboard import Character, Feeling, Location, Seen, SpokenLine, Storyboard
from plays import play


def board_of(text: str, *, language: str = "en", cast: dict[str, str] | None = None) -> Storyboard:
    return storyboard(play(text, language=language, cast=cast))[0]


def people(board: Storyboard) -> dict[str, Character]:
    return {one.name: one for one in board.characters}


def place(heading: str, action: str = "Nothing moves.") -> Location:
    return board_of(f"{heading}\n{action}").locations[0]


def said(board: Storyboard) -> list[SpokenLine]:
    return [line for episode in board.episodes for shot in episode.shots for line in shot.lines]


def test_words_are_found_through_their_endings_and_the_longest_phrase_wins() -> None:
    assert values("He slammed it, GRINNING.", "strike") == ["strike"]
    assert values("He slammed it, GRINNING.", "feeling") == ["angry", "happy"]
    assert values("a wedding dress", "garment") == ["gown"]
    assert values("医院走廊", "place") == ["hospital_room", "corridor"]
    assert values("我相信你", "prop") == []
    assert [(hit.start, hit.end) for hit in meant("x 母") if hit.what == "sex"] == [(2, 3)]


@pytest.mark.parametrize(
    ("name", "told", "sex", "age"),
    [
        ("LENA", "", "female", "adult"),
        ("MARCUS", "", "male", "adult"),
        ("OLD WOMAN", "", "female", "elder"),
        ("KIM", "a young nurse, she has secrets", "female", "young"),
        ("KIM", "25, a man with a plan", "male", "young"),
        ("KIM", "a boy, 9", "male", "child"),
        ("顾母", "", "female", "adult"),
        ("林婉", "", "female", "adult"),
        ("陈强", "四十岁的男人，中年", "male", "adult"),
        ("老太太", "", "female", "elder"),
        ("众人", "", "unknown", "adult"),
    ],
)
def test_sex_and_age_are_told_by_names_and_descriptions(name: str, told: str, sex: str, age: str) -> None:
    one = people(board_of(f"INT. HALL - DAY\n{name}: Hello.", cast={name: told}))[name]
    assert (one.sex, one.age) == (sex, age)


def test_sex_is_told_by_pronouns_that_mean_the_one_named() -> None:
    board = board_of(
        "INT. HALL - DAY\nZor raises his sword.\nKesh slaps him.\nZOR: Stop.\nKESH: No.\nKesh turns. She leaves."
    )
    assert {name: one.sex for name, one in people(board).items()} == {"ZOR": "male", "KESH": "female"}


def test_who_is_drawn_by_chance_is_said() -> None:
    board, notes = storyboard(play("INT. HALL - DAY\nZOR: Stop.\nKESH: No."))
    assert {one.sex for one in board.characters} == {"female", "male"}
    assert "ZOR" in notes[0]
    assert "KESH" in notes[0]


def test_names_stay_as_they_are_written_and_ids_do_not_depend_on_them() -> None:
    names = ["../../etc/passwd", "👻", "ليلى", "林晚", "C:\\x"]
    board = board_of("INT. HALL - DAY\n" + "\n".join(f"{name}(softly): Hello." for name in names if ":" not in name))
    assert [one.name for one in board.characters] == [name for name in names if ":" not in name]
    assert [one.id for one in board.characters] == ["c1", "c2", "c3", "c4"]


def test_the_heroine_is_the_woman_who_speaks_most() -> None:
    board = board_of("INT. HALL - DAY\nMARCUS: I speak and speak and speak and speak.\nANNA: I speak, too.\nLENA: No.")
    assert [one.name for one in board.characters if one.heroine] == ["ANNA"]


def test_clothes_are_worn_as_told_and_change_with_a_reason() -> None:
    board = board_of("""
        INT. HALL - NIGHT
        Anna, in a blue dress, meets Marcus, a man in a black suit.
        ANNA: Hello.
        MARCUS: Hello.
        Anna changes into a white coat.
        ANNA: Better.
        INT. OFFICE - NEXT DAY
        Anna walks in, now wearing a red gown.
        ANNA: Hello again.
    """)
    assert [(one.wardrobe, one.colour) for one in people(board)["ANNA"].looks] == [
        ("dress", "#2b4c9b"),
        ("coat", "#f2efe9"),
        ("gown", "#c4163a"),
    ]
    assert [(one.wardrobe, one.colour) for one in people(board)["MARCUS"].looks] == [("suit", "#16161d")]
    assert people(board)["ANNA"].looks[1].reason == "Anna changes into a white coat."
    worn = [seen.look for e in board.episodes for s in e.shots for seen in s.seen if seen.character == "c1"]
    assert list(dict.fromkeys(worn)) == ["c1-l1", "c1-l2", "c1-l3"]
    assert not [one for one in lint(board) if one.kind == "look"]


def test_a_change_of_clothes_that_nothing_explains_is_found() -> None:
    board = board_of(
        "INT. HALL - DAY\nAnna, in a blue dress, waits.\nANNA: Well?\nAnna, in a red coat, waits.\nANNA: Well?"
    )
    assert [one.kind for one in lint(board) if one.severity == "contradiction"] == ["look"]


def test_clothes_that_nobody_wears_are_nobodys() -> None:
    board = board_of("INT. HALL - DAY\nAnna takes off her black coat. A red dress hangs there.\nANNA: Hm.")
    assert [look.colour for look in people(board)["ANNA"].looks] == ["#c4163a"]  # the heroine's own
    assert people(board)["ANNA"].looks[0].wardrobe == "coat"


def test_work_and_hair_are_seen() -> None:
    board = board_of(
        "INT. HALL - DAY\nANNA: Hello.\nKIM: Hello.", cast={"ANNA": "a doctor, red-haired", "KIM": "a nurse, blue eyes"}
    )
    anna, kim = board.characters
    assert (anna.looks[0].wardrobe, anna.hair, anna.heroine) == ("coat", "#a5391f", True)
    assert (kim.looks[0].wardrobe, kim.iris) == ("uniform", "#3d7fc4")


@pytest.mark.parametrize(
    ("heading", "kind", "interior"),
    [
        ("INT. MERCY HOSPITAL - NIGHT", "hospital_room", True),
        ("EXT. ROOFTOP BAR - NIGHT", "rooftop", False),
        ("INT. ROOFTOP BAR - NIGHT", "bar", True),
        ("EXT. ANNA'S HOUSE - DAY", "courtyard", False),
        ("INT. SPACESHIP - DAY", "void", True),
        ("内 总裁办公室 日", "office", True),
        ("外 海边 黄昏", "beach", False),
    ],
)
def test_places_are_told_by_headings(heading: str, kind: str, interior: bool) -> None:  # noqa: FBT001 (a table)
    found = place(heading)
    assert (found.kind, found.interior) == (kind, interior)


def test_a_house_from_inside_and_from_outside_is_two_places_with_the_same_name() -> None:
    board = board_of("INT. HOUSE - DAY\nA: Hi.\nEXT. HOUSE - DAY\nA: Hi.\nINT. HOUSE - NIGHT\nA: Hi.")
    assert [(one.name, one.interior) for one in board.locations] == [("HOUSE", True), ("HOUSE", False)]
    assert not [one for one in lint(board) if one.severity == "contradiction"]


def test_time_weather_and_mood() -> None:
    board = board_of("""
        EXT. STREET - DUSK
        Thunder. Rain hammers the cars.
        ANNA(angry): Go!
        EXT. STREET - LATER
        ANNA(smiling): Stay.
        INT. HALL - MORNING
        ANNA: So.
    """)
    scenes = board.episodes[0].scenes
    assert [(one.time_of_day, one.weather, one.mood) for one in scenes] == [
        ("dusk", "storm", "tense"),
        ("dusk", "clear", "bright"),
        ("day", "clear", "calm"),
    ]


@pytest.mark.parametrize(
    ("text", "parenthetical", "feeling"),
    [
        ("Go.", "through gritted teeth", "angry"),
        ("你走吧。", "哽咽", "sad"),
        ("GET OUT OF HERE", "", "shouting"),
        ("Stop!!", "", "shouting"),
        ("What?", "", "shocked"),
        ("What time is it now?", "", "neutral"),
        ("I'm so sorry.", "", "sad"),
        ("怎么可能！", "", "shocked"),
        ("OK.", "", "neutral"),
        ("Come!", "", "determined"),
    ],
)
def test_how_lines_are_said(text: str, parenthetical: str, feeling: Feeling) -> None:
    assert line_feeling(text, parenthetical) == feeling


def test_what_lines_do() -> None:
    assert "revelation" in acts_of("I'm pregnant.")
    assert "revelation" in acts_of("他是你爸爸，真相就是这样。")
    assert acts_of("You'll regret this.") == {"threat"}
    assert acts_of("Is it?") == {"question"}
    assert acts_of("I never--") == {"interruption"}


def test_who_is_spoken_to() -> None:
    board = board_of("""
        INT. HALL - DAY
        ANNA: Hello.
        MARCUS: Hello.
        KIM: Anna, listen.
        ANNA: I saw Marcus yesterday.
        MARCUS: Did you?
    """)
    names = {one.id: one.name for one in board.characters}
    assert [names.get(line.to or "") for line in said(board)] == ["MARCUS", "ANNA", "ANNA", "KIM", "ANNA"]


def holding(board: Storyboard) -> list[tuple[str, str | None]]:
    names = {one.id: one.name for one in board.characters}
    seen: list[Seen] = [seen for e in board.episodes for s in e.shots for seen in s.seen]
    return [(names[one.character], one.holds) for one in seen if one.holds]


def test_things_go_from_hand_to_hand_and_the_story_has_one_of_each() -> None:
    board = board_of("""
        INT. HALL - DAY
        ANNA: So?
        Marcus takes out a letter.
        MARCUS: Read.
        Marcus hands the letter to Anna.
        ANNA: No.
        Anna drops the letter.
        ANNA: Never.
    """)
    assert list(dict.fromkeys(holding(board))) == [("MARCUS", "letter"), ("ANNA", "letter")]
    assert [one.id for one in board.props] == ["letter"]
    last = board.episodes[0].shots[-1].last
    assert [one.props for one in last.present] == [[], []]
    assert not [one for one in lint(board) if one.severity == "contradiction"]


@pytest.mark.parametrize(
    ("told", "colour", "accent"),
    [
        ("Anna holds a silver ring with a blue stone.", "#c9cfdb", "#2b4c9b"),
        ("Anna opens a red umbrella.", "#c4163a", None),
        ("Anna in a red dress walks up to the table and takes the envelope.", None, None),
        ("Anna takes the ring. Blue light falls in.", None, None),
        ("安娜拿着银色戒指，镶着蓝宝石。", "#c9cfdb", "#2b4c9b"),
    ],
)
def test_things_have_the_colours_that_are_told_of_them(told: str, colour: str | None, accent: str | None) -> None:
    (thing,) = board_of(f"""
        INT. HALL - DAY
        ANNA: So?
        {told}
    """).props
    assert (thing.colour, thing.accent) == (colour, accent)


def test_injuries_last_until_a_long_time_has_passed() -> None:
    board = board_of("""
        INT. HALL - DAY
        Marcus stumbles in, bleeding.
        MARCUS: Help.
        INT. OFFICE - LATER
        MARCUS: Please.
        INT. OFFICE - DAY, THREE MONTHS LATER
        MARCUS: Thanks.
    """)
    injured = [scene.shots[-1].last.present[0].injuries for scene in board.episodes[0].scenes]
    assert injured == [["blood"], ["blood"], []]


def test_who_comes_and_goes_is_there_only_between() -> None:
    board = board_of("""
        INT. HALL - DAY
        ANNA: At last.
        Marcus enters. The smile leaves Anna's face.
        MARCUS: Well?
        Marcus leaves.
        ANNA: So.
    """)
    there = [[one.character for one in shot.first.present] for shot in board.episodes[0].shots if shot.lines]
    assert there == [["c1"], ["c1", "c2"], ["c1"]]


def test_a_voice_on_the_telephone_is_not_in_the_room() -> None:
    board = board_of("INT. HALL - DAY\nANNA: Hello?\nKIM(phone): Run.\nANNA: Who is this?")
    shot = next(shot for shot in board.episodes[0].shots if shot.lines and shot.lines[0].text == "Run.")
    assert [(one.character, one.pose) for one in shot.seen] == [("c1", "phone")]


def test_scripts_of_china_are_read_by_their_own_words() -> None:
    board = board_of(
        """
        内 林家大宅 夜
        @ 林晚, 顾霆, 顾母
        林晚穿着白色婚纱，坐在沙发上，泪流满面。
        顾霆推门而入，一身黑色西装。
        顾霆把离婚协议甩在桌上。
        顾霆(冷漠): 签字吧。
        林晚(哽咽): 三年了，你从来没有爱过我？
        顾母(得意): 你也配？
        林晚: 我怀孕了！
        """,
        language="zh-Hans",
    )
    lin, gu, mother = (people(board)[name] for name in ("林晚", "顾霆", "顾母"))
    assert (lin.sex, gu.sex, mother.sex) == ("female", "male", "female")
    assert (lin.looks[0].wardrobe, lin.looks[0].colour) == ("gown", "#f2efe9")
    assert (gu.looks[0].wardrobe, gu.looks[0].colour) == ("suit", "#16161d")
    assert [one.kind for one in board.props] == ["contract"]
    assert [line.feeling for line in said(board)][:3] == ["cold", "sad", "smug"]
    assert board.episodes[0].cliffhanger.kind == "revelation"
    first = board.episodes[0].shots[0].first
    assert [one.character for one in first.present] == [lin.id, mother.id]  # he comes in later
