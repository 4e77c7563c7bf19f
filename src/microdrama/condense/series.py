"""The whole plan of a series: legal cuts, scenes, choice, and the reasons in words."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import msgspec

from microdrama.condense.choice import Limits, choose
from microdrama.condense.cuts import legal_cuts
from microdrama.condense.scenes import Scene, find_scenes, story_end
from microdrama.domain.errors import MicrodramaError, UsageError
from microdrama.domain.findings import Findings
from microdrama.domain.plan import Plan, PlannedEpisode, PlannedScene, PlannedSpan
from microdrama.domain.series import Cliffhanger, Hook
from microdrama.domain.time import merged
from microdrama.edit.cut import length


class PlanError(MicrodramaError):
    """No series can be made of this film within the limits; nothing was written."""


class PlanOptions(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked of a plan: the share of the film to keep (0-1], an episode's least and most seconds."""

    keep: float = 0.5
    least_s: int = 60
    most_s: int = 180

    def __post_init__(self) -> None:
        if not 0 < self.keep <= 1:
            raise UsageError(f"--keep is a share of the film above 0 and at most 1, not {self.keep:g}.")
        if not 1 <= self.least_s < self.most_s <= 3600:  # an hour is no installment
            raise UsageError(
                f"An episode lasts from --min to --max seconds, with 1 <= min < max <= 3600; "
                f"{self.least_s} to {self.most_s} is no such range."
            )


_OPENS = {
    "face": "opens on a face, close enough to read",
    "voice": "opens on somebody speaking",
    "pace": "opens on a run of quick shots",
    "sound": "opens loud, in the middle of things",
}
_ENDS = {
    "interruption": "breaks off right before a stronger scene",
    "reaction": "ends on a reaction in close-up",
    "rise": "ends as the sound rises",
}


def plan_series(findings: Findings, options: PlanOptions) -> Plan:
    """Choose what stays of a film and where its episodes break.

    Story order is kept; every cut is legal (see `condense.cuts`); every episode lasts from `least_s` to `most_s`
    seconds exactly. Raises PlanError where that cannot be done.
    """
    rate = findings.media.rate
    duration = findings.media.duration_s
    if duration < options.least_s:
        raise PlanError(
            f"The film lasts {float(duration):.1f} s and the shortest episode {options.least_s} s: "
            f"there is nothing to condense. Take a longer film or ask for a smaller --min."
        )
    scenes = find_scenes(findings, legal_cuts(findings), most_s=options.most_s)
    end = story_end(findings)
    story = [scene for scene in scenes if scene.span.end_s <= end]
    pictures = [rate.nearest_frame(s.span.end_s) - rate.nearest_frame(s.span.start_s) for s in story]
    limits = Limits(
        least=-(-options.least_s * rate.exact).__floor__(),
        most=(options.most_s * rate.exact).__floor__(),
        wanted=max((duration * Fraction(options.keep) * rate.exact).__floor__(), 0),
    )
    chosen = choose(story, pictures, float(rate.exact), limits)
    if not chosen:
        raise PlanError(
            f"No episode of {options.least_s} to {options.most_s} s can be cut from this film without cutting "
            f"into speech: its pauses lie too far apart. Ask for a larger --max."
        )
    kept = {index for episode in chosen for index in episode}
    return Plan(
        keep=options.keep,
        scenes=[_planned_scene(scene, index in kept) for index, scene in enumerate(scenes)],
        episodes=[_episode(number, [story[i] for i in e]) for number, e in enumerate(chosen, start=1)],
    )


def _planned_scene(scene: Scene, kept: bool) -> PlannedScene:  # noqa: FBT001 (private, one caller)
    return PlannedScene(start_s=scene.span.start_s, end_s=scene.span.end_s, salience=scene.salience, kept=kept)


def _episode(number: int, scenes: Sequence[Scene]) -> PlannedEpisode:
    spans = merged(scene.span for scene in scenes)
    first, last = scenes[0], scenes[-1]
    return PlannedEpisode(
        number=number,
        duration_s=length(spans),
        spans=[PlannedSpan(start_s=span.start_s, end_s=span.end_s) for span in spans],
        hook=Hook(start_s=first.span.start_s, kind=first.opens_with, reason=_sentence(_OPENS[first.opens_with])),
        cliffhanger=Cliffhanger(end_s=last.span.end_s, kind=last.ends_with, reason=_sentence(_ENDS[last.ends_with])),
    )


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:] + "."
