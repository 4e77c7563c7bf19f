"""Series, plans and findings for reports, drawn by hand: none of it comes from the planner."""

import itertools
from fractions import Fraction

from microdrama.domain.findings import Findings, Line, Loudness, Media, Shot
from microdrama.domain.plan import Plan, PlannedEpisode, PlannedScene, PlannedSpan
from microdrama.domain.series import Cliffhanger, Hook, Origin, Series, SeriesEpisode
from microdrama.domain.time import Span


def planned(count: int, *, words: str = "Because it is so.", title: str | None = None) -> Plan:
    """`count` episodes of 70 s in two parts each; after every part ten seconds are left out."""
    episodes: list[PlannedEpisode] = []
    scenes: list[PlannedScene] = []
    for number in range(count):
        at = Fraction(90 * number)
        spans = [PlannedSpan(start_s=at, end_s=at + 30), PlannedSpan(start_s=at + 40, end_s=at + 80)]
        episodes.append(
            PlannedEpisode(
                number=number + 1,
                duration_s=Fraction(73 if number == 2 else 70),
                spans=spans,
                hook=Hook(start_s=at, kind=words, reason=words),
                cliffhanger=Cliffhanger(end_s=at + 80, kind=words, reason=words),
                title=title,
                synopsis=words,
                recap=[Span(at - 85, at - 82)] if number == 2 else [],
            )
        )
        edges = [at, at + 30, at + 40, at + 80, at + 90]
        for (start, end), kept in zip(itertools.pairwise(edges), [True, False, True, False], strict=True):
            salience = 0.9 if kept else 0.2
            scene = PlannedScene(
                start_s=start, end_s=end, salience=salience, tension=0.4, kept=kept, reason=f"{words} {start}"
            )
            scenes.append(scene)
    return Plan(keep=0.75, scenes=scenes, episodes=episodes, synopsis=words)


def found(count: int, *, words: str = "Well.") -> Findings:
    """A film for as many episodes: a shot every ten seconds, a line in each, two speakers."""
    end = Fraction(90 * count)
    starts = [Fraction(10 * n) for n in range(9 * count)]
    kinds = ["cut", "dissolve", "cut", "cut", "cut", "fade", "cut", "cut", "cut"] * count  # nothing is cut at 10 s
    shots = [
        Shot(start_s=at, end_s=at + 10, transition=kind, transition_s=Fraction(1) if kind == "dissolve" else None)
        for at, kind in zip(starts, kinds, strict=True)
    ]
    lines = [
        Line(start_s=at + 2, end_s=at + 4, text=words, speaker=words if number % 3 else f"{words} 2")
        for number, at in enumerate(starts)
    ]
    return Findings(
        media=Media(duration_s=end, width=1920, height=1080, frame_rate="25"),
        shots=shots,
        speech=[Span(line.start_s, line.end_s) for line in lines],
        lines=lines,
        loudness=Loudness(step_s=Fraction(1), lufs=[-20.0 - n % 30 for n in range(int(end))]),
    )


def series_of(plan: Plan, *, title: str = "A series", language: str = "en", words: str = "") -> Series:
    """The series of a plan; `words` stand wherever a series has text of somebody's."""
    episodes = [
        SeriesEpisode(
            number=episode.number,
            title={language: episode.title or words or f"Episode {episode.number}"},
            duration_s=episode.duration_s,
            width=1080,
            height=1920,
            frame_rate="25",
            master=f"episodes/{episode.number:03d}/master.mp4",
            hls=f"episodes/{episode.number:03d}/hls/master.m3u8",
            poster=f"episodes/{episode.number:03d}/poster.jpg",
            loudness_lufs=-16.2,
        )
        for episode in plan.episodes
    ]
    return Series(
        id="a-series",
        slug="a-series",
        title={language: title},
        synopsis={language: words} if words else {},
        language=language,
        origin=Origin(kind="condensed", source_sha256=words or "ab" * 32, ai_generated=False, credits=[words or "Me"]),
        episodes=episodes,
    )
