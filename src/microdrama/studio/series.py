"""The use cases of condensing: plan a film's series, render its bundle, or both; each goes on where it stopped."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from microdrama.condense.series import PlanOptions, plan_series, refuse_short
from microdrama.domain.captions import Cue
from microdrama.domain.errors import MicrodramaError
from microdrama.domain.findings import Findings
from microdrama.domain.framing import FramingFile
from microdrama.domain.plan import Plan, PlannedEpisode
from microdrama.domain.series import Series
from microdrama.domain.time import Span
from microdrama.edit import cut
from microdrama.edit.captions import caption_episode
from microdrama.edit.end_card import EndCard, end_card
from microdrama.edit.layout import Framing
from microdrama.edit.override import overruled
from microdrama.edit.reframe import frame_shots
from microdrama.media.encode import Quality
from microdrama.ports.sentence_reader import SentenceReader
from microdrama.studio import bundle
from microdrama.studio.contents import About, Made, fill
from microdrama.studio.flow import Flow
from microdrama.studio.rendering import Drawn, render_job
from microdrama.studio.source import Finders, Listening, Source, analyse_film, open_film

UNKNOWN_LANGUAGE = "und"

Fonts = Callable[[Iterable[str], str], Sequence[Path]]
"""The fonts that show texts in a language, the preferred one first; raises MicrodramaError where one is missing."""


def _no_fonts(_texts: Iterable[str], _language: str) -> Sequence[Path]:
    return ()


class PlanMismatchError(MicrodramaError):
    """A plan does not belong to the film that it was given with; nothing was written."""


@dataclass(frozen=True, slots=True)
class SeriesOptions:
    """What a bundle is told beside the plan.

    Titles, language (BCP 47), credits that must be shown, quality, layouts by hand, whether captions are to be drawn
    into the pictures (`burn`), the fonts for those and for end cards, and how long episodes were to be, in seconds: the
    report holds them against it.
    """

    title: str | None = None
    synopsis: str = ""
    language: str = UNKNOWN_LANGUAGE
    credits: Sequence[str] = field(default_factory=tuple[str, ...])
    quality: Quality = "standard"
    framing: FramingFile | None = None
    burn: bool = False
    fonts: Fonts = _no_fonts
    lengths: tuple[int, int] = (60, 180)


def plan_film(findings: Findings, plan: PlanOptions, reader: Callable[[str | None], SentenceReader]) -> Plan:
    """The plan of a film, its lines read by what `reader` has for their language."""
    return plan_series(findings, plan, reader=reader(findings.language))


def condense(  # noqa: PLR0913 (the whole way in one call, everything by name)
    path: Path,
    *,
    out: Path,
    flow: Flow,
    finders: Finders,
    plan: PlanOptions,
    options: SeriesOptions,
    listening: Listening,
) -> tuple[Series, Plan, Source]:
    """A film in, a bundle out: analyse, plan, render."""
    bundle.check_target(out)
    film = open_film(path, listening)
    refuse_short(film.duration, plan)
    source = analyse_film(film, flow=flow, finders=finders, listening=listening)
    planned = plan_film(source.findings, plan, finders.reader)
    return render_series(source, planned, out=out, flow=flow, options=options), planned, source


def render_series(source: Source, plan: Plan, *, out: Path, flow: Flow, options: SeriesOptions) -> Series:
    """Render the episodes of a plan and put the bundle at `out`, which is untouched until all of it is ready.

    Episodes that were rendered before, from the same film, spans, layouts and quality, are taken as they are.
    """
    bundle.check_target(out)
    _check_plan(plan, source)
    about = About(
        title=options.title or bundle.title_of(source.film.path),
        synopsis=options.synopsis,
        language=_language(options, source.findings),
        credits=options.credits,
        lengths=options.lengths,
    )
    framings = _framings(source, options)
    cues = [_cues(source, episode, about.language) for episode in plan.episodes]
    cards = _cards(plan, about.language, source)
    jobs = [
        render_job(
            source, episode, framings, quality=options.quality, drawn=_drawn(said, card, options, about.language)
        )
        for episode, said, card in zip(plan.episodes, cues, cards, strict=True)
    ]
    folders = flow.make(jobs)
    made = [Made(*one) for one in zip(plan.episodes, folders, cues, strict=True)]
    with bundle.replacing(out) as fresh:
        return fill(fresh, source, plan, framings, made, about)


def _language(options: SeriesOptions, findings: Findings) -> str:
    return options.language if options.language != UNKNOWN_LANGUAGE else findings.language or UNKNOWN_LANGUAGE


def _framings(source: Source, options: SeriesOptions) -> list[Framing]:
    """The layouts of all shots, a person's where there are any."""
    framings = frame_shots(source.findings, source.attention)
    return overruled(framings, options.framing, source.findings.media) if options.framing else framings


def _cues(source: Source, episode: PlannedEpisode, language: str) -> list[Cue]:
    return caption_episode(source.findings.lines, episode, language=language, rate=source.film.rate)


def _cards(plan: Plan, language: str, source: Source) -> list[EndCard | None]:
    """The end card of each episode, where it has one; after the last no episode follows."""
    pairs = itertools.pairwise(plan.episodes)
    return [*(end_card(one, after, language=language, rate=source.film.rate) for one, after in pairs), None]


def _drawn(cues: Sequence[Cue], card: EndCard | None, options: SeriesOptions, language: str) -> Drawn | None:
    shown: Sequence[Cue] = cues if options.burn else ()
    texts = [cue.text for cue in shown] + (card.texts if card else [])
    return Drawn(shown, options.fonts(texts, language), card) if texts else None


def _check_plan(plan: Plan, source: Source) -> None:
    end = source.film.rate.snap(source.findings.media.duration_s)
    spans = [span.picture for episode in plan.episodes for span in episode.spans]
    spans += [span for episode in plan.episodes for span in episode.recap]
    last = max((span.end_s for span in spans), default=Fraction(0))
    if source.film.rate.snap(last) > end:
        raise PlanMismatchError(
            f"The plan goes on to {float(last):.1f} s but {source.film.path} ends at {float(end):.1f} s: "
            f"it was made for another film."
        )
    if not plan.episodes:
        raise PlanMismatchError("The plan has no episodes.")


def kept_share(plan: Plan, findings: Findings) -> float:
    """How much of the film the episodes hold, 0 to 1."""
    spans = [Span(s.start_s, s.end_s) for episode in plan.episodes for s in episode.spans]
    return float(cut.length(spans) / findings.media.duration_s)
