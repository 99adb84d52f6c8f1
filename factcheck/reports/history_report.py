"""Report the history of one fact-check, and the changes of the whole store."""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TextIO

from factcheck.citations.labels import state_in_words
from factcheck.citations.translator import ENGLISH, Translator
from factcheck.formats.export_fields import judgement_fields
from factcheck.formats.json_lines_writer import json_line
from factcheck.model import FactCheck, JudgedPair, Message, Revision
from factcheck.reports.answers_csv import cell
from factcheck.reports.answers_json import SCHEMA_VERSION
from factcheck.reports.document import Block, Document, Line, Tone
from factcheck.store.ledger import Change, InputStatement
from factcheck.text.counting import counted
from factcheck.text.sanitise import shortened, visible

_SHOWN = 300
_CHANGE_COLUMNS = (
    "recorded_at", "kind", "id", "revision", "run", "input", "publisher", "claim", "field",
    "before", "after",
)  # fmt: skip


def history_document(
    fact_check: FactCheck,
    history: Sequence[Revision],
    reports: Sequence[InputStatement],
    judged: Sequence[JudgedPair] = (),
) -> Document:
    """Return all revisions of a fact-check, oldest first, then what each input says of it."""
    lines = [Line("Claim", shortened(fact_check.claim, _SHOWN))]
    lines += [Line("Publisher", fact_check.publisher.name)]
    state = state_in_words(fact_check)
    lines += [Line("State", state, Tone.MIXED)] if state else []
    revisions = counted(len(history), "revision")
    first = Block(f"{fact_check.id}: {revisions}", tuple(lines), Tone.STRONG)
    revision_blocks = (
        Block(revision_heading(each, with_run=True), revision_lines(each)) for each in history
    )
    judgements = (_judgement_block(pair) for pair in judged)
    inputs = (_input_block(report) for report in reports)
    return Document((first, *revision_blocks, *inputs, *judgements))


def history_object(
    fact_check: FactCheck,
    history: Sequence[Revision],
    reports: Sequence[InputStatement],
    judged: Sequence[JudgedPair] = (),
) -> dict[str, object]:
    """Return the same as a JSON object."""
    return {
        "schema_version": SCHEMA_VERSION,
        "id": fact_check.id,
        "claim": fact_check.claim,
        "publisher": fact_check.publisher.name,
        "state": fact_check.state.value,
        "revisions": [
            {
                "number": revision.number,
                "recorded_at": revision.recorded_at,
                "run": revision.run_id,
                "input": revision.input_name,
                "changes": changes_object(revision.changes),
            }
            for revision in history
        ],
        "inputs": [
            {
                "input": report.input_name,
                "run": report.run_id,
                "said_at": report.said_at,
                "priority": report.priority,
                "gave": list(report.gave),
                "differs": dict(report.differs),
                "state": report.state,
            }
            for report in reports
        ],
        "judgements": [judgement_fields(pair) | {"run": pair.run_id} for pair in judged],
    }


def revision_heading(revision: Revision, *, with_run: bool = False) -> Message:
    """Return number, time and input of *revision*, for a heading."""
    values = {
        "number": revision.number,
        "time": revision.recorded_at,
        "input": revision.input_name,
        "run": revision.run_id,
    }
    if with_run:
        return Message("Revision {number}, {time}, run {run}, from {input}", **values)
    return Message("Revision {number}, {time}, from {input}", **values)


def revision_lines(
    revision: Revision, limit: int = _SHOWN, t: Translator = ENGLISH
) -> tuple[Line, ...]:
    """Return the value before and after of each field that *revision* changed.

    Longer values than *limit* characters are shortened.
    """
    if revision.number == 1:
        return (Line(t("Added"), t("first stored in this state")),)
    return tuple(changed_lines(revision.changes, limit, t))


def changed_lines(
    changes: Mapping[str, tuple[object, object]], limit: int = _SHOWN, t: Translator = ENGLISH
) -> list[Line]:
    """Return the value before and after of each field, shortened to *limit* characters."""
    lines: list[Line] = []
    for name, values in changes.items():
        before, after = (shortened(_plain(value), limit) or t("empty") for value in values)
        lines.append(Line(_field_label(name), t("was {value}", value=before), Tone.QUIET))
        lines.append(Line("", t("is {value}", value=after)))
    return lines


