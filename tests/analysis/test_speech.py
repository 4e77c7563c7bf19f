"""Speech: the model on the made film, the stand-in for it, and the spans between."""

import itertools
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import av.audio.resampler
import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fixtures.drama import Truth, spoken_line
from microdrama.analysis.film import Analysis
from microdrama.analysis.speech import EnergyVoiceFinder, speech_spans
from microdrama.domain.time import Span, gaps, merged
from microdrama.ports.voice_finder import RATE_HZ, WINDOW_SAMPLES, FakeVoiceFinder, VoiceFinder
from microdrama.providers.silero import SileroVoiceFinder

Sound = npt.NDArray[np.float32]
MISS_S = Fraction(8, 100)


@pytest.fixture(scope="session")
def sound(drama: Any) -> Sound:
    """The made film's sound as detectors hear it."""
    resampler = av.audio.resampler.AudioResampler("flt", "mono", RATE_HZ)
    with av.open(str(drama.path)) as container:
        frames = [*container.decode(audio=0), None]
        blocks = [block.to_ndarray().reshape(-1) for frame in frames for block in resampler.resample(frame)]
    return np.concatenate(blocks)


def covered(span: Span, by: Sequence[Span]) -> Fraction:
    return sum((shared.duration_s for other in by if (shared := other.intersection(span))), Fraction(0))


def test_every_spoken_span_is_heard(drama: Any, analysed: Analysis) -> None:
    truth: Truth = drama.truth
    for span in truth.speech:
        inner = Span(span.start_s + MISS_S, span.end_s - MISS_S)
        assert covered(inner, analysed.findings.speech) == inner.duration_s


def test_pauses_of_half_a_second_stay_pauses(drama: Any, analysed: Analysis) -> None:
    truth: Truth = drama.truth
    pauses = [p for p in gaps(truth.speech, within=Span(Fraction(0), truth.duration)) if p.duration_s >= 0.5]
    assert len(pauses) >= 10
    for pause in pauses:
        left = pause.duration_s - covered(pause, analysed.findings.speech)
        assert left >= pause.duration_s - Fraction(3, 10)


def in_pieces(finder: VoiceFinder, sound: Sound, seed: int) -> list[float]:
    rng = np.random.default_rng(seed)
    heard: list[float] = []
    at = 0
    while at < len(sound):
        size = int(rng.choice([0, 1, 100, 512, 700, 5000, 40_000]))
        heard += finder.hear(sound[at : at + size])
        at += size
    return heard


@pytest.mark.parametrize("seed", [1, 2])
def test_the_model_hears_the_same_whatever_the_pieces(sound: Sound, weights: Path, seed: int) -> None:
    part = sound[: 20 * RATE_HZ]
    whole = SileroVoiceFinder(weights / "silero_vad_v6.onnx").hear(part)
    pieces = in_pieces(SileroVoiceFinder(weights / "silero_vad_v6.onnx"), part, seed)
    assert len(whole) == len(pieces) == len(part) // WINDOW_SAMPLES
    assert np.allclose(whole, pieces, atol=1e-4)


@pytest.mark.parametrize("seed", [1, 2])
def test_the_stand_in_and_the_fake_hear_the_same_whatever_the_pieces(sound: Sound, seed: int) -> None:
    part = sound[: 20 * RATE_HZ]
    assert EnergyVoiceFinder().hear(part) == in_pieces(EnergyVoiceFinder(), part, seed)
    prepared = [n / 1000 for n in range(len(part) // WINDOW_SAMPLES)]
    assert FakeVoiceFinder(prepared).hear(part) == in_pieces(FakeVoiceFinder(prepared), part, seed) == prepared


def test_the_stand_in_misses_no_speech_and_leaves_pauses_to_cut_in(drama: Any, sound: Sound) -> None:
    truth: Truth = drama.truth
    found = speech_spans(EnergyVoiceFinder().hear(sound), duration=truth.duration)
    for span in truth.speech:
        inner = Span(span.start_s + MISS_S, max(span.start_s + MISS_S, span.end_s - MISS_S))
        assert covered(inner, found) == inner.duration_s
    silent = Span(Fraction(0), truth.duration)
    pauses = [p for p in gaps([*truth.speech, *truth.music], within=silent) if p.duration_s >= Fraction(7, 10)]
    assert pauses
    for pause in pauses:
        assert covered(pause, found) < pause.duration_s


def test_the_stand_in_hears_a_voice_that_begins_with_the_film_and_never_rests() -> None:
    said = spoken_line("I have listened to you for eleven years.")[::3]
    loud = np.flatnonzero(np.abs(said) > 0.02)
    talk = np.tile(said[loud[0] : loud[-1]], 8)
    found = speech_spans(EnergyVoiceFinder().hear(talk), duration=Fraction(len(talk), RATE_HZ))
    whole = Span(Fraction(0), Fraction(len(talk), RATE_HZ))
    assert covered(whole, found) >= whole.duration_s * Fraction(95, 100)


def test_the_stand_in_hears_nothing_in_silence() -> None:
    assert set(EnergyVoiceFinder().hear(np.zeros(RATE_HZ * 40, np.float32))) == {0.0}


def test_steady_noise_is_taken_for_a_pause_once_it_is_known() -> None:
    noise = np.random.default_rng(1).normal(0, 0.01, RATE_HZ * 60).astype(np.float32)
    heard = EnergyVoiceFinder().hear(noise)
    assert set(heard[:100]) == {1.0}
    assert set(heard[-100:]) == {0.0}


# --- spans


def test_a_voice_begins_at_a_half_lasts_above_three_tenths_and_bridges_a_breath() -> None:
    window = Fraction(WINDOW_SAMPLES, RATE_HZ)
    heard = [0.0] * 10 + [0.6] + [0.4] * 9 + [0.1] * 6 + [0.5] * 10 + [0.1] * 20
    padding = Fraction(6, 100)
    assert speech_spans(heard, duration=Fraction(10)) == [Span(10 * window - padding, 36 * window + padding)]


def test_a_click_is_no_speech() -> None:
    assert speech_spans([0.0] * 10 + [0.9] * 3 + [0.0] * 40, duration=Fraction(10)) == []


@given(
    runs=st.lists(st.tuples(st.sampled_from([0.0, 0.2, 0.35, 0.6, 1.0]), st.integers(1, 40)), max_size=15),
    duration=st.fractions(Fraction(1, 10), 20, max_denominator=50),
)
@settings(max_examples=200, deadline=None)
def test_spans_are_in_order_apart_and_inside_the_film(runs: list[tuple[float, int]], duration: Fraction) -> None:
    heard = [level for level, count in runs for _ in range(count)]
    spans = speech_spans(heard, duration=duration)
    assert spans == merged(spans)
    assert all(span.start_s >= 0 and span.end_s <= duration and span.duration_s > 0 for span in spans)
    for before, after in itertools.pairwise(spans):
        assert after.start_s - before.end_s > Fraction(2, 10) - 2 * Fraction(6, 100)
