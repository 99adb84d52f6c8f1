"""Lay out everything that is known about one fact-check, corrections included."""

from collections.abc import Iterator, Sequence

from factcheck.citations.labels import (
    VERDICTS,
)
from factcheck.citations.one_line import citation
from factcheck.model import FactCheck, Revision
from factcheck.reports.answers_json import SCHEMA_VERSION, fact_check_object
from factcheck.reports.document import VERDICT_TONES, Block, Document, Line, Tone
from factcheck.reports.history_report import ReportOfInput, provenance_lines
from factcheck.reports.ruling_lines import ruling


def fact_check_sheet(
    fact_check: FactCheck, history: Sequence[Revision], reports: Sequence[ReportOfInput] = ()
) -> Document:
    """Return *fact_check* with its history, oldest state first, laid out for reading.

    Where *reports* of inputs are given, so is the input that each field is from.
    """
    verdict = VERDICTS[fact_check.verdict].upper()
    lines = tuple(_lines(fact_check, corrected=len(history) > 1))
    first = Block(verdict, lines, VERDICT_TONES[fact_check.verdict])
    given = tuple(provenance_lines(reports))
    provenance = (Block("Provenance", given),) if given else ()
    return Document((first, *provenance, *(_revision(revision) for revision in history)))


def fact_check_page_object(
    fact_check: FactCheck, history: Sequence[Revision], reports: Sequence[ReportOfInput] = ()
) -> dict[str, object]:
    """Return *fact_check* with its raw record and its history as a JSON object."""
    given = {name: report.input_name for report in reports for name in report.gave}
    provenance = {"provenance": given} if reports else {}
    return {
        "schema_version": SCHEMA_VERSION,
        **fact_check_object(fact_check),
        "citation": citation(fact_check, corrected=len(history) > 1),
        **provenance,
        "raw": dict(fact_check.raw),
        "history": [_revision_object(revision) for revision in history],
    }


def _lines(fact_check: FactCheck, *, corrected: bool) -> Iterator[Line]:
    yield from ruling(fact_check)
    optional = (
        ("Summary", fact_check.summary),
        ("Script", fact_check.script),
        ("Tags", ", ".join(fact_check.tags)),
        ("Record", fact_check.record_id),
        ("Id", fact_check.id),
    )
    yield from (Line(label, text) for label, text in optional if text)
    addresses = (
        ("Read", (fact_check.review_url,)),
        ("Appeared", fact_check.appearances),
        ("Archived", fact_check.archive_urls),
        ("Cite", (citation(fact_check, corrected=corrected),)),
    )
    for label, texts in addresses:
        yield from (Line(label, text, copied_whole=True) for text in texts if text)


def _revision(revision: Revision) -> Block:
    heading = f"Revision {revision.number}, {revision.recorded_at}, from {revision.input_name}"
    if revision.number == 1:
        return Block(heading, (Line("Added", "first stored in this state"),))
    lines: list[Line] = []
    for name, (before, after) in revision.changes.items():
        lines.append(Line(_words(name), f"was {_shown(before)}", Tone.QUIET))
        lines.append(Line("", f"is {_shown(after)}"))
    return Block(heading, tuple(lines))


def _revision_object(revision: Revision) -> dict[str, object]:
    return {
        "number": revision.number,
        "recorded_at": revision.recorded_at,
        "run_id": revision.run_id,
        "input_name": revision.input_name,
        "changes": {
            name: {"before": before, "after": after}
            for name, (before, after) in revision.changes.items()
        },
    }


def _words(field_name: str) -> str:
    return field_name.replace("_", " ").capitalize()


def _shown(value: object) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(str(part) for part in value) or "empty"
    return "empty" if value in ("", None) else str(value)