def changes_object(changes: Mapping[str, tuple[object, object]]) -> dict[str, object]:
    """Return the values before and after of each changed field as a JSON object."""
    return {name: {"before": before, "after": after} for name, (before, after) in changes.items()}


def provenance_lines(reports: Sequence[InputStatement], t: Translator = ENGLISH) -> Iterator[Line]:
    """Yield a line for each field: from which input its current value is."""
    sources = {name: report for report in reports for name in report.gave}
    for name, report in sources.items():
        source = t("from {input}, run {run}", input=report.input_name, run=report.run_id)
        yield Line(_field_label(name), source, Tone.QUIET)


def write_changes_text(changes: Iterable[Change], stream: TextIO) -> None:
    """Write a line for each revision, and one for each field that it changed."""
    for change in changes:
        claim = shortened(change.claim, _SHOWN)
        head = f"{change.recorded_at}  {change.kind}  {change.id}  run {change.run_id}"
        stream.write(visible(f"{head}  {change.publisher}: {claim}") + "\n")
        for name, (before, after) in change.changes.items():
            stream.write(
                visible(f"    {_field_label(name)}: {_shown(before)} → {_shown(after)}") + "\n"
            )


def write_changes_json_lines(changes: Iterable[Change], stream: TextIO) -> None:
    """Write a JSON object a line for each revision."""
    for change in changes:
        stream.write(json_line(_change_object(change)) + "\n")


def write_changes_json(changes: Iterable[Change], stream: TextIO) -> None:
    """Write one JSON object with a list, change by change."""
    stream.write(f'{{"schema_version": {SCHEMA_VERSION}, "changes": [')
    before = "\n"
    for change in changes:
        stream.write(before + json_line(_change_object(change)))
        before = ",\n"
    stream.write("]}\n" if before == "\n" else "\n]}\n")


def write_changes_csv(changes: Iterable[Change], stream: TextIO) -> None:
    """Write a row for each changed field, and one for each added fact-check."""
    rows = csv.DictWriter(stream, _CHANGE_COLUMNS, restval="", lineterminator="\n")
    rows.writeheader()
    for change in changes:
        texts = {
            "recorded_at": change.recorded_at,
            "kind": change.kind,
            "id": change.id,
            "input": change.input_name,
            "publisher": change.publisher,
            "claim": change.claim,
        }
        row: dict[str, object] = {name: cell(text) for name, text in texts.items()}
        row |= {"revision": change.revision, "run": change.run_id}
        for name, (before, after) in (change.changes or {"": ("", "")}).items():
            values = {"before": cell(_plain(before)), "after": cell(_plain(after))}
            rows.writerow(row | {"field": name} | values)


def _input_block(report: InputStatement) -> Block:
    priority = f", priority {report.priority}" if report.priority else ""
    heading = f"{report.input_name} says, run {report.run_id}, {report.said_at}{priority}"
    if report.state:
        return Block(heading, (Line("State", report.state, Tone.MIXED),))
    lines = [Line("Gave", ", ".join(report.gave) or "nothing that holds")]
    lines += [
        Line("Differs", f"{name}: {_shown(value)}", Tone.MIXED)
        for name, value in report.differs.items()
    ]
    return Block(heading, tuple(lines), Tone.MIXED if report.differs else Tone.QUIET)


def _judgement_block(pair: JudgedPair) -> Block:
    heading = f"Judged {pair.judgement} by {pair.by_and_when}, run {pair.run_id}"
    note = [Line("Note", shortened(pair.note, _SHOWN))] if pair.note else []
    return Block(heading, (Line("Claim", shortened(pair.text, _SHOWN)), *note))


def _change_object(change: Change) -> dict[str, object]:
    return {
        "schema_version": SCHEMA_VERSION,
        "recorded_at": change.recorded_at,
        "kind": change.kind,
        "id": change.id,
        "revision": change.revision,
        "run": change.run_id,
        "input": change.input_name,
        "publisher": change.publisher,
        "claim": change.claim,
        "changes": changes_object(change.changes),
    }


def _field_label(field_name: str) -> str:
    return field_name.replace("_", " ").capitalize()


def _shown(value: object, limit: int = _SHOWN) -> str:
    return shortened(_plain(value), limit) or "empty"


def _plain(value: object) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(_plain(part) for part in value)
    if isinstance(value, Mapping):
        parts = (f"{name}: {_plain(part)}" for name, part in value.items() if part)
        return "; ".join(parts)
    return "" if value is None else str(value)
