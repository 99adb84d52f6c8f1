"""Read any file of fact-checks in a format that we know, record by record."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import cast

from factcheck.formats.column_names import no_such_column, plain_name
from factcheck.formats.input_files import Input
from factcheck.formats.json_flatten import flatten
from factcheck.formats.read_options import ReadOptions
from factcheck.model import RawRecord, RecordProblem

Reader = Callable[[Input, ReadOptions], Iterator[RawRecord | RecordProblem]]

# A JSON record may lack a key; that many in a row show which keys a file has.
_RECORDS_TO_FIND_COLUMNS = 100


def read_records(source: Input, options: ReadOptions) -> Iterator[RawRecord | RecordProblem]:
    """Yield every record of *source*, in order, or the reason why it cannot be read.

    Memory does not grow with the file.

    Raises:
        InputError: The file as a whole cannot be read: no header, a column
            twice, nothing that can be the claim, no column that was mapped.
    """
    line = 0
    read = cast("Reader", source.format.load())
    for record in _with_mapped_columns(read(source, options), options.map, source.name):
        line = record.line
        yield record
    if source.damage:
        yield RecordProblem(line + 1, f"{source.damage}, so records after here are missing")


def _with_mapped_columns(
    records: Iterable[RawRecord | RecordProblem], mapped: Mapping[str, str], name: str
) -> Iterator[RawRecord | RecordProblem]:
    """Yield *records* as they are, once every mapped column was seen in one of them.

    Raises:
        InputError: None of the first records has one of the columns.
    """
    remaining = iter(records)
    unseen = {plain_name(column): column for column in mapped}
    first: list[RawRecord | RecordProblem] = []
    names: dict[str, None] = {}
    while unseen and len(first) < _RECORDS_TO_FIND_COLUMNS:
        record = next(remaining, None)
        if record is None:
            break
        first.append(record)
        if isinstance(record.raw, Mapping):
            columns = dict.fromkeys(flatten(record.raw))
            names |= columns
            for column in columns:
                unseen.pop(plain_name(column), None)
    if unseen and names:
        raise no_such_column(name, next(iter(unseen.values())), names)
    yield from first
    yield from remaining
