"""What voices sound like, by arithmetic alone."""

import numpy as np
import pytest

from fixtures.drama import spoken_line
from microdrama.analysis.voices import PlainVoiceEmbedder, levelled, log_mels
from microdrama.ports.voice_embedder import RATE_HZ, WINDOW_SAMPLES

TIMES = np.arange(WINDOW_SAMPLES) / RATE_HZ


def test_a_window_has_eighty_frames_of_forty_bands() -> None:
    assert log_mels(np.zeros((3, WINDOW_SAMPLES), np.float32)).shape == (3, 80, 40)


@pytest.mark.parametrize(("hertz", "band"), [(200, 2), (1000, 13), (4000, 31)])
def test_a_tone_is_loudest_in_the_band_of_its_pitch(hertz: float, band: int) -> None:
    """Slaney's scale has 45.245 mels up to 8 kHz: 200 Hz is mel 3, 1 kHz 15, 4 kHz 35.2; bands are 1.1035 apart."""
    mels = log_mels(np.sin(2 * np.pi * hertz * TIMES).astype(np.float32)[None])
    assert np.argmax(mels.mean(axis=1)[0]) == band


def test_twice_the_amplitude_is_four_times_the_power() -> None:
    noise = np.random.default_rng(0).normal(0, 0.1, (1, WINDOW_SAMPLES)).astype(np.float32)
    assert log_mels(2 * noise) - log_mels(noise) == pytest.approx(np.log10(4), abs=1e-3)


def test_levels_are_made_alike_and_silence_stays_silent() -> None:
    windows = np.stack([0.3 * np.sin(700 * TIMES), 0.001 * np.sin(700 * TIMES), 0 * TIMES]).astype(np.float32)
    level = np.sqrt(np.mean(np.square(levelled(windows)), axis=1))
    assert level == pytest.approx([0.05, 0.05, 0], abs=1e-4)


def test_without_a_model_a_low_voice_is_told_from_a_high_one() -> None:
    """In the mean over many windows; single ones it often mistakes."""
    embedder = PlainVoiceEmbedder()
    texts = ("They are outside. I can see the headlights.", "I have listened to you for eleven years.")
    vectors = {}
    for pitch in (1.0, 0.7):
        for text in texts:
            sound = spoken_line(text, pitch)[::3].astype(np.float32)
            starts = range(0, len(sound) - WINDOW_SAMPLES, 3200)
            vectors[pitch, text] = embedder.embed(np.stack([sound[n : n + WINDOW_SAMPLES] for n in starts]))
    assert np.linalg.norm(vectors[1.0, texts[0]], axis=1) == pytest.approx(1, abs=1e-3)
    same = [float((vectors[pitch, texts[0]] @ vectors[pitch, texts[1]].T).mean()) for pitch in (1.0, 0.7)]
    other = [float((vectors[1.0, one] @ vectors[0.7, two].T).mean()) for one in texts for two in texts]
    assert np.mean(same) > np.mean(other) + 0.15
    assert embedder.alike > max(other)


def test_silence_and_nothing_have_vectors_too() -> None:
    embedder = PlainVoiceEmbedder()
    assert np.isfinite(embedder.embed(np.zeros((2, WINDOW_SAMPLES), np.float32))).all()
    assert len(embedder.embed(np.zeros((0, WINDOW_SAMPLES), np.float32))) == 0
