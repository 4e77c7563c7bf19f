"""Rights as sheets hold them: the avails of EMA and MovieLabs (1.9 and before), and a plain table of our own.

An avail is one row: who (`Licensee`), what (`ALID`, `SeriesAltID`, ...), where (`Territory`, `TerritoryExclusion`), in
which languages (`AllowedLanguages`, `HoldbackLanguage`), from `Start` until `End`, `Exclusive` or not. A day without a
time is its midnight, and a time without a zone is UTC; windows are half-open. A row may rate the series for its
territories (`RatingSystem`, `RatingValue`), and does nothing else where it has no window. docs/guides/launch.md has the
columns.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Q

from microdrama.platform.catalogue.languages import ANY_LANGUAGE
from microdrama.platform.catalogue.licenses import LICENSES
from microdrama.platform.catalogue.models import WORLDWIDE, Series
from microdrama.platform.catalogue.price_card import territory_codes
from microdrama.platform.catalogue.ratings import Rating, RatingError, rate, read_rating, write_rating
from microdrama.platform.catalogue.rights import (
    PUBLICATION,
    Grant,
    RightsError,
    replace_rights,
    rights_of,
    sorted_grants,
)
from microdrama.platform.catalogue.sheets import SheetError, SheetRow, Value, read_rows, write_csv, write_workbook

SHEETS = ("Avails", "TV", "Movies")
_NEEDED = ("Territory", "Start", "End")
_PLAIN = ("series", "territory", "language", "allowed", "exclusive", "holder", "starts", "ends", "reference", "license")
_RATED = ("RatingSystem", "RatingValue")
_SERIES = ("ALID", "SeriesAltID", "SeriesID", "SeriesContentID", "AltID", "TitleID", "ContentID")
_WORLD = frozenset({"*", "WW", "WORLD", "WORLDWIDE"})
_DELETES = frozenset({"full delete", "delete"})
_WRITES = frozenset({"", "full extract", "create", "update"})
_UNSAID = frozenset({"", "library", "na"})
_LICENSES = _UNSAID | {name.lower() for name in LICENSES}
_WORKS = frozenset({"", "series", "season", "volume", "miniseries", "movie", "short", "collection"})
_YES = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False, "": False}
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOST_COMPLAINTS = 10
_AT_ONCE = 400
_MOST_OF_A_ROW = 20_000

# the columns that are written, in the groups that the template's first row names
_COLUMNS: tuple[tuple[str, str], ...] = (
    ("Avail", "DisplayName"),
    ("AvailTrans", "StoreLanguage"),
    ("AvailTrans", "Territory"),
    ("AvailAsset", "WorkType"),
    ("Disposition", "EntryType"),
    ("AvailMetadata", "SeriesTitleInternalAlias"),
    ("AvailMetadata", "SeriesTitleDisplayUnlimited"),
    ("AvailMetadata", "RatingSystem"),
    ("AvailMetadata", "RatingValue"),
    ("AvailTrans", "LicenseType"),
    ("AvailTrans", "LicenseRightsDescription"),
    ("AvailTrans", "FormatProfile"),
    ("AvailTrans", "Start"),
    ("AvailTrans", "End"),
    ("AvailTrans", "PriceType"),
    ("AvailTrans", "PriceValue"),
    ("AvailAsset", "SeriesContentID"),
    ("AvailMetadata", "SeriesAltID"),
    ("Avail", "ALID"),
    ("Avail", "AvailID"),
    ("AvailTrans", "AllowedLanguages"),
    ("AvailTrans", "HoldbackLanguage"),
    ("AvailTrans", "TerritoryExclusion"),
    ("AvailTrans", "Exclusive"),
    ("AvailTrans", "Licensee"),
)


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did: of how many series, and how many rights it wrote, removed, and found there already.

    `rated` counts age ratings that were written or changed.
    """

    series: int
    written: int
    removed: int
    kept: int
    rated: int


@dataclass(slots=True)
class _Wanted:
    """What a sheet says of one series: its rights, and the references whose earlier rights they replace.

    Where no row of it says anything of rights, `references` is empty. Ratings are by territory.
    """

    grants: list[Grant] = field(default_factory=list)
    references: set[str] = field(default_factory=set)
    ratings: dict[str, Rating] = field(default_factory=dict)


