"""Commands that make a series: condense, and its stages analyse, plan and render; check."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from microdrama import wiring
from microdrama.cli.console import Bars, answer, counted, say
from microdrama.condense.series import PlanOptions, plan_series
from microdrama.domain import documents
from microdrama.domain.errors import MicrodramaError, UsageError
from microdrama.domain.findings import Findings
from microdrama.domain.plan import Plan
from microdrama.domain.series import Series
from microdrama.media.encode import Quality as EncodingQuality
from microdrama.studio import series as studio
from microdrama.studio.check import CheckLimits, check_bundle
from microdrama.studio.files import write_document
from microdrama.studio.places import places


class Quality(StrEnum):
    """How much time the encoder takes."""

    draft = "draft"
    standard = "standard"
    high = "high"


_FilmArgument = Annotated[
    Path, typer.Argument(help="The film: MP4, MOV, MKV, WebM, MPEG-TS, AVI or FLV.", metavar="FILM")
]
_BundleOption = Annotated[
    Path, typer.Option("--out", help="The folder of the series bundle to write.", metavar="BUNDLE")
]
_Keep = Annotated[float, typer.Option(help="The share of the film that should stay, above 0 and at most 1.")]
_Least = Annotated[int, typer.Option("--min", help="The shortest episode, in seconds.")]
_Most = Annotated[int, typer.Option("--max", help="The longest episode, in seconds.")]
_Language = Annotated[
    str,
    typer.Option(help="The language of the film as a BCP 47 tag (en, zh-Hans); picks its sound track too."),
]
_Title = Annotated[str | None, typer.Option(help="The title of the series; else the film's file name.")]
_Synopsis = Annotated[str, typer.Option(help="Two or three sentences for the series page.")]
_Credit = Annotated[
    list[str] | None, typer.Option("--credit", help="A line of credits that must be shown; may be repeated.")
]
_QualityOption = Annotated[Quality, typer.Option(help="draft is quick and coarse, high is slow and fine.")]
_Json = Annotated[bool, typer.Option("--json", help="Print the result as one JSON object on stdout.")]
_Jobs = Annotated[int | None, typer.Option(help="Worker processes; else one for every two cores.", min=1)]


class QualityError(MicrodramaError):
    """A bundle misses what it promises."""

    exit_code = 3


def condense(
    film: _FilmArgument,
    out: _BundleOption,
    keep: _Keep = 0.5,
    least: _Least = 60,
    most: _Most = 180,
    language: _Language = "und",
    title: _Title = None,
    synopsis: _Synopsis = "",
    credit: _Credit = None,
    quality: _QualityOption = Quality.standard,
    jobs: _Jobs = None,
    as_json: _Json = False,
) -> None:
    """Make a vertical series of a film: look at it, plan the episodes, render them.

    Episodes keep the order of the story; every cut lies on a shot boundary or in a pause of the voice. Stop
    it whenever you like: the same command goes on where it was.

    Example: microdrama condense episode.mp4 --out my-series --keep 0.4
    """
    plan_options = PlanOptions(keep=keep, least_s=least, most_s=most)
    options = _series_options(title, synopsis, credit, language, quality)
    finders = wiring.finders(places(), say=say)
    with Bars() as bars:
        series, planned = studio.condense(
            film,
            out=out,
            flow=wiring.flow(places(), watcher=bars, workers=jobs),
            finders=finders,
            plan=plan_options,
            options=options,
        )
    tell_made(series, out)
    answer(_summary(series, out) | {"keep": planned.keep}, as_json=as_json)


def analyse(
    film: _FilmArgument,
    out: Annotated[Path, typer.Option("--out", help="The findings.json to write.", metavar="FINDINGS")],
    language: _Language = "und",
    as_json: _Json = False,
) -> None:
    """Look at a film once and write what is in it: shots, speech, faces, loudness.

    Example: microdrama analyse episode.mp4 --out findings.json
    """
    finders = wiring.finders(places(), say=say)
    with Bars() as bars:
        flow = wiring.flow(places(), watcher=bars)
        source = studio.analyse_film(film, flow=flow, finders=finders, language=language)
    write_document(out, source.findings)
    found = source.findings
    speech = counted(len(found.speech), "stretch of speech", "stretches of speech")
    say(f"{counted(len(found.shots), 'shot')}, {speech}, {counted(len(found.faces), 'face')}: {out}")
    answer(
        {
            "findings": str(out),
            "shots": len(found.shots),
            "speech": len(found.speech),
            "faces": len(found.faces),
        },
        as_json=as_json,
    )


def plan(
    findings: Annotated[Path, typer.Argument(help="A findings.json, from analyse or from elsewhere.")],
    out: Annotated[Path, typer.Option("--out", help="The plan.json to write.", metavar="PLAN")],
    keep: _Keep = 0.5,
    least: _Least = 60,
    most: _Most = 180,
    as_json: _Json = False,
) -> None:
    """Choose what stays of a film and where its episodes break; write the plan for you to read and edit.

    Example: microdrama plan findings.json --out plan.json --keep 0.3
    """
    found = documents.decode(_read(findings), Findings, source=str(findings))
    made = plan_series(found, PlanOptions(keep=keep, least_s=least, most_s=most))
    write_document(out, made)
    share = studio.kept_share(made, found)
    say(f"{counted(len(made.episodes), 'episode')} with {share:.0%} of the film: {out}")
    answer({"plan": str(out), "episodes": len(made.episodes), "kept": round(share, 4)}, as_json=as_json)


def render(
    film: _FilmArgument,
    plan_file: Annotated[Path, typer.Argument(help="The plan.json to follow.", metavar="PLAN")],
    out: _BundleOption,
    language: _Language = "und",
    title: _Title = None,
    synopsis: _Synopsis = "",
    credit: _Credit = None,
    quality: _QualityOption = Quality.standard,
    jobs: _Jobs = None,
    as_json: _Json = False,
) -> None:
    """Render the episodes of a plan into a series bundle.

    Example: microdrama render episode.mp4 plan.json --out my-series
    """
    planned = documents.decode(_read(plan_file), Plan, source=str(plan_file))
    options = _series_options(title, synopsis, credit, language, quality)
    finders = wiring.finders(places(), say=say)
    with Bars() as bars:
        flow = wiring.flow(places(), watcher=bars, workers=jobs)
        source = studio.analyse_film(film, flow=flow, finders=finders, language=language)
        series = studio.render_series(source, planned, out=out, flow=flow, options=options)
    tell_made(series, out)
    answer(_summary(series, out), as_json=as_json)


def check(
    bundle: Annotated[Path, typer.Argument(help="The series bundle to look into.")],
    least: _Least = 60,
    most: _Most = 180,
    as_json: _Json = False,
) -> None:
    """Check a bundle from its files alone: lengths, pictures, loudness, streaming. Leaves with 3 on a miss.

    Example: microdrama check my-series
    """
    series, misses = check_bundle(bundle, limits=CheckLimits(least, most))
    for miss in misses:
        say(f"Episode {miss.episode}: {miss.sentence}" if miss.episode else miss.sentence)
    answer(
        {
            "bundle": str(bundle),
            "episodes": len(series.episodes),
            "misses": [{"episode": miss.episode, "sentence": miss.sentence} for miss in misses],
        },
        as_json=as_json,
    )
    if misses:
        raise QualityError(f"{len(misses)} of the checks of {bundle} failed.")
    say(f"{bundle}: {counted(len(series.episodes), 'episode')}, all checks passed.")


def tell_made(series: Series, out: Path) -> None:
    """Say what was made, where, and what to do with it next."""
    lengths = ", ".join(f"{float(episode.duration_s):.0f} s" for episode in series.episodes)
    say(f"{counted(len(series.episodes), 'episode')} ({lengths}) in {out}")
    say(f"Why they are cut so: {out / 'report.html'}. Next: microdrama publish {out}, then microdrama serve")


def _series_options(
    title: str | None, synopsis: str, credit: list[str] | None, language: str, quality: Quality
) -> studio.SeriesOptions:
    encoding: EncodingQuality = quality.value
    return studio.SeriesOptions(
        title=title, synopsis=synopsis, language=language, credits=tuple(credit or ()), quality=encoding
    )


def _summary(series: Series, out: Path) -> dict[str, object]:
    return {
        "bundle": str(out),
        "slug": series.slug,
        "episodes": len(series.episodes),
        "duration_s": round(float(sum(episode.duration_s for episode in series.episodes)), 3),
    }


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.") from error
