"""Analysis (shots, voice, loudness, faces) against PySceneDetect's shots alone, and against bare decoding."""

from __future__ import annotations

import shutil
import statistics
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.measure import PYTHON, Figure, excerpt, in_turn, processor_seconds, sample_film, seconds

_ADAPTIVE = "import sys; from scenedetect import detect, AdaptiveDetector; detect(sys.argv[1], AdaptiveDetector())"
_MODELS = ("silero-vad", "blazeface-full-range", "pp-ocr-text-detector", "d-vector")
"""All that an analysis without words would otherwise fetch: that is no part of it, and happens once on a machine."""

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
    used: dict[str, list[float]] = {"ours": [], "adaptive": [], "bare": []}
    with tempfile.TemporaryDirectory() as scratch:
        if short:
            film = excerpt(film, Path(scratch) / "short.mp4", start=60, duration=300)
        home = Path(scratch) / "home"
        environment = {"MICRODRAMA_HOME": str(home)}
        seconds([PYTHON, "-m", "microdrama", "models", "install", *_MODELS], environment=environment)

        def contestant(name: str, command: Sequence[str]) -> Callable[[], float]:
            def run() -> float:
                shutil.rmtree(home / "artefacts", ignore_errors=True)
                before = processor_seconds()
                taken = seconds(command, environment=environment)
                used[name].append(processor_seconds() - before)
                return taken

            return run

        analyse = [PYTHON, "-m", "microdrama", "analyse", str(film), "--no-words", "--out", f"{scratch}/findings.json"]
        our, adaptive, bare = in_turn(
            1 if short else 3,
            contestant("ours", analyse),
            contestant("adaptive", [PYTHON, "-c", _ADAPTIVE, str(film)]),
            contestant("bare", [PYTHON, "-c", _DECODE, str(film)]),
        )
    processors = [f"{statistics.median(each):.1f}" for each in used.values()]
    times = (
        f"{our:.1f} s against {adaptive:.1f} s and {bare:.1f} s, whole processes; "
        f"{processors[0]} s, {processors[1]} s and {processors[2]} s of processors"
    )
    return [
        Figure("analysis against PySceneDetect AdaptiveDetector alone", our / adaptive, 1.0, "x", times),
        Figure("analysis against bare decoding", our / bare, 2.0, "x", times),
    ]
