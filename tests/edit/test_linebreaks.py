"""Where a line may end, in scripts with spaces and without."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from microdrama.edit.caption_rules import rules_for, width
from microdrama.edit.linebreaks import chunks

BREAKS = {
    # by hand: | is where a reader of the language would allow a line to end
    "en": "Well, |“stop” |it!",
    "fr": "Quoi ? |Jamais !",
    "ja": "今日は|天気が|いいから、|散歩に|行きましょう。",
    "th": "ฉัน|รัก|คุณ",
    "ko": "너를 |사랑해.",
}


@pytest.mark.parametrize("language", BREAKS)
def test_lines_end_where_readers_expect(language: str) -> None:
    expected = BREAKS[language].split("|")
    assert chunks("".join(expected), rules_for(language)) == expected


def test_signs_keep_to_the_side_that_they_belong_to() -> None:
    for text in ("彼は「はい」と言った。", "他说：“不行！”", "（笑）えっ？！", "1,000円です。"):
        found = chunks(text, rules_for("ja" if "は" in text or "え" in text or "円" in text else "zh"))
        assert not any(part[0] in "」”）。、！？：ー," for part in found), found
        assert not any(part[-1] in "「“（" for part in found), found


def test_words_and_numbers_of_other_scripts_stay_whole() -> None:
    found = chunks("私はABC123を3.14倍した", rules_for("ja"))
    assert any("ABC123" in part for part in found)
    assert any("3.14" in part for part in found)


def test_traditional_and_simplified_chinese_have_phrases_of_their_own() -> None:
    text = "我從來沒有想過妳會在婚禮上離開我"
    assert chunks(text, rules_for("zh-Hant")) == chunks(text, rules_for("zh-TW"))
    assert "從來" in chunks(text, rules_for("zh-HK"))


def test_a_phrase_longer_than_a_line_is_cut_between_letters() -> None:
    found = chunks("ア" * 39 + "ー", rules_for("ja"))
    assert "".join(found) == "ア" * 39 + "ー"
    assert all(width(part, rules_for("ja")) <= 13 for part in found)
    assert found[-1] != "ー"


def test_letters_and_their_marks_stay_together() -> None:
    for text, language in (("ខ្ញុំស្រឡាញ់អ្នក", "km"), ("ကျွန်တော်ချစ်တယ်", "my"), ("ຂ້ອຍຮັກເຈົ້າ", "lo")):
        found = chunks(text, rules_for(language))
        assert len(found) > 1
        for part in found:
            assert not "\u17b4" <= part[0] <= "\u17d3"  # vowel signs and marks of Khmer
            assert part[0] not in "\u102b\u102c\u1039\u103a\u103b\u0eb1\u0ec9"
            assert not part.endswith("\u17d2")  # what stacks the next letter


@settings(max_examples=150, deadline=None)
@given(
    st.text("aé 漢かー「」。、ก็ เ่ขាំ្1.,\u3000\u200d", max_size=60), st.sampled_from(["ja", "zh-Hant", "th", "km", "en"])
)
def test_the_parts_make_up_the_text(text: str, language: str) -> None:
    text = text.strip(" \u3000")
    found = chunks(text, rules_for(language))
    assert "".join(found) == text
    assert all(part.strip(" \u3000") for part in found)
