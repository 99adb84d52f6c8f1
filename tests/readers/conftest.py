import io

import pytest

from factcheck.model import RecordProblem
from factcheck.readers.inputs import open_input
from factcheck.readers.options import ReadOptions
from factcheck.readers.reading import read_records


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
