"""The keys that media addresses are signed with."""

from __future__ import annotations

from typing import Annotated

import typer

from microdrama import wiring
from microdrama.cli.console import answer, say
from microdrama.studio.places import places

app = typer.Typer(no_args_is_help=True, help="The keys that media addresses are signed with.")


@app.callback()
def _group() -> None:
    """Keep `rotate` a command of its own, though it is the only one so far."""


@app.command("rotate")
def rotate(
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as one JSON object on stdout.")] = False,
) -> None:
    """Sign with a new key from now on; what the key before it signed works until it expires.

    A server that runs notices by itself. Rotate twice, and every address that was given out before stops working.

    Example: microdrama keys rotate
    """
    ring = wiring.platform("playback.rotating").rotate_keys(path=places().media_keys)
    say(f"Media addresses are signed with key {ring.newest.id} from now on.")
    answer({"key": ring.newest.id, "kept": [key.id for key in ring.keys]}, as_json=as_json)
