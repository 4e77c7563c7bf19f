"""Animating in this process, with a list of what was made and what was there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from microdrama import wiring
from microdrama.domain.storyboard import Id, Shot, Storyboard
from microdrama.studio.animation.boards import Board
from microdrama.studio.animation.series import Animated, AnimateOptions, animate
from microdrama.studio.flow import Flow
from microdrama.studio.places import Places
from microdrama.studio.store import ArtefactStore


@dataclass
class Watching:
    """The tasks of a run, by their first word; those that were found finished are not counted."""

    made: Counter[str] = field(default_factory=Counter[str])
    tasks: list[str] = field(default_factory=list[str])

    def begin(self, task: str, *, weight: float, done: bool) -> None:
        """See `studio.flow.Watcher`."""
        if not done:
            self.made[task.split(maxsplit=1)[0]] += 1
            self.tasks.append(task)

    def advance(self, task: str, share: float) -> None:
        """See `studio.flow.Watcher`."""


def artefacts(home: Path) -> set[str]:
    """The names of the finished artefacts."""
    return {path.name for path in (home / "artefacts").glob("??/*") if len(path.name) == 64}


def silently(_: str) -> None:
    """Say nothing."""


def made_again(board: Board, *, home: Path, out: Path, **options: Any) -> tuple[Animated, Watching]:
    """The series of a board, and what had to be made for it."""
    watching, here = Watching(), Places(home)
    flow = Flow(ArtefactStore(here.artefacts), workers=0, watcher=watching)
    crew = wiring.crew(here, say=silently, language=board.storyboard.language, voices="quick")
    made = animate(board, out=out, flow=flow, crew=crew, options=AnimateOptions(quality="draft", **options))
    return made, watching


def with_shots(story: Storyboard, changes: Mapping[Id, Mapping[str, Any]]) -> Storyboard:
    """The storyboard with other fields in some of its shots."""

    def changed(shot: Shot) -> Shot:
        return msgspec.structs.replace(shot, **changes.get(shot.id, {}))

    replace = msgspec.structs.replace
    episodes = [
        replace(
            episode,
            scenes=[replace(scene, shots=[changed(shot) for shot in scene.shots]) for scene in episode.scenes],
        )
        for episode in story.episodes
    ]
    return replace(story, episodes=episodes)
