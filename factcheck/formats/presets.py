"""Map the columns of one program's exports to our fields; a user's --map comes first."""

from collections.abc import Mapping
from dataclasses import replace

from factcheck.formats.column_names import Value, plain_name
from factcheck.formats.read_options import ReadOptions
from factcheck.model import RawRecord


def with_preset(record: RawRecord, preset: Mapping[str, str], options: ReadOptions) -> RawRecord:
    """Return *record* with its columns mapped to our fields by *preset*.

    Columns that the user mapped, or that *preset* does not name, keep their fields.

    Args:
        record: As the general reader returned it.
        preset: Column names to our fields; an empty field says that we do not use a column.
        options: With the user's own mapping.
    """
    mapped = {plain_name(column) for column in options.map}
    fields, origins = dict(record.fields), dict(record.origins)
    mapped_by_user = {field for field, column in origins.items() if plain_name(column) in mapped}
    named = {plain_name(column): field for column, field in preset.items()}
    for field in tuple(fields):
        meaning = named.get(plain_name(origins.get(field, "")), field)
        if field not in mapped_by_user and meaning != field:
            del fields[field], origins[field]
    for column, value in record.raw.items():
        field = named.get(plain_name(column), "")
        text = _plain(value)
        if field and field not in mapped_by_user and text:
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
    """Return *record* with one field and its origin set; an empty value removes the field."""
    fields, origins = dict(record.fields), dict(record.origins)
    if value:
        fields[field], origins[field] = value, origin
    else:
        fields.pop(field, None)
        origins.pop(field, None)
    return replace(record, fields=fields, origins=origins)


def first_text(record: RawRecord, field: str) -> str:
    """Return the first text of a field, empty if there is none."""
    value = record.fields.get(field, "")
    return (value if isinstance(value, str) else next(iter(value), "")).strip()
