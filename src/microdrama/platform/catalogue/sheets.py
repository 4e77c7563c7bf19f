"""Spreadsheets from anywhere, read row by row within limits; nothing in them is reckoned, and no link followed."""

from __future__ import annotations

import csv
import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook  # type: ignore[import-untyped]
from openpyxl.cell import WriteOnlyCell  # type: ignore[import-untyped]

from microdrama.domain.errors import MicrodramaError

MOST_BYTES = 20 << 20
MOST_UNPACKED = 200 << 20
MOST_ROWS = 200_000
MOST_COLUMNS = 250
_MOST_PARTS = 2_000
_MOST_SHEETS = 20
_HEADER_WITHIN = 12
_LONGEST_CELL = 4_000
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # its 1.0, which workbooks are in

Value = str | datetime
Cells = Iterator[tuple[int, list[Value]]]


class SheetError(MicrodramaError):
    """A spreadsheet cannot be read; nothing was imported."""


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row with something in it, by the names of its columns; `number` counts from 1 as spreadsheets do."""

    sheet: str
    number: int
    cells: Mapping[str, Value]


def read_rows(path: Path, *, sheets: Sequence[str], needed: Sequence[str]) -> Iterator[SheetRow]:
    """The rows below the names of columns, which are the first row that has all of `needed`.

    A .csv file is one such sheet; of a workbook, those of `sheets` that are there, whatever the case. Cells are text
    without space around it, or moments without a zone; empty ones are left out. Raises SheetError.
    """
    data = _bytes_of(path)
    if path.suffix.lower() == ".csv":
        yield from _named("the file", _csv_rows(data, path), path, needed=needed)
        return
    _refuse_bombs(data, path)
    found = False
    for title, rows in _workbook(data, path, sheets=sheets):
        found = True
        yield from _named(title, rows, path, needed=needed)
    if not found:
        raise SheetError(f"{path} has no sheet named {' or '.join(sheets)}; nothing was imported.")


def write_workbook(*, sheet: str, rows: Iterable[Sequence[str]]) -> bytes:
    """A workbook with one sheet of text; no cell is ever a formula."""
    book = Workbook(write_only=True)
    page = book.create_sheet(sheet)
    for row in rows:
        cells = []
        for text in row:
            cell = WriteOnlyCell(page, value=_NOT_IN_XML.sub("\ufffd", text))
            cell.data_type = "s"  # openpyxl would make a formula of what begins as one
            cells.append(cell)
        page.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def write_csv(rows: Iterable[Sequence[str]]) -> bytes:
    """The same as comma-separated values in UTF-8."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


def _bytes_of(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise SheetError(f"{path} cannot be read: {error.strerror}; nothing was imported.") from error
    if len(data) > MOST_BYTES:
        raise SheetError(f"{path} is larger than {MOST_BYTES >> 20} MB; nothing was imported.")
    return data


def _refuse_bombs(data: bytes, path: Path) -> None:
    """Refuse archives that unpack to more than a sheet of rights can be; unpacking stops at the sizes stated there."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise SheetError(f"{path} is no .xlsx workbook ({error}); nothing was imported.") from error
    if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise SheetError(f"{path} unpacks to more than {MOST_UNPACKED >> 20} MB; nothing was imported.")
    outside = [part.filename for part in parts if part.filename.startswith("xl/externalLinks")]
    if outside:
        raise SheetError(f"{path} takes values from other workbooks; write them into it, then import again.")


def _workbook(data: bytes, path: Path, *, sheets: Sequence[str]) -> Iterator[tuple[str, Cells]]:
    wanted = {name.lower() for name in sheets}
    with _told(path), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl remarks on styles and rules that nobody here reads
        book = load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
        for page in book.worksheets[:_MOST_SHEETS]:
            if page.title.strip().lower() in wanted:
                page.reset_dimensions()  # what the file says of its size may be wrong
                yield page.title, _cells(page, path)


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except SheetError:
        raise
    except Exception as error:  # the parser raises whatever a broken part makes it stumble over
        raise SheetError(f"{path} is no workbook that can be read ({error}); nothing was imported.") from error


def _cells(page: Any, path: Path) -> Cells:
    for number, row in enumerate(page.iter_rows(max_col=MOST_COLUMNS), start=1):
        if number > MOST_ROWS:
            raise SheetError(f"{path}, sheet {page.title}, has more than {MOST_ROWS:,} rows; nothing was imported.")
        for cell in row:
            if cell.data_type == "f":
                raise SheetError(
                    f"{path}, sheet {page.title}, row {number}: cell {cell.coordinate} holds a formula; "
                    "write its value there, then import again."
                )
        yield number, [_value(cell.value) for cell in row]


def _csv_rows(data: bytes, path: Path) -> Cells:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SheetError(f"{path} is not written in UTF-8; nothing was imported.") from error
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        for number, row in enumerate(reader, start=1):
            if number > MOST_ROWS or len(row) > MOST_COLUMNS:
                raise SheetError(
                    f"{path} has more than {MOST_ROWS:,} rows or {MOST_COLUMNS} columns; nothing was imported."
                )
            yield number, [_value(cell) for cell in row]
    except csv.Error as error:
        raise SheetError(f"{path}, line {reader.line_num}, cannot be read ({error}); nothing was imported.") from error


def _value(cell: object) -> Value:
    if isinstance(cell, datetime):
        return cell
    if isinstance(cell, date):
        return datetime(cell.year, cell.month, cell.day)  # noqa: DTZ001 - a cell has no zone; its reader gives it one
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)[:_LONGEST_CELL].strip()


def _named(sheet: str, rows: Cells, path: Path, *, needed: Sequence[str]) -> Iterator[SheetRow]:
    columns: list[str] | None = None
    for number, cells in rows:
        if columns is not None:
            held = {name: value for name, value in zip(columns, cells, strict=False) if name and value != ""}
            if held:
                yield SheetRow(sheet, number, held)
        elif set(needed) <= set(map(_name, cells)):
            columns = list(map(_name, cells))
            twice = sorted({name for name in columns if name and columns.count(name) > 1})
            if twice:
                raise SheetError(f"{path}, {sheet}, has the column {twice[0]} twice; nothing was imported.")
        elif number >= _HEADER_WITHIN:
            break
    if columns is None:
        raise SheetError(f"{path}, {sheet}, has no row with the columns {', '.join(needed)}; nothing was imported.")


def _name(cell: Value) -> str:
    return cell.strip() if isinstance(cell, str) else ""
