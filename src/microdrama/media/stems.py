"""Stems: the parts of a mix as files of their own, without loss, for whoever dubs or mixes again."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from microdrama.media.audio import RATE_HZ, Sound
from microdrama.media.child import run


def write_stem(path: Path, sound: Sound) -> None:
    """Write (samples, 2) float32 at 48 kHz as FLAC with 24 bits. Raises ChildError."""
    raw = path.with_name(f".{path.stem}.f32")
    try:
        raw.write_bytes(np.ascontiguousarray(sound, "<f4").data)
        arguments = [
            "-f", "f32le", "-ar", str(RATE_HZ), "-ac", "2", "-i", str(raw), "-bitexact",
            "-c:a", "flac", "-sample_fmt", "s32", "-bits_per_raw_sample", "24", "-f", "flac", "-y", str(path),
        ]  # fmt: skip
        run(arguments, doing="writing a stem")
    finally:
        raw.unlink(missing_ok=True)
