"""Name the ways in which answers and reports can be written."""

from enum import StrEnum


class AnswerFormat(StrEnum):
    """How answers are written; ``auto`` is for whoever reads the output."""

    AUTO = "auto"
    TEXT = "text"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"
    MD = "md"


class ReportFormat(StrEnum):
    """How a report about the store is written; ``text`` means panels in a terminal."""

    TEXT = "text"
    JSON = "json"


BY_SUFFIX = {
    ".csv": AnswerFormat.CSV,
    ".json": AnswerFormat.JSON,
    ".jsonl": AnswerFormat.JSONL,
    ".md": AnswerFormat.MD,
    ".ndjson": AnswerFormat.JSONL,
}
