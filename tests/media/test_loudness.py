"""Loudness by BS.1770: known tones measure as they must, and every shape comes out at its target."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from fixtures.clips import RATE_HZ, Samples, click, ffmpeg, loudest, silence, tone
from microdrama.media.loudness import CEILING_DBTP, TARGET_LUFS, levelled, measure

SECONDS = 8
TIME = np.arange(SECONDS * RATE_HZ) / RATE_HZ


def both(wave: np.ndarray) -> Samples:
    return np.repeat(wave.astype(np.float32)[:, None], 2, axis=1)


def noise(level: float) -> np.ndarray:
    return np.random.default_rng(3).normal(0, level, len(TIME))


def speech() -> np.ndarray:
    return noise(0.05) * (0.5 + 0.5 * np.sin(2 * np.pi * 3 * TIME)) * (np.sin(2 * np.pi * 0.4 * TIME) > -0.3)


def drums() -> np.ndarray:
    return np.clip(noise(0.5), -1, 1) * np.exp(-((np.arange(len(TIME)) % 24_000) / 1500))


SHAPES: dict[str, Callable[[], np.ndarray]] = {
    "quiet": lambda: noise(0.001),
    "loud": lambda: np.clip(noise(0.5), -1, 1),
    "beyond full scale": lambda: noise(3),
    "speech": speech,
    "peaky": drums,
    "soft with one shot": lambda: noise(0.005) + noise(0.3) * (np.arange(len(TIME)) // 4800 == 40),
    "between the samples": lambda: 0.99 * np.sin(2 * np.pi * 12_000 * TIME + np.pi / 4),
    "deep": lambda: 0.9 * np.sin(2 * np.pi * 30 * TIME),
    "square": lambda: 0.9 * np.sign(np.sin(2 * np.pi * 440 * TIME)),
}


@pytest.mark.parametrize("dbfs", [-40.0, -23.0, -6.0])
def test_a_tone_on_both_sides_measures_its_level(dbfs: float) -> None:
    # BS.1770: a 997 Hz sine at full scale on one side is -3.01 LUFS, so on both sides 0.00
    measured = measure(tone(5, hz=997, dbfs=dbfs))
    assert measured.lufs == pytest.approx(dbfs, abs=0.05)
    assert measured.true_peak_db == pytest.approx(dbfs, abs=0.1)


def test_a_tone_on_one_side_is_three_decibels_less() -> None:
    one = tone(5, hz=997, dbfs=-20)
    one[:, 1] = 0
    assert measure(one).lufs == pytest.approx(-23.01, abs=0.05)


def test_silence_between_does_not_count() -> None:
    # the gates of BS.1770: pauses do not make a talker softer
    talk = tone(5, hz=997, dbfs=-20)
    assert measure(np.concatenate([talk, silence(10)])).lufs == pytest.approx(-20, abs=0.15)


def test_the_true_peak_lies_between_the_samples() -> None:
    swell = np.minimum(1, np.minimum(TIME, TIME[::-1]))
    wave = both(0.5 * swell * np.sin(2 * np.pi * 12_000 * TIME + np.pi / 4))
    assert np.abs(wave).max() < 0.36
    assert measure(wave).true_peak_db == pytest.approx(-6.02, abs=0.3)


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_comes_out_at_the_target_under_the_ceiling(shape: str) -> None:
    sound = both(SHAPES[shape]())
    result, said = levelled(sound)
    assert result.shape == sound.shape
    assert result.dtype == np.float32
    judged = ffmpeg(
        "-f", "f32le", "-ar", "48000", "-ac", "2", "-i", "pipe:0",
        "-filter_complex", "ebur128=peak=true:metadata=1,ametadata=print:file=-", "-f", "null", "/dev/null",
        data=result.tobytes(),
    ).decode()  # fmt: skip
    lufs = float(judged.rpartition("lavfi.r128.I=")[2].split()[0])
    peaks = [float(line.partition("=")[2]) for line in judged.splitlines() if "true_peaks_ch" in line]
    assert abs(lufs - TARGET_LUFS) <= 0.2
    assert 20 * np.log10(max(peaks)) <= CEILING_DBTP + 0.1
    assert said.lufs == pytest.approx(lufs, abs=0.05)


def test_levelling_moves_nothing_in_time() -> None:
    sound = click(both(noise(0.02)), 3.0)
    result, _ = levelled(sound)
    assert abs(loudest(result) - 3 * RATE_HZ) <= 3


def test_levelling_keeps_quiet_scenes_quieter_than_loud_ones() -> None:
    sound = np.concatenate([tone(4, hz=440, dbfs=-40), tone(4, hz=440, dbfs=-26)])
    result, _ = levelled(sound)
    ratio = np.abs(result[-RATE_HZ:]).max() / np.abs(result[:RATE_HZ]).max()
    assert 20 * np.log10(ratio) == pytest.approx(14, abs=0.1)


@pytest.mark.parametrize("sound", [silence(0), silence(0.1), silence(3), both(noise(1e-5))], ids=range(4))
def test_silence_stays_what_it_is(sound: Samples) -> None:
    result, measured = levelled(sound)
    assert np.array_equal(result, sound)
    assert measured.lufs == -70


def test_no_more_than_forty_decibels_are_added() -> None:
    sound = tone(4, hz=997, dbfs=-65)
    result, measured = levelled(sound)
    assert measured.lufs == pytest.approx(-25, abs=0.1)
    assert np.abs(result).max() == pytest.approx(np.abs(sound).max() * 100, rel=0.01)
