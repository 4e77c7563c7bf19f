"""Analysis (shots, voice, loudness, faces) against PySceneDetect's shots alone, and against bare decoding."""

from __future__ import annotations

import tempfile
from pathlib import Path

from benchmarks.measure import PYTHON, Figure, excerpt, in_turn, sample_film, seconds

_ADAPTIVE = "import sys; from scenedetect import detect, AdaptiveDetector; detect(sys.argv[1], AdaptiveDetector())"
_DECODE = """
import sys, av
with av.open(sys.argv[1]) as film:
    film.streams.video[0].thread_type = "AUTO"
    for _ in film.decode(video=0):
        pass
"""


def figures(*, short: bool) -> list[Figure]:
    """The two ratios; short takes five minutes of the film once instead of all of it three times."""
    film = sample_film()
    with tempfile.TemporaryDirectory() as scratch:
        if short:
            film = excerpt(film, Path(scratch) / "short.mp4", start=60, duration=300)
        count = 0

        def ours() -> float:
            nonlocal count
            count += 1
            home = {"MICRODRAMA_HOME": f"{scratch}/home{count}"}
            seconds(
                [PYTHON, "-m", "microdrama", "models", "install", "silero-vad", "blazeface-full-range"],
                environment=home,
            )
            out = f"{scratch}/findings.json"
            return seconds(
                [PYTHON, "-m", "microdrama", "analyse", str(film), "--no-words", "--out", out], environment=home
            )

        our, adaptive, bare = in_turn(
            1 if short else 3,
            ours,
            lambda: seconds([PYTHON, "-c", _ADAPTIVE, str(film)]),
            lambda: seconds([PYTHON, "-c", _DECODE, str(film)]),
        )
    times = f"{our:.1f} s against {adaptive:.1f} s and {bare:.1f} s, whole processes"
    return [
        Figure("analysis against PySceneDetect AdaptiveDetector alone", our / adaptive, 1.0, "x", times),
        Figure("analysis against bare decoding", our / bare, 2.0, "x", times),
    ]
