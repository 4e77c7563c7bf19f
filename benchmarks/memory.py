"""Peak memory of condensing a long film, and whether it grows with the film."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

from benchmarks.measure import PYTHON, Figure, peak_mebibytes, sample_film
from microdrama.media.child import ffmpeg

_LIMIT_MIB = 1.5 * 1024


def figures(*, short: bool) -> list[Figure]:
    """Peak memory for 45 minutes of 1080p, and against a third of that; short takes 6 and 2 minutes."""
    minutes = 6 if short else 45
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        tile = _full_hd(sample_film(), scratch / "tile.mp4", seconds=60 if short else 300)
        peaks = [
            _peak(_looped(tile, scratch / f"{part}.mp4", seconds=60 * part), scratch / f"home{part}")
            for part in (minutes, minutes // 3)
        ]
    detail = f"{minutes} minutes of 1080p; {minutes // 3} minutes: {peaks[1]:.0f} MiB"
    return [
        Figure("peak memory of condense", peaks[0], _LIMIT_MIB, "MiB", detail),
        Figure("the same, against a third of the film", peaks[0] / peaks[1], 1.15, "x", detail),
    ]


def _full_hd(film: Path, target: Path, *, seconds: int) -> Path:
    command = [
        ffmpeg(),
        "-v",
        "error",
        "-y",
        "-ss",
        "30",
        "-t",
        str(seconds),
        "-i",
        str(film),
        "-vf",
        "scale=1920:1080",
    ]
    subprocess.run([*command, "-c:v", "libx264", "-preset", "ultrafast", "-c:a", "copy", str(target)], check=True)
    return target


def _looped(tile: Path, target: Path, *, seconds: int) -> Path:
    command = [ffmpeg(), "-v", "error", "-y", "-stream_loop", "-1", "-i", str(tile), "-t", str(seconds), "-c", "copy"]
    subprocess.run([*command, str(target)], check=True)
    return target


def _peak(film: Path, home: Path) -> float:
    """A tenth of the film is kept: that takes a tenth of the time and, an episode at a time, all of the memory."""
    command = [PYTHON, "-m", "microdrama", "condense", str(film), "--out", str(home / "series"), "--keep", "0.1"]
    return peak_mebibytes(command, environment={"MICRODRAMA_HOME": str(home)})
