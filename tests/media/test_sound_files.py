"""Sound files: every format as the same samples, no silence around them, no file that pretends."""

from __future__ import annotations

import subprocess
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from microdrama.media.child import ffmpeg
from microdrama.media.sound_files import SoundFileError, read_sound_file, trimmed, write_wav

RATE_HZ = 24_000


def coded(folder: Path, name: str, *how: str) -> Path:
    path = folder / name
    source = "sine=frequency=440:sample_rate=24000:duration=1,volume=0.5"
    subprocess.run([ffmpeg(), "-v", "error", "-f", "lavfi", "-i", source, *how, str(path)], check=True)
    return path


@pytest.mark.parametrize(
    ("name", "how"),
    [
        ("a.wav", ("-c:a", "pcm_s16le")),
        ("f.wav", ("-c:a", "pcm_f32le", "-ac", "2")),
        ("a.mp3", ("-c:a", "libmp3lame")),
        ("a.flac", ()),
        ("a.ogg", ("-c:a", "libopus", "-ar", "48000")),
        ("a.m4a", ("-c:a", "aac")),
    ],
)
def test_every_format_is_the_same_tone(tmp_path: Path, name: str, how: tuple[str, ...]) -> None:
    sound = read_sound_file(coded(tmp_path, name, *how), rate_hz=RATE_HZ)
    assert len(sound) / RATE_HZ == pytest.approx(1, abs=0.08)
    spectrum = np.abs(np.fft.rfft(sound[RATE_HZ // 4 : RATE_HZ * 3 // 4]))
    assert int(spectrum.argmax()) * 2 == 440
    assert float(np.abs(sound).max()) == pytest.approx(0.125 * 0.5, rel=0.35)


def test_a_wav_of_unknown_length_is_read_to_its_end(tmp_path: Path) -> None:
    whole = coded(tmp_path, "a.wav").read_bytes()
    for name, length in (("unknown", b"\xff\xff\xff\xff"), ("unset", b"\0\0\0\0")):
        (tmp_path / name).write_bytes(whole[:4] + length + whole[8:])
        assert len(read_sound_file(tmp_path / name, rate_hz=RATE_HZ)) == RATE_HZ
    (tmp_path / "half").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(SoundFileError, match="breaks off"):
        read_sound_file(tmp_path / "half")


@given(before=st.integers(0, 20), loud=st.integers(1, 30), after=st.integers(0, 20), level=st.floats(0.01, 1.0))
def test_trimming_keeps_what_can_be_heard_and_a_little_around(before: int, loud: int, after: int, level: float) -> None:
    """In steps of 10 ms at 1 kHz: five steps are kept around."""
    sound = np.zeros((before + loud + after) * 10, np.float32)
    sound[before * 10 : (before + loud) * 10] = level
    kept = trimmed(sound, 1000)
    assert np.count_nonzero(kept) == loud * 10
    assert len(kept) == (loud + min(before, 5) + min(after, 5)) * 10


def test_silence_is_left_as_it_is() -> None:
    assert len(trimmed(np.full(500, 1e-4, np.float32), 1000)) == 500
    assert len(trimmed(np.zeros(0, np.float32), 1000)) == 0


def test_what_is_written_is_what_is_read(tmp_path: Path) -> None:
    sound = np.linspace(-1.2, 1.2, 4800, dtype=np.float32)
    write_wav(tmp_path / "a.wav", sound, 48_000)
    assert np.abs(read_sound_file(tmp_path / "a.wav") - np.clip(sound, -1, 1)).max() < 1e-4


@pytest.mark.parametrize("content", [b"", b"RIFF", b"RIFF\0\0\0\0WAVE", b"ID3" + b"\0" * 99, b"fLaC" * 9, b"<html>"])
def test_rubbish_is_one_sentence(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x").write_bytes(content)
    with pytest.raises(SoundFileError) as caught:
        read_sound_file(tmp_path / "x")
    assert "\n" not in str(caught.value)
