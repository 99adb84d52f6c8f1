"""Find the claims in a list: plain lines, a column of a table, a field of JSON Lines."""

import csv
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain, islice
from pathlib import Path

from factcheck.cli.stream_lines import ByteStream, LineProblem, TextLine, line_groups
from factcheck.errors import UsageError

_GROUP_OF_RECORDS = 64
_USUAL_NAMES = ("claim", "text")
_DATE_NAME = "date"
_DELIMITERS = (",", ";", "\t")


class ListFormat(StrEnum):
    """How a list of claims is written."""

    TEXT = "text"
    CSV = "csv"
    TSV = "tsv"
    JSONL = "jsonl"


_BY_SUFFIX = {
    ".csv": ListFormat.CSV,
    ".tsv": ListFormat.TSV,
    ".tab": ListFormat.TSV,
    ".jsonl": ListFormat.JSONL,
    ".ndjson": ListFormat.JSONL,
}


@dataclass(frozen=True, slots=True)
class ListedClaim:
    """A claim and its place in a list.

    Attributes:
        number: Of its line, counted from 1.
        date: When it was asked about or posted, as the list writes it; empty if it does not say.
    """

    number: int
    text: str
    date: str = ""


Listed = ListedClaim | LineProblem


@dataclass(frozen=True, slots=True)
class ListPlan:
    """Where the claims stand in a list.

    Attributes:
        name: Column of a table or dotted field of JSON Lines; empty for ``claim``
            or ``text``.
    """

    written_as: ListFormat = ListFormat.TEXT
    name: str = ""


def plan_list(path: Path | None, told: ListFormat | None, column: str, field: str) -> ListPlan:
    """Return how to read a list: as told, else as its suffix and its named part say.

    Args:
        path: The list's file, ``None`` for standard input.
        told: The format that the user named.
        column: The column that the user named.
        field: The field that the user named.

    Raises:
        UsageError: what was told does not fit together.
    """
    if column and field:
        raise UsageError("--column is for tables and --field for JSON Lines; name one of them")
    named = ListFormat.CSV if column else ListFormat.JSONL if field else None
    written_as = told or _guessed(path) or named or ListFormat.TEXT
    is_table = written_as in (ListFormat.CSV, ListFormat.TSV)
    if column and not is_table:
        raise UsageError(f"--column needs a table, and this list is {written_as}")
    if field and written_as is not ListFormat.JSONL:
        raise UsageError(f"--field needs JSON Lines, and this list is {written_as}")
    return ListPlan(written_as, column or field)


def listed_claims(
    stream: ByteStream, plan: ListPlan, more_waits: Callable[[], bool] = lambda: True
) -> Iterator[list[Listed]]:
    """Yield the claims of *stream* in order, in groups as they arrive.

    Where *more_waits* says that the next line may take a while an empty group comes first, but
    not in a table, whose records may go over several lines.

    Every line that holds no claim is in its place as a problem. In a table the
    number of a claim is that of the physical line where its record starts. A column
    or a field that is called ``date`` says when the claim was asked about.

    Raises:
        InputError: the stream as a whole cannot be read.
        UsageError: a table has no such column.
    """
    groups = line_groups(stream, more_waits)
    if plan.written_as is ListFormat.TEXT:
        return ([_not_empty(line) for line in group] for group in groups)
    if plan.written_as is ListFormat.JSONL:
        return ([_from_json(line, plan.name) for line in group] for group in groups)
    return _grouped(_Table(chain.from_iterable(groups), plan).claims())


def _guessed(path: Path | None) -> ListFormat | None:
    suffixes = [suffix.lower() for suffix in path.suffixes if suffix != ".gz"] if path else []
    last = suffixes[-1] if suffixes else ""
    if last == ".json":
        raise UsageError(
            f"{path}: a list of claims has one JSON object a line; if this file has, "
            "add --input-format jsonl"
        )
    return _BY_SUFFIX.get(last)


def _not_empty(line: TextLine | LineProblem, date: str = "") -> Listed:
    if isinstance(line, LineProblem):
        return line
    if not line.text.strip():
        return LineProblem(line.number, "empty line")
    return ListedClaim(line.number, line.text, date)


