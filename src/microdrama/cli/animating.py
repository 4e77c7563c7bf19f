"""Commands that make an animated series of a script: storyboard and animate."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from microdrama import wiring
from microdrama.cli.console import Bars, answer, counted, say
from microdrama.cli.making import Quality
from microdrama.domain.errors import UsageError
from microdrama.domain.money import parse_money
from microdrama.domain.production import Budget
from microdrama.studio.files import write_document
from microdrama.studio.places import places

if TYPE_CHECKING:  # the whole of animation takes half a second to load, and every command reads this module
    from microdrama.domain.series import Series
    from microdrama.studio.animation.boards import Board
    from microdrama.studio.animation.series import Animated, AnimateOptions


class Voices(StrEnum):
    """What speaks the lines."""

    best = "best"
    quick = "quick"


_Script = Annotated[
    Path,
    typer.Argument(
        help="A screenplay (Fountain, Final Draft FDX, plain text, the layout of China's short drama), or a "
        "storyboard.json that you edited.",
        metavar="SCRIPT",
    ),
]
_Bundle = Annotated[Path, typer.Option("--out", help="The folder of the series bundle to write.", metavar="BUNDLE")]
_Language = Annotated[
    str | None,
    typer.Option(help="The language of the lines, as a BCP 47 tag (en, zh-Hans); else it is found out."),
]
_Least = Annotated[int, typer.Option("--min", help="The shortest episode, in seconds.")]
_Most = Annotated[int, typer.Option("--max", help="The longest episode, in seconds.")]
_Voices = Annotated[Voices, typer.Option(help="best takes the voice model, quick a small one for first looks.")]
_Stills = Annotated[
    str | None,
    typer.Option(help="Who paints shots whose grade is moved, e.g. fal:fal-ai/nano-banana.", metavar="WHO:MODEL"),
]
_Clips = Annotated[
    str | None,
    typer.Option(
        help="Who animates shots whose grade is clip, e.g. ark:doubao-seedance-1-0-pro-250528.", metavar="WHO:MODEL"
    ),
]
_Budget = Annotated[
    str | None,
    typer.Option(help="The most that the series may cost, e.g. 100USD; shots beyond it are drawn.", metavar="AMOUNT"),
]
_EpisodeBudget = Annotated[str | None, typer.Option(help="The most that any one episode may cost.", metavar="AMOUNT")]
_ShotBudget = Annotated[str | None, typer.Option(help="The most that any one shot may cost.", metavar="AMOUNT")]
_Territory = Annotated[
    list[str] | None,
    typer.Option(help="Where it will be shown (CN, DE, ...): its rules decide the label. May be repeated."),
]
_Licence = Annotated[str, typer.Option(help="A licence or filing number to show at the head of every episode.")]
_Producer = Annotated[str, typer.Option(help="Who makes it, for labels and signatures.")]
_Certificate = Annotated[
    Path | None, typer.Option(help="Your certificate chain (PEM) for C2PA; else a test certificate is made.")
]
_Key = Annotated[Path | None, typer.Option(help="The key (PEM, without password) of --certificate.")]
_Sign = Annotated[bool, typer.Option("--sign/--no-sign", help="Whether masters say where they come from.")]
_Letters = Annotated[
    bool, typer.Option("--letters/--no-letters", help="Whether the lines are lettered into the pictures.")
]
_Quality = Annotated[Quality, typer.Option(help="draft is quick and coarse, high is slow and fine.")]
_Jobs = Annotated[int | None, typer.Option(help="Worker processes; else one for every core.", min=1)]
_Json = Annotated[bool, typer.Option("--json", help="Print the result as one JSON object on stdout.")]


def storyboard(
    script: _Script,
    out: Annotated[Path, typer.Option("--out", help="The storyboard.json to write.", metavar="STORYBOARD")],
    language: _Language = None,
    least: _Least = 60,
    most: _Most = 180,
    as_json: _Json = False,
) -> None:
    """Direct a script: who looks how, where it is, every shot, every line; for you to read and edit.

    Example: microdrama storyboard examples/two-pages.fountain --out storyboard.json
    """
    board = _opened(script, language, least, most)
    write_document(out, board.storyboard)
    shots = sum(len(episode.shots) for episode in board.storyboard.episodes)
    episodes = len(board.storyboard.episodes)
    say(f"{counted(episodes, 'episode')} with {counted(shots, 'shot')}: {out}")
    answer({"storyboard": str(out), "episodes": episodes, "shots": shots, "notes": list(board.notes)}, as_json=as_json)


def animate(
    script: _Script,
    out: _Bundle,
    language: _Language = None,
    least: _Least = 60,
    most: _Most = 180,
    voices: _Voices = Voices.best,
    stills: _Stills = None,
    clips: _Clips = None,
    budget: _Budget = None,
    episode_budget: _EpisodeBudget = None,
    shot_budget: _ShotBudget = None,
    territory: _Territory = None,
    licence: _Licence = "",
    producer: _Producer = "microdrama",
    certificate: _Certificate = None,
    key: _Key = None,
    sign: _Sign = True,
    letters: _Letters = True,
    quality: _Quality = Quality.standard,
    jobs: _Jobs = None,
    as_json: _Json = False,
) -> None:
    """Make an animated vertical series of a script: directed, spoken, drawn, scored and lettered on this machine.

    Nothing needs an account, a key or a GPU. Stop it whenever you like: the same command goes on where it was, and
    after a change of the script only what changed is made again.

    Example: microdrama animate examples/two-pages.fountain --out my-series
    """
    from microdrama.studio.animation.series import AnimateOptions  # noqa: PLC0415 (see above)

    here, encoding = places(), quality.value
    caps = _caps(budget, episode_budget, shot_budget)
    options = AnimateOptions(
        quality=encoding,
        letters=letters,
        identity=wiring.signer(here, producer=producer, certificates=certificate, key=key) if sign else None,
        territories=tuple(territory or ()),
        licence=licence,
        market=wiring.market(here, stills=stills, clips=clips, budget=caps, currency=_currency(caps)),
    )
    board = _opened(script, language, least, most)
    made = make_animated(board, out, options, voices=voices.value, jobs=jobs)
    for note in made.notes[len(board.notes) :]:
        say(note)
    tell_animated(made.series, out)
    answer(_summary(made, out), as_json=as_json)


def make_animated(
    board: Board, out: Path, options: AnimateOptions, *, voices: wiring.Voices = "best", jobs: int | None = None
) -> Animated:
    """Animate a storyboard, with bars for what it takes."""
    from microdrama.studio.animation.series import animate as animate_series  # noqa: PLC0415 (see above)

    here = places()
    crew = wiring.crew(here, say=say, language=board.storyboard.language, voices=voices)
    with Bars() as bars:
        flow = wiring.flow(here, watcher=bars, workers=jobs, drawing=True)
        return animate_series(board, out=out, flow=flow, crew=crew, options=options)


def tell_animated(series: Series, out: Path) -> None:
    """Say what was made, where, and what to do with it next."""
    lengths = ", ".join(f"{float(episode.duration_s):.0f} s" for episode in series.episodes)
    say(f"{counted(len(series.episodes), 'episode')} ({lengths}) in {out}")
    say(f"Edit {out / 'source' / 'storyboard.json'} and give it to microdrama animate to change a shot.")
    say(f"Next: microdrama publish {out}, then microdrama serve")


def _caps(series: str | None, episode: str | None, shot: str | None) -> Budget:
    try:
        caps = [parse_money(text) if text is not None else None for text in (series, episode, shot)]
        return Budget(series=caps[0], episode=caps[1], shot=caps[2])
    except ValueError as error:
        raise UsageError(f"{str(error)[:1].upper()}{str(error)[1:]}.") from error


def _currency(caps: Budget) -> str:
    return next((cap.currency for cap in (caps.series, caps.episode, caps.shot) if cap), "USD")


def _opened(script: Path, language: str | None, least: int, most: int) -> Board:
    from microdrama.studio.animation.boards import open_board  # noqa: PLC0415 (see above)

    board = open_board(script, language=language, lengths=(least, most))
    for note in board.notes:
        say(note)
    for found in board.contradictions:
        say(f"{'Contradiction' if found.severity == 'contradiction' else 'Remark'}: {found.text}")
    return board


def _summary(made: Animated, out: Path) -> dict[str, object]:
    series = made.series
    return {
        "bundle": str(out),
        "slug": series.slug,
        "episodes": len(series.episodes),
        "duration_s": round(float(sum(episode.duration_s for episode in series.episodes)), 3),
        "voices": dict(made.voices),
        "production": dict(made.figures),
        "notes": list(made.notes),
    }
