"""Report what the log of what was asked holds."""

from pathlib import Path

from factcheck.reports.answers_json import SCHEMA_VERSION
from factcheck.reports.document import Block, Document, Line, Tone
from factcheck.store.query_log import LogSummary
from factcheck.text.counting import counted


def query_log_document(summary: LogSummary, path: Path, purged: int | None) -> Document:
    """Return what the log at *path* holds; *purged* is how much was deleted, None if not asked."""
    lines = [Line("Log", str(path))]
    if purged is not None:
        lines.append(Line("Deleted", f"{purged:,} for good", Tone.MIXED))
    if not summary.queries:
        advice = "factcheck lookup --log, or FACTCHECK_LOG=1, logs what is asked; it is off"
        lines.append(Line("Begin", advice, Tone.QUIET))
        return Document((Block("nothing is logged here", tuple(lines)),))
    if summary.first_day:
        lines.append(Line("Days", f"{summary.first_day} to {summary.last_day}"))
    lines.append(Line("Texts", f"{summary.texts:,}, without contacts"))
    return Document(
        (Block(f"{counted(summary.queries, 'claim')} asked about", tuple(lines), Tone.STRONG),)
    )


def query_log_object(summary: LogSummary, path: Path, purged: int | None) -> dict[str, object]:
    """Return the same as a JSON object."""
    return {
        "schema_version": SCHEMA_VERSION,
        "log": str(path),
        "queries": summary.queries,
        "texts": summary.texts,
        "first_day": summary.first_day,
        "last_day": summary.last_day,
        "deleted": purged,
    }
