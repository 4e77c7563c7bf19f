"""The running threads of a story: what it comes back to, told by the words that it comes back with."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

import msgspec
import stopwordsiso  # pyright: ignore[reportMissingTypeStubs]

from microdrama.analysis.sentences import words_of
from microdrama.condense.beats import Beat
from microdrama.condense.story import Story, as_written

_MOST_THREADS = 5
_FEWEST_LINES = 3
_FEWEST_SCENES = 2
_MOST_SCENES = 0.7  # of all: a word that is everywhere is no thread
_SAME_THREAD = 0.5  # shared scenes, as a share of all scenes of both
_SHORTEST_WORD = 4


class Thread(msgspec.Struct, frozen=True, kw_only=True):
    """A running thread: its words as they are said, the beats in which they fall, and how much it weighs."""

    words: list[str]
    beats: list[int]
    weight: float

    @property
    def name(self) -> str:
        """The thread in words: "letter, ashes"."""
        return ", ".join(self.words)


def find_threads(story: Story, beats: Sequence[Beat], language: str | None = None) -> list[Thread]:
    """The threads of a film, the weightiest first, five at most.

    A word is a thread's when it is said in three lines and in two scenes at least, not everywhere, and not a mere
    function word; words that mostly share their scenes belong to one thread.
    """
    told = _told(story, beats, language)
    scenes = max((beat.scene for beat in beats), default=0) + 1
    threads: list[tuple[set[int], Thread]] = []
    for stem in sorted(told, key=lambda word: (-_weight(told[word], beats), word)):
        lines = told[stem]
        inside = {beats[at].scene for at, _ in lines}
        if len(lines) < _FEWEST_LINES or not _FEWEST_SCENES <= len(inside) <= max(_FEWEST_LINES, _MOST_SCENES * scenes):
            continue
        word = as_written(stem, [story.said[number].line.text for _, number in lines])
        if not _join(threads, inside, word, sorted({at for at, _ in lines})) and len(threads) < _MOST_THREADS:
            new = Thread(words=[word], beats=sorted({at for at, _ in lines}), weight=_weight(lines, beats))
            threads.append((inside, new))
    return [thread for _, thread in threads]


def _join(threads: list[tuple[set[int], Thread]], inside: set[int], word: str, beats: list[int]) -> bool:
    """Whether the word belongs to a thread that is there already; it is then added to it, three words at most."""
    for number, (scenes, thread) in enumerate(threads):
        if len(scenes & inside) / len(scenes | inside) >= _SAME_THREAD:
            if len(thread.words) < 3:
                wider = msgspec.structs.replace(
                    thread, words=[*thread.words, word], beats=sorted({*thread.beats, *beats})
                )
                threads[number] = (scenes, wider)
            return True
    return False


def _told(story: Story, beats: Sequence[Beat], language: str | None) -> dict[str, list[tuple[int, int]]]:
    """For each word, where it is said: (beat, line)."""
    empty = _function_words(language)
    told: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for at, beat in enumerate(beats):
        for number in story.indices(beat.span):
            for stem in set(words_of(story.said[number].line.text)) - empty:
                if len(stem) >= (_SHORTEST_WORD if stem.isascii() else 2):
                    told[stem].append((at, number))
    return told


def _function_words(language: str | None) -> set[str]:
    """The stems of words that carry no thread; of English, too, where the language is not known."""
    tag = (language or "en").split("-")[0].lower()
    words: set[str] = stopwordsiso.stopwords(tag if stopwordsiso.has_lang(tag) else "en")
    return {stem for word in words for stem in words_of(word)}


def _weight(lines: Sequence[tuple[int, int]], beats: Sequence[Beat]) -> float:
    """How often a word is said, how far apart, and in how many scenes."""
    places = [at for at, _ in lines]
    spread = (max(places) - min(places)) / max(1, len(beats) - 1)
    return len(lines) * (0.3 + spread) * len(Counter(beats[at].scene for at in places)) ** 0.5
