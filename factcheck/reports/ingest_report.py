"""Report what an ingest did with every record, also where it followed a partner's feed."""

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace

from factcheck.model import IngestReport
from factcheck.reports.answers_json import SCHEMA_VERSION
from factcheck.reports.document import Block, Document, Line, Tone
from factcheck.text.counting import counted

_COUNTS = tuple(field.name for field in fields(IngestReport) if field.name != "notes")

# Every record has one of these outcomes; other counts are shown only if they are not 0.
_OUTCOMES = ("added", "changed", "unchanged", "rejected")
_OTHER_COUNTS = {
    "differing": "say something else than another input",
    "missing": "no longer in this input",
    "retired": "of these marked as retired",
    "encoded": "encoded for comparing by meaning",
}


def ingest_document(reports: Mapping[str, IngestReport], *, dry_run: bool) -> Document:
    """Return what was done with each input, and the sum where there are several.

    Args:
        reports: By the name of their input, in the order of the ingest.
        dry_run: Whether nothing was saved.
    """
    blocks = [_block(name, report, dry_run=dry_run) for name, report in reports.items()]
    if len(blocks) > 1:
        blocks.append(_block(f"All {len(blocks)} files", total(reports), dry_run=dry_run))
    return Document(tuple(blocks))


def ingest_object(reports: Mapping[str, IngestReport], *, dry_run: bool) -> dict[str, object]:
    """Return what was done with each input, and the sum, as a JSON object."""
    return {
        "schema_version": SCHEMA_VERSION,
        "dry_run": dry_run,
        "files": [{"file": name} | _counted(report) for name, report in reports.items()],
        "total": _counted(total(reports)),
    }


def total(reports: Mapping[str, IngestReport]) -> IngestReport:
    """Return the sum of all *reports*, without their notes."""
    sums = {name: sum(getattr(each, name) for each in reports.values()) for name in _COUNTS}
    return IngestReport(**sums)


def sync_document(
    name: str, report: IngestReport | None, notes: Sequence[str], *, dry_run: bool
) -> Document:
    """Return the result of a sync with the feed *name*; *report* is ``None`` if nothing was new."""
    if report is None:
        lines = tuple(Line("Note", note, Tone.MIXED) for note in notes)
        return Document((Block(f"{name}: nothing new", lines, Tone.GOOD),))
    with_notes = replace(report, notes=(*report.notes, *notes))
    return ingest_document({name: with_notes}, dry_run=dry_run)


def sync_object(
    name: str, report: IngestReport | None, notes: Sequence[str], *, dry_run: bool
) -> dict[str, object]:
    """Return the same as a JSON object."""
    with_notes = replace(
        report or IngestReport(), notes=(*(report.notes if report else ()), *notes)
    )
    counted = ingest_object({name: with_notes}, dry_run=dry_run)
    return {**counted, "feed": name, "unchanged": report is None}


def _block(name: str, report: IngestReport, *, dry_run: bool) -> Block:
    lines = [Line(f"{getattr(report, count):,}", count) for count in _OUTCOMES]
    lines[-1] = Line(
        f"{report.rejected:,}", "rejected", Tone.BAD if report.rejected else Tone.PLAIN
    )
    others = ((getattr(report, name), words) for name, words in _OTHER_COUNTS.items())
    lines += [Line(f"{count:,}", words) for count, words in others if count]
    lines += [Line("Note", note, Tone.MIXED) for note in report.notes]
    suffix = ", dry run: nothing was saved" if dry_run else ""
    tone = Tone.MIXED if report.rejected else Tone.GOOD
    return Block(f"{name}: {counted(report.records, 'record')}{suffix}", tuple(lines), tone)


def _counted(report: IngestReport) -> dict[str, object]:
    return {name: getattr(report, name) for name in _COUNTS} | {"notes": list(report.notes)}
