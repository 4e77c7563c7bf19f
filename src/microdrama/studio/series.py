"""The use cases of condensing: analyse a film, plan its series, render its bundle. Each takes up where it stopped."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import msgspec

from microdrama.analysis.film import analyse
from microdrama.condense.series import PlanOptions, plan_series
from microdrama.domain import documents
from microdrama.domain.attention import Attention
from microdrama.domain.errors import MicrodramaError
from microdrama.domain.findings import Findings
from microdrama.domain.framing import FramingFile
from microdrama.domain.plan import Plan, PlannedEpisode
from microdrama.domain.series import Origin, Series, SeriesEpisode
from microdrama.domain.time import Span
from microdrama.edit import cut
from microdrama.edit.layout import Framing
from microdrama.edit.override import framing_file, overruled
from microdrama.edit.poster import poster_moment
from microdrama.edit.reframe import frame_shots
from microdrama.edit.render import render_episode
from microdrama.media.encode import EpisodeFiles, Quality
from microdrama.media.hls import LADDER, MASTER_PLAYLIST, in_language
from microdrama.media.probe import Film, probe
from microdrama.ports.face_finder import FaceFinder
from microdrama.ports.voice_finder import VoiceFinder
from microdrama.studio import bundle, report
from microdrama.studio.flow import Flow, Job, Report
from microdrama.studio.store import Recipe, file_digest, link_or_copy

_ANALYSIS_VERSION = 2
_RENDER_VERSION = 2
_FINDINGS, _ATTENTION, _FACTS = "findings.json", "attention.json", "episode.json"


class PlanMismatchError(MicrodramaError):
    """A plan does not belong to the film that it was given with; nothing was written."""


@dataclass(frozen=True, slots=True)
class Finders:
    """How a worker process comes by its detectors; `names` says which models those are, for the digest."""

    make: Callable[[], tuple[FaceFinder, VoiceFinder]]
    names: str


@dataclass(frozen=True, slots=True)
class SeriesOptions:
    """What a bundle is told beside the plan: titles, language (BCP 47), credits to show, quality, layouts by hand."""

    title: str | None = None
    synopsis: str = ""
    language: str = "und"
    credits: Sequence[str] = field(default_factory=tuple[str, ...])
    quality: Quality = "standard"
    framing: FramingFile | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """A film that can be opened, its digest, and what was found in it."""

    film: Film
    sha256: str
    findings: Findings
    attention: Attention


class _EpisodeFacts(msgspec.Struct, frozen=True):
    """What an episode's artefact says of itself."""

    duration_s: Fraction
    loudness_lufs: float


def analyse_film(path: Path, *, flow: Flow, finders: Finders, language: str = "und") -> Source:
    """What is in a film; looked at only once per film, sound track and set of models."""
    film = probe(path, language=None if language == "und" else language)
    digest = file_digest(path, flow.store)
    recipe = Recipe(
        stage="analyse",
        version=_ANALYSIS_VERSION,
        inputs={"film": digest},
        options={"models": finders.names, "audio": film.audio},
    )
    work = functools.partial(_analyse, film, digest, finders)
    job = Job(recipe, work, task="Analysing", weight=float(film.duration) / 40)
    folder = flow.make([job])[0]
    return Source(
        film=film,
        sha256=digest,
        findings=documents.decode((folder / _FINDINGS).read_bytes(), Findings, source=_FINDINGS),
        attention=documents.decode((folder / _ATTENTION).read_bytes(), Attention, source=_ATTENTION),
    )


def _analyse(film: Film, digest: str, finders: Finders, folder: Path, tell: Report) -> None:
    face_finder, voice_finder = finders.make()
    found = analyse(
        film,
        sha256=digest,
        face_finder=face_finder,
        voice_finder=voice_finder,
        progress=lambda moment: tell(float(moment / film.duration)),
    )
    (folder / _FINDINGS).write_bytes(documents.encode(found.findings))
    (folder / _ATTENTION).write_bytes(documents.encode(found.attention))


def render_series(source: Source, plan: Plan, *, out: Path, flow: Flow, options: SeriesOptions) -> Series:
    """Render the episodes of a plan and put the bundle at `out`, which is untouched until all of it is ready.

    Episodes that were rendered before, from the same film, spans, windows and quality, are taken as they are.
    """
    bundle.check_target(out)
    _check_plan(plan, source)
    framings = frame_shots(source.findings, source.attention)
    if options.framing is not None:
        framings = overruled(framings, options.framing, source.findings.media)
    jobs = [_render_job(source, episode, framings, options) for episode in plan.episodes]
    folders = flow.make(jobs)
    series = _describe(source, plan, folders, options, title=options.title or bundle.title_of(source.film.path))
    with bundle.replacing(out) as fresh:
        _fill(fresh, series, plan, source, framings, folders)
    return series


def condense(
    path: Path, *, out: Path, flow: Flow, finders: Finders, plan: PlanOptions, options: SeriesOptions
) -> tuple[Series, Plan]:
    """A film in, a bundle out: analyse, plan, render."""
    bundle.check_target(out)
    source = analyse_film(path, flow=flow, finders=finders, language=options.language)
    planned = plan_series(source.findings, plan)
    return render_series(source, planned, out=out, flow=flow, options=options), planned