class _CellError(Exception):
    """What is wrong with one cell of a row."""

    def __init__(self, column: str, said: str) -> None:
        super().__init__(said)
        self.column = column


def import_avails(*, sheet: Path, at: datetime, licensee: str = "") -> Imported:
    """Make the rights of the series that a sheet names those of the sheet: .xlsx as avails or .csv in either form.

    Rights with a reference (`AvailID`, or else `ContractID`) that the sheet names are replaced, and so is the worldwide
    one that a first publication wrote; others stay, and so do age ratings for territories that no row rates.
    `licensee` is the name under which sheets know this platform. Importing a sheet again changes nothing. Raises
    SheetError or RightsError, and has changed nothing then.
    """
    rows = list(_read(sheet))
    with transaction.atomic():
        names = {text for row in rows for text in _named_series(row)}
        known = {row.pk: row for row in _locked(names)}
        by_name = {series.slug: series.pk for series in known.values()}
        by_name = {series.source_id: series.pk for series in known.values()} | by_name
        wanted = _wanted(rows, by_name=by_name, at=at, licensee=licensee, sheet=sheet)
        written = removed = kept = rated = 0
        for key, said in sorted(wanted.items()):
            rated += rate(series=known[key], wanted=said.ratings)
            among = {grant for grant in rights_of(known[key]) if grant.reference in said.references}
            new, gone = replace_rights(series=known[key], wanted=said.grants, among=among)
            written, removed, kept = written + new, removed + gone, kept + len(set(said.grants)) - new
        Series.objects.filter(pk__in=wanted).update(updated_at=at)
    return Imported(series=len(wanted), written=written, removed=removed, kept=kept, rated=rated)


def export_avails(*, form: str = "xlsx", slugs: Sequence[str] = ()) -> bytes:
    """The rights of series (all, where none are named) as a file: avails in an "xlsx" workbook, or a plain "csv" table.

    Age ratings stand in the rows of their territories, or, where no right names that, in rows without a window.
    Imported again, the file changes nothing.
    """
    rows = Series.objects.order_by("slug").select_related("studio").prefetch_related("rights", "age_ratings")
    chosen = rows.filter(slug__in=slugs) if slugs else rows
    rows_of = _plain_rows if form == "csv" else _avails
    avails = [row for series in chosen for row in rows_of(series)]
    if form == "csv":
        names = (*_PLAIN, "rating_system", "rating_value")
        return write_csv([names, *([row.get(name, "") for name in names] for row in avails)])
    header = [tuple(group for group, _ in _COLUMNS), tuple(name for _, name in _COLUMNS)]
    return write_workbook(
        sheet="TV", rows=[*header, *([avail.get(name, "") for _, name in _COLUMNS] for avail in avails)]
    )


def _read(sheet: Path) -> Iterator[SheetRow]:
    if sheet.suffix.lower() not in {".csv", ".xlsx"}:
        raise SheetError(f"{sheet} is neither an .xlsx workbook nor a .csv table; nothing was imported.")
    try:
        yield from read_rows(sheet, sheets=SHEETS, needed=_NEEDED)
    except SheetError as error:
        if sheet.suffix.lower() != ".csv":
            raise
        try:
            plain = list(read_rows(sheet, sheets=SHEETS, needed=_PLAIN[:2]))
        except SheetError:
            raise error from None
        yield from (SheetRow(row.sheet, row.number, _as_avail(row, sheet=sheet)) for row in plain)


def _as_avail(row: SheetRow, *, sheet: Path) -> dict[str, Value]:
    """A row of our own table under the names of avails."""
    plain = row.cells
    allowed = _YES.get(str(plain.get("allowed", "yes")).lower())
    if allowed is None:
        raise SheetError(f"{sheet}, row {row.number}, allowed: {plain['allowed']!r} is neither yes nor no.")
    names = {"series": "ALID", "starts": "Start", "ends": "End", "holder": "Licensee", "reference": "AvailID"}
    names |= {"exclusive": "Exclusive", "territory": "Territory" if allowed else "TerritoryExclusion"}
    names |= {"language": "AllowedLanguages" if allowed else "HoldbackLanguage"}
    names |= {"rating_system": "RatingSystem", "rating_value": "RatingValue", "license": "LicenseType"}
    return {names[name]: value for name, value in plain.items() if name in names}


