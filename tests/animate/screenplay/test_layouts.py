"""What each layout can say beside the words: how they reach us, who is introduced, what is read on the screen."""

from __future__ import annotations

from pathlib import Path

import pytest

from microdrama.animate.screenplay.cues import Cue, read_cue
from microdrama.animate.screenplay.headings import read_heading
from microdrama.animate.screenplay.marks import ends_something, episode_title, is_transition
from microdrama.animate.screenplay.reading import read_screenplay
from microdrama.animate.screenplay.written import written
from microdrama.domain.screenplay import (
    Action,
    Cast,
    Dialogue,
    EpisodeMark,
    Heading,
    Screenplay,
    Transition,
    Written,
)

HARD = """Title: **The Hard One**
Credit: Written by
Author: A. Writer & B. Writer
Source: Based on nothing
Copyright: 2026 A. Writer
Language: EN-gb
Genre: Melodrama, Thriller
Synopsis: A nurse says no.
    Twice.

# Episode 1: The Start

INT. VOSS TOWER - PENTHOUSE - NIGHT - RAIN #1A#

LENA MAREK (28), a nurse in a grey coat, drops a ring. It rolls.
TEXT MESSAGE FROM IVO: Don't sign.

/* cut
LENA
Never said. */

SUPER: "Two days earlier"

LENA (V.O.) (CONT'D)
(softly)
I said *no*. [[a note
that goes on]] Twice.
/* not this line */
Three times.
(beat)
Go.

RENÉE
Non.

@林美（内心，苦笑）
你好。

IVO
Left.

LENA ^
Right.

.林家大宅 内 夜

CUT TO:

# Act Two

## Episode 2

> THE END <
"""


def read(tmp_path: Path, name: str, text: str) -> Screenplay:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    return read_screenplay(path)


def test_fountain_says_everything_it_can(tmp_path: Path) -> None:
    play = read(tmp_path, "hard.fountain", HARD)
    inside = {"place": "VOSS TOWER - PENTHOUSE", "interior": True, "time_of_day": "NIGHT", "number": "1A"}
    assert play.elements == [
        EpisodeMark(line=11, title="The Start"),
        Heading(line=13, text="INT. VOSS TOWER - PENTHOUSE - NIGHT - RAIN", **inside),
        Action(line=15, text="LENA MAREK (28), a nurse in a grey coat, drops a ring. It rolls."),
        Written(line=16, text="Don't sign.", medium="message", sender="IVO"),
        Written(line=22, text="Two days earlier"),
        Dialogue(line=26, character="LENA", text="I said no. Twice.\nThree times.", feeling="softly", delivery="over"),
        Dialogue(line=31, character="LENA", text="Go.", feeling="beat", delivery="over"),
        Dialogue(line=34, character="RENÉE", text="Non."),
        Dialogue(line=37, character="林美", text="你好。", feeling="苦笑", delivery="thought"),
        Dialogue(line=40, character="IVO", text="Left."),
        Dialogue(line=43, character="LENA", text="Right.", dual=True),
        Heading(line=45, text="林家大宅 内 夜", place="林家大宅", interior=True, time_of_day="夜"),
        Transition(line=47, text="CUT TO:"),
        EpisodeMark(line=51),
        Transition(line=53, text="THE END"),
    ]
    assert (play.title, play.language) == ("The Hard One", "en-GB")
    assert play.authors == ["A. Writer", "B. Writer"]
    assert play.credits == ["Written by A. Writer, B. Writer", "Based on nothing", "2026 A. Writer"]
    assert play.genres == ["melodrama", "thriller"]
    assert play.synopsis == "A nurse says no. Twice."
    assert [(one.name, one.description, one.line) for one in play.cast] == [
        ("LENA", "LENA MAREK, 28, a nurse in a grey coat, drops a ring", 15)
    ]


