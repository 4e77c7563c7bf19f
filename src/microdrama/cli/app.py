"""The `microdrama` command: its sub-commands, and the one place where errors become sentences and exit codes."""

from __future__ import annotations

import errno
import signal
import sys
from typing import Annotated, Any

import typer

import microdrama
from microdrama.cli import (
    animating,
    catalogue,
    coupons,
    keys,
    ledger,
    library,
    making,
    staff,
    statements,
    takes,
    watching,
    weights,
)
from microdrama.cli.console import say
from microdrama.domain.errors import MicrodramaError
from microdrama.studio.flow import Cancelled

_OF_PLACES = (errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EROFS, errno.ENOENT, errno.ENOTDIR, errno.EISDIR)
"""What is wrong with where somebody wants a file: full, forbidden, or no such folder."""

_STOPPED = "Stopped. What was finished is kept; run the same command again to go on from there."

app = typer.Typer(
    name="microdrama",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    help="Turns long stories into vertical series of 1-3 minute episodes and serves them.\n\n"
    "Try **microdrama demo**, or **microdrama condense FILM --out my-series** with a film of your own. "
    "Everything runs on this machine; nothing needs an account or a key.",
)
app.command("condense")(making.condense)
app.command("analyse")(making.analyse)
app.command("plan")(making.plan)
app.command("render")(making.render)
app.command("storyboard")(animating.storyboard)
app.command("animate")(animating.animate)
app.command("check")(making.check)
app.command("publish")(library.publish)
app.command("unpublish")(library.unpublish)
app.command("rollback")(catalogue.rollback)
app.command("launch")(catalogue.launch)
app.command("price")(catalogue.price)
app.command("serve")(library.serve)
app.command("demo")(library.demo)
app.command("watching")(watching.watching)
app.add_typer(statements.app, name="statements")
app.add_typer(catalogue.rights, name="rights")
app.add_typer(keys.app, name="keys")
app.add_typer(coupons.app, name="coupons")
app.add_typer(ledger.app, name="ledger")
app.add_typer(takes.app, name="takes")
app.add_typer(staff.app, name="staff")
app.add_typer(weights.app, name="models")


def _version(wanted: bool) -> None:  # noqa: FBT001 (Typer's callback signature)
    if wanted:
        sys.stdout.write(f"microdrama {microdrama.__version__}\n")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and leave.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """Options of the command itself."""


def main() -> None:
    """Run the command line; every failure leaves with one sentence on stderr and its exit code."""
    signal.signal(signal.SIGTERM, _interrupt)
    sys.exit(_run())


def _interrupt(_number: int, _frame: Any) -> None:
    raise KeyboardInterrupt


def _run() -> int:
    try:
        app(standalone_mode=True)
    except SystemExit as left:  # Typer makes one of Ctrl-C, of --help, and of arguments that it cannot read
        if left.code == Cancelled.exit_code:
            say(_STOPPED)
        raise
    except MicrodramaError as error:
        say(str(error))
        return error.exit_code
    except OSError as error:
        if error.errno not in _OF_PLACES:
            raise
        say(f"{error.filename or 'A file'} cannot be written: {error.strerror}. What was finished is kept.")
        return 1
    return 0
