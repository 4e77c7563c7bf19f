"""Subtitle files from anywhere: formats, encodings, what is dialogue, and files that mean harm."""

from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from microdrama.analysis.subtitles import Cue, SubtitleError, language_of, read_subtitles, words_of

TEARS = Path(__file__).parents[3] / "shared" / "data" / "tears_of_steel_en.vtt"


def cue(start: float, end: float, text: str, speaker: str | None = None) -> Cue:
    return Cue(Fraction(str(start)), Fraction(str(end)), text, speaker)


def srt(*texts: str) -> str:
    """One cue a second, each 0.9 s long."""
    return "\n".join(f"{n}\n00:00:{n:02d},000 --> 00:00:{n:02d},900\n{text}\n" for n, text in enumerate(texts, 1))


def read(folder: Path, text: str | bytes) -> list[Cue]:
    path = folder / "film.srt"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_subtitles(path)


def said(folder: Path, *texts: str) -> list[tuple[str | None, str]]:
    return [(one.speaker, one.text) for one in read(folder, srt(*texts))]


# --- formats


def test_srt(tmp_path: Path) -> None:
    text = "1\r\n00:00:01,000 --> 00:00:02,500\r\n<i>Hello</i> <font color='red'>there</font>,\r\nyou &amp; I &lt;3\r\n"
    assert read(tmp_path, text) == [cue(1, 2.5, "Hello there, you & I <3")]


def test_webvtt(tmp_path: Path) -> None:
    text = (
        "WEBVTT - a film\n\nSTYLE\n::cue { color: red }\n\nNOTE not said\n\n"
        "first\n00:01.000 --> 00:03.000 align:start position:10%\n"
        "<v.loud Mary Ann>We are in <00:00:02.000><c>Paris</c> &amp; here</v>\n\n"
        "01:00:04.500 --> 01:00:05.500\nIt is.\n"
    )
    assert read(tmp_path, text) == [cue(1, 3, "We are in Paris & here", "Mary Ann"), cue(3604.5, 3605.5, "It is.")]


def test_ass(tmp_path: Path) -> None:
    text = (
        "[Script Info]\nScriptType: v4.00+\n\n[V4+ Styles]\nFormat: Name, Fontname, Fontsize\n"
        "Style: Default,Arial,20\nStyle: Signs,Arial,20\n\n[Events]\n"
        "Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n"
        "Dialogue: 0,0:00:01.00,0:00:02.00,Default,Ana,0,0,0,,{\\b1\\pos(1,2)}Hi{\\b0}\\Nthere, you\n"
        "Comment: 0,0:00:03.00,0:00:04.00,Default,,0,0,0,,a note to the typesetter\n"
        "Dialogue: 0,0:00:03.00,0:00:04.00,Default,,0,0,0,,{\\an7\\p1}m 0 0 l 100 100{\\p0}\n"
        "Dialogue: 0,0:00:05.00,0:00:06.00,Signs,,0,0,0,,HOTEL\n"
    )
    assert read(tmp_path, text) == [cue(1, 2, "Hi there, you", "Ana")]


@pytest.mark.skipif(not TEARS.is_file(), reason="the real file lies beside the repository on some machines only")
def test_a_real_file() -> None:
    cues = read_subtitles(TEARS)
    assert cues[0] == cue(23, 24.5, "you're a jerk, Thom.")
    assert cues[2].text == "...you have your robotics, and I just want to be awesome in space."
    assert len(cues) == 76
    assert language_of([one.text for one in cues]) == "en"


# --- encodings

SPOKEN = {
    "fr": ("Où est-elle allée, déjà ? Très bien, c’était l’été dernier.", ["cp1252", "utf-8", "utf-16"]),
    "de": ("Das hättest du mir früher sagen müssen, Jürgen.", ["cp1252", "utf-8-sig", "utf-16-le"]),
    "pl": ("Powiedziałeś, że list został spalony. Nikt nie wyjdzie z tego domu.", ["cp1250", "utf-16-be"]),
    "tr": ("Mektubun yakıldığını söylemiştin. Kimse bu evden çıkmıyor, şimdi değil.", ["cp1254"]),
    "ru": ("Ты сказала мне, что письмо сгорело. Никто не выйдет из дома.", ["cp1251", "utf-16"]),
    "el": ("Μου είπες ότι το γράμμα κάηκε.", ["cp1253"]),
    "ar": ("قلت لي إن الرسالة احترقت.", ["cp1256", "utf-16-le"]),
    "he": ("אמרת לי שהמכתב נשרף.", ["cp1255"]),
    "th": ("คุณบอกฉันว่าจดหมายถูกเผาแล้ว", ["cp874"]),
    "ja": ("手紙は燃やしたと言ったでしょう。", ["shift_jis", "euc_jp", "utf-16-le"]),
    "ko": ("편지는 태웠다고 했잖아요. 아무도 이 집을 나갈 수 없습니다.", ["euc_kr", "cp949"]),
    "zh-Hans": ("你告诉我那封信已经烧掉了。谁也不许离开这座房子。", ["gb18030", "gb2312", "utf-8"]),
    "zh-Hant": ("你告訴我那封信已經燒掉了。誰也不許離開這座房子。", ["big5", "utf-16-be"]),
}