PLAIN = """THE LAST BOAT
by Ana Writer

CHARACTERS
LENA, 28, a nurse in a grey coat
Tom - 61, her father

EPISODE 1: The Pier

1. EXT. PIER - DAWN

Fog. A bell.
SIGN: No boats today

LENA (O.S.)
(afraid)
Is anybody
there?

TOM: (tired) Only me.
LENA: NO. NEVER.
Tom: I see: you came.
She turns away.
Tom (on phone): Come back!

SMASH CUT TO:

INT. BOAT - LATER

LENA
NO. NO!
TOM
Why?

END OF EPISODE 1
"""


def test_plain_text_says_what_it_looks_like(tmp_path: Path) -> None:
    play = read(tmp_path, "last.txt", PLAIN)
    assert (play.title, play.authors) == ("THE LAST BOAT", ["Ana Writer"])
    assert [(one.name, one.description) for one in play.cast] == [
        ("LENA", "28, a nurse in a grey coat"),
        ("Tom", "61, her father"),
    ]
    assert play.elements == [
        EpisodeMark(line=8, title="The Pier"),
        Heading(line=10, text="1. EXT. PIER - DAWN", place="PIER", interior=False, time_of_day="DAWN", number="1"),
        Action(line=12, text="Fog. A bell."),
        Written(line=13, text="No boats today", medium="sign"),
        Dialogue(line=17, character="LENA", text="Is anybody\nthere?", feeling="afraid", delivery="unseen"),
        Dialogue(line=20, character="TOM", text="Only me.", feeling="tired"),
        Dialogue(line=21, character="LENA", text="NO. NEVER."),
        Dialogue(line=22, character="Tom", text="I see: you came."),
        Action(line=23, text="She turns away."),
        Dialogue(line=24, character="Tom", text="Come back!", delivery="phone"),
        Transition(line=26, text="SMASH CUT TO:"),
        Heading(line=28, text="INT. BOAT - LATER", place="BOAT", interior=True, time_of_day="LATER"),
        Dialogue(line=31, character="LENA", text="NO. NO!\nTOM\nWhy?"),
        Transition(line=35, text="END OF EPISODE 1"),
    ]


CHINESE = """《盐戒》
编剧：林夏
类型：悬疑、情感
简介：一枚戒指。
它回来了。

人物小传
林美：女，28岁，护士
顾言：男，30岁，律师

【第一集】 归来
第1场 林家大宅 日/内
时间：傍晚
人物: 林美, 顾言（30岁）
▲林美推门而入。
林美OS：他果然在。
林美(冷笑):你来了?（顿）坐。
顾言（电话）：
喂，
是我。
【微信 顾言：到了吗】
字幕：三年后
旁白：那一夜，没有人回家。
林美（画外音，哭腔）：救我！
△ 沈父（55岁，灰西装）：站在门口。
【闪回】
2. 夜 外 天台 雨
△ 风。
第一集 完
"""


def test_the_chinese_layout_says_everything_it_can(tmp_path: Path) -> None:
    play = read(tmp_path, "zh.txt", CHINESE)
    assert (play.title, play.authors, play.genres) == ("盐戒", ["林夏"], ["悬疑", "情感"])
    assert play.synopsis == "一枚戒指。 它回来了。"
    assert [(one.name, one.description) for one in play.cast] == [
        ("林美", "女，28岁，护士"),
        ("顾言", "男，30岁，律师"),
        ("沈父", "55岁，灰西装"),
    ]
    first = {
        "text": "第1场 林家大宅 日/内",
        "place": "林家大宅",
        "interior": True,
        "time_of_day": "傍晚",
        "number": "1",
    }
    assert play.elements == [
        EpisodeMark(line=11, title="归来"),
        Heading(line=12, **first),
        Cast(line=14, names=["林美", "顾言"]),
        Action(line=15, text="林美推门而入。"),
        Dialogue(line=16, character="林美", text="他果然在。", delivery="thought"),
        Dialogue(line=17, character="林美", text="你来了?", feeling="冷笑"),
        Dialogue(line=17, character="林美", text="坐。", feeling="顿"),
        Dialogue(line=19, character="顾言", text="喂，\n是我。", delivery="phone"),
        Written(line=21, text="到了吗", medium="message", sender="顾言"),
        Written(line=22, text="三年后"),
        Dialogue(line=23, character="旁白", text="那一夜，没有人回家。", delivery="over"),
        Dialogue(line=24, character="林美", text="救我！", feeling="哭腔", delivery="unseen"),
        Action(line=25, text="沈父（55岁，灰西装）：站在门口。"),
        Transition(line=26, text="【闪回】"),
        Heading(line=27, text="2. 夜 外 天台 雨", place="天台", interior=False, time_of_day="夜", number="2"),
        Action(line=28, text="风。"),
        Transition(line=29, text="第一集 完"),
    ]