def _named_series(row: SheetRow) -> list[str]:
    return [str(row.cells[name]) for name in _SERIES if name in row.cells]


def _locked(names: Iterable[str]) -> Iterator[Series]:
    """The series of these slugs or ids, locked in the order of their keys, some hundreds at a time."""
    texts = [name[:200] for name in names if "\0" not in name]
    keys: set[int] = set()
    for start in range(0, len(texts), _AT_ONCE):
        some = texts[start : start + _AT_ONCE]
        keys.update(Series.objects.filter(Q(slug__in=some) | Q(source_id__in=some)).values_list("pk", flat=True))
    ordered = sorted(keys)
    for start in range(0, len(ordered), _AT_ONCE):
        yield from Series.objects.select_for_update().filter(pk__in=ordered[start : start + _AT_ONCE]).order_by("pk")


def _wanted(
    rows: Sequence[SheetRow], *, by_name: Mapping[str, int], at: datetime, licensee: str, sheet: Path
) -> dict[int, _Wanted]:
    wanted: dict[int, _Wanted] = {}
    complaints: list[str] = []
    for row in rows:
        if _is_legend(row):
            continue
        try:
            key = _series_of(row, by_name=by_name)
            reference = _text(row, "AvailID") or _text(row, "ContractID")
            ratings = _ratings(row, before=wanted.get(key, _Wanted()).ratings)
            only_rates = bool(ratings) and not any(name in row.cells for name in ("Start", "End"))
            grants = [] if only_rates else list(_grants(row, reference=reference, at=at, licensee=licensee))
        except _CellError as error:
            complaints.append(f"{row.sheet}, row {row.number}, {error.column}: {error}")
            continue
        said = wanted.setdefault(key, _Wanted())
        said.ratings |= ratings
        if not only_rates:
            said.references |= {reference, PUBLICATION}
            said.grants += grants
    if complaints:
        more = len(complaints) - _MOST_COMPLAINTS
        rest = [f"and {more} rows more."] if more > 0 else []
        raise SheetError("\n".join([f"{sheet} was not imported.", *complaints[:_MOST_COMPLAINTS], *rest]))
    if not wanted:
        raise SheetError(f"{sheet} has no row of rights, so nothing was imported.")
    return wanted


def _is_legend(row: SheetRow) -> bool:
    """The template's row below the names, which says of each column whether it is required."""
    return all(str(value).lower().startswith(("required", "optional", "conditional")) for value in row.cells.values())


def _series_of(row: SheetRow, *, by_name: Mapping[str, int]) -> int:
    work = _text(row, "WorkType")
    if work.lower() not in _WORKS:
        raise _CellError("WorkType", f"rights here are those of whole series, not of {work!r}; leave such rows out.")
    named = _named_series(row)
    for name in named:
        if name in by_name:
            return by_name[name]
    if named:
        raise _CellError(
            next(x for x in _SERIES if x in row.cells), f"no published series has the name or id {named[0]!r}."
        )
    raise _CellError(_SERIES[0], f"no column says which series it is ({', '.join(_SERIES[:4])}).")


