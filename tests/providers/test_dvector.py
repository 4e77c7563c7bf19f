"""The speaker encoder on voices that differ as throats do."""

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from fixtures.drama import spoken_line
from microdrama.ports.voice_embedder import WINDOW_SAMPLES
from microdrama.providers import models, registry
from microdrama.providers.dvector import DVectorEmbedder

TEXTS = ("They are outside. I can see the headlights.", "I have listened to you for eleven years.")


@pytest.fixture(scope="module")
def embedder(weights: Path) -> DVectorEmbedder:
    return DVectorEmbedder(models.install(registry.D_VECTOR, weights))


def windows(text: str, pitch: float) -> npt.NDArray[np.float32]:
    sound = spoken_line(text, pitch)[::3].astype(np.float32)
    return np.stack([sound[at : at + WINDOW_SAMPLES] for at in range(0, len(sound) - WINDOW_SAMPLES, 9600)])


def test_one_voice_points_one_way_whatever_it_says_and_another_elsewhere(embedder: DVectorEmbedder) -> None:
    high, other_words = (embedder.embed(windows(text, 1.0)) for text in TEXTS)
    low = embedder.embed(windows(TEXTS[0], 0.75))
    assert float((high @ other_words.T).mean()) > float((high @ low.T).mean()) + 0.15
    assert float((high @ low.T).mean()) < embedder.alike


def test_vectors_have_length_one_and_do_not_depend_on_the_level_or_on_company(embedder: DVectorEmbedder) -> None:
    some = windows(TEXTS[0], 1.0)
    together = embedder.embed(np.concatenate([some, 0.1 * some, np.zeros((30, WINDOW_SAMPLES), np.float32)]))
    assert together.shape == (2 * len(some) + 30, 256)
    assert np.linalg.norm(together, axis=1) == pytest.approx(1, abs=1e-4)
    assert np.sum(together[: len(some)] * together[len(some) : 2 * len(some)], axis=1).min() > 0.97
    assert np.sum(together[: len(some)] * embedder.embed(some), axis=1).min() > 0.97


def test_nothing_is_no_vectors(embedder: DVectorEmbedder) -> None:
    assert embedder.embed(np.zeros((0, WINDOW_SAMPLES), np.float32)).shape == (0, 256)
