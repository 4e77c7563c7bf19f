"""How much of what a story comes back to a plan still tells."""

from __future__ import annotations

from fractions import Fraction

import msgspec

from microdrama.analysis.sentences import WordReader
from microdrama.condense.beats import Beat
from microdrama.condense.cuts import Cut
from microdrama.condense.story import read_story
from microdrama.condense.threads import find_threads
from microdrama.domain.findings import Findings
from microdrama.domain.plan import Plan, PlannedScene


class ThreadTold(msgspec.Struct, frozen=True, kw_only=True):
    """A running thread of a film, by its words, in how many scenes it is told and in how many of those that stay."""

    name: str
    scenes: int
    kept: int


def threads_told(plan: Plan, findings: Findings) -> list[ThreadTold]:
    """The threads of a film, the weightiest first, and what a plan keeps of each; none without lines or scenes."""
    if not findings.lines or not plan.scenes:
        return []
    scenes = [scene for scene in plan.scenes if scene.start_s < scene.end_s]
    beats = [_whole(scene, number) for number, scene in enumerate(scenes)]
    return [
        ThreadTold(name=thread.name, scenes=len(thread.beats), kept=sum(scenes[at].kept for at in thread.beats))
        for thread in find_threads(read_story(findings, WordReader()), beats, findings.language)
    ]


def _whole(scene: PlannedScene, number: int) -> Beat:
    """A scene as one beat."""

    def cut(moment: Fraction) -> Cut:
        return Cut(moment, "edge", moment)

    return Beat(starts=cut(scene.start_s), ends=cut(scene.end_s), scene=number)