def _grants(row: SheetRow, *, reference: str, at: datetime, licensee: str) -> Iterator[Grant]:
    entry = _text(row, "EntryType").lower()
    if entry in _DELETES:
        return
    _one_of(row, "EntryType", _WRITES, "a row is a Full Extract or a Full Delete")
    _one_of(row, "LicenseType", _LICENSES, "only EST, VOD, TVOD, SVOD, AVOD and FVOD are rights to show")
    license_type = _text(row, "LicenseType")
    holder = _text(row, "Licensee")
    make = partial(
        _make,
        starts_at=_moment(row, "Start", at=at, open_end=False) or at,
        ends_at=_moment(row, "End", at=at, open_end=True),
        holder="" if holder.casefold() == licensee.casefold() else holder,
        reference=reference,
        license="" if license_type.lower() in _UNSAID else license_type.upper(),
    )
    places, excluded = _territories(row, "Territory"), _territories(row, "TerritoryExclusion")
    allowed, held_back = _list(row, "AllowedLanguages"), _list(row, "HoldbackLanguage")
    exclusive = _yes(row, "Exclusive")
    if not places and not excluded:
        raise _CellError("Territory", "the row names no territory.")
    if len(places) * max(1, len(allowed) + len(held_back)) > _MOST_OF_A_ROW:
        raise _CellError("Territory", f"the row makes more than {_MOST_OF_A_ROW:,} rights; leave out its languages.")
    if make.keywords["holder"] and places:
        # what another holder leaves out is not refused to us: that right has another place, and no refusals
        places, excluded, held_back = _without(places, excluded), [], []
    for place in places:
        for tag in allowed or [ANY_LANGUAGE]:
            yield make("Territory", territory=place, language=tag, exclusive=exclusive)
        yield from (make("HoldbackLanguage", territory=place, language=tag, allowed=False) for tag in held_back)
    # a row without a territory only takes away: everything, or the languages that it holds back
    for place in excluded:
        languages = [ANY_LANGUAGE] if places or not held_back else held_back
        yield from (make("TerritoryExclusion", territory=place, language=tag, allowed=False) for tag in languages)


def _without(places: Sequence[str], excluded: Sequence[str]) -> list[str]:
    """Territories less those that are left out; the world, where any are, is all the others."""
    if excluded and WORLDWIDE in places:
        places = sorted(territory_codes())
    return [place for place in places if place not in excluded]


def _ratings(row: SheetRow, *, before: Mapping[str, Rating]) -> dict[str, Rating]:
    """How a row rates its series, by territory; `before` is what rows above it said."""
    if not any(name in row.cells for name in _RATED) or _text(row, "EntryType").lower() in _DELETES:
        return {}
    rating = _rating(row)
    places = _territories(row, "Territory")
    if not places:
        raise _CellError("Territory", "the row names no territory to rate the series for.")
    for place in places:
        if place not in {WORLDWIDE, *territory_codes()}:
            raise _CellError("Territory", f"{place!r} is no territory of ISO 3166-1.")
        if before.get(place, rating) != rating:
            raise _CellError("RatingValue", f"a row above rates it {before[place][1]} in {place}, not {rating[1]}.")
    return dict.fromkeys(places, rating)


def _rating(row: SheetRow) -> Rating:
    for name in _RATED:
        if name not in row.cells:
            raise _CellError(name, "a rating has a system and a value.")
    system, sign = (_text(row, name) for name in _RATED)
    try:
        return read_rating(system=system, sign=sign)
    except RatingError as error:
        raise _CellError(_RATED[0] if error.of_system else _RATED[1], f"{error}.") from error


def _make(column: str, **fields: Any) -> Grant:
    """The right that a row gives, or what is wrong with the cell that it comes from."""
    try:
        return Grant(**fields)
    except RightsError as error:
        said = str(error).removesuffix("; no right was changed.")
        raise _CellError(_blamed(said, column), f"{said}.") from error


def _blamed(said: str, column: str) -> str:
    for part, name in (("language", "AllowedLanguages"), ("holder", "Licensee"), ("reference", "AvailID")):
        if part in said:
            return name
    return "End" if said.startswith("the window") else column


def _moment(row: SheetRow, column: str, *, at: datetime, open_end: bool) -> datetime | None:
    value = row.cells.get(column, "")
    if isinstance(value, datetime):
        return value.replace(tzinfo=UTC)
    if open_end and value.lower() in {"open", ""}:
        return None
    if not open_end and value.lower() == "immediate":
        return at
    try:
        moment = datetime.fromisoformat(value)
    except ValueError as error:
        said = "a day (2027-01-31), a moment (2027-01-31T18:00:00Z)" + (" or Open" if open_end else " or Immediate")
        raise _CellError(column, f"{value!r} is not {said}.") from error
    if not _DAY.match(value):
        raise _CellError(column, f"{value!r} is not written as 2027-01-31.")
    try:
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except OverflowError as error:
        raise _CellError(column, f"{value!r} lies outside the calendar in UTC.") from error


