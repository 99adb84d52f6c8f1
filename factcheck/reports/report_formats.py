"""Names of the formats of answers and reports."""

from enum import StrEnum


class AnswerFormat(StrEnum):
    """How answers are written; ``auto`` is panels in a terminal and text elsewhere."""

    AUTO = "auto"
    TEXT = "text"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"
    TSV = "tsv"
    XLSX = "xlsx"
    MD = "md"
    HTML = "html"


class ReportFormat(StrEnum):
    """How a report about the store is written; ``text`` means panels in a terminal."""

    TEXT = "text"
    JSON = "json"


class TableFormat(StrEnum):
    """How a report with many rows is written: also for a spreadsheet."""

    TEXT = "text"
    JSON = "json"
    CSV = "csv"


BY_SUFFIX = {
    ".csv": AnswerFormat.CSV,
    ".htm": AnswerFormat.HTML,
    ".html": AnswerFormat.HTML,
    ".json": AnswerFormat.JSON,
    ".jsonl": AnswerFormat.JSONL,
    ".md": AnswerFormat.MD,
    ".ndjson": AnswerFormat.JSONL,
    ".tab": AnswerFormat.TSV,
    ".tsv": AnswerFormat.TSV,
    ".txt": AnswerFormat.TEXT,
    ".xlsx": AnswerFormat.XLSX,
}
