# ruff: noqa: RUF001 (signs and words of many scripts look like others; that is the point here)
"""Where a line of text may end: at spaces, and in scripts without spaces between phrases.

BudouX (a small model of phrases, in pure Python) finds the phrases of Chinese, Japanese and Thai. For other scripts
without spaces a line may end after any group of letter and marks.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterator
from fractions import Fraction

import budoux

from microdrama.domain.scripts import UNSPACED, script_of, scripts_in
from microdrama.edit.caption_rules import Rules, width

_NEVER_FIRST = frozenset(
    "、。，．：；？！,.:;?!…‥・·%％‰℃”’」』】》〉）〕｝］)]}〟ー々ゝゞヽヾ〻"
    "ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶㇰㇱㇲㇳㇴㇵㇶㇷㇸㇹㇺㇻㇼㇽㇾㇿ～〜ๆฯៗ។៕၊။ໆຯ"
)
_NEVER_LAST = frozenset("“‘「『【《〈（〔｛［([{〝＄￥￡$¥£€№#＃")
_ALONE = re.compile(r"[!?:;…,.%»)\]}，。！？、।]+\s*")
_BETWEEN_SPACES = re.compile(r"\s*\S[^ \t\u3000]*[ \t\u3000]*")


def chunks(text: str, rules: Rules) -> list[str]:
    """A text cut after each place where a line may end; the parts, with the spaces after them, make up the text.

    A part is wider than a line only if it is one word of a script with spaces.
    """
    found: list[str] = []
    for token in _BETWEEN_SPACES.findall(text):
        if found and _ALONE.fullmatch(token):
            found[-1] += token  # French sets a space before its marks, which stay with their word
        elif UNSPACED.isdisjoint(scripts_in(token)):
            found.append(token)
        else:
            found += _phrases(token, rules)
    return found


def _phrases(token: str, rules: Rules) -> Iterator[str]:
    bare = token.rstrip()
    parts = _kept_together(_model(bare, rules.language).parse(bare) if _has_model(bare) else list(clusters(bare)))
    fitting = [piece for part in parts for piece in _fitting(part, rules)]
    fitting[-1] += token[len(bare) :]
    yield from fitting


def _has_model(text: str) -> bool:
    return not scripts_in(text).keys().isdisjoint({"han", "kana", "thai"})


def _model(text: str, language: str) -> budoux.Parser:
    found = scripts_in(text)
    primary = language.lower().partition("-")[0]
    if found["thai"]:
        return _parser("th")
    if found["kana"] or primary == "ja":
        return _parser("ja")
    traditional = primary == "yue" or any(part in language.lower() for part in ("hant", "-tw", "-hk", "-mo"))
    return _parser("zh-hant" if traditional else "zh-hans")


@functools.cache
def _parser(name: str) -> budoux.Parser:
    load = {
        "th": budoux.load_default_thai_parser,
        "ja": budoux.load_default_japanese_parser,
        "zh-hans": budoux.load_default_simplified_chinese_parser,
        "zh-hant": budoux.load_default_traditional_chinese_parser,
    }
    return load[name]()


def clusters(text: str) -> Iterator[str]:
    """The smallest parts of a text: a letter with its marks; words of scripts with spaces, and numbers, are whole."""
    cluster = ""
    for character in text:
        if cluster and not joined(cluster[-1], character):
            yield cluster
            cluster = ""
        cluster += character
    if cluster:
        yield cluster


_LEADING_VOWELS = frozenset("เแโใไເແໂໃໄ")  # written before the consonant that they follow in speech
_JOINERS = frozenset("\u200d\u2060\u17d2\u1039")  # the last two stack the next consonant below


def joined(before: str, after: str) -> bool:
    """Whether two neighbouring characters make one sign or one word, which is never cut."""
    if unicodedata.category(after)[0] == "M" or after in _JOINERS or before in _JOINERS:
        return True
    if before in _LEADING_VOWELS or after in "ะาำๅະາຳ":
        return True
    return all(script_of(c) not in UNSPACED and not c.isspace() and c.isalnum() for c in (before, after))


def _kept_together(parts: list[str]) -> list[str]:
    """Join what no line may begin or end with to its neighbour, and words and numbers that were cut."""
    joined: list[str] = []
    for part in parts:
        if joined and not _may_part(joined[-1][-1], part[0]):
            joined[-1] += part
        else:
            joined.append(part)
    return joined


def _may_part(before: str, after: str) -> bool:
    return after not in _NEVER_FIRST and before not in _NEVER_LAST and not joined(before, after)


def _fitting(part: str, rules: Rules) -> Iterator[str]:
    """A phrase that is wider than a line, in pieces that are not; a shorter one as it is."""
    if width(part, rules) <= rules.per_line:
        yield part
        return
    line, wide = "", Fraction(0)
    for cluster in _kept_together(list(clusters(part))):
        more = width(cluster, rules)
        if line and wide + more > rules.per_line:
            yield line
            line, wide = "", Fraction(0)
        line, wide = line + cluster, wide + more
    yield line
