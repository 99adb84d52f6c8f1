"""Write rejected records to a file, so that somebody can mend them."""

import csv
import json
from collections.abc import Callable, Mapping
from typing import TextIO

from factcheck.formats.json_lines_writer import json_line
from factcheck.model import RecordProblem
from factcheck.reports.answers_csv import cell

_COLUMNS = ("file", "line", "reason", "record")


class RejectsTable:
    """Writes rejected records as CSV that a spreadsheet may open."""

    def __init__(self, stream: TextIO) -> None:
        """Write the header to *stream*, which must take UTF-8."""
        self._rows = csv.writer(stream, lineterminator="\n")
        self._rows.writerow(_COLUMNS)

    def write(self, input_name: str, problem: RecordProblem) -> None:
        """Write down a record of the file *input_name* and what is wrong with it."""
        raw = problem.raw if isinstance(problem.raw, str) else _as_json(dict(problem.raw))
        self._rows.writerow((cell(input_name), problem.line, cell(problem.reason), cell(raw)))


class RejectsLines:
    """Writes rejected records as JSON Lines, exactly as they were read."""

    def __init__(self, stream: TextIO) -> None:
        """Write to *stream*, which must take UTF-8."""
        self._stream = stream

    def write(self, input_name: str, problem: RecordProblem) -> None:
        """Write down a record of the file *input_name* and what is wrong with it."""
        raw = (
            problem.raw if isinstance(problem.raw, str) else json.loads(_as_json(dict(problem.raw)))
        )
        kept = (input_name, problem.line, problem.reason, raw)
        self._stream.write(json_line(dict(zip(_COLUMNS, kept, strict=True))) + "\n")


RejectsWriter = RejectsTable | RejectsLines


REJECTS_BY_SUFFIX: Mapping[str, Callable[[TextIO], RejectsWriter]] = {
    ".csv": RejectsTable,
    ".jsonl": RejectsLines,
    ".ndjson": RejectsLines,
}


def _as_json(raw: object) -> str:
    # A reader may yield dates or decimals, which JSON has only as text.
    return json.dumps(raw, ensure_ascii=False, default=str)