def _check_plan(plan: Plan, source: Source) -> None:
    end = source.film.rate.snap(source.findings.media.duration_s)
    last = max((span.end_s for episode in plan.episodes for span in episode.spans), default=Fraction(0))
    if source.film.rate.snap(last) > end:
        raise PlanMismatchError(
            f"The plan goes on to {float(last):.1f} s but {source.film.path} ends at {float(end):.1f} s: "
            f"it was made for another film."
        )
    if not plan.episodes:
        raise PlanMismatchError("The plan has no episodes.")


def _render_job(source: Source, episode: PlannedEpisode, framings: list[Framing], options: SeriesOptions) -> Job:
    spans = cut.shown(episode, source.film.rate)
    seen = [f for f in framings if any(f.span.overlaps(span) for span in spans)]
    poster = poster_moment(source.findings, source.attention, seen, spans)
    decided = repr((spans, cut.heard(episode, source.film.rate), seen, poster)).encode()
    recipe = Recipe(
        stage="render",
        version=_RENDER_VERSION,
        inputs={"film": source.sha256, "cut": hashlib.sha256(decided).hexdigest()},
        options={"quality": options.quality, "audio": source.film.audio},
    )
    work = functools.partial(_render, _Order(source.film, episode, seen, poster, options.quality))
    weight = float(cut.length(spans)) / 2
    return Job(recipe, work, task=f"Rendering episode {episode.number}", weight=weight)


@dataclass(frozen=True, slots=True)
class _Order:
    """All that a worker process needs to render one episode; `poster` is seconds into it."""

    film: Film
    episode: PlannedEpisode
    framings: list[Framing]
    poster: Fraction
    quality: Quality


def _render(order: _Order, folder: Path, tell: Report) -> None:
    film = order.film
    pictures = max(1, round(cut.length(cut.shown(order.episode, film.rate)) * film.rate.exact))
    made = render_episode(
        film,
        order.episode,
        order.framings,
        folder=folder,
        poster=order.poster,
        quality=order.quality,
        progress=lambda done: tell(done / pictures),
    )
    (folder / _FACTS).write_bytes(documents.encode(_EpisodeFacts(made.duration, made.loudness_lufs)))


def _describe(source: Source, plan: Plan, folders: Sequence[Path], options: SeriesOptions, *, title: str) -> Series:
    largest = LADDER[-1]
    language = options.language
    episodes: list[SeriesEpisode] = []
    for planned, folder in zip(plan.episodes, folders, strict=True):
        facts = documents.decode((folder / _FACTS).read_bytes(), _EpisodeFacts, source=_FACTS)
        at = f"episodes/{planned.number:03d}"
        episodes.append(
            SeriesEpisode(
                number=planned.number,
                title={language: planned.title or f"Episode {planned.number}"},
                duration_s=facts.duration_s,
                width=largest.width,
                height=largest.height,
                frame_rate=str(source.film.rate),
                master=f"{at}/master.mp4",
                hls=f"{at}/hls/{MASTER_PLAYLIST}",
                poster=f"{at}/poster.jpg",
                hook=planned.hook,
                cliffhanger=planned.cliffhanger,
                loudness_lufs=facts.loudness_lufs,
            )
        )
    slug = bundle.slug_of(title)
    return Series(
        id=f"{slug}-{source.sha256[:12]}",
        slug=slug,
        title={language: title},
        synopsis={language: options.synopsis} if options.synopsis else {},
        language=language,
        origin=Origin(kind="condensed", source_sha256=source.sha256, ai_generated=False, credits=list(options.credits)),
        episodes=episodes,
    )


def _fill(
    fresh: Path,
    series: Series,
    plan: Plan,
    source: Source,
    framings: Sequence[Framing],
    folders: Sequence[Path],
) -> None:
    for episode, folder in zip(series.episodes, folders, strict=True):
        made = EpisodeFiles(folder)
        target = EpisodeFiles((fresh / episode.master).parent)
        target.hls.mkdir(parents=True)
        link_or_copy(made.master, target.master)
        link_or_copy(made.poster, target.poster)
        for part in sorted(made.hls.iterdir()):
            if part.name == MASTER_PLAYLIST:
                spoken = in_language(part.read_text("utf-8"), series.language)
                (target.hls / part.name).write_text(spoken, "utf-8")
            else:
                link_or_copy(part, target.hls / part.name)
    (fresh / "source").mkdir()
    (fresh / "source" / "findings.json").write_bytes(documents.encode(source.findings))
    (fresh / "source" / "framing.json").write_bytes(documents.encode(framing_file(framings, source.findings.media)))
    (fresh / "source" / "plan.json").write_bytes(documents.encode(plan))
    (fresh / "report.html").write_text(report.page(series, plan, source.findings), "utf-8")
    (fresh / bundle.SERIES_FILE).write_bytes(documents.encode(series))


def kept_share(plan: Plan, findings: Findings) -> float:
    """How much of the film the episodes hold, 0 to 1."""
    spans = [Span(s.start_s, s.end_s) for episode in plan.episodes for s in episode.spans]
    return float(cut.length(spans) / findings.media.duration_s)
