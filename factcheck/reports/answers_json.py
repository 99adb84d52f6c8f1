"""Write answers as JSON for scripts, one schema for one claim and for a list."""

from typing import TextIO

from factcheck.citations.one_line import one_line_citation
from factcheck.formats.export_fields import fields_of
from factcheck.formats.json_lines_writer import json_line, json_page
from factcheck.model import (
    RABAT_FACTORS,
    Answer,
    FactCheck,
    HarmNote,
    JudgedPair,
    Kept,
    Match,
    Picture,
    Place,
    Signal,
)
from factcheck.reports.claim_places import place_object

SCHEMA_VERSION = 1
# In the order of the output; "harm" follows, and lists its fields in another order than exports.
_FACT_CHECK_FIELDS = (
    "claim", "verdict", "rating", "rating_language", "mapped_by", "axis", "media_flags",
    "publisher", "publisher_domain", "publisher_country", "title", "url", "reviewed_on",
    "modified_on", "language", "claimant", "claimed_on", "appearances", "archive_urls",
    "record_id", "state", "state_reason", "state_on",
)  # fmt: skip


def answer_object(answer: Answer, line: int = 1, kept: Kept | None = None) -> dict[str, object]:
    """Return *answer* as the JSON object that scripts may rely on, with what is *kept* of its line.

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
        **({} if answer.picture is None else {"picture": picture_object(answer.picture)}),
        **_place_field(answer.place),
        **_kept_object(kept),
    }


def picture_object(picture: Picture) -> dict[str, object]:
    """Return what was read in a picture, with boxes as left, top, width and height in pixels."""
    return {
        "name": picture.name,
        "width": picture.width,
        "height": picture.height,
        "text": picture.text,
        "confidence": round(picture.confidence, 2),
        "lines": [
            {"text": line.text, "box": list(line.box), "confidence": line.confidence}
            for line in picture.lines
        ],
        "packs": picture.packs,
        "pdq": picture.pdq,
        "pdq_quality": picture.quality,
    }


def problem_object(line: int, reason: str, kept: Kept | None = None) -> dict[str, object]:
    """Return the JSON object for a line that cannot be looked up."""
    return {
        "schema_version": SCHEMA_VERSION,
        "line": line,
        "error": reason,
        **_kept_object(kept),
    }


def _place_field(place: Place | None) -> dict[str, object]:
    return {} if place is None else {"place": place_object(place)}


def _kept_object(kept: Kept | None) -> dict[str, object]:
    # In an object of their own, the names of a list cannot collide with ours.
    return {} if kept is None else {"kept": dict(kept)}


def match_object(match: Match) -> dict[str, object]:
    """Return one match with its fact-check, reasons and citation."""
    return {
        "id": match.fact_check.id,
        "decision": match.decision.value,
        # Four digits are the same on all machines; the score is no more precise.
        "score": round(match.score, 4),
        **_fact_check_fields(match.fact_check),
        "part": match.part,
        "group": match.group,
        "signals": [signal_object(signal) for signal in match.signals],
        "citation": one_line_citation(match.fact_check, match.decision),
        "judgements": [_judgement_object(pair) for pair in match.judgements],
        **_place_field(match.place),
    }


def fact_check_object(fact_check: FactCheck) -> dict[str, object]:
    """Return *fact_check* as a JSON object, without its raw record."""
    return {
        "id": fact_check.id,
        **_fact_check_fields(fact_check),
        "summary": fact_check.summary,
        "script": fact_check.script,
        "tags": list(fact_check.tags),
    }


class JsonLinesWriter:
    """Writes one object a line, flushed so that a program can read along."""

    def __init__(self, stream: TextIO) -> None:
        """Write to *stream*, which must take UTF-8."""
        self._stream = stream

    def write_answer(self, line: int, answer: Answer, kept: Kept | None = None) -> None:
        """Write the answer to the claim in *line*, and what is *kept* of it."""
        self._write(answer_object(answer, line, kept))

    def write_problem(self, line: int, reason: str, kept: Kept | None = None) -> None:
        """Write why *line* cannot be looked up, and what is *kept* of it."""
        self._write(problem_object(line, reason, kept))

    def finish(self) -> None:
        """Do nothing: every line is written."""

    def _write(self, value: object) -> None:
        self._stream.write(json_line(value) + "\n")
        self._stream.flush()


class JsonListWriter:
    """Writes one JSON list, object by object, without holding it in memory."""

    def __init__(self, stream: TextIO) -> None:
        """Write to *stream*, which must take UTF-8."""
        self._stream = stream
        self._before = "[\n"

    def write_answer(self, line: int, answer: Answer, kept: Kept | None = None) -> None:
        """Write the answer to the claim in *line*, and what is *kept* of it."""
        self._write(answer_object(answer, line, kept))

    def write_problem(self, line: int, reason: str, kept: Kept | None = None) -> None:
        """Write why *line* cannot be looked up, and what is *kept* of it."""
        self._write(problem_object(line, reason, kept))

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

    def write_answer(self, line: int, answer: Answer, kept: Kept | None = None) -> None:
        """Write the answer to the claim in *line*, and what is *kept* of it."""
        self._stream.write(json_page(answer_object(answer, line, kept)) + "\n")

    def write_problem(self, line: int, reason: str, kept: Kept | None = None) -> None:
        """Write why *line* cannot be looked up, and what is *kept* of it."""
        self._stream.write(json_page(problem_object(line, reason, kept)) + "\n")

    def finish(self) -> None:
        """Do nothing: the object is written."""


def _fact_check_fields(fact_check: FactCheck) -> dict[str, object]:
    fields = fields_of(fact_check)
    ordered = {name: fields[name] for name in _FACT_CHECK_FIELDS}
    return {**ordered, "harm": _harm_object(fact_check.harm)}


def _harm_object(note: HarmNote | None) -> dict[str, object] | None:
    """Return *note* as a JSON object, ``None`` if there is none."""
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


def _judgement_object(pair: JudgedPair) -> dict[str, object]:
    return {
        "judgement": pair.judgement.value,
        "judged_by": pair.judged_by,
        "judged_at": pair.judged_at,
        "note": pair.note,
        "origin": pair.origin,
    }


def signal_object(signal: Signal) -> dict[str, object]:
    """Return one reason for or against a match."""
    return {
        "name": signal.name,
        "value": round(signal.value, 4),
        "conflict": signal.conflict,
        "text": signal.text,
    }