def _from_json(line: TextLine | LineProblem, field: str) -> Listed:
    listed = _not_empty(line)
    if isinstance(listed, LineProblem):
        return listed
    try:
        record = json.loads(listed.text)
        found = _field(record, field)
    except (ValueError, RecursionError):
        return LineProblem(listed.number, "not JSON")
    except LookupError as error:
        return LineProblem(listed.number, str(error.args[0]))
    return _not_empty(TextLine(listed.number, found), _date(record, field))


def _field(record: object, field: str) -> str:
    if isinstance(record, str) and not field:
        return record
    for name in (field,) if field else _USUAL_NAMES:
        found = _at(record, name)
        if isinstance(found, str):
            return found
        if found is not None:
            raise LookupError(f"field '{name}' holds no text")
    raise LookupError(f"no field '{field}'" if field else "no field 'claim' or 'text'; see --field")


def _date(record: object, field: str) -> str:
    """Find the date beside the claim: with the claim in ``post.text``, ``post.date``."""
    beside = f"{field.rpartition('.')[0]}.{_DATE_NAME}".lstrip(".")
    for name in (beside, _DATE_NAME):
        found = _at(record, name)
        if found is not None:
            return str(found)
    return ""


def _at(record: object, path: str) -> object:
    if not isinstance(record, dict):
        return None
    if path in record:
        return record[path]
    first, dot, rest = path.partition(".")
    return _at(record.get(first), rest) if dot else None


class _Table:
    """The records of a table, with their places, and the lines that cannot be read."""

    def __init__(self, lines: Iterator[TextLine | LineProblem], plan: ListPlan) -> None:
        self._lines = lines
        self._plan = plan
        self._unreadable: list[LineProblem] = []
        self._start = 0

    def claims(self) -> Iterator[Listed]:
        """Yield the claim of every record after the header."""
        header = next(self._lines, None)
        if header is None:
            return
        if isinstance(header, LineProblem):
            raise UsageError(f"the table's header is unusable: {header.reason}")
        rows = csv.reader(self._texts(header), delimiter=self._delimiter(header.text), strict=True)
        claim, date = self._positions(rows)
        while (listed := self._next(rows, claim, date)) is not None:
            yield from self._take_unreadable()
            yield listed
        yield from self._take_unreadable()

    def _texts(self, header: TextLine) -> Iterator[str]:
        for line in chain((header,), self._lines):
            if isinstance(line, LineProblem):
                self._unreadable.append(line)
                continue
            self._start = self._start or line.number
            yield f"{line.text}\n"

    def _take_unreadable(self) -> list[LineProblem]:
        taken, self._unreadable = self._unreadable, []
        return taken

    def _next(self, rows: Iterator[list[str]], claim: int, date: int | None) -> Listed | None:
        self._start = 0
        try:
            cells = next(rows, None)
        except csv.Error as error:
            return LineProblem(self._start, f"not a row of the table: {error}")
        if cells is None:
            return None
        if not cells:
            return LineProblem(self._start, "empty line")
        if claim >= len(cells):
            return LineProblem(self._start, f"no cell in column {claim + 1}")
        day = cells[date] if date is not None and date < len(cells) else ""
        return _not_empty(TextLine(self._start, cells[claim]), day)

    def _positions(self, rows: Iterator[list[str]]) -> tuple[int, int | None]:
        """Find the columns of the claim and, where there is one, of its date."""
        try:
            header = [name.strip().casefold() for name in next(rows)]
        except csv.Error as error:
            raise UsageError(f"the table's header is unusable: {error}") from error
        claim = self._position(header)
        date = header.index(_DATE_NAME) if _DATE_NAME in header else None
        return claim, None if date == claim else date

    def _position(self, header: list[str]) -> int:
        for name in (self._plan.name,) if self._plan.name else _USUAL_NAMES:
            places = [i for i, column in enumerate(header) if column == name.strip().casefold()]
            if len(places) > 1:
                raise UsageError(f"the table has {len(places)} columns named '{name}'")
            if places:
                return places[0]
        if len(header) == 1 and not self._plan.name:
            return 0
        wanted = self._plan.name or "claim"
        raise UsageError(
            f"the table has no column '{wanted}'; name one with --column: {', '.join(header)}"
        )

    def _delimiter(self, header: str) -> str:
        if self._plan.written_as is ListFormat.TSV:
            return "\t"
        return max(_DELIMITERS, key=header.count)


def _grouped(listed: Iterator[Listed]) -> Iterator[list[Listed]]:
    while group := list(islice(listed, _GROUP_OF_RECORDS)):
        yield group
