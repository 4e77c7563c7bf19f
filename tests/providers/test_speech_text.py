"""What is read aloud of a line as it stands in a script."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from microdrama.domain.errors import MicrodramaError
from microdrama.providers.speech_text import MOST_CHARACTERS, breaths, joined, words_of


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("GET OUT OF MY HOUSE, ETHAN!", "Get Out Of My House, Ethan!"),
        ("I'm the CEO of NYC's FBI office.", "I'm the CEO of NYC's FBI office."),
        ("He AM late at 3:40 AM.", "He Am late at 3:40 AM."),
        ("Wait... what?? -- no", "Wait… what?— no"),
        ("You did WHAT?!", "You did What?"),
        ("b-but y-you?!", "but you?"),
        ("I-I can't", "I-I can't"),
        ("(sighs) Fine. (beat, then louder) Go!", "Fine. Go!"),
        ("He said [quietly] go", "He said go"),
        ("*gasp* you", "you"),
        ("never closed (so it is said", "never closed so it is said"),
        ("hello 😀 there ❤️‍🔥", "hello there"),
        ("\u202eleft\u202c to \u200fright", "left to right"),
        ("He paid $500", "He paid $500"),
        ("<b>stop</b>", "bstop/b"),
        ("...", ""),
        ("🙂🙂", ""),
        (" \n\t ", ""),
    ],
)
def test_what_is_written_is_read_like_this(text: str, read: str) -> None:
    assert joined(words_of(text)) == read


def test_a_dash_ends_a_word_and_a_hyphen_does_not() -> None:
    assert [word.written for word in words_of("you—I mean well-known")] == ["you—", "I", "mean", "well-known"]


def test_chinese_is_said_sign_by_sign() -> None:
    words = words_of("李娜，你好。")
    assert [word.written for word in words] == ["李", "娜，", "你", "好。"]
    assert joined(words) == "李娜，你好。"


@given(st.text(max_size=60))
def test_no_sign_of_the_line_is_lost_and_nothing_odd_is_read(text: str) -> None:
    words = words_of(text)
    assert "".join("".join(word.written.split()) for word in words) == "".join(text.split())
    for word in words:
        assert all(unicodedata.category(sign)[0] in "LNPZMS" for sign in word.read)
        assert not any(unicodedata.category(sign) in {"Cf", "Cc", "So"} for sign in word.read.replace("°", ""))


@example(["well,", *["x" * 300] * 4])
@given(st.lists(st.sampled_from(["well,", "no.", "Dr.", "I", "absolutely", "what?", "x" * 300, "then—"]), max_size=200))
def test_breaths_keep_every_word_in_order_and_stay_short(words: list[str]) -> None:
    found = words_of(" ".join(words))
    parts = breaths(found)
    assert [word for part in parts for word in part] == found
    assert all(len(joined(part)) <= 230 for part in parts)


def test_sentences_end_a_breath_and_titles_do_not() -> None:
    long = "This is a sentence of more than sixty letters, so that two of them make one breath too long."
    assert [joined(part) for part in breaths(words_of(f"{long} Dr. Cole knew {long}"))] == [
        long,
        f"Dr. Cole knew {long}",
    ]
    assert [joined(part) for part in breaths(words_of("No. Stop. Go!"))] == ["No. Stop. Go!"]


def test_a_line_without_end_is_refused_in_a_sentence() -> None:
    with pytest.raises(MicrodramaError, match="too long to be spoken at once"):
        words_of("a " * MOST_CHARACTERS)
