"""Tell a table from JSON by looking at the beginning of a file."""

import json
from enum import StrEnum
from pathlib import PurePath

from factcheck.errors import InputError


class Format(StrEnum):
    """What a file looks like, by its content and then by its name."""

    TABLE = "table"
    TAB_TABLE = "tab-separated table"
    JSON = "JSON"
    JSON_LINES = "JSON Lines"


# The first bytes of files that people try, and what to do instead.
_FOREIGN: tuple[tuple[bytes, str], ...] = (
    (b"PK\x03\x04", "is a zip archive or a spreadsheet: unpack it, or save it as CSV"),
    (b"\xd0\xcf\x11\xe0", "is an old Office file: save it as CSV"),
    (b"SQLite format 3", "is an SQLite file: export the table as CSV"),
    (b"%PDF", "is a PDF: export the table as CSV"),
    (b"\x1f\x8b", "is compressed twice: unpack it once"),
    (b"BZh", "is compressed with bzip2: unpack it, or use gzip"),
    (b"\xfd7zXZ", "is compressed with xz: unpack it, or use gzip"),
    (b"\x28\xb5\x2f\xfd", "is compressed with zstd: unpack it, or use gzip"),
    (b"PAR1", "is a Parquet file: export it as CSV or JSON Lines"),
)

_LINE_SUFFIXES = frozenset({".jsonl", ".ndjson", ".jsonlines"})


def refuse_foreign_files(head: bytes, name: str) -> None:
    """Stop at files that are no text.

    Raises:
        InputError: The file is of a kind that we know and do not read.
    """
    for magic, advice in _FOREIGN:
        if head.startswith(magic):
            raise InputError(f"{name} {advice}")


def find_format(head: bytes, name: str) -> Format:
    """Return the format of a file that begins with *head* and is called *name*."""
    suffix = PurePath(name.casefold().removesuffix(".gz")).suffix
    start = head.lstrip()
    if start.startswith(b"["):
        return Format.JSON
    if suffix in _LINE_SUFFIXES:
        return Format.JSON_LINES
    if start.startswith(b"{"):
        return Format.JSON_LINES if _has_an_object_a_line(head) else Format.JSON
    return Format.TAB_TABLE if suffix in {".tsv", ".tab"} else Format.TABLE


def _has_an_object_a_line(head: bytes) -> bool:
    """Report whether the lines are objects on their own, a broken one here and there.

    One whole object in one line is taken for JSON: it may hold a list.
    """
    lines = [line for line in head.split(b"\n")[:50] if line.strip()]
    if len(lines) == 1:
        return False
    whole = [line for line in lines if line.startswith(b"{") and _is_json(line)]
    # In a list that is laid out over lines, only its last object ends without a comma.
    return _is_json(lines[0]) or len(whole) * 2 > len(lines)


def _is_json(line: bytes) -> bool:
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return False
    return True
