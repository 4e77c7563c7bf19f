"""The films that condensing is measured on: one drama whose every answer is known, and real ones where they are."""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import msgspec

from benchmarks.measure import PYTHON, ROOT, peak_mebibytes, processor_seconds, sample_film
from benchmarks.measure import seconds as seconds_of
from microdrama.domain import documents
from microdrama.domain.findings import FaceTrack, Findings, Line, Loudness, Media, OnScreenText, Shot, Word
from microdrama.domain.framing import FramingFile
from microdrama.domain.plan import Plan
from microdrama.domain.time import as_number, seconds
from microdrama.providers import models, registry
from microdrama.studio.places import places

sys.path.insert(0, str(ROOT / "tests"))  # the made film lives with the tests, which use it, too

from fixtures.episode import EpisodeTruth, make_episode, read_truth, truth_path

OUT = Path(__file__).with_name("out")
_FOOTAGE = "MICRODRAMA_FOOTAGE"
_REAL = ("sintel_trailer-720p.mp4", "slate_speech_pauses_42s.mp4")
_SEED = 1
SHORT_S, LONG_S = 180, 2400


@dataclass(frozen=True, slots=True)
class MadeFilm:
    """A made drama and the truth about it."""

    path: Path
    truth: EpisodeTruth


def made_film(length_s: int, *, seed: int = _SEED) -> MadeFilm:
    """The drama of this length and seed; made once, then kept in `benchmarks/out`."""
    OUT.mkdir(exist_ok=True)
    path = OUT / f"episode-{length_s}-{seed}.mp4"
    if not (path.exists() and truth_path(path).exists()):
        fresh = path.with_name(f"making-{path.name}")
        print(f"Making a drama of {length_s} s: {path}")
        make_episode(fresh, seconds=length_s, seed=seed)
        truth_path(fresh).replace(truth_path(path))
        fresh.replace(path)
    return MadeFilm(path, read_truth(truth_path(path)))


def real_films() -> list[Path]:
    """Big Buck Bunny, and of the Sintel trailer and the slate what the folder in MICRODRAMA_FOOTAGE holds.

    Where the variable is not set, `shared/footage` beside the repository is looked into.
    """
    folder = Path(os.environ.get(_FOOTAGE) or ROOT.parent / "shared" / "footage")
    return [sample_film(), *(folder / name for name in _REAL if (folder / name).is_file())]


def home(name: str, *, fresh: bool = False) -> Path:
    """A home folder of microdrama that has all models and, where it is fresh, nothing that was ever made."""
    where = OUT / "homes" / name
    where.mkdir(parents=True, exist_ok=True)
    if fresh:
        shutil.rmtree(where / "artefacts", ignore_errors=True)
    for model in registry.REGISTRY:
        models.install(model, places().models, say=print)
    if not (where / "models").exists():
        (where / "models").symlink_to(places().models, target_is_directory=True)
    return where


@dataclass(frozen=True, slots=True)
class Bundle:
    """A finished series bundle, and the documents inside it.

    `seconds`, `peak_mib` and `processor_s`, the time of all cores that it had, are those of the whole work where it
    was `fresh`, else of what was left to do.
    """

    path: Path
    seconds: float
    peak_mib: float
    processor_s: float = 0.0
    fresh: bool = False

    def plan(self) -> Plan:
        """What was kept."""
        return documents.decode((self.path / "source" / "plan.json").read_bytes(), Plan, source="plan.json")

    def findings(self) -> Findings:
        """What was found in the film."""
        data = (self.path / "source" / "findings.json").read_bytes()
        return documents.decode(data, Findings, source="findings.json")

    def framing(self) -> FramingFile:
        """How the whole film was laid out."""
        data = (self.path / "source" / "framing.json").read_bytes()
        return documents.decode(data, FramingFile, source="framing.json")