FDX = """<?xml version="1.0" encoding="UTF-8" standalone="no"?>
<FinalDraft DocumentType="Script" Template="No" Version="5"><Content>
<Paragraph Type="General"><Text>Episode 1: The Ring</Text></Paragraph>
<Paragraph Number="7" Type="Scene Heading"><SceneProperties/><Text>INT./EXT. CAR - NIGHT</Text></Paragraph>
<Paragraph Type="Action"><Text>LENA (28), </Text><Text Style="Bold">tired</Text><Text>, drives.</Text></Paragraph>
<Paragraph Type="Action"><Text>SUPER: Midnight</Text></Paragraph>
<Paragraph Type="Character"><Text>LENA (INTO PHONE)</Text></Paragraph>
<Paragraph Type="Parenthetical"><Text>(cold)</Text></Paragraph>
<Paragraph Type="Dialogue"><Text>I &amp; you.</Text></Paragraph>
<Paragraph><DualDialogue>
<Paragraph Type="Character"><Text>LENA</Text></Paragraph><Paragraph Type="Dialogue"><Text>Yes.</Text></Paragraph>
<Paragraph Type="Character"><Text>TOM</Text></Paragraph><Paragraph Type="Dialogue"><Text>No.</Text></Paragraph>
</DualDialogue></Paragraph>
<Paragraph Type="Transition"><Text>CUT TO:</Text></Paragraph>
</Content><TitlePage><Content><Paragraph><Text>The Ring</Text></Paragraph><Paragraph><Text>Written by</Text></Paragraph>
<Paragraph><Text>Ana Writer</Text></Paragraph></Content></TitlePage></FinalDraft>"""


def test_final_draft_says_everything_it_can(tmp_path: Path) -> None:
    play = read(tmp_path, "a.fdx", FDX)
    assert play.elements == [
        EpisodeMark(line=1, title="The Ring"),
        Heading(line=2, text="INT./EXT. CAR - NIGHT", place="CAR", time_of_day="NIGHT", number="7"),
        Action(line=3, text="LENA (28), tired, drives."),
        Written(line=4, text="Midnight"),
        Dialogue(line=7, character="LENA", text="I & you.", feeling="INTO PHONE, cold"),
        Dialogue(line=9, character="LENA", text="Yes."),
        Dialogue(line=11, character="TOM", text="No.", dual=True),
        Transition(line=12, text="CUT TO:"),
    ]
    assert (play.title, play.authors, play.credits) == ("The Ring", ["Ana Writer"], ["Written by Ana Writer"])
    assert [(one.name, one.description) for one in play.cast] == [("LENA", "28, tired, drives")]


@pytest.mark.parametrize(
    ("text", "cue"),
    [
        ("LENA", Cue("LENA")),
        ("LENA (CONT'D)", Cue("LENA")),
        ("LENA (CONT’D) (O.S.)", Cue("LENA", "unseen")),
        ("MR. O'NEIL (V.O.) ^", Cue("MR. O'NEIL", "over", dual=True)),
        ("LENA (on the phone)", Cue("LENA", "phone")),
        ("LENA (thinking, sad)", Cue("LENA", "thought", "sad")),
        ("CARLOS", Cue("CARLOS")),
        ("CARLOS OS", Cue("CARLOS", "unseen")),
        ("BRAVO", Cue("BRAVO")),
        ("(V.O.)", Cue("", "over")),
    ],
)
def test_a_cue_is_a_name_and_how_it_is_heard(text: str, cue: Cue) -> None:
    assert read_cue(text) == cue


