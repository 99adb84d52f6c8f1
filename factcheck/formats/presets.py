"""Read the columns of one program as that program means them, and a person's own --map first."""

from collections.abc import Mapping
from dataclasses import replace

from factcheck.formats.column_names import Value, plain_name
from factcheck.formats.read_options import ReadOptions
from factcheck.model import RawRecord


def as_meant(record: RawRecord, meanings: Mapping[str, str], options: ReadOptions) -> RawRecord:
    """Return *record* with its columns under our names, by *meanings*.

    What a person mapped stays as it is, and so does what *meanings* does not name.

    Args:
        record: As the general reader gave it.
        meanings: Columns to our fields; an empty field says that a column is none of ours.
        options: What the person mapped.
    """
    mapped = {plain_name(column) for column in options.map}
    fields, origins = dict(record.fields), dict(record.origins)
    own = {field for field, column in origins.items() if plain_name(column) in mapped}
    named = {plain_name(column): field for column, field in meanings.items()}
    for field in tuple(fields):
        meant = named.get(plain_name(origins.get(field, "")), field)
        if field not in own and meant != field:
            del fields[field], origins[field]
    for column, value in record.raw.items():
        field = named.get(plain_name(column), "")
        text = _plain(value)
        if field and field not in own and text:
            fields[field], origins[field] = text, column
    return replace(record, fields=fields, origins=origins)


def _plain(value: object) -> Value:
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, list):
        return tuple(text for text in value if isinstance(text, str) and text.strip())
    return ""


def with_field(record: RawRecord, field: str, value: Value, origin: str) -> RawRecord:
    """Return *record* with one field set, and where it came from; an empty one is taken out."""
    fields, origins = dict(record.fields), dict(record.origins)
    if value:
        fields[field], origins[field] = value, origin
    else:
        fields.pop(field, None)
        origins.pop(field, None)
    return replace(record, fields=fields, origins=origins)


def said(record: RawRecord, field: str) -> str:
    """Return the first text of a field, empty if there is none."""
    value = record.fields.get(field, "")
    return (value if isinstance(value, str) else next(iter(value), "")).strip()
