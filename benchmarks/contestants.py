"""Other programs that shorten films: fetched into rooms of their own, and run as their authors say.

Each answers with the pieces of the film that it keeps. Where one cannot be had or does not run, its own last words
are kept, and nothing is put in its place.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from benchmarks.films import OUT
from benchmarks.kept import Piece, piece
from benchmarks.measure import ROOT
from microdrama.domain.time import Span, merged
from microdrama.media.child import ffmpeg
from microdrama.media.probe import probe

_ROOMS = OUT / "peers"
_LIMIT_S = 3600
_OVERSHOOT = 300  # characters of a program's last words


class CannotRunError(Exception):
    """A program cannot be had or does not run here; the message is its own last line."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a program keeps, each installment a file that it would write, and the seconds it took to decide so."""

    kept: list[list[Piece]]
    seconds: float
    note: str = ""


@dataclass(frozen=True, slots=True)
class Contestant:
    """A program: its name with its version, what it is for, whether it leaves anything out, and how it is asked."""

    name: str
    purpose: str
    ask: Callable[[Path], Answer]
    shortens: bool = True


def _run(command: Sequence[str], *, folder: Path | None = None, python_path: Path | None = None) -> str:
    """What a program says on stdout; raises CannotRunError with its last line where it fails."""
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    environment["PATH"] = f"{_tools()}{os.pathsep}{environment.get('PATH', '')}"
    if python_path:
        environment["PYTHONPATH"] = str(python_path)
    try:
        with tempfile.TemporaryDirectory() as scratch:  # auto-editor keeps what it found in a film there
            environment["TMPDIR"] = scratch
            done = subprocess.run(
                command, cwd=folder, env=environment, capture_output=True, text=True, timeout=_LIMIT_S, check=False
            )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise CannotRunError(str(error)[:_OVERSHOOT]) from error
    if done.returncode != 0:
        raise CannotRunError(_last_words(f"{done.stdout}\n{done.stderr}") or f"left with {done.returncode}")
    return done.stdout


def _last_words(said: str) -> str:
    """The last line that names an error, else the last one; without the folders of this machine."""
    lines = [line.strip() for line in said.replace(f"{ROOT}/", "").splitlines() if line.strip()]
    errors = [line for line in lines if "error" in line.lower()]
    return (errors or lines or [""])[-1][:_OVERSHOOT]


def _tools() -> Path:
    """A folder with the `ffmpeg` that these programs look for on the path."""
    tools = _ROOMS / "tools"
    tools.mkdir(parents=True, exist_ok=True)
    if not (tools / "ffmpeg").exists():
        (tools / "ffmpeg").symlink_to(ffmpeg())
    return tools


def _room(name: str, packages: Sequence[str]) -> Path:
    """The Python of a virtual environment with these packages and nothing of ours, made the first time."""
    room = _ROOMS / name
    python, ready = room / "bin" / "python", room / "ready"
    if not ready.exists():
        shutil.rmtree(room, ignore_errors=True)
        _run([sys.executable, "-m", "venv", str(room)])
        _run([str(python), "-m", "pip", "install", "--quiet", *packages])
        ready.write_text("\n".join(packages), "utf-8")
    return python


# --- auto-editor: leaves out what is silent


def _auto_editor(film: Path) -> Answer:
    """The program of today: its wheel fetches the program itself from GitHub when it is first started."""
    python = _room("auto-editor", ["auto-editor==29.3.1"])
    _run([str(python.with_name("auto-editor")), "--version"])
    made = _ROOMS / "auto-editor.v3"
    began = time.perf_counter()
    _run([str(python.with_name("auto-editor")), str(film), "--export", "v3", "--output", str(made)])
    return Answer(_timeline(json.loads(made.read_text("utf-8"))), time.perf_counter() - began)


def _auto_editor_of_debian(film: Path) -> Answer:
    """The last one that is Python throughout, as Debian packs it."""
    python = _room("auto-editor-debian", ["av==18.1.0", "numpy", "pillow"])
    source = _ROOMS / "auto-editor-debian" / "usr/lib/python3/dist-packages"
    if not source.exists():
        _run(["apt-get", "download", "auto-editor=22w52a+ds-1"], folder=python.parent.parent)
        package = next(python.parent.parent.glob("auto-editor_*.deb"))
        _run(["dpkg", "-x", str(package), str(python.parent.parent)])
    _fetch_ffprobe()
    made = _ROOMS / "auto-editor-debian" / "timeline.json"
    began = time.perf_counter()
    command = [str(python), "-m", "auto_editor", str(film), "--export", "json", "--output-file", str(made)]
    _run(command, python_path=source)
    return Answer(_timeline(json.loads(made.read_text("utf-8"))), time.perf_counter() - began)