@pytest.mark.parametrize(
    ("text", "place", "interior", "time"),
    [
        ("INT. OFFICE", "OFFICE", True, ""),
        ("ext. bridge, night", "bridge", False, "night"),
        ("INT. HALE TOWER - LIFT - MOMENTS LATER", "HALE TOWER - LIFT", True, "MOMENTS LATER"),
        ("INT. HOUSE - KITCHEN", "HOUSE - KITCHEN", True, ""),
        ("EXT. STREET – DAY (RAIN)", "STREET", False, "DAY"),
        ("INT. CAFÉ SAINT-JEAN - DAY", "CAFÉ SAINT-JEAN", True, "DAY"),
        ("I/E. CAR - DUSK", "CAR", None, "DUSK"),
        ("12A INT. SHOP - DAY 12A", "SHOP", True, "DAY"),
        ("ИНТ. КВАРТИРА - НОЧЬ", "КВАРТИРА", True, "НОЧЬ"),
        ("夜 外 天台", "天台", False, "夜"),
        ("内景．咖啡馆．夜", "咖啡馆", True, "夜"),
    ],
)
def test_a_heading_is_a_place_inside_or_outside_at_a_time(text: str, place: str, interior: object, time: str) -> None:
    heading = read_heading(text, line=1)
    assert (heading.place, heading.interior, heading.time_of_day) == (place, interior, time)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Episode 2: The Ring", "The Ring"),
        ("EPISODE TWO", ""),
        ("Ep. 3 - Home", "Home"),
        ("第12集", ""),
        ("第十二集：归来", "归来"),
        ("Episode of sadness", None),
        ("Part one of the plan worked.", None),
        ("End of Episode 2", None),
        ("第一集 完", None),
        ("Epilogue", None),
    ],
)
def test_an_episode_is_marked_by_its_number(text: str, title: str | None) -> None:
    assert episode_title(text) == title


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("TITLE: Act I", ("title", "", "Act I")),
        ("Text message from Dr. Cole: Run.", ("message", "Dr. Cole", "Run.")),
        ("LETTER FROM MOTHER: “My son.”", ("letter", "MOTHER", "My son.")),
        ("【短信】别来", ("message", "", "别来")),
        ("【信：见字如面】", ("letter", "", "见字如面")),
        ("Letter in hand, she runs: too late.", None),
        ("The sign: it was a trap.", None),
        ("【雨声】", None),
    ],
)
def test_writing_on_the_screen_is_told_from_action(text: str, expected: tuple[str, str, str] | None) -> None:
    found = written(text, line=1)
    assert (found and (found.medium, found.sender, found.text)) == expected


@pytest.mark.parametrize("text", ["CUT TO:", "FADE OUT.", "SMASH CUT TO BLACK.", "BACK TO SCENE", "【闪回】", "切至："])
def test_transitions_are_known(text: str) -> None:
    assert is_transition(text)


@pytest.mark.parametrize("text", ["CUTTER", "FADED JEANS lie here.", "He cuts to: nothing", "切菜"])
def test_other_lines_are_no_transitions(text: str) -> None:
    assert not is_transition(text)
    assert not ends_something(text)


@pytest.mark.parametrize(("times", "speakers"), [(1, ["TOM", "LENA"]), (2, ["TOM", "TOM", "LENA", "TOM"])])
def test_a_name_in_the_middle_of_a_speech_speaks_if_it_did_so_twice(
    tmp_path: Path, times: int, speakers: list[str]
) -> None:
    play = read(tmp_path, "a.txt", "INT. A - DAY\n\n" + "TOM\nHi.\n\n" * times + "LENA\nNo.\nTOM\nWhy?\n")
    assert [one.character for one in play.elements if isinstance(one, Dialogue)] == speakers


def test_a_chinese_name_waits_for_its_words_over_an_empty_line(tmp_path: Path) -> None:
    play = read(tmp_path, "zh.txt", "1-1 内 家 夜\n林美：\n\n你好。\n\n雨停了。\n")
    assert play.elements[1:] == [Dialogue(line=4, character="林美", text="你好。"), Action(line=6, text="雨停了。")]
