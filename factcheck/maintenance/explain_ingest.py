"""Explain an ingest: where each field of a record comes from, without saving anything."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from factcheck.formats.input_files import open_input
from factcheck.formats.json_flatten import flatten
from factcheck.formats.read_options import ReadOptions
from factcheck.formats.record_reader import read_records
from factcheck.formats.validation import validate
from factcheck.formats.workbook_reader import Sheet
from factcheck.model import FactCheck, MappedBy, RawRecord, RecordProblem, State

# JSON-LD keys that mean nothing to a person.
_JSON_LD_KEYS = ("@context", "@type")

_RATING_FIELDS = ("rating", "verdict", "possible_rating")
_VERDICT_BY = {
    MappedBy.MAINTAINER: "what a maintainer said of the rating",
    MappedBy.PUBLISHER_TABLE: "our table of the publisher's ratings",
    MappedBy.LANGUAGE_TABLE: "our table of the language's ratings",
    MappedBy.NUMBER: "the number of the rating, for its words are not known",
    MappedBy.NOBODY: "nobody: no table knows the rating",
}


@dataclass(frozen=True, slots=True)
class ExplainedField:
    """A field of a fact-check, and where it came from.

    Attributes:
        origin: A column, a path into JSON, or in words what was used instead.
        cell: Of a sheet, such as ``B3``; empty for other files.
    """

    name: str
    value: str
    origin: str
    cell: str = ""


@dataclass(frozen=True, slots=True)
class ExplainedRecord:
    """A record as it would be ingested, or why it would be rejected.

    Attributes:
        format: The detected format of the file.
        fields: Without blank ones.
        ignored: Other values of the record, by its own names.
        notes: What would be dropped.
        problem: Why the record would be rejected, empty if it is valid.
        sheet: Of a workbook, whose row is the line; empty for other files.
    """

    line: int
    item: int
    format: str
    fields: tuple[ExplainedField, ...] = ()
    ignored: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()
    problem: str = ""
    sheet: str = ""


def explain_file(
    source: Path | BinaryIO, reading: ReadOptions, count: int, *, name: str = ""
) -> Iterator[ExplainedRecord]:
    """Yield the first *count* records of a file as they would be ingested.

    Raises:
        InputError: The file as a whole cannot be read as records.
    """
    with open_input(source, name, encoding=reading.encoding, sheet=reading.sheet_choice) as opened:
        records = read_records(opened, reading)
        yield from explain_records(
            records, reading, count, format=opened.format.name, sheet=opened.sheet
        )


def explain_records(
    records: Iterable[RawRecord | RecordProblem],
    reading: ReadOptions,
    count: int,
    *,
    format: str,
    sheet: Sheet | None = None,
) -> Iterator[ExplainedRecord]:
    """Yield the first *count* of *records* as they would be ingested, with cells of *sheet*."""
    for record in islice(records, count):
        if isinstance(record, RecordProblem):
            yield _rejected(record, format)
            continue
        checked = validate(record, reading)
        if isinstance(checked, RecordProblem):
            yield replace(_rejected(checked, format), ignored=_unused(record))
            continue
        fact_check, notes = checked
        cells = {} if sheet is None else _cells(record, sheet)
        fields = tuple(
            ExplainedField(name, value, origin, cells.get(origin, ""))
            for name, value, origin in _fields(fact_check, record)
            if value
        )
        yield ExplainedRecord(
            record.line, record.item, format, fields, _unused(record), notes, sheet=record.sheet
        )


def _cells(record: RawRecord, sheet: Sheet) -> dict[str, str]:
    """Return the cells of *record* by the headings of their columns."""
    return {
        heading: f"{sheet.letters(column)}{record.line}"
        for column, heading in enumerate(record.raw)
    }


def _rejected(problem: RecordProblem, format: str) -> ExplainedRecord:
    return ExplainedRecord(
        problem.line, problem.item, format, problem=problem.reason, sheet=problem.sheet
    )


def _fields(fact_check: FactCheck, record: RawRecord) -> Iterator[tuple[str, str, str]]:
    """Yield name, value and origin of every field, blank ones too."""
    origins = record.origins
    reading, publisher = fact_check.reading, fact_check.publisher
    title = f"{origins.get('title', 'title')}, which stands in for the claim"
    yield "claim", fact_check.claim, origins.get("claim", title)
    rating = next((origins[name] for name in _RATING_FIELDS if name in origins), "")
    yield "rating", fact_check.rating, rating
    mapped_by = _VERDICT_BY.get(reading.mapped_by, origins.get("verdict", "the record itself"))
    yield "verdict", reading.verdict, mapped_by
    flags = origins.get("media_flags", "our table of ratings")
    yield "media_flags", ", ".join(reading.media_flags), flags
    yield "publisher", publisher.name, origins.get("publisher", "the host of the review URL")
    host = "the host of the review URL" if fact_check.review_url else origins.get("publisher", "")
    yield "publisher_domain", publisher.domain, origins.get("publisher_domain", host)
    yield "country", publisher.country, origins.get("country", "")
    yield "url", fact_check.review_url, origins.get("url", "")
    for name in ("title", "summary", "reviewed_on", "modified_on", "claimant", "claimed_on"):
        yield name, getattr(fact_check, name), origins.get(name, "")
    for name in ("appearances", "archive_urls", "tags"):
        yield name, ", ".join(getattr(fact_check, name)), origins.get(name, "")
    yield "language", fact_check.language, origins.get("language", "a guess at the claim")
    rating_language = origins.get(
        "rating_language", "our table of ratings, or the language of the page"
    )
    yield "rating_language", fact_check.rating_language, rating_language
    yield "record_id", fact_check.record_id, origins.get("record_id", "")
    stated_by = (origins[name] for name in ("state", "correction", "expires") if name in origins)
    is_stated = fact_check.state is not State.CURRENT or "state" in origins
    yield "state", fact_check.state if is_stated else "", next(stated_by, "")
    for name in ("state_reason", "state_on"):
        yield name, getattr(fact_check, name), origins.get(name, "")


def _unused(record: RawRecord) -> tuple[tuple[str, str], ...]:
    """Return what *record* says under names that no field came from."""
    used = {name for origin in record.origins.values() for name in origin.split(", ")}
    unused = []
    for name, value in flatten(record.raw).items():
        is_used = any(name == one or name.startswith(f"{one}.") for one in used)
        if not is_used and not name.endswith(_JSON_LD_KEYS):
            text = value if isinstance(value, str) else " | ".join(value)
            if text.strip():
                unused.append((name, text))
    return tuple(unused)