def _fetch_ffprobe() -> None:
    """`ffprobe` beside `ffmpeg`: the one on the path, else out of an npm package."""
    tools = _tools()
    if shutil.which("ffprobe") or (tools / "ffprobe").exists():
        return
    _run(["npm", "pack", "--silent", "@ffprobe-installer/linux-x64@5.2.0"], folder=tools)
    _run(["tar", "-xzf", "ffprobe-installer-linux-x64-5.2.0.tgz", "package/ffprobe"], folder=tools)
    (tools / "package" / "ffprobe").replace(tools / "ffprobe")
    (tools / "ffprobe").chmod(0o755)


def _timeline(document: dict[str, Any]) -> list[list[Piece]]:
    """Its own JSON timeline: clips at the film's speed, in pictures of its time base; touching ones are one."""
    timeline = document.get("timeline", document)
    rate = Fraction(timeline["timebase"])
    clips = [clip for clip in timeline["v"][0] if clip.get("speed", 1.0) == 1.0]
    spans = merged(Span(clip["offset"] / rate, (clip["offset"] + clip["dur"]) / rate) for clip in clips)
    return [[piece(span.start_s, span.end_s) for span in spans]]


# --- PySceneDetect: cuts a film into its shots, and leaves nothing out

_SHOTS = """
import json, sys
from scenedetect import AdaptiveDetector, detect
print(json.dumps([[a.frame_num, b.frame_num] for a, b in detect(sys.argv[1], AdaptiveDetector(), start_in_scene=True)]))
"""


def _pyscenedetect(film: Path) -> Answer:
    began = time.perf_counter()
    found = json.loads(_run([sys.executable, "-c", _SHOTS, str(film)]).splitlines()[-1])
    rate = probe(film).rate
    clips = [[piece(rate.moment(first), rate.moment(last))] for first, last in found]
    return Answer(clips, time.perf_counter() - began, "each shot is a file of its own")


# --- auto-highlighter: clips around what is loud

_THRESHOLDS_DB = (-5, -7, -9, -11, -13, -15, -17, -19)
_AROUND_S = 20
_LEAST_SHARE = 0.3


def _auto_highlighter(film: Path) -> Answer:
    """Its default keeps nothing of a film that is not mastered as loud as it expects: lowered until a third is kept."""
    python = _room("auto-highlighter", ["auto-highlighter-py==0.1.0"])
    made = _ROOMS / "auto-highlighter" / "clips"
    made.mkdir(exist_ok=True)
    duration = probe(film).duration
    broke = ""
    for threshold in _THRESHOLDS_DB:
        (made / "index.json").unlink(missing_ok=True)
        began = time.perf_counter()
        try:
            options = [f"--decibel-threshold={threshold}"]
            _run([str(python), "-m", "highlighter", "analyze", str(film), str(made), *options])
        except CannotRunError as error:
            broke = f"; it cannot write its clips ({error})"  # its list of them is there by then
        if not (made / "index.json").exists():
            raise CannotRunError(broke)
        taken = time.perf_counter() - began
        moments = sorted(int(at) for at in json.loads((made / "index.json").read_text("utf-8")))
        clips = [[piece(Fraction(max(0, at - _AROUND_S)), min(Fraction(at + _AROUND_S), duration))] for at in moments]
        kept = merged(one.picture for clip in clips for one in clip)
        if sum(span.duration_s for span in kept) >= _LEAST_SHARE * float(duration):
            return Answer(clips, taken, f"threshold {threshold} dB{broke}")
    raise CannotRunError("it finds nothing loud enough at any threshold down to -19 dB")


# --- clippers that choose by what is said

_CLIPS = "import clipsai; from clipsai.clip.text_embedder import TextEmbedder; TextEmbedder()"


def _clipsai(_film: Path) -> Answer:
    """ClipsAI with the newest of its dependencies that import; it needs WhisperX, and weights from a hub."""
    packages = ["clipsai==0.2.1", "transformers==4.44.2", "sentence-transformers==3.0.1", "numpy<2"]
    _run([str(_room("clipsai", packages)), "-c", _CLIPS])
    raise CannotRunError("it loads here, but how its clips compare has not been measured yet")


def _openshorts(film: Path) -> Answer:
    """The package is a client of a server: its own service, with a key, or one of several containers."""
    python = _room("openshorts", ["openshorts==0.1.0"])
    _run([str(python.with_name("openshorts")), "process", str(film)])
    raise CannotRunError("it reached a server, but how its clips compare has not been measured yet")


CONTESTANTS = (
    Contestant("auto-editor 29.3.1", "leaves silence out", _auto_editor),
    Contestant("auto-editor 22w52a", "leaves silence out", _auto_editor_of_debian),
    Contestant("PySceneDetect", "splits a film into its shots", _pyscenedetect, shortens=False),
    Contestant("auto-highlighter 0.1.0", "clips what is loud", _auto_highlighter),
    Contestant("ClipsAI 0.2.1", "clips by what is said", _clipsai),
    Contestant("OpenShorts 0.1.0", "clips by what is said", _openshorts),
)
