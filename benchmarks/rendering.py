"""Rendering an episode against one plain ffmpeg command that crops, scales and encodes the same spans."""

from __future__ import annotations

import itertools
import shutil
import tempfile
from pathlib import Path

from benchmarks.measure import PYTHON, Figure, excerpt, in_turn, sample_film, seconds
from microdrama.domain import documents
from microdrama.domain.plan import Plan
from microdrama.media import hls
from microdrama.media.child import ffmpeg


def figures(*, short: bool) -> list[Figure]:
    """The ratio of wall times for one episode of about a minute; short measures it once instead of three times."""
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        film = excerpt(sample_film(), scratch / "film.mp4", start=100, duration=150)
        home = {"MICRODRAMA_HOME": str(scratch / "home")}
        ours = [PYTHON, "-m", "microdrama"]
        seconds([*ours, "analyse", str(film), "--out", str(scratch / "findings.json")], environment=home)
        plan_command = ["plan", str(scratch / "findings.json"), "--out", str(scratch / "plan.json"), "--keep", "0.25"]
        seconds([*ours, *plan_command], environment=home)
        plan = documents.decode((scratch / "plan.json").read_bytes(), Plan, source="plan.json")
        turn = itertools.count()

        def render() -> float:
            _forget_episodes(scratch / "home")
            command = [
                *ours,
                "render",
                str(film),
                str(scratch / "plan.json"),
                "--out",
                str(scratch / f"out{next(turn)}"),
            ]
            return seconds(command, environment=home)

        def plain() -> float:
            return sum(_plain(film, plan, number, scratch) for number in range(len(plan.episodes)))

        our, theirs = in_turn(1 if short else 3, render, plain)
    length = sum(float(episode.duration_s) for episode in plan.episodes)
    detail = f"{our:.1f} s against {theirs:.1f} s for {length:.0f} s of episodes"
    return [Figure("rendering against plain ffmpeg", our / theirs, 1.15, "x", detail)]


def _forget_episodes(home: Path) -> None:
    """Make the store forget what was rendered, and keep what was analysed."""
    for facts in (home / "artefacts").glob("*/*/episode.json"):
        shutil.rmtree(facts.parent)


def _plain(film: Path, plan: Plan, number: int, scratch: Path) -> float:
    """Seconds of one ffmpeg command with a fixed window in the middle, our encoder settings, and no loudness."""
    spans = plan.episodes[number].spans
    inputs: list[str] = []
    for span in spans:
        length = float(span.end_s - span.start_s)
        inputs += ["-ss", f"{float(span.start_s):.6f}", "-t", f"{length:.6f}", "-i", str(film)]
    joined = "".join(f"[{i}:v][{i}:a]" for i in range(len(spans)))
    splits = "".join(f"[raw{rung.name}]" for rung in hls.LADDER)
    graph = f"{joined}concat=n={len(spans)}:v=1:a=1[v][a];[v]crop=404:718,split={len(hls.LADDER)}{splits}"
    outputs: list[str] = []
    for rung in hls.LADDER:
        graph += f";[raw{rung.name}]scale={rung.width}:{rung.height}:flags=bicubic[{rung.name}]"
        outputs += [
            "-map", f"[{rung.name}]", "-c:v", "libx264", "-preset", "veryfast", "-crf", "23",
            "-maxrate", f"{rung.most_kbps}k", "-bufsize", f"{2 * rung.most_kbps}k",
            "-f", "mp4", str(scratch / f"plain-{rung.name}.mp4"),
        ]  # fmt: skip
    sound = ["-map", "[a]", "-c:a", "aac", "-b:a", "128k", str(scratch / "plain.m4a")]
    return seconds([ffmpeg(), "-v", "error", "-y", *inputs, "-filter_complex", graph, *outputs, *sound])
