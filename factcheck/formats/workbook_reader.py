"""Read a sheet of an XLSX workbook as the lines of a table.

Every row becomes one line of CSV with the number that the spreadsheet shows beside it, so that
whatever reads tables reads sheets. calamine resolves no entity that a document declares, and
fetches nothing.
"""

import csv
import io
import math
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from factcheck.errors import InputError, MissingExtra, UsageError
from factcheck.formats.line_reader import Line
from factcheck.formats.workbook_parts import MOST_PACKED_BYTES, unpack_workbook
from factcheck.text.counting import counted

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

_Value = bool | int | float | date | datetime | time | timedelta
Cell = str | _Value

# A title, a date and an empty row may stand above the header.
_ROWS_TO_FIND_HEADER = 30
# Excel keeps 15 digits of a number.
_MOST_EXACT = 1e15
_TOO_LONG_SHOWN = 200


@dataclass(frozen=True, slots=True)
class SheetChoice:
    """Which sheet of a workbook is read, and how its header is recognised.

    Attributes:
        name: Of the sheet; empty to look for the only one with a header that fits.
        columns: One of the headings that the header has, empty for those that we know.
    """

    name: str = ""
    columns: tuple[str, ...] = ()


@dataclass(slots=True)
class Sheet:
    """One sheet of a workbook, from its header on.

    Attributes:
        header: The headings, as far as they are text.
    """

    name: str
    header: list[str]
    _rows: Iterator[tuple[int, list[Cell]]]
    _first_column: int
    _notes: list[str] = field(default_factory=list)
    _inexact: list[str] = field(default_factory=list)

    @property
    def notes(self) -> tuple[str, ...]:
        """What a person must know about what was read so far."""
        if not self._inexact:
            return tuple(self._notes)
        first, count = self._inexact[0], len(self._inexact)
        cells = f"{first} holds a number" if count == 1 else f"{count:,} cells hold numbers"
        example = "" if count == 1 else f" (first {first})"
        inexact = (
            f"{cells} of 16 digits or more{example}: Excel kept 15 of them, the others are lost; "
            "format such columns as text before you fill them"
        )
        return (*self._notes, inexact)

    def add_note(self, note: str) -> None:
        """Add what a person must know."""
        self._notes.append(note)

    def lines(self, longest: int) -> Iterator[Line]:
        """Yield every row that has a value as a line of CSV, its number that of the row."""
        text = io.StringIO()
        # All in quotation marks, so that no text in the header looks like a delimiter.
        writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n")
        is_header = True
        for number, row in self._rows:
            cells = [
                # Most cells are texts or empty, and a call for each would take half of the time.
                cell if isinstance(cell, str) else self._text(number, column, cell)
                for column, cell in enumerate(row)
            ]
            if is_header:
                cells = [" ".join(cell.split()) for cell in cells]
                while cells and not cells[-1]:
                    cells.pop()
                is_header = False
            if not any(cells):
                continue
            writer.writerow(cells)
            line = text.getvalue()
            text.seek(0)
            text.truncate()
            if len(line) * 4 > longest and len(line.encode()) > longest:
                problem = f"the row is longer than {longest:,} bytes"
                yield Line(number, line[:_TOO_LONG_SHOWN], problem)
            else:
                yield Line(number, line)

    def place(self, row: int) -> str:
        """Name the place of *row* for a person."""
        return f"sheet {self.name!r}, row {row:,}"

    def letters(self, column: int) -> str:
        """Return the letters of a *column* of `lines`, counted from 0."""
        return column_letters(self._first_column + column)

    def _text(self, row: int, column: int, cell: _Value) -> str:
        if isinstance(cell, bool):
            return "TRUE" if cell else "FALSE"
        if isinstance(cell, int | float):
            if abs(cell) >= _MOST_EXACT and math.isfinite(cell):
                self._inexact.append(f"{self.letters(column)}{row}")
            return _number(cell)
        if isinstance(cell, datetime):
            is_day = cell.time() == time()
            return cell.date().isoformat() if is_day else cell.isoformat(sep=" ")
        return str(cell) if isinstance(cell, timedelta) else cell.isoformat()


def open_sheet(
    source: BinaryIO, name: str, choice: SheetChoice, fits: Callable[[Sequence[str]], bool]
) -> Sheet:
    """Open the workbook *source*, and find its sheet and the header in it.

    The header is the first row that *fits*, or that has one of the columns of *choice*; else
    one that *fits*, else the first row that is not empty. Hidden sheets are read only if they
    are named.

    Args:
        source: At its beginning.
        name: In messages.
        choice: What the user said of sheet and columns.
        fits: Whether a row looks like a header that we know.

    Raises:
        InputError: It is damaged, too large, empty, or no workbook.
        MissingExtra: factcheck-claims[xlsx] is not installed.
        UsageError: There is no such sheet, or several could be meant.
    """
    try:
        from python_calamine import CalamineError, CalamineWorkbook  # lazy: an extra
    except ImportError as error:
        raise MissingExtra(
            f"{name} is a workbook, and 'python-calamine' is needed; install it with: "
            "pip install 'factcheck-claims[xlsx]'"
        ) from error
    packed = source.read(MOST_PACKED_BYTES + 1)
    if len(packed) > MOST_PACKED_BYTES:
        raise InputError(
            f"{name} is a workbook of more than {MOST_PACKED_BYTES >> 20} MiB; save it as CSV"
        )
    wanted = {column.strip().casefold() for column in choice.columns}
    known = (lambda cells: bool(wanted & {cell.casefold() for cell in cells})) if wanted else fits
    with tempfile.TemporaryDirectory(prefix="factcheck-") as folder:
        unpacked = Path(folder) / "workbook.xlsx"
        errors = unpack_workbook(packed, name, unpacked)
        try:
            with CalamineWorkbook.from_path(unpacked) as workbook:
                sheet = _choose(workbook, name, choice.name, known, fits)
        except CalamineError as error:
            raise InputError(
                f"{name} cannot be read as a workbook: {error}; save it as CSV"
            ) from error
        except BaseException as error:
            # What Rust calls a panic is no Exception in Python.
            if type(error).__name__ != "PanicException":
                raise
            raise InputError(f"{name} cannot be read as a workbook: it is damaged") from error
    if errors:
        cells = counted(errors, "cell shows an error", "cells show errors")
        # Which sheet they are on is not known here.
        sheet.add_note(f"{cells} such as #N/A in the workbook, read as empty")
    return sheet


