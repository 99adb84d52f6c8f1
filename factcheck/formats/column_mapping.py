"""Tell at once when somebody maps a column that a file does not have."""

from collections.abc import Iterable, Iterator, Mapping

from factcheck.errors import InputError
from factcheck.formats.column_names import plain_name
from factcheck.formats.json_flatten import flatten
from factcheck.model import RawRecord, RecordProblem

# Records of JSON may lack a key; so many in a row show what a file has.
_LOOK_AT_RECORDS = 100
_NAMES_SHOWN = 30


def with_mapped_columns(
    records: Iterable[RawRecord | RecordProblem], mapped: Mapping[str, str], name: str
) -> Iterator[RawRecord | RecordProblem]:
    """Yield *records* as they are, once every mapped column has been seen in one of them.

    Args:
        records: As a reader gives them.
        mapped: Column names to our fields; ``a.b`` is ``b`` inside ``a``.
        name: What messages call the file.

    Raises:
        InputError: None of the first records has one of the columns.
    """
    coming = iter(records)
    unseen = {plain_name(column): column for column in mapped}
    waiting: list[RawRecord | RecordProblem] = []
    names: dict[str, None] = {}
    while unseen and len(waiting) < _LOOK_AT_RECORDS:
        record = next(coming, None)
        if record is None:
            break
        waiting.append(record)
        if isinstance(record.raw, Mapping):
            seen = dict.fromkeys(flatten(record.raw))
            names |= seen
            for column in seen:
                unseen.pop(plain_name(column), None)
    if unseen and names:
        raise no_such_column(name, next(iter(unseen.values())), names)
    yield from waiting
    yield from coming


def no_such_column(name: str, column: str, names: Iterable[str]) -> InputError:
    """Return the error for a column that is not there, which lists those that are."""
    there = list(names)
    shown = ", ".join(repr(each[:60]) for each in there[:_NAMES_SHOWN])
    more = f" and {len(there) - _NAMES_SHOWN:,} more" if len(there) > _NAMES_SHOWN else ""
    return InputError(f"{name}: --map: there is no column {column!r}; there are {shown}{more}")
