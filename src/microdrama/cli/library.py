"""Commands around the library of published series: publish, unpublish, serve; and the demo, which does it all."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from microdrama import wiring
from microdrama.cli.animating import make_animated, tell_animated
from microdrama.cli.console import Bars, answer, counted, say
from microdrama.cli.making import tell_made
from microdrama.condense.series import PlanOptions
from microdrama.domain.errors import MicrodramaError, UsageError
from microdrama.studio import series as studio
from microdrama.studio.bundle import slug_of, title_of
from microdrama.studio.places import places
from microdrama.studio.source import Listening

_DEMO_SYNOPSIS = "A giant rabbit with a heart bigger than himself is pushed too far by three little bullies."

_DEMO_CREDIT = "Big Buck Bunny (c) Blender Foundation, peach.blender.org, CC BY 3.0"

_DEMO_STUDIO = "north-light"
_DEMO_READER = "studio@example.org"
_DEMO_FREE = 2

_SCRIPTS = frozenset({".fountain", ".fdx", ".txt", ".spmd", ".json"})

_Host = Annotated[str, typer.Option(help="The address to listen on; 0.0.0.0 lets phones on your network in.")]
_Port = Annotated[int, typer.Option(help="The port to listen on; 0 takes a free one.", min=0, max=65535)]
_Json = Annotated[bool, typer.Option("--json", help="Print the result as one JSON object on stdout.")]


def publish(
    bundle: Annotated[Path, typer.Argument(help="The series bundle to show to viewers.")],
    studio: Annotated[
        str | None, typer.Option(help="The studio that a new series belongs to, by its slug; the house unless told.")
    ] = None,
    as_json: _Json = False,
) -> None:
    """Put a series into the library that `microdrama serve` shows; the bundle itself is not touched.

    Example: microdrama publish my-series
    """
    result = _publish(bundle, studio=studio)
    answer(result, as_json=as_json)


def unpublish(slug: Annotated[str, typer.Argument(help="The series, as in its address.")]) -> None:
    """Take a series off the library again; the bundle it came from is not touched.

    Example: microdrama unpublish big-buck-bunny
    """
    wiring.platform("catalogue.operations").unpublish_series(slug=slug, media_root=places().media)
    say(f"{slug} is no longer shown.")


def serve(
    host: _Host = "127.0.0.1",
    port: _Port = 8000,
    workers: Annotated[int, typer.Option(help="Server processes.", min=1, max=64)] = 1,
) -> None:
    """Serve the library: the viewer for phones and desktops, its API and the streams. Ctrl-C stops it.

    Example: microdrama serve --host 0.0.0.0 --port 8000
    """
    from microdrama.platform.server import serve as run_server  # noqa: PLC0415 (no other command needs a server)

    if not wiring.payments(places()):
        say("Nothing is sold for money here: nobody takes it. MICRODRAMA_PAYMENTS=sandbox takes play money.")
    run_server(host=host, port=port, workers=workers, on_ready=lambda url: say(f"Watch at {url} (Ctrl-C stops)"))


def demo(
    source: Annotated[
        Path | None,
        typer.Argument(help="A film or a screenplay of your own; else both that come with it.", metavar="[FILM]"),
    ] = None,
    host: _Host = "127.0.0.1",
    port: _Port = 8000,
    serving: Annotated[
        bool, typer.Option("--serve/--no-serve", help="Whether to serve the library afterwards.")
    ] = True,
) -> None:
    """Make vertical series, publish them and serve them: the whole way in one command.

    Without FILM it makes two: of Big Buck Bunny, ten minutes under CC BY 3.0, which is fetched the first time, and of
    The Second Signature, a drama in seven episodes that was written for microdrama, which is drawn and spoken here.
    """
    if source is not None and not source.exists():
        raise UsageError(f"There is no file {source}.")
    os.environ.setdefault("MICRODRAMA_PAYMENTS", "sandbox")
    wiring.platform("wallet.sample").show_studio(slug=_DEMO_STUDIO, name="North Light Pictures")
    slugs: list[str] = []
    if source is None or source.suffix.lower() not in _SCRIPTS:
        slugs.append(_publish_for_studio(_condensed(source)))
    if source is None or source.suffix.lower() in _SCRIPTS:
        slugs.append(_publish_for_studio(_animated(source or wiring.demo_script())))
    _open_shop(slugs)
    if serving:
        serve(host=host, port=port)


def _publish_for_studio(bundle: Path) -> str:
    """Publish for the demo's studio; a series that was published before there were studios stays the house's."""
    try:
        return str(_publish(bundle, studio=_DEMO_STUDIO)["slug"])
    except MicrodramaError:
        return str(_publish(bundle)["slug"])


def _open_shop(slugs: list[str]) -> None:
    """Sell the demo's series for play money, everywhere, and tell how to look at what their studio earns."""
    at = datetime.fromtimestamp(time.time(), UTC)
    catalogue, sample, statements = (
        wiring.platform("catalogue.operations"),
        wiring.platform("wallet.sample"),
        wiring.platform("wallet.statements"),
    )
    catalogue.launch(territories=None, at=at)
    for slug in slugs:
        catalogue.set_offer(slug=slug, at=at, free_episodes=_DEMO_FREE, wait_hours=23)
    owner = sample.show_studio(slug=_DEMO_STUDIO, name="North Light Pictures")
    password = sample.name_reader(studio=owner, email=_DEMO_READER)
    month = sample.earn_last_month(slugs=slugs, territory="US", now=at)
    if month is not None:
        statements.make(studio=owner, month=month, key=statements.key_of(places()), at=at)
    say(f"Episodes 1 to {_DEMO_FREE} are free; coins for the others are bought with play money at the checkout.")
    say(f"The studio's statements are at /studio/{_DEMO_STUDIO}: sign in at /account as {_DEMO_READER}, {password}")