def _choose(
    workbook: "CalamineWorkbook",
    name: str,
    wanted: str,
    is_header: Callable[[Sequence[str]], bool],
    fits: Callable[[Sequence[str]], bool],
) -> Sheet:
    names, hidden = _names(workbook, name, wanted)
    fitting: list[tuple[CalamineSheet, int]] = []
    first: tuple[CalamineSheet, int] | None = None
    filled = []
    for each in names:
        sheet = workbook.get_sheet_by_name(each)
        row, is_known = _find_header(sheet, is_header, fits)
        if not row:
            continue
        filled.append(each)
        if is_known:
            fitting.append((sheet, row))
        first = first or (sheet, row)
    if first is None:
        what = f"the sheet {wanted!r}" if wanted else "every sheet that is not hidden"
        raise InputError(f"{name}: {what} is empty")
    if len(fitting) > 1:
        named = ", ".join(repr(sheet.name) for sheet, _ in fitting)
        raise UsageError(
            f"{name} has several sheets that could be meant: {named}; name one: --sheet"
        )
    chosen, header = fitting[0] if fitting else first
    notes = []
    if left := [each for each in filled if each != chosen.name]:
        others = _in_words(left)
        notes.append(f"read the sheet {chosen.name!r}, and not the {others}; see --sheet")
    if hidden:
        notes.append(f"did not read the hidden {_in_words(hidden)}; see --sheet")
    start = chosen.start or (0, 0)
    _, cells = next(_numbered(chosen, header))
    return Sheet(chosen.name, _texts(cells), _numbered(chosen, header), start[1], notes)


def _in_words(sheets: Sequence[str]) -> str:
    what = "sheet" if len(sheets) == 1 else "sheets"
    return f"{what} {', '.join(map(repr, sheets[:5]))}{', …' if sheets[5:] else ''}"


def _names(workbook: "CalamineWorkbook", name: str, wanted: str) -> tuple[list[str], list[str]]:
    """Return the sheets to look at, and those that are left out because they are hidden.

    Raises:
        UsageError: There is none that is called so.
    """
    from python_calamine import SheetTypeEnum, SheetVisibleEnum  # lazy: an extra

    sheets = [each for each in workbook.sheets_metadata if each.typ is SheetTypeEnum.WorkSheet]
    if not wanted:
        visible = [each.name for each in sheets if each.visible is SheetVisibleEnum.Visible]
        return visible, [each.name for each in sheets if each.name not in visible]
    for each in sheets:
        if each.name.strip().casefold() == wanted.strip().casefold():
            return [each.name], []
    shown = ", ".join(repr(each.name) for each in sheets[:20]) or "none"
    raise UsageError(f"--sheet {wanted}: {name} has no such sheet; there are {shown}")


def _find_header(
    sheet: "CalamineSheet",
    is_header: Callable[[Sequence[str]], bool],
    fits: Callable[[Sequence[str]], bool],
) -> tuple[int, bool]:
    """Return the number of the header's row, 0 if there is no row, and whether it is one.

    Where none is, a row that *fits* comes before the first one, so that a misspelt column is
    answered with the columns and not with a title.
    """
    first = likely = 0
    for number, row in islice(_numbered(sheet, 1), _ROWS_TO_FIND_HEADER):
        cells = _texts(row)
        first = first or number
        if cells and is_header(cells):
            return number, True
        if not likely and cells and fits(cells):
            likely = number
    return likely or first, False


def _texts(row: Sequence[Cell]) -> list[str]:
    """Return the cells of *row* that hold text, as headings are compared."""
    return [" ".join(cell.split()) for cell in row if isinstance(cell, str) and cell.strip()]


def _numbered(sheet: "CalamineSheet", first: int) -> Iterator[tuple[int, list[Cell]]]:
    """Yield the rows of *sheet* that are not empty, from *first* on, with their numbers."""
    for number, row in enumerate(sheet.iter_rows(), start=1):
        if number >= first and any(cell != "" for cell in row):
            yield number, row


def _number(value: float) -> str:
    if not math.isfinite(value):
        return ""
    return str(int(value)) if value == int(value) else format(value, ".15g")


def column_letters(column: int) -> str:
    """Return the letters of a column, counted from 0."""
    letters = ""
    column += 1
    while column:
        column, place = divmod(column - 1, 26)
        letters = chr(65 + place) + letters
    return letters
