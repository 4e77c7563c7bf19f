"""Commands around operators: who may work in the back office, and as what."""

from __future__ import annotations

from typing import Annotated

import typer

from microdrama import wiring
from microdrama.cli.console import answer, say

app = typer.Typer(no_args_is_help=True, help="Operators of the back office, and their roles.")


@app.callback()
def _staff() -> None:
    """Operators of the back office, and their roles."""


@app.command("add")
def add(
    email: Annotated[str, typer.Argument(help="The operator's address, with which they log in.")],
    role: Annotated[
        str, typer.Option(help="support, catalogue, finance, or everything for whoever runs the platform.")
    ] = "support",
    ask: Annotated[
        bool, typer.Option("--ask", help="Ask for their password here, instead of giving a link to choose one.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as one JSON object on stdout.")] = False,
) -> None:
    """Make somebody an operator, or give an operator another role.

    Example: microdrama staff add mara@example.com --role finance
    """
    password = typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True) if ask else None
    made = wiring.platform("accounts.staff").add_operator(email=email, role=role, password=password)
    if made.path is None:
        say(f"{made.email} may log in at /{made.office}, as {made.role}.")
    else:
        say(f"{made.email} is an operator, as {made.role}, and chooses a password once, within three days, at")
        say(f"  {made.path}")
        say(f"on this server, and then logs in at /{made.office}.")
    answer({"email": made.email, "role": made.role, "path": made.path, "office": made.office}, as_json=as_json)


@app.command("remove")
def remove(
    email: Annotated[str, typer.Argument(help="The operator's address.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as one JSON object on stdout.")] = False,
) -> None:
    """Shut an operator out: logged out everywhere, and a viewer like any other from now on.

    Example: microdrama staff remove mara@example.com
    """
    wiring.platform("accounts.staff").remove_operator(email=email)
    say(f"{email} is no operator any more, and was logged out everywhere.")
    answer({"email": email, "removed": True}, as_json=as_json)
