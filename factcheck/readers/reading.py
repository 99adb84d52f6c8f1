"""Read any file of fact-checks that we know, record by record."""

from collections.abc import Callable, Iterator, Mapping

from factcheck.model import RawRecord, RecordProblem
from factcheck.readers.inputs import Input
from factcheck.readers.json_records import read_json, read_json_lines
from factcheck.readers.options import ReadOptions
from factcheck.readers.sniffing import Format
from factcheck.readers.tables import read_table

Reader = Callable[[Input, ReadOptions], Iterator[RawRecord | RecordProblem]]

# A new format is one reader and one line here.
FORMATS: Mapping[Format, Reader] = {
    Format.TABLE: read_table,
    Format.TAB_TABLE: read_table,
    Format.JSON: read_json,
    Format.JSON_LINES: read_json_lines,
}


def read_records(source: Input, options: ReadOptions) -> Iterator[RawRecord | RecordProblem]:
    """Yield every record of *source*, in order, or the reason why it cannot be taken.

    Memory does not grow with the file.

    Raises:
        InputError: The file as a whole makes no sense: no header, a column
            twice, nothing that can be the claim.
    """
    line = 0
    for record in FORMATS[source.format](source, options):
        line = record.line
        yield record
    if source.trouble:
        yield RecordProblem(line + 1, f"{source.trouble}, so records after here are missing")
