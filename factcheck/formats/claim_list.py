"""Find the claims in a list: plain lines, a column of a table, a field of JSON Lines."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING

from factcheck.errors import InputError, UsageError
from factcheck.formats.csv_rows import BLANK, CsvRows, Row
from factcheck.formats.json_lines_writer import json_line
from factcheck.formats.line_reader import Line
from factcheck.model import Kept, Picture, Place

if TYPE_CHECKING:
    from factcheck.formats.input_files import Input
    from factcheck.formats.workbook_reader import Sheet, SheetChoice

# Longer than any claim; a line beyond it is refused, not kept.
LONGEST_LINE_BYTES = 65_536
_ROWS_A_GROUP = 64
_DEFAULT_NAMES = ("claim", "text")
_DATE_NAME, _CHANNEL_NAME = "date", "channel"
_ALL = "all"
# Of the values that --keep repeats; json reads deeper ones than it writes.
_DEEPEST_KEPT = 100
_NOWHERE = Place()


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
    # A table of rows, whatever is inside: a workbook is recognised by its content.
    ".xlsx": ListFormat.CSV,
    ".xlsm": ListFormat.CSV,
    ".jsonl": ListFormat.JSONL,
    ".ndjson": ListFormat.JSONL,
}


@dataclass(frozen=True, slots=True)
class ListedClaim:
    """A claim and its place in a list.

    Attributes:
        number: Of its line, counted from 1.
        date: When it was posted, as the list writes it; empty if it does not say.
        kept: The list's own values that go into the answer, ``None`` if none were asked for.
        channel: How it came, such as ``whatsapp``; empty if the list does not say.
        picture: Where the claim was read, if the list names a picture.
        source: The list, its sheet and column; empty for a claim that is in none.
    """

    number: int
    text: str
    date: str = ""
    kept: Kept | None = None
    channel: str = ""
    picture: Picture | None = None
    source: Place = _NOWHERE

    @property
    def place(self) -> Place:
        """Where it stands."""
        return replace(self.source, line=self.number) if self.source.file else self.source


@dataclass(frozen=True, slots=True)
class LineProblem:
    """A line that holds no claim, counted from 1, and why; what is kept of it all the same."""

    number: int
    reason: str
    kept: Kept | None = None


Listed = ListedClaim | LineProblem


@dataclass(frozen=True, slots=True)
class ListPlan:
    """Where the claims stand in a list.

    Attributes:
        name: Column of a table or dotted field of JSON Lines; empty for ``claim``
            or ``text``.
        encoding: Of the list, such as ``cp1250``; empty to detect it.
        keep: Columns or fields to repeat in the answers, or only ``all``.
        sheet: Of a workbook; empty to find it.
    """

    written_as: ListFormat = ListFormat.TEXT
    name: str = ""
    encoding: str = ""
    keep: tuple[str, ...] = ()
    sheet: str = ""

    @property
    def sheet_choice(self) -> "SheetChoice":
        """Which sheet of a workbook is read, and what its header has."""
        from factcheck.formats.workbook_reader import SheetChoice  # lazy: only files need it

        return SheetChoice(self.sheet, (self.name,) if self.name else ())

    @property
    def keeps_all(self) -> bool:
        """Whether everything but the claim is repeated in the answers."""
        return self.keep == (_ALL,)


def format_by_suffix(path: Path | None) -> ListFormat | None:
    """Return how a list of that name is written; None if its name does not say.

    Raises:
        UsageError: It is JSON, of which only one object a line is a list.
    """
    suffixes = [suffix.lower() for suffix in path.suffixes if suffix != ".gz"] if path else []
    last = suffixes[-1] if suffixes else ""
    if last == ".json":
        raise UsageError(
            f"{path}: a list of claims has one JSON object a line; if this file has, "
            "add --input-format jsonl"
        )
    return _BY_SUFFIX.get(last)


def listed_claims(
    source: "Input",
    plan: ListPlan,
    more_waits: Callable[[], bool] = lambda: True,
) -> Iterator[list[Listed]]:
    r"""Yield the claims of *source* in order, in groups as they arrive.

    Lines end with ``\n`` or ``\r\n``. Where *more_waits* says that the next line may take a
    while, an empty group comes first; not in a table, whose records may go over several lines.

    Blank lines are left out, also rows whose cells are all blank; every other line that holds no
    claim is in its place as a problem. In a table the number of a claim is that of the physical
    line where its record starts. A column or a field that is called ``date`` says when the claim
    was posted, and one that is called ``channel`` how it came.

    Raises:
        InputError: the list as a whole cannot be read.
        UsageError: a table has no such column.
    """
    groups = _line_groups(source, more_waits)
    place = Place(file=source.name)
    if source.sheet is not None:
        return _grouped(_from_sheet(source.sheet, chain.from_iterable(groups), plan, place))
    if plan.written_as is ListFormat.TEXT:
        return (
            [_from_text(line, place) for line in group if not _is_blank(line)] for group in groups
        )
    if plan.written_as is ListFormat.JSONL:
        return (
            [_from_json(line, plan, place) for line in group if not _is_blank(line)]
            for group in groups
        )
    return _grouped(_from_table(chain.from_iterable(groups), plan, place))


def _line_groups(source: "Input", more_waits: Callable[[], bool]) -> Iterator[list[Line]]:
    try:
        yield from source.line_groups(LONGEST_LINE_BYTES, more_waits)
    except OSError as error:
        raise InputError(f"{source.name} cannot be read on: {error}") from error
    if source.damage:
        raise InputError(f"{source.name}: {source.damage}, so claims are missing")


def _is_blank(line: Line) -> bool:
    return not line.problem and not line.text.strip(BLANK)


def _from_text(line: Line, source: Place) -> Listed:
    if line.problem:
        return LineProblem(line.number, line.problem)
    text = line.text.removesuffix("\n").removesuffix("\r")
    return _claim(ListedClaim(line.number, text, source=source))


def _claim(listed: ListedClaim) -> Listed:
    if not listed.text.strip():
        return LineProblem(listed.number, "the claim is empty", listed.kept)
    return listed


def _from_json(line: Line, plan: ListPlan, source: Place) -> Listed:
    nothing = {} if plan.keeps_all else dict.fromkeys(plan.keep) if plan.keep else None
    listed = _from_text(line, source)
    if isinstance(listed, LineProblem):
        return replace(listed, kept=nothing)
    kept: Kept | None = nothing
    try:
        record = json.loads(listed.text)
        if plan.keep:
            kept = _kept_fields(record, plan)
        text = _field(record, plan.name)
    except (ValueError, RecursionError):
        return LineProblem(line.number, "not JSON", nothing)
    except LookupError as error:
        return LineProblem(line.number, str(error.args[0]), kept)
    date, channel = (_beside(record, plan.name, name) for name in (_DATE_NAME, _CHANNEL_NAME))
    return _claim(ListedClaim(line.number, text, date, kept, channel, source=source))


def _kept_fields(record: object, plan: ListPlan) -> Kept:
    """Return the fields of *record* to keep.

    Raises:
        LookupError: One of them is nested too deeply.
        ValueError: One of them is a number that JSON cannot say.
    """
    if not plan.keeps_all:
        kept = {name: _at(record, name) for name in plan.keep}
    elif isinstance(record, dict):
        claims = (plan.name,) if plan.name else _DEFAULT_NAMES
        claim = next((name for name in claims if name in record), None)
        kept = {name: value for name, value in record.items() if name != claim}
    else:
        kept = {}
    for name, value in kept.items():
        if _is_deeper(value, _DEEPEST_KEPT):
            raise LookupError(f"field '{name}' is nested more than {_DEEPEST_KEPT} deep")
    json_line(kept)
    return kept


def _is_deeper(value: object, depth: int) -> bool:
    if not isinstance(value, dict | list):
        return False
    inner = value.values() if isinstance(value, dict) else value
    return depth == 0 or any(_is_deeper(each, depth - 1) for each in inner)


def _field(record: object, field: str) -> str:
    if isinstance(record, str) and not field:
        return record
    for name in (field,) if field else _DEFAULT_NAMES:
        found = _at(record, name)
        if isinstance(found, str):
            return found
        if found is not None:
            raise LookupError(f"field '{name}' holds no text")
    raise LookupError(f"no field '{field}'" if field else "no field 'claim' or 'text'; see --field")


def _beside(record: object, field: str, wanted: str) -> str:
    """Find *wanted* beside the claim: with the claim in ``post.text``, ``post.date``."""
    beside = f"{field.rpartition('.')[0]}.{wanted}".lstrip(".")
    for name in (beside, wanted):
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


def _from_sheet(
    sheet: "Sheet", rows: Iterator[Line], plan: ListPlan, source: Place
) -> Iterator[Listed]:
    plan = replace(plan, written_as=ListFormat.CSV)
    for listed in _from_table(rows, plan, replace(source, sheet=sheet.name), sheet):
        if isinstance(listed, LineProblem):
            yield replace(listed, reason=f"{sheet.place(listed.number)}: {listed.reason}")
        else:
            yield listed


def _from_table(
    lines: Iterator[Line], plan: ListPlan, source: Place, sheet: "Sheet | None" = None
) -> Iterator[Listed]:
    """Yield the claim of every record after the header, or why there is none."""
    from factcheck.formats.csv_reader import read_header  # lazy: only tables need it

    first = next(lines, None)
    if first is None:
        return
    rows = CsvRows(chain((first,), lines))
    header = read_header(rows, source.file, "\t" if plan.written_as is ListFormat.TSV else "")
    names = [heading.casefold() for heading in header]
    claim = _position(names, (plan.name,) if plan.name else _DEFAULT_NAMES, plan)
    beside = [
        names.index(name) if name in names and names.index(name) != claim else None
        for name in (_DATE_NAME, _CHANNEL_NAME)
    ]
    wanted = [each for each in names if each != names[claim]] if plan.keeps_all else plan.keep
    kept = [_position(names, (name,), plan) for name in wanted]
    letters = "" if sheet is None else sheet.letters(claim)
    source = replace(source, column=header[claim], letters=letters)
    for row in rows:
        # Spreadsheets write the delimiters of their empty rows.
        if row.problem or any(cell.strip() for cell in row.cells):
            cells = {header[place]: _cell(row, place) for place in kept} if plan.keep else None
            yield _from_row(row, claim, beside, cells, source)


def _from_row(
    row: Row, claim: int, beside: Sequence[int | None], kept: Kept | None, source: Place
) -> Listed:
    if row.problem:
        return LineProblem(row.line, row.problem, kept)
    if claim >= len(row.cells):
        return LineProblem(row.line, f"no cell in column {claim + 1}", kept)
    date, channel = ("" if place is None else _cell(row, place) for place in beside)
    return _claim(ListedClaim(row.line, row.cells[claim], date, kept, channel, source=source))


def _cell(row: Row, place: int) -> str:
    return row.cells[place] if place < len(row.cells) else ""


def _position(names: Sequence[str], wanted: Sequence[str], plan: ListPlan) -> int:
    """Return the place among *names* of the first column that is *wanted*."""
    for name in wanted:
        count = names.count(name.strip().casefold())
        if count > 1:
            raise UsageError(f"the table has {count} columns named '{name}'")
        if count:
            return names.index(name.strip().casefold())
    if wanted == _DEFAULT_NAMES and len(names) == 1:
        return 0
    columns = ", ".join(names)
    if wanted[0] in plan.keep:
        raise UsageError(f"--keep {wanted[0]}: the table has no such column, but {columns}")
    raise UsageError(f"the table has no column '{wanted[0]}'; name one with --column: {columns}")


def _grouped(listed: Iterator[Listed]) -> Iterator[list[Listed]]:
    while group := list(islice(listed, _ROWS_A_GROUP)):
        yield group