@pytest.mark.parametrize(
    ("language", "encoding"), [(language, e) for language, (_, encodings) in SPOKEN.items() for e in encodings]
)
def test_the_encoding_and_the_language_are_found_out(tmp_path: Path, language: str, encoding: str) -> None:
    text = SPOKEN[language][0]
    cues = read(tmp_path, srt(text, text, text).encode(encoding))
    assert [one.text for one in cues] == [text] * 3
    assert language_of([one.text for one in cues]) == language


def test_chinese_of_signs_that_are_also_korean_is_chinese(tmp_path: Path) -> None:
    text = "大哥别来家了，你还没吃饭吗"
    assert text.encode("gb18030").decode("cp949")
    assert read(tmp_path, srt(text).encode("gb18030"))[0].text == text


def test_too_little_text_has_no_language() -> None:
    assert language_of([]) is language_of(["Oh!", "12345678 ?!"]) is None


# --- what is dialogue


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("[door slams] Come in. [SIGHS]", [(None, "Come in.")]),
        ("(sighs) Come in.", [(None, "Come in.")]),
        ("He said (I was there) no.", [(None, "He said (I was there) no.")]),
        ("【ドアの音】\n（ため息）来て。", [(None, "来て。")]),
        ("♪ I will always ♪", []),
        ("Come in.\n♪ la la ♪", [(None, "Come in.")]),
        ("...!?", []),
        ("JOHN: Come in.", [("JOHN", "Come in.")]),
        ("MRS. O'NEIL: Come in.", [("MRS. O'NEIL", "Come in.")]),
        ("Note: it is late.", [(None, "Note: it is late.")]),
        ("It is 12:30 now.", [(None, "It is 12:30 now.")]),
        ("- Come in.\n- Who is\nthere?", [(None, "Come in."), (None, "Who is there?")]),
        ("- JOHN: Come in.\n- ANA: No.", [("JOHN", "Come in."), ("ANA", "No.")]),
        ("- only one of them\nspeaks", [(None, "only one of them speaks")]),
        ("Subtitles by SomeBody", []),
        ("Downloaded from www.example.org", []),
        ("我们走吧\n快点", [(None, "我们走吧快点")]),
        ("\u202bCome\u200b in.\u202c", [(None, "Come in.")]),
        ("x" * 3000, []),
    ],
)
def test_only_what_is_said_is_left(tmp_path: Path, text: str, left: list[tuple[str | None, str]]) -> None:
    assert said(tmp_path, text, "The end.") == [*left, (None, "The end.")]


def test_a_name_that_comes_again_and_again_is_a_name(tmp_path: Path) -> None:
    lines = said(tmp_path, "Anna: Come in.", "Anna: Sit.", "Look: a bird.", "Anna: Wait.")
    assert lines == [("Anna", "Come in."), ("Anna", "Sit."), (None, "Look: a bird."), ("Anna", "Wait.")]


def test_two_turns_share_their_cue_by_letters(tmp_path: Path) -> None:
    text = "1\n00:00:10,000 --> 00:00:14,000\n- Yes.\n- Maybe later.\n"
    assert read(tmp_path, text) == [cue(10, 11, "Yes."), cue(11, 14, "Maybe later.")]


# --- times


def at(*times: str) -> str:
    return "\n".join(f"{n}\n{when}\nline {n}\n" for n, when in enumerate(times))


