"""What stands in for an embedder keeps the port's promises."""

import math

import pytest

from microdrama.ports.voice_embedder import RATE_HZ, WINDOW_SAMPLES, FakeVoiceEmbedder


def tone(hertz: float) -> list[float]:
    return [math.sin(2 * math.pi * hertz * n / RATE_HZ) for n in range(WINDOW_SAMPLES)]


def test_one_tone_points_one_way_and_a_fifth_at_right_angles() -> None:
    low, again, fifth = FakeVoiceEmbedder().embed([tone(200), [0.1 * x for x in tone(200)], tone(300)])
    assert math.hypot(*low) == pytest.approx(1)
    assert sum(a * b for a, b in zip(low, again, strict=True)) == pytest.approx(1, abs=0.01)
    assert sum(a * b for a, b in zip(low, fifth, strict=True)) == pytest.approx(0, abs=0.05)


def test_silence_points_somewhere() -> None:
    assert all(math.isfinite(x) for x in FakeVoiceEmbedder().embed([[0.0] * WINDOW_SAMPLES])[0])
