"""What the words of a screenplay mean to those who draw it: see lexicon.toml.

A text is read once for every kind of word together, so that a script of any length takes time in proportion.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import resources

from microdrama.domain.scripts import UNSPACED, script_of

_WORD = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*")
_LONGEST_WORD = 24  # letters; what is longer is no word of the lexicon
_LEAST_STEM = 3
_ENDINGS = (("'s", ""), ("s", ""), ("es", ""), ("ed", ""), ("ed", "e"), ("ing", ""), ("ing", "e"))
_SILENT = "names"
"""The one table that is not looked for in a text: a name's letters occur in every sentence."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A word or phrase of a text: what it tells ("place"), which one ("office"), and where it stands."""

    what: str
    value: str
    start: int
    end: int


class Phrases:
    """Phrases to look for, each with what it means; phrases of unspaced scripts are found inside of words, too."""

    def __init__(self, meanings: Mapping[str, Iterable[tuple[str, str]]], *, inflected: bool) -> None:
        """`meanings` are (what, value) by phrase; with `inflected`, English endings are seen through."""
        self._inflected = inflected
        self._spaced: dict[tuple[str, ...], tuple[tuple[str, str], ...]] = {}
        self._unspaced: dict[str, tuple[tuple[str, str], ...]] = {}
        for phrase, told in meanings.items():
            if any(script_of(letter) in UNSPACED for letter in phrase):
                self._unspaced[phrase.lower()] = tuple(told)
            elif words := tuple(word.lower() for word in _words(phrase)):
                self._spaced[words] = tuple(told)
        self._begins: dict[str, int] = {}  # the most words of a phrase by its first word
        for words in self._spaced:
            self._begins[words[0]] = max(len(words), self._begins.get(words[0], 0))
        self._most_words = max(self._begins.values(), default=1)
        self._lengths: dict[str, list[int]] = {}
        for phrase in self._unspaced:
            self._lengths.setdefault(phrase[0], []).append(len(phrase))
        for lengths in self._lengths.values():
            lengths[:] = sorted(set(lengths), reverse=True)

    def hits(self, text: str) -> list[Hit]:
        """What is found, in order; of phrases that overlap the longest, and of that all meanings."""
        found = [*self._among_words(text), *self._inside(text.lower())]
        return sorted(found, key=lambda hit: hit.start)

    def _among_words(self, text: str) -> Iterable[Hit]:
        words = [(match.start(), match.end(), match[0].lower().replace("’", "'")) for match in _WORD.finditer(text)]
        words = [one for one in words if len(one[2]) <= _LONGEST_WORD]
        if not self._inflected:  # names are told of whom a thing is, too
            words = [(start, end, word.removesuffix("'s")) for start, end, word in words]
        at = 0
        while at < len(words):
            length, told = self._longest(tuple(word for _, _, word in words[at : at + self._most_words]))
            for what, value in told:
                yield Hit(what, value, words[at][0], words[at + length - 1][1])
            if length > 1:
                yield from self._persons(words[at : at + length])
            at += max(1, length)

    def _persons(self, words: list[tuple[int, int, str]]) -> Iterable[Hit]:
        """Who is meant inside a phrase: "her phone", "old man"."""
        for start, end, word in words:
            for what, value in self._spaced.get((word,), ()):
                if what in {"pronoun", "sex"}:
                    yield Hit(what, value, start, end)

    def _longest(self, words: tuple[str, ...]) -> tuple[int, tuple[tuple[str, str], ...]]:
        """The longest phrase that begins with the first word: its number of words, and what it means."""
        most = self._begins.get(words[0], 1)
        for length in range(min(most, len(words)), 0, -1):
            told = self._spaced.get(words[:length])
            if told is None and self._inflected:
                stems = (self._spaced.get((*words[: length - 1], stem)) for stem in _stems(words[length - 1]))
                told = next((one for one in stems if one is not None), None)
            if told is not None:
                return length, told
        return 0, ()

    def _inside(self, text: str) -> Iterable[Hit]:
        at = 0
        while at < len(text):
            for length in self._lengths.get(text[at], ()):
                told = self._unspaced.get(text[at : at + length]) if at + length <= len(text) else None
                if told is not None:
                    for what, value in told:
                        yield Hit(what, value, at, at + length)
                    at += length - 1
                    break
            at += 1


def _words(text: str) -> list[str]:
    return [match[0].replace("’", "'") for match in _WORD.finditer(text)]


@functools.lru_cache(maxsize=16_384)
def _stems(word: str) -> tuple[str, ...]:
    """What a word may be without its English ending, or without what a hyphen puts before it."""
    found = [word.rpartition("-")[2]] if "-" in word else []
    for ending, instead in _ENDINGS:
        stem = word[: -len(ending)] + instead
        if word.endswith(ending) and len(stem) >= _LEAST_STEM:
            found.append(stem)
            if len(stem) > _LEAST_STEM and stem[-1] == stem[-2] and ending in {"ed", "ing"}:
                found.append(stem[:-1])
    return tuple(found)


@functools.cache
def _tables() -> dict[str, dict[str, dict[str, list[str]]]]:
    return tomllib.loads(resources.files("microdrama.animate").joinpath("lexicon.toml").read_text("utf-8"))


@functools.cache
def _phrases() -> Phrases:
    meanings: dict[str, list[tuple[str, str]]] = {}
    for what, values in _tables().items():
        if what == _SILENT:
            continue
        for value, languages in values.items():
            for phrase in (one for many in languages.values() for one in many):
                meanings.setdefault(phrase, []).append((what, value))
    return Phrases(meanings, inflected=True)


@functools.lru_cache(maxsize=4096)
def meant(text: str) -> tuple[Hit, ...]:
    """Everything that the lexicon knows of a text, in order."""
    return tuple(_phrases().hits(text))


def values(text: str, what: str) -> list[str]:
    """The values of one kind that a text tells, in order, each once."""
    return list(dict.fromkeys(hit.value for hit in meant(text) if hit.what == what))


@functools.cache
def names_of(sex: str, language: str) -> frozenset[str]:
    """First names (en) or signs of given names (zh) that are mostly given to one sex."""
    return frozenset(_tables()[_SILENT][sex].get(language, ()))