def _condensed(film: Path | None) -> Path:
    """The bundle of a film, or of the one that comes with the demo."""
    here = places()
    options = studio.SeriesOptions(title=title_of(film)) if film else _demo_options()
    path = film or wiring.demo_film(here, say=say)
    out = here.home / "series" / slug_of(options.title or "")
    words = film is not None  # in Big Buck Bunny nobody says one
    finders = wiring.finders(here, say=say, words="heard" if words else "none")
    listening = Listening(language=None if film else "en", words=words)
    with Bars() as bars:
        series, _, _ = studio.condense(
            path,
            out=out,
            flow=wiring.flow(here, watcher=bars),
            finders=finders,
            plan=PlanOptions(),
            options=options,
            listening=listening,
        )
    tell_made(series, out)
    return out


def _animated(script: Path) -> Path:
    """The bundle of a script."""
    from microdrama.studio.animation.boards import open_board  # noqa: PLC0415 (half a second that a film does without)
    from microdrama.studio.animation.series import AnimateOptions  # noqa: PLC0415

    here = places()
    board = open_board(script)
    out = here.home / "series" / slug_of(board.storyboard.title)
    identity = wiring.signer(here, producer="microdrama", certificates=None, key=None)
    made = make_animated(board, out, AnimateOptions(identity=identity))
    tell_animated(made.series, out)
    return out


def _demo_options() -> studio.SeriesOptions:
    return studio.SeriesOptions(
        title="Big Buck Bunny",
        synopsis=_DEMO_SYNOPSIS,
        language="en",
        credits=(_DEMO_CREDIT,),
    )


def _publish(bundle: Path, *, studio: str | None = None) -> dict[str, object]:
    done = wiring.platform("catalogue.operations").publish_bundle(
        bundle=bundle, media_root=places().media, studio=studio
    )
    say(f"{done.slug}: {counted(done.episode_count, 'episode')} published{'' if done.changed else ' already'}.")
    return {
        "slug": done.slug,
        "episodes": done.episode_count,
        "version": done.version,
        "changed": done.changed,
    }
