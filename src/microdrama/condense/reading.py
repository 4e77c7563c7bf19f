"""A film read for its story: cuts, beats, lines, threads, and what each beat is worth, before anything is chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from microdrama.analysis.scenes import find_scenes
from microdrama.condense.beats import Beat, find_beats
from microdrama.condense.credits import story_end
from microdrama.condense.cuts import Cut, legal_cuts
from microdrama.condense.edges import FINALE, Edge, ending, opening
from microdrama.condense.salience import Worth, judge
from microdrama.condense.signals import Signals
from microdrama.condense.story import Story, read_story
from microdrama.condense.threads import Thread, find_threads
from microdrama.domain.findings import Findings
from microdrama.ports.sentence_reader import SentenceReader
from microdrama.ports.writer import Writer


@dataclass(frozen=True, slots=True)
class FilmRead:
    """All that is known of a film once it has been read; `worths`, `openings` and `endings` are beat by beat."""

    findings: Findings
    cuts: list[Cut]
    beats: list[Beat]
    story: Story
    signals: Signals
    threads: list[Thread]
    worths: list[Worth]
    openings: list[Edge]
    endings: list[Edge]


def read_film(findings: Findings, reader: SentenceReader, writer: Writer) -> FilmRead:
    """Everything that is judged of a film before anything is chosen."""
    cuts = legal_cuts(findings)
    last = story_end(findings)
    end = max(cut.moment for cut in cuts if cut.moment <= last)
    scenes = findings.scenes if len(findings.scenes) > 1 else find_scenes(findings, reader)
    story, signals = read_story(findings, reader), Signals(findings)
    strong = [said.line.end_s for said in story.said if said.acts]
    beats = find_beats([cut for cut in cuts if cut.moment <= end], scenes, strong) if end > 0 else []
    threads = find_threads(story, beats, findings.language)
    worths = judge(
        beats,
        story,
        signals,
        threads,
        duration=findings.media.duration_s,
        scores=_scores(writer, beats, story, findings.language),
    )
    following = [worth.salience for worth in worths[1:]] + [0.0]
    endings = [
        ending(story, signals, beat.span, worth=worth.salience, following=next_)
        for beat, worth, next_ in zip(beats, worths, following, strict=True)
    ]
    return FilmRead(
        findings=findings,
        cuts=cuts,
        beats=beats,
        story=story,
        signals=signals,
        threads=threads,
        worths=worths,
        openings=[opening(story, signals, beat.span) for beat in beats],
        endings=[*endings[:-1], FINALE] if endings else [],
    )


def _scores(writer: Writer, beats: Sequence[Beat], story: Story, language: str | None) -> dict[int, float]:
    """A writer's scores by scene; what it does not say, or says beyond 0 to 1, does not count."""
    count = max((beat.scene for beat in beats), default=-1) + 1
    lines: list[list[str]] = [[] for _ in range(count)]
    for beat in beats:
        lines[beat.scene] += [said.line.text for said in story.within(beat.span)]
    scores: Sequence[float | None] = writer.score(lines, language=language) if any(lines) else ()
    return {scene: score for scene, score in enumerate(scores) if score is not None and 0 <= score <= 1}
