import io
import json

from factcheck.model import RecordProblem
from factcheck.reports.rejects import RejectsLines


def test_rejected_records_are_kept_as_they_were():
    stream = io.StringIO()
    raw = {"claim": "=1+1", "n": 5}
    RejectsLines(stream).write("a.csv", RecordProblem(7, "no publisher", raw))

    assert json.loads(stream.getvalue()) == {
        "file": "a.csv",
        "line": 7,
        "reason": "no publisher",
        "record": raw,
    }
