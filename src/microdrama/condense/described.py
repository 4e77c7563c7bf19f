"""A choice made into a plan: spans with their sound, hooks, cliffhangers, titles and reasons."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from fractions import Fraction

import msgspec

from microdrama.condense.beats import Beat
from microdrama.condense.reading import FilmRead
from microdrama.condense.story import Said
from microdrama.condense.titles import synopsis_of, title_of
from microdrama.domain.plan import Plan, PlannedEpisode, PlannedScene, PlannedSpan
from microdrama.domain.series import Cliffhanger, Hook
from microdrama.domain.time import Span
from microdrama.ports.writer import EpisodeWords, Writer


def describe(
    film: FilmRead, episodes: Sequence[Sequence[int]], recaps: Sequence[list[Span]], *, keep: float, writer: Writer
) -> Plan:
    """The plan of a choice: `episodes` are beats by index, `recaps` what each episode repeats."""
    kept = {index for episode in episodes for index in episode}
    said = [[line for i in episode for line in film.story.within(film.beats[i].span)] for episode in episodes]
    lines = [[line.line.text for line in of_one] for of_one in said]
    language = film.findings.language
    words: Sequence[EpisodeWords] = writer.write(lines, language=language) if any(lines) else ()
    written = [*words, *[EpisodeWords()] * len(episodes)]
    taken: set[str] = set()
    planned: list[PlannedEpisode] = []
    for number, episode in enumerate(episodes):
        before = said[number][: -(len(said[number]) // 3) or None]  # the last third would give the ending away
        title = written[number].title or title_of(before, taken)
        taken |= {title} if title else set()
        synopsis = written[number].synopsis or synopsis_of(before, besides=title)
        made = _episode(film, episode, recaps[number], number=number + 1, hook=written[number].hook)
        planned.append(_titled(made, title, synopsis))
    return Plan(keep=keep, scenes=_scenes(film, kept, keep), episodes=planned, synopsis=_synopsis(said))


def _titled(episode: PlannedEpisode, title: str | None, synopsis: str | None) -> PlannedEpisode:
    return msgspec.structs.replace(episode, title=title, synopsis=synopsis)


def _synopsis(said: Sequence[Sequence[Said]]) -> str | None:
    """What a series is about, from its first third alone: the rest would give it away."""
    whole = [line for episode in said for line in episode]
    return synopsis_of(whole[: len(whole) // 3])


def _episode(
    film: FilmRead, episode: Sequence[int], recap: list[Span], *, number: int, hook: str | None
) -> PlannedEpisode:
    opens, closes = film.openings[episode[0]], film.endings[episode[-1]]
    first, last = film.beats[episode[0]], film.beats[episode[-1]]
    spans = with_sound(runs([film.beats[i] for i in episode]))
    total = sum((span.picture.duration_s for span in spans), Fraction(0))
    return PlannedEpisode(
        number=number,
        duration_s=total + sum((span.duration_s for span in recap), Fraction(0)),
        spans=spans,
        recap=recap,
        hook=Hook(start_s=first.span.start_s, kind=opens.kind, reason=hook or opens.reason),
        cliffhanger=Cliffhanger(end_s=last.span.end_s, kind=closes.kind, reason=closes.reason),
    )


def runs(beats: Sequence[Beat]) -> list[tuple[Beat, Beat]]:
    """The first and the last beat of each stretch without a gap."""
    found: list[tuple[Beat, Beat]] = []
    for beat in beats:
        if found and found[-1][1].span.end_s == beat.span.start_s:
            found[-1] = (found[-1][0], beat)
        else:
            found.append((beat, beat))
    return found


def with_sound(stretches: Sequence[tuple[Beat, Beat]]) -> list[PlannedSpan]:
    """The spans of an episode with the sound of each: where two meet, one ends as the other begins.

    At an L cut the sound before goes on over the pictures after, and those are silent until then; at a J cut it
    is the other way round. Where both sides have their pause too early, a moment stays silent.
    """
    starts = [first.starts.apart for first, _ in stretches]
    ends = [last.ends.apart for _, last in stretches]
    starts[0] = Fraction(0) if stretches[0][0].starts.clean else starts[0]
    ends[-1] = Fraction(0) if stretches[-1][1].ends.clean else ends[-1]
    for join in range(len(stretches) - 1):
        late, early = ends[join], starts[join + 1]
        if late > 0:
            starts[join + 1] = max(early, late)
        elif early < 0:
            ends[join] = min(late, early)
    return [
        PlannedSpan(
            start_s=first.span.start_s,
            end_s=last.span.end_s,
            sound_start_s=first.span.start_s + start if start else None,
            sound_end_s=last.span.end_s + end if end else None,
        )
        for (first, last), start, end in zip(stretches, starts, ends, strict=True)
    ]


def _scenes(film: FilmRead, kept: set[int], keep: float) -> list[PlannedScene]:
    """The scenes of the story, each divided where a part of it stays and another does not; then what comes after."""
    found: list[PlannedScene] = []
    numbered = enumerate(film.beats)
    for (_, stays), group in itertools.groupby(numbered, key=lambda item: (item[1].scene, item[0] in kept)):
        found.append(_scene(film, [index for index, _ in group], keep, stays=stays))
    end = film.cuts[-1].moment
    last = film.beats[-1].span.end_s if film.beats else Fraction(0)
    if last < end:
        found.append(PlannedScene(start_s=last, end_s=end, salience=0.0, kept=False, reason="After the story's end."))
    return found


def _scene(film: FilmRead, beats: Sequence[int], keep: float, *, stays: bool) -> PlannedScene:
    seconds = [float(film.beats[i].span.duration_s) for i in beats]
    best = max(beats, key=lambda i: film.worths[i].salience)
    reason = film.worths[best].reason
    return PlannedScene(
        start_s=film.beats[beats[0]].span.start_s,
        end_s=film.beats[beats[-1]].span.end_s,
        salience=_mean([film.worths[i].salience for i in beats], seconds),
        tension=_mean([film.worths[i].tension for i in beats], seconds),
        kept=stays,
        reason=reason if stays else f"Left out, to keep {keep:.0%} of the film. {reason}",
    )


def _mean(values: Sequence[float], weights: Sequence[float]) -> float:
    total = sum(weights)
    return round(sum(v * w for v, w in zip(values, weights, strict=True)) / total, 3) if total else 0.0
