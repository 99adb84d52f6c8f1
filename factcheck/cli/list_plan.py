"""Turn options into how a list of claims is read."""

from collections.abc import Sequence
from pathlib import Path

from factcheck.errors import UsageError
from factcheck.formats.claim_list import ListFormat, ListPlan, format_by_suffix


def plan_list(
    path: Path | None,
    chosen: ListFormat | None,
    column: str,
    field: str,
    encoding: str = "",
    keep: Sequence[str] = (),
    sheet: str = "",
) -> ListPlan:
    """Return how to read a list: as chosen, else by its suffix, else by the named part.

    Args:
        path: The list's file, ``None`` for standard input.
        chosen: The format that the user named.
        column: The column that the user named.
        field: The field that the user named.
        encoding: The encoding that the user named.
        sheet: The sheet of a workbook that the user named.
        keep: The columns or fields that the user wants to keep, several parted by commas.

    Raises:
        UsageError: the options contradict each other.
    """
    if column and field:
        raise UsageError("--column is for tables and --field for JSON Lines; name one of them")
    implied = ListFormat.CSV if column or sheet else ListFormat.JSONL if field else None
    written_as = chosen or format_by_suffix(path) or implied or ListFormat.TEXT
    is_table = written_as in (ListFormat.CSV, ListFormat.TSV)
    if column and not is_table:
        raise UsageError(f"--column needs a table, and this list is {written_as}")
    if field and written_as is not ListFormat.JSONL:
        raise UsageError(f"--field needs JSON Lines, and this list is {written_as}")
    kept = tuple(name.strip() for names in keep for name in names.split(",") if name.strip())
    if kept and written_as is ListFormat.TEXT:
        raise UsageError("--keep needs a table or JSON Lines, and this list is text")
    return ListPlan(written_as, column or field, encoding, tuple(dict.fromkeys(kept)), sheet)
