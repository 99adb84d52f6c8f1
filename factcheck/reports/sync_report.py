"""Say what came of following a partner's feed."""

from collections.abc import Sequence
from dataclasses import replace

from factcheck.model import IngestReport
from factcheck.reports.document import Block, Document, Line, Tone
from factcheck.reports.ingest_report import ingest_object, ingest_sheet


def sync_sheet(
    name: str, report: IngestReport | None, notes: Sequence[str], *, rehearsed: bool
) -> Document:
    """Return what came of the feed *name*; its *report* is ``None`` where nothing was new."""
    if report is None:
        lines = tuple(Line("Note", note, Tone.MIXED) for note in notes)
        return Document((Block(f"{name}: nothing new", lines, Tone.GOOD),))
    told = replace(report, notes=(*report.notes, *notes))
    return ingest_sheet({name: told}, rehearsed=rehearsed)


def sync_object(
    name: str, report: IngestReport | None, notes: Sequence[str], *, rehearsed: bool
) -> dict[str, object]:
    """Return the same as a JSON object."""
    told = replace(report or IngestReport(), notes=(*(report.notes if report else ()), *notes))
    counted = ingest_object({name: told}, rehearsed=rehearsed)
    return {**counted, "feed": name, "unchanged": report is None}
