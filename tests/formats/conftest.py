import io

import pytest

from factcheck.formats.input_files import open_input
from factcheck.formats.read_options import ReadOptions
from factcheck.formats.record_reader import read_records
from factcheck.model import RecordProblem


@pytest.fixture
def read():
    """Read bytes or text as if they were a file of that name: (records, problems)."""

    def reading(content, name="checks.csv", **options):
        encoded = content.encode() if isinstance(content, str) else content
        source = open_input(io.BytesIO(encoded), name)
        found = list(read_records(source, ReadOptions(**options)))
        problems = [record for record in found if isinstance(record, RecordProblem)]
        return [record for record in found if not isinstance(record, RecordProblem)], problems

    return reading