def condensed(film: Path, *options: str, fresh: bool = False) -> Bundle:
    """The bundle of a film, made by the command as a person would; from nothing where it is to be `fresh`.

    Else what was made of the same film before is used, and its cost is that of the last fresh run, if there was one.
    """
    where = home(film.stem, fresh=fresh)
    out, cost = OUT / "bundles" / film.stem, where / "cost.json"
    out.parent.mkdir(parents=True, exist_ok=True)
    command = [PYTHON, "-m", "microdrama", "condense", str(film), "--out", str(out), "--title", "A drama", *options]
    began, used = time.perf_counter(), processor_seconds()
    peak = peak_mebibytes(command, environment={"MICRODRAMA_HOME": str(where)})
    made = Bundle(out, time.perf_counter() - began, peak, processor_seconds() - used, fresh)
    if fresh:
        cost.write_text(json.dumps([made.seconds, made.peak_mib, made.processor_s]), "utf-8")
    elif cost.exists():
        return Bundle(out, *json.loads(cost.read_text("utf-8")), fresh=True)
    return made


def planned(found: Findings, *, keep: float) -> Plan:
    """The plan of a film at another length, by the command."""
    where = home("plans")
    given, made = where / "findings.json", where / "plan.json"
    given.write_bytes(documents.encode(found))
    command = [PYTHON, "-m", "microdrama", "plan", str(given), "--out", str(made), "--keep", str(keep)]
    seconds_of(command, environment={"MICRODRAMA_HOME": str(where)})
    return documents.decode(made.read_bytes(), Plan, source="plan.json")


def findings_of(truth: EpisodeTruth, *, complete: bool) -> Findings:
    """The truth as findings: all that the analysis could have found at best, or the transcript and nothing else."""
    media = Media(duration_s=truth.duration, width=truth.width, height=truth.height, frame_rate=truth.rate)
    lines = [
        Line(
            start_s=line.span.start_s,
            end_s=line.span.end_s,
            text=line.text,
            speaker=line.speaker,
            words=[Word(start_s=seconds(a), end_s=seconds(b), text=word) for a, b, word in line.words],
        )
        for line in truth.lines
    ]
    if not complete:
        return Findings(media=media, lines=lines, language="en")
    texts = [
        OnScreenText(start_s=text.span.start_s, end_s=text.span.end_s, x=x, y=y, width=width, height=height)
        for text in truth.texts
        for x, y, width, height in [msgspec.structs.astuple(text.box)]
    ]
    return Findings(
        media=media,
        shots=_shots(truth),
        speech=list(truth.speech),
        lines=lines,
        scenes=[scene.span for scene in truth.scenes],
        faces=_faces(truth),
        loudness=_loudness(truth),
        texts=texts,
        language="en",
    )


def _shots(truth: EpisodeTruth) -> list[Shot]:
    moment = truth.speed.moment
    return [
        Shot(
            start_s=moment(shot.start_frame),
            end_s=moment(shot.end_frame),
            transition=shot.transition,
            transition_s=moment(shot.transition_frames) if shot.transition_frames else None,
        )
        for shot in truth.shots
    ]


def _faces(truth: EpisodeTruth) -> list[FaceTrack]:
    return [
        FaceTrack(
            track=f"F{number}",
            boxes=[
                (as_number(truth.speed.moment(sample.frame)), *msgspec.structs.astuple(sample.box))
                for sample in track.samples
            ],
            speaker=track.character,
            person=track.character,
        )
        for number, track in enumerate(truth.heads, start=1)
    ]


def _loudness(truth: EpisodeTruth) -> Loudness:
    """Speech at -21 LUFS over a room at -50, every tenth of a second."""
    step = Fraction(1, 10)
    lufs = [-50.0] * (int(truth.duration / step) + 1)
    for span in truth.speech:
        for place in range(int(span.start_s / step), min(len(lufs), int(span.end_s / step) + 1)):
            lufs[place] = -21.0
    return Loudness(step_s=step, lufs=lufs)