def test_times_are_put_in_order(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        at(
            "00:00:50,000 --> 00:00:52,000",
            "00:00:10,000 --> 00:00:14,000",
            "00:00:13,000 --> 00:00:16,000",
            "00:00:30,000 --> 00:00:29,000",
            "00:00:40,000 --> 00:02:40,000",
            "99:00:00,000 --> 99:00:01,000",
        ),
    )
    assert [(one.text, float(one.start_s), float(one.end_s)) for one in found] == [
        ("line 1", 10, 13), ("line 2", 13, 16), ("line 3", 30, 30.4), ("line 4", 40, 50), ("line 0", 50, 52)
    ]  # fmt: skip


def test_what_stands_twice_is_said_once(tmp_path: Path) -> None:
    assert len(read(tmp_path, at("00:00:01,000 --> 00:00:02,000") * 2)) == 1


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    cues=st.lists(
        st.tuples(
            st.integers(0, 99_999_999),
            st.integers(-9_999, 99_999),
            st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=60),
        ),
        min_size=1,
        max_size=20,
    )
)
def test_whatever_stands_in_a_file_cues_are_in_order(tmp_path: Path, cues: list[tuple[int, int, str]]) -> None:
    def stamp(ms: int) -> str:
        return f"{ms // 3_600_000:02d}:{ms // 60_000 % 60:02d}:{ms // 1000 % 60:02d},{ms % 1000:03d}"

    text = "\n\n".join(f"{n}\n{stamp(a)} --> {stamp(max(0, a + d))}\n{t}" for n, (a, d, t) in enumerate(cues))
    found = read(tmp_path, f"{text}\n\n9\n23:59:00,000 --> 23:59:01,000\nThe end.\n".encode("utf-8", "replace"))
    assert found
    assert all(0 <= one.start_s < one.end_s and words_of(one.text) for one in found)
    assert all(a.end_s <= b.start_s for a, b in pairwise(found))


# --- files that mean harm

CUE = "1\n00:00:01,000 --> 00:00:02,000\n"
HOSTILE = {
    "empty": b"",
    "no subtitles": b"once upon a time",
    "binary": bytes(range(256)) * 20,
    "a film": b"\x00\x00\x00\x20ftypisom" + bytes(5000),
    "too large": b" " * 5_000_001,
    "nothing said": srt("[wind]", "♪").encode(),
    "only a head": b"[Script Info]\n",
    "a broken event": b"[Events]\nFormat: Start, End, Text\nDialogue: x\nDialogue: 1,2\n",
    "too many cues": b"00:00:00,000 --> 00:00:01,000\na\n" * 20_001,
    "braces": (CUE + "{" * 1_000_000).encode(),
    "angles": (CUE + "<a" * 500_000).encode(),
    "brackets": (CUE + "([" * 500_000).encode(),
    "voices": b"WEBVTT\n" + b"<v " * 300_000,
    "digits": b"1:" * 500_000,
    "spaces": (CUE + " " * 1_000_000 + ")").encode(),
    "huge times": b"99999999999999999999:00:00,000 --> 99999999999999999999:00:00,000\nx\n",
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_file_that_is_no_use_is_one_sentence(tmp_path: Path, kind: str) -> None:
    with pytest.raises(SubtitleError) as caught:
        read(tmp_path, HOSTILE[kind])
    assert "film.srt" in str(caught.value)
    assert "\n" not in str(caught.value)
    assert str(caught.value).endswith(".")


def test_thousands_of_cues_at_one_moment_do_not_make_fractions_of_fractions(tmp_path: Path) -> None:
    text = "".join(f"{n}\n00:00:01,000 --> 00:00:59,000\nsame {n}\n\n" for n in range(3000))
    assert all(1000 % moment.denominator == 0 for one in read(tmp_path, text) for moment in (one.start_s, one.end_s))


def test_a_missing_file_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(SubtitleError, match="No such file"):
        read_subtitles(tmp_path / "missing.srt")
    with pytest.raises(SubtitleError, match="directory"):
        read_subtitles(tmp_path)


# --- words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Well, I -- I don't know…", ["Well,", "I --", "I", "don't", "know…"]),
        ("« Où ? »", ["« Où ? »"]),
        ("我们走吧，快！", ["我", "们", "走", "吧，", "快！"]),
        ("彼はDVDを見た。", ["彼", "は", "DVD", "を", "見", "た。"]),
        ("안녕 하세요", ["안녕", "하세요"]),
        ("ที่นี่", ["ที่", "นี่"]),
        ("", []),
    ],
)
def test_words_of_a_text(text: str, words: list[str]) -> None:
    assert words_of(text) == words
