"""What lines are about, by their words alone: the stand-in where no model of meaning is installed."""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

_DIMENSIONS = 512
_STEM = 6  # letters of a word that count, so that "letter" and "letters" are one
_SHORTEST = 3
_WIDE = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uac00-\ud7af\u0e00-\u0e7f"  # no spaces between words
_WORD = re.compile(rf"[^\W\d_{_WIDE}]+|[{_WIDE}]+")
_COMMON = 0.6  # a word in more of the lines than this says nothing about any of them
_COMMON_FROM = 20  # lines


def words_of(text: str) -> list[str]:
    """The words of a text as stems: six letters, lower case; of scripts without spaces every pair of signs."""
    found: list[str] = []
    for run in _WORD.findall(text.lower()):
        if re.match(f"[{_WIDE}]", run):
            found += [run[i : i + 2] for i in range(max(1, len(run) - 1))]
        elif len(run) >= _SHORTEST:
            found.append(run[:_STEM])
    return found


class WordReader:
    """A SentenceReader that counts words: two lines are near when they share rare ones.

    Weighted by inverse document frequency over the sentences of one call, and hashed to 512 dimensions.
    """

    def read(self, sentences: Sequence[str]) -> npt.NDArray[np.float32]:
        """See `ports.sentence_reader.SentenceReader.read`."""
        bags = [Counter(words_of(sentence)) for sentence in sentences]
        lines_with = Counter(word for bag in bags for word in bag)
        most = _COMMON * len(bags) if len(bags) >= _COMMON_FROM else len(bags)
        vectors = np.zeros((len(bags), _DIMENSIONS), np.float32)
        for row, bag in zip(vectors, bags, strict=True):
            for word, count in bag.items():
                if lines_with[word] <= most:
                    row[zlib.crc32(word.encode()) % _DIMENSIONS] += count * np.log(1 + len(bags) / lines_with[word])
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors / np.maximum(lengths, 1e-9, dtype=np.float32)
