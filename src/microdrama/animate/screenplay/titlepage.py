"""The title page: its keys in several languages, and what they say of title, authors, genres and credits."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import cast

from babel import Locale, UnknownLocaleError

_KEYS = {
    "title": "title series titre título titel titolo "  # codespell:ignore titel
    "название 剧名 片名 剧本名 标题 作品名 タイトル 제목",
    "author": "author authors writer writers by auteur autor autore "  # codespell:ignore autor
    "автор 编剧 作者 原创 脚本 작가",
    "credit": "credit",
    "source": "source based_on basis 原著 改编自",
    "copyright": "copyright license licence rights 版权 版权所有",
    "language": "language lang langue idioma sprache lingua язык 语言 言語 언어",
    "synopsis": "synopsis logline summary 简介 剧情简介 故事梗概 梗概 故事简介 一句话故事 剧情梗概 内容简介 あらすじ "
    "시놉시스",
    "genre": "genre genres 类型 题材 类别 ジャンル 장르",
    "draft date": "draft_date date 日期",
    "contact": "contact",
    "notes": "notes note revision version format 集数 总集数",
}
_ENGLISH = {word.replace("_", " "): key for key, words in _KEYS.items() for word in words.split()}
_KEY = re.compile(r"^([^\W\d_][^:：\n]{0,24}?)\s*[:：]\s*(.*)$")
_TAG = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,3}")
_MARKUP = re.compile(r"(?<!\\)(?:\*{1,3}|(?<!\w)_|_(?!\w))")
_CREDIT_BY = re.compile(r"^(?:written|story|screenplay|teleplay|created|a .{1,30}|by).{0,20}\bby$|^by$", re.IGNORECASE)
_MOST_NAMES = 20
_OTHER_NAMES = {
    "普通话": "zh-Hans", "简体中文": "zh-Hans", "繁體中文": "zh-Hant", "繁体中文": "zh-Hant", "汉语": "zh",
    "国语": "zh", "國語": "zh-Hant", "粤语": "yue", "粵語": "yue", "mandarin": "zh",
}  # fmt: skip
_MOST_NAME, _MOST_CODE = 40, 3  # characters of a language's name and code


@dataclass(frozen=True, slots=True)
class TitlePage:
    """What the keys say. `language` is a BCP 47 tag or "", as the rest where the script says nothing."""

    title: str = ""
    authors: tuple[str, ...] = ()
    language: str = ""
    synopsis: str = ""
    genres: tuple[str, ...] = ()
    credits: tuple[str, ...] = ()


def key_of(line: str) -> tuple[str, str] | None:
    """A title page's key in English and its value, None for a line that is none: "编剧：林夏" as ("author", "林夏")."""
    found = _KEY.match(line.strip())
    if found is None:
        return None
    key = _ENGLISH.get(" ".join(found[1].lower().split()))
    return None if key is None else (key, found[2].strip())


def with_english_keys(pairs: dict[str, str]) -> dict[str, str]:
    """Keys as any language writes them, in ours; two that mean the same stand on lines below each other."""
    result: dict[str, str] = {}
    for written, value in pairs.items():
        key = _ENGLISH.get(" ".join(written.lower().split()), written.lower())
        result[key] = f"{result[key]}\n{value}" if key in result else value
    return result


def read_title_page(pairs: dict[str, str]) -> TitlePage:
    """What a title page says, by English keys; unknown keys are left out."""
    shown = {key: _MARKUP.sub("", value).strip() for key, value in pairs.items()}
    authors = _names(shown.get("author", ""))
    credits_: list[str] = []
    if shown.get("credit"):
        credits_.append(" ".join([shown["credit"], ", ".join(authors)]).strip())
    credits_ += [
        row.strip() for key in ("source", "copyright") for row in shown.get(key, "").split("\n") if row.strip()
    ]
    return TitlePage(
        title=" ".join(shown.get("title", "").split()),
        authors=authors,
        language=language_tag(shown.get("language", "")) or "",
        synopsis=" ".join(shown.get("synopsis", "").split()),
        genres=tuple(one.strip().lower() for one in re.split(r"[,，、;；/|\n]", shown.get("genre", "")) if one.strip()),
        credits=tuple(credits_),
    )


def _names(value: str) -> tuple[str, ...]:
    rows = [row.strip() for row in value.split("\n")]
    named = [row for row in rows if row and not _CREDIT_BY.match(row)]
    parts = [part.strip() for row in named for part in re.split(r"\s+(?:&|and|und|et|y)\s+|[,，、;；]", row)]
    return tuple(part for part in parts if part)[:_MOST_NAMES]


def language_tag(value: str) -> str | None:
    """The BCP 47 tag of a language that is given by tag or by name, as it is usually written; None for anything else.

    ZH-hans-cn gives zh-Hans-CN; German and Deutsch give de.
    """
    if not _TAG.fullmatch(value):
        return _by_name(" ".join(value.split()).casefold())
    first, *rest = value.replace("_", "-").split("-")
    if first.lower() not in _english_names():
        return _by_name(value.casefold())
    shaped = [part.title() if len(part) == 4 else part.upper() if len(part) == 2 else part.lower() for part in rest]
    return "-".join([first.lower(), *shaped])


def _english_names() -> dict[str, str]:
    return {code.replace("_", "-"): name for code, name in _languages("en").items()}


def _languages(called_in: str) -> Mapping[str, str]:
    """Languages by their codes, as one of them calls them; raises UnknownLocaleError for one that has no words here."""
    return cast("Mapping[str, str]", Locale(called_in).languages)


def _by_name(name: str) -> str | None:
    name = re.sub(r"\s*[(（].*", "", name)  # English (British)
    if not name or len(name) > _MOST_NAME:
        return None
    named = {called.casefold(): code for code, called in _english_names().items()}
    return _OTHER_NAMES.get(name) or named.get(name) or _own_names().get(name)


@cache
def _own_names() -> dict[str, str]:
    """Languages by what they call themselves."""
    found: dict[str, str] = {}
    for code in _english_names():
        if len(code) <= _MOST_CODE:
            try:
                own = _languages(code).get(code)
            except UnknownLocaleError:
                continue
            if own:
                found.setdefault(own.casefold(), code)
    return found
