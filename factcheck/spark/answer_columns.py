"""The columns of an answer: those of the CSV format, and the whole answer as JSON."""

from collections.abc import Sequence

from factcheck.formats.json_lines_writer import json_line
from factcheck.model import Answer
from factcheck.reports.answers_csv import match_texts
from factcheck.reports.answers_json import answer_object

# In their order; all but `answer` are the columns of `factcheck lookup --format csv` for the best
# match. Numbers are numbers here.
ANSWER_COLUMNS = (
    "decision", "score", "id", "verdict", "rating", "rating_language", "mapped_by",
    "reviewed_claim", "language", "publisher", "publisher_domain", "publisher_country", "title",
    "url", "reviewed_on", "claimant", "claimed_on", "part", "reasons", "conflicts", "citation",
    "group", "state", "harm_kind", "claim_language", "notes", "engine", "error", "answer",
)  # fmt: skip
_NOT_TEXT = {"score": "double", "group": "int"}

Row = dict[str, str | float | int | None]


def answer_type(columns: Sequence[str]) -> str:
    """Return the type of one answer in Spark's words, with a field for each of *columns*."""
    return ", ".join(f"`{name}` {_NOT_TEXT.get(name, 'string')}" for name in columns)


def answer_row(answer: Answer, columns: Sequence[str]) -> Row:
    """Return *answer* as one row with *columns*.

    Where nothing fits, everything about a fact-check is ``None``. ``answer`` is the line that
    ``factcheck lookup --format jsonl`` writes for this claim alone.
    """
    row: Row = {
        "decision": answer.decision.value,
        "claim_language": answer.language,
        "notes": " ".join(answer.notes),
        "engine": answer.engine,
    }
    if answer.matches:
        best = answer.matches[0]
        row |= match_texts(best) | {"score": round(best.score, 4), "group": best.group}
    if "answer" in columns:
        row["answer"] = json_line(answer_object(answer))
    return {name: row.get(name) for name in columns}


def problem_row(reason: str, columns: Sequence[str]) -> Row:
    """Return the row for a claim that cannot be looked up."""
    return {name: reason if name == "error" else None for name in columns}
