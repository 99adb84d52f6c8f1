"""Report from which column or path each field of a record was read."""

from collections.abc import Mapping, Sequence

from factcheck.maintenance.explain_ingest import ExplainedField, ExplainedRecord
from factcheck.reports.answers_json import SCHEMA_VERSION
from factcheck.reports.document import Block, Document, Line, Tone

_SHOWN_CHARACTERS = 80
_SHOWN_IGNORED = 20


def explained_document(files: Mapping[str, Sequence[ExplainedRecord]]) -> Document:
    """Return one block a record: every field, its value, and where it came from."""
    blocks = []
    for name, records in files.items():
        blocks += [_block(name, record) for record in records]
        if not records:
            blocks.append(Block(f"{name}: no records"))
    blocks.append(Block("Nothing was stored."))
    return Document(tuple(blocks))


def explained_object(files: Mapping[str, Sequence[ExplainedRecord]]) -> dict[str, object]:
    """Return the same as a JSON object, with nothing cut."""
    return {
        "schema_version": SCHEMA_VERSION,
        "files": [
            {"file": name, "records": [_object(record) for record in records]}
            for name, records in files.items()
        ],
    }


def _block(name: str, record: ExplainedRecord) -> Block:
    lines = [
        Line(field.name, _short(field.value), columns=(f"from {_origin(field)}",))
        for field in record.fields
    ]
    if record.problem:
        lines.append(Line("rejected", record.problem, Tone.BAD))
    lines += [Line("note", note, Tone.MIXED) for note in record.notes]
    lines += [
        Line("ignored", f"{path}: {_short(value)}", Tone.QUIET)
        for path, value in record.ignored[:_SHOWN_IGNORED]
    ]
    more = len(record.ignored) - _SHOWN_IGNORED
    if more > 0:
        lines.append(Line("ignored", f"and {more:,} more", Tone.QUIET))
    item = f", item {record.item:,}" if record.item else ""
    line = f"sheet {record.sheet!r}, row" if record.sheet else "line"
    heading = f"{name}, {line} {record.line:,}{item}, read as {record.format}"
    return Block(heading, tuple(lines), Tone.BAD if record.problem else Tone.PLAIN)


def _object(record: ExplainedRecord) -> dict[str, object]:
    return {
        "line": record.line,
        "sheet": record.sheet or None,
        "item": record.item or None,
        "format": record.format,
        "fields": {
            field.name: {"value": field.value, "from": field.origin}
            | ({"cell": field.cell} if field.cell else {})
            for field in record.fields
        },
        "ignored": dict(record.ignored),
        "notes": list(record.notes),
        "problem": record.problem or None,
    }


def _origin(field: ExplainedField) -> str:
    return f"{field.cell}, {_short(field.origin)}" if field.cell else _short(field.origin)


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _SHOWN_CHARACTERS else f"{text[: _SHOWN_CHARACTERS - 1]}…"
