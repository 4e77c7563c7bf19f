"""`microdrama models`: what can be used, what is here, fetching it ahead of time."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.table import Table

from microdrama.cli.console import answer, say, stderr
from microdrama.domain.errors import UsageError
from microdrama.providers import models
from microdrama.studio.places import places

app = typer.Typer(
    no_args_is_help=True, help="Models and sample films: what there is, what is here, and fetching it."
)


@app.command("list")
def list_models(
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the list as one JSON object on stdout.")
    ] = False,
) -> None:
    """Show every model and sample film with its licence, and whether it is on this machine."""
    folder = places().models
    table = Table("name", "what for", "size", "licence", "from", "here", box=None)
    for model in models.REGISTRY:
        here = models.installed(model, folder) is not None
        source = f"{model.package.name} {model.package.version}"
        size = f"{model.size_bytes / 1e6:.0f} MB"
        table.add_row(model.name, model.purpose, size, model.licence, source, "yes" if here else "no")
    stderr.print(table)
    listed = [
        {"name": m.name, "version": m.version, "sha256": m.sha256, "licence": m.licence, "size_bytes": m.size_bytes,
         "installed": models.installed(m, folder) is not None}
        for m in models.REGISTRY
    ]  # fmt: skip
    answer({"models": listed}, as_json=as_json)


@app.command()
def install(
    names: Annotated[
        list[str] | None, typer.Argument(help="Names from the list; all of them when left out.")
    ] = None,
) -> None:
    """Fetch models and sample films ahead of time, so that later work needs no network."""
    known = {model.name: model for model in models.REGISTRY}
    unknown = [name for name in names or [] if name not in known]
    if unknown:
        raise UsageError(f"There is no model {unknown[0]}; there are {', '.join(known)}.")
    for name in names or known:
        path = models.install(known[name], places().models, say=say)
        say(f"{name}: {path}")