def _territories(row: SheetRow, column: str) -> list[str]:
    return [WORLDWIDE if text.upper() in _WORLD else text.upper() for text in _list(row, column)]


def _list(row: SheetRow, column: str) -> list[str]:
    return list(dict.fromkeys(filter(None, re.split(r"[,;\s]+", _text(row, column)))))


def _yes(row: SheetRow, column: str) -> bool:
    said = _text(row, column).lower()
    if said not in _YES:
        raise _CellError(column, f"{said!r} is neither Yes nor No.")
    return _YES[said]


def _one_of(row: SheetRow, column: str, values: frozenset[str], said: str) -> None:
    if _text(row, column).lower() not in values:
        raise _CellError(column, f"{_text(row, column)!r} is not taken: {said}.")


def _text(row: SheetRow, column: str) -> str:
    return str(row.cells.get(column, ""))


def _avails(series: Series) -> Iterator[dict[str, str]]:
    """The rows of a series under the names of avails."""
    ratings = _ratings_of(series)
    about = _about(series)
    for grant in sorted_grants(rights_of(series)):
        place = _placed(grant.territory)
        language = "" if grant.language == ANY_LANGUAGE else grant.language
        where = ("Territory", "AllowedLanguages") if grant.allowed else ("TerritoryExclusion", "HoldbackLanguage")
        yield {
            **about,
            where[0]: place,
            where[1]: language,
            **dict(zip(_RATED, ratings.pop(grant.territory, ()) if grant.allowed else (), strict=False)),
            "Start": _written(grant.starts_at),
            "End": _written(grant.ends_at) if grant.ends_at else "Open",
            "AvailID": grant.reference,
            "Exclusive": "Yes" if grant.exclusive else "No",
            "Licensee": grant.holder,
            "LicenseType": grant.license,
        }
    for territory, rating in ratings.items():
        yield {**about, "Territory": _placed(territory), **dict(zip(_RATED, rating, strict=True))}


def _about(series: Series) -> dict[str, str]:
    """What each row of a series says alike."""
    return {
        "DisplayName": series.studio.name,
        "WorkType": "Season",
        "EntryType": "Full Extract",
        "SeriesTitleInternalAlias": series.slug,
        "SeriesTitleDisplayUnlimited": str(series.title.get(series.language) or next(iter(series.title.values()), "")),
        "LicenseRightsDescription": "Library",
        "FormatProfile": "HD",
        "PriceType": "NA",
        "SeriesContentID": series.source_id,
        "SeriesAltID": series.slug,
        "ALID": series.slug,
    }


def _plain_rows(series: Series) -> Iterator[dict[str, str]]:
    """The rows of a series in our own table: what it calls `yes` and `*`, avails call otherwise."""
    names = {"Start": "starts", "Licensee": "holder", "AvailID": "reference", "Exclusive": "exclusive"}
    names |= {"LicenseType": "license"}
    names |= dict(zip(_RATED, ("rating_system", "rating_value"), strict=True))
    for avail in _avails(series):
        row = {"series": series.slug, **{names[name]: value for name, value in avail.items() if name in names}}
        place = avail.get("Territory") or avail.get("TerritoryExclusion", "")
        row["territory"] = WORLDWIDE if place == "WW" else place
        if "Start" in avail:
            row["allowed"] = "yes" if "Territory" in avail else "no"
            row["exclusive"] = row["exclusive"].lower()
            row["language"] = avail.get("AllowedLanguages") or avail.get("HoldbackLanguage") or ANY_LANGUAGE
            row["ends"] = "" if avail["End"] == "Open" else avail["End"]
        yield row


def _ratings_of(series: Series) -> dict[str, tuple[str, str]]:
    """The systems and signs of a series' ratings, by territory."""
    rows = sorted(series.age_ratings.all(), key=lambda row: row.territory)
    return {row.territory: write_rating((row.least_age, row.label)) for row in rows}


def _placed(territory: str) -> str:
    return "WW" if territory == WORLDWIDE else territory


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
