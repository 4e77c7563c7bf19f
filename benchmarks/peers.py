"""Programs that shorten films, beside ours on the same film: each at the length it keeps, and where it is better."""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks.contestants import CONTESTANTS, Answer, CannotRunError, Contestant
from benchmarks.films import LONG_S, SHORT_S, EpisodeTruth, condensed, made_film, planned
from benchmarks.kept import (
    Installments,
    StoryKept,
    in_speech,
    installments_of,
    known_of,
    out_of_order,
    story_kept,
    through_shots,
)
from benchmarks.measure import Figure
from microdrama.domain.findings import Findings

_LEAST_KEEP, _MOST_KEEP = 0.1, 0.95
_BARELY = 0.005


@dataclass(frozen=True, slots=True)
class Result:
    """What one program did to a film, counted."""

    in_speech: int
    through_shots: int
    out_of_order: int
    story: StoryKept
    pieces: int
    share_of_time: float | None

    def __str__(self) -> str:
        order = "story order kept" if not self.out_of_order else f"{self.out_of_order} times back in the story"
        took = f", {self.share_of_time:.2f} x the film's length" if self.share_of_time is not None else ""
        return (
            f"{self.in_speech} cuts inside speech, {self.through_shots} shots cut through, {order}, "
            f"{self.story.length:.0%} of the film in {self.pieces} pieces, {self.story.facts:.0%} of facts{took}"
        )


def figures(*, short: bool) -> list[Figure]:
    """A row or two for each program that runs; what the others said instead is in the last row."""
    film = made_film(SHORT_S if short else LONG_S)
    bundle = condensed(film.path)
    found = bundle.findings()
    whole = float(film.truth.duration)
    ours_took = bundle.seconds / whole if bundle.fresh else None
    rows: list[Figure] = []
    unable: list[str] = []
    for contestant in CONTESTANTS:
        try:
            answer = contestant.ask(film.path)
        except CannotRunError as error:
            unable.append(f"{contestant.name}: {error}")
            continue
        rows += _rows(contestant, answer, film.truth, found, ours_took)
    told = "; ".join(unable) or "all run"
    return [*rows, Figure("other programs that do not run here", len(unable), len(CONTESTANTS), "", told)]


def _rows(
    contestant: Contestant, answer: Answer, truth: EpisodeTruth, found: Findings, ours_took: float | None
) -> list[Figure]:
    """Ours at the other's length, which is the limit; where it leaves nothing out, at half of the film."""
    theirs = judged(answer.kept, truth, answer.seconds / float(truth.duration))
    keep = min(max(theirs.story.length, _LEAST_KEEP), _MOST_KEEP) if contestant.shortens else 0.5
    ours = judged(installments_of(planned(found, keep=keep)), truth, ours_took)
    note = f"{contestant.purpose}{', ' if answer.note else ''}{answer.note}"
    detail = f"{contestant.name} ({note}): {theirs}; microdrama: {ours}; better there: {better(theirs, ours)}"
    rows = [Figure(f"cuts inside speech, against {contestant.name}", ours.in_speech, theirs.in_speech, "", detail)]
    if contestant.shortens:
        missed = [round(100 * (1 - one.story.facts), 3) for one in (ours, theirs)]
        at = f"both keep {theirs.story.length:.0%}; ours {ours.story.length:.0%}"
        rows.append(Figure(f"story facts missed, against {contestant.name}", missed[0], missed[1], "%", at))
    return rows


def judged(kept: Installments, truth: EpisodeTruth, share_of_time: float | None) -> Result:
    """Count what was done to a film whose every answer is known."""
    known = known_of(truth)
    return Result(
        in_speech=len(in_speech(kept, known)),
        through_shots=len(through_shots(kept, known)),
        out_of_order=out_of_order(kept),
        story=story_kept(kept, truth),
        pieces=sum(len(pieces) for pieces in kept),
        share_of_time=share_of_time,
    )


def better(theirs: Result, ours: Result) -> str:
    """What the other is better at, in words."""
    found = [
        (theirs.in_speech < ours.in_speech, "fewer cuts inside speech"),
        (theirs.through_shots < ours.through_shots, "fewer shots cut through"),
        (theirs.out_of_order < ours.out_of_order, "story order"),
        (theirs.story.facts > ours.story.facts + _BARELY, "more facts"),
        (theirs.story.importance > ours.story.importance + _BARELY, "more of what is important"),
        (
            ours.share_of_time is not None
            and theirs.share_of_time is not None
            and theirs.share_of_time < ours.share_of_time,
            "quicker (it only decides; ours also hears words and renders)",
        ),
    ]
    return ", ".join(what for is_so, what in found if is_so) or "nothing that is measured here"
