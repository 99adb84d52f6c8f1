"""Read any file of fact-checks that we know, record by record."""

from collections.abc import Callable, Iterator
from typing import cast

from factcheck.formats.column_mapping import with_mapped_columns
from factcheck.formats.input_files import Input
from factcheck.formats.read_options import ReadOptions
from factcheck.model import RawRecord, RecordProblem

Reader = Callable[[Input, ReadOptions], Iterator[RawRecord | RecordProblem]]


def read_records(source: Input, options: ReadOptions) -> Iterator[RawRecord | RecordProblem]:
    """Yield every record of *source*, in order, or the reason why it cannot be taken.

    Memory does not grow with the file.

    Raises:
        InputError: The file as a whole makes no sense: no header, a column
            twice, nothing that can be the claim, no column that was mapped.
    """
    line = 0
    read = cast("Reader", source.format.load())
    for record in with_mapped_columns(read(source, options), options.map, source.name):
        line = record.line
        yield record
    if source.damage:
        yield RecordProblem(line + 1, f"{source.damage}, so records after here are missing")
