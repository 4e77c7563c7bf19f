"""The sound of episodes: one job each, made while shots are drawn, found again whatever the pictures become."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from microdrama.animate.timed import TimedEpisode
from microdrama.domain import documents
from microdrama.domain.storyboard import Location, Scene, Storyboard
from microdrama.media.audio import Sound
from microdrama.media.stems import write_stem
from microdrama.studio.flow import Job, Report
from microdrama.studio.rendering import FACTS, EpisodeFacts
from microdrama.studio.store import Recipe

_VERSION = 1
_WHOLE = "whole.f32"
_FASTER = 20  # than what is heard
STEMS = "stems"


@dataclass(frozen=True, slots=True)
class _Order:
    """All that a worker needs to mix an episode."""

    timed: TimedEpisode
    locations: Sequence[Location]
    seed: int


def mix_job(timed: TimedEpisode, board: Storyboard, *, lines: Sequence[str]) -> Job:
    """The job that makes the sound of an episode; `lines` are the digests of its spoken lines, in order."""
    seed = int.from_bytes(hashlib.sha256(board.title.encode()).digest()[:4])
    recipe = Recipe(
        stage="mix",
        version=_VERSION,
        inputs={
            "heard": _digest(timed, board.locations),
            "lines": hashlib.sha256(" ".join(lines).encode()).hexdigest(),
        },
        options={"seed": seed},
    )
    work = functools.partial(_mix, _Order(timed, board.locations, seed))
    weight = float(timed.duration_s) / _FASTER
    return Job(recipe, work, task=f"Mixing episode {timed.episode.number}", weight=weight)


def _digest(timed: TimedEpisode, locations: Sequence[Location]) -> str:
    """What decides the sound: where and when things happen, and who stands where; not why, nor how it is shown."""
    whole: list[bytes] = [documents.encode(one) for one in locations]
    for shot in timed.shots:
        plain: dict[str, Any] = {"size": "wide", "angle": "eye", "move": "hold", "grade": "drawn"}
        silent = msgspec.structs.replace(shot.shot, reason="", prompt="", lettering="", **plain)
        scene: Scene = msgspec.structs.replace(shot.scene, shots=[], heading="")
        starts = " ".join(str(moment) for moment in (shot.start_s, shot.pictures, *(one.start_s for one in shot.lines)))
        whole += [documents.encode(silent), documents.encode(scene), starts.encode()]
    return hashlib.sha256(b"\0".join(whole)).hexdigest()


def _mix(order: _Order, folder: Path, _tell: Report) -> None:
    from microdrama.animate.sound.mix import mix  # noqa: PLC0415 (only workers pay for the instruments)

    stems = mix(order.timed, locations=order.locations, seed=order.seed)
    kept = folder / STEMS
    kept.mkdir()
    for name, sound in (("dialogue", stems.dialogue), ("music", stems.music), ("effects", stems.effects)):
        write_stem(kept / f"{name}.flac", sound)
    (folder / _WHOLE).write_bytes(np.ascontiguousarray(stems.whole, "<f4").data)
    facts = EpisodeFacts(order.timed.duration_s, round(stems.lufs, 1))
    (folder / FACTS).write_bytes(documents.encode(facts))


def mixed(folder: Path) -> Sound:
    """The whole sound of a mixed episode, (samples, 2) float32 at 48 kHz, read from the disk as it is needed."""
    return np.memmap(folder / _WHOLE, "<f4", "r").reshape(-1, 2)
