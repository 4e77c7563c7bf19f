"""Commands of whoever runs the shop: where series may be shown, what they cost there, and the version before."""

from __future__ import annotations

import re
import time
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from microdrama import wiring
from microdrama.cli.console import answer, counted, say
from microdrama.domain.errors import UsageError
from microdrama.studio.files import write_file
from microdrama.studio.places import places

rights = typer.Typer(no_args_is_help=True, help="Rights: where, when and in which languages series may be shown.")
_Json = Annotated[bool, typer.Option("--json", help="Print the result as one JSON object on stdout.")]
_Slug = Annotated[str, typer.Argument(metavar="SLUG", help="The series, as in its address.")]
_Here = Annotated[str, typer.Option("--territory", help="The territory, by its two letters: BR.")]


def launch(
    territories: Annotated[
        str, typer.Option("--territories", help="Codes with commas between them, or all that the price card has.")
    ] = "all",
    closed: Annotated[
        bool, typer.Option("--close", help="Sell nothing there any more; what may be shown stays shown.")
    ] = False,
    as_json: _Json = False,
) -> None:
    """Open territories for sale: each with its tier, its currency, and the prices that people expect there.

    Example: microdrama launch --territories US,BR,JP
    """
    catalogue = wiring.platform("catalogue.operations")
    codes = None if territories.strip().lower() == "all" else _codes(territories)
    if closed:
        if codes is None:
            raise UsageError("Name the territories to close with --territories; none was closed.")
        catalogue.close_territories(territories=codes)
        say(f"Nothing is sold in {', '.join(codes)} any more.")
        return
    done = catalogue.launch(territories=codes, at=_now())
    say(
        f"{counted(done.territories, 'territory', 'territories')} open, with {done.prices} prices "
        f"in {counted(done.currencies, 'currency', 'currencies')}."
    )
    answer(asdict(done), as_json=as_json)


def price(
    slug: _Slug,
    free: Annotated[int | None, typer.Option(help="How many episodes cost nothing.", min=0)] = None,
    coins: Annotated[int | None, typer.Option(help="What each other episode costs, in coins.", min=1)] = None,
    series: Annotated[
        int | None, typer.Option(help="What all of them cost together at most; 0: three fifths of their sum.", min=0)
    ] = None,
    wait: Annotated[
        int | None, typer.Option(help="After how many hours one opens for nothing; 0: never.", min=0)
    ] = None,
    vip: Annotated[bool | None, typer.Option("--vip/--no-vip", help="Whether VIP opens it.")] = None,
    ads: Annotated[
        bool | None, typer.Option("--ads/--no-ads", help="Whether an advertisement opens an episode.")
    ] = None,
    territory: _Here = "US",
    as_json: _Json = False,
) -> None:
    """Change what a series costs, and show what a viewer is told of it before the first coin.

    Example: microdrama price the-letter --free 3 --coins 60 --territory BR
    """
    given: dict[str, Any] = {"free_episodes": free, "episode_coins": coins, "in_vip": vip, "ads_open": ads}
    changes = {name: value for name, value in given.items() if value is not None}
    unless_zero = {"series_coins": series, "wait_hours": wait}
    changes |= {name: value or None for name, value in unless_zero.items() if value is not None}
    catalogue = wiring.platform("catalogue.operations")
    if changes:
        catalogue.set_offer(slug=slug, at=_now(), **changes)
    told = wiring.platform("catalogue.pricing").tell_offer(slug=slug, territory=_codes(territory)[0])
    for line in told.lines:
        say(line)
    answer(asdict(told.offer), as_json=as_json)


def rollback(slug: _Slug, as_json: _Json = False) -> None:
    """Show the version of a series again that the present one replaced; once more undoes that.

    Example: microdrama rollback the-letter
    """
    done = wiring.platform("catalogue.operations").roll_back_series(slug=slug, at=_now(), media_root=places().media)
    say(f"{done.slug} is shown again as it was before, with {counted(done.episode_count, 'episode')}.")
    answer({"slug": done.slug, "episodes": done.episode_count, "version": done.version}, as_json=as_json)


