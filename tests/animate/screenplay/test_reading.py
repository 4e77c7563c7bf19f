"""One little script in four layouts, what each layout can say beside it, and files that are no scripts."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from microdrama.animate.screenplay.reading import read_screenplay
from microdrama.animate.screenplay.sources import ScreenplayError
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

EXAMPLES = Path(__file__).parents[3] / "examples"
PIECES = [
    *(
        "\n",
        "\n\n",
        "LENA",
        "@",
        "(",
        ")",
        "（",
        "）",
        "：",
        ":",
        "[[",
        "]]",
        "/*",
        "*/",
        "*",
        "_",
        "^",
        "~",
        "△",
        "第1集",
    ),
    *("1-1 内 家 夜", "INT. A - DAY", "Title: x", "> ", " <", "=", "#", "<a>", "【字幕：", "】", " ", "\t", "SUPER: "),
    *("hello", "OS", "CUT TO:", "\ufdd0" + "0\ufdd1", "CAST", "- ", "12 ", "\ufdd3", "\ufdd4", "\ufdd2"),
]
Said = list[tuple[str, str]]
LITTLE: Said = [("LENA", "I said no."), ("TOM", "Then why are you here?\nTell me."), ("LENA", "Because he asked.")]


def read(tmp_path: Path, name: str, content: str | bytes) -> Screenplay:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_screenplay(path)


def said(play: Screenplay) -> Said:
    return [(one.character, one.text) for one in play.elements if isinstance(one, Dialogue)]


def kinds(play: Screenplay, kind: type) -> list:
    return [one for one in play.elements if isinstance(one, kind)]


def fountain_of(lines: Said) -> str:
    return "INT. FLAT - DAY\n\n" + "".join(f"Rain.\n\n@{who}\n{words}\n\n" for who, words in lines)


def plain_of(lines: Said) -> str:
    return "INT. FLAT - DAY\n\n" + "".join(f"Rain.\n\n{who}\n{words}\n\n" for who, words in lines)


def fdx_of(lines: Said) -> str:
    def paragraph(kind: str, text: str) -> str:
        return f'<Paragraph Type="{kind}"><Text>{escape(text)}</Text></Paragraph>'

    body = "".join(paragraph("Character", who) + paragraph("Dialogue", words) for who, words in lines)
    head = '<?xml version="1.0" encoding="UTF-8"?><FinalDraft DocumentType="Script" Version="5"><Content>'
    return head + paragraph("Scene Heading", "INT. FLAT - DAY") + body + "</Content></FinalDraft>"


def chinese_of(lines: Said) -> str:
    return "第1集\n1-1 内 公寓 日\n" + "".join(f"△ 雨。\n{who}：{words}\n" for who, words in lines)


LAYOUTS = {"a.fountain": fountain_of, "a.txt": plain_of, "a.fdx": fdx_of, "zh.txt": chinese_of}


@pytest.mark.parametrize("name", LAYOUTS)
def test_the_same_script_in_every_layout_says_the_same(tmp_path: Path, name: str) -> None:
    play = read(tmp_path, name, LAYOUTS[name](LITTLE))
    assert said(play) == LITTLE
    assert len(kinds(play, Heading)) == 1
    assert kinds(play, Heading)[0].interior is True


@pytest.mark.parametrize("name", LAYOUTS)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    lines=st.lists(
        st.tuples(
            st.sampled_from(["LENA", "TOM HALE", "DR. COLE"]),
            st.lists(st.text("abcdefghij", min_size=1, max_size=8), min_size=1, max_size=12).map(
                lambda words: " ".join(words).capitalize() + "."
            ),
        ),
        min_size=1,
        max_size=8,
    )
)
def test_every_word_that_is_said_comes_back_in_order(tmp_path: Path, name: str, lines: Said) -> None:
    assert said(read(tmp_path, name, LAYOUTS[name](lines))) == lines


@pytest.mark.parametrize("name", ["any.fountain", "any.txt", "any.fdx", "any.zh.txt"])
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    text=st.one_of(
        st.text(max_size=300),
        st.binary(max_size=200),
        st.lists(
            st.sampled_from(PIECES),
            max_size=40,
        ).map("".join),
    )
)
def test_anything_is_a_screenplay_or_one_sentence(tmp_path: Path, name: str, text: str | bytes) -> None:
    raw = text.encode(errors="surrogatepass") if isinstance(text, str) else text
    refused, play = "", None
    try:
        play = read(tmp_path, name, raw)
    except ScreenplayError as error:
        refused = str(error)
    if play is None:
        assert refused.endswith(".")
        assert "\n" not in refused
        return
    lines = raw.count(b"\n") + raw.count(b"\r") + 400
    assert all(1 <= one.line <= lines for one in play.elements)
    assert all(one.character and one.text for one in play.elements if isinstance(one, Dialogue))


def test_a_long_script_says_the_same_in_pieces(tmp_path: Path) -> None:
    lines = [("LENA" if n % 2 else "TOM", f"Line number {n} of many.") for n in range(600)]
    play = read(tmp_path, "long.fountain", fountain_of(lines))
    assert said(play) == lines
    numbers = [one.line for one in kinds(play, Dialogue)]
    assert numbers == [6 + 5 * n for n in range(600)]


def test_a_script_in_any_encoding_says_the_same(tmp_path: Path) -> None:
    words = "你好，我是新来的护士，请问病房在哪里？"
    text = chinese_of([("林美", words), ("顾言", "就在走廊的尽头，我带你过去。")])
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "gbk"):
        play = read(tmp_path, "zh.txt", text.encode(encoding))
        assert said(play)[0] == ("林美", words)
        assert play.language == "zh-Hans"
    windows = read(tmp_path, "w.fountain", fountain_of(LITTLE).replace("\n", "\r\n"))
    assert said(windows) == LITTLE


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("empty.fountain", b"", "is empty"),
        ("marks.txt", b"\xef\xbb\xbf \n\n", "is empty"),
        ("a.pdf", b"%PDF-1.7\n%\xe2\xe3", "a PDF"),
        ("a.docx", b"PK\x03\x04\x14\0", "Word document"),
        ("a.bin", bytes(range(256)) * 20, "is not text"),
        ("prose.txt", b"Nothing but a sentence.", "neither a scene nor a line"),
        ("open.fountain", b"INT. A - DAY\n\nLENA\nHi.\n\n/* and so on", "Line 6"),
        ("endless.fountain", b"INT. A - DAY\n\n" + b"She runs.\n" * 2_001, "Line 3"),
        ("large.txt", b"LENA: hi\n" * 1_000_000, "larger than"),
        ("wide.txt", b"LENA: " + b"a" * 100_001, "Line 1"),
        ("many.txt", b"\n" * 200_001 + b"LENA: Hi.", "lines"),
        ("nobody.txt", b"INT. A - DAY\n\n(V.O.): Hi.\n", "Line 3"),
        ("nobody.zh.txt", "1-1 内 家 夜\n（画外音）：你好\n".encode(), "Line 2"),
        ("nobody.fountain", b"INT. A - DAY\n\nShe waits.\n\n(quietly)\nHi.\n", "Line 5 .* spoken by nobody"),
        ("no-name.fountain", b"INT. A - DAY\n\n@\nHi.\n", "Line 3 .* spoken by nobody"),
        ("no-name.zh.txt", "1-1 内 家 夜\n△他走了。\n：你好\n".encode(), "Line 3"),
        ("text.fdx", b"INT. A - DAY", "no Final Draft"),
        ("cut.fdx", b"<FinalDraft><Content>", "damaged"),
        ("page.fdx", b"<?xml version='1.0'?><html/>", "no Final Draft script"),
        ("no-cue.fdx", fdx_of(LITTLE).replace("LENA", " ").encode(), "Paragraph 3"),
    ],
)
def test_what_is_no_script_is_refused_in_one_sentence(tmp_path: Path, name: str, content: bytes, told: str) -> None:
    with pytest.raises(ScreenplayError, match=told):
        read(tmp_path, name, content)


def test_what_is_only_in_parentheses_is_an_action(tmp_path: Path) -> None:
    play = read(tmp_path, "a.fountain", b"INT. A - DAY\n\n(CONTINUED)\nShe runs.\n\n(Beat.)\nShe turns.\n\nLENA\nHi.\n")
    assert said(play) == [("LENA", "Hi.")]


def test_a_file_that_is_not_there_is_refused_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(ScreenplayError, match="cannot be read"):
        read_screenplay(tmp_path / "none.fountain")


def test_entities_are_never_unfolded(tmp_path: Path) -> None:
    bomb = (
        '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
        '<FinalDraft><Content><Paragraph Type="Action"><Text>&b;</Text></Paragraph></Content></FinalDraft>'
    )
    with pytest.raises(ScreenplayError, match="entities"):
        read(tmp_path, "bomb.fdx", bomb)


@pytest.mark.parametrize(
    "text",
    [
        "INT. A - DAY\n\nLENA\n" + " ".join(f"word{n}" for n in range(3_000)),
        "INT. A - DAY\n\nLENA\nHi\n\n" + "[[" * 20_000,
        "INT. A - DAY\n\nLENA\nHi\n\n" + "A" + " " * 50_000 + "x\nhello",
        "INT. A - DAY\n\n" + "B ^\nho\n\n" * 5_000,
        "INT. A - DAY\n\nLENA\n" + "~la\n" * 1_900,
        "INT. A - DAY\n\nLENA\nHi\n\n" + "*a **b _c " * 5_000,
        "INT. A - DAY\n\n" + "[[a]]\n" * 1_900 + "\nLENA\nHi",
    ],
)
def test_what_takes_parsers_the_square_of_time_is_read(tmp_path: Path, text: str) -> None:
    """Each of these took minutes before lines and pieces were bounded; the limit of a test's time would stop it."""
    assert said(read(tmp_path, "hard.fountain", text))


