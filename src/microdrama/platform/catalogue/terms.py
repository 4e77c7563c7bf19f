"""The words by which a series is found: cut, folded, and the same for what is stored and what is asked."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from microdrama.platform.catalogue.languages import ANY_LANGUAGE, canonical_tag

MOST_LETTERS = 40
_MOST_WORDS = 400
_MOST_ASKED = 8
_WORD = re.compile(r"\w+")
# scripts that put no spaces between words: every two neighbours are a word
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+"
)


@dataclass(frozen=True, slots=True)
class FoundBy:
    """A word of a series, in one language or any; `title` where it stands in the title."""

    word: str
    language: str
    title: bool


def terms_of(
    *, title: Mapping[str, str], synopsis: Mapping[str, str], labels: Sequence[str], language: str
) -> list[FoundBy]:
    """All words of a series, each once; genres, tropes and words of its own language are found in any language."""
    found: dict[FoundBy, None] = {}
    for texts, is_title in ((title, True), (synopsis, False)):
        for tag, text in texts.items():
            spoken = ANY_LANGUAGE if canonical_tag(tag) == canonical_tag(language) else canonical_tag(tag)[:35]
            for word in list(dict.fromkeys(words_of(text)))[:_MOST_WORDS]:
                found[FoundBy(word, spoken, is_title)] = None
    for label in labels:
        for word in words_of(label):
            found[FoundBy(word, ANY_LANGUAGE, title=False)] = None
    return list(found)


def words_of(text: str) -> Iterator[str]:
    """The folded words of a text, in its order; of a script without spaces, every two neighbouring letters."""
    for word in _WORD.findall(_folded(text)):
        yield from _cut(word)


def asked_words(query: str) -> list[str]:
    """What a query asks for: words whose beginnings are looked for, each once, at most eight of them."""
    return list(dict.fromkeys(words_of(query[:200])))[:_MOST_ASKED]


def _folded(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text.replace("\0", " ")).casefold()
    bare = "".join(letter for letter in apart if unicodedata.category(letter) != "Mn")
    return unicodedata.normalize("NFC", bare)


def _cut(word: str) -> Iterator[str]:
    place = 0
    for run in _UNSPACED.finditer(word):
        if run.start() > place:
            yield word[place : run.start()][:MOST_LETTERS]
        letters = run.group()
        yield from (letters[at : at + 2] for at in range(max(1, len(letters) - 1)))
        place = run.end()
    if place < len(word):
        yield word[place:][:MOST_LETTERS]
