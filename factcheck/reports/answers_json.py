"""Write answers as JSON for scripts, one schema for one claim and for a list."""

from typing import TextIO

from factcheck.citations.one_line import one_line_citation
from factcheck.formats.json_lines_writer import json_line, json_page
from factcheck.model import RABAT_FACTORS, Answer, FactCheck, HarmNote, Match, Signal

SCHEMA_VERSION = 1


def answer_object(answer: Answer, line: int = 1) -> dict[str, object]:
    """Return *answer* as the JSON object that scripts may rely on.

    Fields may be added in later versions; none is renamed or removed while
    ``schema_version`` stays.
    """
    return {
        "schema_version": SCHEMA_VERSION,
        "line": line,
        "claim": answer.claim,
        "language": answer.language,
        "decision": answer.decision.value,
        "matches": [match_object(match) for match in answer.matches],
        "near_misses": [match_object(miss) for miss in answer.near_misses],
        "notes": list(answer.notes),
        "engine": answer.engine,
    }


def problem_object(line: int, reason: str) -> dict[str, object]:
    """Return what stands in place of an answer to a line that cannot be looked up."""
    return {"schema_version": SCHEMA_VERSION, "line": line, "error": reason}


def match_object(match: Match) -> dict[str, object]:
    """Return one match with its fact-check, reasons and citation."""
    return {
        "id": match.fact_check.id,
        "decision": match.decision.value,
        # Four digits: the score is not known better, and all machines print the same.
        "score": round(match.score, 4),
        **_fact_check_fields(match.fact_check),
        "part": match.part,
        "group": match.group,
        "signals": [_signal_object(signal) for signal in match.signals],
        "citation": one_line_citation(match.fact_check, match.decision),
    }


def fact_check_object(fact_check: FactCheck) -> dict[str, object]:
    """Return everything that the store keeps about *fact_check*, without the raw record."""
    return {
        "id": fact_check.id,
        **_fact_check_fields(fact_check),
        "summary": fact_check.summary,
        "script": fact_check.script,
        "tags": list(fact_check.tags),
    }


class JsonLinesWriter:
    """Writes one object a line and flushes it, so that a reader can follow."""

    def __init__(self, stream: TextIO) -> None:
        """Write to *stream*, which must take UTF-8."""
        self._stream = stream

    def write_answer(self, line: int, answer: Answer) -> None:
        """Write the answer to the claim in *line*."""
        self._write(answer_object(answer, line))

    def write_problem(self, line: int, reason: str) -> None:
        """Write why *line* cannot be looked up."""
        self._write(problem_object(line, reason))

    def finish(self) -> None:
        """Have nothing left to write: every line is complete by itself."""

    def _write(self, value: object) -> None:
        self._stream.write(json_line(value) + "\n")
        self._stream.flush()


class JsonListWriter:
    """Writes one JSON list, object by object, without holding it in memory."""

    def __init__(self, stream: TextIO) -> None:
        """Write to *stream*, which must take UTF-8."""
        self._stream = stream
        self._before = "[\n"

    def write_answer(self, line: int, answer: Answer) -> None:
        """Write the answer to the claim in *line*."""
        self._write(answer_object(answer, line))

    def write_problem(self, line: int, reason: str) -> None:
        """Write why *line* cannot be looked up."""
        self._write(problem_object(line, reason))

    def finish(self) -> None:
        """Close the list."""
        self._stream.write("[]\n" if self._before == "[\n" else "\n]\n")

    def _write(self, value: object) -> None:
        self._stream.write(self._before + json_line(value))
        self._before = ",\n"


class JsonObjectWriter:
    """Writes a single answer as one indented object."""

    def __init__(self, stream: TextIO) -> None:
        """Write to *stream*, which must take UTF-8."""
        self._stream = stream

    def write_answer(self, line: int, answer: Answer) -> None:
        """Write the answer to the claim in *line*."""
        self._stream.write(json_page(answer_object(answer, line)) + "\n")

    def write_problem(self, line: int, reason: str) -> None:
        """Write why *line* cannot be looked up."""
        self._stream.write(json_page(problem_object(line, reason)) + "\n")

    def finish(self) -> None:
        """Have nothing left to write: the object is complete by itself."""


def _fact_check_fields(fact_check: FactCheck) -> dict[str, object]:
    return {
        "claim": fact_check.claim,
        "verdict": fact_check.verdict.value,
        "rating": fact_check.rating,
        "rating_language": fact_check.rating_language,
        "mapped_by": fact_check.reading.mapped_by.value,
        "axis": fact_check.reading.axis.value,
        "media_flags": [flag.value for flag in fact_check.reading.media_flags],
        "publisher": fact_check.publisher.name,
        "publisher_domain": fact_check.publisher.domain,
        "publisher_country": fact_check.publisher.country,
        "title": fact_check.title,
        "url": fact_check.review_url,
        "reviewed_on": fact_check.reviewed_on,
        "modified_on": fact_check.modified_on,
        "language": fact_check.language,
        "claimant": fact_check.claimant,
        "claimed_on": fact_check.claimed_on,
        "appearances": list(fact_check.appearances),
        "archive_urls": list(fact_check.archive_urls),
        "record_id": fact_check.record_id,
        "state": fact_check.state.value,
        "state_reason": fact_check.state_reason,
        "state_on": fact_check.state_on,
        "harm": _harm_object(fact_check.harm),
    }


def _harm_object(note: HarmNote | None) -> dict[str, object] | None:
    """Return a note on harm as a JSON object, or nothing."""
    if note is None:
        return None
    return {
        "kind": note.kind.value,
        "group": note.group,
        **{name: getattr(note, name) for name in RABAT_FACTORS},
        "peace_messages": [
            {"language": language, "text": text} for language, text in note.peace_messages
        ],
        "noted_by": note.noted_by,
        "noted_on": note.noted_on,
    }


def _signal_object(signal: Signal) -> dict[str, object]:
    return {
        "name": signal.name,
        "value": round(signal.value, 4),
        "conflict": signal.conflict,
        "text": signal.text,
    }