@pytest.mark.parametrize("name", ["../../etc/passwd", "😀 LENA", "مريم", "O'NEIL-SMITH"])
def test_a_name_is_only_a_name(tmp_path: Path, name: str) -> None:
    assert said(read(tmp_path, "a.fountain", fountain_of([(name, "Hello there.")]))) == [(name, "Hello there.")]


@pytest.mark.parametrize(
    ("written", "tag"),
    [
        ("zh_hans_cn", "zh-Hans-CN"), ("Deutsch", "de"), ("English (British)", "en"), ("简体中文", "zh-Hans"),
        ("Français", "fr"), ("", "en"),
    ],
)  # fmt: skip
def test_a_language_is_given_by_its_tag_or_its_name(tmp_path: Path, written: str, tag: str) -> None:
    play = read(tmp_path, "a.fountain", f"Title: A\nLanguage: {written}\n\n{fountain_of(LITTLE)}")
    assert play.language == tag


@pytest.mark.parametrize(
    ("name", "script", "where"),
    [
        ("a.fountain", "Title: A\nLanguage: klingonese!\n\n" + fountain_of(LITTLE), "Line 2 of a.fountain"),
        ("a.txt", "Title: A\nAuthor: B\nLanguage: xx-klingon\n\n" + plain_of(LITTLE), "Line 3 of a.txt"),
        ("zh.txt", "剧名：家\n语言：火星文\n" + chinese_of(LITTLE), "Line 2 of zh.txt"),
    ],
)
def test_a_language_that_nobody_knows_is_told_by_its_line(tmp_path: Path, name: str, script: str, where: str) -> None:
    with pytest.raises(ScreenplayError, match=f"{where} names the language .* no BCP 47 tag"):
        read(tmp_path, name, script)


