"""Read fact-checks from a table: CSV with any of the usual delimiters, or TSV.

Quoting is strict. Python's csv module forgives an unclosed quotation mark by
swallowing the rows that follow into one cell; here that row is reported and the
rows after it are read again, one by one.
"""

import csv
import re
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from factcheck.errors import InputError
from factcheck.formats.column_mapping import no_such_column
from factcheck.formats.column_names import Columns, can_be_records, no_claim_column
from factcheck.formats.input_files import Input
from factcheck.formats.line_reader import MAX_RECORD_BYTES, Line, read_lines
from factcheck.formats.read_options import ReadOptions
from factcheck.model import RawRecord, RecordProblem

_DELIMITERS = (",", ";", "\t", "|")
# Excel writes the delimiter into a first line of its own.
_EXCEL_HINT = re.compile(r"sep=(.)\s*")
_BLANK = " \r\n\0\ufeff"
_UNCLOSED = "a quotation mark is opened here and not closed where it should be"


class _Row(NamedTuple):
    """The cells of one record and the physical lines that it takes up."""

    line: int
    cells: list[str]
    source: list[Line]
    problem: str = ""


class _TooLongError(Exception):
    """The lines of one row, taken together, are too long to be a row."""


class _Rows:
    """The rows of a table, each with the line it starts at."""

    def __init__(self, lines: Iterator[Line], delimiter: str) -> None:
        self._lines = lines
        self._again: deque[Line] = deque()
        self._taken: list[Line] = []
        self._size = 0
        self.delimiter = delimiter
        self.width = 0

    def __iter__(self) -> Iterator[_Row]:
        while (line := self.next_line()) is not None:
            if line.problem:
                yield _Row(line.number, [line.text], [line], line.problem)
            elif line.text.strip(_BLANK):
                self._again.appendleft(line)
                yield self._read_row()

    def next_line(self) -> Line | None:
        return self._again.popleft() if self._again else next(self._lines, None)

    def put_back(self, line: Line) -> None:
        self._again.appendleft(line)

    def _supply(self) -> Iterator[str]:
        """Give lines to csv and remember which; a line that cannot be read ends the row."""
        while (line := self.next_line()) is not None:
            self._size += len(line.text)
            if line.problem or (self._taken and self._size > MAX_RECORD_BYTES):
                self._again.appendleft(line)
                raise _TooLongError
            self._taken.append(line)
            yield line.text

    def _read_row(self) -> _Row:
        self._taken, self._size = [], 0
        rows = csv.reader(self._supply(), delimiter=self.delimiter, strict=True)
        try:
            cells = next(rows)
        except (csv.Error, _TooLongError) as error:
            return self._reread(str(error))
        if self._has_swallowed_rows(cells):
            return self._reread("")
        return _Row(self._taken[0].number, cells, self._taken)

    def _has_swallowed_rows(self, cells: Sequence[str]) -> bool:
        """Report whether lines that look like rows ended up inside a cell."""
        if len(self._taken) == 1 or not self.width:
            return False
        if len(cells) != self.width:
            return True
        inside = [
            line.text.count(self.delimiter) for line in self._taken[1:-1] if line.text.strip()
        ]
        return self.width > 2 and bool(inside) and set(inside) == {self.width - 1}

    def _reread(self, reason: str) -> _Row:
        """Give up on the row's first line, and on no other."""
        first, *others = self._taken
        self._again.extendleft(reversed(others))
        if self.delimiter == "\t":
            # Many programs write TSV without quoting anything: then a mark is just a mark.
            cells = first.text.rstrip("\r\n").split("\t")
            if len(cells) == self.width:
                return _Row(first.number, cells, [first])
        if "field larger" in reason:
            problem = "a cell is longer than 131,072 characters"
        elif others or "unexpected end" in reason or not reason:
            problem = _UNCLOSED
        else:
            problem = f"the quotation marks do not fit: {reason}"
        return _Row(first.number, [first.text.rstrip("\r\n")], [first], problem)


def read_table(source: Input, options: ReadOptions) -> Iterator[RawRecord | RecordProblem]:
    """Yield the records of a table whose first row names the columns.

    Raises:
        InputError: The header is missing, names a column twice, or has none
            that can be the claim.
    """
    rows = _Rows(read_lines(source.stream), ",")
    header = _read_header(rows, source)
    columns = Columns(options.map)
    absent = columns.missing(header)
    if absent:
        raise no_such_column(source.name, absent[0], header)
    if not can_be_records(columns, header):
        raise no_claim_column(source.name, header)
    for row in rows:
        yield _record(row, header, columns)


def _record(row: _Row, header: Sequence[str], columns: Columns) -> RawRecord | RecordProblem:
    if row.problem:
        return RecordProblem(row.line, row.problem, _as_found(row))
    cells = row.cells
    while len(cells) > len(header) and not cells[-1].strip():
        cells = cells[:-1]
    if len(cells) != len(header):
        return RecordProblem(
            row.line,
            f"the row has {_count(len(cells))}, the header {_count(len(header))}",
            _as_found(row),
        )
    values = dict(zip(header, cells, strict=True))
    return columns.record(row.line, values, values)


def _as_found(row: _Row) -> str:
    return "".join(line.text for line in row.source)[:2_000]


def _count(cells: int) -> str:
    return f"{cells} cell" if cells == 1 else f"{cells} cells"


def _read_header(rows: _Rows, source: Input) -> list[str]:
    """Read the first row, having found the delimiter in it.

    Raises:
        InputError: It cannot be read, or names a column twice.
    """
    first = rows.next_line()
    while first is not None and not first.text.strip(_BLANK):
        first = rows.next_line()
    if first is None:
        raise InputError(f"{source.name} has no header: the first row must name the columns")
    if first.problem:
        raise InputError(f"{source.name}: the header cannot be read: {first.problem}")
    hint = _EXCEL_HINT.fullmatch(first.text)
    if hint:
        rows.delimiter = hint[1]
    else:
        rows.delimiter = _find_delimiter(first.text)
        rows.put_back(first)
    row = next(iter(rows), None)
    if row is None or row.problem:
        reason = row.problem if row else "there is no row"
        raise InputError(f"{source.name}: the header cannot be read: {reason}")
    header = _name_columns(row.cells)
    _refuse_twice(header, source.name)
    rows.width = len(header)
    return header


def _find_delimiter(header: str) -> str:
    unquoted = re.sub(r'"[^"]*"', "", header)
    return max(_DELIMITERS, key=unquoted.count)


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
