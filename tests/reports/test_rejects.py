import io
import json
from pathlib import Path

import pytest

from factcheck.errors import UsageError
from factcheck.model import RecordProblem
from factcheck.reports.rejects import rejects_writer


def test_rejected_records_are_kept_as_they_were():
    stream = io.StringIO()
    raw = {"claim": "=1+1", "n": 5}
    rejects_writer(Path("r.jsonl"), stream).write("a.csv", RecordProblem(7, "no publisher", raw))

    assert json.loads(stream.getvalue()) == {
        "file": "a.csv",
        "line": 7,
        "reason": "no publisher",
        "record": raw,
    }


def test_rejects_need_a_name_that_says_how_to_write_them():
    with pytest.raises(UsageError, match=r"\.csv or \.jsonl"):
        rejects_writer(Path("rejects.xlsx"), io.StringIO())
