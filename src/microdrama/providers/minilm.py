"""all-MiniLM-L6-v2 (sentence-transformers, Apache-2.0) in plain numpy: a SentenceReader for English.

Six layers of BERT with 384 numbers a word, the mean over the words, made length 1 (Wang et al. 2020, Reimers and
Gurevych 2019). A film's thousand lines take a few seconds on one core, so no engine is needed for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import safetensors.numpy
from scipy.special import erf
from threadpoolctl import threadpool_limits
from tokenizers import Tokenizer

WEIGHTS, WORDS = "model.safetensors", "tokenizer.json"
_LAYERS, _HEADS, _WIDTH = 6, 12, 384
_MOST_TOKENS = 128
_BATCH = 32
_EPSILON = 1e-12

Array = npt.NDArray[np.float32]


class MiniLm:
    """Reads sentences; `folder` holds the weights and the tokenizer."""

    def __init__(self, folder: Path) -> None:
        reader: Any = safetensors.numpy  # its types are partly unknown
        self._weights: dict[str, Array] = reader.load_file(folder / WEIGHTS)
        self._tokenizer: Any = Tokenizer.from_file(str(folder / WORDS))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(_MOST_TOKENS)

    def read(self, sentences: Sequence[str]) -> Array:
        """See `ports.sentence_reader.SentenceReader.read`: (sentences, 384)."""
        found = np.zeros((len(sentences), _WIDTH), np.float32)
        tokens: list[list[int]] = [one.ids for one in self._tokenizer.encode_batch(list(sentences))]
        by_length = sorted(range(len(tokens)), key=lambda i: len(tokens[i]))  # little padding within a batch
        with threadpool_limits(1):  # products this small lose more to threads that wait for each other than they win
            for first in range(0, len(by_length), _BATCH):
                batch = by_length[first : first + _BATCH]
                found[batch] = self._embed([tokens[i] for i in batch])
        found[[not sentence.strip() for sentence in sentences]] = 0
        return found

    def _embed(self, tokens: Sequence[Sequence[int]]) -> Array:
        length = max(len(one) for one in tokens)
        ids = np.zeros((len(tokens), length), np.int64)
        real = np.zeros((len(tokens), length), np.float32)
        for row, one in enumerate(tokens):
            ids[row, : len(one)], real[row, : len(one)] = one, 1
        state = self._embeddings(ids)
        unseen = (1 - real)[:, None, None, :] * np.float32(-1e9)
        for layer in range(_LAYERS):
            state = self._layer(state, unseen, f"encoder.layer.{layer}.")
        mean = (state * real[:, :, None]).sum(axis=1) / np.maximum(real.sum(axis=1, keepdims=True), 1)
        return mean / np.maximum(np.linalg.norm(mean, axis=1, keepdims=True), np.float32(_EPSILON))

    def _embeddings(self, ids: npt.NDArray[np.int64]) -> Array:
        w = self._weights
        words = w["embeddings.word_embeddings.weight"][ids]
        places = w["embeddings.position_embeddings.weight"][: ids.shape[1]]
        kinds = w["embeddings.token_type_embeddings.weight"][0]
        return self._normed(words + places + kinds, "embeddings.LayerNorm.")

    def _layer(self, state: Array, unseen: Array, name: str) -> Array:
        """One layer of the encoder: (sentences, words, 384) in and out."""
        attended = self._attend(state, unseen, name + "attention.self.")
        state = self._normed(
            state + self._dense(attended, name + "attention.output.dense."), name + "attention.output.LayerNorm."
        )
        wide = self._dense(state, name + "intermediate.dense.")
        wide = wide * np.float32(0.5) * (1 + erf(wide / np.float32(np.sqrt(2))))
        return self._normed(state + self._dense(wide, name + "output.dense."), name + "output.LayerNorm.")

    def _attend(self, state: Array, unseen: Array, name: str) -> Array:
        count, length, _ = state.shape
        split = (count, length, _HEADS, _WIDTH // _HEADS)
        query, key, value = (
            self._dense(state, f"{name}{part}.").reshape(split).transpose(0, 2, 1, 3)
            for part in ("query", "key", "value")
        )
        scores = query @ key.transpose(0, 1, 3, 2) / np.float32(np.sqrt(_WIDTH // _HEADS)) + unseen
        scores = np.exp(scores - scores.max(axis=-1, keepdims=True))
        scores /= scores.sum(axis=-1, keepdims=True)
        return (scores @ value).transpose(0, 2, 1, 3).reshape(count, length, _WIDTH)

    def _dense(self, state: Array, name: str) -> Array:
        return state @ self._weights[name + "weight"].T + self._weights[name + "bias"]

    def _normed(self, state: Array, name: str) -> Array:
        centred = state - state.mean(axis=-1, keepdims=True)
        scale = np.sqrt(np.square(centred).mean(axis=-1, keepdims=True) + np.float32(_EPSILON))
        return centred / scale * self._weights[name + "weight"] + self._weights[name + "bias"]
