"""The fields of an exported fact-check, the same in every format."""

from collections.abc import Mapping
from dataclasses import fields
from enum import StrEnum

from factcheck.model import FactCheck, HarmKind, HarmNote, JudgedPair, Publisher


class ExportFormat(StrEnum):
    """How fact-checks are written for others."""

    CLAIMREVIEW = "claimreview"
    JSONL = "jsonl"
    CSV = "csv"
    XLSX = "xlsx"
    DB = "db"


FORMAT_BY_SUFFIX = {
    ".csv": ExportFormat.CSV,
    ".db": ExportFormat.DB,
    ".json": ExportFormat.CLAIMREVIEW,
    ".jsonld": ExportFormat.CLAIMREVIEW,
    ".jsonl": ExportFormat.JSONL,
    ".ndjson": ExportFormat.JSONL,
    ".xlsx": ExportFormat.XLSX,
}

# Marks our own records for our reader. Fields may be added under it; none is renamed, removed
# or given another meaning.
SCHEMA = "factcheck/1"

LISTS = ("media_flags", "appearances", "archive_urls", "tags", "pictures")
_HARM_TEXTS = tuple(
    field.name for field in fields(HarmNote) if field.name not in ("kind", "peace_messages")
)


def fields_of(fact_check: FactCheck) -> dict[str, object]:
    """Return the exported fields of *fact_check*, under names that scripts rely on.

    Values are texts, lists of texts, and under ``harm`` an object or ``None``. The raw record is
    not exported: it may have columns that were never meant for others.
    """
    reading = fact_check.reading
    return {
        "schema": SCHEMA,
        "id": fact_check.id,
        "claim": fact_check.claim,
        "rating": fact_check.rating,
        "verdict": reading.verdict.value,
        "url": fact_check.review_url,
        "publisher": fact_check.publisher.name,
        "reviewed_on": fact_check.reviewed_on,
        "language": fact_check.language,
        "publisher_domain": fact_check.publisher.domain,
        "publisher_country": fact_check.publisher.country,
        "rating_language": fact_check.rating_language,
        "mapped_by": reading.mapped_by.value,
        "axis": reading.axis.value,
        "media_flags": [flag.value for flag in reading.media_flags],
        "title": fact_check.title,
        "summary": fact_check.summary,
        "modified_on": fact_check.modified_on,
        "claimant": fact_check.claimant,
        "claimed_on": fact_check.claimed_on,
        "appearances": list(fact_check.appearances),
        "archive_urls": list(fact_check.archive_urls),
        "tags": list(fact_check.tags),
        "script": fact_check.script,
        "record_id": fact_check.record_id,
        "state": fact_check.state.value,
        "state_reason": fact_check.state_reason,
        "state_on": fact_check.state_on,
        "harm": _harm_fields(fact_check.harm),
        "pictures": list(fact_check.pictures),
    }


def _harm_fields(harm: HarmNote | None) -> dict[str, object] | None:
    if harm is None:
        return None
    return {
        "kind": harm.kind.value,
        **{name: getattr(harm, name) for name in _HARM_TEXTS},
        "peace_messages": [
            {"language": language, "text": text} for language, text in harm.peace_messages
        ],
    }


def judgement_fields(pair: JudgedPair) -> dict[str, str]:
    """Return *pair* under names that scripts rely on, with the fact-check as it was then."""
    return {
        "claim": pair.text,
        "id": pair.fact_check_id,
        "judgement": pair.judgement.value,
        "judged_by": pair.judged_by,
        "judged_at": pair.judged_at,
        "note": pair.note,
        "origin": pair.origin,
        "reviewed_claim": pair.claim,
        "verdict": pair.verdict.value,
    }


JUDGEMENT_NAMES = (
    "claim",
    "id",
    "judgement",
    "judged_by",
    "judged_at",
    "note",
    "origin",
    "reviewed_claim",
    "verdict",
)
NAMES = tuple(fields_of(FactCheck("-", Publisher("-"))))
HARM_NAMES = tuple(_harm_fields(HarmNote(HarmKind.OTHER)) or ())


def as_text(value: object) -> str:
    """Return *value* if it is text.

    Raises:
        TypeError: It is anything else.
    """
    if not isinstance(value, str):
        raise TypeError("is no text")
    return value


def as_texts(value: object) -> list[str]:
    """Return *value* if it is a list of texts.

    Raises:
        TypeError: It is anything else.
    """
    if not isinstance(value, list):
        raise TypeError("is no list")
    return [as_text(text) for text in value]


def as_object(value: object) -> Mapping[str, object]:
    """Return *value* if it is an object with named members.

    Raises:
        TypeError: It is anything else.
    """
    if not isinstance(value, Mapping):
        raise TypeError("is no object")
    return value
