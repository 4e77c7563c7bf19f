"""Which writing system a text is in, as far as breaking lines and choosing fonts need to know."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections import Counter
from typing import Literal

Script = Literal[
    "latin", "greek", "cyrillic", "hebrew", "arabic", "devanagari", "thai", "lao", "khmer", "burmese",
    "han", "kana", "hangul", "other", "common",
]  # fmt: skip

UNSPACED: frozenset[Script] = frozenset({"thai", "lao", "khmer", "burmese", "han", "kana"})
"""Scripts that put no space between words."""

RIGHT_TO_LEFT: frozenset[Script] = frozenset({"arabic", "hebrew"})

_RANGES: tuple[tuple[int, int, Script], ...] = (
    (0x0041, 0x024F, "latin"), (0x0370, 0x03FF, "greek"), (0x0400, 0x052F, "cyrillic"), (0x0590, 0x05FF, "hebrew"),
    (0x0600, 0x06FF, "arabic"), (0x0750, 0x077F, "arabic"), (0x08A0, 0x08FF, "arabic"), (0x0900, 0x097F, "devanagari"),
    (0x0E00, 0x0E7F, "thai"), (0x0E80, 0x0EFF, "lao"), (0x1000, 0x109F, "burmese"), (0x1100, 0x11FF, "hangul"),
    (0x1780, 0x17FF, "khmer"), (0x1C80, 0x1C8F, "cyrillic"), (0x1E00, 0x1EFF, "latin"), (0x1F00, 0x1FFF, "greek"),
    (0x2E80, 0x2FDF, "han"), (0x3005, 0x3007, "han"), (0x3021, 0x3029, "han"), (0x3041, 0x30FF, "kana"),
    (0x3131, 0x318E, "hangul"), (0x31F0, 0x31FF, "kana"), (0x3400, 0x4DBF, "han"), (0x4E00, 0x9FFF, "han"),
    (0xA640, 0xA69F, "cyrillic"), (0xA8E0, 0xA8FF, "devanagari"), (0xAC00, 0xD7FF, "hangul"), (0xF900, 0xFAFF, "han"),
    (0xFB1D, 0xFB4F, "hebrew"), (0xFB50, 0xFDFF, "arabic"), (0xFE70, 0xFEFC, "arabic"), (0xFF21, 0xFF5A, "latin"),
    (0xFF66, 0xFF9F, "kana"), (0x20000, 0x3FFFF, "han"),
)  # fmt: skip
"""Blocks of the Unicode Standard, in order; a block that is missing here counts as "other"."""
_STARTS = [first for first, _, _ in _RANGES]
_LANGUAGE_OF: dict[Script, str] = {
    "latin": "en", "greek": "el", "cyrillic": "ru", "hebrew": "he", "arabic": "ar", "devanagari": "hi", "thai": "th",
    "lao": "lo", "khmer": "km", "burmese": "my", "han": "zh-Hans", "kana": "ja", "hangul": "ko",
}  # fmt: skip


def script_of(character: str) -> Script:
    """The script of one character; digits, signs and spaces are "common", scripts not told apart are "other"."""
    if unicodedata.category(character)[0] not in "LM":
        return "common"
    code = ord(character)
    at = bisect_right(_STARTS, code) - 1
    if at >= 0 and code <= _RANGES[at][1]:
        return _RANGES[at][2]
    return "common" if unicodedata.category(character) in {"Mn", "Me", "Lm"} else "other"


def scripts_in(text: str) -> Counter[Script]:
    """How many characters of each script a text has; "common" is left out."""
    found = Counter[Script](script_of(character) for character in text)
    del found["common"]
    return found


def likely_language(text: str) -> str:
    """The BCP 47 tag whose rules suit a text of unknown language, by its script alone; "en" where that says nothing."""
    found = scripts_in(text)
    if found["kana"] and found["kana"] + found["han"] >= found.total() / 2:
        return "ja"
    most = found.most_common(1)
    return _LANGUAGE_OF.get(most[0][0], "en") if most else "en"