@rights.command("import")
def import_rights(
    sheet: Annotated[Path, typer.Argument(metavar="FILE", help="Avails (EMA 1.9) as .xlsx or .csv, or a plain .csv.")],
    licensee: Annotated[str, typer.Option(help="The name under which the sheet knows this platform.")] = "",
    as_json: _Json = False,
) -> None:
    """Make the rights of the series that a sheet names those of the sheet; all of them, or none where a row is wrong.

    Example: microdrama rights import avails.xlsx
    """
    done = wiring.platform("catalogue.operations").import_avails(sheet=sheet, at=_now(), licensee=licensee)
    say(
        f"{counted(done.series, 'series', 'series')}: {counted(done.written, 'right')} written, "
        f"{done.removed} removed, {done.kept} as before."
        + (f" {counted(done.rated, 'age rating')} changed." if done.rated else "")
    )
    answer(asdict(done), as_json=as_json)


@rights.command("export")
def export_rights(
    out: Annotated[Path, typer.Argument(metavar="FILE", help="The file to write: .xlsx for avails, .csv for a table.")],
    series: Annotated[list[str] | None, typer.Option(help="Only this series; may be repeated.")] = None,
) -> None:
    """Write the rights of all series, or of some, into a sheet; importing that again changes nothing.

    Example: microdrama rights export avails.xlsx
    """
    form = out.suffix.lower().removeprefix(".")
    if form not in {"xlsx", "csv"}:
        raise UsageError(f"{out} is neither an .xlsx workbook nor a .csv table; nothing was written.")
    data = wiring.platform("catalogue.operations").export_avails(form=form, slugs=series or ())
    write_file(out, data)
    say(f"The rights are in {out}.")


@rights.command("explain")
def explain(
    slug: _Slug,
    territory: Annotated[str, typer.Option(help="The territory, by its two letters: BR.")],
    moment: Annotated[
        str, typer.Option("--at", help="When: 2027-01-31 or 2027-01-31T18:00:00Z; now unless told.")
    ] = "",
    as_json: _Json = False,
) -> None:
    """Say why a series is shown in a territory, or why not: each right with its window, and what it does.

    Example: microdrama rights explain the-letter --territory BR
    """
    code = _codes(territory)[0]
    lines = wiring.platform("catalogue.availability").explain(
        slug=slug, territory=code, at=_moment(moment) if moment else _now()
    )
    for line in lines:
        say(line)
    answer({"slug": slug, "territory": code, "lines": lines}, as_json=as_json)


@rights.command("age")
def age(
    slug: _Slug,
    territory: Annotated[str, typer.Option(help='The territory, or "*" for the world.')],
    least: Annotated[int, typer.Option("--from", help="From how many years on; 0 for everybody.", min=0, max=21)],
    label: Annotated[str, typer.Option(help='The sign that says so there: "FSK 16".')] = "",
) -> None:
    """Rate a series for a territory: it is hidden from whoever is younger, and at 18 from whoever has not said an age.

    Example: microdrama rights age the-letter --territory DE --from 16 --label "FSK 16"
    """
    code = territory if territory == "*" else _codes(territory)[0]
    sign = label or f"{least}+"
    wiring.platform("catalogue.operations").set_age_rating(
        slug=slug, territory=code, least_age=least, label=sign, at=_now()
    )
    say(f"{slug} is rated {sign} in {'the world' if code == '*' else code}.")


def _codes(text: str) -> list[str]:
    codes = [code.upper() for code in re.split(r"[,\s]+", text.strip()) if code]
    if not codes or any(not re.fullmatch(r"[A-Z]{2}", code) for code in codes):
        raise UsageError(f"{text!r} does not name territories by their two letters (BR, US).")
    return codes


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"{text!r} is neither a day (2027-01-31) nor a moment (2027-01-31T18:00:00Z).") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _now() -> datetime:
    return datetime.fromtimestamp(time.time(), UTC)
