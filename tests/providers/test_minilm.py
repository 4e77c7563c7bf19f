"""The reader of English lines: meaning, not words, and the same answer alone as in company."""

from pathlib import Path

import numpy as np
import pytest

from microdrama.providers.minilm import MiniLm
from microdrama.providers.models import install
from microdrama.providers.registry import MINILM


@pytest.fixture(scope="module")
def reader(weights: Path) -> MiniLm:
    return MiniLm(install(MINILM, weights))


def test_lines_that_mean_the_same_are_near(reader: MiniLm) -> None:
    burned, fire, coffee = reader.read(
        ["The letter was burned.", "Somebody set fire to the paper.", "The horse has won the race."]
    )
    assert burned @ fire > 0.2 + burned @ coffee  # not a word in common but "the"


def test_a_line_reads_the_same_alone_and_among_longer_ones(reader: MiniLm) -> None:
    lines = ["No.", "Nobody leaves this house before the lawyer reads the will.", "Which wedding?"] * 15
    together = reader.read(lines)
    for line, vector in zip(lines[:3], together[:3], strict=True):
        assert reader.read([line])[0] == pytest.approx(vector, abs=1e-5)
    assert np.linalg.norm(together, axis=1) == pytest.approx(1, abs=1e-5)


def test_nothing_said_is_nothing_and_no_line_is_too_long(reader: MiniLm) -> None:
    empty, endless = reader.read(["  ", "word " * 5000])
    assert not empty.any()
    assert np.linalg.norm(endless) == pytest.approx(1, abs=1e-5)
    assert reader.read([]).shape == (0, 384)
