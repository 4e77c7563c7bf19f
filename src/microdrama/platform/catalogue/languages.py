"""Which of a text's languages a viewer gets to read, and which languages a tag stands for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

ANY_LANGUAGE = "*"
"""Stands for every language, where rights name one."""


def pick_text(texts: Mapping[str, str], *, preferred: Sequence[str]) -> str:
    """The text whose BCP 47 tag suits best, "" where there is none at all.

    Each wish in turn: the exact tag, the tag shortened part by part, any tag of the same primary language;
    where no wish can be met, the first text in order of tags.
    """
    by_tag = {tag.lower(): text for tag, text in sorted(texts.items())}
    for wish in preferred:
        for tag in _shortened(wish.lower()):
            if tag in by_tag:
                return by_tag[tag]
        primary = _primary(wish.lower())
        for tag, text in by_tag.items():
            if _primary(tag) == primary:
                return text
    return next(iter(by_tag.values()), "")


def _primary(tag: str) -> str:
    return tag.partition("-")[0]


def _shortened(tag: str) -> Iterator[str]:
    while tag:
        yield tag
        tag = tag.rpartition("-")[0]


def canonical_tag(tag: str) -> str:
    """A BCP 47 tag as it is usually written: pt-BR, zh-Hant-TW, es-419; it is not looked up."""
    first, *rest = tag.strip().replace("_", "-").split("-")
    return "-".join([first.lower(), *(_part(part) for part in rest)])


def covers(wide: str, narrow: str) -> bool:
    """Whether what is said of one language holds for another: es covers es-419, * all, es-419 only itself.

    However they are capitalised.
    """
    wide, narrow = wide.lower(), narrow.lower()
    return wide in {ANY_LANGUAGE, narrow} or narrow.startswith(f"{wide}-")


def _part(part: str) -> str:
    if len(part) == 4 and part.isalpha():
        return part.title()
    return part.upper() if len(part) == 2 else part.lower()
