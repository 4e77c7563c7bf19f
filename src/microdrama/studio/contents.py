"""What a bundle of a condensed film holds: its series, episodes, captions, plan, cut and report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from microdrama.domain import documents
from microdrama.domain.captions import Cue
from microdrama.domain.plan import Plan, PlannedEpisode
from microdrama.domain.series import Caption, Origin, Series, SeriesEpisode
from microdrama.edit import cut
from microdrama.edit.caption_files import FOLDER, write_captions
from microdrama.edit.interchange import timecode
from microdrama.edit.interchange.handover import write_cut
from microdrama.edit.interchange.timeline import FilmFacts
from microdrama.edit.layout import Framing
from microdrama.edit.override import framing_file
from microdrama.media.encode import EpisodeFiles
from microdrama.media.hls import LADDER, MASTER_PLAYLIST, in_language
from microdrama.studio import bundle, report
from microdrama.studio.rendering import EpisodeFacts, facts_of
from microdrama.studio.source import Source
from microdrama.studio.store import link_or_copy


@dataclass(frozen=True, slots=True)
class Made:
    """One episode as it was planned and rendered, with its captions; none where nothing is said."""

    planned: PlannedEpisode
    folder: Path
    cues: Sequence[Cue]


@dataclass(frozen=True, slots=True)
class About:
    """What a series is told about itself: `language` as a BCP 47 tag, `credits` that must be shown.

    `lengths` are the least and the most seconds that its episodes were to last.
    """

    title: str
    synopsis: str
    language: str
    credits: Sequence[str]
    lengths: tuple[int, int]


def fill(
    fresh: Path, source: Source, plan: Plan, framings: Sequence[Framing], made: Sequence[Made], about: About
) -> Series:
    """Put everything into an empty folder and return the series that it is."""
    episodes = [_episode(fresh, one, source, about) for one in made]
    series = _series(source, plan, episodes, about)
    _fill_source(fresh / "source", source, plan, framings, about)
    page = report.page(
        series,
        plan,
        source.findings,
        frames=report.frames_of(fresh, series),
        least_s=about.lengths[0],
        most_s=about.lengths[1],
    )
    (fresh / "report.html").write_text(page, "utf-8")
    (fresh / bundle.SERIES_FILE).write_bytes(documents.encode(series))
    return series


def _series(source: Source, plan: Plan, episodes: list[SeriesEpisode], about: About) -> Series:
    slug = bundle.slug_of(about.title)
    synopsis = about.synopsis or plan.synopsis
    return Series(
        id=f"{slug}-{source.sha256[:12]}",
        slug=slug,
        title={about.language: about.title},
        synopsis={about.language: synopsis} if synopsis else {},
        language=about.language,
        origin=Origin(kind="condensed", source_sha256=source.sha256, ai_generated=False, credits=list(about.credits)),
        episodes=episodes,
    )


def _episode(fresh: Path, made: Made, source: Source, about: About) -> SeriesEpisode:
    facts, planned, largest = facts_of(made.folder), made.planned, LADDER[-1]
    at = f"episodes/{planned.number:03d}"
    link_episode(EpisodeFiles(made.folder), EpisodeFiles(fresh / at), about.language)
    recap = sum((span.duration_s for span in planned.recap), start=0 * facts.duration_s)
    card = source.film.rate.moment(cut.card_pictures(planned, source.film.rate))
    return SeriesEpisode(
        number=planned.number,
        title={about.language: planned.title or f"Episode {planned.number}"},
        synopsis={about.language: planned.synopsis} if planned.synopsis else {},
        duration_s=facts.duration_s,
        width=largest.width,
        height=largest.height,
        frame_rate=str(source.film.rate),
        master=f"{at}/master.mp4",
        hls=f"{at}/hls/{MASTER_PLAYLIST}",
        poster=f"{at}/poster.jpg",
        captions=_captions(EpisodeFiles(fresh / at), made, facts, about, at),
        hook=planned.hook,
        cliffhanger=planned.cliffhanger,
        loudness_lufs=facts.loudness_lufs,
        recap_s=recap or None,
        end_card_s=card or None,
    )


def _captions(files: EpisodeFiles, made: Made, facts: EpisodeFacts, about: About, at: str) -> list[Caption]:
    """Captions beside an episode; a language that nobody knows has no place in a player's menu."""
    if not made.cues or about.language == "und":
        return []
    path = write_captions(files, made.cues, language=about.language, duration_s=facts.duration_s)
    return [Caption(language=about.language, path=f"{at}/{FOLDER}/{path.name}")]


def link_episode(made: EpisodeFiles, target: EpisodeFiles, language: str) -> None:
    """Give the files of a rendered episode their place in a bundle; its sound is said to be in `language`."""
    target.hls.mkdir(parents=True)
    link_or_copy(made.master, target.master)
    link_or_copy(made.poster, target.poster)
    for part in sorted(made.hls.iterdir()):
        if part.name == MASTER_PLAYLIST:
            spoken = in_language(part.read_text("utf-8"), language)
            (target.hls / part.name).write_text(spoken, "utf-8")
        else:
            link_or_copy(part, target.hls / part.name)


def _fill_source(folder: Path, source: Source, plan: Plan, framings: Sequence[Framing], about: About) -> None:
    film, media, label = source.film, source.findings.media, source.film.start_timecode
    folder.mkdir()
    documents_inside: dict[str, msgspec.Struct] = {
        "findings.json": source.findings,
        "plan.json": plan,
        "framing.json": framing_file(framings, media),
    }
    for name, document in documents_inside.items():
        (folder / name).write_bytes(documents.encode(document))
    facts = FilmFacts(
        path=film.path.resolve(),
        duration_s=media.duration_s,
        rate=film.rate,
        width=film.width,
        height=film.height,
        has_audio=film.audio is not None,
        start_timecode=label if label and timecode.is_label(label, film.rate) else None,
    )
    write_cut(plan, facts, folder, title=about.title)
