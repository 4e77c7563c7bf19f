"""Small real files, as a generator would deliver them: good ones, and ones that nobody should pay for twice."""

from __future__ import annotations

import functools
import subprocess
import tempfile
from pathlib import Path

from microdrama.media.child import ffmpeg


@functools.lru_cache(maxsize=64)
def made(kind: str, flavour: str, size: tuple[int, int], seconds: float) -> bytes:
    """A "png", "mp4" or "wav": good, black (or silent), short, small (another size), or torn (its end is missing)."""
    if flavour == "small":
        size = (size[0] // 2 // 2 * 2, size[1] // 4 * 2)
    if flavour == "short":
        seconds = seconds / 4
    shape = f"{size[0]}x{size[1]}"
    picture = f"color=black:s={shape}:r=12" if flavour == "black" else f"testsrc2=s={shape}:r=12"
    level = 0 if flavour == "black" else 0.4
    sound = f"sine=frequency=220:sample_rate=24000,volume={level}"
    source = sound if kind == "wav" else picture
    shape_of = {
        "png": ["-frames:v", "1"],
        "mp4": ["-t", str(seconds), "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"],
        "wav": ["-t", str(seconds), "-c:a", "pcm_s16le"],
    }[kind]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"made.{kind}"
        command = [ffmpeg(), "-v", "error", "-f", "lavfi", "-i", source, *shape_of, "-threads", "1", str(path)]
        subprocess.run(command, check=True)
        content = path.read_bytes()
    return content[: len(content) // 2] if flavour == "torn" else content
