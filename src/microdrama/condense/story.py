"""The lines of a film as a story: what each does, what it is about, and how central it is."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from fractions import Fraction

import msgspec
import numpy as np
import numpy.typing as npt

from microdrama.analysis.sentences import words_of
from microdrama.condense.lexicon import Act, acts_of
from microdrama.domain.findings import Findings, Line
from microdrama.domain.time import Span
from microdrama.ports.sentence_reader import SentenceReader

_WORD = re.compile(r"[^\W\d_]{2,}")
_INSIDE = re.compile(r"(?<=[^\W_][, ] )[^\W\d_]{2,}|(?<=[^\W_] )[^\W\d_]{2,}")  # not the first of a sentence
_SIGNS_AROUND = re.compile(r"^[\W_]+|[\W_]+$")
_DAMPING = 0.85
_STEPS = 60
_ANSWERED_WITHIN_S = Fraction(5)
ACT_WORTH: dict[Act, float] = {
    "revelation": 1.0,
    "threat": 0.85,
    "decision": 0.75,
    "arrival": 0.65,
    "question": 0.45,
    "interruption": 0.4,
}
"""How much each act moves a story, 0 to 1; our own order, to be judged on films."""


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """A line and its part in the story: `central` (0-1) is how much the others lead to it and from it.

    `names` are the people and places of the film that it names.
    """

    line: Line
    acts: frozenset[Act]
    central: float
    names: frozenset[str] = frozenset()

    @property
    def span(self) -> Span:
        """When it is said."""
        return Span(self.line.start_s, self.line.end_s)

    @property
    def weight(self) -> float:
        """What the line does for the story, 0 to 1: its strongest act, and how central it is."""
        return 0.6 * max((ACT_WORTH[act] for act in self.acts), default=0.0) + 0.4 * self.central


class Story(msgspec.Struct, frozen=True, kw_only=True):
    """What is said in a film, in order, with the vectors of the lines, (lines, dimensions) float32."""

    said: list[Said]
    vectors: npt.NDArray[np.float32]
    speakers: dict[str, float]

    def within(self, span: Span) -> list[Said]:
        """The lines that begin in a span."""
        return [self.said[i] for i in self.indices(span)]

    def indices(self, span: Span) -> range:
        """The numbers of the lines that begin in a span."""
        first = bisect_left(self.said, span.start_s, key=lambda said: said.line.start_s)
        return range(first, bisect_left(self.said, span.end_s, key=lambda said: said.line.start_s))


def read_story(findings: Findings, reader: SentenceReader) -> Story:
    """Read all lines of a film, once."""
    lines = sorted(findings.lines, key=lambda line: line.start_s)
    read = np.asarray(reader.read([line.text for line in lines]), np.float32)
    vectors = read if lines else np.zeros((0, 1), np.float32)
    central, names = centrality(vectors), names_in([line.text for line in lines])
    said = [
        Said(line=line, acts=acts_of(line.text, findings.language), central=round(float(value), 4), names=named)
        for line, value, named in zip(lines, central, names, strict=True)
    ]
    return Story(said=said, vectors=vectors, speakers=speakers(lines))


def names_in(texts: Sequence[str]) -> list[frozenset[str]]:
    """The names in each text: words written with a capital inside a sentence, twice at least, and never without.

    Works for scripts that have capitals and languages that keep them for names; finds none elsewhere, and in German,
    where every noun has one, half of them.
    """
    inside = [set(_INSIDE.findall(text)) for text in texts]
    count = Counter(word for words in inside for word in words)
    plain = {word for text in texts for word in _WORD.findall(text) if word[0].islower()}
    names = {word for word, times in count.items() if times > 1 and word[0].isupper() and word.lower() not in plain}
    return [frozenset(name for name in names.intersection(_WORD.findall(text))) for text in texts]


def centrality(vectors: npt.NDArray[np.float32], *, reach: int = 120) -> npt.NDArray[np.float64]:
    """How central each of a sequence of texts is, 0 to 1: TextRank (Mihalcea and Tarau 2004) over their likeness.

    Only the `reach` texts before and after count, nearer ones more: what is far apart in a long film shares words
    by chance.
    """
    count = len(vectors)
    if count < 3:
        return np.full(count, 0.5)
    near = np.maximum(vectors.astype(np.float64) @ vectors.astype(np.float64).T, 0)
    away = np.abs(np.arange(count)[:, None] - np.arange(count)[None, :])
    near *= np.where((away > 0) & (away <= reach), 1 - away / (reach + 1), 0)
    totals = near.sum(axis=1, keepdims=True)
    flow = np.divide(near, totals, out=np.zeros_like(near), where=totals > 0)
    rank = np.full(count, 1 / count)
    for _ in range(_STEPS):
        rank = (1 - _DAMPING) / count + _DAMPING * (rank @ flow)
    order = np.argsort(np.argsort(rank, kind="stable"), kind="stable")
    return order / (count - 1) if np.ptp(rank) > 1e-12 else np.full(count, 0.5)


def speakers(lines: Sequence[Line]) -> dict[str, float]:
    """How central each speaker is, 0 to 1: the share of exchanges with others, the most central being 1.

    An exchange is a line of one followed within 5 s by a line of another.
    """
    exchanges: Counter[str] = Counter()
    for before, after in itertools.pairwise(lines):
        quick = after.start_s - before.end_s <= _ANSWERED_WITHIN_S
        if before.speaker and after.speaker and before.speaker != after.speaker and quick:
            exchanges.update((before.speaker, after.speaker))
    most = max(exchanges.values(), default=1)
    return {name: count / most for name, count in sorted(exchanges.items())}


def as_written(stem: str, texts: Sequence[str]) -> str:
    """A stem as the word that it is first written as in some texts, without the signs around it."""
    for text in texts:
        for word in text.replace("'", " ").split():
            bare = _SIGNS_AROUND.sub("", word)
            if stem in words_of(bare):
                return bare if len(words_of(bare)) == 1 else stem  # a script without spaces is all one word
    return stem
