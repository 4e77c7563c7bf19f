"""`microdrama models`: what can be used, what is here, fetching it ahead of time."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.table import Table

from microdrama import wiring
from microdrama.cli.console import answer, say, stderr
from microdrama.domain.errors import UsageError
from microdrama.studio.places import places

app = typer.Typer(no_args_is_help=True, help="Models and sample films: what there is, what is here, and fetching it.")


@app.command("list")
def list_models(
    as_json: Annotated[bool, typer.Option("--json", help="Print the list as one JSON object on stdout.")] = False,
) -> None:
    """Show every model and sample film with its licence, and whether it is on this machine."""
    known = wiring.known_models(places())
    table = Table("name", "what for", "size", "licence", "from", "here", box=None)
    for model, here in known:
        source = f"{model.package.name} {model.package.version}"
        size = f"{model.size_bytes / 1e6:.0f} MB"
        table.add_row(model.name, model.purpose, size, model.licence, source, "yes" if here else "no")
    stderr.print(table)
    listed = [
        {
            "name": model.name,
            "version": model.version,
            "sha256": model.sha256,
            "licence": model.licence,
            "size_bytes": model.size_bytes,
            "installed": here,
        }
        for model, here in known
    ]
    answer({"models": listed}, as_json=as_json)


@app.command()
def install(
    names: Annotated[list[str] | None, typer.Argument(help="Names from the list; all of them when left out.")] = None,
) -> None:
    """Fetch models and sample films ahead of time, so that later work needs no network."""
    known = {model.name: model for model, _ in wiring.known_models(places())}
    unknown = [name for name in names or [] if name not in known]
    if unknown:
        raise UsageError(f"There is no model {unknown[0]}; there are {', '.join(known)}.")
    for name in names or known:
        path = wiring.fetch_model(known[name], places(), say=say)
        say(f"{name}: {path}")
