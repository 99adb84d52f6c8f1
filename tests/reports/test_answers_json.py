import io
import json

import pytest

from factcheck.formats.json_lines_writer import json_line
from factcheck.model import Decision
from factcheck.reports.answer_writers import answer_writer
from factcheck.reports.answers_json import answer_object
from factcheck.reports.report_formats import AnswerFormat

PROMISED = {"schema_version", "line", "claim", "language", "decision", "matches"}
PROMISED_OF_MATCH = {
    "id", "decision", "score", "claim", "verdict", "rating", "publisher", "title", "url",
    "reviewed_on", "language", "signals", "citation",
}  # fmt: skip


def test_the_object_has_the_documented_fields(answer):
    written = json.loads(json_line(answer_object(answer(), 3)))

    assert written.keys() >= PROMISED
    assert written["matches"][0].keys() >= PROMISED_OF_MATCH
    assert written["matches"][0]["signals"][0].keys() == {"name", "value", "conflict", "text"}
    assert (written["schema_version"], written["line"]) == (1, 3)
    assert (written["decision"], written["matches"][0]["verdict"]) == ("match", "false")
    assert written["matches"][0]["rating"] == "Lažna vijest"


def test_an_unusable_line_is_an_object_with_an_error():
    stream = io.StringIO()
    answer_writer(AnswerFormat.JSONL, stream, is_list=True).write_problem(2, "empty line")

    assert json.loads(stream.getvalue()) == {
        "schema_version": 1,
        "line": 2,
        "error": "empty line",
    }


def test_letters_of_all_scripts_stand_for_themselves(answer):
    assert "Pijenje vrele vode liječi gripu." in json_line(answer_object(answer()))


def test_nan_is_refused():
    with pytest.raises(ValueError, match="JSON"):
        json_line({"score": float("nan")})


@pytest.mark.parametrize("count", [0, 1, 3])
def test_a_list_is_one_json_value_however_long(answer, count):
    stream = io.StringIO()
    writer = answer_writer(AnswerFormat.JSON, stream, is_list=True)
    for line in range(count):
        writer.write_answer(line + 1, answer())
    writer.finish()

    assert [each["line"] for each in json.loads(stream.getvalue())] == list(range(1, count + 1))


def test_a_single_claim_is_one_object_with_its_near_misses(answer, match):
    stream = io.StringIO()
    writer = answer_writer(AnswerFormat.JSON, stream, is_list=False)
    missed = match(decision=Decision.NONE, score=0.2)
    writer.write_answer(1, answer(decision=Decision.NONE, matches=(), near_misses=(missed,)))
    writer.finish()

    written = json.loads(stream.getvalue())
    assert written["near_misses"][0]["decision"] == "none"
    assert "near miss, not a match" in written["near_misses"][0]["citation"]


class Flushed(io.StringIO):
    """Counts how often somebody made sure that a reader sees the text."""

    flushes = 0

    def flush(self):
        self.flushes += 1
        super().flush()


def test_every_line_is_flushed_as_it_is_written(answer):
    stream = Flushed()
    writer = answer_writer(AnswerFormat.JSONL, stream, is_list=True)
    writer.write_answer(1, answer())
    writer.write_problem(2, "empty line")

    assert stream.flushes == 2
