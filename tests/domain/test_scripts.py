"""Scripts of letters, and the language that a text of unknown language is taken for."""

from __future__ import annotations

import unicodedata

import pytest

from microdrama.domain.scripts import likely_language, script_of, scripts_in

# Unicode's own names say what a letter is
NAMED = {
    "LATIN": "latin", "GREEK": "greek", "CYRILLIC": "cyrillic", "HEBREW": "hebrew", "ARABIC": "arabic",
    "DEVANAGARI": "devanagari", "THAI": "thai", "LAO": "lao", "KHMER": "khmer", "MYANMAR": "burmese",
    "HIRAGANA": "kana", "KATAKANA": "kana", "HANGUL": "hangul", "CJK": "han",
}  # fmt: skip


def test_letters_of_the_main_blocks_are_told_apart_as_unicode_names_them() -> None:
    wrong: list[str] = []
    blocks = [*range(0x41, 0x250), *range(0x370, 0x530), *range(0x590, 0x700), *range(0x900, 0x980)]
    blocks += [*range(0xE00, 0xF00), *range(0x1000, 0x1100), *range(0x1780, 0x1800), *range(0x1E00, 0x2000)]
    blocks += [*range(0x3041, 0x3130), *range(0x4E00, 0x4F00), *range(0xAC00, 0xAD00), *range(0xFE70, 0xFEFD)]
    for code in blocks:
        if unicodedata.category(chr(code)) not in {"Lu", "Ll", "Lo"}:
            continue
        first = unicodedata.name(chr(code)).split()[0]
        if first in NAMED and script_of(chr(code)) != NAMED[first]:
            wrong.append(f"{code:04X} {unicodedata.name(chr(code))}")
    assert wrong == []


def test_signs_digits_and_spaces_are_of_no_script() -> None:
    assert {script_of(c) for c in " 1.,!?-“”、。()\n\t🙂"} == {"common"}
    assert script_of("\u13a0") == "other"  # Cherokee
    assert scripts_in("Ab, 漢!") == {"latin": 2, "han": 1}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Привет, John", "ru"), ("漢字かな", "ja"), ("汉字", "zh-Hans"), ("한국어 漢", "ko"), ("ไทย", "th"),
        ("مرحبا", "ar"), ("नमस्ते", "hi"), ("hello", "en"), ("", "en"), ("123 🙂", "en"),
    ],
)  # fmt: skip
def test_a_script_tells_the_language_whose_rules_suit(text: str, language: str) -> None:
    assert likely_language(text) == language
