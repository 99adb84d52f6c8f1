"""Split lines into the rows of a CSV or TSV table, with strict quoting.

Python's csv module accepts an unclosed quotation mark and swallows the rows that follow into one
cell. Here that row is reported, and the lines after it are read again, one by one.
"""

import csv
import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from factcheck.formats.line_reader import MAX_RECORD_BYTES, Line

DELIMITERS = (",", ";", "\t", "|")
BLANK = " \r\n\0\ufeff"
_UNCLOSED = "a quotation mark is opened here and not closed where it should be"


def find_delimiter(header: str) -> str:
    """Return the delimiter that the *header* line uses most outside quotation marks."""
    unquoted = re.sub(r'"[^"]*"', "", header)
    return max(DELIMITERS, key=unquoted.count)


class Row(NamedTuple):
    """The cells of one record.

    Attributes:
        line: Number of the physical line where it starts.
        text: The physical lines that it takes up.
        problem: Why it cannot be read; then there are no cells.
    """

    line: int
    cells: Sequence[str]
    text: str
    problem: str = ""


class _RowEndsError(Exception):
    """The lines of one row are too long together, or one of them cannot be read."""


class CsvRows:
    """The rows of a table in order; blank lines are left out.

    Attributes:
        delimiter: Between cells; may be set after the header was looked at.
        width: Cells of the header. Once it is set, a row of several lines that has another
            number of cells is taken for an unclosed quotation mark. 0 while unknown.
    """

    def __init__(self, lines: Iterable[Line], delimiter: str = ",") -> None:
        """Read *lines* as they are needed, never ahead of the row that is asked for."""
        self._lines = iter(lines)
        self._pending: deque[Line] = deque()
        self._taken: list[Line] = []
        self.delimiter = delimiter
        self.width = 0

    def __iter__(self) -> Iterator[Row]:
        """Yield every row, or the reason why it cannot be read."""
        while (line := self.next_line()) is not None:
            if line.problem:
                yield Row(line.number, (), line.text, line.problem)
            elif line.text.strip(BLANK):
                self.put_back(line)
                yield self._read_row()

    def next_line(self) -> Line | None:
        """Take the next physical line, ``None`` at the end."""
        return self._pending.popleft() if self._pending else next(self._lines, None)

    def put_back(self, line: Line) -> None:
        """Let *line* be the next one again."""
        self._pending.appendleft(line)

    def _lines_of_row(self) -> Iterator[str]:
        """Give lines to csv and remember which; one that cannot be read ends the row."""
        size = 0
        while (line := self.next_line()) is not None:
            size += len(line.text)
            if line.problem or (self._taken and size > MAX_RECORD_BYTES):
                self.put_back(line)
                raise _RowEndsError
            self._taken.append(line)
            yield line.text

    def _read_row(self) -> Row:
        self._taken = []
        rows = csv.reader(self._lines_of_row(), delimiter=self.delimiter, strict=True)
        try:
            cells = next(rows)
        except (csv.Error, _RowEndsError) as error:
            return self._reread(str(error))
        if self._has_swallowed_rows(cells):
            return self._reread("")
        return Row(self._taken[0].number, cells, "".join(line.text for line in self._taken))

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

    def _reread(self, reason: str) -> Row:
        """Give up on the row's first line, and on no other."""
        first, *others = self._taken
        self._pending.extendleft(reversed(others))
        if self.delimiter == "\t":
            # Many programs write TSV without quoting anything: then a mark is just a mark.
            cells = first.text.rstrip("\r\n").split("\t")
            if len(cells) == self.width:
                return Row(first.number, cells, first.text)
        if "field larger" in reason:
            problem = "a cell is longer than 131,072 characters"
        elif others or "unexpected end" in reason or not reason:
            problem = _UNCLOSED
        else:
            problem = f"the quotation marks do not fit: {reason}"
        return Row(first.number, (), first.text, problem)