def test_the_example_series_is_what_it_says(tmp_path: Path) -> None:
    play = read_screenplay(EXAMPLES / "the-second-signature.fountain")
    assert (play.title, play.language) == ("The Second Signature", "en")
    marks = kinds(play, EpisodeMark)
    assert len(marks) == 7
    assert all(mark.title for mark in marks)
    starts = [play.elements.index(mark) for mark in marks] + [len(play.elements)]
    for start, end in pairwise(starts):
        words = [len(one.text.split()) for one in play.elements[start:end] if isinstance(one, Dialogue)]
        assert 130 <= sum(words) <= 190
        assert max(words) <= 16
    assert {one.name for one in play.cast} == {"IRIS", "VIVIENNE", "ADRIAN", "JUNE", "COLE", "ELENA"}
    assert {one.character for one in kinds(play, Dialogue)} == {one.name for one in play.cast}


def test_the_other_examples_are_read() -> None:
    short = read_screenplay(EXAMPLES / "two-pages.fountain")
    assert not kinds(short, EpisodeMark)
    assert {one.name for one in short.cast} == {"NELL", "OTTO"}
    chinese = read_screenplay(EXAMPLES / "ring-of-salt.zh.txt")
    assert chinese.title == "盐戒"
    assert chinese.language == "zh-Hans"
    assert [one.title for one in kinds(chinese, EpisodeMark)] == ["海里的戒指"]
    assert [one.place for one in kinds(chinese, Heading)] == ["沈家宴会厅", "码头"]
    assert kinds(chinese, Cast)[1].names == ["沈汐", "阿盐"]
    assert {one.name for one in chinese.cast} == {"沈汐", "陆砚", "沈老太", "阿盐"}
    assert len(kinds(chinese, Dialogue)) == 20
    assert not kinds(chinese, Transition)
    assert all(one.text[0] != "△" for one in kinds(chinese, Action))
    assert [one.medium for one in kinds(chinese, Written)] == ["message", "title"]
