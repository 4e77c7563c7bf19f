"""Commands that make a series: condense, and its stages analyse, plan and render; check."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from microdrama import wiring
from microdrama.cli.console import Bars, answer, counted, say
from microdrama.condense.series import PlanOptions
from microdrama.domain import documents
from microdrama.domain.errors import MicrodramaError, UsageError
from microdrama.domain.findings import Findings
from microdrama.domain.framing import FramingFile
from microdrama.domain.plan import Plan
from microdrama.domain.series import Series
from microdrama.media.encode import Quality as EncodingQuality
from microdrama.studio import series as studio
from microdrama.studio.check import CheckLimits, Miss, check_bundle
from microdrama.studio.files import write_document
from microdrama.studio.places import places
from microdrama.studio.source import Finders, Listening, Source, analyse_film, open_film


class Quality(StrEnum):
    """How much time the encoder takes."""

    draft = "draft"
    standard = "standard"
    high = "high"


class Shots(StrEnum):
    """How shots are found."""

    fast = "fast"
    accurate = "accurate"


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
    typer.Option(
        help="The language spoken, as a BCP 47 tag (en, zh-Hans); else it is found out. Picks the sound track.",
        show_default=False,
    ),
]
_Subtitles = Annotated[
    Path | None,
    typer.Option(help="Subtitles of the film (SRT, WebVTT, ASS); they are moved to fit the sound.", metavar="FILE"),
]
_WordsOption = Annotated[
    bool, typer.Option("--words/--no-words", help="Whether to hear the words where there are no subtitles.")
]
_ShotsOption = Annotated[Shots, typer.Option(help="accurate finds shots with TransNetV2 and takes longer.")]
_Recap = Annotated[
    bool, typer.Option("--recap/--no-recap", help="Begin episodes from the second on with up to 8 s of the one before.")
]
_EndCard = Annotated[
    bool,
    typer.Option(
        "--end-card/--no-end-card",
        help="End episodes that another follows on a card of 2 s with its number and title; fetches fonts when needed.",
    ),
]
_Burn = Annotated[
    bool,
    typer.Option(
        "--burn-captions/--no-burn-captions", help="Draw captions into the pictures too; fetches fonts when needed."
    ),
]
_Framing = Annotated[
    Path | None,
    typer.Option(help="A framing.json edited by hand: what is by hand in it wins.", metavar="FILE"),
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
    recap: _Recap = False,
    end_card: _EndCard = False,
    language: _Language = studio.UNKNOWN_LANGUAGE,
    subtitles: _Subtitles = None,
    words: _WordsOption = True,
    shots: _ShotsOption = Shots.fast,
    title: _Title = None,
    synopsis: _Synopsis = "",
    credit: _Credit = None,
    quality: _QualityOption = Quality.standard,
    burn_captions: _Burn = False,
    jobs: _Jobs = None,
    as_json: _Json = False,
) -> None:
    """Make a vertical series of a film: look at it, hear its words, plan the episodes, render them.

    Episodes keep the order of the story, open on a hook and end on a cliffhanger. No cut falls into a word; pictures
    are cut on shot boundaries. Stop it whenever you like: the same command goes on where it was.

    Example: microdrama condense episode.mp4 --out my-series --keep 0.4
    """
    plan_options = PlanOptions(keep=keep, least_s=least, most_s=most, recap=recap, end_card=end_card)
    told = _series_options(title, synopsis, credit, language, quality, burn=burn_captions)
    options = replace(told, lengths=(least, most))
    with Bars() as bars:
        series, planned, source = studio.condense(
            film,
            out=out,
            flow=wiring.flow(places(), watcher=bars, workers=jobs),
            finders=_finders(subtitles, words=words, shots=shots),
            plan=plan_options,
            options=options,
            listening=_listening(language, subtitles, words=words),
        )
    _tell_notes(source)
    tell_made(series, out)
    answer(_summary(series, out) | {"keep": planned.keep}, as_json=as_json)


def analyse(
    film: _FilmArgument,
    out: Annotated[Path, typer.Option("--out", help="The findings.json to write.", metavar="FINDINGS")],
    language: _Language = studio.UNKNOWN_LANGUAGE,
    subtitles: _Subtitles = None,
    words: _WordsOption = True,
    shots: _ShotsOption = Shots.fast,
    as_json: _Json = False,
) -> None:
    """Look at a film once and write what is in it: shots, scenes, words, speakers, faces, loudness.

    Example: microdrama analyse episode.mp4 --out findings.json
    """
    source = _analysed(film, language, subtitles, words=words, shots=shots)
    write_document(out, source.findings)
    found = _counts(source.findings)
    say(f"{', '.join(counted(number, *noun) for noun, number in found.values())}: {out}")
    numbers = {name: number for name, (_, number) in found.items()}
    answer({"findings": str(out), "language": source.findings.language} | numbers, as_json=as_json)


def plan(
    findings: Annotated[Path, typer.Argument(help="A findings.json, from analyse or from elsewhere.")],
    out: Annotated[Path, typer.Option("--out", help="The plan.json to write.", metavar="PLAN")],
    keep: _Keep = 0.5,
    least: _Least = 60,
    most: _Most = 180,
    recap: _Recap = False,
    end_card: _EndCard = False,
    as_json: _Json = False,
) -> None:
    """Choose what stays of a film and where its episodes break; write the plan for you to read and edit.

    Example: microdrama plan findings.json --out plan.json --keep 0.3
    """
    found = documents.decode(_read(findings), Findings, source=str(findings))
    options = PlanOptions(keep=keep, least_s=least, most_s=most, recap=recap, end_card=end_card)
    made = studio.plan_film(found, options, wiring.reader(places(), say=say, lines=bool(found.lines)))
    write_document(out, made)
    share = studio.kept_share(made, found)
    say(f"{counted(len(made.episodes), 'episode')} with {share:.0%} of the film: {out}")
    answer({"plan": str(out), "episodes": len(made.episodes), "kept": round(share, 4)}, as_json=as_json)


def render(
    film: _FilmArgument,
    plan_file: Annotated[Path, typer.Argument(help="The plan.json to follow.", metavar="PLAN")],
    out: _BundleOption,
    least: _Least = 60,
    most: _Most = 180,
    framing: _Framing = None,
    language: _Language = studio.UNKNOWN_LANGUAGE,
    subtitles: _Subtitles = None,
    words: _WordsOption = True,
    shots: _ShotsOption = Shots.fast,
    title: _Title = None,
    synopsis: _Synopsis = "",
    credit: _Credit = None,
    quality: _QualityOption = Quality.standard,
    burn_captions: _Burn = False,
    jobs: _Jobs = None,
    as_json: _Json = False,
) -> None:
    """Render the episodes of a plan into a series bundle.

    The plan decides how long they are; --min and --max are what the report holds them against.

    Example: microdrama render episode.mp4 plan.json --out my-series
    """
    planned = documents.decode(_read(plan_file), Plan, source=str(plan_file))
    layouts = documents.decode(_read(framing), FramingFile, source=str(framing)) if framing else None
    told = _series_options(title, synopsis, credit, language, quality, burn=burn_captions, framing=layouts)
    options = replace(told, lengths=(least, most))
    source = _analysed(film, language, subtitles, words=words, shots=shots)
    with Bars() as bars:
        flow = wiring.flow(places(), watcher=bars, workers=jobs)
        series = studio.render_series(source, planned, out=out, flow=flow, options=options)
    tell_made(series, out)
    answer(_summary(series, out), as_json=as_json)


def check(
    bundle: Annotated[Path, typer.Argument(help="The series bundle to look into.")],
    least: _Least = 60,
    most: _Most = 180,
    as_json: _Json = False,
) -> None:
    """Check a bundle from its files alone: lengths, order, voices, pictures, faces, loudness, captions, streams.

    Leaves with 3 on a miss.

    Example: microdrama check my-series
    """
    senses = wiring.judges(places(), say=say)
    with Bars() as bars:
        bars.begin("Checking", weight=1, done=False)
        series, misses = check_bundle(
            bundle,
            limits=CheckLimits(least, most),
            senses=senses,
            progress=lambda share: bars.advance("Checking", share),
            say=say,
        )
    for miss in misses:
        say(f"Episode {miss.episode}: {miss.sentence}" if miss.episode else miss.sentence)
    answer(
        {
            "bundle": str(bundle),
            "episodes": len(series.episodes),
            "misses": [_miss(miss) for miss in misses],
        },
        as_json=as_json,
    )
    if misses:
        raise QualityError(f"{len(misses)} of the checks of {bundle} failed.")
    say(f"{bundle}: {counted(len(series.episodes), 'episode')}, all checks passed.")


def _miss(miss: Miss) -> dict[str, object]:
    at: dict[str, object] = {} if miss.at_s is None else {"at_s": round(float(miss.at_s), 3)}
    return {"episode": miss.episode, "rule": miss.rule, "sentence": miss.sentence} | at


def tell_made(series: Series, out: Path) -> None:
    """Say what was made, where, and what to do with it next."""
    lengths = ", ".join(f"{float(episode.duration_s):.0f} s" for episode in series.episodes)
    say(f"{counted(len(series.episodes), 'episode')} ({lengths}) in {out}")
    say(f"Why they are cut so: {out / 'report.html'}. Next: microdrama publish {out}, then microdrama serve")


def _finders(subtitles: Path | None, *, words: bool, shots: Shots) -> Finders:
    finding: wiring.ShotFinding = shots.value
    lines: wiring.Words = "read" if subtitles else "heard" if words else "none"
    return wiring.finders(places(), say=say, words=lines, shots=finding)


def _listening(language: str, subtitles: Path | None, *, words: bool) -> Listening:
    known = None if language == studio.UNKNOWN_LANGUAGE else language
    return Listening(language=known, subtitles=subtitles, words=words)


def _analysed(film: Path, language: str, subtitles: Path | None, *, words: bool, shots: Shots) -> Source:
    """What is in a film, with a bar while it is looked at."""
    finders = _finders(subtitles, words=words, shots=shots)
    listening = _listening(language, subtitles, words=words)
    with Bars() as bars:
        flow = wiring.flow(places(), watcher=bars)
        source = analyse_film(open_film(film, listening), flow=flow, finders=finders, listening=listening)
    _tell_notes(source)
    return source


def _tell_notes(source: Source) -> None:
    for note in source.notes:
        say(note)


def _counts(found: Findings) -> dict[str, tuple[tuple[str, str], int]]:
    """What there is how often, with its noun for one and for many."""
    speakers = {line.speaker for line in found.lines} - {None}
    return {
        "shots": (("shot", "shots"), len(found.shots)),
        "scenes": (("scene", "scenes"), len(found.scenes)),
        "speech": (("stretch of speech", "stretches of speech"), len(found.speech)),
        "lines": (("line", "lines"), len(found.lines)),
        "speakers": (("speaker", "speakers"), len(speakers)),
        "faces": (("face", "faces"), len(found.faces)),
    }


def _series_options(
    title: str | None,
    synopsis: str,
    credit: list[str] | None,
    language: str,
    quality: Quality,
    *,
    burn: bool = False,
    framing: FramingFile | None = None,
) -> studio.SeriesOptions:
    encoding: EncodingQuality = quality.value
    return studio.SeriesOptions(
        title=title,
        synopsis=synopsis,
        language=language,
        credits=tuple(credit or ()),
        quality=encoding,
        framing=framing,
        burn=burn,
        fonts=wiring.caption_fonts(places(), say=say),
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
