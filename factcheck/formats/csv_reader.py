"""Read fact-checks from a table: CSV with any of the usual delimiters, or TSV."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from factcheck.errors import InputError
from factcheck.formats.column_names import Columns, can_be_records, no_claim_column, no_such_column
from factcheck.formats.csv_rows import BLANK, CsvRows, Row, find_delimiter
from factcheck.formats.input_files import Input
from factcheck.formats.read_options import ReadOptions
from factcheck.model import RawRecord, RecordProblem
from factcheck.text.counting import counted

# Excel writes the delimiter into a first line of its own.
_EXCEL_HINT = re.compile(r"sep=(.)\s*")
_REJECT_SHOWN = 2_000


def read_table(source: Input, options: ReadOptions) -> Iterator[RawRecord | RecordProblem]:
    """Yield the records of a table whose first row names the columns.

    Raises:
        InputError: The header is missing, names a column twice, or has none
            that can be the claim.
    """
    rows = CsvRows(source.lines())
    header = read_header(rows, source.name)
    _refuse_twice(header, source.name)
    columns = Columns(options.map)
    absent = columns.missing(header)
    if absent:
        raise no_such_column(source.name, absent[0], header)
    if not can_be_records(columns, header):
        raise no_claim_column(source.name, header)
    sheet = source.sheet.name if source.sheet is not None else ""
    for row in rows:
        record = _record(row, header, columns)
        yield replace(record, sheet=sheet) if sheet else record


def _record(row: Row, header: Sequence[str], columns: Columns) -> RawRecord | RecordProblem:
    if row.problem:
        return RecordProblem(row.line, row.problem, row.text[:_REJECT_SHOWN])
    cells = row.cells
    while len(cells) > len(header) and not cells[-1].strip():
        cells = cells[:-1]
    if len(cells) != len(header):
        return RecordProblem(
            row.line,
            f"the row has {counted(len(cells), 'cell')}, the header {counted(len(header), 'cell')}",
            row.text[:_REJECT_SHOWN],
        )
    values = dict(zip(header, cells, strict=True))
    return columns.record(row.line, values, values)


def read_header(rows: CsvRows, name: str, delimiter: str = "") -> list[str]:
    """Read the first row, with *delimiter* or the one that is found in it.

    Raises:
        InputError: It cannot be read.
    """
    first = rows.next_line()
    while first is not None and not first.text.strip(BLANK):
        first = rows.next_line()
    if first is None:
        raise InputError(f"{name} has no header: the first row must name the columns")
    if first.problem:
        raise InputError(f"{name}: the header cannot be read: {first.problem}")
    hint = _EXCEL_HINT.fullmatch(first.text)
    if hint:
        rows.delimiter = hint[1]
    else:
        rows.delimiter = delimiter or find_delimiter(first.text)
        rows.put_back(first)
    row = next(iter(rows), None)
    if row is None or row.problem:
        reason = row.problem if row else "there is no row"
        raise InputError(f"{name}: the header cannot be read: {reason}")
    header = _name_columns(row.cells)
    rows.width = len(header)
    return header


def _name_columns(cells: Sequence[str]) -> list[str]:
    """Return the headings, those left empty named by their place."""
    return [
        cell.replace("\0", "").strip().strip("\ufeff") or f"column {place}"
        for place, cell in enumerate(cells, start=1)
    ]


def _refuse_twice(header: Sequence[str], name: str) -> None:
    counts = Counter(heading.casefold() for heading in header)
    twice = sorted({heading for heading in header if counts[heading.casefold()] > 1})
    if twice:
        raise InputError(
            f"{name}: the header has a column twice: {', '.join(map(repr, twice))}; "
            "rename one, because a record would keep only the last"
        )
