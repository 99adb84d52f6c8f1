"""Name the ways in which fact-checks are handed on."""

from enum import StrEnum


class ExportFormat(StrEnum):
    """How fact-checks are written for others."""

    CLAIMREVIEW = "claimreview"
    JSONL = "jsonl"
    CSV = "csv"
    DB = "db"


BY_SUFFIX = {
    ".csv": ExportFormat.CSV,
    ".db": ExportFormat.DB,
    ".json": ExportFormat.CLAIMREVIEW,
    ".jsonld": ExportFormat.CLAIMREVIEW,
    ".jsonl": ExportFormat.JSONL,
    ".ndjson": ExportFormat.JSONL,
}
