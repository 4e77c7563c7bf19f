"""WebVTT files: what we write reads back the same, browsers' rules are kept, and no file does harm."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fixtures.clips import ffmpeg
from microdrama.domain.captions import Cue, Piece
from microdrama.edit.webvtt import MOST_BYTES, CaptionFileError, parse_webvtt, read_webvtt, webvtt

F = Fraction


def plain(start: float, end: float, *lines: str) -> Cue:
    return Cue(F(start), F(end), tuple((Piece(text),) for text in lines))


TIMED = Cue(F(1), F(4), ((Piece("Hello ", F(1)), Piece("there,", F(2))), (Piece("friend", F(3)),)))


def test_a_file_is_what_the_standard_says() -> None:
    assert webvtt([TIMED, plain(3661.5, 3663.25, "a < b & c --> d")]) == (
        "WEBVTT\n\n"
        "00:00:01.000 --> 00:00:04.000 line:62% position:50% size:76% align:center\n"
        "Hello <00:00:02.000>there,\n<00:00:03.000>friend\n\n"
        "01:01:01.500 --> 01:01:03.250 line:62% position:50% size:76% align:center\n"
        "a &lt; b &amp; c --&gt; d\n"
    )


def test_moments_of_words_may_be_left_out_and_the_pictures_clock_be_named() -> None:
    text = webvtt([TIMED], word_times=False, mpeg_timestamp=900_000)
    assert text.startswith("WEBVTT\nX-TIMESTAMP-MAP=LOCAL:00:00:00.000,MPEGTS:900000\n\n00:00:01.000")
    assert "Hello there,\nfriend\n" in text


def test_moments_inside_a_cue_only_ever_go_on() -> None:
    back = Cue(F(1), F(3), ((Piece("a ", F(0)), Piece("b ", F(2)), Piece("c ", F(2)), Piece("d", F(3))),))
    assert "a <00:00:02.000>b c d" in webvtt([back])


def test_right_to_left_lines_that_begin_with_a_name_in_latin_letters_keep_their_direction() -> None:
    name_first, usual = plain(0, 2, "John قال لي الحقيقة"), plain(3, 5, "قال John الحقيقة")
    text = webvtt([name_first, usual])
    assert "\u200fJohn" in text
    assert text.count("\u200f") == 1
    assert parse_webvtt(text, source="it") == [name_first, usual]


MOMENTS = st.integers(0, 36_000_000).map(lambda ms: F(ms, 1000))
TEXTS = st.text(
    st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"], exclude_characters="\u200e\u200f"),
    min_size=1,
    max_size=30,
).filter(lambda text: text.strip(" \t\xa0"))


@st.composite
def cue_lists(draw: st.DrawFn) -> list[Cue]:
    made: list[Cue] = []
    for _ in range(draw(st.integers(0, 5))):
        start = draw(MOMENTS)
        lines = [(Piece(draw(TEXTS).strip(" \t")),) for _ in range(draw(st.integers(1, 3)))]
        made.append(Cue(start, start + draw(st.integers(1, 9000)) * F(1, 1000), tuple(lines)))
    return made


@settings(max_examples=60, deadline=None)
@given(cue_lists())
def test_what_is_written_reads_back(cues: list[Cue]) -> None:
    read = parse_webvtt(webvtt(cues), source="it")
    assert [(cue.span, cue.texts) for cue in read] == [(cue.span, cue.texts) for cue in cues]


def test_words_and_their_moments_read_back() -> None:
    read = parse_webvtt(webvtt([TIMED]), source="it")
    assert read[0].texts == TIMED.texts
    starts = [piece.start_s for line in read[0].lines for piece in line]
    assert starts == [None, F(2), F(3)]  # the first word begins with its cue, which says so already


def test_other_peoples_files_are_read() -> None:
    text = (
        "\ufeffWEBVTT - made elsewhere\r\nKind: captions\r\n\r\nNOTE\r\n00:00 --> nothing\r\n\r\n"
        "STYLE\r\n::cue { color: red }\r\n\r\nREGION\r\nid:a\r\n\r\n"
        "intro\r\n00:01.000 --> 00:02.500 line:0 align:left\r\n<v.loud Ann>Not <i>this</i> &amp; that&nbsp;door\r\n\r\n"
        "00:03.000 -->\t00:04.000\r\n- One\r\n- Two"
    )
    read = parse_webvtt(text.removeprefix("\ufeff"), source="it")
    assert [(cue.start_s, cue.end_s, cue.text) for cue in read] == [
        (F(1), F(5, 2), "Not this & that\xa0door"),
        (F(3), F(4), "- One\n- Two"),
    ]


def test_ffmpeg_reads_what_we_write(tmp_path: Path) -> None:
    path = tmp_path / "a.vtt"
    path.write_text(webvtt([TIMED, plain(5, 6, "قال", "th: ฉัน <3")]), "utf-8")
    said = re.sub(r"[\r\n]+", "|", ffmpeg("-i", str(path), "-f", "srt", "-").decode())
    assert "00:00:01,000 --> 00:00:04,000|Hello there,|friend|" in said
    assert "00:00:05,000 --> 00:00:06,000|قال|th: ฉัน <3" in said


# --- hostile files

BAD = {
    "empty": (b"", "does not begin with WEBVTT"),
    "a picture": (b"\x89PNG\r\n\x1a\n\0\0\xff", "is not text in UTF-8"),
    "another format": (b"1\n00:00:01,000 --> 00:00:02,000\nhi\n", "does not begin with WEBVTT"),
    "almost": (b"WEBVTTX\n\n", "does not begin with WEBVTT"),
    "times of letters": (b"WEBVTT\n\nab:cd.efg --> 00:02.000\nhi\n", "line 3: 'ab:cd.efg --> 00:02.000' is no pair"),
    "seconds beyond sixty": (b"WEBVTT\n\n00:61.000 --> 00:72.000\nhi\n", "is no pair of times"),
    "backwards": (b"WEBVTT\n\n00:05.000 --> 00:02.000\nhi\n", "ends (2 s) before it begins (5 s)"),
    "far too large": (b"WEBVTT\n\n" + b"x" * MOST_BYTES, "larger than captions are"),
    "far too many": (b"WEBVTT\n\n" + b"00:01.000 --> 00:02.000\n\n" * 20_001, "more than 20000 captions"),
}


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_file_is_one_sentence(tmp_path: Path, kind: str) -> None:
    content, sentence = BAD[kind]
    path = tmp_path / "bad.vtt"
    path.write_bytes(content)
    with pytest.raises(CaptionFileError) as caught:
        read_webvtt(path)
    assert sentence in str(caught.value)
    assert str(caught.value).endswith(".")
    assert "\n" not in str(caught.value)


def test_no_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(CaptionFileError, match="cannot be read"):
        read_webvtt(tmp_path / "none.vtt")


@settings(max_examples=100, deadline=None)
@given(st.text(st.sampled_from("WEBVT\n\r-->0159:. <v/>&;aé\0\u2028"), max_size=300))
def test_any_text_is_read_or_refused(text: str) -> None:
    for head in ("", "WEBVTT\n\n", "WEBVTT\n\n00:01.000 --> 00:02.000\n"):
        try:
            cues = parse_webvtt(head + text, source="it")
        except CaptionFileError:
            continue
        assert all(cue.start_s < cue.end_s for cue in cues)


def test_tags_without_an_end_take_no_time() -> None:
    parse_webvtt("WEBVTT\n\n00:01.000 --> 00:02.000\n" + "<" * 200_000, source="it")
