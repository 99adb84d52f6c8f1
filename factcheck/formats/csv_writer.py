"""Export fact-checks as CSV for spreadsheets, which must not take a claim for a formula."""

import csv
import io
import json
import unicodedata
from collections.abc import Iterable, Iterator, Mapping

from factcheck.formats.export_fields import HARM_NAMES, LISTS, NAMES, SCHEMA, as_object, fields_of
from factcheck.formats.json_lines_writer import json_line
from factcheck.model import FactCheck
from factcheck.text.normalise import clean

# The last column, because only our own reader needs it.
_SCHEMA_COLUMN = "factcheck_schema"
_LIST_SEPARATOR = " | "

_FORMULA_STARTS = frozenset("=+-@")
# Categories of characters that a spreadsheet skips before it looks for a formula.
_INVISIBLE = frozenset(("Cc", "Cf", "Zs", "Zl", "Zp"))

COLUMNS = (
    *(name for name in NAMES if name not in ("schema", "harm")),
    *(f"harm_{name}" for name in HARM_NAMES),
    _SCHEMA_COLUMN,
)


def table(fact_checks: Iterable[FactCheck], made_on: str = "") -> Iterator[str]:
    """Yield the header and a row for each of *fact_checks*; no cell has the date of the export."""
    del made_on
    row = io.StringIO()
    writer = csv.writer(row, lineterminator="\n")
    writer.writerow(COLUMNS)
    for fact_check in fact_checks:
        yield _take_text(row)
        writer.writerow(cells(fact_check).values())
    yield _take_text(row)


def _take_text(row: io.StringIO) -> str:
    text = row.getvalue()
    row.seek(0)
    row.truncate()
    return text


def cells(fact_check: FactCheck) -> dict[str, str]:
    """Return the row of *fact_check*, by the names of `COLUMNS`."""
    fields = fields_of(fact_check)
    harm = fields["harm"]
    flat = {**fields, _SCHEMA_COLUMN: fields["schema"]}
    flat |= {f"harm_{name}": value for name, value in as_object(harm or {}).items()}
    return {column: guarded(_as_cell(flat.get(column, ""))) for column in COLUMNS}


def _as_cell(value: object) -> str:
    # Stored texts are clean, unless another program wrote them into the file.
    if isinstance(value, str):
        return clean(value)
    listed = value if isinstance(value, list) else [value]
    texts = [clean(each) if isinstance(each, str) else each for each in listed]
    joined = _LIST_SEPARATOR.join(map(str, texts))
    return joined if _split_list(joined) == texts else json_line(value)


def _split_list(cell: str) -> list[object]:
    """Read a list: texts separated by bars, or JSON if a text contains bars or brackets."""
    if not cell:
        return []
    if not cell.startswith("["):
        return list(cell.split(_LIST_SEPARATOR))
    try:
        listed = json.loads(cell)
    except (ValueError, RecursionError):
        return []
    return listed if isinstance(listed, list) else []


def starts_a_formula(text: str) -> bool:
    """Report whether a spreadsheet might run *text* as a formula, also after a leading break."""
    if text[:1] in ("\t", "\r", "\n"):
        return True
    for character in text:
        if unicodedata.category(character) in _INVISIBLE:
            continue
        return unicodedata.normalize("NFKC", character)[:1] in _FORMULA_STARTS
    return False


def guarded(text: str) -> str:
    """Return *text* with an apostrophe in front if a spreadsheet would take it for a formula.

    A formula that begins with apostrophes gets one more, so that `unguarded` restores every
    text.
    """
    return f"'{text}" if starts_a_formula(text.lstrip("'")) else text


def unguarded(cell: str) -> str:
    """Undo `guarded`."""
    return cell[1:] if cell[:1] == "'" and starts_a_formula(cell.lstrip("'")) else cell


def fields_in(raw: Mapping[str, object]) -> Mapping[str, object] | None:
    """Return the fields of a row that we exported, ``None`` for any other."""
    if raw.get(_SCHEMA_COLUMN) != SCHEMA:
        return None
    cells = {name: unguarded(cell) for name, cell in raw.items() if isinstance(cell, str)}
    fields: dict[str, object] = {name: cells.get(name, "") for name in NAMES if name != "harm"}
    fields |= {name: _split_list(cells.get(name, "")) for name in LISTS}
    harm: dict[str, object] = {name: cells.get(f"harm_{name}", "") for name in HARM_NAMES}
    harm["peace_messages"] = _split_list(cells.get("harm_peace_messages", ""))
    return {**fields, "schema": SCHEMA, "harm": harm if harm["kind"] else None}
